// SPDX-License-Identifier: Apache-2.0

package source

import (
	"errors"
	"fmt"
	"io"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// A stream reads a file of records.
type stream struct {
	f      *file
	r      *record.Reader
	passed int64 // records that were skipped so far
	offset int64 // of the next record
	found  bool  // a record was found
}

func newStream(f *file, in io.Reader) *stream {
	r := record.NewReader(in)
	r.SetRange(f.part.start, f.part.stop)
	r.Select(lazy.Key{}, f.selection())
	return &stream{f: f, r: r}
}

func (s *stream) valid() bool { return s.found }

func (s *stream) close() {}

func (s *stream) read(emit func(*record.Record) error) error {
	for range batchRecords {
		rec, err := s.r.Next()
		if n := s.r.Skipped(lazy.Key{}); n > s.passed {
			s.f.cfg.Passed(n - s.passed)
			s.passed = n
		}
		if err != nil {
			return s.end(err)
		}
		s.found = true
		s.offset = rec.Offset + int64(len(s.r.Raw()))
		if err := emit(rec); err != nil {
			return err
		}
	}
	return nil
}

// end returns why the records ended: io.EOF if that is their end.
func (s *stream) end(err error) error {
	if err == io.EOF {
		if n := s.r.Damaged(); n > 0 {
			s.f.damage(n)
		}
		return err
	}
	return s.f.streamFault(err, s.offset)
}

// selection is what is decoded and lent of the file's records.
func (f *file) selection() record.Selection {
	return record.Selection{Parts: ^f.cfg.Skip, Skip: f.cfg.Over, Clauses: f.cfg.Must}
}

func (f *file) skipped(n int64) { f.cfg.Passed(n) }

func (f *file) damage(n int64) {
	f.cfg.Warn(fmt.Sprintf("%s: skipped %d damaged records", f.name, n))
	if f.cfg.Damaged != nil {
		f.cfg.Damaged(n)
	}
}

// streamFault returns what is wrong with a stream of records at an offset.
func (f *file) streamFault(err error, offset int64) error {
	var cut *record.TruncatedError
	switch {
	case errors.As(err, &cut), errors.Is(err, record.ErrEmpty), errors.Is(err, record.ErrFormat), errors.Is(err, record.ErrVersion2):
		return fmt.Errorf("%s: %w", f.name, err)
	}
	return fmt.Errorf("%s: reading the record at offset %d: %w", f.name, offset, err)
}

// frame implements framer.
func (f *file) frame(b *record.Batch, idle func()) (framed bool, err error) {
	f.idle = idle
	if f.err == nil && f.reader == nil && f.framer == nil {
		f.framed = true
		f.err = f.open()
	}
	if f.err != nil || f.framer == nil {
		return f.err != nil, f.err
	}
	err = f.framer.Next(b)
	switch {
	case err == nil:
		f.valid = true
		return true, nil
	case err == io.EOF || f.stopped():
		return true, io.EOF
	}
	return true, f.streamFault(err, b.Offset)
}
