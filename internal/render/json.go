// SPDX-License-Identifier: Apache-2.0

package render

import (
	"github.com/argus-go/argus/field"
)

// JSON writes one object for each row, a line each: the key type, and the
// names of the columns.
//
// Times are as RFC 3339 tells, numbers with unix times, or in the user's
// format. Ports and protocols are numbers where no names print.
type JSON struct {
	values
	missing Missing
	items   []jsonItem
}

type jsonItem struct {
	key   string // with its comma and colon
	value field.Value
}

// NewJSON returns an encoder of the columns.
func NewJSON(columns []Column, opt field.Options, missing Missing) *JSON {
	e := &JSON{values: newValues(opt), missing: missing}
	for _, c := range once(columns) {
		e.items = append(e.items, jsonItem{`,"` + c.Name + `":`, c.Value(c.Width)})
	}
	return e
}

// AppendStart appends nothing.
func (e *JSON) AppendStart(dst []byte) []byte { return dst }

// AppendEnd appends nothing.
func (e *JSON) AppendEnd(dst []byte) []byte { return dst }

// AppendRow appends the line of row.
func (e *JSON) AppendRow(dst []byte, row *field.Row) []byte {
	dst = append(dst, `{"type":"`...)
	dst = append(dst, typeName(row)...)
	dst = append(dst, '"')
	for i := range e.items {
		it := &e.items[i]
		at := len(dst)
		dst = append(dst, it.key...)
		from := len(dst)
		if dst = e.append(dst, &it.value, row); len(dst) > from {
			continue
		}
		switch e.missing {
		case MissingNull:
			dst = append(dst, "null"...)
		case MissingEmpty:
			dst = append(dst, `""`...)
		default:
			dst = dst[:at]
		}
	}
	return append(dst, "}\n"...)
}
