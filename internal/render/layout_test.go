// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// column makes a column that prints text.
func column(name string, width int, left bool, text string) Column {
	return Column{Field: &field.Field{
		Name: name, Label: strings.ToUpper(name), Width: width, Left: left,
		Append: func(dst []byte, _ *field.Options, _ *field.Row) []byte { return append(dst, text...) },
	}, Width: width}
}

// Lines of made-up columns (clients: fields, section 3).
var lineTests = []struct {
	name    string
	layout  Layout
	columns []Column
	header  string
	line    string
}{
	{
		"right and left",
		Layout{},
		[]Column{column("a", 5, false, "12"), column("b", 4, true, "x"), column("c", 3, false, "y")},
		"    A    B   C \n", "   12 x      y\n",
	},
	{
		"cut with a mark",
		Layout{},
		[]Column{column("a", 5, false, "1234567"), column("b", 4, true, "abcdef")},
		"    A    B \n", "1234* abc*\n",
	},
	{
		"trailing blanks go",
		Layout{},
		[]Column{column("a", 3, false, "1"), column("b", 9, true, "")},
		"  A         B \n", "  1\n",
	},
	{
		"wider than a few words",
		Layout{},
		[]Column{column("a", 40, false, "123"), column("b", 30, false, "an address of 22 bytes")},
		strings.Repeat(" ", 39) + "A " + strings.Repeat(" ", 29) + "B \n",
		strings.Repeat(" ", 37) + "123 " + strings.Repeat(" ", 8) + "an address of 22 bytes\n",
	},
	{
		"label cut without a mark",
		Layout{},
		[]Column{column("long", 2, false, "1")},
		"LO \n", " 1\n",
	},
	{
		"address and port",
		Layout{},
		[]Column{column("saddr", 9, false, "192.0.2.1"), column("sport", 6, true, "80"), column("daddr", 9, false, "192.0.2.2"), column("dport", 6, true, "")},
		"    SADDR  SPORT     DADDR  DPORT \n", "192.0.2.1.80     192.0.2.2\n",
	},
	{
		"delimiter",
		Layout{Delimiter: ','},
		[]Column{column("a", 3, false, "12345"), column("b", 3, false, ""), column("c", 3, false, " d ")},
		"A,B,C\n", "12345,, d\n",
	},
	{
		"quotes",
		Layout{Delimiter: ',', Quote: '"'},
		[]Column{column("a", 3, false, "1,2"), column("b", 3, false, `say "x"`), column("c", 3, false, "d")},
		"\"A\",\"B\",\"C\"\n", "\"1,2\",\"say \"\"x\"\"\",d\n",
	},
	{
		"variable width",
		Layout{Variable: true},
		[]Column{column("a", 9, false, "1"), column("b", 9, false, "2")},
		"A B \n", "1 2\n",
	},
	{
		"a column that vanishes",
		Layout{},
		[]Column{column("a", 3, false, "1"), column("resp", 12, false, ""), column("b", 3, false, "2")},
		"  A         RESP   B \n", "  1   2\n",
	},
}

func TestLines(t *testing.T) {
	r := record.Record{Type: record.TypeFAR}
	var row field.Row
	new(field.Preparer).Prepare(&r, &row)
	for _, tt := range lineTests {
		l := tt.layout
		l.Columns = tt.columns
		if got := string(l.AppendHeader(nil)); got != tt.header {
			t.Errorf("%s: header %q, want %q", tt.name, got, tt.header)
		}
		if got := string(l.AppendRow(nil, &row)); got != tt.line {
			t.Errorf("%s: line %q, want %q", tt.name, got, tt.line)
		}
		// The buffer's room must not matter.
		tight := append(make([]byte, 0, 1), '>')
		if got := string(l.AppendRow(tight, &row)); got != ">"+tt.line {
			t.Errorf("%s: after a byte: line %q, want %q", tt.name, got, tt.line)
		}
	}
}

// Field lists and the columns that they leave (section 2).
var listTests = []struct {
	words []string
	want  string
	bad   bool
}{
	{[]string{"stime saddr"}, "stime:12 saddr:18", false},
	{[]string{"stime,saddr:8", "+dur"}, "stime:12 saddr:8 dur:10", false},
	{[]string{"+dur"}, "proto:6 state:5 dur:10", false},
	{[]string{"+0dur"}, "dur:10 proto:6 state:5", false},
	{[]string{"-proto"}, "state:5", false},
	{[]string{"+dur", "saddr"}, "proto:6 state:5 dur:10 saddr:18", false},
	{[]string{"saddr:8", "saddr"}, "saddr:8 saddr:8", false},
	{[]string{"nothing"}, "", false},
	{[]string{"nothing", "dur"}, "dur:10", false},
	{[]string{"dur:0"}, "", true},
	{[]string{"dur:x"}, "", true},
	{[]string{"suser[0,3]"}, "", true},
	{[]string{"saddr::%s"}, "", true},
}

func TestApply(t *testing.T) {
	for _, tt := range listTests {
		c := NewColumns([]string{"proto", "state"})
		var err error
		for _, w := range tt.words {
			if err == nil {
				err = c.Apply([]string{w})
			}
		}
		if (err != nil) != tt.bad {
			t.Errorf("%q: error %v, want one: %v", tt.words, err, tt.bad)
			continue
		}
		var got []string
		for _, x := range c.List() {
			got = append(got, x.Name+":"+string(appendWidth(nil, x.Width)))
		}
		if s := strings.Join(got, " "); !tt.bad && s != tt.want {
			t.Errorf("%q: got %q, want %q", tt.words, s, tt.want)
		}
	}
}

func appendWidth(dst []byte, n int) []byte {
	if n >= 10 {
		dst = appendWidth(dst, n/10)
	}
	return append(dst, byte('0'+n%10))
}

// TestPut: values that are put where they have their place in a line make the
// line that values one after the other make.
func TestPut(t *testing.T) {
	wire, err := os.ReadFile("../client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	lists := [][]string{field.Default}
	for _, f := range field.All() {
		lists = append(lists, []string{"saddr", f.Name, "dport", f.Name, "flgs"})
	}
	for _, names := range lists {
		for _, level := range []int{field.NamesPorts, field.NamesProto, field.NamesNone} {
			o := field.Options{Precision: 6, Names: level, Location: time.UTC}
			put := Layout{Columns: NewColumns(names).List(), Options: o}
			plain := Layout{Columns: NewColumns(names).List(), Options: o}
			prep := field.Preparer{Correct: true}
			var row field.Row
			for r := record.NewReader(bytes.NewReader(wire)); ; {
				rec, err := r.Next()
				if err != nil {
					break
				}
				prep.Prepare(rec, &row)
				got := put.AppendRow(nil, &row)
				plain.prepare()
				if want := plain.appendFixed(nil, &row); !bytes.Equal(got, want) {
					t.Errorf("%q, names %d, offset %d:\ngot  %q\nwant %q", names, level, rec.Offset, got, want)
				}
			}
		}
	}
}
