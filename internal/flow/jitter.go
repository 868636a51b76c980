// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"math"

	"github.com/argus-go/argus/record"
)

// jitterSide holds the inter-packet times of one direction (flow model,
// section 8.4). The time of the previous packet outlives a report.
type jitterSide struct {
	prev         int64
	seen         bool
	active, idle spread
}

// spread accumulates a distribution of times in nanoseconds.
type spread struct {
	n          int64
	min, max   int64
	sum        float64
	sumSquares float64
}

func (j *jitterSide) add(now, limit int64, active bool) {
	prev, seen := j.prev, j.seen
	j.prev, j.seen = now, true
	d := now - prev
	if !seen || d <= 0 || d >= limit {
		return
	}
	s := &j.active
	if !active {
		s = &j.idle
	}
	if s.n == 0 || d < s.min {
		s.min = d
	}
	s.max = max(s.max, d)
	s.n++
	s.sum += float64(d)
	s.sumSquares += float64(d) * float64(d)
}

// stats returns the distribution in microseconds; the standard deviation is
// that of the population, 0 for a single value.
func (s *spread) stats() record.JitterStats {
	n := float64(s.n)
	mean := s.sum / n
	var dev float64
	if s.n > 1 {
		dev = math.Sqrt(max(s.sumSquares/n-mean*mean, 0))
	}
	const us = 1000
	return record.JitterStats{
		N:   int32(min(s.n, math.MaxInt32)),
		Min: float32(float64(s.min) / us), Mean: float32(mean / us),
		StdDev: float32(dev / us), Max: float32(float64(s.max) / us),
	}
}

// reset begins a new interval.
func (j *jitterSide) reset() {
	j.active, j.idle = spread{}, spread{}
}
