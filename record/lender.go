// SPDX-License-Identifier: Apache-2.0

package record

import "io"

// A Lender is an uncompressed stream that lies in memory of its own, such as a
// mapped file, and is not copied to be read.
type Lender interface {
	// Lend returns the stream's bytes from offset at on: n or more of them, or
	// all that are left, with io.EOF or another error. What it lent before may be
	// gone then. far tells that the bytes have yet to come into the processor's
	// cache, so that it pays to ask for them ahead.
	Lend(at int64, n int) (b []byte, far bool, err error)
}

// NewLentReader returns a reader of the stream of l. Its records borrow the
// memory of l.
func NewLentReader(l Lender) *Reader { return &Reader{lender: l} }

// borrow is fill for lent memory.
func (r *Reader) borrow(n int) bool {
	if r.err != nil {
		return false
	}
	b, far, err := r.lender.Lend(r.offset, n)
	if len(b) < n && err == nil {
		err = io.EOF
	}
	r.buf, r.from, r.to, r.far, r.err = b, 0, len(b), far, err
	return len(b) >= n
}
