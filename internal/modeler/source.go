// SPDX-License-Identifier: Apache-2.0

package modeler

import (
	"errors"

	"github.com/argus-go/argus/packet"
)

// A Source is where packets come from: a capture file, a pipe, an interface,
// or a stage that selects or delays the packets of another source. One
// goroutine uses it.
type Source interface {
	// Next reads the next packet into p: its Time, Data, WireLen and Link. Data
	// is lent until the next call.
	//
	// Next returns io.EOF after the last packet. It may also return
	// [ErrSkipped], [ErrTimeout] or [ErrStepped]; the driver then calls it again. Any other
	// error ends the source. A source that can block returns when the context of
	// [Driver.Run] is canceled, or returns ErrTimeout at least once a second.
	Next(p *packet.Packet) error
	// Drops returns how many packets were lost before the source could read
	// them, since it was opened.
	Drops() uint64
}

// A Linked source knows the state of its interfaces.
type Linked interface {
	// LinkStatus returns the interface status of management records: 1 if an
	// interface was down or away since the start, else 0.
	LinkStatus() uint8
}

var (
	// ErrSkipped means that the source read a packet that is not wanted. Its
	// time, p.Time, moves management records but no flow.
	ErrSkipped = errors.New("packet skipped")
	// ErrTimeout means that no packet is there. p.Time is the time by the
	// source's clock in nanoseconds since 1970, or 0 if the source has no clock.
	// No later packet may be much older than that time.
	ErrTimeout = errors.New("no packet yet")
	// ErrStepped means that the source's clock was set back, to p.Time. Later
	// packets have times by the new clock.
	ErrStepped = errors.New("the clock was set back")
)
