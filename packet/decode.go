// SPDX-License-Identifier: Apache-2.0

package packet

import "encoding/binary"

// maxTunnels is how many tunnel headers (GRE, IP in IP, Teredo and so on) of one
// frame are opened. What is deeper is counted in the flow of its tunnel.
const maxTunnels = 8

// A Decoder decodes frames. It keeps nothing between frames but its options;
// each goroutine needs its own.
type Decoder struct {
	o Options

	// tunnels counts the tunnel headers decoded in the current frame.
	tunnels int
}

// NewDecoder returns a decoder that looks as deep as o says.
func NewDecoder(o Options) *Decoder {
	return &Decoder{o: o}
}

// Decode fills the fields of p that follow the capture's: p.Time, p.Data,
// p.WireLen and p.Link must be set. It never fails; a frame that no layer
// accepts ends as [KindMAC].
func (d *Decoder) Decode(p *Packet) {
	p.Bytes = max(p.WireLen, uint32(len(p.Data)))
	if p.Link == LinkEthernet && d.plain(p) {
		return
	}
	d.any(p)
}

// any decodes frames of all kinds.
func (d *Decoder) any(p *Packet) {
	p.reset()
	d.tunnels = 0
	if p.Link == LinkEthernet {
		d.ethernet(p, p.Data)
		return
	}
	d.link(p, p.Link, p.Data)
}

// reset clears the fields that are valid for every frame.
func (p *Packet) reset() {
	p.Encaps = 0
	p.Plain = false
	p.HasEther = false
	p.HasVLAN = false
	p.HasMPLS = false
	p.HasVNI = false
	p.HasFrag = false
	p.HasTCP = false
	p.HasPorts = false
	p.HasIPOpts = false
	p.IPOpts = 0
	p.VLANs = 0
	p.SrcPort, p.DstPort = 0, 0
}

// wireFrom returns the length on the wire from the start of b to the end of the
// frame. b is the rest of p.Data after some headers.
func (p *Packet) wireFrom(b []byte) uint32 {
	n := uint32(len(b))
	if c := uint32(len(p.Data)); p.WireLen > c {
		n += p.WireLen - c
	}
	return n
}

// strip subtracts n header bytes from the bytes that p counts.
func (p *Packet) strip(n int) {
	if p.Bytes < uint32(n) {
		p.Bytes = 0
		return
	}
	p.Bytes -= uint32(n)
}

// mac makes p a packet of a link layer flow of type t, whose user data is b.
func (p *Packet) mac(t uint16, b []byte) {
	p.Kind = KindMAC
	p.Ether.KeyType = t
	p.Ether.DSAP, p.Ether.SSAP = 0, 0
	p.user(b)
	p.AppBytes = p.Bytes
}

// noAddr makes p a packet of a link layer flow of type t without addresses.
func (p *Packet) noAddr(t uint16, b []byte) {
	p.HasEther = false
	p.Ether.Dst, p.Ether.Src = MAC{}, MAC{}
	p.Ether.Type = t
	p.mac(t, b)
}

// user sets b, the rest of the frame, as the user data of p.
func (p *Packet) user(b []byte) {
	p.Transport = b
	p.TransportLen = p.wireFrom(b)
	p.Payload = b
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }
func le16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
