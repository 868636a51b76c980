// SPDX-License-Identifier: Apache-2.0

package resident

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// populate asks for the whole pages of b. Kernels before 5.14 refuse it, which
// leaves them to page faults.
func populate(b []byte) {
	page := os.Getpagesize()
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (page - 1)
	if n := (len(b) - skip) &^ (page - 1); n > 0 {
		_ = unix.Madvise(b[skip:skip+n], unix.MADV_POPULATE_WRITE)
	}
}
