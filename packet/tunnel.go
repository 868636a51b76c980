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

	greHdrLen = 4
)

// ERSPAN header lengths and fields (draft-foschiano-erspan, section 4).
const (
	erspan2Len     = 8
	erspan3Len     = 12
	erspan3SubLen  = 8      // of the header that the O bit announces
	erspan3Sub     = 0x0001 // the O bit, in the last two bytes
	erspan3Type    = 0x7c00 // bits of the frame type, in the last two bytes
	erspan3TypeIP  = 2 << 10
	erspan3TypeEth = 0
)

// below holds the fields that the layers between a tunnel and IP may have set
// before it turns out that the packet inside cannot be read.
type below struct {
	encaps           uint32
	hasVLAN, hasMPLS bool
	hasFrag          bool
	vlan             uint16
	vlans            uint64
	mpls             uint32
	stack            []byte
}

func (p *Packet) save() below {
	return below{p.Encaps, p.HasVLAN, p.HasMPLS, p.HasFrag, p.VLAN, p.VLANs, p.MPLS, p.MPLSStack}
}

func (p *Packet) restore(s below) {
	p.Encaps = s.encaps
	p.HasVLAN, p.HasMPLS, p.HasFrag = s.hasVLAN, s.hasMPLS, s.hasFrag
	p.VLAN, p.VLANs, p.MPLS, p.MPLSStack = s.vlan, s.vlans, s.mpls, s.stack
}

// gre opens the GRE packet in p.Transport. If its payload cannot be read, p stays
// a packet of protocol 47, as the caller has set it.
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

// greLen returns the length of the GRE header b, whose flags are f, or -1 if it
// is cut or its version is unknown. The source routes of RFC 1701 end with a
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
	case typeERSPAN, typeERSPAN3:
		return d.erspan(p, f, t, b)
	case typeTEB:
		return d.innerEthernet(p, b)
	case typeVLAN, typeQinQ, typeOldQinQ:
		for isVLAN(t) {
			p.Encaps |= EncapVLAN
			if len(b) < vlanTagLen {
				return false
			}
			t, b = p.tag(b)
		}
		return d.network(p, t, b)
	case typeIPv4, typeIPv6, typeMPLS, typeMPLSmc:
		return d.network(p, t, b)
	}
	return false
}

// erspan opens the mirrored frame b of a GRE packet with flags f and type t.
// Type I has neither a sequence number nor a header of its own.
func (d *Decoder) erspan(p *Packet, f, t uint16, b []byte) bool {
	n, ip := 0, false
	switch {
	case t == typeERSPAN && f&greSequence != 0:
		n = erspan2Len
	case !d.o.TunnelDiscovery:
		return false
	case t == typeERSPAN3:
		if len(b) < erspan3Len {
			return false
		}
		n = erspan3Len
		last := be16(b[n-2 : n])
		if last&erspan3Sub != 0 {
			n += erspan3SubLen
		}
		ip = last&erspan3Type == erspan3TypeIP
		if !ip && last&erspan3Type != erspan3TypeEth {
			return false
		}
	}
	if n >= len(b) {
		return false
	}
	p.Encaps |= EncapERSPAN
	if ip {
		return d.ip(p, b[n:])
	}
	return d.innerEthernet(p, b[n:])
}

// ipInIP opens the IP datagram that p, a datagram of protocol 4 or 41, holds
// (RFC 2003, RFC 2473, RFC 4213). Where it cannot be read p stays as it is.
func (d *Decoder) ipInIP(p *Packet) {
	b := p.Transport
	if len(b) == 0 || !d.enter() {
		return
	}
	s := p.save()
	version := uint8(4)
	if p.Proto == ProtoIPv6 {
		version = 6
	}
	if b[0]>>4 != version {
		return
	}
	p.HasFrag = false
	if p.Kind == KindIPv6 {
		p.Encaps |= EncapIPv6
	} else {
		p.Encaps |= EncapIPIP
	}
	if !d.ip(p, b) {
		p.restore(s)
	}
}
