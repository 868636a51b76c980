// SPDX-License-Identifier: Apache-2.0

package record

// A layout is what records have in common whose headers are equal, and whose
// DSRs stand at the same places and begin alike. The first four bytes tell the
// part of a DSR, and of one that can wait, that it is sound.
type layout struct {
	header uint32
	groups []group
	now    []placed // those to be decoded
	late   Parts    // those that wait
}

// A group is DSRs that are looked at together; it is filled up with the first
// one.
type group struct {
	at   [8]uint16 // from the record's first byte on
	head [8]uint32
}

// placed is a DSR by its place and its first four bytes.
type placed struct {
	at   int
	head uint32
	now  bool // it is decoded at once: it is wanted, or not of a part that can wait
}

// maxDSRs is how many parts a record has that is worth to be remembered, and
// maxAt how far they reach.
const (
	maxDSRs = 24
	maxAt   = 1<<16 - 1
)

// find returns the layout of a record, nil if it is not known.
func (s *selection) find(wire []byte) *layout {
	known := s.known(wire)
	for i, l := range known {
		if l == nil {
			break
		}
		if l.fits(wire) {
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
func (s *selection) known(wire []byte) *[4]*layout {
	return &s.layouts[le.Uint32(wire)*0x9e3779b1>>24]
}

// fits reports whether a record has layout l.
func (l *layout) fits(wire []byte) bool {
	if le.Uint32(wire) != l.header {
		return false
	}
	diff := uint32(0)
	for i := range l.groups {
		g := &l.groups[i]
		// All at once, since a loop would end elsewhere each time.
		diff |= (le.Uint32(wire[g.at[0]:]) ^ g.head[0]) |
			(le.Uint32(wire[g.at[1]:]) ^ g.head[1]) |
			(le.Uint32(wire[g.at[2]:]) ^ g.head[2]) |
			(le.Uint32(wire[g.at[3]:]) ^ g.head[3]) |
			(le.Uint32(wire[g.at[4]:]) ^ g.head[4]) |
			(le.Uint32(wire[g.at[5]:]) ^ g.head[5]) |
			(le.Uint32(wire[g.at[6]:]) ^ g.head[6]) |
			(le.Uint32(wire[g.at[7]:]) ^ g.head[7])
	}
	return diff == 0
}

// learn puts the layout of a record whose DSRs are in s.next in front of the
// known ones, of which the one that was used longest ago is forgotten.
func (s *selection) learn(wire []byte, late Parts) {
	known := s.known(wire)
	l := known[len(known)-1]
	if l == nil {
		l = new(layout)
	}
	copy(known[1:], known[:])
	known[0] = l
	l.header, l.late = le.Uint32(wire), late
	l.groups, l.now = l.groups[:0], l.now[:0]
	const size = len(group{}.at)
	for i := 0; i < (len(s.next)+size-1)/size*size; i++ {
		d := s.next[0]
		if i < len(s.next) {
			d = s.next[i]
			if d.now {
				l.now = append(l.now, d)
			}
		}
		if i%size == 0 {
			l.groups = append(l.groups, group{})
		}
		g := &l.groups[len(l.groups)-1]
		g.at[i%size], g.head[i%size] = uint16(d.at), d.head
	}
}
