// SPDX-License-Identifier: Apache-2.0

package record

const (
	tcpSide3 = 48
	tcpSide5 = 52
)

// decodeNet decodes the network and transport state (record format, section 6.6).
func (r *Record) decodeNet(b []byte, gen Generation) bool {
	n := &r.Net
	if kind := NetKind(b[1]); n.Kind != kind {
		*n = Net{} // no value of another form is left
		n.Kind = kind
	}
	n.Raw = nil
	v := b[4:]
	ok := true
	switch n.Kind {
	case NetNone:
	case NetTCPInit:
		if ok = len(v) >= 16; ok {
			n.TCP = TCP{Status: be.Uint32(v), Options: be.Uint32(v[8:])}
			s := &n.TCP.Src
			s.SeqBase, s.Window, s.Flags, s.WScale = be.Uint32(v[4:]), be.Uint16(v[12:]), v[14], v[15]
			if b[2] == 2 && len(v) >= 18 {
				s.MSS = be.Uint16(v[16:])
			}
		}
	case NetTCPStatus:
		if ok = len(v) >= 8; ok {
			n.TCP = TCP{Status: be.Uint32(v)}
			n.TCP.Src.Flags, n.TCP.Dst.Flags = v[4], v[5]
		}
	case NetTCPPerf:
		ok = n.TCP.decodePerf(b, gen)
	case NetRTP:
		if ok = len(v) >= 36; ok {
			n.RTPState = be.Uint32(v)
			n.RTPSrc, n.RTPDst = RTPSide{Silence: b[2]&1 != 0}, RTPSide{Silence: b[2]&2 != 0}
			copy(n.RTPSrc.Header[:], v[4:])
			copy(n.RTPDst.Header[:], v[16:])
			n.RTPSrc.Lost, n.RTPDst.Lost = be.Uint16(v[28:]), be.Uint16(v[30:])
			n.RTPSrc.Deviation, n.RTPDst.Deviation = be.Uint16(v[32:]), be.Uint16(v[34:])
		}
	case NetRTCP:
		if ok = len(v) >= 20; ok {
			n.RTPSrc, n.RTPDst = RTPSide{}, RTPSide{}
			copy(n.RTPSrc.Header[:8], v)
			copy(n.RTPDst.Header[:8], v[8:])
			n.RTPSrc.Lost, n.RTPDst.Lost = be.Uint16(v[16:]), be.Uint16(v[18:])
		}
	case NetARP:
		if ok = len(v) >= 6; ok {
			copy(n.ARP[:], v)
		}
	case NetICMP:
		if ok = len(v) >= 24; ok {
			n.ICMP = ICMP{
				Type: v[0], Code: v[1], Seq: le.Uint16(v[2:]), OuterSrc: le.Uint32(v[4:]), OuterDst: le.Uint32(v[8:]),
				InnerSrc: le.Uint32(v[12:]), InnerDst: le.Uint32(v[16:]), Gateway: le.Uint32(v[20:]),
			}
		}
	case NetESP:
		if ok = len(v) >= 16; ok {
			n.ESP = ESP{be.Uint32(v), be.Uint32(v[4:]), be.Uint32(v[8:]), be.Uint32(v[12:])}
		}
	case NetFrag:
		if ok = len(v) >= 28; ok {
			n.Frag = Frag{
				Status: b[2], Fragments: le.Uint32(v), Bytes: le.Uint32(v[12:]), Total: le.Uint32(v[16:]),
				TotalLen: le.Uint16(v[20:]), CurrentLen: le.Uint16(v[22:]), MaxFragLen: le.Uint16(v[24:]),
			}
		}
	default:
		n.Raw = b
	}
	if ok {
		r.Parts |= PartNet
	}
	return ok
}

func (c *TCP) decodePerf(b []byte, gen Generation) bool {
	side := tcpSide3
	if b[2] == 2 || len(b) >= 24+2*tcpSide5 {
		side = tcpSide5
	}
	if len(b) < 24+2*side {
		return false
	}
	c.Status, c.State, c.Options = be.Uint32(b[4:]), be.Uint32(b[8:]), be.Uint32(b[12:])
	c.SynAck, c.AckDat = be.Uint32(b[16:]), be.Uint32(b[20:])
	c.Src.unmarshal(b[24:24+side], gen)
	c.Dst.unmarshal(b[24+side:24+2*side], gen)
	return true
}

func (s *TCPSide) unmarshal(b []byte, gen Generation) {
	_ = b[tcpSide3-1]
	unit := int64(1000)
	if gen == Gen5 && len(b) >= tcpSide5 {
		unit = 1
	}
	s.Last = stamp(b, unit)
	s.Status, s.SeqBase, s.Seq, s.Ack = be.Uint32(b[8:]), be.Uint32(b[12:]), be.Uint32(b[16:]), be.Uint32(b[20:])
	s.WinsAcked, s.Bytes, s.Retrans = be.Uint32(b[24:]), be.Uint32(b[28:]), be.Uint32(b[32:])
	s.AckBytes, s.WindowBytes = be.Uint32(b[36:]), be.Uint32(b[40:])
	s.Window, s.Flags, s.WScale = be.Uint16(b[44:]), b[46], b[47]
	s.MSS = 0
	if len(b) >= tcpSide5 {
		s.MSS = be.Uint16(b[48:])
	}
}

// decodeAgg decodes the aggregation DSR (section 6.5).
func (r *Record) decodeAgg(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	a := &r.Agg
	*a = Agg{Metric: b[1], Count: be.Uint32(b[4:])}
	if len(b) >= 24 {
		a.LastStart = [2]uint32{be.Uint32(b[8:]), be.Uint32(b[12:])}
		a.Last = [2]uint32{be.Uint32(b[16:]), be.Uint32(b[20:])}
	}
	if len(b) >= 80 {
		for i, s := range [2]*AggStats{&a.Active, &a.Idle} {
			v := b[24+28*i:]
			*s = AggStats{N: int32(le.Uint32(v)), Min: floatLE(v[4:]), Mean: floatLE(v[8:]), StdDev: floatLE(v[12:]), Max: floatLE(v[16:])}
			copy(s.Dist[:], v[20:28])
		}
	}
	r.Parts |= PartAgg
	return true
}
