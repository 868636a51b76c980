// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"slices"

	"github.com/argus-go/argus/record"
)

// Hide zeroes all of a group's flow key that is not in the group's key (clients:
// the family, measured, section 2.2).
func (k *Key) Hide(r *record.Record) {
	if k.whole || k.None() || !r.Has(record.PartFlow) {
		return
	}
	f := &r.Flow
	if !k.has("saddr", "snet") {
		hideAddress(f, false)
	}
	if !k.has("daddr", "dnet") {
		hideAddress(f, true)
	}
	sport, dport := k.has("sport"), k.has("dport")
	if !sport {
		f.SrcPort, f.ICMPType, f.ICMPCode, f.SSAP = 0, 0, 0, 0
		if r.Has(record.PartNet) && r.Net.Kind == record.NetICMP {
			r.Net.ICMP.Type, r.Net.ICMP.Code = 0, 0
		}
	}
	if !dport {
		f.DstPort, f.ICMPID, f.SPI, f.DSAP, f.Checksum = 0, 0, 0, 0, 0
		if f.Addr != record.AddrRARP { // there it is the source
			f.SHA = [16]byte{}
		}
	}
	if !sport && !dport && !k.has("proto") {
		f.Proto, f.EtherType = 0, 0
	}
}

// has reports whether one of names is a field of the key.
func (k *Key) has(names ...string) bool {
	for i := range k.fields {
		if slices.Contains(names, k.fields[i].word.name) {
			return true
		}
	}
	return false
}

// Cut cuts the addresses of a record to the prefixes of the key, before it is
// merged.
func (k *Key) Cut(f *record.Flow) {
	if k.whole {
		return
	}
	for i := range k.fields {
		if c := &k.fields[i]; c.mask != noMask {
			cutAddress(f, c.mask, c.word.name == "daddr" || c.word.name == "dnet")
		}
	}
}

// cutAddress cuts an address to a prefix.
func cutAddress(f *record.Flow, m mask, dst bool) {
	a, n := &f.Src, &f.SrcMask
	if dst {
		a, n = &f.Dst, &f.DstMask
	}
	if m.bits4 == classful {
		m = classMask(a[0])
	}
	length, full := m.bits4, 32
	switch f.Addr {
	case record.AddrIPv4:
	case record.AddrIPv6:
		length, full = m.bits6, 128
	default:
		return
	}
	if length < 0 || length >= full {
		return
	}
	setMasks(f, uint16(full))
	clearFrom(a[:full/8], length)
	*n = min(*n, uint16(length))
}

// setMasks gives a flow without prefix lengths those of whole addresses.
func setMasks(f *record.Flow, full uint16) {
	if !f.HasMask {
		f.HasMask, f.SrcMask, f.DstMask = true, full, full
	}
}

func hideAddress(f *record.Flow, dst bool) {
	full := uint16(32)
	if f.Addr == record.AddrIPv6 {
		full = 128
	}
	setMasks(f, full)
	if dst {
		f.Dst, f.DstMask, f.THA = [16]byte{}, 0, [16]byte{}
	} else {
		f.Src, f.SrcMask = [16]byte{}, 0
		if f.Addr == record.AddrRARP {
			f.SHA = [16]byte{}
		}
	}
}
