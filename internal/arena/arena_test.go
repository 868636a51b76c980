// SPDX-License-Identifier: Apache-2.0

package arena_test

import (
	"testing"
	"unsafe"

	"github.com/argus-go/argus/internal/arena"
)

type line struct{ words [8]uint64 }

// TestSlice: values are zero, keep what is written to them and lie apart, each
// slice at the start of a pair of cache lines, through many pieces and in
// slices that are larger than a piece.
func TestSlice(t *testing.T) {
	var a arena.Arena
	defer a.Close()
	var all [][]line
	next := uint64(1)
	for _, n := range []int{1, 3, 64, 4000, 100_000, 1, 0, 70_000, 5000} {
		s := arena.Slice[line](&a, n)
		if len(s) != n || cap(s) != n {
			t.Fatalf("have length %d and capacity %d, want %d", len(s), cap(s), n)
		}
		if n > 0 && uintptr(unsafe.Pointer(&s[0]))%128 != 0 {
			t.Errorf("slice of %d begins at %p, want a multiple of 128", n, &s[0])
		}
		for i := range s {
			if s[i] != (line{}) {
				t.Fatalf("slice of %d: value %d is %v, want zeros", n, i, s[i])
			}
			for w := range s[i].words {
				s[i].words[w] = next
				next++
			}
		}
		all = append(all, s)
	}
	want := uint64(1)
	for _, s := range all {
		for i := range s {
			for _, v := range s[i].words {
				if v != want {
					t.Fatalf("have %d, want %d: slices overlap", v, want)
				}
				want++
			}
		}
	}
}

// TestClose: an arena can be used again, and its memory is zero then.
func TestClose(t *testing.T) {
	var a arena.Arena
	for range 3 {
		s := arena.Slice[uint64](&a, 1<<20)
		for i := range s {
			if s[i] != 0 {
				t.Fatalf("value %d is %d, want 0", i, s[i])
			}
			s[i] = 1
		}
		a.Close()
	}
	a.Close()
}
