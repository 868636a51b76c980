// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"fmt"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/packet"
)

// A gen turns a syntax tree into conditions on bytes. Its layout is where the
// headers are for the part of the filter that comes next.
type gen struct {
	*graph
	layout
	opts    Options
	outer   packet.LinkType // of the whole packet
	first   layout          // of the whole packet
	known   bool            // outer is a link type of the original
	usesVar [slotsFixed]bool
	slots   int // scratch slots that variables use
	// chainSlot is the first of the two slots of protochain, 0 if it has none.
	chainSlot int
	// unset are slots that code may read though no geneve packet set them.
	unset []int
	err   *filter.SyntaxError
	cost  int // of what was compiled so far
}

// maxCost bounds the size of a filter: primitives and arithmetic operations
// cost 1. The largest then compile in about a second, to about a hundred times
// as many instructions as kernels take.
const maxCost = 10_000

// chainCost is the cost of protochain.
const chainCost = 2 * maxChain

// wlanCost is the cost of an address of 802.11 frames.
const wlanCost = 5

// spend adds to the cost. It reports whether the filter is still small enough.
func (g *gen) spend(pos, cost int) bool {
	if g.cost += cost; g.cost > maxCost {
		g.failf(pos, "the filter is too large: more than %d primitives and operations", maxCost)
		return false
	}
	return true
}

func newGen(link packet.LinkType, opts Options) *gen {
	g := &gen{graph: newGraph(), opts: opts}
	g.known = g.setLink(link)
	g.first = g.layout
	g.outer = g.link
	g.slots = slotsFixed
	return g
}

// compile returns the condition of a whole filter.
func (g *gen) compile(e filter.Expr) (*cond, error) {
	if !g.known {
		g.fail(e.Pos(), fmt.Sprintf("link type %d has no filters", g.outer))
		return nil, g.err
	}
	c := g.expr(e)
	if g.err != nil {
		return nil, g.err
	}
	return and(g.prologue(), c), nil
}

// fail notes the first error. The condition that it returns is not used.
func (g *gen) fail(pos int, why string) *cond {
	if g.err == nil {
		g.err = &filter.SyntaxError{Column: pos + 1, Want: why}
	}
	return condFalse
}

func (g *gen) failf(pos int, format string, args ...any) *cond {
	return g.fail(pos, fmt.Sprintf(format, args...))
}

// scratch takes n slots for variables.
func (g *gen) scratch(pos, n int) (slot int, ok bool) {
	slot = g.slots
	if slot+n > scratchSlots {
		g.fail(pos, errScratch.Error())
		return 0, false
	}
	g.slots += n
	return slot, true
}

// expr compiles e. The operands are compiled in the order of the text, because
// some words change the layout for those after them.
func (g *gen) expr(e filter.Expr) *cond {
	if g.err != nil {
		return condFalse
	}
	switch e := e.(type) {
	case *filter.And:
		x := g.expr(e.X)
		return and(x, g.expr(e.Y))
	case *filter.Or:
		x := g.expr(e.X)
		return or(x, g.expr(e.Y))
	case *filter.Not:
		return not(g.expr(e.X))
	}
	if !g.spend(e.Pos(), 1) {
		return condFalse
	}
	switch e := e.(type) {
	case *filter.Primitive:
		return g.primitive(e)
	case *filter.Word:
		return g.word(e)
	case *filter.Compare:
		return g.compare(e)
	}
	return g.fail(0, "unknown expression")
}

// at returns the value of size bytes at off after o.
func (g *gen) at(o offset, off uint32, size uint8) *value {
	if o.base != nil && o.base.op == vReg && o.base.k < slotsFixed {
		g.usesVar[o.base.k] = true
	}
	return g.load(size, o.base, o.k+off)
}

// eq tests the size bytes at off after o for equality.
func (g *gen) eq(o offset, off uint32, size uint8, want uint32) *cond {
	return test(g.at(o, off, size), jEq, g.num(want))
}

// masked tests some bits of them for equality.
func (g *gen) masked(o offset, off uint32, size uint8, want, mask uint32) *cond {
	if mask == 0 {
		if want == 0 {
			return condTrue
		}
		return condFalse
	}
	v := g.at(o, off, size)
	if mask != 1<<32-1 {
		v = g.binary(vAnd, v, g.num(mask))
	}
	return test(v, jEq, g.num(want))
}

func (g *gen) above(o offset, off uint32, size uint8, limit uint32) *cond {
	return test(g.at(o, off, size), jGt, g.num(limit))
}

// bytes tests a run of bytes, the last ones first.
func (g *gen) bytes(o offset, off uint32, b []byte) *cond {
	var c *cond
	for n := len(b); n > 0; {
		size := 4
		for size > n {
			size /= 2
		}
		n -= size
		var want uint32
		for _, x := range b[n : n+size] {
			want = want<<8 | uint32(x)
		}
		c = and(c, g.eq(o, off+uint32(n), uint8(size), want))
	}
	return c
}

// Places in the packet, as the layout has them now.

// llc is the LLC header.
func (g *gen) llcHdr() offset { return g.linkPL }

// netHdr is the network-layer header.
func (g *gen) netHdr() offset { return g.linkPL.plus(g.net) }

// netNoSNAP is the network-layer header of protocols that follow LLC directly.
func (g *gen) netNoSNAP() offset { return g.linkPL.plus(g.netLLC) }

// label is the MPLS label that was passed last.
func (g *gen) label() offset { return g.linkPL.plus(g.net - 4) }

// transport4 is the transport header after an IPv4 header.
func (g *gen) transport4() offset {
	n := g.netHdr()
	ihl := g.binary(vShl, g.binary(vAnd, g.at(n, 0, 1), g.num(15)), g.num(2))
	if n.base != nil {
		ihl = g.binary(vAdd, ihl, n.base)
	}
	return offset{ihl, n.k}
}

// transport6 is what follows the fixed IPv6 header.
func (g *gen) transport6() offset { return g.netHdr().plus(40) }
