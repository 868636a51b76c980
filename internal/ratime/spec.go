// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A component is a set of the parts of a date.
type component uint8

const (
	years component = 1 << iota
	months
	days
	hours
	minutes
	seconds
)

// index returns which component a single one is, from 0.
func (c component) index() int {
	for i := range 6 {
		if c == 1<<i {
			return i
		}
	}
	return 0
}

// A spec is one end of a range.
type spec struct {
	v    [6]int // year, month, day, hour, minute, second
	nano int
	last component // the smallest component that was given
	wild component
	loc  *time.Location
	bare bool // covers no more than its instant
}

// time returns the time that the components give. If clocks are set back, it is
// the first of two; if they are set forward, there may be none.
func (s *spec) time() (time.Time, error) {
	t := s.at(s.v)
	if v := s.v; t.Hour() != v[3] || t.Minute() != v[4] || t.Second() != v[5] {
		return t, fmt.Errorf("%02d:%02d:%02d does not exist on %04d/%02d/%02d in %s, because clocks are set forward",
			v[3], v[4], v[5], v[0], v[1], v[2], s.loc)
	}
	return t, nil
}

// at returns the time of components, which may be out of their limits.
func (s *spec) at(v [6]int) time.Time {
	loc := s.loc
	if s.wild != 0 {
		loc = time.UTC // days without changes of clocks, see Range.plain
	}
	t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], s.nano, time.UTC)
	// The offsets of the neighbouring days are those that the clock may have had.
	const day = 24 * time.Hour
	_, before := t.Add(-day).In(loc).Zone()
	_, after := t.Add(day).In(loc).Zone()
	first := t.Add(-time.Duration(max(before, after)) * time.Second).In(loc)
	if sameClock(first, t) {
		return first
	}
	second := t.Add(-time.Duration(min(before, after)) * time.Second).In(loc)
	if sameClock(second, t) {
		return second
	}
	return t.Add(-time.Duration(before) * time.Second).In(loc)
}

func sameClock(x, y time.Time) bool {
	return x.Hour() == y.Hour() && x.Minute() == y.Minute() && x.Second() == y.Second()
}

// next returns the time one unit of the last component later; what is left
// open by asterisks covers its whole.
func (s *spec) next() time.Time {
	v := s.v
	if !s.bare {
		last := s.last
		for last > years && s.wild&last != 0 {
			last >>= 1
		}
		v[last.index()]++
	}
	return s.at(v)
}

// limits are the smallest and largest value of each component.
var limits = [6][2]int{{1970, 9999}, {1, 12}, {1, 31}, {0, 23}, {0, 59}, {0, 59}}

// set gives a component its value; text may be wild: one asterisk for each
// digit, and for the clock one is enough.
func (s *spec) set(c component, text string) error {
	i := c.index()
	digits := 2
	if c == years {
		digits = 4
	}
	s.last = c
	if text != "" && strings.Trim(text, "*") == "" && (len(text) == digits || c >= hours && len(text) == 1) {
		s.open(c)
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || len(text) > digits || c == years && len(text) != digits || text[0] == '+' {
		return fmt.Errorf("%q is not a valid %s: times are written 2026/11/25.14:30, 11/25, 14:30, -10m or 2026-11-25T14:30Z", text, names[i])
	}
	if n < limits[i][0] || n > limits[i][1] {
		return fmt.Errorf("the %s is %d, want %d to %d", names[i], n, limits[i][0], limits[i][1])
	}
	s.v[i] = n
	return nil
}

// open makes components match any value: they become those of 1970/01/01 00:00:00.
func (s *spec) open(c component) {
	s.wild |= c
	for i, zero := range [6]int{1970, 1, 1, 0, 0, 0} {
		if c&(1<<i) != 0 {
			s.v[i] = zero
		}
	}
}

var names = [6]string{"year", "month", "day", "hour", "minute", "second"}

// parseSpec reads a date, a clock, units or seconds since 1970.
func parseSpec(text string, now time.Time) (*spec, error) {
	if text == "" {
		return nil, errors.New("the time is missing")
	}
	s := &spec{loc: now.Location()}
	s.v = [6]int{now.Year(), int(now.Month()), now.Day()}
	if u, err := parseUnits(text); err == nil {
		return s, s.units(u)
	}
	if n, err := strconv.ParseUint(text, 10, 33); err == nil && len(text) != 4 && n > 24 {
		s.epoch(time.Unix(int64(n), 0).In(s.loc))
		return s, nil
	}
	if rest, ok := strings.CutSuffix(text, "."); ok {
		s.bare, text = true, rest
	}
	date, clock := "", text
	switch i := strings.IndexByte(text, '.'); {
	case i < 0 || strings.IndexByte(text, '/') < 0 && strings.Contains(text[:i], ":"):
		if strings.IndexByte(text, '/') >= 0 || len(text) == 4 && !strings.Contains(text, ":") {
			date, clock = text, ""
		}
	default:
		date, clock = text[:i], text[i+1:]
	}
	if err := s.date(date); err != nil {
		return nil, err
	}
	return s, s.clock(clock)
}

// epoch takes a time in seconds since 1970. Compat: alone it covers a year.
func (s *spec) epoch(t time.Time) {
	s.v = [6]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	s.last = years
}

// date reads yyyy, yyyy/mm, yyyy/mm/dd, mm/dd or dd.
func (s *spec) date(text string) error {
	if text == "" {
		return nil
	}
	parts := strings.Split(text, "/")
	from := 0
	switch {
	case len(parts) > 3:
		return fmt.Errorf("%q is not a date", text)
	case len(parts) == 1 && len(text) != 4:
		from = 2
	case len(parts) == 2 && len(parts[0]) != 4:
		from = 1
	}
	for i, p := range parts {
		if err := s.set(1<<(from+i), p); err != nil {
			return err
		}
	}
	for i := from + len(parts); i < 3; i++ {
		s.v[i] = 1
	}
	return nil
}

// clock reads hh, hh:mm, hh:mm:ss or hh:mm:ss.fraction.
func (s *spec) clock(text string) error {
	if text == "" {
		return nil
	}
	parts := strings.Split(text, ":")
	if len(parts) > 3 {
		return fmt.Errorf("%q is not a time of day", text)
	}
	if len(parts) == 3 {
		sec, frac, ok := strings.Cut(parts[2], ".")
		if ok {
			f, err := strconv.ParseFloat("0."+frac, 64)
			if err != nil || strings.Trim(frac, "0123456789") != "" {
				return fmt.Errorf("%q is not a fraction of a second", frac)
			}
			s.nano = int(math.Round(f * 1e9))
			parts[2] = sec
		}
	}
	for i, p := range parts {
		if err := s.set(hours<<i, p); err != nil {
			return err
		}
	}
	return nil
}

// A unit is one amount of an offset.
type unit struct {
	n    float64
	of   component
	wild bool
}

// offset is a list of amounts: 2h30m.
type offset []unit

// unitOf returns the component that a letter stands for.
func unitOf(letter byte) (c component, ok bool) {
	i := strings.IndexByte("yMdhms", letter)
	if i < 0 {
		return 0, false
	}
	return years << i, true
}

// parseUnits reads amounts with their units.
func parseUnits(text string) (offset, error) {
	var list offset
	for text != "" {
		i := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != '*' })
		if i <= 0 {
			return nil, fmt.Errorf("%q is not a length of time (want numbers with y, M, d, h, m or s)", text)
		}
		c, ok := unitOf(text[i])
		n, err := strconv.ParseFloat(text[:i], 64)
		wild := text[:i] == "*"
		if !ok || err != nil && !wild || n > 1e10 {
			return nil, fmt.Errorf("%q is not a length of time (want numbers with y, M, d, h, m or s)", text)
		}
		list = append(list, unit{n, c, wild})
		text = text[i+1:]
	}
	if list == nil {
		return nil, errors.New("the length of time is missing")
	}
	return list, nil
}

// add returns t later (sign 1) or earlier (-1).
func (o offset) add(t time.Time, sign float64) time.Time {
	for _, u := range o {
		n := sign * u.n
		switch u.of {
		case years:
			t = t.AddDate(int(n), 0, 0)
		case months:
			t = t.AddDate(0, int(n), 0)
		case days:
			whole := math.Trunc(n)
			t = t.AddDate(0, 0, int(whole)).Add(time.Duration((n - whole) * float64(24*time.Hour)))
		default:
			d := [3]time.Duration{time.Hour, time.Minute, time.Second}[u.of.index()-3]
			t = t.Add(time.Duration(n * float64(d)))
		}
	}
	return t
}

// truncate cuts t to the offset's smallest unit.
func (o offset) truncate(t time.Time) time.Time {
	least := years
	for _, u := range o {
		least = max(least, u.of)
	}
	v := [6]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	if least >= hours {
		// The clock may have been set back just before.
		rest := time.Duration(t.Nanosecond())
		for i := least.index() + 1; i < 6; i++ {
			rest += time.Duration(v[i]) * [6]time.Duration{4: time.Minute, 5: time.Second}[i]
		}
		return t.Add(-rest)
	}
	for i := least.index() + 1; i < 6; i++ {
		v[i] = limits[i][0]
	}
	return (&spec{loc: t.Location()}).at(v)
}

// units sets components: 2016y8M2d. Smaller ones are zero.
func (s *spec) units(list offset) error {
	least, largest := years, seconds
	for _, u := range list {
		least, largest = max(least, u.of), min(largest, u.of)
		text := strconv.Itoa(int(u.n))
		if u.wild {
			text = "*"
			if u.of < hours {
				text = "**"
			}
			if u.of == years {
				text = "****"
			}
		}
		if err := s.set(u.of, text); err != nil {
			return err
		}
	}
	s.last = least
	for i := largest.index() + 1; i < 6; i++ {
		if !list.has(1 << i) {
			s.v[i] = limits[i][0]
		}
	}
	return nil
}

func (o offset) has(c component) bool {
	for _, u := range o {
		if u.of == c {
			return true
		}
	}
	return false
}
