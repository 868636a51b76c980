// SPDX-License-Identifier: Apache-2.0

//go:build linux && (amd64 || arm64)

package capture

import (
	"io"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// readAt is f.ReadAt for regular files, without a word to the scheduler.
//
// What is in the page cache is there in some 30 microseconds, after 20 of which
// the scheduler gives what runs goroutines to another thread, for goroutines
// that there are none of. To start threads and to come back from that costs a
// thirtieth of all that a sensor does with the bytes. Where a disk has to be
// waited for goroutines have the other processors.
func readAt(f *os.File, b []byte, from int64) (int, error) {
	read := 0
	for fd := f.Fd(); read < len(b); {
		n, _, e := syscall.RawSyscall6(syscall.SYS_PREAD64, fd,
			uintptr(unsafe.Pointer(&b[read])), uintptr(len(b)-read), uintptr(from+int64(read)), 0, 0)
		switch {
		case e == syscall.EINTR:
		case e != 0:
			return read, &os.PathError{Op: "read", Path: f.Name(), Err: e}
		case n == 0:
			return read, io.EOF
		default:
			read += int(n)
		}
	}
	runtime.KeepAlive(f)
	return read, nil
}
