// SPDX-License-Identifier: Apache-2.0

package record

import "math"

// A window is a record and the bytes after it, as far as layouts look, so that an
// index of a word needs no check.
type window [(math.MaxUint8 + 1 + 2) * 4]byte

func (w *window) word(i uint8) uint32 { return le.Uint32(w[int(i)*4:]) }

// long returns two words, big-endian.
func (w *window) long(i uint8) uint64 { return be.Uint64(w[int(i)*4:]) }

// size returns the length of the record in bytes, by its header.
func (w *window) size() int { return int(be.Uint16(w[2:])) * 4 }

// A layout is what records have in common that have equal headers, and whose DSRs
// lie at the same places and begin with the same four bytes. These bytes say which
// part a DSR is, and of most parts that it is sound.
type layout struct {
	header    uint32
	first     group
	more      []group // hardly any layout has some
	dsrs      []dsr
	eager     []dsr   // those that are decoded at once
	undecoded Parts   // those that are not
	testable  bool    // clauses can be tested: sides are as stored, and all DSRs are of parts that can wait
	rewrite   rewrite // for AppendAsRead
	checks    []check // of the clauses
}

// A group is eight DSRs that are compared together. A smaller number is filled up
// with the first one.
type group struct {
	at   [8]uint8 // in words, from the record's first byte
	head [8]uint32
}

// A dsr is the place of a DSR in a record and its first four bytes.
type dsr struct {
	part  Parts // 0 for those that cannot wait
	head  uint32
	at    uint16 // maxAt at most
	eager bool   // decoded at once: the part is wanted, or cannot wait
}

// Layouts of records with more than maxDSRs parts, or with one that begins after
// byte maxAt, are not remembered.
const (
	maxDSRs = 24
	maxAt   = math.MaxUint8 * 4
)

// window returns the window of the record wire, whose capacity ends with the
// memory that may be read.
func (s *selection) window(wire []byte) *window {
	if cap(wire) >= len(s.edge) {
		return (*window)(wire[:len(s.edge)])
	}
	copy(s.edge[:], wire)
	return &s.edge
}

// find returns the layout of a record, nil if it is not known.
func (s *selection) find(w *window) *layout {
	known := s.known(w)
	for i, l := range known {
		if l == nil {
			break
		}
		if l.fits(w) {
			if i > 0 {
				copy(known[1:i+1], known[:i])
				known[0] = l
			}
			return l
		}
	}
	return nil
}

// known returns the layouts that a record may have.
func (s *selection) known(w *window) *[4]*layout {
	return &s.layouts[w.word(0)*0x9e3779b1>>24]
}

// fits reports whether a record has layout l.
func (l *layout) fits(w *window) bool {
	g := &l.first
	// Unrolled: a loop would mispredict its exit, and this is all that most records
	// cost.
	diff := (w.word(0) ^ l.header) |
		(w.word(g.at[0]) ^ g.head[0]) |
		(w.word(g.at[1]) ^ g.head[1]) |
		(w.word(g.at[2]) ^ g.head[2]) |
		(w.word(g.at[3]) ^ g.head[3]) |
		(w.word(g.at[4]) ^ g.head[4]) |
		(w.word(g.at[5]) ^ g.head[5]) |
		(w.word(g.at[6]) ^ g.head[6]) |
		(w.word(g.at[7]) ^ g.head[7])
	return diff == 0 && (len(l.more) == 0 || l.fitsMore(w))
}

// fitsMore is fits for the groups after the first.
func (l *layout) fitsMore(w *window) bool {
	for i := range l.more {
		g := &l.more[i]
		for k, at := range g.at {
			if w.word(at) != g.head[k] {
				return false
			}
		}
	}
	return true
}

// learn remembers the layout of a record whose DSRs are in s.dsrs, in place of the
// one that was used longest ago.
func (s *selection) learn(w *window, undecoded Parts) {
	m := &s.made
	m.header, m.undecoded = w.word(0), undecoded
	m.more, m.eager = m.more[:0], m.eager[:0]
	const size = len(group{}.at)
	g := &m.first
	for i := 0; i < (len(s.dsrs)+size-1)/size*size; i++ {
		d := s.dsrs[0]
		if i < len(s.dsrs) {
			d = s.dsrs[i]
			if d.eager {
				m.eager = append(m.eager, d)
			}
		}
		if i > 0 && i%size == 0 {
			m.more = append(m.more, group{})
			g = &m.more[len(m.more)-1]
		}
		g.at[i%size], g.head[i%size] = uint8(d.at/4), d.head
	}
	m.dsrs = s.dsrs // set copies them
	m.rewrite.of(m.dsrs)
	m.bind(s.Clauses, m.dsrs)

	known := s.known(w)
	l := known[len(known)-1]
	if l == nil {
		l = s.stock.layout()
	}
	copy(known[1:], known[:])
	known[0] = l
	s.stock.set(l, m)
}

// A stock holds memory for layouts. Most streams have hundreds of them; to allocate
// each of them, and each list in it, would cost a short run more than its records.
type stock struct {
	layouts []layout
	parts   []dsr
	bytes   []changedByte
	checks  []check
}

func (s *stock) layout() *layout {
	if len(s.layouts) == 0 {
		s.layouts = make([]layout, 32)
	}
	l := &s.layouts[0]
	s.layouts = s.layouts[1:]
	return l
}

// set makes l a copy of m that shares no list with m.
func (s *stock) set(l, m *layout) {
	was := *l
	*l = *m
	l.more = append(was.more[:0], m.more...)
	l.dsrs = copied(&s.parts, was.dsrs, m.dsrs)
	l.eager = copied(&s.parts, was.eager, m.eager)
	l.rewrite.remade = copied(&s.parts, was.rewrite.remade, m.rewrite.remade)
	l.rewrite.bytes = copied(&s.bytes, was.rewrite.bytes, m.rewrite.bytes)
	l.checks = copied(&s.checks, was.checks, m.checks)
}

// copied returns a copy of list, in the memory of was if it fits there, else in
// memory cut from free.
func copied[T any](free *[]T, was, list []T) []T {
	n := len(list)
	if n > cap(was) {
		if n > len(*free) {
			*free = make([]T, max(n, 256))
		}
		was, *free = (*free)[:0:n], (*free)[n:]
	}
	return append(was[:0], list...)
}
