// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"math"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/record"
)

// management makes the management records of a run. Their times are packet
// times, so that the same captures give the same bytes.
type management struct {
	rec      record.Record // STATUS and STOP records are made in it
	base     record.Management
	v5       bool   // records are for 5.x clients
	dataLen  uint16 // user data bytes per direction
	interval int64  // between records, ns; 0 for none

	known    bool  // first holds a time
	first    int64 // of the first packet
	last     int64 // of the latest packet
	previous int64 // of the latest management record
	next     int64 // packet time from which a record is due

	seq      uint32     // of the latest flow record
	closed   flow.Stats // of the inputs that were read
	reported totals     // told in earlier records
	link     uint8      // link type of the latest input
}

// totals are the counters whose increase a management record tells.
type totals struct {
	packets, bytes, records, flows, early, dropped uint64
}

const noTime = math.MaxInt64

func newManagement(c *Config) *management {
	m := &management{next: noTime, v5: c.Dialect == record.V5}
	if c.MARStatus {
		m.interval = int64(c.MARInterval)
	}
	m.rec.Type = record.TypeMAR
	m.base = record.Management{
		Cookie: record.Cookie3, Src: c.Source,
		FlowInterval: wholeSeconds(c.Flow.StatusInterval),
		MARInterval:  wholeSeconds(c.MARInterval),
	}
	if m.v5 {
		m.base.Cookie = record.Cookie5
	}
	m.dataLen = uint16(c.Flow.UserData)
	return m
}

func wholeSeconds(d time.Duration) uint16 {
	return uint16(min(max(d/time.Second, 0), math.MaxUint16))
}

// begin notes the first packet of the run or of an input.
func (m *management) begin(now int64) {
	if !m.known {
		m.known = true
		m.first, m.previous, m.last = now, now, now
	}
	if m.interval > 0 {
		m.next = now + m.interval
	}
}

// start returns the start record. That of a file made anew in the middle of the
// run tells the latest packet's time.
func (m *management) start(again bool) *record.Record {
	r := &record.Record{Type: record.TypeMAR, Cause: record.CauseStart, Man: m.base}
	r.Man.Start, r.Man.Now = m.first, m.first
	if again {
		r.Man.Now = m.last
	}
	if m.v5 {
		r.Man.NextSeq = 1
	}
	return r
}

// report returns a STATUS or STOP record with the counters since the one
// before. It is valid until the next call.
func (m *management) report(cause record.Cause, now int64, s flow.Stats, dropped uint64) *record.Record {
	t := totals{
		packets: m.closed.Packets + s.Packets,
		bytes:   m.closed.Bytes + s.Bytes,
		records: m.closed.Records + s.Records,
		flows:   m.closed.Flows + s.Flows,
		early:   m.closed.Early + s.Early,
		dropped: dropped,
	}
	m.rec.Cause = cause
	m.rec.Man = m.base
	r := &m.rec.Man
	r.Start, r.Now = m.previous, now
	r.LinkType = m.link
	r.SrcDataLen, r.DstDataLen = m.dataLen, m.dataLen
	r.NextSeq = m.seq
	if m.v5 {
		r.NextSeq++
	}
	r.Packets = t.packets - m.reported.packets
	r.Bytes = t.bytes - m.reported.bytes
	r.Records = uint32(t.records - m.reported.records)
	r.Flows = uint32(t.flows - m.reported.flows)
	r.Dropped = uint32(t.dropped - m.reported.dropped)
	r.Queue = uint32(s.Active)
	r.Bufs = uint32(t.early - m.reported.early)
	m.reported, m.previous = t, now
	if m.interval > 0 {
		m.next = now + m.interval
	}
	return &m.rec
}

// end adds the counters of an input that was read.
func (m *management) end(s flow.Stats) {
	m.closed.Packets += s.Packets
	m.closed.Bytes += s.Bytes
	m.closed.Records += s.Records
	m.closed.Flows += s.Flows
	m.closed.Early += s.Early
	m.next = noTime
}
