// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"strconv"

	"github.com/argus-go/argus/internal/lookup"
)

func (e *And) String() string       { return string(e.appendTo(nil)) }
func (e *Or) String() string        { return string(e.appendTo(nil)) }
func (e *Not) String() string       { return string(e.appendTo(nil)) }
func (e *Primitive) String() string { return string(e.appendTo(nil)) }
func (e *Word) String() string      { return string(e.appendTo(nil)) }
func (e *Compare) String() string   { return string(e.appendTo(nil)) }

// `and` and `or` have one precedence and associate to the left, so that only a
// right operand needs parentheses.
func (e *And) appendTo(dst []byte) []byte {
	return appendOperand(append(e.X.appendTo(dst), " and "...), e.Y)
}

func (e *Or) appendTo(dst []byte) []byte {
	return appendOperand(append(e.X.appendTo(dst), " or "...), e.Y)
}

func (e *Not) appendTo(dst []byte) []byte {
	return appendOperand(append(dst, "not "...), e.X)
}

func appendOperand(dst []byte, e Expr) []byte {
	switch e.(type) {
	case *And, *Or:
		return append(e.appendTo(append(dst, '(')), ')')
	}
	return e.appendTo(dst)
}

// appendWord appends a keyword and the blank before it.
func appendWord(dst []byte, w string) []byte {
	if w == "" {
		return dst
	}
	if n := len(dst); n > 0 && dst[n-1] != ' ' && dst[n-1] != '(' {
		dst = append(dst, ' ')
	}
	return append(dst, w...)
}

func (e *Primitive) appendTo(dst []byte) []byte {
	dst = appendWord(dst, e.Qual.Proto)
	dst = appendWord(dst, e.Qual.Dir.String())
	dst = appendWord(dst, e.Qual.Sel)
	switch {
	case e.Rel == RelEq:
	case packetLexicon.words.classOf(e.Qual.Sel) == cField:
		dst = appendWord(dst, fieldOps[e.Rel])
	default:
		dst = appendWord(dst, e.Rel.String())
	}
	if e.Val.Kind == ValName && escapedHere(e.Qual.Sel, e.Val.Text) {
		return append(append(dst, ' ', '\\'), e.Val.Text...)
	}
	return e.Val.appendTo(append(dst, ' '))
}

// escapedHere reports whether the parser would not take text for a name after
// the selector.
func escapedHere(sel, text string) bool {
	number, _ := splitQuantity(text)
	switch kind := numberKindOf(sel); {
	case kind == notNumeric, sel == "port":
		return false
	case sel == "dsb":
		return number != ""
	}
	return true
}

func (e *Word) appendTo(dst []byte) []byte {
	dst = appendWord(dst, e.Proto)
	dst = appendWord(dst, e.Dir.String())
	dst = appendWord(dst, e.Name)
	for i := range e.Args {
		if e.Name == "type" && i == 1 {
			dst = append(dst, " subtype"...)
		}
		dst = e.Args[i].appendTo(append(dst, ' '))
	}
	return dst
}

func (e *Compare) appendTo(dst []byte) []byte {
	dst = e.X.appendArith(dst, 0)
	dst = append(dst, ' ')
	dst = append(dst, e.Op...)
	dst = append(dst, ' ')
	return e.Y.appendArith(dst, 0)
}

func (v *Value) appendTo(dst []byte) []byte {
	switch v.Kind {
	case ValName:
		if plainName(v.Text) {
			return append(dst, v.Text...)
		}
		return append(append(dst, '\\'), v.Text...)
	case ValNumber:
		if v.Text != "" { // with a unit, or too large for Num
			return append(dst, v.Text...)
		}
		if v.Neg {
			return strconv.AppendUint(append(dst, '-'), uint64(-v.Num), 10)
		}
		return strconv.AppendUint(dst, uint64(v.Num), 10)
	case ValARCnet:
		return strconv.AppendUint(append(dst, '$'), uint64(v.Num), 16)
	case ValString:
		return append(append(append(dst, '"'), v.Text...), '"')
	case ValIPv6:
		if v.Addr.IsUnspecified() {
			dst = append(dst, '0') // the record dialect wants a group
		}
		dst = v.Addr.AppendTo(dst)
	default:
		dst = append(dst, v.Text...)
	}
	if v.Bits >= 0 {
		dst = strconv.AppendInt(append(dst, '/'), int64(v.Bits), 10)
	}
	if v.Mask != "" {
		dst = append(append(dst, " mask "...), v.Mask...)
	}
	return dst
}

// plainName reports whether both lexers read s as the name s.
func plainName(s string) bool {
	if s == "" {
		return false
	}
	for i := range dialects {
		t, n := dialects[i].next(s)
		if t.kind != kName || n != len(s) {
			return false
		}
	}
	return true
}

// Levels of arithmetic operators: the higher binds the tighter. `%` and `^`
// have none: they take the operand directly before them and everything after.
var arithLevels = lookup.Table[string, int]{
	{"|", 1}, {"&", 2}, {"<<", 3}, {">>", 3}, {"+", 4}, {"-", 4}, {"*", 5}, {"/", 5},
}

func (Len) appendArith(dst []byte, _ int) []byte { return append(dst, "len"...) }

func (a Number) appendArith(dst []byte, _ int) []byte {
	return strconv.AppendUint(dst, uint64(a.N), 10)
}

func (a *Load) appendArith(dst []byte, _ int) []byte {
	dst = append(append(dst, a.Proto...), '[')
	dst = a.Index.appendArith(dst, 0)
	if a.Size != 1 {
		dst = strconv.AppendInt(append(dst, ':'), int64(a.Size), 10)
	}
	return append(dst, ']')
}

// An operand that is itself an operation is printed in parentheses, except for what
// associates to the left anyway.
func (a *Binary) appendArith(dst []byte, level int) []byte {
	own := arithLevels.Of(a.Op)
	if level > 0 && (own == 0 || own < level) {
		return append(a.appendArith(append(dst, '('), 0), ')')
	}
	if own == 0 {
		dst = a.X.appendArith(dst, tightest)
	} else {
		dst = a.X.appendArith(dst, own)
	}
	dst = append(append(append(dst, ' '), a.Op...), ' ')
	if own == 0 {
		return a.Y.appendArith(dst, 0)
	}
	return a.Y.appendArith(dst, own+1)
}

func (a *Neg) appendArith(dst []byte, _ int) []byte {
	return a.X.appendArith(append(dst, "- "...), tightest)
}

// tightest is above all operators: only a single operand needs no parentheses.
const tightest = 6
