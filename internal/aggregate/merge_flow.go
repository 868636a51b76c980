// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/argus-go/argus/record"
)

// mergeFlow keeps of the flow key what all records have in common: the longest
// common prefix of addresses, equal ports and protocol. The key of r is another one.
func (s *State) mergeFlow(p *pool, r *record.Record) {
	switch {
	case !decoded(r, record.PartFlow):
	case s.ip != 0:
		p.ips.at(s.ip).merge(&r.Flow)
	case s.flow != 0:
		mergeARP(p.flows.at(s.flow), &r.Flow)
	}
}

// merge merges a different flow key into a.
func (a *ipFlow) merge(b *record.Flow) {
	switch {
	case a.kind != b.Kind:
		return // Compat: the first key stays
	case a.addr != b.Addr: // nothing is left of addresses
		a.src, a.dst = [16]byte{}, [16]byte{}
		a.masked, a.srcMask, a.dstMask = true, 0, 0
	case a.addr == record.AddrIPv4:
		a.srcMask = mergePrefix(a.src[:4], b.Src[:4], min(maskOf(a.masked, a.srcMask, 32), maskOf(b.HasMask, b.SrcMask, 32)))
		a.dstMask = mergePrefix(a.dst[:4], b.Dst[:4], min(maskOf(a.masked, a.dstMask, 32), maskOf(b.HasMask, b.DstMask, 32)))
		a.masked = a.masked || b.HasMask || a.srcMask != 32 || a.dstMask != 32
	default:
		a.srcMask = mergeWords(&a.src, &b.Src, min(maskOf(a.masked, a.srcMask, 128), maskOf(b.HasMask, b.SrcMask, 128)))
		a.dstMask = mergeWords(&a.dst, &b.Dst, min(maskOf(a.masked, a.dstMask, 128), maskOf(b.HasMask, b.DstMask, 128)))
		a.masked = a.masked || b.HasMask || a.srcMask != 128 || a.dstMask != 128
	}
	a.mergePorts(b)
	if a.proto != b.Proto {
		a.proto = 0
		a.srcPort, a.dstPort, a.spi, a.ipID, a.fragID = 0, 0, 0, 0, 0
		a.icmpType, a.icmpCode, a.icmpID, a.icmpSeq = 0, 0, 0, 0
	}
}

// mergePorts keeps ports, and what stands in their place, where they are equal.
func (a *ipFlow) mergePorts(b *record.Flow) {
	same(&a.srcPort, b.SrcPort)
	same(&a.dstPort, b.DstPort)
	if a.icmpType != b.ICMPType || a.icmpCode != b.ICMPCode {
		a.icmpType, a.icmpCode = 0, 0
	}
	same(&a.icmpID, b.ICMPID)
	same(&a.icmpSeq, b.ICMPSeq)
	same(&a.ipID, b.IPID)
	same(&a.fragID, b.FragID)
	same(&a.spi, b.SPI)
	same(&a.dnsID, b.DNSID)
	same(&a.flowLabel, b.FlowLabel)
}

// mergeARP merges a different flow key into a, which is not of IP.
//
// Compat: of keys that are not of ARP the first one stays, and so does one of ARP
// that meets another kind.
func mergeARP(a, b *record.Flow) {
	if a.Addr != b.Addr || a.Kind != b.Kind || a.Addr != record.AddrARP && a.Addr != record.AddrRARP {
		return
	}
	equalOrZero(a.Src[:4], b.Src[:4])
	equalOrZero(a.Dst[:4], b.Dst[:4])
	equalOrZero(a.SHA[:], b.SHA[:])
	equalOrZero(a.THA[:], b.THA[:])
}

// maskOf returns the length of an address's prefix in bits; full is the whole
// address, which a key without lengths has.
func maskOf(has bool, n, full uint16) uint16 {
	if !has {
		return full
	}
	return min(n, full)
}

// mergePrefix reduces the IPv4 address a to the prefix that it shares with b, of at
// most limit bits, and returns its length.
func mergePrefix(a, b []byte, limit uint16) uint16 {
	x, y := binary.BigEndian.Uint32(a), binary.BigEndian.Uint32(b)
	n := min(uint16(bits.LeadingZeros32(x^y)), limit)
	binary.BigEndian.PutUint32(a, x&^(math.MaxUint32>>n))
	return n
}

// mergeWords is mergePrefix for IPv6 addresses.
//
// Compat: only whole words of 32 bits are kept. Pinned by TestMergeFlow.
func mergeWords(a, b *[16]byte, limit uint16) uint16 {
	n := uint16(0)
	for n < 128 && string(a[n/8:n/8+4]) == string(b[n/8:n/8+4]) {
		n += 32
	}
	n = min(n, limit)
	clearFrom(a[:], int(n))
	return n
}

// clearFrom zeroes the bits of a from bit n on.
func clearFrom(a []byte, n int) {
	for i := range a {
		switch keep := n - i*8; {
		case keep <= 0:
			a[i] = 0
		case keep < 8:
			a[i] &= 0xff << (8 - keep)
		}
	}
}

func equalOrZero(a, b []byte) {
	for i := range a {
		if a[i] != b[i] {
			clear(a)
			return
		}
	}
}

func same[T comparable](a *T, b T) {
	if *a != b {
		var zero T
		*a = zero
	}
}

func commonPrefix32(a, b uint32) uint32 {
	var x, y [4]byte
	// Gateways are kept as stored, the first byte of the address lowest.
	binary.LittleEndian.PutUint32(x[:], a)
	binary.LittleEndian.PutUint32(y[:], b)
	mergePrefix(x[:], y[:], 32)
	return binary.LittleEndian.Uint32(x[:])
}
