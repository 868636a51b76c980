// SPDX-License-Identifier: Apache-2.0

// Package mutate measures whether tests notice mistakes: it makes small changes
// to the sources of a package, one at a time, and runs the package's own tests
// with each. A mutant that no test notices has survived.
//
// The changes are handed to the compiler as an overlay, so the working tree is
// never touched. Only code that the package's tests execute is changed. Which of
// the possible mutants are tried depends on a seed and on the text around each
// change, not on line numbers: an edit elsewhere leaves the selection as it is.
//
// It is a tool of this repository because the maintained ones run either every
// mutant, which takes hours here, or a random sample that cannot be repeated.
package mutate

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// A Mutant is one change to one file.
type Mutant struct {
	File     string // relative to the module's root
	Func     string // function that holds the change, with its receiver
	Line     int
	Kind     Kind
	Old, New string // source text before and after, for people

	from, to int    // byte offsets of the replaced text
	text     string // what replaces it
	nth      int    // number among equal changes of the same function
}

// String tells where the mutant is and what it changes.
func (m *Mutant) String() string {
	return fmt.Sprintf("%s:%d %s: %s", m.File, m.Line, m.Func, m.Change())
}

// Change is the change alone.
func (m *Mutant) Change() string { return m.Old + " => " + m.New }

// Apply returns the source with the change made.
func (m *Mutant) Apply(source []byte) []byte {
	out := make([]byte, 0, len(source)+len(m.text))
	out = append(out, source[:m.from]...)
	out = append(out, m.text...)
	return append(out, source[m.to:]...)
}

// Kind is a kind of change.
type Kind string

// Kinds of changes.
const (
	Boundary   Kind = "boundary"   // < becomes <=, and so on
	Equality   Kind = "equality"   // == becomes !=
	Logic      Kind = "logic"      // && becomes ||
	Arithmetic Kind = "arithmetic" // + becomes -
	Condition  Kind = "condition"  // the condition of an if is negated
	Constant   Kind = "constant"   // a number becomes one larger, true becomes false
	Statement  Kind = "statement"  // a statement is left out
	Direction  Kind = "direction"  // src becomes dst
)

// Choose orders mutants by seed and returns them so that the kinds take turns:
// the first n are a sample in which each kind has its share.
func Choose(all []Mutant, seed uint64) []Mutant {
	byKind := map[Kind][]Mutant{}
	for _, m := range all {
		byKind[m.Kind] = append(byKind[m.Kind], m)
	}
	type place struct {
		turn int
		hash uint64
		m    Mutant
	}
	var order []place
	for _, list := range byKind {
		slices.SortFunc(list, func(a, b Mutant) int { return cmp.Compare(a.hash(seed), b.hash(seed)) })
		for i, m := range list {
			order = append(order, place{i, m.hash(seed), m})
		}
	}
	slices.SortFunc(order, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.hash, b.hash))
	})
	out := make([]Mutant, len(order))
	for i, p := range order {
		out[i] = p.m
	}
	return out
}

func (m *Mutant) hash(seed uint64) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s %s %s %d", seed, m.File, m.Func, m.Change(), m.nth)
	return h.Sum64()
}

// A Reason explains why no test can notice a mutant.
type Reason struct {
	File, Func, Change, Why string
}

// ParseReasons reads a list of survivors, one a line:
//
//	FILE | FUNCTION | OLD => NEW | why no test can notice it
func ParseReasons(text string) ([]Reason, error) {
	var list []Reason
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, " | ")
		if len(f) < 4 {
			return nil, fmt.Errorf("%q is not a survivor (want FILE | FUNCTION | OLD => NEW | REASON)", line)
		}
		last := len(f) - 1 // the change may hold a bar itself
		list = append(list, Reason{f[0], f[1], strings.Join(f[2:last], " | "), f[last]})
	}
	return list, nil
}

// Find returns the reason for a mutant, or nil.
func Find(reasons []Reason, m *Mutant) *Reason {
	for i := range reasons {
		if r := &reasons[i]; r.File == m.File && r.Func == m.Func && r.Change == m.Change() {
			return r
		}
	}
	return nil
}
