// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"testing"

	"github.com/argus-go/argus/record"
)

// tcp returns a record of a connection from a port, with packets of both sides.
func tcp(port uint16, kind record.NetKind, change func(t *record.TCP)) *record.Record {
	r := udp(0)
	r.Parts |= record.PartNet
	r.Flow.Proto, r.Flow.SrcPort, r.Flow.DstPort = 6, port, 80
	r.Net.Kind = kind
	change(&r.Net.TCP)
	return r
}

// side returns a record of one connection with a state of the source.
func side(s record.TCPSide) *record.Record {
	return tcp(1, record.NetTCPPerf, func(t *record.TCP) { t.Src = s })
}

// other is side for another connection of the same address.
func other(s record.TCPSide) *record.Record {
	return tcp(2, record.NetTCPPerf, func(t *record.TCP) { t.Src = s })
}

// answer is side for the destination of another connection.
func answer(port uint16, s record.TCPSide) *record.Record {
	return tcp(port, record.NetTCPPerf, func(t *record.TCP) { t.Dst = s })
}

func source(r *record.Record) any { return r.Net.TCP.Src }

// TestMergeTCP: flags and states add up, counters are sums, acknowledgement and window
// are the latest, and sequence numbers those of the whole connection (clients:
// aggregation, section 2). Numbers of several connections follow the originals.
func TestMergeTCP(t *testing.T) {
	state := func(r *record.Record) any { c := &r.Net.TCP; return [4]uint32{c.Status, c.State, c.SynAck, c.AckDat} }
	opened := func(port uint16, status, syn, ack uint32) *record.Record {
		return tcp(port, record.NetTCPPerf, func(t *record.TCP) { t.Status, t.State, t.SynAck, t.AckDat = status, status, syn, ack })
	}
	numbers := func(base, seq uint32) record.TCPSide { return record.TCPSide{SeqBase: base, Seq: seq} }
	sequence := func(r *record.Record) any { return [2]uint32{r.Net.TCP.Src.SeqBase, r.Net.TCP.Src.Seq} }
	answered := func(r *record.Record) any { return [2]uint32{r.Net.TCP.Dst.SeqBase, r.Net.TCP.Dst.Seq} }
	checkParts(t, "saddr", []partTest{
		{"state", opened(1, 1, 500, 0), opened(1, 6, 0, 700), state, [4]uint32{7, 7, 500, 700}},
		{"state of two connections", opened(1, 1, 500, 300), opened(2, 6, 0, 700), state, [4]uint32{7, 7, 0, 700}},
		{
			"counters", side(record.TCPSide{Bytes: 10, Retrans: 1, WinsAcked: 2, Flags: 2, Status: 1, Window: 9, Last: 5, Ack: 3}),
			side(record.TCPSide{Bytes: 5, Retrans: 2, WinsAcked: 3, Flags: 16, Status: 4, Window: 7, Last: 4, Ack: 8}), source,
			record.TCPSide{Bytes: 15, Retrans: 3, WinsAcked: 5, Flags: 18, Status: 5, Window: 7, Last: 5, Ack: 8},
		},
		{
			"options of the first packet", side(record.TCPSide{WScale: 7, MSS: 1460}), side(record.TCPSide{}), source,
			record.TCPSide{WScale: 7, MSS: 1460},
		},
		{"numbers", side(numbers(100, 200)), side(numbers(200, 900)), sequence, [2]uint32{100, 900}},
		{"numbers, late packet", side(numbers(1000, 2000)), side(numbers(900, 950)), sequence, [2]uint32{900, 2000}},
		{"numbers around zero", side(numbers(0xffffff00, 0xfffffff0)), side(numbers(0xfffffff1, 0x100)), sequence, [2]uint32{0xffffff00, 0x100}},
		{"numbers, none first", side(numbers(0, 0)), side(numbers(200, 900)), sequence, [2]uint32{200, 900}},
		{"two connections, later is higher", side(numbers(100, 200)), other(numbers(5000, 5100)), sequence, [2]uint32{100, 5100}},
		{"two connections, later is a little lower", side(numbers(5000, 5100)), other(numbers(100, 200)), sequence, [2]uint32{100, 5100}},
		{"two connections, later is much lower", side(numbers(500000, 500100)), other(numbers(100, 200)), sequence, [2]uint32{0, 500100}},
		{"answers of two connections", answer(1, numbers(5000, 5100)), answer(2, numbers(100, 200)), answered, [2]uint32{5000, 200}},
		{"answers of two connections, none first", answer(1, numbers(0, 0)), answer(2, numbers(100, 200)), answered, [2]uint32{100, 200}},
		{"answers of one connection", answer(1, numbers(5000, 5100)), answer(1, numbers(5101, 5200)), answered, [2]uint32{5000, 5200}},
	})
	silent := side(numbers(7, 8))
	silent.Metrics.Src = record.Counter{}
	checkParts(t, "saddr", []partTest{
		{"a side without packets", side(numbers(100, 200)), silent, sequence, [2]uint32{100, 200}},
	})
}

// TestMergeFirst: the form for a first packet has a sequence number alone. What
// follows of its connection continues it; the state of another connection replaces
// it.
func TestMergeFirst(t *testing.T) {
	first := func(src, app uint64) *record.Record {
		r := tcp(1, record.NetTCPInit, func(t *record.TCP) { t.Src.SeqBase, t.Status = 1000, 1 })
		r.Metrics = record.Metrics{HasApp: true}
		r.Metrics.Src = record.Counter{Packets: src, Bytes: 60 * src, AppBytes: app}
		r.Metrics.Dst = record.Counter{Packets: 1 - src}
		return r
	}
	later := record.TCPSide{SeqBase: 1048, Seq: 1095, Bytes: 47}
	kind := func(r *record.Record) any {
		c := &r.Net.TCP
		return [5]uint32{uint32(r.Net.Kind), c.Status, c.Src.SeqBase, c.Src.Seq, c.Src.Bytes}
	}
	follows := side(later)
	follows.Net.TCP.Status = 4
	elsewhere := other(later)
	elsewhere.Net.TCP.Status = 4
	short := tcp(1, record.NetTCPStatus, func(t *record.TCP) { t.Status = 4 })
	checkParts(t, "saddr", []partTest{
		// The payload of the first packet lies between its number and the next one.
		{"same connection", first(1, 47), follows, kind, [5]uint32{uint32(record.NetTCPPerf), 5, 1000, 1095, 94}},
		{"same connection, first packet of the destination", first(0, 0), follows, kind, [5]uint32{uint32(record.NetTCPPerf), 5, 1048, 1095, 47}},
		{"other connection", first(1, 47), elsewhere, kind, [5]uint32{uint32(record.NetTCPPerf), 4, 1048, 1095, 47}},
		{"two first packets", first(1, 0), first(1, 0), func(r *record.Record) any { return r.Net.Kind }, record.NetTCPInit},
		{"status form becomes the full one", short, follows, func(r *record.Record) any { return r.Net.Kind }, record.NetTCPPerf},
	})
}

// TestMergeNet: other forms than those of TCP.
func TestMergeNet(t *testing.T) {
	form := func(proto uint8, n record.Net) *record.Record {
		return part(0, record.PartNet, func(r *record.Record) { r.Flow.Proto, r.Net = proto, n })
	}
	rtp := func(seq byte, lost uint16) *record.Record {
		n := record.Net{Kind: record.NetRTP}
		n.RTPSrc = record.RTPSide{Header: [12]byte{0x80, 0, 0, seq}, Lost: lost}
		r := form(17, n)
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = 20, 20 // few packets are no RTP
		return r
	}
	esp := func(spi, seq, lost uint32) *record.Record {
		return form(50, record.Net{Kind: record.NetESP, ESP: record.ESP{SPI: spi, Seq: seq, Lost: lost, Status: lost}})
	}
	fragments := func(n uint32) *record.Record {
		return form(17, record.Net{Kind: record.NetFrag, Frag: record.Frag{Status: uint8(n), Fragments: n, Bytes: 100 * n}})
	}
	lost := func(r *record.Record) any { return [2]int{int(r.Net.RTPSrc.Header[3]), int(r.Net.RTPSrc.Lost)} }
	spi := func(r *record.Record) any { return r.Net.ESP }
	checkParts(t, "srcid", []partTest{
		{"RTP", rtp(1, 2), rtp(9, 3), lost, [2]int{9, 5}},
		{"ESP", esp(7, 1, 1), esp(7, 9, 4), spi, record.ESP{SPI: 7, Seq: 9, Lost: 5, Status: 5}},
		{"ESP of two associations", esp(7, 1, 1), esp(8, 9, 4), spi, record.ESP{Seq: 9, Lost: 5, Status: 5}},
		{"fragments", fragments(1), fragments(2), func(r *record.Record) any { return r.Net.Frag }, record.Frag{Status: 3, Fragments: 3, Bytes: 300}},
		{"different forms", esp(7, 1, 1), fragments(2), has(record.PartNet), false},
		{"TCP and another form", side(record.TCPSide{}), fragments(2), has(record.PartNet), false},
		{"first without", udp(0), fragments(2), func(r *record.Record) any { return r.Net.Frag.Bytes }, uint32(200)},
		{"second without", fragments(2), udp(0), func(r *record.Record) any { return r.Net.Frag.Bytes }, uint32(200)},
	})
}
