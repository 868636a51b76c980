// SPDX-License-Identifier: Apache-2.0

package filter_test

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/filter"
)

// TestRecordDocs: every keyword is told of, and nothing else is.
func TestRecordDocs(t *testing.T) {
	known, told := map[string]bool{}, map[string]bool{}
	for _, w := range filter.Words(filter.Record) {
		known[w] = true
	}
	for _, g := range filter.RecordDocs() {
		for _, d := range g.Docs {
			for _, entry := range append(append([]string{}, d.Words...), d.Also...) {
				for w := range strings.FieldsSeq(entry) {
					told[w] = true
					if !known[w] && strings.Trim(w, "&|!<>=") != "" {
						t.Errorf("%s tells of %q, which is no keyword", g.Name, w)
					}
				}
			}
			for w := range strings.FieldsSeq(d.Args) {
				told[w] = true
			}
			if d.Text == "" || !strings.HasSuffix(d.Text, ".") {
				t.Errorf("%s: %v: %q is no sentence", g.Name, d.Words, d.Text)
			}
		}
	}
	for w := range known {
		if !told[w] {
			t.Errorf("nothing tells of the keyword %q", w)
		}
	}
}
