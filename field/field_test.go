// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"math"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// start is 2026-01-05 09:00:00.25 UTC.
var start = time.Date(2026, 1, 5, 9, 0, 0, 250_000_000, time.UTC).UnixNano()

// flow is a TCP flow of 1.5 s: 3 packets of 200 bytes from 192.0.2.1 port 4000,
// 50 of them payload, and 2 of 600 bytes, 100 of them payload, from
// 198.51.100.2 port 80.
func flow() *record.Record {
	r := &record.Record{
		Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus,
		Parts: record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet | record.PartIPAttr | record.PartMAC,
	}
	r.Transport = record.Transport{Seq: 7, HasSeq: true}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 6, SrcPort: 4000, DstPort: 80}
	copy(r.Flow.Src[:], []byte{192, 0, 2, 1})
	copy(r.Flow.Dst[:], []byte{198, 51, 100, 2})
	r.Time = record.Time{
		Sides:    record.TimeSrcStart | record.TimeSrcEnd | record.TimeDstStart | record.TimeDstEnd,
		SrcStart: start, SrcEnd: start + 1_500_000_000, DstStart: start + 500_000_000, DstEnd: start + 1_000_000_000,
	}
	r.Metrics.Src = record.Counter{Packets: 3, Bytes: 200, AppBytes: 50}
	r.Metrics.Dst = record.Counter{Packets: 2, Bytes: 600, AppBytes: 100}
	r.Net = record.Net{Kind: record.NetTCPPerf}
	r.Net.TCP = record.TCP{Status: record.TCPSyn | record.TCPSynAck | record.TCPEstablished, State: 3, SynAck: 20_000, AckDat: 30_000}
	r.Net.TCP.Src = record.TCPSide{SeqBase: 1000, Window: 100, WScale: 3, Flags: 0x12}
	r.Net.TCP.Dst = record.TCPSide{SeqBase: 2000, Window: 50, Flags: 0x12, Retrans: 1}
	r.IPAttr.Src = record.IPSide{Has: true, TTL: 60, TOS: 0xb8, ID: 0x1234}
	r.MAC = record.MAC{Src: [6]byte{0, 0, 0x5e, 0, 0x53, 1}, Dst: [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}
	return r
}

// The columns of [flow] (clients: fields, sections 4 to 10).
var valueTests = []struct{ name, want string }{
	{"stime", "09:00:00.250000"},
	{"ltime", "09:00:01.750000"},
	{"dstime", "09:00:00.750000"},
	{"dur", "1.500000"},
	{"ddur", "0.500000"},
	{"proto", "tcp"},
	{"saddr", "192.0.2.1"},
	{"dport", "80"},
	{"dir", "   ->"},
	{"state", "CON"},
	{"seq", "7"},
	{"pkts", "5"},
	{"bytes", "800"},
	{"sappbytes", "50"},
	{"rate", "2.666667"},     // (5-1)/1.5
	{"srate", "1.333333"},    // (3-1)/1.5
	{"drate", "2.000000"},    // (2-1)/0.5
	{"sload", "714.666687"},  // 8*(200-66)/1.5 = 714.6666 in single precision
	{"dload", "4800.000000"}, // 8*(600-300)/0.5
	{"load", "2314.666748"},  // (714.6667*1.5 + 4800*0.5)/1.5
	{"loss", "1"},
	{"dploss", "33.333333"}, // 1 of 2+1
	{"pcr", "-0.333333"},    // (50-100)/150
	{"smeansz", "66.666664"},
	{"dmeansz", "300.000000"},
	{"swin", "800"}, // 100<<3
	{"dwin", "50"},
	{"tcprtt", "0.050000"},
	{"synack", "0.020000"},
	{"stcpb", "1000"},
	{"sttl", "60"},
	{"shops", "4"}, // 64-60
	{"sdsb", "ef"}, // 0xb8>>2 = 46
	{"sipid", "0x3412"},
	{"dttl", ""},
	{"smac", "00:00:5e:00:53:01"},
	{"dmac", "Broadcast"},
	{"snet", "192.0.2.0"},
	{"mean", "1.500000"},
	{"tf", "0.187500"}, // 150/800
	{"svlan", ""},
	{"cause", "Status"},
	{"resp", ""},
}

func options() *field.Options {
	return &field.Options{Precision: 6, Names: field.NamesProto, Location: time.UTC}
}

func TestValues(t *testing.T) {
	var row field.Row
	p := field.Preparer{Correct: true}
	p.Prepare(flow(), &row)
	for _, tt := range valueTests {
		f, ok := field.Lookup(tt.name)
		if !ok {
			t.Errorf("%s: no such column", tt.name)
			continue
		}
		if got := string(f.Append(nil, options(), &row)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range field.All() {
		switch {
		case seen[f.Name]:
			t.Errorf("%s: twice in the table", f.Name)
		case f.Name == "" || f.Label == "" || f.Width < 1 || f.About == "":
			t.Errorf("%s: incomplete", f.Name)
		}
		seen[f.Name] = true
	}
	for _, n := range field.Default {
		if !seen[n] {
			t.Errorf("%s: in the default list and not in the table", n)
		}
	}
}

func TestColumnsAllocateNothing(t *testing.T) {
	var row field.Row
	p := field.Preparer{Correct: true}
	r := flow()
	o := options()
	buf := make([]byte, 0, 4096)
	var columns []*field.Field
	for _, name := range field.Default {
		f, _ := field.Lookup(name)
		columns = append(columns, f)
	}
	n := testing.AllocsPerRun(100, func() {
		p.Prepare(r, &row)
		buf = buf[:0]
		for _, f := range columns {
			buf = f.Append(buf, o, &row)
		}
	})
	if n != 0 {
		t.Errorf("the default columns allocate %v times a record, want 0", n)
	}
}

// FuzzColumns prints every column of whatever decodes as a record.
func FuzzColumns(f *testing.F) {
	b, err := flow().Append(nil, record.V3Common)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, wire []byte) {
		var r record.Record
		for _, gen := range []record.Generation{record.Gen3, record.Gen5} {
			_ = r.Unmarshal(wire, gen) // what a damaged record holds is printed too
			var row field.Row
			p := field.Preparer{Correct: true, KnownTCP: func(uint16) bool { return true }}
			p.Prepare(&r, &row)
			var buf []byte
			o := options()
			for level := range 4 {
				o.Names, o.UserData = level, field.UserData(level)
				for _, c := range field.All() {
					buf = c.Append(buf[:0], o, &row)
					v := c.Value(o, &row)
					w := v.Clone()
					if field.Compare(&v, &w) != 0 && v.Kind() != field.Float {
						t.Errorf("%s: a value is not equal to its clone", c.Name)
					}
				}
			}
			buf = field.AppendUserData(buf[:0], o, &row, true, 16)
			_ = field.AppendUserData(buf, o, &row, false, 100)
		}
	})
}

// TestNoNumbers: values that are no numbers, as the original prints them.
func TestNoNumbers(t *testing.T) {
	f, _ := field.Lookup("mean")
	inf := float32(math.Inf(1))
	for _, tt := range []struct {
		v    float32
		want string
	}{{inf, "inf"}, {-inf, "-inf"}, {float32(math.NaN()), "nan"}, {-float32(math.NaN()), "-nan"}, {float32(math.Copysign(0, -1)), "-0.000000"}} {
		r := flow()
		r.Parts |= record.PartAgg
		r.Agg.Active.Mean = tt.v
		var row field.Row
		new(field.Preparer).Prepare(r, &row)
		if got := string(f.Append(nil, options(), &row)); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.v, got, tt.want)
		}
	}
}
