// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math"

	"github.com/argus-go/argus/record"
)

// jitterOf returns the active and idle inter-packet times of a side.
func jitterOf(row *Row, dstSide bool) (active, idle *record.JitterStats) {
	if !isFlow(row) || !row.Has(record.PartJitter) {
		return nil, nil
	}
	j := &row.Jitter
	if dstSide {
		return present(&j.DstActive, j.Has&4), present(&j.DstIdle, j.Has&8)
	}
	return present(&j.SrcActive, j.Has&1), present(&j.SrcIdle, j.Has&2)
}

var noJitter record.JitterStats

func present(s *record.JitterStats, has uint8) *record.JitterStats {
	if has == 0 {
		return &noJitter
	}
	return s
}

// meanInterval is the weighted mean of active and idle times, in ms.
type meanInterval struct{ dstSide bool }

func (c meanInterval) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		a, i := jitterOf(row, dstSide)
		if a == nil || dstSide && a.N+i.N <= 0 {
			return dst
		}
		return fixed64(dst, o.Precision, float64(jointMean(a, i))/1000)
	}
}

// jointMean is the mean of two classes, in µs and in single precision.
func jointMean(a, i *record.JitterStats) float32 {
	n := float32(a.N + i.N)
	if n <= 0 {
		return 0
	}
	return (float32(a.Mean*float32(a.N)) + float32(i.Mean*float32(i.N))) / n
}

// An interval is a column of one class's time in ms.
type interval struct {
	dstSide, idle bool
	get           func(*record.JitterStats) float32
}

func (c interval) column() appendFunc {
	dstSide, idle, get := c.dstSide, c.idle, c.get
	return func(dst []byte, o *Options, row *Row) []byte {
		a, i := jitterOf(row, dstSide)
		if a == nil {
			return dst
		}
		if idle {
			a = i
		}
		return fixed64(dst, o.Precision, float64(get(a))/1000)
	}
}

// A largest is a column of the larger of the two classes' times in ms. The
// minimum columns of the originals take the larger one too.
type largest struct {
	dstSide bool
	get     func(*record.JitterStats) float32
}

func (c largest) column() appendFunc {
	dstSide, get := c.dstSide, c.get
	return func(dst []byte, o *Options, row *Row) []byte {
		a, i := jitterOf(row, dstSide)
		switch {
		case a == nil:
			return dst
		case dstSide: // Compat: the destination's idle times are left out
			return fixed64(dst, o.Precision, float64(get(a))/1000)
		}
		return fixed64(dst, o.Precision, float64(max(get(a), get(i)))/1000)
	}
}

// deviation is the standard deviation over both classes, in ms.
//
// Compat: where both classes have samples the joint value lacks a factor 1000
// on one of its terms, as in release 3.0.8.
type deviation struct{ dstSide bool }

func (c deviation) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		a, i := jitterOf(row, dstSide)
		switch {
		case a == nil || a.N+i.N <= 0:
			return dst
		case i.N == 0:
			return fixed64(dst, o.Precision, float64(a.StdDev)/1000)
		case a.N == 0:
			return fixed64(dst, o.Precision, float64(i.StdDev)/1000)
		}
		n := float64(a.N + i.N)
		m := float64(jointMean(a, i))
		s := sumSquares(a) + sumSquares(i)
		ms := float64(float32(m / 1000))
		return fixed64(dst, o.Precision, math.Sqrt(s/1000/n-ms*ms))
	}
}

func sumSquares(s *record.JitterStats) float64 {
	n, sum := float64(s.N), float64(s.Mean*float32(s.N)) // single precision, as in release 3.0.8
	return n*float64(s.StdDev)*float64(s.StdDev) + sum*sum/n
}

// classDeviation is the standard deviation of one class, in ms.
type classDeviation struct {
	dstSide, idle bool
}

func (c classDeviation) column() appendFunc {
	dstSide, idle := c.dstSide, c.idle
	return func(dst []byte, o *Options, row *Row) []byte {
		a, i := jitterOf(row, dstSide)
		if idle {
			a = i
		}
		if a == nil || a.N <= 0 {
			return dst
		}
		return fixed64(dst, o.Precision, float64(a.StdDev)/1000)
	}
}

func jitMean(s *record.JitterStats) float32 { return s.Mean }
func jitMax(s *record.JitterStats) float32  { return s.Max }
func jitMin(s *record.JitterStats) float32  { return s.Min }
