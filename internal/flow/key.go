// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"

	"github.com/argus-go/argus/packet"
)

// A key identifies a flow. Word 1 holds kind, protocol and ports, so that keys
// of different kinds never compare equal:
//
//	word 0  IPv4 addresses, lower endpoint first; ARP protocol addresses
//	word 1  kind, protocol, fragment mark, quoted protocol or TOS, ports
//	word 2  DNS id; ICMP type, code, id, sequence; IGMP; SPI; fragment id and scope
//	word 3-6  IPv6 addresses; link addresses and the rest of other kinds
//	word 7  VLAN and MPLS, where configured
type key [8]uint64

// igmpQuery is the type of membership queries: of all groups where the group
// is 0. Others name a group even if it is 0.
const igmpQuery = 0x11

const (
	keyFragment = 1 << 47 // word 1: a flow of later fragments
	dnsPort     = 53      // packets to and from it have their DNS id in the key
)

// Hash multipliers: odd constants with a balanced number of bits.
const (
	mixA = 0xa0761d6478bd642f
	mixB = 0xe7037ed1a0b428db
	mixC = 0x8ebc6af09c88c6e3
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// hash3 returns the table hash of a key of three words. The seed is random for
// each engine, so that nobody can choose packets whose keys collide.
func (e *Engine) hash3(k0, k1, k2 uint64) uint32 {
	h := mix(k0^e.seed, k1^mixA)
	h = mix(h^k2, mixB^e.seed2)
	return uint32(h) ^ uint32(h>>32)
}

// hash returns the table hash of a key, computed from all its words.
func (e *Engine) hash(k *key) uint32 {
	h := mix(k[0]^e.seed, k[1]^mixA)
	h = mix(h^k[2], mixB^e.seed2)
	h = mix(h^k[3], k[4]^mixC)
	h = mix(h^k[5], k[6]^mixA)
	h = mix(h^k[7], mixB)
	return uint32(h) ^ uint32(h>>32)
}

// lookup returns the flow with key k, or nil, and the key's hash.
func (e *Engine) lookup(k *key) (*flow, uint32) {
	if e.cfg.FlowKey == 0 && uint8(k[1]>>56) == uint8(packet.KindIPv4)+1 {
		h := e.hash3(k[0], k[1], k[2])
		return e.table.find3(k[0], k[1], k[2], h), h
	}
	h := e.hash(k)
	return e.table.find(k, h), h
}

func newSeed() uint64 {
	var h maphash.Hash
	h.WriteByte(1)
	return h.Sum64() | 1
}

// word1 packs kind, protocol, quoted protocol and ports.
func word1(kind packet.Kind, proto, tp uint8, a, b uint16) uint64 {
	return uint64(uint8(kind)+1)<<56 | uint64(proto)<<48 | uint64(tp)<<32 | uint64(a)<<16 | uint64(b)
}

// A role says how a packet relates to its key.
type role uint8

const (
	// roleSecond: the packet's sender is the key's second endpoint. It is the
	// bit that says of a flow that its initiator is.
	roleSecond = role(flowReversed)
	// roleReply: the packet answers a request that the key describes, whoever
	// sent first (ICMP, ARP, RARP).
	roleReply role = 1 << 1
	// roleOneWay: the two directions of such packets are different flows.
	roleOneWay role = 1 << 2
)

// fromSrc reports whether a packet of this role goes from the source of f.
func (r role) fromSrc(f *flow) bool { return (f.bits^uint16(r))&flowReversed == 0 }

// makeKey fills k for packet p.
func (e *Engine) makeKey(p *packet.Packet, k *key) role {
	var r role
	k[2] = 0
	if e.cfg.FlowKey != 0 || p.Kind != packet.KindIPv4 {
		*k = key{}
	}
	switch p.Kind {
	case packet.KindIPv4:
		r = e.keyIPv4(p, k)
	case packet.KindIPv6:
		r = e.keyIPv6(p, k)
	case packet.KindARP, packet.KindRARP:
		r = keyARP(p, k)
	case packet.KindISIS:
		r = keyISIS(p, k)
	case packet.KindWLAN:
		r = keyWLAN(p, k)
	default:
		r = e.keyMAC(p, k)
	}
	if e.cfg.FlowKey != 0 {
		e.keyExtra(p, k, &r)
	}
	return r
}

// keyedByPorts reports whether the ports of p are part of its key. Release 3.0.8
// has those of TCP and UDP only.
func (e *Engine) keyedByPorts(p *packet.Packet) bool {
	return p.HasPorts && (!e.cfg.Compat || p.Proto == packet.ProtoTCP || p.Proto == packet.ProtoUDP)
}

func (e *Engine) keyIPv4(p *packet.Packet, k *key) role {
	a, b := p.Src4, p.Dst4
	if p.HasFrag && p.FragOff > 0 {
		e.keyFragment(p, k)
		return roleOneWay
	}
	if p.Proto == packet.ProtoICMP {
		return keyICMP(p, k)
	}
	pa, pb := p.SrcPort, p.DstPort
	if !e.keyedByPorts(p) {
		pa, pb = 0, 0
	}
	var r role
	switch {
	case p.Proto == packet.ProtoESP:
		k[2] = uint64(p.SPI)
		r |= roleOneWay
	case p.Proto == packet.ProtoIGMP:
		if p.Group != 0 || p.ICMPType != igmpQuery {
			b = p.Group
		}
		k[2] = uint64(p.ICMPType)<<56 | uint64(p.ICMPCode)<<48 | uint64(p.IPID)
		r |= roleOneWay
	case e.cfg.Unidirectional:
		r |= roleOneWay
	case a > b || (a == b && pa > pb):
		a, b, pa, pb = b, a, pb, pa
		r |= roleSecond
	}
	if p.Proto == packet.ProtoUDP && (pa == dnsPort || pb == dnsPort) && len(p.Payload) >= 2 {
		k[2] = uint64(binary.BigEndian.Uint16(p.Payload))
	}
	k[0] = uint64(a)<<32 | uint64(b)
	k[1] = word1(packet.KindIPv4, p.Proto, 0, pa, pb)
	return r
}

// plainKey is keyIPv4 for packets that are plain, where keys hold nothing that
// is configured.
func plainKey(p *packet.Packet) (k0, k1, k2 uint64, r role) {
	src, dst := uint64(p.Src4)<<16|uint64(p.SrcPort), uint64(p.Dst4)<<16|uint64(p.DstPort)
	a, b := min(src, dst), max(src, dst)
	k0 = a>>16<<32 | b>>16
	k1 = word1(packet.KindIPv4, p.Proto, 0, uint16(a), uint16(b))
	if p.Proto == packet.ProtoUDP && (p.SrcPort == dnsPort || p.DstPort == dnsPort) && len(p.Payload) >= 2 {
		k2 = uint64(binary.BigEndian.Uint16(p.Payload))
	}
	if src > dst {
		r = roleSecond
	}
	return k0, k1, k2, r
}

// keyFragment makes the key of the later fragments of a datagram: addresses, id,
// in IPv4 also the protocol (RFC 791, section 3.2), and the scope, which distinguishes
// networks that use the same addresses. In IPv6 only the first fragment says what the
// next header is; later ones may name another (RFC 8200, section 4.5).
func (e *Engine) keyFragment(p *packet.Packet, k *key) {
	k[0] = 0
	proto := p.FragProto
	if p.Kind == packet.KindIPv4 {
		k[0] = uint64(p.Src4)<<32 | uint64(p.Dst4)
	} else {
		proto = 0
		k[3] = binary.BigEndian.Uint64(p.Src6[:8])
		k[4] = binary.BigEndian.Uint64(p.Src6[8:])
		k[5] = binary.BigEndian.Uint64(p.Dst6[:8])
		k[6] = binary.BigEndian.Uint64(p.Dst6[8:])
	}
	k[1] = word1(p.Kind, proto, 0, 0, 0) | keyFragment
	k[2] = uint64(e.scope(p))<<32 | uint64(p.FragID)
}

// Special MPLS labels: an indicator is followed by an entropy label, which says
// nothing about the network (RFC 6790).
const entropyIndicator = 7

// scope returns a number for the VLANs, MPLS labels and virtual network that p
// came through, 0 for none: the same addresses and ids are in use in many.
func (e *Engine) scope(p *packet.Packet) uint32 {
	h := uint64(0)
	if p.HasVLAN {
		h = p.VLANs // a tag with id 0 has a priority only (IEEE 802.1Q)
	}
	if p.HasMPLS {
		for s := p.MPLSStack; len(s) >= 4; s = s[4:] {
			label := uint64(binary.BigEndian.Uint32(s) >> 12)
			if label == entropyIndicator && len(s) >= 8 {
				s = s[4:]
				continue
			}
			h = mix(h^label^e.seed, mixB)
		}
	}
	if p.HasVNI {
		h = mix(h^uint64(p.VNI)^e.seed2, mixC)
	}
	if e.cfg.FlowKey&KeyLayer2 != 0 && p.HasEther {
		a, b := keyMACs(p.Ether.Src, p.Ether.Dst)
		h = mix(mix(h^a^e.seed, mixA)^b, mixC)
	}
	if h == 0 {
		return 0
	}
	h = mix(h^e.seed, mixA^e.seed2)
	return uint32(h) | 1
}

func (e *Engine) keyIPv6(p *packet.Packet, k *key) role {
	if p.HasFrag && p.FragOff > 0 {
		e.keyFragment(p, k)
		return roleOneWay
	}
	a1, a2 := binary.BigEndian.Uint64(p.Src6[:8]), binary.BigEndian.Uint64(p.Src6[8:])
	b1, b2 := binary.BigEndian.Uint64(p.Dst6[:8]), binary.BigEndian.Uint64(p.Dst6[8:])
	pa, pb := p.SrcPort, p.DstPort
	if !e.keyedByPorts(p) {
		pa, pb = 0, 0
	}
	var r role
	switch {
	case p.Proto == packet.ProtoESP:
		k[2] = uint64(p.SPI)
		r |= roleOneWay
	case e.cfg.Unidirectional:
		r |= roleOneWay
	case a1 > b1 || (a1 == b1 && (a2 > b2 || (a2 == b2 && pa > pb))):
		a1, a2, b1, b2, pa, pb = b1, b2, a1, a2, pb, pa
		r |= roleSecond
	}
	if p.Proto == packet.ProtoICMPv6 {
		k[2] = uint64(queryType6(p.ICMPType))<<56 | uint64(p.ICMPCode)<<48
	}
	k[0] = 0
	k[1] = word1(packet.KindIPv6, p.Proto, 0, pa, pb)
	k[3], k[4], k[5], k[6] = a1, a2, b1, b2
	return r
}

// queryType6 returns the ICMPv6 type of the query that a message of type t
// answers, t itself for others (flow model, section 4.3).
func queryType6(t uint8) uint8 {
	switch t {
	case 129, 134, 136:
		return t - 1
	case 131, 132:
		return 130
	case 140:
		return 139
	}
	return t
}

func keyMACs(a, b packet.MAC) (uint64, uint64) {
	return uint64(a[0])<<40 | uint64(a[1])<<32 | uint64(a[2])<<24 | uint64(a[3])<<16 | uint64(a[4])<<8 | uint64(a[5]),
		uint64(b[0])<<40 | uint64(b[1])<<32 | uint64(b[2])<<24 | uint64(b[3])<<16 | uint64(b[4])<<8 | uint64(b[5])
}

func (e *Engine) keyMAC(p *packet.Packet, k *key) role {
	a, b := keyMACs(p.Ether.Src, p.Ether.Dst)
	dsap, ssap := p.Ether.DSAP, p.Ether.SSAP
	var r role
	if e.cfg.Unidirectional {
		r |= roleOneWay
	} else if a > b {
		a, b, dsap, ssap = b, a, ssap, dsap
		r |= roleSecond
	}
	k[0] = 0
	k[1] = word1(p.Kind, dsap, ssap, 0, p.Ether.KeyType)
	switch {
	case p.Kind == packet.KindLCP:
		k[2] = uint64(p.ICMPType)<<8 | uint64(p.ICMPCode)
	case p.Ether.KeyType == etherARP && len(p.Payload) >= 6:
		// Malformed ARP: packets with other address lengths are other flows.
		k[2] = uint64(p.Payload[4])<<8 | uint64(p.Payload[5])
	}
	k[3], k[4] = a, b
	return r
}

func keyISIS(p *packet.Packet, k *key) role {
	k[0] = 0
	k[1] = word1(packet.KindISIS, p.ISIS.PDUType, p.ISIS.Version, 0, p.ISIS.Checksum)
	k[3], k[4] = keyMACs(p.Ether.Src, p.Ether.Dst)
	k[5] = binary.BigEndian.Uint64(p.ISIS.Area[:8])
	k[6] = binary.BigEndian.Uint64(p.ISIS.Area[8:])
	return roleOneWay
}

func keyWLAN(p *packet.Packet, k *key) role {
	src, dst := keyMACs(p.WLAN.Src, p.WLAN.Dst)
	bss, _ := keyMACs(p.WLAN.BSSID, p.WLAN.BSSID)
	k[1] = word1(packet.KindWLAN, 0, 0, uint16(bss>>32), uint16(bss>>16))
	k[2] = src<<16 | bss&0xffff
	k[0] = dst
	for i := range 4 {
		k[3+i] = binary.BigEndian.Uint64(p.WLAN.SSID[i*8:])
	}
	return roleOneWay
}

// keyARP puts ARP and RARP packets in request form (flow model, section 4.5).
func keyARP(p *packet.Packet, k *key) role {
	a := &p.ARP
	asker, wanted, hw, other := a.SPA, a.TPA, &a.SHA, &a.THA
	reply := (a.Op == 2 || a.Op == 4) && a.HLen|a.PLen != 0
	var r role
	if reply {
		asker, wanted, hw, other = a.TPA, a.SPA, &a.THA, &a.SHA
		r = roleSecond | roleReply
	}
	k[1] = word1(p.Kind, a.HLen, a.PLen, a.HType, a.PType)
	k[3] = binary.BigEndian.Uint64(hw[:8])
	k[4] = binary.BigEndian.Uint64(hw[8:])
	if p.Kind == packet.KindARP {
		k[0] = uint64(asker)<<32 | uint64(wanted)
		return r
	}
	if reply {
		other = &a.THA // a RARP request asks for its own address
	}
	k[0] = 0
	k[5] = binary.BigEndian.Uint64(other[:8])
	k[6] = binary.BigEndian.Uint64(other[8:])
	return r
}

// keyExtra adds what ARGUS_FLOW_KEY asks for. Later fragments go to the flow of
// their first fragment, so nothing more tells them apart unless only link
// addresses do.
func (e *Engine) keyExtra(p *packet.Packet, k *key, r *role) {
	f := e.cfg.FlowKey
	ip := p.Kind == packet.KindIPv4 || p.Kind == packet.KindIPv6
	if ip && k[1]&keyFragment != 0 && (f&KeyLayer2Matrix == 0 || !p.HasEther) {
		return
	}
	if f&KeyLayer2Matrix != 0 && p.HasEther {
		*k = key{}
		a, b := keyMACs(p.Ether.Src, p.Ether.Dst)
		*r = 0
		if e.cfg.Unidirectional {
			*r = roleOneWay
		} else if a > b {
			a, b = b, a
			*r |= roleSecond
		}
		k[1] = word1(packet.KindMAC, 0, 0, 0, 0)
		k[3], k[4] = a, b
	} else if f&KeyLayer3Matrix != 0 && ip {
		q := *p
		q.Proto, q.HasPorts = 0, false
		k[2] = 0
		if p.Kind == packet.KindIPv4 {
			*r = e.keyIPv4(&q, k)
		} else {
			*r = e.keyIPv6(&q, k)
		}
	}
	var x uint64
	if f&KeyVLAN != 0 && p.HasVLAN {
		x = uint64(p.VLAN&0xfff) | 1<<12
	}
	if f&(KeyLocalMPLS|KeyCompleteMPLS) != 0 && p.HasMPLS {
		x |= 1<<13 | uint64(p.MPLS>>12)<<14
		if f&KeyCompleteMPLS != 0 {
			x ^= e.hashStack(p.MPLSStack) << 34
		}
	}
	if f&KeyLayer2 != 0 && p.HasEther {
		a, b := keyMACs(p.Ether.Src, p.Ether.Dst)
		if *r&roleOneWay == 0 && a > b {
			a, b = b, a
		}
		x ^= mix(a^e.seed, b^mixC)
	}
	k[7] = x
}

// hashStack folds the labels of a stack; two stacks of one flow table that
// fold alike are as good as impossible to find without the seed.
func (e *Engine) hashStack(s []byte) uint64 {
	h := e.seed
	for len(s) >= 4 {
		h = mix(h^uint64(binary.BigEndian.Uint32(s)>>12), mixB)
		s = s[4:]
	}
	return h
}
