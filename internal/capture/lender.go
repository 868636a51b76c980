// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"io"
	"os"
)

// lendSize is how much of a file a [Lender] maps at a time.
const lendSize = 1 << 20

// A Lender lends the bytes of a regular file from memory, into which it comes
// part by part.
type Lender struct {
	steps *steps
	tell  func(at int64)
}

// NewLender returns a lender of f, or nil where f is small or has to be read in
// order. The position of f does not matter and stays. tell is told how far the
// file was lent; it may be nil. The file stays the caller's, and must outlive
// the lender.
func NewLender(f *os.File, tell func(at int64)) *Lender {
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	s := newSteps(f, at, nil, lendSize)
	if s == nil {
		return nil
	}
	return &Lender{s, tell}
}

// Lend returns the file's bytes from offset at on: at least n, unless an error
// tells why there are less. They are gone with the next call. far tells that
// they have yet to come into the processor's cache.
func (l *Lender) Lend(at int64, n int) (b []byte, far bool, err error) {
	b, far, err = l.steps.move(at, n)
	if l.tell != nil {
		l.tell(at)
	}
	return b, far, err
}

// Close takes back what was lent last.
func (l *Lender) Close() error { return l.steps.Close() }

// Guard calls read, in which lent memory is used, and returns its error. A file
// that is cut short meanwhile makes that memory inaccessible; Guard makes
// [ErrCut] of it.
func (l *Lender) Guard(read func() error) error {
	return guard(read, func() error { return ErrCut })
}
