// SPDX-License-Identifier: Apache-2.0

// Package render lays out rows of columns: in fixed widths, or at natural
// length with a delimiter between them (clients: fields, section 3).
package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
)

// A Column is a field with the width that a user gave it.
type Column struct {
	*field.Field
	Width   int
	Default bool // of the list that no -s chose

	form appendFunc // text in a format of its own, nil for none
}

// Columns is an editable list of columns.
type Columns struct {
	list    []Column
	widths  map[string]int // widths given so far; a repetition inherits them
	edited  bool           // Apply has seen a word
	Unknown []string       // names that are no column
}

// NewColumns returns the columns with the given names.
func NewColumns(names []string) *Columns {
	c := &Columns{widths: map[string]int{}}
	for _, n := range names {
		f, ok := field.Lookup(n)
		if !ok {
			panic("render: no column " + n)
		}
		c.list = append(c.list, Column{f, f.Width, true, nil})
	}
	return c
}

// ColumnsOf returns the given columns.
func ColumnsOf(list []Column) *Columns { return &Columns{list: list, widths: map[string]int{}} }

// Configure calls f, whose calls of [Columns.Apply] are those of a
// configuration file: the first word of an option begins anew.
func (c *Columns) Configure(f func() error) error {
	edited := c.edited
	err := f()
	c.edited = edited
	return err
}

// Apply edits the list with the words of a -s option: if the first word of all
// such options has no sign, the list is replaced; + and - add and remove
// columns (section 2).
func (c *Columns) Apply(words []string) error {
	for _, w := range words {
		for _, item := range strings.FieldsFunc(w, func(r rune) bool { return r == ' ' || r == ',' }) {
			sign := byte(0)
			if item[0] == '+' || item[0] == '-' {
				sign, item = item[0], item[1:]
			}
			if sign == 0 && !c.edited {
				c.list = nil
			}
			c.edited = true
			if err := c.edit(sign, item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Columns) edit(sign byte, item string) error {
	rank := -1
	if i := strings.IndexFunc(item, func(r rune) bool { return r < '0' || r > '9' }); i > 0 && sign == '+' {
		rank, _ = strconv.Atoi(item[:i])
		item = item[i:]
	}
	name, rest, hasWidth := strings.Cut(item, ":")
	if i := strings.IndexByte(name, '['); i >= 0 {
		return fmt.Errorf("field %s: byte ranges are not available in this release", item)
	}
	f, ok := field.Lookup(name)
	own := c.own(name)
	if !ok && sign == '-' && own >= 0 {
		c.list = slices.Delete(c.list, own, own+1)
		return nil
	}
	if !ok {
		c.Unknown = append(c.Unknown, name)
		return nil
	}
	width := f.Width
	if w, ok := c.widths[f.Name]; ok {
		width = w
	}
	var form appendFunc
	if hasWidth {
		text, format, hasFormat := strings.Cut(rest, ":")
		if hasFormat {
			nf, ok := parseFormat(format)
			if form = formatted(f, nf); !ok || form == nil {
				return fmt.Errorf("field %s: the format %q: want %%d, %%u, %%o, %%x or %%X for an address, a port or a VLAN id", f.Name, format)
			}
		}
		if text != "" || !hasFormat {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n > 65535 {
				return fmt.Errorf("field %s: the width is %q, want a number from 1 to 65535", f.Name, text)
			}
			width = n
			c.widths[f.Name] = n
		}
	}
	if sign == '-' {
		if own >= 0 {
			c.list = slices.Delete(c.list, own, own+1)
		}
		return nil
	}
	col := Column{f, width, false, form}
	if rank >= 0 && rank < len(c.list) {
		c.list = slices.Insert(c.list, rank, col)
	} else {
		c.list = append(c.list, col)
	}
	return nil
}

// own returns where the first column of a name is in the list, -1 if it is not.
func (c *Columns) own(name string) int {
	return slices.IndexFunc(c.list, func(x Column) bool { return strings.EqualFold(x.Name, name) })
}

// List returns the columns.
func (c *Columns) List() []Column { return c.list }

// Has reports whether the column named name is in the list.
func (c *Columns) Has(name string) bool {
	return slices.ContainsFunc(c.list, func(x Column) bool { return x.Name == name })
}
