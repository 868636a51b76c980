// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"testing"

	"github.com/argus-go/argus/internal/pkttest"
)

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
		{"tcp4", frameTCP4},
		{"tcp4-bare", frameTCP4Bare},
		{"udp4", frameUDP4},
		{"tcp6", frameTCP6},
		{"icmp4", frameICMP4},
		{"arp", frameARP},
		{"vlan-udp4", frameVLAN},
		{"gre-udp4", frameGRE},
	} {
		b.Run(f.name, func(b *testing.B) { benchmarkDecode(b, LinkEthernet, unhex(b, f.frame)) })
	}
}

// BenchmarkDecodeMix decodes the demonstration capture: TCP with and without
// options, tagged frames, UDP and ICMP of both versions, ARP and fragments.
func BenchmarkDecodeMix(b *testing.B) {
	frames := pkttest.Demo().Frames
	n := 0
	for _, f := range frames {
		n += len(f.Data)
	}
	d := NewDecoder(Options{})
	p := Packet{Link: LinkEthernet}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for i := range frames {
			p.Data, p.WireLen = frames[i].Data, uint32(len(frames[i].Data))
			d.Decode(&p)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(frames)), "ns/packet")
}

// TestDecodeAllocates: no packet of any link type makes the decoder allocate.
func TestDecodeAllocates(t *testing.T) {
	type frame struct {
		link LinkType
		data []byte
	}
	var frames []frame
	for l, heads := range linkHeads {
		for _, h := range heads {
			for _, p := range fuzzPayloads(t) {
				frames = append(frames, frame{l, unhex(t, h+p)})
			}
		}
	}
	for _, f := range pkttest.Demo().Frames {
		frames = append(frames, frame{LinkEthernet, f.Data})
	}
	d := NewDecoder(Options{TunnelDiscovery: true})
	var p, q Packet
	n := testing.AllocsPerRun(3, func() {
		for _, f := range frames {
			decodeInto(d, &p, f.link, f.data, len(f.data))
			p.Quoted(&q)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for %d frames", n, len(frames))
	}
}
