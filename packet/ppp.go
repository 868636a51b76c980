// SPDX-License-Identifier: Apache-2.0

package packet

// PPP protocols with a decoder.
const (
	pppIPv4   = 0x0021
	pppIPv6   = 0x0057
	pppMPLS   = 0x0281
	pppMPLSmc = 0x0283
	pppLCP    = 0xc021

	pppoeHdrLen   = 6
	pppoeVersion  = 0x11 // version and type
	hdlcAddr      = 0xff
	hdlcUI        = 0x03
	chdlcUnicast  = 0x0f
	chdlcBcast    = 0x8f
	chdlcHdrLen   = 4
	pppLinkHdrLen = 4
)

// pppProtocol splits the PPP frame b into its protocol and the rest. Address
// and control may be left out, and the protocol may be one byte long
// (RFC 1661, section 6.5).
func pppProtocol(b []byte) (uint16, []byte, bool) {
	if len(b) >= 2 && b[0] == hdlcAddr && b[1] == hdlcUI {
		b = b[2:]
	}
	if len(b) >= 1 && b[0]&1 != 0 {
		return uint16(b[0]), b[1:], true
	}
	if len(b) < 2 {
		return 0, b, false
	}
	return be16(b[0:2]), b[2:], true
}

// ppp decodes the PPP frame b as far as IP. With lcp it takes LCP as well.
func (d *Decoder) ppp(p *Packet, b []byte, lcp bool) bool {
	t, b, ok := pppProtocol(b)
	if !ok {
		return false
	}
	switch t {
	case pppIPv4:
		return d.ipv4(p, b)
	case pppIPv6:
		return d.ipv6(p, b)
	case pppMPLS, pppMPLSmc:
		return d.mpls(p, b)
	case pppLCP:
		if !lcp || len(b) < 2 {
			return false
		}
		p.noAddr(t, b)
		p.Kind = KindLCP
		p.ICMPType, p.ICMPCode = b[0], b[1]
		return true
	}
	return false
}

// pppLink decodes a frame of a PPP link. Serial links may carry Cisco HDLC
// frames instead, which are recognised by their address byte.
func (d *Decoder) pppLink(p *Packet, b []byte) {
	if len(b) >= chdlcHdrLen && (b[0] == chdlcUnicast || b[0] == chdlcBcast) && b[1] == 0 {
		d.chdlc(p, b)
		p.Encaps ^= EncapCHDLC | EncapPPP // the link is one of PPP
		return
	}
	p.strip(pppLinkHdrLen)
	p.Encaps |= EncapPPP
	if d.ppp(p, b, true) {
		return
	}
	t, b, ok := pppProtocol(b)
	if !ok {
		t = uint16(p.Link)
	}
	p.noAddr(t, b)
}

// chdlc decodes a Cisco HDLC frame.
func (d *Decoder) chdlc(p *Packet, b []byte) {
	if len(b) < chdlcHdrLen {
		p.noAddr(uint16(p.Link), b)
		return
	}
	p.strip(chdlcHdrLen)
	p.Encaps |= EncapCHDLC
	t, b := be16(b[2:4]), b[chdlcHdrLen:]
	ok := false
	switch t {
	case typeIPv4, typeIPv6, typeMPLS, typeMPLSmc:
		ok = d.network(p, t, b) // 0x8035 is SLARP here, not RARP
	}
	if !ok {
		p.noAddr(t, b)
	}
}

// pppoe decodes what a PPPoE session frame (RFC 2516) holds.
func (d *Decoder) pppoe(p *Packet, b []byte) bool {
	p.Encaps |= EncapPPP
	if len(b) < pppoeHdrLen || b[0] != pppoeVersion || b[1] != 0 {
		return false
	}
	return d.pppOrMAC(p, typePPPoE, b[pppoeHdrLen:])
}

// pppOrMAC decodes the PPP frame b inside an Ethernet frame of type t. Other
// than IP it stays a flow of the link layer, whose user data starts after the
// PPP header.
func (d *Decoder) pppOrMAC(p *Packet, t uint16, b []byte) bool {
	p.Encaps |= EncapPPP
	if d.ppp(p, b, false) {
		return true
	}
	_, u, ok := pppProtocol(b)
	if !ok || !p.HasEther { // the link layer describes it
		return false
	}
	p.mac(t, u)
	return true
}

// pppEther decodes a frame of link type 51, which starts with a PPPoE header.
func (d *Decoder) pppEther(p *Packet, b []byte) {
	p.Encaps |= EncapPPP
	if len(b) >= pppoeHdrLen && b[1] == 0 && d.ppp(p, b[pppoeHdrLen:], true) {
		return
	}
	p.noAddr(typePPPoE, b)
}
