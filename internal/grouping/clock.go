// SPDX-License-Identifier: Apache-2.0

package grouping

import (
	"time"

	"github.com/argus-go/argus/field"
)

// A Clock is the clock of the records: the time of the latest record, plus the time that
// passed since it was read. It drives the timers of groups, so that these also work
// with records of the past.
type Clock struct {
	latest int64 // µs since 1970
	came   time.Time
}

// Seen notes a record that came at now.
func (c *Clock) Seen(row *field.Row, now time.Time) {
	if _, last := row.Span(); c.came.IsZero() || last >= c.latest {
		c.latest, c.came = last, now
	}
}

// At returns the time of the records at now, in microseconds since 1970; false
// if there was none yet.
func (c *Clock) At(now time.Time) (int64, bool) {
	if c.came.IsZero() {
		return 0, false
	}
	return c.latest + now.Sub(c.came).Microseconds(), true
}
