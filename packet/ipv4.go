// SPDX-License-Identifier: Apache-2.0

package packet

const (
	ipv4HdrLen  = 20
	fragMore    = 0x2000 // the more-fragments flag of the fragment word
	fragOffMask = 0x1fff
)

// IPv4 option bits (record format, section 6.10).
const (
	optRecordRoute  = 0x01
	optTimestamp    = 0x02
	optSecurity     = 0x04
	optLooseRoute   = 0x08
	optSATID        = 0x10
	optStrictRoute  = 0x20
	optRouterAlert  = 0x40
	optEndOfOptions = 0
	optNoOperation  = 1
)

// ipv4 decodes the IPv4 datagram at the start of b (flow model, section 3.5).
// It reports false if the fixed header is cut or the header is invalid (RFC 791,
// section 3.1; RFC 1812, section 5.2.2): another version, a header length below
// 20 bytes, or a header longer than the datagram. A total length of 0, which
// captures with segmentation offload have, means that the frame's length counts.
// A whole IPv6 datagram is decoded as IPv6, even if its type said IPv4.
func (d *Decoder) ipv4(p *Packet, b []byte) bool {
	if len(b) < ipv4HdrLen {
		return false
	}
	h := b[:ipv4HdrLen:ipv4HdrLen]
	if h[0]>>4 != 4 {
		return len(b) >= ipv6HdrLen && ipv6Whole(b, p.wireFrom(b)) && d.ipv6(p, b)
	}
	hl := uint(h[0]&0xf) * 4
	total := uint(be16(h[2:4]))
	wire := uint(p.wireFrom(b))
	if total == 0 {
		total = wire
	}
	if hl < ipv4HdrLen || hl > total {
		return false
	}
	p.Kind = KindIPv4
	p.TOS = h[1]
	p.IPID = be16(h[4:6])
	p.TTL = h[8]
	p.Proto = h[9]
	p.Src4 = be32(h[12:16])
	p.Dst4 = be32(h[16:20])
	p.IPOpts = 0
	p.HasIPOpts = false
	p.HasFrag = false
	if hl > ipv4HdrLen {
		p.HasIPOpts = true
		p.IPOpts = ipv4Options(b[ipv4HdrLen:min(hl, uint(len(b)))])
	}
	p.transportBytes(b[min(hl, uint(len(b))):], total-hl, wire-min(hl, wire))
	if f := be16(h[6:8]); f&(fragMore|fragOffMask) != 0 {
		p.HasFrag = true
		p.MoreFrags = f&fragMore != 0
		p.FragProto = p.Proto
		p.FragOff = uint32(f&fragOffMask) * 8
		p.FragLen = p.TransportLen
		p.FragID = uint32(p.IPID)
		if p.FragOff != 0 {
			p.laterFragment()
			return true
		}
	}
	d.upper(p)
	return true
}

// transportBytes makes t what follows the network header, which says that it is
// claimed bytes long. There was room for wire bytes in the frame.
func (p *Packet) transportBytes(t []byte, claimed, wire uint) {
	n := min(claimed, wire)
	if uint(len(t)) > n {
		t = t[:n]
	}
	p.Transport = t
	p.TransportLen = uint32(n)
	p.claimed = uint32(claimed)
}

// upper decodes p.Transport, which is of protocol p.Proto.
func (d *Decoder) upper(p *Packet) {
	switch p.Proto {
	case ProtoTCP:
		p.tcp(p.Transport, p.TransportLen)
	case ProtoUDP:
		d.udp(p, p.Transport, p.TransportLen)
	default:
		d.transport(p)
	}
}

// ipv4Options returns the option bits of the options b.
func ipv4Options(b []byte) uint8 {
	var bits uint8
	for len(b) > 0 {
		switch b[0] {
		case optEndOfOptions:
			return bits
		case optNoOperation:
			b = b[1:]
			continue
		case 7:
			bits |= optRecordRoute
		case 68:
			bits |= optTimestamp
		case 130:
			bits |= optSecurity
		case 131:
			bits |= optLooseRoute
		case 136:
			bits |= optSATID
		case 137:
			bits |= optStrictRoute
		case 148:
			bits |= optRouterAlert
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return bits
		}
		b = b[b[1]:]
	}
	return bits
}

// laterFragment fills p, a fragment that does not begin its datagram.
func (p *Packet) laterFragment() {
	p.noTransport()
	p.AppBytes = p.TransportLen
	p.Payload = p.Transport
}

// noTransport marks the fields of the transport header as without value.
func (p *Packet) noTransport() {
	p.HasTCP = false
	p.HasPorts = false
	p.SrcPort, p.DstPort = 0, 0
	p.ICMPType, p.ICMPCode = 0, 0
	p.ICMPID, p.ICMPSeq = 0, 0
	p.ICMPWord = 0
	p.Group = 0
	p.SPI, p.ESPSeq = 0, 0
}
