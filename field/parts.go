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
				if strings.Contains(" "+e.names+" ", " "+f.Name+" ") {
					return e.parts | PreparedParts
				}
			}
		}
	}
	return ^record.Parts(0)
}
