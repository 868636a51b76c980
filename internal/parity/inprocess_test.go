// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/pkttest"
)

// Whole and damaged, in every file format, the demonstration capture goes
// through all stages and comes out with every packet.
func TestPipeline(t *testing.T) {
	demo := pkttest.Demo()
	for name, file := range map[string][]byte{
		"pcap":             demo.Pcap(binary.LittleEndian, false),
		"pcap nanoseconds": demo.Pcap(binary.BigEndian, true),
		"pcapng":           demo.Pcapng(binary.LittleEndian),
	} {
		p := newPipeline()
		if err := p.run(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if p.counts != int64(len(demo.Frames)) {
			t.Errorf("%s: %d packets in records, want %d", name, p.counts, len(demo.Frames))
		}
		Damage(name, file, func(kind string, b []byte) {
			if err := p.run(b); err != nil {
				t.Fatalf("%s %s: %v", name, kind, err)
			}
		})
	}
}

func TestOrigin(t *testing.T) {
	stack := "goroutine 1 [running]:\nruntime/debug.Stack()\n\t/go/src/runtime/debug/stack.go:26\n" +
		"panic({0x1, 0x2})\n\t/go/src/runtime/panic.go:783 +0x132\nruntime.goPanicIndex(0x1)\n\t/go/src/runtime/panic.go:115\n" +
		"m/packet.(*Decoder).ipv4(...)\n\t/m/packet/ipv4.go:12 +0x5\n"
	if got := origin(stack); !strings.HasPrefix(got, "/m/packet/ipv4.go:12") {
		t.Errorf("origin = %q, want /m/packet/ipv4.go:12", got)
	}
}
