// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"strings"
	"testing"
)

// gotUDP is how udp10 over IPv4 or IPv6 is described, up to the frame's bytes.
const (
	gotUDP4 = "ip 17 10.0.0.1 100 > 10.0.0.2 200 len 18 app 10 data 10 of "
	gotUDP6 = "ip 17 2001:db8::1 100 > 2001:db8::2 200 len 18 app 10 data 10 of "
	noMAC   = "mac 000000000000 > 000000000000 type "
)

func TestLinkNullAndRaw(t *testing.T) {
	for _, l := range []LinkType{LinkNull, LinkLoop} {
		runCases(t, l, Options{}, []decodeCase{ // the family word does not count
			{"IPv4, little endian", "02000000" + ip4UDP, gotUDP4 + "38"},
			{"IPv4, big endian", "00000002" + ip4UDP, gotUDP4 + "38"},
			{"IPv6 of Linux", "0a000000" + ip6UDP, gotUDP6 + "58"},
			{"IPv6 of NetBSD", "00000018" + ip6UDP, gotUDP6 + "58"},
			{"IPv6 of Solaris", "0000001a" + ip6UDP, gotUDP6 + "58"},
			{"IPv6 of FreeBSD", "1c000000" + ip6UDP, gotUDP6 + "58"},
			{"IPv6 of Darwin", "1e000000" + ip6UDP, gotUDP6 + "58"},
			{"another family", "17000000 01020304", noMAC + "0017 app 4 data 4 of 4"},
			{"IPv4 cut", "02000000 45000026", noMAC + "0800 app 4 data 4 of 4"},
			{"cut", "0200", noMAC + "00" + map[LinkType]string{0: "00", 108: "6c"}[l] + " app 2 data 2 of 2"},
		})
	}
	for _, l := range []LinkType{LinkRaw, LinkRawBSD, LinkRawOpenBSD, LinkIPv4, LinkIPv6} {
		runCases(t, l, Options{}, []decodeCase{
			{"IPv4", ip4UDP, gotUDP4 + "38"},
			{"IPv6", ip6UDP, gotUDP6 + "58"},
			{"IPv4 cut", "4500", noMAC + "0800 app 2 data 2 of 2"},
			{"IPv6 cut", "6000", noMAC + "86dd app 2 data 2 of 2"},
		})
	}
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"version 5", "5500000000", noMAC + "0065 app 5 data 5 of 5"},
		{"empty", "", noMAC + "0065 app 0 data 0 of 0"},
	})
	runCases(t, 187, Options{}, []decodeCase{ // 187 = 0xbb, Bluetooth
		{"no decoder", "01020304", noMAC + "00bb app 4 data 4 of 4"},
	})
}

func TestLinkPPP(t *testing.T) {
	for _, l := range []LinkType{LinkPPP, LinkPPPSerial} {
		runCases(t, l, Options{}, []decodeCase{ // bytes: the frame less 4, whatever the header
			{"IPv4", "ff03 0021" + ip4UDP, gotUDP4 + "38 +ppp"},
			{"IPv6", "ff03 0057" + ip6UDP, gotUDP6 + "58 +ppp"},
			{"without address and control", "0021" + ip4UDP, gotUDP4 + "36 +ppp"},
			{"short protocol", "21" + ip4UDP, gotUDP4 + "35 +ppp"},
			{"MPLS", "ff03 0281 0001013f" + ip4UDP, gotUDP4 + "42 mpls 0001013f*1 +mpls +ppp"},
			{"multicast MPLS", "ff03 0283 0001013f" + ip4UDP, gotUDP4 + "42 mpls 0001013f*1 +mpls +ppp"},
			{"LCP echo request", "ff03 c021 0905 0008 00000000", "lcp 9/5 app 8 data 8 of 8 +ppp"},
			{"IPCP", "ff03 8021 01010004", noMAC + "8021 app 4 data 4 of 4 +ppp"},
			{"Cisco HDLC on the link", "0f00 0800" + ip4UDP, gotUDP4 + "38 +ppp"},
			{"SLARP", "8f00 8035 00000002", noMAC + "8035 app 4 data 4 of 4 +ppp"},
			{"cut", "ff", noMAC + map[LinkType]string{9: "00ff", 50: "00ff"}[l] + " app 0 data 0 of 0 +ppp"},
		})
	}
	runCases(t, LinkPPPDir, Options{}, []decodeCase{
		{"IPv4", "01 ff03 0021" + ip4UDP, gotUDP4 + "38 +ppp"},
		{"empty", "", noMAC + "00cc app 0 data 0 of 0"}, // 204 = 0xcc
	})
	runCases(t, LinkPPPEther, Options{}, []decodeCase{ // 6 and 2 bytes of header count
		{"IPv4", "1100 0001 0028 0021" + ip4UDP, gotUDP4 + "46 +ppp"},
		{"discovery", "1109 0000 0004 01010000", noMAC + "8864 app 10 data 10 of 10 +ppp"},
	})
}

func TestLinkCHDLC(t *testing.T) {
	for _, l := range []struct {
		link LinkType
		dir  string
	}{{LinkCHDLC, ""}, {LinkCHDLCDir, "00"}} {
		runCases(t, l.link, Options{}, []decodeCase{
			{"IPv4", l.dir + "0f00 0800" + ip4UDP, gotUDP4 + "38 +chdlc"},
			{"IPv6", l.dir + "8f00 86dd" + ip6UDP, gotUDP6 + "58 +chdlc"},
			{"MPLS", l.dir + "0f00 8847 0001013f" + ip4UDP, gotUDP4 + "42 mpls 0001013f*1 +mpls +chdlc"},
			{"SLARP", l.dir + "8f00 8035 00000002 00000000", noMAC + "8035 app 8 data 8 of 8 +chdlc"},
			{"CDP", l.dir + "8f00 2000 02b4", noMAC + "2000 app 2 data 2 of 2 +chdlc"},
		})
	}
}

func TestLinkFrameRelay(t *testing.T) {
	for _, l := range []struct {
		link LinkType
		dir  string
	}{{LinkFRelay, ""}, {LinkFRelayDir, "00"}} {
		runCases(t, l.link, Options{}, []decodeCase{ // the header counts
			{"IPv4", l.dir + "1841 03cc" + ip4UDP, gotUDP4 + "42"},
			{"padded", l.dir + "1841 0300cc" + ip4UDP, gotUDP4 + "43"},
			{"address of 4 bytes", l.dir + "18404041 03cc" + ip4UDP, gotUDP4 + "44"},
			{"IPv6", l.dir + "1841 038e" + ip6UDP, gotUDP6 + "62"},
			{"Cisco's form", l.dir + "1841 0800" + ip4UDP, gotUDP4 + "42"},
			{"SNAP", l.dir + "1841 030080 000000 0800" + ip4UDP, gotUDP4 + "48"},
			{
				"bridged Ethernet", l.dir + "1841 030080 0080c2 0007" + frameUDP4,
				gotUDP4 + "62 ether 020000000001 > 020000000002 +ether",
			},
			{"PPP", l.dir + "1841 03cf 0021" + ip4UDP, gotUDP4 + "44 +ppp"},
			{
				"IS-IS", l.dir + "1841 0383 1b0100 12010000 001b 04b0 111111111111 0000 00000007 cafe 03",
				"isis 18 area 111111111111000007000000" + "00000000 sum cafe app 27 data 27 of 30",
			},
			{"IS-IS of another kind", l.dir + "1841 0383 140100 11010000", noMAC + "0083 app 11 data 7 of 11"},
			{"Q.933", l.dir + "1841 0308 0075", noMAC + "0008 app 6 data 2 of 6"},
			{"unknown type", l.dir + "1841 2007 0102", noMAC + "2007 app 6 data 2 of 6"},
			{"PPP by its type, LCP", l.dir + "1841 880b c021 0905", noMAC + "880b app 8 data 4 of 8 +ppp"},
		})
	}
}

func TestLinkSLIP(t *testing.T) {
	const head = "00450000000000000000000000000000" // direction and a copy of the header
	runCases(t, LinkSLIP, Options{}, []decodeCase{
		{"IPv4", head + ip4UDP, gotUDP4 + "38 +slip"},
		{"compressed", head + "9f010203", noMAC + "0008 app 4 data 4 of 4 +slip"},
		{"cut", "0045", noMAC + "0008 app 2 data 2 of 2"},
	})
}

func TestLinkCooked(t *testing.T) {
	// Packet type, hardware type 1, address length 6 and address.
	const sll = "0000 0001 0006 020000000001 0000 "
	runCases(t, LinkSLL, Options{}, []decodeCase{
		{"IPv4", sll + "0800" + ip4UDP, gotUDP4 + "38 +ether +cooked"},
		{"IPv6", sll + "86dd" + ip6UDP, gotUDP6 + "58 +ether +cooked"},
		{"VLAN", sll + "8100 2064 0800" + ip4UDP, gotUDP4 + "42 vlan 2064 +ether +cooked +vlan"},
		{"ARP", sll + "0806" + arpRequest4, "arp op 1 020000000001/a000001 > 000000000000/a000002 app 0 data 0 of 28 +ether +cooked"},
		{"LLC", sll + "0004 424203 0000000000", noMAC + "0000 sap 42 > 42 app 8 data 5 of 8 +ether +cooked +llc"},
		{"PPPoE, LCP", sll + "8864 1100 0001 0004 c021 0905", noMAC + "8864 app 10 data 10 of 10 +ether +cooked +ppp"},
		{"Novell", sll + "0001 ffff0022", noMAC + "0001 app 4 data 4 of 4 +ether +cooked"},
		{"unknown type", sll + "88cc 0207", noMAC + "88cc app 2 data 2 of 2 +ether +cooked"},
		{"cut", "0000 0001", noMAC + "0071 app 4 data 4 of 4"},
	})
	const sll2 = " 0000 00000001 0001 00 06 0200000000010000 "
	runCases(t, LinkSLL2, Options{}, []decodeCase{
		{"IPv4", "0800" + sll2 + ip4UDP, gotUDP4 + "38 +ether +cooked"},
		{"IPv6", "86dd" + sll2 + ip6UDP, gotUDP6 + "58 +ether +cooked"},
		{"cut", "0800", noMAC + "0114 app 2 data 2 of 2"}, // 276 = 0x114
	})
}

// TestLinkFamily covers headers that name an address family.
func TestLinkFamily(t *testing.T) {
	runCases(t, LinkENC, Options{}, []decodeCase{
		{"IPv4", "02000000 00001234 00000000" + ip4UDP, gotUDP4 + "38"},
		{"IPv6", "00000018 00001234 00000000" + ip6UDP, gotUDP6 + "58"},
	})
	pflog := "0000" + strings.Repeat("00", 16+16+6*4+1+3) // names, six words, direction, padding
	runCases(t, LinkPFLog, Options{}, []decodeCase{       // 61 bytes, padded to 64
		{"IPv4", "3d02" + pflog + ip4UDP, gotUDP4 + "38"},
		{"IPv6", "3d18" + pflog + ip6UDP, gotUDP6 + "58"},
		{"header longer than the frame", "3d02 0000", noMAC + "0075 app 4 data 4 of 4"},
	})
	const ipnet = " 0000 00000000 00000000 00000001 00000000 00000000 "
	runCases(t, LinkIPNet, Options{}, []decodeCase{
		{"IPv4", "0102" + ipnet + ip4UDP, gotUDP4 + "38"},
		{"IPv6", "011a" + ipnet + ip6UDP, gotUDP6 + "58"},
		{"nothing behind", "0102" + ipnet, noMAC + "0800 app 0 data 0 of 0"},                 // the 24 bytes do not count
		{"cut", ("0102" + ipnet)[:len("0102"+ipnet)-3], noMAC + "00e2 app 23 data 23 of 23"}, // 226 = 0xe2
	})
	runCases(t, LinkNFLog, Options{}, []decodeCase{
		// Attribute 1 of 8 bytes, attribute 9 of 4+38 or 4+58 bytes.
		{"IPv4, little endian", "02 00 0000 0800 0100 08000100 2a00 0900" + ip4UDP, gotUDP4 + "38"},
		{"IPv4, big endian", "02 00 0000 0008 0001 00080001 002a 0009" + ip4UDP, gotUDP4 + "38"},
		{"IPv6", "0a 00 0000 3e00 0900" + ip6UDP, gotUDP6 + "58"},
		{"no packet", "02 00 0000 0800 0100 08000100", noMAC + "00ef app 12 data 12 of 12"},
		{"attribute longer than the frame", "02 00 0000 ff00 0100 08000100", noMAC + "00ef app 12 data 12 of 12"},
		{"attribute shorter than its header", "02 00 0000 0300 0100 08000100", noMAC + "00ef app 12 data 12 of 12"},
	})
}

func TestLinkNested(t *testing.T) {
	runCases(t, LinkPPI, Options{}, []decodeCase{ // the header does not count
		{"Ethernet", "0000 0800 01000000" + frameUDP4, gotUDP4 + "52 ether 020000000001 > 020000000002 +ether"},
		{"raw", "0000 0800 65000000" + ip4UDP, gotUDP4 + "38"},
		{"PPI in PPI", "0000 0800 c0000000 0000 0800 65000000" + ip4UDP, gotUDP4 + "38"},
		{"length below the header", "0000 0700 65000000" + ip4UDP, noMAC + "00c0 app 46 data 46 of 46"},
		{"length beyond the frame", "0000 ff00 65000000", noMAC + "00c0 app 8 data 8 of 8"},
	})
	runCases(t, LinkPKTAP, Options{}, []decodeCase{
		{
			"Ethernet", "10000000 01000000 01000000 00000000" + frameUDP4,
			gotUDP4 + "52 ether 020000000001 > 020000000002 +ether",
		},
		{"raw", "10000000 01000000 65000000 00000000" + ip4UDP, gotUDP4 + "38"},
		{"length beyond the frame", "ff000000 01000000 65000000", noMAC + "0102 app 12 data 12 of 12"},
	})
}

// TestLinkNesting: link types that name themselves end in a flow of the link
// layer, not in a deep recursion.
func TestLinkNesting(t *testing.T) {
	frame := ""
	for range 100 {
		frame += "0000 0800 c0000000 "
	}
	b := unhex(t, frame)
	var p Packet
	decodeInto(NewDecoder(Options{}), &p, LinkPPI, b, len(b))
	// maxTunnels headers of 8 bytes are taken off 800 bytes.
	if got, want := describe(&p), noMAC+"00c0 app 736 data 736 of 736"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
