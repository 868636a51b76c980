// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// TestClassicTimes: times and durations of release 2 (classic mode, section 4.4).
func TestClassicTimes(t *testing.T) {
	const us = 1_767_603_600_250_000 // 2026-01-05 09:00:00.25 UTC
	for _, tt := range []struct {
		o    field.Options
		us   int64
		want string
	}{
		{field.Options{Precision: 6, Location: time.UTC}, us, "05 Jan 26 09:00:00.250000"},
		{field.Options{Location: time.UTC}, us, "05 Jan 26 09:00:00"},
		{field.Options{Precision: 2, UnixTime: true}, us, "1767603600.25"},
		{field.Options{UnixTime: true}, us, "1767603600"},
		{field.Options{UnixTime: true, Precision: 6}, -1, "-1.999999"},
		{field.Options{Format: "%H:%M", Location: time.UTC}, us, "09:00"},
		{field.Options{Format: "%H:%M", UnixTime: true}, us, "1767603600"},
		{field.Options{Precision: 1, Location: time.FixedZone("", 3600)}, us, "05 Jan 26 10:00:00.2"},
	} {
		if got := string(field.AppendClassicTime(nil, &tt.o, tt.us)); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.o, got, tt.want)
		}
	}
	row := prepared(flow())
	for precision, want := range map[int]string{6: "1.500000", 1: "1.5", 0: "1"} {
		if got := string(field.AppendClassicDuration(nil, &field.Options{Precision: precision}, row)); got != want {
			t.Errorf("duration with %d digits: got %q, want %q", precision, got, want)
		}
	}
}

// TestClassicColumns: columns of release 2 for flows of each kind (classic mode,
// sections 4.4 to 4.6).
func TestClassicColumns(t *testing.T) {
	numeric, names := &field.Options{Names: field.NamesNone}, options()
	fragment := flow()
	fragment.Flow.Fragment = true
	unknown := ethernet(0x1234, 0, 0)
	for _, tt := range []struct {
		name                             string
		o                                *field.Options
		r                                *record.Record
		proto, src, dst, sport, dport, m string
	}{
		{"TCP", names, flow(), "tcp", "192.0.2.1", "198.51.100.2", "4000", "80", "0:0:5e:0:53:1"},
		{"TCP numeric", numeric, flow(), "6", "192.0.2.1", "198.51.100.2", "4000", "80", "0:0:5e:0:53:1"},
		{"fragment", names, fragment, "tcp", "192.0.2.1", "198.51.100.2", "", "", "0:0:5e:0:53:1"},
		{"ICMPv6", names, icmpv6(128, 0), "ipv6-", "2001:db8::1", "2001:db8:0:1::ff", "", "", "0:0:5e:0:53:1"},
		{"ARP", names, arp(), "arp", "192.0.2.1", "192.0.2.9", "", "", "0:0:5e:0:53:1"},
		{"RARP", names, rarp(), "rarp", "0:0:5e:0:53:1", "0:0:5e:0:53:2", "", "", "0:0:5e:0:53:1"},
		{"Ethernet", names, ethernet(0x88cc, 0, 0), "lldp", "0:0:5e:0:53:1", "ff:ff:ff:ff:ff:ff", "", "", "0:0:5e:0:53:1"},
		{"Ethernet numeric", numeric, ethernet(0x88cc, 0, 0), "35020", "0:0:5e:0:53:1", "ff:ff:ff:ff:ff:ff", "", "", "0:0:5e:0:53:1"},
		{"Ethernet without a name", names, unknown, "4660", "0:0:5e:0:53:1", "ff:ff:ff:ff:ff:ff", "", "", "0:0:5e:0:53:1"},
		{"IS-IS", names, isis(24), "isis", "1921.6800.1001.19", "", "", "", "0:0:5e:0:53:1"},
		{"management", names, man(), "man", "192.0.2.254", "", "", "", ""},
		{"without parts", names, bare(), "", "", "", "", "", ""},
		{"RTP", names, rtp(record.NetRTP, 7, 7), "udp", "192.0.2.1", "198.51.100.2", "4000", "80", "0:0:5e:0:53:1"},
	} {
		row := prepared(tt.r)
		for _, c := range []struct{ what, got, want string }{
			{"protocol", string(field.AppendClassicProto(nil, tt.o, row)), tt.proto},
			{"source", string(field.AppendClassicHost(nil, tt.o, row, false)), tt.src},
			{"destination", string(field.AppendClassicHost(nil, tt.o, row, true)), tt.dst},
			{"source port", string(field.AppendClassicPort(nil, tt.o, row, false)), tt.sport},
			{"destination port", string(field.AppendClassicPort(nil, tt.o, row, true)), tt.dport},
			{"link address", string(field.AppendClassicMAC(nil, row, false)), tt.m},
		} {
			if c.got != c.want {
				t.Errorf("%s: %s: got %q, want %q", tt.name, c.what, c.got, c.want)
			}
		}
	}
	if got := string(field.AppendClassicMAC([]byte("x"), prepared(flow()), true)); got != "xff:ff:ff:ff:ff:ff" {
		t.Errorf("link address of the destination: got %q", got)
	}
}

// TestClassicFlags: eight letters; the first of nine moves to the second place.
func TestClassicFlags(t *testing.T) {
	netflow := flow()
	netflow.Type = record.TypeNetFlow
	both := netflow.Clone()
	netflow.Parts &^= record.PartMAC
	lost := flow()
	lost.Net.TCP.Status |= record.TCPSrcRetrans
	for want, r := range map[string]*record.Record{"e       ": flow(), "N       ": netflow, "e s     ": lost} {
		if got := string(field.AppendClassicFlags(nil, options(), prepared(r))); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := string(field.AppendClassicFlags([]byte("x"), options(), prepared(both))); got != "xe       " {
		t.Errorf("NetFlow with a link address: got %q", got)
	}
}

// TestClassicDirAndState: directions and states of TCP, and of others (classic
// mode, sections 4.5 and 4.6).
func TestClassicDirAndState(t *testing.T) {
	const open = record.TCPSyn | record.TCPSynAck | record.TCPEstablished
	for _, tt := range []struct {
		status     uint32
		cause      record.Cause
		src, dst   uint64
		dir, state string
	}{
		{open, record.CauseStatus, 1, 1, " ->", "EST"},
		{record.TCPSyn, record.CauseStatus, 1, 0, " ->", "REQ"},
		{record.TCPSyn | record.TCPSynAck, record.CauseStatus, 1, 1, " ->", "ACC"},
		{open | record.TCPFin, record.CauseStatus, 1, 1, " ->", "FIN"},
		{open, record.CauseTimeout, 1, 1, " o>", "TIM"},
		{open | record.TCPSrcReset, record.CauseStatus, 1, 1, " |>", "RST"},
		{open | record.TCPDstReset, record.CauseStatus, 1, 1, "<| ", "RST"},
		{record.TCPSrcReset, record.CauseStatus, 1, 1, " ?>", "RST"},
		{record.TCPDstReset, record.CauseStatus, 1, 1, "<? ", "RST"},
		{record.TCPEstablished, record.CauseStatus, 1, 1, "<?>", "EST"},
		{record.TCPEstablished, record.CauseStatus, 0, 1, "<? ", "INT"},
		{record.TCPEstablished, record.CauseStatus, 1, 0, " ?>", "INT"},
	} {
		r := flow()
		r.Cause, r.Net.TCP.Status, r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.cause, tt.status, tt.src, tt.dst
		row := prepared(r)
		if got := string(field.AppendClassicDir(nil, row)); got != tt.dir {
			t.Errorf("status %#x, cause %#x: direction %q, want %q", tt.status, tt.cause, got, tt.dir)
		}
		if got := string(field.AppendClassicState(nil, options(), row)); got != tt.state {
			t.Errorf("status %#x, cause %#x: state %q, want %q", tt.status, tt.cause, got, tt.state)
		}
	}
	failed, fragment := flow(), flow()
	failed.Cause = record.CauseError
	fragment.Flow.Fragment = true
	for _, tt := range []struct {
		name       string
		r          *record.Record
		dir, state string
	}{
		{"UDP, one packet each way", other(17, 1, 1), "<->", "ACC"},
		{"UDP, several", other(17, 2, 1), "<->", "CON"},
		{"UDP of the source", other(17, 1, 0), " ->", "INT"},
		{"UDP of the destination", other(17, 0, 1), "<- ", "INT"},
		{"ARP", arp(), "who-has", "CON"},
		{"RARP", rarp(), "tell", "CON"},
		{"ICMP", icmp(8, 0), " ->", "ECO"},
		{"ICMP type 1", icmp(1, 0), " ->", "UNK"},
		{"ICMPv6", icmpv6(135, 0), "<->", "NNS"},
		{"IS-IS", isis(16), "<->", "L2-IIH"},
		{"management", man(), "", "CON"},
		{"cause error", failed, " ->", "ERR"},
		{"fragment", fragment, " ->", "CON"},
		{"without parts", bare(), " - ", "   "},
	} {
		row := prepared(tt.r)
		if got := string(field.AppendClassicDir(nil, row)); got != tt.dir {
			t.Errorf("%s: direction %q, want %q", tt.name, got, tt.dir)
		}
		if got := string(field.AppendClassicState(nil, options(), row)); got != tt.state {
			t.Errorf("%s: state %q, want %q", tt.name, got, tt.state)
		}
	}
	if got := string(field.AppendClassicState(nil, &field.Options{State: field.StateLetters}, prepared(flow()))); got != "sSE" {
		t.Errorf("-z: got %q, want sSE", got)
	}
	reply := icmp(0, 0)
	reply.Metrics.Dst = record.Counter{Packets: 1, Bytes: 60}
	if got := string(field.AppendClassicState(nil, options(), prepared(reply))); got != "ECO" {
		t.Errorf("answered echo: got %q, want that of the request", got)
	}
}

// TestClassicClosed: a connection is closed when both FINs were acknowledged.
func TestClassicClosed(t *testing.T) {
	side := func(base, seq, ack uint32, flags uint8) record.TCPSide {
		return record.TCPSide{SeqBase: base, Seq: seq, Ack: ack, Flags: flags, Window: 1}
	}
	const fin, ack = 1, 16
	for _, tt := range []struct {
		name     string
		src, dst record.TCPSide
		want     string
	}{
		{"both", side(100, 150, 950, fin|ack), side(900, 950, 150, fin|ack), "CLO"},
		{"that of the source is not", side(100, 150, 950, fin|ack), side(900, 950, 149, fin|ack), "FIN"},
		{"that of the destination is not", side(100, 150, 949, fin|ack), side(900, 950, 150, fin|ack), "FIN"},
		{"no FIN of the source", side(100, 150, 950, ack), side(900, 950, 150, fin|ack), "FIN"},
		{"without payload", side(100, 100, 901, fin|ack), side(900, 900, 101, fin|ack), "CLO"},
		{"without payload, not beyond the SYN", side(100, 100, 900, fin|ack), side(900, 900, 101, fin|ack), "FIN"},
	} {
		r := flow()
		r.Net.TCP.Status |= record.TCPFin
		r.Net.TCP.Src, r.Net.TCP.Dst = tt.src, tt.dst
		if got := string(field.AppendClassicState(nil, options(), prepared(r))); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	noted := flow()
	noted.Net.TCP.Status |= record.TCPFin
	noted.Net.TCP.Src.Status, noted.Net.TCP.Dst.Status = record.TCPFinAck, record.TCPFinAck
	short := flow()
	short.Net.Kind = record.NetTCPStatus
	short.Net.TCP.Status |= record.TCPFinAck
	short.Net.TCP.Src.Flags, short.Net.TCP.Dst.Flags = fin, fin
	half := short.Clone()
	half.Net.TCP.Dst.Flags = ack
	for _, tt := range []struct {
		name string
		r    *record.Record
		want string
	}{{"noted by the sensor", noted, "CLO"}, {"short state", short, "CLO"}, {"short state, one FIN", half, "FIN"}} {
		if got := string(field.AppendClassicState(nil, options(), prepared(tt.r))); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestClassicResponse: what ICMP errors say about the datagram that they quote.
func TestClassicResponse(t *testing.T) {
	const inner, gateway = 0xc6336402, 0xc0000201 // 198.51.100.2, 192.0.2.1
	numeric := &field.Options{Names: field.NamesNone}
	for _, tt := range []struct {
		mapped    bool
		typ, code uint8
		o         *field.Options
		want      string
	}{
		{true, 3, 0, numeric, "net 198.51.100.2"},
		{true, 3, 6, numeric, "net 198.51.100.2"},
		{true, 3, 9, numeric, "net 198.51.100.2"},
		{true, 3, 11, numeric, "net 198.51.100.2"},
		{true, 3, 1, numeric, "host 198.51.100.2"},
		{true, 3, 13, numeric, "host 198.51.100.2"},
		{true, 3, 2, numeric, "proto 6"},
		{true, 3, 2, options(), "proto tcp"},
		{false, 3, 2, options(), "proto udp"},
		{true, 3, 3, numeric, "port 80"},
		{false, 3, 3, numeric, "port 4369"},
		{true, 4, 0, numeric, "host 198.51.100.2"},
		{true, 11, 0, numeric, "host 198.51.100.2"},
		{false, 12, 0, numeric, "host 198.51.100.2"},
		{true, 5, 1, numeric, "gw 192.0.2.1"},
		{true, 8, 0, numeric, ""},
	} {
		r := flow()
		m := record.ICMP{Type: tt.typ, Code: tt.code, InnerDst: inner, Gateway: gateway}
		if tt.mapped {
			r.Parts |= record.PartICMPMap
			r.ICMPMap = m
		} else {
			r = icmp(tt.typ, tt.code)
			r.Parts |= record.PartNet
			r.Net = record.Net{Kind: record.NetICMP, ICMP: m}
			r.Flow.ICMPID = 0x1111
		}
		if got := string(field.AppendClassicResponse(nil, tt.o, prepared(r))); got != tt.want {
			t.Errorf("mapped %v, type %d, code %d: got %q, want %q", tt.mapped, tt.typ, tt.code, got, tt.want)
		}
	}
	for _, r := range []*record.Record{flow(), man(), bare()} {
		if got := field.AppendClassicResponse(nil, numeric, prepared(r)); len(got) > 0 {
			t.Errorf("no ICMP: got %q, want nothing", got)
		}
	}
}

// TestClassicCounts: counters of flows and of management records, and payload.
func TestClassicCounts(t *testing.T) {
	for i, want := range [4][3]string{{"3", "3", "3"}, {"2", "2", "0"}, {"200", "50", "400"}, {"600", "100", "0"}} {
		for k, got := range [3][]byte{
			field.AppendClassicCount(nil, prepared(flow()), i, false),
			field.AppendClassicCount(nil, prepared(flow()), i, true),
			field.AppendClassicCount(nil, prepared(man()), i, false),
		} {
			if string(got) != want[k] {
				t.Errorf("counter %d, form %d: got %q, want %q", i, k, got, want[k])
			}
		}
	}
	row := prepared(rich())
	if got := string(field.AppendClassicData(nil, options(), row, false, 20)); got != `s[5]="GET /"` {
		t.Errorf("payload: got %q", got)
	}
	if got := string(field.AppendClassicData([]byte("a="), options(), row, true, 4)); got != `a=d[4]="HTTP"` {
		t.Errorf("payload of the destination: got %q", got)
	}
	if got := string(field.AppendClassicData(nil, options(), prepared(flow()), false, 20)); got != "" {
		t.Errorf("no payload: got %q", got)
	}
}
