// SPDX-License-Identifier: Apache-2.0

package resident

import (
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestHeap: the pages of the heap from the newest object on are there, as far as
// the system has made any of them usable.
func TestHeap(t *testing.T) {
	if populateWrite != unix.MADV_POPULATE_WRITE {
		t.Errorf("populateWrite is %d, the system has %d", populateWrite, unix.MADV_POPULATE_WRITE)
	}
	page := syscall.Getpagesize()
	b, err := syscall.Mmap(-1, 0, page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(b)
	if err := syscall.Madvise(b, populateWrite); err != nil {
		t.Skipf("this kernel populates no memory: %v", err)
	}
	const pages = 256
	Heap(pages * page)
	at := uintptr(unsafe.Pointer(newest)) &^ uintptr(page-1)
	for i := range pages {
		var there [1]byte
		_, _, e := syscall.RawSyscall(syscall.SYS_MINCORE, at+uintptr(i*page), uintptr(page), uintptr(unsafe.Pointer(&there)))
		if e == syscall.ENOMEM && i > 0 {
			break // the heap's memory ends here
		}
		if e != 0 || there[0]&1 == 0 {
			t.Fatalf("page %d of %d: error %v, resident %v", i, pages, e, there[0]&1 == 1)
		}
	}
}
