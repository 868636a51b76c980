// SPDX-License-Identifier: Apache-2.0

package packet

import "testing"

// TestPlain: which frames are plain. That they are decoded like all others is
// tested wherever a frame is decoded (decodeTwice).
func TestPlain(t *testing.T) {
	tcp, fin := macs+"0800"+ip4(6, 42)+tcpTS10, macs+"0800"+ip4(6, 20)+"0016 c000 00000001 00000002 5011 0100 0000 0000"
	udp := macs + "0800" + ip4(17, 22) + "1000 1001 0016 0000 0102030405060708090a0b0c0d0e"
	for _, tt := range []struct {
		name, frame string
		link        LinkType
		tunnels     bool
		want        bool
	}{
		{"TCP", tcp, LinkEthernet, true, true},
		{"TCP without options", fin, LinkEthernet, true, true},
		{"UDP", udp, LinkEthernet, false, true},
		{"UDP that may be a tunnel", udp, LinkEthernet, true, false},
		{"tagged", macs + "8100 2064 0800" + ip4(6, 42) + tcpTS10, LinkEthernet, true, false},
		{"first fragment", macs + "0800 4500 003e 1234 2000 40 06 0000" + end4 + tcpTS10, LinkEthernet, true, false},
		{"IP options", macs + "0800 4600 0042 1234 0000 40 06 0000" + end4 + "94040000" + tcpTS10, LinkEthernet, true, false},
		{"TCP header beyond the datagram", macs + "0800" + ip4(6, 19) + tcpTS10, LinkEthernet, true, false},
		{"TCP header cut", fin[:len(fin)-2], LinkEthernet, true, false},
		{"other protocol", macs + "0800" + ip4(132, 42) + tcpTS10, LinkEthernet, true, false},
		{"other link type", ip4(6, 42) + tcpTS10, LinkRaw, true, false},
	} {
		b := unhex(t, tt.frame)
		d := NewDecoder(Options{TunnelDiscovery: tt.tunnels})
		p := dirty()
		decodeInto(d, &p, tt.link, b, len(b))
		if p.Plain != tt.want {
			t.Errorf("%s: plain %v, want %v: %s", tt.name, p.Plain, tt.want, describe(&p))
		}
		checkCuts(t, d, tt.link, b)
	}
}
