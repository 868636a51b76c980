// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"testing"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// TestFirstSegment: the state that the first packet of a flow gives (flow
// model, section 6.2).
func TestFirstSegment(t *testing.T) {
	for _, tt := range []struct {
		flags     string
		seq, ack  uint32
		n         uint32
		state     string
		base, end uint32
		options   uint32
	}{
		{"S", 100, 0, 0, "syn sent: SYN", 100, 100, 0},
		{"SEC", 100, 0, 0, "syn sent: SYN", 100, 100, record.TCPOptSrcECN},
		{"SE", 100, 0, 0, "syn sent: SYN", 100, 100, 0},
		{"SC", 100, 0, 0, "syn sent: SYN", 100, 100, 0},
		{"SA", 100, 50, 0, "syn received: SYNACK", 100, 100, 0},
		{"SAP", 100, 50, 0, "syn received: SYNACK", 100, 100, 0},
		{"SAE", 100, 50, 0, "syn received: SYNACK", 100, 100, record.TCPOptDstECN},
		{"SAEC", 100, 50, 0, "syn received: SYNACK", 100, 100, 0},
		{"A", 100, 50, 0, "established: EST", 99, 100, 0},
		{"PA", 100, 50, 7, "established: EST", 99, 107, 0},
		{"", 100, 0, 0, "established: EST", 99, 100, 0},
		{"FA", 100, 50, 3, "fin wait 1: FIN", 99, 103, 0},
		{"F", 100, 0, 0, "fin wait 1: FIN", 99, 100, 0},
		{"SFA", 100, 50, 0, "established: EST", 99, 100, 0},
		{"R", 100, 0, 0, "listen: srcReset dstReset", 99, 100, 0},
		{"RA", 0, 50, 0, "listen: srcReset dstReset", 49, 0, 0},
		{"SR", 100, 0, 0, "listen: srcReset dstReset", 99, 100, 0},
	} {
		r := only(t, appConfig(), worlds[0].packets([]segment{client(tt.flags, tt.seq, tt.ack, tt.n)})...)
		c := &r.Net.TCP
		if got := stateNames[c.State] + ": " + statusText(c.Status); got != tt.state || c.Src.SeqBase != tt.base || c.Src.Seq != tt.end || c.Options != tt.options || c.Src.Bytes != tt.n {
			t.Errorf("%q: %s, %d to %d, options %#x, %d bytes; want %s, %d to %d, %#x, %d", tt.flags, got, c.Src.SeqBase, c.Src.Seq, c.Options, c.Src.Bytes, tt.state, tt.base, tt.end, tt.options, tt.n)
		}
		if r.Net.Kind != record.NetTCPInit || c.Src.Status != 0 || c.Src.Flags != flags(tt.flags) || c.Src.Window != 1000 {
			t.Errorf("%q: kind %#x, status %#x, flags %#x, window %d", tt.flags, r.Net.Kind, c.Src.Status, c.Src.Flags, c.Src.Window)
		}
	}
}

// TestStates: the states of a connection, segment by segment.
func TestStates(t *testing.T) {
	c := connection(100, 5000)
	for n, want := range []string{
		1: "START client 1/0 app 0/0 loss 0/0 time 0-0 syn sent: SYN",
		2: "START client 1/1 app 0/0 loss 0/0 time 0-10 syn received: SYN SYNACK",
		3: "START client 2/1 app 0/0 loss 0/0 time 0-20 established: SYN SYNACK EST",
		4: "START client 3/1 app 10/0 loss 0/0 time 0-30 established: SYN SYNACK EST",
		7: "START client 4/3 app 10/20 loss 0/0 time 0-60 established: SYN SYNACK EST",
		8: "START client 5/3 app 10/20 loss 0/0 time 0-70 fin wait 1: SYN SYNACK EST FIN",
		9: "START client 5/4 app 10/20 loss 0/0 time 0-80 fin wait 2: SYN SYNACK EST FIN FINACK",
	} {
		if want != "" {
			play(t, "a connection", c[:n], want)
		}
	}
	const hs = "SYN SYNACK EST"
	play(t, "FIN without ACK", join(c[:7], []segment{client("F", 111, 0, 0)}),
		"START client 5/3 app 10/20 loss 0/0 time 0-70 fin wait 1: "+hs+" FIN")
	play(t, "FIN without ACK again", join(c[:7], []segment{client("F", 111, 0, 0), client("F", 111, 0, 0)}),
		"START client 6/3 app 10/20 loss 0/0 time 0-80 fin wait 1: "+hs+" FIN")
	play(t, "FIN in answer to the SYN", []segment{c[0], server("FA", 5000, 101, 0)},
		"START client 1/1 app 0/0 loss 0/0 time 0-10 fin wait 1: SYN FIN")
	play(t, "FIN in place of the last ACK", []segment{c[0], c[1], client("FA", 101, 5001, 0)},
		"START client 2/1 app 0/0 loss 0/0 time 0-20 fin wait 1: SYN SYNACK FIN")
	play(t, "ACK in answer to the SYN", []segment{c[0], server("A", 5000, 101, 0)},
		"START client 1/1 app 0/0 loss 0/0 time 0-10 established: SYN EST")
	play(t, "FIN acknowledged with data", join(c[:8], []segment{server("PA", 5021, 112, 5)}),
		"START client 5/4 app 10/25 loss 0/0 time 0-80 fin wait 1: "+hs+" FIN")
	play(t, "FIN not acknowledged", join(c[:8], []segment{server("A", 5021, 111, 0)}),
		"START client 5/4 app 10/20 loss 0/0 time 0-80 fin wait 1: "+hs+" FIN")
	play(t, "RST first, then ACK", []segment{server("R", 100, 0, 0), client("A", 1, 101, 0)},
		"START server 1/1 app 0/0 loss 0/0 time 0-10 established: EST srcReset dstReset")
	play(t, "SYN-ACK again after the handshake", join(c[:3], c[1:2]),
		"START client 2/2 app 0/0 loss 0/1 time 0-30 established: "+hs+" dstRetrans")
	play(t, "RST in a connection", join(c[:7], []segment{client("R", 111, 0, 0)}),
		"START client 5/3 app 10/20 loss 0/0 time 0-70 closing: "+hs+" srcReset")
	play(t, "RST with the number that its sender expects", join(c[:7], []segment{client("R", 5020, 0, 0)}),
		"START client 5/3 app 10/20 loss 0/0 time 0-70 closed: "+hs+" srcReset")
	play(t, "RST with the last number of the window", join(c[:7], []segment{client("R", 5020+999, 0, 0)}),
		"START client 5/3 app 10/20 loss 0/0 time 0-70 closed: "+hs+" srcReset")
	play(t, "RST with the first number behind the window", join(c[:7], []segment{client("R", 5020+1000, 0, 0)}),
		"START client 5/3 app 10/20 loss 0/0 time 0-70 closing: "+hs+" srcReset")
	play(t, "RST with the number before", join(c[:7], []segment{client("R", 5019, 0, 0)}),
		"START client 5/3 app 10/20 loss 0/0 time 0-70 closing: "+hs+" srcReset")
	play(t, "RST that acknowledges another SYN", []segment{c[0], server("RA", 0, 50, 0)},
		"START client 1/1 app 0/0 loss 0/0 time 0-10 closing: SYN dstReset")
	play(t, "an ACK after a RST", join(c[:7], []segment{client("R", 111, 0, 0), server("A", 5021, 111, 0)}),
		"START client 5/4 app 10/20 loss 0/0 time 0-80 closing: "+hs+" srcReset")
	play(t, "RST, then an ACK where the RST's sender acknowledged nothing", join(c[:2], []segment{client("R", 2000, 0, 0), server("A", 5001, 101, 0)}),
		"START client 2/2 app 0/0 loss 0/0 time 0-30 closing: SYN SYNACK srcReset")
	play(t, "RST, then an ACK where both acknowledged all", join(c[:3], []segment{client("R", 101, 0, 0), server("A", 5001, 101, 0)}),
		"START client 3/2 app 0/0 loss 0/0 time 0-40 closed: "+hs+" srcReset")
}

// TestECN: echoes count as congestion where the first packet announced ECN
// (RFC 3168).
func TestECN(t *testing.T) {
	c := connection(100, 5000)[:7]
	c[4].flags |= packet.FlagECE
	play(t, "not announced", c, "START client 4/3 app 10/20 loss 0/0 time 0-60"+openState)
	c[0].flags = flags("SEC")
	play(t, "announced", c, "START client 4/3 app 10/20 loss 0/0 time 0-60"+openState+" dstECN")
	c[4].flags &^= packet.FlagECE
	c[6].flags |= packet.FlagECE
	play(t, "of the source", c, "START client 4/3 app 10/20 loss 0/0 time 0-60"+openState+" srcECN")
	c[6].flags = packet.FlagECE
	play(t, "without ACK", c, "START client 4/3 app 10/20 loss 0/0 time 0-60"+openState)
}

// TestSegments: the window, the scale and the segment size of each side, and
// numbers, bytes, acknowledgements and what is in flight.
func TestSegments(t *testing.T) {
	c := connection(100, 5000)[:7]
	ps := worlds[0].packets(c)
	ps[0].MSS, ps[0].WScale, ps[0].TCPOpts, ps[0].Window = 1460, 7, 0x100000, 500
	ps[1].MSS, ps[1].WScale, ps[1].TCPOpts, ps[1].Window = 1400, 3, 0x400000, 600
	ps[6].Window = 700
	last := func(i int) int64 { return ps[i].Time }
	r := only(t, flow.DefaultConfig(), ps...)
	got := r.Net.TCP
	// Client: base is the SYN's number, 10 bytes end at 111, and what it
	// acknowledges is kept minus one: 5020. Of its segments the SYN (with the
	// SYN-ACK the first acknowledgement) and the data were acknowledged.
	want := record.TCP{
		Status: record.TCPSyn | record.TCPSynAck | record.TCPEstablished, State: 4, Options: 0x500000, SynAck: 10_000, AckDat: 10_000,
		Src: record.TCPSide{
			Last: last(6), Status: record.TCPEstablished, SeqBase: 100, Seq: 111, Ack: 5020, WinsAcked: 1, Bytes: 10,
			Window: 700, Flags: flags("SPA"), WScale: 7, MSS: 1460,
		},
		Dst: record.TCPSide{
			Last: last(5), Status: record.TCPSynAck, SeqBase: 5000, Seq: 5021, Ack: 110, WinsAcked: 1, Bytes: 20,
			Window: 1000, Flags: flags("SPA"), WScale: 3, MSS: 1400,
		},
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if r.Net.Kind != record.NetTCPPerf {
		t.Errorf("kind %#x, want that of several packets", r.Net.Kind)
	}
	// In the next record bases are where the numbers were, counters are 0; what
	// is not acknowledged is in flight.
	more := worlds[0].packets([]segment{client("PA", 111, 5021, 30).when(6 * sec), client("PA", 141, 5021, 5).when(6 * sec)})
	rs := run(flow.DefaultConfig(), append(ps, more...))
	got = rs[1].Net.TCP
	if got.Src.SeqBase != 111 || got.Src.Seq != 146 || got.Src.Bytes != 35 || got.Src.WindowBytes != 35 || got.Src.Flags != flags("PA") ||
		got.Dst.SeqBase != 5021 || got.Dst.Bytes != 0 || got.Dst.Flags != 0 || got.Dst.WindowBytes != 0 || got.Dst.WScale != 3 || got.Src.MSS != 1460 {
		t.Errorf("second record %+v", got)
	}
}

// TestLoss: retransmissions and packets out of order (flow model, section 6.3).
// The script goes on behind a connection with 10 bytes up and 20 down.
func TestLoss(t *testing.T) {
	data := func(seq, n uint32) segment { return client("PA", seq, 5021, n) }
	acks := func(ack uint32) segment { return server("A", 5021, ack, 0) }
	for _, tt := range []struct {
		name string
		segs []segment
		want string // loss and status
	}{
		{"in order", []segment{data(111, 10), data(121, 10), acks(131)}, "0/0 "},
		{"sent again before it is acknowledged", []segment{data(111, 10), data(111, 10)}, "1/0 srcRetrans"},
		{"sent again after it is acknowledged", []segment{data(111, 10), acks(121), data(111, 10)}, "1/0 srcRetrans"},
		{"the second of two again", []segment{data(111, 10), data(121, 10), data(121, 10)}, "1/0 srcRetrans"},
		{"a gap", []segment{data(111, 10), data(131, 10)}, "0/0 "},
		{"longer than the window behind", []segment{data(111, 10), acks(121), data(0xfffffc00, 10)}, "0/0 "},
		{"data after FIN", []segment{client("FA", 111, 5021, 0), data(112, 5)}, "0/0 srcOOO"},
		{"old data after FIN", []segment{client("FA", 111, 5021, 0), data(101, 10)}, "2/0 srcRetrans"},
		{"an acknowledgement without ACK", []segment{data(111, 10), server("P", 5021, 121, 0), client("PA", 121, 5021, 5)}, "0/0 "},
		{"FIN again without ACK", []segment{server("FA", 5021, 111, 0), client("F", 111, 0, 0)}, "0/0 "},
	} {
		for _, w := range worlds {
			r := only(t, appConfig(), w.packets(join(open, tt.segs))...)
			c := &r.Net.TCP
			got := statusText(c.Status &^ (record.TCPSyn | record.TCPSynAck | record.TCPEstablished | record.TCPFin | record.TCPFinAck))
			got = string(rune('0'+c.Src.Retrans)) + "/" + string(rune('0'+c.Dst.Retrans)) + " " + got
			if got != tt.want {
				t.Errorf("%s, %s: %q, want %q", tt.name, w.name, got, tt.want)
			}
		}
	}
}

// TestNoWindow: where a side never announced a window, data that was
// acknowledged is sent again, however far back it is.
func TestNoWindow(t *testing.T) {
	segs := []segment{client("A", 5000, 1, 10).closed(), server("A", 1, 5000, 0), server("A", 1, 5010, 0), client("A", 10, 1, 10).closed()}
	play(t, "no window", segs, "START client 2/2 app 20/0 loss 1/0 time 0-30 established: EST srcRetrans srcShut")
	segs[0].shut, segs[0].window, segs[3].shut, segs[3].window = false, 5000, false, 5000
	segs[3].seq = 9 // 5000 before 5009, the last number that was acknowledged
	play(t, "just beyond the window", segs, "START client 2/2 app 20/0 loss 0/0 time 0-30 established: EST")
	segs[3].seq = 10
	play(t, "within the window", segs, "START client 2/2 app 20/0 loss 1/0 time 0-30 established: EST srcRetrans")
	// What is in flight after an acknowledgement of less, and of all. Without the
	// ACK flag the number says nothing (RFC 9293, section 3.1).
	for _, tt := range []struct {
		flags       string
		ack, flight uint32
	}{{"A", 111, 20}, {"A", 121, 10}, {"A", 131, 0}, {"P", 121, 20}, {"P", 131, 20}, {"", 131, 20}} {
		r := only(t, flow.DefaultConfig(), worlds[0].packets(join(open, []segment{
			client("PA", 111, 5021, 10), client("PA", 121, 5021, 10), server(tt.flags, 5021, tt.ack, 0),
		}))...)
		if got := r.Net.TCP.Src.WindowBytes; got != tt.flight {
			t.Errorf("%q, acknowledged to %d: %d bytes in flight, want %d", tt.flags, tt.ack, got, tt.flight)
		}
	}
}

// TestIPIDs: data whose IP id went back by less than 5000 is out of order; the
// id is compared with its bytes exchanged. With TrackDuplicates the same id is
// a copy of the packet.
func TestIPIDs(t *testing.T) {
	play := func(dup bool, first, second uint16) string {
		cfg := flow.DefaultConfig()
		cfg.TrackDuplicates = dup
		ps := worlds[0].packets(join(open, []segment{client("PA", 111, 5021, 10), client("PA", 121, 5021, 10)}))
		ps[7].IPID, ps[8].IPID = first<<8|first>>8, second<<8|second>>8
		r := only(t, cfg, ps...)
		return statusText(r.Net.TCP.Status &^ 0xff)
	}
	for _, tt := range []struct {
		dup           bool
		first, second uint16
		want          string
	}{
		{false, 6000, 6001, ""},
		{false, 6000, 6000, ""},
		{false, 6000, 5999, "srcOOO"},
		{false, 6000, 1001, "srcOOO"}, // 4999 back
		{false, 6000, 1000, ""},       // 5000 back
		{false, 1, 65535, "srcOOO"},
		{true, 6000, 6000, "srcDup"},
		{true, 6000, 6001, ""},
		{true, 0, 0, ""},
	} {
		if got := play(tt.dup, tt.first, tt.second); got != tt.want {
			t.Errorf("ids %d, %d, duplicates %t: %q, want %q", tt.first, tt.second, tt.dup, got, tt.want)
		}
	}
}

// TestStatusOfInterval: what happened in one interval is not in the next
// record; how the connection was opened is.
func TestStatusOfInterval(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.TrackDuplicates = true
	segs := join(open, []segment{
		client("PA", 111, 5021, 10), client("PA", 121, 5021, 10), client("PA", 131, 5021, 10), client("PA", 111, 5021, 10),
		server("PA", 5021, 141, 10), server("PA", 5031, 141, 10), server("PA", 5041, 141, 10), server("PA", 5021, 141, 10),
		client("AE", 141, 5051, 0), server("AE", 5051, 141, 0), client("A", 141, 5051, 0).closed(), server("A", 5051, 141, 0).closed(),
		client("R", 1, 0, 0), server("R", 1, 0, 0),
		client("A", 141, 5051, 0).when(6 * sec), server("A", 5051, 141, 0).when(6 * sec),
	})
	segs[0].flags = flags("SEC")
	ps := worlds[0].packets(segs)
	for i, id := range []uint16{7, 6, 6, 9, 7, 6, 6, 9} { // back by one, the same, ahead
		ps[7+i].IPID = id<<8 | id>>8
	}
	rs := run(cfg, ps)
	if len(rs) != 2 {
		t.Fatalf("%d records, want 2", len(rs))
	}
	const all = "SYN SYNACK EST srcRetrans dstRetrans srcShut dstShut srcReset dstReset srcECN dstECN srcOOO dstOOO srcDup dstDup"
	if got := statusText(rs[0].Net.TCP.Status); got != all {
		t.Errorf("first record: %s, want %s", got, all)
	}
	if got := statusText(rs[1].Net.TCP.Status); got != "SYN SYNACK EST" {
		t.Errorf("second record: %s, want SYN SYNACK EST", got)
	}
}

// TestExchange: where the sides of a flow are exchanged all that was counted
// goes with them.
func TestExchange(t *testing.T) {
	cfg := appConfig()
	cfg.Sizes, cfg.Jitter, cfg.MAC, cfg.Tunnels, cfg.UserData = true, true, true, true, 10
	ps := worlds[0].packets([]segment{server("SA", 5000, 101, 0), server("SA", 5000, 101, 0), client("S", 100, 0, 0)})
	for i := range ps {
		src := byte(2)
		if i == 2 {
			src = 1
		}
		ps[i] = ethernet(ps[i], src, 3-src)
		ps[i].Bytes, ps[i].HasVNI, ps[i].VNI, ps[i].MSS = 100*uint32(i+1), true, uint32(src), 1000+uint16(src)
		ps[i].Payload = []byte{'a' + byte(i)}
	}
	var data string
	e := flow.New(cfg, func(r *record.Record) {
		data = string(r.SrcData.Data) + " " + string(r.DstData.Data)
		if r.Flow.SrcPort != 1000 || r.Metrics.Src.Bytes != 300 || r.Metrics.Dst.Bytes != 300 || r.Metrics.Dst.Packets != 2 {
			t.Errorf("from port %d, %+v", r.Flow.SrcPort, r.Metrics)
		}
		if want := (record.Sizes{HasSrc: true, HasDst: true, SrcMin: 300, SrcMax: 300, DstMin: 100, DstMax: 200}); r.Sizes != want {
			t.Errorf("sizes %+v, want %+v", r.Sizes, want)
		}
		if r.Jitter.Has != 8 || r.Jitter.DstIdle.N != 1 {
			t.Errorf("times %+v, want one of the destination", r.Jitter)
		}
		if r.MAC.Src[5] != 1 || r.MAC.Dst[5] != 2 || r.MAC.SrcChanged || r.MAC.DstChanged {
			t.Errorf("addresses %+v", r.MAC)
		}
		if r.VXLAN != (record.VXLAN{HasSrc: true, HasDst: true, Src: 1, Dst: 2}) {
			t.Errorf("VNI %+v", r.VXLAN)
		}
		if c := &r.Net.TCP; c.Src.MSS != 1001 || c.Dst.MSS != 1002 || c.Dst.Retrans != 1 {
			t.Errorf("segment sizes %d, %d, lost %d", c.Src.MSS, c.Dst.MSS, c.Dst.Retrans)
		}
	})
	for i := range ps {
		e.Packet(&ps[i])
	}
	e.Flush()
	if data != "c ab" {
		t.Errorf("user data %q, want %q", data, "c ab")
	}
}
