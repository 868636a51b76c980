// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"strings"
	"testing"
)

// Tunnels whose outer end points are 192.0.0.1 and 192.0.0.2, or the hosts of
// the other tests where IPv6 is outside.
const (
	outerEnds = "c0000001 c0000002 "
	gotOuter  = "192.0.0.1 > 192.0.0.2 "
)

// outer4 returns an IPv4 header around payload.
func outer4(tb testing.TB, proto int, payload string) string {
	return fmt.Sprintf("4500 %04x 1234 0000 c8 %02x 0000 "+outerEnds, 20+len(unhex(tb, payload)), proto) + payload
}

// outer6 is the same with IPv6.
func outer6(tb testing.TB, proto int, payload string) string {
	return fmt.Sprintf("60000000 %04x %02x c8", len(unhex(tb, payload)), proto) + ip6Hosts + payload
}

// outerUDP is the same with IPv4 and UDP.
func outerUDP(tb testing.TB, sport, dport int, payload string) string {
	return outer4(tb, 17, fmt.Sprintf("%04x %04x %04x 0000", sport, dport, 8+len(unhex(tb, payload)))+payload)
}

func TestGRE(t *testing.T) {
	gre := func(s string) string { return outer4(t, 47, s) }
	runCases(t, LinkRaw, Options{}, []decodeCase{ // bytes: 20 outer, the GRE header, what is in it
		{"IPv4", gre("0000 0800" + ip4UDP), gotUDP4 + "62 +gre +ipip"},
		{"IPv6", gre("0000 86dd" + ip6UDP), gotUDP6 + "82 +gre +ipip"},
		{"key", gre("2000 0800 00000001" + ip4UDP), gotUDP4 + "66 +gre +ipip"},
		{"checksum, key, sequence", gre("b000 0800 00000000 00000001 00000002" + ip4UDP), gotUDP4 + "74 +gre +ipip"},
		{"source route", gre("4000 0800 00000000 0800 0404 01020304 0000 0000" + ip4UDP), gotUDP4 + "78 +gre +ipip"},
		{"bridged Ethernet", gre("0000 6558" + frameUDP4), gotUDP4 + "76" + inEther + " +ether +gre +ipip"},
		{
			"bridged ARP", gre("0000 6558" + frameARP),
			"arp op 1 020000000001/a000001 > 000000000000/a000002 app 38 data 0 of 66 ether 020000000001 > ffffffffffff +ether +gre +ipip",
		},
		{"VLAN", gre("0000 8100 2064 0800" + ip4UDP), gotUDP4 + "66 vlan 2064 +vlan +gre +ipip"},
		{"MPLS", gre("0000 8847 0001013f" + ip4UDP), gotUDP4 + "66 mpls 0001013f*1 +mpls +gre +ipip"},
		{"PPTP", gre("3081 880b 0028 0001 00000001 00000002 ff03 0021" + ip4UDP), gotUDP4 + "78 +ppp +gre +ipip"},
		{"GRE in GRE", gre("0000 0800" + outer4(t, 47, "0000 0800"+ip4UDP)), gotUDP4 + "86 +gre +ipip"},
		{"ERSPAN II", gre("1000 88be 00000001 10020001 00000001" + frameUDP4), gotUDP4 + "88" + inEther + " +ether +gre +ipip +vxlan"},
	})
}

func TestGREClosed(t *testing.T) {
	gre := func(s string) string { return outer4(t, 47, s) }
	got := "ip 47 " + gotOuter
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"unknown protocol", gre("0000 8999 01020304"), got + "len 8 app 8 data 8 of 28 +gre +ipip"},
		{"keepalive", gre("0000 0000"), got + "len 4 app 4 data 4 of 24 +gre +ipip"},
		{"PPTP acknowledgement", gre("2081 880b 0000 0001 00000001"), got + "len 12 app 12 data 12 of 32 +ppp +gre +ipip"},
		{"PPTP, LCP", gre("3001 880b 0008 0001 00000001 ff03 c021 09010004"), got + "len 20 app 20 data 20 of 40 +ppp +gre +ipip"},
		{"version 2", gre("0002 0800" + ip4UDP), got + "len 42 app 42 data 42 of 62 +gre +ipip"},
		{"ERSPAN I, not asked for", gre("0000 88be" + frameUDP4), got + "len 56 app 56 data 56 of 76 +gre +ipip"},
		{"ERSPAN III, not asked for", gre("1000 22eb 00000001 20020001 00000001 00000000" + frameUDP4), got + "len 72 app 72 data 72 of 92 +gre +ipip"},
		{"IPv4 cut", gre("0000 0800 4500 0026"), got + "len 8 app 8 data 8 of 28 +gre +ipip"},
		{"MPLS cut", gre("0000 8847 0001003f"), got + "len 8 app 8 data 8 of 28 +gre +ipip"},
		{"VLAN of something else", gre("0000 8100 2064 88cc 0207"), got + "len 10 app 10 data 10 of 30 +gre +ipip"},
		{"endless source route", gre("4000 0800 00000000 0800 0404 01020304"), got + "len 16 app 16 data 16 of 36 +gre +ipip"},
		{"header cut", gre("0000 08"), got + "len 3 app 3 data 3 of 23"},
		{
			"a later fragment", "4500 001c 1234 0002 c8 2f 0000" + outerEnds + "0000 0800 01020304",
			got + "frag 1234 at 16 more false len 8 app 8 data 8 of 28",
		},
	})
	runCases(t, LinkRaw, Options{}, []decodeCase{ // a first fragment is opened, but the inside is none
		{"first fragment", "4500 003e 1234 2000 c8 2f 0000" + outerEnds + "0000 0800" + ip4UDP, gotUDP4 + "62 +gre +ipip"},
	})
}

func TestIPv6Tunnels(t *testing.T) {
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"GRE", outer6(t, 47, "0000 0800"+ip4UDP), gotUDP4 + "82 +gre +ip6"},
		{"GRE of something else", outer6(t, 47, "0000 8999 01020304"), "ip 47 " + gotIP6 + "len 8 app 8 data 8 of 48"},
		{"GRE, IPv4 cut", outer6(t, 47, "0000 0800 45000026"), "ip 47 " + gotIP6 + "len 8 app 8 data 8 of 48"},
		{"IPv4", outer6(t, 4, ip4UDP), gotUDP4 + "78 +ip6"},
		{"IPv4 of an impossible length", outer6(t, 4, "4500 0013"+ip4UDP[9:]), "ip 4 " + gotIP6 + "len 38 app 38 data 38 of 78"},
		{"IPv4 cut", outer6(t, 4, "45000026"), "ip 4 " + gotIP6 + "len 4 app 4 data 4 of 44"},
	})
}

// TestDiscovered: tunnels that only tunnel discovery opens.
func TestDiscovered(t *testing.T) {
	gre := func(s string) string { return outer4(t, 47, s) }
	const (
		erspan3 = "20020001 00000001 00000000"                  // no sub-header, Ethernet
		platf   = "20020001 00000001 00000001 0102030405060708" // O bit, 8 bytes
		erspIP  = "20020001 00000001 00000800"                  // frame type 2
	)
	dot1q := macs + "8100 2064 0800" + ip4UDP
	cases := []decodeCase{ // bytes: 20 outer, the GRE header of 4 or 8, what is in it
		{"ERSPAN I", gre("0000 88be" + frameUDP4), gotUDP4 + "76" + inEther + " +ether +gre +ipip +vxlan"},
		{"ERSPAN I, key", gre("2000 88be 00000001" + frameUDP4), gotUDP4 + "80" + inEther + " +ether +gre +ipip +vxlan"},
		{"ERSPAN I, tagged", gre("0000 88be" + dot1q), gotUDP4 + "80" + inEther + " vlan 2064 +ether +vlan +gre +ipip +vxlan"},
		{"ERSPAN I, IPv6", gre("0000 88be" + frameUDP6), gotUDP6 + "96" + inEther + " +ether +gre +ipip +vxlan"},
		{"ERSPAN II", gre("1000 88be 00000001 10020001 00000001" + frameUDP4), gotUDP4 + "88" + inEther + " +ether +gre +ipip +vxlan"},
		{"ERSPAN III", gre("1000 22eb 00000001" + erspan3 + frameUDP4), gotUDP4 + "92" + inEther + " +ether +gre +ipip +vxlan"},
		{"ERSPAN III, sub-header", gre("1000 22eb 00000001" + platf + frameUDP4), gotUDP4 + "100" + inEther + " +ether +gre +ipip +vxlan"},
		{"ERSPAN III, IP", gre("1000 22eb 00000001" + erspIP + ip4UDP), gotUDP4 + "78 +gre +ipip +vxlan"},
		{"ERSPAN III, IPv6", gre("1000 22eb 00000001" + erspIP + ip6UDP), gotUDP6 + "98 +gre +ipip +vxlan"},
		{"ERSPAN I over IPv6", outer6(t, 47, "0000 88be"+frameUDP4), gotUDP4 + "96" + inEther + " +ether +gre +ip6 +vxlan"},
		{"IPv4 in IPv4", outer4(t, 4, ip4UDP), gotUDP4 + "58 +ipip"},
		{"IPv6 in IPv4", outer4(t, 41, ip6UDP), gotUDP6 + "78 +ipip"},
		{"IPv4 in IPv6", outer6(t, 4, ip4UDP), gotUDP4 + "78 +ip6"},
		{"IPv6 in IPv6", outer6(t, 41, ip6UDP), gotUDP6 + "98 +ip6"},
		{"IPv6 in IPv6 behind options", outer6(t, 60, "2900 010401020304"+ip6UDP), gotUDP6 + "106 +ip6"},
		{"IPv4 in IPv6 in IPv4", outer4(t, 41, outer6(t, 4, ip4UDP)), gotUDP4 + "98 +ipip +ip6"},
		{"IPv4 in IPv4, twice", outer4(t, 4, outer4(t, 4, ip4UDP)), gotUDP4 + "78 +ipip"},
		{"TCP", outer4(t, 4, ip4(6, 30)+tcp10), "ip 6 10.0.0.1 100 > 10.0.0.2 200 tcp 18 1000/2000 win 4096 len 30 app 10 data 10 of 70 +ipip"},
		{"a fragment inside", outer4(t, 4, "4500 0026 1234 2000 40 11 0000"+end4+udp10), "ip 17 10.0.0.1 100 > 10.0.0.2 200 frag 1234 at 0 more true len 18 app 10 data 10 of 58 +ipip"},
	}
	runCases(t, LinkRaw, Options{TunnelDiscovery: true}, cases)
	got := "ip 47 " + gotOuter
	runCases(t, LinkRaw, Options{TunnelDiscovery: true}, []decodeCase{ // nothing that can be opened
		{"ERSPAN I, frame cut", gre("0000 88be 0200000000020200"), got + "len 12 app 12 data 12 of 32 +gre +ipip"},
		{"ERSPAN III, header cut", gre("1000 22eb 00000001 20020001 00000001"), got + "len 16 app 16 data 16 of 36 +gre +ipip"},
		{"ERSPAN III, sub-header cut", gre("1000 22eb 00000001" + platf), got + "len 28 app 28 data 28 of 48 +gre +ipip"},
		{"ERSPAN III, another frame type", gre("1000 22eb 00000001 20020001 00000001 00007c00" + frameUDP4), got + "len 72 app 72 data 72 of 92 +gre +ipip"},
		{"IPv4 in IPv4, cut", outer4(t, 4, "45000026"), "ip 4 " + gotOuter + "len 4 app 4 data 4 of 24"},
		{"IPv4 in IPv4, nothing inside", outer4(t, 4, ""), "ip 4 " + gotOuter + "len 0 app 0 data 0 of 20"},
		{"IPv6 in IPv4, nothing inside", outer4(t, 41, ""), "ip 41 " + gotOuter + "len 0 app 0 data 0 of 20"},
		{"protocol 4, but IPv6", outer4(t, 4, ip6UDP), "ip 4 " + gotOuter + "len 58 app 58 data 58 of 78"},
		{"protocol 41, but IPv4", outer4(t, 41, ip4UDP), "ip 41 " + gotOuter + "len 38 app 38 data 38 of 58"},
		{"a later fragment", "4500 003a 1234 0002 40 04 0000" + outerEnds + ip4UDP, "ip 4 " + gotOuter + "frag 1234 at 16 more false len 38 app 38 data 38 of 58"},
	})
	closed := map[string]string{"IPv4 in IPv4": "ip 4 " + gotOuter, "IPv6 in IPv4": "ip 41 " + gotOuter, "IPv6 in IPv6": "ip 41 " + gotIP6}
	for _, tt := range cases {
		want := closed[tt.name]
		if strings.HasPrefix(tt.name, "ERSPAN I") && tt.name != "ERSPAN II" && !strings.HasSuffix(tt.name, "over IPv6") {
			want = got
		}
		if want == "" {
			continue
		}
		var p Packet
		b := unhex(t, tt.frame)
		decodeInto(NewDecoder(Options{}), &p, LinkRaw, b, len(b))
		if s := describe(&p); !strings.HasPrefix(s, want) {
			t.Errorf("%s, not asked for: got %s, want %s...", tt.name, s, want)
		}
	}
}

// TestTunnelFields: time to live and the like are the innermost header's.
func TestTunnelFields(t *testing.T) {
	b := unhex(t, frameGRE)
	var p Packet
	decodeInto(NewDecoder(Options{}), &p, LinkEthernet, b, len(b))
	if p.TTL != 64 || p.IPID != 0x1234 || p.Src4 != 0x0a000001 || p.Bytes != uint32(len(b)) {
		t.Errorf("TTL %d, id %x, source %x, %d bytes", p.TTL, p.IPID, p.Src4, p.Bytes)
	}
}

func TestUDPTunnels(t *testing.T) {
	on := Options{TunnelDiscovery: true}
	runCases(t, LinkRaw, on, []decodeCase{ // 28 bytes of outer IP and UDP
		{"VXLAN", outerUDP(t, 4096, 4789, "08000000 00007b00"+frameUDP4), gotUDP4 + "88" + inEther + " vni 7b +ether +vxlan"},
		{"VXLAN of Linux", outerUDP(t, 8472, 4096, "08000000 00007b00"+frameUDP6), gotUDP6 + "108" + inEther + " vni 7b +ether +vxlan"},
		{
			"VXLAN, ARP", outerUDP(t, 4096, 4789, "08000000 00007b00"+frameARP),
			"arp op 1 020000000001/a000001 > 000000000000/a000002 app 50 data 0 of 78 ether 020000000001 > ffffffffffff vni 7b +ether +vxlan",
		},
		{"Geneve, Ethernet", outerUDP(t, 4096, 6081, "0000 6558 00007b00"+frameUDP4), gotUDP4 + "88" + inEther + " vni 7b +ether +geneve"},
		{"Geneve, options, IPv4", outerUDP(t, 4096, 6081, "0200 0800 00007b00 0102030405060708"+ip4UDP), gotUDP4 + "82 vni 7b +geneve"},
		{"L2TP", outerUDP(t, 1701, 1701, "0002 0001 0002 ff03 0021"+ip4UDP), gotUDP4 + "76 +ppp +l2tp"},
		{"L2TP, all fields", outerUDP(t, 1701, 1701, "4a02 003a 0001 0002 0000 0000 0002 ffff 21"+ip4UDP), gotUDP4 + "83 +ppp +l2tp"},
		{"Teredo", outerUDP(t, 3544, 4096, ip6UDP), gotUDP6 + "86 +teredo"},
		{"Teredo, origin", outerUDP(t, 4097, 4096, "0000 f0f0 f0f0f0f0"+ip6UDP), gotUDP6 + "94 +teredo"},
		{"Teredo, authentication", outerUDP(t, 4097, 4096, "0001 00 00 0102030405060708 00"+ip6UDP), gotUDP6 + "99 +teredo"},
		{"Teredo, both", outerUDP(t, 4097, 4096, "0001 01 01 aa bb 0102030405060708 00 0000 f0f0 f0f0f0f0"+ip6UDP), gotUDP6 + "109 +teredo"},
	})
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{
			"VXLAN, not asked for", outerUDP(t, 4096, 4789, "08000000 00007b00"+frameUDP4),
			"ip 17 192.0.0.1 4096 > 192.0.0.2 4789 len 68 app 60 data 60 of 88",
		},
		{"Teredo, not asked for", outerUDP(t, 3544, 4096, ip6UDP), "ip 17 192.0.0.1 3544 > 192.0.0.2 4096 len 66 app 58 data 58 of 86"},
	})
}

func TestUDPTunnelsClosed(t *testing.T) {
	got := func(s, d, n int) string {
		return fmt.Sprintf("ip 17 192.0.0.1 %d > 192.0.0.2 %d len %d app %d data %d of %d", s, d, n+8, n, n, n+28)
	}
	runCases(t, LinkRaw, Options{TunnelDiscovery: true}, []decodeCase{
		{"plain", outerUDP(t, 100, 200, udpData), got(100, 200, 10)},
		{"VXLAN without identifier", outerUDP(t, 4096, 4789, "00000000 00007b00"+frameUDP4), got(4096, 4789, 60)},
		{"VXLAN, frame cut", outerUDP(t, 4096, 4789, "08000000 00007b00 020000000002"), got(4096, 4789, 14)},
		{"Geneve, another version", outerUDP(t, 4096, 6081, "4000 6558 00007b00"+frameUDP4), got(4096, 6081, 60)},
		{"Geneve, options too long", outerUDP(t, 4096, 6081, "3f00 6558 00007b00"+frameUDP4), got(4096, 6081, 60)},
		{"Geneve, another protocol", outerUDP(t, 4096, 6081, "0000 1234 00007b00 0102"), got(4096, 6081, 10)},
		{"L2TP control", outerUDP(t, 1701, 1701, "c802 000c 0001 0000 0000 0000"), got(1701, 1701, 12)},
		{"L2TP version 3", outerUDP(t, 1701, 1701, "0003 0001 0002 0021"+ip4UDP), got(1701, 1701, 46)},
		{"L2TP offset too long", outerUDP(t, 1701, 1701, "0202 0001 0002 ffff 0021"+ip4UDP), got(1701, 1701, 48)},
		{"no Teredo: another length", outerUDP(t, 3544, 4096, ip6UDP+"00"), got(3544, 4096, 59)},
		{"no Teredo: authentication too long", outerUDP(t, 3544, 4096, "0001 ff ff"+ip6UDP), got(3544, 4096, 62)},
	})
}

// TestTunnelDepth: what lies deeper than maxTunnels headers is not opened.
func TestTunnelDepth(t *testing.T) {
	s := ip4UDP
	for range maxTunnels {
		s = outer4(t, 47, "0000 0800"+s)
	}
	b := unhex(t, s)
	var p Packet
	d := NewDecoder(Options{})
	decodeInto(d, &p, LinkRaw, b, len(b))
	if p.Proto != ProtoUDP {
		t.Errorf("%d tunnels: %s", maxTunnels, describe(&p))
	}
	b = unhex(t, outer4(t, 47, "0000 0800"+s))
	decodeInto(d, &p, LinkRaw, b, len(b))
	// The innermost GRE packet stays closed: 4 and 38 bytes.
	if got, want := describe(&p), fmt.Sprintf("ip 47 %slen 42 app 42 data 42 of %d +gre +ipip", gotOuter, len(b)); got != want {
		t.Errorf("%d tunnels: got %s, want %s", maxTunnels+1, got, want)
	}
}
