// SPDX-License-Identifier: Apache-2.0

package client

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// The first byte of a kept record: the version of its header in the upper half,
// and below it:
const (
	keptGen5    = 1 << iota // the bytes are of release 5
	keptWritten             // they are what is written to a file of release 3
)

var errKept = errors.New("internal error: a kept record is damaged")

// Keep appends the record that the handler was called with to dst, in a form from
// which EmitKept later outputs it as Emit would now.
func (s *Session) Keep(dst []byte, r *record.Record) ([]byte, error) {
	start, flags := len(dst), r.Version<<4
	dst = binary.AppendUvarint(append(dst, 0), uint64(r.Offset))
	if w, ok := s.out.(*writer); ok && w.plain && s.current.Record == r && s.current.asRead {
		var written bool
		if dst, written = r.AppendAsRead(lazy.Key{}, dst); written {
			dst[start] = flags | keptWritten
			return dst, nil
		}
	}
	var gen record.Generation
	var read bool
	if dst, gen, read = r.AppendRead(lazy.Key{}, dst); !read {
		var err error
		if dst, err = r.Append(dst, record.V5); err != nil {
			return dst, err
		}
		gen = record.Gen5
	}
	if gen == record.Gen5 {
		flags |= keptGen5
	}
	dst[start] = flags
	return dst, nil
}

// EmitKept outputs a record that Keep kept. The error is source.ErrStop if no
// further one is wanted.
func (s *Session) EmitKept(b []byte) error {
	if w, ok := s.out.(*writer); ok && len(b) > 0 && b[0]&keptWritten != 0 {
		_, n := binary.Uvarint(b[1:])
		if done, err := w.putWritten(b[1+max(n, 0):]); done {
			return err
		}
	}
	it, err := s.keptItem(b)
	if err != nil {
		return err
	}
	return s.emit(it)
}

// keptItem decodes and prepares a record that was kept.
func (s *Session) keptItem(b []byte) (item, error) {
	if len(b) == 0 {
		return item{}, errKept
	}
	offset, n := binary.Uvarint(b[1:])
	if n <= 0 {
		return item{}, errKept
	}
	gen := record.Gen3
	if b[0]&keptGen5 != 0 {
		gen = record.Gen5
	}
	r := &s.kept
	if err := r.Unmarshal(b[1+n:], gen); err != nil && !errors.Is(err, record.ErrDamaged) {
		return item{}, fmt.Errorf("%w: %w", errKept, err)
	}
	r.Version, r.Offset = b[0]>>4, int64(offset)
	s.preparer.prepare(r)
	return item{Record: r, row: &s.preparer.row}, nil
}

// putWritten writes the bytes of a flow record of release 3. It reports false if
// a file takes other bytes.
func (w *writer) putWritten(wire []byte) (done bool, err error) {
	for _, o := range w.files {
		if w.err == nil && o.sink == nil {
			w.err = o.open()
		}
		if w.err != nil {
			return true, source.ErrStop
		}
		if o.dialect != record.V3Common {
			return false, nil
		}
	}
	if in, _ := w.count.takeFlow(); !in {
		return true, nil
	}
	for _, o := range w.files {
		if w.err = o.sink.WriteEncoded(wire); w.err != nil {
			return true, source.ErrStop
		}
	}
	return true, nil
}
