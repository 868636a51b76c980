// SPDX-License-Identifier: Apache-2.0

package client

import (
	"slices"
	"strings"

	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/nearest"
)

// An Option is one meaning of a letter or a long name: how it is scanned, what
// it does, and its help text. Help, completion and manual pages are made
// from it.
type Option struct {
	getopt.Option
	// Set applies the option. It is nil if this release lacks the feature; the
	// program then says so.
	Set func(c *Config, it getopt.Item) error
	getopt.Doc
}

// A Mode is a word of -M.
type Mode struct {
	Name  string
	Args  string // what its value is, "" for a mode without one
	About string // as in getopt.Doc
	More  string
	Words []getopt.Word // what completion offers for the value
	Set   Setter
	// Next says that the value is the next word (-M time 10s) instead of
	// following an equals sign (-M TZ=UTC).
	Next bool
}

// A Variable is a name in a configuration file.
type Variable struct {
	Group, Name string
	Default     string // "" for none
	About       string // a phrase
	Set         Setter
}

// A Setter applies the value of a mode or variable.
type Setter interface {
	Set(c *Config, value string) error
}

// tables are the options, modes and variables of a run: those of all clients and
// those that the program adds. A row of the program replaces the rows of all
// clients with the same letter or name.
type tables struct {
	options   []Option
	modes     []Mode
	variables []Variable
	own       string // the program's own letters
	word      func(*Config, string) (bool, error)
	signed    func(word string) bool // Run.SignedWord
	xml       []string               // Run.XML
}

// laterMode reports whether only later releases have a word of -M. In programs that
// take further words there (keys of rasort, tables of ramon), these are of release 2.
func (t *tables) laterMode(word string) bool {
	if t.word == nil {
		return true
	}
	name, _, _ := strings.Cut(word, "=")
	return slices.ContainsFunc(t.modes, func(m Mode) bool { return strings.EqualFold(m.Name, name) })
}

// hasLetter reports whether there is an option of this letter.
func (t *tables) hasLetter(letter byte) bool {
	return slices.ContainsFunc(t.options, func(o Option) bool { return o.Letter == letter })
}

// sharedOptions are the options of all clients.
func sharedOptions() []Option {
	list := make([]Option, 0, len(mainOptions)+len(dialect.AllSwitches)+len(otherOptions))
	list = append(list, mainOptions...)
	for _, sw := range dialect.AllSwitches {
		set := func(c *Config, it getopt.Item) error { return sw.Set(&c.Dialect.Switches, it) }
		list = append(list, Option{sw.Option, set, sw.Doc})
	}
	return append(list, otherOptions...)
}

// newTables returns the tables of a run.
func newTables(r *Run) *tables {
	t := &tables{options: sharedOptions(), modes: modes, variables: variables, word: r.Word, signed: r.SignedWord, xml: r.XML}
	for _, o := range r.Options {
		if o.Letter != 0 {
			t.own += string(rune(o.Letter))
		}
	}
	t.options = merge(t.options, r.Options, func(a, b *Option) bool {
		return a.Letter != 0 && a.Letter == b.Letter || a.Long != "" && a.Long == b.Long
	}, func(o *Option) string { return o.Group })
	t.modes = merge(t.modes, r.Modes, func(a, b *Mode) bool { return a.Name == b.Name }, func(*Mode) string { return "" })
	t.variables = merge(t.variables, r.Variables, func(a, b *Variable) bool { return a.Name == b.Name }, func(v *Variable) string { return v.Group })
	return t
}

// merge returns the rows of all clients with those of a program: at the end of
// the group of the same name, or, for a group of its own, before all others.
func merge[T any](shared, own []T, same func(a, b *T) bool, group func(*T) string) []T {
	if len(own) == 0 {
		return shared
	}
	var list []T
	for i := range shared {
		if !slices.ContainsFunc(own, func(o T) bool { return same(&shared[i], &o) }) {
			list = append(list, shared[i])
		}
	}
	first := 0
	for i := range own {
		at := first
		for j := range list {
			if group(&list[j]) == group(&own[i]) {
				at = j + 1
			}
		}
		if at == first {
			first++
		}
		list = slices.Insert(list, at, own[i])
	}
	return list
}

// scanned returns the rows for the scanner of command lines.
func (t *tables) scanned() []getopt.Option {
	list := make([]getopt.Option, len(t.options))
	for i := range t.options {
		list[i] = t.options[i].Option
	}
	return list
}

// takes reports whether a word that begins with a minus sign is an argument of an
// option instead of another option.
func (t *tables) takes(o getopt.Option, word string) bool {
	return o.Letter == 'M' && t.signed != nil && t.signed(word)
}

// row returns the row of an option that was found on a command line.
func (t *tables) row(it getopt.Item) *Option {
	for i := range t.options {
		if t.options[i].Option == it.Option {
			return &t.options[i]
		}
	}
	return nil // not reached: items come from these rows
}

// documented returns the options with their help texts, in the
// order of help.
func (t *tables) documented() []getopt.Documented {
	list := make([]getopt.Documented, len(t.options))
	for i, o := range t.options {
		d := getopt.Documented{Option: o.Option, Doc: o.Doc}
		switch {
		case o.Long == "preset":
			d.Words = presetWords()
		case o.Letter == 'o' && o.Value == getopt.Fixed && len(d.Words) == 0:
			d.Words = t.variableWords()
		}
		list[i] = d
	}
	return list
}

// variableWords are the beginnings of lines, for completion: names that have an
// effect.
func (t *tables) variableWords() []getopt.Word {
	var list []getopt.Word
	for _, v := range t.variables {
		if v.Group != groupElsewhere && v.Group != groupAbsent {
			list = append(list, getopt.Word{Word: v.Name + "=", About: v.About})
		}
	}
	return list
}

// hint returns ", did you mean X?" with the candidate that a misspelt word was
// probably meant to be, or "".
func hint(word string, candidates []string) string {
	if n := nearest.Word(word, candidates); n != "" {
		return ", did you mean " + n + "?"
	}
	return ""
}
