// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A selector is the stage that decides which records the handler gets: by the
// filter, by patterns (-e, -M label=), by their number (-N) and by their time
// (-t), in this order.
type selector struct {
	config *Selection
	count  counter // -N at input
	stats  *Stats
	// keepFirst lets the first record of an input through -N, because it opens the
	// files that are written.
	keepFirst bool
	passed    bool // some record passed filter and patterns
	hit       bool // some record was in the range of -t
}

// A verdict is what a selector says about a record.
type verdict uint8

const (
	skipped  verdict = iota // not wanted
	rejected                // by the filter
	selected
)

// configure prepares the selection that the options ask for.
func (s *selector) configure(c *Config) (err error) {
	s.config = &c.Select
	s.count.countRange = c.Select.count
	if c.Select.count.output {
		s.count.countRange = allRecords
	}
	if p := c.Select.pattern; p != nil {
		err = p.compile(c.Select.foldCase)
	}
	return err
}

// selects reports whether filter or pattern select records.
func (s *selector) selects() bool { return s.config.filter != nil || s.config.pattern != nil }

// spent reports whether -N lets no further record pass.
func (s *selector) spent() bool { return s.count.n >= s.count.last }

// take judges one record. row is nil if its time is known to be out of range.
// done says that no further record can be selected.
func (s *selector) take(r *record.Record, row *field.Row, place place) (v verdict, done bool) {
	if !s.config.filter.Match(r) {
		return rejected, false
	}
	if !s.matches(r) {
		return skipped, false
	}
	s.passed = true
	if place == within {
		s.stats.Passed++
	}
	in, done := s.number(place)
	if !in || row == nil || !s.inRange(r, row) {
		return skipped, done
	}
	return selected, done
}

// matches reports whether -e and -M label= take a record.
func (s *selector) matches(r *record.Record) bool {
	c := s.config
	return (c.pattern == nil || c.pattern.match(r)) && (c.Label == nil || r.Has(record.PartLabel) && c.Label.Match(r.Label))
}

// number counts a record for -N and reports whether it is in the range.
func (s *selector) number(p place) (in, done bool) {
	switch p {
	case within:
		return s.count.take()
	case firstOfInput:
		// Compat: the first record of an input counts, but does not end the reading.
		in, _ = s.count.take()
	case firstOfAll:
		// Compat: the first record of all is not counted, and left out only by a
		// range with two ends.
		in = !s.config.count.between || s.config.count.output
	}
	return in || s.keepFirst, false
}
