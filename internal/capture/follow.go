// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// errStopped ends a followed file when Options.Done is closed.
var errStopped = errors.New("following was stopped")

// A follower reads a file that grows: at the end it waits for more.
type follower struct {
	f    *os.File
	poll time.Duration
	done <-chan struct{}
	idle func()
}

func newFollower(f *os.File, o Options) *follower {
	w := &follower{f: f, poll: o.Poll, done: o.Done, idle: o.Idle}
	if w.poll <= 0 {
		w.poll = 200 * time.Millisecond
	}
	return w
}

// Read returns at least one byte, or an error: errStopped once Done is closed.
// Looking at the file every now and then also works where no notice of changes
// comes, as on network file systems.
func (w *follower) Read(b []byte) (int, error) {
	for {
		n, err := w.f.Read(b)
		if n > 0 || err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		if err := w.shrunk(); err != nil {
			return 0, err
		}
		if w.idle != nil {
			w.idle()
		}
		select {
		case <-w.done:
			return 0, errStopped
		case <-time.After(w.poll):
		}
	}
}

// shrunk reports a file that was cut to less than what was read of it.
func (w *follower) shrunk() error {
	at, err := w.f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	st, err := w.f.Stat()
	if err != nil {
		return err
	}
	if st.Size() < at {
		return fmt.Errorf("file was cut to %d bytes while it was followed", st.Size())
	}
	return nil
}
