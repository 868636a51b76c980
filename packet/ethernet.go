// SPDX-License-Identifier: Apache-2.0

package packet

// Ethernet types with a decoder.
const (
	typeIPv4    = 0x0800
	typeARP     = 0x0806
	typeTEB     = 0x6558 // transparent Ethernet bridging
	typeRARP    = 0x8035
	typeVLAN    = 0x8100
	typeIPv6    = 0x86dd
	typeMPLS    = 0x8847
	typeMPLSmc  = 0x8848
	typePPPoED  = 0x8863
	typePPPoE   = 0x8864
	typePPP     = 0x880b
	typeQinQ    = 0x88a8 // service tag of IEEE 802.1Q
	typeOldQinQ = 0x9100 // service tag of older switches
	typeERSPAN  = 0x88be // types I and II
	typeERSPAN3 = 0x22eb
	maxLLCLen   = 1500 // larger values of the type field are types
	etherHdrLen = 14
	islHdrLen   = 26
	vlanTagLen  = 4
)

// ethernet decodes the Ethernet frame b.
func (d *Decoder) ethernet(p *Packet, b []byte) {
	if len(b) < etherHdrLen {
		p.runt(b)
		return
	}
	h := b[:etherHdrLen:etherHdrLen]
	e := &p.Ether
	copy(e.Dst[:], h[0:6])
	copy(e.Src[:], h[6:12])
	t := be16(h[12:14])
	e.Type = t
	p.HasEther = true
	p.Encaps |= EncapEthernet
	if t == typeIPv4 && d.ipv4(p, b[etherHdrLen:]) {
		return
	}
	if t <= maxLLCLen && isISL(h) && d.isl(p, b) {
		return
	}
	d.etherType(p, t, b[etherHdrLen:])
}

// runt makes p a packet of a link layer flow from b, a frame that was cut inside
// its Ethernet header.
func (p *Packet) runt(b []byte) {
	var h [etherHdrLen]byte
	copy(h[:], b)
	copy(p.Ether.Dst[:], h[0:6])
	copy(p.Ether.Src[:], h[6:12])
	p.Ether.Type = be16(h[12:14])
	p.HasEther = true
	p.Encaps |= EncapEthernet
	p.mac(p.Ether.Type, b[len(b):])
}

// etherType decodes b, which the Ethernet type (or 802.3 length) t names.
func (d *Decoder) etherType(p *Packet, t uint16, b []byte) {
	for isVLAN(t) {
		p.Encaps |= EncapVLAN
		if len(b) < vlanTagLen {
			p.mac(t, b)
			return
		}
		t, b = p.tag(b)
	}
	if t <= maxLLCLen {
		d.llc(p, t, b)
		return
	}
	if !d.network(p, t, b) {
		p.mac(t, b)
	}
}

// isVLAN reports whether the Ethernet type t begins a VLAN tag.
func isVLAN(t uint16) bool {
	return t == typeVLAN || t == typeQinQ || t == typeOldQinQ
}

// tag reads the VLAN tag at the start of b, of which vlanTagLen bytes must be
// there. It returns the type that follows the tag, and what the type names.
func (p *Packet) tag(b []byte) (uint16, []byte) {
	p.HasVLAN = true
	p.VLAN = be16(b[0:2])
	p.VLANs = p.VLANs<<12 | uint64(p.VLAN&0xfff)
	return be16(b[2:4]), b[vlanTagLen:]
}

// network decodes b as the protocol of Ethernet type t. It reports false if it
// cannot; then the caller must describe p at the layer below.
func (d *Decoder) network(p *Packet, t uint16, b []byte) bool {
	switch t {
	case typeIPv4:
		return d.ipv4(p, b)
	case typeIPv6:
		return d.ipv6(p, b)
	case typeARP, typeRARP:
		return p.arp(b)
	case typeMPLS, typeMPLSmc:
		return d.mpls(p, b)
	case typePPPoED:
		p.Encaps |= EncapPPP
	case typePPP:
		return d.pppOrMAC(p, t, b)
	case typePPPoE:
		return d.pppoe(p, b)
	}
	return false
}

// isISL reports whether h, an Ethernet header, is the start of a Cisco ISL
// header, which has a 40-bit multicast address as its destination.
func isISL(h []byte) bool {
	return h[0]&^2 == 0x01 && h[1] == 0 && h[2] == 0x0c && h[3] == 0 && h[4] == 0
}

// isl decodes the Ethernet frame after a Cisco ISL header. It reports false if
// the header's SNAP part shows that it is something else.
func (d *Decoder) isl(p *Packet, b []byte) bool {
	if len(b) < islHdrLen+etherHdrLen || b[14] != 0xaa || b[15] != 0xaa || b[16] != 3 || !d.enter() {
		return false
	}
	p.Encaps |= EncapISL
	d.ethernet(p, b[islHdrLen:])
	return true
}

// enter counts one more tunnel header. It reports false if the frame has more
// than maxTunnels.
func (d *Decoder) enter() bool {
	d.tunnels++
	return d.tunnels <= maxTunnels
}
