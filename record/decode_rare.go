// SPDX-License-Identifier: Apache-2.0

package record

import (
	"bytes"
	"math/bits"
)

// decodeRare decodes the DSRs that few records carry (record format, sections
// 6.16 to 6.27). It reports false for types without a form.
func (r *Record) decodeRare(b []byte, gen Generation) bool {
	var part Parts
	switch {
	case b[0] == dsrBehavior && len(b) >= 12:
		r.Behavior = Behavior{b[1], be.Uint32(b[4:]), be.Uint32(b[8:])}
		part = PartBehavior
	case b[0] == dsrCor:
		return r.decodeCorrelation(b, gen)
	case b[0] == dsrCountry && len(b) >= 8:
		copy(r.Country.Src[:], b[4:])
		copy(r.Country.Dst[:], b[6:])
		part = PartCountry
	case b[0] == dsrLabel:
		r.Label = bytes.TrimRight(b[4:], "\x00")
		part = PartLabel
	case b[0] == dsrASN && len(b) >= 12:
		r.ASN = ASN{Src: be.Uint32(b[4:]), Dst: be.Uint32(b[8:])}
		if len(b) >= 16 {
			r.ASN.Inode, r.ASN.HasInode = be.Uint32(b[12:]), true
		}
		part = PartASN
	case b[0] == dsrGeo:
		return r.decodeGeo(b)
	case b[0] == dsrLocality && len(b) >= 12:
		r.Locality = Locality{be.Uint16(b[4:]), int8(b[6]), int8(b[7]), le.Uint16(b[8:]), le.Uint16(b[10:])}
		part = PartLocality
	case b[0] == dsrHash && len(b) >= 12:
		r.Hash = Hash{be.Uint32(b[4:]), be.Uint32(b[8:])}
		part = PartHash
	case b[0] == dsrVXLAN && len(b) >= 12:
		r.VXLAN = VXLAN{b[2]&1 != 0, b[2]&2 != 0, be.Uint32(b[4:]), be.Uint32(b[8:])}
		part = PartVXLAN
	case b[0] == dsrGRE && len(b) >= 8:
		r.GRE = Tunnel{Flags: be.Uint16(b[4:]), Proto: be.Uint16(b[6:])}
		r.GRE.decodeFlow(b[8:])
		part = PartGRE
	case b[0] == dsrGeneve && len(b) >= 12:
		r.Geneve = Tunnel{Flags: be.Uint16(b[4:]), Proto: be.Uint16(b[6:]), VNI: be.Uint32(b[8:])}
		r.Geneve.decodeFlow(b[12:])
		part = PartGeneve
	case b[0] == dsrScore && len(b) == 12:
		copy(r.Score[:], b[4:])
		part = PartScore
	}
	r.Parts |= part
	return part != 0
}

// Lengths of one correlation, by generation.
const (
	corLen3 = 24
	corLen5 = 40
)

func (r *Record) decodeCorrelation(b []byte, gen Generation) bool {
	n := corLen3
	if gen == Gen5 {
		n = corLen5
	}
	v := b[4:]
	if len(v) < n {
		return false
	}
	if r.Parts&PartCorrelation == 0 {
		r.Cor = r.Cor[:0]
	}
	for ; len(v) >= n; v = v[n:] {
		var c Correlation
		id := n - 20
		c.ID.Kind = IDKind(b[2])
		copy(c.ID.ID[:], v[:min(id, 16)])
		if gen == Gen5 {
			copy(c.ID.Inf[:], v[16:])
		}
		w := v[id:]
		c.Dur, c.Start, c.Last = int32(be.Uint32(w)), int32(be.Uint32(w[4:])), int32(be.Uint32(w[8:]))
		c.SrcPackets, c.DstPkts = int32(be.Uint32(w[12:])), int32(be.Uint32(w[16:]))
		r.Cor = append(r.Cor, c)
	}
	r.Parts |= PartCorrelation
	return true
}

func (r *Record) decodeGeo(b []byte) bool {
	v := b[4:]
	if len(v) < 8*bits.OnesCount8(b[2]&7) {
		return false
	}
	r.Geo = Geo{}
	for i, p := range [3]*Place{&r.Geo.Src, &r.Geo.Dst, &r.Geo.Inode} {
		if b[2]&(1<<i) == 0 {
			continue
		}
		*p = Place{true, float(v), float(v[4:])}
		v = v[8:]
	}
	r.Parts |= PartGeo
	return true
}

// decodeFlow decodes the flow DSR nested in a tunnel DSR, whose IPv4 fields and
// ports are little-endian.
func (t *Tunnel) decodeFlow(b []byte) {
	switch {
	case len(b) >= 20 && b[0] == dsrFlow && b[2]&qualAddrMask == uint8(AddrIPv4):
		t.HasFlow = true
		be.PutUint32(t.Src[:], le.Uint32(b[4:]))
		be.PutUint32(t.Dst[:], le.Uint32(b[8:]))
		t.FlowProto, t.SrcPort, t.DstPort = b[12], le.Uint16(b[14:]), le.Uint16(b[16:])
	case len(b) >= 44 && b[0] == dsrFlow && b[2]&qualAddrMask == uint8(AddrIPv6):
		t.HasFlow, t.FlowIsV6 = true, true
		copy(t.Src[:], b[4:])
		copy(t.Dst[:], b[20:])
		t.FlowProto, t.SrcPort, t.DstPort = b[36], le.Uint16(b[40:]), le.Uint16(b[42:])
	}
	if t.HasFlow && b[1]&flowReverse != 0 {
		t.Src, t.Dst = t.Dst, t.Src
		t.SrcPort, t.DstPort = t.DstPort, t.SrcPort
	}
}
