// SPDX-License-Identifier: Apache-2.0

// Package interrupt handles the signals that ask a program to end.
package interrupt

import (
	"os"
	"os/signal"
)

// Listen calls f in a goroutine of its own at the first of these signals; the
// second one ends the process as if there were no handler.
//
// It never stops listening, because the process usually ends soon after its run.
func Listen(f func(), signals ...os.Signal) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, signals...)
	go func() {
		<-c
		signal.Stop(c)
		f()
	}()
}
