// SPDX-License-Identifier: Apache-2.0

package record

import (
	"encoding/binary"
	"math"
)

// append writes the network DSR.
func (n *Net) append(dst []byte, d Dialect) []byte {
	switch n.Kind {
	case NetTCPInit:
		return n.TCP.appendInit(dst, d)
	case NetTCPStatus:
		dst = append(dst, dsrNet, uint8(NetTCPStatus), 0, 3)
		dst = be.AppendUint32(dst, n.TCP.Status)
		return append(dst, n.TCP.Src.Flags, n.TCP.Dst.Flags, 0, 0)
	case NetTCPPerf:
		return n.TCP.appendPerf(dst, d)
	case NetRTP:
		s, t := &n.RTPSrc, &n.RTPDst
		dst = append(dst, dsrNet, uint8(NetRTP), bit(s.Silence, 1)|bit(t.Silence, 2), 10)
		dst = be.AppendUint32(dst, n.RTPState)
		dst = append(append(dst, s.Header[:]...), t.Header[:]...)
		return appendUint16s(dst, be, s.Lost, t.Lost, s.Deviation, t.Deviation)
	case NetRTCP:
		dst = append(dst, dsrNet, uint8(NetRTCP), 0, 6)
		dst = append(append(dst, n.RTPSrc.Header[:8]...), n.RTPDst.Header[:8]...)
		return appendUint16s(dst, be, n.RTPSrc.Lost, n.RTPDst.Lost)
	case NetARP:
		dst = append(dst, dsrNet, uint8(NetARP), 0, 3)
		dst = append(dst, n.ARP[:]...)
		return append(dst, 0, 0)
	case NetICMP:
		m := &n.ICMP
		dst = append(dst, dsrNet, uint8(NetICMP), 0, 7, m.Type, m.Code)
		dst = le.AppendUint16(dst, m.Seq)
		return appendUint32s(dst, le, m.OuterSrc, m.OuterDst, m.InnerSrc, m.InnerDst, m.Gateway)
	case NetESP:
		e := &n.ESP
		dst = append(dst, dsrNet, uint8(NetESP), 0, 5)
		return appendUint32s(dst, be, e.Status, e.SPI, e.Seq, e.Lost)
	case NetFrag:
		f := &n.Frag
		dst = append(dst, dsrNet, uint8(NetFrag), f.Status, 14)
		dst = appendUint32s(dst, le, f.Fragments, 0, 0, f.Bytes, f.Total)
		dst = appendUint16s(dst, le, f.TotalLen, f.CurrentLen, f.MaxFragLen, 0)
		return append(dst, make([]byte, 24)...)
	}
	if len(n.Raw) > 0 && n.Raw[1] == uint8(n.Kind) {
		return append(dst, n.Raw...)
	}
	return append(dst, dsrNet, 0, 0, 1)
}

func appendUint32s(dst []byte, o binary.AppendByteOrder, v ...uint32) []byte {
	for _, x := range v {
		dst = o.AppendUint32(dst, x)
	}
	return dst
}

func appendUint16s(dst []byte, o binary.AppendByteOrder, v ...uint16) []byte {
	for _, x := range v {
		dst = o.AppendUint16(dst, x)
	}
	return dst
}

func (c *TCP) appendInit(dst []byte, d Dialect) []byte {
	s := &c.Src
	q, words := uint8(0), uint8(5)
	if d == V5 {
		q, words = 2, 6
	}
	dst = append(dst, dsrNet, uint8(NetTCPInit), q, words)
	dst = be.AppendUint32(dst, c.Status)
	dst = be.AppendUint32(dst, s.SeqBase)
	dst = be.AppendUint32(dst, c.Options)
	dst = be.AppendUint16(dst, s.Window)
	dst = append(dst, s.Flags, s.WScale)
	if d == V5 {
		dst = append(be.AppendUint16(dst, s.MSS), 0, 0)
	}
	return dst
}

func (c *TCP) appendPerf(dst []byte, d Dialect) []byte {
	var b [24 + 2*tcpSide5]byte
	q, side := uint8(0), tcpSide3
	if d == V5 {
		q, side = 2, tcpSide5
	}
	n := 24 + 2*side
	b[0], b[1], b[2], b[3] = dsrNet, uint8(NetTCPPerf), q, uint8(n/4)
	be.PutUint32(b[4:], c.Status)
	be.PutUint32(b[8:], c.State)
	be.PutUint32(b[12:], c.Options)
	be.PutUint32(b[16:], c.SynAck)
	be.PutUint32(b[20:], c.AckDat)
	c.Src.put(b[24:24+side], d)
	c.Dst.put(b[24+side:n], d)
	return append(dst, b[:n]...)
}

func (s *TCPSide) put(b []byte, d Dialect) {
	_ = b[tcpSide3-1]
	f := s.Last % second
	if d != V5 {
		f /= 1000
	}
	be.PutUint32(b, uint32(s.Last/second))
	be.PutUint32(b[4:], uint32(f))
	be.PutUint32(b[8:], s.Status)
	be.PutUint32(b[12:], s.SeqBase)
	be.PutUint32(b[16:], s.Seq)
	be.PutUint32(b[20:], s.Ack)
	be.PutUint32(b[24:], s.WinsAcked)
	be.PutUint32(b[28:], s.Bytes)
	be.PutUint32(b[32:], s.Retrans)
	be.PutUint32(b[36:], s.AckBytes)
	be.PutUint32(b[40:], s.WindowBytes)
	be.PutUint16(b[44:], s.Window)
	b[46], b[47] = s.Flags, s.WScale
	if len(b) >= tcpSide5 {
		be.PutUint16(b[48:], s.MSS)
	}
}

// append writes the aggregation DSR.
func (a *Agg) append(dst []byte) []byte {
	dst = append(dst, dsrAgg, a.Metric, 1, 20)
	dst = appendUint32s(dst, be, a.Count, a.LastStart[0], a.LastStart[1], a.Last[0], a.Last[1])
	for _, s := range [2]*AggStats{&a.Active, &a.Idle} {
		dst = appendUint32s(dst, le, uint32(s.N), math.Float32bits(s.Min), math.Float32bits(s.Mean),
			math.Float32bits(s.StdDev), math.Float32bits(s.Max))
		dst = append(dst, s.Dist[:]...)
	}
	return dst
}

// appendLink writes the VLAN, MPLS and jitter DSRs that are present.
func (r *Record) appendLink(dst []byte) []byte {
	if r.Parts&PartVLAN != 0 {
		v := &r.VLAN
		dst = append(dst, dsrVLAN, 0, bit(v.HasSrc, 1)|bit(v.HasDst, 2), 2)
		dst = appendUint16s(dst, be, v.Src, v.Dst)
	}
	if r.Parts&PartMPLS != 0 {
		m := &r.MPLS
		changed := bit(m.SrcChanged, 0x10) | bit(m.DstChanged, 0x20)
		switch {
		case m.HasDst: // a lone destination label is misread by the originals: write both
			dst = append(dst, dsrMPLS, changed|bit(m.HasSrc, 1)|2, 0x11, 3)
			dst = appendUint32s(dst, be, m.Src, m.Dst)
		case m.HasSrc:
			dst = append(dst, dsrMPLS, changed|1, 0x10, 2)
			dst = be.AppendUint32(dst, m.Src)
		default:
			dst = append(dst, dsrMPLS, changed, 0, 1)
		}
	}
	if r.Parts&PartJitter != 0 {
		j := &r.Jitter
		at := len(dst)
		dst = append(dst, dsrJitter, 1, j.Has, 0)
		for i, s := range [4]*JitterStats{&j.SrcActive, &j.SrcIdle, &j.DstActive, &j.DstIdle} {
			if j.Has&(1<<i) != 0 {
				dst = appendUint32s(dst, be, uint32(s.N), math.Float32bits(s.Min), math.Float32bits(s.Mean),
					math.Float32bits(s.StdDev), math.Float32bits(s.Max))
				h := packNibbles(&s.Hist)
				dst = append(dst, h[3], h[2], h[1], h[0])
			}
		}
		dst[at+3] = uint8((len(dst) - at) / 4)
	}
	return dst
}

func packNibbles(h *[8]uint8) (b [4]byte) {
	for i := range b {
		b[i] = h[2*i]<<4 | h[2*i+1]&15
	}
	return b
}
