// SPDX-License-Identifier: Apache-2.0

package sensor

import "time"

// A playback holds packets back until their time has come (-T).
type playback struct {
	scale float64 // packet time that passes in a unit of wall time; 0 for no waiting
	wall  time.Time
	first int64
}

// begin starts the clock at the packet time now.
func (p *playback) begin(now int64) { p.wall, p.first = time.Now(), now }

// wait returns how long the packet of time now is to be held back.
func (p *playback) wait(now int64) time.Duration {
	return time.Duration(float64(now-p.first)/p.scale) - time.Since(p.wall)
}

// restless is the shortest wait for which outputs are flushed first.
const restless = 50 * time.Millisecond

// hold waits until the packet of time now is due, or until the run is stopped.
func (s *sensor) hold(now int64) {
	d := s.play.wait(now)
	if d <= 0 {
		return
	}
	if d >= restless {
		s.flushOutputs()
	}
	select {
	case <-time.After(d):
	case <-s.done:
	}
}
