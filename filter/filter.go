// SPDX-License-Identifier: Apache-2.0

// Package filter holds the filter language: one lexer, one syntax tree and one
// printer for its two dialects.
//
// The [Packet] dialect is that of pcap-filter(7) and selects packets; the
// [Record] dialect is that of the flow clients (clients' filter language) and
// selects records. [Parse] turns text into an [Expr] in which every primitive
// carries its full qualifiers: what the text left out because an earlier
// primitive said it is filled in. Names (hosts, services, protocols) stay
// names; a backend resolves them through a [Resolver] when it compiles.
//
// An Expr prints itself in a form that parses back to the same tree.
package filter

import "fmt"

// A Dialect is one of the two languages.
type Dialect uint8

// The dialects.
const (
	Packet Dialect = iota // pcap-filter(7): the sensor's packet filter
	Record                // the flow clients' record filter
)

// Limits of a filter text. A longer or deeper text is rejected, so that neither a
// remote peer nor a broken file can make the parser recurse or grow without
// bound.
const (
	maxText  = 1 << 20
	maxDepth = 500
)

// A SyntaxError says where a filter text is wrong, and why.
type SyntaxError struct {
	Text   string // the whole filter text
	Column int    // 1-based, in bytes; one past the end of the text at its end
	Got    string // what was found there, "end of filter" at the end
	Want   string // what was expected, or what is wrong with it
}

// Error gives column, finding and expectation.
func (e *SyntaxError) Error() string {
	if e.Got == "" {
		return fmt.Sprintf("filter: column %d: %s", e.Column, e.Want)
	}
	return fmt.Sprintf("filter: column %d: found %s, want %s", e.Column, e.Got, e.Want)
}

// Parse parses text in dialect d. An empty text gives a nil Expr, which
// accepts everything. The error is a *[SyntaxError].
func Parse(text string, d Dialect) (Expr, error) {
	if len(text) > maxText {
		return nil, &SyntaxError{Text: text[:64], Column: maxText, Want: fmt.Sprintf("the text is longer than %d bytes", maxText)}
	}
	toks, err := scan(text, dialects[d])
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, toks: toks, match: matchParens(toks), dialect: d}
	return p.parse()
}
