// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"time"

	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/packet"
)

// playTick is how often, in wall clock time, a playback lets flows become due
// and outputs be flushed.
const playTick = 200 * time.Millisecond

// A playback is the stage of -T: it holds each packet back until its time has
// come. While it waits its clock goes on, so that flows are reported as they
// would be on the network.
type playback struct {
	modeler.Source
	scale float64 // packet time per wall clock time
	done  <-chan struct{}

	wall   time.Time // wall clock time of the first packet
	first  int64     // time of the first packet, ns
	ticked time.Time // latest tick

	held bool  // a packet was read and is held back
	at   int64 // its time
	err  error // what came with it
}

func newPlayback(s modeler.Source, scale float64, done <-chan struct{}) *playback {
	return &playback{Source: s, scale: scale, done: done}
}

// Next implements [modeler.Source]. It returns at least every playTick.
func (b *playback) Next(p *packet.Packet) error {
	if !b.held {
		b.err = b.Source.Next(p)
		if b.err != nil && b.err != modeler.ErrSkipped {
			return b.err
		}
		b.held, b.at = true, p.Time
		if b.wall.IsZero() {
			b.wall, b.first = time.Now(), p.Time
			b.ticked = b.wall
		}
	}
	now := time.Now()
	tick := playTick - now.Sub(b.ticked)
	wait := time.Duration(float64(b.at-b.first)/b.scale) - now.Sub(b.wall)
	switch {
	case tick <= 0:
		return b.tick(p, now)
	case wait <= 0:
	case wait <= tick:
		b.sleep(wait)
	default:
		b.sleep(tick)
		return b.tick(p, time.Now())
	}
	b.held = false
	p.Time = b.at
	return b.err
}

// tick reports the time that the playback has reached, which is never beyond
// the packet that it holds.
func (b *playback) tick(p *packet.Packet, now time.Time) error {
	b.ticked = now
	p.Time = min(b.first+int64(float64(now.Sub(b.wall))*b.scale), b.at)
	return modeler.ErrTimeout
}

// sleep waits for d or until the run is canceled.
func (b *playback) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-b.done:
	}
}
