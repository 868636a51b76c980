// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"math"
	"strconv"
	"strings"
)

// A kind is the kind of a token.
type kind uint8

const (
	kEnd      kind = iota
	kWord          // keyword of the dialect
	kOp            // operator
	kNumber        // integer
	kFloat         // record dialect: number with a point
	kDotted        // 2 to 4 dotted numbers (packet), 4 (record)
	kIPv6          // IPv6 literal
	kEther         // hardware address
	kARCnet        // packet dialect: $xx
	kName          // anything else
	kString        // record dialect: "text"
	kEscaped       // \name
	kQuantity      // record dialect: a number with a unit that is no name, as in -5ms or .5s
	kBad           // cannot stand here
)

// A token is one word of a filter text.
type token struct {
	kind kind
	text string // as written; for names and strings the name itself
	pos  int    // offset in the filter text
	num  uint32 // kNumber
}

// A rule matches tokens of one kind: it returns the length of the match at the
// start of s, 0 if there is none.
type rule struct {
	kind  kind
	match func(s string) int
}

// A lexicon is what the dialects' lexers differ in. Of all rules the longest
// match wins, of equally long ones the first.
type lexicon struct {
	rules []rule
	words words
	ops   []string // longest first
	wrap  bool     // numbers wrap at 32 bits
}

// scan cuts text into tokens; the last is a kEnd.
func scan(text string, lx *lexicon) ([]token, error) {
	toks := make([]token, 0, len(text)/4+2)
	for i := 0; ; {
		for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
		}
		if i == len(text) {
			return append(toks, token{kind: kEnd, pos: i}), nil
		}
		t, n := lx.next(text[i:])
		t.pos = i
		if err := t.check(text, lx); err != nil {
			return nil, err
		}
		toks = append(toks, t)
		i += n
	}
}

// next returns the token at the start of s, which is not blank, and its length.
func (lx *lexicon) next(s string) (token, int) {
	best, n := kBad, 0
	for i := range lx.rules {
		if m := lx.rules[i].match(s); m > n {
			best, n = lx.rules[i].kind, m
		}
	}
	for _, op := range lx.ops {
		if len(op) > n && strings.HasPrefix(s, op) {
			best, n = kOp, len(op)
		}
	}
	if best == kBad {
		return token{kind: kBad, text: s[:1]}, 1
	}
	t := token{kind: best, text: s[:n]}
	switch best {
	case kName:
		if w, ok := lx.words.find(t.text); ok {
			t.kind, t.text = kWord, w.name
			if w.class == cNumber {
				t.kind, t.num = kNumber, w.num
			}
		}
	case kEscaped:
		t.text = t.text[1:]
	case kString:
		t.text = t.text[1 : n-1]
	case kOp:
		switch t.text {
		case "&&":
			t.kind, t.text = kWord, "and"
		case "||":
			t.kind, t.text = kWord, "or"
		case "!":
			t.kind, t.text = kWord, "not"
		}
	}
	return t, n
}

// check reports a token that cannot be used and computes a number's value.
func (t *token) check(text string, lx *lexicon) error {
	fail := func(want string) error {
		return &SyntaxError{Text: text, Column: t.pos + 1, Want: want}
	}
	switch t.kind {
	case kBad:
		return fail("illegal character " + strconv.QuoteToASCII(t.text))
	case kNumber:
		if lx.words.classOf(t.text) == cNumber {
			return nil
		}
		v, why := parseNumber(t.text)
		if why == "" && v > math.MaxUint32 && !lx.wrap {
			why = " is too large"
		}
		if why != "" {
			return fail("number " + t.text + why)
		}
		t.num = uint32(v)
	}
	return nil
}

// parseNumber reads an integer in C notation, with a sign where the lexer let
// one in. The second result says what is wrong with it, "" if nothing is.
func parseNumber(s string) (uint64, string) {
	digits := strings.TrimLeft(s, "+-")
	v, err := strconv.ParseUint(digits, 0, 64)
	if err != nil {
		if len(digits) > 1 && digits[0] == '0' && strings.ContainsAny(digits, "89") {
			return 0, " contains a non-octal digit"
		}
		return 0, " is too large"
	}
	if s[0] == '-' {
		v = -v
	}
	return v, ""
}

// matchParens returns for each opening parenthesis the index of its closing
// one, 0 where there is none.
func matchParens(toks []token) []int {
	match := make([]int, len(toks))
	var open []int
	for i, t := range toks {
		switch {
		case t.kind == kOp && t.text == "(":
			open = append(open, i)
		case t.kind == kOp && t.text == ")" && len(open) > 0:
			match[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return match
}
