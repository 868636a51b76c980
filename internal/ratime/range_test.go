// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"strings"
	"testing"
	"time"
)

// now is the time that the cases start from: a record of 2016-08-02
// 02:20:10.000000 is told apart from it.
var now = time.Date(2026, 11, 25, 13, 50, 0, 0, time.UTC)

// Ranges and what they cover (clients: options, sections 7.2 and 7.3).
var rangeTests = []struct{ text, start, end string }{
	{"2016", "2016-01-01T00:00:00Z", "2017-01-01T00:00:00Z"},
	{"2016/08", "2016-08-01T00:00:00Z", "2016-09-01T00:00:00Z"},
	{"2016/08/02", "2016-08-02T00:00:00Z", "2016-08-03T00:00:00Z"},
	{"2016/08/02.02", "2016-08-02T02:00:00Z", "2016-08-02T03:00:00Z"},
	{"2016/08/02.02:20", "2016-08-02T02:20:00Z", "2016-08-02T02:21:00Z"},
	{"2016/08/02.02:20:10", "2016-08-02T02:20:10Z", "2016-08-02T02:20:11Z"},
	{"2016/08/02.02:20:10.5", "2016-08-02T02:20:10.5Z", "2016-08-02T02:20:11.5Z"},
	{"2016/08/02.02:20-2016/08/02.02:21", "2016-08-02T02:20:00Z", "2016-08-02T02:21:00Z"},
	{"2016/08/02.02:20 - 2016/08/02.02:21", "2016-08-02T02:20:00Z", "2016-08-02T02:21:00Z"},
	{"2016/08/02.02:20+1m", "2016-08-02T02:20:00Z", "2016-08-02T02:21:00Z"},
	{"2016/08/02.02:19:33+1m", "2016-08-02T02:19:33Z", "2016-08-02T02:20:00Z"},
	{"2016/08/02.02:19:33+60s", "2016-08-02T02:19:33Z", "2016-08-02T02:20:33Z"},
	{"2016y8M2d2h20m", "2016-08-02T02:20:00Z", "2016-08-02T02:21:00Z"},
	{"1470104373-1470104433", "2016-08-02T02:19:33Z", "2016-08-02T02:20:33Z"},
	{"1470104373+1m", "2016-08-02T02:19:33Z", "2016-08-02T02:20:00Z"},
	{"1470104373", "2016-08-02T02:19:33Z", "2017-08-02T02:19:33Z"},
	{"08/02", "2026-08-02T00:00:00Z", "2026-08-03T00:00:00Z"},
	{"02.14", "2026-11-02T14:00:00Z", "2026-11-02T15:00:00Z"},
	{"14", "2026-11-25T14:00:00Z", "2026-11-25T15:00:00Z"},
	{"02:20:10-02:20:11", "2026-11-25T02:20:10Z", "2026-11-25T02:20:11Z"},
	{"20m", "2026-11-25T00:20:00Z", "2026-11-25T00:21:00Z"},
	{"-10m", "2026-11-25T13:40:00Z", "2026-11-25T13:50:00Z"},
	{"-1.5d", "2026-11-24T01:50:00Z", "2026-11-25T13:50:00Z"},
	{"xc2016/08/02.02:20+1m", "2016-08-02T02:20:00Z", "2016-08-02T02:21:00Z"},
}

func TestParse(t *testing.T) {
	for _, tt := range rangeTests {
		r, err := Parse(tt.text, now)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		start, end := time.Unix(0, r.Start).UTC().Format(time.RFC3339Nano), time.Unix(0, r.End).UTC().Format(time.RFC3339Nano)
		if start != tt.start || end != tt.end {
			t.Errorf("%s: got %s to %s, want %s to %s", tt.text, start, end, tt.start, tt.end)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, text := range []string{
		"", "x", "24", "foo", "2016/13/02", "*/*/02.02", "1470104373.5-1470104374", "2016/08/02.02:21-2016/08/02.02:20",
		"2016/08/02.02:20-2016/08/02.02:20", "2016/08/02/02", "1:2:3:4", "-", "-5", "+1m", "10:61", "2016/08/02.02+", "12:+5",
	} {
		if r, err := Parse(text, now); err == nil {
			t.Errorf("%q: got %+v, want an error", text, r)
		}
	}
}

// A record that lasts from 02:20:10 to 02:20:40, and whether it is in a range.
var matchTests = []struct {
	text string
	want bool
}{
	{"2016/08/02.02:20", true},
	{"x2016/08/02.02:20", false},
	{"2016/08/02.02:20:05-2016/08/02.02:20:20", true},
	{"2016/08/02.02:20:30-2016/08/02.02:20:50", true},
	{"2016/08/02.02:20:20-2016/08/02.02:20:30", false}, // Compat
	{"c2016/08/02.02:20", true},
	{"c2016/08/02.02:20:05-2016/08/02.02:20:20", false},
	{"s2016/08/02.02:20:20-2016/08/02.02:20:30", true},
	{"n2016/08/02.02:20:05-2016/08/02.02:20:30", false},
	{"xc2016/08/02.02:20:05-2016/08/02.02:20:20", true},
	{"2016/08/02.*:20", true},
	{"2016/08/02.*:21", false},
	{"****/08/02.02:20", true},
	{"2015/**/02", false},
}

func TestMatch(t *testing.T) {
	first := time.Date(2016, 8, 2, 2, 20, 10, 0, time.UTC).UnixNano()
	last := first + 30*int64(time.Second)
	for _, tt := range matchTests {
		r, err := Parse(tt.text, now)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if got := r.Match(first, last); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.text, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range rangeTests {
		f.Add(tt.text)
	}
	for _, tt := range selections {
		f.Add(tt.text)
	}
	for _, tt := range ownSelections {
		f.Add(tt.text)
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		zone = time.UTC
	}
	at := now.In(zone)
	first := time.Date(2016, 8, 2, 2, 20, 10, 0, zone).UnixNano()
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse(text, at)
		if err != nil {
			if r != nil || !strings.Contains(err.Error(), "time range") {
				t.Fatalf("%q: %+v and the error %v", text, r, err)
			}
			return
		}
		if r.End <= r.Start {
			t.Fatalf("%q: ends at %d, before its start %d", text, r.End, r.Start)
		}
		// A letter before it negates a range.
		not, err := Parse("x"+strings.TrimSpace(text), at)
		switch {
		case err != nil:
			t.Fatalf("x before %q: %v", text, err)
		case strings.Contains(text, "x"): // it is one already
		case not.Match(first, first+5e9) == r.Match(first, first+5e9):
			t.Fatalf("%q and its negation say the same of a record", text)
		}
	})
}

func FuzzParseClassic(f *testing.F) {
	for _, tt := range classicTests {
		f.Add(tt.text)
	}
	for _, tt := range classicMatchTests {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseClassic(text, now)
		if err != nil {
			return
		}
		if r.NeedsYear() {
			r.SetYear(2002)
		}
		if r.NeedsYear() || !r.daily && r.end < r.start {
			t.Fatalf("%q: %+v", text, r)
		}
		r.Match(1e18, 1e18+5e9)
		if _, err := Parse(text, now); err == nil && !IsClassic(text) && !r.from.long && !r.to.long {
			t.Fatalf("%q is read as classic and told not to be", text)
		}
	})
}
