// SPDX-License-Identifier: Apache-2.0

package filter

import "github.com/argus-go/argus/internal/lookup"

// arithOps are the operators of an arithmetic expression; the number is the
// precedence. Those with 0 are not declared in the originals' grammar: they are
// read as soon as they come and everything after them is their right operand.
var arithOps = lookup.Table[string, int]{
	{"|", 1}, {"&", 2}, {"<<", 3}, {">>", 3}, {"+", 4}, {"-", 4}, {"*", 5}, {"/", 5}, {"%", 0}, {"^", 0},
}

var compareOps = lookup.Table[string, string]{
	{"=", "="}, {"==", "="}, {"!=", "!="}, {"<", "<"}, {"<=", "<="}, {">", ">"}, {">=", ">="},
}

// continues reports whether t goes on with an arithmetic expression that ends
// before it.
func continues(t *token) bool {
	if t.kind != kOp {
		return false
	}
	_, ok := arithOps.Find(t.text)
	return ok || compareOps.Of(t.text) != ""
}

// arithAhead reports whether the next term is a comparison.
func (p *parser) arithAhead() bool {
	t := p.cur()
	switch t.kind {
	case kNumber:
		return continues(p.peek(1))
	case kOp:
		if t.text == "(" {
			end := p.match[p.pos]
			return end > 0 && continues(&p.toks[end+1])
		}
		return t.text == "-"
	case kWord:
		w := p.word(t)
		if w.class == cLen {
			return true
		}
		return (w.class == cProto || w.class == cLink) && isOp(p.peek(1), "[")
	}
	return false
}

// compare reads a comparison.
func (p *parser) compare() Expr {
	at := p.cur().pos
	x := p.arith(1)
	t := p.cur()
	op := compareOps.Of(t.text)
	if t.kind != kOp || op == "" {
		p.fail("a comparison: > < >= <= = !=")
		return nil
	}
	p.pos++
	return &Compare{At: at, Op: op, X: x, Y: p.arith(1)}
}

// arith reads an expression of operators of at least the given precedence.
func (p *parser) arith(level int) Arith {
	if !p.enter(1) {
		return Number{}
	}
	defer p.leave(1)
	x := p.operand()
	for p.err == nil {
		t := p.cur()
		own, ok := arithOps.Find(t.text)
		if t.kind != kOp || !ok || own != 0 && own < level {
			break
		}
		p.pos++
		var y Arith
		if own == 0 {
			y = p.loose(level)
		} else {
			y = p.arith(own + 1)
		}
		x = &Binary{At: t.pos, Op: t.text, X: x, Y: y}
	}
	return x
}

// loose reads the right operand of an operator without precedence. Where the
// operator is in the operand of another, it prints in parentheses.
func (p *parser) loose(level int) Arith {
	levels := min(level-1, 1)
	if !p.enter(levels) {
		return Number{}
	}
	defer p.leave(levels)
	return p.arith(1)
}

// operand reads a number, `len`, a load, or an expression in parentheses.
func (p *parser) operand() Arith {
	t := p.cur()
	switch {
	case t.kind == kNumber:
		p.pos++
		return Number{t.num}
	case p.isClass(t, cLen):
		p.pos++
		return Len{}
	case p.accept("("):
		x := p.arith(1)
		p.expect(")")
		return x
	case p.accept("-"):
		return p.negated()
	case p.isClass(t, cProto) || p.isClass(t, cLink):
		p.pos++
		p.expect("[")
		l := &Load{At: t.pos, Proto: t.text, Size: 1}
		l.Index = p.arith(1)
		if p.accept(":") {
			if n := p.cur(); n.kind != kNumber || n.num != 1 && n.num != 2 && n.num != 4 {
				p.fail("a size of 1, 2 or 4")
			} else {
				l.Size = int(n.num)
				p.pos++
			}
		}
		p.expect("]")
		return l
	}
	p.fail("a number, `len` or a protocol")
	return Number{}
}

// negated reads the operand of a unary minus, which the undeclared operators
// bind to before the minus does.
func (p *parser) negated() Arith {
	if !p.enter(2) {
		return Number{}
	}
	defer p.leave(2)
	return &Neg{p.arith(tightest)}
}
