// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// times are the first and last times of both directions, in microseconds since
// 1970. A time that is not in has is 0.
type times struct {
	at  [4]int64 // start and end of the source, start and end of the destination
	has record.TimeParts
}

// set makes t the times of a row.
func (t *times) set(row *field.Row) {
	t.at[0], t.at[1], t.at[2], t.at[3] = row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd
	t.has = row.Present()
}

// timeParts are the bits of has, by index.
var timeParts = [4]record.TimeParts{record.TimeSrcStart, record.TimeSrcEnd, record.TimeDstStart, record.TimeDstEnd}

// merge widens t by u.
//
// The originals sometimes set an end back that is later than the second record's
// start; here it is always the latest.
func (t *times) merge(u *times) {
	for i, bit := range timeParts {
		switch start := i%2 == 0; {
		case u.has&bit == 0:
		case t.has&bit == 0:
			t.at[i] = u.at[i]
		case start:
			t.at[i] = min(t.at[i], u.at[i])
		default:
			t.at[i] = max(t.at[i], u.at[i])
		}
	}
	t.has |= u.has
}

// span returns the earliest and the latest time.
func (t *times) span() (first, last int64) {
	found := false
	for i, bit := range timeParts {
		if t.has&bit == 0 {
			continue
		}
		if !found || t.at[i] < first {
			first = t.at[i]
		}
		if !found || t.at[i] > last {
			last = t.at[i]
		}
		found = true
	}
	return first, last
}

// turn exchanges the directions.
func (t *times) turn() {
	t.at[0], t.at[1], t.at[2], t.at[3] = t.at[2], t.at[3], t.at[0], t.at[1]
	const src, dst = record.TimeSrcStart | record.TimeSrcEnd, record.TimeDstStart | record.TimeDstEnd
	t.has = t.has&src<<2 | t.has&dst>>2
}

// setSide sets start and end of a direction; 0 is the source, 1 the destination.
func (t *times) setSide(side int, start, end int64) {
	t.at[2*side], t.at[2*side+1] = start, end
	t.has |= timeParts[2*side] | timeParts[2*side+1]
}

// fill writes the times side by side.
func (t *times) fill(r *record.Time) {
	*r = record.Time{
		SrcStart: t.at[0] * 1000, SrcEnd: t.at[1] * 1000,
		DstStart: t.at[2] * 1000, DstEnd: t.at[3] * 1000, Sides: t.has,
	}
	first, last := t.span()
	r.Start, r.End = first*1000, last*1000
}
