// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"errors"
	"testing"
	"time"
)

// Ranges of release 2 and what they cover (classic mode, section 6.1). The
// year that is missing is 2002, and so is the one of now.
var classicTests = []struct{ text, start, end string }{
	{"02/12", "2002-02-12 00:00:00", "2002-02-13 00:00:00"},
	{"02/07.18-02/08.08", "2002-02-07 18:00:00", "2002-02-08 08:00:00"},
	{"02/07.18 - 02/08.08", "2002-02-07 18:00:00", "2002-02-08 08:00:00"},
	{"12.14", "2002-03-12 14:00:00", "2002-03-12 15:00:00"}, // of the current month
	{"02/12.14:30", "2002-02-12 14:30:00", "2002-02-12 14:31:00"},
	{"02/12.14:30:10", "2002-02-12 14:30:10", "2002-02-12 14:30:11"},
	{"02/12-02/14", "2002-02-12 00:00:00", "2002-02-15 00:00:00"}, // the 14th too
	{"02/12/02", "2002-12-02 00:00:00", "2002-12-03 00:00:00"},    // year first
	{"02/02/12", "2002-02-12 00:00:00", "2002-02-13 00:00:00"},
	{"13/02/12", "2013-02-12 00:00:00", "2013-02-13 00:00:00"}, // 13 is no month
	{"02/12/99", "1999-02-12 00:00:00", "1999-02-13 00:00:00"}, // 99 is no day
	{"02/12/2002", "2002-02-12 00:00:00", "2002-02-13 00:00:00"},
	{"2002/02/12", "2002-02-12 00:00:00", "2002-02-13 00:00:00"},
	{"12/31.18-01/01.08", "2002-12-31 18:00:00", "2003-01-01 08:00:00"}, // the end moves on
	{"02/07.18-20", "2002-02-07 18:00:00", "2002-02-07 20:00:00"},
	// Where one end has a year, the other is the nearest in time.
	{"02/07-99/02/12", "1999-02-07 00:00:00", "1999-02-13 00:00:00"},
	{"12/31.18-99/01/01.08", "1998-12-31 18:00:00", "1999-01-01 08:00:00"},
	{"99/12/31.18-01/01.08", "1999-12-31 18:00:00", "2000-01-01 08:00:00"},
}

func TestClassicRange(t *testing.T) {
	now := time.Date(2002, 3, 8, 12, 0, 0, 0, time.UTC)
	for _, tt := range classicTests {
		r, err := ParseClassic(tt.text, now)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if r.NeedsYear() {
			r.SetYear(2002)
		}
		const layout = "2006-01-02 15:04:05"
		a, b := time.Unix(0, r.start).UTC().Format(layout), time.Unix(0, r.end).UTC().Format(layout)
		if a != tt.start || b != tt.end {
			t.Errorf("%s: %s to %s, want %s to %s", tt.text, a, b, tt.start, tt.end)
		}
	}
}

// Records against ranges: the whole of a record counts, and the end is not in
// the range.
var classicMatchTests = []struct {
	text, first, last string
	want              bool
}{
	{"14", "2002-02-12 14:00:00", "2002-02-12 14:00:00", true},
	{"14", "1999-07-01 14:59:59", "1999-07-01 15:20:00", true}, // every day
	{"14", "2002-02-12 13:00:00", "2002-02-12 16:00:00", true}, // around it
	{"14", "2002-02-12 13:00:00", "2002-02-12 13:59:59", false},
	{"14", "2002-02-12 15:00:00", "2002-02-12 15:00:00", false},
	{"14", "2002-02-12 15:00:00", "2002-02-13 14:00:00", true}, // the next day's
	{"14", "2002-02-12 16:00:00", "2002-02-14 01:00:00", true}, // longer than a day
	{"14:30", "2002-02-12 14:30:59", "2002-02-12 14:30:59", true},
	{"14:30", "2002-02-12 14:31:00", "2002-02-12 14:31:00", false},
	{"18-08", "2002-02-12 17:59:59", "2002-02-12 17:59:59", false},
	{"18-08", "2002-02-12 18:00:00", "2002-02-12 18:00:00", true},
	{"18-08", "2002-02-12 23:59:59", "2002-02-13 00:00:10", true},
	{"18-08", "2002-02-12 07:59:59", "2002-02-12 07:59:59", true},
	{"18-08", "2002-02-12 08:00:00", "2002-02-12 08:00:00", false},
	{"15-23", "2002-02-12 23:00:00", "2002-02-12 23:00:00", false},
	{"22-23:59:59", "2002-02-12 23:59:58", "2002-02-12 23:59:58", true},
	{"23", "2002-02-12 23:59:58", "2002-02-12 23:59:58", true},
	{"02/12", "2002-02-11 10:00:00", "2002-02-14 10:00:00", true},
	{"02/12", "2002-02-13 00:00:00", "2002-02-13 00:00:00", false},
	{"02/12", "2002-02-12 23:59:59", "2002-02-13 00:00:01", true},
}

func TestClassicMatch(t *testing.T) {
	at := func(s string) int64 {
		v, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return v.UnixNano()
	}
	for _, tt := range classicMatchTests {
		r, err := ParseClassic(tt.text, time.Unix(0, 0).UTC())
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if r.NeedsYear() {
			r.SetYear(2002)
		}
		if got := r.Match(at(tt.first), at(tt.last)); got != tt.want {
			t.Errorf("%s: record from %s to %s: %v, want %v", tt.text, tt.first, tt.last, got, tt.want)
		}
	}
}

func TestClassicErrors(t *testing.T) {
	for _, tt := range []struct {
		text    string
		foreign bool // no text of release 2 at all
	}{
		{"", true},
		{"x", true},
		{"-10m", true},
		{"14+30m", true},
		{"2002", true},
		{"**.14", true},
		{"14-ip", true},
		{"02/12.", true},
		{".14", true},
		{"1/2/3/4", true},
		{"1:2:3:4", true},
		{"+1/2", true},
		{"24", false},
		{"14:60", false},
		{"13/01", false},
		{"02/30", false},
		{"14-14", false},
		{"02/02/12-02/02/11", false},
	} {
		_, err := ParseClassic(tt.text, time.Unix(0, 0))
		if err == nil || errors.Is(err, ErrNotClassic) != tt.foreign {
			t.Errorf("%q: error %v, want one, of a foreign text: %v", tt.text, err, tt.foreign)
		}
	}
}

func TestIsClassic(t *testing.T) {
	for text, want := range map[string]bool{
		"14": true, "14-15": true, "02/07.18-02/08.08": true, "02/07.18 - 02/08.08": true, "12.14": true,
		"2016/08/02.02:20-2016/08/02.02:21": false, "14-ip": false, "1470104373-1470104433": false, "14-": false, "10m": false,
	} {
		if IsClassic(text) != want {
			t.Errorf("%q: %v, want %v", text, !want, want)
		}
	}
	for text, want := range map[string]bool{"14": true, "9": true, "14:30": false, "12.14": false, "02/12": false, "24": false, "2016": false} {
		if IsBareHour(text) != want {
			t.Errorf("bare hour %q: %v, want %v", text, !want, want)
		}
	}
}
