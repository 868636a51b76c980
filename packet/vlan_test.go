// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"strings"
	"testing"
)

// TestTags: tags of 802.1Q, of 802.1ad and of 0x9100 are opened in any order,
// up to three deep. The inner one is the packet's, and all ids are kept.
func TestTags(t *testing.T) {
	inside := []struct{ name, bytes, got string }{
		{"IPv4", "0800" + ip4UDP, gotUDP4},
		{"IPv6", "86dd" + ip6UDP, gotUDP6},
		{"TCP", "0800" + ip4(6, 30) + tcp10, "ip 6 10.0.0.1 100 > 10.0.0.2 200 tcp "},
		{"ARP", "0806" + arpRequest4, "arp op 1 "},
		{"PPPoE", "8864 1100 0001 0028 0021" + ip4UDP, gotUDP4},
	}
	types := []string{"8100", "88a8", "9100"}
	stacks := [][]string{}
	for _, a := range types {
		stacks = append(stacks, []string{a})
		for _, b := range types {
			stacks = append(stacks, []string{a, b})
			for _, c := range types {
				stacks = append(stacks, []string{a, b, c})
			}
		}
	}
	heads := map[string]struct {
		link LinkType
		head string // up to the first type
	}{
		"Ethernet":     {LinkEthernet, macs},
		"Linux cooked": {LinkSLL, "0000 0001 0006 020000000001 0000"},
		"SNAP":         {LinkEthernet, macs + "0040 aaaa03 000000"},
	}
	d := NewDecoder(Options{})
	for _, stack := range stacks {
		tags, ids := "", uint64(0)
		for i, typ := range stack {
			id := uint64(0x123 + i)
			tags += fmt.Sprintf("%s %04x", typ, 0x2000|id)
			ids = ids<<12 | id
		}
		last := uint16(0x2000 | ids&0xfff)
		for _, in := range inside {
			for link, h := range heads {
				b := unhex(t, h.head+tags+in.bytes)
				var p Packet
				decodeInto(d, &p, h.link, b, len(b))
				if got := describe(&p); !strings.HasPrefix(got, in.got) || !p.HasVLAN || p.VLAN != last || p.VLANs != ids {
					t.Errorf("%s in %s, tags %s: got %s, ids %x; want %s..., vlan %04x, ids %x", in.name, link, tags, got, p.VLANs, in.got, last, ids)
				}
				checkCuts(t, d, h.link, b)
			}
		}
	}
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"nothing behind the tag", macs + "88a8 0001", gotMAC + "88a8 app 16 data 2 of 16 +ether +vlan"},
		{"in GRE", macs + "0800" + outer4(t, 47, "0000 88a8 0001 8100 2064 0800"+ip4UDP), gotUDP4 + "84" + inEther + " vlan 2064 +ether +vlan +gre +ipip"},
		{"in GRE, cut", macs + "0800" + outer4(t, 47, "0000 88a8 0001"), "ip 47 " + gotOuter + "len 6 app 6 data 6 of 40" + inEther + " +ether +gre +ipip"},
	})
}
