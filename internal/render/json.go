// SPDX-License-Identifier: Apache-2.0

package render

import (
	"github.com/argus-go/argus/field"
)

// JSON writes one object per row and line. Its keys are type and the names of the
// columns that have a value.
//
// Times are in the form of RFC 3339, numbers with Unix times, or in the user's
// format. Ports and protocols are numbers if names are not printed.
type JSON struct {
	values
	missing Missing
	items   []item
}

// NewJSON returns an encoder of the columns.
func NewJSON(columns []Column, opt field.Options, missing Missing) *JSON {
	e := &JSON{values: newValues(opt), missing: missing}
	for _, c := range once(columns) {
		e.items = append(e.items, item{key: `"` + c.Name + `":`, column: c})
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
		dst = e.member(dst, ',', &e.items[i], e.missing, row)
	}
	return append(dst, "}\n"...)
}
