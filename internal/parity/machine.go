// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// Machine checks machine output with its schemas and compares it with the text of
// the same columns.
type Machine struct {
	schemas map[string]*jsonschema.Schema
	columns []*field.Field // all
	asked   []string       // their names, as -s has them
}

// NewMachine compiles the schemas.
func NewMachine() (*Machine, error) {
	m := &Machine{schemas: map[string]*jsonschema.Schema{}}
	c := jsonschema.NewCompiler()
	for _, s := range render.SchemaFiles {
		text, _ := render.Schema(s.Name)
		if s.Name == "xml" {
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("schema %s: %w", s.Name, err)
		}
		if err := c.AddResource(s.File, doc); err != nil {
			return nil, fmt.Errorf("schema %s: %w", s.Name, err)
		}
		if m.schemas[s.Name], err = c.Compile(s.File); err != nil {
			return nil, fmt.Errorf("schema %s: %w", s.Name, err)
		}
	}
	all := field.All()
	for i := range all {
		if all[i].Name != lastColumn {
			m.columns = append(m.columns, &all[i])
		}
	}
	last, _ := field.Lookup(lastColumn)
	m.columns = append(m.columns, last)
	for _, f := range m.columns {
		name := f.Name
		if f.Kind == field.Bytes {
			name = fmt.Sprintf("%s:%d", name, payloadWidth)
		}
		m.asked = append(m.asked, name)
	}
	return m, nil
}

// lastColumn takes no place where it is empty, so it must be the last one.
const lastColumn = "resp"

// between separates columns of the text that values are compared with: no
// value holds it, since control characters do not print.
const between = "\x01"

// printed runs ra in this process over a record file.
func printed(file string, env client.Env, args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	env.Args = append(append([]string{"ra", "-X", "-n", "-r", file}, "-M", "man"), args...)
	env.Stdout, env.Stderr, env.Listen = &out, &errs, nil // many runs, and an interrupt ends them all
	if client.Main(program.All, env) != 0 && errs.Len() > 0 {
		return out.Bytes(), errors.New(strings.TrimSpace(errs.String()))
	}
	return out.Bytes(), nil
}

// A form is one way to print records for programs.
type form struct {
	format string
	args   []string
	whole  bool // all columns, with payload in base 64
	text   bool // values print as in text
}

// forms lists the ways that are checked; columns are all of them.
func (m *Machine) forms() []form {
	list := func(args ...string) []string { return append(append(args, "-M", "printer=encode64", "-s"), m.asked...) }
	return []form{
		{"json", list("-u", "-M", "json"), true, true},
		{"json", list("-u", "-M", "json", "null"), true, true},
		{"json", list("-M", "json", "empty"), true, false},
		{"json", []string{"-M", "json"}, false, false},
		{"json", []string{"-nnn", "-p", "0", "-z", "-M", "TZ=Asia/Kolkata", "json"}, false, false},
		{"ecs", list("-u", "-M", "ecs"), true, false},
		{"ecs", []string{"-M", "ecs", "null"}, false, false},
		{"zeek", list("-M", "zeek"), true, false},
		{"zeek", []string{"-M", "zeek", "empty"}, false, false},
		{"xml", list("-u", "-M", "xml"), true, true},
	}
}

// A sheet is what is known of a file's records.
type sheet struct {
	rows     []field.Row
	text     []string // all columns of each
	document []byte   // the records as XML
	compared int      // values
	faults   []string
}

func (s *sheet) note(format string, a ...any) {
	if len(s.faults) < maxFaults {
		s.faults = append(s.faults, fmt.Sprintf(format, a...))
	}
}

// Check prints all records of a file in all formats, validates them, and
// compares each value with the record and with the column's text. It returns
// the XML document, how many values were compared, and the faults.
func (m *Machine) Check(file string, env client.Env) (document []byte, compared int, faults []string) {
	now := env.Now() // one for all runs
	env.Now = func() time.Time { return now }
	s := new(sheet)
	run := func(args []string) []byte {
		b, err := printed(file, env, args...)
		if err != nil {
			s.note("%s: %v", strings.Join(args[:min(4, len(args))], " "), err)
		}
		return b
	}
	s.text = Lines(run(append([]string{"-u", "-L", "-1", "-c", between, "-M", "printer=encode64", "-s"}, m.asked...)))
	if err := s.read(file); err != nil {
		s.note("%v", err)
	}
	if len(s.rows) != len(s.text) {
		s.note("%d lines of text, %d records", len(s.text), len(s.rows))
		return nil, 0, s.faults
	}
	for _, f := range m.forms() {
		out := run(f.args)
		if f.format == "xml" {
			s.document = out
			m.compareXML(s, out)
			continue
		}
		m.checkLines(s, f, Lines(out))
	}
	return s.document, s.compared, s.faults
}

// read reads the records of a file as a client does.
func (s *sheet) read(file string) error {
	prep := field.Preparer{Correct: true}
	flows := uint64(0)
	_, err := source.Each(context.Background(), file, source.Config{Warn: func(string) {}}, func(r *record.Record) error {
		r = r.Clone()
		var row field.Row
		prep.Prepare(r, &row)
		if r.Type != record.TypeMAR {
			flows++
		}
		row.Rank = flows
		s.rows = append(s.rows, row)
		return nil
	})
	return err
}

// checkLines checks the lines of a format of JSON.
func (m *Machine) checkLines(s *sheet, f form, lines []string) {
	what := strings.Join(f.args[:2], " ")
	if len(lines) != len(s.text) {
		s.note("%s: %d lines, the text has %d", what, len(lines), len(s.text))
		return
	}
	for i, line := range lines {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err == nil {
			err = m.schemas[f.format].Validate(v)
		}
		if err != nil {
			s.note("%s, line %d: %v: %s", what, i+1, err, line)
			continue
		}
		values := v.(map[string]any) // the schemas have no other type
		if f.text {
			m.compareText(s, i, values)
		}
		if f.whole {
			compareRow(s, f.format, i, values)
		}
	}
}

// compareRow compares values with those of the record.
func compareRow(s *sheet, format string, i int, values map[string]any) {
	row := &s.rows[i]
	columns := typedColumns
	if !row.IsFlow() && format != "json" {
		columns = typedManagement
	}
	for _, c := range columns {
		name := c.json
		switch format {
		case "ecs":
			name = c.ecs
		case "zeek":
			name = c.zeek
		}
		if name == "" {
			continue
		}
		s.compared++
		if bad := compareTyped(name, find(values, name), c.get(row)); bad != "" {
			s.note("%s, record %d: %s", format, i+1, bad)
		}
	}
}

// maxFaults is how many faults of one file are reported.
const maxFaults = 5

// compareText compares the values of a line, made with -u, with the columns'
// text.
func (m *Machine) compareText(s *sheet, i int, got map[string]any) {
	cells := strings.Split(s.text[i], between)
	for k, f := range m.columns {
		cell := ""
		if k < len(cells) {
			cell = cells[k]
		}
		want, number := m.want(f, cell, &s.rows[i])
		if want == unprintable {
			continue
		}
		s.compared++
		switch v := got[f.Name].(type) {
		case string:
			if number || v != want {
				s.note("record %d: %s: text %q, want %q", i+1, f.Name, v, want)
			}
		case json.Number:
			if v.String() != want {
				s.note("record %d: %s: number %s, want %q", i+1, f.Name, v, want)
			}
		default:
			if v != nil || want != "" {
				s.note("record %d: %s: have %v, want %q", i+1, f.Name, v, want)
			}
		}
	}
}

// unprintable stands for a value that the text does not show: it has dots for
// bytes that do not print. It is compared with the record.
const unprintable = "\x00"

// printing are the options of the texts, as far as values depend on them.
var printing = field.Options{Names: field.NamesProto}

// want returns the value that a column's text stands for, "" for none, and
// whether it must be a number. Which values a record has is compared with the
// record ([typedColumns]).
func (m *Machine) want(f *field.Field, cell string, row *field.Row) (value string, number bool) {
	v := f.Value(&printing, row)
	switch {
	case f.Name == "label" || f.Name == "srcid" || f.Name == "sco" || f.Name == "dco":
		return unprintable, false
	case v.Kind() == field.Absent, v.Kind() == field.Float && v.Float()-v.Float() != 0:
		return "", false
	case f.Name == "flgs":
		return (cell + "         ")[:9], false
	case v.Kind() == field.Bytes:
		_, payload, _ := strings.Cut(cell, "]=")
		return strings.Trim(payload, " "), false
	case f.Name == "ltime" && cell == "0.000000" && row.IsFlow():
		return unprintable, false // Compat: unknown, while the record has a start
	}
	return strings.Trim(cell, " "), v.Kind() == field.Time || v.IsNumber() && !v.Hexadecimal()
}

// compareXML reads a document and compares its attributes with the columns'
// text.
func (m *Machine) compareXML(s *sheet, document []byte) {
	dec := xml.NewDecoder(bytes.NewReader(document))
	row := 0
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.note("xml: %v", err)
			return
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local == "ArgusDataStream" {
			continue
		}
		if row < len(s.text) {
			m.compareElement(s, row, e)
		}
		row++
	}
	if row != len(s.text) {
		s.note("xml: %d elements, the text has %d lines", row, len(s.text))
	}
}

func (m *Machine) compareElement(s *sheet, row int, e xml.StartElement) {
	got := map[string]string{}
	for _, a := range e.Attr {
		if _, twice := got[a.Name.Local]; twice {
			s.note("xml, record %d: %s twice", row+1, a.Name.Local)
		}
		got[a.Name.Local] = a.Value
	}
	cells := strings.Split(s.text[row], between)
	for i, f := range m.columns {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		want, _ := m.want(f, cell, &s.rows[row])
		if want == unprintable {
			continue
		}
		have := got[f.MachineName()]
		if f.Name == "dir" {
			have = strings.Trim(have, " ")
		}
		s.compared++
		if have != want {
			s.note("xml, record %d: %s: have %q, want %q", row+1, f.MachineName(), have, want)
		}
	}
}
