// SPDX-License-Identifier: Apache-2.0

//go:build unix

package sink

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pipeChunk is the most that can be written to a pipe that is ready without waiting:
// PIPE_BUF in Linux.
const pipeChunk = 4096

// A pipe is a pipe or socket. It is not set to non-blocking mode, because other
// processes may have the same pipe as their standard output.
type pipe struct {
	conn   syscall.RawConn
	socket bool
}

// channelOf returns w if it is a pipe or socket, else nil.
func channelOf(w io.Writer) channel {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	st, err := f.Stat()
	if err != nil || st.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return nil
	}
	conn, err := f.SyscallConn()
	if err != nil {
		return nil
	}
	_ = conn.Control(func(fd uintptr) { enlarge(int(fd)) })
	return pipe{conn, st.Mode()&os.ModeSocket != 0}
}

func (p pipe) write(b []byte, wait time.Duration) (n int, err error) {
	end := time.Now().Add(wait)
	outer := p.conn.Control(func(fd uintptr) {
		for n < len(b) && err == nil {
			var k int
			if k, err = p.some(int(fd), b[n:]); k > 0 {
				n += k
				continue
			}
			left := time.Until(end)
			if err != nil || wait == 0 || left <= 0 {
				return
			}
			err = poll(int(fd), left)
		}
	})
	return n, errors.Join(err, outer)
}

// some writes some bytes if there is room for them, else none.
func (p pipe) some(fd int, b []byte) (n int, err error) {
	if p.socket {
		n, err = unix.SendmsgN(fd, b, nil, nil, unix.MSG_DONTWAIT)
	} else {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		if k, err := unix.Poll(fds, 0); err != nil || k == 0 {
			return 0, ignorable(err)
		}
		n, err = unix.Write(fd, b[:min(len(b), pipeChunk)])
	}
	return max(n, 0), ignorable(err)
}

// poll waits until something can be written.
func poll(fd int, wait time.Duration) error {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	_, err := unix.Poll(fds, int(wait.Milliseconds())+1)
	return ignorable(err)
}

// ignorable returns nil instead of errors that only mean: not now.
func ignorable(err error) error {
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR) {
		return nil
	}
	return err
}
