// SPDX-License-Identifier: Apache-2.0

package record

import "math/bits"

func (r *Record) decodeIPAttr(b []byte) bool {
	a := &r.IPAttr
	*a = IPAttr{}
	q := b[2]
	v := b[4:]
	for i, s := range [2]*IPSide{&a.Src, &a.Dst} {
		s.Fragments = q&(0x10<<i) != 0
		if q&(1<<i) != 0 {
			if len(v) < 4 {
				return false
			}
			s.Has, s.TTL, s.TOS, s.ID = true, v[0], v[1], le.Uint16(v[2:])
			v = v[4:]
		}
		if q&(4<<i) != 0 {
			if len(v) < 4 {
				return false
			}
			s.HasOptions, s.Options = true, be.Uint32(v)
			v = v[4:]
		}
	}
	r.Parts |= PartIPAttr
	return true
}

func (r *Record) decodeSizes(b []byte) bool {
	z := &r.Sizes
	*z = Sizes{}
	v := b[4:]
	z.HasSrc, z.HasDst = b[2] != 10, b[2] != 6
	for i, has := range [2]bool{z.HasSrc, z.HasDst} {
		if !has {
			continue
		}
		if len(v) < 4 {
			return false
		}
		lo, hi := be.Uint16(v), be.Uint16(v[2:])
		if i == 0 {
			z.SrcMin, z.SrcMax = lo, hi
		} else {
			z.DstMin, z.DstMax = lo, hi
		}
		v = v[4:]
	}
	if b[1]&4 != 0 {
		for i, has := range [2]bool{z.HasSrc, z.HasDst} {
			if !has || len(v) < 4 {
				continue
			}
			h := &z.SrcHist
			if i == 1 {
				h = &z.DstHist
			}
			nibbles(h, v)
			v = v[4:]
			z.HasHist = true
		}
	}
	r.Parts |= PartSizes
	return true
}

func (r *Record) decodeData(b []byte) bool {
	if len(b) < 8 || b[1]&0x80 == 0 {
		return false
	}
	n := int(be.Uint16(b[6:]))
	n = min(n, len(b)-8)
	u := UserData{Size: be.Uint16(b[4:]), Data: b[8 : 8+n], Compressed: b[1]&8 != 0}
	if b[1]&0x20 != 0 {
		r.DstData = u
		r.Parts |= PartDstData
	} else {
		r.SrcData = u
		r.Parts |= PartSrcData
	}
	return true
}

func (r *Record) decodeMAC(b []byte) bool {
	if len(b) < 20 {
		return false
	}
	m := &r.MAC
	copy(m.Dst[:], b[4:10])
	copy(m.Src[:], b[10:16])
	m.EtherType, m.DSAP, m.SSAP = le.Uint16(b[16:]), b[18], b[19]
	m.SrcChanged, m.DstChanged = b[2]&1 != 0, b[2]&2 != 0
	r.Parts |= PartMAC
	return true
}

func (r *Record) decodeMPLS(b []byte) bool {
	m := &r.MPLS
	*m = MPLS{SrcChanged: b[1]&0x10 != 0, DstChanged: b[1]&0x20 != 0}
	ns, nd := int(b[2]>>4), int(b[2]&15)
	if len(b) < 4+4*(ns+nd) {
		return false
	}
	if ns > 0 {
		m.HasSrc, m.Src = true, be.Uint32(b[4:])
	}
	if nd > 0 {
		m.HasDst, m.Dst = true, be.Uint32(b[4+4*ns:])
	}
	r.Parts |= PartMPLS
	return true
}

func (r *Record) decodeICMPMap(b []byte) bool {
	if len(b) < 28 {
		return false
	}
	r.ICMPMap = ICMP{
		Map: b[2], Type: b[4], Code: b[5], Seq: be.Uint16(b[6:]), OuterSrc: be.Uint32(b[8:]), OuterDst: be.Uint32(b[12:]),
		InnerSrc: be.Uint32(b[16:]), InnerDst: be.Uint32(b[20:]), Gateway: be.Uint32(b[24:]),
	}
	r.Parts |= PartICMPMap
	return true
}

func (r *Record) decodeEncaps(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	e, q := &r.Encaps, b[2]
	e.Src, e.Dst = be.Uint32(b[4:]), be.Uint32(b[8:])
	e.SrcChanged, e.DstChanged = q&4 != 0, q&8 != 0
	e.SrcInfChanged, e.DstInfChanged = q&0x10 != 0, q&0x20 != 0
	r.Parts |= PartEncaps
	return true
}

func (r *Record) decodeJitter(b []byte, gen Generation) bool {
	j := &r.Jitter
	*j = Jitter{Has: b[2] & 15}
	n := bits.OnesCount8(j.Has)
	if n == 0 {
		return false
	}
	words := (len(b)/4 - 1) / n
	if words < 5 {
		return false
	}
	var unit float32 = 1
	if gen == Gen5 && b[1] == 0 {
		unit = 1000 // nanoseconds, as the 5.0 sensor writes
	}
	v := b[4:]
	for i, s := range [4]*JitterStats{&j.SrcActive, &j.SrcIdle, &j.DstActive, &j.DstIdle} {
		if j.Has&(1<<i) == 0 {
			continue
		}
		s.N = int32(be.Uint32(v))
		s.Min, s.Mean = float(v[4:])/unit, float(v[8:])/unit
		s.StdDev, s.Max = float(v[12:])/unit, float(v[16:])/unit
		if b[1] == 1 && words >= 6 {
			w := [4]byte{v[23], v[22], v[21], v[20]}
			nibbles(&s.Hist, w[:])
		}
		v = v[4*words:]
	}
	r.Parts |= PartJitter
	return true
}
