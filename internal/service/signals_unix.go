// SPDX-License-Identifier: Apache-2.0

//go:build unix

package service

import (
	"os"
	"os/signal"
	"syscall"
)

// Handlers say what signals do. They are called by a goroutine of their own, one at
// a time.
type Handlers struct {
	Stop   func() // INT and TERM
	Reload func() // HUP; nil means Stop
	Report func() // USR1; nil ignores it
}

// Listen calls h when a signal comes. After Stop was called, the next INT or TERM
// ends the process at once. USR2 is ignored, as in the originals.
//
// It never stops listening, because the process usually ends soon after its run.
func Listen(h Handlers) {
	signal.Ignore(syscall.SIGUSR2)
	c := make(chan os.Signal, 4)
	signal.Notify(c, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1)
	go func() {
		stopped := false
		for s := range c {
			switch {
			case s == syscall.SIGUSR1 && h.Report == nil:
			case s == syscall.SIGUSR1:
				h.Report()
			case s == syscall.SIGHUP && h.Reload != nil && !stopped:
				h.Reload()
			case !stopped:
				stopped = true
				signal.Reset(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
				h.Stop()
			}
		}
	}()
}
