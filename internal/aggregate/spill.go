// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/extsort"
	"github.com/argus-go/argus/internal/scratch"
	"github.com/argus-go/argus/record"
)

// A spill keeps the records of groups for which there was no memory. Once there
// is one, no group is added to the rule's table: records of the groups there are
// merged as before, and the others wait in files, parted by their keys. So each
// group still merges its records in the order in which they came.
//
// At the end each file is read into a table of its own, which may spill again,
// and the groups are put in the order of their last merge.
type spill struct {
	files [spillFiles]*scratch.File
	depth int
	apart map[string]bool // keys of groups whose other direction is in the table
	// groups are those that are complete, by the number of their last record.
	groups *extsort.Sorter
}

const (
	spillFiles = 16
	// maxDepth is how often the records of one file are parted again. Sixteen
	// to the power of it is more parts than there are keys for.
	maxDepth = 8
)

// errOpenGroups says why a rule with timers cannot spill: its groups are emitted
// in an order that depends on all of them.
var errOpenGroups = errors.New("the open groups of a rule with timers take more than the memory allowed (raise --max-memory or shorten status and idle)")

// checkMemory begins to spill when the groups of a rule take too much memory.
func (a *Aggregator) checkMemory(r *ruleTable) error {
	if a.memory.Limit <= 0 || r.table.Memory() < a.share {
		return nil
	}
	if r.Timed() {
		return errOpenGroups
	}
	if r.spill == nil {
		r.spill = &spill{groups: extsort.New(a.memory.Limit/4, a.memory.Dir)}
	}
	if r.Key.None() {
		return a.unload(r.table, r.spill.groups)
	}
	return nil
}

// keeps reports whether a key was postponed although there is a group of the
// other direction.
func (s *spill) keeps(key []byte) bool {
	return s != nil && s.apart[string(key)]
}

// postpone writes a record whose group has no memory to the file of its key;
// apart tells that there is a group of the other direction that it is not of.
func (a *Aggregator) postpone(r *ruleTable, row *field.Row, apart bool) error {
	s := r.spill
	if apart {
		if s.apart == nil {
			s.apart = make(map[string]bool)
		}
		s.apart[string(a.key)] = true
	}
	i := fileOf(a.key, s.depth)
	if r.Correct { // both directions meet in one file
		row.Turn()
		a.wire = a.appendKey(a.wire[:0], r, row)
		row.Turn()
		i ^= fileOf(a.wire, s.depth)
	}
	if s.files[i] == nil {
		f, err := scratch.New(a.memory.Dir)
		if err != nil {
			return err
		}
		s.files[i] = f
	}
	var t times
	t.set(row) // they depend on who was the source when it was read
	t.fill(&row.Time)
	var err error
	a.wire = binary.BigEndian.AppendUint64(a.wire[:0], a.seq)
	if a.wire, err = row.Record.Append(a.wire, record.V5); err != nil {
		return err
	}
	return s.files[i].Write(a.wire)
}

// fileOf returns the file of a key. The hash is FNV-1a, mixed anew at each
// depth, since that of tables decides which keys meet.
func fileOf(key []byte, depth int) int {
	h := uint64(14695981039346656037)
	for _, b := range key {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= h >> 32
	return int(h >> (4 * depth) % spillFiles)
}

// unload moves the groups of a table to the sorter.
func (a *Aggregator) unload(t *Table, to *extsort.Sorter) error {
	var order [8]byte
	for n := t.First(); n != 0; n = t.First() {
		g := t.group(n)
		t.Fill(n, &a.out.Record)
		binary.BigEndian.PutUint64(order[:], g.seq)
		a.wire = append(a.wire[:0], 0)
		if g.state.merged {
			a.wire[0] = 1
		}
		var err error
		if a.wire, err = a.out.Record.Append(a.wire, record.V5); err != nil {
			return err
		}
		if err := to.Add(order[:], a.wire); err != nil {
			return err
		}
		t.Remove(n)
	}
	return nil
}

// flushSpilled emits the groups of a rule that spilled.
func (a *Aggregator) flushSpilled(r *ruleTable) error {
	s := r.spill
	if err := a.unload(r.table, s.groups); err != nil {
		return err
	}
	r.table.Close()
	r.table = NewTable()
	for i, f := range s.files {
		if f == nil {
			continue
		}
		s.files[i] = nil
		if err := a.replay(r.Rule, f, s.depth+1, s.groups); err != nil {
			return err
		}
	}
	err := s.groups.Each(func(wire []byte) error {
		if err := a.out.Record.Unmarshal(wire[1:], record.Gen5); err != nil {
			return fmt.Errorf("a group of a temporary file: %w", err)
		}
		a.out.Rule, a.out.Merged = r.Rule, wire[0] != 0
		a.out.show()
		return a.emit(&a.out)
	})
	r.spill = nil
	return errors.Join(err, s.close())
}

// replay merges the records of a file and moves their groups to the sorter. It
// closes the file.
func (a *Aggregator) replay(rule *Rule, f *scratch.File, depth int, groups *extsort.Sorter) (err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	r := &ruleTable{Rule: rule, table: NewTable()}
	defer r.table.Close()
	defer func() {
		if r.spill != nil {
			err = errors.Join(err, r.spill.close())
		}
	}()
	if err := f.Rewind(); err != nil {
		return err
	}
	var (
		prep  field.Preparer
		row   field.Row
		rec   record.Record
		entry []byte
	)
	for {
		if entry, err = f.Read(entry[:0]); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		a.seq = binary.BigEndian.Uint64(entry)
		if err := rec.Unmarshal(entry[8:], record.Gen5); err != nil {
			return fmt.Errorf("a record of a temporary file: %w", err)
		}
		prep.Prepare(&rec, &row)
		if err := a.place(r, &row, 0, 0); err != nil { // such rules have no timers
			return err
		}
		if r.spill == nil && depth < maxDepth && r.table.Memory() > a.memory.Limit/2 {
			r.spill = &spill{depth: depth}
		}
	}
	if err := a.unload(r.table, groups); err != nil || r.spill == nil {
		return err
	}
	for i, part := range r.spill.files {
		if part == nil {
			continue
		}
		r.spill.files[i] = nil
		if err := a.replay(rule, part, depth+1, groups); err != nil {
			return err
		}
	}
	return nil
}

func (s *spill) close() error {
	var errs error
	for _, f := range s.files {
		if f != nil {
			errs = errors.Join(errs, f.Close())
		}
	}
	if s.groups != nil {
		errs = errors.Join(errs, s.groups.Close())
	}
	return errs
}
