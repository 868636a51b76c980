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

// Set chooses the format.
func (f setFormat) Set(c *Config, _ string) error {
	if c.Print.format != formatText && c.Print.format != format(f) {
		return errors.New("json, ecs, zeek and xml exclude each other")
	}
	c.Print.format = format(f)
	return nil
}

// A setMissing is the mode of a word of missings.
type setMissing string

// Set chooses the form of missing values.
func (word setMissing) Set(c *Config, _ string) error {
	c.Print.missing, c.Print.missingWord = missings.Of(string(word)), string(word)
	return nil
}

// finishMachine completes the settings of machine output.
func (c *Config) finishMachine() error {
	p := &c.Print
	xml := c.tables.xml
	if p.format == formatText && len(xml) > 0 {
		p.format = formatXML
	}
	machine := p.format != formatText
	const formats = "-M json, ecs, zeek or xml"
	switch {
	case p.missingWord != "" && (!machine || p.format == formatXML):
		return fmt.Errorf("-M: %s needs -M json, ecs or zeek", p.missingWord)
	case (machine || c.classicRows()) && (p.Options.Abbreviate || p.Options.Sums != nil):
		return errors.New("-H and -% are for columns of text: they exclude " + formats + " and rows of release 2")
	case !machine:
	case p.Columns.Formatted() != "":
		return fmt.Errorf("-s: the format of %s is for text: it excludes "+formats, p.Columns.Formatted())
	case p.delimiterWord != "":
		return fmt.Errorf("%s: a delimiter is for text: it excludes "+formats, p.delimiterWord)
	case len(c.Write.Outputs) > 0 || c.Write.Exceptions != "":
		return errors.New("-M json, ecs, zeek and xml print records, but -w and -E write them as they are: use > FILE instead")
	case p.csvSafe:
		return errors.New("--csv-safe is for text: it excludes " + formats)
	case p.Totals:
		return errors.New("-a: totals are text: they exclude " + formats)
	case p.Summary:
		return errors.New("-A: totals are text: they exclude " + formats)
	}
	switch {
	case p.csvSafe && p.delimiter == 0:
		p.delimiter = ','
	case machine:
		p.delimiter, p.variable = 0, false
		p.Options.ASN, p.Options.Masks = field.ASPlain, field.MasksNone // forms of text
	}
	switch {
	case p.format == formatECS:
		return p.rebase(render.ECSColumns)
	case p.format == formatZeek:
		return p.rebase(render.ZeekColumns)
	case p.format == formatXML && len(xml) > 0:
		return p.rebase(xml)
	}
	return nil
}

// rebase replaces the default columns and applies the lists of the options to
// them again.
func (p *Printing) rebase(columns []string) error {
	p.Columns = render.NewColumns(columns)
	for _, words := range p.lists {
		if err := p.Columns.Apply(words); err != nil {
			return err
		}
	}
	return nil
}

// SetColumns is -s, for programs where that letter means something else too.
func (c *Config) SetColumns(words []string) error { return c.Print.setColumns(words) }

// ResetColumns makes the columns those that are printed without -s.
func (c *Config) ResetColumns() { c.Print.Columns, c.Print.lists = Default().Print.Columns, nil }

// setColumns applies a list of columns.
func (p *Printing) setColumns(words []string) error {
	p.lists = append(p.lists, words)
	return p.Columns.Apply(words)
}

func setCSVSafe(c *Config, _ getopt.Item) error {
	c.Print.csvSafe = true
	return nil
}

// schemaHelp returns the schema that a help topic asks for.
func schemaHelp(topic string) (text string, ok bool) {
	name, is := strings.CutSuffix(topic, "-schema")
	if !is {
		return "", false
	}
	return render.Schema(name)
}
