// SPDX-License-Identifier: Apache-2.0

package ratime_test

import (
	"testing"
	"time"

	"github.com/argus-go/argus/internal/ratime"
)

func TestBin(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	const layout = "2006-01-02T15:04:05.999999Z07:00"
	for _, tt := range []struct {
		width, at, start, end string
		loc                   *time.Location
	}{
		{"10s", "2013-06-17T21:58:23.5Z", "2013-06-17T21:58:20Z", "2013-06-17T21:58:30Z", time.UTC},
		{"10", "2013-06-17T21:58:20Z", "2013-06-17T21:58:20Z", "2013-06-17T21:58:30Z", time.UTC},
		{"0.5s", "2013-06-17T21:58:23.7Z", "2013-06-17T21:58:23.5Z", "2013-06-17T21:58:24Z", time.UTC},
		{"1.5m", "1970-01-01T00:02:00Z", "1970-01-01T00:01:30Z", "1970-01-01T00:03:00Z", time.UTC},
		// 7 s: 1371506303 = 7 * 195929471 + 6.
		{"7s", "2013-06-17T21:58:23Z", "2013-06-17T21:58:17Z", "2013-06-17T21:58:24Z", time.UTC},
		{"2h", "2013-06-17T21:58:23Z", "2013-06-17T20:00:00Z", "2013-06-17T22:00:00Z", time.UTC},
		// 2013-06-17 is day 15873 since 1970, so two days begin on the 16th.
		{"2d", "2013-06-17T21:58:23Z", "2013-06-16T00:00:00Z", "2013-06-18T00:00:00Z", time.UTC},
		{"1d", "2013-06-17T23:30:00Z", "2013-06-17T22:00:00Z", "2013-06-18T22:00:00Z", berlin},
		// The day on which clocks go forward has 23 hours.
		{"1d", "2013-03-31T12:00:00Z", "2013-03-30T23:00:00Z", "2013-03-31T22:00:00Z", berlin},
		// 2013-06-20 was a Thursday.
		{"1w", "2013-06-20T12:00:00Z", "2013-06-17T00:00:00Z", "2013-06-24T00:00:00Z", time.UTC},
		{"1M", "2012-02-29T12:00:00Z", "2012-02-01T00:00:00Z", "2012-03-01T00:00:00Z", time.UTC},
		{"3M", "2012-02-29T12:00:00Z", "2012-01-01T00:00:00Z", "2012-04-01T00:00:00Z", time.UTC},
		{"1y", "2012-12-31T23:59:59Z", "2012-01-01T00:00:00Z", "2013-01-01T00:00:00Z", time.UTC},
		{"1s", "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", time.UTC},
	} {
		w, err := ratime.ParseWidth(tt.width, tt.loc)
		if err != nil {
			t.Error(err)
			continue
		}
		at, err := time.Parse(layout, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		start, end := w.Bin(at.UnixMicro())
		if s, e := text(start, layout), text(end, layout); s != tt.start || e != tt.end {
			t.Errorf("%s at %s: from %s to %s, want %s to %s", tt.width, tt.at, s, e, tt.start, tt.end)
		}
	}
}

func text(us int64, layout string) string { return time.UnixMicro(us).UTC().Format(layout) }

func TestWidthErrors(t *testing.T) {
	for _, text := range []string{"", "0s", "xyz", "-1s", "5x", "1.5d", "1e9s", "0.0000001s"} {
		if w, err := ratime.ParseWidth(text, time.UTC); err == nil {
			t.Errorf("%q is accepted: %+v", text, w)
		}
	}
}
