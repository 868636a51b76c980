// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"math"
	"math/bits"

	"github.com/argus-go/argus/record"
)

// jitterSide holds the inter-packet times of one direction (flow model,
// section 8.4). The time of the previous packet outlives a report.
type jitterSide struct {
	prev         int64
	seen         bool
	active, idle spread
}

// spread accumulates a distribution of times, in the unit given to add. The
// sums are exact.
type spread struct {
	n        uint64
	min, max uint64
	sum      uint64
	squares  uint64 // low half of the sum of squares
	high     uint64 // its high half
}

// add counts the time since the packet before. Times are taken in whole units
// of unit nanoseconds.
func (j *jitterSide) add(now, limit, unit int64, active bool) {
	prev, seen := j.prev, j.seen
	j.prev, j.seen = now, true
	if !seen || now <= prev || now-prev >= limit {
		return
	}
	s := &j.active
	if !active {
		s = &j.idle
	}
	d := uint64(now - prev)
	if unit != 1 {
		d = uint64(now/unit - prev/unit)
	}
	if s.n == 0 || d < s.min {
		s.min = d
	}
	s.max = max(s.max, d)
	s.n++
	s.sum += d
	hi, lo := bits.Mul64(d, d)
	var carry uint64
	s.squares, carry = bits.Add64(s.squares, lo, 0)
	s.high, _ = bits.Add64(s.high, hi, carry)
}

// stats returns the distribution in microseconds; perMicro units are one. The
// standard deviation is that of the population; the mean square loses its
// fraction, as in release 3.0.8.
func (s *spread) stats(perMicro float64) record.JitterStats {
	n := float64(s.n)
	mean := float64(s.sum) / n
	var dev float64
	if s.n > 1 {
		hi := s.high / s.n
		lo, _ := bits.Div64(s.high%s.n, s.squares, s.n)
		square := float64(hi)*(1<<64) + float64(lo)
		m := float64(float32(mean))
		dev = math.Sqrt(max(square-m*m, 0))
	}
	return record.JitterStats{
		N:   int32(min(s.n, math.MaxInt32)),
		Min: float32(float64(s.min) / perMicro), Mean: float32(mean / perMicro),
		StdDev: float32(dev / perMicro), Max: float32(float64(s.max) / perMicro),
	}
}

// reset begins a new interval.
func (j *jitterSide) reset() {
	j.active, j.idle = spread{}, spread{}
}
