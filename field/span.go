// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/record"

// unknownStart is the start that sensors write when no packet had a time, or
// one of 1970 (record format, section 6.3). It was made as a negative number
// and compares as one, but is shown as the year 2097.
const unknownStart = 0xefffffff * int64(1e9)

// wrap is the range of the format's seconds, in microseconds.
const wrap = int64(1e6) << 32

// micros returns a time of a record in microseconds.
func micros(ns int64) int64 {
	if ns == unknownStart {
		return ns/1000 - wrap
	}
	return ns / 1000
}

// known returns a time as it is shown.
func known(us int64) int64 {
	if us < 0 {
		return us + wrap
	}
	return us
}

// Times of the two directions.
const (
	srcTimes = record.TimeSrcStart | record.TimeSrcEnd
	dstTimes = record.TimeDstStart | record.TimeDstEnd
)

// times spreads the record's times over the two sides (clients: fields,
// section 1, steps 1 and 5).
func (row *Row) times() {
	r := row.Record
	t := &r.Time
	row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd, row.present, row.whole = 0, 0, 0, 0, 0, 0
	if !r.Has(record.PartTime) {
		return
	}
	if t.Sides == 0 {
		row.common(micros(t.Start), micros(t.End))
		return
	}
	row.SrcStart, row.SrcEnd = ordered(micros(t.SrcStart), micros(t.SrcEnd))
	row.DstStart, row.DstEnd = ordered(micros(t.DstStart), micros(t.DstEnd))
	if t.Sides&srcTimes != 0 {
		row.present |= srcTimes
	}
	if t.Sides&dstTimes != 0 {
		row.present |= dstTimes
	}
	first, last := row.extent()
	row.whole = last - first
	m := row.Counters()
	s, d := m.Src.Packets, m.Dst.Packets
	switch {
	case row.present == dstTimes && s > 0:
		row.SrcStart, row.SrcEnd, row.present = row.DstStart, row.DstEnd, srcTimes|dstTimes
		if s == 1 && d == 1 {
			row.SrcStart = row.SrcEnd
			row.DstEnd = row.DstStart
		}
	case row.present == srcTimes && d > 0:
		row.DstStart, row.DstEnd, row.present = row.SrcStart, row.SrcEnd, srcTimes|dstTimes
		if s == 1 && d == 1 {
			row.DstStart = row.DstEnd
			row.SrcEnd = row.SrcStart
		}
	}
	row.repair()
}

// common spreads times that are those of both directions.
//
// Compat: a missing one is the other; an end before the start makes the
// duration negative and the destination's end its start. Pinned by TestSpan.
func (row *Row) common(start, end int64) {
	switch {
	case end >= 0 && end < 1e6:
		end = start
	case start >= 0 && start < 1e6:
		start = end
	}
	row.whole = end - start
	m := row.Counters()
	if m.Src.Packets == 1 && m.Dst.Packets == 1 {
		row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd = start, start, end, end
		row.mark()
		return
	}
	row.SrcStart, row.SrcEnd = ordered(start, end)
	switch {
	case m.Dst.Packets == 0:
	case end < start && m.Src.Packets > 0:
		row.DstStart, row.DstEnd = start, start
	default:
		row.DstStart, row.DstEnd = row.SrcStart, row.SrcEnd
	}
	row.repair()
	row.mark()
}

// mark notes which of the times that come from common ones are there: 0 is none.
func (row *Row) mark() {
	for k, v := range [4]int64{row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd} {
		if v != 0 {
			row.present |= record.TimeSrcStart << k
		}
	}
}

func ordered(start, end int64) (first, last int64) {
	if end < start {
		return end, start
	}
	return start, end
}

// repair takes the times of a side without packets and the second time of one
// packet.
func (row *Row) repair() {
	m := row.Counters()
	s, d := m.Src.Packets, m.Dst.Packets
	switch {
	case s > 0 && d > 0:
		if s == 1 && d > 1 && row.SrcStart/1e6 != row.SrcEnd/1e6 {
			row.SrcEnd = row.SrcStart
		}
		if d == 1 && s > 1 && row.DstStart/1e6 != row.DstEnd/1e6 {
			row.DstEnd = row.DstStart
		}
	case s > 0:
		row.DstStart, row.DstEnd = 0, 0
		row.present &^= dstTimes
	case d > 0:
		row.SrcStart, row.SrcEnd = 0, 0
		row.present &^= srcTimes
	}
	if s+d == 1 && !row.Has(record.PartICMPMap) {
		row.SrcStart, row.DstStart = row.SrcEnd, row.DstEnd
	}
}

// durations sets the durations from the times that are present.
func (row *Row) durations() {
	first, last := row.extent()
	row.Dur = seconds(last - first)
	row.SrcDur, row.DstDur = seconds(row.SrcEnd-row.SrcStart), seconds(row.DstEnd-row.DstStart)
}

// SetSpan makes the row, and both of its sides, last from first to last, in
// microseconds since 1970. Prepare gives one packet one time; a row of a time bin lasts
// as long as the bin.
func (row *Row) SetSpan(first, last int64) {
	row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd = first, last, first, last
	row.present = srcTimes | dstTimes
	row.whole = last - first
	row.span()
	row.durations()
}

// span sets the earliest and the latest time from those that are present, and
// reports whether they are the same.
func (row *Row) span() (instant bool) {
	first, last := row.extent()
	row.first, row.last = first, last
	if instant = first == last; first >= 0 {
		return instant
	}
	// Compat: an unknown start counts only where there is no other, and an
	// unknown end only where both sides sent.
	if row.DstStart > 0 {
		row.first = row.DstStart
	} else if row.SrcStart > 0 {
		row.first = row.SrcStart
	}
	if last < 0 && (row.SrcStart == 0 || row.DstStart == 0) {
		row.last = 0
	}
	return instant
}

// extent returns the earliest and latest of the times that are present.
func (row *Row) extent() (first, last int64) {
	if row.SrcStart > 0 && row.SrcEnd >= row.SrcStart && row.present&dstTimes == 0 {
		return row.SrcStart, row.SrcEnd
	}
	found := false
	for k, v := range [4]int64{row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd} {
		if row.present&(record.TimeSrcStart<<k) == 0 {
			continue
		}
		if !found || v < first {
			first = v
		}
		if !found || v > last {
			last = v
		}
		found = true
	}
	return first, last
}

// Present returns which of the four times of the sides are known.
func (row *Row) Present() record.TimeParts { return row.present }
