// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// A Width is the width of time bins: a number of microseconds, or of calendar
// days, weeks, months or years, whose lengths differ.
type Width struct {
	us     int64 // 0 for calendar widths
	days   int   // a week is 7
	months int   // a year is 12
	week   bool  // weeks begin on Monday
	loc    *time.Location
}

// fixedUnit returns a unit of widths that are a fixed time, 0 if it is none.
func fixedUnit(name string) time.Duration {
	switch name {
	case "", "s", "S", "sec": // Compat: seconds in either case
		return time.Second
	case "m", "min":
		return time.Minute
	case "h", "hour":
		return time.Hour
	}
	return 0
}

// ParseWidth reads a width such as 10s, 1.5m, 2h, 1d, 1w, 1M or 1y; seconds are
// the default. Days, weeks, months and years are those of the calendar in loc.
func ParseWidth(text string, loc *time.Location) (Width, error) {
	i := 0
	for i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] == '.') {
		i++
	}
	n, err := strconv.ParseFloat(text[:i], 64)
	if err != nil || n <= 0 {
		return Width{}, fmt.Errorf("%q is not a width (want a number above 0 with s, m, h, d, w, M or y)", text)
	}
	unit := text[i:]
	if u := fixedUnit(unit); u > 0 {
		us := math.Round(n * float64(u/time.Microsecond))
		if us < 1 || us > math.MaxInt64/4 {
			return Width{}, fmt.Errorf("%q: a width is from 1 microsecond to 73,000 years", text)
		}
		return Width{us: int64(us), loc: loc}, nil
	}
	if n != math.Trunc(n) || n > 100_000 {
		return Width{}, fmt.Errorf("%q: days, weeks, months and years are whole numbers up to 100000", text)
	}
	switch unit {
	case "d", "day":
		return Width{days: int(n), loc: loc}, nil
	case "w", "week":
		return Width{days: int(n) * 7, week: true, loc: loc}, nil
	case "M":
		return Width{months: int(n), loc: loc}, nil
	case "y", "year":
		return Width{months: int(n) * 12, loc: loc}, nil
	}
	return Width{}, fmt.Errorf("%q: %q is not a unit (want s, m, h, d, w, M or y)", text, unit)
}

// Bin returns the bin that t is in, in microseconds since 1970: from its start
// up to, and without, its end. Bins of a fixed width are multiples of it since
// 1970 UTC; days begin at midnight, weeks on Monday, months and years on the
// first day, all in the width's time zone. Bins of several days, weeks or months
// are counted from 1970 (days), its first Monday (weeks) or year 0 (months).
func (w Width) Bin(t int64) (start, end int64) {
	switch {
	case w.us > 0:
		start = floorDiv(t, w.us) * w.us
		return start, start + w.us
	case w.months > 0:
		at := time.UnixMicro(t).In(w.loc)
		m := int64(at.Year())*12 + int64(at.Month()) - 1
		first := floorDiv(m, int64(w.months)) * int64(w.months)
		return w.month(first), w.month(first + int64(w.months))
	}
	at := time.UnixMicro(t).In(w.loc)
	// The number of the calendar day since 1970, whatever its length.
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400
	shift := int64(0)
	if w.week {
		shift = 4 // 1970-01-05 was a Monday
	}
	first := floorDiv(day-shift, int64(w.days))*int64(w.days) + shift
	return w.day(first), w.day(first + int64(w.days))
}

// month returns the start of a month, counted from year 0.
func (w Width) month(n int64) int64 {
	return time.Date(int(floorDiv(n, 12)), time.Month(n-floorDiv(n, 12)*12+1), 1, 0, 0, 0, 0, w.loc).UnixMicro()
}

// day returns the start of a day, counted from 1970.
func (w Width) day(n int64) int64 {
	d := time.Unix(n*86400, 0).UTC()
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, w.loc).UnixMicro()
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
