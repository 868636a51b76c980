// SPDX-License-Identifier: Apache-2.0

package packet

// Address families as they stand in the headers of several link types: 2 is
// IPv4 everywhere, IPv6 depends on the system.
const (
	afINET         = 2
	afINET6Linux   = 10
	afINET6BSD     = 24
	afINET6Solaris = 26
	afINET6FreeBSD = 28
	afINET6Darwin  = 30
)

// Header lengths of link types.
const (
	nullHdrLen  = 4
	encHdrLen   = 12
	slipHdrLen  = 16
	sllHdrLen   = 16
	sll2HdrLen  = 20
	ipnetHdrLen = 24
	ipoibHdrLen = 44
	ppiHdrLen   = 8
)

// Protocol numbers of Linux cooked captures that are not Ethernet types.
const (
	sllNovell = 0x0001 // IPX without LLC
	sllLLC    = 0x0004
)

// link decodes b, which link type l says how to read.
func (d *Decoder) link(p *Packet, l LinkType, b []byte) {
	switch l {
	case LinkEthernet:
		d.ethernet(p, b)
	case LinkNull, LinkLoop:
		d.null(p, b)
	case LinkRaw, LinkRawBSD, LinkRawOpenBSD, LinkIPv4, LinkIPv6:
		d.raw(p, uint16(l), b)
	case LinkPPP, LinkPPPSerial:
		d.pppLink(p, b)
	case LinkPPPDir:
		d.direction(p, b, d.pppLink)
	case LinkPPPEther:
		d.pppEther(p, b)
	case LinkCHDLC:
		d.chdlc(p, b)
	case LinkCHDLCDir:
		d.direction(p, b, d.chdlc)
	case LinkFRelay:
		d.frameRelay(p, b)
	case LinkFRelayDir:
		d.direction(p, b, d.frameRelay)
	case LinkSLIP:
		d.slip(p, b)
	case LinkSLL:
		d.sll(p, b)
	case LinkSLL2:
		d.sll2(p, b)
	case LinkIEEE80211:
		d.dot11(p, b, false)
	case LinkPrism:
		d.prism(p, b)
	case LinkAVS:
		d.avs(p, b)
	case LinkRadiotap:
		d.radiotap(p, b)
	case LinkPPI:
		d.ppi(p, b)
	case LinkPKTAP:
		d.pktap(p, b)
	case LinkJuniperEth:
		d.juniper(p, b)
	case LinkENC:
		d.enc(p, b)
	case LinkPFLog:
		d.pflog(p, b)
	case LinkNFLog:
		d.nflog(p, b)
	case LinkIPNet:
		d.ipnet(p, b)
	case LinkIPoIB:
		d.ipoib(p, b)
	case LinkFDDI:
		d.fddi(p, b)
	case LinkTokenRing:
		d.tokenRing(p, b)
	case LinkARCNET:
		d.arcnet(p, b, 0)
	case LinkARCNETLinux:
		d.arcnet(p, b, 2)
	case LinkATMRFC1483, LinkATMRFC1483File, LinkATMCLIP:
		d.rfc1483(p, b)
	case LinkSunATM:
		d.sunATM(p, b)
	case LinkDSA, LinkEDSA, LinkBroadcomTag, LinkBroadcomPrefix:
		d.switchTag(p, l, b)
	default:
		p.noAddr(uint16(l), b)
	}
}

// raw decodes b, which should start with an IP header. If it does not, it becomes
// a packet of a link layer flow of type t.
func (d *Decoder) raw(p *Packet, t uint16, b []byte) {
	if len(b) > 0 {
		switch b[0] >> 4 {
		case 4:
			t = typeIPv4
			if d.ipv4(p, b) {
				return
			}
		case 6:
			t = typeIPv6
			if d.ipv6(p, b) {
				return
			}
		}
	}
	p.noAddr(t, b)
}

// family decodes b, whose link header named the address family af.
func (d *Decoder) family(p *Packet, af uint32, b []byte) {
	ok := false
	t := uint16(af)
	switch af {
	case afINET:
		t = typeIPv4
		ok = d.ipv4(p, b)
	case afINET6Linux, afINET6BSD, afINET6Solaris, afINET6FreeBSD, afINET6Darwin:
		t = typeIPv6
		ok = d.ipv6(p, b)
	}
	if !ok {
		p.noAddr(t, b)
	}
}

// eitherOrder returns the number in the 4 bytes of b, whose byte order is not
// known: the smaller of the two readings.
func eitherOrder(b []byte) uint32 {
	return min(be32(b), le32(b))
}

// null decodes link types 0 and 108: an address family word, of the capturing
// host's byte order for 0.
func (d *Decoder) null(p *Packet, b []byte) {
	if len(b) < nullHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(nullHdrLen)
	d.family(p, eitherOrder(b[0:4]), b[nullHdrLen:])
}

// enc decodes OpenBSD's enc: address family, SPI and flags words.
func (d *Decoder) enc(p *Packet, b []byte) {
	if len(b) < encHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(encHdrLen)
	d.family(p, eitherOrder(b[0:4]), b[encHdrLen:])
}

// pflog decodes OpenBSD's packet filter log. Its first byte is the header's
// length without the padding to 4 bytes, the second the address family.
func (d *Decoder) pflog(p *Packet, b []byte) {
	if len(b) < 2 {
		p.noAddr(uint16(p.Link), b)
		return
	}
	n := (int(b[0]) + 3) &^ 3
	if n < 4 || n > len(b) {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(n)
	d.family(p, uint32(b[1]), b[n:])
}

// ipnet decodes Solaris's ipnet, whose second byte is the address family.
func (d *Decoder) ipnet(p *Packet, b []byte) {
	if len(b) < ipnetHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(ipnetHdrLen)
	d.family(p, uint32(b[1]), b[ipnetHdrLen:])
}

// slip decodes a SLIP frame after its 16-byte BSD header. A compressed TCP
// header (RFC 1144) stays a link layer flow.
func (d *Decoder) slip(p *Packet, b []byte) {
	if len(b) < slipHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(slipHdrLen)
	p.Encaps |= EncapSLIP
	d.raw(p, uint16(p.Link), b[slipHdrLen:])
}

// sll decodes a Linux cooked capture, version 1.
func (d *Decoder) sll(p *Packet, b []byte) {
	if len(b) < sllHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(sllHdrLen)
	d.cooked(p, be16(b[14:16]), b[sllHdrLen:])
}

// sll2 decodes a Linux cooked capture, version 2.
func (d *Decoder) sll2(p *Packet, b []byte) {
	if len(b) < sll2HdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(sll2HdrLen)
	d.cooked(p, be16(b[0:2]), b[sll2HdrLen:])
}

// cooked decodes b, of a Linux cooked capture's protocol t. Records carry the
// Ethernet bit as well as the cooked one, as the C sensors have it.
func (d *Decoder) cooked(p *Packet, t uint16, b []byte) {
	p.Encaps |= EncapSLL | EncapEthernet
	p.Ether = Ether{Type: t}
	switch t {
	case sllLLC:
		d.llc(p, t, b)
	case sllNovell:
		p.noAddr(t, b)
	default:
		d.etherType(p, t, b)
	}
}

// ipoib decodes IP over InfiniBand: 40 bytes of global route, then the
// encapsulation header of RFC 4391.
func (d *Decoder) ipoib(p *Packet, b []byte) {
	if len(b) < ipoibHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.Ether = Ether{Type: be16(b[40:42])}
	d.etherType(p, p.Ether.Type, b[ipoibHdrLen:])
}

// direction skips the byte that says in which direction a frame went.
func (d *Decoder) direction(p *Packet, b []byte, next func(*Packet, []byte)) {
	if len(b) < 1 {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(1)
	next(p, b[1:])
}

// ppi decodes Per-Packet Information, whose header names the inner link type.
func (d *Decoder) ppi(p *Packet, b []byte) {
	if len(b) < ppiHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	n := int(le16(b[2:4]))
	l := le32(b[4:8])
	if n < ppiHdrLen || n > len(b) || l > 0xffff || !d.enter() {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(n)
	d.link(p, LinkType(l), b[n:])
}

// pktap decodes Apple's PKTAP, whose header names the inner link type.
func (d *Decoder) pktap(p *Packet, b []byte) {
	if len(b) < 12 {
		p.noAddr(uint16(p.Link), b)
		return
	}
	n, l := le32(b[0:4]), le32(b[8:12])
	if n < 12 || n > uint32(len(b)) || l > 0xffff || !d.enter() {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(int(n))
	d.link(p, LinkType(l), b[n:])
}

// nflog decodes a Linux netfilter log: the address family, then attributes in
// the capturing host's byte order, of which one is the packet.
func (d *Decoder) nflog(p *Packet, b []byte) {
	const (
		hdrLen     = 4
		attrLen    = 4
		attrPacket = 9
	)
	if len(b) < hdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	af := uint32(b[0])
	rest := b[hdrLen:]
	for len(rest) >= attrLen {
		n, t := le16(rest[0:2]), le16(rest[2:4])
		if t >= 0x100 { // the other byte order
			n, t = be16(rest[0:2]), be16(rest[2:4])
		}
		if n < attrLen {
			break
		}
		if t&0x7fff == attrPacket {
			rest = rest[attrLen:]
			p.strip(len(b) - len(rest))
			d.family(p, af, rest)
			return
		}
		n = (n + 3) &^ 3
		if int(n) > len(rest) || n == 0 {
			break
		}
		rest = rest[n:]
	}
	p.noAddr(uint16(p.Link), b)
}
