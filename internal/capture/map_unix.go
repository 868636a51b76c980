// SPDX-License-Identifier: Apache-2.0

//go:build unix && !aix && !solaris

package capture

import (
	"io"
	"os"
	"syscall"
)

// A mapping shows a regular file to a window, part by part.
type mapping struct {
	file *os.File
	step int64  // how much is mapped at a time
	skew int64  // position in the file of the stream's first byte
	data []byte // what is mapped now
}

// newMapping returns a mapping of src, of whose bytes read are in the window's
// buffer already, or nil if src cannot be mapped or is smaller than step, which
// is how much is mapped at a time.
func newMapping(src io.Reader, read, step int64) *mapping {
	f, ok := src.(*os.File)
	if !ok {
		return nil
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() || st.Size() < step {
		return nil
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil || at < read {
		return nil
	}
	return &mapping{file: f, step: step, skew: at - read}
}

// move maps the file from position at of the stream on, at least n bytes of it
// if it has them, and unmaps what was mapped before. It returns the mapped
// bytes and the position of the first of them, which is not above at.
func (m *mapping) move(at, n int64) (b []byte, base int64, err error) {
	m.unmap()
	st, err := m.file.Stat()
	if err != nil {
		return nil, at, err
	}
	from := (at + m.skew) &^ int64(os.Getpagesize()-1)
	size := min(max(m.step, at+m.skew-from+n), st.Size()-from)
	if size <= 0 || int64(int(size)) != size {
		return nil, at, io.EOF
	}
	b, err = syscall.Mmap(int(m.file.Fd()), from, int(size), syscall.PROT_READ, mapFlags)
	if err != nil {
		return nil, at, &os.PathError{Op: "mmap", Path: m.file.Name(), Err: err}
	}
	m.data = b
	return b, from - m.skew, nil
}

func (m *mapping) unmap() {
	if m.data != nil {
		syscall.Munmap(m.data) // cannot fail for what was mapped
		m.data = nil
	}
}

// Close unmaps the file, which stays open.
func (m *mapping) Close() error {
	m.unmap()
	return nil
}
