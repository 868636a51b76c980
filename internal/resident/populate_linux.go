// SPDX-License-Identifier: Apache-2.0

package resident

import (
	"syscall"
	"unsafe"
)

// populateWrite is MADV_POPULATE_WRITE, which kernels before 5.14 refuse; that
// leaves the pages to page faults. Package unix has it, but would have to be
// initialised before package early then.
const populateWrite = 23

// populate asks for the whole pages of b.
func populate(b []byte) {
	page := syscall.Getpagesize()
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (page - 1)
	if n := (len(b) - skip) &^ (page - 1); n > 0 {
		_ = syscall.Madvise(b[skip:skip+n], populateWrite)
	}
}

// populateFrom asks for the pages of the n bytes from p's on, as far as there are
// any; what they hold stays.
func populateFrom(p *byte, n int) {
	at := uintptr(unsafe.Pointer(p)) &^ uintptr(syscall.Getpagesize()-1)
	_, _, _ = syscall.RawSyscall(syscall.SYS_MADVISE, at, uintptr(n), populateWrite)
}
