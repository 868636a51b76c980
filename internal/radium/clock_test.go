// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"testing"
	"time"

	"github.com/argus-go/argus/record"
)

// TestAdjust: the times of a sensor whose clock is wrong are corrected by the
// smallest difference that was measured, those of others are not.
func TestAdjust(t *testing.T) {
	var c clocks
	in := new(input)
	id := func(n byte) record.SourceID { return record.SourceID{Kind: record.IDInt, ID: [16]byte{0, 0, 0, n}} }
	at := time.Unix(1000, 0)
	status := func(n byte, off, delay time.Duration) {
		r := &record.Record{Type: record.TypeMAR, Cause: record.CauseStatus}
		r.Man.Src, r.Man.Now = id(n), at.Add(off).UnixNano()
		c.measure(in, r, at.Add(delay))
	}
	status(1, -time.Hour, 300*time.Millisecond) // one hour slow
	status(1, -time.Hour, 20*time.Millisecond)
	status(1, -time.Hour, 500*time.Millisecond)
	status(2, 90*time.Second, 10*time.Millisecond) // fast
	status(3, -400*time.Millisecond, 0)            // less than the threshold
	for _, tt := range []struct {
		id   byte
		from *input
		by   time.Duration
	}{
		{1, in, time.Hour + 20*time.Millisecond},
		{2, in, -90*time.Second + 10*time.Millisecond},
		{3, in, 0},
		{4, in, 0},         // never measured
		{1, new(input), 0}, // measured in another source only
	} {
		r := &record.Record{Type: record.TypeFAR, Parts: record.PartTransport | record.PartTime}
		r.Transport.Src = id(tt.id)
		r.Time = record.Time{Start: 5e9, End: 6e9, Sides: record.TimeSrcStart | record.TimeSrcEnd, SrcStart: 5e9, SrcEnd: 6e9}
		by := int64(tt.by)
		want := record.Time{Start: 5e9 + by, End: 6e9 + by, Sides: record.TimeSrcStart | record.TimeSrcEnd, SrcStart: 5e9 + by, SrcEnd: 6e9 + by, Adjusted: by != 0}
		if changed := c.adjust(tt.from, r, time.Second); changed != (by != 0) || r.Time != want {
			t.Errorf("sensor %d: changed %v, %+v; want %+v", tt.id, changed, r.Time, want)
		}
	}
}
