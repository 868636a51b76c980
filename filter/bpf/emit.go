// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"errors"

	"golang.org/x/net/bpf"
)

// scratchSlots is the size of the machine's scratch memory.
const scratchSlots = 16

var errScratch = errors.New("the filter is too complex: it needs more scratch memory than a packet filter has")

// A state is what the emitter knows of the machine before an instruction: the
// values in its registers and scratch memory, nil where unknown.
type state struct {
	a, x *value
	m    [scratchSlots]*value
}

// meet leaves in s what is true in t as well.
func (s *state) meet(t *state) {
	if s.a != t.a {
		s.a = nil
	}
	if s.x != t.x {
		s.x = nil
	}
	for i := range s.m {
		if s.m[i] != t.m[i] {
			s.m[i] = nil
		}
	}
}

// A block is the code of one node.
type block struct {
	n     *node
	code  []bpf.Instruction // without the branch at the end
	next  *block            // the block laid out after it
	start int               // address
	long  bool              // the branch needs trampolines
}

// An emitter turns a graph into machine code.
type emitter struct {
	state
	code     []bpf.Instruction
	optimise bool
	uses     map[*value]int // nodes that need the value in X
	cached   map[*value]int // slot of values worth keeping
	free     int            // first slot that no variable or cache takes
	top      int            // scratch slots of expressions: top to 15 are in use
	err      error
}

// emit returns the code of the graph at root. vars is the number of scratch
// slots that variables use.
func emit(root *node, vars int, optimise bool, snap uint32) ([]bpf.Instruction, error) {
	e := &emitter{
		optimise: optimise, uses: make(map[*value]int), cached: make(map[*value]int),
		free: vars, top: scratchSlots,
	}
	nodes := order(root)
	for _, n := range nodes {
		e.count(n)
	}
	blocks := make([]*block, len(nodes))
	at := make(map[*node]*block, len(nodes))
	entry := make(map[*node]*state, len(nodes))
	entry[root] = &state{}
	for i, n := range nodes {
		b := &block{n: n}
		blocks[i], at[n] = b, b
		if i > 0 {
			blocks[i-1].next = b
		}
		e.state = state{}
		if optimise {
			e.state = *entry[n]
		}
		e.code = nil
		e.node(n)
		b.code = e.code
		for _, to := range []*node{n.t, n.f} {
			if to == nil {
				continue
			}
			if s := entry[to]; s != nil {
				s.meet(&e.state)
			} else {
				s := e.state
				entry[to] = &s
			}
		}
	}
	if e.err != nil {
		return nil, e.err
	}
	return link(blocks, at, snap), nil
}

// count notes which values a node needs as an index.
func (e *emitter) count(n *node) {
	seen := make(map[*value]bool)
	var visit func(v *value)
	visit = func(v *value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		if v.op == vLoad && v.x != nil {
			e.uses[v.x]++
		}
		visit(v.x)
		visit(v.y)
	}
	visit(n.a)
	visit(n.b)
}

func (e *emitter) add(i bpf.Instruction) { e.code = append(e.code, i) }

// node emits the computation of a node, without its branch.
func (e *emitter) node(n *node) {
	switch n.kind {
	case nSet:
		e.loadA(n.b)
		e.store(int(n.a.k), n.a)
	case nTest:
		if n.b.op == vConst {
			e.loadA(n.a)
		} else {
			e.operands(n.a, n.b)
		}
	}
}

// store keeps A, which is v as well from now on, in a slot.
func (e *emitter) store(slot int, v *value) {
	e.add(bpf.StoreScratch{Src: bpf.RegA, N: slot})
	e.m[slot] = v
}

// slot returns the scratch slot that holds v.
func (e *emitter) slot(v *value) (int, bool) {
	if v.op == vReg {
		return int(v.k), true
	}
	for i, m := range e.m {
		if m == v {
			return i, true
		}
	}
	return 0, false
}

// loadA computes v in A.
func (e *emitter) loadA(v *value) {
	if e.a == v {
		return
	}
	if i, ok := e.slot(v); ok {
		e.add(bpf.LoadScratch{Dst: bpf.RegA, N: i})
		e.a = v
		return
	}
	if e.x == v {
		e.add(bpf.TXA{})
		e.a = v
		return
	}
	switch v.op {
	case vConst:
		e.add(bpf.LoadConstant{Dst: bpf.RegA, Val: v.k})
	case vLen:
		e.add(bpf.LoadExtension{Num: bpf.ExtLen})
	case vLoad:
		if v.x == nil {
			e.add(bpf.LoadAbsolute{Off: v.k, Size: int(v.size)})
			break
		}
		e.loadX(v.x)
		e.add(bpf.LoadIndirect{Off: v.k, Size: int(v.size)})
	case vNeg:
		e.loadA(v.x)
		e.add(bpf.NegateA{})
	default:
		if v.y.op == vConst {
			e.loadA(v.x)
			e.add(bpf.ALUOpConstant{Op: aluOps[v.op], Val: v.y.k})
			break
		}
		e.operands(v.x, v.y)
		e.add(bpf.ALUOpX{Op: aluOps[v.op]})
	}
	e.a = v
}

// loadX computes v in X. It leaves A alone if direct(v).
func (e *emitter) loadX(v *value) {
	if e.x == v {
		return
	}
	i, kept := e.slot(v)
	switch {
	case kept:
		e.add(bpf.LoadScratch{Dst: bpf.RegX, N: i})
	case v.op == vConst:
		e.add(bpf.LoadConstant{Dst: bpf.RegX, Val: v.k})
	case e.a == v:
		e.add(bpf.TAX{})
	case headerLen(v):
		e.add(bpf.LoadMemShift{Off: v.x.x.k})
	default:
		e.loadA(v)
		e.add(bpf.TAX{})
		e.keep(v)
	}
	e.x = v
}

// keep stores a value that later nodes need again as an index.
func (e *emitter) keep(v *value) {
	if !e.optimise || e.uses[v] < 2 {
		return
	}
	i, ok := e.cached[v]
	if !ok {
		// Expressions may take up to three slots of their own; deeper ones
		// are rare, and then the cache gets in their way.
		if e.free >= scratchSlots-3 {
			return
		}
		i = e.free
		e.free++
		e.cached[v] = i
	}
	e.store(i, v)
}

// headerLen reports whether v is 4*(pkt[k]&0xf), which the machine computes
// with one instruction.
func headerLen(v *value) bool {
	return v.op == vShl && v.y.op == vConst && v.y.k == 2 &&
		v.x.op == vAnd && v.x.y.op == vConst && v.x.y.k == 15 &&
		v.x.x.op == vLoad && v.x.x.size == 1 && v.x.x.x == nil
}

// direct reports whether loadX does not need A for v.
func (e *emitter) direct(v *value) bool {
	if v.op == vConst || v.op == vReg || headerLen(v) {
		return true
	}
	_, ok := e.slot(v)
	return ok
}

// operands computes x in A and y in X.
func (e *emitter) operands(x, y *value) {
	switch {
	case e.direct(y):
		e.loadA(x)
		e.loadX(y)
	case e.need(x) > e.need(y):
		e.loadA(x)
		s := e.reserve(x)
		e.loadA(y)
		e.add(bpf.TAX{})
		e.add(bpf.LoadScratch{Dst: bpf.RegA, N: s})
		e.a, e.x = x, y
		e.top++
	default:
		e.loadA(y)
		s := e.reserve(y)
		e.loadA(x)
		e.add(bpf.LoadScratch{Dst: bpf.RegX, N: s})
		e.x = y
		e.top++
	}
}

// reserve stores A, which holds v, in a slot of its own.
func (e *emitter) reserve(v *value) int {
	if e.top-1 < e.free {
		e.err = errScratch
		return scratchSlots - 1
	}
	e.top--
	e.store(e.top, v)
	return e.top
}

// need returns about how many slots the computation of v takes.
func (e *emitter) need(v *value) int {
	switch v.op {
	case vConst, vLen, vReg:
		return 0
	case vLoad, vNeg:
		if v.x == nil {
			return 0
		}
		return e.need(v.x)
	}
	if v.y.op == vConst {
		return e.need(v.x)
	}
	x, y := e.need(v.x), e.need(v.y)
	if x == y {
		return x + 1
	}
	return max(x, y)
}

// link puts the blocks one after the other and fills in their branches.
func link(blocks []*block, at map[*node]*block, snap uint32) []bpf.Instruction {
	for again := true; again; {
		again = false
		pc := 0
		for _, b := range blocks {
			b.start = pc
			pc += len(b.code) + b.branchLen(at)
		}
		for _, b := range blocks {
			if b.n.kind != nTest || b.long {
				continue
			}
			from := b.start + len(b.code) + 1
			if at[b.n.t].start-from > 255 || at[b.n.f].start-from > 255 {
				b.long, again = true, true
			}
		}
	}
	var code []bpf.Instruction
	for _, b := range blocks {
		code = b.branch(append(code, b.code...), at, snap)
	}
	return code
}

// branchLen returns the number of instructions of the block's branch.
func (b *block) branchLen(at map[*node]*block) int {
	switch {
	case b.n.kind == nSet && at[b.n.t] == b.next:
		return 0
	case b.n.kind == nTest && b.long:
		return 3
	}
	return 1
}

var jumpTests = [...]bpf.JumpTest{
	jEq: bpf.JumpEqual, jGt: bpf.JumpGreaterThan, jGe: bpf.JumpGreaterOrEqual, jSet: bpf.JumpBitsSet,
}

// branch appends the block's branch to code, which ends with its other
// instructions.
func (b *block) branch(code []bpf.Instruction, at map[*node]*block, snap uint32) []bpf.Instruction {
	pc := len(code)
	switch b.n.kind {
	case nRet:
		if !b.n.accept {
			snap = 0
		}
		return append(code, bpf.RetConstant{Val: snap})
	case nSet:
		if b.branchLen(at) == 0 {
			return code
		}
		return append(code, bpf.Jump{Skip: uint32(at[b.n.t].start - pc - 1)})
	}
	t, f := 0, 1
	if !b.long {
		t, f = at[b.n.t].start-pc-1, at[b.n.f].start-pc-1
	}
	if b.n.b.op == vConst {
		code = append(code, bpf.JumpIf{Cond: jumpTests[b.n.jop], Val: b.n.b.k, SkipTrue: uint8(t), SkipFalse: uint8(f)})
	} else {
		code = append(code, bpf.JumpIfX{Cond: jumpTests[b.n.jop], SkipTrue: uint8(t), SkipFalse: uint8(f)})
	}
	if b.long {
		code = append(code, bpf.Jump{Skip: uint32(at[b.n.t].start - pc - 2)},
			bpf.Jump{Skip: uint32(at[b.n.f].start - pc - 3)})
	}
	return code
}
