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

// hasEarly are the filters whose flows the keys alone tell something of.
var hasEarly = map[string]bool{
	"ip": true, "tcp": true, "udp": true, "icmp": true, "arp": true, "ipv6": true, "host 10.0.0.1": true, "net 10.0.0.0/8": true,
	"port 53": true, "src port 443": true, "proto 17": true, "not port 53": true, "tcp and src pkts gt 1": true,
	"icmp or dst host 10.0.0.1": true, "src and dst port 123": true, "port 50-60": true, "not arp": true, "not tcp and (udp or ttl gt 5)": true,
	"pkts gt 3": true, "appbytes gt 0": true, "src appbytes gt 0": true, "dst bytes >= 300": true, "pkts 2": true, "tcp and src bytes gt 500": true,
	"not pkts gt 3": false, "udp or bytes gt 500": true,
	"port gt 1000": true, "src port gte 53": true, "port lte 53": true, "dst port lt 53": true, "tcp and (port 53 or port 443)": true,
	"net 10.0.0.0 mask 255.0.0.0": true, "bytes gte 500": true, "port domain": true, "(tcp and port 443) or (udp and port 53)": true,
}

// noClauses are those of them that clauses tell nothing of.
var noClauses = map[string]bool{
	"ip": true, "arp": true, "ipv6": true, "not port 53": true, "port 50-60": true, "not arp": true,
	"not tcp and (udp or ttl gt 5)": true,
}

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
		"not port 53", "not src port 53", "not (tcp and dst port 443)", "tcp and src pkts gt 1", "icmp or dst host 10.0.0.1", "src and dst port 123", "port 50-60", "not arp",
		"src appbytes gt 0", "dst bytes >= 300", "pkts 2", "tcp and src bytes gt 500", "not pkts gt 3", "udp or bytes gt 500", "port gt 1000", "src port gte 53", "port lte 53", "dst port lt 53",
		"tcp and (port 53 or port 443)", "net 10.0.0.0 mask 255.0.0.0", "bytes gte 500", "port domain", "pkts lte 2", "(tcp and port 443) or (udp and port 53)",
	} {
		m, err := match.CompileString(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		early, looked, must := match.Early(text, match.Options{Precision: 6})
		if (early != nil) != hasEarly[text] || (must != nil) != (early != nil && !noClauses[text]) {
			t.Errorf("%s: told early: %v, by %v", text, early != nil, must)
		}
		kept := unlessPassed(wire, looked, early, must)
		parts := match.Parts(text) | field.PreparedParts
		full, some, first := record.NewReader(bytes.NewReader(wire)), record.NewReader(bytes.NewReader(wire)), record.NewReader(bytes.NewReader(wire))
		some.Select(parts)
		first.Select(looked)
		prep := field.Preparer{Correct: true}
		var a, b field.Row
		for {
			x, err := full.Next()
			y, _ := some.Next()
			if err != nil {
				break
			}
			z, _ := first.Next()
			key := early == nil || x.Type == record.TypeMAR || early(z)
			prep.Prepare(x, &a)
			prep.Prepare(y, &b)
			want := m(x)
			if want && early != nil && (!key || !kept[x.Offset]) {
				t.Errorf("%s, offset %d: told early that it does not match, and it does", text, x.Offset)
			}
			if got := m(y); got != want {
				t.Errorf("%s, offset %d: got %v, want %v", text, x.Offset, got, want)
			}
		}
	}
}

// unlessPassed returns the offsets of the records that are not passed over. What
// clauses tell is asked first, so that records that early is true of show clauses
// that are wrong.
func unlessPassed(wire []byte, parts record.Parts, early func(*record.Record) bool, must []record.Clause) map[int64]bool {
	rd := record.NewReader(bytes.NewReader(wire))
	rd.Select(parts)
	if early != nil {
		rd.PassOver(func(r *record.Record) bool { return !early(r) }, must...)
	}
	kept := map[int64]bool{}
	for {
		r, err := rd.Next()
		if err != nil {
			return kept
		}
		kept[r.Offset] = true
	}
}

// FuzzEarly: no record that a filter takes is passed over, whatever the filter
// and one byte of a record are that comes a second time.
func FuzzEarly(f *testing.F) {
	demo, err := os.ReadFile("../../internal/client/testdata/demo.arg")
	if err != nil {
		f.Fatal(err)
	}
	const man = 128
	demo = demo[:man+4000]
	for text := range hasEarly {
		f.Add(text, uint16(300), byte(0x10))
	}
	f.Fuzz(func(t *testing.T, text string, at uint16, flip byte) {
		o := match.Options{Precision: 6, Resolver: noNames{}}
		m, err := match.CompileText(text, o)
		if err != nil {
			return
		}
		early, parts, must := match.Early(text, o)
		if early == nil {
			return
		}
		again := bytes.Clone(demo[man:])
		again[int(at)%len(again)] ^= flip
		wire := append(bytes.Clone(demo), again...)
		kept := unlessPassed(wire, parts, early, must)
		rd := record.NewReader(bytes.NewReader(wire))
		prep := field.Preparer{Correct: true}
		var row field.Row
		for {
			r, err := rd.Next()
			if err != nil {
				return
			}
			if prep.Prepare(r, &row); m(r) && !kept[r.Offset] {
				t.Fatalf("%q, at %d ^ %#x: the record at offset %d was passed over: %+v", text, at, flip, r.Offset, r.Flow)
			}
		}
	})
}
