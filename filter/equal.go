// SPDX-License-Identifier: Apache-2.0

package filter

import "slices"

// Equal reports whether two filters are the same tree, wherever their parts
// stand in their texts.
func Equal(x, y Expr) bool {
	switch x := x.(type) {
	case nil:
		return y == nil
	case *And:
		y, ok := y.(*And)
		return ok && Equal(x.X, y.X) && Equal(x.Y, y.Y)
	case *Or:
		y, ok := y.(*Or)
		return ok && Equal(x.X, y.X) && Equal(x.Y, y.Y)
	case *Not:
		y, ok := y.(*Not)
		return ok && Equal(x.X, y.X)
	case *Primitive:
		y, ok := y.(*Primitive)
		return ok && x.Qual == y.Qual && x.Rel == y.Rel && x.Val.equal(y.Val)
	case *Word:
		y, ok := y.(*Word)
		return ok && x.Proto == y.Proto && x.Dir == y.Dir && x.Name == y.Name &&
			slices.EqualFunc(x.Args, y.Args, Value.equal)
	case *Compare:
		y, ok := y.(*Compare)
		return ok && x.Op == y.Op && equalArith(x.X, y.X) && equalArith(x.Y, y.Y)
	}
	return false
}

func (v Value) equal(w Value) bool {
	v.At, w.At = 0, 0
	return v == w
}

func equalArith(x, y Arith) bool {
	switch x := x.(type) {
	case *Load:
		y, ok := y.(*Load)
		return ok && x.Proto == y.Proto && x.Size == y.Size && equalArith(x.Index, y.Index)
	case *Binary:
		y, ok := y.(*Binary)
		return ok && x.Op == y.Op && equalArith(x.X, y.X) && equalArith(x.Y, y.Y)
	case *Neg:
		y, ok := y.(*Neg)
		return ok && equalArith(x.X, y.X)
	}
	return x == y
}
