// SPDX-License-Identifier: Apache-2.0

package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Errors of a [Reader].
var (
	// ErrEmpty tells that the input holds nothing at all.
	ErrEmpty = errors.New("empty input")
	// ErrFormat tells that the input does not begin with a START management
	// record.
	ErrFormat = errors.New("not an Argus record stream")
	// ErrVersion2 tells that the input is a stream of release 2.
	ErrVersion2 = errors.New("records of Argus 2.x are not supported")
)

// A TruncatedError tells that the input ended within a record. All records
// before it were delivered.
type TruncatedError struct {
	Offset int64 // where the record begins
	Have   int   // bytes of it that are there
	Want   int   // its length, 0 if unknown
}

func (e *TruncatedError) Error() string {
	if e.Want == 0 {
		return fmt.Sprintf("record at offset %d is cut short: %d of the %d bytes of its header", e.Offset, e.Have, headerLen)
	}
	return fmt.Sprintf("record at offset %d is cut short: %d of %d bytes", e.Offset, e.Have, e.Want)
}

const (
	readSize = 256 << 10 // more than MaxLen
	maxIdle  = 100       // reads in a row that may give neither bytes nor an error
)

// A Reader reads a stream of records. The record that Next returns is lent: it
// is valid until the next call.
type Reader struct {
	src      io.Reader
	buf      []byte
	from, to int   // unread bytes of buf
	offset   int64 // of buf[from] in the input
	gen      Generation
	begun    bool
	err      error // of src
	damage   int64
	raw      []byte
	rec      Record
	stop     int64 // offset at which reading ends, 0 for none
	skip     int64 // offset to go on at after the first record, 0 for none
	ranged   bool  // a record of the range was returned
	sel      *selection
}

// NewReader returns a reader of the uncompressed stream src.
func NewReader(src io.Reader) *Reader {
	return &Reader{src: src, buf: make([]byte, readSize), rec: Record{filled: everything}}
}

// SetRange makes the reader go on at offset start after the first management
// record, and end after the record that reaches stop, but not before it has
// returned one (record format, section 12). 0 leaves an end open. It must be
// called before the first Next; start must be a record boundary.
//
// The first management record is always returned, since it says how to read
// the others; it belongs to the range if start is 0.
func (r *Reader) SetRange(start, stop int64) { r.skip, r.stop = start, stop }

// Generation returns the generation of the stream, 0 before the first record.
func (r *Reader) Generation() Generation { return r.gen }

// Damaged returns how many damaged places were passed over.
func (r *Reader) Damaged() int64 { return r.damage }

// Raw returns the bytes of the record that Next returned last.
func (r *Reader) Raw() []byte { return r.raw }

// fill makes at least n unread bytes available, if the input has them.
func (r *Reader) fill(n int) bool { return r.to-r.from >= n || r.more(n) }

func (r *Reader) more(n int) bool {
	if r.from > 0 {
		r.to = copy(r.buf, r.buf[r.from:r.to])
		r.from = 0
	}
	for idle := 0; r.to < n && r.err == nil; {
		var m int
		m, r.err = r.src.Read(r.buf[r.to:])
		r.to += m
		if idle++; m > 0 {
			idle = 0
		}
		if idle == maxIdle {
			r.err = io.ErrNoProgress
		}
	}
	return r.to >= n
}

func (r *Reader) advance(n int) {
	r.from += n
	r.offset += int64(n)
}

// Next returns the next record. At the end of the input it returns io.EOF, or
// a [TruncatedError] where the last record is not whole. A record with a
// damaged part is returned with what else it holds.
func (r *Reader) Next() (*Record, error) {
	if !r.begun {
		return r.first()
	}
	if r.skip > 0 && r.offset < r.skip {
		if err := r.discard(r.skip - r.offset); err != nil {
			return nil, err
		}
	}
	over := r.sel != nil && r.sel.over != nil
	for {
		if over && r.stop == 0 {
			if rec := r.passOver(); rec != nil {
				return rec, nil
			}
		}
		if r.stop > 0 && r.offset >= r.stop && r.ranged {
			return nil, io.EOF
		}
		if !r.fill(headerLen) {
			return nil, r.end(0)
		}
		n := int(be.Uint16(r.buf[r.from+2:])) * 4
		if n == 0 {
			r.damage++
			r.advance(headerLen)
			continue
		}
		if !r.fill(n) {
			return nil, r.end(n)
		}
		r.ranged = true
		rec := r.take(n)
		if over && rec.Type != TypeMAR && r.sel.over(rec) {
			r.sel.passed++
			continue
		}
		return rec, nil
	}
}

// discard passes over n bytes, by seeking where the source can.
func (r *Reader) discard(n int64) error {
	if s, ok := r.src.(io.Seeker); ok && r.err == nil && n > int64(r.to-r.from) {
		rest := n - int64(r.to-r.from)
		if _, err := s.Seek(rest, io.SeekCurrent); err == nil {
			r.from, r.to = 0, 0
			r.offset += n
			return nil
		}
	}
	for n > 0 {
		if !r.fill(1) {
			return r.end(0)
		}
		k := int(min(n, int64(r.to-r.from)))
		r.advance(k)
		n -= int64(k)
	}
	return nil
}

// take decodes the n bytes that are next.
func (r *Reader) take(n int) *Record {
	wire := r.buf[r.from : r.from+n]
	r.raw = wire[:n:n]
	if r.rec.unmarshal(wire, r.gen, r.sel) != nil {
		r.damage++
	}
	r.rec.Offset = r.offset
	r.advance(n)
	return &r.rec
}

func (r *Reader) end(want int) error {
	if r.err != nil && r.err != io.EOF {
		return r.err
	}
	if r.to == r.from {
		return io.EOF
	}
	return &TruncatedError{Offset: r.offset, Have: r.to - r.from, Want: want}
}

// first reads the management record that opens a stream and tells its
// generation (record format, section 1.1).
func (r *Reader) first() (*Record, error) {
	if !r.fill(marLen) {
		if r.err != nil && r.err != io.EOF {
			return nil, r.err
		}
		if r.to == r.from {
			return nil, ErrEmpty
		}
	}
	b := r.buf[r.from:r.to]
	gen, o := detect(b)
	switch {
	case gen == 2:
		return nil, ErrVersion2
	case gen == 0:
		return nil, ErrFormat
	case len(b) < marLen:
		return nil, &TruncatedError{Offset: 0, Have: len(b), Want: marLen}
	}
	r.begun = true
	r.ranged = r.skip == 0
	r.gen = Generation(gen)
	rec := r.take(marLen)
	if o != be {
		rec.Parts = 0
		_ = rec.Man.unmarshal(r.raw, r.gen, rec.Cause, o)
	}
	return rec, nil
}

// detect tells the generation of a stream from its first bytes, 0 if it is
// none, and the byte order of its first record.
func detect(b []byte) (int, binary.ByteOrder) {
	if len(b) < 12 || b[0]&0x80 == 0 {
		return 0, be
	}
	cookie := be.Uint32(b[8:])
	if b[0] == 0x80 && b[1] == 0x01 && be.Uint16(b[2:]) == marLen && cookie == Cookie2 {
		return 2, be
	}
	if be.Uint16(b[2:]) != marLen/4 {
		return 0, be
	}
	switch cookie {
	case Cookie3:
		return 3, be
	case Cookie5:
		return 5, be
	}
	switch le.Uint32(b[8:]) { // made from NetFlow
	case Cookie3:
		return 3, le
	case Cookie5:
		return 5, le
	}
	return 0, be
}

// Detect reports whether prefix (12 bytes or more) begins an Argus record
// stream of any generation.
func Detect(prefix []byte) bool {
	gen, _ := detect(prefix)
	return gen != 0
}
