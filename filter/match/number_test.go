// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// relationTests are all spellings of a relation and what it means.
var relationTests = []struct {
	spellings []string
	holds     func(v, n float64) bool
	absent    bool // the result for an absent value (section 4)
}{
	{[]string{" ", " eq ", " equal ", "=", "==", " = "}, func(v, n float64) bool { return v == n }, false},
	{[]string{" neq ", " notequal ", "!=", " != "}, func(v, n float64) bool { return v != n }, true},
	{[]string{" gt ", " greater ", ">", " > "}, func(v, n float64) bool { return v > n }, false},
	{[]string{" gte ", ">=", " >= "}, func(v, n float64) bool { return v >= n }, false},
	{[]string{" lt ", " less ", "<", " < "}, func(v, n float64) bool { return v < n }, true},
	{[]string{" lte ", "<=", " <= "}, func(v, n float64) bool { return v <= n }, true},
}

// A numberTest is a selector of a number.
type numberTest struct {
	sel   string
	whole bool   // both sides have the same value
	mask  bool   // every relation is equality
	n     string // what the filter compares with
	low   float64
	exact float64 // the value that equals n
	high  float64
	set   func(r *record.Record, s int, v float64)
	part  record.Parts // without which the value is absent, 0 if it is never
	proto uint8        // that the selector demands, 0 for none
}

func sideOf[T any](s int, src, dst *T) *T {
	if s == 0 {
		return src
	}
	return dst
}

func counter(r *record.Record, s int) *record.Counter {
	return sideOf(s, &r.Metrics.Src, &r.Metrics.Dst)
}

func ipSide(r *record.Record, s int) *record.IPSide { return sideOf(s, &r.IPAttr.Src, &r.IPAttr.Dst) }

var numberTests = []numberTest{
	{sel: "pkts", n: "100", low: 99, exact: 100, high: 101, part: record.PartMetrics, set: func(r *record.Record, s int, v float64) { counter(r, s).Packets = uint64(v) }},
	{sel: "bytes", n: "10k", low: 9999, exact: 10000, high: 10001, part: record.PartMetrics, set: func(r *record.Record, s int, v float64) { counter(r, s).Bytes = uint64(v) }},
	{sel: "byte", n: "5000000000", low: 4999999999, exact: 5e9, high: 5000000001, part: record.PartMetrics, set: func(r *record.Record, s int, v float64) { counter(r, s).Bytes = uint64(v) }},
	{sel: "appbytes", n: "1.5M", low: 1499999, exact: 1.5e6, high: 1500001, part: record.PartMetrics, set: func(r *record.Record, s int, v float64) { counter(r, s).AppBytes = uint64(v) }},
	{sel: "ttl", n: "0x40", low: 63, exact: 64, high: 65, part: record.PartIPAttr, set: func(r *record.Record, s int, v float64) { ipSide(r, s).TTL = uint8(v) }},
	{sel: "tos", n: "010", low: 7, exact: 8, high: 9, part: record.PartIPAttr, set: func(r *record.Record, s int, v float64) { ipSide(r, s).TOS = uint8(v) }},
	{sel: "dsb", mask: true, n: "ef", low: 45, exact: 46, high: 47, set: func(r *record.Record, s int, v float64) { ipSide(r, s).TOS = uint8(v)<<2 | 3 }},
	{sel: "ipid", n: "300", low: 299, exact: 300, high: 301, part: record.PartIPAttr, proto: 6, set: func(r *record.Record, s int, v float64) { ipSide(r, s).ID = bits.ReverseBytes16(uint16(v)) }},
	{sel: "vid", mask: true, n: "505", low: 504, exact: 505, high: 506, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.VLAN.Src, &r.VLAN.Dst) = 0xe000 | uint16(v) }},
	{sel: "vpri", mask: true, n: "3", low: 2, exact: 3, high: 4, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.VLAN.Src, &r.VLAN.Dst) = uint16(v)<<12 | 0xfff }},
	{sel: "mid", mask: true, n: "100", low: 99, exact: 100, high: 101, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.MPLS.Src, &r.MPLS.Dst) = uint32(v)<<12 | 0xfff }},
	{sel: "nstroke", n: "5", low: 4, exact: 5, high: 6, part: record.PartBehavior, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.Behavior.Src, &r.Behavior.Dst) = uint32(v) }},
	{sel: "base", n: "4294967294", low: 4294967293, exact: 4294967294, high: 4294967295, part: record.PartNet, set: func(r *record.Record, s int, v float64) { tcpSide(r, s).SeqBase = uint32(v) }},
	{sel: "masklen", n: "24", low: 23, exact: 24, high: 25, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.Flow.SrcMask, &r.Flow.DstMask) = uint16(v) }},
	{sel: "loc", n: "-1", low: -2, exact: -1, high: 0, part: record.PartLocality, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.Locality.Src, &r.Locality.Dst) = int8(v) }},
	{sel: "as", n: "1.2", low: 65537, exact: 65538, high: 65539, part: record.PartASN, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.ASN.Src, &r.ASN.Dst) = uint32(v) }},
	{sel: "as", n: "65538", low: 65537, exact: 65538, high: 65539, part: record.PartASN, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.ASN.Src, &r.ASN.Dst) = uint32(v) }},
	{sel: "loss", n: "3", low: 2, exact: 3, high: 4, part: record.PartMetrics, set: func(r *record.Record, s int, v float64) { tcpSide(r, s).Retrans = uint32(v) }},
	{sel: "gap", n: "9", low: 8, exact: 9, high: 10, part: record.PartNet, set: func(r *record.Record, s int, v float64) {
		*tcpSide(r, s) = record.TCPSide{SeqBase: 1000, Bytes: 50, Seq: 1000 + 50 + 1 + uint32(v)}
	}},
	{sel: "port", n: "8080", low: 8079, exact: 8080, high: 8081, set: func(r *record.Record, s int, v float64) { *sideOf(s, &r.Flow.SrcPort, &r.Flow.DstPort) = uint16(v) }},
	{sel: "lat", n: "-1.5", low: -1.500002, exact: -1.5, high: -1.499998, set: func(r *record.Record, s int, v float64) { sideOf(s, &r.Geo.Src, &r.Geo.Dst).Lat = float32(v) }},
	{sel: "lon", n: "10.25", low: 10.249998, exact: 10.25, high: 10.250002, set: func(r *record.Record, s int, v float64) { sideOf(s, &r.Geo.Src, &r.Geo.Dst).Lon = float32(v) }},
	// Two retransmissions and 2, 3 or 4 packets: 2 of 4, 2 of 5, 2 of 6.
	{sel: "ploss", n: "40.0", low: 4, exact: 3, high: 2, set: func(r *record.Record, s int, v float64) {
		tcpSide(r, s).Retrans = 2
		counter(r, s).Packets = uint64(v)
	}},

	{sel: "trans", whole: true, n: "7", low: 6, exact: 7, high: 8, set: func(r *record.Record, _ int, v float64) { r.Agg.Count = uint32(v) }},
	{sel: "seq", whole: true, n: "7", low: 6, exact: 7, high: 8, part: record.PartTransport, set: func(r *record.Record, _ int, v float64) { r.Transport.Seq = uint32(v) }},
	{sel: "spi", whole: true, n: "7", low: 6, exact: 7, high: 8, proto: 50, set: func(r *record.Record, _ int, v float64) { r.Flow.SPI = uint32(v) }},
	{sel: "tcprtt", whole: true, n: "1000", low: 999, exact: 1000, high: 1001, part: record.PartNet, set: setHandshake(300)},
	{sel: "tcprtt", whole: true, n: "1ms", low: 999, exact: 1000, high: 1001, part: record.PartNet, set: setHandshake(300)},
	{sel: "tcprtt", whole: true, n: "1000000ns", low: 999, exact: 1000, high: 1001, part: record.PartNet, set: setHandshake(999)},
	{sel: "synack", whole: true, n: "1000", low: 999, exact: 1000, high: 1001, part: record.PartNet, set: func(r *record.Record, _ int, v float64) { r.Net.TCP.SynAck = uint32(v) }},
	{sel: "synack", whole: true, n: ".5s", low: 499999, exact: 500000, high: 500001, part: record.PartNet, set: func(r *record.Record, _ int, v float64) { r.Net.TCP.SynAck = uint32(v) }},
	{sel: "ackdat", whole: true, n: "20us", low: 19, exact: 20, high: 21, part: record.PartNet, set: func(r *record.Record, _ int, v float64) { r.Net.TCP.AckDat = uint32(v) }},
	{sel: "deldur", whole: true, n: "-5", low: -5001, exact: -5000, high: -4999, part: record.PartCorrelation, set: func(r *record.Record, _ int, v float64) { r.Cor = []record.Correlation{{Dur: int32(v)}} }},
	{sel: "deldur", whole: true, n: "-5ms", low: -5001, exact: -5000, high: -4999, part: record.PartCorrelation, set: func(r *record.Record, _ int, v float64) { r.Cor = []record.Correlation{{Dur: int32(v)}} }},
	{sel: "delstime", whole: true, n: "5ms", low: 4999, exact: 5000, high: 5001, part: record.PartCorrelation, set: func(r *record.Record, _ int, v float64) { r.Cor = []record.Correlation{{Start: int32(v)}} }},
	{sel: "delltime", whole: true, n: "5", low: 4999, exact: 5000, high: 5001, part: record.PartCorrelation, set: func(r *record.Record, _ int, v float64) { r.Cor = []record.Correlation{{Last: int32(v)}} }},

	{sel: "dur", whole: true, n: "1.5", low: 1.499998, exact: 1.5, high: 1.500002, set: setDuration},
	{sel: "dur", whole: true, n: "1.5s", low: 1.499999, exact: 1.5, high: 1.500001, set: setDuration},
	{sel: "dur", whole: true, n: "100ms", low: 0.099999, exact: 0.1, high: 0.100001, set: setDuration},
	{sel: "dur", whole: true, n: "2m", low: 119.999, exact: 120, high: 120.001, set: setDuration},
	{sel: "dur", whole: true, n: "2min", low: 119.999, exact: 120, high: 120.001, set: setDuration},
	{sel: "dur", whole: true, n: "1h", low: 3599.99, exact: 3600, high: 3600.01, set: setDuration},
	{sel: "dur", whole: true, n: "1d", low: 86399.9, exact: 86400, high: 86400.1, set: setDuration},
	{sel: "avgdur", whole: true, n: "1000us", low: 0.000999, exact: 0.001, high: 0.001001, set: setDuration},
	{sel: "mean", whole: true, n: "2s", low: 1.9999, exact: 2, high: 2.0001, set: func(r *record.Record, _ int, v float64) { r.Agg.Active.Mean = float32(v) }},
	{sel: "min", whole: true, n: "2s", low: 1.9999, exact: 2, high: 2.0001, set: func(r *record.Record, _ int, v float64) { r.Agg.Active.Min = float32(v) }},
	{sel: "max", whole: true, n: "2s", low: 1.9999, exact: 2, high: 2.0001, set: func(r *record.Record, _ int, v float64) { r.Agg.Active.Max = float32(v) }},
	{sel: "stddev", whole: true, n: "2s", low: 1.9999, exact: 2, high: 2.0001, set: func(r *record.Record, _ int, v float64) { r.Agg.Active.StdDev = float32(v) }},
	{sel: "sum", whole: true, n: "6", low: 1.9999, exact: 2, high: 2.0001, set: func(r *record.Record, _ int, v float64) { r.Agg.Active.Mean, r.Agg.Active.N = float32(v), 3 }},
	// compile says that it is 1e9+14 s.
	{sel: "idle", whole: true, n: "5", low: 10, exact: 9, high: 8, set: setEnd},
	{sel: "idle", whole: true, n: "5s", low: 10, exact: 9, high: 8, set: setEnd},
	// Both sides send 3, 4 or 5 packets of 100 bytes in 2 s.
	{sel: "rate", n: "1.5", low: 3, exact: 4, high: 5, set: setPackets},
	{sel: "load", n: "1.2k", low: 3, exact: 4, high: 5, set: setPackets},
}

func tcpSide(r *record.Record, s int) *record.TCPSide {
	return sideOf(s, &r.Net.TCP.Src, &r.Net.TCP.Dst)
}

// setHandshake sets the handshake to v us, of which synAck until the SYN-ACK.
func setHandshake(synAck uint32) func(*record.Record, int, float64) {
	return func(r *record.Record, _ int, v float64) {
		r.Net.TCP.SynAck, r.Net.TCP.AckDat = synAck, uint32(v)-synAck
	}
}

// setDuration makes the record last v seconds.
func setDuration(r *record.Record, _ int, v float64) {
	r.Time = record.Time{Start: 1e18, End: 1e18 + int64(math.Round(v*1e6))*1000}
}

// setEnd makes the record end v seconds after 1e9.
func setEnd(r *record.Record, _ int, v float64) {
	r.Time = record.Time{Start: 1e18, End: 1e18 + int64(v)*1e9}
}

func setPackets(r *record.Record, s int, v float64) {
	c := counter(r, s)
	c.Packets, c.Bytes = uint64(v), uint64(v)*100
}

// template is a TCP flow over IPv4 with all parts, of 2 s and four packets each
// way.
var template = func() *record.Record {
	r := overwrite(&record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus, Parts: record.AllParts}, record.AllParts, sevens)
	r.Flow.Kind, r.Flow.Addr, r.Net.Kind = record.FlowFiveTuple, record.AddrIPv4, record.NetTCPPerf
	r.Time = record.Time{Start: 1e18, End: 1e18 + 2e9}
	r.Metrics.Src, r.Metrics.Dst = record.Counter{Packets: 4, Bytes: 400}, record.Counter{Packets: 4, Bytes: 400}
	r.Net.TCP.State = 1
	return r
}()

// whole returns a copy of template with another protocol.
func whole(proto uint8) *record.Record {
	r := *template
	r.Flow.Proto = proto
	return &r
}

// TestNumbers compares every selector of a number, in all relations and
// directions, with values below, at and above the one in the filter.
func TestNumbers(t *testing.T) {
	for _, nt := range numberTests {
		for i, rel := range relationTests {
			for j, spelling := range rel.spellings {
				dirs := []string{"", "src ", "dst ", "src or dst ", "src and dst "}
				switch {
				case nt.sel == "synack": // after a direction it is a name
					dirs = dirs[:1]
				case j > 0:
					dirs = dirs[:2]
				}
				for _, dir := range dirs {
					text := dir + nt.sel + spelling + nt.n
					holds, absent := rel.holds, rel.absent
					if nt.mask {
						holds, absent = relationTests[0].holds, false
					}
					nt.check(t, text, dir, holds)
					if i > 0 || j == 0 {
						nt.checkAbsent(t, text, absent)
					}
				}
			}
		}
	}
}

// check compares the filter with all pairs of values of the two sides.
func (nt *numberTest) check(t *testing.T, text, dir string, holds func(v, n float64) bool) {
	t.Helper()
	f := compile(t, text)
	values := []float64{nt.low, nt.exact, nt.high}
	for i, a := range values {
		for j, b := range values {
			proto := nt.proto
			if proto == 0 {
				proto = 6
			}
			r := whole(proto)
			nt.set(r, 0, a)
			nt.set(r, 1, b)
			// The order of low, exact and high is that of the values compared.
			x, y := holds(float64(i), 1), holds(float64(j), 1)
			want := x || y
			switch {
			case nt.whole:
				want = y
			case dir == "src ":
				want = x
			case dir == "dst ":
				want = y
			case dir == "src and dst ":
				want = x && y
			}
			if got := f.Match(r); got != want {
				t.Errorf("%s: source %v, destination %v: got %v, want %v", text, a, b, got, want)
			}
		}
	}
}

// checkAbsent compares the filter with a record without the value, and with one
// that the selector does not apply to.
func (nt *numberTest) checkAbsent(t *testing.T, text string, want bool) {
	t.Helper()
	f := compile(t, text)
	if nt.part != 0 {
		r := whole(max(nt.proto, 6))
		r.Parts &^= nt.part
		if got := f.Match(r); got != want {
			t.Errorf("%s without %s: got %v, want %v", text, names(nt.part), got, want)
		}
	}
	switch nt.sel {
	case "ttl", "tos", "dsb":
		r := whole(6)
		r.Flow.Addr = record.AddrIPv6
		if f.Match(r) {
			t.Errorf("%s matches IPv6", text)
		}
	case "ipid", "spi", "port":
		r := whole(1)
		if f.Match(r) {
			t.Errorf("%s matches ICMP", text)
		}
	case "seq":
		r := whole(6)
		r.Type = record.TypeMAR
		if f.Match(r) {
			t.Errorf("%s matches a management record", text)
		}
	}
}

// recordTests are filters, a change to a whole record, and the result.
var recordTests = []struct {
	filter string
	change func(r *record.Record)
	want   bool
}{
	// Absent values of selectors that read all ones, or zero, then.
	{"dsb 63", func(r *record.Record) { r.Parts &^= record.PartIPAttr }, true},
	{"dsb 0", func(r *record.Record) { r.IPAttr = record.IPAttr{} }, true},
	{"ttl 0", func(r *record.Record) { r.IPAttr.Src.Has = false }, true},
	{"vid 4095", func(r *record.Record) { r.Parts &^= record.PartVLAN }, true},
	{"vpri 15", func(r *record.Record) { r.Parts &^= record.PartVLAN }, true},
	{"src vid 0", func(r *record.Record) { r.VLAN.HasSrc = false }, true},
	{"dst vid 0", func(r *record.Record) { r.VLAN.HasDst = false }, true},
	{"dst vid 0", func(r *record.Record) { r.VLAN.HasSrc = false }, false},
	{"mid 1048575", func(r *record.Record) { r.Parts &^= record.PartMPLS }, true},
	{"src mid 0", func(r *record.Record) { r.MPLS.HasSrc = false }, true},
	{"dst mid 0", func(r *record.Record) { r.MPLS.HasDst = false }, true},
	{"src mid 0", func(r *record.Record) { r.MPLS.HasDst = false; r.MPLS.Src = 5 << 12 }, false},
	// vlan and mpls with a number never match a side without a tag.
	{"vlan 505", func(r *record.Record) { r.VLAN.Src = 0x31f9 }, true},
	{"vlan id 505", func(r *record.Record) { r.VLAN.Dst = 505 }, true},
	{"src vlan 505", func(r *record.Record) { r.VLAN.Dst = 505 }, false},
	{"dst vlan 505", func(r *record.Record) { r.VLAN.Dst = 505 }, true},
	{"vlan 505", func(r *record.Record) { r.VLAN.Src = 505; r.VLAN.HasSrc = false }, false},
	{"dst vlan 505", func(r *record.Record) { r.VLAN.Dst = 505; r.VLAN.HasDst = false }, false},
	{"src vlan 0", func(r *record.Record) { r.VLAN.HasSrc = false }, false},
	{"vlan 4095", func(r *record.Record) { r.Parts &^= record.PartVLAN }, false},
	{"vlan < 505", func(r *record.Record) { r.Parts &^= record.PartVLAN }, false},
	{"vlan != 505", func(r *record.Record) { r.Parts &^= record.PartVLAN }, false},
	{"not vlan 505", func(r *record.Record) { r.Parts &^= record.PartVLAN }, true},
	{"vlan < 505", func(r *record.Record) { r.VLAN.Src = 504 }, true},
	{"src vlan < 505", func(r *record.Record) { r.VLAN.Src = 505 }, false},
	{"mpls 100", func(r *record.Record) { r.MPLS.Src = 100<<12 | 0x1ff }, true},
	{"mpls label 100", func(r *record.Record) { r.MPLS.Dst = 100 << 12 }, true},
	{"src mpls 100", func(r *record.Record) { r.MPLS.Dst = 100 << 12 }, false},
	{"src mpls 100", func(r *record.Record) { r.MPLS.Src = 100 << 12; r.MPLS.HasSrc = false }, false},
	{"dst mpls 100", func(r *record.Record) { r.MPLS.Dst = 100 << 12; r.MPLS.HasDst = false }, false},
	{"mpls < 100", func(r *record.Record) { r.Parts &^= record.PartMPLS }, false},
	// A record that was not merged counts as one.
	{"trans 1", func(r *record.Record) { r.Parts &^= record.PartAgg }, true},
	{"trans 1", func(r *record.Record) { r.Parts &^= record.PartAgg; r.Metrics = record.Metrics{} }, false},
	{"trans 1", func(r *record.Record) { r.Parts &^= record.PartAgg; r.Metrics.Src.Packets = 0 }, true},
	{"trans 1", func(r *record.Record) { r.Parts &^= record.PartAgg | record.PartMetrics }, false},
	{"mean 2s", func(r *record.Record) { r.Parts &^= record.PartAgg }, true},
	{"sum 2s", func(r *record.Record) { r.Parts &^= record.PartAgg }, true},
	{"stddev 0s", func(r *record.Record) { r.Parts &^= record.PartAgg }, true},
	{"mean >= 0s", func(r *record.Record) { r.Type = record.TypeMAR }, false},
	{"stddev >= 0s", func(r *record.Record) { r.Type = record.TypeMAR }, false},
	{"idle >= 0s", func(r *record.Record) { r.Type = record.TypeMAR }, false},
	{"dur 0", func(r *record.Record) { r.Type = record.TypeMAR }, true},
	{"seq lt 8", func(r *record.Record) { r.Transport.HasSeq = false }, true},
	{"seq 7", func(r *record.Record) { r.Transport.HasSeq = false }, false},
	{"masklen 7", func(r *record.Record) { r.Flow.HasMask = false }, false},
	{"deldur 0", func(r *record.Record) { r.Cor = nil }, false},
	// The handshake of a TCP flow that was not seen to the end.
	{"tcprtt gte 0", func(r *record.Record) { r.Net.Kind = record.NetTCPStatus }, false},
	{"synack gte 0", func(r *record.Record) { r.Net.Kind = record.NetTCPInit }, false},
	{"ackdat gte 0", func(r *record.Record) { r.Net.Kind = record.NetNone }, false},
	// First sequence numbers of all forms of TCP state.
	{"base 7", func(r *record.Record) { r.Net.Kind = record.NetTCPInit }, true},
	{"base 7", func(r *record.Record) { r.Net.Kind = record.NetTCPStatus }, true},
	{"base 7", func(r *record.Record) { r.Net.Kind = record.NetESP }, false},
	// Losses.
	{"loss 0", func(r *record.Record) { r.Parts &^= record.PartFlow }, true},
	{"gap 0", func(r *record.Record) { r.Parts &^= record.PartFlow }, true},
	{"ploss 0", func(r *record.Record) { r.Net.TCP.Src.Retrans, r.Net.TCP.Dst.Retrans = 0, 0 }, true},
	{"ploss 0", func(r *record.Record) { r.Parts &^= record.PartMetrics }, true},
	// 30 of 40 bytes came from the source.
	{"pcr 0.5", func(r *record.Record) { r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes = 30, 10 }, true},
	{"pcr -0.5", func(r *record.Record) { r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes = 10, 30 }, true},
	{"pcr 0.5", func(r *record.Record) { r.Metrics.Src.AppBytes = 30; r.Type = record.TypeMAR }, false},
	// Without payload it is minus zero, which is less than zero.
	{"pcr 0.0", func(r *record.Record) {}, false},
	{"pcr lt 0.0", func(r *record.Record) {}, true},
	{"pcr -0.0", func(r *record.Record) {}, true},
	{"pcr lt 0.0", func(r *record.Record) { r.Parts &^= record.PartMetrics }, true},
	{"pcr 0.0", func(r *record.Record) { r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes = 5, 5 }, true},
	{"pcr gt -0.0", func(r *record.Record) { r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes = 5, 5 }, true},
	{"pcr neq 0.0", func(r *record.Record) {}, true},
	// No zero is greater than or equal to zero, or less than it (3.0.8).
	{"pcr gte 0.0", func(r *record.Record) { r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes = 5, 5 }, false},
	{"dur gte 0", func(r *record.Record) { setDuration(r, 0, 0) }, false},
	{"dur lt 0", func(r *record.Record) { setDuration(r, 0, 0) }, true},
	{"dur >= 0s", func(r *record.Record) { setDuration(r, 0, 0) }, true},
	{"dur < 0s", func(r *record.Record) { setDuration(r, 0, 0) }, false},
	// Positions.
	{"lat lt -1000.5", func(r *record.Record) { r.Geo.Src.Has = false }, true},
	{"lat gt -1000.5", func(r *record.Record) { r.Geo.Src.Has, r.Geo.Dst.Has = false, false }, false},
	{"lat gt -1000.5", func(r *record.Record) { r.Parts &^= record.PartGeo }, false},
	// Times between packets, in milliseconds; without a direction of both sides,
	// but whole numbers are compared with the source.
	{"intpkt gt 10.0", func(r *record.Record) { r.Jitter = jitter(10001, 0, 10001, 0) }, true},
	{"intpkt gt 10.0", func(r *record.Record) { r.Jitter = jitter(10001, 0, 10000, 0) }, false},
	{"intpkt gt 10.0", func(r *record.Record) { r.Jitter = jitter(10000, 0, 10001, 0) }, false},
	{"intpkt > 10ms", func(r *record.Record) { r.Jitter = jitter(10001, 0, 10000, 0) }, false},
	{"intpkt > 10ms", func(r *record.Record) { r.Jitter = jitter(10001, 0, 10001, 0) }, true},
	{"intpkt gt 10", func(r *record.Record) { r.Jitter = jitter(10001, 0, 0, 0) }, true},
	{"intpkt gt 10", func(r *record.Record) { r.Jitter = jitter(0, 0, 10001, 0) }, false},
	{"dst intpkt gt 10", func(r *record.Record) { r.Jitter = jitter(0, 0, 10001, 0) }, true},
	{"src or dst intpkt gt 10", func(r *record.Record) { r.Jitter = jitter(0, 0, 10001, 0) }, true},
	{"src and dst intpkt gt 10", func(r *record.Record) { r.Jitter = jitter(0, 0, 10001, 0) }, false},
	{"intpktact eq 5.0", func(r *record.Record) { r.Jitter = jitter(5000, 0, 5000, 0) }, true},
	{"intpktidle eq 5.0", func(r *record.Record) { r.Jitter = jitter(0, 5000, 0, 5000) }, true},
	{"intpktidle eq 5.0", func(r *record.Record) { r.Jitter = jitter(5000, 0, 5000, 0) }, false},
	{"jit lt 5.0", func(r *record.Record) { r.Jitter = jitter(4999, 0, 4999, 0) }, true},
	{"jit lte 5.0", func(r *record.Record) { r.Jitter = jitter(5000, 0, 5001, 0) }, false},
	{"jitact lte 5ms", func(r *record.Record) { r.Jitter = jitter(5000, 0, 5000, 0) }, true},
	{"src jitidle 5.0", func(r *record.Record) { r.Jitter = jitter(0, 5000, 0, 0) }, true},
	{"dst jitidle 5.0", func(r *record.Record) { r.Jitter = jitter(0, 0, 0, 5000) }, true},
	{"intpkt 0.0", func(r *record.Record) { r.Jitter.Has = 0 }, true},
	{"src intpkt 0.0", func(r *record.Record) { r.Jitter.Has = 14 }, true},
	{"src intpktidle 0.0", func(r *record.Record) { r.Jitter.Has = 13 }, true},
	{"dst intpkt 0.0", func(r *record.Record) { r.Jitter.Has = 11 }, true},
	{"dst jitidle 0.0", func(r *record.Record) { r.Jitter.Has = 7 }, true},
	{"src intpkt 0.0", func(r *record.Record) { r.Jitter.Has = 1 }, false},
	{"src intpkt lt 0.0", func(r *record.Record) { r.Parts &^= record.PartJitter }, true},
	{"src jit -0.001", func(r *record.Record) { r.Parts &^= record.PartJitter }, true},
	{"jit gte 0.0", func(r *record.Record) { r.Parts &^= record.PartJitter }, false},
	// AS numbers.
	{"src as 7", func(r *record.Record) { r.ASN.Src = 8 }, false},
	{"dst as 7", func(r *record.Record) { r.ASN.Src = 8 }, true},
}

// jitter returns means and deviations in microseconds.
func jitter(srcActive, srcIdle, dstActive, dstIdle float32) record.Jitter {
	of := func(v float32) record.JitterStats { return record.JitterStats{Mean: v, StdDev: v} }
	return record.Jitter{SrcActive: of(srcActive), SrcIdle: of(srcIdle), DstActive: of(dstActive), DstIdle: of(dstIdle), Has: 15}
}

func TestRecords(t *testing.T) {
	for i, tt := range recordTests {
		r := whole(6)
		tt.change(r)
		if got := compile(t, tt.filter).Match(r); got != tt.want {
			t.Errorf("test %d: %s: got %v, want %v", i, tt.filter, got, tt.want)
		}
	}
}

// TestPrecision checks that numbers without a unit are compared as they print
// with -p, and durations with a unit as they are.
func TestPrecision(t *testing.T) {
	r := whole(6)
	setDuration(r, 0, 1.2346)
	for _, tt := range []struct {
		precision int
		filter    string
		want      bool
	}{
		{0, "dur 1", true},
		{0, "dur 1.4", true},
		{0, "dur gt 1", false},
		{2, "dur 1.23", true},
		{3, "dur 1.235", true},
		{3, "dur 1.234", false},
		{6, "dur 1.2346", true},
		{6, "dur gt 1.234599", true},
		{0, "dur > 1s", true},
		{0, "dur > 1234600us", false},
		{0, "dur >= 1234600us", true},
		{0, "dur > 1234599us", true},
	} {
		f, err := match.Compile(tt.filter, match.Options{Precision: tt.precision})
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Match(r); got != tt.want {
			t.Errorf("-p %d, %s: got %v, want %v", tt.precision, tt.filter, got, tt.want)
		}
	}
}

// TestClock checks that the time since the end of a record is that of the
// moment.
func TestClock(t *testing.T) {
	now := time.Unix(1e9+2, 0)
	f, err := match.Compile("idle > 10s", match.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	r := whole(6) // ends at 1e9 + 2 s
	for _, later := range []time.Duration{0, 10 * time.Second, 11 * time.Second} {
		now = time.Unix(1e9+2, 0).Add(later)
		if got, want := f.Match(r), later > 10*time.Second; got != want {
			t.Errorf("%v later: got %v, want %v", later, got, want)
		}
	}
	f, err = match.Compile("idle > 3650d", match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !f.Match(r) {
		t.Error("a record of 2001 is not older than ten years")
	}
}

// TestCodePoints checks all names of code points (RFC 2474, 2597, 3246).
func TestCodePoints(t *testing.T) {
	want := map[string]int{"ef": 46}
	for c := range 8 {
		want[fmt.Sprintf("cs%d", c)] = 8 * c
	}
	for c := 1; c <= 4; c++ {
		for d := 1; d <= 3; d++ {
			want[fmt.Sprintf("af%d%d", c, d)] = 8*c + 2*d
		}
	}
	for name, code := range want {
		r := whole(6)
		for c := range 64 {
			r.IPAttr.Src.TOS, r.IPAttr.Dst.TOS = uint8(c)<<2, uint8(c)<<2
			if got := compile(t, "dsb "+name).Match(r); got != (c == code) {
				t.Errorf("dsb %s, code point %d: got %v", strings.ToUpper(name), c, got)
			}
		}
	}
}
