// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math"

	"github.com/argus-go/argus/record"
)

// A class is a kind of inter-packet times: those before active packets, those
// before idle ones, or both.
type class uint8

const (
	active class = 1 << iota
	idle
	bothClasses = active | idle
)

// hasJitter reports whether a flow has inter-packet times.
func hasJitter(row *Row) bool { return isFlow(row) && row.Has(record.PartJitter) }

// jitterOf returns the inter-packet times of a side's class, nil where the
// record has none of them.
func jitterOf(row *Row, of side, c class) *record.JitterStats {
	if !hasJitter(row) {
		return nil
	}
	j := &row.Jitter
	s, bit := &j.SrcActive, uint8(1)
	switch {
	case of == destination && c == idle:
		s, bit = &j.DstIdle, 8
	case of == destination:
		s, bit = &j.DstActive, 4
	case c == idle:
		s, bit = &j.SrcIdle, 2
	}
	if j.Has&bit == 0 {
		return nil
	}
	return s
}

var noJitter record.JitterStats

// classesOf returns the active and idle inter-packet times of a side, zeros for
// a class that the record does not have.
func classesOf(row *Row, of side) (act, idl *record.JitterStats) {
	act, idl = jitterOf(row, of, active), jitterOf(row, of, idle)
	if act == nil {
		act = &noJitter
	}
	if idl == nil {
		idl = &noJitter
	}
	return act, idl
}

// millis returns a number of microseconds in milliseconds.
func millis(us float32) Value { return FloatValue(float64(us) / 1000) }

// A meanInterval is a column of the weighted mean of both classes, in ms.
type meanInterval struct{ of side }

func (c meanInterval) value(_ *Options, row *Row) Value {
	a, i := classesOf(row, c.of)
	if a.N+i.N <= 0 {
		return Value{}
	}
	return millis(jointMean(a, i))
}

func (c meanInterval) text(dst []byte, o *Options, row *Row) []byte {
	v := c.value(o, row)
	if v.kind == Absent && c.of == source && hasJitter(row) {
		return fixed(dst, o.Precision, 0)
	}
	return v.append(dst, o, row)
}

// jointMean is the mean of two classes, in µs and in single precision.
func jointMean(a, i *record.JitterStats) float32 {
	n := float32(a.N + i.N)
	if n <= 0 {
		return 0
	}
	return (float32(a.Mean*float32(a.N)) + float32(i.Mean*float32(i.N))) / n
}

// An interval is a column of one class's time in ms. For both classes it is the
// larger of their times; the minimum columns of the originals take the larger one
// too.
type interval struct {
	of  side
	in  class
	get func(*record.JitterStats) float32
}

func (c interval) value(_ *Options, row *Row) Value {
	if c.in != bothClasses {
		if s := jitterOf(row, c.of, c.in); s != nil {
			return millis(c.get(s))
		}
		return Value{}
	}
	act, idl := jitterOf(row, c.of, active), jitterOf(row, c.of, idle)
	switch {
	case act == nil && idl == nil:
		return Value{}
	case act == nil:
		act = &noJitter
	case idl == nil:
		idl = &noJitter
	}
	return millis(max(c.get(act), c.get(idl)))
}

// text prints 0 for a class that a record with inter-packet times lacks.
func (c interval) text(dst []byte, o *Options, row *Row) []byte {
	v := c.value(o, row)
	if v.kind == Absent && hasJitter(row) {
		return fixed(dst, o.Precision, 0)
	}
	return v.append(dst, o, row)
}

// A deviation is a column of the standard deviation over both classes, in ms.
//
// Compat: where both classes have samples the joint value lacks a factor 1000
// on one of its terms, as in release 3.0.8.
type deviation struct{ of side }

func (c deviation) value(_ *Options, row *Row) Value {
	a, i := classesOf(row, c.of)
	switch {
	case a.N+i.N <= 0:
		return Value{}
	case i.N == 0:
		return millis(a.StdDev)
	case a.N == 0:
		return millis(i.StdDev)
	}
	n := float64(a.N + i.N)
	m := float64(jointMean(a, i))
	s := sumSquares(a) + sumSquares(i)
	ms := float64(float32(m / 1000))
	return FloatValue(math.Sqrt(s/1000/n - ms*ms))
}

func sumSquares(s *record.JitterStats) float64 {
	n, sum := float64(s.N), float64(s.Mean*float32(s.N)) // single precision, as in release 3.0.8
	return n*float64(s.StdDev)*float64(s.StdDev) + sum*sum/n
}

// A classDeviation is a column of the standard deviation of one class, in ms.
type classDeviation struct {
	of side
	in class
}

func (c classDeviation) value(_ *Options, row *Row) Value {
	s := jitterOf(row, c.of, c.in)
	if s == nil || s.N <= 0 {
		return Value{}
	}
	return millis(s.StdDev)
}

func jitMean(s *record.JitterStats) float32 { return s.Mean }
func jitMax(s *record.JitterStats) float32  { return s.Max }
func jitMin(s *record.JitterStats) float32  { return s.Min }

// A timeHistogram is a column of how often inter-packet times occurred.
type timeHistogram struct {
	of side
	in class
}

func (c timeHistogram) value(_ *Options, row *Row) Value {
	act, idl := classesOf(row, c.of)
	var h [8]uint8
	n := 0
	for i := range h {
		v := 0
		if c.in&active != 0 {
			v += int(act.Hist[i])
		}
		if c.in&idle != 0 {
			v += int(idl.Hist[i])
		}
		n += v
		h[i] = uint8(min(v, 255))
	}
	if n == 0 {
		return Value{}
	}
	return histogram(&h)
}

// A sizeHistogram is a column of how often packet sizes occurred.
type sizeHistogram struct{ of side }

func (c sizeHistogram) value(_ *Options, row *Row) Value {
	z := sizesOf(row, c.of)
	switch {
	case z == nil || !z.HasHist:
		return Value{}
	case c.of == destination:
		return histogram(&z.DstHist)
	}
	return histogram(&z.SrcHist)
}

// histogram returns one hexadecimal digit for each bucket, the largest being f.
func histogram(h *[8]uint8) Value {
	top := 0
	for _, v := range h {
		top = max(top, int(v))
	}
	v := Value{kind: Text, size: uint8(len(h))}
	for i, n := range h {
		d := int(n)
		if top > 15 {
			d = (d*15 + top - 1) / top
		}
		v.short[i] = hexDigits[d]
	}
	return v
}
