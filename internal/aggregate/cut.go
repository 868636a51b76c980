// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"math"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A Cutter cuts flows at the edges of time bins, as if the sensor had reported
// them there (clients: aggregation, section 6, and the family, measured, section
// 3). Packets and bytes are conserved.
type Cutter struct {
	// Bin returns the bin that a time is in, in microseconds since 1970.
	Bin   func(t int64) (start, end int64)
	piece record.Record
}

// Cut calls fn with the pieces of a flow in their order, or with the flow itself
// if it is in one bin. A flow that ends at an edge is in the bin before it. A piece is lent until fn returns.
func (c *Cutter) Cut(row *field.Row, fn func(*record.Record) error) error {
	first, last := row.Span()
	_, edge := c.Bin(first)
	if last <= edge || row.Type == record.TypeMAR || row.Metrics.Src.Packets+row.Metrics.Dst.Packets < 2 {
		return fn(row.Record)
	}
	width := edge - first
	if start, _ := c.Bin(first); edge > start {
		width = edge - start
	}
	k := newCut(row, width)
	for at := first; ; at = edge {
		if _, edge = c.Bin(at); last <= edge || k.alone() {
			break
		}
		k.take(float64(edge-at), row, &c.piece)
		setTimes(&c.piece, at, edge)
		if err := fn(&c.piece); err != nil {
			return err
		}
		first = edge
	}
	if k.alone() {
		first = last // one packet each: the last
	}
	k.rest(row, &c.piece)
	setTimes(&c.piece, first, last)
	return fn(&c.piece)
}

// A cut is what is left of a flow.
type cut struct {
	sides   [2]cutSide
	span    float64 // of the flow or a bin, whichever is shorter, in µs
	packets uint64  // of the whole flow
	trans   uint32  // what is left of its transactions
	all     uint32
	pieces  int
}

// A cutSide is one direction. Rates are per bin.
//
// Compat: they are single precision, which decides to which side of an edge a
// byte goes. Pinned by TestCut.
type cutSide struct {
	left                record.Counter
	whole               uint64
	packets, bytes, app float32
	carry               float64
	retrans             uint32
}

func newCut(row *field.Row, width int64) *cut {
	first, last := row.Span()
	span, w := float64(last-first), float64(width)
	bins := max(span/w, 1)
	k := &cut{span: min(span, w), trans: 1, all: 1}
	if decoded(row.Record, record.PartAgg) {
		k.trans, k.all = row.Agg.Count, row.Agg.Count
	}
	for i, m := range [2]*record.Counter{&row.Metrics.Src, &row.Metrics.Dst} {
		k.packets += m.Packets
		k.sides[i] = cutSide{
			left: *m, whole: m.Packets,
			packets: float32(float64(m.Packets) / bins), bytes: float32(float64(m.Bytes) / bins), app: float32(float64(m.AppBytes) / bins),
		}
	}
	if decoded(row.Record, record.PartNet) && tcpKind(row.Net.Kind) {
		k.sides[0].retrans, k.sides[1].retrans = row.Net.TCP.Src.Retrans, row.Net.TCP.Dst.Retrans
	}
	return k
}

// alone reports whether no side has more than one packet left, after a first
// piece: then the rest is the last moment of the flow.
func (k *cut) alone() bool {
	return k.pieces > 0 && k.sides[0].left.Packets <= 1 && k.sides[1].left.Packets <= 1
}

// take moves to piece what belongs to a time of us microseconds.
func (k *cut) take(us float64, row *field.Row, piece *record.Record) {
	*piece = *row.Record
	k.pieces++
	m := [2]*record.Counter{&piece.Metrics.Src, &piece.Metrics.Dst}
	s, d := &k.sides[0], &k.sides[1]
	switch {
	case s.left.Packets+d.left.Packets > 2:
		for i := range k.sides {
			*m[i] = k.sides[i].take(us / k.span)
		}
	case s.left.Packets == 1: // one each: the source's first
		*m[0], *m[1] = s.left, record.Counter{}
		s.left = record.Counter{}
	default:
		for i := range k.sides {
			*m[i] = k.sides[i].half()
		}
	}
	k.share(piece)
}

// take returns the packets of a share of a bin, with their bytes.
func (s *cutSide) take(share float64) record.Counter {
	if s.left.Packets == 0 {
		return record.Counter{}
	}
	x := (float64(s.packets) + s.carry) * share
	n := min(max(uint64(max(x, 0)), 1), s.left.Packets)
	s.carry = x - float64(n)
	if n == s.left.Packets && s.whole > 1 {
		n-- // the last packet is that of the end
	}
	c := record.Counter{Packets: n, Bytes: s.bytesOf(s.bytes, n, s.left.Bytes), AppBytes: s.bytesOf(s.app, n, s.left.AppBytes)}
	if n == s.left.Packets {
		c = s.left
	}
	s.left.Packets -= c.Packets
	s.left.Bytes -= c.Bytes
	s.left.AppBytes -= c.AppBytes
	return c
}

// bytesOf returns the bytes of n packets at a rate, at most what is left.
func (s *cutSide) bytesOf(rate float32, n, left uint64) uint64 {
	if n == 0 {
		return 0
	}
	return min(uint64(float64(rate)*(float64(n)/float64(s.packets))), left)
}

// half returns one of two packets with half of their bytes.
func (s *cutSide) half() record.Counter {
	if s.left.Packets == 0 {
		return record.Counter{}
	}
	c := record.Counter{Packets: 1, Bytes: (s.left.Bytes + 1) / 2, AppBytes: (s.left.AppBytes + 1) / 2}
	s.left.Packets--
	s.left.Bytes -= c.Bytes
	s.left.AppBytes -= c.AppBytes
	return c
}

// rest moves what is left to piece.
func (k *cut) rest(row *field.Row, piece *record.Record) {
	*piece = *row.Record
	piece.Metrics.Src, piece.Metrics.Dst = k.sides[0].left, k.sides[1].left
	if decoded(piece, record.PartAgg) && k.all > 1 {
		piece.Agg.Count = max(k.trans, 1)
	}
	if decoded(piece, record.PartNet) && tcpKind(piece.Net.Kind) {
		piece.Net.TCP.Src.Retrans, piece.Net.TCP.Dst.Retrans = k.sides[0].retrans, k.sides[1].retrans
		flagLosses(&piece.Net.TCP)
	}
}

// share divides transactions and losses by packets.
func (k *cut) share(piece *record.Record) {
	n := piece.Metrics.Src.Packets + piece.Metrics.Dst.Packets
	if decoded(piece, record.PartAgg) && k.all > 1 {
		part := uint32(math.Round(float64(k.all) * float64(n) / float64(k.packets)))
		part = max(min(part, k.trans), 1)
		piece.Agg.Count = part
		k.trans -= min(part, k.trans)
	}
	if !decoded(piece, record.PartNet) || !tcpKind(piece.Net.Kind) {
		return
	}
	c := &piece.Net.TCP
	c.Src.Retrans = k.sides[0].lose(piece.Metrics.Src.Packets, c.Src.Retrans)
	c.Dst.Retrans = k.sides[1].lose(piece.Metrics.Dst.Packets, c.Dst.Retrans)
	flagLosses(c)
}

// flagLosses takes the flag of a retransmission from a side without any.
func flagLosses(c *record.TCP) {
	if c.Src.Retrans == 0 {
		c.Status &^= record.TCPSrcRetrans
	}
	if c.Dst.Retrans == 0 {
		c.Status &^= record.TCPDstRetrans
	}
}

// lose returns the part of all retransmissions that belongs to n packets.
func (s *cutSide) lose(n uint64, all uint32) uint32 {
	if s.whole == 0 {
		return 0
	}
	// Compat: a half is rounded down.
	part := min(uint32((2*uint64(all)*n+s.whole-1)/(2*s.whole)), s.retrans)
	s.retrans -= part
	return part
}

// setTimes gives a piece its times; a side of one packet has one.
func setTimes(r *record.Record, start, end int64) {
	var t times
	for i, n := range [2]uint64{r.Metrics.Src.Packets, r.Metrics.Dst.Packets} {
		switch n {
		case 0:
		case 1:
			t.setSide(i, start, start)
		default:
			t.setSide(i, start, end)
		}
	}
	if r.Metrics.Src.Packets == 1 && r.Metrics.Dst.Packets == 1 {
		t.setSide(1, end, end)
	}
	t.fill(&r.Time)
}
