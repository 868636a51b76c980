// SPDX-License-Identifier: Apache-2.0

package record

import (
	"math/bits"

	"github.com/argus-go/argus/internal/lazy"
)

// A rewrite says how the records of a layout are written in [V3Common] from the
// bytes that were read: verbatim, except for some bytes and DSRs.
type rewrite struct {
	possible bool
	bytes    []changedByte
	remade   []dsr // are encoded from values, or need a look at their values
}

type changedByte struct {
	at uint16
	to byte
}

// AppendAsRead appends to dst what [Record.Append] would in [V3Common], made from
// the bytes that were read. It appends nothing and reports false if it does not
// know that the two are equal. Nobody may have changed r since it was read; parts
// may have been completed. Only packages of this module can call it, see package
// lazy.
func (r *Record) AppendAsRead(_ lazy.Key, dst []byte) ([]byte, bool) {
	l, start := r.layout, len(dst)
	if l == nil || !l.rewrite.possible || r.gen != Gen3 || r.Type == TypeAFlow || r.undecoded&(PartFlow|PartMetrics) != 0 {
		return dst, false
	}
	n := uint16((headerLen + len(r.wire)) / 4)
	dst = append(dst, uint8(r.Type)|uint8(Gen3), uint8(r.Cause)|r.Option&15, uint8(n>>8), uint8(n))
	dst = append(dst, r.wire...)
	wire := dst[start:]
	for _, b := range l.rewrite.bytes {
		wire[b.at] = b.to
	}
	for _, d := range l.rewrite.remade {
		ok := false
		switch at, to := int(d.at), int(d.at)+int(d.head>>24<<2); d.part {
		case PartFlow:
			ok = len(r.Flow.append(wire[:at:to])) == to
		case PartMetrics:
			ok = r.Metrics.storedAs(wire[at:to])
		case PartTime:
			ok = validMicros(wire[at+4:]) && (to == at+12 || validMicros(wire[at+12:]))
		case PartNet:
			ok = validMicros(wire[at+24:]) && validMicros(wire[at+24+tcpSide3:])
		}
		if !ok {
			return dst[:start], false
		}
	}
	return dst, true
}

// validMicros reports whether a time that is stored in seconds and microseconds has
// less than a million of the latter.
func validMicros(b []byte) bool { return be.Uint32(b[4:]) < 1e6 }

// of sets k for records with these DSRs.
func (k *rewrite) of(all []dsr) {
	k.possible, k.bytes, k.remade = len(all) > 0, k.bytes[:0], k.remade[:0]
	var done Parts
	for _, d := range all {
		// The parts are numbered in the order that they are written in.
		k.possible = k.possible && d.part > done && k.add(d)
		done = d.part
	}
}

// add adds a DSR. It reports false if the DSR's head does not say how it is
// written.
func (k *rewrite) add(d dsr) bool {
	sub, q, words := uint8(d.head>>8), uint8(d.head>>16), int(d.head>>24)
	switch d.part {
	case PartTransport:
		kind, ok := writtenID(d.head)
		k.bytes = append(k.bytes, changedByte{d.at + 1, 3}, changedByte{d.at + 2, uint8(kind)})
		return ok
	case PartFlow:
		k.remade = append(k.remade, d)
		addr := AddrType(q & qualAddrMask)
		return addr == AddrIPv4 || addr == AddrIPv6
	case PartTime:
		k.remade = append(k.remade, d)
		if sub == 2 && words == 3 {
			sub = 1
			k.bytes = append(k.bytes, changedByte{d.at + 1, sub})
		}
		return q == 0x18 && (sub == 1 && words == 3 || sub == 2 && words == 5)
	case PartMetrics:
		k.remade = append(k.remade, d)
		return true
	case PartNet:
		switch NetKind(sub) {
		case NetNone:
			return q == 0 && words == 1
		case NetTCPInit:
			return q == 0 && words == 5
		case NetTCPPerf:
			k.remade = append(k.remade, d)
			return q == 0 && words == (24+2*tcpSide3)/4
		}
		return false
	}
	return d.stays()
}

// writtenID returns the kind that the source id of a transport DSR with this head
// is written with, and whether the id is written as it is stored.
func writtenID(head uint32) (kind IDKind, ok bool) {
	kind = IDKind(head >> 16 & 0xff)
	if kind == IDNone {
		kind = IDIPv4
	}
	return kind, head>>24 == 3 && (kind == IDIPv4 || kind == IDInt || kind == IDString)
}

// stays reports whether a DSR of release 3 is written as it is stored, by its
// head alone.
func (d dsr) stays() bool {
	sub, q, words := uint8(d.head>>8), uint8(d.head>>16), int(d.head>>24)
	switch d.part {
	case PartIPAttr:
		return sub == 0 && q&0xc0 == 0 && words == 1+bits.OnesCount8(q&15)
	case PartEncaps:
		return sub == 0 && q&0xc3 == 0 && words == 3
	case PartMAC:
		return sub == 0 && q&^3 == 0 && words == 5
	case PartVLAN:
		return sub == 0 && q&^3 == 0 && words == 2
	case PartSizes:
		return sub != 0 && sub == sizedSides(q) && words == 1+bits.OnesCount8(sub)
	}
	return false
}

// AppendRead appends to dst the bytes that r was read from, whatever was done with
// r since, and returns their generation. It appends nothing and reports false if r
// was not read, or does not know them. Only packages of this module can call it, see
// package lazy.
func (r *Record) AppendRead(_ lazy.Key, dst []byte) ([]byte, Generation, bool) {
	if r.wire == nil || r.Type == TypeMAR {
		return dst, 0, false
	}
	n := uint16((headerLen + len(r.wire)) / 4)
	dst = append(dst, uint8(r.Type)|r.Version, uint8(r.Cause)|r.Option&15, uint8(n>>8), uint8(n))
	return append(dst, r.wire...), r.gen, true
}
