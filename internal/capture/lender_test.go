// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/record"
)

// stream returns a file of records that is large enough to be lent, and the
// offset of a record in its middle.
func stream(t *testing.T) (b []byte, middle int64) {
	t.Helper()
	demo, err := os.ReadFile("../client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	const start = 128 // bytes, the record that begins the file
	b = bytes.Clone(demo)
	for len(b) < 17<<20 {
		if middle == 0 && len(b) > 8<<20 {
			middle = int64(len(b))
		}
		b = append(b, demo[start:]...)
	}
	return b, middle
}

// records tells all that r gives, in a short form.
func records(r *record.Reader) string {
	n, h := 0, crc32.NewIEEE()
	var at [8]byte
	r.Select(0) // nothing is decoded
	for {
		rec, err := r.Next()
		if err != nil {
			return fmt.Sprintf("%d records, %x, %d damaged, %v", n, h.Sum32(), r.Damaged(), err)
		}
		n++
		binary.LittleEndian.PutUint64(at[:], uint64(rec.Offset))
		h.Write(at[:])
		h.Write(r.Raw())
	}
}

// lend opens a lender of the file at path.
func lend(t *testing.T, path, way string) *capture.Lender {
	t.Helper()
	if !capture.CanMap {
		t.Skip("files are not lent on this system")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	l := capture.NewLender(f, nil)
	if l == nil {
		t.Fatal("the file is not lent")
	}
	t.Cleanup(func() { errors.Join(l.Close(), f.Close()) })
	l.Force(way)
	return l
}

// TestLender: records from lent memory are those of a stream, of whole files, of
// ranges and of files that end within a record.
func TestLender(t *testing.T) {
	b, middle := stream(t)
	for _, cut := range []int{0, 17} {
		path := file(t, b[:len(b)-cut])
		for _, part := range [][2]int64{{0, 0}, {0, middle}, {middle, 0}, {middle, middle + 3<<20}} {
			r := record.NewReader(bytes.NewReader(b[:len(b)-cut]))
			r.SetRange(part[0], part[1])
			want := records(r)
			for _, way := range capture.Ways {
				r := record.NewLentReader(lend(t, path, way))
				r.SetRange(part[0], part[1])
				if got := records(r); got != want {
					t.Errorf("cut by %d, %d to %d, %s:\ngot  %s\nwant %s", cut, part[0], part[1], way, got, want)
				}
			}
		}
	}
}

// TestLend: what is lent is what the file holds, wherever and however much is
// asked for, up to its end.
func TestLend(t *testing.T) {
	b, _ := stream(t)
	path := file(t, b)
	for _, way := range capture.Ways {
		l := lend(t, path, way)
		for at, n := int64(0), 1; at <= int64(len(b)); at, n = at+int64(n)/3+4093, n*7%(5<<20)+1 {
			got, far, err := l.Lend(at, n)
			if far && way == "read" || !far && way == "mapped" && err == nil {
				t.Fatalf("%s: the bytes from %d on have yet to come into the cache: %v", way, at, far)
			}
			rest := b[at:]
			if len(got) < min(n, len(rest)) || !bytes.HasPrefix(rest, got) || (err != nil) != (len(got) < n) {
				t.Fatalf("%s: %d bytes from %d on: got %d bytes, %v, and %d are left", way, n, at, len(got), err, len(rest))
			}
		}
	}
}

// A file that is cut short while it is lent is told of.
func TestLenderCut(t *testing.T) {
	b, _ := stream(t)
	for _, way := range capture.Ways {
		path := file(t, b)
		l := lend(t, path, way)
		r := record.NewLentReader(l)
		n := 0
		err := l.Guard(func() error {
			for {
				if _, err := r.Next(); err != nil {
					return err
				}
				if n++; n == 10 {
					if err := os.Truncate(path, 0); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
		if n < 10 || n > 10000 || !errors.Is(err, capture.ErrCut) {
			t.Errorf("%s: %d records, then %v, want %v", way, n, err, capture.ErrCut)
		}
	}
}
