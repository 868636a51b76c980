// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// An item is a record on its way to the output.
type item struct {
	*record.Record
	row    *field.Row
	asRead bool // the record is as it was read
	opens  bool // it is the first of all, which opened the files that are written
}

// A handlerError is an error of the program's handler. It ends the run.
type handlerError struct{ err error }

func (e *handlerError) Error() string { return e.err.Error() }

// record takes one record of an input through the stages: arrive, prepare,
// select, pace, and the program's handler, which passes it on to the output.
func (s *Session) record(input int, r *record.Record) error {
	place := s.arrival.arrive(input, r)
	s.input = input
	row := s.prepare(r)
	s.current = item{Record: r, row: row, opens: place == firstOfAll, asRead: row != nil && s.preparer.unchanged()}
	if place != within {
		s.valid = true
		start := s.startRecord(r)
		s.start = start.Clone()
		s.out.begin(start)
		if s.arrival.hidden(input, r) {
			if s.Config.Print.Totals && s.Config.Select.filter == nil {
				s.totals.add(r)
			}
			return nil
		}
	}
	verdict, done := s.selector.take(r, row, place)
	switch verdict {
	case rejected:
		return s.out.reject(s.current)
	case selected:
		s.pace(row)
		if s.Config.Print.Totals {
			s.totals.add(r)
		}
		if err := s.handler.Record(r); err != nil {
			return handled(err)
		}
	}
	if done {
		return source.ErrStop
	}
	return nil
}

// handled marks an error of a handler, unless it only ends the reading.
func handled(err error) error {
	if ignoreStop(err) == nil {
		return source.ErrStop
	}
	return &handlerError{err}
}

// prepare prepares a record and returns its row: nil if the record is only
// counted, or is known to be out of the range of -t.
func (s *Session) prepare(r *record.Record) *field.Row {
	if s.needs.scan || s.needs.ranged && s.Config.Select.Time.outside(r) {
		if s.covers {
			s.preparer.prepare(r)
			s.coverage.add(&s.Config.Select.Time, r, &s.preparer.row)
		}
		return nil
	}
	s.preparer.prepare(r)
	if s.covers {
		s.coverage.add(&s.Config.Select.Time, r, &s.preparer.row)
	}
	return &s.preparer.row
}

// startRecord returns the management record that begins an input whose first
// record is r.
func (s *Session) startRecord(r *record.Record) *record.Record {
	if r.Type == record.TypeMAR {
		return r
	}
	start := &record.Record{Type: record.TypeMAR, Version: r.Version, Cause: record.CauseStart}
	start.Man.Now = s.env.Now().UnixNano()
	return start
}
