// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/record"
)

// second is a time of the tests, in nanoseconds since 1970.
const second = int64(1_600_000_000_000_000_000)

// udp returns a flow of one packet in each direction, which lasts a second, and
// begins so many seconds after the time of the tests.
func udp(after float64) *record.Record {
	r := &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartFlow | record.PartTime | record.PartMetrics
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17, SrcPort: 5000, DstPort: 53}
	copy(r.Flow.Src[:], []byte{192, 0, 2, 1})
	copy(r.Flow.Dst[:], []byte{192, 0, 2, 53})
	start := second + int64(after*1e9)
	r.Time = record.Time{Start: start, End: start + 1e9}
	r.Metrics.Src = record.Counter{Packets: 1, Bytes: 60}
	r.Metrics.Dst = record.Counter{Packets: 1, Bytes: 90}
	return r
}

// part returns udp with what change adds.
func part(after float64, p record.Parts, change func(r *record.Record)) *record.Record {
	r := udp(after)
	r.Parts |= p
	change(r)
	return r
}

// add adds copies of records to an aggregator.
func add(t *testing.T, a *aggregate.Aggregator, list ...*record.Record) {
	t.Helper()
	var (
		prep field.Preparer
		row  field.Row
	)
	for _, r := range list {
		prep.Prepare(r.Clone(), &row)
		if err := a.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
}

// merged returns the groups of records by a rule, in their order.
func merged(t *testing.T, rule aggregate.Rule, list ...*record.Record) (groups []*record.Record) {
	t.Helper()
	a := aggregate.New([]aggregate.Rule{rule}, aggregate.Memory{}, func(g *aggregate.Group) error {
		groups = append(groups, g.Record.Clone())
		return nil
	})
	defer a.Close()
	add(t, a, list...)
	if err := a.Flush(); err != nil {
		t.Fatal(err)
	}
	return groups
}

// one is merged for records that are one group.
func one(t *testing.T, words string, list ...*record.Record) *record.Record {
	t.Helper()
	groups := merged(t, aggregate.Rule{Key: key(t, words)}, list...)
	if len(groups) != 1 {
		t.Fatalf("%d groups, want 1", len(groups))
	}
	return groups[0]
}

// A partTest merges two records and looks at one part of the result. The expected
// values follow from the rule for the part (clients: aggregation, section 2).
type partTest struct {
	name string
	a, b *record.Record
	get  func(r *record.Record) any
	want any
}

func checkParts(t *testing.T, words string, tests []partTest) {
	t.Helper()
	for _, tt := range tests {
		if got := tt.get(one(t, words, tt.a, tt.b)); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// has returns whether a record has parts.
func has(p record.Parts) func(*record.Record) any {
	return func(r *record.Record) any { return r.Has(p) }
}

// TestMergeCounters: counters add up, and times are the earliest and latest.
func TestMergeCounters(t *testing.T) {
	checkParts(t, "", []partTest{
		{"source", udp(0), udp(5), func(r *record.Record) any { return r.Metrics.Src }, record.Counter{Packets: 2, Bytes: 120}},
		{"destination", udp(0), udp(5), func(r *record.Record) any { return r.Metrics.Dst }, record.Counter{Packets: 2, Bytes: 180}},
		{"start", udp(5), udp(0), func(r *record.Record) any { return r.Time.Start }, second},
		{"end", udp(5), udp(0), func(r *record.Record) any { return r.Time.End }, second + 6e9},
		{"end of a long record", part(0, 0, func(r *record.Record) { r.Time.End += 20e9 }), udp(5), func(r *record.Record) any { return r.Time.End }, second + 21e9},
		{
			"application bytes of one", part(0, 0, func(r *record.Record) { r.Metrics.HasApp, r.Metrics.Src.AppBytes = true, 18 }), udp(5),
			func(r *record.Record) any { return [2]any{r.Metrics.HasApp, r.Metrics.Src.AppBytes} },
			[2]any{true, uint64(18)},
		},
	})
}

// TestMergeStats: durations of 1, 1 and 3 seconds have the mean 5/3 and the
// deviation sqrt(11/3 - 25/9); between them are 1 and 2 seconds without packets.
func TestMergeStats(t *testing.T) {
	third := part(5, 0, func(r *record.Record) { r.Time.End += 2e9 })
	r := one(t, "", udp(0), udp(2), third)
	mean := 5.0 / 3
	want := record.AggStats{N: 3, Min: 1, Max: 3, Mean: float32(mean), StdDev: float32(math.Sqrt(11.0/3 - mean*mean))}
	if r.Agg.Count != 3 || r.Agg.Active != want {
		t.Errorf("%d records, %+v; want 3, %+v", r.Agg.Count, r.Agg.Active, want)
	}
	idle := record.AggStats{N: 2, Min: 1e6, Max: 2e6, Mean: 1.5e6, StdDev: 5e5, Dist: [8]byte{6: 2}} // microseconds
	if r.Agg.Idle != idle {
		t.Errorf("idle %+v, want %+v", r.Agg.Idle, idle)
	}
	// Merged once more, records count as many as they are made of.
	if again := one(t, "", r, udp(20)); again.Agg.Count != 4 || again.Agg.Active.N != 4 || again.Agg.Active.Max != 3 || again.Agg.Idle.N != 3 {
		t.Errorf("merged again: %+v", again.Agg)
	}
	bytes := aggregate.Metric{Of: func(row *field.Row) float64 { return float64(row.Metrics.Src.Bytes) }}
	rule := aggregate.Rule{Key: aggregate.DefaultKey(), Metric: bytes}
	if r := merged(t, rule, udp(0), r)[0]; r.Agg.Count != 4 || r.Agg.Active.Mean != (60+180)/2 || r.Agg.Active.N != 2 {
		t.Errorf("bytes: %+v", r.Agg)
	}
	if r := merged(t, aggregate.Rule{Key: aggregate.DefaultKey(), NoStats: true}, udp(0), udp(2))[0]; r.Has(record.PartAgg) {
		t.Errorf("without statistics: %+v", r.Agg)
	}
}

// TestMergeTransport: the part is there as long as all records are of one sensor, and
// keeps the first sequence number.
func TestMergeTransport(t *testing.T) {
	from := func(after float64, id byte, seq uint32) *record.Record {
		return part(after, record.PartTransport, func(r *record.Record) {
			r.Transport = record.Transport{HasSrc: true, HasSeq: true, Seq: seq, Src: record.SourceID{Kind: record.IDIPv4, ID: [16]byte{10, 0, 0, id}}}
		})
	}
	checkParts(t, "saddr", []partTest{
		{"one sensor", from(0, 1, 7), from(1, 1, 8), func(r *record.Record) any { return r.Transport.Seq }, uint32(7)},
		{"two sensors", from(0, 1, 7), from(1, 2, 8), has(record.PartTransport), false},
		{"second without", from(0, 1, 7), udp(1), has(record.PartTransport), false},
		{"first without", udp(0), from(1, 1, 7), has(record.PartTransport), false},
	})
}

// TestMergeAttributes: the least time to live that is known, the type of service if
// it is the same, options by exclusive or, and the identification of the first.
func TestMergeAttributes(t *testing.T) {
	from := func(after float64, s record.IPSide) *record.Record {
		return part(after, record.PartIPAttr, func(r *record.Record) { r.IPAttr.Src = s })
	}
	src := func(r *record.Record) any { return r.IPAttr.Src }
	checkParts(t, "", []partTest{
		{"same", from(0, record.IPSide{Has: true, TTL: 64, TOS: 8, ID: 1}), from(1, record.IPSide{Has: true, TTL: 63, TOS: 8, ID: 2}), src, record.IPSide{Has: true, TTL: 63, TOS: 8, ID: 1}},
		{"other service", from(0, record.IPSide{Has: true, TTL: 64, TOS: 8}), from(1, record.IPSide{Has: true, TTL: 65, TOS: 4}), src, record.IPSide{Has: true, TTL: 64}},
		{"unknown first", from(0, record.IPSide{Has: true}), from(1, record.IPSide{Has: true, TTL: 65}), src, record.IPSide{Has: true, TTL: 65}},
		{"unknown later", from(0, record.IPSide{Has: true, TTL: 65}), from(1, record.IPSide{Has: true}), src, record.IPSide{Has: true, TTL: 65}},
		{"options", from(0, record.IPSide{Has: true, HasOptions: true, Options: 5}), from(1, record.IPSide{Has: true, Fragments: true, Options: 4}), src, record.IPSide{Has: true, HasOptions: true, Fragments: true, Options: 1}},
		{"first side missing", from(0, record.IPSide{}), from(1, record.IPSide{Has: true, TTL: 9}), src, record.IPSide{Has: true, TTL: 9}},
		{"second side missing", from(0, record.IPSide{Has: true, TTL: 9}), from(1, record.IPSide{}), src, record.IPSide{Has: true, TTL: 9}},
		{"first part missing", udp(0), from(1, record.IPSide{Has: true, TTL: 9}), src, record.IPSide{Has: true, TTL: 9}},
		{"second part missing", from(0, record.IPSide{Has: true, TTL: 9}), udp(1), src, record.IPSide{Has: true, TTL: 9}},
	})
}

// TestMergeMeasures: sizes and times between packets.
func TestMergeMeasures(t *testing.T) {
	sized := func(z record.Sizes) *record.Record {
		return part(0, record.PartSizes, func(r *record.Record) { r.Sizes = z })
	}
	sizes := func(r *record.Record) any { return r.Sizes }
	timed := func(has uint8, s record.JitterStats) *record.Record {
		return part(0, record.PartJitter, func(r *record.Record) { r.Jitter = record.Jitter{Has: has, SrcActive: s} })
	}
	active := func(r *record.Record) any { return r.Jitter.SrcActive }
	few := record.JitterStats{N: 1, Min: 100, Mean: 100, Max: 100}
	more := record.JitterStats{N: 2, Min: 150, Mean: 201, StdDev: 50, Max: 252}
	// (100 + 2·201)/3 = 167.33, cut to 167. Squares: (100² + 2·(50² + 201²))/3 less
	// 167.33² is 3935.55, whose root is 62.7, cut to 62.
	both := record.JitterStats{N: 3, Min: 100, Mean: 167, StdDev: 62, Max: 252}
	checkParts(t, "", []partTest{
		{"sizes", sized(record.Sizes{HasSrc: true, SrcMin: 60, SrcMax: 100}), sized(record.Sizes{HasSrc: true, SrcMin: 70, SrcMax: 1500}), sizes, record.Sizes{HasSrc: true, SrcMin: 60, SrcMax: 1500}},
		{"sizes of each side", sized(record.Sizes{HasSrc: true, SrcMin: 60, SrcMax: 100}), sized(record.Sizes{HasDst: true, DstMin: 70, DstMax: 80}), sizes, record.Sizes{HasSrc: true, SrcMin: 60, SrcMax: 100, HasDst: true, DstMin: 70, DstMax: 80}},
		{"sizes, first missing", udp(0), sized(record.Sizes{HasSrc: true, SrcMin: 60, SrcMax: 100}), sizes, record.Sizes{HasSrc: true, SrcMin: 60, SrcMax: 100}},
		{
			"histograms", sized(record.Sizes{HasHist: true, SrcHist: [8]uint8{1, 2}, DstHist: [8]uint8{200, 40}}), sized(record.Sizes{HasHist: true, SrcHist: [8]uint8{1, 0, 3}, DstHist: [8]uint8{200, 10}}),
			sizes,
			record.Sizes{HasHist: true, SrcHist: [8]uint8{2, 2, 3}, DstHist: [8]uint8{255, 50 * 255 / 400}},
		},
		{"intervals", timed(1, few), timed(1, more), active, both},
		{"intervals, other class first", timed(2, record.JitterStats{}), timed(1, more), active, more},
		{"intervals, other class later", timed(1, few), timed(2, record.JitterStats{}), active, few},
		{"intervals, first missing", udp(0), timed(1, more), active, more},
	})
}

// TestMergeRest: the parts that only some sensors write.
func TestMergeRest(t *testing.T) {
	data := func(size int, text string) *record.Record {
		return part(0, record.PartSrcData|record.PartDstData, func(r *record.Record) {
			r.SrcData = record.UserData{Size: uint16(size), Data: []byte(text)}
			r.DstData = r.SrcData
		})
	}
	payload := func(r *record.Record) any { return string(r.SrcData.Data) + "/" + string(r.DstData.Data) }
	label := func(text string) *record.Record {
		return part(0, record.PartLabel, func(r *record.Record) { r.Label = []byte(text) })
	}
	labels := func(r *record.Record) any { return string(r.Label) }
	country := func(src, dst string) *record.Record {
		return part(0, record.PartCountry, func(r *record.Record) { copy(r.Country.Src[:], src); copy(r.Country.Dst[:], dst) })
	}
	vlan := func(id uint16) *record.Record {
		return part(0, record.PartVLAN|record.PartMPLS|record.PartASN, func(r *record.Record) {
			r.VLAN, r.MPLS, r.ASN = record.VLAN{HasSrc: true, Src: id}, record.MPLS{HasSrc: true, Src: uint32(id)}, record.ASN{Src: uint32(id)}
		})
	}
	tags := func(r *record.Record) any { return [3]int{int(r.VLAN.Src), int(r.MPLS.Src), int(r.ASN.Src)} }
	mac := func(last byte) *record.Record {
		return part(0, record.PartMAC, func(r *record.Record) { r.MAC.Src[5] = last })
	}
	source := func(r *record.Record) any { return r.MAC.Src[5] }
	encaps := func(e record.Encaps) *record.Record {
		return part(0, record.PartEncaps, func(r *record.Record) { r.Encaps = e })
	}
	layers := func(r *record.Record) any { return r.Encaps }
	keys := func(src, dst uint32) *record.Record {
		return part(0, record.PartBehavior, func(r *record.Record) { r.Behavior = record.Behavior{Kind: 1, Src: src, Dst: dst} })
	}
	router := func(last byte) *record.Record { // the first byte of the address is the lowest
		return part(0, record.PartICMPMap, func(r *record.Record) { r.ICMPMap = record.ICMP{Map: 1, Gateway: 10 | 1<<8 | uint32(last)<<24} })
	}
	gateway := func(r *record.Record) any { return r.ICMPMap.Gateway }
	score := func(n byte) *record.Record {
		return part(0, record.PartScore, func(r *record.Record) { r.Score[7] = n })
	}
	checkParts(t, "", []partTest{
		{"payload, room", data(8, "abc"), data(8, "defgh"), payload, "abcdefgh/abcdefgh"},
		{"payload, little room", data(4, "abc"), data(8, "defgh"), payload, "abcd/abcd"},
		{"payload, no room", data(3, "abc"), data(8, "defgh"), payload, "abc/abc"},
		{"payload, first missing", udp(0), data(8, "defgh"), payload, "defgh/defgh"},
		{"label, same", label("a=1"), label("a=1"), labels, "a=1"},
		{"label, more values", label("a=1,2:b=x"), label("a=2,3"), labels, "a=1,2,3:b=x"},
		{"label, new key", label("a=1"), label("b=2:c=3"), labels, "a=1:b=2:c=3"},
		{"label, no value", label("a"), label("a:b"), labels, "a:b"},
		{"label, first empty", label(""), label("b=2"), labels, "b=2"},
		{"label, first missing", udp(0), label("b=2"), labels, "b=2"},
		{"country, same and other", country("DE", "FR"), country("DE", "IT"), func(r *record.Record) any { return r.Country }, record.Country{Src: [2]byte{'D', 'E'}}},
		{"tags and systems of the first", vlan(5), vlan(6), tags, [3]int{5, 5, 5}},
		{"tags and systems, first missing", udp(0), vlan(6), tags, [3]int{6, 6, 6}},
		{"link address of the first", mac(1), mac(2), source, byte(1)},
		{"link address, first missing", udp(0), mac(2), source, byte(2)},
		{"encapsulations, same", encaps(record.Encaps{Src: 2}), encaps(record.Encaps{Src: 2}), layers, record.Encaps{Src: 2}},
		{"encapsulations, other", encaps(record.Encaps{Src: 2}), encaps(record.Encaps{Src: 4, DstChanged: true}), layers, record.Encaps{Src: 6, SrcChanged: true, DstChanged: true}},
		{"encapsulations, first missing", udp(0), encaps(record.Encaps{Src: 4}), layers, record.Encaps{Src: 4}},
		{"keystrokes", keys(1, 2), keys(3, 4), func(r *record.Record) any { return r.Behavior }, record.Behavior{Kind: 1, Src: 4, Dst: 6}},
		{"router, same", router(7), router(7), gateway, uint32(10 | 1<<8 | 7<<24)},
		{"router, other", router(6), router(7), gateway, uint32(10 | 1<<8 | 6<<24)}, // 10.1.0.6/31
		{"router, first missing", udp(0), router(7), gateway, uint32(10 | 1<<8 | 7<<24)},
		{"score of the first", score(1), score(2), func(r *record.Record) any { return r.Score[7] }, byte(1)},
		{"score, first missing", mac(1), score(2), func(r *record.Record) any { return r.Score[7] }, byte(2)},
	})
}
