// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"time"

	"github.com/argus-go/argus/record"
)

// clocks knows how far the clocks of sensors differ from ours (-T).
//
// A STATUS record holds the time at which its sensor made it, and it arrives soon
// after. The difference between arrival and that time is the difference of the
// clocks and the time on the way, which is never negative: so the smallest of the
// latest few differences is nearest to that of the clocks.
type clocks struct {
	sensors map[sensor]*drift
}

// A sensor is what has a clock: several may come through one input.
type sensor struct {
	in *input
	id record.SourceID
}

// newSensor returns the sensor of a record. Its interfaces have one clock.
func newSensor(in *input, id record.SourceID) sensor {
	id.Inf = [4]byte{}
	return sensor{in, id}
}

// measured is how many differences are kept of each sensor, and maxSensors of how
// many sensors they are kept.
const (
	measured   = 8
	maxSensors = 1 << 16
)

// A drift is the latest differences of one sensor, in nanoseconds.
type drift struct {
	latest [measured]int64
	n      int
}

// measure notes the difference that a management record shows. Only STATUS records
// are made and sent at the same time.
func (c *clocks) measure(in *input, r *record.Record, now time.Time) {
	if r.Cause != record.CauseStatus || r.Man.Now == 0 {
		return
	}
	key := newSensor(in, r.Man.Src)
	d := c.sensors[key]
	if d == nil {
		if len(c.sensors) >= maxSensors {
			return
		}
		if c.sensors == nil {
			c.sensors = map[sensor]*drift{}
		}
		d = new(drift)
		c.sensors[key] = d
	}
	d.latest[d.n%measured] = now.UnixNano() - r.Man.Now
	d.n++
}

// offset is what must be added to the sensor's times.
func (d *drift) offset() int64 {
	least := d.latest[0]
	for _, v := range d.latest[1:min(d.n, measured)] {
		least = min(least, v)
	}
	return least
}

// adjust corrects the times of a flow record, if its sensor's clock differs from
// ours by threshold or more. It reports whether it changed the record.
func (c *clocks) adjust(in *input, r *record.Record, threshold time.Duration) bool {
	if !r.Has(record.PartTime) {
		return false
	}
	d := c.sensors[newSensor(in, r.Transport.Src)]
	if d == nil {
		return false
	}
	by := d.offset()
	if by < int64(threshold) && -by < int64(threshold) {
		return false
	}
	t := &r.Time
	for _, at := range []*int64{&t.Start, &t.End, &t.SrcStart, &t.SrcEnd, &t.DstStart, &t.DstEnd} {
		if *at != 0 {
			*at += by
		}
	}
	t.Adjusted = true
	return true
}
