// SPDX-License-Identifier: Apache-2.0

package sink

import (
	"errors"
	"fmt"
	"time"
)

// Limits of persistent outputs.
const (
	// maxWaiting is how many bytes of records may wait in memory. Later ones are
	// lost.
	maxWaiting = 8 << 20
	// retryEvery is the time between two attempts to write to a file.
	retryEvery = time.Second
	// reportEvery is the time between two messages about an output that is still
	// not written.
	reportEvery = time.Minute
	// drainTime is how long Close waits for the reader of a pipe.
	drainTime = 5 * time.Second
	// retryBytes is how much is added to the buffer between two attempts to
	// write to a pipe whose reader is slow.
	retryBytes = 16 << 10
)

// A persistence is the state of a persistent output. It is in trouble from the
// first failed write, or the first record that was lost, until all is written.
type persistence struct {
	channel channel // a pipe or socket, nil for a file
	trouble error   // why records wait, nil if all is well
	retry   time.Time
	told    time.Time
	lost    uint64 // since the start
	before  uint64 // lost before the trouble
}

// A channel is written to without waiting.
type channel interface {
	// write writes as much of b as there is room for at once, or within a time.
	write(b []byte, wait time.Duration) (n int, err error)
}

// errSlow is the trouble of a pipe or socket.
var errSlow = errors.New("the reader does not keep up")

// crowded reports whether there is no room for one more record, which is lost then.
func (o *Output) crowded() bool {
	if len(o.buf)-o.sent < maxWaiting || !o.cfg.Persistent {
		return false
	}
	if o.persist.channel != nil {
		o.troubled(errSlow)
	}
	o.persist.lost++
	return true
}

// flushPersistent writes what can be written. It returns an error only if the
// reader of a pipe has gone.
func (o *Output) flushPersistent() error {
	p := &o.persist
	if p.channel != nil {
		return o.flushChannel(0)
	}
	now := time.Now()
	if p.trouble != nil && now.Before(p.retry) {
		o.troubled(p.trouble)
		o.flushAt = len(o.buf) + writeSize
		return nil
	}
	if err := o.flush(); err != nil {
		p.retry = now.Add(retryEvery)
		o.troubled(reason(err))
		o.flushAt = len(o.buf) + writeSize
		return nil
	}
	o.recovered()
	return nil
}

// flushChannel writes to a pipe or socket, and waits for its reader for a time.
func (o *Output) flushChannel(wait time.Duration) error {
	n, err := o.persist.channel.write(o.buf[o.sent:], wait)
	o.advance(n)
	if err != nil {
		return o.fail(err)
	}
	if o.sent == 0 && len(o.buf) == 0 {
		o.recovered()
		return nil
	}
	if o.sent > len(o.buf)/2 {
		o.buf = o.buf[:copy(o.buf, o.buf[o.sent:])]
		o.sent = 0
	}
	o.flushAt = max(writeSize, len(o.buf)+retryBytes)
	return nil
}

// troubled reports that the output is not written, at the start of the trouble and
// then once a minute.
func (o *Output) troubled(err error) {
	p, now := &o.persist, time.Now()
	switch {
	case p.trouble == nil:
		p.before = p.lost
		o.warn("%v; records wait in memory, up to %d MiB; later ones will be lost", err, maxWaiting>>20)
	case now.Sub(p.told) < reportEvery:
		p.trouble = err
		return
	default:
		o.warn("%v; %d records lost so far", err, p.lost-p.before)
	}
	p.trouble, p.told = err, now
}

// recovered reports that the trouble is over.
func (o *Output) recovered() {
	p := &o.persist
	if p.trouble == nil {
		return
	}
	p.trouble = nil
	o.warn("written again; %d records were lost", p.lost-p.before)
}

// closePersistent writes what can still be written, and counts the rest as lost.
func (o *Output) closePersistent() {
	p := &o.persist
	switch {
	case o.err != nil || len(o.buf) == o.sent:
		return
	case p.channel != nil:
		_ = o.flushChannel(drainTime) // what it cannot write is counted below
	default:
		p.retry = time.Time{}
		_ = o.flushPersistent()
	}
	rest := o.buf[o.sent:]
	if o.err != nil || len(rest) == 0 {
		return
	}
	n, _ := split(rest)
	if isStart(rest) {
		n-- // Start made it, and nobody wrote it
	}
	if p.trouble == nil {
		p.before, p.trouble = p.lost, errSlow
	}
	p.lost += uint64(n)
	o.records -= uint64(n)
	o.warn("%v; %d records were lost", p.trouble, p.lost-p.before)
}

// Reopen writes what waits, now, and creates the file again if it was moved or
// removed, or opens it if that failed before.
func (o *Output) Reopen() error {
	if o.err != nil || !o.regular {
		return o.Flush()
	}
	o.checked, o.persist.retry = time.Time{}, time.Time{}
	if len(o.buf) == o.sent && o.started {
		if err := o.follow(); err != nil {
			if o.cfg.Persistent {
				o.troubled(reason(err))
				return nil
			}
			return o.fail(err)
		}
	}
	return o.Flush()
}

func (o *Output) warn(format string, args ...any) {
	if o.cfg.Warn != nil {
		o.cfg.Warn(o.named(fmt.Errorf(format, args...)).Error())
	}
}
