// SPDX-License-Identifier: Apache-2.0

package record

import "math"

// appendOptional writes the parts that sensors add on request.
func (r *Record) appendOptional(dst []byte) []byte {
	if r.Parts&PartSizes != 0 {
		dst = r.Sizes.append(dst)
	}
	if r.Parts&PartSrcData != 0 {
		dst = r.SrcData.append(dst, 0x90)
	}
	if r.Parts&PartDstData != 0 {
		dst = r.DstData.append(dst, 0xa0)
	}
	if r.Parts&PartMAC != 0 {
		m := &r.MAC
		dst = append(dst, dsrMAC, 0, bit(m.SrcChanged, 1)|bit(m.DstChanged, 2), 5)
		dst = append(append(dst, m.Dst[:]...), m.Src[:]...)
		dst = append(le.AppendUint16(dst, m.EtherType), m.DSAP, m.SSAP)
	}
	if r.Parts&PartICMPMap != 0 {
		m := &r.ICMPMap
		dst = append(dst, dsrICMPMap, 0, m.Map, 8, m.Type, m.Code)
		dst = be.AppendUint16(dst, m.Seq)
		dst = appendUint32s(dst, be, m.OuterSrc, m.OuterDst, m.InnerSrc, m.InnerDst, m.Gateway, 0)
	}
	return dst
}

func (z *Sizes) append(dst []byte) []byte {
	at := len(dst)
	q := uint8(2)
	switch {
	case !z.HasDst:
		q = 6
	case !z.HasSrc:
		q = 10
	}
	sub := bit(q != 10, 1) | bit(q != 6, 2) | bit(z.HasHist, 4)
	dst = append(dst, dsrSizes, sub, q, 0)
	if q != 10 {
		dst = appendUint16s(dst, be, z.SrcMin, z.SrcMax)
	}
	if q != 6 {
		dst = appendUint16s(dst, be, z.DstMin, z.DstMax)
	}
	if z.HasHist {
		s, d := packNibbles(&z.SrcHist), packNibbles(&z.DstHist)
		if q != 10 {
			dst = append(dst, s[:]...)
		}
		if q != 6 {
			dst = append(dst, d[:]...)
		}
	}
	dst[at+3] = uint8((len(dst) - at) / 4)
	return dst
}

func (u *UserData) append(dst []byte, sub uint8) []byte {
	at := len(dst)
	data := u.Data[:min(len(u.Data), math.MaxUint16)]
	dst = append(dst, dsrData, sub|bit(u.Compressed, 8), 0, 0)
	dst = appendUint16s(dst, be, u.Size, uint16(len(data)))
	dst = pad(append(dst, data...), at)
	be.PutUint16(dst[at+2:], uint16((len(dst)-at)/4))
	return dst
}

// maxPart is how many bytes a DSR with a length of 8 bits has after its header.
const maxPart = 254 * 4

// appendRare writes the parts that few records carry.
func (r *Record) appendRare(dst []byte, d Dialect) []byte {
	p := r.Parts
	if p&PartBehavior != 0 {
		dst = append(dst, dsrBehavior, r.Behavior.Kind, 0, 3)
		dst = appendUint32s(dst, be, r.Behavior.Src, r.Behavior.Dst)
	}
	if p&PartCorrelation != 0 && len(r.Cor) > 0 {
		dst = r.appendCorrelation(dst, d)
	}
	if p&PartCountry != 0 {
		c := &r.Country
		dst = append(dst, dsrCountry, 0, 0, 2, c.Src[0], c.Src[1], c.Dst[0], c.Dst[1])
	}
	if p&PartLabel != 0 {
		at := len(dst)
		dst = append(dst, dsrLabel, 0, 0, 0)
		dst = pad(append(dst, r.Label[:min(len(r.Label), maxPart)]...), at)
		dst[at+3] = uint8((len(dst) - at) / 4)
	}
	if p&PartASN != 0 {
		words := uint8(3)
		if r.ASN.HasInode {
			words = 4
		}
		dst = append(dst, dsrASN, 0, 0, words)
		dst = appendUint32s(dst, be, r.ASN.Src, r.ASN.Dst)
		if r.ASN.HasInode {
			dst = be.AppendUint32(dst, r.ASN.Inode)
		}
	}
	if p&PartGeo != 0 {
		at := len(dst)
		dst = append(dst, dsrGeo, 0, 0, 0)
		for i, g := range [3]*Place{&r.Geo.Src, &r.Geo.Dst, &r.Geo.Inode} {
			if g.Has {
				dst[at+2] |= 1 << i
				dst = appendUint32s(dst, be, math.Float32bits(g.Lat), math.Float32bits(g.Lon))
			}
		}
		dst[at+3] = uint8((len(dst) - at) / 4)
	}
	if p&PartLocality != 0 {
		l := &r.Locality
		dst = append(dst, dsrLocality, 0, 0, 3, uint8(l.Status>>8), uint8(l.Status), uint8(l.Src), uint8(l.Dst))
		dst = appendUint16s(dst, le, l.SrcOrg, l.DstOrg)
	}
	return r.appendTunnels(dst)
}

func (r *Record) appendTunnels(dst []byte) []byte {
	p := r.Parts
	if p&PartHash != 0 {
		dst = append(dst, dsrHash, 0, 0, 3)
		dst = appendUint32s(dst, be, r.Hash.Value, r.Hash.Bucket)
	}
	if p&PartVXLAN != 0 {
		v := &r.VXLAN
		dst = append(dst, dsrVXLAN, 0, bit(v.HasSrc, 1)|bit(v.HasDst, 2), 3)
		dst = appendUint32s(dst, be, v.Src, v.Dst)
	}
	if p&PartGRE != 0 {
		at := len(dst)
		dst = append(dst, dsrGRE, 0, 0, 0)
		dst = appendUint16s(dst, be, r.GRE.Flags, r.GRE.Proto)
		dst = r.GRE.appendFlow(dst)
		dst[at+3] = uint8((len(dst) - at) / 4)
	}
	if p&PartGeneve != 0 {
		at := len(dst)
		dst = append(dst, dsrGeneve, 0, 0, 0)
		dst = appendUint16s(dst, be, r.Geneve.Flags, r.Geneve.Proto)
		dst = be.AppendUint32(dst, r.Geneve.VNI)
		dst = r.Geneve.appendFlow(dst)
		dst[at+3] = uint8((len(dst) - at) / 4)
	}
	if p&PartScore != 0 {
		dst = append(dst, dsrScore, 0, 0, 3)
		dst = append(dst, r.Score[:]...)
	}
	return dst
}

func (t *Tunnel) appendFlow(dst []byte) []byte {
	switch {
	case !t.HasFlow:
	case t.FlowIsV6:
		dst = append(dst, dsrFlow, uint8(FlowFiveTuple), uint8(AddrIPv6), 11)
		dst = append(append(dst, t.Src[:]...), t.Dst[:]...)
		dst = append(dst, t.FlowProto, 0, 0, 0)
		dst = appendUint16s(dst, le, t.SrcPort, t.DstPort)
	default:
		dst = append(dst, dsrFlow, uint8(FlowFiveTuple), uint8(AddrIPv4), 5)
		dst = appendUint32s(dst, le, be.Uint32(t.Src[:]), be.Uint32(t.Dst[:]))
		dst = append(dst, t.FlowProto, 0)
		dst = append(appendUint16s(dst, le, t.SrcPort, t.DstPort), 0, 0)
	}
	return dst
}

func (r *Record) appendCorrelation(dst []byte, d Dialect) []byte {
	at := len(dst)
	dst = append(dst, dsrCor, 0, uint8(r.Cor[0].ID.Kind), 0)
	most := maxPart / corLen3
	if d == V5 {
		most = maxPart / corLen5
	}
	for i := range r.Cor[:min(len(r.Cor), most)] {
		c := &r.Cor[i]
		if d == V5 {
			dst = append(append(dst, c.ID.ID[:]...), c.ID.Inf[:]...)
		} else {
			id := c.ID.fold()
			dst = append(dst, id[:]...)
		}
		dst = appendUint32s(dst, be, uint32(c.Dur), uint32(c.Start), uint32(c.Last), uint32(c.SrcPackets), uint32(c.DstPkts))
	}
	dst[at+3] = uint8((len(dst) - at) / 4)
	return dst
}
