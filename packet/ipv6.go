// SPDX-License-Identifier: Apache-2.0

package packet

const ipv6HdrLen = 40

// IPv6 extension headers that are skipped.
const (
	extHopByHop = 0
	extRouting  = 43
	extFragment = 44
	extDestOpts = 60

	fragMore6 = 1 // the more-fragments flag of the fragment word
)

// ipv6 decodes the IPv6 datagram at the start of b. It reports false if the fixed
// header is cut or has another version. A whole IPv4 datagram is decoded as IPv4,
// even if its type said IPv6. A payload length of 0 means that the frame's length
// counts (RFC 2675, and segmentation offload).
func (d *Decoder) ipv6(p *Packet, b []byte) bool {
	if len(b) < ipv6HdrLen {
		return false
	}
	h := b[:ipv6HdrLen:ipv6HdrLen]
	if h[0]>>4 != 6 {
		return ipv4Whole(b, p.wireFrom(b)) && d.ipv4(p, b)
	}
	p.Kind = KindIPv6
	w := be16(h[0:2])
	p.TOS = uint8(w >> 4)
	p.FlowLabel = be32(h[0:4]) & 0xfffff
	p.Proto = h[6]
	p.TTL = h[7]
	copy(p.Src6[:], h[8:24])
	copy(p.Dst6[:], h[24:40])
	p.IPID = 0
	p.IPOpts = 0
	p.HasIPOpts = false
	p.HasFrag = false
	t := b[ipv6HdrLen:]
	wire, n := uint(p.wireFrom(t)), uint(be16(h[4:6]))
	if n == 0 {
		n = wire
	}
	p.transportBytes(t, n, wire)
	if p.Proto != ProtoTCP && p.Proto != ProtoUDP && !p.extensions() {
		return true
	}
	d.upper(p)
	return true
}

// extensions skips the extension headers at the start of p.Transport and
// leaves the final protocol in p.Proto. It reports false, with p complete, for
// the payload of a later fragment. A header that is longer than the packet
// leaves an empty payload.
func (p *Packet) extensions() bool {
	for {
		t := p.Transport
		if len(t) < 8 {
			return p.cutExtension(t)
		}
		hl := int(t[1])*8 + 8
		switch p.Proto {
		case extHopByHop, extRouting, extDestOpts:
		case extFragment:
			hl = 8
			if f := be16(t[2:4]); f&^6 != 0 {
				p.HasFrag = true
				p.MoreFrags = f&fragMore6 != 0
				p.FragProto = t[0]
				p.FragOff = uint32(f &^ 7)
				p.FragID = be32(t[4:8])
			}
		case ProtoAH:
			hl = int(t[1])*4 + 8
			p.Encaps |= EncapAH
		default:
			return true
		}
		fragment := p.Proto == extFragment
		p.Proto = t[0]
		p.skip(hl)
		if fragment {
			p.FragLen = p.TransportLen
		}
		if p.HasFrag && p.FragOff != 0 {
			p.laterFragment()
			return false
		}
	}
}

// cutExtension ends the chain of extension headers with t, which is too short for
// another one. If t names a protocol, the packet is of that protocol, with nothing
// captured. It always reports true, the result of extensions.
func (p *Packet) cutExtension(t []byte) bool {
	switch p.Proto {
	case ProtoAH:
		p.Encaps |= EncapAH
		fallthrough
	case extHopByHop, extRouting, extDestOpts, extFragment:
		if len(t) > 0 {
			p.Proto = t[0]
			p.skip(8)
		}
	}
	return true
}

// skip takes a header of n bytes off the transport bytes.
func (p *Packet) skip(n int) {
	p.Transport = p.Transport[min(n, len(p.Transport)):]
	p.TransportLen -= min(uint32(n), p.TransportLen)
	p.claimed -= min(uint32(n), p.claimed)
}
