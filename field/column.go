// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math"

	"github.com/argus-go/argus/record"
)

// A column is a row of the table, as the linker lays it out. Only the columns
// that a run asks for become a [Field].
type column struct {
	name, label string
	width       int
	left        bool
	kind        Kind
	about       string
	parts       record.Parts // that text and value depend on, beside those of a Row
	none        none         // what prints where the value is absent
	get         getter
}

// A getter returns a column's value. Its text is that of the value, or what
// column.none says, unless the getter is a texter.
type getter interface {
	value(o *Options, row *Row) Value
}

// A texter is a getter whose text is not that of its value.
type texter interface {
	getter
	text(dst []byte, o *Options, row *Row) []byte
}

type appendFunc = func(dst []byte, o *Options, row *Row) []byte

// A plain is a getter that is a function.
type plain func(o *Options, row *Row) Value

func (f plain) value(o *Options, row *Row) Value { return f(o, row) }

// A split is a column whose text and value come from two functions.
type split struct {
	get plain
	put appendFunc
}

func (s split) value(o *Options, row *Row) Value             { return s.get(o, row) }
func (s split) text(dst []byte, o *Options, row *Row) []byte { return s.put(dst, o, row) }

// A none is what a column prints where its value is absent.
type none uint8

const (
	blank    none = iota
	zero          // 0, with a fraction if the column's kind has one
	flowZero      // the same in flows, nothing in management records
	negZero       // -0 with a fraction in flows, nothing in management records
	epoch         // the time 0
)

func (n none) append(dst []byte, kind Kind, o *Options, row *Row) []byte {
	flow := isFlow(row)
	switch {
	case n == epoch:
		return appendTime(dst, o, row, 0)
	case n == negZero && flow:
		return fixed(dst, o.Precision, math.Copysign(0, -1))
	case n != zero && (n != flowZero || !flow):
		return dst
	case kind == Float || kind == Duration:
		return fixed(dst, o.Precision, 0)
	}
	return append(dst, '0')
}

// field makes the Field of a column.
func (c *column) field() Field {
	f := Field{
		Name: c.name, Label: c.label, Width: c.width, Left: c.left, Kind: c.kind, About: c.about,
		Value: c.get.value, parts: c.parts, known: true,
	}
	if t, ok := c.get.(texter); ok {
		f.Append = t.text
		return f
	}
	get, none, kind := c.get, c.none, c.kind
	f.Append = func(dst []byte, o *Options, row *Row) []byte {
		v := get.value(o, row)
		if v.kind == Absent {
			return none.append(dst, kind, o, row)
		}
		return v.append(dst, o, row)
	}
	return f
}

// nothing is the getter of columns that never have a value.
type nothing struct{}

func (nothing) value(*Options, *Row) Value { return Value{} }
