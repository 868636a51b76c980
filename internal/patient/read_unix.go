// SPDX-License-Identifier: Apache-2.0

//go:build unix

package patient

import (
	"errors"

	"golang.org/x/sys/unix"
)

// pollMillis is how long a read waits before it looks at the stop flag again.
const pollMillis = 200

// Read returns what is there, and waits for it if it must. Its errors are
// those of the file, and r.End.
func (r *Reader) Read(b []byte) (int, error) {
	wait := 0
	for {
		if r.Stop.Load() {
			return 0, r.End
		}
		fds := []unix.PollFd{{Fd: int32(r.File.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, wait)
		switch {
		case n > 0:
			return r.File.Read(b)
		case err != nil && !errors.Is(err, unix.EINTR):
			return 0, err
		case n == 0 && wait == 0:
			r.Idle()
			wait = pollMillis
		}
	}
}
