// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"strings"
	"testing"
)

const (
	macs    = "020000000002 020000000001 "
	gotMAC  = "mac 020000000001 > 020000000002 type "
	inEther = " ether 020000000001 > 020000000002"
)

func TestEthernet(t *testing.T) {
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"IPv4", frameUDP4, gotUDP4 + "52" + inEther + " +ether"},
		{"IPv4, padded", frameUDP4 + "00000000 00000000", gotUDP4 + "60" + inEther + " +ether"},
		{"IPv6", frameUDP6, gotUDP6 + "72" + inEther + " +ether"},
		{"VLAN", frameVLAN, gotUDP4 + "56" + inEther + " vlan 2064 +ether +vlan"},
		{
			"VLAN in VLAN: the inner one counts", macs + "8100 0001 8100 0002 86dd" + ip6UDP,
			gotUDP6 + "80" + inEther + " vlan 0002 +ether +vlan",
		},
		{"LLDP", macs + "88cc 0207040200000000 01", gotMAC + "88cc app 23 data 9 of 23 +ether"},
		{"tag without type", macs + "8100 0001", gotMAC + "8100 app 16 data 2 of 16 +ether +vlan"},
		{"header cut", "020000000002 0200", "mac 020000000000 > 020000000002 type 0000 app 8 data 0 of 8 +ether"},
		{"header only", macs + "0800", gotMAC + "0800 app 14 data 0 of 14 +ether"},
	})
}

func TestEthernetMPLS(t *testing.T) {
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"IPv4", macs + "8847 0001013f" + ip4UDP, gotUDP4 + "56" + inEther + " mpls 0001013f*1 +ether +mpls"},
		{
			"IPv6, two labels", macs + "8848 0001103f 0001013f" + ip6UDP,
			gotUDP6 + "80" + inEther + " mpls 0001103f*2 +ether +mpls",
		},
		{
			"Ethernet", macs + "8847 0001013f 0a0000000001 0a0000000002 0800" + ip4UDP,
			gotUDP4 + "70 ether 0a0000000002 > 0a0000000001 mpls 0001013f*1 +ether +mpls",
		},
		{
			"in VLAN", macs + "8100 0007 8847 0001013f" + ip4UDP,
			gotUDP4 + "60" + inEther + " vlan 0007 mpls 0001013f*1 +ether +vlan +mpls",
		},
		{"no bottom of stack", macs + "8847 0001003f 0001003f", gotMAC + "8847 app 22 data 8 of 22 +ether"},
		{"nothing below", macs + "8847 0001013f", gotMAC + "8847 app 18 data 4 of 18 mpls 0001013f*1 +ether +mpls"},
		{"unknown below", macs + "8847 0001013f 00000000", gotMAC + "8847 app 22 data 8 of 22 mpls 0001013f*1 +ether +mpls"},
	})
}

func TestEthernetPPP(t *testing.T) {
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"session, IPv4", macs + "8864 1100 0001 0028 0021" + ip4UDP, gotUDP4 + "60" + inEther + " +ether +ppp"},
		{"session, IPv6", macs + "8864 1100 0001 003c 0057" + ip6UDP, gotUDP6 + "80" + inEther + " +ether +ppp"},
		{
			"session, LCP", macs + "8864 1100 0001 000a c021 0905 0008 00000000",
			gotMAC + "8864 app 30 data 8 of 30 +ether +ppp",
		},
		{
			"session of another version", macs + "8864 2200 0001 0028 0021" + ip4UDP,
			gotMAC + "8864 app 60 data 46 of 60 +ether +ppp",
		},
		{"discovery", macs + "8863 1109 0000 0004 01010000", gotMAC + "8863 app 24 data 10 of 24 +ether +ppp"},
		{"PPP itself", macs + "880b 0021" + ip4UDP, gotUDP4 + "54" + inEther + " +ether +ppp"},
		{"PPP with address", macs + "880b ff03 0057" + ip6UDP, gotUDP6 + "76" + inEther + " +ether +ppp"},
		{"PPP, LCP", macs + "880b c021 0905 0008 00000000", gotMAC + "880b app 24 data 8 of 24 +ether +ppp"},
	})
}

func TestEthernetISL(t *testing.T) {
	const isl = "01000c000000 020000000001 004a aaaa03 00000c 0002 0000 0000 " // 26 bytes
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"IPv4, check sequence", isl + frameUDP4 + "00000000", gotUDP4 + "82" + inEther + " +ether +isl"},
		{
			"no SNAP", "01000c000000 020000000001 0010 424203" + "00000000000000000000000000",
			"mac 020000000001 > 01000c000000 type 0000 sap 42 > 42 app 30 data 13 of 30 +ether +llc",
		},
	})
}

func TestLLC(t *testing.T) {
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"spanning tree", macs + "0007 424203 00000000", gotMAC + "0000 sap 42 > 42 app 21 data 4 of 21 +ether +llc"},
		{"NetBIOS information frame", macs + "0008 f0f1 0102 00000000", gotMAC + "0000 sap f1 > f0 app 22 data 4 of 22 +ether +llc"},
		{"SNAP, IPv4", macs + "002e aaaa03 000000 0800" + ip4UDP, gotUDP4 + "60" + inEther + " +ether +llc"},
		{"SNAP, bridge tunnel, IPv6", macs + "0042 aaaa03 0000f8 86dd" + ip6UDP, gotUDP6 + "80" + inEther + " +ether +llc"},
		{
			"SNAP, VLAN", macs + "0032 aaaa03 000000 8100 2064 0800" + ip4UDP,
			gotUDP4 + "64" + inEther + " vlan 2064 +ether +vlan +llc",
		},
		{"SNAP, CDP", macs + "000c aaaa03 00000c 2000 02b40000", gotMAC + "0000 sap aa > aa app 26 data 4 of 26 +ether +llc"},
		{"SNAP, IPv4 cut", macs + "000a aaaa03 000000 0800 4500", gotMAC + "0000 sap aa > aa app 24 data 2 of 24 +ether +llc"},
		{"SNAP cut", macs + "0005 aaaa03 0000", gotMAC + "0000 sap aa > aa app 19 data 0 of 19 +ether +llc"},
		{"SNAP's addresses, another control", macs + "0006 aaaaf3 000000", gotMAC + "0000 sap aa > aa app 20 data 6 of 20 +ether +llc"},
		{"Novell's raw IPX", macs + "0006 ffff 0022 0000", gotMAC + "0000 sap ff > ff app 20 data 6 of 20 +ether +llc"},
		{"largest length", macs + "05dc 424203 00", gotMAC + "0000 sap 42 > 42 app 18 data 1 of 18 +ether +llc"},
		{"smallest type", macs + "05dd 424203 00", gotMAC + "05dd app 18 data 4 of 18 +ether"},
		{"cut", macs + "0007 4242", gotMAC + "0007 app 16 data 2 of 16 +ether"},
	})
}

func TestARP(t *testing.T) {
	const who = "020000000001/a000001 > 000000000000/a000002"
	runCases(t, LinkEthernet, Options{}, []decodeCase{ // application bytes: less 14 and 28
		{"request", frameARP, "arp op 1 " + who + " app 14 data 0 of 42 ether 020000000001 > ffffffffffff +ether"},
		{
			"padded", frameARP + "0102030405060708090a0b0c0d0e0f101112",
			"arp op 1 " + who + " app 32 data 18 of 60 ether 020000000001 > ffffffffffff +ether",
		},
		{
			"reply", macs + "0806 0001 0800 06 04 0002 020000000001 0a000001 020000000002 0a000002",
			"arp op 2 020000000001/a000001 > 020000000002/a000002 app 14 data 0 of 42" + inEther + " +ether",
		},
		{
			"RARP by its operation", macs + "0806 0001 0800 06 04 0003 020000000001 0a000001 020000000002 0a000002",
			"rarp op 3 020000000001/a000001 > 020000000002/a000002 app 14 data 0 of 42" + inEther + " +ether",
		},
		{
			"RARP reply", macs + "8035 0001 0800 06 04 0004 020000000001 0a000001 020000000002 0a000002",
			"rarp op 4 020000000001/a000001 > 020000000002/a000002 app 14 data 0 of 42" + inEther + " +ether",
		},
		{
			"hardware addresses of 1 byte", macs + "0806 0007 0800 01 04 0001 05 0a000001 06 0a000002",
			"arp op 1 05/a000001 > 06/a000002 app 4 data 0 of 32" + inEther + " +ether",
		},
		{
			"hardware addresses of 17 bytes", macs + "0806 0007 0800 11 04 0001" + "000102030405060708090a0b0c0d0e0f10 0a000001 000102030405060708090a0b0c0d0e0f10 0a000002",
			gotMAC + "0806 app 64 data 50 of 64 +ether",
		},
		{
			"protocol addresses of 16 bytes", macs + "0806 0001 86dd 06 10 0001 020000000001" + "20010db8000000000000000000000001 000000000000 20010db8000000000000000000000002",
			gotMAC + "0806 app 66 data 52 of 66 +ether",
		},
		{
			"inverse ARP", macs + "0806 0001 0800 06 04 0008 020000000001 0a000001 020000000002 0a000002",
			gotMAC + "0806 app 42 data 28 of 42 +ether",
		},
		{"no addresses", macs + "0806 0001 0800 00 00 0001", "arp op 1 /0 > /0 app 0 data 0 of 22" + inEther + " +ether"},
		{"no addresses, RARP", macs + "8035 0001 0800 00 00 0003", "rarp op 3 /0 > /0 app 0 data 0 of 22" + inEther + " +ether"},
		{"cut", macs + "0806 0001 0800 06 04 0001 020000000001 0a0000", gotMAC + "0806 app 31 data 17 of 31 +ether"},
	})
}

func TestISIS(t *testing.T) {
	const llc = "0180c2000014 020000000001 05dc fefe03 "
	const at = " ether 020000000001 > 0180c2000014 +ether +llc"
	// Header lengths 27, 33 and 17; ids 6 bytes; version 1.
	const (
		lsp  = "831b0100 12010000 001b 04b0 111111111111 0000 00000007 cafe 03"
		csnp = "83210100 18010000 0021 222222222222 00 0000000000000000 ffffffffffffffff"
		psnp = "83110100 1a010000 0011 333333333333 00"
	)
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		// The checksum is the PDU's, the sequence number is stored backwards.
		{"LSP", llc + lsp, "isis 18 area 1111111111110000" + "07000000" + "00000000 sum cafe app 27 data 27 of 44" + at},
		{"CSNP", llc + csnp, "isis 24 area 22222222222200000000000000000000 sum 8f67 app 33 data 33 of 50" + at},
		{"PSNP", llc + psnp, "isis 26 area 33333333333300000000000000000000 sum ffdd app 17 data 17 of 34" + at},
		{
			"point to point hello", llc + "83140100 11010000 01 444444444444 001e 0014 00",
			"mac 020000000001 > 0180c2000014 type 0083 sap fe > fe app 20 data 20 of 37 +ether +llc",
		},
		{"another version", llc + "831b0200 12010000", "mac 020000000001 > 0180c2000014 type 0083 sap fe > fe app 8 data 8 of 25 +ether +llc"},
		{"ids of the length that the field names", llc + strings.Replace(lsp, "831b0100", "831b0106", 1), "isis 18 area 1111111111110000" + "07000000" + "00000000 sum cafe app 27 data 27 of 44" + at},
		{"shorter ids", llc + strings.Replace(lsp, "831b0100", "831b0105", 1), "mac 020000000001 > 0180c2000014 type 0083 sap fe > fe app 27 data 27 of 44 +ether +llc"},
		{"ES-IS", llc + "820a0100 04000000", "mac 020000000001 > 0180c2000014 type 0000 sap fe > fe app 25 data 8 of 25 +ether +llc"},
	})
}

// TestISISChecksum pins the number that stands for the content of a PDU that
// has no checksum. The values are those that release 3.0.8.2 computes for the
// same frames.
func TestISISChecksum(t *testing.T) {
	const hello = "831b0100 0f010000 02 555555555555 001e 05dc 40 66666666666602"
	for _, tt := range []struct {
		name, pdu string
		wire      int // of the PDU; its length if 0
		want      uint16
	}{
		{"hello", hello, 0, 0xfdbf},
		{"hello, padded by an even number", hello + "8101cc 01", 0, 0xc637},
		{"hello, padded by an odd number", hello + "8101cc 0102", 0, 0xc637},
		{"hello, cut by the snap length", hello + "8101cc 0102", 63, 0xc977},
		{"CSNP", "83210100 18010000 0021 222222222222 00 0000000000000000 ffffffffffffffff", 0, 0x8f67},
		{"PSNP", "83110100 1a010000 0011 333333333333 00", 0, 0xffdd},
	} {
		b := unhex(t, tt.pdu)
		p := Packet{Data: b, WireLen: uint32(max(len(b), tt.wire))}
		if !p.isis(b) || p.ISIS.Checksum != tt.want {
			t.Errorf("%s: got %04x, want %04x", tt.name, p.ISIS.Checksum, tt.want)
		}
	}
}
