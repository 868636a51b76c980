// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"math"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A Metric is the value of a record that the statistics of a group are about.
// The zero Metric is the duration in seconds.
type Metric struct {
	// Of returns the value of a row; nil is the duration.
	Of func(*field.Row) float64
}

func (m Metric) value(row *field.Row) float64 {
	if m.Of != nil {
		return m.Of(row)
	}
	first, last := row.Span()
	return float64(last-first) / 1e6
}

// A sample adds up values in double precision, so that the order of merging
// does not show. The originals use single precision.
type sample struct {
	n        int64
	sum, sq  float64 // of values and of their squares
	min, max float64
}

func (s *sample) add(v float64) {
	if s.n == 0 {
		s.min, s.max = v, v
	}
	s.n++
	s.sum += v
	s.sq += v * v
	s.min, s.max = min(s.min, v), max(s.max, v)
}

// merge adds the sample that a record has of records merged earlier.
func (s *sample) merge(a *record.AggStats) {
	if a.N == 0 {
		return
	}
	n, mean, dev := float64(a.N), float64(a.Mean), float64(a.StdDev)
	if s.n == 0 {
		s.min, s.max = float64(a.Min), float64(a.Max)
	}
	s.n += int64(a.N)
	s.sum += n * mean
	s.sq += n * (dev*dev + mean*mean)
	s.min, s.max = min(s.min, float64(a.Min)), max(s.max, float64(a.Max))
}

func (s *sample) fill(a *record.AggStats) {
	*a = record.AggStats{}
	if s.n <= 0 {
		return
	}
	mean := s.sum / float64(s.n)
	a.N = int32(min(s.n, math.MaxInt32))
	a.Min, a.Max, a.Mean = float32(s.min), float32(s.max), float32(mean)
	if s.n > 1 {
		a.StdDev = float32(math.Sqrt(math.Abs(s.sq/float64(s.n) - mean*mean)))
	}
}

// stats are the statistics of merged records: the aggregation part.
type stats struct {
	count        uint32
	active, idle sample
	dist         [8]byte // of idle times, in decades of microseconds
}

// add adds one record, or the statistics of a record that is merged already.
func (s *stats) add(row *field.Row, metric Metric) {
	r := row.Record
	merged := decoded(r, record.PartAgg)
	if merged {
		s.count += r.Agg.Count
	} else {
		s.count++
	}
	switch {
	case merged && metric.Of == nil:
		s.active.merge(&r.Agg.Active)
		s.idle.merge(&r.Agg.Idle)
		for i, n := range r.Agg.Idle.Dist {
			s.dist[i] = saturate(s.dist[i], n)
		}
	case r.Metrics.Src.Packets+r.Metrics.Dst.Packets > 0:
		s.active.add(metric.value(row))
	}
}

// beginStats starts the statistics of a group with one record.
func (s *State) beginStats(p *pool, row *field.Row, metric Metric) {
	if decoded(row.Record, record.PartAgg) {
		s.stats = p.stats.add(&p.arena)
		x := p.stats.at(s.stats)
		*x = stats{}
		x.add(row, metric)
		return
	}
	s.measured = row.Metrics.Src.Packets+row.Metrics.Dst.Packets > 0
	if s.measured {
		s.value = metric.value(row)
	}
}

// statistics returns those of the group.
func (s *State) statistics(p *pool) stats {
	if s.stats != 0 {
		return *p.stats.at(s.stats)
	}
	x := stats{count: 1}
	if s.measured {
		x.active.add(s.value)
	}
	return x
}

// mergeStats adds a record that began gap microseconds after the group ended.
func (s *State) mergeStats(p *pool, row *field.Row, metric Metric, gap int64) {
	if s.stats == 0 {
		x := s.statistics(p)
		s.stats = p.stats.add(&p.arena)
		*p.stats.at(s.stats) = x
	}
	x := p.stats.at(s.stats)
	x.add(row, metric)
	x.gap(gap)
}

// gap counts the idle time between two records, in microseconds.
func (s *stats) gap(us int64) {
	if us <= 0 {
		return
	}
	s.idle.add(float64(us))
	i := 0
	for v := us; v >= 10 && i < len(s.dist)-1; v /= 10 {
		i++
	}
	s.dist[i] = saturate(s.dist[i], 1)
}

func saturate(a, b byte) byte { return byte(min(int(a)+int(b), math.MaxUint8)) }

func (s *stats) fill(a *record.Agg) {
	*a = record.Agg{Metric: 4, Count: s.count}
	s.active.fill(&a.Active)
	s.idle.fill(&a.Idle)
	a.Idle.Dist = s.dist
}
