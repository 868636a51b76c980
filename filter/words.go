// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"maps"
	"slices"
)

// Words returns the keywords of a dialect in order, other spellings included.
func Words(d Dialect) []string { return slices.Sorted(maps.Keys(dialects[d].words)) }
