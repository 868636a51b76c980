// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strings"

	"github.com/argus-go/argus/record"
)

// Parts returns the parts of a record that the column's text depends on.
func (f *Field) Parts() record.Parts {
	for _, groups := range [][]docGroup{docIdentity, docMeasures, docProtocols, docOthers} {
		for i := range groups {
			for j := range groups[i].entries {
				e := &groups[i].entries[j]
				if hasWord(e.names, f.Name) {
					return e.parts | PreparedParts
				}
			}
		}
	}
	return ^record.Parts(0)
}

// hasWord reports whether a word is in a list with blanks between.
func hasWord(list, word string) bool {
	for at := 0; ; at++ {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		at += i
		end := at + len(word)
		if (at == 0 || list[at-1] <= ' ') && (end == len(list) || list[end] <= ' ') {
			return true
		}
	}
}
