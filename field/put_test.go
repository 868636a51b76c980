// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"math"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// TestPutter: where a Putter puts a text, it is the one that Append appends, at
// the right end of the column, or the left one of ports. Elsewhere the line stays
// as it was. The samples are tried with numbers of all lengths.
func TestPutter(t *testing.T) {
	const width = 20
	var puts, leaves int
	try := func(name string, f *field.Field, o *field.Options, row *field.Row) {
		put := f.Putter(width)
		if put == nil || !row.IsFlow() {
			return
		}
		line := []byte("|" + strings.Repeat(" ", width) + "|")
		text := string(f.Append(nil, o, row))
		want := strings.Repeat(" ", max(width-len(text), 0)) + text
		if f.Left {
			want = text + strings.Repeat(" ", max(width-len(text), 0))
		}
		if !put(line, 1, 1+width, o, row) {
			leaves++
			want = strings.Repeat(" ", width)
		} else {
			puts++
		}
		if got := string(line); strings.TrimRight(got[1:1+width], " ") != strings.TrimRight(want, " ") || got[0] != '|' || got[width+1] != '|' {
			t.Errorf("%s: %s: got %q, want %q", name, f.Name, got, want)
		}
	}
	forms := []field.Options{*options(), {Precision: 3}, {Precision: 6, UnixTime: true, Names: field.NamesNone}, {Precision: 6, Delimited: true, State: field.StateLetters, Rmon: true}, {Masks: field.MasksStrict, Precision: 6}}
	all := field.All()
	for i := range all {
		for k := range forms {
			for _, s := range samples() {
				try(s.name, &all[i], &forms[k], prepared(s.make()))
			}
			for _, n := range []uint64{0, 1, 9, 10, 99, 100, 255, 256, 999, 1000, 9999, 10000, 65535, 99_999, 100_000, 99_999_999, 100_000_000, math.MaxUint64 / 4} {
				r := flow()
				r.Flow.SrcPort, r.Flow.DstPort = uint16(n), uint16(n)
				r.Flow.Src, r.Flow.Dst = [16]byte{byte(n), byte(n / 3), 9, 100}, [16]byte{255, 0, byte(n), 10}
				r.Metrics.Src = record.Counter{Packets: n, Bytes: n}
				r.Metrics.Dst = record.Counter{Packets: n / 2, Bytes: n / 2}
				try("number", &all[i], &forms[k], prepared(r))
			}
		}
	}
	if puts < 2000 || leaves < 500 {
		t.Errorf("%d texts put, %d left; the samples should try both", puts, leaves)
	}
}

// TestPutterTakes: the texts of ordinary flows are put, and which are not.
func TestPutterTakes(t *testing.T) {
	taken := func(name string, width int, o *field.Options, r *record.Record) bool {
		f, _ := field.Lookup(name)
		put := f.Putter(width)
		line := []byte(strings.Repeat(" ", width))
		return put != nil && put(line, 0, width, o, prepared(r))
	}
	numeric := &field.Options{Precision: 6, Names: field.NamesNone}
	named := &field.Options{Precision: 6}
	zero := flow()
	zero.Flow.SrcPort = 0
	failed := flow()
	failed.Cause = record.CauseError
	part := flow()
	part.Flow.Fragment = true
	for _, tt := range []struct {
		name  string
		width int
		o     *field.Options
		r     *record.Record
		want  bool
	}{
		{"stime", 15, options(), flow(), true},
		{"stime", 14, options(), flow(), false},
		{"ltime", 18, options(), flow(), true},
		{"flgs", 9, options(), flow(), true},
		{"flgs", 8, options(), flow(), false},
		{"proto", 6, options(), flow(), true},
		{"proto", 6, numeric, flow(), false},
		{"proto", 6, options(), other(17, 1, 1), true},
		{"proto", 6, options(), other(50, 1, 1), true},
		{"proto", 6, options(), other(85, 1, 1), false}, // nsfnet-igp is longer
		{"proto", 6, options(), rtp(record.NetRTCP, 1, 1), false},
		{"proto", 6, options(), arp(), false},
		{"saddr", 18, options(), flow(), true},
		{"saddr", 18, options(), arp(), true},
		{"saddr", 18, options(), ipv6(6), false},
		{"daddr", 17, options(), flow(), false},
		{"sport", 6, options(), flow(), true},
		{"sport", 6, named, flow(), false},
		{"sport", 6, options(), zero, false},
		{"dport", 6, options(), icmp(8, 0), false},
		{"dir", 5, options(), flow(), true},
		{"dir", 5, options(), arp(), false},
		{"dir", 5, options(), rarp(), false},
		{"dir", 5, options(), bare(), false},
		{"pkts", 8, options(), flow(), true},
		{"pkts", 8, options(), bare(), false},
		{"bytes", 10, options(), flow(), true},
		{"state", 5, options(), flow(), true},
		{"state", 5, options(), failed, false},
		{"state", 5, options(), part, false},
		{"state", 5, options(), other(17, 1, 0), true},
		{"state", 5, options(), icmp(8, 0), false},
		{"state", 5, options(), arp(), false},
		{"dur", 20, options(), flow(), false},
	} {
		if got := taken(tt.name, tt.width, tt.o, tt.r); got != tt.want {
			t.Errorf("%s, width %d, flow of %v %d: put %v, want %v", tt.name, tt.width, tt.r.Flow.Addr, tt.r.Flow.Proto, got, tt.want)
		}
	}
}
