// SPDX-License-Identifier: Apache-2.0

package rarc_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/argus-go/argus/internal/rarc"
)

var parseTests = []struct {
	name, in string
	want     []rarc.Var
	bad      int // line of the error, 0 if none
}{
	{name: "empty"},
	{name: "comments", in: "\n# A=1\n ! B=2\n   \n"},
	{name: "plain", in: "RA_USEC_PRECISION=3\n", want: []rarc.Var{{"RA_USEC_PRECISION", "3", 1}}},
	{name: "no last newline", in: "A=1", want: []rarc.Var{{"A", "1", 1}}},
	{name: "quoted", in: `A="b c # d // e"`, want: []rarc.Var{{"A", "b c # d // e", 1}}},
	{name: "quoted, comment", in: `A="b c" // "d"`, want: []rarc.Var{{"A", "b c", 1}}},
	{name: "open quote", in: `A="b c`, want: []rarc.Var{{"A", "b c", 1}}},
	{name: "comment", in: "A=b  // c", want: []rarc.Var{{"A", "b", 1}}},
	{name: "no comment", in: "A=argus://host", want: []rarc.Var{{"A", "argus://host", 1}}},
	{name: "empty value", in: "A=\nB=\"\"", want: []rarc.Var{{"A", "", 1}, {"B", "", 2}}},
	{name: "equals sign", in: "A=B=c", want: []rarc.Var{{"A", "B=c", 1}}},
	{name: "single quotes", in: `RA_FIELD_DELIMITER='\t'`, want: []rarc.Var{{"RA_FIELD_DELIMITER", `'\t'`, 1}}},
	{name: "file and filter", in: `A=/x/y "tcp"`, want: []rarc.Var{{"A", `/x/y "tcp"`, 1}}},
	{
		name: "continued", in: "RA_FILTER=\"tcp and \\\n port 80\"\nB=1\n",
		want: []rarc.Var{{"RA_FILTER", "tcp and  port 80", 1}, {"B", "1", 3}},
	},
	{name: "continued at the end", in: `A=b\`, want: []rarc.Var{{"A", `b\`, 1}}},
	{name: "continued into nothing", in: "A=b\\\n", want: []rarc.Var{{"A", "b", 1}}},
	{
		name: "long lines", in: "#" + strings.Repeat("c", 5000) + "\nA=" + strings.Repeat("x", 9000) + "\\\n" + strings.Repeat("y", 4095) + "\\\nz\nB=1",
		want: []rarc.Var{{"A", strings.Repeat("x", 9000) + strings.Repeat("y", 4095) + "z", 2}, {"B", "1", 5}},
	},
	{name: "CR LF", in: "A=1\r\nB=\"2\"\r\n", want: []rarc.Var{{"A", "1", 1}, {"B", "2", 2}}},
	{name: "blank before =", in: "A=1\nB =2\n", want: []rarc.Var{{"A", "1", 1}}, bad: 2},
	{name: "no =", in: "hello", bad: 1},
	{name: "no name", in: "=1", bad: 1},
}

func TestParse(t *testing.T) {
	for _, tt := range parseTests {
		got, err := rarc.Parse(tt.in)
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: Parse(%q) (-want +got)\n%s", tt.name, tt.in, d)
		}
		var e *rarc.SyntaxError
		line := 0
		if errors.As(err, &e) {
			line = e.Line
		}
		if line != tt.bad {
			t.Errorf("%s: Parse(%q) error %v, want one in line %d", tt.name, tt.in, err, tt.bad)
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.conf")
	if err := os.WriteFile(bad, []byte("A=1\noops\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := rarc.ReadFile(bad)
	if want := bad + `: line 2: "oops" is not of the form NAME=value`; err == nil || err.Error() != want {
		t.Errorf("ReadFile: %v, want %s", err, want)
	}
	big := filepath.Join(dir, "big.conf")
	if err := os.WriteFile(big, []byte(strings.Repeat("#\n", rarc.MaxSize/2+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := rarc.ReadFile(big); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("ReadFile of %d bytes: %v", rarc.MaxSize+2, err)
	}
	if _, err := rarc.ReadFile(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("ReadFile of a missing file: %v", err)
	}
}

func TestFileFilter(t *testing.T) {
	for _, tt := range []struct{ in, file, filter string }{
		{"/x/y", "/x/y", ""},
		{"/x/y tcp and port 80", "/x/y", "tcp and port 80"},
		{`/x/y "tcp and port 80"`, "/x/y", "tcp and port 80"},
		{"  /x/y\t tcp ", "/x/y", "tcp"},
		{"", "", ""},
	} {
		file, filter := rarc.FileFilter(tt.in)
		if file != tt.file || filter != tt.filter {
			t.Errorf("FileFilter(%q) = %q, %q, want %q, %q", tt.in, file, filter, tt.file, tt.filter)
		}
	}
}

func TestYes(t *testing.T) {
	for in, want := range map[string]bool{"yes": true, "YES": true, "no": false, "": false, "y": false, "yes!": false} {
		if rarc.Yes(in) != want {
			t.Errorf("Yes(%q) = %v", in, !want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range parseTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		vars, _ := rarc.Parse(in)
		last := 0
		for _, v := range vars {
			if v.Line <= last || v.Name == "" {
				t.Fatalf("Parse(%q): bad variable %+v after line %d", in, v, last)
			}
			last = v.Line
		}
	})
}
