// SPDX-License-Identifier: Apache-2.0

package packet

import "testing"

func benchmarkDecode(b *testing.B, link LinkType, frame []byte) {
	d := NewDecoder(Options{})
	p := Packet{Data: frame, WireLen: uint32(len(frame)), Link: link}
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(&p)
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, f := range []struct{ name, frame string }{
		{"tcp4", frameTCP4}, {"tcp4-bare", frameTCP4Bare}, {"udp4", frameUDP4}, {"tcp6", frameTCP6}, {"icmp4", frameICMP4},
		{"arp", frameARP}, {"vlan-udp4", frameVLAN}, {"gre-udp4", frameGRE},
	} {
		b.Run(f.name, func(b *testing.B) { benchmarkDecode(b, LinkEthernet, unhex(b, f.frame)) })
	}
}
