// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/record"
)

// A format is how records print.
type format uint8

const (
	formatText format = iota
	formatJSON
	formatECS
	formatZeek
	formatXML
)

// missings are the words of -M for values that a record does not have.
var missings = lookup.Table[string, render.Missing]{{"omit", render.MissingOmit}, {"null", render.MissingNull}, {"empty", render.MissingEmpty}}

// A setFormat is the mode of a format.
type setFormat format

func (f setFormat) set(c *Config, _ string) error {
	if c.format != formatText && c.format != format(f) {
		return errors.New("have more than one of json, ecs, zeek and xml")
	}
	c.format = format(f)
	return nil
}

// A setMissing is the mode of a word of missings.
type setMissing string

func (word setMissing) set(c *Config, _ string) error {
	c.missing, c.missingWord = missings.Of(string(word)), string(word)
	return nil
}

// finishMachine completes the settings of machine output.
func (c *Config) finishMachine() error {
	machine := c.format != formatText
	switch {
	case machine && c.Columns.Formatted() != "":
		return fmt.Errorf("-s: the format of %s goes with text, not with -M json, ecs, zeek or xml", c.Columns.Formatted())
	case c.missingWord != "" && (!machine || c.format == formatXML):
		return fmt.Errorf("-M: %s goes with json, ecs or zeek", c.missingWord)
	case machine && c.delimiterWord != "":
		return fmt.Errorf("%s: a delimiter goes with text, not with -M json, ecs, zeek or xml", c.delimiterWord)
	case machine && (len(c.Outputs) > 0 || c.Exceptions != ""):
		return errors.New("-M json, ecs, zeek and xml print, while -w and -E write records as they are: use > FILE instead")
	case machine && c.csvSafe:
		return errors.New("--csv-safe: goes with text, not with -M json, ecs, zeek or xml")
	case (machine || c.classicLayout()) && (c.Options.Abbreviate || c.Options.Sums != nil):
		return errors.New("-H and -%: go with text columns, not with -M json, ecs, zeek or xml, and not with the classic layout")
	case machine && c.Totals:
		return errors.New("-a: totals are no record and go with text, not with -M json, ecs, zeek or xml")
	case machine && c.Summary:
		return errors.New("-A: totals are no record and go with text, not with -M json, ecs, zeek or xml")
	}
	switch {
	case c.csvSafe && c.Delimiter == 0:
		c.Delimiter = ','
	case machine:
		c.Delimiter, c.Variable = 0, false
		c.Options.ASN, c.Options.Masks = field.ASPlain, field.MasksNone // forms of text
	}
	switch c.format {
	case formatECS:
		return c.rebase(render.ECSColumns)
	case formatZeek:
		return c.rebase(render.ZeekColumns)
	}
	return nil
}

// rebase makes columns the default that the field lists of the options edit.
func (c *Config) rebase(columns []string) error {
	c.Columns = render.NewColumns(columns)
	for _, words := range c.lists {
		if err := c.Columns.Apply(words); err != nil {
			return err
		}
	}
	return nil
}

// setColumns applies a field list.
func (c *Config) setColumns(words []string) error {
	c.lists = append(c.lists, words)
	return c.Columns.Apply(words)
}

func setCSVSafe(c *Config, _ getopt.Item) error {
	c.csvSafe = true
	return nil
}

// newEncoder returns the encoder of the format, nil for text.
func (s *Session) newEncoder() render.Encoder {
	c := s.Config
	columns := c.Columns.List()
	switch c.format {
	case formatJSON:
		return render.NewJSON(columns, c.Options, c.missing)
	case formatECS:
		return render.NewECS(columns, c.Options, c.missing)
	case formatZeek:
		return render.NewZeek(columns, c.Options, c.missing)
	case formatXML:
		x := render.NewXML(columns, c.Options)
		x.Stream.Program, x.Stream.Version, x.Stream.Now = s.program.Name, Version, c.Options.Now
		s.starts = append(s.starts, func(r *record.Record) {
			if x.Stream.Man.Now == 0 {
				x.Stream.Man = r.Man
			}
		})
		return x
	}
	return nil
}

// printMachine appends the prepared row in the format of -M.
func (s *Session) printMachine() {
	if s.lines == 0 {
		begin, _ := s.row.Span()
		s.machine.SetBegin(begin)
		s.buf = s.machine.AppendStart(s.buf)
	}
	s.number()
	s.buf = s.machine.AppendRow(s.buf, &s.row)
}

// endMachine appends the end of a document, and before it the start if no row
// was printed: a document without records is one too.
func (s *Session) endMachine() {
	if s.machine == nil || s.Config.Quiet {
		return
	}
	if s.lines == 0 {
		s.buf = s.machine.AppendStart(s.buf)
	}
	s.buf = s.machine.AppendEnd(s.buf)
}

// schemaHelp returns the schema that a help topic asks for.
func schemaHelp(topic string) (text string, ok bool) {
	name, is := strings.CutSuffix(topic, "-schema")
	if !is {
		return "", false
	}
	return render.Schema(name)
}
