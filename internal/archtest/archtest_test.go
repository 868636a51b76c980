// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/argus-go/argus/internal/oracle"
)

// A file is one parsed source of the tree.
type file struct {
	path string // from the root, slashes
	pkg  string // import path
	text []byte
	ast  *ast.File
	set  *token.FileSet
}

func (f *file) test() bool { return strings.HasSuffix(f.path, "_test.go") }

// files parses every Go file of the tree.
func files(t *testing.T) []file {
	t.Helper()
	root, err := oracle.Root()
	if err != nil {
		t.Fatal(err)
	}
	var out []file
	set := token.NewFileSet()
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); p != root && (strings.HasPrefix(n, ".") || n == "testdata" || n == "bin") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(p) != ".go" {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		a, err := parser.ParseFile(set, p, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		out = append(out, file{rel, path.Join(Module, path.Dir(rel)), text, a, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 10 {
		t.Fatalf("only %d Go files below %s", len(out), root)
	}
	return out
}

func TestLayers(t *testing.T) {
	for _, f := range files(t) {
		for _, i := range f.ast.Imports {
			to, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			name, own := unit(to)
			if f.test() && (!own || slices.Contains(Tools, name) || layer(name) >= 0) {
				continue // tests may use any package that has its place
			}
			if bad := CheckImport(f.pkg, to); bad != "" {
				t.Errorf("%s: %s", f.path, bad)
			}
		}
	}
}

func TestPackageComments(t *testing.T) {
	docs, seen := map[string][]string{}, map[string]bool{}
	for _, f := range files(t) {
		if f.test() {
			continue
		}
		seen[f.pkg] = true
		if f.ast.Doc == nil {
			continue
		}
		docs[f.pkg] = append(docs[f.pkg], f.path)
		want := "Package " + f.ast.Name.Name + " "
		if f.ast.Name.Name == "main" {
			want = "Command " + path.Base(f.pkg) + " "
		}
		if !strings.HasPrefix(f.ast.Doc.Text(), want) {
			t.Errorf("%s: the package comment does not begin with %q", f.path, want)
		}
	}
	for pkg := range seen {
		if len(docs[pkg]) != 1 {
			t.Errorf("%s: package comments in %q, want one", pkg, docs[pkg])
		}
	}
}

// TestDescribed: ARCHITECTURE.md says what each package is for, and shows the layers
// that are checked here.
func TestDescribed(t *testing.T) {
	root, err := oracle.Root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "| folder | what |")
	table, _, end := strings.Cut(table, "\n\n")
	if !ok || !end {
		t.Fatal("ARCHITECTURE.md has no table of folders")
	}
	for _, f := range files(t) {
		folder := strings.Join(strings.Split(path.Dir(f.path), "/")[:min(2, strings.Count(f.path, "/"))], "/")
		if folder != "" && !strings.Contains(table, "`"+folder+"`") {
			t.Errorf("%s: ARCHITECTURE.md has no row for `%s`", f.path, folder)
		}
	}
	for _, l := range Layers {
		for _, name := range l {
			if !regexp.MustCompile(`(?m)^([a-z/*]+ +)*` + name + `(/\*)?( .*)?$`).Match(text) {
				t.Errorf("ARCHITECTURE.md does not show the layer of %s", name)
			}
		}
	}
}

func TestLicence(t *testing.T) {
	line := []byte("// SPDX-License-Identifier: Apache-2.0\n")
	for _, f := range files(t) {
		if !bytes.HasPrefix(f.text, line) {
			t.Errorf("%s: the first line is not %q", f.path, line)
		}
	}
}

// A file has one subject and so is short; what is generated may be longer.
func TestLength(t *testing.T) {
	for _, f := range files(t) {
		most := maxFile
		if f.test() {
			most = maxTest
		}
		if n := bytes.Count(f.text, []byte{'\n'}); n > most && !ast.IsGenerated(f.ast) {
			t.Errorf("%s: %d lines, want at most %d", f.path, n, most)
		}
	}
}

// A function can be understood at one sight.
func TestFuncLength(t *testing.T) {
	for _, f := range files(t) {
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := FuncLength(f.set, fn); n > maxFunc {
				t.Errorf("%s: %s has %d lines without tables and flat switches, want at most %d", f.path, fn.Name.Name, n, maxFunc)
			}
		}
	}
}

// TestFuncLengthCounts: the lines of tables and of flat switches do not count,
// those of nested code do.
func TestFuncLengthCounts(t *testing.T) {
	lines := func(s string, n int) string { return strings.Repeat(s+"\n", n) }
	for _, tt := range []struct {
		name, body string
		want       int
	}{
		{"empty", "", 3},
		{"statements", lines("f()", 90), 93},
		{"table", "_ = []int{\n" + lines("1,", 90) + "}\n", 4},
		{"flat switch", "switch {\n" + lines("case a:\nf()", 50) + "}\n", 4},
		{"long case", "switch {\ncase a:\n" + lines("f()", 90) + "}\n", 96},
	} {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, "x.go", "package x\nfunc f() {\n"+tt.body+"\n}\n", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := FuncLength(set, f.Decls[0].(*ast.FuncDecl)); got != tt.want {
			t.Errorf("%s: %d lines, want %d", tt.name, got, tt.want)
		}
	}
}

// foreignPath is a path of one person's machine. Folders that every Unix system
// has are not.
var foreignPath = regexp.MustCompile(`(?:^|[\s"'` + "`" + `(=])(/(?:work|home|root|Users|mnt|data)/[\w./-]*)`)

// TestPaths: texts and sources name no folder of the machine that they were
// written on.
func TestPaths(t *testing.T) {
	root, err := oracle.Root()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if p != root && (name == ".git" || name == "bin" || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if name == ".git" { // a work tree names its repository
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil || !utf8.Valid(b) {
			return err
		}
		seen++
		for _, m := range foreignPath.FindAllSubmatch(b, -1) {
			t.Errorf("%s names %s", p, m[1])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("%d texts were read, want at least 100", seen)
	}
}

func TestCheckImport(t *testing.T) {
	m := Module + "/"
	for _, tt := range []struct {
		from, to string
		ok       bool
	}{
		{m + "record", "fmt", true},
		{m + "record", "golang.org/x/sys/unix", true},
		{m + "record", "github.com/google/go-cmp/cmp", false},
		{m + "internal/capture", "github.com/gopacket/gopacket/pcapgo", true},
		{m + "internal/flow", m + "packet", true},
		{m + "internal/flow", m + "filter", true},
		{m + "internal/flow", m + "internal/capture", false},
		{m + "packet", m + "record", false},
		{m + "packet", m + "internal/getopt", false},
		{m + "filter/match", m + "filter", true},
		{m + "filter/match", m + "filter/bpf", false},
		{m + "internal/program", m + "internal/program/ra", true},
		{m + "internal/program/ra", m + "internal/program/racount", false},
		{m + "internal/program/ra", m + "internal/client", true},
		{m + "internal/client", m + "internal/program/ra", false},
		{m + "cmd/ra", m + "internal/program", true},
		{m + "internal/sensor", m + "internal/oracle", false},
		{m + "internal/parity/cmd/parity", m + "internal/sensor", true},
		{m + "internal/novelty", m + "record", false},
		{m + "internal/client", m + "internal/novelty", false},
	} {
		if bad := CheckImport(tt.from, tt.to); (bad == "") != tt.ok {
			t.Errorf("%s importing %s: %q, want allowed %v", tt.from, tt.to, bad, tt.ok)
		}
	}
}
