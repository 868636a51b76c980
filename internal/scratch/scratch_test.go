// SPDX-License-Identifier: Apache-2.0

package scratch_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/argus-go/argus/internal/scratch"
)

// TestFile: what was written is read back, twice, and nothing is left.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	f, err := scratch.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]byte{[]byte("a"), {}, bytes.Repeat([]byte("b"), 3*scratch.BufferSize), []byte("c")}
	if err := f.Write(want[0], want[1]); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(want[2:]...); err != nil {
		t.Fatal(err)
	}
	// One byte of length for the short ones, three for the long one.
	if size := int64(3 + 2 + 3 + 3*scratch.BufferSize); f.Size() != size {
		t.Errorf("size is %d, want %d", f.Size(), size)
	}
	for range 2 {
		if err := f.Rewind(); err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			b, err := f.Read([]byte("x"))
			if err != nil || string(b) != "x"+string(w) {
				t.Errorf("string %d: %d bytes, error %v; want %d bytes", i, len(b)-1, err, len(w))
			}
		}
		if b, err := f.Read(nil); err != io.EOF || len(b) > 0 {
			t.Errorf("at the end: %q, %v", b, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestMissingFolder(t *testing.T) {
	_, err := scratch.New("/nonexistent")
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one of a missing folder", err)
	}
}
