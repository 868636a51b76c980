// SPDX-License-Identifier: Apache-2.0

package record

import "math"

// AllParts are all parts that a record can have.
const AllParts = PartScore<<1 - 1

// A selection says which parts a reader decodes. What it learned of records
// that are built alike, it remembers.
type selection struct {
	want    Parts
	layouts [256][4]*layout // by header; the one that was used last is first
	next    []placed        // scratch
	made    layout          // scratch
	stock   stock
	over    func(*Record) bool
	must    []Clause
	passed  int64
	edge    window // of records at the end of the buffer
}

// Select makes the reader decode only the parts p of flow records, and keys of
// ARP, which say which side is which. The other parts count as absent until
// [Record.Complete] decodes them. Select must be called before the first Next.
func (r *Reader) Select(p Parts) {
	r.sel = &selection{want: p}
	if p&AllParts == AllParts {
		r.sel = nil
	}
}

// PassOver makes the reader pass over the flow records of which over is true. Of
// these only the parts of [Reader.Select] are decoded, and those are never all;
// they must not be completed, nor kept. It must be called after Select and before
// the first Next.
//
// The clauses of must tell the same with less effort: each holds of all records
// that over is false of. With them over is asked of few records.
func (r *Reader) PassOver(over func(*Record) bool, must ...Clause) {
	if r.sel != nil {
		r.sel.over, r.sel.must = over, must
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
	for {
		from += s.scan(r.buf[from:r.to])
		if r.to-from < headerLen {
			break
		}
		n := int(be.Uint16(r.buf[from+2:])) * 4
		if n < headerLen || n > r.to-from {
			break
		}
		wire := r.buf[from : from+n]
		w := s.window(wire)
		l := s.find(w)
		if l == nil {
			break
		}
		if !l.quick || !l.rulesOut(w) {
			rec.begin(wire)
			if !rec.unmarshalLike(wire, r.gen, l, s.want) || rec.reversedARP() {
				break
			}
			if !s.over(rec) {
				r.advance(from - r.from)
				r.raw, rec.wire, rec.gen, rec.Offset = wire[:n:n], wire[headerLen:], r.gen, r.offset
				r.advance(n)
				return rec
			}
		}
		s.passed++
		from += n
	}
	r.advance(from - r.from)
	return nil
}

// scan passes over the records at the start of b that have the layout that was
// used last of those with their header, and that clauses rule out. It returns
// how many bytes these are.
func (s *selection) scan(b []byte) int {
	size := len(b)
	for len(b) >= len(window{}) {
		w := (*window)(b)
		l := s.known(w)[0]
		if l == nil || !l.fits(w) || !l.rulesOut(w) {
			break
		}
		n := w.size()
		if n > len(b) {
			break
		}
		s.passed++
		b = b[n:]
	}
	return size - len(b)
}

// unmarshalSome is unmarshalParts for the record wire, but for the parts that
// are not wanted.
func (r *Record) unmarshalSome(wire []byte, gen Generation, s *selection) error {
	r.wire, r.gen = wire[headerLen:], gen
	w := s.window(wire)
	if l := s.find(w); l != nil && r.unmarshalLike(wire, gen, l, s.want) {
		return nil
	}
	return r.unmarshalNew(wire, w, gen, s)
}

// unmarshalLike is unmarshalSome for a record of layout l; it reports false if a
// part that is decoded is not sound.
func (r *Record) unmarshalLike(wire []byte, gen Generation, l *layout, want Parts) bool {
	for _, d := range l.now {
		b := wire[d.at:]
		if r.unmarshalWanted(b, gen, d.head, want) > 0 {
			continue
		}
		if n := int(d.head >> 24 << 2); !r.unmarshalPart(b[:n:n], gen) {
			r.filled |= r.Parts
			r.Parts, r.Unknown = 0, r.Unknown[:0]
			return false
		}
	}
	r.late, r.like = l.late, l
	r.settle()
	return true
}

// unmarshalNew is unmarshalSome for a record of no layout that is known. It
// learns the layout if that says all.
func (r *Record) unmarshalNew(wire []byte, w *window, gen Generation, s *selection) (err error) {
	var late Parts
	s.next = s.next[:0]
	b, says := wire[headerLen:], true
	for len(b) >= 4 {
		part := partOf(b)
		at := len(wire) - len(b)
		d := placed{at: uint16(min(at, math.MaxUint16)), head: le.Uint32(b), part: part, now: part&^s.want == 0}
		n := r.unmarshalWanted(b, gen, d.head, s.want)
		if n == 0 {
			unknown, sound := len(r.Unknown), false
			if n, sound = r.unmarshalFirst(b, gen); n == 0 {
				err = ErrDamaged
				break
			}
			switch {
			case !sound: // and drops an earlier one of its part
				late &^= part
				err = ErrDamaged
			case len(r.Unknown) > unknown || isARPKey(b):
				d.now = true
			default:
				late |= part &^ s.want
			}
			// Of others the head does not tell how long they are.
			says = says && d.head&0x80 == 0 && n == int(d.head>>24<<2) && !isShortARP(b, n)
		}
		s.next = append(s.next, d)
		b = b[n:]
	}
	r.late = late
	r.filled |= late
	r.Parts &^= late
	if n := len(s.next); says && err == nil && len(b) == 0 && n > 0 && n <= maxDSRs && s.next[n-1].at <= maxAt {
		s.learn(w, late)
	}
	return err
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

// Complete decodes the parts p, if they are there and were not decoded yet.
func (r *Record) Complete(p Parts) {
	if r.late&p != 0 {
		r.complete(r.late & p)
	}
}

func (r *Record) complete(p Parts) {
	parts, unknown := r.Parts|p, r.Unknown
	if r.like != nil {
		for _, d := range r.like.all {
			if d.part&p != 0 {
				n := int(d.head >> 24 << 2)
				r.completePart(r.wire[int(d.at)-headerLen:][:n:n], p)
			}
		}
	} else {
		r.completeEach(p)
	}
	r.Parts, r.Unknown = parts, unknown
	r.late &^= p
}

// completeEach is complete for a record of no layout that is known.
func (r *Record) completeEach(p Parts) {
	for b := r.wire; len(b) >= 4; {
		n := 4
		if b[0]&0x80 == 0 {
			n = partLen(b)
		}
		if n < 4 || n > len(b) {
			return
		}
		if partOf(b)&p != 0 {
			r.completePart(b[:n:n], p)
		}
		b = b[n:]
	}
}

func (r *Record) completePart(b []byte, p Parts) {
	if r.unmarshalWanted(b, r.gen, le.Uint32(b), p) == 0 {
		r.unmarshalPart(b, r.gen)
	}
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
