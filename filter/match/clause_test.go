// SPDX-License-Identifier: Apache-2.0

package match

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lazy"
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
func clauses(t *testing.T, text string) []lazy.Clause {
	t.Helper()
	f, err := Compile(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f.PreTest().Clauses
}

// TestClauses checks what must hold of the records that a filter accepts.
func TestClauses(t *testing.T) {
	either := func(lo, hi, mask uint64, a, b lazy.Number) lazy.Clause {
		return lazy.Clause{{Number: a, Mask: mask, Lo: lo, Hi: hi}, {Number: b, Mask: mask, Lo: lo, Hi: hi}}
	}
	ports := func(lo, hi uint64) lazy.Clause {
		return either(lo, hi, 0xffff, lazy.NumSrcPort, lazy.NumDstPort)
	}
	host := either(0x0a000001, 0x0a000001, math.MaxUint32, lazy.NumSrcAddr, lazy.NumDstAddr)
	tcp := lazy.Clause{{Number: lazy.NumProto, Mask: 0xff, Lo: 6, Hi: 6}}
	many := strings.Repeat("(tcp and host 10.0.0.1) or ", 8) + "port 1"
	if n := len(clauses(t, many)); n == 0 || n > maxClauses {
		t.Errorf("%d clauses, want 1 to %d", n, maxClauses)
	}
	for _, tt := range []struct {
		text string
		want []lazy.Clause
	}{
		{"tcp and src port 443", []lazy.Clause{tcp, ports(443, 443)}},
		{"proto 6 and ttl gt 5", []lazy.Clause{tcp}},
		{"port https", []lazy.Clause{ports(443, 443)}},
		{"dst host 10.0.0.1", []lazy.Clause{host}},
		{"net 10.0.0.0/9", []lazy.Clause{either(0x0a000000, 0x0a000000, 0xff800000, lazy.NumSrcAddr, lazy.NumDstAddr)}},
		{"net 10.0.0.0 mask 255.0.255.0", []lazy.Clause{either(0x0a000000, 0x0a000000, 0xff00ff00, lazy.NumSrcAddr, lazy.NumDstAddr)}},
		{"src pkts gt 5", []lazy.Clause{either(6, math.MaxInt64, math.MaxUint64, lazy.NumSrcPackets, lazy.NumDstPackets)}},
		{"bytes 7", []lazy.Clause{either(7, 7, math.MaxUint64, lazy.NumSrcBytes, lazy.NumDstBytes)}},
		{"dst appbytes gte 9", []lazy.Clause{either(9, math.MaxInt64, math.MaxUint64, lazy.NumSrcAppBytes, lazy.NumDstAppBytes)}},
		{"port 443 or host 10.0.0.1", []lazy.Clause{slices.Concat(ports(443, 443), host)}},
		{"(tcp and port 443) or host 10.0.0.1", []lazy.Clause{slices.Concat(tcp, host), slices.Concat(ports(443, 443), host)}},
		{"host 10.0.0.1 and ttl gt 5", []lazy.Clause{host}},
		{"host 10.0.0.1 or ttl gt 5", nil},
		{"not host 10.0.0.1", nil},
		{"host ::1", nil},
		{"icmp6", []lazy.Clause{{{Number: lazy.NumProto, Mask: 0xff, Lo: 58, Hi: 58}}}},
		{"port 5 and pkts > 3", []lazy.Clause{ports(5, 5), either(4, math.MaxInt64, math.MaxUint64, lazy.NumSrcPackets, lazy.NumDstPackets)}},
		{"port < 6", []lazy.Clause{ports(0, 5)}},
		{"port <= 6", []lazy.Clause{ports(0, 6)}},
		{"port >= 6", []lazy.Clause{ports(6, math.MaxInt64)}},
		{"port != 6", nil},
		{"bytes lt 5", nil},
	} {
		got := clauses(t, tt.text)
		if !slices.EqualFunc(got, tt.want, slices.Equal) {
			t.Errorf("%s:\ngot  %v\nwant %v", tt.text, got, tt.want)
		}
	}
}
