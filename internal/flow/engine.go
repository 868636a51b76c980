// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"encoding/binary"
	"hash/maphash"
	"time"

	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// An Engine models the flows of one packet source.
type Engine struct {
	cfg    Config
	emit   func(*record.Record)
	table  table
	status queue
	idle   []*queue

	interval   int64 // status interval, ns; negative: only at the end
	tick       int64 // distance of housekeeping ticks, ns
	jitterUnit int64 // ns, of inter-packet times
	next       int64 // packet time from which the next tick is due
	started    bool
	now        int64

	seed, seed2 uint64
	prints      maphash.Seed // of the fingerprints of fragments
	key         key
	quoted      packet.Packet
	records     uint32 // records written
	numbered    uint32 // flows numbered
	extended    bool   // the settings need an extension for every flow
	plain       bool   // keys are of addresses, protocol and ports, both ways
	extra       bool   // the settings ask tally for more than it always counts
	stats       Stats

	rec record.Record
}

const etherARP = 0x0806 // Ethernet type of ARP (RFC 826)

// Distances of housekeeping ticks (flow model, section 1.1).
const (
	tickDistance   = int64(500 * time.Millisecond)
	tickDistance30 = int64(200 * time.Millisecond)
)

// New returns an engine that gives each record to emit. The record is the
// engine's: emit must not keep it.
func New(cfg Config, emit func(*record.Record)) *Engine {
	if cfg.MaxFlows <= 0 {
		cfg.MaxFlows = DefaultMaxFlows
	}
	cfg.UserData = min(max(cfg.UserData, 0), maxUserData)
	e := &Engine{
		cfg: cfg, emit: emit,
		interval: int64(cfg.StatusInterval), tick: tickDistance,
		seed: newSeed(), seed2: newSeed(),
		extended: cfg.Jitter || cfg.MAC || cfg.Sizes || cfg.UserData > 0 || cfg.FullControlData || cfg.Tunnels,
	}
	e.prints = maphash.MakeSeed()
	e.plain = cfg.FlowKey == 0 && !cfg.Unidirectional
	e.extra = cfg.Compat || cfg.AppBytes
	e.jitterUnit = 1
	if cfg.Compat {
		e.tick, e.jitterUnit = tickDistance30, int64(time.Microsecond)
	}
	e.status.number = statusQueue
	e.table.measured, e.table.userData = cfg.Jitter || cfg.Sizes, cfg.UserData
	e.table.grow()
	e.rec.Type = record.TypeFAR
	return e
}

// MaxFlows returns the bound of the flow table.
func (e *Engine) MaxFlows() int { return e.cfg.MaxFlows }

// SetMaxFlows changes the bound of the flow table; 0 means [DefaultMaxFlows]. If more
// flows are tracked already, no flow is reported early at once: each new one takes
// the place of an old one, and the number falls as flows time out.
func (e *Engine) SetMaxFlows(n int) {
	if n <= 0 {
		n = DefaultMaxFlows
	}
	e.cfg.MaxFlows = n
}

// Close gives back the memory of the flow table. The engine cannot be used
// any more.
func (e *Engine) Close() {
	e.status, e.idle = queue{}, nil
	e.table.close()
}

// Stats returns the engine's counters.
func (e *Engine) Stats() Stats {
	s := e.stats
	s.Active = e.table.used
	return s
}

// Packet counts one decoded packet. It borrows p.
func (e *Engine) Packet(p *packet.Packet) {
	now := p.Time
	e.now = now
	e.stats.Packets++
	e.stats.Bytes += uint64(p.Bytes)
	var (
		r role
		h uint32
		f *flow
	)
	if p.Plain && e.plain {
		var k0, k1, k2 uint64
		k0, k1, k2, r = plainKey(p)
		e.key[0], e.key[1], e.key[2] = k0, k1, k2
		h = e.hash3(k0, k1, k2)
		f = e.table.find3(k0, k1, k2, h)
	} else {
		r = e.makeKey(p, &e.key)
		f, h = e.lookup(&e.key)
	}
	switch {
	case f == nil:
		f = e.newFlow(p, r, h)
	case f.bits&flowActive != 0:
		if e.interval >= 0 && now-f.queued >= e.interval {
			f = e.renew(f, p, r, h)
		}
	case f.queue == 0: // a fragment flow that another adopted
	case e.expired(f, now):
		e.forget(f)
		f = e.newFlow(p, r, h)
	default: // idle
		e.take(f)
		e.status.push(f, now)
		f.bits |= flowActive
	}
	e.count(f, p, r)
	if !e.started || now >= e.next {
		e.housekeeping(now)
	}
}

// renew reports f and all other flows that are due, and begins a new interval
// of f with packet p.
func (e *Engine) renew(f *flow, p *packet.Packet, r role, h uint32) *flow {
	e.report(p.Time)
	if f.bits&flowActive != 0 && !e.cfg.Compat { // time went back: flows before f are not due
		e.reportFlow(f, p.Time)
	}
	switch {
	case f.queue == 0: // it was forgotten with its report
		return e.newFlow(p, r, h)
	case e.expired(f, p.Time):
		e.forget(f)
		return e.newFlow(p, r, h)
	}
	e.take(f)
	e.status.push(f, p.Time)
	f.bits |= flowActive
	return f
}

// newFlow makes the flow object of packet p, whose key is e.key.
func (e *Engine) newFlow(p *packet.Packet, r role, h uint32) *flow {
	if e.table.used >= e.cfg.MaxFlows {
		e.evict()
	}
	f := e.table.insert(&e.key, h)
	e.stats.Flows++
	f.kind, f.proto = p.Kind, p.Proto
	switch {
	case r&roleOneWay != 0:
		f.bits = flowOneWay
	case r&roleReply != 0:
		f.bits = flowDecided
	case r&roleSecond != 0:
		f.bits = flowReversed
	}
	if e.key[1]&keyFragment != 0 && (p.Kind == packet.KindIPv4 || p.Kind == packet.KindIPv6) {
		f.bits |= flowFragment
	}
	f.answer = e.answerType(p)
	if e.cfg.Compat && lostARP(p) {
		f.bits |= flowUnnumbered
	}
	if e.extended || p.Kind != packet.KindIPv4 && p.Kind != packet.KindIPv6 {
		e.describe(f, p)
	}
	e.status.push(f, p.Time)
	f.bits |= flowActive
	return f
}

// lostARP reports whether release 3.0.8 counts p nowhere: an ARP packet of an
// operation other than those of RFC 826 and RFC 903.
func lostARP(p *packet.Packet) bool {
	if p.Kind != packet.KindMAC || p.Ether.KeyType != etherARP || len(p.Payload) < 8 {
		return false
	}
	op := binary.BigEndian.Uint16(p.Payload[6:])
	return op < 1 || op > 4
}

// describe keeps what the key of f does not hold but its records show.
func (e *Engine) describe(f *flow, p *packet.Packet) {
	x := e.table.extend(f)
	x.ether, x.hasEther = p.Ether, p.HasEther
	if e.cfg.Compat && p.Encaps&packet.EncapSLL != 0 {
		x.hasEther = true // release 3.0.8 writes zeros for cooked packets
	}
	switch p.Kind {
	case packet.KindARP, packet.KindRARP, packet.KindISIS, packet.KindWLAN:
		if x.link == nil {
			x.link = new(linkLevel)
		}
		x.link.arp, x.link.isis, x.link.wlan = p.ARP, p.ISIS, p.WLAN
	}
}

// housekeeping reports the flows that are due and forgets those that were
// idle for their timeout (flow model, section 1.1).
func (e *Engine) housekeeping(now int64) {
	if !e.started {
		e.started = true
		e.next = now
	}
	e.report(now)
	for _, q := range e.idle {
		for f := q.first; f != nil && now-f.queued >= q.timeout; f = q.first {
			e.forget(f)
		}
	}
	if !e.cfg.Compat || now-e.next > e.tick {
		e.next = now + e.tick
	} else {
		e.next += e.tick
	}
}

// report writes the records of all flows whose status interval is over.
func (e *Engine) report(now int64) {
	if e.interval < 0 {
		return
	}
	for f := e.status.first; f != nil && now-f.queued >= e.interval; f = e.status.first {
		e.reportFlow(f, now)
	}
}

// reportFlow writes the record of f, whose status interval is over. The flow is
// idle from the end of its interval on, whenever it is reported, so that it
// does not depend on other flows how long it is remembered.
//
// Compat: release 3.0.8 counts from the report.
func (e *Engine) reportFlow(f *flow, now int64) {
	since := f.queued + e.interval
	if e.cfg.Compat {
		since = now
	}
	d := e.timeout(f)
	e.write(f, e.cause(f))
	e.take(f)
	f.bits &^= flowActive
	if d <= 0 {
		e.forget(f)
		return
	}
	e.idleQueue(d).push(f, since)
}

// expired reports whether f, which is idle, was idle for its timeout at a time.
//
// Compat: release 3.0.8 forgets flows in housekeeping only, after the packet
// that moved the clock was counted.
func (e *Engine) expired(f *flow, now int64) bool {
	return f.bits&flowActive == 0 && !e.cfg.Compat && now-f.queued >= e.queueOf(f).timeout
}

// Advance moves the clock to a time, in nanoseconds since 1970, without a
// packet: flows whose status interval is over are reported, and those that
// were idle for their timeout are forgotten. A live sensor calls it while no
// packets arrive.
//
// A time that is not after the clock changes nothing. A packet may come
// afterwards with a time before the clock, out of a buffer of the capture: it
// is counted with its own time, and where its flow was reported meanwhile it
// begins the flow's next interval.
func (e *Engine) Advance(now int64) {
	if !e.started || now <= e.now {
		return
	}
	e.now = now
	e.housekeeping(now)
}

// StepBack sets the clock to an earlier time. All flows are reported, so that no
// record covers times before and after the step, and are idle from the new time on.
func (e *Engine) StepBack(now int64) {
	e.Flush()
	for _, q := range e.idle {
		for f := q.first; f != nil; f = f.next {
			f.queued = now
		}
	}
	e.now, e.next = now, now+e.tick
}

func (e *Engine) cause(f *flow) record.Cause {
	if f.bits&flowReported != 0 {
		return record.CauseStatus
	}
	return record.CauseStart
}

// timeout returns how long f is remembered after a report (section 1.2).
func (e *Engine) timeout(f *flow) time.Duration {
	t := &e.cfg.Timeouts
	switch f.kind {
	case packet.KindIPv4, packet.KindIPv6:
		if f.bits&flowFragment != 0 {
			return t.IP
		}
		switch f.proto {
		case packet.ProtoTCP:
			return t.TCP
		case packet.ProtoICMP:
			if f.kind == packet.KindIPv4 {
				return t.ICMP
			}
		case packet.ProtoICMPv6:
			if f.kind == packet.KindIPv6 {
				return t.ICMP
			}
		case packet.ProtoIGMP:
			return t.IGMP
		}
		return t.IP
	case packet.KindARP, packet.KindRARP:
		return t.ARP
	case packet.KindMAC:
		if uint16(f.key[1]) == etherARP {
			return t.ARP
		}
	}
	return t.Other
}

// forget deletes f. What its fragments counted is reported first, also what
// they added to it after its last report.
func (e *Engine) forget(f *flow) {
	if f.ext != nil && f.ext.kids != nil {
		e.dropFragments(f)
	}
	// Others have nothing left: a look there would cost most of forgetting.
	if (f.ext != nil || f.bits&flowActive != 0) && f.src.packets+f.dst.packets > 0 {
		e.write(f, e.cause(f))
	}
	e.take(f)
	e.table.remove(f)
}

// evict makes room in a full table: the flow that was idle longest goes, or,
// when none is idle, the flow that waits longest for its report is reported.
func (e *Engine) evict() {
	var oldest *flow
	for _, q := range e.idle {
		if q.first != nil && (oldest == nil || q.first.queued < oldest.queued) {
			oldest = q.first
		}
	}
	if oldest == nil {
		oldest = e.status.first
	}
	if oldest == nil { // only fragments of other flows are left
		return
	}
	e.stats.Early++
	e.write(oldest, e.cause(oldest))
	e.forget(oldest)
}

// Flush reports every flow that has packets left to report, oldest first, as
// at the end of a capture. The engine keeps its flows.
func (e *Engine) Flush() {
	for f := e.status.first; f != nil; f = e.status.first {
		d := e.timeout(f)
		e.write(f, e.cause(f))
		e.take(f)
		f.bits &^= flowActive
		e.idleQueue(d).push(f, e.now)
	}
	for _, q := range e.idle {
		for f := q.first; f != nil; f = f.next {
			if f.ext != nil { // fragments may have come after the last report
				e.write(f, e.cause(f))
			}
		}
	}
}

// Shutdown reports every flow with cause SHUTDOWN, as a sensor that is told to
// end does, and forgets them.
func (e *Engine) Shutdown() {
	for _, q := range append(e.idle, &e.status) {
		for f := q.first; f != nil; f = q.first {
			e.write(f, record.CauseShutdown)
			e.forget(f)
		}
	}
}
