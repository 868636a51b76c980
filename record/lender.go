// SPDX-License-Identifier: Apache-2.0

package record

import "io"

// A Lender is an uncompressed stream that lies in memory of its own, such as a
// mapped file, and is not copied to be read.
type Lender interface {
	// Lend returns the stream's bytes from offset at on: n or more of them, or
	// all that are left. What it lent before may be gone then.
	Lend(at int64, n int) ([]byte, error)
}

// NewLentReader returns a reader of the stream of l. Its records borrow the
// memory of l.
func NewLentReader(l Lender) *Reader { return &Reader{lender: l} }

// borrow is fill for lent memory.
func (r *Reader) borrow(n int) bool {
	if r.err != nil {
		return false
	}
	b, err := r.lender.Lend(r.offset, n)
	if len(b) < n && err == nil {
		err = io.EOF
	}
	r.buf, r.from, r.to, r.err = b, 0, len(b), err
	return len(b) >= n
}
