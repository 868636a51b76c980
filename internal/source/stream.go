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
	passed int64 // records that were passed over so far
	offset int64 // of the next record
	found  bool  // a record was found
}

func newStream(f *file, r *record.Reader) *stream {
	r.SetRange(f.part.start, f.part.stop)
	sel := record.Selection{Parts: ^f.cfg.Skip}
	if !f.live {
		sel.Skip, sel.Clauses = f.cfg.Over, f.cfg.Must
	}
	r.Select(lazy.Key{}, sel)
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
	name := s.f.name
	var cut *record.TruncatedError
	switch {
	case err == io.EOF:
		if n := s.r.Damaged(); n > 0 {
			s.f.cfg.Warn(fmt.Sprintf("%s: skipped %d damaged records", name, n))
			if s.f.cfg.Damaged != nil {
				s.f.cfg.Damaged(n)
			}
		}
		return err
	case errors.As(err, &cut), errors.Is(err, record.ErrEmpty), errors.Is(err, record.ErrFormat), errors.Is(err, record.ErrVersion2):
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s: reading the record at offset %d: %w", name, s.offset, err)
}
