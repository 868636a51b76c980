// SPDX-License-Identifier: Apache-2.0

package grouping

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// An Output outputs groups: those that are complete early at once, the others in the
// order of the sort keys.
type Output struct {
	session *client.Session
	emit    func(*field.Row) error // takes the rows
	keys    []recsort.Key
	top     int
	limit   int64
	dir     string
	sorter  *recsort.Sorter // nil, but while groups of temporary files are sorted
	bins    *Bins           // nil: there are no bins
	blank   bool            // -M norep: statistics are printed as 0
	prep    field.Preparer
	row     field.Row
	rows    int // put out by the current Flush
	wire    []byte
}

// NewOutput returns an output of the order that the settings ask for: that of
// -P or --top, or of the keys of -m that are columns.
func NewOutput(session *client.Session, s *Settings) (*Output, error) {
	o := &Output{session: session, emit: session.EmitRow, keys: s.Sort, top: s.Top, limit: s.memory.Limit() / 4, dir: s.memory.Dir(), blank: s.NoStats && !session.Config.Silent()}
	if len(o.keys) > 0 || !s.Keyed || s.File != "" {
		return o, nil
	}
	// Compat: words that stand for several fields are no order, and neither are
	// those with capitals.
	for _, word := range s.words {
		if word != strings.ToLower(word) {
			continue
		}
		if keys, err := recsort.ParseKeys([]string{word}); err == nil {
			o.keys = append(o.keys, keys...)
		}
	}
	return o, nil
}

// NewBinOutput returns an output that puts groups out bin by bin, and the groups
// of a bin in the order of -P or --top, or of their start.
func NewBinOutput(session *client.Session, s *Settings, bins *Bins) (*Output, error) {
	o := &Output{session: session, emit: session.EmitRow, keys: s.Sort, top: s.Top, limit: s.memory.Limit() / 4, dir: s.memory.Dir(), bins: bins, blank: s.NoStats && !session.Config.Silent()}
	var err error
	if len(o.keys) == 0 {
		o.keys, err = recsort.ParseKeys([]string{"stime"})
	}
	return o, err
}

// WriteTo makes groups go to a file instead of the session's output.
func (o *Output) WriteTo(file *client.RecordFile) {
	o.emit = func(row *field.Row) error { return file.Write(row.Record) }
}

// Flush puts out the groups of a that began before t, in microseconds since 1970, in
// order, and makes a forget them; [math.MaxInt64] stands for all groups.
func (o *Output) Flush(a *aggregate.Aggregator, t int64) error {
	flush := func() error {
		if t == math.MaxInt64 {
			return a.Flush()
		}
		return a.FlushBefore(t)
	}
	if len(o.keys) == 0 {
		return flush()
	}
	o.rows = 0
	done, err := a.FlushOrdered(t, o.appendKey, o.put)
	if !done { // groups are in temporary files, and are sorted there
		o.sorter = recsort.New(slices.Clone(o.keys), o.limit, o.dir)
		err = errors.Join(flush(), o.flushSorter(), o.Close())
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// appendKey appends the sort key of a group, which that of its bin precedes.
func (o *Output) appendKey(dst []byte, g *aggregate.Group) []byte {
	o.prepare(g)
	if o.bins != nil {
		start, _ := o.bins.of(&o.row)
		dst = recsort.AppendSection(dst, start)
	}
	return recsort.AppendKey(dst, o.keys, &o.row)
}

// Emit takes a group, which is borrowed: it puts the group out, or keeps it for the
// sorter.
func (o *Output) Emit(g *aggregate.Group) error {
	o.prepare(g)
	if o.sorter == nil {
		return o.emit(&o.row)
	}
	o.wire = append(o.wire[:0], 0)
	if g.Merged {
		o.wire[0] = 1
	}
	var err error
	if o.wire, err = g.Record.Append(o.wire, record.V5); err != nil {
		return err
	}
	if o.bins == nil {
		return o.sorter.Add(&o.row, o.wire)
	}
	start, _ := o.bins.of(&o.row)
	return o.sorter.AddTo(start, &o.row, o.wire)
}

// prepare fills the row of a group.
func (o *Output) prepare(g *aggregate.Group) {
	if o.blank {
		// Compat: a written record has no such part, and counts as one then.
		g.Record.Parts |= record.PartAgg
		g.Record.Agg = record.Agg{}
	}
	o.prep.Prepare(&g.Record, &o.row)
	if g.Merged {
		o.row.SrcLoad, o.row.DstLoad = g.Loads(o.row.Dur)
	}
}

var errEnough = errors.New("enough rows")

// flushSorter outputs the groups of the sorter.
func (o *Output) flushSorter() error {
	var g aggregate.Group
	return o.sorter.Each(func(wire []byte) error {
		if err := g.Record.Unmarshal(wire[1:], record.Gen5); err != nil {
			return fmt.Errorf("a group of a temporary file: %w", err)
		}
		g.Merged = wire[0] != 0
		return o.put(&g)
	})
}

// put outputs the group that is next in order.
func (o *Output) put(g *aggregate.Group) error {
	if o.bins != nil {
		o.prepare(g)
		return o.emitBin(g)
	}
	if o.top > 0 && o.rows == o.top {
		return errEnough
	}
	o.rows++
	o.prepare(g)
	return o.emit(&o.row)
}

// emitBin outputs a group with the times of its bin, after rows for the empty bins
// before it.
func (o *Output) emitBin(g *aggregate.Group) error {
	b := o.bins
	start, end := b.of(&o.row)
	if start != b.at {
		b.at, b.rows = start, 0
	}
	if b.Zero && b.Bin != nil {
		if err := o.emitEmpty(g, start); err != nil {
			return err
		}
	}
	b.next = max(b.next, end)
	if b.rows++; o.top > 0 && b.rows > o.top {
		return nil
	}
	if b.Hard && b.Bin != nil {
		setSpan(&g.Record, start, end)
		o.prepare(g)
		o.row.SetSpan(start, end)
	}
	return o.emit(&o.row)
}

// emitEmpty outputs a record without packets for each empty bin up to the one
// that begins at start.
func (o *Output) emitEmpty(g *aggregate.Group, start int64) error {
	b := o.bins
	for b.next != 0 && b.next < start {
		_, end := b.Bin(b.next)
		r := record.Record{Type: record.TypeFAR, Version: g.Record.Version, Cause: record.CauseStatus}
		r.Parts = record.PartTime
		setSpan(&r, b.next, end)
		if err := o.session.EmitOwn(&r); err != nil {
			return err
		}
		b.next = end
	}
	return nil
}

// setSpan makes a record last from start to end, in microseconds since 1970.
func setSpan(r *record.Record, start, end int64) {
	r.Time = record.Time{Start: start * 1000, End: end * 1000, Nano: r.Time.Nano}
	r.Parts |= record.PartTime
}

// Close releases memory and temporary files.
func (o *Output) Close() error {
	if o.sorter == nil {
		return nil
	}
	err := o.sorter.Close()
	o.sorter = nil
	return err
}
