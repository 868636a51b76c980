// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A key is one value of -m, with the same written down once more.
type key struct {
	words string // of -m; "" for none
	// of returns what the records of a group have in common, as text.
	of func(row *field.Row) string
	// either: records of both directions are in one group.
	either bool
	// each: a record is counted once for each of its ends.
	each bool
}

// columns returns a key of columns.
func columns(names ...string) func(*field.Row) string {
	return func(row *field.Row) string {
		var b strings.Builder
		for _, n := range names {
			if n == "proto" { // the column may show what is above
				fmt.Fprintf(&b, "%d/%d;", row.Flow.Proto, row.Flow.EtherType)
				continue
			}
			if n == "dport" && row.Flow.Proto == 58 {
				continue // the code of ICMPv6 is in the key of sport
			}
			if n == "saddr" || n == "daddr" {
				b.WriteString(address(row, n) + ";")
				continue
			}
			b.WriteString(strings.TrimSpace(text(row, n)) + ";")
		}
		return b.String()
	}
}

// zeroed returns a key of numbers, of which those that a record does not have are 0.
func zeroed(names ...string) func(*field.Row) string {
	return func(row *field.Row) string {
		key := ""
		for _, n := range names {
			key += strings.TrimPrefix(text(row, n), "0") + ";"
		}
		return key
	}
}

// address returns the text of an address. That of IS-IS is of the system: the text
// also shows which part of its database a flow is about, which is no part of keys.
func address(row *field.Row, column string) string {
	t := text(row, column)
	if row.Flow.Addr == record.AddrISIS && len(t) > isisSystem {
		t = t[:isisSystem]
	}
	return t
}

const isisSystem = len("0000.0000.0000.00")

// prefix returns a key of an address cut to a number of bits.
func prefix(column string, bits int) func(*field.Row) string {
	return func(row *field.Row) string {
		name, _, _ := strings.Cut(address(row, column), "/")
		a, err := netip.ParseAddr(name)
		if err != nil {
			return name
		}
		p, err := a.Prefix(min(bits, a.BitLen()))
		if err != nil {
			return name
		}
		return p.Addr().String()
	}
}

// pair returns both ends of a flow in one order.
func pair(row *field.Row) string {
	a, b := address(row, "saddr"), address(row, "daddr")
	return min(a, b) + ";" + max(a, b)
}

var (
	defaultKey = key{"", columns("srcid", "saddr", "daddr", "proto", "sport", "dport"), false, false}
	sourceKey  = key{"saddr", columns("saddr"), false, false}
	protoKey   = key{"proto", columns("proto"), false, false}
	pairKey    = key{"matrix", pair, true, false}
)

// keys are the keys that racluster is checked with.
var keys = []key{
	defaultKey,
	sourceKey,
	protoKey,
	pairKey,
	{"none", func(*field.Row) string { return "" }, false, false},
	{"saddr daddr", columns("saddr", "daddr"), false, false},
	{"proto sport", columns("proto", "sport"), false, false},
	{"daddr dport", columns("daddr", "proto", "dport"), false, false},
	{"saddr/24", prefix("saddr", 24), false, false},
	{"daddr/16 proto", func(row *field.Row) string { return prefix("daddr", 16)(row) + columns("proto")(row) }, false, false},
	{"sttl dttl", zeroed("sttl", "dttl"), false, false},
	{"stos", zeroed("stos"), false, false},
	{"smac dmac", columns("smac", "dmac"), false, false},
	{"svlan", columns("svlan"), false, false},
	{"srcid", columns("srcid"), false, false},
	{"addr", columns("saddr"), false, true},
}

// sums are the counters of the groups of a key.
type sums map[string][2]record.Counter

// sumsOf adds up the counters of flows by a key. A flow without packets and bytes
// makes no group.
func sumsOf(rows []*field.Row, k *key, ends bool) sums {
	s := sums{}
	for _, row := range rows {
		m := row.Counters()
		s.add(k, k.of(row), m.Src, m.Dst)
		if ends {
			row.Turn()
			s.add(k, k.of(row), m.Src, m.Dst)
			row.Turn()
		}
	}
	return s
}

func (s sums) add(k *key, group string, src, dst record.Counter) {
	if k.either {
		addTo(&src, &dst)
		dst = record.Counter{}
	}
	if (src == record.Counter{} && dst == record.Counter{}) {
		return
	}
	c := s[group]
	addTo(&c[0], &src)
	addTo(&c[1], &dst)
	s[group] = c
}

func addTo(a, b *record.Counter) {
	a.Packets += b.Packets
	a.Bytes += b.Bytes
	a.AppBytes += b.AppBytes
}

// compareSums reports groups whose counters are not those that they should be.
func (c *Checker) compareSums(got, want sums) {
	for group, w := range want {
		if g := got[group]; g != w {
			c.fault("group %q has %+v, want %+v", group, g, w)
		}
	}
	for group, g := range got {
		if _, ok := want[group]; !ok {
			c.fault("group %q has %+v, but no record has this key", group, g)
		}
	}
}

// checkMerging checks that racluster conserves packets, bytes and application bytes
// for every key.
func (c *Checker) checkMerging(file string, flows []*field.Row) {
	for i := range keys {
		k := &keys[i]
		args := []string{"racluster", "-M", "nocorrect", "-r", file}
		if k.words != "" {
			args = append(append(args, "-m"), strings.Fields(k.words)...)
		}
		c.begin("racluster -m %s", k.words)
		c.compareSums(sumsOf(c.records(args...), k, false), sumsOf(flows, k, k.each))
	}
}
