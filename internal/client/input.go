// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"io"
	"time"

	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// readAll reads the inputs one after the other, and then all servers at once, merged
// by time; with --lag all inputs and servers at once. The error is one that ends the
// program. What is wrong with an input is reported and noted in the exit status.
func (s *Session) readAll(inputs []string) error {
	if s.selector.spent() {
		return nil
	}
	clock := s.newClock()
	defer clock.stop()
	servers := s.Config.Input.Servers
	s.arrival.inputs = make([]inputState, len(inputs)+len(servers))
	var sources []source.Source
	for i, name := range inputs {
		s.arrival.inputs[i].piped = name == "-" || source.Ranged(name)
		cfg := s.sourceConfig()
		src := source.Open(s.ctx, name, cfg)
		if src.Live() && s.Config.Select.Time.set() {
			cfg.Over, cfg.Must = nil, nil // the coverage is noted
			src = source.Open(s.ctx, name, cfg)
		}
		sources = append(sources, src)
	}
	for _, a := range servers {
		sources = append(sources, source.Connect(s.ctx, a, s.Config.Select.remote, s.sourceConfig()))
	}
	if s.Config.Input.Lag > 0 {
		return s.readMerged(sources, 0, clock)
	}
	for i, src := range sources[:len(inputs)] {
		if s.ctx.Err() != nil {
			return nil
		}
		s.debug(1, "reading %s", inputs[i])
		var err error
		if src.Live() {
			err = s.readMerged(sources[i:i+1], i, clock)
		} else {
			err = s.readFile(src, i, clock)
		}
		if err != nil || s.selector.spent() {
			return err
		}
	}
	if len(servers) == 0 || s.ctx.Err() != nil {
		return nil
	}
	return s.readMerged(sources[len(inputs):], len(inputs), clock)
}

// sourceConfig says how inputs are read.
func (s *Session) sourceConfig() source.Config {
	cfg := source.Config{
		Stdin: s.env.Stdin, Flow: s.Config.Input.Flow, Warn: s.pending.add, Damaged: s.pending.damage, Meter: s.meter,
		Poll: s.Config.Input.Poll,
		Skip: ^s.needs.reading, Over: s.needs.over, Must: s.needs.must, Passed: s.countSkipped,
	}
	if w, ok := s.out.(*writer); ok {
		cfg.Written = w.writes
	}
	if s.Config.Input.Lag > 0 || len(s.Config.Input.Servers) > 0 { // other goroutines read
		cfg.Meter = nil
	}
	return cfg
}

// readFile reads a regular file in this goroutine, batch by batch.
func (s *Session) readFile(src source.Source, input int, clock *clock) error {
	defer src.Close()
	emit := func(r *record.Record) error { return s.record(input, r) }
	for {
		err := src.Read(emit, nil)
		s.noteMessages()
		if err != nil {
			return s.ended(src, err)
		}
		if s.ctx.Err() != nil {
			return source.ErrStop
		}
		if err := clock.poll(s); err != nil {
			return err
		}
	}
}

// readMerged reads inputs that goroutines of a Merge read at the same time, until
// they end or the run is interrupted. What they had read by then is handled
// first. first is the number of the first of them.
func (s *Session) readMerged(sources []source.Source, first int, clock *clock) error {
	defer s.limitTime()()
	s.covers = s.Config.Select.Time.set()
	m := source.Start(sources, s.Config.mergeLag())
	defer m.Close()
	emit := func(i int, r *record.Record) error { return s.record(first+i, r) }
	done := s.ctx.Done()
	var giveUp <-chan time.Time // ends the wait for inputs that cannot be interrupted
	for {
		s.noteMessages()
		var b *source.Batch
		ok, idle := true, false
		select {
		case b, ok = <-m.Batches():
		default:
			idle = true
			s.out.flush()
		}
		var err error
		switch {
		case !idle:
		default:
			select {
			case b, ok = <-m.Batches():
			case <-clock.due(m, s.env.Now()):
			case now := <-clock.ticks:
				err = s.tick(now)
			case <-done:
				done, giveUp = nil, time.After(interruptLimit)
			case <-giveUp:
				ok = false
			}
		}
		switch {
		case err != nil:
		case !ok:
			return m.Flush(emit)
		default:
			err = s.lend(m, b, sources, emit)
		}
		if err != nil {
			return err
		}
	}
}

// interruptLimit is how long an interrupted run waits for inputs.
const interruptLimit = 2 * time.Second

// lend handles what a merge has, b included if there is one.
func (s *Session) lend(m *source.Merge, b *source.Batch, sources []source.Source, emit func(int, *record.Record) error) error {
	now := s.env.Now()
	if b != nil {
		m.Add(b, now)
	}
	if err := m.Lend(now, emit); err != nil || b == nil || b.Err == nil {
		return err
	}
	return s.ended(sources[b.Source], b.Err)
}

// ended notes how an input ended. The error is one that ends the reading.
func (s *Session) ended(src source.Source, err error) error {
	s.valid = s.valid || src.Valid()
	var open *source.OpenError
	switch {
	case err == io.EOF:
	case errors.Is(err, source.ErrStop):
		return err
	case errors.As(err, new(*handlerError)):
		return err
	case errors.As(err, &open):
		s.faults++
		s.status = max(s.status, statusOpen)
		s.Note(s.Config.explainOpen(src.Name(), err).Error())
	default:
		s.faults++
		s.status = max(s.status, statusFailed)
		s.Note(err.Error())
	}
	return nil
}

// countSkipped counts flow records that the reader skipped: those that only need
// to be counted, or that the filter would reject.
func (s *Session) countSkipped(n int64) {
	s.arrival.Flows += uint64(n)
	if s.needs.early != nil {
		return
	}
	s.arrival.Passed += uint64(n)
	s.selector.passed = true
}

// limitTime starts the clock of -T, once, and returns a function that stops it.
func (s *Session) limitTime() (stop func()) {
	d := s.Config.Input.RunTime
	if d == 0 {
		return func() {}
	}
	t := time.AfterFunc(d, func() {
		s.timeUp.Store(true)
		s.cancel()
	})
	return func() { t.Stop() }
}

// A clock is when the handler's Tick and waiting records are due.
type clock struct {
	ticks <-chan time.Time // nil without ticks
	stop  func()
	timer *time.Timer
}

func (s *Session) newClock() *clock {
	c := &clock{stop: func() {}}
	d := s.spec.Tick
	switch {
	case d <= 0:
	case s.env.Ticker != nil:
		c.ticks, c.stop = s.env.Ticker(d)
	default:
		t := time.NewTicker(d)
		c.ticks, c.stop = t.C, t.Stop
	}
	return c
}

// poll calls Tick if it is due.
func (c *clock) poll(s *Session) error {
	select {
	case now := <-c.ticks:
		return s.tick(now)
	default:
		return nil
	}
}

// due returns a channel that delivers when a merge can go on without a batch.
func (c *clock) due(m *source.Merge, now time.Time) <-chan time.Time {
	at, ok := m.Due()
	if !ok {
		return nil
	}
	if c.timer == nil {
		c.timer = time.NewTimer(at.Sub(now))
	} else {
		c.timer.Reset(at.Sub(now))
	}
	return c.timer.C
}

// tick calls the handler's Tick and puts out what it emits.
func (s *Session) tick(now time.Time) error {
	s.current = item{} // there is no current record
	if err := s.handler.Tick(now); err != nil {
		return err
	}
	s.out.flush()
	return nil
}
