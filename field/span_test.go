// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// at is a time of seconds and microseconds.
func at(sec, us int64) int64 { return sec*1e9 + us*1e3 }

const (
	noTime = 0xefffffff // seconds of a start that no packet gave
	n      = 1_700_000_000
)

// TestSpan: times that are not in order, or missing. The rows are what ra of
// release 3.0.8.2 prints of records with these times and packets.
func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		name       string
		start, end int64
		src, dst   uint64
		want       string // stime ltime sstime sltime dstime dltime dur mean
	}{
		{
			"no packet had a time", at(noTime, 0), 0, 1, 0,
			"4026531839.000000,0.000000,4026531839.000000,4026531839.000000,0.000000,0.000000,0.000000,0.000000",
		},
		{
			"nor one of two", at(noTime, 0), 0, 1, 1,
			"4026531839.000000,4026531839.000000,4026531839.000000,4026531839.000000,4026531839.000000,4026531839.000000,0.000000,0.000000",
		},
		{
			"one packet with a time", at(noTime, 0), at(n, 5), 0, 1,
			"1700000000.000005,1700000000.000005,0.000000,0.000000,1700000000.000005,1700000000.000005,0.000000,1968435456.000000",
		},
		{
			"two packets, one with a time", at(noTime, 0), at(n, 5), 2, 0,
			"4026531839.000000,1700000000.000005,4026531839.000000,1700000000.000005,0.000000,0.000000,1968435456.000000,1968435456.000000",
		},
		{
			"one each way, one with a time", at(noTime, 0), at(n, 5), 1, 1,
			"1700000000.000005,1700000000.000005,4026531839.000000,4026531839.000000,1700000000.000005,1700000000.000005,1968435456.000000,1968435456.000000",
		},
		{
			"one packet, two times", at(n, 7), at(n+3, 5), 1, 0,
			"1700000003.000005,1700000003.000005,1700000003.000005,1700000003.000005,0.000000,0.000000,0.000000,2.999998",
		},
		{
			"end before start", at(n+3, 7), at(n, 5), 2, 0,
			"1700000000.000005,1700000003.000007,1700000000.000005,1700000003.000007,0.000000,0.000000,3.000002,-3.000002",
		},
		{
			"end before start, one each way", at(n+3, 7), at(n, 5), 1, 1,
			"1700000000.000005,1700000003.000007,1700000003.000007,1700000003.000007,1700000000.000005,1700000000.000005,3.000002,-3.000002",
		},
		{
			"end before start, several each way", at(n+3, 7), at(n, 5), 3, 2,
			"1700000000.000005,1700000003.000007,1700000000.000005,1700000003.000007,1700000003.000007,1700000003.000007,3.000002,-3.000002",
		},
		{
			"no start", 0, at(n, 3), 3, 2,
			"1700000000.000003,1700000000.000003,1700000000.000003,1700000000.000003,1700000000.000003,1700000000.000003,0.000000,0.000000",
		},
		{
			"in order", at(n, 7), at(n+3, 5), 3, 2,
			"1700000000.000007,1700000003.000005,1700000000.000007,1700000003.000005,1700000000.000007,1700000003.000005,2.999998,2.999998",
		},
	} {
		r := flow()
		r.Parts &^= record.PartNet
		r.Time = record.Time{Start: tt.start, End: tt.end}
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.src, tt.dst
		var row field.Row
		new(field.Preparer).Prepare(r, &row)
		var got []string
		for name := range strings.FieldsSeq("stime ltime sstime sltime dstime dltime dur mean") {
			f, _ := field.Lookup(name)
			got = append(got, string(f.Append(nil, &field.Options{Precision: 6, UnixTime: true}, &row)))
		}
		if g := strings.Join(got, ","); g != tt.want {
			t.Errorf("%s, %d and %d packets:\ngot  %s\nwant %s", tt.name, tt.src, tt.dst, g, tt.want)
		}
	}
}

// TestTimesOfOneSide: a record that has the times of one side only. Where both
// sides sent, the other side has the same times, but for single packets: the first
// time is then that of the side with times, and the second that of the other
// (clients: fields, section 1, steps 1 and 5).
func TestTimesOfOneSide(t *testing.T) {
	const (
		src = record.TimeSrcStart | record.TimeSrcEnd
		dst = record.TimeDstStart | record.TimeDstEnd
	)
	for _, tt := range []struct {
		sides    record.TimeParts
		src, dst uint64
		want     [4]int64 // seconds after n, 0 for none
		present  record.TimeParts
	}{
		{src, 3, 2, [4]int64{1, 4, 1, 4}, src | dst},
		{src, 1, 1, [4]int64{1, 1, 4, 4}, src | dst},
		{src, 1, 2, [4]int64{1, 1, 1, 4}, src | dst},
		{src, 2, 1, [4]int64{1, 4, 1, 1}, src | dst},
		{src, 3, 0, [4]int64{1, 4, 0, 0}, src},
		{src, 1, 0, [4]int64{4, 4, 0, 0}, src},
		{dst, 3, 2, [4]int64{2, 6, 2, 6}, src | dst},
		{dst, 1, 1, [4]int64{6, 6, 2, 2}, src | dst},
		{dst, 0, 3, [4]int64{0, 0, 2, 6}, dst},
		{src | dst, 3, 2, [4]int64{1, 4, 2, 6}, src | dst},
		{src | dst, 1, 1, [4]int64{1, 4, 2, 6}, src | dst},
	} {
		r := flow()
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.src, tt.dst
		r.Time = record.Time{Sides: tt.sides}
		if tt.sides&src != 0 {
			r.Time.SrcStart, r.Time.SrcEnd = at(n+1, 0), at(n+4, 0)
		}
		if tt.sides&dst != 0 {
			r.Time.DstStart, r.Time.DstEnd = at(n+2, 0), at(n+6, 0)
		}
		row := prepared(r)
		var got [4]int64
		for k, us := range [4]int64{row.SrcStart, row.SrcEnd, row.DstStart, row.DstEnd} {
			if us != 0 {
				got[k] = us/1e6 - n
			}
		}
		if got != tt.want || row.Present() != tt.present {
			t.Errorf("times %#x, %d and %d packets: got %v, present %#x; want %v, present %#x",
				tt.sides, tt.src, tt.dst, got, row.Present(), tt.want, tt.present)
		}
	}
}

// TestMeasuredStates: columns that depend on the form of the protocol state.
// The values are those of ra 3.0.8.2.
func TestMeasuredStates(t *testing.T) {
	esp := func(s, d uint64, status uint32) *record.Record {
		r := flow()
		r.Flow.Proto, r.Flow.SPI = 50, 0xabcdef
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = s, d
		r.Net = record.Net{Kind: record.NetESP, ESP: record.ESP{Status: status, Lost: 7}}
		return r
	}
	rtp := func(s, d uint64, silent bool) *record.Record {
		r := flow()
		r.Flow.Proto = 17
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = s, d
		r.Net = record.Net{Kind: record.NetRTP, RTPSrc: record.RTPSide{Lost: 3, Silence: true}, RTPDst: record.RTPSide{Lost: 4, Silence: silent}}
		return r
	}
	closed := flow()
	closed.Net.TCP.State = 0
	stray := flow()
	stray.Flow.Proto = 17
	slow := flow()
	slow.Net.TCP.SynAck, slow.Net.TCP.AckDat = 123456789, 5
	part := flow()
	part.Flow.Fragment, part.Parts = true, part.Parts&^record.PartNet
	zero := flow()
	zero.Parts |= record.PartSizes
	zero.Sizes = record.Sizes{HasSrc: true, SrcMax: 60}
	const loss = "loss sloss dloss ploss sploss dploss"
	for _, tt := range []struct {
		name, columns, want string
		record              *record.Record
	}{
		{"ESP one way", loss, "7,7,0,50.000000,50.000000,0.000000", esp(7, 0, 0)},
		{"ESP the other way", loss, "0,0,7,0.000000,0.000000,50.000000", esp(0, 7, 0)},
		{"ESP both ways", loss, "7,7,7,46.666667,70.000000,58.333333", esp(3, 5, 0)},
		{"ESP lost and out of order", "flgs", " e i     ", esp(7, 0, 0x10010)},
		{"SPI below the mask lengths", "dport", "0x2020cdef", esp(7, 0, 0)},
		{"RTP one way", loss, "7,3,4,50.000000,30.000000,0.000000", rtp(7, 0, false)},
		{"RTP the other way", loss, "7,3,4,50.000000,0.000000,36.363636", rtp(0, 7, false)},
		{"RTP silent source", "flgs", " e *     ", rtp(7, 0, false)},
		{"RTP silent destination", "flgs", " e *d    ", rtp(7, 0, true)},
		{"TCP closed", loss, "0,0,0,0.000000,0.000000,0.000000", closed},
		{"TCP state of a UDP flow", loss, "0,0,0,0.000000,0.000000,0.000000", stray},
		{"double precision", "tcprtt synack ackdat", "123.456794,123.456789,0.000005", slow},
		{"fragment flow without its state", "flgs", " e    F  ", part},
		{"size 0", "sminsz smaxsz", ",60", zero},
	} {
		var row field.Row
		new(field.Preparer).Prepare(tt.record, &row)
		var got []string
		for name := range strings.FieldsSeq(tt.columns) {
			f, _ := field.Lookup(name)
			got = append(got, string(f.Append(nil, &field.Options{Precision: 6, Names: field.NamesProto}, &row)))
		}
		if g := strings.Join(got, ","); g != tt.want {
			t.Errorf("%s: %s = %q, want %q", tt.name, tt.columns, g, tt.want)
		}
	}
}
