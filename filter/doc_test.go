// SPDX-License-Identifier: Apache-2.0

package filter_test

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/match"
)

// TestRecordDocs checks that every keyword is documented, and nothing else.
func TestRecordDocs(t *testing.T) {
	known, documented := map[string]bool{}, map[string]bool{}
	for _, w := range filter.Words(filter.Record) {
		known[w] = true
	}
	for _, g := range filter.RecordDocs() {
		for _, d := range g.Docs {
			for _, entry := range append(append([]string{}, d.Words...), d.Also...) {
				for w := range strings.FieldsSeq(entry) {
					documented[w] = true
					if !known[w] && strings.Trim(w, "&|!<>=") != "" {
						t.Errorf("%s: %q is not a keyword", g.Name, w)
					}
				}
			}
			for w := range strings.FieldsSeq(d.Args) {
				documented[w] = true
			}
			if d.Text == "" || !strings.HasSuffix(d.Text, ".") {
				t.Errorf("%s: %v: %q is not a sentence", g.Name, d.Words, d.Text)
			}
		}
	}
	for w := range known {
		if !documented[w] {
			t.Errorf("the keyword %q is not documented", w)
		}
	}
}

// samples are values for the arguments of entries.
var samples = map[string]string{
	"address": "192.0.2.1", "address/length": "192.0.2.0/24", "address mask address": "192.0.2.0 mask 255.255.255.0",
	"name": "gre", "id": "192.0.2.1", "port": "80-90", "protocol": "udp", "number": "1", "seconds": "gt 1.5s", "bytes": "lt 10k",
	"microseconds": ">= 100us", "ratio": "lt 0.5", "milliseconds": "> 10ms", "code": "af11", "XX": "DE", "degrees": "gt -1.5",
}

// TestRecordDocsCompile checks that every entry is a filter that compiles, and
// that those documented as rejected are rejected.
func TestRecordDocsCompile(t *testing.T) {
	for _, g := range filter.RecordDocs() {
		switch g.Name {
		case "Expressions", "Directions", "Relations": // they join others
			continue
		}
		for _, d := range g.Docs {
			sample, ok := samples[d.Args]
			if d.Args != "" && !ok {
				t.Errorf("%s: no sample of %q", g.Name, d.Args)
			}
			if names, ok := strings.CutPrefix(d.Text, "Encapsulation: "); ok {
				names, _, _ = strings.Cut(strings.NewReplacer("`", "", "and with the backslash of keywords ", "").Replace(names), ".")
				for name := range strings.SplitSeq(names, ", ") {
					if _, err := match.Compile("encaps "+name, match.Options{}); err != nil {
						t.Error(err)
					}
				}
			}
			for _, w := range d.Words {
				text := strings.TrimSpace(w + " " + sample)
				switch w {
				case "ether":
					text = "ether host 00:00:5e:00:53:01"
				case "ether host":
					text = "ether host 00:00:5e:00:53:01"
				case "gateway": // names of the machine's files
					continue
				case "proto":
					text = `proto \udp`
				case "len":
					text = "len > 5"
				}
				_, err := match.Compile(text, match.Options{Precision: 6})
				if rejected := strings.Contains(d.Text, "rejected, because"); (err != nil) != rejected {
					t.Errorf("%s: %q: %v", g.Name, text, err)
				}
			}
		}
	}
}
