// SPDX-License-Identifier: Apache-2.0

package render

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
)

// Values and what CSV (RFC 4180) and CSV for spreadsheets make of them. What
// begins a formula there is told by OWASP, "CSV Injection".
var csvTests = []struct{ value, plain, safe string }{
	{"", "", ""},
	{"10.0.0.1", "10.0.0.1", "10.0.0.1"},
	{"a,b", `"a,b"`, `"a,b"`},
	{`say "x"`, `"say ""x"""`, `"say ""x"""`},
	{`"`, `""""`, `""""`},
	{"a;b", "a;b", "a;b"},
	{"a b", "a b", "a b"},
	{"=1+1", "=1+1", "'=1+1"},
	{"=a,b", `"=a,b"`, `"'=a,b"`},
	{`="x"`, `"=""x"""`, `"'=""x"""`},
	{"+1", "+1", "'+1"},
	{"-1+1", "-1+1", "'-1+1"},
	{"@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"},
	{"\tx", "\tx", "'\tx"},
	{"\rx", "\"\rx\"", "\"'\rx\""},
	{"a\nb", "\"a\nb\"", "\"a\nb\""},
	{"-", "-", "'-"},
	{"->", "->", "'->"},
	{"-.", "-.", "'-."},
	{"-nan", "-nan", "'-nan"},
	{"-1.2.3", "-1.2.3", "'-1.2.3"},
	{"--1", "--1", "'--1"},
	{"-1e5", "-1e5", "'-1e5"},
	// Negative numbers stay numbers.
	{"-1", "-1", "-1"},
	{"-0.000000", "-0.000000", "-0.000000"},
	{"-12.5", "-12.5", "-12.5"},
	{"-.5", "-.5", "-.5"},
}

func TestCSV(t *testing.T) {
	for _, tt := range csvTests {
		for _, guarded := range []bool{false, true} {
			want := tt.plain
			if guarded {
				want = tt.safe
			}
			l := Layout{Columns: []Column{column("a", 3, false, tt.value), column("b", 3, false, "z")}, Delimiter: ',', Guard: guarded}
			row := new(field.Row)
			line := string(l.AppendRow(nil, row))
			if line != want+",z\n" {
				t.Errorf("%q, guard %v: got %q, want %q", tt.value, guarded, line, want+",z\n")
			}
			readBack(t, tt.value, line, guarded)
		}
	}
}

// readBack reads a line as programs do.
func readBack(t *testing.T, value, line string, guarded bool) {
	t.Helper()
	got, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil {
		t.Errorf("%q: %v", line, err)
		return
	}
	first := got[0]
	if guarded {
		first = strings.TrimPrefix(first, "'")
	}
	if len(got) != 2 || first != value {
		t.Errorf("%q reads as %q, want %q", line, got, value)
	}
}

// TestQuoteMark: the delimiters that values are quoted for.
func TestQuoteMark(t *testing.T) {
	for _, tt := range []struct {
		delimiter, quote byte
		line             string
	}{
		{',', 0, `"x,y""z",` + "\n"},
		{';', 0, `"x,y""z";` + "\n"},
		{'|', 0, `x,y"z|` + "\n"},
		{'|', '\'', `x,y"z|` + "\n"},
		{',', '\'', `'x,y"z',` + "\n"},
	} {
		l := Layout{Columns: []Column{column("a", 3, false, `x,y"z`), column("b", 3, false, "")}, Delimiter: tt.delimiter, Quote: tt.quote}
		if got := string(l.AppendRow(nil, new(field.Row))); got != tt.line {
			t.Errorf("delimiter %q, quote %q: got %q, want %q", tt.delimiter, tt.quote, got, tt.line)
		}
	}
}
