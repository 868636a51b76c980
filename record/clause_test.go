// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// numbers are the numbers of clauses, taken from a decoded record.
var numbers = []struct {
	number lazy.Number
	of     func(r *record.Record) uint64
}{
	{lazy.NumSrcAddr, func(r *record.Record) uint64 { return uint64(binary.BigEndian.Uint32(r.Flow.Src[:])) }},
	{lazy.NumDstAddr, func(r *record.Record) uint64 { return uint64(binary.BigEndian.Uint32(r.Flow.Dst[:])) }},
	{lazy.NumProto, func(r *record.Record) uint64 { return uint64(r.Flow.Proto) }},
	{lazy.NumSrcPort, func(r *record.Record) uint64 { return uint64(r.Flow.SrcPort) }},
	{lazy.NumDstPort, func(r *record.Record) uint64 { return uint64(r.Flow.DstPort) }},
	{lazy.NumSrcPackets, func(r *record.Record) uint64 { return r.Metrics.Src.Packets }},
	{lazy.NumSrcBytes, func(r *record.Record) uint64 { return r.Metrics.Src.Bytes }},
	{lazy.NumSrcAppBytes, func(r *record.Record) uint64 { return r.Metrics.Src.AppBytes }},
	{lazy.NumDstPackets, func(r *record.Record) uint64 { return r.Metrics.Dst.Packets }},
	{lazy.NumDstBytes, func(r *record.Record) uint64 { return r.Metrics.Dst.Bytes }},
	{lazy.NumDstAppBytes, func(r *record.Record) uint64 { return r.Metrics.Dst.AppBytes }},
	{lazy.NumStart, func(r *record.Record) uint64 { return uint64(r.Time.Start) }},
	{lazy.NumEnd, func(r *record.Record) uint64 { return uint64(r.Time.End) }},
}

// TestClauses: a clause that holds of a record's number lets it through, and one
// beside it does not, for counts of each length, of either side and of both.
func TestClauses(t *testing.T) {
	const micro = 1000
	for _, tt := range []struct {
		name    string
		metrics record.Metrics
		end     int64
	}{
		{"one byte", record.Metrics{Src: record.Counter{Packets: 7, Bytes: 200}, Dst: record.Counter{Packets: 9, Bytes: 100}}, 5 * micro},
		{"two", record.Metrics{Src: record.Counter{Packets: 7, Bytes: 60000}, Dst: record.Counter{Packets: 1, Bytes: 300}}, 0},
		{"four", record.Metrics{Src: record.Counter{Packets: 1, Bytes: 100}, Dst: record.Counter{Packets: 70000, Bytes: 1 << 31}}, 7e9},
		{"eight", record.Metrics{Src: record.Counter{Packets: 1 << 33, Bytes: 1 << 41}, Dst: record.Counter{Packets: 3, Bytes: 4}}, 999999 * micro},
		{"the source alone", record.Metrics{Src: record.Counter{Packets: 3, Bytes: 400}}, 0},
		{"the destination alone", record.Metrics{Dst: record.Counter{Packets: 3, Bytes: 1 << 20}}, micro},
		{"application bytes", record.Metrics{HasApp: true, Src: record.Counter{Packets: 3, Bytes: 400, AppBytes: 250}, Dst: record.Counter{Packets: 5, Bytes: 600, AppBytes: 333}}, micro},
		{"those of one side", record.Metrics{HasApp: true, Dst: record.Counter{Packets: 5, Bytes: 1e6, AppBytes: 9e5}}, micro},
	} {
		var r record.Record
		if err := r.Unmarshal(unhex(t, wireTCP), record.Gen3); err != nil {
			t.Fatal(err)
		}
		r.Metrics = tt.metrics
		r.Time = record.Time{Start: 1700000000_000123_000, End: 1700000000_000123_000 + tt.end, Single: tt.end == 0}
		wire, err := r.Append(nil, record.V3Common)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Unmarshal(wire, record.Gen3); err != nil {
			t.Fatal(err)
		}
		if r.Metrics != tt.metrics {
			t.Fatalf("%s: written as %+v", tt.name, r.Metrics)
		}
		for _, n := range numbers {
			v, step := n.of(&r), uint64(1)
			if n.number >= lazy.NumStart {
				step = micro
			}
			for _, c := range []struct {
				clause lazy.Clause
				over   bool
			}{
				{lazy.Clause{term(n.number, v, v)}, false},
				{lazy.Clause{term(n.number, 0, v)}, false},
				{lazy.Clause{term(n.number, v, math.MaxUint64)}, false},
				{lazy.Clause{term(n.number, v+step, math.MaxUint64)}, true},
				{lazy.Clause{term(n.number, v+step, math.MaxUint64), term(n.number, v, v)}, false},
				{lazy.Clause{term(n.number, v+step, v+step), term(n.number, v+2*step, math.MaxUint64)}, true},
				{lazy.Clause{term(n.number, 3, 2)}, true},
			} {
				checkClause(t, tt.name, wire, c.clause, c.over)
			}
			if v >= step {
				checkClause(t, tt.name, wire, lazy.Clause{term(n.number, 0, v-step)}, true)
			}
		}
	}
}

// checkClause checks whether a clause that stands behind another alone tells that
// a record is skipped.
func checkClause(t *testing.T, name string, wire []byte, c lazy.Clause, over bool) {
	t.Helper()
	const n = 20 // so that some end within the buffer's last bytes, and some before
	rd := record.NewReader(bytes.NewReader(append(unhex(t, wireMAR3), bytes.Repeat(wire, n)...)))
	asked := 0
	rd.Select(lazy.Key{}, record.Selection{
		Skip:    func(*record.Record) bool { asked++; return false },
		Clauses: []lazy.Clause{{term(lazy.NumProto, 6, 6)}, c},
	})
	for {
		if _, err := rd.Next(); err != nil {
			break
		}
	}
	// The first record has to be learned from, and the test is asked of it.
	want, ask := int64(0), n
	if over {
		want, ask = n-1, 1
	}
	if rd.Skipped(lazy.Key{}) != want || asked != ask {
		t.Errorf("%s, %+v: %d records were skipped, want %d; the test was asked of %d, want %d", name, c, rd.Skipped(lazy.Key{}), want, asked, ask)
	}
}

// TestClauseForms: of records that may mean something else where the numbers use
// to be, no clause of keys tells anything.
func TestClauseForms(t *testing.T) {
	for _, change := range []func(*record.Record){
		func(r *record.Record) { r.Flow.Fragment = true },
		func(r *record.Record) { r.Flow.Kind = record.FlowL3Matrix },
		func(r *record.Record) { r.Flow.Addr = record.AddrIPv6 },
		func(r *record.Record) { r.Parts &^= record.PartFlow },
		func(r *record.Record) { // a key without ports
			r.Flow = record.Flow{Kind: record.FlowARP, Addr: record.AddrARP, HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 1}
		},
		func(r *record.Record) { r.Label, r.Parts = []byte("a=b"), r.Parts|record.PartLabel },
	} {
		var r record.Record
		if err := r.Unmarshal(unhex(t, wireTCP), record.Gen3); err != nil {
			t.Fatal(err)
		}
		change(&r)
		wire := unhex(t, wireMAR3)
		for range 3 {
			wire, _ = r.Append(wire, record.V3Common)
		}
		checkNone(t, wire)
	}
	tcp := unhex(t, wireTCP)
	key := bytes.Index(tcp, []byte{0x02, 0x41, 0x01, 0x05})
	if key < 0 {
		key = bytes.Index(tcp, []byte{0x02, 0x01, 0x01, 0x05})
	}
	thrice := func(dsrs ...[]byte) []byte {
		one := append(bytes.Clone(tcp[:4]), bytes.Join(dsrs, nil)...)
		binary.BigEndian.PutUint16(one[2:], uint16(len(one)/4))
		return append(unhex(t, wireMAR3), bytes.Repeat(one, 3)...)
	}
	// A second key stands for the first.
	checkNone(t, thrice(tcp[4:], tcp[key:key+20]))
	// One begins where layouts look, and ends beyond.
	const words = 1020/4 - 1
	data := append([]byte{0x50, 0x80, 0, words}, make([]byte, words*4-4)...)
	checkNone(t, thrice(data, tcp[key:key+20]))
}

// TestClauseTimes: clauses tell nothing of times in other forms than seconds and
// microseconds of start and end.
func TestClauseTimes(t *testing.T) {
	for d, tm := range map[record.Dialect]record.Time{
		record.V3Common: {Start: 1700000000e9, End: 1700000001e9, Sides: record.TimeSrcStart | record.TimeSrcEnd, SrcStart: 1700000000e9, SrcEnd: 1700000001e9},
		record.V5:       {Start: 1700000000e9 + 1, End: 1700000001e9, Nano: true},
	} {
		var r record.Record
		if err := r.Unmarshal(unhex(t, wireTCP), record.Gen3); err != nil {
			t.Fatal(err)
		}
		r.Time = tm
		wire, err := r.Append(nil, d)
		if err != nil {
			t.Fatal(err)
		}
		var back record.Record
		if err := back.Unmarshal(wire, record.Gen5); err != nil || back.Time.Sides != tm.Sides || back.Time.Start != tm.Start {
			t.Fatalf("%+v was written as %+v: %v", tm, back.Time, err)
		}
		for _, n := range []lazy.Number{lazy.NumStart, lazy.NumEnd} {
			checkClause(t, "form", wire, lazy.Clause{term(n, 1<<63, math.MaxUint64)}, false)
		}
	}
	// An end in microseconds from the start.
	tcp := unhex(t, wireTCP)
	at := bytes.Index(tcp, []byte{0x03, 0x02, 0x18, 0x05})
	wire := append(bytes.Clone(tcp[:at]), unhex(t, "03001804 6b03ffcf 00036b08 00000007")...)
	wire = append(wire, tcp[at+20:]...)
	binary.BigEndian.PutUint16(wire[2:], uint16(len(wire)/4))
	for _, n := range []lazy.Number{lazy.NumStart, lazy.NumEnd} {
		checkClause(t, "form", wire, lazy.Clause{term(n, 1<<63, math.MaxUint64)}, false)
	}
}

// TestClauseFractions: times whose fractions are a second and more are told
// nothing of, since they are not what is stored (clients: fields, section 1).
func TestClauseFractions(t *testing.T) {
	var r record.Record
	if err := r.Unmarshal(unhex(t, wireTCP), record.Gen3); err != nil {
		t.Fatal(err)
	}
	r.Time = record.Time{Start: 1700000000_000123_000, End: 1700000005_000123_000}
	wire, err := r.Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(wire, binary.BigEndian.AppendUint32(nil, 1700000000))
	for _, n := range []lazy.Number{lazy.NumStart, lazy.NumEnd} {
		checkClause(t, "whole", wire, lazy.Clause{term(n, 1700000006e9, math.MaxUint64)}, true)
		checkClause(t, "whole", wire, lazy.Clause{term(n, 0, 1699999999e9)}, true)
	}
	for _, fraction := range []uint32{1e6, 1 << 31, math.MaxUint32} {
		for i, n := range []lazy.Number{lazy.NumStart, lazy.NumEnd} {
			odd := bytes.Clone(wire)
			binary.BigEndian.PutUint32(odd[at+8*i+4:], fraction)
			checkClause(t, "fraction", odd, lazy.Clause{term(n, 1700000006e9, math.MaxUint64)}, false)
			checkClause(t, "fraction", odd, lazy.Clause{term(n, 0, 1699999999e9)}, false)
		}
	}
}

// checkNone checks that a clause of ports that holds of no record passes none over.
func checkNone(t *testing.T, wire []byte) {
	t.Helper()
	rd := record.NewReader(&pieces{wire, 4000})
	rd.Select(lazy.Key{}, record.Selection{
		Skip:    func(*record.Record) bool { return false },
		Clauses: []lazy.Clause{{term(lazy.NumSrcPort, 1<<16, 1<<16)}},
	})
	n := 0
	for {
		if _, err := rd.Next(); err != nil {
			break
		}
		n++
	}
	if n != 4 || rd.Skipped(lazy.Key{}) != 0 {
		t.Errorf("%x: %d records were returned and %d skipped", wire, n, rd.Skipped(lazy.Key{}))
	}
}
