// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"net/netip"
	"strconv"

	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/nearest"
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
			p.failTerm()
			return nil, c
		}
		return p.recordID(t.pos, c.qual), c
	}
	at := t.pos
	w := p.word(t)
	var q Qual
	if w.class == cProto || w.class == cLink {
		p.pos++
		if tagWords.Of(w.name) != "" && p.tagAhead(w.name) {
			return p.tag(at, Qual{Sel: w.name})
		}
		q.Proto = w.name
		next := p.word(p.cur())
		switch next.class {
		case cCast:
			p.pos++
			return &Word{At: at, Proto: q.Proto, Name: next.name}, inherited{}
		case cDir, cInt, cFloat, cTime, cAddr:
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
	case cInt, cFloat, cTime, cAddr:
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
		if w.name == "synack" && p.valueAhead() {
			q.Sel = w.name
			break
		}
		return &Word{At: at, Name: w.name}, inherited{}
	case cProto:
		if q.Dir != DirNone && q.Proto == "" && tagWords.Of(w.name) != "" {
			p.pos++
			return p.tag(at, Qual{Dir: q.Dir, Sel: w.name})
		}
	}
	if q.Sel == "" && q.Dir == DirNone {
		p.failTerm()
		return nil, inherited{}
	}
	return p.ids(at, q), inherited{q, true}
}

// columnWords are words for columns that select records by a name of their own.
var columnWords = lookup.Table[string, string]{
	{"saddr", "src host"},
	{"daddr", "dst host"},
	{"sport", "src port"},
	{"dport", "dst port"},
	{"smac", "ether src"},
	{"dmac", "ether dst"},
	{"spkts", "src pkts"},
	{"dpkts", "dst pkts"},
	{"sbytes", "src bytes"},
	{"dbytes", "dst bytes"},
}

// failTerm reports that no primitive starts at the current token.
func (p *parser) failTerm() {
	t := p.cur()
	switch t.kind {
	case kName:
		if _, ok := builtinProtocols.Find(t.text); ok {
			p.suggest("proto " + t.text)
		}
		p.suggest(columnWords.Of(t.text))
		p.suggest(nearest.Word(t.text, Words(p.dialect)))
	case kDotted, kIPv6:
		p.fail("`host` or `net` before an address")
	case kEther:
		p.fail("`ether host` before a hardware address")
	}
	p.fail(wantRecordTerm)
}

// tagWords are the protocols whose tag may follow them, and the word that may
// stand between: `vlan 505`, `vlan id 505`.
var tagWords = lookup.Table[string, string]{{"vlan", "id"}, {"mpls", "label"}}

// tagAhead reports whether a tag follows the protocol name.
func (p *parser) tagAhead(name string) bool {
	t := p.cur()
	return p.valueAhead() || t.kind == kName && t.text == tagWords.Of(name)
}

// valueAhead reports whether a number, a relation or a list of them follows.
func (p *parser) valueAhead() bool {
	t := p.cur()
	switch t.kind {
	case kNumber, kFloat, kQuantity:
		return true
	case kName:
		number, _ := splitQuantity(t.text)
		return number != ""
	case kWord:
		return p.isClass(t, cRel)
	case kOp:
		_, ok := relations.Find(t.text)
		return ok || t.text == "("
	}
	return false
}

// tag reads the tag that q selects.
func (p *parser) tag(at int, q Qual) (Expr, inherited) {
	if t := p.cur(); t.kind == kName && t.text == tagWords.Of(q.Sel) {
		p.pos++
	}
	return p.ids(at, q), inherited{q, true}
}

// relations are the operators that may stand before a number.
var relations = lookup.Table[string, Rel]{
	{"=", RelEq}, {"==", RelEq}, {"!=", RelNe}, {">", RelGt}, {">=", RelGe}, {"<", RelLt}, {"<=", RelLe},
}

// relation reads the relation that may stand before a value, and reports
// whether there is one.
func (p *parser) relation(numeric bool) (Rel, bool) {
	t := p.cur()
	switch {
	case p.isClass(t, cRel):
		p.pos++
		return Rel(p.word(t).num), true
	case t.kind == kOp && (numeric || t.text == ">=" || t.text == "<="):
		if r, ok := relations.Find(t.text); ok {
			p.pos++
			return r, true
		}
	}
	return RelEq, false
}

// recordID reads one value of a primitive, with the relation that may stand
// before it.
func (p *parser) recordID(at int, q Qual) Expr {
	e := &Primitive{At: at, Qual: q}
	kind := numberKindOf(q.Sel)
	var related bool
	e.Rel, related = p.relation(kind != notNumeric)
	if p.recordNumber(kind, &e.Val) {
		p.advance()
		return e
	}
	if related && q.Sel != "dsb" {
		p.fail(kind.want(p.cur().text))
		return e
	}
	p.recordValue(q.Sel, kind, &e.Val)
	return e
}

// recordNumber reads the current token into v if it is a number, which it leaves to
// the caller to skip.
func (p *parser) recordNumber(kind numberKind, v *Value) bool {
	t := p.cur()
	*v = Value{Bits: -1, At: t.pos}
	switch t.kind {
	case kNumber:
		if (kind == multipleKind || kind == durationKind) && wideNumber(t.text, v) {
			return true
		}
		v.Kind, v.Num, v.Neg, v.Float = ValNumber, t.num, t.text[0] == '-', float64(int32(t.num))
		return true
	case kFloat:
		if kind == notNumeric {
			return false
		}
		f, err := strconv.ParseFloat(t.text, 32)
		if err != nil {
			p.fail(wantNumber)
		}
		v.Kind, v.Text, v.Float = ValFloat, t.text, f
		return true
	case kName, kQuantity:
		return kind.quantity(t.text, v)
	}
	return false
}

// recordValue reads a value that is not a number.
func (p *parser) recordValue(sel string, kind numberKind, v *Value) {
	t := p.cur()
	v.Text = t.text
	switch {
	case t.kind == kName && kind != notNumeric && sel != "port" && sel != "dsb":
		if number, _ := splitQuantity(t.text); number != "" {
			p.fail(kind.want(t.text))
		}
		p.suggest(nearest.Word(t.text, Words(p.dialect)))
		p.fail(valueOf(sel, kind))
	case tagWords.Of(sel) != "" && t.kind != kName: // vlan 5:: is no tag either
		p.fail(valueOf(sel, kind))
	case t.kind == kName, t.kind == kEscaped:
		v.Kind = ValName
	case t.kind == kWord && p.nameThere(t, sel):
		v.Kind, v.Text = ValName, p.text[t.pos:p.end(t)]
	case t.kind == kString:
		v.Kind = ValString
	case t.kind == kEther:
		v.Kind = ValEther
		p.pos++
		p.prefix(v, 48, false)
		return
	case t.kind == kDotted:
		v.Kind = ValIPv4
		p.pos++
		p.prefix(v, 32, true)
		return
	case t.kind == kIPv6:
		v.Kind, v.Addr, v.Text = ValIPv6, parseAddr(t.text), ""
		p.pos++
		p.prefix(v, 128, false)
		return
	default:
		p.fail(valueOf(sel, kind))
	}
	p.advance()
}

// nameThere reports whether the keyword t is a name as the value of a selector.
func (p *parser) nameThere(t *token, sel string) bool {
	if sel == "proto" && p.isClass(t, cProto) {
		return true
	}
	return laterWords.Of(p.text[t.pos:p.end(t)]) && namedBy.Of(sel)
}

// valueOf says what may follow a selector.
func valueOf(sel string, kind numberKind) string {
	const orRelated = ", or a relation (> >= < <= = !=) and a number"
	switch sel {
	case "", "host":
		return "an address or a name"
	case "net":
		return "a network such as 192.0.2.0/24"
	case "port":
		return "a port, a range of ports" + orRelated
	case "proto":
		return "a protocol's name or number"
	case "encaps":
		return "an encapsulation's name"
	}
	if kind != notNumeric {
		return kind.want("") + orRelated
	}
	return "a value: name, number, address or string"
}
