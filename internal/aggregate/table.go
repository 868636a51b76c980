// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"hash/maphash"
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
	first  uint32 // the group whose last merge is longest ago
	last   uint32
	keys   keyStore
	pool   pool
	memory int64 // about what the groups take, in bytes
}

// Memory returns about how many bytes the groups take.
func (t *Table) Memory() int64 { return t.memory }

// A group is an entry of a table.
type group struct {
	hash       uint32
	prev, next uint32 // in the order of the last merge
	seq        uint64 // number of the last record merged
	memory     int64
	key        keyRef
	state      State
}

// groupSize is what a group takes, and its slot.
const groupSize = int64(unsafe.Sizeof(group{})) + 2*4

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
func (t *Table) First() uint32 { return t.first }

// Next returns the group that follows n in the order of the last merge.
func (t *Table) Next(n uint32) uint32 { return t.group(n).next }

// Find returns the group with a key, 0 if there is none.
func (t *Table) Find(key []byte) uint32 {
	n, _ := t.find(key, t.hash(key))
	return n
}

func (t *Table) hash(key []byte) uint32 { return uint32(maphash.Bytes(t.seed, key)) }

// find returns the group with a key, or 0 and the slot where it belongs.
func (t *Table) find(key []byte, h uint32) (n, slot uint32) {
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
	h := t.hash(key)
	n, slot := t.find(key, h)
	if n == 0 {
		n = t.insert(key, h, slot)
	} else {
		t.unlink(n)
	}
	t.append(n)
	t.merge(n, row, seq, metric)
	return n
}

// Append adds a record as a group of its own, which no key finds.
func (t *Table) Append(row *field.Row, seq uint64, metric Metric) uint32 {
	n := t.take()
	t.append(n)
	t.merge(n, row, seq, metric)
	return n
}

// merge merges the record with number seq into group n.
func (t *Table) merge(n uint32, row *field.Row, seq uint64, metric Metric) {
	g := t.group(n)
	g.seq = seq
	before := g.state.parts
	g.state.add(&t.pool, row, metric)
	if g.state.parts != before {
		t.memory -= g.memory
		g.memory = groupSize + int64(g.key.length) + t.pool.memory(&g.state)
		t.memory += g.memory
	}
}

func (t *Table) insert(key []byte, h, slot uint32) uint32 {
	if t.used*4 >= len(t.slots)*3 {
		t.grow()
		_, slot = t.find(key, h)
	}
	n := t.take()
	g := t.group(n)
	g.hash, g.key = h, t.keys.add(&t.pool.arena, key)
	t.slots[slot] = n
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
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint32(len(t.slots) - 1)
	for n := t.first; n != 0; n = t.group(n).next {
		g := t.group(n)
		if g.key.length == 0 {
			continue
		}
		i := g.hash & mask
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
	t.unlink(n)
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
	g.hash, g.key = t.hash(key), t.keys.add(&t.pool.arena, key)
	_, slot := t.find(key, g.hash)
	t.slots[slot] = n
	turn(&g.state, &t.pool)
}

// vacate empties the slot of group n and moves up those behind it, so that
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

func (t *Table) append(n uint32) {
	g := t.group(n)
	g.prev, g.next = t.last, 0
	if t.last != 0 {
		t.group(t.last).next = n
	} else {
		t.first = n
	}
	t.last = n
}

func (t *Table) unlink(n uint32) {
	g := t.group(n)
	if g.prev != 0 {
		t.group(g.prev).next = g.next
	} else {
		t.first = g.next
	}
	if g.next != 0 {
		t.group(g.next).prev = g.prev
	} else {
		t.last = g.prev
	}
}

// Close gives back the table's memory. The table cannot be used any more.
func (t *Table) Close() {
	t.pool.arena.Close()
	*t = Table{}
}
