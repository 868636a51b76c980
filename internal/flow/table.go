// SPDX-License-Identifier: Apache-2.0

package flow

import "github.com/argus-go/argus/internal/arena"

// table is an open-addressing hash table of flow objects, which live in slabs
// that never move. Deleted objects are kept for the next flow.
type table struct {
	memory arena.Arena
	slots  []slot // a power of two long, at most three quarters full
	slabs  []*[slabSize]flow
	free   *flow // deleted objects, linked by next
	used   int   // objects in slots
	made   int   // objects handed out from the slabs

	exts     [][]extension // all: the garbage collector sees no flow
	madeExt  int
	freeExt  []*extension
	measured bool // extensions have measures
	userData int  // bytes that are kept of a direction
}

// slot refers to a flow: its hash and one more than its place in the slabs, 0
// if the slot is empty.
type slot struct {
	hash uint32
	ref  uint32
}

const (
	slabBits = 6
	slabSize = 1 << slabBits
	minSlots = 1 << 12
)

func (t *table) flowAt(ref uint32) *flow {
	n := ref - 1
	return &t.slabs[n>>slabBits][n&(slabSize-1)]
}

// find returns the flow with key k, or nil.
func (t *table) find(k *key, hash uint32) *flow {
	slots := t.slots
	for i := hash; ; i++ {
		s := slots[i&uint32(len(slots)-1)]
		if s.ref == 0 {
			return nil
		}
		if s.hash == hash {
			if f := t.flowAt(s.ref); f.key == *k {
				return f
			}
		}
	}
}

// find3 is find for keys of which the first three words count: those of IPv4,
// unless the key is configured.
func (t *table) find3(k0, k1, k2 uint64, hash uint32) *flow {
	slots := t.slots
	for i := hash; ; i++ {
		s := slots[i&uint32(len(slots)-1)]
		if s.ref == 0 {
			return nil
		}
		if s.hash == hash {
			if f := t.flowAt(s.ref); f.key[0] == k0 && f.key[1] == k1 && f.key[2] == k2 {
				return f
			}
		}
	}
}

// insert adds a new flow with key k, which must not be in the table.
func (t *table) insert(k *key, hash uint32) *flow {
	if (t.used+1)*4 > len(t.slots)*3 {
		t.grow()
	}
	f := t.free
	if f != nil {
		t.free = f.next
		f.bits, f.number, f.src, f.dst = 0, 0, side{}, side{}
	} else {
		if t.made>>slabBits == len(t.slabs) {
			t.slabs = append(t.slabs, (*[slabSize]flow)(arena.Slice[flow](&t.memory, slabSize)))
		}
		f = &t.slabs[t.made>>slabBits][t.made&(slabSize-1)]
		t.made++
		f.slot = uint32(t.made)
	}
	f.key = *k
	f.hash = hash
	t.put(slot{hash, f.slot})
	t.used++
	return f
}

func (t *table) put(s slot) {
	mask := uint32(len(t.slots) - 1)
	i := s.hash & mask
	for t.slots[i].ref != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

func (t *table) grow() {
	old := t.slots
	t.slots = arena.Slice[slot](&t.memory, max(minSlots, len(old)*2))
	for _, s := range old {
		if s.ref != 0 {
			t.put(s)
		}
	}
}

// remove deletes f. Later entries of its probe sequence move up, so that no
// marks of deleted entries are needed.
func (t *table) remove(f *flow) {
	mask := uint32(len(t.slots) - 1)
	i := f.hash & mask
	for t.slots[i].ref != f.slot {
		i = (i + 1) & mask
	}
	for {
		t.slots[i] = slot{}
		j := i
		for {
			j = (j + 1) & mask
			s := t.slots[j]
			if s.ref == 0 {
				t.release(f)
				return
			}
			// s may fill the gap at i unless its home lies in (i, j].
			if home := s.hash & mask; (j-home)&mask >= (j-i)&mask {
				t.slots[i] = s
				i = j
				break
			}
		}
	}
}

func (t *table) release(f *flow) {
	if f.ext != nil {
		t.releaseExt(f.ext)
		f.ext = nil
	}
	f.next = t.free
	t.free = f
	t.used--
}

// close gives all memory back.
func (t *table) close() {
	t.memory.Close()
	*t = table{}
}
