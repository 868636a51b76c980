// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// TestParts: a filter takes the same records if only the parts that it looks at
// were decoded. Elsewhere values of earlier records stand then.
func TestParts(t *testing.T) {
	wire, err := os.ReadFile("../../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"ip", "tcp", "udp", "icmp", "arp", "man", "vlan", "mpls", "rtp", "ipv6", "host 10.0.0.1", "net 10.0.0.0/8", "port 53", "src port 443",
		"ether host 02:00:00:00:00:01", "ether src 02:00:00:00:00:02", "srcid 0", "inode 10.0.0.1", "proto 17", "ether proto 0x806",
		"encaps eth", "co US", "pkts gt 3", "bytes lt 1000", "appbytes gt 0", "ttl gt 60", "tos 0", "dsb 0", "ipid gt 5", "vid 3", "vpri 0", "mid 7",
		"nstroke gt 0", "base gt 1", "loss gt 0", "gap gt 0", "tcprtt gt 100", "trans 1", "seq gt 20", "spi 5", "deldur gt 1",
		"dur gt 0.5", "rate gt 3", "load gt 1000", "ploss gt 0", "pcr gt 0", "intpkt gt 1", "intpktidle gt 1", "jit gt 0.1", "jitact gt 0.1",
		"est", "synack", "fin", "rst", "push", "frag", "fragonly", "multipath", "retrans", "winshut", "ecn", "icmpmap", "unreach", "echo", "redirect", "timexed",
		"ip broadcast", "ether multicast", "multicast", "mss", "tcptimestamp", "as 5", "not tcp and (udp or ttl gt 5)", "hello", "rtr", "start", "normal",
	} {
		m, err := match.CompileString(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		parts := match.Parts(text) | field.PreparedParts
		full, some := record.NewReader(bytes.NewReader(wire)), record.NewReader(bytes.NewReader(wire))
		some.Select(parts)
		prep := field.Preparer{Correct: true}
		var a, b field.Row
		for {
			x, err := full.Next()
			y, _ := some.Next()
			if err != nil {
				break
			}
			prep.Prepare(x, &a)
			prep.Prepare(y, &b)
			want := m(x)
			if got := m(y); got != want {
				t.Errorf("%s, offset %d: got %v, want %v", text, x.Offset, got, want)
			}
		}
	}
}
