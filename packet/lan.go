// SPDX-License-Identifier: Apache-2.0

package packet

// LANs other than Ethernet, and Ethernet with a switch's tag.

const (
	fddiHdrLen  = 13
	tokenHdrLen = 14
	fddiLLC     = 0x50 // frame control of LLC frames, in the bits of fddiFormat
	fddiFormat  = 0xf0
	tokenLLC    = 0x40
	tokenFormat = 0xc0
	sourceRoute = 0x80 // in the first byte of the source address
)

// fddi decodes an FDDI frame.
func (d *Decoder) fddi(p *Packet, b []byte) {
	if len(b) < fddiHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.Encaps |= EncapFDDI
	d.lanAddrs(p, b[1:fddiHdrLen])
	if b[0]&fddiFormat != fddiLLC {
		p.mac(uint16(p.Link), b[fddiHdrLen:])
		return
	}
	d.llc(p, uint16(p.Link), b[fddiHdrLen:])
}

// tokenRing decodes a token ring frame, with or without source routing.
func (d *Decoder) tokenRing(p *Packet, b []byte) {
	if len(b) < tokenHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	d.lanAddrs(p, b[2:tokenHdrLen])
	n := tokenHdrLen
	if b[8]&sourceRoute != 0 {
		p.Ether.Src[0] &^= sourceRoute
		if len(b) > n {
			n += int(b[n] & 0x1f)
		}
	}
	if b[1]&tokenFormat != tokenLLC || n > len(b) {
		p.mac(uint16(p.Link), b[tokenHdrLen:])
		return
	}
	d.llc(p, uint16(p.Link), b[n:])
}

// lanAddrs takes the addresses of a LAN frame from a, destination first.
func (d *Decoder) lanAddrs(p *Packet, a []byte) {
	copy(p.Ether.Dst[:], a[0:6])
	copy(p.Ether.Src[:], a[6:12])
	p.Ether.Type = uint16(p.Link)
	p.HasEther = true
}

// ARCNET protocol ids (RFC 1051 and RFC 1201).
const (
	arcIPOld  = 240
	arcARPOld = 241
	arcIP     = 212
	arcARP    = 213
	arcRARP   = 214
	arcIPv6   = 196
	arcOtherA = 221 // AppleTalk and the Banyan protocols have the long header too
	arcOtherB = 247
)

// arcnet decodes an ARCNET frame: two addresses of one byte, off more bytes
// that Linux puts in, and the protocol. RFC 1201 protocols have a split flag
// and a sequence number as well; a flag of 0xff is an exception, after which
// flag and number are repeated.
func (d *Decoder) arcnet(p *Packet, b []byte, off int) {
	if len(b) < 3+off {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.Encaps |= EncapARCNET
	src, dst, proto := b[0], b[1], b[2+off]
	b = b[3+off:]
	var t uint16
	long := true
	switch proto {
	case arcIPOld:
		t, long = typeIPv4, false
	case arcARPOld:
		t, long = typeARP, false
	case arcIP:
		t = typeIPv4
	case arcARP:
		t = typeARP
	case arcRARP:
		t = typeRARP
	case arcIPv6:
		t = typeIPv6
	case arcOtherA, arcOtherB:
	default:
		long = false
	}
	first := true
	if long && len(b) >= 3 {
		if b[0] == 0xff && len(b) >= 7 && off == 0 {
			b = b[4:]
		}
		// The flag of a datagram's first part is odd or zero; the parts
		// after it have no IP header.
		first = b[0] == 0 || b[0]&1 != 0
		b = b[3:]
	}
	if t != 0 && first && d.network(p, t, b) {
		return
	}
	p.noAddr(uint16(proto), b)
	p.Ether.Src[5], p.Ether.Dst[5] = src, dst
}

// switchTag takes a switch chip's tag out of an Ethernet frame. The tag stands
// between the addresses and the type, or before the frame.
func (d *Decoder) switchTag(p *Packet, l LinkType, b []byte) {
	at, n := 12, 4
	switch l {
	case LinkEDSA:
		n = 8 // an Ethernet type and a reserved word come first
	case LinkBroadcomPrefix:
		at = 0
	}
	if len(b) < etherHdrLen+n {
		p.noAddr(uint16(p.Link), b)
		return
	}
	if at == 0 {
		d.ethernet(p, b[n:])
		return
	}
	copy(p.Ether.Dst[:], b[0:6])
	copy(p.Ether.Src[:], b[6:12])
	p.HasEther = true
	p.Encaps |= EncapEthernet
	p.Ether.Type = be16(b[at+n : at+n+2])
	d.etherType(p, p.Ether.Type, b[at+n+2:])
}
