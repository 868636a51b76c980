// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
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
		return fmt.Errorf("rtime: %q is not a factor (want a number above 0)", factor)
	}
	c.Input.Speed = v
	return nil
}

// A replay holds records back until their time has come.
type replay struct {
	begun bool
	first int64     // time of the first record, microseconds since 1970
	start time.Time // when that was put out
}

// pace waits for the time of a flow, in the pace of -M rtime, or until the run is
// interrupted.
func (s *Session) pace(row *field.Row) {
	speed := s.Config.Input.Speed
	if speed == 0 || row.Type == record.TypeMAR {
		return
	}
	_, last := row.Span()
	if !s.replay.begun {
		s.replay = replay{begun: true, first: last, start: time.Now()}
	}
	due := s.replay.start.Add(time.Duration(float64(last-s.replay.first) * float64(time.Microsecond) / speed))
	wait := time.Until(due)
	if wait <= 0 {
		return
	}
	s.out.flush()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.ctx.Done():
	}
}
