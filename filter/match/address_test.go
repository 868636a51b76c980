// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"net/netip"
	"testing"

	"github.com/argus-go/argus/record"
)

func ends(kind record.AddrType, src, dst string) func(*record.Record) {
	return func(r *record.Record) {
		r.Flow.Addr, r.Flow.Src, r.Flow.Dst = kind, [16]byte{}, [16]byte{}
		copy(r.Flow.Src[:], netip.MustParseAddr(src).AsSlice())
		copy(r.Flow.Dst[:], netip.MustParseAddr(dst).AsSlice())
	}
}

func ip4(src, dst string) func(*record.Record) { return ends(record.AddrIPv4, src, dst) }

func ip6(src, dst string) func(*record.Record) { return ends(record.AddrIPv6, src, dst) }

func ports(src, dst uint16) func(*record.Record) {
	return func(r *record.Record) { r.Flow.SrcPort, r.Flow.DstPort = src, dst }
}

func macs(src, dst byte) func(*record.Record) {
	return func(r *record.Record) {
		r.MAC.Src, r.MAC.Dst = [6]byte{2, 0, 0, 0, 0, src}, [6]byte{2, 0, 0, 0, 0, dst}
	}
}

func id(kind record.IDKind, bytes ...byte) func(*record.Record) {
	return func(r *record.Record) {
		r.Transport.Src = record.SourceID{Kind: kind}
		copy(r.Transport.Src.ID[:], bytes)
	}
}

// addressTests are filters of addresses, ports and names, changes to a whole TCP
// flow over IPv4, and the result.
var addressTests = []struct {
	filter string
	change func(r *record.Record)
	want   bool
}{
	{"host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), true},
	{"host 192.0.2.2", ip4("192.0.2.1", "192.0.2.2"), true},
	{"host 192.0.2.3", ip4("192.0.2.1", "192.0.2.2"), false},
	{"src host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), true},
	{"src host 192.0.2.2", ip4("192.0.2.1", "192.0.2.2"), false},
	{"dst host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), false},
	{"dst host 192.0.2.2", ip4("192.0.2.1", "192.0.2.2"), true},
	{"src and dst host 192.0.2.1", ip4("192.0.2.1", "192.0.2.1"), true},
	{"src and dst host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), false},
	{"src and dst net 192.0.2.0/24", ip4("192.0.2.1", "192.0.2.2"), true},
	{"host 192.0.2.1", change(ip4("192.0.2.1", "192.0.2.2"), lacks(record.PartFlow)), false},
	{"host 192.0.2.1", ends(record.AddrARP, "192.0.2.1", "192.0.2.2"), true},
	{"dst host 192.0.2.1", ends(record.AddrARP, "192.0.2.1", "192.0.2.2"), false},
	{"host 192.0.2.1", ends(record.AddrRARP, "192.0.2.1", "192.0.2.2"), false},
	{"arp host 192.0.2.1", ends(record.AddrARP, "192.0.2.1", "192.0.2.2"), true},
	{"arp host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), false},
	{"ip host 192.0.2.1", ends(record.AddrARP, "192.0.2.1", "192.0.2.2"), false},
	{"ip host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), true},
	{"ipv4 host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), true},
	{"icmp host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), true}, // as in 3.0.8
	{"ipv6 host 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), false},
	{"arp host 2001:db8::1", ip6("2001:db8::1", "2001:db8::2"), false},
	{"host 2001:db8::1", ip6("2001:db8::1", "2001:db8::2"), true},
	{"src host 2001:db8::2", ip6("2001:db8::1", "2001:db8::2"), false},
	{"dst host 2001:db8::2", ip6("2001:db8::1", "2001:db8::2"), true},
	{"host 2001:db8::1", ip6("2001:db8:0:1::1", "2001:db8::2"), false},
	{"host 2001:db8::1", change(ip6("2001:db8::1", "2001:db8::2"), lacks(record.PartFlow)), false},
	{"host 2001:db8::1", change(ip6("2001:db8::1", "2001:db8::2"), addr(record.AddrIPv4)), false},
	{"ip host 2001:db8::1", ip6("2001:db8::1", "2001:db8::2"), true},
	{"ipv4 host 2001:db8::1", ip6("2001:db8::1", "2001:db8::2"), false},
	{"icmp6 host 2001:db8::1", change(ip6("2001:db8::1", "2001:db8::2"), proto(58)), true},
	{"icmp6 and host 2001:db8::1", change(ip6("2001:db8::1", "2001:db8::2"), proto(58)), true},
	{"icmp6 host 2001:db8::1", ip6("2001:db8::1", "2001:db8::2"), false},
	{"icmp6 dst host 2001:db8::1", change(ip6("2001:db8::1", "2001:db8::2"), proto(58)), false},
	{"src 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), true},
	{"dst 192.0.2.1", ip4("192.0.2.1", "192.0.2.2"), false},
	// Networks.
	{"net 192.0.2.0/25", ip4("192.0.2.127", "10.0.0.1"), true},
	{"net 192.0.2.0/25", ip4("192.0.2.128", "10.0.0.1"), false},
	{"net 192.0.2.77/25", ip4("192.0.2.1", "10.0.0.1"), true},
	{"net 192.0.2.7/32", ip4("192.0.2.7", "10.0.0.1"), true},
	{"net 192.0.2.7/32", ip4("192.0.2.6", "10.0.0.1"), false},
	{"net 192.0.2.7/31", ip4("192.0.2.6", "10.0.0.1"), true},
	{"net 192.0.2.7", ip4("192.0.2.6", "10.0.0.1"), false},
	{"net 0.0.0.0/0", ip4("192.0.2.6", "10.0.0.1"), true},
	{"net 0.0.0.0/0", ip6("::1", "::2"), false},
	{"net 128.0.0.0/1", ip4("127.255.255.255", "10.0.0.1"), false},
	{"net 128.0.0.0/1", ip4("128.0.0.0", "10.0.0.1"), true},
	{"net 192.0.0.2 mask 255.0.0.255", ip4("192.7.8.2", "10.0.0.1"), true},
	{"net 192.0.0.2 mask 255.0.0.255", ip4("192.7.8.3", "10.0.0.1"), false},
	{"net 2001:db8::/33", ip6("2001:db8:7fff::", "::1"), true},
	{"net 2001:db8::/33", ip6("2001:db8:8000::", "::1"), false},
	{"net 2001:db8::/64", ip6("2001:db8::ffff:0:0:1", "::1"), true},
	{"net 2001:db8::/64", ip6("2001:db8:0:1::", "::1"), false},
	{"net 2001:db8::/65", ip6("2001:db8::7fff:0:0:1", "::1"), true},
	{"net 2001:db8::/65", ip6("2001:db8::8000:0:0:0", "::1"), false},
	{"net 2001:db8::7/127", ip6("2001:db8::6", "::1"), true},
	{"net 2001:db8::7/128", ip6("2001:db8::6", "::1"), false},
	{"net 0::/0", ip6("2001:db8::6", "::1"), true},
	// Names: noNames knows these.
	{"host server", ip4("192.0.2.1", "10.0.0.1"), true},
	{"host server", ip4("10.0.0.1", "192.0.2.1"), true},
	{"src host server", ip4("10.0.0.1", "192.0.2.1"), false},
	{"host server", ip6("2001:db8::1", "::1"), true},
	{"host server", ip6("2001:db8::2", "::1"), false},
	{"ipv6 host server", ip4("192.0.2.1", "10.0.0.1"), false},
	{"net office", ip4("10.20.255.1", "192.0.2.1"), true},
	{"net office", ip4("10.21.0.1", "192.0.2.1"), false},
	{"net loop", ip4("127.1.2.3", "192.0.2.1"), true},
	{"net loop", ip4("126.1.2.3", "192.0.2.1"), false},
	// Link addresses.
	{"ether host 2:0:0:0:0:1", macs(1, 2), true},
	{"ether host 2:0:0:0:0:2", macs(1, 2), true},
	{"ether host 2:0:0:0:0:3", macs(1, 2), false},
	{"ether src 2:0:0:0:0:1", macs(1, 2), true},
	{"ether src 2:0:0:0:0:2", macs(1, 2), false},
	{"ether dst 2:0:0:0:0:2", macs(1, 2), true},
	{"ether dst 2:0:0:0:0:1", macs(1, 2), false},
	{"host 2:0:0:0:0:2", macs(1, 2), true},
	{"ether host 2:0:0:0:0:1", change(macs(1, 2), lacks(record.PartMAC)), false},
	{"ether dst 2:0:0:0:0:2", change(macs(1, 2), lacks(record.PartMAC)), false},
	{"ether host 2:0:0:0:0:8/46", macs(11, 99), true},
	{"ether host 2:0:0:0:0:8/46", macs(12, 99), false},
	{"ether dst host 2:0:0:0:0:8/46", macs(11, 99), false},
	{"ether src host 2:0:0:0:0:8/46", change(macs(11, 99), lacks(record.PartMAC)), false},
	{"ether host 2:0:0:0:0:0/8", macs(1, 2), true},
	{"ether host 3:0:0:0:0:0/8", macs(1, 2), false},
	{"ether host 3:0:0:0:0:0/7", macs(1, 2), true},
	{"ether host 9:9:9:9:9:9/0", macs(1, 2), true},
	{"ether net 2:0:0:0:0:0/8", macs(1, 2), true},
	{"ether host router", func(r *record.Record) { r.MAC.Dst = [6]byte{7, 7, 7, 7, 7, 7} }, true},
	// What a router passes on has its link address, not its own.
	{"gateway router", ip4("10.0.0.1", "10.0.0.2"), true},
	{"gateway router", ip4("10.0.0.1", "7.7.7.7"), false},
	{"gateway router", change(ip4("10.0.0.1", "10.0.0.2"), macs(1, 2)), false},
	{"src gateway router", ip4("10.0.0.1", "7.7.7.7"), true},
	{"src gateway router", ip4("7.7.7.7", "10.0.0.1"), false},
	// Sensors.
	{"srcid 192.0.2.9", id(record.IDIPv4, 192, 0, 2, 9), true},
	{"srcid 192.0.2.9", id(record.IDIPv4, 192, 0, 2, 8), false},
	{"srcid 3221225993", id(record.IDInt, 192, 0, 2, 9), true},
	{`srcid "ab"`, id(record.IDString, 'a', 'b'), true},
	{`srcid "abcd"`, id(record.IDString, 'a', 'b', 'c', 'd'), true},
	{`srcid "ab"`, id(record.IDString, 'a', 'b', 'c'), false},
	{"srcid 192.0.2.9", change(id(record.IDIPv4, 192, 0, 2, 9), lacks(record.PartTransport)), false},
	{"srcid 192.0.2.9", change(id(record.IDIPv4, 192, 0, 2, 9), func(r *record.Record) { r.Transport.HasSrc = false }), false},
	{"srcid 01020304-0506-0708-090a-0b0c0d0e0f10", id(record.IDUUID, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), true},
	{"srcid 01020304-0506-0708-090a-0b0c0d0e0f11", id(record.IDUUID, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), false},
	{"srcid 01020304-0506-0708-090a-0b0c0d0e0f10", change(id(record.IDUUID, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), lacks(record.PartTransport)), false},
	{"srcid 01020304-0506-0708-090a-0b0c0d0e0f10", change(id(record.IDUUID, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), func(r *record.Record) { r.Transport.HasSrc = false }), false},
	{"inf en0", func(r *record.Record) { r.Transport.Src.Inf = [4]byte{'e', 'n', '0'} }, true},
	{`inf "eth0"`, func(r *record.Record) { r.Transport.Src.Inf = [4]byte{'e', 't', 'h', '0'} }, true},
	{"inf en0", func(r *record.Record) { r.Transport.Src.Inf = [4]byte{'e', 'n', '0', '1'} }, false},
	{"inf en0", func(r *record.Record) {
		r.Transport.Src.Inf, r.Transport.HasSrc = [4]byte{'e', 'n', '0'}, false
	}, false},
	{"inode 192.0.2.7", func(r *record.Record) { r.ICMPMap.OuterSrc = 0xc0000207 }, true},
	{"inode 192.0.2.7", func(r *record.Record) { r.ICMPMap.OuterSrc = 0xc0000208 }, false},
	{"inode 0.0.0.7", lacks(record.PartICMPMap), false},
	// Protocols.
	{"proto 6", same, true},
	{"proto 17", same, false},
	{"proto 255", proto(255), true},
	{"proto udp", proto(17), true},
	{"ip proto 6", same, true},
	{"ipv4 proto 6", same, true},
	{"ipv4 proto 6", addr(record.AddrIPv6), false},
	{"ipv4 proto 17", same, false},
	{"ipv6 proto 6", same, false},
	{"ipv6 proto 6", addr(record.AddrIPv6), true},
	{"ipv6 proto 17", addr(record.AddrIPv6), false},
	{"proto 6", addr(record.AddrARP), false},
	{"ether proto 0x800", same, true},
	{"ether proto ip", same, true},
	{"ether proto 0x800", addr(record.AddrIPv6), false},
	{"ether proto ipv6", addr(record.AddrIPv6), true},
	{"ether proto arp", addr(record.AddrARP), true},
	{"ether proto arp", addr(record.AddrRARP), false},
	{"ether proto rarp", addr(record.AddrRARP), true},
	{"ether proto 7", addr(record.AddrEthernet), true},
	{"ether proto 8", addr(record.AddrEthernet), false},
	{"ether proto 7", same, false},
	{"ether proto 7", change(addr(record.AddrEthernet), lacks(record.PartFlow)), false},
	{"ether proto 65535", func(r *record.Record) { r.Flow.Addr, r.Flow.EtherType = record.AddrEthernet, 65535 }, true},
	// Ports.
	{"port 80", ports(80, 4000), true},
	{"port 80", ports(4000, 80), true},
	{"port 80", ports(4000, 81), false},
	{"src port 80", ports(4000, 80), false},
	{"src port 80", ports(80, 4000), true},
	{"dst port 80", ports(80, 4000), false},
	{"src and dst port 80", ports(80, 80), true},
	{"src and dst port 80", ports(80, 81), false},
	{"port 65535", ports(65535, 1), true},
	{"port 80", change(ports(80, 1), proto(17)), true},
	{"port 80", change(ports(80, 1), proto(47)), false},
	{"port 80", change(ports(80, 1), addr(record.AddrIPv6)), true},
	{"port 80", change(ports(80, 1), addr(record.AddrARP)), false},
	{"dst port 80", change(ports(1, 80), proto(47)), false},
	{"tcp port 80", ports(80, 1), true},
	{"tcp port 80", change(ports(80, 1), proto(17)), false},
	{"udp port 80", ports(80, 1), false},
	{"udp port 80", change(ports(80, 1), proto(17)), true},
	{"ip port 80", change(ports(80, 1), proto(17)), true},
	{"ipv4 port 80", ports(80, 1), true},
	{"ipv4 port 80", change(ports(80, 1), addr(record.AddrIPv6)), false},
	{"ipv6 port 80", change(ports(80, 1), addr(record.AddrIPv6)), true},
	{"ipv6 port 80", ports(80, 1), false},
	{"ipv6 port 80", change(ports(81, 1), addr(record.AddrIPv6)), false},
	{"rtp port 80", change(ports(80, 1), proto(17), kind(record.NetRTP), packets(9, 9)), true},
	{"rtp port 80", change(ports(81, 1), proto(17), kind(record.NetRTP), packets(9, 9)), false},
	{"rtp port 80", change(ports(80, 1), proto(17), kind(record.NetRTCP), packets(9, 9)), false},
	{"rtcp port 80", change(ports(80, 1), proto(17), kind(record.NetRTCP)), true},
	{"udt port 80", change(ports(80, 1), proto(17), kind(record.NetUDT)), true},
	{"udt port 80", change(ports(80, 1), kind(record.NetUDT)), false},
	{"port domain", ports(53, 1), true},
	{"port domain", change(ports(53, 1), proto(17)), true},
	{"port syslog", ports(514, 1), false}, // a service of UDP
	{"port syslog", change(ports(514, 1), proto(17)), true},
	{"udp port syslog", change(ports(514, 1), proto(17)), true},
	{"port shell", ports(514, 1), true}, // a service of TCP
	{"port shell", change(ports(514, 1), proto(17)), false},
	{"port 80-90", ports(80, 1), true},
	{"port 80-90", ports(90, 1), true},
	{"port 80-90", ports(1, 90), true},
	{"port 90-80", ports(85, 1), true},
	{"port 80-90", ports(79, 1), false},
	{"port 80-90", ports(91, 92), false},
	{"port 80-90", ports(79, 91), true}, // as in 3.0.8
	{"src port 80-90", ports(79, 85), false},
	{"src port 80-90", ports(80, 1), true},
	{"dst port 80-90", ports(1, 91), false},
	{"src and dst port 80-90", ports(80, 90), true},
	{"src and dst port 80-90", ports(80, 91), false},
	{"port 0-65535", ports(5, 6), true},
	// Countries.
	{"co DE", func(r *record.Record) { r.Country = record.Country{Src: [2]byte{'D', 'E'}} }, true},
	{"co DE", func(r *record.Record) { r.Country = record.Country{Dst: [2]byte{'D', 'E'}} }, true},
	{"src co DE", func(r *record.Record) { r.Country = record.Country{Dst: [2]byte{'D', 'E'}} }, false},
	{"dst co DE", func(r *record.Record) { r.Country = record.Country{Src: [2]byte{'D', 'E'}} }, false},
	{"co DK", func(r *record.Record) { r.Country = record.Country{Src: [2]byte{'D', 'E'}} }, false},
	{"co DE", change(func(r *record.Record) {
		r.Country = record.Country{Src: [2]byte{'D', 'E'}, Dst: [2]byte{'D', 'E'}}
	}, lacks(record.PartCountry)), false},
}

func TestAddresses(t *testing.T) {
	for i, tt := range addressTests {
		r := whole(6)
		tt.change(r)
		if got := compile(t, tt.filter).Match(r); got != tt.want {
			t.Errorf("test %d: %s: got %v, want %v", i, tt.filter, got, tt.want)
		}
	}
}
