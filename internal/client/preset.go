// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/render"
)

// setPreset is --preset: the columns and forms of a data set. Options change
// them wherever they stand on the line (see [presetFirst]).
func setPreset(c *Config, it getopt.Item) error {
	p, corrected, err := preset.Lookup(it.Arg())
	switch {
	case err != nil:
		return err
	case c.Preset != "" && c.Preset != it.Arg():
		return fmt.Errorf("have %s and %s, want one", c.Preset, it.Arg())
	}
	c.Preset, c.dataset = it.Arg(), p.New(corrected)
	c.Columns = render.ColumnsOf(c.dataset.Columns())
	c.lists = nil
	c.Delimiter, c.Variable, c.Quote = ',', false, 0
	c.Header, c.headerSet = p.Header, true
	c.Man = false
	c.nameLevel, c.numbers = field.NamesPorts, 0
	o := &c.Options
	o.Precision, o.State, o.UnixTime, o.Format = 6, p.State, p.UnixTime, p.Format
	c.precisionSet = true
	p.Flow(&c.Flow)
	return nil
}

// presetFirst puts --preset before the options that change what it sets, but
// after the last -X, before which nothing counts.
func presetFirst(items []getopt.Item) []getopt.Item {
	last := -1
	for i, it := range items {
		if it.Letter == 'X' {
			last = i
		}
	}
	out := slices.Clone(items)
	slices.SortStableFunc(out[last+1:], func(a, b getopt.Item) int { return presetRank(a) - presetRank(b) })
	return out
}

func presetRank(it getopt.Item) int {
	if it.Long == "preset" {
		return 0
	}
	return 1
}

// finishPreset completes the settings of a preset. Numbers of ports are what
// data sets hold, so that the first -n of published command lines changes
// nothing.
func (c *Config) finishPreset() error {
	if c.dataset == nil {
		return nil
	}
	switch {
	case c.format != formatText:
		return errors.New("--preset: goes with text, not with -M json, ecs, zeek or xml")
	case c.Delimiter < ' ' && c.Delimiter != '\t' && (c.Delimiter != 0 || !c.Variable):
		return errors.New("--preset: columns have a delimiter between them, which is a tab or a character that prints")
	}
	if c.numbers == 0 {
		c.nameLevel = field.NamesProto
	}
	return nil
}

// presetPrinter makes the printer of a preset.
func (s *Session) presetPrinter() {
	if s.Config.dataset == nil {
		return
	}
	s.preset = s.Config.dataset.NewPrinter(&s.layout, s.Config.Header)
	s.printer = s.preset
}

// notePreset tells what the rows of a preset do not hold.
func (s *Session) notePreset() {
	c := s.Config
	if s.preset == nil || c.Quiet || s.writes() {
		return
	}
	if text := c.dataset.Note(); text != "" {
		s.tell(text)
	}
}

// endRows puts out the rows that a preset holds back.
func (s *Session) endRows() {
	if s.preset == nil {
		return
	}
	s.buf = s.preset.AppendEnd(s.buf)
	if n := s.preset.Late(); n > 0 && !s.lateTold {
		s.lateTold = true
		s.tell(fmt.Sprintf("note: preset %s: %d rows came too late for their place in the order of last times", s.Config.Preset, n))
	}
}

// presetWords are the names of presets, for completion and help.
func presetWords() []getopt.Word {
	var list []getopt.Word
	for _, p := range preset.All() {
		list = append(list, getopt.Word{Word: p.Name, About: p.About})
	}
	return list
}

// presetHelp lists the presets.
func presetHelp() string {
	var b strings.Builder
	b.WriteString("Presets print rows as published data sets have them:\n\n")
	for _, p := range preset.All() {
		b.WriteString(getopt.Hang("  "+p.Name, getopt.Sentences(p.About, p.More), 20))
	}
	b.WriteString("\n" + getopt.Hang("", "A name with "+preset.Corrected+" after it is the variant with dir without blanks, "+
		"type and code of ICMP as numbers, whole titles and rates of all packets; its first line says so.", 0))
	b.WriteString(getopt.Hang("", "Options change what a preset sets wherever they stand: -c another delimiter, -L the header, "+
		"-s +NAME and -s -NAME single columns; -s with other names replaces all of them and keeps the forms of values. "+
		"Captures are read with the settings of the sensor that made the data set.", 0))
	return b.String()
}
