// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A sent packet: who sent it, and when, in seconds.
type sent struct {
	down bool
	at   float64
}

func (s sent) packet(base int64) packet.Packet {
	p := up(0)
	if s.down {
		p = down(0)
	}
	p.Time = base + int64(s.at*1e9)
	return p
}

// TestTimesOutOfOrder: start and end are those of the earliest and the latest
// packet, whatever the order of the file. A stands for the source, B for the
// destination.
func TestTimesOutOfOrder(t *testing.T) {
	a, b := func(at float64) sent { return sent{false, at} }, func(at float64) sent { return sent{true, at} }
	for _, tt := range []struct {
		name                         string
		ps                           []sent
		start, end                   float64
		srcStart, srcEnd, dstFrom, d float64
	}{
		{"in order", []sent{a(0), b(1), a(2), b(3)}, 0, 3, 0, 2, 1, 3},
		{"start and end lost", []sent{a(3), a(0), b(1)}, 0, 3, 0, 3, 1, 1},
		{"start lost", []sent{a(2), a(0), b(1), a(3)}, 0, 3, 0, 3, 1, 1},
		{"end lost", []sent{a(0), a(3), b(1), a(2)}, 0, 3, 0, 3, 1, 1},
		{"one side, backwards", []sent{a(3), a(1.5)}, 1.5, 3, 1.5, 3, -1, -1},
		{"earliest of the other side", []sent{a(2), b(3), b(0.5), a(2.5)}, 0.5, 3, 2, 2.5, 0.5, 3},
		{"middle of three is the earliest", []sent{a(2), a(0.25), a(1)}, 0.25, 2, 0.25, 2, -1, -1},
		{"middle of three is the latest", []sent{a(1), a(2), a(0.25)}, 0.25, 2, 0.25, 2, -1, -1},
		{"the other side alone in time", []sent{a(3), b(2), b(1), b(4)}, 1, 4, 3, 3, 1, 4},
		{"nanoseconds", []sent{a(0.000000002), a(0.000000001)}, 0.000000001, 0.000000002, 0.000000001, 0.000000002, -1, -1},
	} {
		for _, kind := range []uint8{packet.ProtoUDP, packet.ProtoTCP, packet.ProtoICMP} {
			var ps []packet.Packet
			for _, s := range tt.ps {
				p := s.packet(t0)
				switch kind {
				case packet.ProtoTCP:
					p.Proto, p.HasTCP, p.TCPFlags, p.Window = kind, true, packet.FlagACK, 1
				case packet.ProtoICMP:
					p.Proto, p.HasPorts, p.ICMPType = kind, false, 8
					if s.down {
						p.ICMPType = 0
					}
				}
				ps = append(ps, p)
			}
			cfg := flow.DefaultConfig()
			cfg.BidirTimes = true
			rs := run(cfg, ps)
			if len(rs) != 1 {
				t.Fatalf("%s, protocol %d: %d records, want 1", tt.name, kind, len(rs))
			}
			ns := func(s float64) int64 { return t0 + int64(s*1e9) }
			got := rs[0].Time
			want := record.Time{Start: ns(tt.start), End: ns(tt.end), Single: tt.start == tt.end}
			want.Sides |= record.TimeSrcStart
			want.SrcStart, want.SrcEnd = ns(tt.srcStart), ns(tt.srcEnd)
			if tt.srcStart != tt.srcEnd {
				want.Sides |= record.TimeSrcEnd
			}
			if tt.dstFrom >= 0 {
				want.Sides |= record.TimeDstStart
				want.DstStart, want.DstEnd = ns(tt.dstFrom), ns(tt.d)
				if tt.dstFrom != tt.d {
					want.Sides |= record.TimeDstEnd
				}
			}
			if got != want {
				t.Errorf("%s, protocol %d:\ngot  %+v\nwant %+v", tt.name, kind, got, want)
			}
		}
	}
}

// TestTimesOfFragments: a later fragment that comes before the first one is the
// earliest packet of the flow. Release 3.0.8 begins with the first fragment.
func TestTimesOfFragments(t *testing.T) {
	first := up(time.Second)
	first.HasFrag, first.MoreFrags, first.FragID, first.TransportLen = true, true, 7, 40
	later := up(0)
	later.HasPorts, later.HasFrag, later.FragID, later.FragOff, later.TransportLen = false, true, 7, 40, 40
	for _, compat := range []bool{false, true} {
		cfg := flow.DefaultConfig()
		cfg.Compat = compat
		want := t0
		if compat {
			want += int64(time.Second)
		}
		rs := run(cfg, []packet.Packet{later, first})
		if len(rs) != 1 || rs[0].Time.Start != want || rs[0].Time.End != t0+int64(time.Second) || rs[0].Metrics.Src.Packets != 2 {
			t.Errorf("compat %t: %d records, %+v, %+v", compat, len(rs), rs[0].Time, rs[0].Metrics.Src)
		}
	}
}

// TestTimesCommon: without BidirTimes a record has the times of both
// directions together.
func TestTimesCommon(t *testing.T) {
	for _, tt := range []struct {
		ps   []packet.Packet
		want record.Time
	}{
		{[]packet.Packet{up(0)}, record.Time{Start: t0, End: t0, Single: true}},
		{[]packet.Packet{up(0), down(1)}, record.Time{Start: t0, End: t0 + 1}},
	} {
		if got := run(flow.DefaultConfig(), tt.ps)[0].Time; got != tt.want {
			t.Errorf("got  %+v\nwant %+v", got, tt.want)
		}
	}
}

// TestSecondZero: 0 is a time like any other. Records with a time of the first
// second of 1970 have those of the directions, since readers take a common time
// of second 0 for none (record format, section 6.3).
func TestSecondZero(t *testing.T) {
	const all = record.TimeSrcStart | record.TimeSrcEnd
	for _, tt := range []struct {
		name string
		ps   []sent
		want record.Time
	}{
		{"0, 1, 2", []sent{{false, 0}, {true, 1}, {false, 2}}, record.Time{
			Start: 0, End: 2e9, Sides: all | record.TimeDstStart, SrcEnd: 2e9, DstStart: 1e9, DstEnd: 1e9,
		}},
		{"all within", []sent{{false, 0}, {true, 0.25}, {false, 0.5}}, record.Time{
			Start: 0, End: 5e8, Sides: all | record.TimeDstStart, SrcEnd: 5e8, DstStart: 25e7, DstEnd: 25e7,
		}},
		{"one packet", []sent{{false, 0}}, record.Time{Single: true, Sides: record.TimeSrcStart}},
		{"not the first of the file", []sent{{false, 3}, {false, 0.5}}, record.Time{Start: 5e8, End: 3e9, Sides: all, SrcStart: 5e8, SrcEnd: 3e9}},
		{"one side", []sent{{false, 0.999999999}, {true, 2}}, record.Time{
			Start: 999999999, End: 2e9, Sides: record.TimeSrcStart | record.TimeDstStart, SrcStart: 999999999, SrcEnd: 999999999, DstStart: 2e9, DstEnd: 2e9,
		}},
		{"from second 1", []sent{{false, 1}, {false, 2}}, record.Time{Start: 1e9, End: 2e9}},
	} {
		var ps []packet.Packet
		for _, s := range tt.ps {
			ps = append(ps, s.packet(0))
		}
		got := run(flow.DefaultConfig(), ps)[0].Time
		if got != tt.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", tt.name, got, tt.want)
		}
	}
	// Times of a handshake from 0 on: 100 ms each.
	ps := worlds[0].packets(connection(100, 5000))
	for i := range ps {
		ps[i].Time = int64(i) * int64(100*ms)
	}
	if c := run(flow.DefaultConfig(), ps)[0].Net.TCP; c.SynAck != 100_000 || c.AckDat != 100_000 {
		t.Errorf("synack %d, ackdat %d us; want 100000, 100000", c.SynAck, c.AckDat)
	}
}

// TestTimesCompat: release 3.0.8 compares the first and the last packet of each
// side, in the order of the file, by whole seconds, and takes second 0 for
// absent; where no time is left the start is 0xefffffff s.
func TestTimesCompat(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.Compat = true
	for _, tt := range []struct {
		name       string
		base       int64
		ps         []sent
		start, end int64
	}{
		{"destination first within a second", t0, []sent{{false, 0.9}, {true, 0.1}}, t0 + 9e8, t0 + 9e8},
		{"destination first in the second before", t0, []sent{{false, 1.1}, {true, 0.9}}, t0 + 9e8, t0 + 11e8},
		{"the earliest is neither first nor last", t0, []sent{{false, 3}, {false, 0}, {false, 2}}, t0 + 2e9, t0 + 3e9},
		{"first and last turned", t0, []sent{{false, 3}, {false, 0}}, t0, t0 + 3e9},
		{"0, 1, 2", 0, []sent{{false, 0}, {true, 1}, {false, 2}}, 2e9 - 1e9, 2e9},
		{"within second 0", 0, []sent{{false, 0}, {false, 0.5}}, 0xefffffff * 1e9, 0},
		{"second 0, then the same side", 0, []sent{{false, 0.5}, {false, 3}, {false, 4}}, 3e9, 4e9},
	} {
		var ps []packet.Packet
		for _, s := range tt.ps {
			ps = append(ps, s.packet(tt.base))
		}
		r := run(cfg, ps)[0]
		if r.Time.Start != tt.start || r.Time.End != tt.end || r.Time.Sides != 0 {
			t.Errorf("%s: %d to %d, sides %#x; want %d to %d, 0", tt.name, r.Time.Start, r.Time.End, r.Time.Sides, tt.start, tt.end)
		}
	}
}

// TestHandshakeTimes: they count in whole microseconds, from the last packet of
// the peer, and are never negative.
func TestHandshakeTimes(t *testing.T) {
	at := func(ns ...int64) []packet.Packet {
		ps := worlds[0].packets(connection(100, 5000)[:3])
		for i := range ps {
			ps[i].Time = t0 + ns[i]
		}
		return ps
	}
	for _, tt := range []struct {
		ns             []int64
		synAck, ackDat uint32
	}{
		{[]int64{0, 1000, 3000}, 1, 2},
		{[]int64{999, 1000, 1999}, 1, 0}, // us 0, 1, 1
		{[]int64{0, 2000, 1000}, 2, 0},   // back in time
		{[]int64{0, 0xffffffff * 1000, 0xffffffff * 1000}, 0, 0},
	} {
		r := run(flow.DefaultConfig(), at(tt.ns...))
		c := r[len(r)-1].Net.TCP
		if c.SynAck != tt.synAck || c.AckDat != tt.ackDat {
			t.Errorf("%v: synack %d, ackdat %d; want %d, %d", tt.ns, c.SynAck, c.AckDat, tt.synAck, tt.ackDat)
		}
	}
	// A SYN-ACK that acknowledges something else gives no time, and no ACK behind
	// it does; nor does an ACK with data.
	for _, tt := range []struct {
		segs           []segment
		synAck, ackDat uint32
	}{
		{[]segment{client("S", 100, 0, 0), server("SA", 5000, 102, 0), client("A", 101, 5001, 0)}, 0, 0},
		{[]segment{client("S", 100, 0, 0), server("SA", 5000, 100, 0), client("A", 101, 5001, 0)}, 0, 0},
		{[]segment{client("S", 100, 0, 0), server("SA", 5000, 101, 0), client("A", 101, 5002, 0)}, 10_000, 10_000},
		{[]segment{client("S", 100, 0, 5), server("SA", 5000, 107, 0), client("A", 106, 5001, 0)}, 0, 0},
		{[]segment{client("S", 100, 0, 0), server("SA", 5000, 101, 0), client("PA", 101, 5001, 3)}, 10_000, 0},
	} {
		c := run(flow.DefaultConfig(), worlds[0].packets(tt.segs))[0].Net.TCP
		if c.SynAck != tt.synAck || c.AckDat != tt.ackDat {
			t.Errorf("%+v: synack %d, ackdat %d; want %d, %d", tt.segs, c.SynAck, c.AckDat, tt.synAck, tt.ackDat)
		}
	}
	// Both are repeated in each later record.
	ps := append(at(0, 1000, 3000), tcp(6*time.Second, hostA, hostB, 1000, 80, packet.FlagACK, 101, 5001, 1))
	rs := run(flow.DefaultConfig(), ps)
	if got := fmt.Sprint(len(rs), rs[1].Net.TCP.SynAck, rs[1].Net.TCP.AckDat); got != "2 1 2" {
		t.Errorf("records and times of the second: %s, want 2 1 2", got)
	}
}
