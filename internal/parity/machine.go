// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
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
)

// Machine holds machine output against its schemas, and against the text of
// the same columns.
type Machine struct {
	schemas map[string]*jsonschema.Schema
	columns []*field.Field // all
	names   []string       // of columns
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
		if all[i].Name != vanishing {
			m.columns = append(m.columns, &all[i])
		}
	}
	last, _ := field.Lookup(vanishing)
	m.columns = append(m.columns, last)
	for _, f := range m.columns {
		m.names = append(m.names, f.Name)
	}
	return m, nil
}

// vanishing is the column that takes no place where it is empty, so that it
// must be the last.
const vanishing = "resp"

// between separates columns of the text that values are compared with: no
// value holds it, since control characters do not print.
const between = "\x01"

// printed runs ra in this process over a record file.
func printed(file string, env client.Env, args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	env.Args = append(append([]string{"ra", "-X", "-n", "-r", file}, "-M", "man"), args...)
	env.Stdout, env.Stderr = &out, &errs
	if client.Main(program.All, env) != 0 && errs.Len() > 0 {
		return out.Bytes(), errors.New(strings.TrimSpace(errs.String()))
	}
	return out.Bytes(), nil
}

// Check prints all records of a file in all formats, validates them, and
// compares each value with the column's text. It returns the XML document, how
// many values were compared, and the faults.
func (m *Machine) Check(file string, env client.Env) (document []byte, compared int, faults []string) {
	note := func(format string, a ...any) {
		if len(faults) < maxFaults {
			faults = append(faults, fmt.Sprintf(format, a...))
		}
	}
	run := func(args ...string) []byte {
		b, err := printed(file, env, args...)
		if err != nil {
			note("%s: %v", strings.Join(args[:min(4, len(args))], " "), err)
		}
		return b
	}
	list := func(args ...string) []string { return append(append(args, "-s"), m.names...) }
	now := env.Now() // one for all runs
	env.Now = func() time.Time { return now }
	text := Lines(run(list("-u", "-L", "-1", "-c", between)...))
	for _, w := range []struct {
		format string
		args   []string
	}{
		{"json", list("-u", "-M", "json")}, {"json", list("-u", "-M", "json", "null")}, {"json", list("-M", "json", "empty")},
		{"json", []string{"-M", "json"}}, {"json", []string{"-nnn", "-M", "TZ=Asia/Kolkata", "json"}},
		{"ecs", list("-M", "ecs")}, {"ecs", []string{"-M", "ecs", "null"}},
		{"zeek", list("-M", "zeek")}, {"zeek", []string{"-M", "zeek", "empty"}},
	} {
		lines := Lines(run(w.args...))
		if len(lines) != len(text) {
			note("%s: %d lines, the text has %d", strings.Join(w.args[:2], " "), len(lines), len(text))
		}
		for i, line := range lines {
			if err := m.validate(w.format, line); err != nil {
				note("%s, line %d: %v: %s", w.format, i+1, err, line)
			}
		}
		if w.format == "json" && w.args[0] == "-u" {
			for i, line := range lines[:min(len(lines), len(text))] {
				n, faults := m.compareJSON(line, text[i])
				compared += n
				for _, f := range faults {
					note("line %d: %s", i+1, f)
				}
			}
		}
	}
	document = run(list("-u", "-M", "xml")...)
	if len(text) > 0 {
		n, err := m.compareXML(document, text)
		compared += n
		if err != nil {
			note("xml: %v", err)
		}
	}
	return document, compared, faults
}

// maxFaults is how many faults of one file are told.
const maxFaults = 5

func (m *Machine) validate(format, line string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		return err
	}
	return m.schemas[format].Validate(v)
}

// compareJSON compares the values of a line, made with -u, with the
// columns' text.
func (m *Machine) compareJSON(line, text string) (compared int, faults []string) {
	got := map[string]any{}
	dec := json.NewDecoder(strings.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&got); err != nil {
		return 0, []string{err.Error()}
	}
	cells := strings.Split(text, between)
	for i, f := range m.columns {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		want, number := m.want(f, cell, got["type"] == "man")
		v, ok := got[f.Name]
		if ok && v == nil {
			ok = false
		}
		compared++
		switch v := v.(type) {
		case string:
			if number || v != want {
				faults = append(faults, fmt.Sprintf("%s: text %q, want %q", f.Name, v, want))
			}
		case json.Number:
			if v.String() != want {
				faults = append(faults, fmt.Sprintf("%s: number %s, want %q", f.Name, v, want))
			}
		default:
			if ok || want != "" {
				faults = append(faults, fmt.Sprintf("%s: have %v, want %q", f.Name, v, want))
			}
		}
	}
	return compared, faults
}

// want returns the value that a column's text stands for, "" for none, and
// whether it must be a number.
func (m *Machine) want(f *field.Field, cell string, man bool) (value string, number bool) {
	v := f.Value(f.Width)
	blank := strings.Trim(cell, " ")
	switch {
	case v.FlowOnly && man:
		return "", false
	case v.Form == field.FormFlags:
		return (cell + "         ")[:9], false
	case v.Form == field.FormBytes:
		_, payload, _ := strings.Cut(cell, "]=")
		return strings.Trim(payload, " "), false
	case v.Form == field.FormFloat && (blank == "" || blank[len(blank)-1] > '9'):
		return "", true
	case v.Form == field.FormTime && cell == "0.000000" && f.Name != "stime" && f.Name != "ltime":
		return "", true
	case blank == "(null)": // the system id that an IS-IS flow does not have
		return "", false
	}
	return blank, v.Form == field.FormInt || v.Form == field.FormFloat || v.Form == field.FormTime
}

// compareXML reads a document and compares its attributes with the columns'
// text.
func (m *Machine) compareXML(document []byte, text []string) (compared int, err error) {
	dec := xml.NewDecoder(bytes.NewReader(document))
	row := 0
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return compared, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local == "ArgusDataStream" {
			continue
		}
		if row == len(text) {
			return compared, fmt.Errorf("more elements than the %d lines of text", len(text))
		}
		if err := m.compareElement(e, text[row]); err != nil {
			return compared, fmt.Errorf("element %d: %w", row+1, err)
		}
		compared += len(m.columns)
		row++
	}
	if row != len(text) {
		return compared, fmt.Errorf("%d elements, the text has %d lines", row, len(text))
	}
	return compared, nil
}

func (m *Machine) compareElement(e xml.StartElement, text string) error {
	got := map[string]string{}
	for _, a := range e.Attr {
		if _, twice := got[a.Name.Local]; twice {
			return fmt.Errorf("%s twice", a.Name.Local)
		}
		got[a.Name.Local] = a.Value
	}
	cells := strings.Split(text, between)
	for i, f := range m.columns {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		want, _ := m.want(f, cell, e.Name.Local == "ArgusManagementRecord")
		have := got[f.MachineName()]
		if f.Name == "dir" {
			have = strings.Trim(have, " ")
		}
		if have != want {
			return fmt.Errorf("%s: have %q, want %q", f.MachineName(), have, want)
		}
	}
	return nil
}
