// SPDX-License-Identifier: Apache-2.0

package rahisto

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// A spec is what -H says: the metric, and the classes that its values are divided
// into. Times and durations are in seconds.
type spec struct {
	column   *field.Field // nil without -H
	absolute bool         // the sign of values does not matter
	bins     int
	log      bool // edges are equally spaced in logarithms
	ranged   bool // from and to are known before the values are
	from, to float64
}

// maxBins is the largest number of classes.
const maxBins = 100_000

// parse reads the words of -H: METRIC BINS[L][:SIZE|:FROM-TO].
func parse(args []string) (*spec, error) {
	words := strings.Fields(strings.Join(args, " "))
	s := &spec{}
	if len(words) > 0 && words[0] == "abs" {
		s.absolute = true
		words = words[1:]
	}
	if len(words) != 2 {
		return nil, errors.New("want a metric and a number of classes, such as bytes 10:0-1500")
	}
	if err := s.setColumn(words[0]); err != nil {
		return nil, err
	}
	bins, limits, ranged := strings.Cut(words[1], ":")
	digits := strings.TrimSuffix(bins, "L")
	s.log = digits != bins
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > maxBins {
		return nil, fmt.Errorf("%q is not a number of classes (want 1 to %d, and L for logarithmic ones)", bins, maxBins)
	}
	s.bins, s.ranged = n, ranged
	if !ranged {
		return s, nil
	}
	if err := s.setRange(limits); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *spec) setColumn(name string) error {
	f, ok := recsort.Column(withoutPriority(name))
	switch {
	case ok && recsort.Numeric(f):
		s.column = f
		return nil
	case ok:
		return fmt.Errorf("%s is not a number", f.Name)
	}
	var names []string
	for _, n := range recsort.Names() {
		if f, ok := recsort.Column(n); ok && recsort.Numeric(f) {
			names = append(names, n)
		}
	}
	if near := nearest.Word(name, names); near != "" {
		return fmt.Errorf("%q is not a metric, did you mean %s?", name, near)
	}
	return fmt.Errorf("%q is not a metric (every numeric column of ra is one: see ra --help fields)", name)
}

// withoutPriority replaces the columns of VLAN tags, whose values hold a priority too,
// with those of VLAN numbers.
func withoutPriority(name string) string {
	switch strings.ToLower(name) {
	case "svlan":
		return "svid"
	case "dvlan":
		return "dvid"
	}
	return name
}

// timed reports whether the metric is a time or a duration.
func (s *spec) timed() bool { return s.column.Kind == field.Duration || s.column.Kind == field.Time }

// whole reports whether the values of the metric are whole numbers.
func (s *spec) whole() bool { return !s.timed() && s.column.Kind != field.Float }

// setRange reads FROM-TO, or the width of each class.
func (s *spec) setRange(text string) error {
	from, to, ok := cutRange(text)
	if !ok {
		width, _, err := s.number(text)
		if err != nil {
			return err
		}
		s.to = width * float64(s.bins)
	} else {
		var unit float64
		var err error
		if s.to, unit, err = s.number(to); err != nil {
			return err
		}
		var own float64
		if s.from, own, err = s.number(from); err != nil {
			return err
		}
		if own == 0 && unit != 0 {
			s.from *= unit
		}
	}
	if s.log {
		return s.setLogRange(text)
	}
	if s.to <= s.from {
		return fmt.Errorf("the range %q ends before it begins (a start without a unit has that of the end)", text)
	}
	return nil
}

// setLogRange completes a logarithmic range, which cannot begin with 0.
//
// Compat: it begins with 1 then.
func (s *spec) setLogRange(text string) error {
	switch {
	case s.from < 0:
		return fmt.Errorf("the range %q begins below 0, which has no logarithm", text)
	case s.from == 0 && s.to <= 1:
		return fmt.Errorf("the range %q begins with 0, which has no logarithm (want FROM-TO)", text)
	case s.from == 0:
		s.from = 1
	}
	if s.to <= s.from {
		return fmt.Errorf("the range %q ends before it begins (a start without a unit has that of the end)", text)
	}
	return nil
}

// cutRange divides a range at the minus sign between its two numbers.
func cutRange(text string) (from, to string, ok bool) {
	for i := 1; i < len(text); i++ {
		if text[i] == '-' && text[i-1] != 'e' && text[i-1] != 'E' {
			return text[:i], text[i+1:], true
		}
	}
	return "", "", false
}

// number reads a number and returns its unit too, 0 if it has none. M is a minute
// for times and a million otherwise.
func (s *spec) number(text string) (n, unit float64, err error) {
	digits := text
	if text != "" {
		last := text[len(text)-1]
		if unit = unitOf(last); unit == 1e6 && s.timed() {
			unit = 60
		}
		if unit != 0 {
			digits = text[:len(text)-1]
		}
	}
	n, err = strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, 0, fmt.Errorf("%q is not a number (units are u, m, s, M, H and D for times, and u, m, K, M and G otherwise)", text)
	}
	if unit != 0 {
		n *= unit
	}
	return n, unit, nil
}

// unitOf returns what a letter stands for, 0 if it is none of the units. They are
// accepted for every metric, as in the original.
func unitOf(letter byte) float64 {
	switch letter {
	case 'u':
		return 1e-6
	case 'm':
		return 1e-3
	case 's':
		return 1
	case 'K':
		return 1e3
	case 'M':
		return 1e6
	case 'G':
		return 1e9
	case 'H':
		return 3600
	case 'D':
		return 86400
	}
	return 0
}

// value returns the metric of a row; ok is false if the row has none.
func (s *spec) value(row *field.Row) (v float64, ok bool) {
	v, ok = recsort.Number(s.column, row)
	if s.absolute {
		v = math.Abs(v)
	}
	return v, ok && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// parts returns the parts of records that the metric is in.
func (s *spec) parts() record.Parts { return s.column.Parts() | record.PartFlow }

// fit chooses the range from the least and the largest value, so that each is in a
// class. Widths have two significant digits, and logarithmic ranges begin and end
// with a power of ten above 0.
func (s *spec) fit(least, leastPositive, most float64) {
	s.ranged = true
	if s.log {
		s.from = math.Pow(10, math.Ceil(math.Log10(leastPositive))-1)
		s.to = math.Pow(10, math.Floor(math.Log10(most))+1)
		// Logarithms are rounded.
		if s.from >= leastPositive {
			s.from /= 10
		}
		if s.to <= most {
			s.to *= 10
		}
		return
	}
	switch {
	case s.column.Kind == field.Time:
		s.from = math.Ceil(least) - 1
	case least < 0:
		s.from = -roundUp(-least)
	}
	width := roundUp((most - s.from) / float64(s.bins))
	for s.to = s.from + width*float64(s.bins); s.to <= most && width < math.MaxFloat64/2; { // rounded
		width = roundUp(width * 1.01)
		s.to = s.from + width*float64(s.bins)
	}
}

// roundUp returns the next number above v that has two significant digits.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	exp := int(math.Floor(math.Log10(v))) - 1
	digits := math.Floor(v/math.Pow10(exp)) + 1
	// Read from text, so that the result is the number nearest to its digits.
	n, err := strconv.ParseFloat(fmt.Sprintf("%.0fe%d", digits, exp), 64)
	if err != nil {
		return v
	}
	return n
}

// edge returns where class i begins, from 0 on; that of s.bins is where the last
// one ends.
func (s *spec) edge(i int) float64 {
	switch {
	case i == s.bins:
		return s.to
	case s.log:
		return math.Pow(10, math.Log10(s.from)+float64(i)*s.step())
	}
	return s.from + float64(i)*s.step()
}

// step returns the width of the classes, in decades if they are logarithmic.
func (s *spec) step() float64 {
	if s.log {
		return (math.Log10(s.to) - math.Log10(s.from)) / float64(s.bins)
	}
	return (s.to - s.from) / float64(s.bins)
}

// class returns the class of a value: -1 for the values up to the start of the
// range, and s.bins for those from its end on.
//
// Compat: the start of the range is not part of it.
func (s *spec) class(v float64) int {
	switch {
	case v <= s.from:
		return -1
	case v >= s.to:
		return s.bins
	}
	at := (v - s.from) / s.step()
	if s.log {
		at = (math.Log10(v) - math.Log10(s.from)) / s.step()
	}
	i := min(max(int(at), 0), s.bins-1)
	// Rounding may have gone across an edge.
	switch {
	case i > 0 && v < s.edge(i):
		i--
	case i+1 < s.bins && v >= s.edge(i+1):
		i++
	}
	return i
}
