// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
)

// Meaning returns what a filter tests, in words that compile to the same test
// and leave nothing to be known: directions, the protocols that a primitive
// is of, relations that are equality whatever was written (clients' filter
// language, section 4).
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

// either makes the direction explicit that is meant without one.
func either(d filter.Dir) filter.Dir {
	if d == filter.DirNone {
		return filter.DirOr
	}
	return d
}

// tcpWords are the flag words that are of TCP alone.
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

// tcpStates are the state words that are of TCP alone.
var tcpStates = lookup.Table[string, bool]{{"synack", true}, {"finack", true}, {"normal", true}, {"wait", true}, {"reuse", true}}

func wordMeaning(w filter.Word) filter.Expr {
	switch {
	case w.Name == "multicast" && (w.Proto == "" || w.Proto == "ip"):
		w.Proto = "ipv4"
	case w.Name == "broadcast" && w.Proto == "ip":
		w.Proto = "ipv4"
	case tcpWords.Of(w.Name):
		w.Proto, w.Dir = "", either(w.Dir)
		return &filter.And{X: plain("tcp"), Y: &w}
	case w.Name == "frag":
		w.Proto, w.Dir = "", either(w.Dir)
		return &filter.And{X: plain("ipv4"), Y: &w}
	case w.Name == "retrans" || w.Name == "multipath":
		w.Proto, w.Dir = "", either(w.Dir)
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
		q.Proto = "" // Compat: it says nothing about counters
		if q.Dir = either(q.Dir); s.whole {
			q.Dir = filter.DirNone
		}
		if s.masked {
			p.Rel = filter.RelEq
		}
		switch q.Sel {
		case "ttl", "tos", "dsb":
			return &filter.And{X: plain("ipv4"), Y: &p}
		case "ipid":
			return &filter.And{X: plain("tcp"), Y: &p}
		}
		return &p
	}
	if s, ok := floatSelectorOf(q.Sel); ok {
		q.Proto = ""
		switch {
		case s.whole:
			q.Dir = filter.DirNone
		case s.both && q.Dir == filter.DirNone && p.Val.Kind == filter.ValFloat:
			q.Dir = filter.DirAnd
		case s.both && q.Dir == filter.DirNone:
			q.Dir = filter.DirSrc // Compat: an integer is compared with the source
		case !s.both:
			q.Dir = either(q.Dir)
		}
		return &p
	}
	switch q.Sel {
	case "":
		q.Sel, q.Dir = "host", either(q.Dir)
	case "host", "net", "encaps", "co":
		q.Dir = either(q.Dir)
	case "port":
		return portMeaning(&p)
	}
	return &p
}

// portMeaning tells of which protocols a port is.
func portMeaning(p *filter.Primitive) filter.Expr {
	p.Qual.Dir = either(p.Qual.Dir)
	if p.Qual.Proto != "" {
		return p
	}
	return &filter.And{X: p, Y: &filter.Or{X: plain("tcp"), Y: plain("udp")}}
}
