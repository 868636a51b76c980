// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"go/ast"
	"go/token"
)

// Limits of length, in lines.
const (
	maxFunc = 80  // of a function, without tables and flat switches
	maxCase = 12  // of a case, for its switch to be flat
	maxFile = 500 // of a file
	maxTest = 700 // of a file of tests
)

// FuncLength returns the number of lines of a function that count: those of
// tables (composite literals) and of flat switches do not, because they can be
// read from top to bottom without keeping anything in mind.
func FuncLength(set *token.FileSet, fn *ast.FuncDecl) int {
	if fn.Body == nil {
		return 0
	}
	lines := func(n ast.Node) int { return set.Position(n.End()).Line - set.Position(n.Pos()).Line }
	length := lines(fn) + 1
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			length -= lines(n)
			return false
		case *ast.SwitchStmt:
			if flat(set, n.Body) {
				length -= lines(n)
				return false
			}
		case *ast.TypeSwitchStmt:
			if flat(set, n.Body) {
				length -= lines(n)
				return false
			}
		}
		return true
	})
	return length
}

// flat reports whether all cases of a switch are short.
func flat(set *token.FileSet, body *ast.BlockStmt) bool {
	for _, c := range body.List {
		if set.Position(c.End()).Line-set.Position(c.Pos()).Line > maxCase {
			return false
		}
	}
	return true
}
