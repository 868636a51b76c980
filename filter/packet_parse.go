// SPDX-License-Identifier: Apache-2.0

package filter

import "github.com/argus-go/argus/internal/nearest"

// packetTerm reads a primitive of pcap-filter(7).
func (p *parser) packetTerm(c inherited) (Expr, inherited) {
	t := p.cur()
	if t.kind != kWord {
		if !c.ok {
			if t.kind == kName {
				p.suggest(nearest.Word(t.text, Words(p.dialect)))
			}
			p.fail("a primitive: protocol, direction, host, net, port, ...")
			return nil, c
		}
		return p.packetID(t.pos, c.qual), c
	}
	var q Qual
	if w := p.word(t); w.class == cProto {
		p.pos++
		q.Proto = w.name
	}
	return p.packetQualified(t.pos, q)
}

// packetQualified reads a primitive after its protocol qualifier, if it has
// one.
func (p *parser) packetQualified(at int, q Qual) (Expr, inherited) {
	t := p.cur()
	w := p.word(t)
	switch w.class {
	case cDir:
		q.Dir = p.direction()
		if w := p.word(p.cur()); w.class == cSel {
			p.pos++
			q.Sel = w.name
		}
	case cSel, cSelOne:
		p.pos++
		q.Sel = w.name
	case cCast:
		p.pos++
		return &Word{At: at, Proto: q.Proto, Name: w.name}, inherited{}
	case cType:
		p.pos++
		return p.frameType(at, q.Proto), inherited{}
	case cArg:
		if q.Proto == "" || w.name == "subtype" || w.name == "dir" {
			return p.packetWord(at, q.Proto)
		}
		return &Word{At: at, Name: q.Proto}, inherited{}
	default:
		if q.Proto == "" {
			return p.packetWord(at, "")
		}
		return &Word{At: at, Name: q.Proto}, inherited{}
	}
	return p.ids(at, q), inherited{q, true}
}

// direction reads src, dst, both of them joined, or an 802.11 address.
func (p *parser) direction() Dir {
	name := p.word(p.advance()).name
	other := map[string]string{"src": "dst", "dst": "src"}[name]
	if other != "" && p.word(p.peek(1)).name == other && p.peek(1).kind == kWord {
		switch p.word(p.cur()).class {
		case cOr:
			p.pos += 2
			return DirOr
		case cAnd:
			p.pos += 2
			return DirAnd
		}
	}
	for d, n := range dirNames {
		if n == name {
			return Dir(d)
		}
	}
	return DirNone
}

// packetID reads one value of a primitive.
func (p *parser) packetID(at int, q Qual) Expr {
	t := p.cur()
	v := Value{Text: t.text, Bits: -1, At: t.pos}
	switch t.kind {
	case kName, kEscaped:
		v.Kind = ValName
		p.pos++
	case kNumber:
		v = Value{Kind: ValNumber, Num: t.num, Bits: -1, At: t.pos}
		p.pos++
		if isOp(p.cur(), "/") || p.isClass(p.cur(), cMask) {
			v.Kind, v.Text, v.Num = ValIPv4, t.text, 0
			p.prefix(&v, 32, true)
		}
	case kDotted:
		v.Kind = ValIPv4
		p.pos++
		p.prefix(&v, 32, true)
	case kIPv6:
		v.Kind = ValIPv6
		v.Addr = parseAddr(t.text)
		v.Text = ""
		p.pos++
		p.prefix(&v, 128, false)
	case kEther:
		v.Kind = ValEther
		p.pos++
	case kARCnet:
		n, _ := parseNumber("0x" + t.text[1:])
		v = Value{Kind: ValARCnet, Num: uint32(n), Bits: -1, At: t.pos}
		p.pos++
	default:
		p.fail("a name, a number or an address")
	}
	return &Primitive{At: at, Qual: q, Val: v}
}

// packetWord reads a test that starts with its own keyword.
func (p *parser) packetWord(at int, proto string) (Expr, inherited) {
	w := p.word(p.cur())
	e := &Word{At: at, Proto: proto, Name: w.name}
	switch w.class {
	case cAlone:
		p.pos++
	case cOptNum:
		p.pos++
		if p.cur().kind == kNumber {
			e.Args = append(e.Args, p.number())
		}
	case cNum:
		p.pos++
		e.Args = append(e.Args, p.number())
	case cArg:
		p.pos++
		if t := p.cur(); t.kind == kNumber && w.name != "dir" && w.name != "reason" {
			p.fail("a name")
		}
		e.Args = append(e.Args, p.argument())
	case cByte:
		p.pos++
		e.Args = append(e.Args, p.number(), p.byteOp(), p.number())
	case cLLC:
		p.pos++
		if t := p.cur(); t.kind == kName || t.kind == kEscaped || p.word(t).name == "rnr" {
			e.Args = append(e.Args, p.argument())
		}
	case cField:
		return p.field(at, w.name), inherited{}
	default:
		p.fail("a primitive: protocol, direction, host, net, port, ...")
	}
	return e, inherited{}
}

// number reads an integer argument.
func (p *parser) number() Value {
	t := p.cur()
	if t.kind != kNumber {
		p.fail("a number")
		return Value{}
	}
	p.pos++
	return Value{Kind: ValNumber, Num: t.num, Bits: -1, At: t.pos}
}

// argument reads a name or a number.
func (p *parser) argument() Value {
	t := p.cur()
	switch {
	case t.kind == kNumber:
		return p.number()
	case t.kind == kName, t.kind == kEscaped, p.word(t).name == "rnr":
		p.pos++
		return Value{Kind: ValName, Text: t.text, Bits: -1, At: t.pos}
	}
	p.fail("a name")
	return Value{}
}

// byteOp reads the operator of `byte`.
func (p *parser) byteOp() Value {
	t := p.cur()
	if t.kind == kOp {
		switch t.text {
		case "=", "<", ">", "&", "|":
			p.pos++
			return Value{Kind: ValOp, Text: t.text, Bits: -1, At: t.pos}
		}
	}
	p.fail("one of = < > & |")
	return Value{}
}

// frameType reads the 802.11 frame type after `type` and the subtype that may
// follow.
func (p *parser) frameType(at int, proto string) Expr {
	e := &Word{At: at, Proto: proto, Name: "type", Args: []Value{p.argument()}}
	if t := p.cur(); t.kind == kWord && t.text == "subtype" {
		p.pos++
		e.Args = append(e.Args, p.argument())
	}
	return e
}

// field reads what follows an ATM or MTP3 field: a number, a comparison with
// one, or several in parentheses.
func (p *parser) field(at int, name string) Expr {
	p.pos++
	if !isOp(p.cur(), "(") {
		return p.fieldValue(at, name)
	}
	p.pos++
	if !p.enter(2) {
		return nil
	}
	defer p.leave(2)
	x := p.fieldValue(p.cur().pos, name)
	for p.isClass(p.cur(), cOr) {
		p.pos++
		x = &Or{x, p.fieldValue(p.cur().pos, name)}
	}
	p.expect(")")
	return x
}

func (p *parser) fieldValue(at int, name string) Expr {
	rel := RelEq
	if t := p.cur(); t.kind == kOp {
		for r, op := range fieldOps {
			if op == compareOps.Of(t.text) {
				rel = Rel(r)
				p.pos++
				break
			}
		}
	}
	return &Primitive{At: at, Qual: Qual{Sel: name}, Rel: rel, Val: p.number()}
}

// fieldOps spells the relations of ATM and MTP3 fields.
var fieldOps = [...]string{RelEq: "=", RelNe: "!=", RelGt: ">", RelGe: ">=", RelLt: "<", RelLe: "<="}
