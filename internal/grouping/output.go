// SPDX-License-Identifier: Apache-2.0

package grouping

import (
	"errors"
	"fmt"
	"slices"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// An Output puts groups out: at once, or, after Gather, in the order of the sort
// keys at the next Flush.
type Output struct {
	session *client.Session
	keys    []recsort.Key
	top     int
	limit   int64
	dir     string
	sorter  *recsort.Sorter // nil: groups are put out at once
	prep    field.Preparer
	row     field.Row
	group   aggregate.Group
	wire    []byte
}

// NewOutput returns an output of the order that the settings ask for: that of
// -P or --top, or of the keys of -m that are columns.
func NewOutput(session *client.Session, s *Settings) (*Output, error) {
	o := &Output{session: session, keys: s.Sort, top: s.Top, limit: s.memory.Limit() / 4, dir: s.memory.Dir()}
	if len(o.keys) > 0 || !s.Keyed || s.File != "" {
		return o, nil
	}
	// Compat: words that stand for several fields are no order.
	for _, word := range s.words {
		if keys, err := recsort.ParseKeys([]string{word}); err == nil {
			o.keys = append(o.keys, keys...)
		}
	}
	return o, nil
}

// Gather makes the output keep groups for Flush if they are to be sorted.
func (o *Output) Gather() {
	if len(o.keys) > 0 && o.sorter == nil {
		o.sorter = recsort.New(slices.Clone(o.keys), o.limit, o.dir)
	}
}

// Emit takes a group, which is borrowed.
func (o *Output) Emit(g *aggregate.Group) error {
	o.prepare(g)
	if o.sorter == nil {
		return o.session.EmitRow(&o.row)
	}
	o.wire = append(o.wire[:0], 0)
	if g.Merged {
		o.wire[0] = 1
	}
	var err error
	if o.wire, err = g.Record.Append(o.wire, record.V5); err != nil {
		return err
	}
	return o.sorter.Add(&o.row, o.wire)
}

// prepare fills the row of a group.
func (o *Output) prepare(g *aggregate.Group) {
	o.prep.Prepare(&g.Record, &o.row)
	if g.Merged {
		o.row.SrcLoad, o.row.DstLoad = g.Loads(o.row.Dur)
	}
}

var errEnough = errors.New("enough rows")

// Flush puts out what was gathered, in order.
func (o *Output) Flush() error {
	if o.sorter == nil {
		return nil
	}
	n := 0
	err := o.sorter.Each(func(wire []byte) error {
		if o.top > 0 && n == o.top {
			return errEnough
		}
		n++
		if err := o.group.Record.Unmarshal(wire[1:], record.Gen5); err != nil {
			return fmt.Errorf("a group of a temporary file: %w", err)
		}
		o.group.Merged = wire[0] != 0
		o.prepare(&o.group)
		return o.session.EmitRow(&o.row)
	})
	if err == errEnough {
		err = nil
	}
	return errors.Join(err, o.Close())
}

// Close gives back memory and temporary files.
func (o *Output) Close() error {
	if o.sorter == nil {
		return nil
	}
	err := o.sorter.Close()
	o.sorter = nil
	return err
}
