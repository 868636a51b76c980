// SPDX-License-Identifier: Apache-2.0

package packet

// GRE header flags and lengths (RFC 2784, RFC 2890; version 1: RFC 2637).
const (
	greChecksum = 0x8000
	greRouting  = 0x4000
	greKey      = 0x2000
	greSequence = 0x1000
	greAck      = 0x0080 // version 1 only
	greVersion  = 0x0007

	greHdrLen    = 4
	erspanHdrLen = 8 // type II
)

// below holds the fields that the layers between a tunnel and IP set even when
// what they hold turns out not to be readable.
type below struct {
	encaps           uint32
	hasVLAN, hasMPLS bool
	hasFrag          bool
	vlan             uint16
	mpls             uint32
	stack            []byte
}

func (p *Packet) save() below {
	return below{p.Encaps, p.HasVLAN, p.HasMPLS, p.HasFrag, p.VLAN, p.MPLS, p.MPLSStack}
}

func (p *Packet) restore(s below) {
	p.Encaps = s.encaps
	p.HasVLAN, p.HasMPLS, p.HasFrag = s.hasVLAN, s.hasMPLS, s.hasFrag
	p.VLAN, p.MPLS, p.MPLSStack = s.vlan, s.mpls, s.stack
}

// gre opens the GRE packet in p.Transport. Where its payload cannot be read p
// stays a packet of protocol 47, which its caller has already made it.
//
// Over IPv6 only an opened GRE header counts as an encapsulation.
func (d *Decoder) gre(p *Packet) {
	b := p.Transport
	if len(b) < greHdrLen {
		return
	}
	outer, v6 := p.Encaps, p.Kind == KindIPv6
	p.Encaps |= EncapGRE
	if v6 {
		p.Encaps |= EncapIPv6
	} else {
		p.Encaps |= EncapIPIP
	}
	f, t := be16(b[0:2]), be16(b[2:4])
	if t == typePPP {
		p.Encaps |= EncapPPP
	}
	if n := greLen(f, b); n >= 0 && n < len(b) && d.enter() {
		s := p.save()
		p.HasFrag = false
		if d.grePayload(p, f, t, b[n:]) {
			return
		}
		p.restore(s)
	}
	if v6 {
		p.Encaps = outer
	}
}

// greLen returns the length of the GRE header b, whose flags are f, or -1 where
// it is of an unknown version or cut. The source routes of RFC 1701 end with a
// zero address family and length.
func greLen(f uint16, b []byte) int {
	n := greHdrLen
	switch f & greVersion {
	case 0:
		if f&(greChecksum|greRouting) != 0 {
			n += 4
		}
		if f&greKey != 0 {
			n += 4
		}
		if f&greSequence != 0 {
			n += 4
		}
		for f&greRouting != 0 {
			if len(b) < n+4 {
				return -1
			}
			last := be16(b[n:n+2]) == 0 && b[n+3] == 0
			n += 4 + int(b[n+3])
			if last {
				break
			}
		}
	case 1:
		n += 4
		if f&greSequence != 0 {
			n += 4
		}
		if f&greAck != 0 {
			n += 4
		}
	default:
		return -1
	}
	return n
}

// grePayload decodes b, the payload of a GRE packet with flags f and type t.
func (d *Decoder) grePayload(p *Packet, f, t uint16, b []byte) bool {
	switch t {
	case typePPP:
		return d.ppp(p, b, false)
	case typeERSPAN:
		// Type I has no sequence number and no header of its own.
		if f&greSequence == 0 || len(b) < erspanHdrLen+etherHdrLen {
			return false
		}
		p.Encaps |= EncapERSPAN
		d.ethernet(p, b[erspanHdrLen:])
		return true
	case typeTEB:
		if len(b) < etherHdrLen {
			return false
		}
		d.ethernet(p, b)
		return true
	case typeVLAN:
		if len(b) < 4 {
			return false
		}
		p.Encaps |= EncapVLAN
		p.HasVLAN = true
		p.VLAN = be16(b[0:2])
		return d.network(p, be16(b[2:4]), b[4:])
	case typeIPv4, typeIPv6, typeMPLS, typeMPLSmc:
		return d.network(p, t, b)
	}
	return false
}

// ipInIP opens the IPv4 datagram that an IPv6 one holds.
func (d *Decoder) ipInIP(p *Packet) {
	if !d.enter() {
		return
	}
	s := p.save()
	b := p.Transport
	if len(b) < ipv4HdrLen || b[0]>>4 != 4 {
		return
	}
	p.HasFrag = false
	p.Encaps |= EncapIPv6
	if !d.ipv4(p, b) {
		p.restore(s)
	}
}
