// SPDX-License-Identifier: Apache-2.0

package record

import (
	"math"

	"github.com/argus-go/argus/internal/lazy"
)

// A check is a term of a clause, bound to a place in records of one layout.
type check struct {
	word  uint8 // the place of the eight bytes that are looked at
	shift uint8 // they are shifted to the right by so many bits
	last  bool  // of its clause
	next  int16 // the check that is next if this one holds
	mask  uint64
	lo    uint64
	span  uint64
}

// rejects reports whether some clause does not hold for a record.
func (l *layout) rejects(w *window) bool {
	for i := 0; i < len(l.checks); {
		c := &l.checks[i]
		switch {
		case w.long(c.word)>>(c.shift&63)&c.mask-c.lo <= c.span:
			i = int(c.next)
		case c.last:
			return true
		default:
			i++
		}
	}
	return false
}

// maxChecks is the largest number of checks of a layout; further clauses are ignored.
const maxChecks = 64

// bind sets the checks of those clauses that can be tested in records of layout l,
// whose DSRs are parts.
func (l *layout) bind(clauses []lazy.Clause, parts []dsr) {
	l.checks, l.testable = l.checks[:0], true
	for _, d := range parts {
		l.testable = l.testable && d.part != 0 && !d.turnsARP()
	}
	if !l.testable {
		return
	}
	for _, c := range clauses {
		n := len(l.checks)
		if !l.bindClause(c, parts) || len(l.checks) > maxChecks {
			l.checks = l.checks[:n]
			continue
		}
		if len(l.checks) == n {
			l.checks = append(l.checks, check{lo: 1}) // 0 is none
		}
		for i := n; i < len(l.checks); i++ {
			l.checks[i].next = int16(len(l.checks))
		}
		l.checks[len(l.checks)-1].last = true
	}
}

// turnsARP reports whether d is a key that makes the decoder exchange the sides of
// the record.
func (d dsr) turnsARP() bool {
	addr := AddrType(d.head>>16) & qualAddrMask
	return d.part == PartFlow && d.head>>8&flowReverse != 0 && (addr == AddrARP || addr == AddrRARP)
}

// bindClause appends the checks of a clause. It reports false if the clause cannot
// be tested, or holds for all records of the layout.
func (l *layout) bindClause(c lazy.Clause, parts []dsr) bool {
	for _, t := range c {
		d, ok := only(parts, partOfNumber(t.Number))
		if !ok {
			return false
		}
		switch partOfNumber(t.Number) {
		case PartFlow:
			ok = l.bindKey(t, d)
		case PartMetrics:
			ok = l.bindCount(t, d)
		default:
			ok = l.bindTime(t, d)
		}
		if !ok {
			return false
		}
	}
	return true
}

func partOfNumber(n lazy.Number) Parts {
	switch {
	case n <= lazy.NumDstPort:
		return PartFlow
	case n <= lazy.NumDstAppBytes:
		return PartMetrics
	}
	return PartTime
}

// only returns the DSR of part p if there is exactly one.
func only(parts []dsr, p Parts) (d dsr, ok bool) {
	for _, x := range parts {
		if x.part == p {
			if ok {
				return d, false
			}
			d, ok = x, true
		}
	}
	return d, ok
}

// add appends the check of t for a number of size bytes at byte at of DSR d. It
// reports false if that is beyond what a check can address.
func (l *layout) add(t lazy.Term, d dsr, at, size int) bool {
	at += int(d.at)
	if at > maxAt {
		return false
	}
	if t.Lo <= t.Hi { // a term that never holds needs no check
		l.checks = append(l.checks, check{
			word: uint8(at / 4), shift: uint8(64 - 8*(at%4+size)),
			mask: t.Mask & (math.MaxUint64 >> (64 - 8*size)), lo: t.Lo, span: t.Hi - t.Lo,
		})
	}
	return true
}

// bindKey binds to IPv4 keys with ports at their usual place. The length of such
// keys was checked when the layout was learned.
func (l *layout) bindKey(t lazy.Term, d dsr) bool {
	kind, q := FlowKind(d.head>>8)&flowKindMask, uint8(d.head>>16)
	if kind != FlowFiveTuple || AddrType(q&qualAddrMask) != AddrIPv4 || q&qualFragment != 0 {
		return false
	}
	switch t.Number {
	case lazy.NumSrcAddr:
		return l.add(t, d, 4, 4)
	case lazy.NumDstAddr:
		return l.add(t, d, 8, 4)
	case lazy.NumProto:
		return l.add(t, d, 12, 1)
	case lazy.NumSrcPort:
		return l.add(t, d, 14, 2)
	}
	return l.add(t, d, 16, 2)
}

// bindCount binds to counters, whose size the first bytes of the DSR give.
func (l *layout) bindCount(t lazy.Term, d dsr) bool {
	values, q := 2, int(uint8(d.head>>16))
	if uint8(d.head>>8) == 4 {
		values = 3
	}
	size := 1 << ((q - 1) & 3)
	i, side := int(t.Number-lazy.NumSrcPackets)%3, int(t.Number-lazy.NumSrcPackets)/3
	from := 4 + i*size
	switch {
	case q >= 1 && q <= 4:
		from += side * values * size
	case q >= 5 && q <= 8 && side == 0, q >= 9 && q <= 12 && side == 1:
	default:
		i = values // of a side that sent nothing
	}
	if i >= values {
		return t.Lo > 0 // such a term holds of none, or of all
	}
	return l.add(t, d, from, size)
}

// bindTime binds to start and end in seconds and microseconds, by far the most
// frequent form. Fractions of a second and more, which come only from damaged
// captures, satisfy every term.
func (l *layout) bindTime(t lazy.Term, d dsr) bool {
	n := d.head >> 24
	if t.Mask != math.MaxUint64 || TimeParts(d.head>>8)&sideTimes != 0 || uint8(d.head>>16) != 0x18 || n < 3 || n == 4 {
		return false
	}
	at := 4
	if t.Number == lazy.NumEnd && n > 4 {
		at = 12
	}
	t.Lo, t.Hi = stored(t.Lo), stored(t.Hi)
	return l.add(t, d, at, 8) && l.add(lazy.Term{Number: t.Number, Mask: math.MaxUint32, Lo: 1e6, Hi: math.MaxUint32}, d, at, 8)
}

// stored returns a time as it is stored, in seconds and microseconds.
func stored(ns uint64) uint64 {
	return min(ns/uint64(second), math.MaxUint32)<<32 | ns%uint64(second)/1000
}
