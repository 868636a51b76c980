// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/record"
)

// demo returns the demonstration records, prepared, and one with texts that
// need every kind of escape.
func demo(tb testing.TB) (rows []*field.Row) {
	f, err := os.Open("../client/testdata/demo.arg")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	in := record.NewReader(f)
	prep := field.Preparer{Correct: true}
	for {
		r, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		row := new(field.Row)
		prep.Prepare(r.Clone(), row)
		rows = append(rows, row)
	}
	odd := *rows[len(rows)/2]
	odd.Record = odd.Clone()
	odd.Parts |= record.PartLabel
	odd.Label = []byte("a\"<\x1b\xff\u202e\U000e0001,\u00e9\uf7ff=")
	return append(rows, &odd)
}

// A writer turns rows into lines.
type writer interface {
	AppendRow(dst []byte, row *field.Row) []byte
}

// writers makes one of each kind, for the columns of cs.
func writers(cs []render.Column) map[string]writer {
	o := field.Options{Precision: 6, Names: field.NamesPorts, Location: time.UTC, Services: names.SystemServices()}
	epoch, delimited := o, o
	epoch.UnixTime, delimited.Delimited = true, true
	return map[string]writer{
		"text":     &render.Layout{Columns: cs, Options: o},
		"csv":      &render.Layout{Columns: cs, Options: delimited, Delimiter: ','},
		"csv-safe": &render.Layout{Columns: cs, Options: delimited, Delimiter: ',', Guard: true},
		"json":     render.NewJSON(cs, o, render.MissingOmit),
		"json -u":  render.NewJSON(cs, epoch, render.MissingNull),
		"ecs":      render.NewECS(cs, o, render.MissingOmit),
		"zeek":     render.NewZeek(cs, o, render.MissingEmpty),
		"xml":      render.NewXML(cs, o),
	}
}

func allColumns() (cs []render.Column) {
	all := field.All()
	for i := range all {
		cs = append(cs, render.Column{Field: &all[i], Width: all[i].Width})
	}
	return cs
}

// TestAllocations: a record costs no allocation, all columns of it, with
// texts to escape.
func TestAllocations(t *testing.T) {
	rows := demo(t)
	for name, w := range writers(allColumns()) {
		dst := make([]byte, 0, 1<<16)
		if n := testing.AllocsPerRun(20, func() {
			for _, row := range rows {
				dst = w.AppendRow(dst[:0], row)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations for %d records", name, n, len(rows))
		}
	}
}

// BenchmarkWriters is the time of one record, in the columns that each format
// has without a field list, and in all.
func BenchmarkWriters(b *testing.B) {
	rows := demo(b)
	run := func(name string, w writer) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			dst, i, n := make([]byte, 0, 1<<16), 0, 0
			for b.Loop() {
				dst = w.AppendRow(dst[:0], rows[i])
				n += len(dst)
				if i++; i == len(rows) {
					i = 0
				}
			}
			b.SetBytes(int64(n / b.N))
		})
	}
	for name, w := range writers(render.NewColumns(field.Default).List()) {
		run(name, w)
	}
	run("ecs own", writers(render.NewColumns(render.ECSColumns).List())["ecs"])
	run("zeek own", writers(render.NewColumns(render.ZeekColumns).List())["zeek"])
	for name, w := range writers(allColumns()) {
		run(name+" all", w)
	}
}

// FuzzWriters: whatever a record holds, JSON is one line that a decoder reads
// without a key twice, XML is an element of valid characters, and no line has a
// character that a terminal obeys.
func FuzzWriters(f *testing.F) {
	for _, row := range demo(f) {
		for _, d := range []record.Dialect{record.V3Common, record.V5} {
			if wire, err := row.Append(nil, d); err == nil {
				f.Add(wire, d == record.V5)
			}
		}
	}
	cs := allColumns()
	list := writers(cs)
	doc := list["xml"].(*render.XML)
	f.Fuzz(func(t *testing.T, wire []byte, five bool) {
		var r record.Record
		gen := record.Gen3
		if five {
			gen = record.Gen5
		}
		if err := r.Unmarshal(wire, gen); errors.Is(err, record.ErrHeader) {
			return
		}
		var row field.Row
		prep := field.Preparer{Correct: true}
		prep.Prepare(&r, &row)
		for name, w := range list {
			line := w.AppendRow(nil, &row)
			oneLine(t, name, line)
			switch name {
			case "json", "json -u", "ecs", "zeek":
				keysOnce(t, name, line)
			case "xml":
				all := doc.AppendEnd(append(doc.AppendStart(nil), line...))
				dec := xml.NewDecoder(bytes.NewReader(all))
				for {
					if _, err := dec.Token(); errors.Is(err, io.EOF) {
						break
					} else if err != nil {
						t.Fatalf("%v: %q", err, all)
					}
				}
			}
		}
	})
}

// oneLine reports what is not printable, and ends of lines but the last.
func oneLine(t *testing.T, name string, line []byte) {
	t.Helper()
	if len(line) == 0 || line[len(line)-1] != '\n' {
		t.Fatalf("%s: no end of line: %q", name, line)
	}
	for rest := line[:len(line)-1]; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if !unicode.IsPrint(r) || r == utf8.RuneError && n == 1 {
			t.Fatalf("%s: %q in %q", name, rest[:n], line)
		}
		rest = rest[n:]
	}
}

// keysOnce reads a line of JSON and reports a key that an object has twice.
func keysOnce(t *testing.T, name string, line []byte) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var object func() error
	object = func() error {
		seen := map[string]bool{}
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			if k := key.(string); seen[k] {
				t.Errorf("%s: key %q twice", name, k)
			} else {
				seen[k] = true
			}
			v, err := dec.Token()
			for depth := 0; err == nil; v, err = dec.Token() {
				if v == json.Delim('{') {
					err = object()
				} else if v == json.Delim('[') {
					depth++
				} else if v == json.Delim(']') {
					depth--
				}
				if depth == 0 || err != nil {
					break
				}
			}
			if err != nil {
				return err
			}
		}
		_, err := dec.Token()
		return err
	}
	if v, err := dec.Token(); err != nil || v != json.Delim('{') {
		t.Fatalf("%s: %v, %v: %q", name, v, err, line)
	}
	if err := object(); err != nil {
		t.Fatalf("%s: %v: %q", name, err, line)
	}
	if dec.More() {
		t.Fatalf("%s: more than an object: %q", name, line)
	}
}
