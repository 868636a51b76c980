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
	// It puts a flow out as it is, once from each side (rmon), or as a flow of
	// each direction that has packets (uni).
	c := s.Config
	switch {
	case s.needs.scan: // nothing is put out
		return nil
	case r.Type == record.TypeMAR || !c.Rmon && !c.Uni:
		return s.put(r)
	}
	s.asRead = nil
	if c.Uni {
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
	if s.writes() {
		return s.write(r)
	}
	if s.Config.Quiet || r.Type == record.TypeMAR && !s.Config.Man {
		return nil
	}
	r.Complete(s.needs.printing)
	if s.row.Record != r {
		s.prep.Prepare(r, &s.row)
	}
	if s.Config.Count.output && r.Type != record.TypeMAR {
		// Compat: rows are counted, and the one after the last ends the reading.
		switch in, _ := s.outCount.take(); {
		case s.outCount.n > s.outCount.last:
			return source.ErrStop
		case !in:
			s.printHeader() // Compat: once there are records, not rows
			return nil
		}
	}
	if s.machine != nil {
		s.printMachine()
		return s.flushFull()
	}
	s.printHeader()
	if s.lines == 0 {
		s.layout.Options.Begin, _ = s.row.Span()
	}
	s.number()
	s.buf = s.printer.AppendRow(s.buf, &s.row)
	return s.flushFull()
}

// number counts a row. Compat: management records have the rank of the flow
// before them.
func (s *Session) number() {
	s.lines++
	if s.row.Type != record.TypeMAR {
		s.row.Rank++
	}
}

// printHeader prints the labels if they belong before the next row.
func (s *Session) printHeader() {
	c := s.Config
	if s.machine != nil || c.Header < 0 || s.headed && (c.Header == 0 || s.lines%uint64(c.Header) != 0 || s.lines == 0) {
		return
	}
	s.headed = true
	s.buf = s.printer.AppendHeader(s.buf)
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
