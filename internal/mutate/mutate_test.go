// SPDX-License-Identifier: Apache-2.0

package mutate

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const example = `package p

type T struct{ Src, Dst int }

func (t *T) Add(n int) bool {
	if n < 3 && t.Src == 0 {
		t.Src += n
		return true
	}
	t.reset()
	return false
}

func (t *T) reset() { t.Dst = 0 }
`

func everywhere(int, int) bool { return true }

func mutants(t *testing.T, source string, covered func(line, column int) bool) []Mutant {
	t.Helper()
	list, err := Mutants("p.go", []byte(source), covered)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestMutants: each kind of change is found, and nothing else.
func TestMutants(t *testing.T) {
	want := []string{
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if !(n < 3 && t.Src == 0) {",
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if n < 3 || t.Src == 0 {",
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if n <= 3 && t.Src == 0 {",
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if n < 4 && t.Src == 0 {",
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if n < 3 && t.Src != 0 {",
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if n < 3 && t.Dst == 0 {",
		"p.go:6 (*T).Add: if n < 3 && t.Src == 0 { => if n < 3 && t.Src == 1 {",
		"p.go:7 (*T).Add: t.Src += n => nothing",
		"p.go:7 (*T).Add: t.Src += n => t.Src -= n",
		"p.go:7 (*T).Add: t.Src += n => t.Dst += n",
		"p.go:8 (*T).Add: return true => return false",
		"p.go:10 (*T).Add: t.reset() => nothing",
		"p.go:11 (*T).Add: return false => return true",
		"p.go:14 (*T).reset: func (t *T) reset() { t.Dst = 0 } => func (t *T) reset() { }",
		"p.go:14 (*T).reset: func (t *T) reset() { t.Dst = 0 } => func (t *T) reset() { t.Src = 0 }",
		"p.go:14 (*T).reset: func (t *T) reset() { t.Dst = 0 } => func (t *T) reset() { t.Dst = 1 }",
	}
	var got []string
	for _, m := range mutants(t, example, everywhere) {
		got = append(got, m.String())
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	blocks, err := parseProfile("mode: set\np.go:14.21,14.34 1 1\np.go:5.31,6.26 1 0\n")
	if err != nil {
		t.Fatal(err)
	}
	some := mutants(t, example, func(line, column int) bool { return covered(blocks["p.go"], line, column) })
	if len(some) != 3 || some[0].Line != 14 {
		t.Errorf("%v, want the three of line 14, which the profile says are executed", some)
	}
}

func TestApply(t *testing.T) {
	for _, m := range mutants(t, example, everywhere) {
		if m.Change() == "t.Src += n => t.Src -= n" {
			if got, want := string(m.Apply([]byte(example))), strings.Replace(example, "+=", "-=", 1); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			return
		}
	}
	t.Error("the change is missing")
}

// TestChoose: a seed gives the same order, whatever was inserted above; another
// seed gives another; and the kinds take turns.
func TestChoose(t *testing.T) {
	order := func(source string, seed uint64) string {
		var b strings.Builder
		for _, m := range Choose(mutants(t, source, everywhere), seed) {
			b.WriteString(m.Change() + "\n")
		}
		return b.String()
	}
	first := order(example, 1)
	if moved := order(strings.Replace(example, "type", "// More.\n\ntype", 1), 1); moved != first {
		t.Errorf("with other line numbers:\n%s\nwant\n%s", moved, first)
	}
	if order(example, 2) == first {
		t.Error("two seeds give the same order")
	}
	kinds := map[Kind]bool{}
	for _, m := range Choose(mutants(t, example, everywhere), 1)[:8] {
		kinds[m.Kind] = true
	}
	if len(kinds) != 8 {
		t.Errorf("the first 8 are of the kinds %v, want all 8", kinds)
	}
}

func TestReasons(t *testing.T) {
	list, err := ParseReasons("# text\n\np.go | f | a | b => a & b | they are disjoint\n")
	if err != nil {
		t.Fatal(err)
	}
	m := &Mutant{File: "p.go", Func: "f", Old: "a | b", New: "a & b"}
	if r := Find(list, m); r == nil || r.Why != "they are disjoint" {
		t.Errorf("found %v", r)
	}
	m.Func = "g"
	if r := Find(list, m); r != nil {
		t.Errorf("found %v for another function", r)
	}
	if _, err := ParseReasons("p.go | f"); err == nil {
		t.Error("a line without a change was taken")
	}
}

// TestRun: in a module of its own, the change that a test notices is killed,
// the one that none notices survives, and one that does not compile is not
// counted.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds several programs")
	}
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command")
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module m\n\ngo 1.22\n",
		"p/p.go":      "package p\n\nvar kept int\n\nfunc F(a int) int {\n\tkept = a\n\tvar srcs int\n\t_ = srcs\n\treturn a + 1\n}\n",
		"p/p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) {\n\tif F(1) != 2 {\n\t\tt.Fatal()\n\t}\n}\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r := &Runner{Go: goCommand, Root: root, Module: "m", Temp: t.TempDir(), Jobs: 1, Timeout: time.Minute}
	results, err := r.Run("p", 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Outcome{}
	for _, x := range results {
		got[x.Change()] = x.Outcome
	}
	for change, want := range map[string]Outcome{
		"return a + 1 => return a - 1": Killed,
		"return a + 1 => return a + 2": Killed,
		"kept = a => nothing":          Survived,
		"_ = srcs => _ = dsts":         Invalid,
	} {
		if o, ok := got[change]; !ok || o != want {
			t.Errorf("%s: outcome %d (tried: %v), want %d", change, o, ok, want)
		}
	}
}
