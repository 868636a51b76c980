// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// only returns the one record of the packets.
func only(t *testing.T, cfg flow.Config, ps ...packet.Packet) record.Record {
	t.Helper()
	rs := run(cfg, ps)
	if len(rs) != 1 {
		t.Fatalf("%d records, want 1", len(rs))
	}
	return rs[0]
}

// TestCounters: packets, bytes and application bytes of both sides, which begin
// anew with each record.
func TestCounters(t *testing.T) {
	size := func(p packet.Packet, bytes, app uint32) packet.Packet {
		p.Bytes, p.AppBytes = bytes, app
		return p
	}
	ps := []packet.Packet{size(up(0), 100, 58), size(down(1), 1500, 1458), size(up(2), 60, 0), size(up(6*sec), 61, 7)}
	for _, app := range []bool{false, true} {
		cfg := flow.DefaultConfig()
		cfg.AppBytes = app
		rs := run(cfg, ps)
		want := []record.Metrics{
			{Src: record.Counter{Packets: 2, Bytes: 160, AppBytes: 58}, Dst: record.Counter{Packets: 1, Bytes: 1500, AppBytes: 1458}, HasApp: true},
			{Src: record.Counter{Packets: 1, Bytes: 61, AppBytes: 7}, HasApp: true},
		}
		if !app {
			for i := range want {
				want[i].HasApp, want[i].Src.AppBytes, want[i].Dst.AppBytes = false, 0, 0
			}
		}
		if len(rs) != 2 || rs[0].Metrics != want[0] || rs[1].Metrics != want[1] {
			t.Errorf("application bytes %t: got %+v, want %+v", app, rs, want)
		}
	}
}

// TestSequenceNumbers: each record has its own number; release 3.0.8 repeats
// that of the flow.
func TestSequenceNumbers(t *testing.T) {
	ps := []packet.Packet{up(0), other(1 * sec), up(6 * sec), other(6 * sec), up(12 * sec)}
	for _, tt := range []struct {
		compat bool
		want   []uint32
	}{{false, []uint32{1, 2, 3, 4, 5}}, {true, []uint32{1, 2, 1, 2, 1}}} {
		cfg := flow.DefaultConfig()
		cfg.Compat = tt.compat
		cfg.Source = record.SourceID{}
		var got []uint32
		for _, r := range run(cfg, ps) {
			got = append(got, r.Transport.Seq)
			if !r.Transport.HasSeq || !r.Transport.HasSrc || r.Type != record.TypeFAR {
				t.Errorf("transport %+v, type %v; want source and sequence of a flow record", r.Transport, r.Type)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("compat %t: %d, want %d", tt.compat, got, tt.want)
		}
	}
}

// TestSizes: smallest and largest packet of each side, at most 65535, and the
// histogram: bin floor(log2(bytes - 40)) - 4 within 0 to 7, the fullest at 15.
func TestSizes(t *testing.T) {
	size := func(p packet.Packet, n uint32) packet.Packet {
		p.Bytes = n
		return p
	}
	cfg := flow.DefaultConfig()
	cfg.Sizes = true
	ps := []packet.Packet{size(up(0), 60), size(up(1), 1500), size(up(2), 59), size(down(3), 70000), size(down(4), 99)}
	r := only(t, cfg, ps...)
	if want := (record.Sizes{HasSrc: true, HasDst: true, SrcMin: 59, SrcMax: 1500, DstMin: 99, DstMax: 65535}); r.Sizes != want || !r.Has(record.PartSizes) {
		t.Errorf("got %+v, want %+v", r.Sizes, want)
	}
	r = only(t, cfg, size(down(0), 80))
	if want := (record.Sizes{HasSrc: true, SrcMin: 80, SrcMax: 80}); r.Sizes != want {
		t.Errorf("one packet: got %+v, want %+v", r.Sizes, want)
	}
	rs := run(cfg, []packet.Packet{size(up(0), 900), size(up(6*sec), 80)})
	if rs[1].Sizes.SrcMin != 80 || rs[1].Sizes.SrcMax != 80 {
		t.Errorf("second record: %+v, want 80 and 80", rs[1].Sizes)
	}
	if r = only(t, flow.DefaultConfig(), ps...); r.Has(record.PartSizes) {
		t.Error("sizes although they are not asked for")
	}

	cfg.SizeHist = true
	for _, tt := range []struct {
		bytes uint32
		bin   int
	}{
		// 40 + 2^5 is the first of bin 1, 40 + 2^11 that of bin 7.
		{0, 0}, {40, 0}, {71, 0}, {72, 1}, {103, 1}, {104, 2}, {167, 2}, {168, 3}, {296, 4}, {552, 5}, {1064, 6}, {2087, 6}, {2088, 7}, {1 << 20, 7},
	} {
		var want [8]uint8
		want[tt.bin] = 15
		if r := only(t, cfg, size(up(0), tt.bytes)); r.Sizes.SrcHist != want || !r.Sizes.HasHist || r.Sizes.DstHist != [8]uint8{} {
			t.Errorf("%d bytes: %+v, want bin %d", tt.bytes, r.Sizes, tt.bin)
		}
	}
	// 4, 3 and 1 packets: 15, 15*3/4 = 11.25 and 15/4 = 3.75, rounded.
	ps = nil
	for i, n := range []uint32{60, 60, 60, 60, 90, 90, 90, 5000} {
		ps = append(ps, size(up(time.Duration(i)), n))
	}
	if r := only(t, cfg, ps...); r.Sizes.SrcHist != [8]uint8{15, 11, 0, 0, 0, 0, 0, 4} {
		t.Errorf("histogram %d, want 15 11 0 0 0 0 0 4", r.Sizes.SrcHist)
	}
}

// TestJitter: times between packets of one direction. Those of 2 status
// intervals and more do not count, nor those of packets that are not later.
func TestJitter(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.Jitter = true
	cfg.StatusInterval = 3600 * sec
	r := only(t, cfg, up(0), up(1*ms), down(2*ms), up(4*ms), up(10*ms), down(3*ms), down(3*ms), down(2*ms), down(2500*time.Microsecond))
	// Source: 1, 3 and 6 ms: mean 10/3 ms; mean square (1+9+36)/3 = 15.33 ms^2,
	// deviation sqrt(15.33 - 11.11) = 2.0548 ms. Destination: 1 ms, 0 and less
	// than 0, which do not count, then 0.5 ms.
	src, dst := r.Jitter.SrcActive, r.Jitter.DstActive
	if src.N != 3 || src.Min != 1000 || src.Max != 6000 || math.Abs(float64(src.Mean)-10000.0/3) > 0.001 || math.Abs(float64(src.StdDev)-2054.8047) > 0.01 {
		t.Errorf("source %+v", src)
	}
	if dst.N != 2 || dst.Min != 500 || dst.Max != 1000 || dst.Mean != 750 || math.Abs(float64(dst.StdDev)-250) > 0.001 {
		t.Errorf("destination %+v", dst)
	}
	if r.Jitter.Has != 1|4 || !r.Has(record.PartJitter) {
		t.Errorf("parts %#x, want source and destination active", r.Jitter.Has)
	}
	if r := only(t, cfg, up(0), down(1)); r.Has(record.PartJitter) {
		t.Error("one packet each has times between packets")
	}
	if r := only(t, cfg, up(0), up(1500)); r.Jitter.SrcActive != (record.JitterStats{N: 1, Min: 1.5, Mean: 1.5, Max: 1.5}) {
		t.Errorf("one time: %+v, want 1.5 us and no deviation", r.Jitter.SrcActive)
	}
	// 2^24 + 1 ns, which single precision does not hold, spread by nothing.
	if r := only(t, cfg, up(0), up(1<<24+1)); r.Jitter.SrcActive.StdDev != 0 {
		t.Errorf("deviation of one time: %v", r.Jitter.SrcActive.StdDev)
	}
	cfg.Compat = true // whole microseconds: from 0 to 2 of them
	if r := only(t, cfg, up(900), up(2100)); r.Jitter.SrcActive != (record.JitterStats{N: 1, Min: 2, Mean: 2, Max: 2}) {
		t.Errorf("compat: %+v, want 2 us", r.Jitter.SrcActive)
	}
	cfg.Compat, cfg.StatusInterval = false, 5*sec
	// 10 s less 1 ns counts, 10 s do not, 1 ms and 1 ns do.
	rs := run(cfg, []packet.Packet{up(0), up(10*sec - 1), up(20*sec - 1), up(20*sec + ms)})
	if len(rs) != 3 || rs[1].Jitter.SrcActive.N != 1 || rs[2].Jitter.Has != 1 || rs[2].Jitter.SrcActive.N != 1 || rs[2].Jitter.SrcActive.Max != float32(1000.001) {
		t.Errorf("two intervals: %d records, %+v, %+v", len(rs), rs[1].Jitter, rs[2].Jitter)
	}
}

// TestJitterTCP: the times of TCP packets are idle where there is no data, the
// first data behind an acknowledgement, or a retransmission.
func TestJitterTCP(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.Jitter = true
	ps := worlds[0].packets([]segment{
		client("S", 100, 0, 0), server("SA", 5000, 101, 0),
		client("A", 101, 5001, 0),   // idle: 20 ms
		client("A", 101, 5001, 10),  // idle: nothing in flight
		client("A", 111, 5001, 10),  // active: 10 ms
		client("A", 101, 5001, 10),  // 10 ms, see below
		server("A", 5001, 121, 0),   // idle: 50 ms
		client("A", 101, 5001, 10),  // idle: sent again
		server("A", 5001, 121, 100), // idle: nothing in flight
	})
	r := only(t, cfg, ps...)
	j := r.Jitter
	if j.SrcActive.N+j.SrcIdle.N != 5 || j.SrcActive.N < 1 || j.SrcIdle.N < 3 {
		t.Errorf("source: %d active, %d idle; want 5 in all", j.SrcActive.N, j.SrcIdle.N)
	}
	if j.DstActive.N != 0 || j.DstIdle.N != 2 || j.DstIdle.Min != 20_000 || j.DstIdle.Max != 50_000 {
		t.Errorf("destination: %+v, want two idle of 20 and 50 ms", j)
	}
}

// TestUserData: up to the limit per direction and record, from the captured
// payload; Size tells the limit.
func TestUserData(t *testing.T) {
	with := func(p packet.Packet, s string) packet.Packet {
		p.Payload = []byte(s)
		return p
	}
	for _, limit := range []int{1, 4, 600} {
		cfg := flow.DefaultConfig()
		cfg.UserData = limit
		var src, dst []string
		e := flow.New(cfg, func(r *record.Record) {
			src, dst = append(src, string(r.SrcData.Data)), append(dst, string(r.DstData.Data))
			if !r.Has(record.PartSrcData) {
				src[len(src)-1] = "none"
			} else if int(r.SrcData.Size) != limit {
				t.Errorf("limit %d: size %d", limit, r.SrcData.Size)
			}
			if !r.Has(record.PartDstData) {
				dst[len(dst)-1] = "none"
			} else if int(r.DstData.Size) != limit {
				t.Errorf("limit %d: size %d", limit, r.DstData.Size)
			}
		})
		for _, p := range []packet.Packet{with(up(0), "ab"), with(down(1), ""), with(up(2), "cdefg"), with(up(3), "h"), with(down(6*sec), "xyz")} {
			e.Packet(&p)
		}
		e.Flush()
		cut := func(s string) string { return s[:min(limit, len(s))] }
		if want := []string{cut("abcdefgh"), "none"}; !slices.Equal(src, want) {
			t.Errorf("limit %d: source %q, want %q", limit, src, want)
		}
		if want := []string{"none", cut("xyz")}; !slices.Equal(dst, want) {
			t.Errorf("limit %d: destination %q, want %q", limit, dst, want)
		}
	}
}

// TestUserDataEcho: each echo request begins the data anew; of an ICMP message
// no more is kept than its application bytes.
func TestUserDataEcho(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.UserData = 10
	echo := func(typ uint8, s string, app uint32) packet.Packet {
		p := up(0)
		p.Proto, p.HasPorts, p.ICMPType, p.Payload, p.AppBytes = packet.ProtoICMP, false, typ, []byte(s), app
		return p
	}
	var got string
	e := flow.New(cfg, recordData(&got))
	for _, p := range []packet.Packet{echo(8, "first", 5), echo(8, "second", 4)} {
		e.Packet(&p)
	}
	e.Flush()
	if got != "seco" {
		t.Errorf("%q, want %q", got, "seco")
	}
	got = ""
	e = flow.New(cfg, recordData(&got))
	for _, p := range []packet.Packet{echo(13, "first", 5), echo(13, "second", 6)} {
		e.Packet(&p)
	}
	e.Flush()
	if got != "firstsecon" {
		t.Errorf("timestamps: %q, want %q", got, "firstsecon")
	}
}

// TestControlData: with FullControlData ARP, IS-IS, LCP and the control ports
// are kept whole, others up to the limit of user data.
func TestControlData(t *testing.T) {
	long := strings.Repeat("x", 70_000)
	for _, tt := range []struct {
		name   string
		change func(*packet.Packet)
		want   int
	}{
		{"UDP", func(*packet.Packet) {}, 3},
		{"source port", func(p *packet.Packet) { p.SrcPort = 6633 }, 65535},
		{"destination port", func(p *packet.Packet) { p.DstPort = 6633 }, 65535},
		{"port of another protocol", func(p *packet.Packet) { p.DstPort = 179 }, 3},
		{"port of that protocol", func(p *packet.Packet) { p.DstPort, p.Proto = 179, packet.ProtoTCP }, 65535},
		{"no ports", func(p *packet.Packet) { p.DstPort, p.HasPorts = 6633, false }, 3},
		{"IPv6", func(p *packet.Packet) { p.Kind, p.DstPort = packet.KindIPv6, 6633 }, 65535},
		{"ARP", func(p *packet.Packet) { p.Kind, p.ARP.Op = packet.KindARP, 1 }, 65535},
		{"RARP", func(p *packet.Packet) { p.Kind, p.ARP.Op = packet.KindRARP, 3 }, 65535},
		{"IS-IS", func(p *packet.Packet) { p.Kind = packet.KindISIS }, 65535},
		{"LCP", func(p *packet.Packet) { p.Kind = packet.KindLCP }, 65535},
		{"802.11", func(p *packet.Packet) { p.Kind = packet.KindWLAN }, 3},
	} {
		for _, full := range []bool{false, true} {
			cfg := flow.DefaultConfig()
			cfg.UserData, cfg.FullControlData = 3, full
			cfg.ControlPorts = []flow.ControlPort{{Port: 6633}, {Proto: packet.ProtoTCP, Port: 179}}
			p := up(0)
			p.Payload = []byte(long)
			tt.change(&p)
			var got string
			e := flow.New(cfg, recordData(&got))
			e.Packet(&p)
			e.Flush()
			want := tt.want
			if !full {
				want = 3
			}
			if len(got) != want {
				t.Errorf("%s, full %t: %d bytes, want %d", tt.name, full, len(got), want)
			}
		}
	}
}

// ethernet gives a packet link addresses that end in these bytes.
func ethernet(p packet.Packet, src, dst byte) packet.Packet {
	p.HasEther = true
	p.Ether = packet.Ether{Src: packet.MAC{2, 0, 0, 0, 0, src}, Dst: packet.MAC{2, 0, 0, 0, 0, dst}, Type: 0x0800, KeyType: 0x0800}
	return p
}

// TestMAC: the addresses of the first packet, and whether later ones of a side
// had others.
func TestMAC(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.MAC = true
	want := record.MAC{Src: [6]byte{2, 0, 0, 0, 0, 1}, Dst: [6]byte{2, 0, 0, 0, 0, 2}, EtherType: 0x0800}
	check := func(name string, cfg flow.Config, want record.MAC, ps ...packet.Packet) {
		t.Helper()
		if r := only(t, cfg, ps...); r.MAC != want || !r.Has(record.PartMAC) {
			t.Errorf("%s: got %+v, want %+v", name, r.MAC, want)
		}
	}
	a, b := func(at time.Duration) packet.Packet { return ethernet(up(at), 1, 2) }, func(at time.Duration) packet.Packet { return ethernet(down(at), 2, 1) }
	check("same addresses", cfg, want, a(0), b(1), a(2))
	changed := want
	changed.SrcChanged = true
	check("another source address", cfg, changed, a(0), b(1), ethernet(up(2), 3, 2))
	check("another destination address", cfg, changed, a(0), b(1), ethernet(up(2), 1, 3))
	changed.SrcChanged, changed.DstChanged = false, true
	check("another address of the answer", cfg, changed, a(0), ethernet(down(1), 3, 1))
	check("another address of the asker in the answer", cfg, changed, a(0), ethernet(down(1), 2, 3))
	typed := a(2)
	typed.Ether.Type = 0x8100
	check("another type", cfg, want, a(0), b(1), typed)
	bare := up(2)
	bare.HasEther = false
	check("no addresses", cfg, want, a(0), bare)
	if r := only(t, cfg, up(0)); r.Has(record.PartMAC) {
		t.Error("addresses of a packet without")
	}
	if r := only(t, flow.DefaultConfig(), a(0)); r.Has(record.PartMAC) {
		t.Error("addresses although they are not asked for")
	}
	rs := run(cfg, []packet.Packet{a(0), ethernet(up(1), 3, 2), a(6 * sec)})
	if !rs[0].MAC.SrcChanged || !rs[1].MAC.SrcChanged {
		t.Error("the mark of other addresses is not in all records")
	}

	compat := cfg
	compat.Compat = true
	changed.SrcChanged, changed.DstChanged = true, false
	check("compat: another type", compat, changed, a(0), b(1), typed)
	check("compat: no addresses", compat, changed, a(0), bare)
	cooked := up(0)
	cooked.Encaps = packet.EncapSLL
	check("compat: cooked", compat, record.MAC{}, cooked)
	if r := only(t, cfg, cooked); r.Has(record.PartMAC) {
		t.Error("addresses of a cooked packet")
	}
}

// TestTags: VLAN, MPLS and VXLAN of each direction, the last of an interval.
func TestTags(t *testing.T) {
	vlan := func(p packet.Packet, id uint16) packet.Packet {
		p.HasVLAN, p.VLAN = true, id
		return p
	}
	label := func(p packet.Packet, e uint32) packet.Packet {
		p.HasMPLS, p.MPLS = true, e
		return p
	}
	r := only(t, flow.DefaultConfig(), vlan(up(0), 5), vlan(down(1), 6), vlan(up(2), 7))
	if r.VLAN != (record.VLAN{HasSrc: true, HasDst: true, Src: 7, Dst: 6}) || !r.Has(record.PartVLAN) {
		t.Errorf("VLAN %+v", r.VLAN)
	}
	r = only(t, flow.DefaultConfig(), up(0), vlan(down(1), 6))
	if r.VLAN != (record.VLAN{HasDst: true, Dst: 6}) {
		t.Errorf("VLAN of the destination only: %+v", r.VLAN)
	}
	rs := run(flow.DefaultConfig(), []packet.Packet{vlan(up(0), 5), up(6 * sec)})
	if rs[1].Has(record.PartVLAN) || rs[0].Has(record.PartMPLS) {
		t.Error("a tag outlives its interval")
	}
	// The label is the upper 20 bits: another one counts as changed, another TTL
	// does not.
	r = only(t, flow.DefaultConfig(), label(up(0), 16<<12|255), label(up(1), 16<<12|254), label(down(2), 17<<12), label(down(3), 18<<12))
	if r.MPLS != (record.MPLS{HasSrc: true, HasDst: true, Src: 16<<12 | 254, Dst: 18 << 12, DstChanged: true}) || !r.Has(record.PartMPLS) {
		t.Errorf("MPLS %+v", r.MPLS)
	}
	r = only(t, flow.DefaultConfig(), label(up(0), 16<<12), label(up(1), 17<<12))
	if r.MPLS != (record.MPLS{HasSrc: true, Src: 17 << 12, SrcChanged: true}) {
		t.Errorf("MPLS of the source only: %+v", r.MPLS)
	}
	cfg := flow.DefaultConfig()
	vni := func(p packet.Packet, n uint32) packet.Packet {
		p.HasVNI, p.VNI = true, n
		return p
	}
	if r := only(t, cfg, vni(up(0), 9)); r.Has(record.PartVXLAN) {
		t.Error("VNI although it is not asked for")
	}
	cfg.Tunnels = true
	r = only(t, cfg, vni(up(0), 9), vni(up(1), 10), up(2))
	if r.VXLAN != (record.VXLAN{HasSrc: true, Src: 10}) || !r.Has(record.PartVXLAN) {
		t.Errorf("VNI of the source: %+v", r.VXLAN)
	}
	r = only(t, cfg, up(0), vni(down(1), 11))
	if r.VXLAN != (record.VXLAN{HasDst: true, Dst: 11}) {
		t.Errorf("VNI of the destination: %+v", r.VXLAN)
	}
	rs = run(cfg, []packet.Packet{vni(up(0), 9), vni(down(1), 9), up(6 * sec)})
	if rs[1].Has(record.PartVXLAN) {
		t.Error("a VNI outlives its interval")
	}
}

// TestEncaps: the layers of all packets of a side, and whether they changed.
func TestEncaps(t *testing.T) {
	in := func(p packet.Packet, e uint32) packet.Packet {
		p.Encaps = e
		return p
	}
	r := only(t, flow.DefaultConfig(), in(up(0), 2), in(up(1), 6), in(down(2), 2), in(down(3), 2))
	if r.Encaps != (record.Encaps{Src: 6, Dst: 2, SrcChanged: true}) || !r.Has(record.PartEncaps) {
		t.Errorf("%+v", r.Encaps)
	}
	rs := run(flow.DefaultConfig(), []packet.Packet{in(up(0), 2), in(down(0), 2), in(down(1), 8), in(down(6*sec), 8)})
	if rs[0].Encaps != (record.Encaps{Src: 2, Dst: 10, DstChanged: true}) || rs[1].Encaps != (record.Encaps{Dst: 8}) {
		t.Errorf("%+v, %+v", rs[0].Encaps, rs[1].Encaps)
	}
}

// TestIPAttributes: the last TTL, TOS and id of each side; those of options
// are gathered over an interval. TTL, TOS and id outlive a report.
func TestIPAttributes(t *testing.T) {
	set := func(p packet.Packet, ttl, tos uint8, id uint16) packet.Packet {
		p.TTL, p.TOS, p.IPID = ttl, tos, id
		return p
	}
	opts := set(up(2), 62, 3, 9)
	opts.HasIPOpts, opts.IPOpts = true, 1
	more := set(up(3), 62, 3, 10)
	more.HasIPOpts, more.IPOpts = true, 8
	rs := run(flow.DefaultConfig(), []packet.Packet{set(up(0), 64, 1, 7), set(down(1), 128, 2, 8), opts, more, set(down(6*sec), 127, 0, 11)})
	want := []record.IPAttr{
		{Src: record.IPSide{Has: true, HasOptions: true, TTL: 62, TOS: 3, ID: 10, Options: 9}, Dst: record.IPSide{Has: true, TTL: 128, TOS: 2, ID: 8}},
		{Src: record.IPSide{Has: true, TTL: 62, TOS: 3, ID: 10}, Dst: record.IPSide{Has: true, TTL: 127, ID: 11}},
	}
	if len(rs) != 2 || rs[0].IPAttr != want[0] || rs[1].IPAttr != want[1] || !rs[0].Has(record.PartIPAttr) {
		t.Errorf("got  %+v\n     %+v\nwant %+v", rs[0].IPAttr, rs[1].IPAttr, want)
	}
	plain := set(up(0), 64, 1, 7)
	plain.Plain, plain.HasIPOpts, plain.IPOpts = true, true, 1 // flags of another packet
	if r := only(t, flow.DefaultConfig(), plain); r.IPAttr.Src != (record.IPSide{Has: true, TTL: 64, TOS: 1, ID: 7}) {
		t.Errorf("plain: %+v", r.IPAttr.Src)
	}
	six := set(up(0), 64, 0x2e, 0)
	six.Kind, six.Src6, six.Dst6, six.FlowLabel = packet.KindIPv6, v6(1), v6(2), 0xabcde
	if r := only(t, flow.DefaultConfig(), six); r.IPAttr.Src.TOS != 0x2e {
		t.Errorf("IPv6: traffic class %#x, want 0x2e", r.IPAttr.Src.TOS)
	}
	cfg := flow.DefaultConfig()
	cfg.Compat = true // bits 4 to 11 of the flow label
	if r := only(t, cfg, six); r.IPAttr.Src.TOS != 0xcd {
		t.Errorf("IPv6, compat: traffic class %#x, want 0xcd", r.IPAttr.Src.TOS)
	}
	if r := only(t, cfg, set(up(0), 64, 5, 0)); r.IPAttr.Src.TOS != 5 {
		t.Errorf("IPv4, compat: TOS %#x, want 5", r.IPAttr.Src.TOS)
	}
	arp := up(0)
	arp.Kind = packet.KindARP
	if r := only(t, flow.DefaultConfig(), arp); r.Has(record.PartIPAttr) {
		t.Error("IP attributes of ARP")
	}
}
