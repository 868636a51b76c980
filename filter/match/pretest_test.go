// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// preTested are filters, and whether they have a pre-test and clauses.
var preTested = []struct {
	filter        string
	test, clauses bool
}{
	{"ip", true, false},
	{"tcp", true, true},
	{"udp", true, true},
	{"icmp", true, true},
	{"icmp6", true, true},
	{"arp", true, false},
	{"ipv6", true, false},
	{"host 10.0.0.1", true, true},
	{"icmp6 host fe80::1", true, false},
	{"net 10.0.0.0/8", true, true},
	{"net 10.0.0.0 mask 255.0.0.0", true, true},
	{"proto 17", true, true},
	{"port 53", true, true},
	{"port domain", true, true},
	{"src port 443", true, true},
	{"src and dst port 123", true, true},
	{"port 50-60", true, false},
	{"port gt 1000", true, true},
	{"port != 53", true, false},
	{"src port gte 53", true, true},
	{"port lte 53", true, true},
	{"dst port lt 53", true, true},
	{"not port 53", true, false},
	{"not src port 53", false, false},
	{"not (tcp and dst port 443)", false, false},
	{"not arp", true, false},
	{"pkts gt 3", true, true},
	{"pkts 2", true, true},
	{"pkts lte 2", false, false},
	{"bytes > 500", true, true},
	{"bytes lt 1000", false, false},
	{"appbytes gt 0", true, true},
	{"src appbytes gt 0", true, true},
	{"dst bytes >= 300", true, true},
	{"not pkts gt 3", false, false},
	{"tcp and src bytes gt 500", true, true},
	{"tcp and src pkts gt 1", true, true},
	{"udp or bytes gt 500", true, true},
	{"udp or ttl gt 5", false, false},
	{"icmp or dst host 10.0.0.1", true, true},
	{"not tcp and (udp or ttl gt 5)", true, false},
	{"tcp and (port 53 or port 443)", true, true},
	{"(tcp and port 443) or (udp and port 53)", true, true},
	{"vlan 505", false, false},
	{"dur > 1s", false, false},
}

// TestPreTest checks that a record that a filter accepts is neither rejected by
// its pre-test nor by its clauses.
func TestPreTest(t *testing.T) {
	wire, err := os.ReadFile("../../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range preTested {
		f, err := match.Compile(tt.filter, match.Options{Precision: 6, Resolver: noNames{}})
		if err != nil {
			t.Errorf("%s: %v", tt.filter, err)
			continue
		}
		pre := f.PreTest()
		if (pre.Match != nil) != tt.test || (pre.Clauses != nil) != tt.clauses {
			t.Errorf("%s: pre-test %v, clauses %v; want %v, %v", tt.filter, pre.Match != nil, pre.Clauses, tt.test, tt.clauses)
		}
		kept := keptBy(wire, pre)
		full, first := record.NewReader(bytes.NewReader(wire)), record.NewReader(bytes.NewReader(wire))
		first.Select(lazy.Key{}, record.Selection{Parts: pre.Parts})
		prep := field.Preparer{Correct: true}
		var row field.Row
		for {
			x, err := full.Next()
			if err != nil {
				break
			}
			y, _ := first.Next()
			passes := pre.Match == nil || x.Type == record.TypeMAR || pre.Match(y)
			prep.Prepare(x, &row)
			if f.Match(x) && (!passes || !kept[x.Offset]) {
				t.Errorf("%s, offset %d: rejected by the pre-test, accepted by the filter", tt.filter, x.Offset)
			}
		}
	}
}

// keptBy returns the offsets of the records that a reader with the pre-test
// returns. It applies the clauses first, so that wrong clauses show where the
// test is true.
func keptBy(wire []byte, pre match.PreTest) map[int64]bool {
	rd := record.NewReader(bytes.NewReader(wire))
	sel := record.Selection{Parts: pre.Parts, Clauses: pre.Clauses}
	if pre.Match != nil {
		sel.Skip = func(r *record.Record) bool { return !pre.Match(r) }
	}
	rd.Select(lazy.Key{}, sel)
	kept := map[int64]bool{}
	for {
		r, err := rd.Next()
		if err != nil {
			return kept
		}
		kept[r.Offset] = true
	}
}

// FuzzPreTest checks that no record that a filter accepts is rejected early, for
// any filter, after one byte of a record that comes a second time has changed.
func FuzzPreTest(f *testing.F) {
	demo, err := os.ReadFile("../../internal/client/testdata/demo.arg")
	if err != nil {
		f.Fatal(err)
	}
	const man = 128
	demo = demo[:man+4000]
	for _, tt := range preTested {
		f.Add(tt.filter, uint16(300), byte(0x10))
	}
	f.Fuzz(func(t *testing.T, text string, at uint16, flip byte) {
		m, err := match.Compile(text, match.Options{Precision: 6, Resolver: noNames{}})
		if err != nil || m.PreTest().Match == nil {
			return
		}
		again := bytes.Clone(demo[man:])
		again[int(at)%len(again)] ^= flip
		wire := append(bytes.Clone(demo), again...)
		kept := keptBy(wire, m.PreTest())
		rd := record.NewReader(bytes.NewReader(wire))
		prep := field.Preparer{Correct: true}
		var row field.Row
		for {
			r, err := rd.Next()
			if err != nil {
				return
			}
			if prep.Prepare(r, &row); m.Match(r) && !kept[r.Offset] {
				t.Fatalf("%q, at %d ^ %#x: the record at offset %d was rejected early: %+v", text, at, flip, r.Offset, r.Flow)
			}
		}
	})
}
