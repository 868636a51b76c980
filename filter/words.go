// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"slices"

	"github.com/argus-go/argus/internal/lookup"
)

// Words returns the keywords of a dialect in order, other spellings included.
func Words(d Dialect) []string {
	var list []string
	w := &dialects[d].words
	for _, groups := range [][]group{w.single, w.spelled} {
		for _, g := range groups {
			list = append(list, g.names...)
		}
	}
	for _, n := range w.numbers {
		list = append(list, n.Key)
	}
	slices.Sort(list)
	return list
}

// words are the keywords of a dialect; no spelling is in them twice.
type words struct {
	single  []group // each name is a keyword
	spelled []group // all names of a group are one keyword, which is the first
	numbers lookup.Table[string, uint32]
	class   class // of numbers
}

// A group is keywords of one class.
type group struct {
	class class
	names []string
}

// find returns the keyword of a spelling.
func (w *words) find(name string) (word, bool) {
	for i := range w.single {
		if g := &w.single[i]; slices.Contains(g.names, name) {
			return word{name: name, class: g.class}, true
		}
	}
	for i := range w.spelled {
		if g := &w.spelled[i]; slices.Contains(g.names, name) {
			return word{name: g.names[0], class: g.class}, true
		}
	}
	if n, ok := w.numbers.Find(name); ok {
		return word{name: name, class: w.class, num: n}, true
	}
	return word{}, false
}

// class returns the class of a keyword, 0 if name is none.
func (w *words) classOf(name string) class {
	found, _ := w.find(name)
	return found.class
}
