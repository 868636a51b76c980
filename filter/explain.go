// SPDX-License-Identifier: Apache-2.0

package filter

// Explain returns the text of a filter with parentheses around every operand
// that a reader could group in another way. `and` and `or` have one precedence
// in the language, which not everybody knows. The text parses back to a filter
// that accepts the same.
//
// A filter nested so deep that the parser would reject the additional
// parentheses is printed as by its String method.
func Explain(e Expr) string {
	if e == nil {
		return ""
	}
	if explainedDepth(e) > maxDepth-20 {
		return e.String()
	}
	return string(appendExplained(nil, e))
}

// A junction is the operator that an operand belongs to.
type junction uint8

const (
	inAnd junction = iota
	inOr
	inNot
)

func appendExplained(dst []byte, e Expr) []byte {
	switch e := e.(type) {
	case *And:
		dst = appendGrouped(dst, e.X, inAnd)
		return appendGrouped(append(dst, " and "...), e.Y, inAnd)
	case *Or:
		dst = appendGrouped(dst, e.X, inOr)
		return appendGrouped(append(dst, " or "...), e.Y, inOr)
	case *Not:
		return appendGrouped(append(dst, "not "...), e.X, inNot)
	case *Compare:
		dst = append(e.X.appendArith(dst, tightest), ' ')
		dst = append(append(dst, e.Op...), ' ')
		return e.Y.appendArith(dst, tightest)
	}
	return e.appendTo(dst)
}

func appendGrouped(dst []byte, e Expr, in junction) []byte {
	if !grouped(e, in) {
		return appendExplained(dst, e)
	}
	return append(appendExplained(append(dst, '('), e), ')')
}

// grouped reports whether the operand e of an operator needs parentheses.
func grouped(e Expr, in junction) bool {
	switch e := e.(type) {
	case *And:
		return in != inAnd
	case *Or:
		return in != inOr
	case *Not:
		return true
	case *Primitive:
		return e.Qual.Dir == DirOr || e.Qual.Dir == DirAnd
	case *Word:
		return e.Dir == DirOr || e.Dir == DirAnd
	}
	return true
}

// explainedDepth returns how deep the parser nests to read what
// appendExplained prints.
func explainedDepth(e Expr) int {
	operand := func(e Expr, in junction) int {
		n := explainedDepth(e)
		if grouped(e, in) {
			n += 2
		}
		return n
	}
	switch e := e.(type) {
	case *And:
		return max(operand(e.X, inAnd), operand(e.Y, inAnd))
	case *Or:
		return max(operand(e.X, inOr), operand(e.Y, inOr))
	case *Not:
		return 1 + operand(e.X, inNot)
	}
	return 0
}
