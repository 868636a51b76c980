// SPDX-License-Identifier: Apache-2.0

package rahisto

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestParse: ranges by the units that the original's manual lists. M is 60 for times
// and a million otherwise, and the unit of the end is that of a start without one
// (rahisto of 3.0.8.2: bytes 3:1-2K begins at 1000).
func TestParse(t *testing.T) {
	for text, want := range map[string]spec{
		"bytes 4:0-1000":     {bins: 4, ranged: true, to: 1000},
		"bytes 4:250":        {bins: 4, ranged: true, to: 1000},
		"bytes 3:1-2K":       {bins: 3, ranged: true, from: 1000, to: 2000},
		"bytes 3:1s-2K":      {bins: 3, ranged: true, from: 1, to: 2000},
		"bytes 2:0-2M":       {bins: 2, ranged: true, to: 2e6},
		"bytes 2:0-1G":       {bins: 2, ranged: true, to: 1e9},
		"dur 2:0-2M":         {bins: 2, ranged: true, to: 120},
		"dur 2:0-1H":         {bins: 2, ranged: true, to: 3600},
		"dur 2:0-1D":         {bins: 2, ranged: true, to: 86400},
		"dur 2:1-1500m":      {bins: 2, ranged: true, from: 1e-3, to: 1.5},
		"dur 2:0-75u":        {bins: 2, ranged: true, to: 75e-6},
		"DURATION 2:1e-3-5":  {bins: 2, ranged: true, from: 1e-3, to: 5},
		"pcr 4:-1-1":         {bins: 4, ranged: true, from: -1, to: 1},
		"pcr 4:-1--0.5":      {bins: 4, ranged: true, from: -1, to: -0.5},
		"dur 5L:0-10":        {bins: 5, ranged: true, log: true, from: 1, to: 10},
		"dur 5L:10m-1s":      {bins: 5, ranged: true, log: true, from: 0.01, to: 1},
		"abs pcr 7":          {bins: 7, absolute: true},
		"avgdur 7L":          {bins: 7, log: true},
		"bytes 100000:0-1e9": {bins: 100000, ranged: true, to: 1e9},
	} {
		got, err := parse(strings.SplitN(text, " ", 2))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		near := math.Abs(got.from-want.from) < 1e-12 && math.Abs(got.to-want.to) < 1e-12
		got.column, got.from, got.to = nil, want.from, want.to
		if !near || *got != want {
			t.Errorf("%s: have %+v, want %+v", text, *got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "want a metric",
		"bytes":               "want a metric",
		"bytes 4 5":           "want a metric",
		"byts 4":              `"byts" is not a metric, did you mean bytes?`,
		"qqqqqq 4":            `"qqqqqq" is not a metric (every numeric column`,
		"saddr 4":             "saddr is not a number",
		"bytes 0":             `"0" is not a number of classes`,
		"bytes 100001":        "want 1 to 100000",
		"bytes xL":            `"xL" is not a number of classes`,
		"bytes 4:":            `"" is not a number`,
		"bytes 4:0-10k":       `"10k" is not a number`,
		"bytes 4:0-":          `"" is not a number`,
		"bytes 4:0-inf":       `"inf" is not a number`,
		"bytes 4:NaN-1":       `"NaN" is not a number`,
		"bytes 4:0":           "ends before it begins",
		"bytes 4:10-0":        "ends before it begins",
		"bytes 4L:-1-10":      "begins below 0",
		"bytes 4L:0-1":        "begins with 0",
		"bytes 4:1e308-1e308": "ends before it begins",
	} {
		if _, err := parse([]string{text}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: have %v, want %s", text, err, want)
		}
	}
}

// TestClasses: each edge begins its class, the numbers next to it are on either side,
// and the ends of the range are outside.
func TestClasses(t *testing.T) {
	for _, text := range []string{"bytes 10:0-1", "dur 7:0-75u", "bytes 9L:1-1000", "dur 5L:1m-100", "pcr 3:-1-1", "bytes 1:5-6"} {
		s, err := parse([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.bins + 1 {
			e := s.edge(i)
			at, below := s.class(e), s.class(math.Nextafter(e, math.Inf(-1)))
			wantAt := i
			if i == 0 {
				wantAt = -1
			}
			if at != wantAt || below != i-1 {
				t.Errorf("%s: edge %d (%g) is in class %d and what is below in %d, want %d and %d", text, i, e, at, below, wantAt, i-1)
			}
		}
	}
}

// TestFit: ranges that are chosen from the values hold all of them. The first is the
// example of the original's manual: ten classes up to 81.354462 are 8.2 wide.
func TestFit(t *testing.T) {
	s := &spec{bins: 10}
	s.column = mustSpec(t, "dur 1").column
	s.fit(0.008055, 0.008055, 81.354462)
	if s.from != 0 || s.to != 82 {
		t.Errorf("have %g to %g, want 0 to 82", s.from, s.to)
	}
	for _, text := range []string{"bytes 1", "bytes 7", "bytes 3L", "stime 5", "pcr 4"} {
		for _, ends := range [][2]float64{{1, 1}, {3, 1000}, {0.001, 0.1}, {999, 1000}, {1e-9, 1e12}, {-5, 7}, {-9, -2}} {
			s := mustSpec(t, text)
			least, most := ends[0], ends[1]
			if s.log && least <= 0 {
				continue
			}
			s.fit(least, least, most)
			if s.class(least) < 0 || s.class(most) >= s.bins {
				t.Errorf("%s: %g to %g does not hold %g and %g", text, s.from, s.to, least, most)
			}
		}
	}
}

func mustSpec(t *testing.T, text string) *spec {
	t.Helper()
	s, err := parse([]string{text})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStatistics: 2, 4, 4, 4, 5, 5, 7, 9 have the mean 40/8 and the variance 32/8. The
// median is between 4 and 5, and the last of 8 values is the one that at least 95 of
// 100 do not exceed.
func TestStatistics(t *testing.T) {
	s := statistics{total: 8}
	for _, v := range []float64{2, 4, 4, 4, 5, 5, 7, 9} {
		s.add(v)
	}
	if s.n != 8 || s.mean != 5 || s.stddev() != 2 || s.min != 2 || s.max != 9 || s.median() != 4.5 || s.tail != 9 || !slices.Equal(s.modes, []float64{4}) {
		t.Errorf("have %+v, median %g, stddev %g", s, s.median(), s.stddev())
	}
	s = statistics{total: 5}
	for _, v := range []float64{1, 1, 3, 8, 8} {
		s.add(v)
	}
	if s.median() != 3 || !slices.Equal(s.modes, []float64{1, 8}) {
		t.Errorf("have %+v, median %g, want 3 and the modes 1 and 8", s, s.median())
	}
	// Of 100 values 95 are below the 96th.
	s = statistics{total: 100}
	for i := range 100 {
		s.add(float64(i + 1))
	}
	if s.tail != 96 || len(s.modes) != 0 || s.mean != 50.5 {
		t.Errorf("have %+v, want 96 and no mode", s)
	}
	// Large numbers that differ little: the deviation of 0, 1 and 2 is √(2/3).
	s = statistics{total: 3}
	for i := range 3 {
		s.add(1e15 + float64(i))
	}
	if want := math.Sqrt(2.0 / 3); math.Abs(s.stddev()-want) > 1e-9 {
		t.Errorf("stddev %g, want %g", s.stddev(), want)
	}
}

// TestSpill: the order is the same when numbers wait in temporary files.
func TestSpill(t *testing.T) {
	const n = 200_000
	for _, limit := range []int64{1 << 30, 1} {
		l := newValues(limit, t.TempDir())
		for i := range n {
			if err := l.add(float64((i*7919)%n - n/2)); err != nil { // 7919 and n have no common divisor
				t.Fatal(err)
			}
		}
		if spilled := l.spill != nil && l.spill.Spilled(); spilled != (limit == 1) {
			t.Fatalf("limit %d: files written: %v", limit, spilled)
		}
		want := float64(-n / 2)
		err := l.each(func(v float64) {
			if v != want {
				t.Fatalf("limit %d: have %g, want %g", limit, v, want)
			}
			want++
		})
		if err != nil || want != n/2 {
			t.Errorf("limit %d: ends at %g, %v", limit, want, err)
		}
		if err := l.close(); err != nil {
			t.Error(err)
		}
	}
}

// FuzzParse: no text of -H makes the parser fail, and what it accepts has ordered
// edges.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"bytes 4:0-1000", "dur 5L:1m-10", "abs pcr 4:-1--0.5", "dur 3:1e-3-5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parse([]string{text})
		if err != nil || !s.ranged {
			return
		}
		if math.IsNaN(s.from) || !(s.from < s.to) {
			t.Errorf("%q: from %g to %g", text, s.from, s.to)
		}
		for _, v := range []float64{s.from, s.to, 0, 1, (s.from + s.to) / 2} {
			if i := s.class(v); i < -1 || i > s.bins {
				t.Errorf("%q: %g is in class %d", text, v, i)
			}
		}
	})
}
