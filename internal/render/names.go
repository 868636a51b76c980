// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strconv"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// A getter appends a value as JSON, nothing where it is missing.
type getter func(e *values, dst []byte, row *field.Row) []byte

// A mapped value has a name in a vocabulary that is not ours.
type mapped struct {
	name string // with points between its parts
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

// metric makes a getter of a counter of flows.
func metric(get func(*record.Metrics) uint64) getter {
	return func(_ *values, dst []byte, row *field.Row) []byte {
		if !row.IsFlow() || !row.Has(record.PartMetrics) {
			return dst
		}
		return uintOf(dst, get(&row.Metrics))
	}
}

// ipAddress makes a getter of an address of IPv4 or IPv6.
func ipAddress(second bool) getter {
	v := valueOf("saddr")
	if second {
		v = valueOf("daddr")
	}
	return func(e *values, dst []byte, row *field.Row) []byte {
		if !row.IsIP() && !(row.IsFlow() && row.Has(record.PartFlow) && row.Flow.Addr == record.AddrARP) {
			return dst
		}
		at := len(dst)
		return e.closeText(v.Append(append(dst, '"'), &e.numeric, row), at)
	}
}

// portNumber makes a getter of the port of TCP and UDP flows.
func portNumber(second bool) getter {
	return func(_ *values, dst []byte, row *field.Row) []byte {
		n, ok := row.PortNumber(second)
		if !ok || row.Flow.Proto != 6 && row.Flow.Proto != 17 {
			return dst
		}
		return uintOf(dst, uint64(n))
	}
}

// valueOf returns the values of a column, whose width is its own.
func valueOf(name string) field.Value {
	f, ok := field.Lookup(name)
	if !ok {
		panic("render: no column " + name)
	}
	return f.Value(f.Width)
}

// instant makes a getter of a row's start or end as RFC 3339 tells.
func instant(end bool) getter {
	return func(e *values, dst []byte, row *field.Row) []byte {
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
	return names.Protocol(row.Flow.Proto)
}
