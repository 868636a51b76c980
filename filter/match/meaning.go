// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
)

// Meaning returns what a filter tests, in words that compile to the same test
// and leave nothing implied: each side that is tested, the protocols that a
// primitive demands, and equality where the relation that was written is
// ignored (clients' filter language, section 4).
func Meaning(e filter.Expr) filter.Expr {
	switch e := e.(type) {
	case *filter.And:
		return &filter.And{X: Meaning(e.X), Y: Meaning(e.Y)}
	case *filter.Or:
		return &filter.Or{X: Meaning(e.X), Y: Meaning(e.Y)}
	case *filter.Not:
		return &filter.Not{At: e.At, X: Meaning(e.X)}
	case *filter.Word:
		return wordMeaning(*e)
	case *filter.Primitive:
		return primitiveMeaning(*e)
	}
	return e
}

func plain(name string) filter.Expr { return &filter.Word{Name: name} }

// spread returns the test of both sides in place of a test of `src or dst` or
// `src and dst`. No direction means either side.
func spread(d filter.Dir, of func(filter.Dir) filter.Expr) filter.Expr {
	switch d {
	case filter.DirSrc, filter.DirDst:
		return of(d)
	case filter.DirAnd:
		return &filter.And{X: of(filter.DirSrc), Y: of(filter.DirDst)}
	}
	return &filter.Or{X: of(filter.DirSrc), Y: of(filter.DirDst)}
}

func spreadPrimitive(p filter.Primitive) filter.Expr {
	return spread(p.Qual.Dir, func(d filter.Dir) filter.Expr {
		side := p
		side.Qual.Dir = d
		return &side
	})
}

func spreadWord(w filter.Word) filter.Expr {
	return spread(w.Dir, func(d filter.Dir) filter.Expr {
		side := w
		side.Proto, side.Dir = "", d
		return &side
	})
}

// tcpWords are the flag words that demand TCP.
var tcpWords = lookup.Table[string, bool]{
	{"syn", true},
	{"fin", true},
	{"rst", true},
	{"push", true},
	{"ack", true},
	{"urg", true},
	{"ece", true},
	{"cwr", true},
	{"outoforder", true},
	{"winshut", true},
	{"ecn", true},
}

// tcpStates are the state words that demand TCP.
var tcpStates = lookup.Table[string, bool]{{"synack", true}, {"finack", true}, {"normal", true}, {"wait", true}, {"reuse", true}}

func wordMeaning(w filter.Word) filter.Expr {
	switch {
	case w.Name == "multicast" && (w.Proto == "" || w.Proto == "ip"):
		w.Proto = "ipv4"
	case w.Name == "broadcast" && w.Proto == "ip":
		w.Proto = "ipv4"
	case tcpWords.Of(w.Name):
		return &filter.And{X: plain("tcp"), Y: spreadWord(w)}
	case w.Name == "frag":
		return &filter.And{X: plain("ipv4"), Y: spreadWord(w)}
	case w.Name == "retrans" || w.Name == "multipath":
		return spreadWord(w)
	case tcpStates.Of(w.Name):
		return &filter.And{X: plain("tcp"), Y: &w}
	case tcpOptionBits.Of(w.Name) != 0:
		return &filter.And{X: plain("ipv4"), Y: &w}
	}
	return &w
}

func primitiveMeaning(p filter.Primitive) filter.Expr {
	q := &p.Qual
	if s, ok := intSelectorOf(q.Sel); ok {
		return numberMeaning(p, s)
	}
	if s, ok := floatSelectorOf(q.Sel); ok {
		return floatMeaning(p, s)
	}
	switch q.Sel {
	case "", "host", "net":
		return addressMeaning(p)
	case "as", "encaps", "co":
		return spreadPrimitive(p)
	case "port":
		return portMeaning(p)
	}
	return &p
}

// numberMeaning is the meaning of a test of an integer.
//
// Compat: a protocol before it is ignored.
func numberMeaning(p filter.Primitive, s intSelector) filter.Expr {
	p.Qual.Proto = ""
	if s.masked {
		p.Rel = filter.RelEq
	}
	if s.whole {
		p.Qual.Dir = filter.DirNone
		return &p
	}
	e := spreadPrimitive(p)
	switch p.Qual.Sel {
	case "ttl", "tos", "dsb":
		return &filter.And{X: plain("ipv4"), Y: e}
	case "ipid":
		return &filter.And{X: plain("tcp"), Y: e}
	}
	return e
}

// floatMeaning is the meaning of a test of a floating-point number.
//
// Compat: a protocol before it is ignored.
func floatMeaning(p filter.Primitive, s floatSelector) filter.Expr {
	q := &p.Qual
	q.Proto = ""
	switch {
	case s.whole:
		q.Dir = filter.DirNone
		return &p
	case s.both && q.Dir == filter.DirNone && p.Val.Kind == filter.ValNumber:
		q.Dir = filter.DirSrc // Compat: an integer is compared with the source
	case s.both && q.Dir == filter.DirNone:
		q.Dir = filter.DirAnd
	}
	return spreadPrimitive(p)
}

// addressMeaning is the meaning of a test of an address or a network. It is not
// spread over the sides if both sides must have the same one of several
// addresses of a name.
func addressMeaning(p filter.Primitive) filter.Expr {
	if p.Qual.Sel == "" {
		p.Qual.Sel = "host"
	}
	var over filter.Expr
	if p.Qual.Proto == "icmp6" {
		over, p.Qual.Proto = plain("icmp6"), "ipv6"
	}
	e := filter.Expr(&p)
	if p.Qual.Dir != filter.DirAnd || p.Val.Kind != filter.ValName {
		e = spreadPrimitive(p)
	}
	if over != nil {
		return &filter.And{X: over, Y: e}
	}
	return e
}

// portMeaning is the meaning of a test of a port or a range of ports.
func portMeaning(p filter.Primitive) filter.Expr {
	var e filter.Expr
	if low, high, ok := portRange(&p); ok {
		// Compat: each end of the range is tested on either side.
		end := func(rel filter.Rel, n uint16) filter.Expr {
			bound := p
			bound.Rel, bound.Val = rel, filter.Value{Kind: filter.ValNumber, Num: uint32(n), Bits: -1}
			return spreadPrimitive(bound)
		}
		e = &filter.And{X: end(filter.RelGe, low), Y: end(filter.RelLe, high)}
	} else {
		e = spreadPrimitive(p)
	}
	if p.Qual.Proto != "" {
		return e
	}
	var protos filter.Expr = plain("tcp")
	for _, name := range [...]string{"udp", "sctp", "udplite", "dccp"} {
		protos = &filter.Or{X: protos, Y: plain(name)}
	}
	return &filter.And{X: e, Y: protos}
}
