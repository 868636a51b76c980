// SPDX-License-Identifier: Apache-2.0

package record

// AllParts are all parts that a record can have.
const AllParts = PartScore<<1 - 1

// A selection says which parts a reader decodes. What follows from the four
// bytes that a DSR begins with, its part and that it is sound, it remembers.
type selection struct {
	want  Parts
	known [1024]known
	mix   uint32 // spreads heads over known; another one once two frequent heads meet
	tries int
}

// known is what is known of DSRs that begin alike, are not wanted, and have their
// length in the fourth byte.
type known struct {
	head  uint32 // 0 is none
	parts uint32 // the low bits: no part that can wait is above
}

// Select makes the reader decode the parts p of flow records alone, and keys of
// ARP, which tell which side is which. [Record.Parts] names the others too, but
// they hold values of earlier records until [Record.Complete] decodes them. It
// must be called before the first Next.
func (r *Reader) Select(p Parts) {
	r.sel = &selection{want: p, mix: 0x9e3779b1}
	if p&AllParts == AllParts {
		r.sel = nil
	}
}

func (s *selection) at(head uint32) *known { return &s.known[head*s.mix>>22] }

// maxTries bounds how often a selection looks for a better mix.
const maxTries = 100

// learn notes that DSRs of part begin with head.
func (s *selection) learn(head uint32, part Parts) {
	k := s.at(head)
	if k.head != 0 && s.tries < maxTries {
		s.tries++
		s.mix = s.mix*5 + 2 // stays odd
		clear(s.known[:])
		k = s.at(head)
	}
	*k = known{head, uint32(part)}
}

// unmarshalSome is unmarshalParts, but for the parts that are not wanted.
func (r *Record) unmarshalSome(b []byte, gen Generation, s *selection) (err error) {
	r.wire, r.gen = b, gen
	var late Parts
	for len(b) >= 4 {
		head := le.Uint32(b)
		if n := int(head >> 24 << 2); n <= len(b) && n > 0 {
			if k := s.at(head); k.head == head {
				late |= Parts(k.parts)
				b = b[n:]
				continue
			}
		}
		if n := r.unmarshalWanted(b, gen, head, s.want); n > 0 {
			b = b[n:]
			continue
		}
		unknown := len(r.Unknown)
		n, sound := r.unmarshalFirst(b, gen)
		if n == 0 {
			err = ErrDamaged
			break
		}
		part := partOf(b)
		switch {
		case !sound: // and drops an earlier one of its part
			late &^= part
			err = ErrDamaged
		case part&^s.want != 0 && len(r.Unknown) == unknown && n == int(head>>24<<2) && !isARPKey(b):
			s.learn(head, part)
		}
		b = b[n:]
	}
	r.Parts |= late
	r.late = late
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
