// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"hash/maphash"
	"math"
	"unsafe"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A Table holds groups by key, in the order of their last merge. It is used by
// one goroutine. Groups are numbered from 1; a number is free again once its
// group was removed.
type Table struct {
	seed   maphash.Seed
	slots  []uint32 // group numbers by hash, 0 is empty; a power of two of them
	groups slab[group]
	used   int
	queue  queue // the order of the last merge
	keys   keyStore
	pool   pool
	memory int64 // about what the groups take, in bytes
}

// Memory returns about how many bytes the groups take.
func (t *Table) Memory() int64 { return t.memory }

// A group is an entry of a table.
type group struct {
	hash   uint32
	place  uint64 // in the queue
	seq    uint64 // number of the last record merged
	memory int64
	key    keyRef
	state  State
}

// A queue holds the numbers of groups in the order of their last merge. A group
// that is merged again is appended once more: of its entries only the one at the
// group's place counts, so that no other memory is touched. Entries that do not
// count are dropped when there are more of them than groups.
type queue struct {
	entries []uint32
	base    uint64 // place of the first entry
}

// gone is the place of a group that was removed.
const gone = math.MaxUint64

// groupSize is what a group takes, its slot and its place in the queue.
const groupSize = int64(unsafe.Sizeof(group{})) + 4*4

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{seed: maphash.MakeSeed(), slots: make([]uint32, 1024)}
}

// Len returns the number of groups.
func (t *Table) Len() int { return t.used }

// State returns what group n adds up to.
func (t *Table) State(n uint32) *State { return &t.group(n).state }

func (t *Table) group(n uint32) *group { return t.groups.at(n) }

// Fill makes r the record of group n. It borrows from the table until the group
// changes.
func (t *Table) Fill(n uint32, r *record.Record) { t.State(n).fill(&t.pool, r) }

// First returns the group whose last merge is longest ago, 0 if there is none.
func (t *Table) First() uint32 {
	q := &t.queue
	for len(q.entries) > 0 && !t.counts(0) {
		q.entries = q.entries[1:]
		q.base++
	}
	if len(q.entries) == 0 {
		return 0
	}
	return q.entries[0]
}

// Next returns the group that follows n in the order of the last merge.
func (t *Table) Next(n uint32) uint32 {
	for i := int(t.group(n).place-t.queue.base) + 1; i < len(t.queue.entries); i++ {
		if t.counts(i) {
			return t.queue.entries[i]
		}
	}
	return 0
}

// counts reports whether an entry of the queue is the place of its group.
func (t *Table) counts(i int) bool {
	return t.group(t.queue.entries[i]).place == t.queue.base+uint64(i)
}

// touch makes n the group that was merged last.
func (t *Table) touch(n uint32) {
	q := &t.queue
	if len(q.entries) == cap(q.entries) && len(q.entries) > 2*t.used+1024 {
		t.tidy()
	}
	t.group(n).place = q.base + uint64(len(q.entries))
	q.entries = append(q.entries, n)
}

// tidy drops the entries of the queue that do not count.
func (t *Table) tidy() {
	q := &t.queue
	keep := q.entries[:0]
	base := q.base + uint64(len(q.entries)) // no group has such a place yet
	for i, n := range q.entries {
		if g := t.group(n); g.place == q.base+uint64(i) {
			g.place = base + uint64(len(keep))
			keep = append(keep, n)
		}
	}
	q.entries, q.base = keep, base
}

// A slot is where a group is, or belongs.
type slot struct {
	group uint32 // 0 if there is none
	hash  uint32
	index uint32 // in the table of slots
}

// Find returns the group with a key, 0 if there is none.
func (t *Table) Find(key []byte) uint32 { return t.lookUp(key).group }

// lookUp returns the slot of a key, which is valid until the table changes.
func (t *Table) lookUp(key []byte) slot {
	h := uint32(maphash.Bytes(t.seed, key))
	n, i := t.find(key, h)
	return slot{n, h, i}
}

// find returns the group with a key, or 0, and the index of its slot.
func (t *Table) find(key []byte, h uint32) (n, index uint32) {
	mask := uint32(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		n := t.slots[i]
		if n == 0 {
			return 0, i
		}
		if g := t.group(n); g.hash == h && string(t.keys.at(g.key)) == string(key) {
			return n, i
		}
	}
}

// Add merges a prepared record into the group with a key, which is made if
// there is none, and moves it to the end. It returns the group's number.
func (t *Table) Add(key []byte, row *field.Row, seq uint64, metric Metric) uint32 {
	at := t.lookUp(key)
	if at.group == 0 {
		at.group = t.insert(key, at)
	}
	t.merge(at.group, row, seq, metric)
	return at.group
}

// Append adds a record as a group of its own, which no key finds.
func (t *Table) Append(row *field.Row, seq uint64, metric Metric) uint32 {
	n := t.take()
	t.merge(n, row, seq, metric)
	return n
}

// merge merges the record with number seq into group n, and moves it to the end.
func (t *Table) merge(n uint32, row *field.Row, seq uint64, metric Metric) {
	t.touch(n)
	g := t.group(n)
	g.seq = seq
	parts, merged := g.state.parts, g.state.merged
	g.state.add(&t.pool, row, metric)
	if g.state.parts != parts || g.state.merged != merged {
		t.memory -= g.memory
		g.memory = groupSize + int64(g.key.length) + t.pool.memory(&g.state)
		t.memory += g.memory
	}
}

// insert makes a group with a key whose slot is empty.
func (t *Table) insert(key []byte, at slot) uint32 {
	if t.used*4 >= len(t.slots)*3 {
		t.grow()
		_, at.index = t.find(key, at.hash)
	}
	n := t.take()
	g := t.group(n)
	g.hash, g.key = at.hash, t.keys.add(&t.pool.arena, key)
	t.slots[at.index] = n
	return n
}

// take returns the number of an unused group.
func (t *Table) take() uint32 {
	t.used++
	n := t.groups.add(&t.pool.arena)
	*t.group(n) = group{}
	return n
}

func (t *Table) grow() {
	old := t.slots
	t.slots = make([]uint32, 2*len(old))
	mask := uint32(len(t.slots) - 1)
	for _, n := range old {
		if n == 0 {
			continue
		}
		i := t.group(n).hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = n
	}
}

// Remove forgets a group, whose number may be given to another.
func (t *Table) Remove(n uint32) {
	g := t.group(n)
	if g.key.length != 0 {
		t.vacate(n)
	}
	g.place = gone
	t.memory -= g.memory
	t.keys.remove(g.key)
	t.pool.forget(&g.state)
	t.groups.remove(n)
	t.used--
}

// Rekey gives a group another key, which no other group may have, and changes
// its state by turn.
func (t *Table) Rekey(n uint32, key []byte, turn func(*State, *pool)) {
	t.vacate(n)
	g := t.group(n)
	t.keys.remove(g.key)
	at := t.lookUp(key)
	g.hash, g.key = at.hash, t.keys.add(&t.pool.arena, key)
	t.slots[at.index] = n
	turn(&g.state, &t.pool)
}

// vacate empties the slot of group n and moves up those after it, so that
// searches that passed the slot still end at their groups.
func (t *Table) vacate(n uint32) {
	mask := uint32(len(t.slots) - 1)
	i := t.group(n).hash & mask
	for t.slots[i] != n {
		i = (i + 1) & mask
	}
	for j := i; ; {
		j = (j + 1) & mask
		m := t.slots[j]
		if m == 0 {
			break
		}
		if home := t.group(m).hash & mask; (j-home)&mask >= (j-i)&mask {
			t.slots[i] = m
			i = j
		}
	}
	t.slots[i] = 0
}

// Close gives back the table's memory. The table cannot be used any more.
func (t *Table) Close() {
	t.pool.arena.Close()
	*t = Table{}
}
