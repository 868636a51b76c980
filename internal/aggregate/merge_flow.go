// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"
	"math/bits"

	"github.com/argus-go/argus/record"
)

// mergeFlow keeps of the flow key what all records have in common: the longest
// common prefix of addresses, equal ports and protocol.
func (s *State) mergeFlow(p *pool, r *record.Record) {
	if !decoded(r, record.PartFlow) || !p.loadFlow(s, &p.key) || p.key == r.Flow {
		return
	}
	mergeKeys(&p.key, &r.Flow)
	p.setFlow(s, &p.key)
}

// mergeKeys merges the different flow keys a and b into a.
func mergeKeys(a, b *record.Flow) {
	proto := a.Proto
	if a.Addr != b.Addr || a.Kind != b.Kind {
		// Compat: where IP meets ARP, or a link frame came first, the first key stays.
		if isIP(a) && a.Kind == b.Kind {
			mergeUnlike(a, b)
		}
		return
	}
	switch a.Addr {
	case record.AddrIPv4:
		a.SrcMask = mergePrefix(a.Src[:4], b.Src[:4], min(maskOf(a, false), maskOf(b, false)))
		a.DstMask = mergePrefix(a.Dst[:4], b.Dst[:4], min(maskOf(a, true), maskOf(b, true)))
		a.HasMask = a.HasMask || b.HasMask || a.SrcMask != 32 || a.DstMask != 32
	case record.AddrIPv6:
		a.SrcMask = mergeWords(&a.Src, &b.Src, min(maskOf(a, false), maskOf(b, false)))
		a.DstMask = mergeWords(&a.Dst, &b.Dst, min(maskOf(a, true), maskOf(b, true)))
		a.HasMask = a.HasMask || b.HasMask || a.SrcMask != 128 || a.DstMask != 128
	case record.AddrARP, record.AddrRARP:
		equalOrZero(a.Src[:4], b.Src[:4])
		equalOrZero(a.Dst[:4], b.Dst[:4])
		equalOrZero(a.SHA[:], b.SHA[:])
		equalOrZero(a.THA[:], b.THA[:])
	default:
		return // Compat: of link frames the first key stays
	}
	mergePorts(a, b)
	if proto != b.Proto {
		clearPorts(a)
		a.Proto = 0
	}
}

func isIP(f *record.Flow) bool {
	return f.Addr == record.AddrIPv4 || f.Addr == record.AddrIPv6
}

// mergeUnlike merges keys of different families: nothing is left of addresses.
func mergeUnlike(a, b *record.Flow) {
	sameProto := a.Proto == b.Proto
	a.Src, a.Dst = [16]byte{}, [16]byte{}
	a.SHA, a.THA = [16]byte{}, [16]byte{}
	a.HasMask, a.SrcMask, a.DstMask = true, 0, 0
	mergePorts(a, b)
	if !sameProto {
		clearPorts(a)
		a.Proto = 0
	}
}

// maskOf returns the length of an address's prefix in bits.
func maskOf(f *record.Flow, dst bool) uint16 {
	full := uint16(32)
	if f.Addr == record.AddrIPv6 {
		full = 128
	}
	n := full
	if f.HasMask {
		if n = f.SrcMask; dst {
			n = f.DstMask
		}
	}
	return min(n, full)
}

// mergePrefix reduces a to the prefix that it shares with b, of at most limit
// bits, and returns its length.
func mergePrefix(a, b []byte, limit uint16) uint16 {
	n := uint16(len(a) * 8)
	for i := range a {
		if x := a[i] ^ b[i]; x != 0 {
			n = uint16(i*8 + bits.LeadingZeros8(x))
			break
		}
	}
	n = min(n, limit)
	clearFrom(a, int(n))
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

// mergePorts keeps ports, and what stands in their place, where they are equal.
func mergePorts(a, b *record.Flow) {
	same(&a.SrcPort, b.SrcPort)
	same(&a.DstPort, b.DstPort)
	if a.ICMPType != b.ICMPType || a.ICMPCode != b.ICMPCode {
		a.ICMPType, a.ICMPCode = 0, 0
	}
	same(&a.ICMPID, b.ICMPID)
	same(&a.ICMPSeq, b.ICMPSeq)
	same(&a.IPID, b.IPID)
	same(&a.FragID, b.FragID)
	same(&a.SPI, b.SPI)
	same(&a.DNSID, b.DNSID)
	same(&a.FlowLabel, b.FlowLabel)
	same(&a.EtherType, b.EtherType)
	same(&a.DSAP, b.DSAP)
	same(&a.SSAP, b.SSAP)
	same(&a.Checksum, b.Checksum)
}

func clearPorts(a *record.Flow) {
	a.SrcPort, a.DstPort, a.SPI, a.IPID, a.FragID = 0, 0, 0, 0, 0
	a.ICMPType, a.ICMPCode, a.ICMPID, a.ICMPSeq = 0, 0, 0, 0
}

func commonPrefix32(a, b uint32) uint32 {
	var x, y [4]byte
	// Gateways are kept as stored, the first byte of the address lowest.
	binary.LittleEndian.PutUint32(x[:], a)
	binary.LittleEndian.PutUint32(y[:], b)
	mergePrefix(x[:], y[:], 32)
	return binary.LittleEndian.Uint32(x[:])
}
