// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// base is a time that is a multiple of 1, 2, 5 and 10 seconds.
const base = int64(1_600_000_000_000_000)

// pieces cuts a UDP flow and returns its pieces, one a line: start and end in
// seconds from base, packets and bytes of both sides.
func pieces(t *testing.T, width string, start, end int64, src, dst record.Counter) string {
	t.Helper()
	w, err := ratime.ParseWidth(width, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r := record.Record{Type: record.TypeFAR, Version: 3, Parts: record.PartFlow | record.PartTime | record.PartMetrics}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17}
	r.Metrics = record.Metrics{Src: src, Dst: dst}
	r.Time = record.Time{Start: (base + start) * 1000, End: (base + end) * 1000}
	var (
		prep     field.Preparer
		row, cut field.Row
		b        strings.Builder
	)
	prep.Prepare(&r, &row)
	c := aggregate.Cutter{Bin: w.Bin}
	err = c.Cut(&row, func(p *record.Record) error {
		prep.Prepare(p, &cut)
		first, last := cut.Span()
		m := &p.Metrics
		fmt.Fprintf(&b, "%.3f-%.3f %d/%d %d/%d\n", float64(first-base)/1e6, float64(last-base)/1e6,
			m.Src.Packets, m.Dst.Packets, m.Src.Bytes, m.Dst.Bytes)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func counter(packets, bytes uint64) record.Counter {
	return record.Counter{Packets: packets, Bytes: bytes}
}

// TestCut: the pieces are those that rabins of release 3.0.8.2 printed (the
// first four flows are the example of the family, measured, section 3).
func TestCut(t *testing.T) {
	const ms = 1000
	for _, tt := range []struct {
		width      string
		start, end int64
		src, dst   record.Counter
		want       string
	}{
		{"10s", 16000 * ms, 39400 * ms, counter(10, 865), counter(3, 426), `
16.000-20.000 1/1 86/141
20.000-30.000 4/1 345/141
30.000-39.400 5/1 434/144
`},
		{"5s", 16000 * ms, 39400 * ms, counter(10, 865), counter(3, 426), `
16.000-20.000 1/1 86/141
20.000-25.000 2/1 172/141
25.000-30.000 2/0 172/0
30.000-35.000 3/0 259/0
35.000-39.400 2/1 176/144
`},
		{"7s", 16000 * ms, 39400 * ms, counter(10, 865), counter(3, 426), `
16.000-17.000 1/1 86/141
17.000-24.000 2/1 173/141
24.000-31.000 3/0 259/0
31.000-38.000 3/0 259/0
39.400-39.400 1/1 88/144
`},
		{"2s", 16000 * ms, 39400 * ms, counter(10, 865), counter(3, 426), `
16.000-18.000 1/1 86/141
18.000-20.000 1/1 86/141
20.000-20.000 1/0 86/0
22.000-22.000 1/0 86/0
24.000-24.000 1/0 86/0
26.000-26.000 1/0 86/0
28.000-28.000 1/0 86/0
30.000-30.000 1/0 86/0
32.000-32.000 1/0 86/0
39.400-39.400 1/1 91/144
`},
		{"10s", 5000 * ms, 100000 * ms, counter(10, 1000), counter(0, 0), `
5.000-5.000 1/0 99/0
10.000-10.000 1/0 99/0
20.000-20.000 1/0 99/0
30.000-30.000 1/0 99/0
40.000-40.000 1/0 99/0
50.000-50.000 1/0 99/0
60.000-60.000 1/0 99/0
70.000-70.000 1/0 99/0
80.000-80.000 1/0 104/0
100.000-100.000 1/0 104/0
`},
		{"5s", 19490 * ms, 28285 * ms, counter(158, 184544), counter(1, 519), `
19.490-20.000 9/1 10512/519
20.000-25.000 89/0 103952/0
25.000-28.285 60/0 70080/0
`},
		// They end at an edge.
		{"2s", 40000 * ms, 42000 * ms, counter(3, 225), counter(0, 0), "\n40.000-42.000 3/0 225/0\n"},
		{"2s", 40000 * ms, 44000 * ms, counter(3, 228), counter(0, 0), `
40.000-40.000 1/0 76/0
42.000-44.000 2/0 152/0
`},
		{"2m", 16000 * ms, 39400 * ms, counter(10, 865), counter(3, 426), "\n16.000-39.400 10/3 865/426\n"},
	} {
		got := "\n" + pieces(t, tt.width, tt.start, tt.end, tt.src, tt.dst)
		if got != tt.want {
			t.Errorf("%s: got%swant%s", tt.width, got, tt.want)
		}
	}
}

// TestCutShares: transactions and retransmissions are divided by packets, and add up
// to those of the whole: 40 packets in ten seconds are 10 in the first bin and 30 in
// the second.
func TestCutShares(t *testing.T) {
	r := record.Record{Type: record.TypeFAR, Version: 3}
	r.Parts = record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet | record.PartAgg
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 6}
	r.Metrics.Src = counter(40, 4000)
	r.Metrics.Dst = counter(40, 4000)
	r.Time = record.Time{Start: (base + 7_500_000) * 1000, End: (base + 17_500_000) * 1000}
	r.Agg = record.Agg{Metric: 4, Count: 8}
	r.Net.Kind = record.NetTCPPerf
	r.Net.TCP.Src.Retrans, r.Net.TCP.Dst.Retrans = 4, 1
	w, err := ratime.ParseWidth("10s", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	var (
		prep field.Preparer
		row  field.Row
		got  []string
	)
	prep.Prepare(&r, &row)
	c := aggregate.Cutter{Bin: w.Bin}
	err = c.Cut(&row, func(p *record.Record) error {
		got = append(got, fmt.Sprintf("%d packets, %d records, %d and %d lost", p.Metrics.Src.Packets, p.Agg.Count, p.Net.TCP.Src.Retrans, p.Net.TCP.Dst.Retrans))
		return nil
	})
	want := "10 packets, 2 records, 1 and 0 lost; 30 packets, 6 records, 3 and 1 lost"
	if s := strings.Join(got, "; "); err != nil || s != want {
		t.Errorf("%s, %v; want %s", s, err, want)
	}
}
