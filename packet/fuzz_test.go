// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/pkttest"
)

// linkHeads holds, for every link type with a decoder, headers that an IPv4
// datagram can follow.
var linkHeads = map[LinkType][]string{
	LinkEthernet: {
		macs + "0800", macs + "8100 2064 0800", macs + "8847 0001103f 0001013f", macs + "8864 1100 0001 0028 0021",
		macs + "880b ff03 0021", macs + "88a8 0001 9100 0002 8100 2064 0800", macs + "8847 0001013f 00000001" + macs + "0800",
		macs + "8847 0001013f 450000000002 020000000001 8100 2064 0800", macs + "002e aaaa03 000000 0800",
		"01000c000000 020000000001 004a aaaa03 00000c 0002 0000 0000 " + macs + "0800",
	},
	LinkNull:       {"02000000", "00000002"},
	LinkLoop:       {"00000002"},
	LinkRaw:        {""},
	LinkRawBSD:     {""},
	LinkRawOpenBSD: {""},
	LinkIPv4:       {""},
	LinkIPv6:       {""},
	LinkENC:        {"02000000 00001234 00000000"},
	LinkPFLog:      {"3d02 0000" + strings.Repeat("00", 60)},
	LinkIPNet:      {"0102" + strings.Repeat("00", 22)},
	LinkNFLog:      {"02 00 0000 0800 0100 08000100 2a00 0900", "02 00 0000 0008 0001 08000100 002a 0009"},
	LinkSLIP:       {strings.Repeat("00", 16)},
	LinkSLL:        {"0000 0001 0006 020000000001 0000 0800", "0000 0001 0006 020000000001 0000 0004 aaaa03 000000 0800"},
	LinkSLL2:       {"0800 0000 00000001 0001 00 06 0200000000010000"},

	LinkPPP:       {"ff03 0021", "21", "ff03 0281 0001013f"},
	LinkPPPSerial: {"ff03 0021", "0f00 0800"},
	LinkPPPDir:    {"01 ff03 0021"},
	LinkPPPEther:  {"1100 0001 0028 0021"},
	LinkCHDLC:     {"0f00 0800"},
	LinkCHDLCDir:  {"00 0f00 0800"},
	LinkFRelay:    {"1841 03cc", "1841 030080 0080c2 0007" + macs + "0800", "1841 03cf 0021", "18404041 0300cc"},
	LinkFRelayDir: {"00 1841 03cc"},

	LinkIEEE80211: {"0801" + wlanHead + wlanLLC, "0803" + wlanHead + "0a0000000004" + wlanLLC, "8881" + wlanHead + "0000 11223344" + wlanLLC},
	LinkRadiotap:  {"0000 0900 02000000 10 0801" + wlanHead + wlanLLC},
	LinkPrism:     {"00000044 00000090" + strings.Repeat("00", 136) + "0801" + wlanHead + wlanLLC},
	LinkAVS:       {"80211001 00000040" + strings.Repeat("00", 56) + "0801" + wlanHead + wlanLLC},

	LinkFDDI:           {"50" + macs + "aaaa03 000000 0800"},
	LinkTokenRing:      {"10 40 020000000002 820000000001 0630 0011 0010 aaaa03 000000 0800"},
	LinkARCNET:         {"01 02 d4 00 0001", "01 02 f0", "01 02 d4 ff 0000ff 01 0001"},
	LinkARCNETLinux:    {"01 02 0000 d4 00 0001"},
	LinkATMRFC1483:     {"aaaa03 000000 0800", "fefe03 cc", "aaaa03 0080c2 0007 0000" + macs + "0800"},
	LinkATMRFC1483File: {"aaaa03 000000 0800"},
	LinkATMCLIP:        {"aaaa03 000000 0800", ""},
	LinkSunATM:         {"02 00 0020 aaaa03 000000 0800", "01 00 0020 0000" + macs + "0800"},
	LinkDSA:            {"020000000002 020000000001 c0000000 0800"},
	LinkEDSA:           {"020000000002 020000000001 dada 0000 c0000000 0800"},
	LinkBroadcomTag:    {"020000000002 020000000001 20000001 0800"},
	LinkBroadcomPrefix: {"20000001" + macs + "0800"},
	LinkJuniperEth:     {"4d4743 80 0006 010102030405" + macs + "0800", "4d4743 02 00000002"},
	LinkIPoIB:          {strings.Repeat("00", 40) + "0800 0000"},
	LinkPPI:            {"0000 0800 65000000", "0000 0800 69000000 0801" + wlanHead + wlanLLC},
	LinkPKTAP:          {"10000000 01000000 65000000 00000000"},
}

// linkGroups are the link types that a fuzz target takes together, because
// they share their decoder.
var (
	groupEthernet = []LinkType{LinkEthernet}
	groupCooked   = []LinkType{LinkSLL, LinkSLL2}
	groupRaw      = []LinkType{LinkRaw, LinkRawBSD, LinkRawOpenBSD, LinkIPv4, LinkIPv6, LinkNull, LinkLoop, LinkSLIP}
	groupFamily   = []LinkType{LinkENC, LinkPFLog, LinkIPNet, LinkNFLog}
	groupPPP      = []LinkType{LinkPPP, LinkPPPSerial, LinkPPPDir, LinkPPPEther}
	groupWAN      = []LinkType{LinkCHDLC, LinkCHDLCDir, LinkFRelay, LinkFRelayDir}
	groupATM      = []LinkType{LinkATMRFC1483, LinkATMRFC1483File, LinkATMCLIP, LinkSunATM}
	groupWLAN     = []LinkType{LinkIEEE80211, LinkRadiotap, LinkPrism, LinkAVS}
	groupLAN      = []LinkType{LinkFDDI, LinkTokenRing, LinkARCNET, LinkARCNETLinux}
	groupTagged   = []LinkType{LinkDSA, LinkEDSA, LinkBroadcomTag, LinkBroadcomPrefix, LinkJuniperEth, LinkIPoIB}
	groupNested   = []LinkType{LinkPPI, LinkPKTAP}

	allGroups = [][]LinkType{
		groupEthernet, groupCooked, groupRaw, groupFamily, groupPPP, groupWAN, groupATM, groupWLAN, groupLAN,
		groupTagged, groupNested,
	}
)

// TestLinkHeads: every link type with a decoder is in the table and in a
// group, and all its headers lead to the datagram after them.
func TestLinkHeads(t *testing.T) {
	grouped := make(map[LinkType]bool)
	for _, g := range allGroups {
		for _, l := range g {
			grouped[l] = true
		}
	}
	d := NewDecoder(Options{})
	for l, heads := range linkHeads {
		if !grouped[l] {
			t.Errorf("link type %d is in no fuzz target", l)
		}
		for _, h := range heads {
			b := unhex(t, h+ip4UDP)
			var p Packet
			decodeInto(d, &p, l, b, len(b))
			if !strings.HasPrefix(describe(&p), gotUDP4) {
				t.Errorf("link type %d, header %s: got %s", l, h, describe(&p))
			}
			checkCuts(t, d, l, b)
		}
	}
	// The decoder knows no link type that the table lacks: others give flows
	// of the link type's number.
	for l := range LinkType(400) {
		if _, ok := linkHeads[l]; ok {
			continue
		}
		var p Packet
		decodeInto(d, &p, l, unhex(t, ip4UDP), 38)
		if p.Kind != KindMAC || p.Ether.KeyType != uint16(l) || p.Bytes != 38 {
			t.Errorf("link type %d: got %s", l, describe(&p))
		}
	}
}

// fuzzPayloads are what follows the headers in the seeds.
func fuzzPayloads(tb testing.TB) []string {
	return []string{
		ip4UDP, ip6UDP, ip4(6, 42) + tcpTS10, ip4(1, 46) + "0303 0000 00000000" + ip4UDP,
		"4500 0026 1234 2002 40 11 0000" + end4 + udp10,
		"4600 0020 1234 0000 01 02 0000" + end4 + "94040000 1664 0000 e0000009",
		ip4(50, 12) + "11223344 00000007 01020304",
		ip4(51, 42) + "1104 0000 11223344 00000001 000000000000000000000000" + udp10,
		"60000000 002a 00 40" + ip6Hosts + "2c00 010401020304 3c000001 00abcdef 1100 010401020304" + udp10,
		outer4(tb, 47, "2000 6558 00000001"+frameTCP6),
		outer4(tb, 47, "1000 88be 00000001 10020001 00000001"+frameUDP4),
		outer4(tb, 47, "3081 880b 0028 0001 00000001 00000002 ff03 0021"+ip4UDP),
		outer4(tb, 47, "0000 88be"+frameVLAN), outer4(tb, 47, "1000 22eb 00000001 20020001 00000001 00000001 0102030405060708"+frameUDP6),
		outer4(tb, 4, ip4UDP), outer4(tb, 41, ip6UDP), outer6(tb, 41, ip6UDP),
		ip4(132, 12) + "0064 00c8 00000000 00000000", "4500 001c 1234 2000 40 06 0000" + end4 + "0064 00c8 000003e8",
		"4f00 0026 1234 0000 40 11 0000" + end4 + udp10, "6500 0026 1234 0000 40 11 0000" + end4 + udp10,
		"60000000 001a 2c 40" + ip6Hosts + "3c00 0001 00abcdef 1100 010401020304" + udp10,
		outer6(tb, 4, ip4UDP), outer6(tb, 58, "0104 0000 00000000"+ip6UDP),
		outerUDP(tb, 4096, 4789, "08000000 00007b00"+frameVLAN),
		outerUDP(tb, 4096, 6081, "0200 0800 00007b00 0102030405060708"+ip4UDP),
		outerUDP(tb, 1701, 1701, "4a02 003a 0001 0002 0000 0000 0002 ffff 21"+ip4UDP),
		outerUDP(tb, 4097, 4096, "0001 01 01 aa bb 0102030405060708 00 0000 f0f0 f0f0f0f0"+ip6UDP),
	}
}

// fuzzDecode fuzzes the decoder with frames of the link types in group. The
// first number chooses one, the second is how much longer the frame was on the
// wire.
func fuzzDecode(f *testing.F, group []LinkType) {
	for i, l := range group {
		for _, h := range linkHeads[l] {
			for _, p := range fuzzPayloads(f) {
				f.Add(byte(i), uint16(0), true, unhex(f, h+p))
			}
		}
	}
	off, on := NewDecoder(Options{}), NewDecoder(Options{TunnelDiscovery: true})
	f.Fuzz(func(t *testing.T, i byte, more uint16, tunnels bool, b []byte) {
		d := off
		if tunnels {
			d = on
		}
		l := group[int(i)%len(group)]
		if s := decodeTwice(d, l, b, len(b)+int(more)); s != "" {
			t.Fatalf("link type %d: %s", l, s)
		}
	})
}

func FuzzDecodeEthernet(f *testing.F) {
	for _, fr := range pkttest.Demo().Frames {
		f.Add(byte(0), uint16(0), false, fr.Data)
	}
	fuzzDecode(f, groupEthernet)
}

func FuzzDecodeCooked(f *testing.F) { fuzzDecode(f, groupCooked) }
func FuzzDecodeRaw(f *testing.F)    { fuzzDecode(f, groupRaw) }
func FuzzDecodeFamily(f *testing.F) { fuzzDecode(f, groupFamily) }
func FuzzDecodePPP(f *testing.F)    { fuzzDecode(f, groupPPP) }
func FuzzDecodeWAN(f *testing.F)    { fuzzDecode(f, groupWAN) }
func FuzzDecodeATM(f *testing.F)    { fuzzDecode(f, groupATM) }
func FuzzDecodeWLAN(f *testing.F)   { fuzzDecode(f, groupWLAN) }
func FuzzDecodeLAN(f *testing.F)    { fuzzDecode(f, groupLAN) }
func FuzzDecodeTagged(f *testing.F) { fuzzDecode(f, groupTagged) }
func FuzzDecodeNested(f *testing.F) { fuzzDecode(f, groupNested) }

// FuzzDecodeAny takes any link type, also such as there are none of.
func FuzzDecodeAny(f *testing.F) {
	for l, heads := range linkHeads {
		f.Add(uint16(l), uint16(0), unhex(f, heads[0]+ip4UDP))
	}
	d := NewDecoder(Options{TunnelDiscovery: true})
	f.Fuzz(func(t *testing.T, l, more uint16, b []byte) {
		if s := decodeTwice(d, LinkType(l), b, len(b)+int(more)); s != "" {
			t.Fatalf("link type %d: %s", l, s)
		}
	})
}
