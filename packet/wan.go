// SPDX-License-Identifier: Apache-2.0

package packet

// Network layer protocol ids (ISO 9577) in frame relay frames (RFC 2427).
const (
	nlpidQ933 = 0x08
	nlpidSNAP = 0x80
	nlpidCLNP = 0x81
	nlpidESIS = 0x82
	nlpidIPv6 = 0x8e
	nlpidIPv4 = 0xcc
	nlpidPPP  = 0xcf

	pidBridged    = 0x0007 // with oui8021: an Ethernet frame without FCS
	pidBridgedFCS = 0x0001 // the same with FCS
)

// frameRelay decodes a frame relay frame: a Q.922 address of 2 to 4 bytes,
// then RFC 2427, or Cisco's own encapsulation, an Ethernet type.
func (d *Decoder) frameRelay(p *Packet, b []byte) {
	n := 0
	for n < len(b) && n < 4 {
		n++
		if b[n-1]&1 != 0 {
			break
		}
	}
	if n < 2 || len(b) < n+2 {
		p.noAddr(uint16(p.Link), b)
		return
	}
	if b[n] != ctlUI {
		t := be16(b[n : n+2])
		if !d.network(p, t, b[n+2:]) {
			p.noAddr(t, b[n+2:])
		}
		return
	}
	n++
	if b[n] == 0 { // pad
		n++
	}
	if len(b) <= n {
		p.noAddr(uint16(p.Link), b)
		return
	}
	d.nlpid(p, b[n:])
}

// nlpid decodes b, which starts with a network layer protocol id.
func (d *Decoder) nlpid(p *Packet, b []byte) {
	ok := false
	id, u := b[0], b[1:]
	switch id {
	case nlpidIPv4:
		ok = d.ipv4(p, u)
	case nlpidIPv6:
		ok = d.ipv6(p, u)
	case nlpidPPP:
		p.Encaps |= EncapPPP
		ok = d.ppp(p, u, true)
	case nlpidSNAP:
		ok = d.snapBridged(p, u)
	case nlpidISIS:
		ok = p.isisNoLLC(b)
	}
	if !ok {
		p.noAddr(uint16(id), u)
	}
}

// isisNoLLC decodes the IS-IS PDU b of a link without addresses.
func (p *Packet) isisNoLLC(b []byte) bool {
	if !p.isis(b) {
		return false
	}
	p.HasEther = false
	p.Ether = Ether{}
	p.user(b)
	p.AppBytes = p.TransportLen
	return true
}

// snapBridged decodes b, OUI and protocol id, and what they name: an Ethernet
// type or a bridged Ethernet frame.
func (d *Decoder) snapBridged(p *Packet, b []byte) bool {
	if len(b) < 5 {
		return false
	}
	oui := uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
	t := be16(b[3:5])
	b = b[5:]
	switch oui {
	case ouiEthernet, ouiBridge:
		return d.network(p, t, b)
	case oui8021:
		if t != pidBridged && t != pidBridgedFCS || len(b) < etherHdrLen {
			return false
		}
		d.ethernet(p, b)
		return true
	}
	return false
}

// rfc1483 decodes a frame of RFC 2684 (once 1483) encapsulation: LLC, or a
// virtual circuit that holds only IP.
func (d *Decoder) rfc1483(p *Packet, b []byte) {
	p.Encaps |= EncapATM
	if len(b) < 3 || b[2] != ctlUI {
		d.raw(p, uint16(p.Link), b)
		return
	}
	u := b[3:]
	switch {
	case b[0] == sapSNAP && b[1] == sapSNAP:
		p.Encaps |= EncapLLC
		if len(u) >= 5 && u[2] == 0xc2 && len(u) >= 7 {
			// A bridged frame is padded by two bytes after the header.
			if d.bridged1483(p, u) {
				return
			}
		} else if d.snapBridged(p, u) {
			return
		}
	case b[0] == sapISO && b[1] == sapISO && len(u) > 0:
		p.Encaps |= EncapLLC
		d.nlpid(p, u)
		return
	default:
		d.raw(p, uint16(p.Link), b)
		return
	}
	p.noAddr(0, llcUser(b))
	p.Ether.DSAP, p.Ether.SSAP = b[0], b[1]
}

// bridged1483 decodes a bridged Ethernet frame after OUI, protocol id and two
// bytes of padding.
func (d *Decoder) bridged1483(p *Packet, b []byte) bool {
	oui := uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
	t := be16(b[3:5])
	if oui != oui8021 || t != pidBridged && t != pidBridgedFCS || len(b) < 7+etherHdrLen {
		return false
	}
	d.ethernet(p, b[7:])
	return true
}

// SunATM traffic types, the low nibble of the first byte.
const (
	sunLANE   = 1
	sunLLC    = 2
	sunHdrLen = 4
	leHdrLen  = 2
)

// sunATM decodes a SunATM frame.
func (d *Decoder) sunATM(p *Packet, b []byte) {
	if len(b) < sunHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(sunHdrLen)
	t, u := b[0]&0xf, b[sunHdrLen:]
	switch {
	case t == sunLLC:
		d.rfc1483(p, u)
	case t == sunLANE && len(u) >= leHdrLen+etherHdrLen:
		p.Encaps |= EncapATM
		d.ethernet(p, u[leHdrLen:])
	default:
		p.Encaps |= EncapATM
		p.noAddr(uint16(p.Link), u)
	}
}

// Juniper Ethernet headers.
const (
	juniperHdrLen = 4
	juniperNoL2   = 0x02
	juniperExt    = 0x80
)

// juniper skips Juniper's header: a magic number, flags and extensions. What
// follows is an Ethernet frame, or, without link layer, IP after a word.
func (d *Decoder) juniper(p *Packet, b []byte) {
	p.Encaps |= EncapJuniper
	if len(b) < juniperHdrLen || b[0] != 'M' || b[1] != 'G' || b[2] != 'C' {
		p.noAddr(uint16(p.Link), b)
		return
	}
	n := juniperHdrLen
	if b[3]&juniperExt != 0 {
		if len(b) < n+2 {
			p.noAddr(uint16(p.Link), b)
			return
		}
		n += 2 + int(be16(b[n:n+2]))
	}
	noL2 := b[3]&juniperNoL2 != 0
	if noL2 {
		n += 4
	}
	if n > len(b) {
		p.noAddr(uint16(p.Link), b)
		return
	}
	if noL2 {
		d.raw(p, uint16(p.Link), b[n:])
		return
	}
	d.ethernet(p, b[n:])
}
