// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"
	"errors"
	"regexp"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A Rule says which records it groups, and how (racluster.conf).
type Rule struct {
	Match func(*record.Record) bool // nil takes all
	Grep  *regexp.Regexp            // of the label; nil takes all
	Key   Key
	// Status is the longest time that one group covers, Idle how long a group
	// waits for another record; 0 is without end. Both are in record time.
	Status, Idle time.Duration
	Label        []byte // added to the label of each record
	// Continue lets the rules that follow have the record, too.
	Continue bool
	// Hide zeroes the parts of a flow key that are not in Key; otherwise what all
	// records of the group have in common stays.
	Hide bool
	// Correct merges a record whose ends are exchanged with the group of the other
	// direction.
	Correct bool
	// NoStats leaves the aggregation part out of records.
	NoStats bool
	Metric  Metric
}

// An Aggregator groups records by the first of its rules that takes them. It
// is used by one goroutine.
type Aggregator struct {
	rules  []ruleTable
	emit   func(*Group) error
	memory Memory
	share  int64                            // of each rule in memory.Limit
	bin    func(t int64) (start, end int64) // nil: groups are of any time
	seq    uint64                           // of the record at hand
	out    Group
	key    []byte
	wire   []byte
	turn   record.Record
	row    field.Row
}

// A Memory bounds what an aggregator holds.
type Memory struct {
	// Limit is about how many bytes of groups are held; 0 is no limit. Records of
	// more groups go to temporary files in Dir ("" is the system's usual folder),
	// and the result is the same.
	Limit int64
	Dir   string
}

// A Group is a group that is complete. It is lent to the function that gets it.
type Group struct {
	Rule   *Rule
	Record record.Record
	// Merged tells that more than one record was merged. The loads of such a
	// group are those of [Group.Loads].
	Merged bool
}

// Loads returns the bits per second of both directions over the duration of the
// group in seconds.
//
// Compat: all bytes count, where the loads of a single record leave out one
// packet.
func (g *Group) Loads(duration float32) (src, dst float32) {
	if duration <= 0 {
		return 0, 0
	}
	m := &g.Record.Metrics
	return 8 * float32(m.Src.Bytes) / duration, 8 * float32(m.Dst.Bytes) / duration
}

type ruleTable struct {
	*Rule
	table *Table
	spill *spill // nil until the memory is used up
}

// New returns an aggregator that gives each group to emit once it is complete.
// Close must be called in the end.
func New(rules []Rule, memory Memory, emit func(*Group) error) *Aggregator {
	a := &Aggregator{emit: emit, memory: memory, share: memory.Limit / int64(max(len(rules), 1))}
	for i := range rules {
		a.rules = append(a.rules, ruleTable{Rule: &rules[i], table: NewTable()})
	}
	return a
}

// Bins makes the aggregator keep the groups of each time bin apart. bin returns
// the bin of a time in microseconds since 1970. A record belongs to the bin of its
// start, and so does a group.
func (a *Aggregator) Bins(bin func(t int64) (start, end int64)) { a.bin = bin }

// appendKey appends the key of a record, which the start of its bin precedes.
func (a *Aggregator) appendKey(dst []byte, r *ruleTable, row *field.Row) []byte {
	if a.bin != nil {
		first, _ := row.Span()
		start, _ := a.bin(first)
		dst = binary.BigEndian.AppendUint64(dst, uint64(start))
	}
	return r.Key.Append(dst, row.Record)
}

// Len returns the number of groups that are open.
func (a *Aggregator) Len() int {
	n := 0
	for i := range a.rules {
		n += a.rules[i].table.Len()
	}
	return n
}

// Add merges a prepared record. The record is borrowed; its key may be cut to
// what the rule groups by. Groups whose time is over are emitted first.
func (a *Aggregator) Add(row *field.Row) error {
	for i := range a.rules {
		r := &a.rules[i]
		if r.Match != nil && !r.Match(row.Record) {
			continue
		}
		if r.Grep != nil && !(row.Has(record.PartLabel) && r.Grep.Match(row.Label)) {
			continue
		}
		if err := a.addTo(r, row); err != nil {
			return err
		}
		if !r.Continue {
			return nil
		}
	}
	return nil
}

func (a *Aggregator) addTo(r *ruleTable, row *field.Row) error {
	if r.Continue && (!r.Key.Whole() || r.Label != nil) {
		// The rules that follow see the record as it came.
		a.turn = *row.Record
		a.row = *row
		a.row.Record = &a.turn
		row = &a.row
	}
	if r.Label != nil {
		addRecordLabel(row.Record, r.Label)
	}
	if err := a.addEnd(r, row); err != nil || !r.Key.EachEnd {
		return err
	}
	row.Turn()
	err := a.addEnd(r, row)
	row.Turn()
	return err
}

// addRecordLabel adds to the label of a record.
func addRecordLabel(r *record.Record, label []byte) {
	if !r.Has(record.PartLabel) {
		r.Parts |= record.PartLabel
		r.Label = label
		return
	}
	r.Label = mergeLabels(r.Label, label)
}

// addEnd merges a record as it is.
func (a *Aggregator) addEnd(r *ruleTable, row *field.Row) error {
	t := r.table
	if r.Key.Turns(row.Record) {
		row.Turn()
	}
	first, last := row.Span()
	if r.Idle > 0 {
		if err := a.expire(r, first); err != nil {
			return err
		}
	}
	a.seq++
	if r.Key.None() {
		t.Append(row, a.seq, r.Metric)
		return a.checkMemory(r)
	}
	if row.Has(record.PartFlow) {
		r.Key.Cut(&row.Flow)
	}
	if err := a.place(r, row, first, last); err != nil {
		return err
	}
	return a.checkMemory(r)
}

// place merges a record into the group of its key, or keeps it for later where
// there is no memory for the group.
func (a *Aggregator) place(r *ruleTable, row *field.Row, first, last int64) error {
	t := r.table
	a.key = a.appendKey(a.key[:0], r, row)
	at := t.lookUp(a.key)
	n := at.group
	apart := false // of a group of the other direction
	if n == 0 && r.Correct && !r.spill.keeps(a.key) {
		n, apart = a.reverse(r, row)
	}
	if n == 0 && r.spill != nil {
		return a.postpone(r, row, apart)
	}
	if n != 0 && r.Timed() && r.over(t.State(n), first, last) {
		if err := a.close(r, n); err != nil {
			return err
		}
		n, at = 0, t.lookUp(a.key)
	}
	if n == 0 {
		n = t.insert(a.key, at)
	}
	t.merge(n, row, a.seq, r.Metric)
	return nil
}

// Timed reports whether groups may be complete before the input ends.
func (r *Rule) Timed() bool { return r.Status > 0 || r.Idle > 0 }

// over reports whether a group ends before a record that begins at first and
// ends at last.
func (r *Rule) over(s *State, first, last int64) bool {
	start, end := s.Span()
	return r.Status > 0 && max(end, last)-start >= r.Status.Microseconds() ||
		r.Idle > 0 && first-end >= r.Idle.Microseconds()
}

// expire emits the groups at the head of the queue that were idle for their
// time when a record begins at now.
func (a *Aggregator) expire(r *ruleTable, now int64) error {
	t := r.table
	for n := t.First(); n != 0; n = t.First() {
		if _, end := t.State(n).Span(); now-end < r.Idle.Microseconds() {
			return nil
		}
		if err := a.close(r, n); err != nil {
			return err
		}
	}
	return nil
}

// Advance emits the groups whose time is over at now, in microseconds since
// 1970, when no record comes that would tell.
func (a *Aggregator) Advance(now int64) error {
	for i := range a.rules {
		r := &a.rules[i]
		if r.Idle > 0 {
			if err := a.expire(r, now); err != nil {
				return err
			}
		}
		if r.Status == 0 {
			continue
		}
		for n := r.table.First(); n != 0; {
			next := r.table.Next(n)
			if start, _ := r.table.State(n).Span(); now-start >= r.Status.Microseconds() {
				if err := a.close(r, n); err != nil {
					return err
				}
			}
			n = next
		}
	}
	return nil
}

// FlushBefore emits the groups that began before t, in microseconds since 1970,
// and forgets them. Groups that wait in temporary files stay there.
func (a *Aggregator) FlushBefore(t int64) error {
	for i := range a.rules {
		r := &a.rules[i]
		for n := r.table.First(); n != 0; {
			next := r.table.Next(n)
			if start, _ := r.table.State(n).Span(); start < t {
				if err := a.close(r, n); err != nil {
					return err
				}
			}
			n = next
		}
	}
	return nil
}

// close emits group n and forgets it.
func (a *Aggregator) close(r *ruleTable, n uint32) error {
	a.fill(r, n)
	err := a.emit(&a.out)
	r.table.Remove(n)
	return err
}

// fill makes a.out group n as its rule shows it.
func (a *Aggregator) fill(r *ruleTable, n uint32) {
	r.table.Fill(n, &a.out.Record)
	a.out.Rule, a.out.Merged = r.Rule, r.table.State(n).merged
	a.out.show()
}

// show leaves out of a group what its rule does not show.
func (g *Group) show() {
	if g.Rule.Hide {
		g.Rule.Key.Hide(&g.Record)
	}
	if g.Rule.NoStats {
		g.Record.Parts &^= record.PartAgg
	}
}

// Flush emits all groups, rule by rule, in the order of their last merge, and
// forgets them.
func (a *Aggregator) Flush() error {
	for i := range a.rules {
		r := &a.rules[i]
		if r.spill != nil {
			if err := a.flushSpilled(r); err != nil {
				return err
			}
			continue
		}
		for n := r.table.First(); n != 0; n = r.table.First() {
			if err := a.close(r, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close gives back memory and temporary files.
func (a *Aggregator) Close() error {
	var errs error
	for i := range a.rules {
		r := &a.rules[i]
		if r.spill != nil {
			errs = errors.Join(errs, r.spill.close())
			r.spill = nil
		}
		r.table.Close()
	}
	return errs
}
