// SPDX-License-Identifier: Apache-2.0

package record

import (
	"encoding/binary"
	"io"
)

// A Reader reads a stream of records: a [Framer] and a [Decoder] in one
// goroutine. The record that Next returns is lent: it is valid until the next call.
type Reader struct {
	framer  Framer
	batch   Batch
	decoder Decoder
}

// NewReader returns a reader of the uncompressed stream src.
func NewReader(src io.Reader) *Reader {
	return &Reader{framer: Framer{src: src, rough: true}, decoder: Decoder{rough: true}}
}

// SetRange is [Framer.SetRange].
func (r *Reader) SetRange(start, stop int64) { r.framer.SetRange(start, stop) }

// Generation returns the generation of the stream, 0 before the first record.
func (r *Reader) Generation() Generation { return r.framer.Generation() }

// Damaged is [Decoder.Damaged].
func (r *Reader) Damaged() int64 { return r.decoder.Damaged() }

// Raw returns the bytes of the record that Next returned last. They are lent like
// the record.
func (r *Reader) Raw() []byte { return r.decoder.Raw() }

// Next returns the next record. At the end of the input it returns io.EOF, or
// a [TruncatedError] if the last record is not whole. A record with a damaged
// part is returned with its other parts.
func (r *Reader) Next() (*Record, error) {
	for {
		if rec := r.decoder.Next(); rec != nil {
			return rec, nil
		}
		r.framer.giveBack(r.decoder.rest())
		if err := r.framer.Next(&r.batch); err != nil {
			return nil, err
		}
		r.decoder.Reset(&r.batch)
	}
}

// detect returns the generation of a stream by its first bytes, 0 if it is none,
// and the byte order of its first record.
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
