// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/record"
)

const whole = "SYN SYNACK EST FIN FINACK"

func join(parts ...[]segment) []segment { return slices.Concat(parts...) }

// TestPortsUsedAgain: connections one after the other between the same ports
// (RFC 9293, section 3.6.1). A record ends with its own last packet, and the
// next begins like any other.
func TestPortsUsedAgain(t *testing.T) {
	first := connection(100, 5000)
	reset := []segment{
		client("S", 100, 0, 0), server("SA", 5000, 101, 0), client("A", 101, 5001, 0), client("PA", 101, 5001, 10),
		server("A", 5001, 111, 0), client("R", 111, 0, 0),
	}
	const fin = "START client 6/4 app 10/20 loss 0/0 time 0-90 fin wait 2: " + whole
	stop := strings.Replace(fin, "START", "STOP", 1)
	const rst = "STOP client 4/2 app 10/0 loss 0/0 time 0-50 closing: SYN SYNACK EST srcReset"
	second := func(at int) string {
		return fmt.Sprintf("START client 6/4 app 10/20 loss 0/0 time %d-%d fin wait 2: %s REUSE", at, at+90, whole)
	}
	play(t, "one", first, fin)
	play(t, "after FIN", join(first, connection(900, 7000)), stop, second(100))
	play(t, "after RST", join(reset, connection(900, 7000)), rst, second(60))
	play(t, "three", join(first, connection(900, 7000), connection(800, 6000)),
		stop, strings.Replace(second(100), "START", "STOP", 1), second(200))
	play(t, "roles exchanged", join(first, exchanged(connection(900, 7000))),
		stop, "START server 6/4 app 10/20 loss 0/0 time 100-190 fin wait 2: "+whole+" REUSE")
	play(t, "numbers at the wrap", join(first, connection(0xffffffff, 0xfffffff0)), stop, second(100))
	play(t, "a late copy of the last ACK", join(first, []segment{client("A", 112, 5022, 0)}, connection(900, 7000)),
		"STOP client 7/4 app 10/20 loss 0/0 time 0-100 fin wait 2: "+whole, second(110))
	play(t, "never answered", join(first, []segment{client("S", 900, 0, 0)}),
		stop, "START client 1/0 app 0/0 loss 0/0 time 100-100 syn sent: SYN REUSE")
	play(t, "refused", join(first, []segment{client("S", 900, 0, 0), server("RA", 0, 901, 0)}),
		stop, "START client 1/1 app 0/0 loss 0/0 time 100-110 syn sent: SYN REUSE dstReset")
	play(t, "SYN repeated", join(first, []segment{client("S", 900, 0, 0)}, connection(900, 7000)),
		stop, "START client 7/4 app 10/20 loss 1/0 time 100-200 fin wait 2: "+whole+" REUSE srcRetrans")
	again := connection(900, 7000)
	again = slices.Insert(again, 2, again[1])
	play(t, "SYN-ACK repeated", join(first, again),
		stop, "START client 6/5 app 10/20 loss 0/1 time 100-200 fin wait 2: "+whole+" REUSE dstRetrans")
	for _, fl := range []string{"SP", "SU", "SF", "SEC", "SPUFEC"} {
		other := connection(900, 7000)
		other[0].flags = flags(fl)
		play(t, "second SYN with "+fl, join(first, other), stop, second(100))
	}
	play(t, "the SYN of the one before comes late", join(first, []segment{client("S", 900, 0, 0), client("S", 100, 0, 0), server("SA", 7000, 901, 0)}),
		stop, "START client 2/1 app 0/0 loss 0/0 time 100-120 syn received: SYN SYNACK REUSE")
	// Of the connection that was refused no number of the server is known, and
	// that of the one before it does not matter any more.
	play(t, "a number of the server from two connections ago", join(first, []segment{
		client("S", 900, 0, 0), server("RA", 0, 901, 0), client("S", 950, 0, 0), server("S", 5000, 0, 0), server("S", 5000, 0, 0),
	}), stop, "STOP client 1/1 app 0/0 loss 0/0 time 100-110 syn sent: SYN REUSE dstReset",
		"START client 1/2 app 0/0 loss 0/1 time 120-140 syn sent: SYN REUSE dstRetrans")
	play(t, "the SYN-ACK of the one before and of this one", join(first, []segment{client("S", 900, 0, 0), server("S", 5000, 0, 0)}),
		stop, "START client 1/1 app 0/0 loss 0/0 time 100-110 syn sent: SYN REUSE")
}

// TestPortsUsedAgainLater: the second connection opens when the first was
// reported, 6 s after it began; its record is the first of a new flow. Release
// 3.0.8 lets the first end with the SYN.
func TestPortsUsedAgainLater(t *testing.T) {
	segs := connection(100, 5000)
	for i, s := range connection(900, 7000) {
		segs = append(segs, s.when(6*time.Second+time.Duration(i)*10*ms))
	}
	play(t, "after a report", segs,
		"START client 6/4 app 10/20 loss 0/0 time 0-90 fin wait 2: "+whole,
		"START client 6/4 app 10/20 loss 0/0 time 6000-6090 fin wait 2: "+whole+" REUSE")

	cfg := appConfig()
	cfg.Compat = true
	for _, w := range worlds {
		rs := run(cfg, w.packets(join(connection(100, 5000), connection(900, 7000))))
		if len(rs) != 2 || (rs[0].Time.End-t0)/1e6 != 100 {
			t.Errorf("%s, compat: %d records, the first ends at %d ms; want 2, 100", w.name, len(rs), (rs[0].Time.End-t0)/1e6)
		}
	}
}

// TestReuseCounts: a connection that follows another is a flow of its own, and
// nothing that was kept of the first is in its record.
func TestReuseCounts(t *testing.T) {
	cfg := appConfig()
	cfg.MAC, cfg.UserData, cfg.Sizes, cfg.Jitter, cfg.Tunnels = true, 10, true, true, true
	ps := worlds[0].packets(join(connection(100, 5000), exchanged(connection(900, 7000))[:2]))
	for i := range ps {
		ps[i].Bytes, ps[i].Payload, ps[i].HasVNI, ps[i].VNI = 500, []byte("x"), true, 1
		ps[i] = ethernet(ps[i], 1, 2)
	}
	for i := 10; i < 12; i++ {
		ps[i].Bytes, ps[i].Payload, ps[i].HasVNI = 60, nil, false
		ps[i] = ethernet(ps[i], 3, 4)
	}
	ps[11] = ethernet(ps[11], 4, 3)
	var rs []record.Record
	e := flow.New(cfg, func(r *record.Record) { rs = append(rs, *r) })
	for i := range ps {
		e.Packet(&ps[i])
	}
	e.Flush()
	if got := e.Stats(); got.Flows != 2 || got.Active != 1 || got.Records != 2 {
		t.Errorf("%d flows, %d active, %d records; want 2, 1, 2", got.Flows, got.Active, got.Records)
	}
	r := rs[1]
	if r.Sizes.SrcMax != 60 || r.Sizes.DstMax != 60 || r.MAC.Src[5] != 3 || r.MAC.Dst[5] != 4 || r.MAC.SrcChanged || r.MAC.DstChanged ||
		r.Has(record.PartSrcData) || r.Has(record.PartDstData) || r.Has(record.PartVXLAN) || r.Has(record.PartJitter) {
		t.Errorf("second record %+v, parts %#x", r.MAC, r.Parts)
	}
	if rs[0].Transport.Seq != 1 || r.Transport.Seq != 2 {
		t.Errorf("numbers %d, %d; want 1, 2", rs[0].Transport.Seq, r.Transport.Seq)
	}
	cfg.Compat = true // a number for each flow
	if rs := run(cfg, ps); rs[0].Transport.Seq != 1 || rs[1].Transport.Seq != 2 {
		t.Errorf("compat: numbers %d, %d; want 1, 2", rs[0].Transport.Seq, rs[1].Transport.Seq)
	}
}

// TestLateSYN: a SYN with the number of the connection that there is, or that
// just ended, belongs to it.
func TestLateSYN(t *testing.T) {
	c := connection(100, 5000)
	late := join(c[1:], c[:1])
	play(t, "own SYN last, after FIN", late, "START client 6/4 app 10/20 loss 0/0 time 0-90 fin wait 2: "+whole)
	play(t, "without the SYN-ACK", join(c[2:], c[:1]), "START client 6/3 app 10/20 loss 0/0 time 0-80 fin wait 2: SYN EST FIN FINACK")
	play(t, "a copy after FIN", join(c, c[:1]), "START client 7/4 app 10/20 loss 1/0 time 0-100 fin wait 2: "+whole+" srcRetrans")
	play(t, "a copy after FIN, where the SYN-ACK came first", join(c[1:2], c[:1], c[2:], c[:1]), "START client 7/4 app 10/20 loss 1/0 time 0-100 fin wait 2: "+whole+" srcRetrans")
	play(t, "a copy in between", join(c[:5], c[:1], c[5:]), "START client 7/4 app 10/20 loss 1/0 time 0-100 fin wait 2: "+whole+" srcRetrans")
	rst := []segment{server("SA", 5000, 101, 0), client("A", 101, 5001, 0), server("R", 5001, 0, 0), client("S", 100, 0, 0)}
	play(t, "own SYN last, after RST", rst, "START client 2/2 app 0/0 loss 0/0 time 0-30 closing: SYN SYNACK EST dstReset")
	play(t, "numbers at the wrap", join(connection(0xffffffff, 0xffffffff)[1:], connection(0xffffffff, 0)[:1]),
		"START client 6/4 app 10/20 loss 0/0 time 0-90 fin wait 2: "+whole)
}

// TestRefused: a RST in answer to a SYN ends the attempt (RFC 9293, section
// 3.10.7.3). A SYN with the same number tries the same again, one with another
// number is another attempt.
func TestRefused(t *testing.T) {
	syn, no := client("S", 100, 0, 0), server("RA", 0, 101, 0)
	const one = "STOP client 1/1 app 0/0 loss 0/0 time 0-10 syn sent: SYN dstReset"
	const two = "START client 6/4 app 10/20 loss 0/0 time 20-110 fin wait 2: " + whole + " REUSE"
	play(t, "then connected", join([]segment{syn, no}, connection(900, 7000)), one, two)
	play(t, "refused twice", []segment{syn, no, client("S", 900, 0, 0), server("RA", 0, 901, 0)},
		one, "START client 1/1 app 0/0 loss 0/0 time 20-30 syn sent: SYN REUSE dstReset")
	play(t, "never answered", []segment{syn, no, client("S", 900, 0, 0)},
		one, "START client 1/0 app 0/0 loss 0/0 time 20-20 syn sent: SYN REUSE")
	play(t, "two SYNs before the RST", join([]segment{syn, syn, no}, connection(900, 7000)),
		"STOP client 2/1 app 0/0 loss 1/0 time 0-20 syn sent: SYN srcRetrans dstReset",
		"START client 6/4 app 10/20 loss 0/0 time 30-120 fin wait 2: "+whole+" REUSE")
	play(t, "from the other side", join([]segment{syn, no}, exchanged(connection(900, 7000))),
		one, strings.Replace(two, "client", "server", 1))
	play(t, "the same number three times", []segment{syn, no, syn, no, syn, no},
		"START client 3/3 app 0/0 loss 2/0 time 0-50 syn sent: SYN srcRetrans dstReset")
	play(t, "the same number, then connected", join([]segment{syn, no}, connection(100, 7000)),
		"START client 7/5 app 10/20 loss 1/0 time 0-110 fin wait 2: "+whole+" srcRetrans dstReset")
	play(t, "a RST that acknowledges nothing, the same number", join([]segment{syn, server("R", 0, 0, 0)}, connection(100, 7000)),
		"START client 7/5 app 10/20 loss 1/0 time 0-110 fin wait 2: "+whole+" srcRetrans dstReset")
	play(t, "given up by its sender", join([]segment{syn, client("R", 101, 0, 0)}, connection(900, 7000)),
		"STOP client 2/0 app 0/0 loss 0/0 time 0-10 syn sent: SYN srcReset", two)
	play(t, "another number without a RST", []segment{syn, client("S", 900, 0, 0)},
		"START client 2/0 app 0/0 loss 1/0 time 0-10 syn sent: SYN srcRetrans")
	play(t, "after a report", []segment{syn, no, client("S", 900, 0, 0).when(6 * time.Second)},
		strings.Replace(one, "STOP", "START", 1), "START client 1/0 app 0/0 loss 0/0 time 6000-6000 syn sent: SYN REUSE")
}

// TestSYNFlags: a segment with SYN and neither ACK nor RST opens, whatever else
// it has (RFC 9293, section 3.10.7.2); all 32 of them.
func TestSYNFlags(t *testing.T) {
	const others = "FPUEC"
	for set := range 1 << len(others) {
		fl := "S"
		for i := range len(others) {
			if set>>i&1 != 0 {
				fl += others[i : i+1]
			}
		}
		c := connection(100, 5000)
		c[0].flags = flags(fl)
		play(t, fl, c, "START client 6/4 app 10/20 loss 0/0 time 0-90 fin wait 2: "+whole)
		play(t, fl+" alone", c[:1], "START client 1/0 app 0/0 loss 0/0 time 0-0 syn sent: SYN")
		play(t, fl+" refused", []segment{c[0], server("RA", 0, 101, 0)},
			"START client 1/1 app 0/0 loss 0/0 time 0-10 syn sent: SYN dstReset")
		play(t, fl+" repeated", join(c[:1], c),
			"START client 7/4 app 10/20 loss 1/0 time 0-100 fin wait 2: "+whole+" srcRetrans")
	}
}

// TestSYNData: data in the SYN (RFC 7413), which the server takes or not. The
// handshake takes 20 ms in both cases.
func TestSYNData(t *testing.T) {
	taken := []segment{client("S", 100, 0, 7), server("SA", 5000, 108, 0), client("A", 108, 5001, 0), client("A", 108, 5001, 3)}
	left := []segment{client("S", 100, 0, 7), server("SA", 5000, 101, 0), client("A", 101, 5001, 0), client("A", 101, 5001, 7)}
	play(t, "taken", taken, "START client 3/1 app 10/0 loss 0/0 time 0-30 established: SYN SYNACK EST")
	play(t, "sent again", left, "START client 3/1 app 14/0 loss 0/0 time 0-30 established: SYN SYNACK EST")
	for _, segs := range [][]segment{taken, left} {
		r := run(appConfig(), worlds[0].packets(segs))[0].Net.TCP
		if r.SynAck != 10_000 || r.AckDat != 10_000 {
			t.Errorf("synack %d, ackdat %d us, want 10000, 10000", r.SynAck, r.AckDat)
		}
	}
}

// TestDirectionOfOrders: in each of the 120 orders of the first five packets
// who sent the SYN is the source, and neither SYN nor SYN-ACK is counted as
// lost. Data may be, where it comes behind its acknowledgement.
func TestDirectionOfOrders(t *testing.T) {
	c := connection(100, 5000)
	var order func(done, rest []segment)
	n := 0
	order = func(done, rest []segment) {
		if len(rest) == 0 {
			n++
			segs := join(done, c[5:])
			for _, w := range worlds {
				rs := run(appConfig(), w.packets(segs))
				if len(rs) != 1 {
					t.Fatalf("%s, %v: %d records, want 1", w.name, done, len(rs))
				}
				r := &rs[0]
				m := &r.Metrics
				if r.Flow.SrcPort != 1000 || m.Src.Packets != 6 || m.Dst.Packets != 4 || m.Src.AppBytes != 10 || m.Dst.AppBytes != 20 {
					t.Errorf("%s, %v: %s", w.name, done, row(r))
				}
				most := uint32(0) // data behind its acknowledgement looks like data sent again
				if slices.Index(done, c[4]) < slices.Index(done, c[3]) {
					most = 1
				}
				if r.Net.TCP.Src.Retrans > most || r.Net.TCP.Dst.Retrans != 0 {
					t.Errorf("%s, %v: %s; want loss of at most %d/0", w.name, done, row(r), most)
				}
			}
			return
		}
		for i := range rest {
			order(join(done, rest[i:i+1]), join(rest[:i], rest[i+1:]))
		}
	}
	order(nil, c[:5])
	if n != 120 {
		t.Fatalf("%d orders, want 120", n)
	}
}

// TestFirstPacketNotSYN: packets before the handshake.
func TestFirstPacketNotSYN(t *testing.T) {
	c := connection(100, 5000)
	const state = " fin wait 2: SYN SYNACK EST FIN FINACK"
	play(t, "old ACK of the client", join([]segment{client("A", 77, 88, 0)}, c), "START client 7/4 app 10/20 loss 0/0 time 0-100"+state)
	play(t, "old data of the client", join([]segment{client("A", 77, 88, 5)}, c), "START client 7/4 app 15/20 loss 0/0 time 0-100"+state)
	play(t, "old ACK of the server", join([]segment{server("A", 77, 88, 0)}, c), "START client 6/5 app 10/20 loss 0/0 time 0-100"+state)
	play(t, "old data of the server", join([]segment{server("PA", 77, 88, 5)}, c), "START client 6/5 app 10/25 loss 0/0 time 0-100"+state)
	play(t, "SYN-ACK, SYN", join(c[1:2], c[:1], c[2:]), "START client 6/4 app 10/20 loss 0/0 time 0-90"+state)
	play(t, "ACK, SYN-ACK, no SYN", join(c[2:3], c[1:2], c[3:]), "START client 5/4 app 10/20 loss 0/0 time 0-80 fin wait 2: SYNACK EST FIN FINACK")
	play(t, "old ACK reported before", []segment{server("A", 77, 88, 0), client("S", 100, 0, 0).when(6 * time.Second), server("SA", 5000, 101, 0).when(6010 * ms)},
		"START server 1/0 app 0/0 loss 0/0 time 0-0 established: EST",
		"STATUS client 1/1 app 0/0 loss 0/0 time 6000-6010 syn received: SYN SYNACK EST")
	// The handshake after an old packet is measured as any other: 10 ms each.
	r := run(appConfig(), worlds[0].packets(join([]segment{client("A", 77, 88, 0)}, c)))[0].Net.TCP
	if r.SynAck != 10_000 || r.AckDat != 10_000 || r.Src.SeqBase != 100 || r.Src.Seq != 111 {
		t.Errorf("synack %d, ackdat %d us, numbers %d to %d; want 10000, 10000, 100 to 111", r.SynAck, r.AckDat, r.Src.SeqBase, r.Src.Seq)
	}
	// Who sent the SYN-ACK is told by the status of its side, so that readers can
	// know a missed SYN: in the second case it is the destination.
	r = run(appConfig(), worlds[0].packets(join(c[2:3], c[1:2], c[3:])))[0].Net.TCP
	if got := statusText(r.Dst.Status); got != "SYNACK FIN FINACK" {
		t.Errorf("the destination's status is %s, want SYNACK FIN FINACK", got)
	}
}

// TestAnswerWithoutSYN: who sends a SYN-ACK was asked, and is the destination.
// The key says that this is final, so that clients of release 3.0.8 do not
// exchange the sides of IPv4 flows.
func TestAnswerWithoutSYN(t *testing.T) {
	c := connection(100, 5000)
	play(t, "no SYN", c[1:], "START client 5/4 app 10/20 loss 0/0 time 0-80 fin wait 2: SYNACK EST FIN FINACK")
	play(t, "the answer only", c[1:2], "START client 0/1 app 0/0 loss 0/0 time 0-0 syn received: SYNACK")
	play(t, "the answer twice", join(c[1:2], c[1:2]), "START client 0/2 app 0/0 loss 0/1 time 0-10 syn received: SYNACK dstRetrans")
	play(t, "an old ACK of the server before", join([]segment{server("A", 5001, 101, 0)}, c[1:3]),
		"START client 1/2 app 0/0 loss 0/0 time 0-20 established: SYNACK EST")
	play(t, "answers of both", []segment{server("SA", 5000, 101, 0), client("SA", 100, 5001, 0)},
		"START client 1/1 app 0/0 loss 0/0 time 0-10 syn received: SYNACK")
	for _, tt := range []struct {
		name            string
		segs            []segment
		compat, decided bool
		port            uint16 // of the source
	}{
		{"no SYN", c[1:], false, true, 1000},
		{"ACK, SYN-ACK", join(c[2:3], c[1:2]), false, true, 1000},
		{"SYN", c, false, false, 1000},
		{"neither", c[2:], false, false, 1000},
		{"release 3.0.8", c[1:], true, false, 80},
	} {
		cfg := appConfig()
		cfg.Compat = tt.compat
		for _, w := range worlds {
			f := &run(cfg, w.packets(tt.segs))[0].Flow
			if f.Decided != tt.decided || f.SrcPort != tt.port {
				t.Errorf("%s, %s: decided %v, source port %d; want %v, %d", tt.name, w.name, f.Decided, f.SrcPort, tt.decided, tt.port)
			}
		}
	}
}

// TestSimultaneousOpen: RFC 9293, section 3.5, figure 7.
func TestSimultaneousOpen(t *testing.T) {
	a, b := client("S", 100, 0, 0), server("S", 5000, 0, 0)
	aa, ba := client("SA", 100, 5001, 0), server("SA", 5000, 101, 0)
	data, ack := client("A", 101, 5001, 10), server("A", 5001, 111, 0)
	const want = "START client 3/3 app 10/0 loss 0/0 time 0-50 established: SYN SYNACK EST"
	play(t, "as in the figure", []segment{a, b, aa, ba, data, ack}, want)
	play(t, "SYN-ACKs in the other order", []segment{a, b, ba, aa, data, ack}, want)
	play(t, "the other side first", exchanged([]segment{a, b, aa, ba, data, ack}), strings.Replace(want, "client", "server", 1))
	play(t, "ACKs behind", []segment{a, b, aa, ba, client("A", 101, 5001, 0), server("A", 5001, 101, 0)},
		"START client 3/3 app 0/0 loss 0/0 time 0-50 established: SYN SYNACK EST")
	play(t, "a SYN repeated", []segment{a, b, b, aa, ba, data, ack},
		"START client 3/4 app 10/0 loss 0/1 time 0-60 established: SYN SYNACK EST dstRetrans")
	play(t, "a SYN-ACK repeated", []segment{a, b, aa, ba, aa, data, ack},
		"START client 4/3 app 10/0 loss 1/0 time 0-60 established: SYN SYNACK EST srcRetrans")
	play(t, "a SYN-ACK repeated later", []segment{a, b, aa, ba, data, ba, ack},
		"START client 3/4 app 10/0 loss 0/1 time 0-60 established: SYN SYNACK EST dstRetrans")
}

// TestUnidirectionalReuse: without merging each direction has its own
// connections.
func TestUnidirectionalReuse(t *testing.T) {
	cfg := appConfig()
	cfg.Unidirectional = true
	for _, w := range worlds {
		var got []string
		for _, r := range run(cfg, w.packets(join(connection(100, 5000), connection(900, 7000)))) {
			got = append(got, fmt.Sprint(causeNames[r.Cause], r.Flow.SrcPort, r.Metrics.Src.Packets, r.Metrics.Dst.Packets))
		}
		// The server's second SYN-ACK opens nothing: its packets stay in one record.
		slices.Sort(got)
		want := []string{"START1000 6 0", "START80 8 0", "STOP1000 6 0"}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", w.name, got, want)
		}
	}
}

// TestRepeatedSYNOfDestination: in a simultaneous open (RFC 9293, section 3.5)
// both sides send a SYN. Either one that comes again has the number it had, and
// begins no other connection, also behind FINs.
func TestRepeatedSYNOfDestination(t *testing.T) {
	both := []segment{client("S", 100, 0, 0), server("S", 5000, 0, 0), client("SA", 100, 5001, 0), server("SA", 5000, 101, 0)}
	end := []segment{client("FA", 101, 5001, 0), server("FA", 5001, 102, 0), client("A", 102, 5002, 0)}
	for _, again := range []segment{client("S", 100, 0, 0), server("S", 5000, 0, 0)} {
		ps := worlds[0].packets(join(both, end, []segment{again}))
		rs := run(appConfig(), ps)
		if len(rs) != 1 || rs[0].Metrics.Src.Packets+rs[0].Metrics.Dst.Packets != uint64(len(ps)) {
			t.Errorf("SYN %d again: %d records, want 1 of %d packets", again.seq, len(rs), len(ps))
		}
	}
}
