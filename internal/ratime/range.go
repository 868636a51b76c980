// SPDX-License-Identifier: Apache-2.0

// Package ratime reads the time ranges of the clients' -t option and tests
// record times against them (clients: options, section 7).
package ratime

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrEmpty means that a range's end is not after its start.
var ErrEmpty = errors.New("the end of the time range is not after its start")

// A mode says how a record's times must lie.
type mode byte

const (
	overlap mode = iota // its start or its end is in the range
	inside              // both are
	across              // it begins before the range and ends after it
)

// A Range is a time range of -t.
type Range struct {
	Start, End int64 // nanoseconds since 1970
	mode       mode
	not        bool
	wild       component // components of the date that do not count
	loc        *time.Location
}

// Parse reads a time range. Omitted parts are taken from now, whose location
// applies to all times.
func Parse(text string, now time.Time) (*Range, error) {
	r := &Range{loc: now.Location()}
	rest := r.prefix(strings.TrimSpace(text))
	if err := r.parse(rest, now); err != nil {
		return nil, fmt.Errorf("time range %q: %w", text, err)
	}
	if r.End <= r.Start {
		return nil, fmt.Errorf("time range %q: %w", text, ErrEmpty)
	}
	return r, nil
}

// prefix removes the letters that say how records must lie in the range.
func (r *Range) prefix(s string) string {
	for s != "" {
		switch s[0] {
		case 'x':
			r.not = true
		case 'i':
			r.mode = overlap
		case 'c':
			r.mode = inside
		case 's', 'n':
			r.mode = across
		default:
			return s
		}
		s = s[1:]
	}
	return s
}

func (r *Range) parse(s string, now time.Time) error {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		u, err := parseUnits(rest)
		if err != nil {
			return err
		}
		r.Start, r.End = u.add(now, -1).UnixNano(), now.UnixNano()
		return nil
	}
	if is, err := r.parseISO(s); is {
		return err
	}
	first, second, isRange := strings.Cut(s, "-")
	if isRange {
		from, err := parseSpec(strings.TrimSpace(first), now)
		if err != nil {
			return err
		}
		to, err := parseSpec(strings.TrimSpace(second), now)
		if err != nil {
			return err
		}
		// What either leaves open does not count in both.
		r.wild = from.wild | to.wild
		from.open(r.wild)
		to.open(r.wild)
		return r.span(from, func(time.Time) time.Time { return to.at(to.v) })
	}
	first, offset, hasOffset := strings.Cut(s, "+")
	from, err := parseSpec(strings.TrimSpace(first), now)
	if err != nil {
		return err
	}
	r.wild = from.wild
	if !hasOffset {
		return r.span(from, func(time.Time) time.Time { return from.next() })
	}
	u, err := parseUnits(strings.TrimSpace(offset))
	if err != nil {
		return err
	}
	return r.span(from, func(t time.Time) time.Time { return u.truncate(u.add(t, 1)) })
}

// span sets the start, and the end that follows from it.
func (r *Range) span(from *spec, end func(start time.Time) time.Time) error {
	t, err := from.time()
	if err != nil {
		return err
	}
	r.Start, r.End = t.UnixNano(), end(t).UnixNano()
	return nil
}

// plain sets the components that do not count to those of 1970/01/01 00:00:00,
// and takes the others as those of UTC.
func (r *Range) plain(ns int64) int64 {
	if r.wild == 0 {
		return ns
	}
	t := time.Unix(0, ns).In(r.loc)
	v := [6]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	for i, zero := range [6]int{1970, 1, 1, 0, 0, 0} {
		if r.wild&(1<<i) != 0 {
			v[i] = zero
		}
	}
	return time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], t.Nanosecond(), time.UTC).UnixNano()
}

// Match reports whether a flow record with the given first and last time, in
// nanoseconds since 1970, is in the range.
//
// Compat: without a prefix a record that begins before the range and ends
// after it is not.
func (r *Range) Match(first, last int64) bool {
	a, b := r.plain(first), r.plain(last)
	var in bool
	switch r.mode {
	case overlap:
		in = a >= r.Start && a <= r.End || b > r.Start && b <= r.End
	case inside:
		in = a >= r.Start && b <= r.End
	case across:
		in = a <= r.Start && b >= r.End
	}
	return in != r.not
}

// MatchManagement is Match for management records: whole seconds count.
func (r *Range) MatchManagement(now int64) bool {
	const second = int64(time.Second)
	v := r.plain(now) / second
	return (v >= r.Start/second && v <= r.End/second) != r.not
}

// Bounds returns times between which any record of the range has one of its own,
// in nanoseconds since 1970; false if they are not easily determined.
func (r *Range) Bounds() (first, last int64, ok bool) {
	// Times are compared in whole microseconds.
	return r.Start, r.End + 999, !r.not && r.wild == 0 && r.Start > 0 && r.Start <= r.End
}

// Outside reports whether no record whose times lie between the two can be in
// the range; false if that is not easily determined.
func (r *Range) Outside(first, last int64) bool {
	from, to, ok := r.Bounds()
	return ok && (max(first, last) < from || min(first, last) > to)
}
