// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

const (
	hostA = 0x0a000001
	hostB = 0x0a000002
	t0    = int64(1_600_000_000) * 1e9
)

// run gives the packets to an engine and returns its records.
func run(cfg flow.Config, ps []packet.Packet) []record.Record {
	var out []record.Record
	e := flow.New(cfg, func(r *record.Record) { out = append(out, *r) })
	for i := range ps {
		e.Packet(&ps[i])
	}
	e.Flush()
	return out
}

func udp(at time.Duration, src, dst uint32, sport, dport uint16) packet.Packet {
	return packet.Packet{
		Time: t0 + int64(at), Kind: packet.KindIPv4, Bytes: 60, Src4: src, Dst4: dst, Proto: packet.ProtoUDP,
		HasPorts: true, SrcPort: sport, DstPort: dport, TTL: 64, AppBytes: 10,
	}
}

func tcp(at time.Duration, src, dst uint32, sport, dport uint16, flags uint8, seq, ack, n uint32) packet.Packet {
	p := udp(at, src, dst, sport, dport)
	p.Proto, p.HasTCP, p.TCPFlags, p.Seq, p.Ack, p.AppBytes, p.Window = packet.ProtoTCP, true, flags, seq, ack, n, 1000
	return p
}

// The flow model, section 1.1: a flow with a packet every second and a status
// interval of 5 s gives records of 5 packets; the first says START, the others
// STATUS.
func TestStatusInterval(t *testing.T) {
	var ps []packet.Packet
	for i := range 12 {
		ps = append(ps, udp(time.Duration(i)*time.Second, hostA, hostB, 1000, 2000))
	}
	got := run(flow.DefaultConfig(), ps)
	want := []struct {
		packets uint64
		cause   record.Cause
	}{{5, record.CauseStart}, {5, record.CauseStatus}, {2, record.CauseStatus}}
	if len(got) != len(want) {
		t.Fatalf("%d records, want %d", len(got), len(want))
	}
	for i, w := range want {
		if got[i].Metrics.Src.Packets != w.packets || got[i].Cause != w.cause {
			t.Errorf("record %d: %d packets, cause %#x; want %d, %#x", i, got[i].Metrics.Src.Packets, got[i].Cause, w.packets, w.cause)
		}
	}
}

// The sender of the first packet is the source, whichever address is smaller
// (flow model, section 5).
func TestDirection(t *testing.T) {
	got := run(flow.DefaultConfig(), []packet.Packet{
		udp(0, hostB, hostA, 2000, 1000),
		udp(time.Millisecond, hostA, hostB, 1000, 2000),
		udp(2*time.Millisecond, hostA, hostB, 1000, 2000),
	})
	if len(got) != 1 {
		t.Fatalf("%d records, want 1", len(got))
	}
	r := got[0]
	if r.Flow.Src[3] != 2 || r.Flow.Dst[3] != 1 || r.Flow.SrcPort != 2000 || r.Flow.DstPort != 1000 {
		t.Errorf("flow %v:%d -> %v:%d, want 10.0.0.2:2000 -> 10.0.0.1:1000", r.Flow.Src[:4], r.Flow.SrcPort, r.Flow.Dst[:4], r.Flow.DstPort)
	}
	if r.Metrics.Src.Packets != 1 || r.Metrics.Dst.Packets != 2 {
		t.Errorf("packets %d/%d, want 1/2", r.Metrics.Src.Packets, r.Metrics.Dst.Packets)
	}
}

// A connection with handshake, 10 bytes of data and FINs of both sides:
// states of the flow model, section 6.2. SYN at 0, SYN-ACK 1 ms later, ACK 2 ms
// after that.
func TestTCPConnection(t *testing.T) {
	const syn, ack, fin = packet.FlagSYN, packet.FlagACK, packet.FlagFIN
	ms := time.Millisecond
	got := run(flow.DefaultConfig(), []packet.Packet{
		tcp(0, hostA, hostB, 1000, 80, syn, 100, 0, 0),
		tcp(1*ms, hostB, hostA, 80, 1000, syn|ack, 500, 101, 0),
		tcp(3*ms, hostA, hostB, 1000, 80, ack, 101, 501, 0),
		tcp(4*ms, hostA, hostB, 1000, 80, ack, 101, 501, 10),
		tcp(5*ms, hostB, hostA, 80, 1000, ack, 501, 111, 0),
		tcp(6*ms, hostA, hostB, 1000, 80, fin|ack, 111, 501, 0),
		tcp(7*ms, hostB, hostA, 80, 1000, fin|ack, 501, 112, 0),
		tcp(8*ms, hostA, hostB, 1000, 80, ack, 112, 502, 0),
	})
	if len(got) != 1 {
		t.Fatalf("%d records, want 1", len(got))
	}
	c := got[0].Net.TCP
	const want = record.TCPSyn | record.TCPSynAck | record.TCPEstablished | record.TCPFin | record.TCPFinAck
	if got[0].Net.Kind != record.NetTCPPerf || c.Status != want {
		t.Errorf("kind %#x status %#x, want %#x %#x", got[0].Net.Kind, c.Status, record.NetTCPPerf, want)
	}
	if c.SynAck != 1000 || c.AckDat != 2000 {
		t.Errorf("synack %d ackdat %d us, want 1000 2000", c.SynAck, c.AckDat)
	}
	if c.Src.Bytes != 10 || c.Src.SeqBase != 100 || c.Src.Seq != 111 || c.Src.Retrans != 0 {
		t.Errorf("source bytes %d base %d seq %d retransmissions %d, want 10 100 111 0", c.Src.Bytes, c.Src.SeqBase, c.Src.Seq, c.Src.Retrans)
	}
}

// A SYN for a connection that was closed ends it with STOP and begins another
// with the port reuse bit (flow model, section 5.3).
func TestTCPPortReuse(t *testing.T) {
	const syn, ack, rst = packet.FlagSYN, packet.FlagACK, packet.FlagRST
	ms := time.Millisecond
	got := run(flow.DefaultConfig(), []packet.Packet{
		tcp(0, hostA, hostB, 1000, 80, syn, 100, 0, 0),
		tcp(1*ms, hostB, hostA, 80, 1000, syn|ack, 500, 101, 0),
		tcp(2*ms, hostA, hostB, 1000, 80, ack, 101, 501, 0),
		tcp(3*ms, hostA, hostB, 1000, 80, rst, 101, 0, 0),
		tcp(4*ms, hostB, hostA, 80, 1000, syn, 900, 0, 0),
	})
	if len(got) != 2 {
		t.Fatalf("%d records, want 2", len(got))
	}
	if got[0].Cause != record.CauseStop || got[0].Metrics.Src.Packets != 3 || got[0].Metrics.Dst.Packets != 1 {
		t.Errorf("first record: cause %#x packets %d/%d, want STOP 3/1", got[0].Cause, got[0].Metrics.Src.Packets, got[0].Metrics.Dst.Packets)
	}
	r := got[1]
	if r.Cause != record.CauseStart || r.Flow.Src[3] != 2 || r.Net.TCP.Status&record.TCPPortReuse == 0 {
		t.Errorf("second record: cause %#x source .%d status %#x, want START .2 with port reuse", r.Cause, r.Flow.Src[3], r.Net.TCP.Status)
	}
}

// A full table reports the flow that is idle or waits longest and counts it;
// no packet is lost.
func TestFullTable(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.MaxFlows = 10
	var packets uint64
	e := flow.New(cfg, func(r *record.Record) { packets += r.Metrics.Src.Packets })
	for i := range 100 {
		p := udp(time.Duration(i)*time.Millisecond, hostA, hostB, uint16(1000+i), 2000)
		e.Packet(&p)
	}
	e.Flush()
	s := e.Stats()
	if packets != 100 || s.Early != 90 || s.Active != 10 {
		t.Errorf("%d packets in records, %d early, %d active; want 100, 90, 10", packets, s.Early, s.Active)
	}
}

// Nothing is allocated per packet once the flows exist.
func TestNoAllocation(t *testing.T) {
	e := flow.New(flow.DefaultConfig(), func(*record.Record) {})
	p := tcp(0, hostA, hostB, 1000, 80, packet.FlagACK, 100, 1, 10)
	e.Packet(&p)
	if n := testing.AllocsPerRun(1000, func() {
		p.Time += int64(time.Millisecond)
		p.Seq += 10
		e.Packet(&p)
	}); n != 0 {
		t.Errorf("%v allocations per packet, want 0", n)
	}
}

// TestUserDataRoom: room for user data is made for many flows at once, so that
// most new flows allocate nothing. 1000 flows with data in both directions would
// allocate 2000 buffers one by one.
func TestUserDataRoom(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.UserData = 32
	e := flow.New(cfg, func(*record.Record) {})
	defer e.Close()
	query, answer := []byte("query"), []byte("answer")
	i := 0
	if n := testing.AllocsPerRun(1000, func() {
		i++
		p := tcp(0, hostA+uint32(i), hostB+100_000, 1000, 80, packet.FlagACK, 100, 1, 5)
		p.Payload = query
		e.Packet(&p)
		p = tcp(time.Millisecond, hostB+100_000, hostA+uint32(i), 80, 1000, packet.FlagACK, 1, 105, 6)
		p.Payload = answer
		e.Packet(&p)
	}); n >= 1 {
		t.Errorf("%v allocations per flow, want less than 1", n)
	}
}

func BenchmarkPacket(b *testing.B) {
	e := flow.New(flow.DefaultConfig(), func(*record.Record) {})
	p := tcp(0, hostA, hostB, 1000, 80, packet.FlagACK, 100, 1, 10)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Time += int64(10 * time.Microsecond)
		p.SrcPort = uint16(i)
		p.Seq += 10
		e.Packet(&p)
	}
}

// Fragments that come after the report of the flow that adopted them are in a
// record too, at the end of the capture or when that flow is forgotten.
func TestLateFragments(t *testing.T) {
	begin := udp(0, hostA, hostB, 1000, 2000)
	first := udp(4*time.Second, hostA, hostB, 1000, 2000)
	first.HasFrag, first.MoreFrags, first.FragID, first.TransportLen = true, true, 7, 40
	later := udp(7*time.Second, hostA, hostB, 0, 0)
	later.HasPorts, later.HasFrag, later.MoreFrags, later.FragID, later.FragOff, later.TransportLen = false, true, false, 7, 40, 40
	other := func(at time.Duration) packet.Packet { return udp(at, hostB, hostB+1, 5, 6) }
	part := later
	part.MoreFrags = true
	for name, ps := range map[string][]packet.Packet{
		"whole, end":         {begin, first, other(5500 * time.Millisecond), later},
		"whole, forgotten":   {begin, first, other(5500 * time.Millisecond), later, other(100 * time.Second), other(101 * time.Second)},
		"in part, end":       {begin, first, other(5500 * time.Millisecond), part},
		"in part, forgotten": {begin, first, other(5500 * time.Millisecond), part, other(100 * time.Second), other(101 * time.Second)},
	} {
		n := uint64(0)
		for _, r := range run(flow.DefaultConfig(), ps) {
			n += r.Metrics.Src.Packets + r.Metrics.Dst.Packets
		}
		if n != uint64(len(ps)) {
			t.Errorf("%s: %d packets in records, want %d", name, n, len(ps))
		}
	}
}
