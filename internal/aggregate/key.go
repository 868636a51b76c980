// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"

	"github.com/argus-go/argus/record"
)

// A Key says which fields the records of a group have in common, and which of
// them remain visible in the group's record. It is made by [ParseKey] and not
// changed afterwards.
type Key struct {
	fields []keyField
	// Matrix turns each record so that the smaller address is the source.
	matrix, macMatrix bool
	// EachEnd counts each record twice, once from each end, so that the source
	// is the one that the group is about (addr, mac, port; rmon mode).
	EachEnd bool
	// whole tells that the key is the default one.
	whole bool
}

// A keyField is one field of a key. Only addresses have a mask.
type keyField struct {
	word *keyWord
	mask mask
}

// A mask cuts addresses to a prefix.
type mask struct {
	bits4, bits6 int // lengths for IPv4 and IPv6; -1 keeps the whole address
}

// classful is a length for IPv4: that of the address's class.
const classful = -2

var noMask = mask{-1, -1}

// None reports whether the key has no fields: every record is a group.
func (k *Key) None() bool { return len(k.fields) == 0 }

// SingleKey is a key that all records have in common.
func SingleKey() Key { return Key{fields: []keyField{{&single, noMask}}} }

var single = keyWord{append: func(dst []byte, _ *record.Record, _ mask) []byte { return append(dst, 0) }}

// Whole reports whether the key is the default one, of both ends.
func (k *Key) Whole() bool { return k.whole }

// Words returns the key's words in the order in which they were given.
func (k *Key) Words() []string {
	var words []string
	for i := range k.fields {
		words = append(words, k.fields[i].word.name)
	}
	return words
}

// Needs returns the parts of records that the key looks at.
func (k *Key) Needs() record.Parts {
	var p record.Parts
	for i := range k.fields {
		p |= k.fields[i].word.parts
	}
	return p
}

// Turns reports whether r is to be turned around before it is merged, so that
// the smaller address comes first (matrix, macmatrix).
func (k *Key) Turns(r *record.Record) bool {
	switch {
	case k.matrix && r.Has(record.PartFlow):
		return sourceIsLarger(&r.Flow)
	case k.macMatrix && r.Has(record.PartMAC):
		return string(r.MAC.Src[:]) > string(r.MAC.Dst[:])
	}
	return false
}

// sourceIsLarger reports whether the source of an IP flow is the larger address.
//
// Compat: IPv6 addresses are compared by words of 32 bits, each with its last byte
// first, as the originals do on the usual machines; ARP is never turned. Pinned by
// TestMatrix.
func sourceIsLarger(f *record.Flow) bool {
	switch f.Addr {
	case record.AddrIPv4:
		return string(f.Src[:4]) > string(f.Dst[:4])
	case record.AddrIPv6:
		for i := 0; i < 16; i += 4 {
			a, b := binary.LittleEndian.Uint32(f.Src[i:]), binary.LittleEndian.Uint32(f.Dst[i:])
			if a != b {
				return a > b
			}
		}
	}
	return false
}

// Append appends the bytes by which the records of one group are equal. A part
// that r lacks adds zeros, so that such records are one group.
func (k *Key) Append(dst []byte, r *record.Record) []byte {
	if k.whole {
		return appendWhole(dst, r)
	}
	for i := range k.fields {
		f := &k.fields[i]
		dst = f.word.append(dst, r, f.mask)
	}
	return dst
}

// appendWhole appends the default key: sensor, addresses, protocol and ports.
func appendWhole(dst []byte, r *record.Record) []byte {
	dst = appendSourceID(dst, r, noMask)
	if !r.Has(record.PartFlow) {
		return dst
	}
	f := &r.Flow
	if f.Addr == record.AddrIPv4 && f.Kind == record.FlowFiveTuple && (f.Proto == protoTCP || f.Proto == protoUDP) && !f.Fragment {
		dst = append(dst, byte(f.Addr), f.Proto)
		dst = append(dst, f.Src[:4]...)
		dst = append(dst, f.Dst[:4]...)
		dst = binary.BigEndian.AppendUint16(dst, f.SrcPort)
		return binary.BigEndian.AppendUint16(dst, f.DstPort)
	}
	dst = appendAddr(dst, r, noMask, false)
	dst = appendAddr(dst, r, noMask, true)
	dst = appendProto(dst, r, noMask)
	dst = appendSrcPort(dst, r, noMask)
	return appendDstPort(dst, r, noMask)
}

const (
	protoICMP   = 1
	protoIGMP   = 2
	protoTCP    = 6
	protoUDP    = 17
	protoESP    = 50
	protoICMPv6 = 58
)

// flowAddr returns an end of a flow: its bytes depend on the kind of address.
func flowAddr(f *record.Flow, dst bool) []byte {
	a := &f.Src
	if dst {
		a = &f.Dst
	}
	switch f.Addr {
	case record.AddrIPv4, record.AddrARP:
		return a[:4]
	case record.AddrIPv6:
		return a[:]
	case record.AddrRARP:
		if dst {
			return f.THA[:6]
		}
		return f.SHA[:6]
	case record.AddrISIS:
		if dst {
			return f.Area[8:]
		}
		return f.Area[:8]
	}
	return a[:6]
}

// appendAddr appends an end of a flow, of which the mask leaves a prefix, with
// the kind of address.
func appendAddr(dst []byte, r *record.Record, m mask, second bool) []byte {
	if !r.Has(record.PartFlow) {
		return append(dst, 0)
	}
	f := &r.Flow
	dst = append(dst, byte(f.Addr), byte(f.Kind))
	start := len(dst)
	dst = append(dst, flowAddr(f, second)...)
	if f.Addr == record.AddrIPv4 && m.bits4 == classful {
		m = classMask(dst[start])
	}
	switch {
	case f.Addr == record.AddrIPv4 && m.bits4 >= 0:
		clearFrom(dst[start:], m.bits4)
	case f.Addr == record.AddrIPv6 && m.bits6 >= 0:
		clearFrom(dst[start:], m.bits6)
	}
	return dst
}

func appendSrcAddr(dst []byte, r *record.Record, m mask) []byte { return appendAddr(dst, r, m, false) }

func appendDstAddr(dst []byte, r *record.Record, m mask) []byte { return appendAddr(dst, r, m, true) }

// classMask is the mask of the class of an IPv4 address, which its first byte tells
// (RFC 791).
func classMask(first byte) mask {
	switch {
	case first < 128:
		return mask{8, -1}
	case first < 192:
		return mask{16, -1}
	case first < 224:
		return mask{24, -1}
	}
	return noMask
}

// appendProto appends the protocol: that of IP, or the type of a link frame.
func appendProto(dst []byte, r *record.Record, _ mask) []byte {
	if !r.Has(record.PartFlow) {
		return append(dst, 0)
	}
	f := &r.Flow
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return append(dst, 1, f.Proto)
	case record.AddrEthernet:
		dst = append(dst, 2)
		return binary.BigEndian.AppendUint16(dst, f.EtherType)
	}
	return append(dst, 3, byte(f.Addr))
}

// appendSrcPort appends the source port, and with it the protocol, or what
// stands in its place (clients: aggregation, section 1.1).
func appendSrcPort(dst []byte, r *record.Record, m mask) []byte {
	dst = appendProto(dst, r, m)
	if !r.Has(record.PartFlow) {
		return dst
	}
	f := &r.Flow
	v := uint16(0)
	switch {
	case f.Addr != record.AddrIPv4 && f.Addr != record.AddrIPv6:
		v = uint16(f.SSAP)
	case f.Fragment:
		v = uint16(f.FragID >> 16)
	case f.Addr == record.AddrIPv4 && (f.Proto == protoICMP || f.Proto == protoIGMP), isICMPv6(f):
		v = uint16(f.ICMPCode)<<8 | uint16(f.ICMPType)
	case f.Proto == protoESP:
	default:
		v = f.SrcPort
	}
	return binary.BigEndian.AppendUint16(dst, v)
}

func isICMPv6(f *record.Flow) bool {
	return f.Addr == record.AddrIPv6 && f.Proto == protoICMPv6
}

// appendDstPort appends the destination port and the protocol, or what stands
// in its place.
func appendDstPort(dst []byte, r *record.Record, m mask) []byte {
	dst = appendProto(dst, r, m)
	if !r.Has(record.PartFlow) {
		return dst
	}
	f := &r.Flow
	v := uint32(0)
	switch {
	case f.Addr == record.AddrARP, f.Addr == record.AddrIPv4 && f.Proto == protoIGMP:
	case f.Addr == record.AddrISIS:
		v = uint32(f.Checksum)
	case f.Addr != record.AddrIPv4 && f.Addr != record.AddrIPv6:
		v = uint32(f.DSAP)
	case f.Fragment:
		v = uint32(uint16(f.FragID))
	case f.Addr == record.AddrIPv4 && f.Proto == protoICMP:
		v = uint32(f.ICMPID)
	case isICMPv6(f): // its code is with the type in the source port
	case f.Proto == protoESP:
		v = f.SPI
	default:
		v = uint32(f.DstPort)
	}
	return binary.BigEndian.AppendUint32(dst, v)
}

func appendSourceID(dst []byte, r *record.Record, _ mask) []byte {
	if !r.Has(record.PartTransport) {
		return append(dst, 0)
	}
	id := &r.Transport.Src
	dst = append(dst, byte(id.Kind))
	if id.Kind == record.IDIPv6 || id.Kind == record.IDUUID {
		return append(dst, id.ID[:]...)
	}
	return append(dst, id.ID[:4]...)
}
