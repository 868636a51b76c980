// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"testing"
	"time"
)

// Zones as POSIX writes them, and the local time of an instant: release 3.0.8.2
// printed the first ones, of 2016-08-02 02:19:33.
var zoneTests = []struct{ name, utc, want string }{
	{"UTC+3", "2016-08-02T02:19:33Z", "2016-08-01 23:19:33"},
	{"EST5EDT", "2016-08-02T02:19:33Z", "2016-08-01 22:19:33"},
	{"CET-1CEST", "2016-08-02T02:19:33Z", "2016-08-02 04:19:33"},
	{"XYZ-5:30", "2016-08-02T02:19:33Z", "2016-08-02 07:49:33"},
	{"<+0330>-3:30", "2016-08-02T02:19:33Z", "2016-08-02 05:49:33"},
	// Clocks are set forward on 2017-03-26 at 01:00 UTC, and back on 2017-10-29.
	{"CET-1CEST,M3.5.0,M10.5.0/3", "2017-03-26T00:59:59Z", "2017-03-26 01:59:59"},
	{"CET-1CEST,M3.5.0,M10.5.0/3", "2017-03-26T01:00:00Z", "2017-03-26 03:00:00"},
	{"CET-1CEST,M3.5.0,M10.5.0/3", "2017-10-29T00:59:59Z", "2017-10-29 02:59:59"},
	{"CET-1CEST,M3.5.0,M10.5.0/3", "2017-10-29T01:00:00Z", "2017-10-29 02:00:00"},
	{"NZST-12NZDT,M9.5.0,M4.1.0/3", "2016-01-01T00:00:00Z", "2016-01-01 13:00:00"},
	{"Europe/Berlin", "2016-01-01T00:00:00Z", "2016-01-01 01:00:00"},
}

func TestZone(t *testing.T) {
	for _, tt := range zoneTests {
		loc, err := Zone(tt.name)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		at, err := time.Parse(time.RFC3339, tt.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.In(loc).Format("2006-01-02 15:04:05"); got != tt.want {
			t.Errorf("%s: %s is %s, want %s", tt.name, tt.utc, got, tt.want)
		}
	}
	for _, name := range []string{"Nowhere/Land", "UTC+", "AB3", "UTC+99", "CET-1CEST,x", "<a>3", "../etc/passwd", "UTC+3\n"} {
		if _, err := Zone(name); err == nil {
			t.Errorf("%q: no error", name)
		}
	}
}
