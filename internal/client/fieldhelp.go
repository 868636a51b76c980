// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"io"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
)

// fieldHelp tells all about one column.
func fieldHelp(w io.Writer, f *field.Field) error {
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
	_, err := io.WriteString(w, text)
	return err
}

// fieldList lists the columns by what they are about.
func fieldList() string {
	var b strings.Builder
	b.WriteString("Columns for -s: name, unit, width and what it is; then how the value comes\nabout and [the parts of the record that it comes from]. --help NAME tells more.\n")
	for _, g := range field.Groups() {
		fmt.Fprintf(&b, "\n%s\n", g)
		if g == field.Unused {
			b.WriteString(getopt.Hang("", strings.Join(columnsOf(g), " "), 2))
			continue
		}
		for _, f := range field.All() {
			d, _ := f.Doc()
			if d.Group != g {
				continue
			}
			b.WriteString(getopt.Hang("  "+f.Name, fmt.Sprintf("%s, %d wide: %s", d.Unit, f.Width, f.About), 17))
			b.WriteString(getopt.Hang("", d.Formula+" ["+d.Source()+"]", 19))
		}
	}
	return b.String()
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
