// SPDX-License-Identifier: Apache-2.0

package preset

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/render"
)

type appendFunc = func(dst []byte, o *field.Options, row *field.Row) []byte

// forms say how numbers print where a data set has a manner of its own.
type forms struct {
	trim   bool // no zeros at the end of fractions
	digits int  // at most so many digits, 0 for all
}

// column makes the column of a word TITLE=COLUMN.
func (s *Set) column(word string) render.Column {
	title, name, named := strings.Cut(word, "=")
	title = strings.ReplaceAll(title, "~", " ")
	if derived, ok := strings.CutPrefix(name, "@"); ok {
		f := &field.Field{Name: strings.ToLower(title), Label: title, Width: len(title) + 6, Kind: field.Text}
		setText(f, s.derived(derived, title))
		return render.Column{Field: f, Width: f.Width}
	}
	width := 0
	if text, w, ok := strings.Cut(name, ":"); ok {
		name = text
		width, _ = strconv.Atoi(w)
	}
	base, ok := byLabel(title)
	if named {
		base, ok = field.Lookup(name)
	}
	if !ok {
		panic("preset: no column " + word)
	}
	f := *base // a copy: the title is its own
	f.Label = title
	if width == 0 {
		width = max(f.Width, len(title))
	}
	if s.Corrected {
		s.correct(&f, base)
	}
	return render.Column{Field: &f, Width: width}
}

// setText gives a column another text, which is its value too.
func setText(f *field.Field, text appendFunc) {
	f.Append = text
	f.Kind = field.Text
	f.Value = func(o *field.Options, row *field.Row) field.Value { return field.TextValue(string(text(nil, o, row))) }
}

// byLabel returns the column with a label.
func byLabel(label string) (*field.Field, bool) {
	all := field.All()
	for i := range all {
		if all[i].Label == label {
			return &all[i], true
		}
	}
	return nil, false
}

// wholeTitles are the titles that the originals cut.
var wholeTitles = lookup.Table[string, string]{
	{"TotAppByte", "TotAppBytes"}, {"SrcRetra", "SrcRetrans"}, {"DstRetra", "DstRetrans"}, {"pRetran", "pRetrans"},
}

// correct makes a column that of the corrected variant.
func (s *Set) correct(f *field.Field, base *field.Field) {
	if t := wholeTitles.Of(f.Label); t != "" {
		f.Label = t
	}
	switch base.Name {
	case "dir", "flgs":
		setText(f, func(dst []byte, o *field.Options, row *field.Row) []byte { return trimmed(dst, o, row, base) })
	case "sport", "dport":
		setText(f, decimalPort(base))
	case "rate":
		setText(f, func(dst []byte, o *field.Options, row *field.Row) []byte {
			return strconv.AppendFloat(dst, packetsBySecond(row), 'f', o.Precision, 64)
		})
	}
}

// trimmed appends a column's text without blanks around it.
func trimmed(dst []byte, o *field.Options, row *field.Row, f *field.Field) []byte {
	at := len(dst)
	dst = f.Append(dst, o, row)
	return append(dst[:at], bytes.TrimSpace(dst[at:])...)
}

// decimalPort prints type and code of ICMP as numbers.
func decimalPort(base *field.Field) appendFunc {
	second := base.Name == "dport"
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		if n, ok := row.PortNumber(second); ok && (row.Flow.Proto == 1 || row.Flow.Proto == 58) {
			return strconv.AppendUint(dst, uint64(n), 10)
		}
		return base.Append(dst, o, row)
	}
}

// packetsBySecond is (spkts + dpkts) / dur, 0 without a duration.
func packetsBySecond(row *field.Row) float64 {
	m := row.Counters()
	n := m.Src.Packets + m.Dst.Packets
	if row.Dur <= 0 || !row.IsFlow() {
		return 0
	}
	return float64(n) / float64(row.Dur)
}

// fromLabel is a column that a label of the record may hold: in
// "attack_cat=Exploits:label=1" the name is the title, whatever the case.
func (s *Set) fromLabel(title string) appendFunc {
	s.unknown = append(s.unknown, title)
	name := []byte(strings.ReplaceAll(title, " ", "_"))
	return func(dst []byte, _ *field.Options, row *field.Row) []byte {
		return appendLabelled(dst, row, name)
	}
}

// appendLabelled appends the value of a name in the record's label.
func appendLabelled(dst []byte, row *field.Row, name []byte) []byte {
	for rest := recordLabel(row); len(rest) > 0; {
		var word []byte
		word, rest, _ = bytes.Cut(rest, []byte(":"))
		key, value, ok := bytes.Cut(word, []byte("="))
		if !ok || !bytes.EqualFold(key, name) {
			continue
		}
		return field.AppendClean(dst, value)
	}
	return dst
}

// asZero makes a column whose missing values are 0, as in files that came out
// of a database.
func asZero(f *field.Field) appendFunc {
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		at := len(dst)
		if dst = trimmed(dst, o, row, f); len(dst) == at {
			dst = append(dst, '0')
		}
		return dst
	}
}

// number makes a column of a number with a fraction, in the set's form. An
// absent value is 0.
func (s *Set) number(f *field.Field) appendFunc {
	single := f.Name == "dur" // as the published rows show
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		v := f.Value(o, row)
		n := v.Float()
		switch {
		case n-n != 0:
			return f.Append(dst, o, row) // NaN or infinity
		case single:
			n = float64(float32(n))
		}
		return s.form(dst, n, o.Precision)
	}
}

// form appends a number in the set's form.
func (s *Set) form(dst []byte, v float64, precision int) []byte {
	at := len(dst)
	w := s.Preset.forms
	dst = strconv.AppendFloat(dst, v, 'f', precision, 64)
	if precision <= 0 {
		return dst
	}
	if over := len(dst) - at - 1 - w.digits; w.digits > 0 && over > 0 {
		dst = strconv.AppendFloat(dst[:at], v, 'f', max(precision-over, 0), 64)
	}
	if !w.trim || bytes.IndexByte(dst[at:], '.') < 0 {
		return dst
	}
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if dst[len(dst)-1] == '.' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// float appends a number of the set's own arithmetic.
func (s *Set) float(get func(*field.Row) float64) appendFunc {
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		v := 0.0
		if row.IsFlow() {
			v = get(row)
		}
		return s.form(dst, v, o.Precision)
	}
}
