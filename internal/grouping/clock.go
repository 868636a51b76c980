// SPDX-License-Identifier: Apache-2.0

package grouping

import (
	"time"

	"github.com/argus-go/argus/field"
)

// A Clock tells the time of records while none comes: that of the latest record,
// and what passed since it came. So timers of groups run in the time of the
// records, whether they are of now or of last year.
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
