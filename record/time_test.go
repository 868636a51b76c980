// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"testing"

	"github.com/argus-go/argus/record"
)

func times(r *record.Record) any { return r.Time }

// Times of the tests: t1 is 1666995255.683070, hex 635c5437 000a6c3e in
// microseconds and 635c5437 28b6d230 in nanoseconds; t2 is one second, t3 two
// and a half seconds later.
const (
	t1 = 1666995255_683070_000
	t2 = t1 + 1_000_000_000
	t3 = t1 + 2_500_000_000
	us = "635c5437 000a6c3e"
	n1 = "635c5437 28b6d230"
	u2 = "635c5438 000a6c3e"
	n2 = "635c5438 28b6d230"
	u3 = "635c543a 0002cb1e"
	n3 = "635c543a 0ae96d30"
)

// Record format, section 6.3.
var timeTests = []partTest{
	{
		"one", record.Gen3, "03011803" + us, record.PartTime, times,
		record.Time{Start: t1, End: t1, Single: true},
		"=", "03011903" + n1,
	},
	{
		"two", record.Gen3, "03021805" + us + u2, record.PartTime, times,
		record.Time{Start: t1, End: t2},
		"=", "03021905" + n1 + n2,
	},
	{
		"one, nanoseconds", record.Gen5, "03011903" + n1, record.PartTime, times,
		record.Time{Start: t1, End: t1, Single: true, Nano: true},
		"03011803" + us, "=",
	},
	{ // the form's number is not reliable
		"two under form 1", record.Gen3, "03011805" + us + u2, record.PartTime, times,
		record.Time{Start: t1, End: t2},
		"03021805" + us + u2, "03021905" + n1 + n2,
	},
	{
		"one under form 2", record.Gen3, "03021803" + us, record.PartTime, times,
		record.Time{Start: t1, End: t1, Single: true},
		"03011803" + us, "03011903" + n1,
	},
	{ // 1000000 us
		"start and difference", record.Gen3, "03031804" + us + "000f4240", record.PartTime, times,
		record.Time{Start: t1, End: t2},
		"03021805" + us + u2, "03021905" + n1 + n2,
	},
	{
		"no time", record.Gen5, "03011901", record.PartTime, times,
		record.Time{Nano: true},
		"03021805 00000000 00000000 00000000 00000000", "03021905 00000000 00000000 00000000 00000000",
	},
	{
		"source start", record.Gen3, "03091803" + us, record.PartTime, times,
		record.Time{Start: t1, End: t1, Sides: record.TimeSrcStart, SrcStart: t1, SrcEnd: t1},
		"=", "03091903" + n1,
	},
	{
		"source", record.Gen3, "031a1805" + us + u2, record.PartTime, times,
		record.Time{Start: t1, End: t2, Sides: record.TimeSrcStart | record.TimeSrcEnd, SrcStart: t1, SrcEnd: t2},
		"=", "031a1905" + n1 + n2,
	},
	{ // the destination answers first: the earliest is the record's start
		"one of each", record.Gen3, "032a1805" + u2 + us, record.PartTime, times,
		record.Time{
			Start: t1, End: t2, Sides: record.TimeSrcStart | record.TimeDstStart, SrcStart: t2, SrcEnd: t2,
			DstStart: t1, DstEnd: t1,
		},
		"=", "032a1905" + n2 + n1,
	},
	{
		"all four", record.Gen3, "037a1809" + us + u2 + us + u2, record.PartTime, times,
		record.Time{Start: t1, End: t2, Sides: 0x78, SrcStart: t1, SrcEnd: t2, DstStart: t1, DstEnd: t2},
		"=", "037a1909" + n1 + n2 + n1 + n2,
	},
	{ // as clients write: differences to the first, here 1 s, -1 us and 2.5 s
		"all four, differences", record.Gen3, "037d1806" + us + "000f4240 ffffffff 002625a0", record.PartTime, times,
		record.Time{Start: t1 - 1000, End: t3, Sides: 0x78, SrcStart: t1, SrcEnd: t2, DstStart: t1 - 1000, DstEnd: t3},
		"037a1809" + us + u2 + "635c5437 000a6c3d" + u3, "037a1909" + n1 + n2 + "635c5437 28b6ce48" + n3,
	},
	{
		"destination, difference", record.Gen3, "03651804" + us + "000f4240", record.PartTime, times,
		record.Time{Start: t1, End: t2, Sides: record.TimeDstStart | record.TimeDstEnd, DstStart: t1, DstEnd: t2},
		"03621805" + us + u2, "03621905" + n1 + n2,
	},
	{ // qualifier 0x19 in a 3.x stream: radium, unless the fraction is too large
		"adjusted", record.Gen3, "03011903" + us, record.PartTime, times,
		record.Time{Start: t1, End: t1, Single: true, Adjusted: true},
		"03011803" + us, "03013903" + n1,
	},
	{
		"nanoseconds in a 3.x stream", record.Gen3, "03021905" + n1 + n2, record.PartTime, times,
		record.Time{Start: t1, End: t2, Nano: true},
		"03021805" + us + u2, "03021905" + n1 + n2,
	},
	{
		"adjusted, 5.x", record.Gen5, "03013903" + n1, record.PartTime, times,
		record.Time{Start: t1, End: t1, Single: true, Nano: true, Adjusted: true},
		"03011803" + us, "=",
	},
	{ // of a damaged capture: 0xffea9138 = -1404616
		"signed fraction", record.Gen3, "03011803 74720bb5 ffea9138", record.PartTime, times,
		record.Time{Start: 1953631155_595384_000, End: 1953631155_595384_000, Single: true},
		"03011803 74720bb3 000915b8", "03011903 74720bb3 237cd6c0",
	},
	{ // of tcpdump's timestamp_invalid_micro.pcap: 0x80000000 is 2147 s before the start
		"end with a signed fraction", record.Gen3, "03021805 54872e59 000f423f 54872e5a 80000000", record.PartTime, times,
		record.Time{Start: 1418145369_999999_000, End: 1418145370_999999_000},
		"03021805 54872e59 000f423f 54872e5a 000f423f", "03021905 54872e59 3b9ac618 54872e5a 3b9ac618",
	},
	{
		"fraction above the second", record.Gen3, "03011803 54872e59 001e8480", record.PartTime, times,
		record.Time{Start: 1418145369_999999_000, End: 1418145369_999999_000, Single: true},
		"03011803 54872e59 000f423f", "03011903 54872e59 3b9ac618",
	},
	{ // the start that sensors write where packets have no time
		"seconds above 2^31", record.Gen3, "03011805 efffffff 00000000 00000000 00000000", record.PartTime, times,
		record.Time{Start: 4026531839_000000_000},
		"03021805 efffffff 00000000 00000000 00000000", "03021905 efffffff 00000000 00000000 00000000",
	},
}

func TestTime(t *testing.T) { checkParts(t, timeTests) }

// Times that the format cannot tell are held within it.
func TestTimeBounds(t *testing.T) {
	for _, tt := range []struct {
		wire string
		want int64
	}{
		{"03011803 00000000 ffffffff", 0},                          // before 1970
		{"03011803 ffffffff 7fffffff", 1<<32*1_000_000_000 - 1000}, // past 32 bits of seconds
	} {
		var r record.Record
		if err := r.Unmarshal(wrap(record.Gen3, unhex(t, tt.wire)), record.Gen3); err != nil || r.Time.Start != tt.want {
			t.Errorf("%s: %d, %v, want %d", tt.wire, r.Time.Start, err, tt.want)
		}
	}
}
