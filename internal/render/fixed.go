// SPDX-License-Identifier: Apache-2.0

package render

import (
	"slices"

	"github.com/argus-go/argus/field"
)

// A line of fixed widths mostly has each value where it has it in every line.
// Then it begins as blanks, and the columns put their values there.

// prepareFixed finds out where the columns stand; l.line stays empty if values
// move others.
func (l *Layout) prepareFixed() {
	if l.natural() {
		return
	}
	at := 0
	for i := range l.cells {
		c := &l.cells[i]
		if c.vanishes || c.user {
			return
		}
		c.begin, c.end = at, at+c.width
		at = c.end + 1
		if !c.wrapped {
			c.put = l.Columns[i].Putter(c.width)
		}
	}
	l.line = at
}

// appendPut is appendFixed for lines with each value in its place. It reports
// false, and appends nothing, if this line has others.
func (l *Layout) appendPut(dst []byte, row *field.Row) ([]byte, bool) {
	if l.line == 0 || !row.IsFlow() {
		return dst, false
	}
	start := len(dst)
	dst = slices.Grow(dst, l.line+lineRoom)
	line := dst[start : start+l.line : start+l.line+lineRoom]
	for rest := line; len(rest) > 0; {
		rest = rest[copy(rest, blanks):]
	}
	for i := range l.cells {
		c := &l.cells[i]
		if c.put == nil || !c.put(line, c.begin, c.end, &l.Options, row) {
			text := c.append(line, &l.Options, row)[len(line):]
			n := len(text)
			switch {
			case n > c.width:
				return dst[:start], false
			case c.left:
				copy(line[c.begin:], text)
			default:
				copy(line[c.end-n:], text)
			}
		}
		if c.joins && c.begin > 0 && line[c.begin] != ' ' {
			line[c.begin-1] = '.'
		}
	}
	end := len(line)
	for end > 0 && line[end-1] == ' ' {
		end--
	}
	return append(dst[:start+end], '\n'), true
}
