// SPDX-License-Identifier: Apache-2.0

package match

import (
	"math"
	"time"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// A floatField gets a floating-point number of one side of a record; absent
// values are -1.
type floatField func(x *candidate, s side) float32

const absent = -1

func duration(x *candidate, _ side) float32 {
	if x.Type == record.TypeMAR {
		return 0
	}
	return x.measures().Dur
}

func rate(x *candidate, s side) float32 {
	if s == src {
		return x.measures().SrcRate
	}
	return x.measures().DstRate
}

func load(x *candidate, s side) float32 {
	if s == src {
		return x.measures().SrcLoad
	}
	return x.measures().DstLoad
}

// lossPercent is the share of packets lost.
func lossPercent(x *candidate, s side) float32 {
	n, ok := lost(x, s)
	if !ok || n == 0 {
		return 0
	}
	return float32(100 * float64(n) / float64(uint64(n)+counterOf(x, s).Packets))
}

// position gets a coordinate of a side's place.
func position(of func(*record.Place) float32) floatField {
	return func(x *candidate, s side) float32 {
		p := &x.Geo.Src
		if s == dst {
			p = &x.Geo.Dst
		}
		if !x.Has(record.PartGeo) || !p.Has {
			return -math.MaxFloat32 // -1 is a degree
		}
		return of(p)
	}
}

func ratio(x *candidate, _ side) float32 {
	if !x.Has(record.PartMetrics) {
		return float32(math.Copysign(0, -1))
	}
	s, d := float64(x.Metrics.Src.AppBytes), float64(x.Metrics.Dst.AppBytes)
	if s+d == 0 {
		return float32(math.Copysign(0, -1))
	}
	return float32((s - d) / (s + d))
}

// stats returns the inter-packet times of a side, nil if they are absent.
func stats(x *candidate, s side, idle bool) *record.JitterStats {
	if !x.Has(record.PartJitter) {
		return nil
	}
	j := &x.Jitter
	all := [4]*record.JitterStats{&j.SrcActive, &j.SrcIdle, &j.DstActive, &j.DstIdle}
	i := 2 * int(s)
	if idle {
		i++
	}
	if j.Has&(1<<i) == 0 {
		return nil
	}
	return all[i]
}

// interval gets the mean time between packets, deviation its deviation, in
// microseconds; 0 where a class is absent from the part.
func interval(idle bool) floatField {
	return func(x *candidate, s side) float32 {
		if t := stats(x, s, idle); t != nil {
			return t.Mean
		}
		return missing(x)
	}
}

func deviation(idle bool) floatField {
	return func(x *candidate, s side) float32 {
		if t := stats(x, s, idle); t != nil {
			return t.StdDev
		}
		return missing(x)
	}
}

func missing(x *candidate) float32 {
	if x.Has(record.PartJitter) {
		return 0
	}
	return absent
}

// idleTime gets the seconds since the end of a record.
func idleTime(x *candidate, _ side) float32 {
	if x.Type == record.TypeMAR {
		return absent
	}
	_, last := x.measures().Span()
	return float32(float64(x.now().UnixMicro()-last) / 1e6)
}

// merged gets a statistic of merged records. A record that was not merged
// has the duration as its mean, smallest and largest value, and sum.
func merged(of func(*record.AggStats) float32) floatField {
	return func(x *candidate, s side) float32 {
		switch {
		case x.Type == record.TypeMAR:
			return absent
		case x.Has(record.PartAgg):
			return of(&x.Agg.Active)
		}
		return duration(x, s)
	}
}

// spreadOfMerged gets the standard deviation of merged records.
func spreadOfMerged(x *candidate, _ side) float32 {
	switch {
	case x.Type == record.TypeMAR:
		return absent
	case x.Has(record.PartAgg):
		return x.Agg.Active.StdDev
	}
	return 0
}

// A floatSelector is a selector of a floating-point field.
type floatSelector struct {
	get   floatField
	whole bool          // of the whole record
	both  bool          // without a direction both sides are meant
	scale float64       // of the filter's number to the field's unit, 0 for 1
	unit  time.Duration // of the value, 0 if it is not a duration
	when  func(*candidate) bool
}

// floatSelectorOf returns the selector of a name.
func floatSelectorOf(name string) (s floatSelector, ok bool) {
	switch name {
	case "dur", "avgdur":
		return floatSelector{get: duration, whole: true, unit: time.Second}, true
	case "idle":
		return floatSelector{get: idleTime, whole: true, unit: time.Second}, true
	case "mean":
		return floatSelector{get: merged(func(a *record.AggStats) float32 { return a.Mean }), whole: true, unit: time.Second}, true
	case "min":
		return floatSelector{get: merged(func(a *record.AggStats) float32 { return a.Min }), whole: true, unit: time.Second}, true
	case "max":
		return floatSelector{get: merged(func(a *record.AggStats) float32 { return a.Max }), whole: true, unit: time.Second}, true
	case "sum":
		return floatSelector{get: merged(func(a *record.AggStats) float32 { return a.Mean * float32(a.N) }), whole: true, unit: time.Second}, true
	case "stddev":
		return floatSelector{get: spreadOfMerged, whole: true, unit: time.Second}, true
	case "rate":
		return floatSelector{get: rate}, true
	case "load":
		return floatSelector{get: load}, true
	case "ploss":
		return floatSelector{get: lossPercent}, true
	case "lat":
		return floatSelector{get: position(func(p *record.Place) float32 { return p.Lat })}, true
	case "lon":
		return floatSelector{get: position(func(p *record.Place) float32 { return p.Lon })}, true
	case "pcr":
		return floatSelector{get: ratio, whole: true, when: isFlowRecord}, true
	case "intpkt", "intpktact":
		return floatSelector{get: interval(false), both: true, scale: 1000, unit: time.Microsecond}, true
	case "intpktidle":
		return floatSelector{get: interval(true), both: true, scale: 1000, unit: time.Microsecond}, true
	case "jit", "jitact":
		return floatSelector{get: deviation(false), both: true, scale: 1000, unit: time.Microsecond}, true
	case "jitidle":
		return floatSelector{get: deviation(true), both: true, scale: 1000, unit: time.Microsecond}, true
	}
	return s, false
}

func (c *compiler) float(e *filter.Primitive) test {
	if e.Qual.Sel == "as" {
		return c.autonomous(e)
	}
	s, ok := floatSelectorOf(e.Qual.Sel)
	if !ok {
		return c.fail(e.At, "%s cannot be tested", e.Qual.Sel)
	}
	v := &e.Val
	var compare func(side) test
	switch v.Kind {
	case filter.ValNumber, filter.ValFloat:
		want := v.Float
		if s.scale != 0 {
			want *= s.scale
		}
		compare = func(sd side) test { return c.floatTest(s.get, sd, e.Rel, float32(want)) }
	case filter.ValDuration:
		want := float32(float64(v.Duration) / float64(s.unit))
		compare = func(sd side) test { return exactTest(s.get, sd, e.Rel, want) }
	default:
		return c.fail(v.At, "want a number")
	}
	joined := or
	dir := e.Qual.Dir
	switch {
	case s.both && v.Kind == filter.ValNumber && dir == filter.DirNone:
		// Compat: an integer without a direction is compared with the source.
		dir = filter.DirSrc
	case s.both:
		joined = and
	}
	var t test
	if s.whole {
		t = compare(src)
	} else {
		t = sides(dir, joined, compare)
	}
	if s.when != nil {
		return and(s.when, t)
	}
	return t
}

// floatTest compares values that are rounded to the precision's decimals.
//
// Compat: minus zero is less than zero, and no zero is greater than or equal to
// zero.
func (c *compiler) floatTest(get floatField, s side, rel filter.Rel, want float32) test {
	scale := math.Pow(10, float64(c.Precision))
	round := func(v float32) float64 { return math.RoundToEven(float64(v)*scale) / scale }
	w := round(want)
	less := func(v float64) bool { return v < w || v == w && math.Signbit(v) && !math.Signbit(w) }
	greater := func(v float64) bool { return v > w || v == w && math.Signbit(w) && !math.Signbit(v) }
	if w == 0 {
		switch rel {
		case filter.RelGe:
			rel = filter.RelGt
		case filter.RelLt:
			rel = filter.RelLe
		}
	}
	switch rel {
	case filter.RelEq:
		return func(x *candidate) bool { v := round(get(x, s)); return !less(v) && !greater(v) }
	case filter.RelNe:
		return func(x *candidate) bool { v := round(get(x, s)); return less(v) || greater(v) }
	case filter.RelGt:
		return func(x *candidate) bool { return greater(round(get(x, s))) }
	case filter.RelGe:
		return func(x *candidate) bool { return !less(round(get(x, s))) }
	case filter.RelLt:
		return func(x *candidate) bool { return less(round(get(x, s))) }
	}
	return func(x *candidate) bool { return !greater(round(get(x, s))) }
}

// exactTest compares with a duration that was written with a unit: whatever the
// precision, and without the exceptions for zero.
func exactTest(get floatField, s side, rel filter.Rel, want float32) test {
	switch rel {
	case filter.RelEq:
		return func(x *candidate) bool { return get(x, s) == want }
	case filter.RelNe:
		return func(x *candidate) bool { return get(x, s) != want }
	case filter.RelGt:
		return func(x *candidate) bool { return get(x, s) > want }
	case filter.RelGe:
		return func(x *candidate) bool { return get(x, s) >= want }
	case filter.RelLt:
		return func(x *candidate) bool { return get(x, s) < want }
	}
	return func(x *candidate) bool { return get(x, s) <= want }
}

// autonomous compiles `as`, whose number may be dotted.
func (c *compiler) autonomous(e *filter.Primitive) test {
	v := &e.Val
	n, ok := int64(v.Num), v.Kind == filter.ValNumber && !v.Neg
	if v.Kind == filter.ValFloat {
		n, ok = asPlain(v.Text)
	}
	if !ok {
		return c.fail(v.At, "want an AS number")
	}
	return sides(e.Qual.Dir, or, func(s side) test {
		return func(x *candidate) bool {
			a, ok := asNumber(x, s)
			return related(e.Rel, a, ok, n)
		}
	})
}
