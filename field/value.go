// SPDX-License-Identifier: Apache-2.0

package field

import (
	"github.com/argus-go/argus/record"
)

// A Form is the type that a column's values have where programs read them.
type Form uint8

// Forms of values.
const (
	FormText  Form = iota // words, without blanks around them
	FormInt               // a whole number
	FormFloat             // a number with a fraction
	FormTime              // microseconds since 1970
	FormAddr              // an address, or a host's name
	FormMixed             // a name, or a number where there is none
	FormFlags             // characters whose places tell their meaning
	FormBytes             // captured payload
)

// A Value is what a program gets of a column: the value that the printed text
// stands for, without what is there for the eye.
type Value struct {
	Form Form
	// FlowOnly columns hold something else in management records, which is
	// no value.
	FlowOnly bool
	// Foreign values may hold any byte: they were in packets, or a file says so.
	Foreign bool
	// Append appends the value as text. It appends nothing, or blanks, where
	// the value is missing.
	Append func(dst []byte, o *Options, row *Row) []byte
	// Time returns the time of a FormTime column, which is missing if ok is
	// false.
	Time func(row *Row) (us int64, ok bool)
}

// Value returns the column's values. Payload is limited to width bytes.
func (f *Field) Value(width int) Value {
	v := Value{Form: f.Form(), Append: f.Append}
	switch f.Name {
	case "saddr", "daddr", "sport", "dport", "snet", "dnet", "rtime":
		// Management records have counters there.
		v.FlowOnly = true
	case "suser", "duser":
		second := f.Name == "duser"
		v.Append = func(dst []byte, o *Options, row *Row) []byte { return appendPayload(dst, o, row, second, width) }
	case "label":
		v.Append, v.Foreign = rawLabel, true
	case "srcid":
		v.Append, v.Foreign = rawSourceID, true
	case "sco":
		v.Append, v.Foreign = rawCountry(func(c *record.Country) [2]byte { return c.Src }), true
	case "dco":
		v.Append, v.Foreign = rawCountry(func(c *record.Country) [2]byte { return c.Dst }), true
	}
	if v.Form == FormTime {
		v.Time = timeOf(f.Name)
	}
	return v
}

// Form returns the type of the column's values.
func (f *Field) Form() Form {
	switch f.Name {
	case "suser", "duser":
		return FormBytes
	case "flgs":
		return FormFlags
	case "sport", "dport", "proto", "sdsb", "ddsb":
		return FormMixed
	case "icmpid":
		return FormInt
	}
	switch f.Kind {
	case Int:
		return FormInt
	case Float:
		return FormFloat
	case Time:
		return FormTime
	case Addr:
		return FormAddr
	}
	return FormText
}

// timeOf returns the getter of a time column. A side without packets has no
// time, which prints as the beginning of 1970.
func timeOf(name string) func(*Row) (int64, bool) {
	side := func(part record.TimeParts, get func(*Row) int64, man func(*Row) int64) func(*Row) (int64, bool) {
		return func(r *Row) (int64, bool) {
			if !isFlow(r) {
				return man(r), true
			}
			return known(get(r)), r.present&part != 0
		}
	}
	first, last := func(r *Row) int64 { return r.first }, func(r *Row) int64 { return r.last }
	switch name {
	case "sstime":
		return side(record.TimeSrcStart, func(r *Row) int64 { return r.SrcStart }, first)
	case "sltime":
		return side(record.TimeSrcEnd, func(r *Row) int64 { return r.SrcEnd }, last)
	case "dstime":
		return side(record.TimeDstStart, func(r *Row) int64 { return r.DstStart }, first)
	case "dltime":
		return side(record.TimeDstEnd, func(r *Row) int64 { return r.DstEnd }, last)
	case "ltime":
		return func(r *Row) (int64, bool) {
			if !isFlow(r) {
				return r.first, true
			}
			_, last := r.Span()
			return last, true
		}
	}
	return func(r *Row) (int64, bool) {
		if !isFlow(r) {
			return r.last, true
		}
		return known(r.first), true
	}
}

// MachineName returns a name for the column in XML: that of release 3.0.8, or
// one in its manner where that release has none or one name for several
// columns.
func (f *Field) MachineName() string {
	if n := xmlNames.Of(f.Name); n != "" {
		return n
	}
	return f.Label
}

func rawLabel(dst []byte, _ *Options, row *Row) []byte {
	if !row.Has(record.PartLabel) {
		return dst
	}
	return append(dst, untilNUL(row.Label)...)
}

func rawSourceID(dst []byte, o *Options, row *Row) []byte {
	at := len(dst)
	dst = sourceID(dst, o, row)
	if s := SourceOf(row); s != nil && s.Kind == record.IDString {
		return append(dst[:at], untilNUL(s.ID[:])...)
	}
	return dst
}

func rawCountry(get func(*record.Country) [2]byte) appendFunc {
	return func(dst []byte, _ *Options, row *Row) []byte {
		if !row.Has(record.PartCountry) {
			return dst
		}
		c := get(&row.Country)
		return append(dst, untilNUL(c[:])...)
	}
}

// untilNUL returns what stands before the first byte that is zero.
func untilNUL[T string | []byte](b T) T {
	for i := range len(b) {
		if b[i] == 0 {
			return b[:i]
		}
	}
	return b
}

// SourceOf returns the id of the sensor that made a row, nil if it has none.
func SourceOf(row *Row) *record.SourceID {
	switch {
	case !isFlow(row):
		return &row.Man.Src
	case row.Has(record.PartTransport):
		return &row.Transport.Src
	}
	return nil
}

// PortNumber returns a side's port of a TCP or UDP flow, or type and code of
// ICMP, whatever level of names is chosen.
func (row *Row) PortNumber(second bool) (port uint16, ok bool) {
	if !isFlow(row) || !row.Has(record.PartFlow) {
		return 0, false
	}
	f := &row.Flow
	switch {
	case f.Addr != record.AddrIPv4 && f.Addr != record.AddrIPv6:
		return 0, false
	case (f.Proto == 6 || f.Proto == 17) && second:
		return f.DstPort, true
	case f.Proto == 6 || f.Proto == 17:
		return f.SrcPort, true
	case (f.Proto == 1 || f.Proto == 58) && second:
		return uint16(f.ICMPCode), true
	case f.Proto == 1 || f.Proto == 58:
		return uint16(f.ICMPType), true
	}
	return 0, false
}

// TCP returns the TCP state of a TCP flow, nil for others.
func (row *Row) TCP() *record.TCP { return tcpOf(row) }

// IsIP reports whether a row is a flow between addresses of IPv4 or IPv6.
func (row *Row) IsIP() bool {
	return isFlow(row) && row.Has(record.PartFlow) && (row.Flow.Addr == record.AddrIPv4 || row.Flow.Addr == record.AddrIPv6)
}
