// SPDX-License-Identifier: Apache-2.0

package match

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// TestSpan checks that a number that is not negative is in the span of a relation
// if and only if the relation holds for it.
func TestSpan(t *testing.T) {
	for _, rel := range []filter.Rel{filter.RelEq, filter.RelNe, filter.RelGt, filter.RelGe, filter.RelLt, filter.RelLe} {
		for _, n := range []int64{-1, 0, 1, 2, 5} {
			lo, hi, ok := span(rel, n)
			if !ok {
				lo, hi = 0, math.MaxUint64
			}
			for v := range int64(8) {
				is, want := uint64(v) >= lo && uint64(v) <= hi, related(rel, v, true, n)
				if want && !is || is && !want && ok {
					t.Errorf("%d %v %d: %v, want %v", v, rel, n, is, want)
				}
			}
		}
	}
}

// clauses returns the clauses of a filter.
func clauses(t *testing.T, text string) []record.Clause {
	t.Helper()
	f, err := Compile(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f.PreTest().Clauses
}

// TestClauses checks what must hold of the records that a filter accepts.
func TestClauses(t *testing.T) {
	either := func(lo, hi, mask uint64, a, b record.Number) record.Clause {
		return record.Clause{{Number: a, Mask: mask, Lo: lo, Hi: hi}, {Number: b, Mask: mask, Lo: lo, Hi: hi}}
	}
	ports := func(lo, hi uint64) record.Clause {
		return either(lo, hi, 0xffff, record.NumSrcPort, record.NumDstPort)
	}
	host := either(0x0a000001, 0x0a000001, math.MaxUint32, record.NumSrcAddr, record.NumDstAddr)
	tcp := record.Clause{{Number: record.NumProto, Mask: 0xff, Lo: 6, Hi: 6}}
	many := strings.Repeat("(tcp and host 10.0.0.1) or ", 8) + "port 1"
	if n := len(clauses(t, many)); n == 0 || n > maxClauses {
		t.Errorf("%d clauses, want 1 to %d", n, maxClauses)
	}
	for _, tt := range []struct {
		text string
		want []record.Clause
	}{
		{"tcp and src port 443", []record.Clause{tcp, ports(443, 443)}},
		{"proto 6 and ttl gt 5", []record.Clause{tcp}},
		{"port https", []record.Clause{ports(443, 443)}},
		{"dst host 10.0.0.1", []record.Clause{host}},
		{"net 10.0.0.0/9", []record.Clause{either(0x0a000000, 0x0a000000, 0xff800000, record.NumSrcAddr, record.NumDstAddr)}},
		{"net 10.0.0.0 mask 255.0.255.0", []record.Clause{either(0x0a000000, 0x0a000000, 0xff00ff00, record.NumSrcAddr, record.NumDstAddr)}},
		{"src pkts gt 5", []record.Clause{either(6, math.MaxInt64, math.MaxUint64, record.NumSrcPackets, record.NumDstPackets)}},
		{"bytes 7", []record.Clause{either(7, 7, math.MaxUint64, record.NumSrcBytes, record.NumDstBytes)}},
		{"dst appbytes gte 9", []record.Clause{either(9, math.MaxInt64, math.MaxUint64, record.NumSrcAppBytes, record.NumDstAppBytes)}},
		{"port 443 or host 10.0.0.1", []record.Clause{slices.Concat(ports(443, 443), host)}},
		{"(tcp and port 443) or host 10.0.0.1", []record.Clause{slices.Concat(tcp, host), slices.Concat(ports(443, 443), host)}},
		{"host 10.0.0.1 and ttl gt 5", []record.Clause{host}},
		{"host 10.0.0.1 or ttl gt 5", nil},
		{"not host 10.0.0.1", nil},
		{"host ::1", nil},
		{"icmp6", []record.Clause{{{Number: record.NumProto, Mask: 0xff, Lo: 58, Hi: 58}}}},
		{"port 5 and pkts > 3", []record.Clause{ports(5, 5), either(4, math.MaxInt64, math.MaxUint64, record.NumSrcPackets, record.NumDstPackets)}},
		{"port < 6", []record.Clause{ports(0, 5)}},
		{"port <= 6", []record.Clause{ports(0, 6)}},
		{"port >= 6", []record.Clause{ports(6, math.MaxInt64)}},
		{"port != 6", nil},
		{"bytes lt 5", nil},
	} {
		got := clauses(t, tt.text)
		if !slices.EqualFunc(got, tt.want, slices.Equal) {
			t.Errorf("%s:\ngot  %v\nwant %v", tt.text, got, tt.want)
		}
	}
}
