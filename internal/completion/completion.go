// SPDX-License-Identifier: Apache-2.0

// Package completion writes the completion of command lines for bash, zsh and
// fish from a program's tables.
//
// The scripts contain all words, so that completion runs no program. All three follow the rules of package getopt: letters in one word,
// options that take all words up to the next one, and a filter after a lone
// minus sign.
package completion

import (
	"slices"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
)

// A Mode is a word of -M.
type Mode struct {
	getopt.Word
	Valued bool          // an equals sign and a value follow
	Values []getopt.Word // what is offered there
	List   bool          // values may be joined by commas, with a sign before them
}

// A Spec describes the command line of a program.
type Spec struct {
	Program string
	Options []getopt.Documented
	Columns []getopt.Word // of getopt.Columns
	Modes   []Mode        // of getopt.Modes
	Topics  []getopt.Word // of getopt.Topics
	Filter  []string      // words of filters
}

// Shells lists the supported shells.
var Shells = []string{"bash", "zsh", "fish"}

// Known reports whether there is a script for a shell.
func Known(shell string) bool { return slices.Contains(Shells, shell) }

// Script returns the script for a shell that is [Known].
func (s *Spec) Script(shell string) string {
	switch shell {
	case "bash":
		return s.bash()
	case "zsh":
		return s.zsh()
	}
	return s.fish()
}

// readings returns one row for each option. If a letter has several rows, it is the
// first one whose value can be completed, or else the first.
func (s *Spec) readings() []getopt.Documented {
	var list []getopt.Documented
	for _, o := range s.Options {
		i := slices.IndexFunc(list, func(x getopt.Documented) bool {
			return x.Letter == o.Letter && x.Long == o.Long
		})
		switch {
		case i < 0:
			list = append(list, o)
		case list[i].Value == getopt.Anything && (o.Value != getopt.Anything || o.Kind == getopt.Flag):
			list[i] = o
		}
	}
	return list
}

// takes returns how many words an option takes: none, glued, one, pair or list.
func takes(o *getopt.Documented) string {
	return [...]string{
		getopt.Flag: "none", getopt.Arg: "one", getopt.Optional: "glued", getopt.Pair: "pair", getopt.List: "list",
	}[o.Kind]
}

// offers returns the name of the words that complete an option's argument.
func offers(o *getopt.Documented) string {
	return [...]string{
		getopt.Anything: "nothing", getopt.Files: "files", getopt.Dirs: "dirs", getopt.Fixed: "fixed",
		getopt.Columns: "columns", getopt.Modes: "modes", getopt.Topics: "topics",
	}[o.Value]
}

// cases returns the lines of a case statement that sets take and offer for each
// option; bash and zsh share it.
func (s *Spec) cases(indent string) string {
	var b strings.Builder
	for _, o := range s.readings() {
		if o.Kind == getopt.Flag {
			continue
		}
		b.WriteString(indent + strings.Join(o.Names(), "|") + ") take=" + takes(&o) + " offer=" + offers(&o) + " ;;\n")
	}
	return b.String()
}

// modeWords returns the words of -M; an equals sign follows those that take a value.
func (s *Spec) modeWords() []string {
	var list []string
	for _, m := range s.Modes {
		w := m.Word.Word
		if m.Valued {
			w += "="
		}
		list = append(list, w)
	}
	return list
}

func names(words []getopt.Word) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.Word
	}
	return list
}

// fixed calls f for each option that has its own list of words.
func (s *Spec) fixed(f func(names []string, words []getopt.Word)) {
	for _, o := range s.Options {
		if o.Value == getopt.Fixed {
			f(o.Names(), o.Words)
		}
	}
}

// quote returns text as a single word for bash and zsh.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// fill replaces the marks of a script, and the marks of the program's name.
func (s *Spec) fill(script string, marks ...string) string {
	name := strings.NewReplacer("-", "_", ".", "_").Replace(s.Program)
	return strings.NewReplacer(append(marks, "@PROGRAM@", s.Program, "@NAME@", name)...).Replace(script)
}

// phrase returns a text as a description, without markup and quotes.
func phrase(s string) string { return getopt.Plain(s) }
