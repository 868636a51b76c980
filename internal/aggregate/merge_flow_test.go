// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/record"
)

// between returns a flow of a protocol between two addresses and ports.
func between(src, dst string, proto uint8) *record.Record {
	r := udp(0)
	a, b := netip.MustParseAddrPort(src), netip.MustParseAddrPort(dst)
	f := &r.Flow
	f.Proto, f.SrcPort, f.DstPort = proto, a.Port(), b.Port()
	f.Src, f.Dst = [16]byte{}, [16]byte{}
	copy(f.Src[:], a.Addr().AsSlice())
	copy(f.Dst[:], b.Addr().AsSlice())
	if a.Addr().Is6() {
		f.Addr = record.AddrIPv6
	}
	return r
}

// ends returns the key of an IP flow as text.
func ends(r *record.Record) any {
	f := &r.Flow
	address := func(a [16]byte, n uint16) string {
		if f.Addr == record.AddrIPv4 {
			if !f.HasMask {
				n = 32
			}
			return fmt.Sprintf("%v/%d", netip.AddrFrom4([4]byte(a[:4])), n)
		}
		if !f.HasMask {
			n = 128
		}
		return fmt.Sprintf("%v/%d", netip.AddrFrom16(a), n)
	}
	return fmt.Sprintf("%d %s %d %s %d", f.Proto, address(f.Src, f.SrcMask), f.SrcPort, address(f.Dst, f.DstMask), f.DstPort)
}

// arp returns a request of ARP.
func arp(src, dst string, mac byte) *record.Record {
	r := udp(0)
	r.Flow = record.Flow{Kind: record.FlowARP, Addr: record.AddrARP, Op: 1}
	copy(r.Flow.Src[:], netip.MustParseAddr(src).AsSlice())
	copy(r.Flow.Dst[:], netip.MustParseAddr(dst).AsSlice())
	r.Flow.SHA[5] = mac
	return r
}

// TestMergeFlow: what all keys of a group have in common remains (clients:
// aggregation, section 2, and the family, measured, section 2.2).
func TestMergeFlow(t *testing.T) {
	masked := func(bits uint16) *record.Record {
		r := between("10.1.0.0:1", "10.2.0.1:80", 6)
		r.Flow.HasMask, r.Flow.SrcMask, r.Flow.DstMask = true, bits, 32
		return r
	}
	asked := func(r *record.Record) any {
		f := &r.Flow
		return fmt.Sprintf("%v %v %d", netip.AddrFrom4([4]byte(f.Src[:4])), netip.AddrFrom4([4]byte(f.Dst[:4])), f.SHA[5])
	}
	icmp := func(kind, code uint8, id uint16) *record.Record {
		r := between("10.1.0.1:0", "10.2.0.1:0", 1)
		r.Flow.ICMPType, r.Flow.ICMPCode, r.Flow.ICMPID = kind, code, id
		return r
	}
	types := func(r *record.Record) any {
		return [3]int{int(r.Flow.ICMPType), int(r.Flow.ICMPCode), int(r.Flow.ICMPID)}
	}
	esp := func(spi uint32) *record.Record {
		r := between("10.1.0.1:0", "10.2.0.1:0", 50)
		r.Flow.SPI = spi
		return r
	}
	frame := func(last byte) *record.Record {
		r := udp(0)
		r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrEthernet, EtherType: 0x88cc}
		r.Flow.Src[5] = last
		return r
	}
	link := func(r *record.Record) any { return [2]int{int(r.Flow.Addr), int(r.Flow.Src[5])} }
	const six = "[2001:db8:0:1::1]:1"
	checkParts(t, "srcid", []partTest{
		{"same", between("10.1.0.1:1", "10.2.0.1:80", 6), between("10.1.0.1:1", "10.2.0.1:80", 6), ends, "6 10.1.0.1/32 1 10.2.0.1/32 80"},
		{"ports", between("10.1.0.1:1", "10.2.0.1:80", 6), between("10.1.0.1:2", "10.2.0.1:80", 6), ends, "6 10.1.0.1/32 0 10.2.0.1/32 80"},
		// 1 and 3 differ in the 31st bit, 2 and 4 of the second byte in the 14th.
		{"addresses", between("10.1.0.1:1", "10.2.0.1:80", 6), between("10.1.0.3:1", "10.4.0.1:80", 6), ends, "6 10.1.0.0/30 1 10.0.0.0/13 80"},
		{"protocols", between("10.1.0.1:1", "10.2.0.1:80", 6), between("10.1.0.1:1", "10.2.0.1:80", 17), ends, "0 10.1.0.1/32 0 10.2.0.1/32 0"},
		{"masks", masked(24), masked(16), ends, "6 10.1.0.0/16 1 10.2.0.1/32 80"},
		// Of IPv6 whole words of 32 bits are kept: here the first, and then two.
		{"IPv6, first word", between(six, six, 6), between("[2001:db8:1::1]:1", six, 6), ends, "6 2001:db8::/32 1 2001:db8:0:1::1/128 1"},
		{"IPv6, two words", between(six, six, 6), between("[2001:db8:0:1:8000::]:1", six, 6), ends, "6 2001:db8:0:1::/64 1 2001:db8:0:1::1/128 1"},
		{"IPv4 and IPv6", between("10.1.0.1:1", "10.2.0.1:80", 6), between(six, "[::1]:80", 6), ends, "6 0.0.0.0/0 1 0.0.0.0/0 80"},
		{"IPv4 and IPv6, protocols", between("10.1.0.1:1", "10.2.0.1:80", 6), between(six, "[::1]:80", 17), ends, "0 0.0.0.0/0 0 0.0.0.0/0 0"},
		{"ICMP", icmp(8, 0, 7), icmp(8, 0, 7), types, [3]int{8, 0, 7}},
		{"ICMP, other code", icmp(3, 1, 7), icmp(3, 3, 7), types, [3]int{0, 0, 7}},
		{"ICMP, other flow", icmp(8, 0, 7), icmp(8, 0, 9), types, [3]int{8, 0, 0}},
		{"ESP", esp(5), esp(6), func(r *record.Record) any { return r.Flow.SPI }, uint32(0)},
		{"ARP", arp("10.0.0.1", "10.0.0.2", 1), arp("10.0.0.1", "10.0.0.2", 1), asked, "10.0.0.1 10.0.0.2 1"},
		{"ARP, others", arp("10.0.0.1", "10.0.0.2", 1), arp("10.0.0.1", "10.0.0.3", 2), asked, "10.0.0.1 0.0.0.0 0"},
		{"link frames keep the first", frame(1), frame(2), link, [2]int{int(record.AddrEthernet), 1}},
		{"ARP and IP keep the first", arp("10.0.0.1", "10.0.0.2", 1), udp(0), asked, "10.0.0.1 10.0.0.2 1"},
	})
}

// TestMatrix: a pair of addresses is one group, of which the smaller address is the
// source. IPv6 addresses compare by words of 32 bits with the last byte first; ARP is
// never turned.
func TestMatrix(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"10.0.0.1:1", "10.0.0.2:2", "17 10.0.0.1/32 1 10.0.0.2/32 2"},
		{"10.0.0.2:2", "10.0.0.1:1", "17 10.0.0.1/32 1 10.0.0.2/32 2"},
		{"10.0.0.2:2", "9.0.0.200:1", "17 9.0.0.200/32 1 10.0.0.2/32 2"},
		// The first words are 0x20010db8 in both; of the last ones 1::0 is read as 0 and
		// ::2 as 2<<24.
		{"[2001:db8::2]:2", "[2001:db8::1:0]:1", "17 2001:db8::1:0/128 1 2001:db8::2/128 2"},
		// fe80 is read as 0x80fe and 2001:db8 as 0xb80d0120.
		{"[2001:db8::1]:2", "[fe80::1]:1", "17 fe80::1/128 1 2001:db8::1/128 2"},
	} {
		r := between(tt.a, tt.b, 17)
		if got := ends(one(t, "matrix", r)); got != tt.want {
			t.Errorf("%s and %s: %v, want %s", tt.a, tt.b, got, tt.want)
		}
		turned := between(tt.b, tt.a, 17)
		both := one(t, "matrix", r, turned)
		if got := ends(both); got != tt.want || both.Metrics.Src != (record.Counter{Packets: 2, Bytes: 150}) {
			t.Errorf("%s and %s, both ways: %v, %+v; want %s", tt.a, tt.b, got, both.Metrics.Src, tt.want)
		}
	}
	for _, tt := range []struct {
		words  string
		a, b   *record.Record
		groups int
	}{
		{"matrix", arp("10.0.0.2", "10.0.0.1", 1), arp("10.0.0.1", "10.0.0.2", 1), 2},
		{"matrix/24", between("10.0.0.1:1", "10.0.1.1:2", 17), between("10.0.1.7:3", "10.0.0.9:4", 17), 1},
		{"saddr daddr", between("10.0.0.1:1", "10.0.1.1:2", 17), between("10.0.1.1:2", "10.0.0.1:1", 17), 2},
		{"macmatrix", linked(1, 2), linked(2, 1), 1},
		{"smac dmac", linked(1, 2), linked(2, 1), 2},
	} {
		if got := merged(t, aggregate.Rule{Key: key(t, tt.words)}, tt.a, tt.b); len(got) != tt.groups {
			t.Errorf("-m %s: %d groups, want %d", tt.words, len(got), tt.groups)
		}
	}
}

// linked returns a flow between two link addresses.
func linked(src, dst byte) *record.Record {
	return part(0, record.PartMAC, func(r *record.Record) { r.MAC.Src[5], r.MAC.Dst[5] = src, dst })
}
