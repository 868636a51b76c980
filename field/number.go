// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math"
	"strconv"

	"github.com/argus-go/argus/record"
)

// fixed appends v with prec decimals, as printf's %.*f does.
func fixed(dst []byte, prec int, v float64) []byte {
	if v == 0 {
		if math.Signbit(v) {
			dst = append(dst, '-')
		}
		if prec <= 0 {
			return append(dst, '0')
		}
		return append(dst, "0.00000000000000000000"[:min(2+prec, 22)]...)
	}
	if v-v != 0 { // Compat: as printf spells NaN and infinity
		if math.Signbit(v) {
			dst = append(dst, '-')
		}
		if v != v {
			return append(dst, "nan"...)
		}
		return append(dst, "inf"...)
	}
	return strconv.AppendFloat(dst, v, 'f', max(prec, 0), 64)
}

func appendInt(dst []byte, v int64) []byte { return strconv.AppendInt(dst, v, 10) }

func isFlow(row *Row) bool { return row.Type != record.TypeMAR }

// A side chooses the source, the destination or both. It is a set of bits.
type side uint8

const (
	source side = 1 << iota
	destination
	bothSides = source | destination
)

// counterOf returns the counters of a side.
func counterOf(row *Row, s side) *record.Counter {
	if s == destination {
		return &row.Counters().Dst
	}
	return &row.Counters().Src
}

// A counter is a column of a counter. man is the counter that management
// records have in this column.
type counter struct {
	get func(*record.Metrics) uint64
	man func(*record.Management) uint64
}

func (c counter) value(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row):
		return UintValue(c.man(&row.Man))
	case !row.Has(record.PartMetrics):
		return Value{}
	}
	return UintValue(c.get(&row.Metrics))
}

// An appCounter is a counter of application bytes. Its value is absent from
// records whose sensor did not count them; they print as 0.
type appCounter counter

func (c appCounter) value(o *Options, row *Row) Value {
	if isFlow(row) && !row.Counters().HasApp {
		return Value{}
	}
	return counter(c).value(o, row)
}

func (c appCounter) text(dst []byte, o *Options, row *Row) []byte {
	v := counter(c).value(o, row)
	return v.append(dst, o, row)
}

// A float is a column of a single-precision number that flows with times and
// counters have.
type float func(*Row) float32

func (get float) value(_ *Options, row *Row) Value {
	if !isFlow(row) || !row.Has(record.PartMetrics|record.PartTime) {
		return Value{}
	}
	return FloatValue(float64(get(row)))
}

// A meanSize is a column of bytes divided by packets, in single precision.
type meanSize struct{ of side }

func (c meanSize) value(_ *Options, row *Row) Value {
	if !isFlow(row) || !row.Has(record.PartMetrics) {
		return Value{}
	}
	n := counterOf(row, c.of)
	if n.Packets == 0 {
		return FloatValue(0)
	}
	return FloatValue(float64(float32(float64(n.Bytes) / float64(n.Packets))))
}

// An appRatio is a column of a ratio of application bytes. Its value is absent
// from records whose sensor did not count them.
type appRatio func(m *record.Metrics) float64

func (get appRatio) value(_ *Options, row *Row) Value {
	if !isFlow(row) || !row.Counters().HasApp {
		return Value{}
	}
	return FloatValue(get(&row.Metrics))
}

func (get appRatio) text(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return dst
	}
	return fixed(dst, o.Precision, get(row.Counters()))
}

// pcr is the producer consumer ratio: -0 without application bytes.
func pcr(m *record.Metrics) float64 {
	s, d := float64(m.Src.AppBytes), float64(m.Dst.AppBytes)
	if s+d == 0 {
		return math.Copysign(0, -1)
	}
	return (s - d) / (s + d)
}

// share returns the part of a side's bytes that are application bytes: -0
// without bytes.
func share(m *record.Metrics, of side) float64 {
	var app, all uint64
	if of&source != 0 {
		app, all = app+m.Src.AppBytes, all+m.Src.Bytes
	}
	if of&destination != 0 {
		app, all = app+m.Dst.AppBytes, all+m.Dst.Bytes
	}
	if all == 0 {
		return math.Copysign(0, -1)
	}
	return float64(float32(float64(app) / float64(all)))
}

func totalRate(row *Row) float32 {
	n := row.Metrics.Src.Packets + row.Metrics.Dst.Packets
	if n < 2 || row.Dur <= 0 {
		return 0
	}
	return float32(n-1) / row.Dur
}

func totalLoad(row *Row) float32 {
	if row.Dur <= 0 {
		return 0
	}
	ts, td := row.SrcDur, row.DstDur
	if ts <= 0 {
		ts = row.Dur
	}
	if td <= 0 {
		td = row.Dur
	}
	return (row.SrcLoad*ts + row.DstLoad*td) / row.Dur
}

// lost returns the packets that each side lost. ok is false where the record
// does not know.
func lost(row *Row) (src, dst uint64, ok bool) {
	n, m := row.network(), row.Counters()
	s, d := m.Src.Packets > 0, m.Dst.Packets > 0
	switch n.Kind {
	case record.NetTCPPerf:
		if tcpOf(row) == nil {
			return 0, 0, false
		}
		if n.TCP.State == 0 {
			return 0, 0, true
		}
		return when(s, uint64(n.TCP.Src.Retrans)), when(d, uint64(n.TCP.Dst.Retrans)), true
	case record.NetRTP:
		if row.RTP {
			return uint64(n.RTPSrc.Lost), uint64(n.RTPDst.Lost), true
		}
	case record.NetESP: // one counter, shown for each side that sent packets
		if row.Key().Proto == 50 {
			return when(s, uint64(n.ESP.Lost)), when(d, uint64(n.ESP.Lost)), true
		}
	}
	return 0, 0, false
}

// when returns n if the condition holds, else 0.
func when(holds bool, n uint64) uint64 {
	if holds {
		return n
	}
	return 0
}

// lostOf returns the packets that a side lost and those that arrived.
func lostOf(row *Row, of side) (n, packets uint64, ok bool) {
	s, d, ok := lost(row)
	m := row.Counters()
	switch {
	case of != bothSides || row.RTP:
	case m.Src.Packets == 0, row.network().Kind == record.NetESP:
		d = 0 // Compat: the sum needs packets of the source
	}
	if of&source != 0 {
		n += s
		packets += m.Src.Packets
	}
	if of&destination != 0 {
		n += d
		packets += m.Dst.Packets
	}
	return n, packets, ok
}

// A lossColumn is a column of lost packets.
type lossColumn struct{ of side }

func (c lossColumn) value(_ *Options, row *Row) Value {
	if !isFlow(row) {
		if c.of != bothSides {
			return Value{}
		}
		return UintValue(uint64(row.Man.Dropped))
	}
	n, _, ok := lostOf(row, c.of)
	if !ok {
		return Value{}
	}
	return UintValue(n)
}

// A lossShare is a column of lost packets in percent of those sent.
type lossShare struct{ of side }

func (c lossShare) value(_ *Options, row *Row) Value {
	if !isFlow(row) {
		return Value{}
	}
	n, p, ok := lostOf(row, c.of)
	switch {
	case !ok:
		return Value{}
	case n > 0 && p > 0:
		return FloatValue(100 * float64(n) / float64(n+p))
	}
	return FloatValue(0)
}

// A size is a column of a packet size.
type size struct {
	of  side
	get func(*record.Sizes) uint16
}

func (c size) value(_ *Options, row *Row) Value {
	if z := sizesOf(row, c.of); z != nil {
		if n := c.get(z); n != 0 { // Compat: a size of 0 is missing
			return UintValue(uint64(n))
		}
	}
	return Value{}
}

// sizesOf returns the packet sizes of a record that has those of a side, nil for
// others.
func sizesOf(row *Row, of side) *record.Sizes {
	if !isFlow(row) || !row.Has(record.PartSizes) {
		return nil
	}
	z := &row.Sizes
	if of == source && z.HasSrc || of == destination && z.HasDst {
		return z
	}
	return nil
}

// A strokes is a column of counted keystrokes.
type strokes struct{ of side }

func (c strokes) value(_ *Options, row *Row) Value {
	if !isFlow(row) || !row.Has(record.PartBehavior) {
		return Value{}
	}
	var n uint64
	if c.of&source != 0 {
		n += uint64(row.Behavior.Src)
	}
	if c.of&destination != 0 {
		n += uint64(row.Behavior.Dst)
	}
	return UintValue(n)
}

// transactions returns the number of records merged into one.
func transactions(r *record.Record) uint64 {
	m := countersOf(r)
	switch {
	case r.Has(record.PartAgg):
		return uint64(r.Agg.Count)
	case m.Src.Packets+m.Dst.Packets == 0:
		return 0
	}
	return 1
}

func trans(_ *Options, row *Row) Value {
	if !isFlow(row) || row.Parts&(record.PartAgg|record.PartMetrics) == 0 {
		return Value{}
	}
	return UintValue(transactions(row.Record))
}
