// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// line is some columns of a record, prepared by p.
func line(p *field.Preparer, r *record.Record, o *field.Options, columns string) string {
	var row field.Row
	p.Prepare(r, &row)
	var cells []string
	for name := range strings.FieldsSeq(columns) {
		f, _ := field.Lookup(name)
		cells = append(cells, string(f.Append(nil, o, &row)))
	}
	return strings.Join(cells, ",")
}

// TestCorrection: which TCP and ICMP flows are turned around (clients: fields,
// section 1, step 7).
func TestCorrection(t *testing.T) {
	synAck := func(more uint32, change ...func(r *record.Record)) *record.Record {
		r := flow()
		r.Net.TCP.Status = record.TCPSynAck | more
		for _, f := range change {
			f(r)
		}
		return r
	}
	packets := func(s, d uint64) func(r *record.Record) {
		return func(r *record.Record) { r.Metrics.Src.Packets, r.Metrics.Dst.Packets = s, d }
	}
	flags := func(s, d uint8) func(r *record.Record) {
		return func(r *record.Record) { r.Net.TCP.Src.Flags, r.Net.TCP.Dst.Flags = s, d }
	}
	ports := func(s, d uint16) func(r *record.Record) {
		return func(r *record.Record) { r.Net.TCP.Status = 0; r.Flow.SrcPort, r.Flow.DstPort = s, d }
	}
	kind := func(k record.NetKind) func(r *record.Record) { return func(r *record.Record) { r.Net.Kind = k } }
	const kept, turned = "192.0.2.1,4000,3,200", "198.51.100.2,80,2,600"
	for _, tt := range []struct {
		name string
		r    *record.Record
		want string
	}{
		{"SYN seen", flow(), kept},
		{"SYN-ACK alone", synAck(0), kept},
		{"and established", synAck(record.TCPEstablished), turned},
		{"and FIN", synAck(record.TCPFin), turned},
		{"and FIN-ACK", synAck(record.TCPFinAck), turned},
		{"and closed", synAck(record.TCPNormalClose), turned},
		{"the sensor knows the destination", synAck(record.TCPEstablished, func(r *record.Record) { r.Net.TCP.Dst.Status = record.TCPSynAck }), kept},
		{"decided", synAck(record.TCPEstablished, func(r *record.Record) { r.Flow.Decided = true }), kept},
		{"first packet", synAck(record.TCPEstablished, kind(record.NetTCPInit)), kept},
		{"short state", synAck(record.TCPEstablished, kind(record.NetTCPStatus)), turned},
		{"other state", synAck(record.TCPEstablished, kind(record.NetRTP)), kept},
		{"SYN of the source, many packets", synAck(0, packets(6, 6), flags(2, 0)), "198.51.100.2,80,6,600"},
		{"of the destination few", synAck(0, packets(6, 5), flags(2, 0)), "192.0.2.1,4000,6,200"},
		{"of the source few", synAck(0, packets(5, 6), flags(2, 0)), "192.0.2.1,4000,5,200"},
		{"a reset", synAck(0, packets(6, 6), flags(2, 4)), "192.0.2.1,4000,6,200"},
		{"no SYN", synAck(0, packets(6, 6), flags(16, 0)), "192.0.2.1,4000,6,200"},
		{"SYN and FIN alone, large", synAck(0, packets(3, 0), flags(3, 0)), "198.51.100.2,80,0,600"},
		{"SYN and FIN alone, small", synAck(0, packets(4, 0), flags(3, 0)), "192.0.2.1,4000,4,200"}, // 200/4 = 50 bytes
		{"SYN, FIN and ACK", synAck(0, packets(3, 0), flags(19, 0)), "192.0.2.1,4000,3,200"},
		{"known port", synAck(0, ports(80, 4000)), "198.51.100.2,4000,2,600"},
		{"port 1024", synAck(0, ports(1024, 1025)), "198.51.100.2,1025,2,600"},
		{"port 1025", synAck(0, ports(1025, 4000)), "192.0.2.1,1025,3,200"},
		{"to a low port", synAck(0, ports(80, 1024)), "192.0.2.1,80,3,200"},
		{"FTP data", synAck(0, ports(20, 4000)), "192.0.2.1,20,3,200"},
		{"unknown port", synAck(0, ports(81, 4000)), "192.0.2.1,81,3,200"},
		{"without state", synAck(record.TCPEstablished, func(r *record.Record) { r.Parts &^= record.PartNet }), kept},
		{"IPv6", synAck(record.TCPEstablished, func(r *record.Record) { r.Flow = ipv6(6).Flow }), "2001:db8::1,40000,3,200"},
		{"other kind of key", synAck(record.TCPEstablished, func(r *record.Record) { r.Flow.Kind = record.FlowL3Matrix }), kept},
	} {
		p := &field.Preparer{Correct: true, KnownTCP: func(port uint16) bool { return port == 80 || port == 20 || port >= 1024 }}
		plain := tt.r.Clone()
		if got := line(p, tt.r, options(), "saddr sport spkts sbytes"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
		before := plain.Flow.Src
		if line(new(field.Preparer), plain, options(), "saddr"); plain.Flow.Src != before {
			t.Errorf("%s: is turned around without correction", tt.name)
		}
	}
	closed := synAck(record.TCPEstablished)
	if got := line(&field.Preparer{Correct: true}, closed, options(), "state dir"); got != "CLO,   ->" {
		t.Errorf("state of a flow that was turned around: got %s", got)
	}
}

// TestICMPCorrection: replies that were seen first.
func TestICMPCorrection(t *testing.T) {
	for typ, want := range map[uint8]string{0: "198.51.100.2", 14: "198.51.100.2", 16: "198.51.100.2", 18: "198.51.100.2", 8: "192.0.2.1", 3: "192.0.2.1"} {
		r := icmp(13, 0)
		r.Flow.Decided = true
		r.Parts |= record.PartNet
		r.Net = record.Net{Kind: record.NetICMP, ICMP: record.ICMP{Type: typ, Code: 5}}
		answered, undecided := r.Clone(), r.Clone()
		answered.Metrics.Dst.Packets = 1
		undecided.Flow.Decided = false
		p := &field.Preparer{Correct: true}
		if got := line(p, r, options(), "saddr sport"); got != fmt.Sprintf("%s,0x05%02x", want, typ) {
			t.Errorf("type %d: got %s, want %s", typ, got, want)
		}
		for _, same := range []*record.Record{answered, undecided} {
			if got := line(p, same, options(), "saddr sport"); got != "192.0.2.1,0x000d" {
				t.Errorf("type %d, answered or undecided: got %s", typ, got)
			}
		}
	}
}

// TestReverse: what the user's rules turn around, and a flow that is turned twice.
func TestReverse(t *testing.T) {
	p := &field.Preparer{Correct: true, Reverse: func(*record.Record) bool { return true }}
	const columns = "saddr sport spkts stime sstime dstime srate drate sload dload sttl smac"
	// Compat: the loads stay with the sides they were computed for.
	want := "198.51.100.2,80,2,09:00:00.250000,09:00:00.750000,09:00:00.250000,2.000000,1.333333,714.666687,4800.000000,,Broadcast"
	if got := line(p, flow(), options(), columns); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	twice := flow()
	twice.Net.TCP.Status = record.TCPSynAck | record.TCPEstablished
	if got := line(p, twice, options(), "saddr sload"); got != "192.0.2.1,714.666687" {
		t.Errorf("turned twice: got %s", got)
	}
	var row field.Row
	new(field.Preparer).Prepare(flow(), &row)
	if row.Changed() {
		t.Error("an ordinary flow was changed")
	}
	row.Turn()
	got := fmt.Sprint(row.Flow.SrcPort, row.SrcDur, row.DstDur, row.SrcRate, row.DstRate, row.SrcLoad, row.Changed())
	if want := fmt.Sprint(80, float32(0.5), float32(1.5), float32(2), float32(4)/3, float32(8*134)/1.5, true); got != want {
		t.Errorf("Turn: got %s, want %s", got, want)
	}
	first := flow()
	first.Net.Kind = record.NetTCPInit
	new(field.Preparer).Prepare(first, &row)
	if row.Turn(); row.Net.Kind != record.NetTCPInit {
		t.Errorf("the state of a first packet became %#x", row.Net.Kind)
	}
}

// TestIdleSides: window and flags of a TCP side without packets are cleared.
func TestIdleSides(t *testing.T) {
	for _, tt := range []struct {
		kind     record.NetKind
		src, dst uint64
		want     string
		changed  bool
	}{
		{record.NetTCPPerf, 1, 1, "SA_SA", false},
		{record.NetTCPPerf, 0, 1, "_SA", true},
		{record.NetTCPPerf, 1, 0, "SA_", true},
		{record.NetTCPStatus, 1, 0, "SA_", true},
		{record.NetTCPInit, 1, 1, "SA_", false},
	} {
		r := flow()
		r.Net.Kind, r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.kind, tt.src, tt.dst
		row := prepared(r)
		f, _ := field.Lookup("state")
		if got := string(f.Append(nil, &field.Options{State: field.StateFlagsBoth}, row)); got != tt.want || row.Changed() != tt.changed {
			t.Errorf("kind %#x, %d and %d packets: got %q, changed %v; want %q, %v", tt.kind, tt.src, tt.dst, got, row.Changed(), tt.want, tt.changed)
		}
	}
}

// TestImplausible: more than 1000 packets at one moment are an error, and their
// counters are cleared (clients: fields, section 1, step 8).
func TestImplausible(t *testing.T) {
	for _, tt := range []struct {
		packets uint64
		end     int64
		want    string
	}{
		{1000, 0, "CON,1000,800,Status"}, {1001, 0, "ERR,0,0,Error"}, {1001, 1_000_000, "CON,1001,800,Status"},
	} {
		r := flow()
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.packets-1, 1
		r.Time = record.Time{Start: start, End: start + tt.end}
		for _, untimed := range []bool{false, true} {
			p := &field.Preparer{Brief: untimed, Untimed: untimed}
			if got := line(p, r.Clone(), options(), "state pkts bytes cause"); got != tt.want {
				t.Errorf("%d packets, %d ns, untimed %v: got %s, want %s", tt.packets, tt.end, untimed, got, tt.want)
			}
		}
	}
}

// TestBrief: without measures, and without times, nothing of an earlier row
// shows.
func TestBrief(t *testing.T) {
	var row field.Row
	new(field.Preparer).Prepare(flow(), &row)
	(&field.Preparer{Brief: true}).Prepare(flow(), &row)
	if got := fmt.Sprint(row.Dur, row.SrcDur, row.DstDur, row.SrcRate, row.DstRate, row.SrcLoad, row.DstLoad); got != "0 0 0 0 0 0 0" {
		t.Errorf("brief: got %s, want zeros", got)
	}
	(&field.Preparer{Brief: true, Untimed: true}).Prepare(flow(), &row)
	first, last := row.Span()
	if got := fmt.Sprint(row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd, first, last); got != "0 0 0 0 0 0" {
		t.Errorf("untimed: got %s, want zeros", got)
	}
	row.Measure(flow())
	if got := fmt.Sprint(row.Dur, row.SrcRate, row.IsFlow()); got != "1.5 1.3333334 true" {
		t.Errorf("Measure: got %s", got)
	}
	row.Measure(man())
	if got := fmt.Sprint(row.Dur, row.SrcDur, row.SrcRate, row.DstLoad, row.IsFlow()); got != "2.5 2.5 0 0 false" {
		t.Errorf("Measure of a management record: got %s", got)
	}
}

// TestSpreadTimes: a record with common times gets those of the two sides.
func TestSpreadTimes(t *testing.T) {
	r := flow()
	r.Time = record.Time{Start: start, End: start + 2_000_000_000}
	row := prepared(r)
	row.SpreadTimes()
	want := record.Time{
		Start: start, End: start + 2_000_000_000, Sides: 0x78,
		SrcStart: start, SrcEnd: start + 2_000_000_000, DstStart: start, DstEnd: start + 2_000_000_000,
	}
	if row.Time != want || !row.Changed() {
		t.Errorf("got %+v, want %+v", row.Time, want)
	}
	single := flow()
	single.Time = record.Time{Start: start, End: start + 2_000_000_000}
	single.Metrics.Src.Packets, single.Metrics.Dst.Packets = 1, 1
	row = prepared(single)
	row.SpreadTimes()
	if d := row.Time; d.SrcEnd != start || d.DstStart != start+2_000_000_000 || d.DstEnd != d.DstStart {
		t.Errorf("one packet each: got %+v", d)
	}
	for _, tt := range []struct {
		src, dst       uint64
		srcEnd, dstEnd int64
	}{{1, 3, 0, 400_000_000}, {3, 1, 400_000_000, 0}} {
		r := flow()
		r.Time = record.Time{Start: start, End: start + 400_000_000} // within one second
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.src, tt.dst
		row := prepared(r)
		row.SpreadTimes()
		if d := row.Time; d.SrcEnd != start+tt.srcEnd || d.DstEnd != start+tt.dstEnd {
			t.Errorf("%d and %d packets: the ends are %d and %d ns after the start, want %d and %d", tt.src, tt.dst, d.SrcEnd-start, d.DstEnd-start, tt.srcEnd, tt.dstEnd)
		}
	}
	own := prepared(flow())
	before := own.Time
	if own.SpreadTimes(); own.Time != before || own.Changed() {
		t.Error("a record that has the times of its sides was changed")
	}
}

// TestAddressOptions: names, masks and broadcast addresses.
func TestAddressOptions(t *testing.T) {
	masked := flow()
	masked.Flow.HasMask, masked.Flow.SrcMask, masked.Flow.DstMask = true, 24, 32
	zero := masked.Clone()
	zero.Flow.SrcMask = 0
	masked6 := ipv6(6)
	masked6.Flow.HasMask, masked6.Flow.SrcMask, masked6.Flow.DstMask = true, 64, 128
	host := func(a netip.Addr) string {
		if a == netip.MustParseAddr("192.0.2.1") || a == netip.MustParseAddr("2001:db8::1") {
			return "client.example"
		}
		return ""
	}
	mapped, compatible := ipv6(6), ipv6(6)
	mapped.Flow.Src = netip.MustParseAddr("::ffff:192.0.2.1").As16()
	compatible.Flow.Src, compatible.Flow.Dst = netip.MustParseAddr("::192.0.2.1").As16(), netip.MustParseAddr("::1").As16()
	for _, tt := range []struct {
		name string
		r    *record.Record
		o    field.Options
		want string
	}{
		{"part", masked, field.Options{Masks: field.MasksPart}, "192.0.2.1/24,198.51.100.2"},
		{"none", masked, field.Options{}, "192.0.2.1,198.51.100.2"},
		{"strict", masked, field.Options{Masks: field.MasksStrict}, "192.0.2.1/24,198.51.100.2/32"},
		{"0", zero, field.Options{Masks: field.MasksPart}, "192.0.2.1,198.51.100.2"},
		{"strict 0", zero, field.Options{Masks: field.MasksStrict}, "192.0.2.1/0,198.51.100.2/32"},
		{"strict, no mask", flow(), field.Options{Masks: field.MasksStrict}, "192.0.2.1/32,198.51.100.2/32"},
		{"IPv6", masked6, field.Options{Masks: field.MasksPart}, "2001:db8::1/64,2001:db8:0:1::ff"},
		{"strict IPv6", ipv6(6), field.Options{Masks: field.MasksStrict}, "2001:db8::1/128,2001:db8:0:1::ff/128"},
		{"strict ARP", arp(), field.Options{Masks: field.MasksStrict}, "192.0.2.1/0,192.0.2.9/0"},
		{"part ARP", arp(), field.Options{Masks: field.MasksPart}, "192.0.2.1,192.0.2.9"},
		{"names", flow(), field.Options{HostName: host}, "client.example,198.51.100.2"},
		{"names and masks", masked, field.Options{HostName: host, Masks: field.MasksPart}, "client.example/24,198.51.100.2"},
		{"names IPv6", ipv6(6), field.Options{HostName: host}, "client.example,2001:db8:0:1::ff"},
		{"mapped", mapped, field.Options{}, "::ffff:192.0.2.1,2001:db8:0:1::ff"},
		{"compatible", compatible, field.Options{}, "::192.0.2.1,::1"},
		{"broadcast", ethernet(0x88cc, 0, 0), field.Options{Broadcast: true}, "00:00:5e:00:53:01,Broadcast"},
		{"broadcast off", ethernet(0x88cc, 0, 0), field.Options{}, "00:00:5e:00:53:01,ff:ff:ff:ff:ff:ff"},
		{"broadcast, numbers", ethernet(0x88cc, 0, 0), field.Options{Broadcast: true, Names: field.NamesNone}, "00:00:5e:00:53:01,ff:ff:ff:ff:ff:ff"},
		{"IS-IS, delimited", isis(24), field.Options{Delimited: true}, "1921.6800.1001.19,(null)"},
		{"IS-IS", isis(24), field.Options{}, "1921.6800.1001.19,"},
	} {
		if got := line(new(field.Preparer), tt.r, &tt.o, "saddr daddr"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	for src, want := range map[string]string{
		"10.1.2.3": "10.0.0.0", "127.1.2.3": "127.0.0.0", "128.1.2.3": "128.1.0.0", "191.1.2.3": "191.1.0.0", "192.1.2.3": "192.1.2.0",
		"223.1.2.3": "223.1.2.0", "224.1.2.3": "224.1.2.3", "239.1.2.3": "239.1.2.3", "240.1.2.3": "0.0.0.0",
	} {
		r := flow()
		a := netip.MustParseAddr(src).As4()
		copy(r.Flow.Src[:], a[:])
		if got := textOf("snet", options(), r); got != want {
			t.Errorf("snet of %s: got %s, want %s", src, got, want)
		}
	}
}

// TestNameLevels: protocols, ports and code points at each level of names.
func TestNameLevels(t *testing.T) {
	services := names.ReadServices(strings.NewReader("http 80/tcp\nntp 123/udp\n"))
	zero, ntp := flow(), other(17, 1, 1)
	zero.Flow.SrcPort = 0
	ntp.Flow.SrcPort, ntp.Flow.DstPort = 80, 123
	udt := rtp(record.NetUDT, 1, 1)
	low := flow()
	low.IPAttr.Src.TOS = 4 // code point 1
	for _, tt := range []struct {
		name string
		r    *record.Record
		want [4]string // at the levels 0 to 3: proto sport dport
	}{
		{"TCP", flow(), [4]string{"tcp,4000,http,ef", "tcp,4000,http,ef", "tcp,4000,80,ef", "6,4000,80,46"}},
		{"UDP", ntp, [4]string{"udp,80,ntp,ef", "udp,80,ntp,ef", "udp,80,123,ef", "17,80,123,46"}},
		{"port 0", zero, [4]string{"tcp,,http,ef", "tcp,,http,ef", "tcp,0,80,ef", "6,0,80,46"}},
		{"UDT", udt, [4]string{"udt,4000,80,ef", "udt,4000,80,ef", "udt,4000,80,ef", "17,4000,80,46"}},
		{"code point 1", low, [4]string{"tcp,4000,http, 1", "tcp,4000,http, 1", "tcp,4000,80, 1", "6,4000,80, 1"}},
		{"LLC", ethernet(0, 0xaa, 0x43), [4]string{"llc,snap,0x43,", "llc,snap,0x43,", "llc,170,67,", "0,170,67,"}},
		{"no SAP", ethernet(0x1235, 0, 0), [4]string{"unknown,,,", "unknown,,,", "4661,0,0,", "4661,0,0,"}},
		{"ICMP", icmp(3, 1), [4]string{"icmp,0x0103,0x3412,ef", "icmp,0x0103,0x3412,ef", "icmp,0x0103,0x3412,ef", "1,0x0103,0x3412,46"}},
		{"ICMPv6", icmpv6(135, 2), [4]string{"ipv6-icmp,0x0087,0x0002,ef", "ipv6-icmp,0x0087,0x0002,ef", "ipv6-icmp,135,2,ef", "58,135,2,46"}},
		{"ARP", arp(), [4]string{"arp,,,", "arp,,,", "arp,,,", "2054,,,"}},
	} {
		for level, want := range tt.want {
			o := &field.Options{Names: level, Services: services}
			if got := line(new(field.Preparer), tt.r, o, "proto sport dport sdsb"); got != want {
				t.Errorf("%s at level %d: got %s, want %s", tt.name, level, got, want)
			}
		}
	}
	for tos, want := range map[uint8]string{0: "BE,cs0", 0x24: "HPHTD, 9", 0xb8: "Voice,ef", 0xfc: "63,63"} {
		r := flow()
		r.IPAttr.Src.TOS = tos
		got := textOf("sdsb", &field.Options{DISA: true}, r) + "," + textOf("sdsb", options(), r)
		if got != want {
			t.Errorf("TOS %#x: got %s, want %s", tos, got, want)
		}
	}
	for form, want := range map[field.ASNForm]string{field.ASPlain: "64500,70000", field.ASDot: "64500,1.4464", field.ASDotPlus: "0.64500,1.4464"} {
		r := rich()
		r.ASN.Dst = 70000
		if got := line(new(field.Preparer), r, &field.Options{ASN: form}, "sas das"); got != want {
			t.Errorf("form %d: got %s, want %s", form, got, want)
		}
	}
}

// TestRowAnswers: ports and protocols that programs ask a row for.
func TestRowAnswers(t *testing.T) {
	for _, tt := range []struct {
		name string
		r    *record.Record
		want string // PortNumber of both sides, IsIP, WholePort, TCP
	}{
		{"TCP", flow(), "4000 true 80 true true true true"},
		{"UDP", other(17, 1, 1), "4000 true 80 true true true false"},
		{"ICMP", icmp(3, 1), "3 true 1 true true true false"},
		{"ICMPv6", icmpv6(135, 2), "135 true 2 true true true false"},
		{"IGMP", other(2, 1, 1), "0 false 0 false true false false"},
		{"ARP", arp(), "0 false 0 false false false false"},
		{"Ethernet", ethernet(1, 2, 3), "0 false 0 false false true false"},
		{"management", man(), "0 false 0 false false false false"},
	} {
		row := prepared(tt.r)
		s, okS := row.PortNumber(false)
		d, okD := row.PortNumber(true)
		if got := fmt.Sprint(s, okS, d, okD, row.IsIP(), row.WholePort(), row.TCP() != nil); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	src, dst := prepared(rtp(record.NetRTP, 7, 7)).Lost()
	if src != 3 || dst != 4 {
		t.Errorf("Lost: got %d and %d, want 3 and 4", src, dst)
	}
}

// TestPartsOfUnknownFields: a Field that is not of the table needs every part.
func TestPartsOfUnknownFields(t *testing.T) {
	if got := new(field.Field).Parts(); got != record.AllParts {
		t.Errorf("got %#x, want all parts", got)
	}
	f, _ := field.Lookup("SADDR")
	if got := f.Parts(); got != field.PreparedParts {
		t.Errorf("saddr: got %#x, want those of a prepared row", got)
	}
	if _, ok := field.Lookup("sadd"); ok {
		t.Error("sadd is a column")
	}
}
