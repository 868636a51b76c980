// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseISO reads a range whose first time is of ISO 8601, which no release
// has: 2016-08-02T02:20:10+02:00, alone or with an end after a minus sign or a
// slash, or with a length after a plus sign. Without zone a time is local.
func (r *Range) parseISO(s string) (is bool, err error) {
	from, rest, err := isoSpec(s, r.loc)
	if from == nil || err != nil {
		return from != nil || err != nil, err
	}
	rest = strings.TrimSpace(rest)
	switch {
	case rest == "":
		return true, r.span(from, func(time.Time) time.Time { return from.next() })
	case rest[0] == '+':
		u, err := parseUnits(strings.TrimSpace(rest[1:]))
		if err != nil {
			return true, err
		}
		return true, r.span(from, func(t time.Time) time.Time { return u.truncate(u.add(t, 1)) })
	case rest[0] == '-' || rest[0] == '/':
		to, rest, err := isoSpec(strings.TrimSpace(rest[1:]), from.loc)
		switch {
		case err != nil:
			return true, err
		case to == nil || rest != "":
			return true, errors.New("the end is not a time of the form 2016-08-02T02:21:00Z")
		}
		return true, r.span(from, func(time.Time) time.Time { return to.at(to.v) })
	}
	return true, fmt.Errorf("%q cannot follow a time", rest)
}

// isoSpec reads a time of ISO 8601 at the start of text. It returns nil if
// there is none.
func isoSpec(text string, loc *time.Location) (s *spec, rest string, err error) {
	const date = "2006-01-02"
	if len(text) < len(date) || text[4] != '-' || text[7] != '-' || !digits(text[:4]+text[5:7]+text[8:10]) {
		return nil, text, nil
	}
	s = &spec{loc: loc}
	for i, p := range []string{text[:4], text[5:7], text[8:10]} {
		if err := s.set(years<<i, p); err != nil {
			return nil, "", err
		}
	}
	rest = text[len(date):]
	if day := s.at(s.v).Day(); day != s.v[2] {
		return nil, "", fmt.Errorf("the month %d has no day %d", s.v[1], s.v[2])
	}
	if len(rest) < 3 || rest[0] != 'T' && rest[0] != ' ' || !digits(rest[1:3]) {
		return s, rest, nil
	}
	if rest, err = s.isoClock(rest[1:]); err != nil {
		return nil, "", err
	}
	if zone, n := isoZone(rest); zone != nil {
		s.loc, rest = zone, rest[n:]
	}
	return s, rest, nil
}

// isoClock reads hh[:mm[:ss[.fraction]]].
func (s *spec) isoClock(text string) (rest string, err error) {
	for c := hours; ; c <<= 1 {
		if err := s.set(c, text[:2]); err != nil {
			return "", err
		}
		if text = text[2:]; c == seconds || len(text) < 3 || text[0] != ':' || !digits(text[1:3]) {
			break
		}
		text = text[1:]
	}
	if s.last != seconds || len(text) < 2 || text[0] != '.' {
		return text, nil
	}
	n := 1
	for n < len(text) && digits(text[n:n+1]) {
		n++
	}
	frac := (text[1:n] + "000000000")[:9]
	s.nano, err = strconv.Atoi(frac)
	return text[n:], err
}

// isoZone reads Z, +hh, +hhmm or +hh:mm at the start of text; nil is none.
func isoZone(text string) (loc *time.Location, n int) {
	if text == "" {
		return nil, 0
	}
	if text[0] == 'Z' {
		return time.UTC, 1
	}
	if text[0] != '+' && text[0] != '-' {
		return nil, 0
	}
	for _, form := range []string{"+00:00", "+0000", "+00"} {
		n := len(form)
		if len(text) < n || len(text) > n && isAlnum(text[n]) {
			continue
		}
		hh, mm := text[1:3], "00"
		if n > 3 {
			mm = text[n-2 : n]
		}
		if !digits(hh+mm) || n == len("+00:00") && text[3] != ':' {
			continue
		}
		h, _ := strconv.Atoi(hh)
		m, _ := strconv.Atoi(mm)
		if h > 14 || m > 59 {
			continue // a year or an hour that the range ends with
		}
		shift := (h*60 + m) * 60
		if text[0] == '-' {
			shift = -shift
		}
		return time.FixedZone(text[:n], shift), n
	}
	return nil, 0
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isAlnum(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == ':' }
