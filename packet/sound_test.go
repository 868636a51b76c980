// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"strings"
	"testing"
)

// badIPv4 are IPv4 headers that cannot be, each followed by udp10: version,
// header length or total length is wrong (RFC 791, section 3.1).
func badIPv4() map[string]string {
	bad := make(map[string]string)
	for hl := range 5 {
		bad[fmt.Sprintf("header of %d bytes", hl*4)] = fmt.Sprintf("4%x00 0026", hl)
	}
	for _, v := range []int{0, 1, 5, 7, 15} {
		bad[fmt.Sprintf("version %d", v)] = fmt.Sprintf("%x500 0026", v)
	}
	bad["version 6, too short for it"] = "6500 0026"
	bad["header beyond the total length"] = "4f00 0026"
	bad["total length below the header"] = "4500 0013"
	bad["options beyond the total length"] = "4600 0017"
	bad["all zero"] = "0000 0000"
	for name, head := range bad {
		bad[name] = head + "1234 0000 40 11 0000" + end4 + udp10
	}
	return bad
}

// TestBadIPv4: what cannot be an IPv4 header makes a flow of the layer below:
// link addresses, or the tunnel that it is in.
func TestBadIPv4(t *testing.T) {
	for name, bad := range badIPv4() {
		runCases(t, LinkEthernet, Options{TunnelDiscovery: true}, []decodeCase{
			{name, macs + "0800" + bad, gotMAC + "0800 app 52 data 38 of 52 +ether"},
			{name + ", tagged", macs + "8100 2064 0800" + bad, gotMAC + "0800 app 56 data 38 of 56 vlan 2064 +ether +vlan"},
			{name + ", MPLS", macs + "8847 0001013f" + bad, gotMAC + "8847 app 56 data 42 of 56 mpls 0001013f*1 +ether +mpls"},
			{
				name + ", IPv4 in IPv4", macs + "0800" + outer4(t, 4, bad),
				"ip 4 " + gotOuter + "len 38 app 38 data 38 of 72" + inEther + " +ether",
			},
			{
				name + ", GRE", macs + "0800" + outer4(t, 47, "0000 0800"+bad),
				"ip 47 " + gotOuter + "len 42 app 42 data 42 of 76" + inEther + " +ether +gre +ipip",
			},
			{
				name + ", Ethernet in GRE", macs + "0800" + outer4(t, 47, "0000 6558"+macs+"0800"+bad),
				"ip 47 " + gotOuter + "len 56 app 56 data 56 of 90" + inEther + " +ether +gre +ipip",
			},
			{
				name + ", ERSPAN I", macs + "0800" + outer4(t, 47, "0000 88be"+macs+"0800"+bad),
				"ip 47 " + gotOuter + "len 56 app 56 data 56 of 90" + inEther + " +ether +gre +ipip",
			},
			{
				name + ", tagged in VXLAN", macs + "0800" + outerUDP(t, 4096, 4789, "08000000 00007b00"+macs+"8100 2064 0800"+bad),
				"ip 17 192.0.0.1 4096 > 192.0.0.2 4789 len 72 app 64 data 64 of 106" + inEther + " +ether",
			},
		})
	}
}

// TestBadIPv6: an IPv6 header of another version cannot be either.
func TestBadIPv6(t *testing.T) {
	for _, v := range []int{0, 1, 5, 7, 15} {
		bad := fmt.Sprintf("%xb8abcde", v) + ip6UDP[8:]
		runCases(t, LinkEthernet, Options{TunnelDiscovery: true}, []decodeCase{
			{fmt.Sprint("version ", v), macs + "86dd" + bad, gotMAC + "86dd app 72 data 58 of 72 +ether"},
			{
				fmt.Sprint("Geneve, version ", v), macs + "0800" + outerUDP(t, 4096, 6081, "0000 86dd 00007b00"+bad),
				"ip 17 192.0.0.1 4096 > 192.0.0.2 6081 len 74 app 66 data 66 of 108" + inEther + " +ether",
			},
			{
				fmt.Sprint("Ethernet in Geneve, version ", v), macs + "0800" + outerUDP(t, 4096, 6081, "0000 6558 00007b00"+macs+"86dd"+bad),
				"ip 17 192.0.0.1 4096 > 192.0.0.2 6081 len 88 app 80 data 80 of 122" + inEther + " +ether",
			},
		})
	}
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		// The header that version 4 makes of these bytes has no length.
		{"version 4", macs + "86dd 4b8abcde" + ip6UDP[8:], gotMAC + "86dd app 72 data 58 of 72 +ether"},
		// 40 + 0x1234 bytes are not there.
		{"version 6 of an IPv4 packet", macs + "0800 6" + ip4UDP[1:] + "0000", gotMAC + "0800 app 54 data 40 of 54 +ether"},
	})
}

// decodeSnapped decodes frames as far as captured, with wire more bytes.
func decodeSnapped(t *testing.T, o Options, l LinkType, frame string, more int) *Packet {
	t.Helper()
	b := unhex(t, frame)
	p := new(Packet)
	decodeInto(NewDecoder(o), p, l, b, len(b)+more)
	if s := broken(p); s != "" {
		t.Errorf("%s: %s", frame, s)
	}
	return p
}

// TestLengths: application bytes are what the headers say, but never more than
// the frame had room for on the wire. The last number of a case is how many
// bytes of the frame were not captured.
func TestLengths(t *testing.T) {
	const tcp6 = "60000000 05dc 06 40" + ip6Hosts
	for _, tt := range []struct {
		name  string
		frame string
		more  int
		app   uint32
	}{
		{"UDP, 1500 bytes claimed", macs + "0800 4500 05dc 1234 0000 40 11 0000" + end4 + udp10, 0, 10},
		{"the same in a VLAN", macs + "8100 2064 0800 4500 05dc 1234 0000 40 11 0000" + end4 + udp10, 0, 10},
		{"TCP, 1500 bytes claimed", macs + "0800 4500 05dc 1234 0000 40 06 0000" + end4 + tcp10, 0, 10},
		{"ICMP, 1500 bytes claimed", macs + "0800 4500 05dc 1234 0000 40 01 0000" + end4 + "0800 0000 1234 0001" + udpData, 0, 18},
		{"IPv6, UDP", macs + "86dd 60000000 05dc 11 40" + ip6Hosts + udp10, 0, 10},
		{"IPv6, TCP", macs + "86dd" + tcp6 + tcp10, 0, 10},
		{"IPv6, ICMPv6", macs + "86dd 60000000 05dc 3a 40" + ip6Hosts + "8000 0000 12340001" + udpData, 0, 18},
		{"a later fragment", macs + "0800 4500 05dc 1234 0002 40 11 0000" + end4 + udp10, 0, 18},
		// 1500 - 28, 1500 - 40, 1500 - 20 bytes: the capture was cut.
		{"UDP, snapped", macs + "0800 4500 05dc 1234 0000 40 11 0000" + end4 + "0064 00c8 05c8 0000" + udpData, 1500 - 38, 1472},
		{"TCP, snapped", macs + "0800 4500 05dc 1234 0000 40 06 0000" + end4 + tcp10, 1500 - 50, 1460},
		{"IPv6, TCP, snapped", macs + "86dd" + tcp6 + tcp10, 1500 - 30, 1480},
		{"TCP header snapped", macs + "0800 4500 05dc 1234 0000 40 06 0000" + end4 + tcp10[:18], 1500 - 28, 1480},
		// 20 bytes of Ethernet padding.
		{"padding", frameUDP4 + strings.Repeat("00", 20), 0, 10},
		{"padding, TCP", frameTCP4Bare + strings.Repeat("00", 20), 0, 10},
		{"padding, snapped", frameUDP4, 20, 10},
		// RFC 768: 8 bytes of header and 2 of data, then 8 of something else.
		{"UDP length below IP's", macs + "0800" + ip4(17, 18) + "0064 00c8 000a 0000" + udpData, 0, 2},
		{"the same over IPv6", macs + "86dd 60000000 0012 11 40" + ip6Hosts + "0064 00c8 000a 0000" + udpData, 0, 2},
		{"UDP length of no data", macs + "0800" + ip4(17, 18) + "0064 00c8 0008 0000" + udpData, 0, 0},
		{"UDP length below the header", macs + "0800" + ip4(17, 18) + "0064 00c8 0007 0000" + udpData, 0, 10},
		{"UDP length 0", macs + "0800" + ip4(17, 18) + "0064 00c8 0000 0000" + udpData, 0, 10},
		{"UDP length beyond IP's", macs + "0800" + ip4(17, 18) + "0064 00c8 05dc 0000" + udpData, 0, 10},
		{"UDP length below IP's, snapped", macs + "0800 4500 05dc 1234 0000 40 11 0000" + end4 + "0064 00c8 0400 0000", 1500 - 28, 0x400 - 8},
		// A total length of 0 is one of segmentation offload.
		{"total length 0", macs + "0800 4500 0000 1234 0000 40 06 0000" + end4 + tcp10, 0, 10},
	} {
		for _, o := range []Options{{}, {TunnelDiscovery: true}} {
			p := decodeSnapped(t, o, LinkEthernet, tt.frame, tt.more)
			if p.AppBytes != tt.app || len(p.Payload) > int(tt.app) {
				t.Errorf("%s: %d application bytes, %d of payload; want %d", tt.name, p.AppBytes, len(p.Payload), tt.app)
			}
		}
	}
}

// TestOriginalLength: a frame was at least as long as what was captured of it.
func TestOriginalLength(t *testing.T) {
	b := unhex(t, frameUDP4)
	for _, wire := range []int{0, 1, len(b) - 1, len(b)} {
		var p Packet
		decodeInto(NewDecoder(Options{}), &p, LinkEthernet, b, wire)
		if p.Bytes != uint32(len(b)) || p.AppBytes != 10 {
			t.Errorf("%d of %d bytes on the wire: %d bytes, %d of application", wire, len(b), p.Bytes, p.AppBytes)
		}
	}
}

// TestTinyFragments: the ports of a TCP header that is spread over fragments
// are those of the first one (RFC 1858, RFC 3128); its flags count if they are
// there.
func TestTinyFragments(t *testing.T) {
	head := unhexed(t, tcp10)
	for _, n := range []int{8, 16} {
		flags := ""
		if n > tcpFlagsAt {
			flags = "tcp 18 1000/2000 win 4096 "
		}
		v4 := fmt.Sprintf("4500 %04x 1234 2000 40 06 0000", 20+n) + end4 + head[:2*n]
		got4 := fmt.Sprintf("ip 6 10.0.0.1 100 > 10.0.0.2 200 frag 1234 at 0 more true %slen %d app 0 data 0 of ", flags, n)
		v6 := fmt.Sprintf("60000000 %04x 2c 40", 8+n) + ip6Hosts + "0600 0001 00abcdef" + head[:2*n]
		got6 := fmt.Sprintf("ip 6 2001:db8::1 100 > 2001:db8::2 200 frag abcdef at 0 more true %slen %d app 0 data 0 of ", flags, n)
		runCases(t, LinkEthernet, Options{}, []decodeCase{
			{"IPv4", macs + "0800" + v4, got4 + fmt.Sprint(34+n) + inEther + " +ether"},
			{"IPv4, padded", macs + "0800" + v4 + strings.Repeat("00", 26-n), got4 + "60" + inEther + " +ether"},
			{"IPv4, tagged", macs + "8100 2064 0800" + v4, got4 + fmt.Sprint(38+n) + inEther + " vlan 2064 +ether +vlan"},
			{"IPv6", macs + "86dd" + v6, got6 + fmt.Sprint(62+n) + inEther + " +ether"},
		})
	}
	// A datagram that ends inside its TCP header has no ports: it is no
	// fragment, so nothing more comes.
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"whole", ip4(6, 8) + head[:16], "ip 6 10.0.0.1 > 10.0.0.2 len 8 app 0 data 0 of 28"},
	})
}

// unhexed is s without blanks.
func unhexed(t *testing.T, s string) string { return fmt.Sprintf("%x", unhex(t, s)) }

// TestSegLen: the sequence numbers of TCP go on by what the IP header says,
// even if the capture lost the original length of the frame.
func TestSegLen(t *testing.T) {
	for _, tt := range []struct {
		name, frame string
		app, seg    uint32
	}{
		{"whole", frameTCP4Bare, 10, 10},
		{"1500 bytes claimed", macs + "0800 4500 05dc 1234 0000 40 06 0000" + end4 + tcp10, 10, 1460},
		{"1500 bytes claimed, IPv6", macs + "86dd 60000000 05dc 06 40" + ip6Hosts + tcp10, 10, 1480},
		{"tiny fragment", macs + "0800 4500 0024 1234 2000 40 06 0000" + end4 + unhexed(t, tcp10)[:32], 0, 0},
	} {
		if p := decodeSnapped(t, Options{}, LinkEthernet, tt.frame, 0); p.AppBytes != tt.app || p.SegLen != tt.seg {
			t.Errorf("%s: %d application bytes, segment of %d; want %d, %d", tt.name, p.AppBytes, p.SegLen, tt.app, tt.seg)
		}
	}
}
