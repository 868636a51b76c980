// SPDX-License-Identifier: Apache-2.0

package record

// AllParts are all parts that a record can have.
const AllParts = PartScore<<1 - 1

// A selection says which parts a reader decodes. What it learned of records
// that are built alike, it remembers.
type selection struct {
	want    Parts
	layouts [256][4]*layout // by header; the one that was used last is first
	next    []placed        // scratch
	over    func(*Record) bool
	passed  int64
}

// A layout is what records have in common whose headers are equal, and whose
// DSRs stand at the same places and begin alike. The first four bytes tell the
// part of a DSR, and of one that is not wanted, that it is sound.
type layout struct {
	header uint32
	groups []group
	wanted []placed // those to be decoded
	late   Parts    // those that are not
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
	part Parts // see partOf
}

// maxDSRs is how many parts a record has that is worth to be remembered, and
// maxAt how far they reach.
const (
	maxDSRs = 24
	maxAt   = 1<<16 - 1
)

// Select makes the reader decode the parts p of flow records alone, and keys of
// ARP, which tell which side is which. [Record.Parts] names the others too, but
// they hold values of earlier records until [Record.Complete] decodes them. It
// must be called before the first Next.
func (r *Reader) Select(p Parts) {
	r.sel = &selection{want: p}
	if p&AllParts == AllParts {
		r.sel = nil
	}
}

// PassOver makes the reader pass over flow records, where that is cheap, of which
// over is true. Of these only the parts of [Reader.Select] are decoded, and those
// are never all; they must not be completed, nor kept. Records that are damaged,
// the first one of a stream, and others that are less usual are returned all the
// same. It must be called after Select and before the first Next.
func (r *Reader) PassOver(over func(*Record) bool) {
	if r.sel != nil {
		r.sel.over = over
	}
}

// Passed returns how many records were passed over.
func (r *Reader) Passed() int64 {
	if r.sel == nil {
		return 0
	}
	return r.sel.passed
}

// passOver passes over those of the records in the buffer that come next, and
// returns the first one that is not passed over, or nil where it cannot tell.
func (r *Reader) passOver() *Record {
	s, rec, from := r.sel, &r.rec, r.from
	for r.to-from >= headerLen {
		n := int(be.Uint16(r.buf[from+2:])) * 4
		if n < headerLen || n > r.to-from {
			break
		}
		wire := r.buf[from : from+n : from+n]
		l := s.find(wire)
		if l == nil {
			break
		}
		rec.begin(wire)
		if !rec.unmarshalLike(wire, r.gen, l, s.want) {
			break
		}
		if !s.over(rec) {
			r.advance(from - r.from)
			r.raw, rec.wire, rec.gen, rec.Offset = wire, wire[headerLen:], r.gen, r.offset
			r.advance(n)
			return rec
		}
		s.passed++
		from += n
	}
	r.advance(from - r.from)
	return nil
}

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

// unmarshalSome is unmarshalParts for the record wire, but for the parts that
// are not wanted.
func (r *Record) unmarshalSome(wire []byte, gen Generation, s *selection) error {
	r.wire, r.gen = wire[headerLen:], gen
	if l := s.find(wire); l != nil && r.unmarshalLike(wire, gen, l, s.want) {
		return nil
	}
	return r.unmarshalNew(wire, gen, s)
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

// unmarshalLike is unmarshalSome for a record of layout l; it reports false if a
// part that is wanted is not sound.
func (r *Record) unmarshalLike(wire []byte, gen Generation, l *layout, want Parts) bool {
	for _, d := range l.wanted {
		b := wire[d.at:]
		if r.unmarshalWanted(b, gen, d.head, want) > 0 {
			continue
		}
		if n := int(d.head >> 24 << 2); !r.unmarshalPart(b[:n:n], gen) {
			r.Parts, r.Unknown = 0, r.Unknown[:0]
			return false
		}
	}
	r.Parts |= l.late
	r.late = l.late
	return true
}

// unmarshalNew is unmarshalSome for a record of no layout that is known. It
// learns the layout if that says all.
func (r *Record) unmarshalNew(wire []byte, gen Generation, s *selection) (err error) {
	var late Parts
	s.next = s.next[:0]
	b, says := wire[headerLen:], true
	for len(b) >= 4 {
		d := placed{len(wire) - len(b), le.Uint32(b), partOf(b)}
		s.next = append(s.next, d)
		if n := r.unmarshalWanted(b, gen, d.head, s.want); n > 0 {
			b = b[n:]
			continue
		}
		n, sound := r.unmarshalFirst(b, gen)
		if n == 0 {
			err = ErrDamaged
			break
		}
		switch {
		case !sound: // and drops an earlier one of its part
			late &^= d.part
			err = ErrDamaged
		case d.part != 0 && n == int(d.head>>24<<2) && !isARPKey(b):
			late |= d.part &^ s.want
		default:
			says = false
		}
		b = b[n:]
	}
	r.Parts |= late
	r.late = late
	if n := len(s.next); says && err == nil && len(b) == 0 && len(r.Unknown) == 0 && n > 0 && n <= maxDSRs && s.next[n-1].at <= maxAt {
		s.learn(wire, late)
	}
	return err
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
	l.groups, l.wanted = l.groups[:0], l.wanted[:0]
	const size = len(group{}.at)
	for i := 0; i < (len(s.next)+size-1)/size*size; i++ {
		d := s.next[0]
		if i < len(s.next) {
			d = s.next[i]
			if d.part&s.want != 0 {
				l.wanted = append(l.wanted, d)
			}
		}
		if i%size == 0 {
			l.groups = append(l.groups, group{})
		}
		g := &l.groups[len(l.groups)-1]
		g.at[i%size], g.head[i%size] = uint16(d.at), d.head
	}
}

// unmarshalWanted decodes the DSR that b begins with, if it is one of the most
// frequent that are wanted, and returns its length; 0 leaves it to unmarshalFirst.
func (r *Record) unmarshalWanted(b []byte, gen Generation, head uint32, want Parts) int {
	n := int(head >> 24 << 2)
	if n < 8 || n > len(b) {
		return 0
	}
	ok := false
	switch uint8(head) {
	case dsrFlow:
		ok = want&PartFlow != 0 && n != shortARP && r.unFlow(b[:n:n], gen)
	case dsrTime:
		ok = want&PartTime != 0 && r.unTime(b[:n:n], gen)
	case dsrMetrics:
		ok = want&PartMetrics != 0 && r.unMetrics(b[:n:n])
	case dsrNet:
		ok = want&PartNet != 0 && NetKind(b[1]) != NetTCPStatus && r.unNet(b[:n:n], gen)
	case dsrIPAttr:
		ok = want&PartIPAttr != 0 && r.unIPAttr(b[:n:n])
	}
	if !ok {
		return 0
	}
	return n
}

func isARPKey(b []byte) bool {
	a := AddrType(b[2] & qualAddrMask)
	return b[0] == dsrFlow && (a == AddrARP || a == AddrRARP)
}

// Complete decodes the parts p, if they are there and were not decoded yet.
func (r *Record) Complete(p Parts) {
	if r.late&p != 0 {
		r.complete(r.late & p)
	}
}

func (r *Record) complete(p Parts) {
	parts, unknown := r.Parts, r.Unknown
	for b := r.wire; len(b) >= 4; {
		n := 4
		if b[0]&0x80 == 0 {
			n = partLen(b)
		}
		if n < 4 || n > len(b) {
			break
		}
		if partOf(b)&p != 0 && r.unmarshalWanted(b, r.gen, le.Uint32(b), p) == 0 {
			r.unmarshalPart(b[:n:n], r.gen)
		}
		b = b[n:]
	}
	r.Parts, r.Unknown = parts, unknown
	r.late &^= p
}

// partOf returns the part that the DSR at the start of b belongs to, if it is
// one that can wait: a DSR of these sets all of its part anew.
func partOf(b []byte) Parts {
	switch b[0] { // not of immediate ones, which have the high bit set
	case dsrTransport:
		return PartTransport
	case dsrFlow:
		return PartFlow
	case dsrTime:
		return PartTime
	case dsrMetrics:
		return PartMetrics
	case dsrNet:
		return PartNet
	case dsrVLAN:
		return PartVLAN
	case dsrMPLS:
		return PartMPLS
	case dsrJitter:
		return PartJitter
	case dsrIPAttr:
		return PartIPAttr
	case dsrSizes:
		return PartSizes
	case dsrData:
		if b[1]&0x20 != 0 {
			return PartDstData
		}
		return PartSrcData
	case dsrMAC:
		return PartMAC
	case dsrICMPMap:
		return PartICMPMap
	case dsrEncaps:
		return PartEncaps
	}
	return 0
}
