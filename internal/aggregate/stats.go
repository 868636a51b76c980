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

func (s *sample) add(v float64) { s.merge(&sample{1, v, v * v, v, v}) }

func (s *sample) merge(o *sample) {
	switch {
	case o.n == 0:
		return
	case s.n == 0:
		*s = *o
		return
	}
	s.n += o.n
	s.sum += o.sum
	s.sq += o.sq
	s.min, s.max = min(s.min, o.min), max(s.max, o.max)
}

// sampleOf reads a statistic back from a record.
func sampleOf(a *record.AggStats) sample {
	n, mean := float64(a.N), float64(a.Mean)
	dev := float64(a.StdDev)
	return sample{
		n: int64(a.N), sum: n * mean, sq: n * (dev*dev + mean*mean),
		min: float64(a.Min), max: float64(a.Max),
	}
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

// begin starts the statistics with one record, or with those of a record that
// is merged already.
func (s *stats) begin(row *field.Row, metric Metric) {
	r := row.Record
	*s = stats{count: 1}
	if metric.Of == nil && decoded(r, record.PartAgg) {
		s.count, s.dist = r.Agg.Count, r.Agg.Idle.Dist
		s.active, s.idle = sampleOf(&r.Agg.Active), sampleOf(&r.Agg.Idle)
		return
	}
	if decoded(r, record.PartAgg) {
		s.count = r.Agg.Count
	}
	if r.Metrics.Src.Packets+r.Metrics.Dst.Packets > 0 {
		s.active.add(metric.value(row))
	}
}

// beginStats starts the statistics of a group with one record.
func (s *State) beginStats(p *pool, row *field.Row, metric Metric) {
	if decoded(row.Record, record.PartAgg) {
		s.stats = p.stats.add(&p.arena)
		p.stats.at(s.stats).begin(row, metric)
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
	var o stats
	o.begin(row, metric)
	x := p.stats.at(s.stats)
	x.merge(&o)
	x.gap(gap)
}

func (s *stats) merge(o *stats) {
	s.count += o.count
	s.active.merge(&o.active)
	s.idle.merge(&o.idle)
	for i, n := range o.dist {
		s.dist[i] = saturate(s.dist[i], n)
	}
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
