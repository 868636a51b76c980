// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// framePackets returns frames, decoded, 1 ms apart.
func framePackets(frames ...[]byte) []packet.Packet {
	var d packet.Decoder
	ps := make([]packet.Packet, len(frames))
	for i, f := range frames {
		ps[i] = packet.Packet{Time: t0 + int64(i)*int64(ms), Data: f, WireLen: uint32(len(f)), Link: packet.LinkEthernet}
		d.Decode(&ps[i])
	}
	return ps
}

func ipFrame(src, dst string, proto uint8, payload []byte) []byte {
	ip := pkttest.IP{Src: netip.MustParseAddr(src), Dst: netip.MustParseAddr(dst), Proto: proto}
	return pkttest.Ethernet(pkttest.MAC{2}, pkttest.MAC{4}, ip.Type(), ip.Packet(payload))
}

// TestICMPErrors: an error is a flow of its own, and is noted at the flow of
// the datagram that it quotes until that is reported.
func TestICMPErrors(t *testing.T) {
	const a, b, router = "192.0.2.1", "198.51.100.2", "203.0.113.9"
	const na, nb, nr = 0xc0000201, 0xc6336402, 0xcb007109
	sent := ipFrame(a, b, pkttest.ProtoUDP, pkttest.UDP(netip.MustParseAddrPort(a+":1111"), netip.MustParseAddrPort(b+":2222"), []byte("hello")))
	quoted := sent[14 : 14+28]
	for _, tt := range []struct {
		name      string
		typ, code uint8
		form      uint8 // record format, section 6.14
	}{
		{"unreachable", 3, 1, 1},
		{"source quench", 4, 0, 0},
		{"redirect", 5, 1, 2},
		{"time exceeded", 11, 0, 4},
		{"parameter", 12, 0, 0},
	} {
		back := ipFrame(router, a, pkttest.ProtoICMP, pkttest.ICMP(tt.typ, tt.code, 0x0a0b0c0d, quoted))
		ps := framePackets(sent, back, sent)
		ps[2].Time = t0 + int64(6*time.Second)
		rs := run(flow.DefaultConfig(), ps)
		if len(rs) != 3 {
			t.Fatalf("%s: %d records, want 3", tt.name, len(rs))
		}
		want := record.ICMP{
			Map: tt.form, Type: tt.typ, Code: tt.code, Seq: 0x0c0d, OuterSrc: nr, OuterDst: na,
			InnerSrc: na, InnerDst: nb, Gateway: 0x0a0b0c0d,
		}
		if got := rs[0].ICMPMap; !rs[0].Has(record.PartICMPMap) || got != want {
			t.Errorf("%s: the flow has %+v, want %+v", tt.name, got, want)
		}
		if rs[0].Time.End != t0+int64(ms) || rs[0].Metrics.Src.Packets != 1 || rs[0].Metrics.Dst.Packets != 0 {
			t.Errorf("%s: the flow ends at %d with %+v; want at the error with one packet", tt.name, rs[0].Time.End-t0, rs[0].Metrics)
		}
		if rs[2].Has(record.PartICMPMap) {
			t.Errorf("%s: the error is in the next record", tt.name)
		}
		want.Map = 0
		if tt.form != 0 {
			want.Map = rs[1].Net.ICMP.Map // as the form of the mapped one, or none
		}
		if got := rs[1].Net.ICMP; rs[1].Net.Kind != record.NetICMP || got != want || rs[1].Metrics.Src.Packets != 1 {
			t.Errorf("%s: its own flow has %+v, want %+v", tt.name, got, want)
		}
	}
	// An answer of a flow that is not there, or that quotes nothing, is a flow only.
	for name, body := range map[string][]byte{"no flow": quoted, "no datagram": nil} {
		r := only(t, flow.DefaultConfig(), framePackets(ipFrame(router, a, pkttest.ProtoICMP, pkttest.ICMP(3, 1, 0, body)))...)
		if r.Has(record.PartICMPMap) || r.Net.Kind != record.NetICMP {
			t.Errorf("%s: mapped %t, kind %#x", name, r.Has(record.PartICMPMap), r.Net.Kind)
		}
	}
	// The first fragment of an error is an error, a later one is not.
	for offset, want := range map[int]record.NetKind{0: record.NetICMP, 8: record.NetFrag} {
		ip := pkttest.IP{Src: netip.MustParseAddr(router), Dst: netip.MustParseAddr(a), Proto: pkttest.ProtoICMP, More: true, Offset: offset}
		f := pkttest.Ethernet(pkttest.MAC{2}, pkttest.MAC{4}, ip.Type(), ip.Packet(pkttest.ICMP(3, 1, 0, append(quoted[:28:28], make([]byte, 4)...))))
		if r := only(t, flow.DefaultConfig(), framePackets(f)...); r.Net.Kind != want {
			t.Errorf("fragment at %d: kind %#x, want %#x", offset, r.Net.Kind, want)
		}
	}
	// An echo request quotes nothing.
	if r := only(t, flow.DefaultConfig(), framePackets(ipFrame(a, b, pkttest.ProtoICMP, pkttest.ICMP(8, 0, 1, quoted)))...); r.Net.Kind != record.NetNone {
		t.Errorf("echo: kind %#x", r.Net.Kind)
	}
	// The error moves the end of the source only; release 3.0.8 lets it be the
	// source's first packet where there is none.
	answer := framePackets(sent, ipFrame(b, a, pkttest.ProtoUDP, pkttest.UDP(netip.MustParseAddrPort(b+":2222"), netip.MustParseAddrPort(a+":1111"), nil)),
		ipFrame(router, b, pkttest.ProtoICMP, pkttest.ICMP(3, 1, 0, quoted)))
	answer[1].Time, answer[2].Time = t0+int64(6*time.Second), t0+int64(8*time.Second)
	for _, tt := range []struct {
		compat bool
		end    time.Duration
	}{{false, 6 * time.Second}, {true, 8 * time.Second}} {
		cfg := flow.DefaultConfig()
		cfg.Compat = tt.compat
		rs := run(cfg, answer)
		if len(rs) != 3 || rs[1].Time.End != t0+int64(tt.end) || rs[1].Metrics.Src.Packets != 0 {
			t.Errorf("compat %t: the second record ends at %d; want %d", tt.compat, rs[1].Time.End-t0, tt.end)
		}
	}
}

// TestICMPv6Errors: errors of ICMPv6 (RFC 4443) are noted as those of ICMP are.
func TestICMPv6Errors(t *testing.T) {
	const a, b, router = "2001:db8::1", "2001:db8::2", "2001:db8::9"
	sent := ipFrame(a, b, pkttest.ProtoUDP, pkttest.UDP(netip.MustParseAddrPort("["+a+"]:1111"), netip.MustParseAddrPort("["+b+"]:2222"), []byte("hello")))
	quoted := sent[14 : 14+48]
	for _, tt := range []struct {
		typ, form uint8
		err       bool
	}{{1, 1, true}, {2, 0, true}, {3, 4, true}, {4, 0, true}, {5, 0, false}, {0, 0, false}} {
		ps := framePackets(sent, ipFrame(router, a, pkttest.ProtoICMPv6, pkttest.ICMPv6(netip.MustParseAddr(router), netip.MustParseAddr(a), tt.typ, 0, 7, quoted)))
		rs := run(flow.DefaultConfig(), ps)
		if len(rs) != 2 || rs[0].Has(record.PartICMPMap) != tt.err {
			t.Fatalf("type %d: %d records, mapped %t; want 2, %t", tt.typ, len(rs), rs[0].Has(record.PartICMPMap), tt.err)
		}
		if want := (record.ICMP{Map: tt.form, Type: tt.typ, Seq: 7, Gateway: 7}); tt.err && rs[0].ICMPMap != want {
			t.Errorf("type %d: %+v, want %+v", tt.typ, rs[0].ICMPMap, want)
		}
		cfg := flow.DefaultConfig()
		cfg.Compat = true
		if rs := run(cfg, ps); rs[0].Has(record.PartICMPMap) {
			t.Errorf("type %d, compat: mapped", tt.typ)
		}
	}
}
