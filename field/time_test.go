// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// atTime is [flow] at a time, with all four times the same.
func atTime(when time.Time) *record.Record {
	r := flow()
	ns := when.UnixNano()
	r.Time.SrcStart, r.Time.SrcEnd, r.Time.DstStart, r.Time.DstEnd = ns, ns, ns, ns
	return r
}

// TestTimeFormats: strftime's directives in the locale C (POSIX), and %f.
func TestTimeFormats(t *testing.T) {
	// 2 August 2026 is a Sunday, day 214 of the year, in ISO week 31.
	when := time.Date(2026, 8, 2, 15, 4, 5, 67_890_000, time.UTC)
	for format, want := range map[string]string{
		"%T.%f": "15:04:05.067890", "%H %M %S": "15 04 05", "%I %p %P": "03 PM pm", "%R": "15:04", "%Y %y %C": "2026 26 20",
		"%m %d %e": "08 02  2", "%b %h %B": "Aug Aug August", "%a %A": "Sun Sunday", "%D": "08/02/26", "%F": "2026-08-02",
		"%Z %z": "UTC +0000", "%j": "214", "%c": "Sun Aug  2 15:04:05 2026", "%r": "03:04:05 PM", "%x %X": "08/02/26 15:04:05",
		"%s": "1785683045", "%%": "%", "%n%t": "\n\t", "%G %g %V": "2026 26 31", "%U %W": "31 30", "%u %w": "7 0", "%k %l": "15  3",
		"%q": "%q", "50%": "50%", "at %f": "at 067890", "": "15:04:05.067890",
	} {
		o := &field.Options{Precision: 6, Format: format, Location: time.UTC}
		if got := textOf("stime", o, atTime(when)); got != want {
			t.Errorf("format %q: got %q, want %q", format, got, want)
		}
	}
	// 1 January 2027 is a Friday in week 53 of 2026; 12 at night.
	when = time.Date(2027, 1, 1, 0, 30, 9, 999_999_000, time.UTC)
	for format, want := range map[string]string{
		"%G-%V %g": "2026-53 26", "%U %W": "00 00", "%u %w": "5 5", "%k %l %I": " 0 12 12", "%j %e": "001  1", "%T.%f": "00:30:09.999999",
	} {
		o := &field.Options{Precision: 6, Format: format, Location: time.UTC}
		if got := textOf("stime", o, atTime(when)); got != want {
			t.Errorf("format %q: got %q, want %q", format, got, want)
		}
	}
}

// TestTimePrecision: fractions are cut, not rounded; without digits the dot
// before %f goes too (clients: fields, section 4).
func TestTimePrecision(t *testing.T) {
	when := time.Date(2026, 1, 5, 9, 0, 0, 987_654_321, time.UTC)
	for _, tt := range []struct {
		o    field.Options
		want string
	}{
		{field.Options{Precision: 6, Location: time.UTC}, "09:00:00.987654"},
		{field.Options{Precision: 9, Location: time.UTC}, "09:00:00.987654"},
		{field.Options{Precision: 3, Location: time.UTC}, "09:00:00.987"},
		{field.Options{Precision: 1, Location: time.UTC}, "09:00:00.9"},
		{field.Options{Location: time.UTC}, "09:00:00"},
		{field.Options{UnixTime: true}, "1767603600"},
		{field.Options{UnixTime: true, Precision: 4}, "1767603600.9876"},
		{field.Options{Format: "%T.%f", Location: time.UTC}, "09:00:00"},
		{field.Options{Format: "%T.%f", Precision: 2, Location: time.UTC}, "09:00:00.98"},
		{field.Options{Format: "%T,%f!", Location: time.UTC}, "09:00:00,!"},
		{field.Options{Precision: 6, Location: time.FixedZone("", -34200)}, "23:30:00.987654"}, // -09:30
		{field.Options{Format: "%F %T", Location: time.FixedZone("", 54000)}, "2026-01-06 00:00:00"},
	} {
		if got := textOf("stime", &tt.o, atTime(when)); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.o, got, tt.want)
		}
	}
}

// TestClock: the time of day across the hours at which a zone changes. A row
// remembers what it wrote last.
func TestClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no zones: %v", err)
	}
	o := &field.Options{Precision: 0, Location: berlin}
	f, _ := field.Lookup("stime")
	var row field.Row
	var stamp field.Stamp
	// Summer time began on 29 March 2026 at 01:00 UTC and ended on 25 October.
	for _, tt := range [][3]string{
		{"2026-03-29T00:59:59Z", "01:59:59", "2026-03-29T01:59:59+01:00"},
		{"2026-03-29T01:00:00Z", "03:00:00", "2026-03-29T03:00:00+02:00"},
		{"2026-03-29T01:14:59Z", "03:14:59", "2026-03-29T03:14:59+02:00"},
		{"2026-10-25T00:59:59Z", "02:59:59", "2026-10-25T02:59:59+02:00"},
		{"2026-10-25T01:00:00Z", "02:00:00", "2026-10-25T02:00:00+01:00"},
		{"2026-10-25T23:00:00Z", "00:00:00", "2026-10-26T00:00:00+01:00"},
		{"2026-10-25T22:59:59Z", "23:59:59", "2026-10-25T23:59:59+01:00"},
		{"1999-12-31T23:00:00Z", "00:00:00", "2000-01-01T00:00:00+01:00"},
	} {
		when, err := time.Parse(time.RFC3339, tt[0])
		if err != nil {
			t.Fatal(err)
		}
		new(field.Preparer).Prepare(atTime(when), &row)
		if got := string(f.Append(nil, o, &row)); got != tt[1] {
			t.Errorf("%s: got %s, want %s", tt[0], got, tt[1])
		}
		if got := string(stamp.Append(nil, berlin, when.UnixMicro(), 0)); got != tt[2] {
			t.Errorf("%s: stamp %s, want %s", tt[0], got, tt[2])
		}
	}
}

// TestStamp: times as RFC 3339 has them.
func TestStamp(t *testing.T) {
	for _, tt := range []struct {
		us     int64
		digits int
		loc    *time.Location
		want   string
	}{
		{0, 6, time.UTC, "1970-01-01T00:00:00.000000Z"},
		{-1, 6, time.UTC, "1969-12-31T23:59:59.999999Z"},
		{1_767_603_600_250_001, 6, time.UTC, "2026-01-05T09:00:00.250001Z"},
		{1_767_603_600_250_001, 2, time.UTC, "2026-01-05T09:00:00.25Z"},
		{1_767_603_600_250_001, 0, time.UTC, "2026-01-05T09:00:00Z"},
		{1_767_603_600_000_000, 0, time.FixedZone("", -12600), "2026-01-05T05:30:00-03:30"},
		{1_767_603_600_000_000, 0, time.FixedZone("", 20700), "2026-01-05T14:45:00+05:45"},
		{0, 0, time.FixedZone("", 59), "1970-01-01T00:00:00Z"}, // RFC 3339 has no seconds in zones
		{951_782_399_000_000, 0, time.UTC, "2000-02-28T23:59:59Z"},
		{951_782_400_000_000, 0, time.UTC, "2000-02-29T00:00:00Z"},
	} {
		var s field.Stamp
		if got := string(s.Append(nil, tt.loc, tt.us, tt.digits)); got != tt.want {
			t.Errorf("%d: got %s, want %s", tt.us, got, tt.want)
		}
	}
	var s field.Stamp
	if got := string(s.AppendLocal([]byte("x"), time.FixedZone("", 3600), 0, 1)); got != "x1970-01-01T01:00:00.0" {
		t.Errorf("AppendLocal: got %s", got)
	}
}

// TestTimeWidth: the longest text of a format, less the digits of %f.
func TestTimeWidth(t *testing.T) {
	for format, want := range map[string]int{"%T.%f": 9, "%F %T": 19, "%B": 9, "%A": 9, "": 9, "%f%f": 0, "%s": 10} {
		if format == "" {
			format, want = "x", 1
		}
		if got := field.TimeWidth(format); got != want {
			t.Errorf("%q: got %d, want %d", format, got, want)
		}
	}
}

// TestRelativeTimes: rtime counts from the first record printed, idle up to now.
func TestRelativeTimes(t *testing.T) {
	const first, last = 1_767_603_600_250_000, 1_767_603_601_750_000
	for _, tt := range []struct {
		begin, now  int64
		precision   int
		rtime, idle string
		values      string
	}{
		{first, last, 6, "0.000000", "0.000000", "dur 0s, dur 0s"},
		{first - 1_999_999, last + 1_999_999, 6, "1.999999", "1.999999", "dur 1.999999s, dur 1.999999s"},
		{first - 1_999_999, last + 1_999_999, 3, "1.999", "2.000", "dur 1.999999s, dur 1.999999s"}, // cut; rounded
		{first + 500_000, last - 250_000, 0, "-0", "-0", "dur -500ms, dur -250ms"},
		{first + 1_500_000, last - 2_000_000, 2, "-1.50", "-2.00", "dur -1.5s, dur -2s"},
	} {
		o := &field.Options{Precision: tt.precision, Begin: tt.begin, Now: tt.now}
		row := prepared(flow())
		if got := textOf("rtime", o, flow()); got != tt.rtime {
			t.Errorf("rtime from %d: got %s, want %s", tt.begin-first, got, tt.rtime)
		}
		if got := textOf("idle", o, flow()); got != tt.idle {
			t.Errorf("idle to %d: got %s, want %s", tt.now-last, got, tt.idle)
		}
		if got := valueOf(t, "rtime", o, row) + ", " + valueOf(t, "idle", o, row); got != tt.values {
			t.Errorf("values: got %s, want %s", got, tt.values)
		}
	}
}

// TestSecondZero: a time of 0 is the time 1970-01-01T00:00:00 if the record says that
// it has the times of each direction, and a value of 0 seconds is not an absent one. A
// direction whose times the record does not have has no value.
func TestSecondZero(t *testing.T) {
	const both = record.TimeSrcStart | record.TimeSrcEnd | record.TimeDstStart | record.TimeDstEnd
	for _, tt := range []struct {
		name   string
		sides  record.TimeParts
		dst    uint64 // packets of the destination
		end    int64  // of each direction, in ns
		values string
	}{
		{"all times 0", both, 2, 0, "time 00:00:00.000000, time 00:00:00.000000, time 00:00:00.000000, time 00:00:00.000000, dur 0s"},
		{"half a second", both, 2, 5e8, "time 00:00:00.000000, time 00:00:00.500000, time 00:00:00.000000, time 00:00:00.500000, dur 500ms"},
		{"no answer", record.TimeSrcStart | record.TimeSrcEnd, 0, 5e8, "time 00:00:00.000000, time 00:00:00.500000, -, -, dur 500ms"},
	} {
		r := flow()
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = 2, tt.dst
		r.Time = record.Time{Sides: tt.sides, End: tt.end, SrcEnd: tt.end}
		if tt.dst > 0 {
			r.Time.DstEnd = tt.end
		}
		row, o := prepared(r), &field.Options{Precision: 6, Location: time.UTC}
		var got []string
		for _, name := range []string{"sstime", "sltime", "dstime", "dltime", "dur"} {
			got = append(got, valueOf(t, name, o, row))
		}
		if g := strings.Join(got, ", "); g != tt.values {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, g, tt.values)
		}
	}
}
