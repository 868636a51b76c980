// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/record"

// causes are the names of the reasons for which records are written.
var causes = [...]string{
	record.CauseStart >> 4: "Start", record.CauseStatus >> 4: "Status", record.CauseStop >> 4: "Stop",
	record.CauseTimeout >> 4: "Timeout", record.CauseShutdown >> 4: "Shutdown", record.CauseError >> 4: "Error",
}

func cause(_ *Options, row *Row) Value {
	if c := row.Cause; c&15 == 0 && int(c>>4) < len(causes) && causes[c>>4] != "" {
		return TextValue(causes[c>>4])
	}
	return TextValue("Unknown")
}

func seq(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row):
		return UintValue(uint64(row.Man.NextSeq))
	case !row.Has(record.PartTransport) || !row.Transport.HasSeq:
		return Value{}
	}
	return UintValue(uint64(row.Transport.Seq))
}

func rank(_ *Options, row *Row) Value {
	if row.Rank == 0 {
		return Value{}
	}
	return UintValue(row.Rank)
}

func offset(_ *Options, row *Row) Value { return IntValue(row.Offset) }

// An aggregate is a column of a statistic over merged records. A record that
// stands for itself has the statistics of one value.
type aggregate struct {
	get    func(*record.AggStats) float32
	single func(*Row) float32
}

func (c aggregate) value(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row):
		return Value{}
	case row.Has(record.PartAgg):
		return FloatValue(float64(c.get(&row.Agg.Active)))
	case !row.hasTimes():
		return Value{}
	}
	return FloatValue(float64(c.single(row)))
}

func aggMean(a *record.AggStats) float32      { return a.Mean }
func aggMin(a *record.AggStats) float32       { return a.Min }
func aggMax(a *record.AggStats) float32       { return a.Max }
func aggDeviation(a *record.AggStats) float32 { return a.StdDev }
func aggSum(a *record.AggStats) float32       { return a.Mean * float32(a.N) }

func whole(row *Row) float32 { return seconds(row.whole) }
func noSpread(*Row) float32  { return 0 }

// label is the record's label. The value is what the record holds; the text has
// dots for what does not print.
func label(_ *Options, row *Row) Value {
	if !row.Has(record.PartLabel) {
		return Value{}
	}
	return borrowedText(untilNUL(row.Label))
}

func labelText(dst []byte, _ *Options, row *Row) []byte {
	if !row.Has(record.PartLabel) {
		return dst
	}
	return AppendClean(dst, row.Label)
}

// An asn is a column of the number of an autonomous system; 0 is missing.
type asn func(*record.ASN) uint32

func (get asn) value(_ *Options, row *Row) Value {
	if !row.Has(record.PartASN) || get(&row.ASN) == 0 {
		return Value{}
	}
	return UintValue(uint64(get(&row.ASN)))
}

func (get asn) text(dst []byte, o *Options, row *Row) []byte {
	v := get.value(o, row)
	n := v.num
	if v.kind != Absent && (o.ASN == ASDotPlus || o.ASN == ASDot && n > 0xffff) {
		return appendUint(append(appendUint(dst, n>>16), '.'), n&0xffff)
	}
	return v.append(dst, o, row)
}

// A country is a column of a country's code: two letters, or what the record
// has instead.
type country func(*record.Country) *[2]byte

func (get country) value(_ *Options, row *Row) Value {
	if !row.Has(record.PartCountry) {
		return Value{}
	}
	return borrowedText(untilNUL(get(&row.Country)[:]))
}

func (get country) text(dst []byte, _ *Options, row *Row) []byte {
	if !row.Has(record.PartCountry) {
		return dst
	}
	return AppendClean(dst, get(&row.Country)[:])
}

// A payloadColumn is a column of captured payload. Its width limits how many
// bytes its text shows.
type payloadColumn struct {
	of    side
	width int
}

func (c payloadColumn) value(_ *Options, row *Row) Value {
	return bytesValue(payload(row, c.of == destination))
}

func (c payloadColumn) text(dst []byte, o *Options, row *Row) []byte {
	return AppendUserData(dst, o, row, c.of == destination, c.width)
}
