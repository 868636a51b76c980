// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/record"
)

// startTime is the earliest start of a record. Of a management record it is the
// time when it was written.
func startTime(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row):
		return TimeValue(row.last)
	case !row.hasTimes():
		return Value{}
	}
	return TimeValue(known(row.first))
}

// lastTime is the latest end of a record. Of a management record it is the start
// of its interval.
func lastTime(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row):
		return TimeValue(row.first)
	case !row.hasTimes():
		return Value{}
	}
	_, last := row.Span()
	return TimeValue(last)
}

// lastText prints the time 0 for an end that is not known.
//
// Compat: the value is the start then.
func lastText(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return appendTime(dst, o, row, row.first)
	}
	return appendTime(dst, o, row, row.last)
}

// A sideTime is a column of one side's first or last time. A side that sent no
// packets has none.
type sideTime struct {
	of  side
	end bool
}

func (c sideTime) value(_ *Options, row *Row) Value {
	us, part := row.SrcStart, record.TimeSrcStart
	switch {
	case !isFlow(row) && c.end:
		return TimeValue(row.last)
	case !isFlow(row):
		return TimeValue(row.first)
	case c.of == source && c.end:
		us, part = row.SrcEnd, record.TimeSrcEnd
	case c.of == destination && c.end:
		us, part = row.DstEnd, record.TimeDstEnd
	case c.of == destination:
		us, part = row.DstStart, record.TimeDstStart
	}
	if row.present&part == 0 || !row.hasTimes() {
		return Value{}
	}
	return TimeValue(known(us))
}

// A span is a column of a duration; none chooses that of the whole record. The
// text is that of a single-precision number.
type span struct{ of side }

func (c span) value(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row):
		return DurationValue(row.last - row.first)
	case !row.hasTimes():
		return Value{}
	case c.of == source:
		return DurationValue(row.SrcEnd - row.SrcStart)
	case c.of == destination:
		return DurationValue(row.DstEnd - row.DstStart)
	}
	first, last := row.extent()
	return DurationValue(last - first)
}

func (c span) text(dst []byte, o *Options, row *Row) []byte {
	v := c.value(o, row)
	return fixed(dst, o.Precision, float64(seconds(v.Int())))
}

// relative is the time from the start of the first record printed.
func relative(o *Options, row *Row) Value {
	if !isFlow(row) || !row.hasTimes() {
		return Value{}
	}
	return DurationValue(row.first - o.Begin)
}

// relativeText prints the digits of a microsecond that fit in the precision; of
// management records it prints the time when they were written.
func relativeText(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return appendTime(dst, o, row, row.last)
	}
	t := row.first - o.Begin
	if t < 0 {
		dst, t = append(dst, '-'), -t
	}
	dst = appendInt(dst, t/1e6)
	if o.Precision > 0 {
		dst = appendMicros(append(dst, '.'), t%1e6, o.Precision)
	}
	return dst
}

// idleTime is the time since the end of the record.
func idleTime(o *Options, row *Row) Value {
	if !isFlow(row) || !row.hasTimes() {
		return Value{}
	}
	return DurationValue(o.Now - row.last)
}

func idleText(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return dst
	}
	return fixed(dst, o.Precision, float64(o.Now-row.last)/1e6)
}

// AppendTime appends a time in microseconds since 1970 that is not one of a
// record, in the form that clients print times in.
func AppendTime(dst []byte, o *Options, us int64) []byte {
	return appendTime(dst, o, &Row{}, us)
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
