// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
)

// fieldHelp explains one column.
func fieldHelp(f *field.Field) string {
	d, _ := f.Doc()
	side := "right"
	if f.Left {
		side = "left"
	}
	rows := []field.Meaning{
		{Value: "unit", Meaning: d.Unit},
		{Value: "formula", Meaning: d.Formula},
		{Value: "source", Meaning: d.Source()},
		{Value: "column", Meaning: fmt.Sprintf("headed %s, %d wide, %s-justified", f.Label, f.Width, side)},
		{Value: "if missing", Meaning: d.Missing},
		{Value: "in management records", Meaning: d.Man},
	}
	text := fmt.Sprintf("%s: %s\n\n", f.Name, f.About)
	for _, r := range rows {
		text += getopt.Hang(r.Value, r.Meaning, 23)
	}
	for i, v := range d.Values {
		if i == 0 {
			text += "\n"
		}
		text += getopt.Hang("  "+v.Value, v.Meaning, 23)
	}
	return text
}

// fieldList lists the columns by subject, one per line.
func fieldList() string {
	var b strings.Builder
	b.WriteString("Columns for -s: name, meaning and unit. --help field NAME shows the formula,\nthe width and the values of a column.\n")
	for _, g := range field.Groups() {
		fmt.Fprintf(&b, "\n%s\n", g)
		if g == field.Unused {
			b.WriteString(getopt.Hang("", strings.Join(columnsOf(g), " "), 2))
			continue
		}
		for _, f := range field.All() {
			d, _ := f.Doc()
			if d.Group == g {
				b.WriteString(fieldLine(&f, &d))
			}
		}
	}
	return b.String()
}

// lineWidth is the longest line of help.
const lineWidth = 79

// fieldLine is the line of one column. The unit is left out if it does not fit,
// and so are the last words of what it is.
func fieldLine(f *field.Field, d *field.Doc) string {
	line := fmt.Sprintf("  %-10s %s", f.Name, f.About)
	if full := line + " [" + d.Unit + "]"; d.Unit != "" && len(full) <= lineWidth {
		line = full
	}
	for len(line) > lineWidth {
		line = strings.TrimSuffix(line, " ...")
		line = strings.TrimRight(line[:strings.LastIndexByte(line, ' ')], " ,;:") + " ..."
	}
	return line + "\n"
}

// columnsOf lists the columns of a group.
func columnsOf(group string) []string {
	var names []string
	for _, f := range field.All() {
		if d, _ := f.Doc(); d.Group == group {
			names = append(names, f.Name)
		}
	}
	return names
}

// columnNames lists the names of all columns.
func columnNames() []string {
	all := field.All()
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return names
}

// unknownColumn says that there is no such column, and which one may have been
// meant.
func unknownColumn(name string) error {
	return fmt.Errorf("unknown column %q%s (see --help fields)", name, hint(name, columnNames()))
}

// checkColumns rejects a list of columns none of which exists.
//
// Compat: if some exist, the unknown ones are reported and the others printed.
func (c *Config) checkColumns() error {
	p := &c.Print
	if len(p.Columns.Unknown) > 0 && len(p.Columns.List()) == 0 {
		return fmt.Errorf("-s: %w", unknownColumn(p.Columns.Unknown[0]))
	}
	return nil
}
