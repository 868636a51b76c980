// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// brief describes a record by cause, source port, packets, and start and end in
// milliseconds.
func brief(r *record.Record) string {
	return fmt.Sprintf("%s %d %d/%d %d-%d", causeNames[r.Cause], r.Flow.SrcPort, r.Metrics.Src.Packets, r.Metrics.Dst.Packets,
		(r.Time.Start-t0)/1e6, (r.Time.End-t0)/1e6)
}

// A script gives an engine packets and other events, and collects its records.
type script struct {
	*flow.Engine
	rows []string
}

func newScript(cfg flow.Config) *script {
	s := &script{}
	s.Engine = flow.New(cfg, func(r *record.Record) { s.rows = append(s.rows, brief(r)) })
	return s
}

func (s *script) packets(ps ...packet.Packet) {
	for i := range ps {
		s.Packet(&ps[i])
	}
}

// expect compares the records since the last call.
func (s *script) expect(t *testing.T, when string, want ...string) {
	t.Helper()
	if !slices.Equal(s.rows, want) {
		t.Errorf("%s:\ngot  %s\nwant %s", when, strings.Join(s.rows, "\n     "), strings.Join(want, "\n     "))
	}
	s.rows = nil
}

// up and down are datagrams between ports 1111 and 2222 of hosts A and B; other
// is one of another flow.
func up(at time.Duration) packet.Packet    { return udp(at, hostA, hostB, 1111, 2222) }
func down(at time.Duration) packet.Packet  { return udp(at, hostB, hostA, 2222, 1111) }
func other(at time.Duration) packet.Packet { return udp(at, hostA+8, hostB+8, 9, 10) }

const sec = time.Second

// kinds are flows of each kind of timeout. The default interval is 5 s, so that
// a flow of one packet at 0 is over 5 s plus the timeout later.
var kinds = []struct {
	name    string
	timeout time.Duration
	change  func(*packet.Packet)
}{
	{"UDP", 30 * sec, func(*packet.Packet) {}},
	{"UDP over IPv6", 30 * sec, func(p *packet.Packet) { p.Kind, p.Src6, p.Dst6 = packet.KindIPv6, v6(byte(p.Src4)), v6(byte(p.Dst4)) }},
	{"UDP with VLAN", 30 * sec, func(p *packet.Packet) { p.HasVLAN, p.VLAN = true, 9 }},
	{"other IP", 30 * sec, func(p *packet.Packet) { p.Proto, p.HasPorts = 47, false }},
	{"TCP", 60 * sec, func(p *packet.Packet) {
		p.Proto, p.HasTCP, p.TCPFlags, p.Window = packet.ProtoTCP, true, packet.FlagACK, 9
	}},
	{"IGMP", 30 * sec, func(p *packet.Packet) { p.Proto, p.HasPorts, p.Group = packet.ProtoIGMP, false, 0xe0000001 }},
	{"ICMP", 5 * sec, func(p *packet.Packet) { p.Proto, p.HasPorts, p.ICMPType = packet.ProtoICMP, false, 13 }},
	{"ICMPv6", 5 * sec, func(p *packet.Packet) {
		p.Kind, p.Src6, p.Dst6, p.Proto, p.HasPorts, p.ICMPType = packet.KindIPv6, v6(1), v6(2), packet.ProtoICMPv6, false, 128
	}},
	{"ICMP's number over IPv6", 30 * sec, func(p *packet.Packet) {
		p.Kind, p.Src6, p.Dst6, p.Proto, p.HasPorts = packet.KindIPv6, v6(1), v6(2), packet.ProtoICMP, false
	}},
	{"ICMPv6's number over IPv4", 30 * sec, func(p *packet.Packet) { p.Proto, p.HasPorts = packet.ProtoICMPv6, false }},
	{"later fragments over IPv6", 30 * sec, func(p *packet.Packet) { // of one datagram: its deadline is 60 s
		p.Kind, p.Src6, p.Dst6, p.Proto, p.HasPorts = packet.KindIPv6, v6(1), v6(2), packet.ProtoTCP, false
		p.HasFrag, p.FragProto, p.FragOff, p.MoreFrags = true, packet.ProtoTCP, 80, true
	}},
	{"ARP", 5 * sec, func(p *packet.Packet) { p.Kind, p.ARP = packet.KindARP, packet.ARP{Op: 1, HLen: 6, PLen: 4} }},
	{"RARP", 5 * sec, func(p *packet.Packet) { p.Kind, p.ARP = packet.KindRARP, packet.ARP{Op: 3, HLen: 6, PLen: 4} }},
	{"ARP that is none", 5 * sec, func(p *packet.Packet) { p.Kind, p.Ether.KeyType = packet.KindMAC, 0x0806 }},
	{"Ethernet", 30 * sec, func(p *packet.Packet) { p.Kind, p.Ether.KeyType = packet.KindMAC, 0x88cc }},
	{"802.11", 30 * sec, func(p *packet.Packet) { p.Kind = packet.KindWLAN }},
}

// TestIdleTimeout: a flow that was idle for its timeout after the end of its
// interval is over, whether other packets came in between or not. One
// nanosecond before, it goes on.
func TestIdleTimeout(t *testing.T) {
	for _, k := range kinds {
		for _, busy := range []bool{false, true} {
			for _, tt := range []struct {
				at   time.Duration
				want record.Cause
			}{{5*sec + k.timeout - 1, record.CauseStatus}, {5*sec + k.timeout, record.CauseStart}, {86400 * sec, record.CauseStart}} {
				first, second := up(0), up(tt.at)
				k.change(&first)
				k.change(&second)
				ps := []packet.Packet{first}
				if busy {
					for at := time.Duration(0); at < 5*sec+k.timeout; at += 100 * ms {
						ps = append(ps, other(at))
					}
				}
				var causes []record.Cause
				for _, r := range run(flow.DefaultConfig(), append(ps, second)) {
					if r.Flow.SrcPort != 9 {
						causes = append(causes, r.Cause)
					}
				}
				if !slices.Equal(causes, []record.Cause{record.CauseStart, tt.want}) {
					t.Errorf("%s, again after %v, other packets: %t: causes %#x, want START and %#x", k.name, tt.at, busy, causes, tt.want)
				}
			}
		}
	}
}

// TestIdleDirection: who speaks first after a flow is over is the source of the
// next one.
func TestIdleDirection(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.packets(up(0), down(86400*sec))
	s.Flush()
	s.expect(t, "after a day", "START 1111 1/0 0-0", "START 2222 1/0 86400000-86400000")
	s = newScript(flow.DefaultConfig())
	s.packets(up(0), down(34*sec))
	s.Flush()
	s.expect(t, "within the timeout", "START 1111 1/0 0-0", "STATUS 1111 0/1 34000-34000")
}

// TestConfiguredTimeouts: the times are those of the settings; 0 forgets a flow
// with its report.
func TestConfiguredTimeouts(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.Timeouts = flow.Timeouts{IP: 2 * sec, TCP: 3 * sec, ICMP: 4 * sec, IGMP: 6 * sec, ARP: 7 * sec, Other: 8 * sec}
	want := map[string]time.Duration{
		"TCP": 3 * sec, "ICMP": 4 * sec, "ICMPv6": 4 * sec, "IGMP": 6 * sec, "ARP": 7 * sec, "RARP": 7 * sec,
		"ARP that is none": 7 * sec, "Ethernet": 8 * sec, "802.11": 8 * sec,
	}
	for _, k := range kinds {
		d, ok := want[k.name]
		if !ok {
			d = 2 * sec
		}
		for _, tt := range []struct {
			at    time.Duration
			flows uint64
		}{{5*sec + d - 1, 1}, {5*sec + d, 2}} {
			e := flow.New(cfg, func(*record.Record) {})
			first, second := up(0), up(tt.at)
			k.change(&first)
			k.change(&second)
			e.Packet(&first)
			e.Packet(&second)
			if got := e.Stats().Flows; got != tt.flows {
				t.Errorf("%s: %d flows after %v, want %d", k.name, got, tt.at, tt.flows)
			}
		}
	}
	cfg.Timeouts = flow.Timeouts{}
	s := newScript(cfg)
	s.packets(up(0), up(5*sec))
	if got := s.Stats(); got.Flows != 2 || got.Active != 1 {
		t.Errorf("no timeout: %d flows, %d active; want 2, 1", got.Flows, got.Active)
	}
	s.Flush()
	s.expect(t, "no timeout", "START 1111 1/0 0-0", "START 1111 1/0 5000-5000")
}

// TestInterval: an interval is [t, t+S) from the flow's first packet on; the
// packet at t+S begins the next one.
func TestInterval(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.packets(up(0), up(5*sec-1))
	s.expect(t, "one nanosecond before")
	s.packets(up(5 * sec))
	s.expect(t, "at the interval", "START 1111 2/0 0-4999")
	s.Flush()
	s.expect(t, "at the end", "STATUS 1111 1/0 5000-5000")
	s.Flush()
	s.expect(t, "nothing is left")

	cfg := flow.DefaultConfig()
	cfg.StatusInterval = 0
	s = newScript(cfg)
	s.packets(up(0))
	s.expect(t, "interval 0, the first packet", "START 1111 1/0 0-0")
	s.packets(other(0))
	s.Advance(t0 + 1)
	s.expect(t, "interval 0, clock", "START 9 1/0 0-0")
	s = newScript(cfg)
	s.packets(up(0), up(1), down(2))
	s.expect(t, "interval 0", "START 1111 1/0 0-0", "STATUS 1111 1/0 0-0")
	s.Flush()
	s.expect(t, "interval 0, at the end", "STATUS 1111 0/1 0-0")

	cfg.StatusInterval = -1
	s = newScript(cfg)
	s.packets(up(0), other(3600*sec), up(7200*sec))
	s.expect(t, "no reports")
	s.Flush()
	s.expect(t, "no reports, at the end", "START 1111 2/0 0-7200000", "START 9 1/0 3600000-3600000")
}

// TestTicks: flows that are due are reported with the first packet that is at
// the tick or behind it; ticks are 0.5 s apart.
func TestTicks(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.packets(up(0), other(4600*ms)) // ticks at 0 and at 4.6 s: the next at 5.1 s
	s.packets(other(5100*ms - 1))
	s.expect(t, "before the tick")
	s.packets(other(5100 * ms))
	s.expect(t, "at the tick", "START 1111 1/0 0-0")

	cfg := flow.DefaultConfig()
	cfg.Compat = true // 0.2 s; a tick that is late by no more keeps the rhythm
	s = newScript(cfg)
	s.packets(up(0), other(4900*ms)) // late by 4.7 s: the next at 5.1 s
	s.packets(other(5100*ms - 1))
	s.expect(t, "compat, before the tick")
	s.packets(other(5150 * ms)) // 0.05 s late: the next at 5.3 s
	s.expect(t, "compat, at the tick", "START 1111 1/0 0-0")
	s = newScript(cfg)
	s.packets(up(0), down(100*ms), other(200*ms)) // ticks at 0 and 0.2 s
	s.packets(other(5300 * ms))
	s.expect(t, "compat, all that are due", "START 1111 1/1 0-100", "START 9 1/0 200-200")
}

// TestIdleCompat: release 3.0.8 counts the idle time from the report, and
// forgets flows only after the packet that moves the clock.
func TestIdleCompat(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.Compat = true
	s := newScript(cfg)
	s.packets(up(0), down(86400*sec))
	s.Flush()
	s.expect(t, "no other packet", "START 1111 1/0 0-0", "STATUS 1111 0/1 86400000-86400000")
	s = newScript(cfg)
	s.packets(up(0), other(20*sec), other(50*sec-1), up(50*sec-1))
	s.Flush()
	s.expect(t, "within the timeout after the report", "START 1111 1/0 0-0", "START 9 1/0 20000-20000",
		"STATUS 9 1/0 49999-49999", "STATUS 1111 1/0 49999-49999")
	s = newScript(cfg)
	s.packets(up(0), other(20*sec), other(50*sec), up(50*sec))
	s.Flush()
	s.expect(t, "at the timeout", "START 1111 1/0 0-0", "START 9 1/0 20000-20000",
		"STATUS 9 1/0 50000-50000", "START 1111 1/0 50000-50000")
}

// TestAdvance: the clock moves without packets.
func TestAdvance(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.Advance(t0) // nothing is known yet
	s.packets(up(0), down(2*sec), other(3*sec))
	s.Advance(t0 + int64(5*sec) - 1)
	s.expect(t, "one nanosecond before")
	s.Advance(t0 + int64(5*sec))
	s.expect(t, "when its time has come", "START 1111 1/1 0-2000")
	s.Advance(t0 + int64(5*sec))
	s.expect(t, "again")
	s.Advance(t0 + int64(8*sec))
	s.expect(t, "the other flow", "START 9 1/0 3000-3000")
	if got := s.Stats().Active; got != 2 {
		t.Errorf("%d flows are remembered, want 2", got)
	}
	s.Advance(t0 + int64(35*sec) - 1)
	if got := s.Stats().Active; got != 2 {
		t.Errorf("one nanosecond before the timeout: %d flows, want 2", got)
	}
	s.Advance(t0 + int64(35*sec))
	if got := s.Stats().Active; got != 1 {
		t.Errorf("at the timeout: %d flows, want 1", got)
	}
	// A packet before the clock is counted with its own time, and the flow is
	// due an interval behind that.
	s.packets(up(34 * sec))
	s.Advance(t0 + int64(39*sec) - 1)
	s.expect(t, "a packet before the clock")
	s.Advance(t0 + int64(39*sec))
	s.expect(t, "an interval later", "START 1111 1/0 34000-34000")
	s.Flush()
	s.expect(t, "nothing is left")
}

// TestAdvanceBack: times that are not behind the clock change nothing, neither
// before the first packet nor after.
func TestAdvanceBack(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.Advance(t0 + int64(100*sec))
	s.packets(up(0), other(6*sec))
	s.expect(t, "Advance before the first packet", "START 1111 1/0 0-0")
	s = newScript(flow.DefaultConfig())
	s.packets(up(0), other(4600*ms)) // the next tick is at 5.1 s
	s.Advance(t0 + int64(4500*ms))   // else it were at 5 s
	s.packets(other(5050 * ms))
	s.expect(t, "Advance to a time before the clock")
	s.packets(other(5100 * ms))
	s.expect(t, "at the tick", "START 1111 1/0 0-0")
}

// TestFirstFragmentOnly: only a datagram of which more fragments come waits for
// them; an atomic fragment (RFC 6946) is whole.
func TestFirstFragmentOnly(t *testing.T) {
	for _, tt := range []struct {
		more   bool
		active int
	}{{false, 1}, {true, 2}} {
		p := up(0)
		p.Kind, p.Src6, p.Dst6, p.HasFrag, p.MoreFrags, p.FragID, p.TransportLen = packet.KindIPv6, v6(1), v6(2), true, tt.more, 7, 40
		e := flow.New(flow.DefaultConfig(), func(*record.Record) {})
		e.Packet(&p)
		if got := e.Stats().Active; got != tt.active {
			t.Errorf("more fragments %t: %d flows, want %d", tt.more, got, tt.active)
		}
	}
}

// TestAdvanceLikePackets: records are the same whether the clock is moved by
// packets of others or by Advance.
func TestAdvanceLikePackets(t *testing.T) {
	var rows [2][]string
	for i := range rows {
		s := newScript(flow.DefaultConfig())
		for at := time.Duration(0); at < 100*sec; at += 100 * ms {
			if at%(33*sec) == 0 {
				s.packets(up(at))
			}
			if i == 0 {
				s.packets(other(at))
			} else {
				s.Advance(t0 + int64(at))
			}
		}
		s.Flush()
		for _, r := range s.rows {
			if strings.Contains(r, " 1111 ") {
				rows[i] = append(rows[i], r)
			}
		}
	}
	want := []string{"START 1111 1/0 0-0", "STATUS 1111 1/0 33000-33000", "STATUS 1111 1/0 66000-66000", "STATUS 1111 1/0 99000-99000"}
	if !slices.Equal(rows[0], want) || !slices.Equal(rows[1], want) {
		t.Errorf("moved by packets %q, by Advance %q, want %q", rows[0], rows[1], want)
	}
}

// TestClockGoesBack: a flow is reported when its own interval is over, also
// where flows before it in the queue are not due because the clock went back.
func TestClockGoesBack(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.packets(other(100*sec), up(10*sec), up(16*sec))
	s.expect(t, "the flow before is not due", "START 1111 1/0 10000-10000")
	s.packets(up(80 * sec))
	s.expect(t, "idle for its timeout", "STATUS 1111 1/0 16000-16000")
	s.Flush()
	s.expect(t, "the rest", "START 9 1/0 100000-100000", "START 1111 1/0 80000-80000")
	cfg := flow.DefaultConfig()
	cfg.Compat = true
	s = newScript(cfg)
	s.packets(other(100*sec), up(10*sec), up(16*sec))
	s.Flush()
	s.expect(t, "compat: the interval goes on", "START 9 1/0 100000-100000", "START 1111 2/0 10000-16000")
}

// TestStartRecords: a record after the first packet of each flow.
func TestStartRecords(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.StartRecords = true
	s := newScript(cfg)
	s.packets(up(0))
	s.expect(t, "the first packet", "START 1111 1/0 0-0")
	s.packets(up(1*sec), down(2*sec))
	s.expect(t, "more packets")
	s.packets(other(6 * sec))
	s.expect(t, "the interval", "START 9 1/0 6000-6000", "STATUS 1111 1/1 1000-2000")
}

// TestShutdown: idle flows first, which have nothing to report, then the
// others, oldest first; all are forgotten.
func TestShutdown(t *testing.T) {
	s := newScript(flow.DefaultConfig())
	s.packets(up(0), other(6*sec), down(7*sec), udp(7*sec, hostA, hostB, 3, 4))
	s.expect(t, "before", "START 1111 1/0 0-0")
	s.Shutdown()
	s.expect(t, "at the end", "SHUTDOWN 9 1/0 6000-6000", "SHUTDOWN 1111 0/1 7000-7000", "SHUTDOWN 3 1/0 7000-7000")
	if got := s.Stats(); got.Active != 0 || got.Records != 4 || got.Packets != 4 || got.Bytes != 240 || got.Flows != 3 || got.Early != 0 {
		t.Errorf("stats %+v, want no active flow, 4 records, 4 packets, 240 bytes, 3 flows, none early", got)
	}
	s.Close()
	if got := s.Stats().Active; got != 0 {
		t.Errorf("closed: %d flows, want 0", got)
	}
}

// TestEvict: in a full table the flow that was idle longest goes; where none is
// idle the one that waits longest for its report is reported.
func TestEvict(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.MaxFlows = 3
	icmp := func(at time.Duration) packet.Packet {
		p := up(at)
		p.Proto, p.HasPorts, p.ICMPType = packet.ProtoICMP, false, 13
		return p
	}
	port := func(n uint16, at time.Duration) packet.Packet { return udp(at, hostA, hostB, n, 7) }
	s := newScript(cfg)
	s.packets(port(1, 0), port(2, sec), port(3, 2*sec), port(4, 3*sec))
	s.expect(t, "none is idle", "START 1 1/0 0-0")
	if got := s.Stats(); got.Early != 1 || got.Active != 3 {
		t.Errorf("%d early, %d active; want 1, 3", got.Early, got.Active)
	}
	s = newScript(cfg)
	s.packets(port(1, 0), icmp(sec), port(2, 6*sec)) // the first two are reported
	s.expect(t, "two are idle", "START 1 1/0 0-0", "START 0 1/0 1000-1000")
	s.packets(port(3, 7*sec), port(1, 8*sec))
	s.Flush()
	// Flow 1 was idle since 5 s, the ICMP flow since 6 s: 1 went, and begins again
	// in the place of the ICMP flow.
	s.expect(t, "the one idle longest goes", "START 2 1/0 6000-6000", "START 3 1/0 7000-7000", "START 1 1/0 8000-8000")
	if got := s.Stats(); got.Early != 2 || got.Active != 3 || got.Flows != 5 {
		t.Errorf("%d early, %d active, %d flows; want 2, 3, 5", got.Early, got.Active, got.Flows)
	}
}

// TestManyFlows: flows are found again in a table that grew, and after others
// were forgotten: 20,000 flows, of which every third speaks again.
func TestManyFlows(t *testing.T) {
	const n = 20_000
	e := flow.New(flow.DefaultConfig(), func(*record.Record) {})
	send := func(i int, at time.Duration, v6 bool) {
		p := udp(at, hostA+uint32(i), hostB, 1000, 2000)
		if v6 {
			p.Kind = packet.KindIPv6
			p.Src6[14], p.Src6[15], p.Dst6[0] = byte(i>>8), byte(i), 1
		}
		e.Packet(&p)
	}
	for i := range n {
		send(i, 0, i%2 == 0)
	}
	if got := e.Stats(); got.Flows != n || got.Active != n {
		t.Fatalf("%d flows, %d active; want %d", got.Flows, got.Active, n)
	}
	for i := 0; i < n; i += 3 {
		send(i, 20*sec, i%2 == 0)
	}
	const again = (n + 2) / 3
	if got := e.Stats().Flows; got != n {
		t.Errorf("%d flows after packets of known ones, want %d", got, n)
	}
	e.Advance(t0 + int64(40*sec)) // forgets those that spoke once
	if got := e.Stats().Active; got != again {
		t.Errorf("%d flows remembered, want %d", got, again)
	}
	for i := range n {
		send(i, 41*sec, i%2 == 0)
	}
	if got := e.Stats(); got.Flows != 2*n-again || got.Active != n {
		t.Errorf("%d flows, %d active; want %d, %d", got.Flows, got.Active, 2*n-again, n)
	}
	e.Shutdown()
	if got := e.Stats(); got.Active != 0 || got.Records != 2*n+again {
		t.Errorf("%d active, %d records; want 0, %d", got.Active, got.Records, 2*n+again)
	}
	e.Close()
}
