// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"strings"
	"testing"
)

// Datagrams with the checksum that RFC 791 asks for, the complement of the sum
// of the header's other words: 4500 + 0026 + 1234 + 4011 + 0a00 + 0001 + 0a00 +
// 0002 is ab6e, and 4500 + 0032 + 1234 + 4000 + 4006 + 0a00 + 0001 + 0a00 + 0002
// is eb6f. badSum4 has another.
const (
	mplsUDP4 = "4500 0026 1234 0000 40 11 5491 0a000001 0a000002 " + udp10
	badSum4  = "4500 0026 1234 0000 40 11 1111 0a000001 0a000002 " + udp10
	mplsTCP4 = "4500 0032 1234 4000 40 06 1490 0a000001 0a000002 " + tcp10
)

// TestControlWord: after a label stack what makes most sense is taken, be it
// IP, Ethernet, or either after a control word (RFC 4385, RFC 8469).
func TestControlWord(t *testing.T) {
	const src = "020000000001 "
	stacks := []string{"0001013f", "0001003f 0002013f", "0001003f 0002003f 0003013f"}
	words := map[string]string{"no control word": "", "control word": "00000000", "sequence number": "00000007", "length and sequence": "002a1234"}
	macsOf := []string{"000000000002", "0a0000000002", "400000000002", "450000000002", "454500260000", "600000000002", "6b8abcde0012", "ffffffffffff"}
	inside := []struct{ name, bytes, got string }{
		{"IPv4", "0800" + mplsUDP4, gotUDP4},
		{"IPv4, wrong checksum", "0800" + badSum4, gotUDP4},
		{"tagged IPv4", "8100 2064 0800" + mplsUDP4, gotUDP4},
		{"IPv4 behind 802.1ad", "88a8 0001 8100 2064 0800" + mplsUDP4, gotUDP4},
		{"IPv6", "86dd" + ip6UDP, gotUDP6},
		{"TCP", "0800" + mplsTCP4, "ip 6 10.0.0.1 100 > 10.0.0.2 200 tcp 18 1000/2000 win 4096 len 30 app 10 data 10 of "},
		{"ARP", "0806" + arpRequest4, "arp op 1 020000000001/a000001 > 000000000000/a000002 "},
	}
	d := NewDecoder(Options{})
	for _, stack := range stacks {
		for word, w := range words {
			for _, dst := range macsOf {
				for _, in := range inside {
					name := fmt.Sprintf("%s, labels %s, to %s, %s", word, stack, dst, in.name)
					b := unhex(t, macs+"8847"+stack+w+dst+src+in.bytes)
					var p Packet
					decodeInto(d, &p, LinkEthernet, b, len(b))
					got := describe(&p)
					ether := fmt.Sprintf("ether 020000000001 > %s", dst)
					if !strings.HasPrefix(got, in.got) || !strings.Contains(got, ether) {
						t.Errorf("%s:\n got %s\nwant %s... %s", name, got, in.got, ether)
					}
				}
			}
		}
	}
	for _, head := range []string{macs + "8847 0001013f", macs + "8847 0001013f" + words["control word"] + "450000000002" + src + "0800"} {
		checkCuts(t, d, LinkEthernet, unhex(t, head+mplsUDP4))
	}
}

// TestMPLSWithoutEthernet: IP after labels, at once and after a control word.
func TestMPLSWithoutEthernet(t *testing.T) {
	mpls := " mpls 0001013f*1 +ether +mpls"
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"IPv4", macs + "8847 0001013f" + mplsUDP4, gotUDP4 + "56" + inEther + mpls},
		{"IPv4, wrong checksum", macs + "8847 0001013f" + badSum4, gotUDP4 + "56" + inEther + mpls},
		{"IPv4, padded", macs + "8847 0001013f" + mplsUDP4 + "00000000", gotUDP4 + "60" + inEther + mpls},
		{"IPv6", macs + "8847 0001013f" + ip6UDP, gotUDP6 + "76" + inEther + mpls},
		{"multicast labels", macs + "8848 0001013f" + ip6UDP, gotUDP6 + "76" + inEther + mpls},
		{"IPv6, padded", macs + "8847 0001013f" + ip6UDP + "00", gotUDP6 + "77" + inEther + mpls},
		{"IPv4 behind a word", macs + "8847 0001013f 00000001" + mplsUDP4, gotUDP4 + "60" + inEther + mpls},
		{"IPv6 behind a word", macs + "8847 0001013f 00000001" + ip6UDP, gotUDP6 + "80" + inEther + mpls},
		{"spanning tree behind a word", macs + "8847 0001013f 00000001 0180c2000000 020000000001 0026 424203" + strings.Repeat("00", 43), "mac 020000000001 > 0180c2000000 type 0000 sap 42 > 42 app 82 data 43 of 82 mpls 0001013f*1 +ether +llc +mpls"},
		{"LLDP", macs + "8847 0001013f 0180c200000e 020000000001 88cc 0207", "mac 020000000001 > 0180c200000e type 88cc app 34 data 2 of 34 mpls 0001013f*1 +ether +mpls"},
		{"IPv4 cut, then nothing that makes sense", macs + "8847 0001013f 4500 0026 1234", gotMAC + "8847 app 24 data 10 of 24 mpls 0001013f*1 +ether +mpls"},
		{"a type that nobody knows", macs + "8847 0001013f 0180c200000e 020000000001 fff0 0207", gotMAC + "8847 app 34 data 20 of 34 mpls 0001013f*1 +ether +mpls"},
	})
}

// TestMPLSSnapped: where the capture was cut inside the inner headers, the type
// of the frame decides.
func TestMPLSSnapped(t *testing.T) {
	for name, head := range map[string]string{"no word": "", "word": "00000000"} {
		p := decodeSnapped(t, Options{}, LinkEthernet, macs+"8847 0001013f"+head+"000000000002 020000000001 0800 4500 0026 1234 0000 40 11 5491 0a000001", 22)
		if p.Kind != KindMAC || p.Ether.KeyType != typeIPv4 || p.Ether.Src != (MAC{2, 0, 0, 0, 0, 1}) {
			t.Errorf("%s: got %s", name, describe(p))
		}
	}
}
