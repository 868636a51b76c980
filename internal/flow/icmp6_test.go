// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
)

// icmp6 returns an ICMPv6 message of 16 bytes in a frame.
func icmp6(wrap func(uint16, []byte) []byte, src, dst netip.Addr, typ uint8) []byte {
	n := network{"", src, dst, wrap}
	return n.frame(packet.ProtoICMPv6, pkttest.ICMPv6(src, dst, typ, 0, 0, make([]byte, 8)))
}

// TestICMPv6Answers: who asks is the source. Until a request is seen, who sends
// answers is, with the type of the answer (RFC 4443, RFC 4861, RFC 2710).
func TestICMPv6Answers(t *testing.T) {
	low, high := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")
	group := netip.MustParseAddr("ff02::1")
	row := func(src netip.Addr, typ int, dst netip.Addr, s, d int) string {
		return fmt.Sprintf("58 %v type%d %v code0 %d/%d %d/%d", src, typ, dst, s, d, 16*s, 16*d)
	}
	for way, wrap := range map[string]func(uint16, []byte) []byte{"untagged": vlans(), "VLAN": vlans(5)} {
		for _, ends := range [][2]netip.Addr{{low, high}, {high, low}} {
			a, b := ends[0], ends[1] // a asks, b answers
			for _, pair := range []struct{ ask, answer uint8 }{{128, 129}, {133, 134}, {135, 136}, {130, 131}, {130, 132}, {139, 140}} {
				ask, answer := icmp6(wrap, a, b, pair.ask), icmp6(wrap, b, a, pair.answer)
				q, r := int(pair.ask), int(pair.answer)
				for name, tt := range map[string]struct {
					frames [][]byte
					want   []string
				}{
					"asked and answered":        {[][]byte{ask, answer}, []string{row(a, q, b, 1, 1)}},
					"only asked":                {[][]byte{ask}, []string{row(a, q, b, 1, 0)}},
					"only answered":             {[][]byte{answer}, []string{row(b, r, a, 1, 0)}},
					"first request missing":     {[][]byte{answer, ask, answer}, []string{row(a, q, b, 1, 2)}},
					"several answers first":     {[][]byte{answer, answer, answer, ask}, []string{row(a, q, b, 1, 3)}},
					"both ask":                  {[][]byte{ask, answer, icmp6(wrap, b, a, pair.ask)}, []string{row(a, q, b, 1, 2)}},
					"answers, then asks itself": {[][]byte{answer, icmp6(wrap, b, a, pair.ask)}, []string{row(b, q, a, 2, 0)}},
				} {
					expect(t, fmt.Sprintf("%s, %v, type %d and %d, %s", way, a, q, r, name),
						decoded(t, oneRecord(), packet.Options{}, after(0, tt.frames...)), tt.want...)
				}
			}
			for _, typ := range []uint8{134, 136, 131, 132} {
				expect(t, fmt.Sprintf("%s, type %d unasked", way, typ),
					decoded(t, oneRecord(), packet.Options{}, after(0, icmp6(wrap, a, group, typ))), row(a, int(typ), group, 1, 0))
			}
		}
	}
	// A later interval with answers only keeps the asker as the source; one that
	// was reported before the request came keeps what was known then.
	ask, answer := icmp6(vlans(), low, high, 128), icmp6(vlans(), high, low, 129)
	expect(t, "answers in a later interval", decoded(t, flow.DefaultConfig(), packet.Options{}, []frame{{0, ask}, {6 * time.Second, answer}}),
		row(low, 128, high, 1, 0), row(low, 128, high, 0, 1))
	expect(t, "request in a later interval", decoded(t, flow.DefaultConfig(), packet.Options{}, []frame{{0, answer}, {6 * time.Second, ask}}),
		row(high, 129, low, 1, 0), row(low, 128, high, 1, 0))
	cfg := oneRecord()
	cfg.Unidirectional = true
	expect(t, "directions apart", decoded(t, cfg, packet.Options{}, after(0, answer, ask, answer)),
		row(high, 129, low, 2, 0), row(low, 128, high, 1, 0))
	cfg = oneRecord()
	cfg.Compat = true // as release 3.0.8 has it
	expect(t, "3.0.8", decoded(t, cfg, packet.Options{}, after(0, answer)), row(high, 128, low, 1, 0))
}
