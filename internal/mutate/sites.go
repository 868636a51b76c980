// SPDX-License-Identifier: Apache-2.0

package mutate

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// Mutants lists every change that is possible in the functions of a file.
// covered reports whether the tests execute the code at a place.
func Mutants(file string, source []byte, covered func(line, column int) bool) ([]Mutant, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if ast.IsGenerated(f) {
		return nil, nil
	}
	v := &visitor{set: set, source: source, covered: covered, file: file, seen: map[string]int{}}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			v.fn = funcName(fn)
			ast.Inspect(fn.Body, v.visit)
		}
	}
	return v.out, nil
}

func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	return "(" + types.ExprString(fn.Recv.List[0].Type) + ")." + fn.Name.Name
}

// A visitor collects the mutants of one file.
type visitor struct {
	set     *token.FileSet
	source  []byte
	covered func(line, column int) bool
	file    string
	fn      string
	seen    map[string]int
	out     []Mutant
}

func (v *visitor) offset(p token.Pos) int { return v.set.Position(p).Offset }

// maxShown is how many characters of a changed line are shown.
const maxShown = 200

// shown returns source text on one line, shortened.
func shown(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxShown {
		s = string(r[:maxShown-3]) + "..."
	}
	return s
}

// add notes the mutant that replaces the source between two places. It is shown
// as the change of the lines that it touches.
func (v *visitor) add(kind Kind, from, to token.Pos, text string) {
	at := v.set.Position(from)
	if !v.covered(at.Line, at.Column) {
		return
	}
	m := Mutant{File: v.file, Func: v.fn, Line: at.Line, Kind: kind, from: at.Offset, to: v.offset(to), text: text}
	begin := bytes.LastIndexByte(v.source[:m.from], '\n') + 1
	end := len(v.source)
	if n := bytes.IndexByte(v.source[m.to:], '\n'); n >= 0 {
		end = m.to + n
	}
	m.Old = shown(string(v.source[begin:end]))
	m.New = shown(string(v.source[begin:m.from]) + text + string(v.source[m.to:end]))
	if m.New == "" {
		m.New = "nothing"
	}
	key := m.Func + m.Change()
	m.nth = v.seen[key]
	v.seen[key]++
	v.out = append(v.out, m)
}

// operators are the replacements of binary operators.
var operators = map[token.Token]struct {
	kind Kind
	by   token.Token
}{
	token.LSS: {Boundary, token.LEQ}, token.LEQ: {Boundary, token.LSS},
	token.GTR: {Boundary, token.GEQ}, token.GEQ: {Boundary, token.GTR},
	token.EQL: {Equality, token.NEQ}, token.NEQ: {Equality, token.EQL},
	token.LAND: {Logic, token.LOR}, token.LOR: {Logic, token.LAND},
	token.ADD: {Arithmetic, token.SUB}, token.SUB: {Arithmetic, token.ADD},
	token.MUL: {Arithmetic, token.QUO}, token.QUO: {Arithmetic, token.MUL},
	token.REM: {Arithmetic, token.MUL},
	token.SHL: {Arithmetic, token.SHR}, token.SHR: {Arithmetic, token.SHL},
	token.AND: {Arithmetic, token.OR}, token.OR: {Arithmetic, token.AND},
	token.AND_NOT: {Arithmetic, token.AND}, token.XOR: {Arithmetic, token.OR},
}

// assignments are the replacements of operators that assign.
var assignments = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.OR_ASSIGN: token.AND_ASSIGN, token.AND_ASSIGN: token.OR_ASSIGN,
	token.AND_NOT_ASSIGN: token.OR_ASSIGN, token.MUL_ASSIGN: token.QUO_ASSIGN,
	token.SHL_ASSIGN: token.SHR_ASSIGN, token.SHR_ASSIGN: token.SHL_ASSIGN,
}

func (v *visitor) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if o, ok := operators[n.Op]; ok {
			v.add(o.kind, n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), o.by.String())
		}
	case *ast.IfStmt:
		v.add(Condition, n.Cond.Pos(), n.Cond.End(), "!("+string(v.source[v.offset(n.Cond.Pos()):v.offset(n.Cond.End())])+")")
	case *ast.AssignStmt:
		if by, ok := assignments[n.Tok]; ok {
			v.add(Arithmetic, n.TokPos, n.TokPos+token.Pos(len(n.Tok.String())), by.String())
		}
	case *ast.IncDecStmt:
		by := map[token.Token]string{token.INC: "--", token.DEC: "++"}[n.Tok]
		v.add(Arithmetic, n.TokPos, n.End(), by)
	case *ast.BasicLit:
		v.number(n)
	case *ast.Ident:
		v.identifier(n)
	case *ast.BlockStmt:
		v.statements(n.List)
	case *ast.CaseClause:
		v.statements(n.Body)
	}
	return true
}

// number makes a whole number one larger.
func (v *visitor) number(n *ast.BasicLit) {
	if n.Kind != token.INT {
		return
	}
	if i, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
		v.add(Constant, n.Pos(), n.End(), strconv.FormatInt(i+1, 10))
	}
}

// directions are words of names that exchange source and destination.
var directions = strings.NewReplacer("Src", "Dst", "Dst", "Src", "src", "dst", "dst", "src")

// identifier exchanges truth values and directions.
func (v *visitor) identifier(n *ast.Ident) {
	switch n.Name {
	case "true":
		v.add(Constant, n.Pos(), n.End(), "false")
	case "false":
		v.add(Constant, n.Pos(), n.End(), "true")
	default:
		if other := directions.Replace(n.Name); other != n.Name {
			v.add(Direction, n.Pos(), n.End(), other)
		}
	}
}

// statements leaves out calls, assignments and counting.
func (v *visitor) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt, *ast.IncDecStmt:
			v.add(Statement, s.Pos(), s.End(), "")
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				v.add(Statement, s.Pos(), s.End(), "")
			}
		}
	}
}
