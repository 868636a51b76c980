// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// Emit puts a record out: into the files of -w, or as a line of text if there
// are none.
func (s *Session) Emit(r *record.Record) error {
	if s.Config.Count.output && r.Type != record.TypeMAR {
		in, done := s.outCount.take()
		if in {
			if err := s.putSides(r); err != nil {
				return err
			}
		}
		return stopIf(done)
	}
	return s.putSides(r)
}

// putSides puts a flow out as it is, once from each side (rmon), or as a flow
// of each direction that has packets (uni).
func (s *Session) putSides(r *record.Record) error {
	c := s.Config
	switch {
	case r.Type == record.TypeMAR || !c.Rmon && !c.Uni:
		return s.put(r)
	case c.Uni:
		return s.putDirections(r)
	}
	if err := s.put(r); err != nil {
		return err
	}
	s.row.Turn()
	return s.put(r)
}

func (s *Session) putDirections(r *record.Record) error {
	s.row.SpreadTimes()
	both, state := r.Metrics, r.Net.TCP
	if both.Src.Packets > 0 {
		r.Metrics.Dst = record.Counter{}
		new(field.Preparer).Prepare(r, &s.row)
		if err := s.put(r); err != nil {
			return err
		}
	}
	if both.Dst.Packets == 0 {
		return nil
	}
	r.Metrics, r.Net.TCP = both, state
	r.Swap()
	r.Metrics.Dst = record.Counter{}
	new(field.Preparer).Prepare(r, &s.row)
	return s.put(r)
}

func (s *Session) put(r *record.Record) error {
	if len(s.outs) > 0 || s.exceptions != nil {
		return s.write(r)
	}
	if s.Config.Quiet || r.Type == record.TypeMAR && !s.Config.Man {
		return nil
	}
	if s.row.Record != r {
		s.prep.Prepare(r, &s.row)
	}
	if s.machine != nil {
		s.printMachine()
		return s.flushFull()
	}
	c := s.Config
	if s.lines == 0 && c.Header >= 0 || c.Header > 0 && s.lines%uint64(c.Header) == 0 {
		s.buf = s.printer.AppendHeader(s.buf)
	}
	if s.lines == 0 {
		s.layout.Options.Begin, _ = s.row.Span()
	}
	s.lines++
	s.row.Rank = s.lines
	s.buf = s.printer.AppendRow(s.buf, &s.row)
	return s.flushFull()
}

// flushFull writes the gathered text once there is much of it.
func (s *Session) flushFull() error {
	if len(s.buf) >= flushAt {
		s.flush()
		if s.cause != nil {
			return source.ErrStop
		}
	}
	return nil
}
