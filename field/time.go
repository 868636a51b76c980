// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strconv"
	"strings"
	"time"
)

// startTime and lastTime are the earliest start and latest end of a record. Of
// a management record the start is the time when it was written.
func startTime(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return appendTime(dst, o, row, row.last)
	}
	return appendTime(dst, o, row, row.first)
}

func lastTime(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return appendTime(dst, o, row, row.first)
	}
	return appendTime(dst, o, row, row.last)
}

type sideTime struct {
	get, man func(*Row) int64
}

func (c sideTime) column() appendFunc {
	get, man := c.get, c.man
	return func(dst []byte, o *Options, row *Row) []byte {
		if !isFlow(row) {
			return appendTime(dst, o, row, man(row))
		}
		return appendTime(dst, o, row, get(row))
	}
}

// appendTime appends a time in microseconds since 1970.
func appendTime(dst []byte, o *Options, row *Row, us int64) []byte {
	us = known(us)
	s, f := us/1e6, us%1e6
	if o.UnixTime {
		dst = strconv.AppendInt(dst, s, 10)
		if o.Precision > 0 {
			dst = append(dst, '.')
			dst = appendMicros(dst, f, o.Precision)
		}
		return dst
	}
	if o.Format == "" {
		dst = row.clock.append(dst, o.Location, s)
		if o.Precision > 0 {
			dst = appendMicros(append(dst, '.'), f, o.Precision)
		}
		return dst
	}
	return appendFormatted(dst, o, s, f)
}

// A clock remembers the time of day that it wrote last and the offset of the
// time zone in the quarter of an hour around it; offsets change at no other
// times.
type clock struct {
	valid          bool
	second         int64
	quarter, shift int64
	text           [8]byte
}

const quarter = 15 * 60

// append appends the time of day, hh:mm:ss.
func (c *clock) append(dst []byte, loc *time.Location, s int64) []byte {
	return append(dst, c.at(loc, s)[:]...)
}

// at returns the time of day, hh:mm:ss.
func (c *clock) at(loc *time.Location, s int64) *[8]byte {
	if !c.valid || s != c.second {
		c.set(loc, s)
	}
	return &c.text
}

func (c *clock) set(loc *time.Location, s int64) {
	q := floorDiv(s, quarter)
	if !c.valid || q != c.quarter {
		if loc == nil {
			loc = time.Local
		}
		_, shift := time.Unix(s, 0).In(loc).Zone()
		c.quarter, c.shift = q, int64(shift)
	}
	t := s + c.shift
	t -= floorDiv(t, 86400) * 86400
	h, m, sec := 2*(t/3600), 2*(t/60%60), 2*(t%60)
	c.text = [8]byte{pairs[h], pairs[h+1], ':', pairs[m], pairs[m+1], ':', pairs[sec], pairs[sec+1]}
	c.valid, c.second = true, s
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// appendMicros appends the first digits of a microsecond fraction.
func appendMicros(dst []byte, f int64, digits int) []byte {
	u := uint32(f)
	a, b, c := u/10000*2, u/100%100*2, u%100*2
	text := [6]byte{pairs[a], pairs[a+1], pairs[b], pairs[b+1], pairs[c], pairs[c+1]}
	if digits >= 6 {
		return append(dst, text[:]...)
	}
	return append(dst, text[:digits]...)
}

// appendFormatted appends a time as o.Format tells: strftime plus %f for the
// fraction (clients: fields, section 4).
func appendFormatted(dst []byte, o *Options, s, f int64) []byte {
	loc := o.Location
	if loc == nil {
		loc = time.Local
	}
	t := time.Unix(s, f*1000).In(loc)
	format := o.Format
	for i := 0; i < len(format); i++ {
		c := format[i]
		if c == '.' && o.Precision == 0 && i+2 < len(format) && format[i+1] == '%' && format[i+2] == 'f' {
			continue
		}
		if c != '%' || i+1 == len(format) {
			dst = append(dst, c)
			continue
		}
		i++
		if format[i] == 'f' {
			dst = appendMicros(dst, f, o.Precision)
			continue
		}
		dst = appendDirective(dst, format[i], t)
	}
	return dst
}

// TimeWidth returns how many characters times of a format take, without the
// digits of the fraction.
func TimeWidth(format string) int {
	long := time.Date(2026, time.September, 30, 23, 59, 59, 0, time.UTC) // a Wednesday
	n := len(appendFormatted(nil, &Options{Format: format, Precision: 6, Location: time.UTC}, long.Unix(), 0))
	return n - 6*strings.Count(format, "%f")
}
