// SPDX-License-Identifier: Apache-2.0

//go:build unix

package source

import (
	"errors"
	"io"
	"os"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// pollMillis is how long a read waits before it looks at the stop flag again.
const pollMillis = 200

// A patient reader reads a pipe or device that may be silent for long: before
// it waits it calls idle, and it ends when stop is set.
type patient struct {
	f    *os.File
	stop *atomic.Bool
	idle func()
}

func newPatient(f *os.File, stop *atomic.Bool, idle func()) io.Reader {
	if stop == nil || idle == nil {
		return f
	}
	return &patient{f, stop, idle}
}

// Read reads what is there, waiting for it if it must.
func (p *patient) Read(b []byte) (int, error) {
	wait := 0
	for {
		if p.stop.Load() {
			return 0, io.EOF
		}
		fds := []unix.PollFd{{Fd: int32(p.f.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, wait)
		switch {
		case n > 0:
			return p.f.Read(b)
		case err != nil && !errors.Is(err, unix.EINTR):
			return 0, err
		case n == 0 && wait == 0:
			p.idle()
			wait = pollMillis
		}
	}
}
