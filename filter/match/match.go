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

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// Options set what a filter's text leaves open.
type Options struct {
	Precision int             // decimals that floating-point values are compared at
	Resolver  filter.Resolver // nil is the system's
}

// DefaultPrecision is the number of decimals without -p.
const DefaultPrecision = 6

// An Error tells which primitive of a filter cannot be tested.
type Error struct {
	Pos  int // offset in the filter text
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("filter: column %d: %s", e.Pos+1, e.What) }

// CompileString compiles the text of a filter with default options; an empty
// text gives nil, which takes all records. The function keeps state between
// its calls: it must not be called by several goroutines at once.
func CompileString(text string) (func(*record.Record) bool, error) {
	return CompileText(text, Options{Precision: DefaultPrecision})
}

// CompileText is [CompileString] with options.
func CompileText(text string, o Options) (func(*record.Record) bool, error) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return nil, err
	}
	return Compile(e, o)
}

// Compile compiles a filter of the record dialect. The error is an *[Error].
func Compile(e filter.Expr, o Options) (func(*record.Record) bool, error) {
	if o.Resolver == nil {
		o.Resolver = filter.NewSystem()
	}
	c := compiler{Options: o}
	t := c.expr(e)
	if c.err != nil {
		return nil, c.err
	}
	x := new(candidate)
	return func(r *record.Record) bool {
		x.Record, x.measured = r, false
		return t(x)
	}, nil
}

// Text returns the text of what a filter means; see [Meaning].
func Text(text string) (string, error) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return "", err
	}
	return Meaning(e).String(), nil
}

// A candidate is the record at hand, with what was computed from it.
type candidate struct {
	*record.Record
	row      field.Row
	measured bool
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

// sides joins the tests of both sides as d tells; joined is how it does when d
// does not say.
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
	err    error
	looked record.Parts // that early tests look at, beside keys
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
	return c.fail(0, "the filter is not of the record dialect")
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
