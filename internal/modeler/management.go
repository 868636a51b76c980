// SPDX-License-Identifier: Apache-2.0

package modeler

import (
	"math"
	"time"

	"github.com/argus-go/argus/record"
)

// management makes the management records of a run (record format, section 3).
type management struct {
	rec      record.Record // STATUS and STOP records are made in it
	base     record.Management
	release5 bool
	dataLen  uint16 // user data bytes per direction
	interval int64  // between STATUS records, ns; 0 for none

	known    bool  // first holds a time
	first    int64 // time of the first packet
	last     int64 // time of the latest packet, or of the clock
	previous int64 // time of the latest management record
	next     int64 // time at which the next STATUS record is due

	seq      uint32 // sequence number of the latest flow record
	reported Stats  // counters at the latest management record
	link     uint8  // link type of the latest packet
	status   uint8  // of the interfaces
}

// never is a time that no packet reaches.
const never = math.MaxInt64

func newManagement(c *Config) management {
	m := management{next: never, release5: c.Release5, dataLen: uint16(c.Flow.UserData)}
	if c.MARStatus {
		m.interval = int64(c.MARInterval)
	}
	m.rec.Type, m.rec.Version = record.TypeMAR, uint8(record.Gen3)
	m.base = record.Management{
		Cookie: record.Cookie3, Major: 3, Src: c.Flow.Source,
		FlowInterval: wholeSeconds(c.Flow.StatusInterval),
		MARInterval:  wholeSeconds(c.MARInterval),
	}
	if c.Release5 {
		m.rec.Version, m.base.Cookie, m.base.Major = uint8(record.Gen5), record.Cookie5, 5
	}
	return m
}

func wholeSeconds(d time.Duration) uint16 {
	return uint16(min(max(d/time.Second, 0), math.MaxUint16))
}

// begin notes the first time of the run or of a source.
func (m *management) begin(now int64) {
	if !m.known {
		m.known = true
		m.first, m.previous, m.last = now, now, now
	}
	if m.interval > 0 {
		m.next = now + m.interval
	}
}

// start returns a new START record. If again is true, the record is for an
// output that was created anew during the run, and holds the latest time.
func (m *management) start(again bool) *record.Record {
	r := &record.Record{Type: record.TypeMAR, Version: m.rec.Version, Cause: record.CauseStart, Man: m.base}
	r.Man.Start, r.Man.Now = m.first, m.first
	if again {
		r.Man.Now = m.last
	}
	if m.release5 {
		r.Man.NextSeq = 1
	}
	return r
}

// report returns a STATUS or STOP record with the increase of each counter
// since the previous record. It is valid until the next call.
func (m *management) report(cause record.Cause, now int64, t Stats) *record.Record {
	m.rec.Cause = cause
	m.rec.Man = m.base
	r := &m.rec.Man
	r.Start, r.Now = m.previous, now
	r.LinkType, r.LinkStatus = m.link, m.status
	r.SrcDataLen, r.DstDataLen = m.dataLen, m.dataLen
	r.NextSeq = m.seq
	if m.release5 {
		r.NextSeq++
	}
	r.Packets = t.Packets - m.reported.Packets
	r.Bytes = t.Bytes - m.reported.Bytes
	r.Records = uint32(t.Records - m.reported.Records)
	r.Flows = uint32(t.Flows - m.reported.Flows)
	r.Dropped = uint32(t.Drops - m.reported.Drops)
	r.Queue = uint32(t.Active)
	r.Bufs = uint32(t.Early - m.reported.Early)
	m.reported, m.previous = t, now
	if m.interval > 0 {
		m.next = now + m.interval
	}
	return &m.rec
}
