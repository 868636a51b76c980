// SPDX-License-Identifier: Apache-2.0

package render

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lookup"
)

// A Layout turns rows into lines. Set its fields before the first line and do not
// change them afterwards.
type Layout struct {
	Columns   []Column
	Options   field.Options
	Delimiter byte // 0 for fixed widths
	Variable  bool // natural widths if there is no delimiter
	Quote     byte // quotes values that hold the delimiter, and labels; 0 for none
	Guard     bool // no value is a formula to a spreadsheet
	Apart     bool // no point between address and port
	Summary   bool // labels of loads are those of release 3.0.8 with totals (-A)

	cells []cell // of Columns, once they were looked at
	room  int    // more than most lines take, in bytes
	line  int    // length of a line with all values in their places, 0 if there is none
	mark  byte   // quotes values that hold the delimiter; 0 for none
	dumps []dump // of payload, after each line
}

type appendFunc = func(dst []byte, o *field.Options, row *field.Row) []byte

// A cell holds what is needed to print a column.
type cell struct {
	append   appendFunc
	label    string
	width    int // of values
	labelled int // width of the label
	left     bool
	user     bool // captured payload
	centred  bool // the label
	flags    bool
	before   int // blanks before a centred label; after it are the others
	after    int
	joins    bool // a port right after its address
	port     bool
	dir      bool
	vanishes bool // takes no room in the line of a flow when it is empty
	dumped   bool // takes no room in any line: what it has to say follows
	guess    int  // characters of the last value, at most width
	unmarked bool // is cut without a mark
	wrapped  bool // append is not the column's own

	begin, end int // of the value in lines with all values in their places
	put        field.Putter
}

var le = binary.LittleEndian

// lineRoom is room for the value of a line's last column.
const lineRoom = 128

// A dump is payload that is printed after a line.
type dump struct {
	second bool
	width  int
}

// rmonLabels are the labels in rmon mode: a host's, outgoing and incoming.
var rmonLabels = lookup.Table[string, string]{
	{"saddr", "Host"},
	{"laddr", "Host"},
	{"snet", "Net"},
	{"lnet", "Net"},
	{"smac", "Mac"},
	{"soui", "Oui"},
	{"spkts", "OutPkts"},
	{"dpkts", "InPkts"},
	{"sbytes", "OutBytes"},
	{"dbytes", "InBytes"},
	{"sappbytes", "OAppBytes"},
	{"dappbytes", "IAppBytes"},
}

// prepare looks at the columns.
func (l *Layout) prepare() {
	l.cells = make([]cell, len(l.Columns))
	l.room = lineRoom
	l.mark = l.quoteMark()
	for i := range l.Columns {
		c := &l.Columns[i]
		k := cell{append: c.Append, label: c.Label, width: l.width(c), left: c.Left}
		k.labelled = k.width
		if l.Options.Sums != nil {
			k.label, k.append = c.Share(l.Options.Sums)
			k.wrapped = true
		}
		if l.Options.Abbreviate && k.label == c.Label {
			k.append = c.Abbreviated()
			k.wrapped = true
		}
		if c.form != nil {
			k.append, k.wrapped = c.form, true
		}
		if label := rmonLabels.Of(c.Name); l.Options.Rmon && label != "" {
			k.label = label
		}
		if kind, load := strings.CutSuffix(k.label, "Load"); load && l.Summary {
			k.label = kind + "AppLoad"
		}
		switch c.Name {
		case "suser", "duser":
			k.user, k.centred = true, true
			second, width := c.Name == "duser", c.Width
			k.before, k.after = centredPayload(len(k.label), payloadLabelWidth(width, l.digits(width)))
			k.append = func(dst []byte, o *field.Options, row *field.Row) []byte {
				return field.AppendUserData(dst, o, row, second, width)
			}
			if l.Options.UserData == field.UserDump {
				k.vanishes, k.dumped, k.append = true, true, func(dst []byte, _ *field.Options, _ *field.Row) []byte { return dst }
				l.dumps = append(l.dumps, dump{second, width})
			}
		case "seq", "bins", "binnum":
			k.centred = true
			k.before, k.after = centred(len(k.label), k.width)
			k.after++
		case "rank":
			k.centred = true
			k.before, k.after = centred(len(k.label), k.width)
		case "dir":
			k.dir, k.append = true, dirOf(k.append, c.Width)
			k.wrapped = k.wrapped || c.Width != 5
		case "cause":
			k.unmarked = true
		case "tcpopt":
			k.append = cutAt(k.append, c.Width)
		case "flgs":
			k.flags = true
		case "resp":
			// Compat: what stands after it moves to the left.
			k.vanishes = true
		case "sport", "dport":
			k.port = true
			k.joins = !l.Apart && i > 0 && l.Columns[i-1].Name == c.Name[:1]+"addr"
		case "sstime", "sltime", "dstime", "dltime":
			// Compat: these labels stand one column to the right of the values.
			k.labelled++
		}
		l.cells[i] = k
		l.room += k.width + 1
	}
	l.prepareFixed()
}

// width returns how many characters the values of a column take.
func (l *Layout) width(c *Column) int {
	w := c.Width
	switch {
	case c.Kind == field.Time:
		if l.Options.Format != "" && !l.Options.UnixTime && c.Width == c.Field.Width {
			w = field.TimeWidth(l.Options.Format)
			if c.Default {
				w = max(w, c.Width)
			}
		}
		if l.Options.Precision > 0 && (l.Options.UnixTime || l.Options.Format == "" || strings.Contains(l.Options.Format, "%f")) {
			w += l.Options.Precision
		}
	case l.Options.DISA && w == c.Field.Width && (c.Name == "sdsb" || c.Name == "ddsb"):
		w = field.DISAWidth
	case c.Name == "suser" || c.Name == "duser":
		w = payloadLabelWidth(c.Width, l.digits(c.Width))
		if c.Name == "suser" && (c.Width == 10 || c.Width >= 100) {
			w++ // Compat: values are wider from 10 on, labels beyond 10
		}
	}
	return w
}

// natural reports whether values print at their own length.
func (l *Layout) natural() bool { return l.Delimiter != 0 || l.Variable }

// blank reports whether lines end without white space, because values are
// separated by white space.
func (l *Layout) blank() bool { return l.Delimiter == 0 || l.Delimiter == ' ' || l.Delimiter == '\t' }

// separator returns what separates values of natural length.
func (l *Layout) separator() byte {
	if l.Delimiter != 0 {
		return l.Delimiter
	}
	return ' '
}

// AppendHeader appends the line of labels.
func (l *Layout) AppendHeader(dst []byte) []byte {
	if l.cells == nil {
		l.prepare()
	}
	for i := range l.cells {
		c := &l.cells[i]
		if l.natural() {
			dst = l.appendLabel(dst, c.shown(), i)
			continue
		}
		label := c.shown()
		before, after := c.labelled-len(label), 1
		if c.centred {
			before, after = c.before, c.after
		}
		dst = appendBlanks(dst, before)
		dst = append(dst, label...)
		dst = appendBlanks(dst, after)
	}
	if l.natural() && l.separator() == ' ' {
		dst = append(dst, ' ')
	}
	return append(dst, '\n')
}

// shown returns the part of a label that fits in its width.
func (c *cell) shown() string {
	if c.centred {
		return c.label
	}
	return c.label[:min(len(c.label), c.labelled)]
}

func (l *Layout) appendLabel(dst []byte, label string, i int) []byte {
	if i > 0 {
		dst = append(dst, l.separator())
	}
	if l.Quote == 0 || l.Delimiter == 0 {
		return append(dst, label...)
	}
	return append(append(append(dst, l.Quote), label...), l.Quote)
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
	if l.cells == nil {
		l.prepare()
	}
	if l.natural() {
		dst = l.appendNatural(dst, row)
	} else if put, ok := l.appendPut(dst, row); ok {
		dst = put
	} else {
		dst = l.appendFixed(dst, row)
	}
	for _, d := range l.dumps {
		dst = field.AppendUserDump(dst, row, d.second, d.width)
	}
	return dst
}

func (l *Layout) appendNatural(dst []byte, row *field.Row) []byte {
	start := len(dst)
	sep := l.separator()
	for i := range l.cells {
		c := &l.cells[i]
		at := len(dst)
		dst = c.append(dst, &l.Options, row)
		if len(dst) == at && c.gone(row) {
			continue
		}
		switch {
		case l.Delimiter == 0:
			switch {
			case len(dst) > at:
			case c.port:
				dst = appendBlanks(dst, blankPort(row, c.width))
			case c.dir && !row.IsFlow():
				dst = appendBlanks(dst, c.width) // Compat
			}
			if c.joins && row.IsFlow() && len(dst) > at && dst[at] != ' ' && at > start {
				dst[at-1] = '.'
			}
		case !c.flags:
			for len(dst) > at && dst[len(dst)-1] == ' ' {
				dst = dst[:len(dst)-1]
			}
		default:
			if n := len(dst); n-at > 10 && dst[n-1] == ' ' {
				dst = dst[:n-1]
			}
		}
		if l.Guard {
			dst = guard(dst, at)
		}
		if l.mark != 0 {
			dst = l.quote(dst, at)
		}
		dst = append(dst, sep)
	}
	if len(dst) > start {
		dst = dst[:len(dst)-1]
	}
	for l.blank() && len(dst) > start && (dst[len(dst)-1] == ' ' || dst[len(dst)-1] == '\t') {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '\n')
}

func (l *Layout) appendFixed(dst []byte, row *field.Row) []byte {
	dst = slices.Grow(dst, l.room)
	start := len(dst)
	flow := row.IsFlow()
	for i := range l.cells {
		c := &l.cells[i]
		at := len(dst)
		// The ports of management records are counters and stand on the right.
		if c.left && (flow || c.user) {
			dst = l.appendLeft(dst, c, row)
		} else {
			dst = l.appendRight(dst, c, row)
		}
		if len(dst) == at {
			continue
		}
		if c.joins && flow && dst[at] != ' ' && at > start {
			dst[at-1] = '.'
		}
		dst = append(dst, ' ')
	}
	for len(dst) > start && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '\n')
}

// appendLeft appends a value and pads it with blanks to the column's width.
func (l *Layout) appendLeft(dst []byte, c *cell, row *field.Row) []byte {
	at := len(dst)
	dst = c.append(dst, &l.Options, row)
	n := len(dst) - at
	switch {
	case n == 0 && c.gone(row):
	case n < c.width:
		dst = appendBlanks(dst, c.width-n)
	case n > c.width && c.user:
		dst = dst[:at+c.width]
	case n > c.width && c.port && l.Options.Names >= field.NamesProto && row.WholePort():
		// Compat: port numbers are not cut off.
	case n > c.width:
		dst = append(dst[:at+c.width-1], '*')
	}
	return dst
}

// Blanks are stored in words where the buffer has room for more than a column
// takes.
const (
	word      = 8
	fewWords  = 3 * word
	blankWord = 0x2020202020202020
)

// appendRight appends a value with blanks before it, as many as the value of
// the row before had: most often they are as many as it needs.
func (l *Layout) appendRight(dst []byte, c *cell, row *field.Row) []byte {
	at := len(dst)
	from := at + c.width - c.guess
	if c.width <= fewWords && cap(dst) >= at+fewWords {
		b := dst[at : at+fewWords]
		le.PutUint64(b, blankWord)
		le.PutUint64(b[word:], blankWord)
		le.PutUint64(b[2*word:], blankWord)
		dst = dst[:from]
	} else {
		dst = appendBlanks(dst, from-at)
	}
	dst = c.append(dst, &l.Options, row)
	if len(dst) == at+c.width && !c.vanishes {
		return dst
	}
	if len(dst) == from && c.gone(row) {
		return dst[:at]
	}
	return c.right(dst, at, from)
}

// gone reports whether an empty column takes no space in the line of row.
//
// Compat: in the lines of management records it keeps its space.
func (c *cell) gone(row *field.Row) bool { return c.vanishes && (c.dumped || row.IsFlow()) }

// right moves the value that begins at from to the right end of the column
// that begins at at.
func (c *cell) right(dst []byte, at, from int) []byte {
	n := len(dst) - from
	switch {
	case n > c.width:
		copy(dst[at:], dst[from:from+c.width])
		dst = dst[:at+c.width]
		if !c.unmarked {
			dst[len(dst)-1] = '*'
		}
		return dst
	}
	c.guess = n
	to := at + c.width - n
	dst = appendBlanks(dst, to-from)[:at+c.width]
	copy(dst[to:], dst[from:from+n])
	for i := from; i < to; i++ {
		dst[i] = ' '
	}
	return dst
}
