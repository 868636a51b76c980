// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxRSS is the largest resident set of an ended process, in bytes. Linux
// counts the resident set of the process that started it as well, up to the
// exec, so a few megabytes are the least it can be.
func maxRSS(st *os.ProcessState) int64 {
	if u, ok := st.SysUsage().(*syscall.Rusage); ok {
		return int64(u.Maxrss) * 1024
	}
	return 0
}

// FromDisk leaves a file in the page cache as it is after it was read from the
// disk: in large pieces. What a program writes in small pieces, as a linker or a
// sensor does, lies there in small ones, and costs whoever reads it more.
func FromDisk(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return err
}
