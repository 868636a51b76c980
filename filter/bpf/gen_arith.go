// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

var arithOps = lookup.Table[string, vop]{
	{"+", vAdd}, {"-", vSub}, {"*", vMul}, {"/", vDiv}, {"%", vMod}, {"&", vAnd}, {"|", vOr}, {"^", vXor}, {"<<", vShl}, {">>", vShr},
}

// compare compiles a comparison. The packet must have the headers that its
// loads name.
func (g *gen) compare(e *filter.Compare) *cond {
	x, need := g.arith(e.X)
	y, needY := g.arith(e.Y)
	if needY != nil {
		need = and(need, needY)
	}
	if x.op == vConst && y.op != vConst {
		return and(need, g.relation(e.Op, y, x, true))
	}
	return and(need, g.relation(e.Op, x, y, false))
}

// relation compares x with y, or y with x if swapped.
func (g *gen) relation(op string, x, y *value, swapped bool) *cond {
	if swapped {
		op = map[string]string{"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}[op]
	}
	switch op {
	case "!=":
		return not(test(x, jEq, y))
	case "<":
		return not(test(x, jGe, y))
	case "<=":
		return not(test(x, jGt, y))
	case ">":
		return test(x, jGt, y)
	case ">=":
		return test(x, jGe, y)
	}
	return test(x, jEq, y)
}

// arith compiles an arithmetic expression and returns what must be true of the
// packet before it is computed, nil if nothing.
func (g *gen) arith(a filter.Arith) (*value, *cond) {
	switch a := a.(type) {
	case filter.Number:
		return g.num(a.N), nil
	case filter.Len:
		return g.length(), nil
	case *filter.Neg:
		x, need := g.arith(a.X)
		if x.op == vConst {
			return g.num(-x.k), need
		}
		return g.value(value{op: vNeg, x: x}), need
	case *filter.Binary:
		return g.binaryOp(a)
	case *filter.Load:
		return g.loadOp(a)
	}
	g.fail(0, "unknown expression")
	return g.num(0), nil
}

func (g *gen) binaryOp(a *filter.Binary) (*value, *cond) {
	if !g.spend(a.At, 1) {
		return g.num(0), nil
	}
	x, need := g.arith(a.X)
	// Compat: what the right operand needs of the packet is not tested, so that
	// `len - tcp[12]` reads a byte of UDP packets, too. Pinned by TestTcpdump.
	y, _ := g.arith(a.Y)
	op := arithOps.Of(a.Op)
	if y.op == vConst {
		switch {
		case y.k == 0 && (op == vDiv || op == vMod):
			g.fail(a.At, "division by zero")
			return g.num(0), need
		case y.k > 31 && (op == vShl || op == vShr):
			g.fail(a.At, "shift by more than 31 bits")
			return g.num(0), need
		}
	}
	return g.binary(op, x, y), need
}

// loadOp compiles an access to a protocol's bytes.
func (g *gen) loadOp(a *filter.Load) (*value, *cond) {
	if !g.spend(a.At, 1) {
		return g.num(0), nil
	}
	index, need := g.arith(a.Index)
	at := func(o offset) *value {
		if o.base != nil && o.base.op == vReg && o.base.k < slotsFixed {
			g.usesVar[o.base.k] = true
		}
		if index.op == vConst {
			return g.load(uint8(a.Size), o.base, o.k+index.k)
		}
		base := index
		if o.base != nil {
			base = g.binary(vAdd, index, o.base)
		}
		return g.load(uint8(a.Size), base, o.k)
	}
	switch a.Proto {
	case "radio":
		switch g.link {
		case packet.LinkAVS, packet.LinkRadiotap, packet.LinkPrism:
			return at(offset{}), need
		}
		g.fail(a.At, "this link type has no `radio` header")
		return g.num(0), nil
	case "ether":
		return at(g.linkHdr), need
	case "ip", "arp", "rarp", "atalk", "decnet", "lat", "sca", "moprc", "mopdl", "ip6":
		return at(g.netHdr()), and(need, g.protocol(a.At, a.Proto))
	case "sctp", "tcp", "udp", "icmp", "igmp", "igrp", "pim", "vrrp", "carp":
		return at(g.transport4()),
			and(need, g.proto(a.At, etherIP), g.protocol(a.At, a.Proto), g.notFragment())
	case "icmp6":
		return at(g.transport6()),
			and(need, g.proto(a.At, etherIPv6), g.eq(g.netHdr(), 6, 1, ipICMPv6))
	}
	g.failf(a.At, "`%s[...]` does not exist", a.Proto)
	return g.num(0), nil
}
