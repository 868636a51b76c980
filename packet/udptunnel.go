// SPDX-License-Identifier: Apache-2.0

package packet

// UDP ports of tunnels.
const (
	portL2TP   = 1701
	portVXLAN  = 4789
	portVXLANx = 8472 // Linux's first choice
	portGeneve = 6081
)

const (
	vxlanHdrLen  = 8
	geneveHdrLen = 8
	vniValid     = 0x08

	l2tpControl  = 0x8000
	l2tpLength   = 0x4000
	l2tpSequence = 0x0800
	l2tpOffset   = 0x0200
	l2tpVersion  = 0x000f
)

// udpTunnel opens the UDP datagram p if it is a tunnel. If it is not, or cannot
// be read, p stays a UDP packet.
func (d *Decoder) udpTunnel(p *Packet) {
	if p.HasFrag || !d.enter() {
		return
	}
	s := p.save()
	vni := p.HasVNI
	ok := false
	switch {
	case p.onPort(portVXLAN), p.onPort(portVXLANx):
		ok = d.vxlan(p, p.Payload)
	case p.onPort(portGeneve):
		ok = d.geneve(p, p.Payload)
	case p.onPort(portL2TP):
		ok = d.l2tp(p, p.Payload)
	default:
		ok = d.teredo(p, p.Payload)
	}
	switch {
	case !ok:
		p.restore(s)
		p.HasVNI = vni
	case p.Kind != KindIPv4 && p.Kind != KindIPv6:
		p.noTransport()
	}
}

func (p *Packet) onPort(n uint16) bool {
	return p.SrcPort == n || p.DstPort == n
}

// innerEthernet decodes b, a frame inside a tunnel. It reports false if the frame
// is cut or its IP header is invalid.
func (d *Decoder) innerEthernet(p *Packet, b []byte) bool {
	if len(b) < etherHdrLen || badInside(b, p.wireFrom(b)) {
		return false
	}
	d.ethernet(p, b)
	return true
}

// vxlan opens a VXLAN packet (RFC 7348).
func (d *Decoder) vxlan(p *Packet, b []byte) bool {
	if len(b) < vxlanHdrLen || b[0]&vniValid == 0 {
		return false
	}
	p.Encaps |= EncapVXLAN
	p.HasVNI = true
	p.VNI = be32(b[4:8]) >> 8
	return d.innerEthernet(p, b[vxlanHdrLen:])
}

// geneve opens a Geneve packet (RFC 8926).
func (d *Decoder) geneve(p *Packet, b []byte) bool {
	if len(b) < geneveHdrLen || b[0]>>6 != 0 {
		return false
	}
	n := geneveHdrLen + int(b[0]&0x3f)*4
	if n >= len(b) {
		return false
	}
	p.Encaps |= EncapGeneve
	p.HasVNI = true
	p.VNI = be32(b[4:8]) >> 8
	t := be16(b[2:4])
	if t == typeTEB {
		return d.innerEthernet(p, b[n:])
	}
	return d.network(p, t, b[n:])
}

// l2tp opens an L2TP data message (RFC 2661), which holds PPP.
func (d *Decoder) l2tp(p *Packet, b []byte) bool {
	if len(b) < 6 {
		return false
	}
	f := be16(b[0:2])
	if f&l2tpControl != 0 || f&l2tpVersion != 2 {
		return false
	}
	n := 6
	if f&l2tpLength != 0 {
		n += 2
	}
	if f&l2tpSequence != 0 {
		n += 4
	}
	if f&l2tpOffset != 0 {
		if len(b) < n+2 {
			return false
		}
		n += 2 + int(be16(b[n:n+2]))
	}
	if n >= len(b) {
		return false
	}
	p.Encaps |= EncapL2TP | EncapPPP
	return d.ppp(p, b[n:], false)
}

// teredo opens a Teredo packet (RFC 4380, section 5.1.1): IPv6, after an
// optional authentication and an optional origin indication. As there is no
// port to go by, an IPv6 header counts as one only when its payload length
// is what the datagram holds.
func (d *Decoder) teredo(p *Packet, b []byte) bool {
	app := p.AppBytes
	if len(b) >= 4 && be16(b[0:2]) == 1 {
		n := 13 + int(b[2]) + int(b[3])
		if n >= len(b) {
			return false
		}
		b, app = b[n:], app-min(uint32(n), app)
	}
	if len(b) > 8 && be16(b[0:2]) == 0 {
		b, app = b[8:], app-min(8, app)
	}
	if len(b) < ipv6HdrLen || b[0]>>4 != 6 {
		return false
	}
	if uint32(be16(b[4:6]))+ipv6HdrLen != app {
		return false
	}
	p.Encaps |= EncapTeredo
	return d.ipv6(p, b)
}
