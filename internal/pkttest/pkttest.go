// SPDX-License-Identifier: Apache-2.0

// Package pkttest builds packets and capture files in code, for tests and for
// the demonstration capture that the repository ships.
//
// Each layer is a function that returns bytes, so a frame is built from the inside
// out, payload first. Lengths and checksums are right unless a test breaks them
// afterwards, and nothing depends on clock or chance, so the same calls give
// the same bytes everywhere.
package pkttest

import (
	"encoding/binary"
	"net/netip"
)

// Ethernet types.
const (
	TypeIPv4 = 0x0800
	TypeARP  = 0x0806
	TypeVLAN = 0x8100
	TypeIPv6 = 0x86dd
)

// IP protocol numbers.
const (
	ProtoICMP   = 1
	ProtoTCP    = 6
	ProtoUDP    = 17
	ProtoFrag6  = 44
	ProtoICMPv6 = 58
)

// TCP flags.
const (
	FIN = 0x01
	SYN = 0x02
	RST = 0x04
	PSH = 0x08
	ACK = 0x10
	ECE = 0x40
	CWR = 0x80
)

// A MAC is a link address.
type MAC [6]byte

// Broadcast is the link address of all stations.
var Broadcast = MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// Multicast6 is the link address of an IPv6 multicast group (RFC 2464,
// section 7).
func Multicast6(a netip.Addr) MAC {
	b := a.As16()
	return MAC{0x33, 0x33, b[12], b[13], b[14], b[15]}
}

// Ethernet returns a frame, padded to the 60 bytes of the shortest frame on a
// wire (frame check sequence not counted).
func Ethernet(dst, src MAC, typ uint16, payload []byte) []byte {
	b := make([]byte, 0, 14+len(payload))
	b = append(b, dst[:]...)
	b = append(b, src[:]...)
	b = binary.BigEndian.AppendUint16(b, typ)
	b = append(b, payload...)
	for len(b) < 60 {
		b = append(b, 0)
	}
	return b
}

// VLAN returns an 802.1Q tag and its payload, for a frame of type [TypeVLAN].
func VLAN(id, typ uint16, payload []byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, id)
	b = binary.BigEndian.AppendUint16(b, typ)
	return append(b, payload...)
}

// ARP returns an Ethernet and IPv4 ARP packet (RFC 826).
func ARP(op uint16, sha MAC, spa netip.Addr, tha MAC, tpa netip.Addr) []byte {
	b := []byte{0, 1, 8, 0, 6, 4}
	b = binary.BigEndian.AppendUint16(b, op)
	b = append(b, sha[:]...)
	b = append(b, spa.AsSlice()...)
	b = append(b, tha[:]...)
	return append(b, tpa.AsSlice()...)
}

// An IP holds the header fields that tests vary. The addresses determine the version.
type IP struct {
	Src, Dst netip.Addr
	Proto    uint8
	TTL      uint8 // 64 if zero
	TOS      uint8
	ID       uint16 // IPv4
	More     bool   // IPv4: more fragments
	Offset   int    // IPv4: bytes, a multiple of 8
	Options  []byte // IPv4, a multiple of 4
}

// Packet returns an IPv4 or IPv6 packet around payload.
func (ip IP) Packet(payload []byte) []byte {
	if ip.TTL == 0 {
		ip.TTL = 64
	}
	if ip.Src.Is4() {
		return ip.packet4(payload)
	}
	b := binary.BigEndian.AppendUint32(nil, 6<<28|uint32(ip.TOS)<<20)
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
	b = append(b, ip.Proto, ip.TTL)
	b = append(b, ip.Src.AsSlice()...)
	b = append(b, ip.Dst.AsSlice()...)
	return append(b, payload...)
}

func (ip IP) packet4(payload []byte) []byte {
	head := 20 + len(ip.Options)
	frag := uint16(ip.Offset / 8)
	if ip.More {
		frag |= 0x2000
	}
	b := []byte{0x40 | byte(head/4), ip.TOS}
	b = binary.BigEndian.AppendUint16(b, uint16(head+len(payload)))
	b = binary.BigEndian.AppendUint16(b, ip.ID)
	b = binary.BigEndian.AppendUint16(b, frag)
	b = append(b, ip.TTL, ip.Proto, 0, 0)
	b = append(b, ip.Src.AsSlice()...)
	b = append(b, ip.Dst.AsSlice()...)
	b = append(b, ip.Options...)
	binary.BigEndian.PutUint16(b[10:], ^fold(sum(0, b)))
	return append(b, payload...)
}

// Type is the Ethernet type of the packet.
func (ip IP) Type() uint16 {
	if ip.Src.Is4() {
		return TypeIPv4
	}
	return TypeIPv6
}

// sum adds the 16-bit words of b to s; an odd last byte is a high one.
func sum(s uint32, b []byte) uint32 {
	for len(b) > 1 {
		s += uint32(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
	if len(b) == 1 {
		s += uint32(b[0]) << 8
	}
	return s
}

// fold reduces a sum to 16 bits in ones' complement.
func fold(s uint32) uint16 {
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}

// Checksum returns the Internet checksum of a transport segment with the
// pseudo header of its addresses (RFC 9293, section 3.1; RFC 8200, section
// 8.1).
func Checksum(src, dst netip.Addr, proto uint8, segment []byte) uint16 {
	s := sum(sum(0, src.AsSlice()), dst.AsSlice())
	return ^fold(sum(s+uint32(proto)+uint32(len(segment)), segment))
}

// UDP returns a datagram (RFC 768).
func UDP(src, dst netip.AddrPort, payload []byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint16(b, uint16(8+len(payload)))
	b = append(b, 0, 0)
	b = append(b, payload...)
	c := Checksum(src.Addr(), dst.Addr(), ProtoUDP, b)
	if c == 0 {
		c = 0xffff
	}
	binary.BigEndian.PutUint16(b[6:], c)
	return b
}

// A Segment holds the fields of a TCP header that tests vary.
type Segment struct {
	Seq, Ack uint32
	Flags    uint8
	Window   uint16
	Options  []byte // a multiple of 4
	Data     []byte
}

// TCP returns a segment (RFC 9293).
func TCP(src, dst netip.AddrPort, s Segment) []byte {
	b := binary.BigEndian.AppendUint16(nil, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint32(b, s.Seq)
	b = binary.BigEndian.AppendUint32(b, s.Ack)
	b = append(b, byte(20+len(s.Options))/4<<4, s.Flags)
	b = binary.BigEndian.AppendUint16(b, s.Window)
	b = append(b, 0, 0, 0, 0)
	b = append(b, s.Options...)
	b = append(b, s.Data...)
	binary.BigEndian.PutUint16(b[16:], Checksum(src.Addr(), dst.Addr(), ProtoTCP, b))
	return b
}

// ICMP returns an ICMPv4 message (RFC 792); word is the second 32-bit word.
func ICMP(typ, code uint8, word uint32, body []byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte{typ, code, 0, 0}, word)
	b = append(b, body...)
	binary.BigEndian.PutUint16(b[2:], ^fold(sum(0, b)))
	return b
}

// ICMPv6 returns an ICMPv6 message (RFC 4443).
func ICMPv6(src, dst netip.Addr, typ, code uint8, word uint32, body []byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte{typ, code, 0, 0}, word)
	b = append(b, body...)
	binary.BigEndian.PutUint16(b[2:], Checksum(src, dst, ProtoICMPv6, b))
	return b
}
