// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"maps"
	"slices"
)

// Words returns the keywords of a dialect in order, other spellings included.
func Words(d Dialect) []string { return slices.Sorted(maps.Keys(dialects[d].words)) }

// words are the keywords of a dialect by spelling.
type words map[string]word

// add adds keywords of a class.
func (m words) add(c class, names ...string) {
	for _, n := range names {
		m[n] = word{name: n, class: c}
	}
}

// alias adds a keyword and other spellings of it.
func (m words) alias(c class, name string, others ...string) {
	m.add(c, name)
	for _, n := range others {
		m[n] = word{name: name, class: c}
	}
}
