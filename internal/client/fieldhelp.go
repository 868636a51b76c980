// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"io"
	"strings"

	"github.com/argus-go/argus/field"
)

// helpWidth is how long a line of help may be.
const helpWidth = 79

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
		text += hang(r.Value, r.Meaning, 23)
	}
	for i, v := range d.Values {
		if i == 0 {
			text += "\n"
		}
		text += hang("  "+v.Value, v.Meaning, 23)
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
			b.WriteString(hang("", strings.Join(columnsOf(g), " "), 2))
			continue
		}
		for _, f := range field.All() {
			d, _ := f.Doc()
			if d.Group != g {
				continue
			}
			b.WriteString(hang("  "+f.Name, fmt.Sprintf("%s, %d wide: %s", d.Unit, f.Width, f.About), 17))
			b.WriteString(hang("", d.Formula+" ["+d.Source()+"]", 19))
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

// hang wraps text into lines that begin at a column, the first after a head.
func hang(head, text string, column int) string {
	var b strings.Builder
	line := head
	if len(head) > column-1 {
		b.WriteString(head + "\n")
		line = ""
	}
	at := column
	for i, w := range strings.Fields(text) {
		switch n := len(w); {
		case i == 0:
			line = fmt.Sprintf("%-*s%s", column, line, w)
			at = column + n
		case at+1+n > helpWidth:
			b.WriteString(line + "\n")
			line = fmt.Sprintf("%*s%s", column, "", w)
			at = column + n
		default:
			line += " " + w
			at += 1 + n
		}
	}
	b.WriteString(line + "\n")
	return b.String()
}
