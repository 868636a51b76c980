// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// An output is the last stage: it prints records or writes them to files.
type output interface {
	// begin is called at the first record of each input, with the management
	// record that starts it.
	begin(start *record.Record)
	// put takes a record. The error is source.ErrStop if no further one can be put
	// out or is wanted.
	put(it item) error
	// reject takes a record that the filter rejected.
	reject(it item) error
	// flush puts out what was gathered.
	flush()
	// finish puts out what is held back, and ends documents.
	finish()
	// close closes files.
	close() error
	// failed returns why nothing more can be put out, nil if it can.
	failed() error
}

// Emit puts out the record that the handler was called with, unchanged: into the
// files of -w, or as a row of text if there are none.
func (s *Session) Emit(r *record.Record) error {
	if s.needs.scan { // nothing is put out
		return nil
	}
	if s.current.Record != r {
		return s.EmitOwn(r)
	}
	return s.emit(s.current)
}

// EmitAfter is Emit with a text before the row. Machine formats and files have no
// place for it and leave it out.
func (s *Session) EmitAfter(prefix []byte, r *record.Record) error {
	if p, ok := s.out.(*printer); ok {
		p.prefix = prefix
		defer func() { p.prefix = nil }()
	}
	return s.Emit(r)
}

// EmitOwn puts out a record that the program made, or changed after the handler
// was called with it. Its row is computed from it as it is; directions are not
// corrected again.
func (s *Session) EmitOwn(r *record.Record) error {
	if s.needs.scan {
		return nil
	}
	new(field.Preparer).Prepare(r, &s.own)
	return s.emit(item{Record: r, row: &s.own})
}

// EmitRow puts out a record that the program made, with a row that the program
// prepared.
func (s *Session) EmitRow(row *field.Row) error {
	if s.needs.scan {
		return nil
	}
	return s.emit(item{Record: row.Record, row: row})
}

// emit puts a flow out as it is, once from each side (-M rmon), or as a flow of
// each direction that has packets (-M uni).
func (s *Session) emit(it item) error {
	p := &s.Config.Print
	switch {
	case it.Type == record.TypeMAR || !p.Rmon && !p.Uni:
		return s.out.put(it)
	case p.Uni:
		return s.emitDirections(it)
	}
	it.asRead = false
	if err := s.out.put(it); err != nil {
		return err
	}
	it.row.Turn()
	return s.out.put(it)
}

func (s *Session) emitDirections(it item) error {
	it.asRead = false
	r := it.Record
	it.row.SpreadTimes()
	both, state := r.Metrics, r.Net.TCP
	if both.Src.Packets > 0 {
		r.Metrics.Dst = record.Counter{}
		new(field.Preparer).Prepare(r, it.row)
		if err := s.out.put(it); err != nil {
			return err
		}
	}
	if both.Dst.Packets == 0 {
		return nil
	}
	r.Metrics, r.Net.TCP = both, state
	r.Swap()
	r.Metrics.Dst = record.Counter{}
	new(field.Preparer).Prepare(r, it.row)
	return s.out.put(it)
}

// outputCount counts flow records for -N at output.
type outputCount struct{ counter }

func newOutputCount(c *Config) outputCount {
	if c.Select.count.output {
		return outputCount{counter{countRange: c.Select.count}}
	}
	return outputCount{counter{countRange: allRecords}}
}

// take counts a record and reports whether it is put out. past says that it is
// after the range.
func (c *outputCount) take(r *record.Record) (in, past bool) {
	if r.Type == record.TypeMAR {
		return true, false
	}
	return c.takeFlow()
}

// takeFlow is take for a flow record.
func (c *outputCount) takeFlow() (in, past bool) {
	if !c.output {
		return true, false
	}
	in, _ = c.counter.take()
	return in && c.n <= c.last, c.n > c.last
}
