// SPDX-License-Identifier: Apache-2.0

package bpf

import "encoding/binary"

// The matcher runs over the decision graph itself: one operation per node, in
// which load, mask, comparison and both jumps are one step. Only values that
// do not fit that form are computed by a small stack program.

// An mcode is what a matcher operation does.
type mcode uint8

const (
	mReject mcode = iota
	mAccept
	mByte // a is the byte at off
	mHalf
	mWord
	mByteIP // the same after a header of 4*(pkt[ip]&0xf) bytes
	mHalfIP
	mWordIP
	mLen  // a is the wire length
	mExpr // a is computed by expr; b, too, unless expr2 is 0
	mSet  // slot off is set to expr
)

// A mop is one operation of the matcher: it computes a value, masks it, and
// goes on at t or f as the comparison holds or not. Packets too short for a
// load are rejected.
type mop struct {
	code  mcode
	jop   jop
	t, f  int32
	off   uint32
	ip    uint32
	mask  uint32
	k     uint32
	expr  int32 // first step in steps
	expr2 int32 // the same for the right-hand side, 0 if it is k
}

// An xcode is a step of the stack program.
type xcode uint8

const (
	xEnd   xcode = iota
	xNum         // push k
	xLen         // push the wire length
	xReg         // push slot k
	xLoad        // push size bytes at k
	xLoadX       // replace the top t by size bytes at t+k
	xNeg
	xOp // replace the two topmost by op of them
)

type step struct {
	code xcode
	op   vop
	size uint8
	k    uint32
}

// A matcher selects packets. It is safe for concurrent use.
type matcher struct {
	ops   []mop
	steps []step
	depth int // of the stack
	start int32
}

// maxStack bounds the stack of the matcher's expressions; deeper ones run on
// the heap.
const maxStack = 32

// newMatcher makes the matcher for the graph at root.
func newMatcher(root *node) *matcher {
	nodes := order(root)
	m := &matcher{ops: make([]mop, len(nodes)), steps: []step{{}}}
	at := make(map[*node]int32, len(nodes))
	for i, n := range nodes {
		at[n] = int32(i)
	}
	for i, n := range nodes {
		op := &m.ops[i]
		switch n.kind {
		case nRet:
			if n.accept {
				op.code = mAccept
			}
		case nSet:
			*op = mop{code: mSet, off: n.a.k, expr: m.compile(n.b), t: at[n.t]}
		case nTest:
			m.test(op, n)
			op.jop, op.t, op.f = n.jop, at[n.t], at[n.f]
		}
	}
	m.start = at[root]
	return m
}

// test fills in what op compares.
func (m *matcher) test(op *mop, n *node) {
	a := n.a
	op.mask = 1<<32 - 1
	if n.b.op == vConst {
		op.k = n.b.k
		if a.op == vAnd && a.y.op == vConst {
			op.mask, a = a.y.k, a.x
		}
		switch {
		case a.op == vLen:
			op.code = mLen
			return
		case a.op == vLoad && a.x == nil:
			op.code, op.off = mByte+mcode(a.size/2), a.k
			return
		case a.op == vLoad && headerLen(a.x):
			op.code, op.off, op.ip = mByteIP+mcode(a.size/2), a.k, a.x.x.x.k
			return
		}
		op.mask, a = 1<<32-1, n.a
	} else {
		op.expr2 = m.compile(n.b)
	}
	op.code, op.expr = mExpr, m.compile(a)
}

// compile appends the stack program for v and returns where it starts.
func (m *matcher) compile(v *value) int32 {
	start := int32(len(m.steps))
	m.push(v, 1)
	m.steps = append(m.steps, step{})
	return start
}

func (m *matcher) push(v *value, depth int) {
	m.depth = max(m.depth, depth)
	switch v.op {
	case vConst:
		m.steps = append(m.steps, step{code: xNum, k: v.k})
	case vLen:
		m.steps = append(m.steps, step{code: xLen})
	case vReg:
		m.steps = append(m.steps, step{code: xReg, k: v.k})
	case vLoad:
		if v.x == nil {
			m.steps = append(m.steps, step{code: xLoad, size: v.size, k: v.k})
			return
		}
		m.push(v.x, depth)
		m.steps = append(m.steps, step{code: xLoadX, size: v.size, k: v.k})
	case vNeg:
		m.push(v.x, depth)
		m.steps = append(m.steps, step{code: xNeg})
	default:
		m.push(v.x, depth)
		m.push(v.y, depth+1)
		m.steps = append(m.steps, step{code: xOp, op: v.op})
	}
}

// match runs the operations. It is the hot loop: one pass per test.
func (m *matcher) match(data []byte, wireLen uint32) bool {
	ops := m.ops
	n := uint64(len(data))
	for pc := m.start; ; {
		op := &ops[pc]
		var a uint32
		switch op.code {
		case mAccept:
			return true
		case mByte:
			if uint64(op.off) >= n {
				return false
			}
			a = uint32(data[op.off])
		case mHalf:
			off := uint64(op.off)
			if off+2 > n {
				return false
			}
			a = uint32(binary.BigEndian.Uint16(data[off:]))
		case mWord:
			off := uint64(op.off)
			if off+4 > n {
				return false
			}
			a = binary.BigEndian.Uint32(data[off:])
		case mHalfIP:
			if uint64(op.ip) >= n {
				return false
			}
			off := uint64(op.off) + uint64(data[op.ip]&15)*4
			if off+2 > n {
				return false
			}
			a = uint32(binary.BigEndian.Uint16(data[off:]))
		case mByteIP, mWordIP:
			if uint64(op.ip) >= n {
				return false
			}
			var ok bool
			a, ok = load(data, uint64(op.off)+uint64(data[op.ip]&15)*4, 1<<(op.code-mByteIP))
			if !ok {
				return false
			}
		case mLen:
			a = wireLen
		case mExpr, mSet:
			return m.matchFull(data, wireLen, pc)
		default:
			return false
		}
		a &= op.mask
		var holds bool
		switch op.jop {
		case jEq:
			holds = a == op.k
		case jGt:
			holds = a > op.k
		case jGe:
			holds = a >= op.k
		default:
			holds = a&op.k != 0
		}
		if holds {
			pc = op.t
		} else {
			pc = op.f
		}
	}
}

// load reads size bytes at off.
func load(data []byte, off uint64, size uint8) (uint32, bool) {
	if off+uint64(size) > uint64(len(data)) {
		return 0, false
	}
	switch size {
	case 1:
		return uint32(data[off]), true
	case 2:
		return uint32(binary.BigEndian.Uint16(data[off:])), true
	}
	return binary.BigEndian.Uint32(data[off:]), true
}

// A frame is what expressions compute with.
type frame struct {
	data  []byte
	wire  uint32
	slots [scratchSlots]uint32
	stack [maxStack]uint32
}

// matchFull goes on at pc in programs that compute expressions.
func (m *matcher) matchFull(data []byte, wireLen uint32, pc int32) bool {
	fr := frame{data: data, wire: wireLen}
	for {
		op := &m.ops[pc]
		var a uint32
		k, ok := op.k, true
		switch op.code {
		case mAccept:
			return true
		case mReject:
			return false
		case mByte, mHalf, mWord:
			a, ok = load(data, uint64(op.off), 1<<(op.code-mByte))
		case mByteIP, mHalfIP, mWordIP:
			var ip uint32
			if ip, ok = load(data, uint64(op.ip), 1); ok {
				a, ok = load(data, uint64(op.off)+uint64(ip&15)*4, 1<<(op.code-mByteIP))
			}
		case mLen:
			a = wireLen
		case mExpr:
			if op.expr2 != 0 {
				if k, ok = m.eval(op.expr2, &fr); !ok {
					return false
				}
			}
			a, ok = m.eval(op.expr, &fr)
		case mSet:
			if fr.slots[op.off], ok = m.eval(op.expr, &fr); !ok {
				return false
			}
			pc = op.t
			continue
		}
		if !ok {
			return false
		}
		if op.jop.holds(a&op.mask, k) {
			pc = op.t
		} else {
			pc = op.f
		}
	}
}

// eval runs the stack program at pc.
func (m *matcher) eval(pc int32, fr *frame) (uint32, bool) {
	stack := fr.stack[:]
	if m.depth > maxStack {
		stack = make([]uint32, m.depth)
	}
	top := -1
	for ; ; pc++ {
		s := &m.steps[pc]
		ok := true
		switch s.code {
		case xEnd:
			return stack[top], true
		case xNum:
			top++
			stack[top] = s.k
		case xLen:
			top++
			stack[top] = fr.wire
		case xReg:
			top++
			stack[top] = fr.slots[s.k]
		case xLoad:
			top++
			stack[top], ok = load(fr.data, uint64(s.k), s.size)
		case xLoadX:
			stack[top], ok = load(fr.data, uint64(stack[top])+uint64(s.k), s.size)
		case xNeg:
			stack[top] = -stack[top]
		case xOp:
			y := stack[top]
			top--
			if y == 0 && (s.op == vDiv || s.op == vMod) {
				return 0, false
			}
			stack[top] = compute(s.op, stack[top], y)
		}
		if !ok {
			return 0, false
		}
	}
}
