// SPDX-License-Identifier: Apache-2.0

// Package getopt scans command lines the way the Argus programs do: GNU
// getopt's rules for single letters (bundling, glued arguments, options
// between other words) plus options that swallow a list of words.
//
// A program describes its letters in a table and calls [Scanner.Next] until
// it reports no more; items come strictly from left to right, for the meaning
// of some options depends on what stands before them.
package getopt

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/nearest"
)

// A Kind says what an option takes.
type Kind uint8

// Option kinds.
const (
	// Flag takes nothing; flags can be bundled: -nu is -n -u.
	Flag Kind = iota
	// Arg takes an argument, glued (-p3) or the next word (-p 3).
	Arg
	// Optional takes an argument only when it is glued.
	Optional
	// Pair takes an argument and, when the word after it does not begin with
	// a minus sign, that word too (-w file "filter").
	Pair
	// List takes an argument and all words after it up to the first that
	// begins with a minus sign (-r a b c).
	List
)

// An Option is one line of a program's option table. Letter is 0 for an
// option that has only a long name; Long, without the two minus signs, may be
// empty.
type Option struct {
	Letter byte
	Long   string
	Kind   Kind
}

// An Item is one option found on a command line.
type Item struct {
	Option
	// Args holds what the option took: one argument (Arg, Optional), one or
	// two (Pair), or one or more (List). It is a part of the scanned slice.
	Args []string
	// Pos is the index of the word that holds the option.
	Pos int
}

// Arg is the first argument, or "" if there is none.
func (it Item) Arg() string {
	if len(it.Args) == 0 {
		return ""
	}
	return it.Args[0]
}

// Name is the option as users write it: -r or --help.
func (it Item) Name() string { return it.Option.name() }

func (o Option) name() string {
	if o.Letter != 0 {
		return "-" + string(rune(o.Letter))
	}
	return "--" + o.Long
}

// An Error reports a word that does not fit the option table.
type Error struct {
	Name    string // the option: -k or --foo
	Pos     int    // index of the word
	Missing bool   // a known option without its argument
	Extra   bool   // a flag with an argument: --help=x
	Near    string // the option that an unknown one was probably meant to be, or ""
}

func (e *Error) Error() string {
	switch {
	case e.Missing:
		return fmt.Sprintf("option %s needs an argument", e.Name)
	case e.Extra:
		return fmt.Sprintf("option %s takes no argument", e.Name)
	}
	if e.Near != "" {
		return fmt.Sprintf("unknown option %s: did you mean %s?", e.Name, e.Near)
	}
	return fmt.Sprintf("unknown option %s", e.Name)
}

// A Scanner walks over the words of a command line.
type Scanner struct {
	// Choose, if it is set, picks the reading of a letter that has several: o
	// is the letter's first row of the table, glued what stands after it in its
	// word and next the words after that. It returns o, with another kind where
	// another reading is meant.
	Choose func(o Option, glued string, next []string) Option
	// Strict ends the options at the first word that belongs to none, and at a
	// lone minus sign, which is then an argument only of FileLetters.
	Strict      bool
	FileLetters string
	// Takes, if it is set, reports whether a word that begins with a minus sign is
	// one more argument of a List instead of an option.
	Takes func(o Option, word string) bool

	args  []string
	table []Option
	pos   int    // next word
	at    int    // word of the current bundle
	rest  string // unread letters of the current bundle
	words []string
}

// New returns a scanner over args, which do not include the program's name.
func New(args []string, table []Option) *Scanner {
	return &Scanner{args: args, table: table}
}

// Next returns the next option. At the end of the words, ok is false and
// [Scanner.Words] holds what belonged to no option.
func (s *Scanner) Next() (it Item, ok bool, err error) {
	for s.rest == "" {
		if s.pos == len(s.args) {
			return Item{}, false, nil
		}
		w := s.args[s.pos]
		s.at = s.pos
		s.pos++
		switch {
		case w == "--":
			s.words = append(s.words, s.args[s.pos:]...)
			s.pos = len(s.args)
		case strings.HasPrefix(w, "--"):
			return s.long(w[2:])
		case len(w) > 1 && w[0] == '-':
			s.rest = w[1:]
		default:
			s.words = append(s.words, w)
			if s.Strict {
				s.words = append(s.words, s.args[s.pos:]...)
				s.pos = len(s.args)
			}
		}
	}
	return s.letter()
}

// Words returns the words that belong to no option, in order. It is complete
// once Next has reported the end.
func (s *Scanner) Words() []string { return s.words }

func (s *Scanner) letter() (Item, bool, error) {
	c := s.rest[0]
	s.rest = s.rest[1:]
	for _, o := range s.table {
		if o.Letter != c || c == 0 {
			continue
		}
		if s.Choose != nil {
			o = s.Choose(o, s.rest, s.args[s.pos:])
		}
		it := Item{Option: o, Pos: s.at}
		if o.Kind == Flag {
			return it, true, nil
		}
		var err error
		glued := s.rest
		s.rest = ""
		if glued != "" {
			it.Args = []string{glued}
			s.more(&it)
		} else if o.Kind != Optional {
			err = s.take(&it)
		}
		return it, err == nil, err
	}
	s.rest = ""
	return Item{}, false, &Error{Name: "-" + string(rune(c)), Pos: s.at, Near: s.nearLetter(c)}
}

func (s *Scanner) long(w string) (Item, bool, error) {
	name, value, hasValue := strings.Cut(w, "=")
	for _, o := range s.table {
		if o.Long != name || name == "" {
			continue
		}
		it := Item{Option: o, Pos: s.at}
		switch {
		case hasValue && o.Kind == Flag:
			return it, false, &Error{Name: "--" + name, Pos: s.at, Extra: true}
		case hasValue:
			it.Args = []string{value}
			s.more(&it)
		case o.Kind != Flag && o.Kind != Optional:
			err := s.take(&it)
			return it, err == nil, err
		}
		return it, true, nil
	}
	return Item{}, false, &Error{Name: "--" + name, Pos: s.at, Near: s.nearName(name)}
}

// nearLetter returns the option whose letter is c in the other case, or "".
func (s *Scanner) nearLetter(c byte) string {
	for _, o := range s.table {
		if letter := c | 0x20; o.Letter|0x20 == letter && letter >= 'a' && letter <= 'z' {
			return o.name()
		}
	}
	return ""
}

// nearName returns the option whose long name is most like name, or "".
func (s *Scanner) nearName(name string) string {
	names := make([]string, len(s.table))
	for i, o := range s.table {
		names[i] = o.Long
	}
	if near := nearest.Word(name, names); near != "" {
		return "--" + near
	}
	return ""
}

// take gives it the next word whatever it looks like, as getopt does.
func (s *Scanner) take(it *Item) error {
	if s.pos == len(s.args) || s.Strict && s.args[s.pos] == "-" && strings.IndexByte(s.FileLetters, it.Letter) < 0 {
		return &Error{Name: it.Name(), Pos: s.at, Missing: true}
	}
	it.Args = s.args[s.pos : s.pos+1 : s.pos+1]
	s.pos++
	s.more(it)
	return nil
}

// more gives it the further words that its kind takes.
func (s *Scanner) more(it *Item) {
	limit := 0
	switch it.Kind {
	case Pair:
		limit = 1
	case List:
		limit = len(s.args)
	}
	for ; limit > 0 && s.pos < len(s.args); limit-- {
		w := s.args[s.pos]
		if strings.HasPrefix(w, "-") && (it.Kind != List || s.Takes == nil || !s.Takes(it.Option, w)) {
			return
		}
		it.Args = append(it.Args, w)
		s.pos++
	}
}
