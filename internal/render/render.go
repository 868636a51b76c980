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
	Width int
}

// Columns is an editable list of columns.
type Columns struct {
	list    []Column
	widths  map[string]int // widths given so far; a repetition inherits them
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
		c.list = append(c.list, Column{f, f.Width})
	}
	return c
}

// Apply edits the list with the words of a -s option: a word without sign in
// front replaces the list, + and - add and remove columns (section 2).
func (c *Columns) Apply(words []string) error {
	replaced := false
	for _, w := range words {
		for _, item := range strings.FieldsFunc(w, func(r rune) bool { return r == ' ' || r == ',' }) {
			sign := byte(0)
			if item[0] == '+' || item[0] == '-' {
				sign, item = item[0], item[1:]
			}
			if sign == 0 && !replaced {
				c.list = nil
			}
			replaced = true
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
	if !ok {
		c.Unknown = append(c.Unknown, name)
		return nil
	}
	width := f.Width
	if w, ok := c.widths[f.Name]; ok {
		width = w
	}
	if hasWidth {
		text, format, hasFormat := strings.Cut(rest, ":")
		if hasFormat {
			return fmt.Errorf("field %s: the format %q is not available in this release", f.Name, format)
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 65535 {
			return fmt.Errorf("field %s: the width is %q, want a number from 1 to 65535", f.Name, text)
		}
		width = n
		c.widths[f.Name] = n
	}
	if sign == '-' {
		if i := slices.IndexFunc(c.list, func(x Column) bool { return x.Field == f }); i >= 0 {
			c.list = slices.Delete(c.list, i, i+1)
		}
		return nil
	}
	col := Column{f, width}
	if rank >= 0 && rank < len(c.list) {
		c.list = slices.Insert(c.list, rank, col)
	} else {
		c.list = append(c.list, col)
	}
	return nil
}

// List returns the columns.
func (c *Columns) List() []Column { return c.list }

// Has reports whether the column named name is in the list.
func (c *Columns) Has(name string) bool {
	return slices.ContainsFunc(c.list, func(x Column) bool { return x.Name == name })
}

// A Layout turns rows into lines.
type Layout struct {
	Columns   []Column
	Options   field.Options
	Delimiter byte // 0 for fixed widths
	Variable  bool // natural widths where there is no delimiter
	Quote     byte // quotes what holds the delimiter, and labels; 0 for none
}

// width returns how many characters the values of a column take.
func (l *Layout) width(c *Column) int {
	w := c.Width
	switch {
	case c.Kind == field.Time:
		if l.Options.Precision > 0 && (l.Options.UnixTime || l.Options.Format == "" || strings.Contains(l.Options.Format, "%f")) {
			w += l.Options.Precision
		}
	case c.Name == "suser" || c.Name == "duser":
		w += 8
		if c.Name == "suser" && c.Width >= 10 || c.Width > 10 {
			w++
		}
		if c.Name == "suser" && c.Width >= 100 {
			w++
		}
	}
	return w
}

// AppendHeader appends the line of labels.
func (l *Layout) AppendHeader(dst []byte) []byte {
	for i := range l.Columns {
		c := &l.Columns[i]
		if l.Delimiter != 0 {
			if i > 0 {
				dst = append(dst, l.Delimiter)
			}
			dst = append(dst, c.Label...)
			continue
		}
		w := l.width(c)
		if c.Kind == field.Time && c.Name != "stime" && c.Name != "ltime" {
			w++ // Compat: labels of the sides' times stand one column to the right
		}
		label := c.Label
		if len(label) > w {
			label = label[:w]
		}
		left := w - len(label)
		if c.Name == "suser" || c.Name == "duser" || c.Name == "seq" {
			left /= 2
		}
		dst = appendBlanks(dst, left)
		dst = append(dst, label...)
		dst = appendBlanks(dst, w-left-len(label)+1)
	}
	return append(dst, '\n')
}

const blanks = "                                                                "

func appendBlanks(dst []byte, n int) []byte {
	for n > len(blanks) {
		dst = append(dst, blanks...)
		n -= len(blanks)
	}
	if n > 0 {
		dst = append(dst, blanks[:n]...)
	}
	return dst
}

// AppendRow appends the line of row.
func (l *Layout) AppendRow(dst []byte, row *field.Row) []byte {
	if l.Delimiter != 0 {
		return l.appendDelimited(dst, row)
	}
	return l.appendFixed(dst, row)
}

// vanishes reports whether a column without text takes no room at all.
//
// Compat: resp does, so that the columns after it move to the left.
func vanishes(c *Column) bool { return c.Name == "resp" }

func (l *Layout) appendText(dst []byte, c *Column, row *field.Row) []byte {
	switch c.Name[0] {
	case 's', 'd':
		if c.Append == nil {
			return field.AppendUserData(dst, row, c.Name[0] == 'd', c.Width)
		}
	}
	return c.Append(dst, &l.Options, row)
}

func (l *Layout) appendDelimited(dst []byte, row *field.Row) []byte {
	start := len(dst)
	for i := range l.Columns {
		c := &l.Columns[i]
		at := len(dst)
		dst = l.appendText(dst, c, row)
		if len(dst) == at && vanishes(c) {
			continue
		}
		if c.Name == "flgs" {
			if n := len(dst); n > at+1 && dst[n-1] == ' ' && n-at > 10 {
				dst = dst[:n-1]
			}
		} else {
			for len(dst) > at && dst[len(dst)-1] == ' ' {
				dst = dst[:len(dst)-1]
			}
		}
		dst = append(dst, l.Delimiter)
	}
	if len(dst) > start {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '\n')
}

func (l *Layout) appendFixed(dst []byte, row *field.Row) []byte {
	start := len(dst)
	flow := row.IsFlow()
	for i := range l.Columns {
		c := &l.Columns[i]
		at := len(dst)
		dst = l.appendText(dst, c, row)
		if len(dst) == at && vanishes(c) {
			continue
		}
		dst = l.fit(dst, at, c, flow)
		if flow && l.joins(i) && !blank(dst[at:]) && at > start {
			dst[at-1] = '.'
		}
		dst = append(dst, ' ')
	}
	for len(dst) > start && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '\n')
}

// joins reports whether column i is a port right after its address.
func (l *Layout) joins(i int) bool {
	if i == 0 {
		return false
	}
	a, b := l.Columns[i-1].Name, l.Columns[i].Name
	return a == "saddr" && b == "sport" || a == "daddr" && b == "dport"
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' {
			return false
		}
	}
	return true
}

// fit pads or cuts the text at dst[at:] to the width of c. The ports of
// management records are counters and stand on the right.
func (l *Layout) fit(dst []byte, at int, c *Column, flow bool) []byte {
	w := l.width(c)
	n := len(dst) - at
	switch {
	case n > w:
		if c.Name == "suser" || c.Name == "duser" {
			return dst[:at+w]
		}
		dst = append(dst[:at+w-1], '*')
	case c.Left && (flow || c.Append == nil):
		dst = appendBlanks(dst, w-n)
	case n < w:
		dst = appendBlanks(dst, w-n)
		copy(dst[at+w-n:], dst[at:at+n])
		for j := range w - n {
			dst[at+j] = ' '
		}
	}
	return dst
}
