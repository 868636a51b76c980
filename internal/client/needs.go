// SPDX-License-Identifier: Apache-2.0

package client

import (
	"math"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// needs are the parts of records that a run looks at, computed from the tables
// of columns and filters and from what the program declares. Other parts need
// not be decoded. Everything here only saves time: without it every part is
// decoded.
type needs struct {
	reading   record.Parts // of every record: what shows early that it is not wanted
	preparing record.Parts // of those that are prepared and filtered
	printing  record.Parts // of those that are printed
	scan      bool         // flows are only counted: they are not prepared

	// early is nil, or false only for flows that the filter rejects, whether they
	// are prepared or not. With ranged, times show early that a flow is out of
	// range.
	early  func(*record.Record) bool
	ranged bool

	// over is nil, or true for flows that only need to be counted; the clauses of
	// must hold for all others.
	over func(*record.Record) bool
	must []lazy.Clause
}

// handlerParts are the parts that the program itself looks at.
func (s *Session) handlerParts() record.Parts {
	if s.spec.Needs == nil {
		return record.AllParts
	}
	return s.spec.Needs(s.Config)
}

// ColumnParts returns the parts that rows look at: those of the columns, or all
// of them for formats that are not made of columns. There are none if records are
// written to files, which complete them, or if nothing is printed.
func (c *Config) ColumnParts() record.Parts {
	x := &c.Print
	switch {
	case len(c.Write.Outputs) > 0 || c.Write.Exceptions != "" || x.Quiet:
		return 0
	case c.classicRows() || x.dataset != nil || x.format == formatECS || x.format == formatZeek:
		return record.AllParts
	}
	var parts record.Parts
	for _, col := range x.Columns.List() {
		parts |= col.Parts()
	}
	return parts
}

// filterParts are the parts that filters look at, beside those that preparing
// needs.
func (c *Config) filterParts() record.Parts {
	parts := c.Select.filter.Parts()
	for _, o := range c.Write.Outputs {
		parts |= o.filter.Parts()
	}
	return parts
}

// setNeeds computes what the run needs.
func (s *Session) setNeeds() {
	c := s.Config
	n := &s.needs
	program := s.handlerParts()
	range_ := &c.Select.Time
	switch {
	case c.Select.pattern != nil || c.Select.Label != nil || c.Prepare.Drop != 0:
		*n = needs{reading: record.AllParts, preparing: record.AllParts, printing: record.AllParts}
	case s.onlyCounts(program):
		*n = needs{scan: true}
		if c.Select.count == allRecords {
			n.over, n.must = func(*record.Record) bool { return true }, []lazy.Clause{{}}
		}
	default:
		s.setBrief(program)
		n.preparing = field.PreparedParts | program | c.filterParts()
		if s.preparer.field.Untimed {
			n.preparing = field.UntimedParts | c.filterParts()
		}
		n.printing = c.ColumnParts()
		if c.Select.filter == nil && !range_.set() {
			n.preparing |= n.printing
		}
		s.setEarly()
	}
	s.preparer.parts = n.preparing
	if p, ok := s.out.(*printer); ok {
		p.parts = n.printing
	}
}

// onlyCounts reports whether records are counted and nothing else. A time range
// alone makes no difference to that, because it selects what is put out.
func (s *Session) onlyCounts(program record.Parts) bool {
	c := s.Config
	_, prints := s.out.(*printer)
	return prints && c.Print.Quiet && !c.Print.Totals && !c.Print.Summary && c.Input.Speed == 0 && program == 0 &&
		c.Select.filter == nil && (!c.Select.Time.set() || c.Select.Time.plain())
}

// setEarly finds out what shows before a record is prepared that it is not
// wanted.
func (s *Session) setEarly() {
	c, n := s.Config, &s.needs
	if c.Write.Exceptions == "" {
		pre := c.Select.filter.PreTest()
		n.early, n.reading, n.must = pre.Match, pre.Parts, pre.Clauses
	}
	n.ranged = c.Select.filter == nil && c.Select.Time.plain()
	switch {
	case n.early != nil:
		n.over = func(r *record.Record) bool { return !n.early(r) }
	case n.ranged:
		n.reading = record.PartTime
		if c.Select.count == allRecords {
			n.over, n.must = c.Select.Time.outside, rangeClauses(c.Select.Time.Range)
		}
	default:
		n.reading = n.preparing
	}
}

// setBrief leaves out of rows what nobody looks at: durations and rates, and the
// times too if records are only written, whenever they were.
func (s *Session) setBrief(program record.Parts) {
	c := s.Config
	_, prints := s.out.(*printer)
	f := &s.preparer.field
	f.Brief = s.spec.Brief != nil && s.spec.Brief(c) || s.brief(program)
	f.Untimed = f.Brief && !prints && program == 0 && !c.Select.Time.set() && c.Input.Speed == 0
}

func (s *Session) brief(program record.Parts) bool {
	c := s.Config
	p, prints := s.out.(*printer)
	switch {
	case c.Print.Rmon || c.Print.Uni || program&^record.PartMetrics != 0 || c.Print.Options.Sums != nil:
		return false
	case !prints || c.Print.Quiet:
		return true
	case p.rows != rows(&p.layout) || c.Print.format != formatText && c.Print.format != formatJSON:
		return false
	}
	for _, col := range c.Print.Columns.List() {
		if col.Kind == field.Float || col.Kind == field.Duration {
			return false
		}
	}
	return true
}

// rangeClauses are clauses about the times of flows that hold within a range.
func rangeClauses(r *ratime.Range) []lazy.Clause {
	first, last, ok := r.Bounds()
	if !ok {
		return nil
	}
	between := func(from, to int64) lazy.Clause {
		t := lazy.Term{Number: lazy.NumStart, Mask: math.MaxUint64, Lo: uint64(from), Hi: uint64(to)}
		u := t
		u.Number = lazy.NumEnd
		return lazy.Clause{t, u}
	}
	return []lazy.Clause{between(first, math.MaxInt64), between(0, last)}
}
