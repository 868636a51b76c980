// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// times are the first and last times of both directions, in microseconds since
// 1970; 0 is none.
type times struct {
	srcStart, srcEnd, dstStart, dstEnd int64
}

func timesOf(row *field.Row) times {
	return times{row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd}
}

// merge widens t by u.
//
// The originals now and then set an end back that is later than the second
// record's start; here it is always the latest.
func (t *times) merge(u *times) {
	t.srcStart, t.srcEnd = earlier(t.srcStart, u.srcStart), max(t.srcEnd, u.srcEnd)
	t.dstStart, t.dstEnd = earlier(t.dstStart, u.dstStart), max(t.dstEnd, u.dstEnd)
}

// earlier returns the earlier of two times, of which 0 is none.
func earlier(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func (t *times) span() (first, last int64) {
	return earlier(t.srcStart, t.dstStart), max(t.srcEnd, t.dstEnd)
}

// fill writes the times side by side. A side without times has none.
func (t *times) fill(r *record.Time) {
	*r = record.Time{
		SrcStart: t.srcStart * 1000, SrcEnd: t.srcEnd * 1000,
		DstStart: t.dstStart * 1000, DstEnd: t.dstEnd * 1000,
	}
	first, last := t.span()
	r.Start, r.End = first*1000, last*1000
	if t.srcStart != 0 || t.srcEnd != 0 {
		r.Sides |= record.TimeSrcStart | record.TimeSrcEnd
	}
	if t.dstStart != 0 || t.dstEnd != 0 {
		r.Sides |= record.TimeDstStart | record.TimeDstEnd
	}
}
