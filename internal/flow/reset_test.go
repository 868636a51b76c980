// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
)

// TestResetState: the state after a RST, as release 3.0.8.2 records it. In
// "near numbers", from nDPI's zattoo.pcap, both sides' numbers are alike, so
// that the second RST seems to lie in the window of what its sender
// acknowledged.
func TestResetState(t *testing.T) {
	const syn, ack, rst = packet.FlagSYN, packet.FlagACK, packet.FlagRST
	const closed, synSent, closing = 0, 2, 7
	type segment struct {
		fromA       bool
		flags       uint8
		seq, ack, n uint32
	}
	for _, tt := range []struct {
		name string
		ps   []segment
		want uint32
	}{
		{"in the window", []segment{
			{true, syn, 100, 0, 0}, {false, syn | ack, 900_000, 101, 0}, {true, ack, 101, 900_001, 0}, {true, rst, 101, 0, 0},
		}, closing},
		{"near numbers", []segment{
			{true, syn, 619969771, 0, 0},
			{false, syn | ack, 619970523, 619969772, 0},
			{true, ack, 619969772, 619970524, 0},
			{true, rst | ack, 619969772, 619970524, 0},
			{false, rst | ack, 619970524, 619969772, 0},
		}, closed},
		{"of a SYN", []segment{{true, syn, 100, 0, 0}, {false, rst | ack, 0, 101, 0}}, synSent},
		{"by the sender of the SYN", []segment{{true, syn, 100, 0, 0}, {true, rst | ack, 101, 0, 0}}, synSent},
	} {
		var ps []packet.Packet
		for i, s := range tt.ps {
			p := tcp(time.Duration(i)*time.Millisecond, hostA, hostB, 1000, 80, s.flags, s.seq, s.ack, s.n)
			if !s.fromA {
				p = tcp(time.Duration(i)*time.Millisecond, hostB, hostA, 80, 1000, s.flags, s.seq, s.ack, s.n)
			}
			ps = append(ps, p)
		}
		got := run(flow.DefaultConfig(), ps)
		if len(got) != 1 || got[0].Net.TCP.State != tt.want {
			t.Errorf("%s: %d records, state %d, want %d", tt.name, len(got), got[0].Net.TCP.State, tt.want)
		}
	}
}
