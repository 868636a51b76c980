// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strconv"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// An Encoder turns rows into a format that programs read. What it appends
// holds no control characters but the ends of lines.
type Encoder interface {
	// AppendStart appends what stands before the first row.
	AppendStart(dst []byte) []byte
	AppendRow(dst []byte, row *field.Row) []byte
	// AppendEnd appends what stands after the last row.
	AppendEnd(dst []byte) []byte
	// SetBegin sets the start of the first row, for relative times.
	SetBegin(us int64)
}

// Missing says how JSON shows a missing value.
type Missing uint8

// Forms of missing values.
const (
	MissingOmit  Missing = iota // no key
	MissingNull                 // null
	MissingEmpty                // ""
)

// values writes typed values of columns for programs. It is the part that all
// machine formats share.
type values struct {
	opt     field.Options
	numeric field.Options // opt without names of hosts
	local   bool          // times have no zone
	stamp   field.Stamp
	spare   []byte // a value before it is quoted and escaped
}

func newValues(opt field.Options) values {
	v := values{opt: opt, numeric: opt}
	v.numeric.HostName = nil
	return v
}

// SetBegin sets the start of the first record, from which relative times
// count.
func (e *values) SetBegin(us int64) { e.opt.Begin = us }

// raw appends a column's value without quotes and escapes, nothing if it is
// absent. word is false for numbers.
func (e *values) raw(dst []byte, c *Column, row *field.Row) (out []byte, word bool) {
	v := c.Value(&e.opt, row)
	switch v.Kind() {
	case field.Absent:
		return dst, false
	case field.Float, field.Duration:
		if f := v.Float(); f-f != 0 {
			return dst, false // NaN and infinity have no place in JSON and XML
		}
		return c.Append(dst, &e.opt, row), false
	case field.Int:
		return strconv.AppendInt(dst, v.Int(), 10), false
	case field.Uint:
		if !v.Hexadecimal() {
			return strconv.AppendUint(dst, v.Uint(), 10), false
		}
		return c.Append(dst, &e.opt, row), true
	case field.Time:
		return e.time(dst, v.Int(), c, row)
	case field.Addr:
		return c.Append(dst, &e.opt, row), true
	case field.Bytes:
		b := v.Bytes()
		at := len(dst)
		dst = field.AppendPayload(dst, &e.opt, b[:min(len(b), c.Width)])
		return append(dst[:at], trimmed(dst[at:])...), true
	}
	return append(dst, v.Bytes()...), true
}

// time appends a time: as a number with -u, in the format of the user, or as
// RFC 3339 says.
func (e *values) time(dst []byte, us int64, c *Column, row *field.Row) (out []byte, word bool) {
	switch {
	case e.opt.UnixTime:
		return appendEpoch(dst, us, e.opt.Precision), false
	case e.opt.Format != "":
		at := len(dst)
		dst = c.Append(dst, &e.opt, row)
		return append(dst[:at], trimmed(dst[at:])...), true
	case e.local:
		return e.stamp.AppendLocal(dst, e.opt.Location, us, e.opt.Precision), true
	}
	return e.stamp.Append(dst, e.opt.Location, us, e.opt.Precision), true
}

// append appends a column's value as JSON, nothing if it is absent.
func (e *values) append(dst []byte, c *Column, row *field.Row) []byte {
	word := false
	if e.spare, word = e.raw(e.spare[:0], c, row); word {
		return e.quote(dst)
	}
	return append(dst, e.spare...)
}

// quote appends the spare text as a JSON string, nothing if it is empty.
func (e *values) quote(dst []byte) []byte {
	if len(e.spare) == 0 {
		return dst
	}
	dst = append(dst, '"')
	for _, c := range e.spare {
		if !isPlain(c) {
			return append(appendEscaped(dst, e.spare), '"')
		}
	}
	return append(append(dst, e.spare...), '"')
}

// An item is one member of a JSON object: a column, or a getter that computes
// another value from the row.
type item struct {
	key    string // with what stands before it, but for a comma
	column Column
	get    getter // nil for the column's own value
}

// member appends a comma (0 for none), a key and its value. If the value is
// absent, it appends null or an empty string, or nothing at all, as missing says.
func (e *values) member(dst []byte, comma byte, it *item, missing Missing, row *field.Row) []byte {
	at := len(dst)
	if comma != 0 {
		dst = append(dst, comma)
	}
	dst = append(dst, it.key...)
	from := len(dst)
	if it.get != nil {
		dst = it.get(e, dst, row)
	} else {
		dst = e.append(dst, &it.column, row)
	}
	switch {
	case len(dst) > from:
		return dst
	case missing == MissingNull:
		return append(dst, "null"...)
	case missing == MissingEmpty:
		return append(dst, `""`...)
	}
	return dst[:at]
}

// trimmed returns text without blanks around it.
func trimmed(text []byte) []byte {
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	return text
}

// typeName is the type of a record.
func typeName(row *field.Row) string {
	switch row.Type {
	case record.TypeMAR:
		return "man"
	case record.TypeEvent:
		return "event"
	}
	return "flow"
}

// once drops columns that were named before.
func once(cs []Column) []Column {
	seen := map[string]bool{}
	var out []Column
	for _, c := range cs {
		if !seen[c.Name] {
			out = append(out, c)
		}
		seen[c.Name] = true
	}
	return out
}
