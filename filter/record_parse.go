// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"math"
	"net/netip"
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/lookup"
)

func parseAddr(s string) netip.Addr {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return a
}

const wantRecordTerm = "a primitive: protocol, direction, selector or test"

// recordTerm reads a primitive of the record dialect (section 2).
func (p *parser) recordTerm(c inherited) (Expr, inherited) {
	t := p.cur()
	if t.kind != kWord || p.isClass(t, cRel) {
		if !c.ok {
			p.fail(wantRecordTerm)
			return nil, c
		}
		return p.recordID(t.pos, c.qual), c
	}
	at := t.pos
	w := p.word(t)
	var q Qual
	if w.class == cProto || w.class == cLink {
		p.pos++
		q.Proto = w.name
		next := p.word(p.cur())
		switch next.class {
		case cCast:
			p.pos++
			return &Word{At: at, Proto: q.Proto, Name: next.name}, inherited{}
		case cDir, cInt, cFloat, cAddr:
		default:
			if w.class == cLink {
				p.fail("a direction or a selector")
			}
			return &Word{At: at, Name: q.Proto}, inherited{}
		}
	}
	if p.isClass(p.cur(), cDir) {
		q.Dir = p.direction()
	}
	return p.recordSelected(at, q, c)
}

// recordSelected reads a primitive after its protocol and direction.
func (p *parser) recordSelected(at int, q Qual, c inherited) (Expr, inherited) {
	w := p.word(p.cur())
	switch w.class {
	case cInt, cFloat, cAddr:
		p.pos++
		q.Sel = w.name
	case cFlag:
		p.pos++
		if q.Dir == DirNone && c.ok {
			q.Dir = c.qual.Dir
		}
		return &Word{At: at, Proto: q.Proto, Dir: q.Dir, Name: w.name}, inherited{Qual{Dir: q.Dir}, true}
	case cState, cCast, cAlone:
		if q.Dir != DirNone {
			break
		}
		p.pos++
		return &Word{At: at, Name: w.name}, inherited{}
	}
	if q.Sel == "" && q.Dir == DirNone {
		p.fail(wantRecordTerm)
		return nil, inherited{}
	}
	return p.ids(at, q), inherited{q, true}
}

// recordID reads one value of a primitive, with the relation that may stand
// before it.
func (p *parser) recordID(at int, q Qual) Expr {
	e := &Primitive{At: at, Qual: q}
	t := p.cur()
	switch {
	case p.isClass(t, cRel):
		e.Rel = Rel(p.word(t).num)
		p.pos++
	case isOp(t, ">="):
		e.Rel = RelGe
		p.pos++
	case isOp(t, "<="):
		e.Rel = RelLe
		p.pos++
	}
	related := p.pos > 0 && p.cur() != t
	t = p.cur()
	v := Value{Text: t.text, Bits: -1, At: t.pos}
	scaled, isScaled := scaledNumber(t, p.numeric(q.Sel) && q.Sel != "port")
	switch {
	case isScaled:
		v.Kind, v.Num, v.Float = ValNumber, uint32(int64(scaled)), scaled
	case t.kind == kNumber:
		v = Value{Kind: ValNumber, Num: t.num, Neg: t.text[0] == '-', Bits: -1, At: t.pos}
		v.Float = float64(int32(t.num))
	case t.kind == kFloat && p.numeric(q.Sel):
		f, err := strconv.ParseFloat(t.text, 32)
		if err != nil {
			p.fail("a number")
		}
		v.Kind, v.Float = ValFloat, f
	case related:
		p.fail("a number")
	case t.kind == kName, t.kind == kEscaped, q.Sel == "proto" && p.isClass(t, cProto),
		t.kind == kWord && laterWords.Of(t.text) && namedBy.Of(q.Sel):
		v.Kind = ValName
	case t.kind == kString:
		v.Kind = ValString
	case t.kind == kEther:
		v.Kind = ValEther
		p.pos++
		p.prefix(&v, 48, false)
		e.Val = v
		return e
	case t.kind == kDotted:
		v.Kind = ValIPv4
		p.pos++
		p.prefix(&v, 32, true)
		e.Val = v
		return e
	case t.kind == kIPv6:
		v.Kind, v.Addr, v.Text = ValIPv6, parseAddr(t.text), ""
		p.pos++
		p.prefix(&v, 128, false)
		e.Val = v
		return e
	default:
		p.fail(p.valueOf(q.Sel))
	}
	e.Val = v
	p.advance()
	return e
}

// valueOf tells what may follow a selector.
func (p *parser) valueOf(sel string) string {
	switch sel {
	case "", "host":
		return "an address or a name"
	case "net":
		return "a network such as 192.0.2.0/24"
	case "port":
		return "a port, a range of ports, or gt, gte, lt, lte, eq or neq and a port"
	case "proto":
		return "a protocol's name or number"
	case "encaps":
		return "an encapsulation's name"
	}
	if p.numeric(sel) {
		return "a number, or gt, gte, lt, lte, eq or neq and a number"
	}
	return "a value: name, number, address or string"
}

// units are the factors of the letters that may end a number.
var units = lookup.Table[byte, float64]{{'k', 1e3}, {'K', 1e3}, {'m', 1e6}, {'M', 1e6}, {'g', 1e9}, {'G', 1e9}, {'t', 1e12}, {'T', 1e12}}

// scaledNumber reads a number with a unit, 10k or 1.5M, which the lexer takes
// for a name, and a number that is too large for 32 bits. Only where a number
// is wanted is it one.
func scaledNumber(t *token, wanted bool) (v float64, ok bool) {
	if !wanted || t.text == "" {
		return 0, false
	}
	switch t.kind {
	case kNumber:
		n, err := strconv.ParseUint(t.text, 0, 63)
		return float64(n), err == nil && n > math.MaxUint32
	case kName:
		last := len(t.text) - 1
		factor := units.Of(t.text[last])
		if factor == 0 || strings.Trim(t.text[:last], "0123456789.") != "" {
			return 0, false
		}
		n, err := strconv.ParseFloat(t.text[:last], 64)
		return n * factor, err == nil && n*factor < 1<<63
	}
	return 0, false
}

// numeric reports whether sel selects a number.
func (p *parser) numeric(sel string) bool {
	c := dialects[p.dialect].words.classOf(sel)
	return c == cInt || c == cFloat
}
