// SPDX-License-Identifier: Apache-2.0

//go:build unix

package sensor

import (
	"errors"
	"os"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// pollMillis is how long a read waits before it looks at the stop flag again.
const pollMillis = 200

// A patient reader reads a pipe or device that may be silent for long: while it
// waits it calls idle, and it ends when stop is set.
type patient struct {
	f    *os.File
	stop *atomic.Bool
	idle func()
}

// errStopped ends reading after a signal.
var errStopped = errors.New("stopped")

func (p *patient) Read(b []byte) (int, error) {
	for {
		fds := []unix.PollFd{{Fd: int32(p.f.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, pollMillis)
		switch {
		case p.stop.Load():
			return 0, errStopped
		case n > 0:
			return p.f.Read(b)
		case err != nil && !errors.Is(err, unix.EINTR):
			return 0, err
		case n == 0:
			p.idle()
		}
	}
}
