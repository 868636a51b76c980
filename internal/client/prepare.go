// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// A preparer is the stage that removes unwanted parts, corrects directions and
// computes the row of a record: its times, durations and rates. It comes before
// selection, because filters see corrected records.
type preparer struct {
	field field.Preparer
	drop  record.Parts // parts to remove
	parts record.Parts // parts that preparing and filters look at
	row   field.Row
}

func (p *preparer) configure(c *Config) {
	p.drop = c.Prepare.Drop
	p.field = field.Preparer{Correct: !c.Prepare.AsRead}
	if !c.Print.Rmon {
		p.field.Reverse = c.Prepare.direction.reverse(c.Select.Local)
	}
}

// prepare prepares one record. The record may be changed.
func (p *preparer) prepare(r *record.Record) {
	if p.drop != 0 && r.Type != record.TypeMAR {
		r.Remove(p.drop)
	}
	r.Complete(lazy.Key{}, p.parts)
	p.field.Prepare(r, &p.row)
}

// unchanged reports whether the prepared record is as it was read.
func (p *preparer) unchanged() bool { return p.drop == 0 && !p.row.Changed() }
