// SPDX-License-Identifier: Apache-2.0

package resident

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// usable returns how many bytes from address at on can be used.
func usable(t *testing.T, at uintptr) uintptr {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip(err)
	}
	for line := range strings.Lines(string(maps)) {
		var from, to uintptr
		var mode string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if from <= at && at < to && mode[:2] == "rw" {
			return to - at
		}
	}
	t.Fatalf("no memory at %#x", at)
	return 0
}

// TestHeap: the pages of the heap from the newest object on are there, as far as
// the heap has any. What is reserved for it and cannot be used yet ends them.
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
	for i := range min(pages, int(usable(t, at))/page) {
		var there [1]byte
		_, _, e := syscall.RawSyscall(syscall.SYS_MINCORE, at+uintptr(i*page), uintptr(page), uintptr(unsafe.Pointer(&there)))
		if e != 0 || there[0]&1 == 0 {
			t.Fatalf("page %d of %d: error %v, resident %v", i, pages, e, there[0]&1 == 1)
		}
	}
}
