// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// Early compiles a test that is false of no flow record that the filter takes,
// and comes to the same when the sides of a record are exchanged: it tells before
// a record is prepared that the filter will not take it. It looks at parts alone,
// which are keys and perhaps counts. The clauses of must hold of all records that
// early is true of, but not only of these. The test is nil for filters that none
// is known for.
func Early(text string, o Options) (early func(*record.Record) bool, parts record.Parts, must []record.Clause) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return nil, 0, nil
	}
	if o.Resolver == nil {
		o.Resolver = filter.NewSystem()
	}
	c := compiler{Options: o}
	f := c.early(e)
	if f.test == nil || c.err != nil {
		return nil, 0, nil
	}
	x := new(candidate)
	return func(r *record.Record) bool {
		x.Record = r
		return f.test(x)
	}, record.PartFlow | c.looked, f.must
}

// A foretaste is what tells early of an expression.
type foretaste struct {
	test  test // nil if there is none
	exact bool // the test is the expression's own
	must  []record.Clause
}

// early returns what tells early of an expression.
func (c *compiler) early(e filter.Expr) foretaste {
	switch e := e.(type) {
	case *filter.And:
		f, g := c.early(e.X), c.early(e.Y)
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
		f, g := c.early(e.X), c.early(e.Y)
		if f.test == nil || g.test == nil {
			return foretaste{}
		}
		return foretaste{or(f.test, g.test), f.exact && g.exact, oneOf(f.must, g.must)}
	case *filter.Not:
		if f := c.early(e.X); f.exact {
			return foretaste{test: not(f.test), exact: true}
		}
	case *filter.Word:
		if len(e.Args) > 0 {
			break
		}
		if p, ok := ipKeywords.Find(e.Name); ok {
			return foretaste{ipProto(p), true, protocolClause(p)}
		}
		switch e.Name {
		case "ip", "ipv4", "ipv6", "arp", "rarp", "isis":
			return foretaste{test: protocolTest(e.Name), exact: true}
		}
	case *filter.Primitive:
		return c.earlyPrimitive(e)
	}
	return foretaste{}
}

// earlyPrimitive takes either side for the one that is meant.
func (c *compiler) earlyPrimitive(e *filter.Primitive) foretaste {
	wide := *e
	wide.Qual.Dir = filter.DirOr
	exact := e.Qual.Dir == filter.DirOr || e.Qual.Dir == filter.DirNone
	switch e.Qual.Sel {
	case "proto":
		if e.Qual.Proto != "ether" {
			p, _ := c.protocolNumber(e) // what is wrong with it the test tells
			return foretaste{c.protocol(e), true, protocolClause(p)}
		}
	case "", "host", "net":
		if e.Qual.Proto != "ether" && (e.Val.Kind == filter.ValIPv4 || e.Val.Kind == filter.ValIPv6) {
			return foretaste{c.address(&wide), exact, addressClause(e)}
		}
	case "port":
		switch e.Qual.Proto {
		case "", "ip", "tcp", "udp", "ipv4", "ipv6":
			// A range without a direction is more than its ends.
			return foretaste{c.port(&wide), exact && e.Rel == filter.RelEq, c.portClause(e)}
		}
	case "pkts", "bytes", "appbytes":
		// Counts that are implausible are 0 when a record is prepared.
		if n, ok := c.integer(e); ok && !related(e.Rel, 0, true, n) {
			c.looked |= record.PartMetrics
			return foretaste{c.number(&wide), false, countClause(e.Qual.Sel, e.Rel, n)}
		}
	}
	return foretaste{}
}
