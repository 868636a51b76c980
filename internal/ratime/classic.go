// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrNotClassic means that a text is not in the grammar of release 2.
var ErrNotClassic = errors.New("not a time of the form [[[yy/]mm/]dd.]hh[:mm[:ss]] or [yy/]mm/dd")

// A ClassicRange is a time range as release 2 understood it (classic mode,
// section 6): a time without a date means every day, a date without a year is
// of the year of the first record, and the range is half open.
type ClassicRange struct {
	from, to   classicSpec
	loc        *time.Location
	daily      bool
	start, end int64 // nanoseconds since 1970, once the year is known
	known      bool
}

// absent is the value of a component that was not given.
const absent = -1

// A classicSpec is one end of a classic range.
type classicSpec struct {
	v     [6]int    // year, month, day, hour, minute, second
	least component // the smallest one given
	long  bool      // the year has four digits
}

func (s *classicSpec) has(c component) bool { return s.v[c.index()] != absent }

// ParseClassic reads a classic range; now's location is that of all times, and
// its month that of a day alone.
func ParseClassic(text string, now time.Time) (*ClassicRange, error) {
	r := &ClassicRange{loc: now.Location()}
	first, second, two := strings.Cut(text, "-")
	var err error
	if r.from, err = parseClassicSpec(strings.TrimSpace(first)); err == nil && two {
		r.to, err = parseClassicSpec(strings.TrimSpace(second))
	}
	if err != nil {
		return nil, fmt.Errorf("time range %q: %w", text, err)
	}
	if !two {
		r.to = r.from
		r.to.v[r.to.least.index()]++
	} else if r.to.least == days {
		r.to.v[days.index()]++ // the last day belongs to it
	}
	r.daily = !r.from.has(days) && !r.to.has(days)
	if r.daily {
		if r.from.clock() == r.to.clock() {
			return nil, fmt.Errorf("time range %q: %w", text, ErrEmpty)
		}
		return r, nil
	}
	r.complete(now)
	if r.from.has(years) && r.to.has(years) {
		r.SetYear(0)
		if r.end <= r.start {
			return nil, fmt.Errorf("time range %q: %w", text, ErrEmpty)
		}
	}
	return r, nil
}

// complete gives an end without a date that of the other, and a day alone the
// month of now.
func (r *ClassicRange) complete(now time.Time) {
	a, b := &r.from, &r.to
	for i := range 3 {
		switch {
		case !a.has(days):
			a.v[i] = b.v[i]
		case !b.has(days):
			b.v[i] = a.v[i]
		}
	}
	for _, s := range [2]*classicSpec{a, b} {
		if !s.has(months) {
			s.v[months.index()] = int(now.Month())
		}
	}
	// Where one end has a year, the other is the nearest in time.
	switch {
	case !a.has(years) && b.has(years):
		if a.v[0] = b.v[0]; !a.at(r.loc).Before(b.at(r.loc)) {
			a.v[0]--
		}
	case a.has(years) && !b.has(years):
		if b.v[0] = a.v[0]; !a.at(r.loc).Before(b.at(r.loc)) {
			b.v[0]++
		}
	}
}

// IsClassic reports whether a text is a range or a time that release 2 would
// have understood; years of four digits came later.
func IsClassic(text string) bool {
	first, second, two := strings.Cut(text, "-")
	a, err := parseClassicSpec(strings.TrimSpace(first))
	if err != nil || a.long || !two {
		return err == nil && !a.long
	}
	b, err := parseClassicSpec(strings.TrimSpace(second))
	return err == nil && !b.long
}

// IsBareHour reports whether a text is an hour and nothing else.
func IsBareHour(text string) bool {
	s, err := parseClassicSpec(text)
	return err == nil && s.least == hours && !s.has(days)
}

// clock is the time of day in seconds.
func (s *classicSpec) clock() int {
	h, m, sec := max(s.v[3], 0), max(s.v[4], 0), max(s.v[5], 0)
	return (h*60+m)*60 + sec
}

// NeedsYear reports whether the range waits for [ClassicRange.SetYear].
func (r *ClassicRange) NeedsYear() bool { return !r.daily && !r.known }

// SetYear gives the year where the text had none. An end before the start is
// of the next year.
func (r *ClassicRange) SetYear(year int) {
	a, b := r.from, r.to
	for _, s := range [2]*classicSpec{&a, &b} {
		if !s.has(years) {
			s.v[0] = year
		}
	}
	r.start, r.end = a.at(r.loc).UnixNano(), b.at(r.loc).UnixNano()
	if r.end <= r.start && !r.to.has(years) {
		b.v[0]++
		r.end = b.at(r.loc).UnixNano()
	}
	r.known = true
}

func (s *classicSpec) at(loc *time.Location) time.Time {
	v := s.v
	for i := 3; i < 6; i++ {
		v[i] = max(v[i], 0)
	}
	return time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], 0, loc)
}

// Match reports whether a record with the given first and last time, in
// nanoseconds since 1970, has a part in the range.
func (r *ClassicRange) Match(first, last int64) bool {
	if !r.daily {
		return r.known && first < r.end && last >= r.start
	}
	const day = int64(24 * time.Hour)
	if last-first >= day {
		return true
	}
	from, to := r.from.clock(), r.to.clock()
	y, m, d := time.Unix(0, first).In(r.loc).Date()
	for i := -1; i <= 1; i++ {
		a := time.Date(y, m, d+i, 0, 0, from, 0, r.loc).UnixNano()
		end := d + i
		if to < from {
			end++
		}
		b := time.Date(y, m, end, 0, 0, to, 0, r.loc).UnixNano()
		if first < b && last >= a {
			return true
		}
	}
	return false
}

// parseClassicSpec reads one end of a range.
func parseClassicSpec(text string) (classicSpec, error) {
	s := classicSpec{v: [6]int{absent, absent, absent, absent, absent, absent}}
	date, clock, both := strings.Cut(text, ".")
	if !both {
		if strings.Contains(text, "/") {
			clock = ""
		} else {
			date, clock = "", text
		}
	}
	if both && (date == "" || clock == "") {
		return s, ErrNotClassic
	}
	if err := s.setDate(date); err != nil {
		return s, err
	}
	return s, s.setClock(clock)
}

func (s *classicSpec) setDate(text string) error {
	if text == "" {
		return nil
	}
	parts := strings.Split(text, "/")
	var n [3]int
	if len(parts) > 3 {
		return ErrNotClassic
	}
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || strings.Trim(p, "0123456789") != "" || len(p) != 1 && len(p) != 2 && (len(p) != 4 || len(parts) < 3) {
			return ErrNotClassic
		}
		n[i] = v
		s.long = s.long || len(p) == 4
	}
	s.least = days
	switch len(parts) {
	case 1:
		s.v[2] = n[0]
	case 2:
		s.v[1], s.v[2] = n[0], n[1]
	default:
		// Year first, unless only the last number can be one.
		last := len(parts[2]) == 4 || n[2] > 31
		if len(parts[0]) != 4 && n[0] <= 12 && last {
			n[0], n[1], n[2] = n[2], n[0], n[1]
		}
		s.v[0], s.v[1], s.v[2] = century(n[0]), n[1], n[2]
	}
	return s.checkDate()
}

// century completes a year of two digits.
func century(y int) int {
	switch {
	case y < 70:
		return y + 2000
	case y < 100:
		return y + 1900
	}
	return y
}

func (s *classicSpec) checkDate() error {
	year, month := s.v[0], s.v[1]
	if year == absent {
		year = 2004 // any with a 29 February
	}
	if month == absent {
		month = 1
	}
	if month < 1 || month > 12 {
		return fmt.Errorf("the month is %d, want 1 to 12", month)
	}
	if d := s.v[2]; d < 1 || time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC).Day() != d {
		return fmt.Errorf("the month %d has no day %d", month, d)
	}
	return nil
}

func (s *classicSpec) setClock(text string) error {
	if text == "" {
		if s.least == 0 {
			return ErrNotClassic
		}
		return nil
	}
	parts := strings.Split(text, ":")
	if len(parts) > 3 {
		return ErrNotClassic
	}
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 2 || strings.Trim(p, "0123456789") != "" {
			return ErrNotClassic
		}
		c := hours << i
		if v > limits[c.index()][1] {
			return fmt.Errorf("the %s is %d, want 0 to %d", names[c.index()], v, limits[c.index()][1])
		}
		s.v[c.index()], s.least = v, c
	}
	return nil
}
