// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// TestTotalsWithoutMetrics: the totals do not count records that have no counters.
// Of five flows the first and the third have some; -A prints what 3.0.8.2 does.
func TestTotalsWithoutMetrics(t *testing.T) {
	var list []*record.Record
	for i, f := range []struct {
		proto  uint8
		counts [4]uint64 // packets and bytes of the source, then of the destination
	}{
		{17, [4]uint64{10, 1000, 20, 3000}}, {17, [4]uint64{}}, {6, [4]uint64{1, 60, 2, 120}}, {6, [4]uint64{}}, {1, [4]uint64{}},
	} {
		r := flowRecord(f.proto, "192.0.2.1:1001", "198.51.100.2:53", time.Unix(1700000000+int64(i), 0), 0)
		if counters(r, f.counts[0], f.counts[1], f.counts[2], f.counts[3]); f.counts[0] == 0 {
			r.Remove(record.PartMetrics)
		}
		list = append(list, r)
	}
	file := recordFile(t, list...)
	for _, tt := range []struct {
		option string
		want   []string
	}{
		{"-A", []string{"TotalFarRecords 5 TotalPkts 33 TotalBytes 4180"}},
		{"-a", []string{
			"tcp SrcPkts 1 DstPkts 2 SrcBytes 60 DstBytes 120",
			"udp SrcPkts 10 DstPkts 20 SrcBytes 1000 DstBytes 3000",
			"icmp SrcPkts 0 DstPkts 0 SrcBytes 0 DstBytes 0",
		}},
	} {
		out, stderr, status := ra(t, "-X", "-n", "-q", tt.option, "-r", file)
		text := strings.Join(strings.Fields(out), " ")
		for _, want := range tt.want {
			if status != 0 || !strings.Contains(text, want) {
				t.Errorf("%s: status %d, %q, %s; want %q", tt.option, status, text, stderr, want)
			}
		}
	}
}

// sparse returns flows of the demonstration, each without some of its parts.
func sparse(t *testing.T) (list []*record.Record) {
	t.Helper()
	b, err := os.ReadFile("testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	rd := record.NewReader(bytes.NewReader(b))
	for len(list) < 90 {
		r, err := rd.Next()
		if err != nil {
			break
		}
		if r.Type == record.TypeMAR {
			continue
		}
		// Every record is followed by one that lacks a few parts, others each time.
		list = append(list, r.Clone())
		n, few := len(list), r.Clone()
		few.Remove(record.Parts(n*n) * 0x9e3779b1 & record.AllParts)
		list = append(list, few)
	}
	return list
}

// TestSparse: whatever is printed of a record does not depend on the record before
// it. Each flow is printed behind others and alone.
func TestSparse(t *testing.T) {
	list := sparse(t)
	// These depend on the place of a row in the output, or in the file.
	placed := []string{"rank", "offset", "rtime"}
	var names []string
	for _, f := range field.All() {
		if f.Append != nil && !slices.Contains(placed, f.Name) {
			names = append(names, f.Name)
		}
	}
	all := strings.Join(names, " ")
	whole := recordFile(t, list...)
	var alone []string
	for _, r := range list {
		alone = append(alone, recordFile(t, r))
	}
	for _, args := range [][]string{
		{"-s", all, "-c", "|"},
		{"-c", ","},
		{"--format", "json", "-s", all},
		{"--format", "ecs"},
		{"--format", "zeek"},
		{"-s", all, "-M", "rmon"},
		{"-M", "uni"},
		{"-s", "stime", "-", "ttl", "lt", "300", "or", "pkts", "gt", "3"},
		{"-s", "stime", "-", "not", "vlan", "and", "not", "frag"},
		{"-s", "stime", "-", "loss", "gt", "0", "or", "jit", "gt", "0"},
		{"-s", "stime", "-", "ether", "multicast", "or", "srcid", "0"},
		{"--classic", "-n"},
	} {
		args := append([]string{"-X", "-n", "-L", "-1", "-u"}, args...)
		at := len(args)
		for i, a := range args {
			if a == "-" {
				at = i
			}
		}
		rows := func(file string) string {
			line := append(append(append([]string{}, args[:at]...), "-r", file), args[at:]...)
			out, stderr, status := ra(t, line...)
			if status > 1 {
				t.Fatalf("%v: status %d: %s", line, status, stderr)
			}
			var b strings.Builder
			for l := range strings.Lines(out) {
				if !strings.HasPrefix(l, "#") { // the header of Zeek
					b.WriteString(l)
				}
			}
			return b.String()
		}
		var want strings.Builder
		for _, file := range alone {
			want.WriteString(rows(file))
		}
		got := rows(whole)
		if got != want.String() {
			g, w := strings.Split(got, "\n"), strings.Split(want.String(), "\n")
			for i := range min(len(g), len(w)) {
				if g[i] != w[i] {
					t.Errorf("%v, row %d:\nbehind others %s\nalone         %s\n%s", args, i, g[i], w[i], differing(names, g[i], w[i]))
					break
				}
			}
			if len(g) != len(w) {
				t.Errorf("%v: %d rows in one file, %d alone", args, len(g), len(w))
			}
		}
		// The values of absent parts where tests are built with the tag poison.
		for _, word := range []string{"2779096485", "42405", "11936128518282651", "2712756481427875", "165.165.165", "a5:a5", "poison", "1.5e+30", "15000000000000"} {
			if strings.Contains(got, word) {
				t.Errorf("%v: %q is printed, a value of an absent part", args, word)
			}
		}
	}
}

// differing returns the columns that differ between two rows of all columns.
func differing(names []string, a, b string) string {
	x, y := strings.Split(a, "|"), strings.Split(b, "|")
	if len(x) != len(names) || len(y) != len(names) {
		return ""
	}
	var list []string
	for i, n := range names {
		if x[i] != y[i] {
			list = append(list, n+": "+x[i]+" and "+y[i])
		}
	}
	return strings.Join(list, ", ")
}
