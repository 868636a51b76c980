// SPDX-License-Identifier: Apache-2.0

package match

import (
	"math"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lazy"
)

// Clauses cost more than they save where they are many, or have many terms.
const (
	maxClauses = 16
	maxTerms   = 16
)

// oneOf returns clauses that hold where all of a or all of b do.
func oneOf(a, b []lazy.Clause) (both []lazy.Clause) {
	for _, x := range a {
		for _, y := range b {
			switch {
			case len(both) == maxClauses:
				return both
			case len(x)+len(y) <= maxTerms:
				both = append(both, append(append(lazy.Clause(nil), x...), y...))
			}
		}
	}
	return both
}

// within is the clause that holds if one of the numbers is from lo to hi.
func within(lo, hi, mask uint64, numbers ...lazy.Number) []lazy.Clause {
	var c lazy.Clause
	for _, n := range numbers {
		c = append(c, lazy.Term{Number: n, Mask: mask, Lo: lo, Hi: hi})
	}
	return []lazy.Clause{c}
}

func protocolClause(p uint8) []lazy.Clause {
	return within(uint64(p), uint64(p), math.MaxUint8, lazy.NumProto)
}

// addressClause is the clause of an IPv4 address or network on either side.
func addressClause(e *filter.Primitive) []lazy.Clause {
	if e.Val.Kind != filter.ValIPv4 {
		return nil
	}
	p, wrong := ipv4Net(&e.Val)
	if wrong != "" {
		return nil
	}
	return within(uint64(p.addr), uint64(p.addr), uint64(p.mask), lazy.NumSrcAddr, lazy.NumDstAddr)
}

func (c *compiler) portClause(e *filter.Primitive) []lazy.Clause {
	v, n := &e.Val, uint16(e.Val.Num)
	switch v.Kind {
	case filter.ValNumber:
	case filter.ValName:
		var ok bool
		if n, _, ok = c.service(v.Text); !ok {
			return nil
		}
	default:
		return nil
	}
	lo, hi, ok := span(e.Rel, int64(n))
	if !ok {
		return nil
	}
	return within(lo, hi, math.MaxUint16, lazy.NumSrcPort, lazy.NumDstPort)
}

func countClause(sel string, rel filter.Rel, n int64) []lazy.Clause {
	lo, hi, ok := span(rel, n)
	if !ok {
		return nil
	}
	switch sel {
	case "pkts":
		return within(lo, hi, math.MaxUint64, lazy.NumSrcPackets, lazy.NumDstPackets)
	case "bytes":
		return within(lo, hi, math.MaxUint64, lazy.NumSrcBytes, lazy.NumDstBytes)
	}
	return within(lo, hi, math.MaxUint64, lazy.NumSrcAppBytes, lazy.NumDstAppBytes)
}

// span returns from where to where the numbers go, of those that are not
// negative, that stand in relation rel to n.
func span(rel filter.Rel, n int64) (lo, hi uint64, ok bool) {
	first, last := int64(0), int64(math.MaxInt64)
	switch rel {
	case filter.RelEq:
		first, last = n, n
	case filter.RelGe:
		first = n
	case filter.RelGt:
		first = n + 1
	case filter.RelLe:
		last = n
	case filter.RelLt:
		last = n - 1
	default:
		return 0, 0, false
	}
	return uint64(first), uint64(last), first >= 0 && last >= first
}
