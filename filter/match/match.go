// SPDX-License-Identifier: Apache-2.0

// Package match compiles record filters into functions over records.
//
// The values that a filter sees are those that clients print: a client
// prepares a record (package field) before it filters it. Tests on parts that
// a record lacks follow release 3.0.8, which users' filters were written for
// (clients' filter language, section 4): a comparison is false, its negation
// (lt, lte, not) true, and a test of bits true.
package match

import (
	"fmt"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// Options configure what a filter's text leaves open.
type Options struct {
	Precision int              // decimals that floating-point values without a unit are compared at
	Resolver  filter.Resolver  // nil is the system's
	Now       func() time.Time // for the time since the end of a record; nil is time.Now
}

// DefaultPrecision is the number of decimals without -p.
const DefaultPrecision = 6

// An Error says which primitive of a filter cannot be tested, and why.
type Error struct {
	Pos  int // offset in the filter text
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("filter: column %d: %s", e.Pos+1, e.What) }

// A Filter is a compiled record filter. A nil Filter, which an empty text
// compiles to, accepts all records. A Filter keeps state between the calls of
// Match: several goroutines must not share it.
type Filter struct {
	expr    filter.Expr
	options Options
	test    test
	x       candidate
}

// Compile compiles the text of a filter of the record dialect; an empty text
// gives nil. The error is a *[filter.SyntaxError] or an *[Error].
func Compile(text string, o Options) (*Filter, error) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return nil, err
	}
	if o.Resolver == nil {
		o.Resolver = filter.NewSystem()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := compiler{Options: o}
	t := c.expr(e)
	if c.err != nil {
		return nil, c.err
	}
	return &Filter{expr: e, options: o, test: t, x: candidate{now: o.Now}}, nil
}

// Match reports whether the filter accepts r, which should be prepared (package
// field). It allocates nothing and does not keep r.
func (f *Filter) Match(r *record.Record) bool {
	if f == nil {
		return true
	}
	f.x.Record, f.x.measured = r, false
	return f.test(&f.x)
}

// Expr returns the parsed text, nil for a nil Filter.
func (f *Filter) Expr() filter.Expr {
	if f == nil {
		return nil
	}
	return f.expr
}

// Explain returns what the filter tests, as text that compiles to the same
// test; see [Meaning].
func (f *Filter) Explain() string {
	if f == nil {
		return ""
	}
	return filter.Explain(Meaning(f.expr))
}

// Parts returns the parts of a record that Match reads. A record that is decoded
// for nothing else needs no other.
func (f *Filter) Parts() record.Parts {
	if f == nil {
		return 0
	}
	return partsOf(f.expr)
}

// A candidate is the record at hand, with what was computed from it.
type candidate struct {
	*record.Record
	row      field.Row
	measured bool
	now      func() time.Time
}

// measures returns the record's durations and rates.
func (x *candidate) measures() *field.Row {
	if !x.measured {
		x.row.Measure(x.Record)
		x.measured = true
	}
	return &x.row
}

// A test is a compiled filter or a part of one.
type test func(*candidate) bool

func always(*candidate) bool { return true }

func never(*candidate) bool { return false }

func not(t test) test    { return func(x *candidate) bool { return !t(x) } }
func and(t, u test) test { return func(x *candidate) bool { return t(x) && u(x) } }
func or(t, u test) test  { return func(x *candidate) bool { return t(x) || u(x) } }

func fold(ts []test, join func(t, u test) test) test {
	t := ts[0]
	for _, u := range ts[1:] {
		t = join(t, u)
	}
	return t
}

// A side is one direction of a flow.
type side uint8

const (
	src side = iota
	dst
)

// sides joins the tests of the sides that d names; without a direction it joins
// both sides with joined.
func sides(d filter.Dir, joined func(t, u test) test, of func(side) test) test {
	switch d {
	case filter.DirSrc:
		return of(src)
	case filter.DirDst:
		return of(dst)
	case filter.DirAnd:
		return and(of(src), of(dst))
	case filter.DirOr:
		return or(of(src), of(dst))
	}
	return joined(of(src), of(dst))
}

// A compiler turns expressions into tests. After the first error it goes on,
// and err is set.
type compiler struct {
	Options
	err      error
	preParts record.Parts // that pre-tests read, other than the flow key
}

func (c *compiler) fail(pos int, format string, args ...any) test {
	if c.err == nil {
		c.err = &Error{Pos: pos, What: fmt.Sprintf(format, args...)}
	}
	return never
}

func (c *compiler) expr(e filter.Expr) test {
	switch e := e.(type) {
	case *filter.And:
		return and(c.expr(e.X), c.expr(e.Y))
	case *filter.Or:
		return or(c.expr(e.X), c.expr(e.Y))
	case *filter.Not:
		return not(c.expr(e.X))
	case *filter.Primitive:
		return c.primitive(e)
	case *filter.Word:
		return c.word(e)
	case *filter.Compare:
		return compare(e)
	}
	return c.fail(0, "the filter is not a record filter")
}

func (c *compiler) primitive(e *filter.Primitive) test {
	switch e.Qual.Sel {
	case "", "host", "net":
		return c.address(e)
	case "srcid":
		return c.sourceID(e)
	case "inf":
		return c.inf(e)
	case "inode":
		return c.inode(e)
	case "proto":
		return c.protocol(e)
	case "port":
		return c.port(e)
	case "encaps":
		return c.encapsulation(e)
	case "co":
		return c.country(e)
	case "gateway":
		return c.gateway(e)
	}
	return c.number(e)
}

// compare compiles a comparison of bytes of a packet, which a record has not.
//
// Compat: it is accepted; with packet bytes it is false, otherwise true.
func compare(e *filter.Compare) test {
	if loads(e.X) || loads(e.Y) {
		return never
	}
	return always
}

func loads(a filter.Arith) bool {
	switch a := a.(type) {
	case *filter.Load:
		return true
	case *filter.Binary:
		return loads(a.X) || loads(a.Y)
	case *filter.Neg:
		return loads(a.X)
	}
	return false
}
