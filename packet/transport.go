// SPDX-License-Identifier: Apache-2.0

package packet

const (
	tcpFlagsAt = 13
	tcpHdrLen  = 20
	udpHdrLen  = 8
	portsLen   = 4 // source and destination port
)

// TCP option bits (record format, section 6.6).
const (
	TCPOptMSS       uint32 = 0x00100000
	TCPOptWScale    uint32 = 0x00200000
	TCPOptSACKOK    uint32 = 0x00400000
	TCPOptSACK      uint32 = 0x00800000
	TCPOptEcho      uint32 = 0x01000000
	TCPOptEchoReply uint32 = 0x02000000
	TCPOptTimestamp uint32 = 0x04000000
	TCPOptCC        uint32 = 0x08000000
	TCPOptCCNew     uint32 = 0x10000000
	TCPOptCCEcho    uint32 = 0x20000000
)

// tcpOnlyTimestamp is the start of the options of most segments: two
// no-operation options and a timestamp of 10 bytes, 12 bytes in all.
const tcpOnlyTimestamp = 0x0101080a

// tcp decodes the TCP segment t, n bytes long on the wire.
func (p *Packet) tcp(t []byte, n uint32) {
	if len(t) < tcpHdrLen {
		p.cutPorts(t, n, tcpHdrLen)
		if len(t) > tcpFlagsAt && p.claimed < tcpHdrLen {
			p.cutTCP(t)
		}
		return
	}
	h := t[:tcpHdrLen:tcpHdrLen]
	p.HasPorts = true
	p.HasTCP = true
	p.SrcPort = be16(h[0:2])
	p.DstPort = be16(h[2:4])
	p.Seq = be32(h[4:8])
	p.Ack = be32(h[8:12])
	p.TCPFlags = h[13]
	p.Window = be16(h[14:16])
	p.WScale = 0
	p.MSS = 0
	p.TCPOpts = 0
	hl := uint(h[12]>>4) * 4
	if hl > tcpHdrLen {
		o := t[tcpHdrLen:min(hl, uint(len(t)))]
		if len(o) == 12 && be32(o[0:4]) == tcpOnlyTimestamp {
			p.TCPOpts = TCPOptTimestamp
		} else {
			p.tcpOptions(o)
		}
	}
	p.AppBytes = n - min(uint32(hl), n)
	p.SegLen = p.claimed - min(uint32(hl), p.claimed)
	p.Payload = t[min(hl, uint(len(t))):]
}

// cutTCP reads the start of a TCP header that does not fit into its datagram, as
// in tiny fragments.
func (p *Packet) cutTCP(t []byte) {
	var h [tcpHdrLen]byte
	copy(h[:], t)
	p.HasTCP = true
	p.Seq, p.Ack = be32(h[4:8]), be32(h[8:12])
	p.TCPFlags, p.Window = h[tcpFlagsAt], be16(h[14:16])
	p.WScale, p.MSS, p.TCPOpts = 0, 0, 0
	p.SegLen = 0
}

// tcpOptions reads the TCP options o.
func (p *Packet) tcpOptions(o []byte) {
	for len(o) > 0 {
		k := o[0]
		if k == 0 {
			return
		}
		if k == 1 {
			o = o[1:]
			continue
		}
		if len(o) < 2 || o[1] < 2 || int(o[1]) > len(o) {
			return
		}
		l := o[1]
		switch k {
		case 2:
			p.TCPOpts |= TCPOptMSS
			if l >= 4 {
				p.MSS = be16(o[2:4])
			}
		case 3:
			p.TCPOpts |= TCPOptWScale
			if l >= 3 {
				p.WScale = o[2]
			}
		case 4:
			p.TCPOpts |= TCPOptSACKOK
		case 5:
			p.TCPOpts |= TCPOptSACK
		case 6:
			p.TCPOpts |= TCPOptEcho
		case 7:
			p.TCPOpts |= TCPOptEchoReply
		case 8:
			p.TCPOpts |= TCPOptTimestamp
		case 11:
			p.TCPOpts |= TCPOptCC
		case 12:
			p.TCPOpts |= TCPOptCCNew
		case 13:
			p.TCPOpts |= TCPOptCCEcho
		}
		o = o[l:]
	}
}

// udp decodes the UDP datagram t, n bytes long on the wire by the IP header.
// What lies beyond UDP's own length is not of the datagram (RFC 768). A length
// that cannot hold the header, or that is above n, does not count: the first
// fragment of a datagram has such a one.
func (d *Decoder) udp(p *Packet, t []byte, n uint32) {
	if len(t) < udpHdrLen {
		p.cutPorts(t, n, udpHdrLen)
		return
	}
	h := t[:udpHdrLen:udpHdrLen]
	p.HasTCP = false
	p.HasPorts = true
	p.SrcPort = be16(h[0:2])
	p.DstPort = be16(h[2:4])
	if l := uint32(be16(h[4:6])); l >= udpHdrLen && l < n {
		n = l
		t = t[:min(uint(len(t)), uint(l))]
	}
	p.AppBytes = n - udpHdrLen
	p.Payload = t[udpHdrLen:]
	if d.o.TunnelDiscovery && len(p.Payload) > 0 {
		d.udpTunnel(p)
	}
}

// cutPorts fills p if t holds less than the hl bytes of a TCP or UDP header.
//
// If the snap length cut the header, its captured bytes count as user data, and
// over IPv6 a source port without a destination port is kept. If the header goes
// on in the next fragment, the ports count. A datagram without room for the
// header has no ports.
func (p *Packet) cutPorts(t []byte, n, hl uint32) {
	p.HasTCP = false
	if p.claimed < hl {
		p.AppBytes = 0
		p.Payload = t[len(t):]
		// RFC 1858 and RFC 3128: fragments that small hide ports from filters.
		p.ports(t, p.HasFrag && p.MoreFrags)
		return
	}
	p.ports(t, true)
	if len(t) >= 2 && len(t) < portsLen && p.Kind == KindIPv6 {
		p.HasPorts = true
		p.SrcPort = be16(t[0:2])
	}
	p.AppBytes = n
	p.Payload = t
}

// ports reads source and destination port at the start of t, if want says that
// they are there and both were captured.
func (p *Packet) ports(t []byte, want bool) {
	p.HasPorts = want && len(t) >= portsLen
	p.SrcPort, p.DstPort = 0, 0
	if p.HasPorts {
		p.SrcPort = be16(t[0:2])
		p.DstPort = be16(t[2:4])
	}
}

// transport decodes p.Transport, of a protocol other than TCP and UDP.
func (d *Decoder) transport(p *Packet) {
	for p.Proto == ProtoAH && p.ah() {
	}
	switch p.Proto {
	case ProtoTCP:
		p.tcp(p.Transport, p.TransportLen)
		return
	case ProtoUDP:
		d.udp(p, p.Transport, p.TransportLen)
		return
	}
	p.noTransport()
	p.AppBytes = p.TransportLen
	p.Payload = p.Transport
	switch p.Proto {
	case ProtoICMP:
		if p.Kind == KindIPv4 {
			p.icmp()
		}
	case ProtoICMPv6:
		if p.Kind == KindIPv6 {
			p.icmpHeader()
		}
	case ProtoIGMP:
		p.igmp()
	case ProtoESP:
		if t := p.Transport; len(t) >= 8 {
			p.SPI = be32(t[0:4])
			p.ESPSeq = be32(t[4:8])
		} else if len(t) >= 4 {
			p.SPI = be32(t[0:4])
		}
	case ProtoSCTP, ProtoUDPLite, ProtoDCCP: // RFC 9260, RFC 3828, RFC 4340
		p.ports(p.Transport, true)
	case ProtoGRE:
		d.gre(p)
	case ProtoIPv4, ProtoIPv6:
		if d.o.TunnelDiscovery || p.Proto == ProtoIPv4 && p.Kind == KindIPv6 {
			d.ipInIP(p)
		}
	}
}

// ah skips an authentication header (RFC 4302) and leaves the protocol behind
// it in p.Proto. One that is cut stays a flow of protocol 51.
func (p *Packet) ah() bool {
	t := p.Transport
	p.Encaps |= EncapAH
	if len(t) < 12 || int(t[1])*4+8 > len(t) {
		return false
	}
	p.Proto = t[0]
	p.skip(int(t[1])*4 + 8)
	return true
}
