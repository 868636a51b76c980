// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// needs are the parts of records that a run looks at. What no one looks at is
// not decoded.
type needs struct {
	reading  record.Parts // for every record: preparation, filters
	printing record.Parts // for those that print
	scan     bool         // records are counted and nothing more: they are not prepared
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
	if silent && !selects && !c.Totals && !c.Summary && c.Speed == 0 && s.program.Parts == 0 {
		s.needs = needs{scan: true}
		return
	}
	n := needs{reading: field.PreparedParts | s.program.Parts | match.Parts(c.Filter)}
	for _, o := range c.Outputs {
		n.reading |= match.Parts(o.Filter)
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
		n.reading |= n.printing
	}
	s.needs = n
}
