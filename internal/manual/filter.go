// SPDX-License-Identifier: Apache-2.0

package manual

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/filter"
)

// primitives are the words of the record filter.
func primitives() string {
	var b strings.Builder
	for _, g := range filter.RecordDocs() {
		fmt.Fprintf(&b, ".Ss %s\n", heading(g.Name))
		if g.Text != "" {
			b.WriteString(text(g.Text))
		}
		b.WriteString(".Bl -tag -width Ds\n")
		for _, d := range g.Docs {
			b.WriteString(".It")
			for i, w := range d.Words {
				if i > 0 {
					b.WriteString(" ,")
				}
				b.WriteString(" Cm " + words(w))
			}
			if d.Args != "" {
				b.WriteString(" Ar " + words(d.Args))
			}
			b.WriteString("\n" + text(d.Text))
			if len(d.Also) > 0 {
				b.WriteString(text("Also `" + strings.Join(d.Also, "`, `") + "`."))
			}
		}
		b.WriteString(".El\n")
	}
	return b.String()
}

// words makes several arguments of a macro safe.
func words(s string) string {
	list := strings.Fields(s)
	for i, w := range list {
		list[i] = word(w)
	}
	return strings.Join(list, " ")
}
