// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"fmt"
	"time"

	"github.com/argus-go/argus/record"
)

// management makes the management records of the collector itself (record format,
// section 9.5).
type management struct {
	base    record.Management
	version uint8
	rec     record.Record // STATUS and STOP records are made in it
	ticker  *time.Ticker  // nil for none
	records uint32        // since the latest one
}

// A state is what management records say about the collector.
type state struct {
	missing int // sources without a connection
	clients int
}

// newManagement returns the management records of a collector that starts now.
func newManagement(c *Config, now time.Time) management {
	gen := c.Dialect.Generation()
	m := management{version: uint8(gen)}
	m.base = record.Management{
		Cookie: record.Cookie3, Major: m.version, Src: c.ID,
		Start: now.UnixNano(), MARInterval: uint16(c.MARInterval / time.Second),
	}
	if gen == record.Gen5 {
		m.base.Cookie, m.base.NextSeq = record.Cookie5, 1
	}
	if c.MARInterval > 0 {
		m.ticker = time.NewTicker(c.MARInterval)
	}
	return m
}

// due returns a channel that delivers when a STATUS record is due.
func (m *management) due() <-chan time.Time {
	if m.ticker == nil {
		return nil
	}
	return m.ticker.C
}

// count notes that a record is put out.
func (m *management) count(r *record.Record) {
	if r != &m.rec {
		m.records++
	}
}

// start returns a START record. Any goroutine may call it.
func (m *management) start(now time.Time) *record.Record {
	r := &record.Record{Type: record.TypeMAR, Version: m.version, Cause: record.CauseStart, Man: m.base}
	r.Man.Now = now.UnixNano()
	return r
}

// report returns a STATUS or STOP record, which counts the records since the
// previous one. It is valid until the next call. Packets are not counted, because
// those in the management records of sensors are passed on.
func (m *management) report(cause record.Cause, now time.Time, s state) *record.Record {
	m.rec = record.Record{Type: record.TypeMAR, Version: m.version, Cause: cause, Man: m.base}
	r := &m.rec.Man
	r.Now = now.UnixNano()
	r.Records, m.records = m.records, 0
	r.Clients = uint32(s.clients)
	if s.missing > 0 {
		r.LinkStatus = 1
	}
	return &m.rec
}

// putMissing puts out an event record for each source that is missing: its text
// names the source, and says since when and why it is missing.
func (c *collector) putMissing(now time.Time) {
	c.asRead = false
	for _, in := range c.inputs {
		why := in.missing()
		if why == "" {
			continue
		}
		in.mu.Lock()
		since := in.since
		in.mu.Unlock()
		text := fmt.Sprintf("source=%s\nstate=missing\nsince=%s\nreason=%s\n",
			in.source.Name(), since.UTC().Format(time.RFC3339), why)
		c.put(c.mars.event(text, since, now))
	}
}

// event returns an event record of the collector with a text (record format,
// section 6.28).
func (m *management) event(text string, from, to time.Time) *record.Record {
	r := &record.Record{Type: record.TypeEvent, Version: m.version, Cause: record.CauseStatus}
	r.Parts = record.PartTransport | record.PartTime | record.PartSrcData
	r.Transport.Src = m.base.Src
	r.Time = record.Time{Start: from.UnixNano(), End: to.UnixNano()}
	r.SrcData = record.UserData{Data: []byte(text)}
	return r
}
