// SPDX-License-Identifier: Apache-2.0

// Package arena allocates memory that is freed all at once, in large pages if the
// system has them.
//
// A large table with random access causes a page fault for each new page of 4 KiB,
// and most accesses miss the TLB. With pages of 2 MiB both are rare.
package arena

import "unsafe"

const (
	// align keeps each slice on cache lines of its own, even if the processor
	// fetches lines in pairs.
	align = 128
	// first is the size in bytes of the first piece. It is not in large pages,
	// because small tables do not need them.
	first = 256 << 10
	// step is the size of the others.
	step = 4 << 20
)

// An Arena is memory of one owner. The zero value is empty and ready for use;
// it is not safe for concurrent use.
type Arena struct {
	rest  []byte   // not given out yet
	begun bool     // the first piece was made
	maps  [][]byte // from the system, which takes them back
}

// Slice returns n zero values of T in memory of a.
//
// The garbage collector does not look there: what pointers in T point to must
// be reachable another way, or be in an arena itself.
func Slice[T any](a *Arena, n int) []T {
	var t T
	b := a.take(n * int(unsafe.Sizeof(t)))
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

func (a *Arena) take(n int) []byte {
	n = (n + align - 1) &^ (align - 1)
	if n > len(a.rest) {
		a.rest = a.more(n)
	}
	b := a.rest[:n:n]
	a.rest = a.rest[n:]
	return b
}

// more returns a new piece of at least n bytes.
func (a *Arena) more(n int) []byte {
	if !a.begun {
		a.begun = true
		if n <= first {
			return make([]byte, first)
		}
	}
	n = (n + step - 1) &^ (step - 1)
	whole, b := mapLarge(n)
	if b == nil {
		return make([]byte, n)
	}
	a.maps = append(a.maps, whole)
	return b
}

// Close frees all memory. No slice of a may be used after it.
func (a *Arena) Close() {
	for _, m := range a.maps {
		unmap(m)
	}
	*a = Arena{}
}
