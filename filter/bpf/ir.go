// SPDX-License-Identifier: Apache-2.0

package bpf

import "golang.org/x/net/bpf"

// A vop is what a value is computed by.
type vop uint8

const (
	vConst vop = iota
	vLen
	vReg  // scratch memory, see variable
	vLoad // size bytes at x+k (x may be nil)
	vNeg
	vAdd
	vSub
	vMul
	vDiv
	vMod
	vAnd
	vOr
	vXor
	vShl
	vShr
)

// aluOps are the machine's operations, indexed by vop.
var aluOps = [...]bpf.ALUOp{
	vAdd: bpf.ALUOpAdd, vSub: bpf.ALUOpSub, vMul: bpf.ALUOpMul, vDiv: bpf.ALUOpDiv, vMod: bpf.ALUOpMod,
	vAnd: bpf.ALUOpAnd, vOr: bpf.ALUOpOr, vXor: bpf.ALUOpXor, vShl: bpf.ALUOpShiftLeft, vShr: bpf.ALUOpShiftRight,
}

// A value is an unsigned 32-bit number computed from the packet. Values are
// made by a graph only, which makes equal ones identical.
type value struct {
	op   vop
	size uint8  // vLoad: 1, 2 or 4
	k    uint32 // vConst: the number; vLoad: constant part of the offset; vReg: slot
	ver  int    // vReg: tells apart variables that share a slot
	x, y *value
}

// A jop is the comparison of a test.
type jop uint8

const (
	jEq jop = iota
	jGt
	jGe
	jSet
)

// A cond is a condition on a packet, before it is laid out as a graph.
type cond struct {
	op   cop
	x, y *cond
	jop  jop
	a, b *value // cTest: a jop b; cSet: a is the vReg, b its value
}

type cop uint8

const (
	cTrue cop = iota
	cFalse
	cTest
	cAnd // x, then y
	cOr  // x, then y
	cNot // x
	cSet // always true; gives a variable its value
)

var (
	condTrue  = &cond{op: cTrue}
	condFalse = &cond{op: cFalse}
)

// and evaluates its operands in order; nil operands are true.
func and(cs ...*cond) *cond {
	var r *cond
	for _, c := range cs {
		switch {
		case c == nil:
		case r == nil:
			r = c
		default:
			r = &cond{op: cAnd, x: r, y: c}
		}
	}
	if r == nil {
		return condTrue
	}
	return r
}

func or(cs ...*cond) *cond {
	r := cs[0]
	for _, c := range cs[1:] {
		r = &cond{op: cOr, x: r, y: c}
	}
	return r
}

func not(c *cond) *cond { return &cond{op: cNot, x: c} }

func test(a *value, op jop, b *value) *cond {
	return &cond{op: cTest, jop: op, a: a, b: b}
}

// A node is a step of the decision graph. Graphs have no cycles.
type node struct {
	kind   nkind
	jop    jop
	accept bool
	a, b   *value // as in cond
	t, f   *node  // nSet: t alone
}

type nkind uint8

const (
	nRet nkind = iota
	nTest
	nSet
)

// A graph makes values and nodes, each at most once.
type graph struct {
	values map[value]*value
	nodes  map[node]*node
	vers   int
	// fold drops tests whose outcome does not matter even if they can fault.
	fold bool
}

func newGraph() *graph {
	return &graph{values: make(map[value]*value), nodes: make(map[node]*node)}
}

func (g *graph) value(v value) *value {
	if p := g.values[v]; p != nil {
		return p
	}
	p := &v
	g.values[v] = p
	return p
}

func (g *graph) node(n node) *node {
	if n.t != nil && n.t.kind == nRet && !n.t.accept && (n.f == n.t || n.f == nil) {
		return n.t // whether or not a load faults
	}
	if n.kind == nTest && n.t == n.f && (g.fold || !g.faults(n.a) && !g.faults(n.b)) {
		return n.t
	}
	if p := g.nodes[n]; p != nil {
		return p
	}
	p := &n
	g.nodes[n] = p
	return p
}

func (g *graph) num(k uint32) *value { return g.value(value{op: vConst, k: k}) }

func (g *graph) length() *value { return g.value(value{op: vLen}) }

// variable returns a variable that is set in one place on each path through
// the graph; it lives in scratch memory slot.
func (g *graph) variable(slot int) *value {
	g.vers++
	return g.value(value{op: vReg, k: uint32(slot), ver: g.vers})
}

// load reads size bytes at base+k; base may be nil.
func (g *graph) load(size uint8, base *value, k uint32) *value {
	if base != nil && base.op == vConst && base.k+k >= k {
		base, k = nil, base.k+k
	}
	if base != nil && base.op == vAdd && base.y.op == vConst && base.y.k < 1<<16 && k < 1<<16 && g.small(base.x) {
		base, k = base.x, k+base.y.k
	}
	return g.value(value{op: vLoad, size: size, x: base, k: k})
}

// small reports whether v is so small that an addition to it cannot overflow.
func (g *graph) small(v *value) bool { return g.bound(v) < 1<<24 }

// bound returns a number that v is never above.
func (g *graph) bound(v *value) uint64 {
	switch v.op {
	case vConst:
		return uint64(v.k)
	case vLoad:
		return 1<<(8*v.size) - 1
	case vAdd:
		if b := g.bound(v.x) + g.bound(v.y); b < 1<<32 {
			return b
		}
	case vAnd:
		return min(g.bound(v.x), g.bound(v.y))
	case vShl:
		if v.y.op == vConst && v.y.k < 32 {
			if b := g.bound(v.x) << v.y.k; b < 1<<32 {
				return b
			}
		}
	}
	return 1<<32 - 1
}

// faults reports whether computing v can end the program.
func (g *graph) faults(v *value) bool {
	switch v.op {
	case vConst, vLen, vReg:
		return false
	case vLoad:
		return true
	case vDiv, vMod:
		return v.y.op != vConst || g.faults(v.x)
	case vNeg:
		return g.faults(v.x)
	}
	return g.faults(v.x) || g.faults(v.y)
}

// binary computes x op y, at once where both are constants. A division by a
// constant 0 must have been refused.
func (g *graph) binary(op vop, x, y *value) *value {
	if x.op == vConst && y.op == vConst && (y.k != 0 || op != vDiv && op != vMod) {
		return g.num(compute(op, x.k, y.k))
	}
	if y.op == vConst && y.k == 0 {
		switch op {
		case vAdd, vSub, vOr, vXor, vShl, vShr:
			return x
		}
	}
	return g.value(value{op: op, x: x, y: y})
}

// compute is the machine's arithmetic; the divisor is not 0.
func compute(op vop, x, y uint32) uint32 {
	switch op {
	case vAdd:
		return x + y
	case vSub:
		return x - y
	case vMul:
		return x * y
	case vDiv:
		return x / y
	case vMod:
		return x % y
	case vAnd:
		return x & y
	case vOr:
		return x | y
	case vXor:
		return x ^ y
	case vShl:
		return x << y
	case vShr:
		return x >> y
	}
	return 0
}

func (op jop) holds(a, b uint32) bool {
	switch op {
	case jEq:
		return a == b
	case jGt:
		return a > b
	case jGe:
		return a >= b
	}
	return a&b != 0
}

// layout returns the node where the evaluation of c starts that goes on at t
// when c holds and at f when it does not.
func (g *graph) layout(c *cond, t, f *node) *node {
	switch c.op {
	case cTrue:
		return t
	case cFalse:
		return f
	case cAnd:
		return g.layout(c.x, g.layout(c.y, t, f), f)
	case cOr:
		return g.layout(c.x, t, g.layout(c.y, t, f))
	case cNot:
		return g.layout(c.x, f, t)
	case cSet:
		return g.node(node{kind: nSet, a: c.a, b: c.b, t: t})
	}
	if c.a.op == vConst && c.b.op == vConst {
		if c.jop.holds(c.a.k, c.b.k) {
			return t
		}
		return f
	}
	return g.node(node{kind: nTest, jop: c.jop, a: c.a, b: c.b, t: t, f: f})
}

// order returns the nodes reachable from root, each before those it leads to.
func order(root *node) []*node {
	var list []*node
	seen := make(map[*node]bool)
	var visit func(n *node)
	visit = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		visit(n.f)
		visit(n.t)
		list = append(list, n)
	}
	visit(root)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}
