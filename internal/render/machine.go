// SPDX-License-Identifier: Apache-2.0

package render

import (
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

// Missing is what JSON has where a record has no value.
type Missing uint8

// Forms of missing values.
const (
	MissingOmit  Missing = iota // no key
	MissingNull                 // null
	MissingEmpty                // ""
)

// values writes values of columns as JSON. It is the part that all JSON
// encoders share.
type values struct {
	opt     field.Options
	numeric field.Options // opt without names of hosts
	stamp   field.Stamp
	spare   []byte // a text while it is escaped
}

func newValues(opt field.Options) values {
	v := values{opt: opt, numeric: opt}
	v.numeric.HostName = nil
	return v
}

// SetBegin sets the start of the first record, from which relative times
// count.
func (e *values) SetBegin(us int64) { e.opt.Begin = us }

// append appends the value of a column, nothing if it is missing.
func (e *values) append(dst []byte, v *field.Value, row *field.Row) []byte {
	if v.FlowOnly && !row.IsFlow() {
		return dst
	}
	at := len(dst)
	switch v.Form {
	case field.FormInt:
		return v.Append(dst, &e.opt, row)
	case field.FormFloat:
		dst = v.Append(dst, &e.opt, row)
		if n := len(dst); n > at && (dst[n-1] < '0' || dst[n-1] > '9') {
			return dst[:at] // no number
		}
		return dst
	case field.FormTime:
		return e.time(dst, v, row)
	case field.FormMixed:
		dst = v.Append(append(dst, '"'), &e.opt, row)
		return e.closeMixed(dst, at)
	case field.FormFlags:
		dst = v.Append(append(dst, '"'), &e.opt, row)
		return append(dst, '"')
	}
	dst = v.Append(append(dst, '"'), &e.opt, row)
	return e.closeText(dst, at)
}

// time appends a time: as a number with -u, in the format of the user, or as
// RFC 3339 tells.
func (e *values) time(dst []byte, v *field.Value, row *field.Row) []byte {
	us, ok := v.Time(row)
	if !ok {
		return dst
	}
	switch {
	case e.opt.UnixTime:
		return appendEpoch(dst, us, e.opt.Precision)
	case e.opt.Format != "":
		at := len(dst)
		return e.closeText(v.Append(append(dst, '"'), &e.opt, row), at)
	}
	dst = e.stamp.Append(append(dst, '"'), e.opt.Location, us, e.opt.Precision)
	return append(dst, '"')
}

// closeText ends the text whose quote is at dst[at]: it drops the blanks around
// it and escapes it. Nothing is left of an empty one.
func (e *values) closeText(dst []byte, at int) []byte {
	end := len(dst)
	for end > at+1 && dst[end-1] == ' ' {
		end--
	}
	from := at + 1
	for from < end && dst[from] == ' ' {
		from++
	}
	if from == end {
		return dst[:at]
	}
	if from > at+1 {
		end = at + 1 + copy(dst[at+1:], dst[from:end])
	}
	dst = dst[:end]
	for _, c := range dst[at+1:] {
		if !isPlain(c) {
			return append(e.escape(dst, at+1), '"')
		}
	}
	return append(dst, '"')
}

// closeMixed is closeText for a text that is a number if it has digits alone.
func (e *values) closeMixed(dst []byte, at int) []byte {
	text := dst[at+1:]
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	number := len(text) > 0 && (text[0] != '0' || len(text) == 1)
	for _, c := range text {
		number = number && c >= '0' && c <= '9'
	}
	if !number {
		return e.closeText(dst, at)
	}
	return dst[:at+copy(dst[at:], text)]
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
