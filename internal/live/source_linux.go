// SPDX-License-Identifier: Apache-2.0

package live

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/packet"
)

// A Source reads the packets of one or more interfaces, in the order of time. One
// goroutine uses it.
type Source struct {
	opts  Options
	devs  []*device
	polls []unix.PollFd

	begun   bool
	ticked  time.Time // latest ErrTimeout
	looked  time.Time // latest look at the interfaces
	last    int64     // time of the latest packet
	wall    int64     // latest time of the clock, ns since 1970
	setBack int64     // the time at which the clock was found to be set back, 0 if it was not
	stopAt  int64     // packets up to this time are still read; 0 while running
	stopped bool
}

var _ modeler.Source = (*Source)(nil)

// Open opens the sockets of the interfaces that are named, and starts the capture.
// Interfaces that do not exist are waited for.
func Open(names []string, o Options) (*Source, error) {
	if o.Scan <= 0 {
		o.Scan = 500 * time.Millisecond
	}
	s := &Source{opts: o}
	for _, name := range names {
		d, err := openDevice(name, &s.opts)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.devs = append(s.devs, d)
		s.polls = append(s.polls, unix.PollFd{Fd: int32(d.ring.fd), Events: unix.POLLIN})
	}
	s.looked = time.Now()
	return s, nil
}

// Close ends the capture and frees the rings. Packets that were lent are not valid
// any more.
func (s *Source) Close() {
	for _, d := range s.devs {
		d.ring.close()
	}
	s.devs = nil
}

// Drops implements [modeler.Source]: packets that the kernel dropped because a ring
// was full.
func (s *Source) Drops() uint64 {
	var n uint64
	for _, d := range s.devs {
		n += d.count()
	}
	return n
}

// LinkStatus returns the interface status of management records: 1 if an interface
// was down or away since the start, else 0.
func (s *Source) LinkStatus() uint8 {
	for _, d := range s.devs {
		if d.changed {
			return 1
		}
	}
	return 0
}

// Next implements [modeler.Source].
func (s *Source) Next(p *packet.Packet) error {
	if !s.begun {
		s.begun = true
		return s.timeout(p, time.Now(), 0)
	}
	for {
		d := s.earliest()
		if d == nil {
			if s.wait(p) {
				return s.clock(p)
			}
			continue
		}
		d.has = false
		if d.fill(p) {
			s.last = p.Time
			return nil
		}
	}
}

// earliest returns the device with the oldest packet, or nil if there is none or if
// another device may have an older one.
func (s *Source) earliest() *device {
	if len(s.devs) == 1 {
		d := s.devs[0]
		if d.has || d.blk.next(&d.head) {
			return d
		}
		return nil
	}
	var first *device
	waits := false
	for _, d := range s.devs {
		if !d.has {
			d.has = d.blk.next(&d.head) || d.turn() && d.blk.next(&d.head)
		}
		switch {
		case !d.has:
			waits = waits || d.state == stateUp
		case first == nil || d.head.time < first.head.time:
			first = d
		}
	}
	if first != nil && waits && first.head.time > time.Now().Add(-settle).UnixNano() {
		return nil
	}
	return first
}

// turn goes to the next block of the ring, and reports whether there is one.
func (d *device) turn() bool {
	d.ring.give()
	b, ok := d.ring.take()
	if ok {
		d.blk.open(b)
	}
	return ok
}

// wait goes to the next block, or waits for one. It returns true if the clock has to
// go on, and the time is in p then.
func (s *Source) wait(p *packet.Packet) bool {
	now := time.Now()
	if s.opts.Done != nil && s.stopAt == 0 {
		select {
		case <-s.opts.Done:
			s.stopAt = now.UnixNano()
		default:
		}
	}
	if now.Sub(s.looked) >= s.opts.Scan {
		s.look(now)
	}
	ready := false
	for _, d := range s.devs {
		ready = ready || d.has || len(d.blk.b) > 0 && d.blk.left > 0 || d.turn()
	}
	switch {
	case s.stopAt != 0 && s.drained(ready, now):
		s.stop()
	case ready && len(s.devs) == 1:
		if now.Sub(s.ticked) < tick {
			return false
		}
		_ = s.timeout(p, now, s.last)
		return true
	}
	s.poll(ready)
	if now = time.Now(); now.Sub(s.ticked) < tick {
		return false
	}
	behind := int64(0)
	if ready {
		behind = s.last
	}
	_ = s.timeout(p, now, behind)
	return true
}

// clock returns the error for a time in p: the clock goes on, or it was set back. In
// the second case, packets with times of the clock before are read first.
func (s *Source) clock(p *packet.Packet) error {
	now := time.Now().UnixNano()
	if s.wall-now > int64(stepBack) {
		s.setBack = now
	}
	s.wall = now
	switch {
	case s.setBack == 0:
		return modeler.ErrTimeout
	case s.last-now > int64(stepBack) && now-s.setBack < int64(settle):
		p.Time = 0
		return modeler.ErrTimeout
	}
	s.setBack = 0
	p.Time = now
	return modeler.ErrStepped
}

// timeout sets the time of p to at, or to a time which no later packet is older
// than.
func (s *Source) timeout(p *packet.Packet, now time.Time, at int64) error {
	s.ticked = now
	p.Time = at
	if at == 0 {
		p.Time = now.Add(-settle).UnixNano()
	}
	return modeler.ErrTimeout
}

// drained reports whether all packets were read that had arrived when the capture
// was ended.
func (s *Source) drained(ready bool, now time.Time) bool {
	return s.last > s.stopAt || !ready && now.UnixNano()-s.stopAt > int64(settle)
}

// stop tells the owner, once, that the capture is drained.
func (s *Source) stop() {
	if !s.stopped && s.opts.Drained != nil {
		s.opts.Drained()
	}
	s.stopped = true
}

// poll waits until a block is ready, the state of an interface changes, or the clock
// has to go on. If packets wait for others that may be older, it waits for less.
func (s *Source) poll(ready bool) {
	ms := int(tick.Milliseconds())
	if ready || s.stopAt != 0 {
		ms /= 5
	}
	if ready { // the sockets with packets would end the waiting at once
		time.Sleep(time.Duration(ms) * time.Millisecond)
		return
	}
	for i := range s.polls {
		s.polls[i].Revents = 0
	}
	if n, err := unix.Poll(s.polls, ms); err != nil || n == 0 {
		return
	}
	for i, d := range s.devs {
		if s.polls[i].Revents&unix.POLLERR != 0 {
			d.ring.clearError()
			s.look(time.Now())
		}
	}
}

// look looks at the state of all interfaces.
func (s *Source) look(now time.Time) {
	s.looked = now
	for _, d := range s.devs {
		if err := d.look(); err != nil {
			d.log("cannot be used: %v", err)
		}
		d.count()
	}
}

// fill makes p of the packet at the head of d. It returns false if the packet is not
// wanted.
func (d *device) fill(p *packet.Packet) bool {
	f := &d.head
	link := d.link
	if d.name == Any {
		if f.hw == hwLoopback && f.kind == typeOutgoing {
			return false // it comes again as one that is received
		}
		link = linkType(f.hw)
	}
	data, wire := f.data, f.wireLen
	if link == unknownLink && (f.proto == protoIPv4 || f.proto == protoIPv6) && f.network <= len(data) {
		link = packet.LinkRaw
		data, wire = data[f.network:], wire-uint32(f.network)
	}
	if d.opts.Filter != nil && (f.tagged || d.link == unknownLink) {
		prog, err := d.program(link)
		if err != nil || prog != nil && !prog.Match(data, wire) {
			return false
		}
	}
	if n := d.opts.SnapLen; n > 0 && len(data) > n {
		data = data[:n]
	}
	p.Time, p.Data, p.WireLen, p.Link = f.time, data, wire, link
	return true
}

// SetFilter changes the packet filter of a running capture; nil accepts all packets.
// Packets that are in the rings already were selected by the filter before. After an
// error the filter is unchanged.
func (s *Source) SetFilter(filter func(packet.LinkType) (*bpf.Program, error)) error {
	before := s.opts.Filter
	s.opts.Filter = filter
	err := s.refilter()
	if err != nil {
		s.opts.Filter = before
		_ = s.refilter() // it could be attached before
	}
	return err
}

// refilter attaches the packet filter to the ring of each interface.
func (s *Source) refilter() error {
	for _, d := range s.devs {
		clear(d.others)
		switch {
		case d.name == Any:
			if _, err := d.program(packet.LinkEthernet); err != nil {
				return err
			}
		case d.index != 0:
			if err := d.filter(d.link); err != nil {
				return err
			}
		}
	}
	return nil
}
