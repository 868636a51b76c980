// SPDX-License-Identifier: Apache-2.0

// Package modeler turns packets into records. The sensor, and every client
// that reads a capture, use its [Driver].
//
// A driver reads one [Source] after the other, decodes each packet, counts it
// in the flow engine, and adds the management records that start, divide and
// end the stream. Time is packet time, so the same capture and settings give
// the same records. While no packet arrives, a source that has a clock keeps
// time going: flows and management records become due without a packet.
//
// A Driver is used by one goroutine. Packets and records are lent.
package modeler

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A Config holds the settings of a [Driver].
type Config struct {
	Flow   flow.Config
	Decode packet.Options
	// Release5 makes management records for readers of release 5.
	Release5 bool
	// MARInterval is the time between management records that START announces;
	// MARStatus asks for STATUS records at that interval.
	MARInterval time.Duration
	MARStatus   bool
	// Decoded, if set, is called with each packet after it was decoded.
	Decoded func(*packet.Packet)
	// Idle, if set, is called when no packet is there, after START: outputs
	// should be flushed.
	Idle func()
}

// DefaultConfig returns the built-in settings of the sensor.
func DefaultConfig() Config {
	return Config{Flow: flow.DefaultConfig(), MARInterval: 60 * time.Second}
}

// Stats are counters of one source or of all sources of a run.
type Stats struct {
	flow.Stats
	Drops     uint64 // packets lost before the source could read them
	Truncated uint64 // packets captured in part
}

// A Driver turns packets into records. Each source has a flow table of its
// own; sequence numbers and counters go on from one source to the next.
type Driver struct {
	cfg  Config
	emit func(*record.Record) error
	dec  *packet.Decoder
	man  management

	closed  Stats  // counters of the sources that ended
	seqBase uint32 // sequence number of the latest record of earlier sources

	src     Source // the source being read, nil between runs
	engine  *flow.Engine
	entered bool   // the source's first time is known
	cut     uint64 // truncated packets of the source

	// untimed counts the packets and bytes of the source whose times a record
	// cannot hold.
	untimed flow.Stats

	err  error       // of emit
	stop atomic.Bool // set by cancellation and by an error of emit
}

// New returns a driver that gives each record to emit, which must not keep it.
// An error of emit ends the run.
func New(cfg Config, emit func(*record.Record) error) *Driver {
	return &Driver{cfg: cfg, emit: emit, dec: packet.NewDecoder(cfg.Decode), man: newManagement(&cfg)}
}

// Started reports whether the START record was emitted, which takes the time of
// the first packet.
func (d *Driver) Started() bool { return d.man.known }

// Start returns a START record for one more output. If again is true, the
// output was created anew during the run.
func (d *Driver) Start(again bool) *record.Record { return d.man.start(again) }

// Run reads src until it ends or ctx is canceled, and emits its records, which
// carry id as their source. Canceling reports all flows with cause SHUTDOWN and
// is not an error. Run returns the counters of src, and the error of emit or src.
func (d *Driver) Run(ctx context.Context, src Source, id record.SourceID) (Stats, error) {
	if d.err != nil {
		return Stats{}, d.err
	}
	cfg := d.cfg.Flow
	cfg.Source = id
	d.src, d.entered, d.cut, d.untimed = src, false, 0, flow.Stats{}
	d.engine = flow.New(cfg, d.flow)
	defer d.leave()
	d.stop.Store(ctx.Err() != nil)
	defer context.AfterFunc(ctx, func() { d.stop.Store(true) })()
	err := d.read()
	if d.err == nil && d.stop.Load() {
		d.engine.Shutdown()
		err = nil
	} else if d.err == nil {
		d.engine.Flush()
	}
	if d.err != nil || err == io.EOF {
		err = d.err
	}
	return d.stats(), err
}

// read is the inner loop: it reads packets until the source ends.
func (d *Driver) read() error {
	p := new(packet.Packet)
	for !d.stop.Load() {
		switch err := d.src.Next(p); err {
		case nil:
			d.packet(p)
		case ErrSkipped:
			if !p.TimeFits() {
				continue
			}
			d.enter(p.Time)
			d.man.last = p.Time
			d.status(p.Time)
		case ErrTimeout:
			d.idle(p.Time)
		case ErrStepped:
			d.stepBack(p.Time)
		default:
			return err
		}
	}
	return nil
}

// packet counts one packet, after a management record that is due. A packet whose
// time a record cannot hold is in no flow, because its record would have a time
// that is not true.
func (d *Driver) packet(p *packet.Packet) {
	if len(p.Data) < int(p.WireLen) {
		d.cut++
	}
	if !p.TimeFits() {
		d.dec.Decode(p)
		d.untimed.Packets++
		d.untimed.Bytes += uint64(p.Bytes)
		return
	}
	d.enter(p.Time)
	d.man.last = p.Time
	d.dec.Decode(p)
	if d.cfg.Decoded != nil {
		d.cfg.Decoded(p)
	}
	if p.Time >= d.man.next {
		d.man.link = uint8(p.Link)
		d.status(p.Time)
	}
	d.engine.Packet(p)
}

// idle moves the clock to now, if the source has one, and flushes.
func (d *Driver) idle(now int64) {
	if now != 0 {
		d.enter(now)
		if now > d.man.last {
			d.man.last = now
			d.engine.Advance(now)
			d.status(now)
		}
	}
	if d.man.known && d.cfg.Idle != nil {
		d.cfg.Idle()
	}
}

// stepBack continues at an earlier time, because the source's clock was set back. A
// management record ends the time before.
func (d *Driver) stepBack(now int64) {
	d.enter(now)
	d.engine.StepBack(now)
	if d.man.interval > 0 {
		d.give(d.man.report(record.CauseStatus, d.man.last, d.total()))
	}
	d.man.begin(now)
	d.man.previous, d.man.last = now, now
}

// enter begins the source at its first time, and the run with a START record.
func (d *Driver) enter(now int64) {
	if d.entered {
		return
	}
	d.entered = true
	first := !d.man.known
	d.man.begin(now)
	if first {
		d.give(d.man.start(false))
	}
}

// status emits a management record if one is due.
func (d *Driver) status(now int64) {
	if now >= d.man.next {
		d.give(d.man.report(record.CauseStatus, now, d.total()))
	}
}

// flow emits a record of the engine.
func (d *Driver) flow(r *record.Record) {
	r.Transport.Seq += d.seqBase
	d.man.seq = r.Transport.Seq
	r.Version = d.man.rec.Version
	d.give(r)
}

// give hands r to emit and notes its error, which ends the run.
func (d *Driver) give(r *record.Record) {
	if d.err != nil {
		return
	}
	if d.err = d.emit(r); d.err != nil {
		d.stop.Store(true)
	}
}

// stats returns the counters of the source being read.
func (d *Driver) stats() Stats {
	s := Stats{Stats: d.engine.Stats(), Drops: d.src.Drops(), Truncated: d.cut}
	if l, ok := d.src.(Linked); ok {
		d.man.status = l.LinkStatus()
	}
	s.Packets += d.untimed.Packets
	s.Bytes += d.untimed.Bytes
	return s
}

// total returns the counters of the run.
func (d *Driver) total() Stats {
	t := d.closed
	if d.engine == nil {
		return t
	}
	s := d.stats()
	t.Packets += s.Packets
	t.Bytes += s.Bytes
	t.Records += s.Records
	t.Flows += s.Flows
	t.Early += s.Early
	t.Drops += s.Drops
	t.Truncated += s.Truncated
	t.Active = s.Active
	return t
}

// leave ends the source and frees its flow table.
func (d *Driver) leave() {
	d.closed = d.total()
	d.closed.Active = 0
	d.engine.Close()
	d.src, d.engine = nil, nil
	d.man.next = never
	if !d.cfg.Flow.Compat { // release 3.0.8 numbers the records of each file from 1
		d.seqBase = d.man.seq
	}
}

// Close emits the STOP record, which ends the run. If no source had a packet,
// it emits the START record first, without a time.
func (d *Driver) Close() error {
	if !d.man.known {
		d.man.known = true
		d.give(d.man.start(false))
	}
	d.give(d.man.report(record.CauseStop, d.man.last, d.total()))
	return d.err
}

// MaxFlows returns how many flows are tracked at most.
func (d *Driver) MaxFlows() int {
	if d.engine != nil {
		return d.engine.MaxFlows()
	}
	return d.cfg.Flow.MaxFlows
}

// SetMaxFlows changes how many flows are tracked at most; 0 restores the default.
// Only the goroutine of Run may call it, from a function of the [Config]. If more
// flows are tracked already, their number falls as they time out.
func (d *Driver) SetMaxFlows(n int) {
	d.cfg.Flow.MaxFlows = n
	if d.engine != nil {
		d.engine.SetMaxFlows(n)
	}
}

// Stats returns the counters of all sources so far.
func (d *Driver) Stats() Stats { return d.total() }
