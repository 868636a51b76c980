// SPDX-License-Identifier: Apache-2.0

package record

import "math/bits"

const (
	second = int64(1e9)
	// timeAdjusted5 is the qualifier bit with which 5.x says that radium adjusted
	// the times. 3.x uses bit 0x01, which makes the code for nanoseconds of the
	// one for microseconds.
	timeAdjusted5 = 0x20
	sideTimes     = TimeSrcStart | TimeSrcEnd | TimeDstStart | TimeDstEnd
)

// decodeTime decodes the times of a record (record format, section 6.3).
func (r *Record) decodeTime(b []byte, gen Generation) bool {
	t := &r.Time
	*t = Time{}
	if b[1]&uint8(sideTimes) == 0 && b[2] == 0x18 && len(b) >= 12 && len(b) != 16 { // by far the most
		t.Start = stamp(b[4:], 1000)
		if t.End, t.Single = t.Start, true; len(b) > 16 {
			t.End, t.Single = endStamp(b[12:], 1000, t.Start), false
		}
		r.Parts |= PartTime
		return true
	}
	bitsSet := TimeParts(b[1]) & sideTimes
	n, w := bits.OnesCount8(uint8(bitsSet)), len(b)/4-1
	unit := int64(1000)
	t.Adjusted = gen == Gen5 && b[2]&timeAdjusted5 != 0
	if q := b[2] &^ timeAdjusted5; q == 0x19 || q == 0x1b {
		// In a 3.x stream the same bit says that radium adjusted the time.
		if gen == Gen3 && !nanoseconds(b[4:], n, w) {
			t.Adjusted = true
		} else {
			unit, t.Nano = 1, true
		}
	}
	v := b[4:]
	var at [4]int64
	switch {
	case w == 0:
		r.Parts |= PartTime
		return true
	case n == 0 && w >= 4:
		t.Start = stamp(v, unit)
		t.End = endStamp(v[8:], unit, t.Start)
	case n == 0 && w == 3:
		t.Start = stamp(v, unit)
		t.End = bound(t.Start + int64(be.Uint32(v[8:]))*unit)
	case n == 0 && w == 2:
		t.Start = stamp(v, unit)
		t.End, t.Single = t.Start, true
	case n > 0 && w >= 2*n:
		for i := range n {
			at[i] = stamp(v[8*i:], unit)
		}
	case n > 0 && w == n+1:
		at[0] = stamp(v, unit)
		for i := 1; i < n; i++ {
			at[i] = bound(at[0] + int64(int32(be.Uint32(v[4+4*i:])))*1000)
		}
	default:
		return false
	}
	if n > 0 {
		t.sides(bitsSet, at)
	}
	r.Parts |= PartTime
	return true
}

// shortARP is the length of an ARP key without room for the wanted address, as
// sensors write it for a packet whose hardware addresses have length 0.
const shortARP = 16

// decodeTurnedTime decodes the time DSR at the start of b if its header is
// byte-reversed, and returns its length, else 0. That happens after a key of
// length [shortARP]: the sensor's byte swap runs over its end (record format,
// section 6.2.4).
func (r *Record) decodeTurnedTime(b []byte, gen Generation) int {
	if len(b) < 4 || b[3] != dsrTime || b[1]&^0x21 != 0x18 {
		return 0
	}
	var turned [20]byte
	n := int(b[0]) * 4
	if n < 12 || n > len(turned) || n > len(b) {
		return 0
	}
	copy(turned[:], b[:n])
	turned[0], turned[1], turned[2], turned[3] = b[3], b[2], b[1], b[0]
	if !r.decodeTime(turned[:n], gen) {
		return 0
	}
	return n
}

// nanoseconds reports whether an absolute time among the n in v has a fraction
// that cannot be microseconds.
func nanoseconds(v []byte, n, w int) bool {
	k := 1
	if n == 0 && w >= 4 {
		k = 2
	} else if n > 0 && w >= 2*n {
		k = n
	}
	for i := 0; i < k && len(v) >= 8*i+8; i++ {
		if be.Uint32(v[8*i+4:]) >= 1e6 {
			return true
		}
	}
	return false
}

// lastStamp is the latest time that 32 bits of seconds can hold, of those with
// whole microseconds.
const lastStamp = 1<<32*second - 1000

// stamp decodes seconds and a fraction. Damaged captures give fractions of a
// second and more: the originals take them as signed, and for the largest below
// the second if they are positive (clients: fields, section 1).
func stamp(b []byte, unit int64) int64 {
	f := min(int64(int32(be.Uint32(b[4:]))), second/unit-1)
	return bound(int64(be.Uint32(b))*second + f*unit)
}

// endStamp decodes the end of a record that began at start. One that a negative
// fraction puts before the start is taken for the last moment of its second.
func endStamp(b []byte, unit, start int64) int64 {
	t := stamp(b, unit)
	if t < start && int32(be.Uint32(b[4:])) < 0 {
		return bound(int64(be.Uint32(b))*second + second - unit)
	}
	return t
}

// bound limits a time to what the format can hold.
func bound(t int64) int64 {
	if uint64(t) > uint64(lastStamp) {
		return max(0, min(t, lastStamp))
	}
	return t
}

// sides spreads the times that are present, in wire order.
func (t *Time) sides(set TimeParts, at [4]int64) {
	t.Sides = set
	i := 0
	for k, p := range [4]*int64{&t.SrcStart, &t.SrcEnd, &t.DstStart, &t.DstEnd} {
		if set&(TimeSrcStart<<k) != 0 {
			*p = at[i]
			i++
		}
	}
	if set&TimeSrcStart != 0 && set&TimeSrcEnd == 0 {
		t.SrcEnd = t.SrcStart
	}
	if set&TimeDstStart != 0 && set&TimeDstEnd == 0 {
		t.DstEnd = t.DstStart
	}
	first := true
	for j := range i {
		if first || at[j] < t.Start {
			t.Start = at[j]
		}
		if first || at[j] > t.End {
			t.End = at[j]
		}
		first = false
	}
}
