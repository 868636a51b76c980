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
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/oracle"
)

// A file is one parsed source of the tree.
type file struct {
	path string // from the root, slashes
	pkg  string // import path
	text []byte
	ast  *ast.File
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
		out = append(out, file{rel, path.Join(Module, path.Dir(rel)), text, a})
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

func TestLicence(t *testing.T) {
	line := []byte("// SPDX-License-Identifier: Apache-2.0\n")
	for _, f := range files(t) {
		if !bytes.HasPrefix(f.text, line) {
			t.Errorf("%s: the first line is not %q", f.path, line)
		}
	}
}

// A file has one subject and at most 500 lines, unless it is a test or
// generated.
func TestLength(t *testing.T) {
	for _, f := range files(t) {
		if n := bytes.Count(f.text, []byte{'\n'}); n > 500 && !f.test() && !ast.IsGenerated(f.ast) {
			t.Errorf("%s: %d lines, want at most 500", f.path, n)
		}
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
