// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"errors"
	"io"
	"os"
)

// lendSize is how much of a file a [Lender] maps at a time.
const lendSize = 1 << 20

// A Lender lends the bytes of a regular file from memory, where it is mapped
// part by part.
type Lender struct {
	m    *mapping
	tell func(at int64)
}

// NewLender returns a lender of f, or nil where f cannot be mapped or is small.
// The position of f does not matter and stays. tell is told how far the file was
// lent; it may be nil. The file stays the caller's, and must outlive the lender.
func NewLender(f *os.File, tell func(at int64)) *Lender {
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	m := newMapping(f, at, lendSize)
	if m == nil {
		return nil
	}
	return &Lender{m, tell}
}

// Lend returns the file's bytes from offset at on, at least n or all that are
// left. They are gone with the next call.
func (l *Lender) Lend(at int64, n int) ([]byte, error) {
	b, base, err := l.m.move(at, int64(n))
	if err != nil {
		return nil, err
	}
	if l.tell != nil {
		l.tell(at)
	}
	return b[min(at-base, int64(len(b))):], nil
}

// Close takes back what was lent last.
func (l *Lender) Close() error { return l.m.Close() }

// Guard calls read, in which lent memory is used, and returns its error. A file
// that is cut short meanwhile makes that memory inaccessible; Guard makes an
// error of it.
func (l *Lender) Guard(read func() error) error {
	return guard(read, func() error { return errors.New(cutShort) })
}
