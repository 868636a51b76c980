// SPDX-License-Identifier: Apache-2.0

package splitting

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/record"
)

// A template is the name of -w: text, times and fields, divided at the slashes.
type template struct {
	parts  []component
	fields bool // some part holds a field
	times  bool // some part holds a time
}

// A component is what stands between two slashes.
type component []segment

// A segment is text with strftime's directives, or a column.
type segment struct {
	text   string
	column *field.Field // nil for text
}

// timeSuffix follows names without a directive if records are split by time.
const timeSuffix = ".%Y.%m.%d.%H.%M.%S"

// parseTemplate reads a name: $field or ${field} stands for a value of the record,
// and a percent sign begins a directive of strftime. Of several fields that
// the text after a dollar sign begins with the longest counts.
func parseTemplate(name string) (*template, error) {
	t := &template{}
	for text := range strings.SplitSeq(name, "/") {
		var c component
		for text != "" {
			at := strings.IndexByte(text, '$')
			if at < 0 {
				at = len(text)
			}
			if at > 0 {
				if err := checkDirectives(text[:at]); err != nil {
					return nil, err
				}
				c = append(c, segment{text: text[:at]})
				t.times = t.times || hasDirective(text[:at])
			}
			if text = text[at:]; text == "" {
				break
			}
			column, rest, err := cutField(text[1:])
			if err != nil {
				return nil, err
			}
			c, text, t.fields = append(c, segment{column: column}), rest, true
		}
		t.parts = append(t.parts, c)
	}
	return t, nil
}

// checkDirectives reports a percent sign that begins no directive of strftime. Such a
// name would be the same for all times, and write all records to one file.
func checkDirectives(text string) error {
	for i := strings.IndexByte(text, '%'); i >= 0; {
		if i+1 == len(text) {
			return errors.New("the last percent sign begins nothing (write %% for a percent sign)")
		}
		word := text[i : i+2]
		if word != "%%" && string(field.AppendTime(nil, &field.Options{Format: word, Location: time.UTC}, 0)) == word {
			return fmt.Errorf("%s is not a directive of strftime (such as %%Y, %%m, %%d or %%H; write %%%% for a percent sign)", word)
		}
		text = text[i+2:]
		i = strings.IndexByte(text, '%')
	}
	return nil
}

// hasDirective reports whether a text holds a directive other than %%.
func hasDirective(text string) bool {
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '%' {
			continue
		}
		if i++; text[i] != '%' {
			return true
		}
	}
	return false
}

// cutField returns the column that a text begins with, and what follows.
func cutField(text string) (*field.Field, string, error) {
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		name, rest, closed := strings.Cut(inner, "}")
		if f, ok := field.Lookup(name); ok && closed {
			return f, rest, nil
		}
		return nil, "", unknownField(name)
	}
	for n := min(len(text), 32); n > 0; n-- {
		if f, ok := field.Lookup(text[:n]); ok {
			return f, text[n:], nil
		}
	}
	word := text
	if i := strings.IndexFunc(text, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }); i >= 0 {
		word = text[:i]
	}
	return nil, "", unknownField(word)
}

func unknownField(word string) error {
	var names []string
	for _, f := range field.All() {
		names = append(names, f.Name)
	}
	if near := nearest.Word(word, names); near != "" {
		return fmt.Errorf("$%s is not a field, did you mean $%s?", word, near)
	}
	return fmt.Errorf("$%s is not a field (see --help fields)", word)
}

// needs returns the parts of records that the fields look at.
func (t *template) needs() record.Parts {
	var p record.Parts
	for _, c := range t.parts {
		for _, s := range c {
			if s.column != nil {
				p |= s.column.Parts()
			}
		}
	}
	return p
}

// addSuffix appends text to the name.
func (t *template) addSuffix(text string) {
	last := len(t.parts) - 1
	t.parts[last] = append(t.parts[last], segment{text: text})
	t.times = t.times || hasDirective(text)
}

// appendName appends the name for a row and a time.
func (t *template) appendName(dst []byte, o *field.Options, row *field.Row, at time.Time) []byte {
	for i, c := range t.parts {
		if i > 0 {
			dst = append(dst, '/')
		}
		start, valued := len(dst), false
		for _, s := range c {
			if s.column == nil {
				dst = field.AppendTime(dst, &field.Options{Format: s.text, Precision: 6, Location: at.Location()}, at.UnixMicro())
				continue
			}
			from := len(dst)
			dst = s.column.Append(dst, o, row)
			dst, valued = clean(dst, from), true
		}
		// A value never names a folder above, nor nothing.
		if name := string(dst[start:]); valued && (name == "" || name == "." || name == "..") {
			dst = append(dst, '_')
		}
	}
	return dst
}

// maxValue is how many bytes of a value get into a name.
const maxValue = 100

// clean makes a value that begins at from fit to be a part of a file's name: it
// has no slash, and does not begin with a dot.
func clean(dst []byte, from int) []byte {
	v := bytes.TrimSpace(dst[from:])
	if len(v) > maxValue {
		v = v[:maxValue]
	}
	dst = append(dst[:from], v...)
	for i := from; i < len(dst); i++ {
		switch b := dst[i]; {
		case b == '/', b == '\\', b < ' ', b == 0x7f, i == from && b == '.':
			dst[i] = '_'
		}
	}
	return dst
}

// glob returns a pattern for [filepath.Glob] that the names of all files match.
func (t *template) glob() string {
	var b strings.Builder
	for i, c := range t.parts {
		if i > 0 {
			b.WriteByte('/')
		}
		for _, s := range c {
			if s.column != nil {
				b.WriteByte('*')
				continue
			}
			globText(&b, s.text)
		}
	}
	return b.String() + "*"
}

// globText writes a text with a star for each directive.
func globText(b *strings.Builder, text string) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '%' && i+1 < len(text):
			if i++; text[i] == '%' {
				b.WriteByte('%')
			} else {
				b.WriteByte('*')
			}
		case strings.IndexByte(`*?[\`, c) >= 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
}

// letters returns the suffix of a file by its number: aa to yz, zaa to zyz, zzaa
// ... for a length of 2.
//
// Compat: z begins only longer suffixes, so that names are in the order of their
// numbers. Pinned by TestLetters.
func letters(n, length int) string {
	round := 25
	for range length - 1 {
		round *= 26
	}
	text := strings.Repeat("z", n/round)
	var b [maxSuffix]byte
	n %= round
	for i := length - 1; i >= 0; i-- {
		b[i] = byte('a' + n%26)
		n /= 26
	}
	return text + string(b[:length])
}

// maxSuffix is the longest suffix that -a takes.
const maxSuffix = 8
