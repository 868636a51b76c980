// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strconv"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// A getter appends a value as JSON, nothing where it is absent.
type getter func(e *values, dst []byte, row *field.Row) []byte

// A mapped value has a name in a vocabulary that is not ours.
type mapped struct {
	name string // with dots between its parts
	kind string // JSON type for the schema
	from string // the column that asks for it
	doc  string
	get  getter // nil for the column's own value
}

func quoted(dst []byte, text string) []byte {
	if text == "" {
		return dst
	}
	return append(append(append(dst, '"'), text...), '"')
}

func uintOf(dst []byte, v uint64) []byte { return strconv.AppendUint(dst, v, 10) }

// endAddress makes a getter of an end's address as a number; onlyIP leaves other
// addresses than those of IP out.
func endAddress(name string, onlyIP bool) getter {
	c := columnOf(name)
	return func(e *values, dst []byte, row *field.Row) []byte {
		v := c.Value(&e.numeric, row)
		if v.Kind() == field.Absent || onlyIP && !v.Addr().IsValid() {
			return dst
		}
		e.spare = c.Append(e.spare[:0], &e.numeric, row)
		return e.quote(dst)
	}
}

// portNumber makes a getter of the port of flows that have ports.
func portNumber(second bool) getter {
	return func(_ *values, dst []byte, row *field.Row) []byte {
		n, ok := row.PortNumber(second)
		if !ok || !row.Key().HasPorts() {
			return dst
		}
		return uintOf(dst, uint64(n))
	}
}

// columnOf returns a column with its own width.
func columnOf(name string) Column {
	f, ok := field.Lookup(name)
	if !ok {
		panic("render: no column " + name)
	}
	return Column{Field: f, Width: f.Width}
}

// hasSpan reports whether a row has a start and an end.
func hasSpan(row *field.Row) bool { return !row.IsFlow() || row.Has(record.PartTime) }

// instant makes a getter of a row's start or end as RFC 3339 says.
func instant(end bool) getter {
	return func(e *values, dst []byte, row *field.Row) []byte {
		if !hasSpan(row) {
			return dst
		}
		us, last := row.Span()
		if end {
			us = last
		}
		return append(e.stamp.Append(append(dst, '"'), e.opt.Location, us, 6), '"')
	}
}

// transport is the name of an IP flow's protocol, "" for other flows.
func transport(row *field.Row) string {
	if !row.IsIP() {
		return ""
	}
	return names.Protocol(row.Key().Proto)
}
