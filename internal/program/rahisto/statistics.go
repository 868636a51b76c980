// SPDX-License-Identifier: Apache-2.0

package rahisto

import "math"

// maxModes is how many equally frequent numbers are printed.
const maxModes = 16

// statistics sum up numbers that come in order, the least first.
type statistics struct {
	n         int64
	mean, sum float64 // sum is that of the squared distances from the mean
	min, max  float64

	total           int64 // how many numbers will come
	low, high, tail float64
	run, longest    int64 // how often the last number came, and the modes
	last            float64
	modes           []float64 // the most frequent numbers, at most maxModes
}

// add adds the next number. The mean and the distances from it are updated by
// Welford's method, which does not lose digits to large sums.
func (s *statistics) add(v float64) {
	if s.n == 0 {
		s.min = v
	}
	i := s.n
	s.n++
	d := v - s.mean
	s.mean += d / float64(s.n)
	s.sum += d * (v - s.mean)
	s.max = v
	if i == (s.total-1)/2 {
		s.low = v
	}
	if i == s.total/2 {
		s.high = v
	}
	if i == tailAt(s.total) {
		s.tail = v
	}
	if v != s.last || i == 0 {
		s.last, s.run = v, 0
	}
	if s.run++; s.run > s.longest {
		s.longest, s.modes = s.run, s.modes[:0]
	}
	if s.run > 1 && s.run == s.longest && len(s.modes) < maxModes {
		s.modes = append(s.modes, v)
	}
}

// tailAt returns which of n ordered numbers has 95 of 100 below it.
func tailAt(n int64) int64 { return n * 95 / 100 }

// median returns the middle number, or the mean of the two in the middle.
func (s *statistics) median() float64 { return s.low + (s.high-s.low)/2 }

// stddev returns the standard deviation of the numbers as a whole population.
func (s *statistics) stddev() float64 {
	if s.n == 0 {
		return 0
	}
	return math.Sqrt(s.sum / float64(s.n))
}
