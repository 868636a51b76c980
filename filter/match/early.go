// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// Early compiles a test that is false of no flow record that the filter takes,
// and comes to the same when the sides of a record are exchanged: it tells before
// a record is prepared that the filter will not take it. It looks at parts alone,
// which are keys and perhaps counts. The test is nil for filters that none is
// known for.
func Early(text string, o Options) (early func(*record.Record) bool, parts record.Parts) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return nil, 0
	}
	if o.Resolver == nil {
		o.Resolver = filter.NewSystem()
	}
	c := compiler{Options: o}
	t, _ := c.early(e)
	if t == nil || c.err != nil {
		return nil, 0
	}
	x := new(candidate)
	return func(r *record.Record) bool {
		x.Record = r
		return t(x)
	}, record.PartFlow | c.looked
}

// early returns the test of an expression, nil if there is none, and whether it
// is the expression's own.
func (c *compiler) early(e filter.Expr) (t test, exact bool) {
	switch e := e.(type) {
	case *filter.And:
		t, exact := c.early(e.X)
		u, both := c.early(e.Y)
		switch {
		case t == nil:
			return u, false
		case u == nil:
			return t, false
		}
		return and(t, u), exact && both
	case *filter.Or:
		t, exact := c.early(e.X)
		u, both := c.early(e.Y)
		if t == nil || u == nil {
			return nil, false
		}
		return or(t, u), exact && both
	case *filter.Not:
		if t, exact := c.early(e.X); exact {
			return not(t), true
		}
	case *filter.Word:
		switch e.Name {
		case "ip", "ipv4", "ipv6", "arp", "rarp", "tcp", "udp", "icmp", "igmp", "isis":
			if len(e.Args) == 0 {
				return protocolTest(e.Name), true
			}
		}
	case *filter.Primitive:
		return c.earlyPrimitive(e)
	}
	return nil, false
}

// earlyPrimitive takes either side for the one that is meant.
func (c *compiler) earlyPrimitive(e *filter.Primitive) (t test, exact bool) {
	wide := *e
	wide.Qual.Dir = filter.DirOr
	exact = e.Qual.Dir == filter.DirOr || e.Qual.Dir == filter.DirNone
	switch e.Qual.Sel {
	case "proto":
		if e.Qual.Proto != "ether" {
			return c.protocol(e), true
		}
	case "", "host", "net":
		if e.Qual.Proto != "ether" && (e.Val.Kind == filter.ValIPv4 || e.Val.Kind == filter.ValIPv6) {
			return c.address(&wide), exact
		}
	case "port":
		switch e.Qual.Proto {
		case "", "ip", "tcp", "udp", "ipv4", "ipv6":
			// A range without a direction is more than its ends.
			return c.port(&wide), exact && e.Rel == filter.RelEq
		}
	case "pkts", "bytes", "appbytes":
		// Counts that are implausible are 0 when a record is prepared.
		if n, ok := c.integer(e); ok && !related(e.Rel, 0, true, n) {
			c.looked |= record.PartMetrics
			return c.number(&wide), false
		}
	}
	return nil, false
}
