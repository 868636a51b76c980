// SPDX-License-Identifier: Apache-2.0

package field

import "time"

// A Stamp writes times with their date and zone, 2026-11-25T16:30:00.123456Z,
// as RFC 3339 tells. It remembers the day and the offset of the zone that it
// wrote last.
type Stamp struct {
	known   bool
	day     int64 // of date, in local days since 1970
	quarter int64
	shift   int64 // of local time in that quarter of an hour, seconds
	date    [11]byte
	zone    [6]byte
	zoneLen int
}

// Append appends a time in microseconds since 1970, with digits digits after
// the point, at most 6. loc is nil for the zone of the system.
func (s *Stamp) Append(dst []byte, loc *time.Location, us int64, digits int) []byte {
	dst = s.appendLocal(dst, loc, us, digits)
	return append(dst, s.zone[:s.zoneLen]...)
}

// AppendLocal is Append without the zone.
func (s *Stamp) AppendLocal(dst []byte, loc *time.Location, us int64, digits int) []byte {
	return s.appendLocal(dst, loc, us, digits)
}

func (s *Stamp) appendLocal(dst []byte, loc *time.Location, us int64, digits int) []byte {
	sec := floorDiv(us, 1e6)
	micros := us - sec*1e6
	if q := floorDiv(sec, quarter); !s.known || q != s.quarter {
		s.setZone(loc, sec, q)
	}
	t := sec + s.shift
	day := floorDiv(t, 86400)
	if !s.known || day != s.day {
		s.setDay(day)
	}
	t -= day * 86400
	h, m, x := t/3600*2, t/60%60*2, t%60*2
	dst = append(dst, s.date[:]...)
	dst = append(dst, pairs[h], pairs[h+1], ':', pairs[m], pairs[m+1], ':', pairs[x], pairs[x+1])
	if digits > 0 {
		dst = appendMicros(append(dst, '.'), micros, digits)
	}
	return dst
}

func (s *Stamp) setZone(loc *time.Location, sec, q int64) {
	if loc == nil {
		loc = time.Local
	}
	_, shift := time.Unix(sec, 0).In(loc).Zone()
	// RFC 3339 has no seconds in zones; those of before 1900 lose theirs.
	s.shift, s.quarter = int64(shift/60*60), q
	s.zoneLen = copy(s.zone[:], "Z")
	if s.shift == 0 {
		return
	}
	sign, v := byte('+'), s.shift/60
	if v < 0 {
		sign, v = '-', -v
	}
	h, m := v/60*2, v%60*2
	s.zone = [6]byte{sign, pairs[h], pairs[h+1], ':', pairs[m], pairs[m+1]}
	s.zoneLen = len(s.zone)
}

func (s *Stamp) setDay(day int64) {
	s.known, s.day = true, day
	y, m, d := time.Unix(day*86400, 0).UTC().Date()
	y = min(max(y, 0), 9999)
	a, b, c, e := y/100*2, y%100*2, int(m)*2, d*2
	s.date = [11]byte{pairs[a], pairs[a+1], pairs[b], pairs[b+1], '-', pairs[c], pairs[c+1], '-', pairs[e], pairs[e+1], 'T'}
}
