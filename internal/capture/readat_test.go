// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestReadAt: readAt reads as os.File.ReadAt does, at the end of the file and
// behind it too, and tells what failed.
func TestReadAt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	text := bytes.Repeat([]byte("0123456789"), 1000)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from, n int
		want    string
		err     error
	}{
		{0, 4, "0123", nil},
		{9995, 5, "56789", nil},
		{9995, 6, "56789", io.EOF},
		{10000, 1, "", io.EOF},
		{20000, 1, "", io.EOF},
		{5, 0, "", nil},
	} {
		b := make([]byte, tt.n)
		n, err := readAt(f, b, int64(tt.from))
		if !errors.Is(err, tt.err) || string(b[:n]) != tt.want {
			t.Errorf("%d bytes from %d: have %q, %v; want %q, %v", tt.n, tt.from, b[:n], err, tt.want, tt.err)
		}
	}
	f.Close()
	var failed *fs.PathError
	if n, err := readAt(f, make([]byte, 1), 0); n != 0 || !errors.As(err, &failed) || failed.Path != path {
		t.Errorf("closed file: have %d, %v; want an error with its name", n, err)
	}
}
