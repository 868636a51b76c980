// SPDX-License-Identifier: Apache-2.0

package client

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/ratime"
)

// A Dialect decides what options mean and how rows look: that of release 3, or
// that of release 2 (classic mode, section 5).
type Dialect uint8

// Dialects.
const (
	Undecided Dialect = iota
	Modern
	Classic
)

func (d Dialect) String() string {
	return [...]string{"undecided", "modern", "classic"}[d]
}

// parseDialect reads the value of ARGUS_DIALECT and RA_DIALECT.
func parseDialect(name string) (Dialect, bool) {
	switch strings.ToLower(name) {
	case "modern":
		return Modern, true
	case "classic":
		return Classic, true
	}
	return Undecided, false
}

// classicNames are the programs that are classic by their name (rule 3 of
// section 5).
var classicNames = lookup.Table[string, bool]{{"ragator", true}, {"raxml", true}, {"ramon", true}}

// fixedDialect is what rules 1 to 3 of section 5 say: a word of the command
// line, the environment, a configuration file, the name of the command.
func fixedDialect(args []string, env, rc Dialect, name string) Dialect {
	for _, a := range args {
		switch a {
		case "--classic":
			return Classic
		case "--modern":
			return Modern
		}
		if a == "-" || a == "--" {
			break
		}
	}
	switch {
	case env != Undecided:
		return env
	case rc != Undecided:
		return rc
	case classicNames.Of(name):
		return Classic
	}
	return Undecided
}

// A chooser picks the reading of the letters that have several (classic mode,
// section 9). Each reading is a row of the option table with a kind of its own.
type chooser struct {
	fixed  Dialect
	exists func(path string) bool
	// options are those of the table, made once for all looks at a line.
	options []getopt.Option
}

func (x *chooser) choose(o getopt.Option, glued string, next []string) getopt.Option {
	value, attached, more := glued, glued != "", len(next) > 0
	if !attached && more {
		value = next[0]
	}
	there := attached || more
	with := false // a value is meant
	switch o.Letter {
	case 'c':
		with = x.fixed == Modern || there && isDelimiter(value, attached)
	case 'R':
		with = x.fixed == Modern || x.fixed != Classic && there && !isOption(value, attached) && x.exists(value)
	case 'm':
		with = there && isKey(value)
	case 'a':
		with = x.fixed == Modern && there && isNumber(value)
	case 'd':
		with = there && isDataLength(value)
	case 'C':
		with = there && isCollector(value)
	case 'P':
		if o.Kind = getopt.List; there && isNumber(value) {
			o.Kind = getopt.Arg
		}
		return o
	default:
		return o
	}
	o.Kind = getopt.Flag
	if with {
		o.Kind = valued.Of(o.Letter)
	}
	return o
}

// valued is the kind of the reading with a value.
var valued = lookup.Table[byte, getopt.Kind]{
	{'c', getopt.Arg}, {'R', getopt.List}, {'m', getopt.List}, {'a', getopt.Arg}, {'d', getopt.Arg}, {'C', getopt.Arg},
}

func isOption(word string, attached bool) bool { return !attached && strings.HasPrefix(word, "-") }

// isDelimiter is rule R1: one character that is neither letter, digit nor
// minus, or an escape. Of signs that are attached or stand alone the first one
// counts, as in release 3, and no sign at all asks for natural widths.
func isDelimiter(value string, attached bool) bool {
	switch {
	case value == "":
		return !attached
	case value[0] == '\\':
		return len(value) == 2
	case value[0] == '-' || isAlnum(value[0]):
		return false
	}
	return attached || strings.IndexFunc(value, func(r rune) bool { return r > 127 || isAlnum(byte(r)) }) < 0
}

func isAlnum(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

// isKey is rule R3: a list of names of keys, which are those of columns.
func isKey(value string) bool {
	name, _, _ := strings.Cut(value, ",")
	name, _, _ = strings.Cut(name, "/")
	_, ok := field.Lookup(name)
	return ok || name == "matrix" || name == "none"
}

// isNumber is rule R4.
func isNumber(value string) bool { return value != "" && strings.Trim(value, "0123456789") == "" }

// isDataLength is rule R7: N, sN, dN or sN:dN.
func isDataLength(value string) bool {
	_, _, ok := parseDataLength(value)
	return ok
}

// isCollector is rule R9: [host]:port, host:port or a number.
func isCollector(value string) bool {
	i := strings.LastIndexByte(value, ':')
	return isNumber(value[i+1:]) && (i < 0 || !strings.HasPrefix(value, "-"))
}

// exists reports whether a file, a folder or a match of a pattern is there.
func exists(path string) bool {
	if _, err := os.Stat(path); err == nil {
		return true
	}
	m, err := filepath.Glob(path)
	return err == nil && len(m) > 0
}

// A clue is a word of a command line that can only be of one dialect.
type clue struct {
	word   string
	letter byte
}

// clues finds the first words that can only be classic and only be modern
// (rules 4 and 5 of section 5).
func clues(items []getopt.Item, joinedRange bool) (classic, modern clue) {
	remote := false
	for _, it := range items {
		remote = remote || it.Letter == 'S'
	}
	for _, it := range items {
		c := clue{it.Name(), it.Letter}
		if it.Kind != getopt.Flag && it.Letter != 't' && it.Letter != 's' {
			c.word += " " + it.Arg()
		}
		if classic.word == "" && isClassicOnly(it, remote, joinedRange) {
			classic = c
		}
		if modern.word == "" && isModernOnly(it) {
			modern = c
		}
	}
	return classic, modern
}

func isClassicOnly(it getopt.Item, remote, joinedRange bool) bool {
	switch it.Letter {
	case 'g', 'G', 'a':
		return true
	case 'c', 'R', 'm':
		return it.Kind == getopt.Flag
	case 'P':
		return remote && isNumber(it.Arg())
	case 't':
		return joinedRange && ratime.IsClassic(it.Arg())
	}
	return false
}

func isModernOnly(it getopt.Item) bool {
	switch it.Letter {
	case 's', 'H', 'Q', '3':
		return true
	case 'c', 'R':
		return it.Kind != getopt.Flag
	case 'S':
		return strings.Contains(it.Arg(), "://")
	case 'M':
		for _, w := range it.Args {
			for _, mode := range strings.Fields(w) {
				if !eitherMode(mode) {
					return true
				}
			}
		}
	}
	return it.Long == "preset"
}

// eitherMode reports whether a mode of -M says nothing of the dialect.
func eitherMode(mode string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mode), "=")
	switch name {
	case "man", "noman", "tz", "printer":
		return true
	}
	return false
}
