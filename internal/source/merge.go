// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// A Batch is some records of one source of a [Merge], in their order. Its
// receiver owns it until the Merge has lent its last record.
type Batch struct {
	Source  int   // index of the source
	Err     error // not nil in the last batch of a source: io.EOF, or what went wrong
	bytes   record.Batch
	records []*record.Record // of a source that makes records itself, such as a capture
	came    time.Time        // when Add took it
}

// A framer is a source that may hold records as bytes.
type framer interface {
	// frame fills b with the next records. framed is false if the source has no
	// records as bytes; it is to be read with Read then.
	frame(b *record.Batch, idle func()) (framed bool, err error)
	// selection is what is decoded and lent of them.
	selection() record.Selection
	// skipped is called with the number of flows that selection skipped, and damage
	// with that of damaged records, by the goroutine that uses the Merge.
	skipped(n int64)
	damage(n int64)
}

// How many batches of one source may wait in a [Merge]: more of them for a live one
// whose records wait for those of others.
const (
	queued     = 4
	queuedLive = 256
)

// A Merge reads several live sources at once, each in a goroutine of its own, and
// lends their records in the order of time.
//
// Batches come through a channel, and the goroutine that receives them passes
// them to Add and calls Lend; it is the only one that uses a Merge. When the queue
// of a source is full (4 batches; 256 if it is one of several live ones), its
// goroutine blocks, and with it whoever writes to that source: nothing is dropped.
//
// A source that has no record at hand is waited for, because its next one may be the
// oldest; but a record that came waits at most the lag for a live source, and not at
// all for a server that is not connected. So records that come within the lag of each other
// are lent in the order of time, unless a queue is full; one that comes later is
// lent out of order.
type Merge struct {
	lag     time.Duration
	batches chan *Batch
	inputs  []*input
	cancel  chan struct{}
	once    sync.Once
	running sync.WaitGroup
}

// An input is a source of a Merge.
type input struct {
	Source
	free  chan *Batch // that may be filled
	queue []*Batch    // that wait; the first one is being lent
	dec   record.Decoder
	head  *record.Record // the next record, nil if there is none
	skips int64          // flows that the decoder skipped so far
	last  int64          // time of the record lent last
	live  bool
	limit int // batches
	ended bool
}

// A connecting source is waited for only while it can send records.
type connecting interface{ connected() bool }

// Start starts reading. The sources end when their contexts are done; the Merge
// closes them.
func Start(sources []Source, lag time.Duration) *Merge {
	m := &Merge{lag: lag, batches: make(chan *Batch), cancel: make(chan struct{})}
	for i, s := range sources {
		in := &input{Source: s, live: s.Live(), limit: queued, last: math.MinInt64}
		if len(sources) > 1 && lag > 0 && in.live {
			in.limit = queuedLive
		}
		in.free = make(chan *Batch, in.limit)
		for range in.limit {
			in.free <- new(Batch)
		}
		if f, ok := s.(framer); ok {
			sel := f.selection()
			if len(sources) > 1 {
				sel.Parts |= record.PartTime // for stamp
			}
			in.dec.Select(lazy.Key{}, sel)
		}
		m.inputs = append(m.inputs, in)
		m.running.Add(1)
		go func() {
			defer m.running.Done()
			m.read(i, in)
		}()
	}
	go func() {
		m.running.Wait()
		close(m.batches)
	}()
	return m
}

// Batches returns the channel of batches. It is closed after the last batch of
// the last source.
func (m *Merge) Batches() <-chan *Batch { return m.batches }

// read reads one source in a goroutine of its own.
func (m *Merge) read(index int, in *input) {
	b := m.take(in, index)
	defer in.Close()
	var err error
	if f, ok := in.Source.(framer); ok {
		framed := true
		for framed && err == nil && b != nil {
			if framed, err = f.frame(&b.bytes, func() {}); framed && err == nil {
				b = m.send(in, b)
			}
		}
	}
	emit := func(r *record.Record) error {
		b.records = append(b.records, r.Clone()) // the source lends it
		if len(b.records) >= batchRecords {
			b = m.send(in, b)
		}
		if b == nil {
			return ErrStop
		}
		return nil
	}
	idle := func() {
		if b != nil && len(b.records) > 0 {
			b = m.send(in, b)
		}
	}
	for err == nil && b != nil {
		err = in.Read(emit, idle)
	}
	if b != nil {
		in.Close()
		b.Err = err
		m.send(in, b)
	}
}

// take returns a batch to fill, or nil if the merge is closed.
func (m *Merge) take(in *input, index int) *Batch {
	select {
	case b := <-in.free:
		b.Source, b.records, b.bytes.Bytes = index, b.records[:0], b.bytes.Bytes[:0]
		return b
	case <-m.cancel:
		return nil
	}
}

// send hands a batch over and returns the next one to fill, nil if the merge is
// closed or the batch was the last one.
func (m *Merge) send(in *input, b *Batch) *Batch {
	index, last := b.Source, b.Err != nil
	select {
	case m.batches <- b:
	case <-m.cancel:
		return nil
	}
	if last {
		return nil
	}
	return m.take(in, index)
}

// Add takes a batch that came at the given time.
func (m *Merge) Add(b *Batch, now time.Time) {
	in := m.inputs[b.Source]
	b.came = now
	in.queue = append(in.queue, b)
	if len(in.queue) == 1 {
		in.dec.Reset(&b.bytes)
		in.advance()
	}
}

// advance makes the next record the head of an input. Batches of which every
// record was lent may be filled again.
func (in *input) advance() {
	for in.head = nil; len(in.queue) > 0; {
		b := in.queue[0]
		if len(b.records) > 0 {
			in.head, b.records = b.records[0], b.records[1:]
			return
		}
		in.head = in.dec.Next()
		in.count()
		if in.head != nil {
			return
		}
		in.queue = in.queue[1:]
		if b.Err != nil {
			in.end()
			return
		}
		in.free <- b
		if len(in.queue) > 0 {
			in.dec.Reset(&in.queue[0].bytes)
		}
	}
}

// count passes on how many flows the decoder skipped.
func (in *input) count() {
	if n := in.dec.Skipped(lazy.Key{}); n > in.skips {
		in.Source.(framer).skipped(n - in.skips)
		in.skips = n
	}
}

// end notes that an input has ended.
func (in *input) end() {
	in.ended = true
	if n := in.dec.Damaged(); n > 0 {
		in.Source.(framer).damage(n)
	}
}

// Lend lends all records whose turn has come at the given time to emit, with the
// index of their source, and stops at an error of emit.
func (m *Merge) Lend(now time.Time, emit func(source int, r *record.Record) error) error {
	for {
		next := m.next(now)
		if next < 0 {
			return nil
		}
		in := m.inputs[next]
		in.last = m.stamp(in.head, in.last)
		err := emit(next, in.head)
		in.advance()
		if err != nil {
			return err
		}
	}
}

// next returns the source whose record is next, -1 if none is due.
func (m *Merge) next(now time.Time) int {
	best, at := -1, int64(0)
	wait := false
	for i, in := range m.inputs {
		if in.head == nil {
			if m.awaits(in) {
				if !in.live {
					return -1
				}
				wait = true
			}
			continue
		}
		if t := m.stamp(in.head, in.last); best < 0 || t < at {
			best, at = i, t
		}
	}
	if wait {
		if due, ok := m.Due(); !ok || now.Before(due) {
			return -1
		}
	}
	return best
}

// awaits reports whether other sources' records have to wait for an input that
// has none.
func (m *Merge) awaits(in *input) bool {
	if in.ended || len(m.inputs) == 1 || m.lag == 0 {
		return false
	}
	c, ok := in.Source.(connecting)
	return !ok || c.connected()
}

// Due returns when Lend can lend more although no batch comes: when a record has
// waited for the lag. ok is false if none waits.
func (m *Merge) Due() (at time.Time, ok bool) {
	for _, in := range m.inputs {
		if in.head == nil {
			continue
		}
		t := in.queue[0].came.Add(m.lag)
		if len(in.queue) >= in.limit {
			t = time.Time{} // its goroutine must not block
		}
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	return at, ok
}

// stamp is the time that orders a record: when the sensor reported it, which is
// its end. A management record goes with the record before it, because a sensor
// that reads a capture writes them by another clock.
func (m *Merge) stamp(r *record.Record, last int64) int64 {
	if len(m.inputs) == 1 || r.Type == record.TypeMAR || !r.Has(record.PartTime) {
		return last
	}
	return max(r.Time.End, r.Time.Start)
}

// Flush lends all records that wait, in the order of time, without waiting for
// silent sources.
func (m *Merge) Flush(emit func(source int, r *record.Record) error) error {
	m.lag = 0
	return m.Lend(time.Time{}, emit)
}

// closing is how long Close waits for a source whose Read cannot be interrupted.
const closing = time.Second

// Close stops the sources and waits until their goroutines have ended. Where the
// system cannot interrupt a read, it gives up after a second. Records that were
// not lent are dropped.
func (m *Merge) Close() {
	m.once.Do(func() { close(m.cancel) })
	for _, in := range m.inputs {
		if s, ok := in.Source.(interface{ stop() }); ok {
			s.stop()
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	for {
		select {
		case _, ok := <-m.batches:
			if !ok {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
