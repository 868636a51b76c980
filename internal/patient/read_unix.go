// SPDX-License-Identifier: Apache-2.0

//go:build unix

package patient

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// pollMillis is how long a read waits before it looks at the flags again.
const pollMillis = 100

// Read waits until the file has something to read, and returns it. Its errors
// are those of the file, and r.End.
func (r *Reader) Read(b []byte) (int, error) {
	wait := 0
	for {
		if r.ended() {
			return 0, r.End
		}
		fds := []unix.PollFd{{Fd: int32(r.File.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, wait)
		switch {
		case n > 0:
			if !r.stopped.IsZero() {
				r.latest = time.Now()
			}
			return r.File.Read(b)
		case err != nil && !errors.Is(err, unix.EINTR):
			return 0, err
		case n == 0 && wait == 0:
			r.Idle()
			wait = pollMillis
		}
	}
}

// Open opens a file for reading. Opening a named pipe does not wait for a
// writer: a [Reader] does that, and can be stopped.
func Open(path string) (*os.File, error) {
	if st, err := os.Stat(path); err == nil && st.Mode()&os.ModeNamedPipe != 0 {
		return os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	}
	return os.Open(path)
}
