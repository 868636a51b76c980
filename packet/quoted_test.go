// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"testing"
)

func TestQuoted(t *testing.T) {
	icmp := func(s string) string { return outer4(t, 1, s) }
	icmp6 := func(s string) string { return outer6(t, 58, s) }
	for _, tt := range []struct {
		name, frame string
		want        string // "" where nothing is quoted
	}{
		{"unreachable", icmp("0303 0000 00000000" + ip4UDP), gotUDP4 + "38"},
		{"source quench", icmp("0400 0000 00000000" + ip4UDP), gotUDP4 + "38"},
		{"redirect", icmp("0501 0000 0a0000fe" + ip4UDP), gotUDP4 + "38"},
		{
			"time exceeded, 8 bytes of the segment", icmp("0b00 0000 00000000" + ip4(6, 30) + "0064 00c8 000003e8"),
			"ip 6 10.0.0.1 100 > 10.0.0.2 200 len 8 app 8 data 8 of 28",
		},
		{"parameter problem", icmp("0c00 0000 14000000" + ip4UDP), gotUDP4 + "38"},
		{
			"a fragment", icmp("0b01 0000 00000000 4500 0026 1234 2002 40 11 0000" + end4 + udp10),
			"ip 17 10.0.0.1 > 10.0.0.2 frag 1234 at 16 more true len 18 app 18 data 18 of 38",
		},
		{
			"a ping", icmp("0301 0000 00000000" + ip4(1, 18) + "0800 0000 1234 0001"),
			"ip 1 10.0.0.1 > 10.0.0.2 icmp 8/0 word 12340001 len 8 app 8 data 8 of 28",
		},
		{
			"tunnels stay closed", icmp("0301 0000 00000000" + ip4(47, 42) + "0000 0800" + ip4UDP),
			"ip 47 10.0.0.1 > 10.0.0.2 len 42 app 42 data 42 of 62 +gre +ipip",
		},
		{"echo", icmp("0800 0000 1234 0001" + ip4UDP), ""},
		{"another version inside", icmp("0303 0000 00000000 55000026" + ip4UDP), ""},
		{"IPv6 inside", icmp("0303 0000 00000000" + ip6UDP), ""},
		{"header cut", icmp("0303 0000 00000000 4500 0026"), ""},
		{"nothing", icmp("0303 0000 00000000"), ""},
		{"of UDP", ip4UDP, ""},
		{"ICMPv6 unreachable", icmp6("0104 0000 00000000" + ip6UDP), gotUDP6 + "58"},
		{"ICMPv6 too big", icmp6("0200 0000 00000500" + ip6UDP), gotUDP6 + "58"},
		{"ICMPv6 time exceeded", icmp6("0300 0000 00000000" + ip6UDP), gotUDP6 + "58"},
		{"ICMPv6 parameter problem", icmp6("0400 0000 00000000" + ip6UDP), gotUDP6 + "58"},
		{"ICMPv6 echo", icmp6("8000 0000 12340001" + ip6UDP), ""},
		{"ICMPv6, IPv4 inside", icmp6("0104 0000 00000000" + ip4UDP + "0000"), ""},
		{"ICMPv6 header cut", icmp6("0104 0000 00000000 60000000"), ""},
	} {
		b := unhex(t, tt.frame)
		var p, q Packet
		decodeInto(NewDecoder(Options{}), &p, LinkRaw, b, len(b))
		// The packet to fill may hold anything.
		q = Packet{HasFrag: true, FragOff: 8, HasTCP: true, HasPorts: true, SrcPort: 1, DstPort: 2, Encaps: EncapVLAN}
		got := ""
		if p.Quoted(&q) {
			got = describe(&q)
			if s := broken(&q); s != "" {
				t.Errorf("%s: %s", tt.name, s)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s\n got %q\nwant %q", tt.name, tt.frame, got, tt.want)
		}
	}
}

// TestQuotedLater: a later fragment of an ICMP message quotes nothing.
func TestQuotedLater(t *testing.T) {
	b := unhex(t, fmt.Sprintf("4500 %04x 1234 0002 40 01 0000", 20+8+38)+outerEnds+"0303 0000 00000000"+ip4UDP)
	var p, q Packet
	decodeInto(NewDecoder(Options{}), &p, LinkRaw, b, len(b))
	if p.Quoted(&q) {
		t.Errorf("got %s", describe(&q))
	}
}
