// SPDX-License-Identifier: Apache-2.0

package arena

import (
	"syscall"
	"unsafe"
)

// largePage is the size in bytes of large pages, and what they are aligned to.
// Where they are of another size those of normal size do.
const largePage = 2 << 20

// mapLarge returns n bytes of zeros that may be in large pages, and the whole
// mapping that they are in, or nil.
func mapLarge(n int) (whole, b []byte) {
	whole, err := syscall.Mmap(-1, 0, n+largePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil
	}
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(whole))) & (largePage - 1))
	b = whole[skip : skip+n : skip+n]
	_ = syscall.Madvise(b, syscall.MADV_HUGEPAGE) // a wish: a system without them has other pages
	return whole, b
}

func unmap(b []byte) {
	_ = syscall.Munmap(b) // cannot fail for what was mapped
}
