// SPDX-License-Identifier: Apache-2.0

package packet

// LLC service access points and controls (IEEE 802.2).
const (
	sapSNAP = 0xaa
	sapISO  = 0xfe
	sapRaw  = 0xff // with sapRaw: Novell's IPX without LLC
	ctlUI   = 0x03

	nlpidISIS = 0x83

	ouiEthernet = 0x000000 // RFC 1042
	ouiBridge   = 0x0000f8 // IEEE 802.1H bridge tunnel
	oui8021     = 0x0080c2 // bridged media of RFC 2427 and RFC 2684
)

// llc decodes the 802.2 frame b; t is what the type field of a MAC flow holds
// where b is too short for LLC.
func (d *Decoder) llc(p *Packet, t uint16, b []byte) {
	if len(b) < 3 {
		p.mac(t, b)
		return
	}
	p.Encaps |= EncapLLC
	dsap, ssap, ctl := b[0], b[1], b[2]
	switch {
	case dsap == sapSNAP && ssap == sapSNAP && ctl == ctlUI:
		if d.snap(p, b) {
			return
		}
	case dsap == sapISO && ssap == sapISO && ctl == ctlUI && len(b) > 3 && b[3] == nlpidISIS:
		p.isisOrMAC(b)
		return
	}
	p.mac(0, llcUser(b))
	p.Ether.DSAP, p.Ether.SSAP = dsap, ssap
}

// snap decodes what a SNAP header with an Ethernet type holds.
func (d *Decoder) snap(p *Packet, b []byte) bool {
	if len(b) < 8 {
		return false
	}
	oui := uint32(b[3])<<16 | uint32(b[4])<<8 | uint32(b[5])
	if oui != ouiEthernet && oui != ouiBridge {
		return false
	}
	t := be16(b[6:8])
	b = b[8:]
	for isVLAN(t) && len(b) >= vlanTagLen {
		p.Encaps |= EncapVLAN
		t, b = p.tag(b)
	}
	return d.network(p, t, b)
}

// llcUser returns the user data of the LLC frame b, of at least 3 bytes: what
// follows the header, or the whole if it is not a plain LLC header.
func llcUser(b []byte) []byte {
	switch {
	case b[0] == sapRaw && b[1] == sapRaw:
		return b
	case b[0] == sapSNAP && b[1] == sapSNAP:
		if b[2] != ctlUI {
			return b
		}
		return b[min(8, len(b)):]
	case b[2]&3 == 3:
		return b[3:]
	}
	return b[min(4, len(b)):]
}
