// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"go/ast"
	"go/types"
	"testing"
)

// TestTables: the compiler finds a key that is twice in a map, but not in a
// table.
func TestTables(t *testing.T) {
	tables := 0
	for _, f := range files(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || !isTable(lit.Type) {
				return true
			}
			tables++
			seen := map[string]bool{}
			for _, e := range lit.Elts {
				row, ok := e.(*ast.CompositeLit)
				if !ok || len(row.Elts) == 0 {
					t.Fatalf("%s: a row of a table is %s", f.path, types.ExprString(e))
				}
				key := types.ExprString(row.Elts[0])
				if seen[key] {
					t.Errorf("%s: the key %s is in a table twice", f.path, key)
				}
				seen[key] = true
			}
			return true
		})
	}
	if tables < 10 {
		t.Errorf("there are %d tables: the test does not see them", tables)
	}
}

// isTable reports whether a literal's type is that of package lookup.
func isTable(x ast.Expr) bool {
	i, ok := x.(*ast.IndexListExpr)
	if !ok {
		return false
	}
	s, ok := i.X.(*ast.SelectorExpr)
	return ok && types.ExprString(s) == "lookup.Table"
}
