// SPDX-License-Identifier: Apache-2.0

package packet

import "testing"

func TestLinkFDDI(t *testing.T) {
	const head = "50 020000000002 020000000001 "
	runCases(t, LinkFDDI, Options{}, []decodeCase{ // 13 bytes of header count
		{"IPv4", head + "aaaa03 000000 0800" + ip4UDP, gotUDP4 + "59" + inEther + " +llc +fddi"},
		{"spanning tree", head + "424203 00000000", gotMAC + "0000 sap 42 > 42 app 20 data 4 of 20 +llc +fddi"},
		{"station management", "4f 020000000002 020000000001 0102", gotMAC + "000a app 15 data 2 of 15 +fddi"},
		{"cut", "50 0200", noMAC + "000a app 3 data 3 of 3"},
	})
}

func TestLinkTokenRing(t *testing.T) {
	runCases(t, LinkTokenRing, Options{}, []decodeCase{
		{"IPv4", "10 40 020000000002 020000000001 aaaa03 000000 0800" + ip4UDP, gotUDP4 + "60" + inEther + " +llc"},
		{
			"source routing", "10 40 020000000002 820000000001 0630 0011 0010 aaaa03 000000 0800" + ip4UDP,
			gotUDP4 + "66" + inEther + " +llc",
		},
		{"MAC frame", "10 00 020000000002 020000000001 0102", gotMAC + "0006 app 16 data 2 of 16"},
		{"route longer than the frame", "10 40 020000000002 820000000001 1f30", gotMAC + "0006 app 16 data 2 of 16"},
		{"cut", "10 40 0200", noMAC + "0006 app 4 data 4 of 4"},
	})
}

func TestLinkARCNET(t *testing.T) {
	for _, l := range []struct {
		link LinkType
		pad  string
	}{{LinkARCNET, ""}, {LinkARCNETLinux, "0000"}} {
		n := "44"
		if l.pad != "" {
			n = "46"
		}
		runCases(t, l.link, Options{}, []decodeCase{ // addresses, protocol 0xd4, flag 0, number
			{"IPv4", "01 02" + l.pad + "d4 00 0001" + ip4UDP, gotUDP4 + n + " +arcnet"},
			{
				"a later part", "01 02" + l.pad + "d4 02 0001 01020304",
				"mac 000000000001 > 000000000002 type 00d4 app " + map[string]string{"": "10 data 4 of 10", "0000": "12 data 4 of 12"}[l.pad] + " +arcnet",
			},
			{"IPv6", "01 02" + l.pad + "c4 00 0001" + ip6UDP, gotUDP6 + map[string]string{"": "64", "0000": "66"}[l.pad] + " +arcnet"},
			{
				"the older protocol", "01 02" + l.pad + "f0" + ip4UDP,
				gotUDP4 + map[string]string{"": "41", "0000": "43"}[l.pad] + " +arcnet",
			},
		})
	}
	runCases(t, LinkARCNET, Options{}, []decodeCase{
		{"exception", "01 02 d4 ff 0000ff 01 0001" + ip4UDP, gotUDP4 + "48 +arcnet"},
		{
			"ARP", "01 02 d5 00 0001 0007 0800 01 04 0001 01 0a000001 00 0a000002",
			"arp op 1 01/a000001 > 00/a000002 app 0 data 0 of 24 +arcnet",
		},
		{
			"RARP", "01 02 d6 00 0001 0007 0800 01 04 0003 01 0a000001 00 0a000002",
			"rarp op 3 01/a000001 > 00/a000002 app 0 data 0 of 24 +arcnet",
		},
		{
			"ARP of the older protocol", "01 02 f1 0007 0800 01 04 0001 01 0a000001 00 0a000002",
			"arp op 1 01/a000001 > 00/a000002 app 0 data 0 of 21 +arcnet",
		},
		{"AppleTalk", "01 02 dd 00 0001 0102", "mac 000000000001 > 000000000002 type 00dd app 8 data 2 of 8 +arcnet"},
		{"unknown protocol", "01 02 33 0102", "mac 000000000001 > 000000000002 type 0033 app 5 data 2 of 5 +arcnet"},
		{"cut", "01 02", noMAC + "0007 app 2 data 2 of 2"},
	})
}

func TestLinkATM(t *testing.T) {
	for _, l := range []LinkType{LinkATMRFC1483, LinkATMRFC1483File, LinkATMCLIP} {
		runCases(t, l, Options{}, []decodeCase{
			{"SNAP", "aaaa03 000000 0800" + ip4UDP, gotUDP4 + "46 +llc +atm"},
			{"IP alone", ip4UDP, gotUDP4 + "38 +atm"},
			{"IPv6 alone", ip6UDP, gotUDP6 + "58 +atm"},
			{"ISO", "fefe03 cc" + ip4UDP, gotUDP4 + "42 +llc +atm"},
			{"bridged Ethernet", "aaaa03 0080c2 0007 0000" + frameUDP4, gotUDP4 + "62" + inEther + " +ether +llc +atm"},
			{"another SNAP", "aaaa03 00000c 2000 0102", "mac 000000000000 > 000000000000 type 0000 sap aa > aa app 10 data 2 of 10 +llc +atm"},
		})
	}
	runCases(t, LinkSunATM, Options{}, []decodeCase{ // the 4 bytes in front do not count
		{"LLC", "02 00 0020 aaaa03 000000 0800" + ip4UDP, gotUDP4 + "46 +llc +atm"},
		{"LAN emulation", "01 00 0020 0000" + frameUDP4, gotUDP4 + "54" + inEther + " +ether +atm"},
		{"signalling", "06 00 0005 0102", noMAC + "007b app 2 data 2 of 2 +atm"},
		{"cut", "02 00", noMAC + "007b app 2 data 2 of 2"},
	})
}

func TestLinkSwitchTags(t *testing.T) {
	const macs = "020000000002 020000000001 "
	for _, l := range []LinkType{LinkDSA, LinkBroadcomTag} {
		runCases(t, l, Options{}, []decodeCase{ // the tag counts
			{"IPv4", macs + "c0000000 0800" + ip4UDP, gotUDP4 + "56" + inEther + " +ether"},
			{"VLAN", macs + "c0000000 8100 2064 0800" + ip4UDP, gotUDP4 + "60" + inEther + " vlan 2064 +ether +vlan"},
		})
	}
	runCases(t, LinkEDSA, Options{}, []decodeCase{
		{"IPv4", macs + "dada 0000 c0000000 0800" + ip4UDP, gotUDP4 + "60" + inEther + " +ether"},
	})
	runCases(t, LinkBroadcomPrefix, Options{}, []decodeCase{
		{"IPv4", "20000001" + frameUDP4, gotUDP4 + "56" + inEther + " +ether"},
		{"cut", "20000001 0200", noMAC + "011a app 6 data 6 of 6"}, // 282 = 0x11a
	})
}

func TestLinkJuniper(t *testing.T) {
	runCases(t, LinkJuniperEth, Options{}, []decodeCase{ // the header counts
		{"Ethernet", "4d4743 00" + frameUDP4, gotUDP4 + "56" + inEther + " +ether +juniper"},
		{"extensions", "4d4743 80 0006 010102030405" + frameUDP4, gotUDP4 + "64" + inEther + " +ether +juniper"},
		{"no link layer", "4d4743 82 0003 010101 00000002" + ip4UDP, gotUDP4 + "51 +juniper"},
		{"another magic number", "4d4744 00 0102", noMAC + "00b2 app 6 data 6 of 6 +juniper"},
		{"extensions longer than the frame", "4d4743 80 0600 0102", noMAC + "00b2 app 8 data 8 of 8 +juniper"},
	})
}

func TestLinkIPoIB(t *testing.T) {
	const route = "0000000000000000000000000000000000000000 0000000000000000000000000000000000000000 "
	runCases(t, LinkIPoIB, Options{}, []decodeCase{
		{"IPv4", route + "0800 0000" + ip4UDP, gotUDP4 + "82"},
		{"IPv6", route + "86dd 0000" + ip6UDP, gotUDP6 + "102"},
	})
}
