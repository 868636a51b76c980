// SPDX-License-Identifier: Apache-2.0

// Package field is the one table of the columns that clients print: name,
// label, width, text and typed value of each, as in release 3.0.8 (clients:
// fields).
//
// A client prepares a record as a [Row] and asks each [Field] for its text or its
// [Value]. Nothing is allocated per record.
package field

import (
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// A Row is a record prepared for printing (clients: fields, section 1). The
// record may be changed by that: directions are corrected, implausible
// counters cleared.
type Row struct {
	*record.Record

	// The times of the two directions, microseconds since 1970, 0 if absent.
	SrcStart, SrcEnd, DstStart, DstEnd int64
	present                            record.TimeParts // which of them there are
	// Dur is the whole duration in seconds, SrcDur and DstDur those of the sides.
	Dur, SrcDur, DstDur float32
	SrcRate, DstRate    float32 // packets per second
	SrcLoad, DstLoad    float32 // bits per second
	Rank                uint64  // output counter
	RTP                 bool    // the RTP classification holds
	first, last         int64   // earliest and latest time
	whole               int64   // µs, the duration before the times were repaired
	implausible         bool
	changed             bool
	clock               clock
}

// A Preparer turns records into rows.
type Preparer struct {
	// Correct orients TCP flows whose beginning was not seen (on by default
	// in 3.0.8).
	Correct bool
	// KnownTCP tells whether a TCP port has a service name; nil when ports
	// are not looked up.
	KnownTCP func(port uint16) bool
	// Reverse tells which flows are to be turned around after that; nil turns
	// none.
	Reverse func(r *record.Record) bool
	// Brief leaves durations, rates and loads out.
	Brief bool
	// Untimed, which needs Brief, leaves the times out as well. Those of the record
	// need not be decoded.
	Untimed bool
}

// PreparedParts are the parts of a record that preparing it looks at.
const PreparedParts = record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet | record.PartICMPMap

// UntimedParts are those of them that [Preparer.Untimed] leaves.
const UntimedParts = PreparedParts &^ (record.PartTime | record.PartICMPMap)

// Prepare fills row from r and may change r.
func (p *Preparer) Prepare(r *record.Record, row *Row) {
	row.Record = r
	row.implausible, row.changed = false, false
	if r.Type == record.TypeMAR {
		row.manage()
		return
	}
	row.changed = clearIdleTCP(r)
	m := countersOf(r)
	large := m.Src.Packets+m.Dst.Packets > 1000
	timed := large || !p.Untimed
	if timed {
		r.Complete(lazy.Key{}, record.PartTime)
		row.times()
	} else {
		row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd, row.present, row.first, row.last = 0, 0, 0, 0, 0, 0, 0
	}
	turned := p.Correct && p.correct(row)
	if p.Reverse != nil && p.Reverse(r) {
		row.swap()
		turned = !turned
	}
	instant := timed && row.span()
	if p.Brief {
		row.Dur, row.SrcDur, row.DstDur = 0, 0, 0
		row.SrcRate, row.DstRate, row.SrcLoad, row.DstLoad = 0, 0, 0, 0
	} else {
		row.durations()
		row.rates()
	}
	if turned {
		// Compat: the loads stay with the sides they were computed for.
		row.SrcLoad, row.DstLoad = row.DstLoad, row.SrcLoad
	}
	if large && instant {
		row.implausible, row.changed = true, true
		r.Cause = record.CauseError
		r.Metrics.Src, r.Metrics.Dst = record.Counter{}, record.Counter{}
		row.SrcLoad, row.DstLoad, row.SrcRate, row.DstRate = 0, 0, 0, 0
	}
	row.RTP = r.Has(record.PartNet) && (r.Net.Kind == record.NetRTP || r.Net.Kind == record.NetRTCP) &&
		(r.Net.Kind == record.NetRTCP || m.Src.Packets >= 5 || m.Dst.Packets >= 5)
}

// Measure fills row's times, durations and rates from r, which is not changed.
func (row *Row) Measure(r *record.Record) {
	row.Record = r
	row.RTP = true
	if r.Type == record.TypeMAR {
		row.manage()
		row.SrcRate, row.DstRate, row.SrcLoad, row.DstLoad = 0, 0, 0, 0
		return
	}
	row.times()
	row.span()
	row.durations()
	row.rates()
}

// manage fills times and durations of a management record.
//
// Compat: those of the sides are the whole.
func (row *Row) manage() {
	row.first, row.last = row.Man.Start/1000, row.Man.Now/1000
	row.Dur = seconds(row.last - row.first)
	row.SrcDur, row.DstDur = row.Dur, row.Dur
}

// Span returns the earliest and latest time of a row, in microseconds since
// 1970.
func (row *Row) Span() (first, last int64) {
	first = known(row.first)
	switch {
	case !isFlow(row):
		return row.first, row.last
	case row.last == 0:
		return first, first
	}
	return first, known(row.last)
}

// Lost returns the packets that each side lost, 0 where it is not known.
func (row *Row) Lost() (src, dst uint64) {
	src, dst, _ = lost(row)
	return src, dst
}

// clearIdleTCP drops the window and flags of a TCP side that sent nothing. It
// reports whether there were any.
func clearIdleTCP(r *record.Record) (changed bool) {
	if !r.Has(record.PartNet) {
		return false
	}
	switch r.Net.Kind {
	case record.NetTCPInit:
		// The first packet's state belongs to the source; the rest is empty.
		r.Net.TCP.Dst = record.TCPSide{}
	case record.NetTCPPerf, record.NetTCPStatus:
	default:
		return false
	}
	c := &r.Net.TCP
	m := countersOf(r)
	if m.Src.Packets == 0 {
		changed = c.Src.Window != 0 || c.Src.Flags != 0
		c.Src.Window, c.Src.Flags = 0, 0
	}
	if m.Dst.Packets == 0 {
		changed = changed || c.Dst.Window != 0 || c.Dst.Flags != 0
		c.Dst.Window, c.Dst.Flags = 0, 0
	}
	return changed
}

// Changed reports whether the record that was prepared is not what was read.
func (row *Row) Changed() bool { return row.changed }

// swap exchanges the sides of the record and of the row.
func (row *Row) swap() {
	row.changed = true
	form := row.Net.Kind
	row.Record.Swap()
	if form == record.NetTCPInit {
		row.Net.Kind = form // the columns of a first packet stay
	}
	row.SrcStart, row.DstStart = row.DstStart, row.SrcStart
	row.SrcEnd, row.DstEnd = row.DstEnd, row.SrcEnd
	row.present = row.present&srcTimes<<2 | row.present&dstTimes>>2
}

// Turn exchanges the sides of the record and of all that was made of it.
//
// Compat: the loads stay with the sides they were computed for.
func (row *Row) Turn() {
	row.swap()
	row.SrcDur, row.DstDur = row.DstDur, row.SrcDur
	row.SrcRate, row.DstRate = row.DstRate, row.SrcRate
}

// SpreadTimes gives the record the times of the two directions, where it had
// those of both together. One packet has one time.
func (row *Row) SpreadTimes() {
	t := &row.Time
	if t.Sides != 0 || !row.Has(record.PartTime) {
		return
	}
	row.changed = true
	t.Sides, t.Single = record.TimeSrcStart|record.TimeSrcEnd|record.TimeDstStart|record.TimeDstEnd, false
	t.SrcStart, t.SrcEnd, t.DstStart, t.DstEnd = row.SrcStart*1000, row.SrcEnd*1000, row.DstStart*1000, row.DstEnd*1000
	m := row.Counters()
	if m.Src.Packets == 1 {
		t.SrcEnd = t.SrcStart
	}
	if m.Dst.Packets == 1 {
		t.DstEnd = t.DstStart
	}
}

func seconds(us int64) float32 { return float32(float64(us) / 1e6) }

// rates sets rates and loads (step 6).
func (row *Row) rates() {
	row.SrcRate, row.SrcLoad = rate(&row.Counters().Src, row.SrcDur, row.Dur)
	row.DstRate, row.DstLoad = rate(&row.Counters().Dst, row.DstDur, row.Dur)
}

func rate(c *record.Counter, side, whole float32) (packets, bits float32) {
	t := side
	if t <= 0 {
		t = whole
	}
	if c.Packets < 2 || t <= 0 {
		return 0, 0
	}
	return float32(c.Packets-1) / t, 8 * float32(c.Bytes-c.Bytes/c.Packets) / t
}

// correct orients flows whose first packet was not their initiator's (step 7)
// and reports whether it turned this one.
func (p *Preparer) correct(row *Row) (turned bool) {
	r := row.Record
	f := &r.Flow
	if !r.Has(record.PartFlow) || f.Addr != record.AddrIPv4 || f.Kind != record.FlowFiveTuple {
		return false
	}
	switch f.Proto {
	case 6:
		if r.Has(record.PartNet) && !f.Decided && p.backwards(row) {
			// The state word keeps its source and destination bits.
			status := r.Net.TCP.Status
			row.swap()
			f.Decided = true
			if r.Net.TCP.Status = status; r.Net.Kind != record.NetTCPInit {
				r.Net.TCP.Status |= record.TCPNormalClose
			}
			return true
		}
	case 1:
		if f.Decided && row.Counters().Dst.Packets == 0 && r.Has(record.PartNet) && r.Net.Kind == record.NetICMP {
			f.ICMPType, f.ICMPCode = r.Net.ICMP.Type, r.Net.ICMP.Code
			row.changed = true
			switch f.ICMPType {
			case 0, 14, 16, 18:
				row.swap()
				return true
			}
		}
	}
	return false
}

// backwards reports whether a TCP flow has its initiator as destination.
func (p *Preparer) backwards(row *Row) bool {
	r := row.Record
	c := &r.Net.TCP
	s, d := &row.Counters().Src, &row.Counters().Dst
	const closed = record.TCPEstablished | record.TCPFin | record.TCPFinAck | record.TCPNormalClose
	switch {
	case r.Net.Kind != record.NetTCPInit && r.Net.Kind != record.NetTCPPerf && r.Net.Kind != record.NetTCPStatus:
		return false
	case c.Status&record.TCPSynAck != 0 && c.Status&record.TCPSyn == 0 && c.Dst.Status&record.TCPSynAck != 0:
		return false // the SYN was missed; who sent the SYN-ACK is the destination already
	case c.Status&record.TCPSynAck != 0 && c.Status&record.TCPSyn == 0:
		if r.Net.Kind == record.NetTCPInit {
			return false // measured; the flags of a first packet do not count
		}
		if c.Status&closed != 0 {
			return true
		}
		const syn, fin, rst = 2, 1, 4
		if c.Src.Flags&syn == 0 || c.Dst.Flags&rst != 0 {
			return false
		}
		return s.Packets > 5 && d.Packets > 5 ||
			d.Packets == 0 && c.Src.Flags == syn|fin && s.Packets > 0 && s.Bytes/s.Packets > 60
	case c.Status&(record.TCPSynAck|record.TCPSyn) == 0 && p.KnownTCP != nil:
		sp, dp := r.Flow.SrcPort, r.Flow.DstPort
		return sp <= 1024 && sp != 20 && dp > 1024 && p.KnownTCP(sp)
	}
	return false
}

// IsFlow reports whether the row is a flow (or event), no management record.
func (row *Row) IsFlow() bool { return isFlow(row) }
