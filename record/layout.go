// SPDX-License-Identifier: Apache-2.0

package record

import "math"

// A window is a record and what comes after it, as far as layouts look: an index
// of a word needs no check against its length.
type window [(math.MaxUint8 + 1 + 2) * 4]byte

func (w *window) word(i uint8) uint32 { return le.Uint32(w[int(i)*4:]) }

// long returns two words, big-endian.
func (w *window) long(i uint8) uint64 { return be.Uint64(w[int(i)*4:]) }

// size returns the length of the record in bytes, by its header.
func (w *window) size() int { return int(be.Uint16(w[2:])) * 4 }

// A layout is what records have in common whose headers are equal, and whose
// DSRs stand at the same places and begin alike. The first four bytes tell the
// part of a DSR, and of one that can wait, that it is sound.
type layout struct {
	header uint32
	first  group
	more   []group // by far the most layouts have none
	all    []placed
	now    []placed // those to be decoded
	late   Parts    // those that wait
	quick  bool     // all of them could wait, and sides are as they are stored
	keep   keeping
	checks []check // of the clauses of PassOver
}

// A group is DSRs that are looked at together; it is filled up with the first
// one.
type group struct {
	at   [8]uint8 // in words, from the record's first byte on
	head [8]uint32
}

// placed is a DSR by its place and its first four bytes.
type placed struct {
	part Parts // 0 for those that cannot wait
	head uint32
	at   uint16 // maxAt at most
	now  bool   // it is decoded at once: it is wanted, or not of a part that can wait
}

// maxDSRs is how many parts a record has that is worth to be remembered, and
// maxAt how far they reach, in bytes.
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
	// All at once, since a loop would end elsewhere each time, and without a call:
	// most records are asked for nothing else.
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

// learn puts the layout of a record whose DSRs are in s.next in front of the
// known ones, of which the one that was used longest ago is forgotten.
func (s *selection) learn(w *window, late Parts) {
	m := &s.made
	m.header, m.late = w.word(0), late
	m.more, m.now = m.more[:0], m.now[:0]
	const size = len(group{}.at)
	g := &m.first
	for i := 0; i < (len(s.next)+size-1)/size*size; i++ {
		d := s.next[0]
		if i < len(s.next) {
			d = s.next[i]
			if d.now {
				m.now = append(m.now, d)
			}
		}
		if i > 0 && i%size == 0 {
			m.more = append(m.more, group{})
			g = &m.more[len(m.more)-1]
		}
		g.at[i%size], g.head[i%size] = uint8(d.at/4), d.head
	}
	m.all = s.next // which set copies
	m.keep.of(m.all)
	m.bind(s.must, m.all)

	known := s.known(w)
	l := known[len(known)-1]
	if l == nil {
		l = s.stock.layout()
	}
	copy(known[1:], known[:])
	known[0] = l
	s.stock.set(l, m)
}

// A stock holds memory for layouts, of which most streams have hundreds: to make
// each of them and its lists anew would cost a short run more than its records.
type stock struct {
	layouts []layout
	parts   []placed
	bytes   []byteAt
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

// set makes l a copy of m that shares no list with it.
func (s *stock) set(l, m *layout) {
	was := *l
	*l = *m
	l.more = append(was.more[:0], m.more...)
	l.all = kept(&s.parts, was.all, m.all)
	l.now = kept(&s.parts, was.now, m.now)
	l.keep.again = kept(&s.parts, was.keep.again, m.keep.again)
	l.keep.bytes = kept(&s.bytes, was.keep.bytes, m.keep.bytes)
	l.checks = kept(&s.checks, was.checks, m.checks)
}

// kept returns a copy of list: in the memory of was, if that is enough, or cut
// from free.
func kept[T any](free *[]T, was, list []T) []T {
	n := len(list)
	if n > cap(was) {
		if n > len(*free) {
			*free = make([]T, max(n, 256))
		}
		was, *free = (*free)[:0:n], (*free)[n:]
	}
	return append(was[:0], list...)
}
