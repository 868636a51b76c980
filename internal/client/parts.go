// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// parts returns the parts of records that the run looks at, so that the others
// need not be decoded. Only columns of text and JSON tell theirs; what else
// looks at records may look at all of them.
func (s *Session) parts() record.Parts {
	c := s.Config
	switch {
	case s.filter != nil, c.Pattern != nil, c.Label != nil, len(s.outs) > 0, s.exceptions != nil,
		c.Totals, c.Rmon, c.Uni, s.printer != printer(&s.layout), s.machine != nil && c.format != formatJSON:
		return record.AllParts
	}
	parts := field.PreparedParts | s.program.Parts
	if c.Quiet {
		return parts
	}
	for _, col := range c.Columns.List() {
		parts |= col.Parts()
	}
	return parts
}
