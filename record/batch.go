// SPDX-License-Identifier: Apache-2.0

package record

import (
	"errors"
	"fmt"
	"io"
)

// Errors of a [Framer] and a [Reader].
var (
	// ErrEmpty says that the input holds nothing at all.
	ErrEmpty = errors.New("empty input")
	// ErrFormat says that the input does not begin with a START management
	// record.
	ErrFormat = errors.New("not an Argus record stream")
	// ErrVersion2 says that the input is a stream of release 2.
	ErrVersion2 = errors.New("records of Argus 2.x are not supported")
)

// A TruncatedError says that the input ended within a record. All records
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
	batchSize = 256 << 10 // more than MaxLen, so that every record fits
	maxIdle   = 100       // reads in a row that may give neither bytes nor an error
)

// A Batch holds whole records of one stream, one after the other, in memory that
// belongs to whoever has the batch: it may be sent to another goroutine, and be
// filled again by [Framer.Next] once nobody uses its records. It takes 256 KiB.
type Batch struct {
	// Bytes holds the records. Words of damage, whose length is 0, may lie between
	// them; a [Decoder] counts and skips these.
	Bytes      []byte
	Generation Generation
	Offset     int64 // of Bytes in the uncompressed stream

	littleEndian bool // the numbers of the first record, which is a management record
}

// A Framer cuts a stream into batches, without decoding records.
type Framer struct {
	src         io.Reader
	rest        []byte // what was read beyond the last batch
	offset      int64  // of rest in the stream
	gen         Generation
	err         error // of src
	start, stop int64 // the range; 0 leaves an end open
	inRange     bool  // a record of the range is in some batch
	ended       bool  // the range is over
	rough       bool  // batches may end within a record, which [Framer.giveBack] returns
}

// NewFramer returns a framer of the uncompressed stream src.
func NewFramer(src io.Reader) *Framer { return &Framer{src: src} }

// SetRange makes the framer go on at offset start after the first management
// record, and end after the record that reaches stop, but not before it has
// returned one (record format, section 12). 0 leaves an end open. It must be
// called before the first Next; start must be a record boundary.
//
// The first management record is always returned, since it says how to read
// the others; it belongs to the range if start is 0.
func (f *Framer) SetRange(start, stop int64) { f.start, f.stop = start, stop }

// Generation returns the generation of the stream, 0 before the first batch.
func (f *Framer) Generation() Generation { return f.gen }

// Next fills b with the records that come next: with at least one, and with no
// more than have arrived, so that records of a live stream do not wait for later
// ones. What b held before is gone. At the end of the stream it returns io.EOF,
// or a [TruncatedError] if the last record is not whole; b is empty then.
func (f *Framer) Next(b *Batch) error {
	if cap(b.Bytes) < batchSize {
		b.Bytes = make([]byte, 0, batchSize)
	}
	if f.gen != 0 && f.offset < f.start {
		if err := f.seek(f.start - f.offset); err != nil {
			b.Bytes = b.Bytes[:0]
			return err
		}
	}
	b.Bytes, b.littleEndian = append(b.Bytes[:0], f.rest...), false
	n, err := 0, error(nil)
	if f.gen == 0 {
		n, err = f.first(b)
	} else {
		n, err = f.more(b)
	}
	f.rest = append(f.rest[:0], b.Bytes[n:]...)
	b.Bytes, b.Generation, b.Offset = b.Bytes[:n], f.gen, f.offset
	f.offset += int64(n)
	return err
}

// more reads until b holds a whole record, and returns how many bytes whole
// records are.
func (f *Framer) more(b *Batch) (int, error) {
	for {
		if n := f.cut(b.Bytes, 0); n > 0 {
			return n, nil
		}
		if f.ended {
			return 0, io.EOF
		}
		if !f.read(b) {
			return 0, f.end(b.Bytes)
		}
	}
}

// cut returns how many bytes at the start of b make the batch: 0 if no record there
// is whole. The first n bytes are known to be whole records.
func (f *Framer) cut(b []byte, n int) int {
	if !f.rough || f.start > 0 || f.stop > 0 {
		return f.whole(b, n)
	}
	// A decoder finds the last whole record by itself. To look at each header before
	// that would cost a Reader a tenth of its time.
	if n == 0 && (len(b) < headerLen || int(be.Uint16(b[2:]))*4 > len(b)) {
		return 0
	}
	return len(b)
}

// giveBack returns to the framer the bytes at the end of a rough batch that are not
// a whole record.
func (f *Framer) giveBack(rest []byte) {
	f.rest = append(f.rest, rest...)
	f.offset -= int64(len(rest))
}

// whole returns how many bytes at the start of b are whole records of the range,
// of which the first n bytes are known to be.
func (f *Framer) whole(b []byte, n int) int {
	for len(b)-n >= headerLen {
		if f.stop > 0 && f.inRange && f.offset+int64(n) >= f.stop {
			f.ended = true
			break
		}
		size := int(be.Uint16(b[n+2:])) * 4
		if size == 0 { // damage
			n += headerLen
			continue
		}
		if size > len(b)-n {
			break
		}
		f.inRange = true
		n += size
	}
	return n
}

// read reads once more and reports whether b grew.
func (f *Framer) read(b *Batch) bool {
	have := len(b.Bytes)
	for idle := 0; f.err == nil; idle++ {
		if idle == maxIdle {
			f.err = io.ErrNoProgress
			break
		}
		n, err := f.src.Read(b.Bytes[have:cap(b.Bytes)])
		b.Bytes, f.err = b.Bytes[:have+n], err
		if n > 0 {
			return true
		}
	}
	return false
}

// end returns why the stream ended, of which rest is left.
func (f *Framer) end(rest []byte) error {
	switch {
	case f.err != nil && f.err != io.EOF:
		return f.err
	case len(rest) == 0:
		return io.EOF
	case len(rest) < headerLen:
		return &TruncatedError{Offset: f.offset, Have: len(rest)}
	}
	return &TruncatedError{Offset: f.offset, Have: len(rest), Want: int(be.Uint16(rest[2:])) * 4}
}

// first reads the management record that opens a stream and says its generation
// (record format, section 1.1). It returns how many bytes whole records are; if
// the range begins later on, that is the first record alone.
func (f *Framer) first(b *Batch) (int, error) {
	for len(b.Bytes) < marLen && f.read(b) {
	}
	if len(b.Bytes) < marLen && f.err != io.EOF {
		return 0, f.err
	}
	if len(b.Bytes) == 0 {
		return 0, ErrEmpty
	}
	gen, order := detect(b.Bytes)
	switch {
	case gen == 2:
		return 0, ErrVersion2
	case gen == 0:
		return 0, ErrFormat
	case len(b.Bytes) < marLen:
		return 0, &TruncatedError{Have: len(b.Bytes), Want: marLen}
	}
	f.gen, f.inRange, b.littleEndian = Generation(gen), f.start == 0, order != be
	if f.start > 0 {
		return marLen, nil
	}
	return f.cut(b.Bytes, marLen), nil
}

// seek skips n bytes of the stream, by seeking if the source can.
func (f *Framer) seek(n int64) error {
	if n > int64(len(f.rest)) {
		n -= int64(len(f.rest))
		f.offset += int64(len(f.rest))
		f.rest = f.rest[:0]
		if s, ok := f.src.(io.Seeker); ok && f.err == nil {
			if _, err := s.Seek(n, io.SeekCurrent); err == nil {
				f.offset += n
				return nil
			}
		}
	}
	b := Batch{Bytes: append(make([]byte, 0, batchSize), f.rest...)}
	for n > 0 {
		if len(b.Bytes) == 0 && !f.read(&b) {
			return f.end(nil)
		}
		k := int(min(n, int64(len(b.Bytes))))
		b.Bytes = b.Bytes[:copy(b.Bytes, b.Bytes[k:])]
		f.offset += int64(k)
		n -= int64(k)
	}
	f.rest = b.Bytes
	return nil
}
