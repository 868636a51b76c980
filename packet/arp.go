// SPDX-License-Identifier: Apache-2.0

package packet

const (
	arpFixedLen   = 8  // up to the addresses
	arpEtherLen   = 28 // ARP for IPv4 over Ethernet
	arpMaxHWLen   = 16
	arpProtoLen   = 4
	arpRequest    = 1
	rarpRequest   = 3
	rarpReply     = 4
	arpMinPayload = arpFixedLen + 2*arpProtoLen
)

// arp decodes the ARP or RARP packet at the start of b (RFC 826, RFC 903); the
// only the operation distinguishes the two. It refuses other operations, protocol
// addresses that are not 4 bytes long, hardware addresses longer than 16 and
// packets that are cut.
//
// Application bytes are the frame less the 28 bytes of an Ethernet ARP,
// whatever the lengths are, and user data is what follows these (flow model,
// section 8.1).
func (p *Packet) arp(b []byte) bool {
	if len(b) < arpFixedLen {
		return false
	}
	hn := int(b[4])
	op := be16(b[6:8])
	if hn == 0 && b[5] == 0 && op >= arpRequest && op <= rarpReply {
		p.emptyARP(b, op)
		return true
	}
	if b[5] != arpProtoLen || hn > arpMaxHWLen || op < arpRequest || op > rarpReply {
		return false
	}
	if len(b) < arpMinPayload+2*hn {
		return false
	}
	a := &p.ARP
	a.HType = be16(b[0:2])
	a.PType = be16(b[2:4])
	a.HLen, a.PLen = b[4], b[5]
	a.Op = op
	a.SHA, a.THA = [16]byte{}, [16]byte{}
	t := b[arpFixedLen:]
	copy(a.SHA[:], t[:hn])
	a.SPA = be32(t[hn : hn+4])
	t = t[hn+4:]
	copy(a.THA[:], t[:hn])
	a.TPA = be32(t[hn : hn+4])

	p.Kind = KindARP
	if op >= rarpRequest {
		p.Kind = KindRARP
	}
	p.user(b[min(arpEtherLen, len(b)):])
	p.AppBytes = p.Bytes - min(arpEtherLen, p.Bytes)
	return true
}

// emptyARP takes an ARP or RARP packet that names no addresses.
func (p *Packet) emptyARP(b []byte, op uint16) {
	p.ARP = ARP{HType: be16(b[0:2]), PType: be16(b[2:4]), Op: op}
	p.Kind = KindARP
	if op >= rarpRequest {
		p.Kind = KindRARP
	}
	p.user(b[min(arpEtherLen, len(b)):])
	p.AppBytes = p.Bytes - min(arpEtherLen, p.Bytes)
}
