// SPDX-License-Identifier: Apache-2.0

package client

import (
	"math"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// needs are the parts of records that a run looks at. What no one looks at is
// not decoded.
type needs struct {
	reading   record.Parts // for every record: what may tell early that it is not wanted
	preparing record.Parts // for those that are prepared and filtered
	printing  record.Parts // for those that print
	scan      bool         // flows are counted and nothing more: they are not prepared

	// early, if it is set, is false only of flows that the filter does not take,
	// prepared or not. With ranged, times tell early that a flow is out of range.
	early  func(*record.Record) bool
	ranged bool

	// over, if it is set, is true of flows that are counted and nothing more; the
	// clauses of must hold of all others.
	over func(*record.Record) bool
	must []record.Clause
}

// setNeeds finds out what the run needs; the filters compile.
func (s *Session) setNeeds() {
	c := s.Config
	silent := c.Quiet && len(c.Outputs) == 0 && c.Exceptions == ""
	selects := s.filter != nil || c.Range != nil || c.classicRange != nil || c.bareHour
	if c.Pattern != nil || c.Label != nil || c.Drop != 0 {
		s.needs = needs{reading: record.AllParts}
		return
	}
	// A time range alone selects of what is put out, and that is nothing.
	if silent && !c.Totals && !c.Summary && c.Speed == 0 && s.program.Parts == 0 &&
		s.filter == nil && c.classicRange == nil && !c.bareHour {
		s.needs = needs{scan: true}
		if c.Count == allRecords {
			s.needs.over, s.needs.must = func(*record.Record) bool { return true }, []record.Clause{{}}
		}
		return
	}
	s.prep.Brief = s.brief(silent || len(c.Outputs) > 0)
	s.prep.Untimed = s.prep.Brief && s.program.Emits && s.untimed()
	n := needs{preparing: field.PreparedParts | s.program.Parts | match.Parts(c.Filter)}
	if s.prep.Untimed {
		n.preparing = field.UntimedParts | match.Parts(c.Filter)
	}
	for _, o := range c.Outputs {
		n.preparing |= match.Parts(o.Filter)
	}
	switch {
	case silent || len(c.Outputs) > 0 || c.Exceptions != "": // what is written completes itself
	case s.printer != printer(&s.layout) || c.format == formatECS || c.format == formatZeek:
		n.printing = record.AllParts
	default:
		for _, col := range c.Columns.List() {
			n.printing |= col.Parts()
		}
	}
	if !selects {
		n.preparing |= n.printing
	}
	if c.Exceptions == "" {
		n.early, n.reading, n.must = match.Early(c.Filter, match.Options{Precision: c.Options.Precision})
	}
	n.ranged = s.filter == nil && c.Range != nil && c.classicRange == nil && !c.bareHour
	switch {
	case n.early != nil:
		n.over = func(r *record.Record) bool { return !n.early(r) }
	case n.ranged:
		n.reading = record.PartTime
		if c.Count == allRecords {
			n.over, n.must = s.outOfRange, rangeClauses(c.Range)
		}
	default:
		n.reading = n.preparing
	}
	s.needs = n
}

// brief reports whether nothing that prints needs durations or rates; filters
// and what is written have their own.
func (s *Session) brief(silent bool) bool {
	c := s.Config
	if c.Rmon || c.Uni || s.program.Parts != 0 || c.Options.Sums != nil {
		return false
	}
	if silent {
		return true
	}
	if s.printer != printer(&s.layout) || c.format != formatText && c.format != formatJSON {
		return false
	}
	for _, col := range c.Columns.List() {
		if col.Kind == field.Float || col.Kind == field.Duration {
			return false
		}
	}
	return true
}

// untimed reports whether nothing looks at the times of a row: all that is put
// out is written, and nothing depends on when it was.
func (s *Session) untimed() bool {
	c := s.Config
	return len(c.Outputs) > 0 && c.Range == nil && c.classicRange == nil && c.Speed == 0
}

// rangeClauses are clauses of the times of flows that are in a range.
func rangeClauses(r *ratime.Range) []record.Clause {
	first, last, ok := r.Bounds()
	if !ok {
		return nil
	}
	between := func(from, to int64) record.Clause {
		t := record.Term{Number: record.NumStart, Mask: math.MaxUint64, Lo: uint64(from), Hi: uint64(to)}
		u := t
		u.Number = record.NumEnd
		return record.Clause{t, u}
	}
	return []record.Clause{between(first, math.MaxInt64), between(0, last)}
}

// outOfRange reports whether the times of a flow, which is not prepared, tell
// that it is not in the range of -t.
func (s *Session) outOfRange(r *record.Record) bool {
	if r.Type == record.TypeMAR || !r.Has(record.PartTime) {
		return false
	}
	return s.Config.Range.Outside(r.Time.Start, r.Time.End)
}
