// SPDX-License-Identifier: Apache-2.0

// Package patient reads pipes, terminals and devices that may have nothing to
// read for a long time, in a way that can be stopped at any moment.
package patient

import (
	"os"
	"sync/atomic"
	"time"
)

// A Reader reads a file that may have nothing to read for a long time. It does
// not own the file. A Reader is for one goroutine.
type Reader struct {
	File *os.File
	Stop *atomic.Bool // once set, reading ends with End
	Idle func()       // called before each wait, so that outputs can be flushed
	End  error        // what Read returns after Stop, such as io.EOF
	// Drain, if it is not 0, lets reading go on after Stop while data keeps
	// coming: it ends when nothing came for that long, or after four times that
	// long. What the writer had sent before it was stopped too is read then.
	Drain time.Duration
	// Abort, if it is not nil and set, ends reading at once, with End.
	Abort *atomic.Bool

	stopped time.Time // when Stop was noticed
	latest  time.Time // when the last data came after that
}

// ended reports whether reading is over, given Stop, Drain and Abort.
func (r *Reader) ended() bool {
	switch {
	case r.Abort != nil && r.Abort.Load():
		return true
	case !r.Stop.Load():
		return false
	case r.Drain == 0:
		return true
	}
	now := time.Now()
	if r.stopped.IsZero() {
		r.stopped, r.latest = now, now
	}
	return now.Sub(r.latest) >= r.Drain || now.Sub(r.stopped) >= 4*r.Drain
}
