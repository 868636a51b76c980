// SPDX-License-Identifier: Apache-2.0

// Package interrupt hears the signals that ask a program to end.
package interrupt

import (
	"os"
	"os/signal"
)

// Listen calls f in a goroutine of its own at the first of these signals; the
// second one ends the process as if nobody listened.
//
// It listens as long as the process lives. To begin and to end that each takes
// several switches between threads, and who listens mostly ends soon after.
func Listen(f func(), signals ...os.Signal) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, signals...)
	go func() {
		<-c
		signal.Stop(c)
		f()
	}()
}
