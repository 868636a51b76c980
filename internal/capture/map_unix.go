// SPDX-License-Identifier: Apache-2.0

//go:build unix && !aix && !solaris

package capture

import (
	"os"
	"syscall"
	"time"
)

const canMap = true

// mapFile maps size bytes of a file, from a position on that begins a page.
func mapFile(f *os.File, from int64, size int) ([]byte, error) {
	return syscall.Mmap(int(f.Fd()), from, size, syscall.PROT_READ, mapFlags)
}

func unmapFile(b []byte) {
	syscall.Munmap(b) // cannot fail for what was mapped
}

// cpuTime returns the processor time that the program has used. Unlike the time
// of day, it does not count the waiting for a disk, for whoever reads the output
// and for other programs.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
