// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"context"
	"io"
	"time"

	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A collector is one run of the program. Its methods are called by one goroutine,
// unless they say otherwise.
type collector struct {
	cfg    *Config
	env    Env
	log    *logger
	inputs []*input
	outs   []*sink.Output // those that did not fail
	server *recordServer  // nil without -P
	mars   management
	clocks clocks

	ctx    context.Context // canceled by a signal
	cancel context.CancelFunc
	failed bool // an error was reported

	// The record at hand is as it was read.
	asRead bool
}

// run reads all sources until they end or a signal comes.
func run(cfg *Config, env Env, log *logger) error {
	c := &collector{cfg: cfg, env: env, log: log, mars: newManagement(cfg, time.Now())}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	defer c.cancel()
	c.open()
	if err := c.prepare(); err != nil {
		c.discard()
		return err
	}
	if env.Listen != nil {
		env.Listen(c.cancel)
	}
	for _, group := range c.groups() {
		if c.ctx.Err() == nil && !c.dead() {
			c.collect(group)
		}
	}
	c.finish()
	if c.failed {
		return errReported
	}
	return nil
}

// prepare opens the outputs and the ports.
func (c *collector) prepare() error {
	if err := c.openOutputs(); err != nil {
		return err
	}
	return c.listen()
}

// finish writes the STOP record and closes everything.
func (c *collector) finish() {
	c.put(c.mars.report(record.CauseStop, time.Now(), c.state()))
	c.closeOutputs()
	c.closeServer()
}

// groups returns the inputs that are read at the same time. Files alone are read
// one after the other, so that their order is known.
func (c *collector) groups() [][]*input {
	if len(c.cfg.Servers) > 0 || c.cfg.Lag > 0 {
		return [][]*input{c.inputs}
	}
	groups := make([][]*input, len(c.inputs))
	for i, in := range c.inputs {
		groups[i] = []*input{in}
	}
	return groups
}

// flushEvery is how long a record may wait in the buffer of an output while other
// records keep coming.
const flushEvery = time.Second

// collect reads some inputs until all of them have ended.
func (c *collector) collect(group []*input) {
	sources := make([]source.Source, len(group))
	for i, in := range group {
		sources[i] = in.source
	}
	m := source.Start(sources, c.cfg.Lag)
	defer m.Close()
	flush := time.NewTicker(flushEvery)
	defer flush.Stop()
	emit := func(i int, r *record.Record) error { return c.record(group[i], r) }
	for !c.dead() {
		b, ok := c.receive(m, flush.C)
		if !ok {
			_ = m.Flush(emit) // emit returns no error
			return
		}
		now := time.Now()
		if b != nil {
			m.Add(b, now)
		}
		_ = m.Lend(now, emit)
		if b != nil && b.Err != nil {
			c.ended(group[b.Source], b.Err)
		}
	}
}

// receive waits for the next batch. The batch is nil if there is none, but
// something else may be due; ok is false after the last batch.
func (c *collector) receive(m *source.Merge, flush <-chan time.Time) (b *source.Batch, ok bool) {
	select { // a management record that is due does not wait for a gap in the traffic
	case now := <-c.mars.due():
		c.tick(now)
		return nil, true
	default:
	}
	select {
	case b, ok = <-m.Batches():
		return b, ok
	default:
		c.flushOutputs()
	}
	var lag <-chan time.Time
	if at, waits := m.Due(); waits {
		lag = time.After(time.Until(at))
	}
	select {
	case b, ok = <-m.Batches():
		return b, ok
	case now := <-c.mars.due():
		c.tick(now)
	case <-flush:
		c.flushOutputs()
	case <-lag:
	}
	return nil, true
}

// tick puts out the management records of the collector.
func (c *collector) tick(now time.Time) {
	c.put(c.mars.report(record.CauseStatus, now, c.state()))
	c.putMissing(now)
}

// state describes the collector for its management records.
func (c *collector) state() state {
	var s state
	for _, in := range c.inputs {
		if in.missing() != "" {
			s.missing++
		}
	}
	if c.server != nil {
		s.clients = c.server.Stats().Clients
	}
	return s
}

// record takes a record of a source.
func (c *collector) record(in *input, r *record.Record) error {
	if r.Type == record.TypeMAR {
		if r.Cause == record.CauseStart || r.Man.Short {
			return nil
		}
		c.asRead = true
		if c.cfg.Adjust > 0 && in.live {
			c.clocks.measure(in, r, time.Now())
		}
	} else {
		if !in.filter.Match(r) || !c.cfg.filter.Match(r) {
			return nil
		}
		c.asRead = true
		if c.cfg.Adjust > 0 && in.live && c.clocks.adjust(in, r, c.cfg.Adjust) {
			c.asRead = false
		}
	}
	c.put(r)
	return nil
}

// put gives a record to all outputs and to the clients.
func (c *collector) put(r *record.Record) {
	c.mars.count(r)
	for _, o := range c.outs {
		if err := o.Write(r); err != nil {
			c.outputError(err)
		}
	}
	if c.server != nil {
		if err := c.server.Publish(r); err != nil {
			c.fail(err)
		}
	}
}

// ended notes how an input ended.
func (c *collector) ended(in *input, err error) {
	in.end()
	switch {
	case err == io.EOF:
	case c.ctx.Err() != nil: // a source that was never reached is no error of a run that is told to end
		c.log.notef("%v", err)
	default:
		c.fail(err)
	}
	if in.live && c.cfg.Once {
		c.log.notef("%s has ended; radium ends too", in.source.Name())
		c.cancel()
	}
}

// fail reports an error that does not end the run at once.
func (c *collector) fail(err error) {
	c.failed = true
	c.log.errorf("%v", err)
}
