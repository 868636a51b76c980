// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// textAndValue is "text|value" of a column.
func textAndValue(t *testing.T, name string, r *record.Record) string {
	t.Helper()
	return textOf(name, options(), r) + "|" + valueOf(t, name, options(), prepared(r))
}

// TestMissingClasses: a class of inter-packet times that a record lacks prints 0
// and has no value; without any times both are missing (clients: fields, section
// 7).
func TestMissingClasses(t *testing.T) {
	// Mean 2, 4 samples of 1 ms and 2 of 4 ms: (4*1 + 2*4)/6 = 2.
	jitter := func(has uint8) *record.Record {
		r := flow()
		r.Parts |= record.PartJitter
		active := record.JitterStats{N: 4, Mean: 1000, Min: 500, Max: 1500, StdDev: 250}
		idle := record.JitterStats{N: 2, Mean: 4000, Min: 3000, Max: 5000, StdDev: 750}
		r.Jitter = record.Jitter{Has: has, SrcActive: active, SrcIdle: idle, DstActive: active, DstIdle: idle}
		return r
	}
	empty := jitter(15)
	for _, s := range []*record.JitterStats{&empty.Jitter.SrcActive, &empty.Jitter.SrcIdle, &empty.Jitter.DstActive, &empty.Jitter.DstIdle} {
		*s = record.JitterStats{}
	}
	const zero, none = "0.000000|-", "|-"
	for _, tt := range []struct {
		r    *record.Record
		name string
		want string
	}{
		{jitter(15), "sintpkt", "2.000000|float 2"},
		{jitter(15), "dintpkt", "2.000000|float 2"},
		{jitter(1), "sintpkt", "1.000000|float 1"},
		{jitter(2), "sintpkt", "4.000000|float 4"},
		{jitter(4), "sintpkt", zero},
		{jitter(1), "dintpkt", none},
		{jitter(4), "dintpkt", "1.000000|float 1"},
		{jitter(8), "dintpkt", "4.000000|float 4"},
		{jitter(1), "sintpktact", "1.000000|float 1"},
		{jitter(2), "sintpktact", zero},
		{jitter(2), "sintpktidl", "4.000000|float 4"},
		{jitter(1), "sintpktidl", zero},
		{jitter(4), "dintpktact", "1.000000|float 1"},
		{jitter(8), "dintpktact", zero},
		{jitter(8), "dintpktidl", "4.000000|float 4"},
		{jitter(4), "dintpktidl", zero},
		{jitter(3), "sintpktmax", "5.000000|float 5"},
		{jitter(1), "sintpktmax", "1.500000|float 1.5"},
		{jitter(2), "sintpktmax", "5.000000|float 5"},
		{jitter(3), "sintpktmin", "3.000000|float 3"},
		{jitter(12), "sintpktmin", zero},
		{jitter(12), "dintpktmax", "1.500000|float 1.5"},
		{jitter(8), "dintpktmax", zero},
		{jitter(12), "dintpktmin", "0.500000|float 0.5"},
		{jitter(3), "sintpktactmax", "1.500000|float 1.5"},
		{jitter(3), "sintpktidlmin", "3.000000|float 3"},
		{jitter(1), "sjit", "0.250000|float 0.25"},
		{jitter(2), "sjit", "0.750000|float 0.75"},
		{jitter(4), "djit", "0.250000|float 0.25"},
		{jitter(1), "djit", none},
		// Σ = 4*250² + 4000²/4 + 2*750² + 8000²/2 = 37375000 µs²; sqrt(37375000/1000/6 - 2²) = 78.899725
		{jitter(15), "sjit", "78.899725|float 78.89973"},
		{jitter(15), "djit", "78.899725|float 78.89973"},
		{jitter(1), "sjitact", "0.250000|float 0.25"},
		{jitter(2), "sjitact", none},
		{jitter(8), "djitidl", "0.750000|float 0.75"},
		{jitter(4), "djitidl", none},
		{empty, "sintpkt", zero},
		{empty, "dintpkt", none},
		{empty, "sintpktact", "0.000000|float 0"},
		{empty, "sjit", none},
		{empty, "sjitact", none},
		{empty, "sintdist", none},
		{flow(), "sintpkt", none},
		{flow(), "sintpktact", none},
		{flow(), "sintpktmax", none},
		{flow(), "sjit", none},
		{flow(), "sjitidl", none},
		{flow(), "sintdist", none},
	} {
		if got := textAndValue(t, tt.name, tt.r); got != tt.want {
			t.Errorf("classes %d: %s: got %s, want %s", tt.r.Jitter.Has, tt.name, got, tt.want)
		}
	}
}

// TestHistograms: one hexadecimal digit a bucket; from 16 on they are scaled to
// 15, rounded up (clients: fields, section 7).
func TestHistograms(t *testing.T) {
	r := flow()
	r.Parts |= record.PartSizes | record.PartJitter
	r.Sizes = record.Sizes{HasSrc: true, HasHist: true, SrcHist: [8]uint8{15, 1, 0, 10}, DstHist: [8]uint8{1}}
	hist := func(h ...uint8) (s record.JitterStats) { copy(s.Hist[:], h); return s }
	r.Jitter = record.Jitter{Has: 15, SrcActive: hist(16, 1, 8), SrcIdle: hist(0, 0, 0, 4), DstActive: hist(200, 3), DstIdle: hist(100, 3)}
	for name, want := range map[string]string{
		"spktsz": "f10a0000", "dpktsz": "", "sintdistact": "f1800000", "sintdistidl": "00040000",
		"sintdist": "f1840000", // 16 is 15; 1 is 15/16, rounded up; 8 is 7.5; 4 is 3.75
		"dintdist": "f1000000", // 300 counts as 255; 6*15/255 is 0.35
	} {
		if got := textOf(name, options(), r); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	r.Sizes.HasHist = false
	if got := textOf("spktsz", options(), r); got != "" {
		t.Errorf("without histograms: got %q", got)
	}
	r.Sizes = record.Sizes{HasDst: true, HasHist: true, DstHist: [8]uint8{255, 17}, DstMax: 9}
	if got := textOf("dpktsz", options(), r) + textOf("smaxsz", options(), r) + textOf("dmaxsz", options(), r); got != "f10000009" {
		t.Errorf("sizes of the destination alone: got %q", got)
	}
}

// TestThroughput: 8 * window / round-trip time, of which a part below 100 µs is
// left out (clients: fields, section 7).
func TestThroughput(t *testing.T) {
	for _, tt := range []struct {
		synAck, ackDat uint32
		src, dst       uint64
		s, d           string
	}{
		{20_000, 30_000, 3, 2, "8.000000|float 8", "128000.000000|float 128000"},    // 8*50/0.05/1000, 8*800/0.05
		{20_000, 99, 3, 2, "20.000000|float 20", "320000.000000|float 320000"},      // 0.02 s
		{99, 20_000, 3, 2, "20.000000|float 20", "320000.000000|float 320000"},      // 0.02 s
		{100, 100, 3, 2, "2000.000000|float 2000", "32000000.000000|float 3.2e+07"}, // 0.2 ms
		{0, 0, 3, 2, "0.000000|-", "0.000000|-"},
		{20_000, 30_000, 3, 0, "0.000000|-", "128000.000000|float 128000"},
		{20_000, 30_000, 0, 2, "8.000000|float 8", "0.000000|-"},
	} {
		r := flow()
		r.Net.TCP.SynAck, r.Net.TCP.AckDat = tt.synAck, tt.ackDat
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.src, tt.dst
		if s, d := textAndValue(t, "stcpmax", r.Clone()), textAndValue(t, "dtcpmax", r); s != tt.s || d != tt.d {
			t.Errorf("%d and %d µs, %d and %d packets: got %s and %s, want %s and %s", tt.synAck, tt.ackDat, tt.src, tt.dst, s, d, tt.s, tt.d)
		}
	}
}

// TestTCPColumns: windows, sequence numbers and times in each form of the state.
func TestTCPColumns(t *testing.T) {
	change := func(f func(r *record.Record)) *record.Record { r := flow(); f(r); return r }
	short := change(func(r *record.Record) { r.Net.Kind = record.NetTCPStatus })
	closed := change(func(r *record.Record) { r.Net.TCP.State = 0 }) // counts nothing as lost
	quiet := change(func(r *record.Record) { r.Metrics.Dst = record.Counter{} })
	silent := change(func(r *record.Record) { r.Metrics.Src = record.Counter{} })
	noBase := change(func(r *record.Record) { r.Net.TCP.Src.SeqBase, r.Net.TCP.Dst.SeqBase = 0, 0 })
	noBase6 := ipv6(6)
	noBase6.Net.TCP.Src.SeqBase, noBase6.Net.TCP.Dst.SeqBase = 0, 0
	largest := change(func(r *record.Record) {
		r.Net.TCP.Src = record.TCPSide{SeqBase: 0xffffffff, Window: 0xffff, WScale: 14}
		r.Net.TCP.SynAck, r.Net.TCP.AckDat = 0xffffffff, 0xffffffff
		r.Net.TCP.Options = 0xfff00000
	})
	for _, tt := range []struct {
		r          *record.Record
		name, want string
	}{
		{closed, "loss", "0|uint 0"},
		{closed, "dploss", "0.000000|float 0"},
		{short, "tcprtt", "0.000000|-"},
		{short, "swin", "800|uint 800"},
		{short, "stcpb", "1000|uint 1000"},
		{short, "stcpmax", "0.000000|-"},
		{short, "loss", "0|-"},
		{quiet, "swin", "800|uint 800"},
		{quiet, "dwin", "|-"},
		{silent, "swin", "|-"},
		{silent, "dwin", "|-"},
		{noBase, "stcpb", "|-"},
		{noBase, "dtcpb", "|-"},
		{noBase6, "stcpb", "|-"},
		{noBase6, "dtcpb", "0|-"},
		{largest, "swin", "1073725440|uint 1073725440"},
		{largest, "stcpb", "4294967295|uint 4294967295"},
		{largest, "tcprtt", "8589.934590|dur 2h23m9.93459s"},
		{largest, "synack", "4294.967295|dur 1h11m34.967295s"},
		{largest, "tcpopt", "MwsSeETcNOSD|text MwsSeETcNOSD"},
		{flow(), "tcpopt", "            |-"},
		{other(17, 1, 1), "tcpopt", "|-"},
	} {
		if got := textAndValue(t, tt.name, tt.r); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestExtremes: the largest counters, and rates where one side or the duration
// is missing.
func TestExtremes(t *testing.T) {
	huge := flow()
	const most = 1<<64 - 1
	huge.Metrics = record.Metrics{Src: record.Counter{Packets: most, Bytes: most, AppBytes: most}, HasApp: true}
	instant := flow()
	instant.Time = record.Time{Start: start, End: start}
	one := flow()
	one.Metrics.Src.Packets, one.Metrics.Dst.Packets = 1, 1
	for _, tt := range []struct {
		r          *record.Record
		name, want string
	}{
		{huge, "pkts", "18446744073709551615|uint 18446744073709551615"},
		{huge, "sbytes", "18446744073709551615|uint 18446744073709551615"},
		{huge, "pcr", "1.000000|float 1"},
		{huge, "smeansz", "1.000000|float 1"},
		{huge, "stf", "1.000000|float 1"},
		{huge, "dtf", "-0.000000|float -0"},
		{instant, "rate", "0.000000|float 0"},
		{instant, "srate", "0.000000|float 0"},
		{instant, "load", "0.000000|float 0"},
		{instant, "dur", "0.000000|dur 0s"},
		{one, "rate", "0.666667|float 0.6666667"},
		{one, "srate", "0.000000|float 0"},
		{one, "sload", "0.000000|float 0"},
		{rich(), "offset", "0|int 0"},
	} {
		if got := textAndValue(t, tt.name, tt.r.Clone()); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	for ttl, want := range map[uint8]string{0: "1", 1: "0", 2: "0", 3: "1", 32: "0", 33: "31", 64: "0", 65: "63", 128: "0", 129: "127", 255: "1"} {
		r := flow()
		r.IPAttr.Src.TTL = ttl
		if got := textOf("shops", options(), r); got != want {
			t.Errorf("hops of TTL %d: got %s, want %s", ttl, got, want)
		}
	}
}

// TestMachineNames: names in XML, and where a column's value comes from.
func TestMachineNames(t *testing.T) {
	seen := map[string]string{}
	for _, f := range field.All() {
		n := f.MachineName()
		if seen[n] != "" || n == "" || strings.ContainsAny(n, " .<>&\"") {
			t.Errorf("%s: XML name %q, %q has it too", f.Name, n, seen[n])
		}
		seen[n] = f.Name
	}
	for name, want := range map[string]string{"StartTime": "stime", "SrcAddr": "saddr", "TcpSynAck": "synack"} {
		if seen[name] != want {
			t.Errorf("%s is %q, want %q", name, seen[name], want)
		}
	}
	if got := (&field.Field{Label: "own"}).MachineName(); got != "own" {
		t.Errorf("a column of another table: got %q, want its label", got)
	}
	for name, want := range map[string]string{
		"cause": "no part of the record", "saddr": "part flow", "sjit": "part jitter; argus -J", "swin": "parts flow, metric and net", "rate": "parts time and metric",
	} {
		f, _ := field.Lookup(name)
		d, _ := f.Doc()
		if got := d.Source(); got != want {
			t.Errorf("source of %s: got %q, want %q", name, got, want)
		}
	}
}

// TestLoads: the load of both sides together weighs those of the sides by their
// durations, or by that of the record where a side has none (clients: fields,
// section 7).
func TestLoads(t *testing.T) {
	at := func(srcEnd, dstEnd int64) *record.Record {
		r := flow()
		r.Time.SrcEnd, r.Time.DstStart, r.Time.DstEnd = start+srcEnd, start+500_000_000, start+dstEnd
		return r
	}
	for _, tt := range []struct {
		r    *record.Record
		want string // sload, dload, load
	}{
		// 8*(200-66)/1.5 = 714.67 and 8*(600-300)/1 = 2400; (714.67*1.5 + 2400*1)/1.5 = 2314.67
		{at(1_500_000_000, 1_500_000_000), "714.67,2400.00,2314.67"},
		// The source has no duration, so that of the record counts: 1072/1 and 2400/0.5; (1072*1 + 4800*0.5)/1
		{at(0, 1_000_000_000), "1072.00,4800.00,3472.00"},
		// The destination has none: 1072/2 and 2400/2; (536*2 + 1200*2)/2
		{at(2_000_000_000, 500_000_000), "536.00,1200.00,1736.00"},
	} {
		if got := line(new(field.Preparer), tt.r, &field.Options{Precision: 2}, "sload dload load"); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// TestBoundaries: values at the edge of what a rule covers.
func TestBoundaries(t *testing.T) {
	for _, tt := range []struct {
		src, dst uint64
		want     string
	}{{5, 4, "rtp"}, {4, 5, "rtp"}, {4, 4, "udp"}} {
		if got := textOf("proto", options(), rtp(record.NetRTP, tt.src, tt.dst)); got != tt.want {
			t.Errorf("RTP with %d and %d packets: got %s, want %s", tt.src, tt.dst, got, tt.want)
		}
	}
	for tos, want := range map[uint8]string{9 << 2: " 9", 10 << 2: "10", 0: " 0"} {
		r := flow()
		r.IPAttr.Src.TOS = tos
		if got := textOf("sdsb", &field.Options{Names: field.NamesNone}, r); got != want {
			t.Errorf("code point of %#x as a number: got %q, want %q", tos, got, want)
		}
	}
	if got := string(field.AppendClassicState(nil, options(), prepared(icmp(0, 0)))); got != "ECR" {
		t.Errorf("a reply alone: got %q, want ECR", got)
	}
	var row field.Row
	row.Measure(flow())
	if first, last := row.Span(); first != start/1000 || last != start/1000+1_500_000 {
		t.Errorf("span of a row that was measured: %d to %d, want 1.5 s from %d", first, last, start/1000)
	}
}
