// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
)

// A sortKey is a key of rasort and its direction by default (clients: aggregation,
// section 5, and the family, measured, section 4).
type sortKey struct {
	name       string
	descending bool
}

// orders are the orders that rasort is checked with.
var orders = [][]sortKey{
	{{"stime", false}},
	{{"ltime", false}},
	{{"dur", false}},
	{{"bytes", true}},
	{{"spkts", true}},
	{{"dappbytes", true}},
	{{"saddr", false}},
	{{"daddr", false}, {"stime", false}},
	{{"sport", false}},
	{{"dport", false}, {"bytes:asc", false}},
	{{"sttl", false}},
	{{"dtos", true}},
	{{"rate", true}},
	{{"load:asc", false}},
	{{"tcprtt", true}},
	{{"smac", false}},
	{{"stcpb", true}},
	{{"smaxsz", true}, {"dminsz", false}},
	{{"stime:desc", true}, {"saddr:desc", true}},
}

// checkSorting checks that sorting is a stable permutation.
func (c *Checker) checkSorting(file string, flows []*field.Row) {
	for _, keys := range orders {
		args := []string{"rasort", "-r", file, "-m"}
		for _, k := range keys {
			args = append(args, k.name)
		}
		c.begin("%s", strings.Join(args[3:], " "))
		c.checkOrder(c.records(args...), flows, keys)
	}
}

// checkOrder checks that sorted has the flows, each once, in the order of keys, and
// those that agree in them in their old order.
func (c *Checker) checkOrder(sorted, flows []*field.Row, keys []sortKey) {
	places := map[string][]int{} // of equal flows, in order
	for i, row := range flows {
		e := encoded(row)
		places[e] = append(places[e], i)
	}
	if len(sorted) != len(flows) {
		c.fault("%d records, want %d", len(sorted), len(flows))
	}
	last := -1 // place of the previous record
	for i, row := range sorted {
		e := encoded(row)
		if len(places[e]) == 0 {
			c.fault("record %d was not read so often", i)
			continue
		}
		place := places[e][0]
		places[e] = places[e][1:]
		if last >= 0 {
			switch order := compare(sorted[i-1], row, keys); {
			case order > 0:
				c.fault("record %d is before record %d", i, i-1)
			case order == 0 && last > place:
				c.fault("records %d and %d are equal, but were read in the other order", i-1, i)
			}
		}
		last = place
	}
}

// compare compares flows by keys. A flow without a value comes last, whatever the
// direction.
func compare(a, b *field.Row, keys []sortKey) int {
	for _, k := range keys {
		name, _, _ := strings.Cut(k.name, ":")
		x, y := sortValue(a, name), sortValue(b, name)
		none, other := x.Kind() == field.Absent, y.Kind() == field.Absent
		switch {
		case none && other:
			continue
		case none:
			return 1
		case other:
			return -1
		}
		order := field.Compare(&x, &y)
		if name == "saddr" || name == "daddr" {
			order = compareAddresses(a, b, &x, &y)
		}
		if k.descending {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// compareAddresses compares the addresses x and y of the flows a and b: by the type
// of the flow, in the order of their numbers (record format, section 6.2), and then
// by the address.
func compareAddresses(a, b *field.Row, x, y *field.Value) int {
	if order := cmp.Compare(a.Key().Addr, b.Key().Addr); order != 0 {
		return order
	}
	if p, q := x.Addr(), y.Addr(); p.IsValid() && q.IsValid() {
		return p.Compare(q)
	}
	return bytes.Compare(addressBytes(x), addressBytes(y))
}

func addressBytes(v *field.Value) []byte {
	if a, ok := v.Link(); ok {
		return a[:]
	}
	return v.Bytes()
}

// sortValue returns the value of a column by which a flow is sorted. What prints as
// 0 is 0, whether the record has the value or not. Flows of protocols without ports
// have port 0; type and code of ICMPv6 are its ports (clients: aggregation, section
// 5).
func sortValue(row *field.Row, column string) field.Value {
	f, _ := field.Lookup(column)
	if column == "sport" || column == "dport" {
		return portValue(row, column == "dport")
	}
	v := f.Value(&options, row)
	if v.Kind() != field.Absent {
		return v
	}
	if n, err := strconv.ParseFloat(text(row, column), 64); err == nil && n == 0 {
		return field.UintValue(0)
	}
	return v
}

func portValue(row *field.Row, second bool) field.Value {
	k := row.Key()
	src, dst := uint64(0), uint64(0)
	switch {
	case !row.IsIP():
	case k.Proto == 6 || k.Proto == 17 || k.Proto == 33 || k.Proto == 132 || k.Proto == 136:
		src, dst = uint64(k.SrcPort), uint64(k.DstPort)
	case k.Proto == 58:
		src, dst = uint64(k.ICMPType), uint64(k.ICMPCode)
	}
	if second {
		return field.UintValue(dst)
	}
	return field.UintValue(src)
}
