// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"fmt"
	"strconv"

	"github.com/argus-go/argus/internal/nearest"
)

// dialects holds the lexers, indexed by Dialect.
var dialects = [...]*lexicon{Packet: &packetLexicon, Record: &recordLexicon}

// A parser reads the tokens of one filter text by recursive descent. After the
// first error it is at the end of the text and err is set.
type parser struct {
	text    string
	toks    []token
	match   []int // closing parenthesis of each opening one
	dialect Dialect
	pos     int
	depth   int
	err     *SyntaxError
}

// An inherited holds the qualifiers of the previous term, which a bare value
// after `and` or `or` takes over.
type inherited struct {
	qual Qual
	ok   bool // a bare value may follow
}

// parse reads the whole text.
func (p *parser) parse() (Expr, error) {
	if p.cur().kind == kEnd {
		return nil, nil
	}
	x, _ := p.expr(inherited{})
	if t := p.cur(); p.err == nil && t.kind != kEnd {
		if t.kind == kName {
			p.suggest(nearest.Word(t.text, Words(p.dialect)))
		}
		p.fail("`and`, `or` or the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return x, nil
}

func (p *parser) cur() *token { return &p.toks[p.pos] }

// peek returns the token n after the current one.
func (p *parser) peek(n int) *token {
	return &p.toks[min(p.pos+n, len(p.toks)-1)]
}

func (p *parser) advance() *token {
	t := p.cur()
	if t.kind != kEnd {
		p.pos++
	}
	return t
}

// fail reports the current token and what was wanted instead of it.
func (p *parser) fail(want string) {
	if p.err != nil {
		return
	}
	t := p.cur()
	got := "end of filter"
	if t.kind != kEnd {
		got = strconv.Quote(p.text[t.pos:p.end(t)])
	}
	p.err = &SyntaxError{Text: p.text, Column: t.pos + 1, Got: got, Want: want}
	p.pos = len(p.toks) - 1
}

// suggest reports that the current token is an unknown word for which a keyword,
// if it is not empty, was probably meant.
func (p *parser) suggest(keyword string) {
	if keyword == "" {
		return
	}
	t := p.cur()
	p.reject(t.pos, fmt.Sprintf("unknown word %q: did you mean %q?", t.text, keyword))
}

// reject reports text at pos that is well formed but not allowed.
func (p *parser) reject(pos int, why string) {
	if p.err == nil {
		p.err = &SyntaxError{Text: p.text, Column: pos + 1, Want: why}
		p.pos = len(p.toks) - 1
	}
}

// end returns the offset after token t.
func (p *parser) end(t *token) int {
	_, n := dialects[p.dialect].next(p.text[t.pos:])
	return t.pos + n
}

// enter counts levels of nesting; leave undoes it. What prints with parentheses
// that the text did not need counts as many levels as it has in print, so that
// the printed form is not rejected.
func (p *parser) enter(levels int) bool {
	if p.depth += levels; p.depth > maxDepth {
		p.reject(p.cur().pos, "the filter is nested too deep")
		return false
	}
	return true
}

func (p *parser) leave(levels int) { p.depth -= levels }

// word returns the keyword that t is, and its zero value if it is none.
func (p *parser) word(t *token) word {
	if t.kind != kWord {
		return word{}
	}
	w, _ := dialects[p.dialect].words.find(t.text)
	return w
}

func (p *parser) isClass(t *token, c class) bool {
	return t.kind == kWord && p.word(t).class == c
}

func isOp(t *token, op string) bool { return t.kind == kOp && t.text == op }

// accept skips the operator op if it is the current token.
func (p *parser) accept(op string) bool {
	if !isOp(p.cur(), op) {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(op string) {
	if !p.accept(op) {
		p.fail("`" + op + "`")
	}
}

// expr reads terms joined by `and` and `or`, which associate to the left and
// have the same precedence.
func (p *parser) expr(c inherited) (Expr, inherited) {
	if !p.enter(1) {
		return nil, c
	}
	defer p.leave(1)
	x, c := p.term(c)
	for p.err == nil {
		var y Expr
		switch {
		case p.isClass(p.cur(), cAnd):
			p.pos++
			y, c = p.term(c)
			x = &And{x, y}
		case p.isClass(p.cur(), cOr):
			p.pos++
			y, c = p.term(c)
			x = &Or{x, y}
		default:
			return x, c
		}
	}
	return x, c
}

// term reads one operand of `and` and `or`.
func (p *parser) term(c inherited) (Expr, inherited) {
	if !p.enter(1) {
		return nil, c
	}
	defer p.leave(1)
	t := p.cur()
	switch {
	case p.isClass(t, cNot):
		p.pos++
		x, after := p.term(c)
		return &Not{t.pos, x}, after
	case p.arithAhead():
		return p.compare(), inherited{}
	case isOp(t, "("):
		p.pos++
		x, _ := p.expr(c)
		p.expect(")")
		return x, c
	case p.dialect == Packet:
		return p.packetTerm(c)
	}
	return p.recordTerm(c)
}

// ids reads what follows the qualifiers of a primitive: a value, a negated one,
// or several in parentheses.
func (p *parser) ids(at int, q Qual) Expr {
	if !p.enter(4) {
		return nil
	}
	defer p.leave(4)
	t := p.cur()
	switch {
	case p.isClass(t, cNot):
		p.pos++
		return &Not{t.pos, p.ids(p.cur().pos, q)}
	case isOp(t, "("):
		p.pos++
		x := p.ids(p.cur().pos, q)
		for p.err == nil {
			if p.isClass(p.cur(), cAnd) {
				p.pos++
				x = &And{x, p.ids(p.cur().pos, q)}
			} else if p.isClass(p.cur(), cOr) {
				p.pos++
				x = &Or{x, p.ids(p.cur().pos, q)}
			} else {
				break
			}
		}
		p.expect(")")
		return x
	case p.dialect == Packet:
		return p.packetID(at, q)
	}
	return p.recordID(at, q)
}

// prefix reads the optional length or mask after a network number.
func (p *parser) prefix(v *Value, most int, mask bool) {
	switch {
	case p.accept("/"):
		t := p.cur()
		switch {
		case t.kind != kNumber:
			p.fail("a prefix length")
		case t.num > uint32(most):
			p.reject(t.pos, "the prefix length must be <= "+strconv.Itoa(most))
		default:
			v.Bits = int(t.num)
			p.pos++
		}
	case mask && p.isClass(p.cur(), cMask):
		p.pos++
		t := p.cur()
		if t.kind != kDotted {
			p.fail("a network mask")
			return
		}
		v.Mask = t.text
		p.pos++
	}
}
