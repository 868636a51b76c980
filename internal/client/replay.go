// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/record"
)

// speedFactor returns what follows the colon of rtime:FACTOR and
// realtime[:FACTOR].
func speedFactor(word string) (factor string, ok bool) {
	name, factor, given := strings.Cut(strings.ToLower(word), ":")
	switch {
	case name == "realtime" && !given:
		return "1", true
	case name == "rtime" || name == "realtime":
		return factor, given
	}
	return "", false
}

func (c *Config) setSpeed(factor string) error {
	v, err := strconv.ParseFloat(factor, 64)
	if err != nil || v <= 0 || v > 1e9 {
		return fmt.Errorf("rtime: the factor is %q, want a number above 0", factor)
	}
	c.Speed = v
	return nil
}

// A replay holds records back until their time has come.
type replay struct {
	begun bool
	first int64     // time of the first record, microseconds since 1970
	start time.Time // when that was put out
}

// pause is how long a replay waits at most before it looks whether it has to
// end.
const pause = 50 * time.Millisecond

// wait waits for the time of a record, in the pace of -M rtime.
func (s *Session) wait(r *record.Record) {
	c := s.Config
	if c.Speed == 0 || r.Type == record.TypeMAR {
		return
	}
	_, last := s.row.Span()
	if !s.replay.begun {
		s.replay = replay{begun: true, first: last, start: time.Now()}
	}
	due := s.replay.start.Add(time.Duration(float64(last-s.replay.first) * float64(time.Microsecond) / c.Speed))
	if time.Until(due) <= 0 {
		return
	}
	s.idle()
	for !s.env.Stop.Load() && s.cause == nil {
		left := time.Until(due)
		if left <= 0 {
			return
		}
		time.Sleep(min(left, pause))
	}
}
