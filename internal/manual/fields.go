// SPDX-License-Identifier: Apache-2.0

package manual

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
)

// fields is the table of the columns.
func fields() string {
	var b strings.Builder
	for _, g := range field.Groups() {
		fmt.Fprintf(&b, ".Ss %s\n.Bl -tag -width Ds\n", heading(g))
		for _, f := range field.All() {
			if d, _ := f.Doc(); d.Group == g {
				b.WriteString(column(&f, &d))
			}
		}
		b.WriteString(".El\n")
	}
	return b.String()
}

func column(f *field.Field, d *field.Doc) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".It Cm %s Pq %s , %d wide\n", word(f.Name), word(d.Unit), f.Width)
	b.WriteString(text(sentence(f.About)))
	if d.Formula != f.About {
		b.WriteString(text(sentence("Value: " + d.Formula)))
	}
	if d.Parts != 0 || d.Needs != "" {
		b.WriteString(text(sentence("Source: " + d.Source())))
	}
	if d.Missing != d.Man {
		b.WriteString(text(sentence("If missing: " + d.Missing + "; management records: " + d.Man)))
	} else {
		b.WriteString(text(sentence("If missing: " + d.Missing)))
	}
	if len(d.Values) == 0 {
		return b.String()
	}
	b.WriteString(".Pp\n.Bl -tag -width Ds -compact\n")
	for _, v := range d.Values {
		fmt.Fprintf(&b, ".It Ql %s\n%s", word(v.Value), text(sentence(v.Meaning)))
	}
	b.WriteString(".El\n")
	return b.String()
}

// sentence makes a sentence of a phrase.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }
