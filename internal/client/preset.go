// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/render"
)

// setPreset is --preset: the columns and forms of a data set. Options change
// them wherever they stand on the line (see [presetFirst]).
func setPreset(c *Config, it getopt.Item) error {
	x := &c.Print
	p, corrected, err := preset.Lookup(it.Arg())
	switch {
	case err != nil:
		return err
	case x.preset != "" && x.preset != it.Arg():
		return fmt.Errorf("%s and %s exclude each other", x.preset, it.Arg())
	}
	x.preset, x.dataset = it.Arg(), p.New(corrected)
	x.Columns = render.ColumnsOf(x.dataset.Columns())
	x.lists = nil
	x.delimiter, x.variable, x.quote = ',', false, 0
	x.header, x.headerSet = p.Header, true
	x.Man = false
	x.nameLevel, x.numbers = field.NamesPorts, 0
	o := &x.Options
	o.Precision, o.State, o.UnixTime, o.Format = 6, p.State, p.UnixTime, p.Format
	x.precisionSet = true
	p.Flow(&c.Input.Flow)
	return nil
}

// finishPreset completes the settings of a preset. Data sets hold port numbers,
// so the first -n of published command lines changes nothing.
func (c *Config) finishPreset() error {
	x := &c.Print
	if x.dataset == nil {
		return nil
	}
	switch {
	case x.format != formatText:
		return errors.New("--preset prints text: it excludes -M json, ecs, zeek and xml")
	case x.delimiter < ' ' && x.delimiter != '\t' && (x.delimiter != 0 || !x.variable):
		return errors.New("--preset needs a delimiter: a tab or a printable character")
	}
	if x.numbers == 0 {
		x.nameLevel = field.NamesProto
	}
	return nil
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
	b.WriteString("Presets print rows in the form of published data sets:\n\n")
	for _, p := range preset.All() {
		b.WriteString(getopt.Hang("  "+p.Name, getopt.Sentences(p.About, p.More), 20))
	}
	b.WriteString("\n" + getopt.Hang("", "NAME"+preset.Corrected+" is a variant with corrected values: dir without blanks, ICMP type and code "+
		"as numbers, full titles, and rates of all packets. Its first line says so.", 0))
	b.WriteString(getopt.Hang("", "Options override a preset wherever they stand: -c the delimiter, -L the header, "+
		"-s +NAME and -s -NAME single columns. -s with other names replaces all columns but keeps the forms of values. "+
		"Captures are read with the settings of the sensor that made the data set.", 0))
	return b.String()
}
