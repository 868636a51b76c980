// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// A PreTest is a cheap test that comes before a record is prepared.
type PreTest struct {
	// Match is false only if the filter rejects the record; true decides
	// nothing. It is also right if the sides of the record are exchanged later. It
	// is nil if the filter has no pre-test.
	Match func(*record.Record) bool
	// Parts are the parts of a record that Match reads.
	Parts record.Parts
	// Clauses hold for every flow record for which Match is true, and perhaps for
	// others.
	Clauses []lazy.Clause
}

// PreTest returns the pre-test of the filter. Match keeps state between its
// calls: several goroutines must not share it.
func (f *Filter) PreTest() PreTest {
	if f == nil {
		return PreTest{}
	}
	c := compiler{Options: f.options}
	p := c.preTest(f.expr)
	if p.test == nil || c.err != nil {
		return PreTest{}
	}
	x := &candidate{now: f.options.Now}
	match := func(r *record.Record) bool {
		x.Record = r
		return p.test(x)
	}
	return PreTest{Match: match, Parts: record.PartFlow | c.preParts, Clauses: p.must}
}

// A preTest is the pre-test of an expression.
type preTest struct {
	test  test // nil if there is none
	exact bool // the test is the expression's own
	must  []lazy.Clause
}

// preTest returns the pre-test of an expression.
func (c *compiler) preTest(e filter.Expr) preTest {
	switch e := e.(type) {
	case *filter.And:
		f, g := c.preTest(e.X), c.preTest(e.Y)
		f.must = append(f.must, g.must...)
		switch {
		case f.test == nil:
			f.test = g.test
		case g.test != nil:
			f.test = and(f.test, g.test)
		}
		f.exact = f.exact && g.exact
		return f
	case *filter.Or:
		f, g := c.preTest(e.X), c.preTest(e.Y)
		if f.test == nil || g.test == nil {
			return preTest{}
		}
		return preTest{or(f.test, g.test), f.exact && g.exact, oneOf(f.must, g.must)}
	case *filter.Not:
		if f := c.preTest(e.X); f.exact {
			return preTest{test: not(f.test), exact: true}
		}
	case *filter.Word:
		if len(e.Args) > 0 {
			break
		}
		if p, ok := ipKeywords.Find(e.Name); ok {
			return preTest{ipProto(p), true, protocolClause(p)}
		}
		switch e.Name {
		case "icmp6":
			return preTest{isICMPv6, true, protocolClause(protoICMPv6)}
		case "ip", "ipv4", "ipv6", "arp", "rarp", "isis":
			return preTest{test: protocolTest(e.Name), exact: true}
		}
	case *filter.Primitive:
		return c.prePrimitive(e)
	}
	return preTest{}
}

// prePrimitive tests either side instead of the one that is meant, because a
// record may be turned around when it is prepared.
func (c *compiler) prePrimitive(e *filter.Primitive) preTest {
	wide := *e
	wide.Qual.Dir = filter.DirOr
	exact := e.Qual.Dir == filter.DirOr || e.Qual.Dir == filter.DirNone
	switch e.Qual.Sel {
	case "proto":
		if e.Qual.Proto != "ether" {
			p, _ := c.protocolNumber(e) // the test reports what is wrong with it
			return preTest{c.protocol(e), true, protocolClause(p)}
		}
	case "", "host", "net":
		if e.Qual.Proto != "ether" && (e.Val.Kind == filter.ValIPv4 || e.Val.Kind == filter.ValIPv6) {
			return preTest{c.address(&wide), exact, addressClause(e)}
		}
	case "port":
		switch e.Qual.Proto {
		case "", "ip", "tcp", "udp", "sctp", "udplite", "dccp", "ipv4", "ipv6":
			// A range without a direction is more than its ends.
			return preTest{c.port(&wide), exact && e.Rel == filter.RelEq, c.portClause(e)}
		}
	case "pkts", "bytes", "appbytes":
		// Preparing a record sets implausible counts to 0.
		if n, ok := c.integer(e); ok && !related(e.Rel, 0, true, n) {
			c.preParts |= record.PartMetrics
			return preTest{c.number(&wide), false, countClause(e.Qual.Sel, e.Rel, n)}
		}
	}
	return preTest{}
}
