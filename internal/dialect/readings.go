// SPDX-License-Identifier: Apache-2.0

package dialect

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/lookup"
)

// A Reader reads command lines. Letters with two meanings have one row in the
// table for each, with different kinds; choose picks the kind (classic mode,
// section 9).
type Reader struct {
	Fixed  Dialect                // what [Fixed] returned
	Exists func(path string) bool // nil looks at the file system
	Table  []getopt.Option
	Own    string // letters to which the program gives one meaning of its own
	// Mode reports whether only later releases have a word of -M. Nil takes every
	// word for one of them, apart from a few that are never one.
	Mode func(word string) bool
	// Takes, if it is set, is that of [getopt.Scanner].
	Takes func(o getopt.Option, word string) bool
}

func (x *Reader) exists(path string) bool {
	if x.Exists != nil {
		return x.Exists(path)
	}
	return exists(path)
}

func (x *Reader) choose(o getopt.Option, glued string, next []string) getopt.Option {
	if strings.IndexByte(x.Own, o.Letter) >= 0 {
		return o
	}
	value, attached, more := glued, glued != "", len(next) > 0
	if !attached && more {
		value = next[0]
	}
	there := attached || more
	with := false // the reading with a value is meant
	switch o.Letter {
	case 'c':
		with = x.Fixed == Modern || there && isDelimiter(value, attached)
	case 'R':
		with = x.Fixed == Modern || x.Fixed != Classic && there && !isOption(value, attached) && x.exists(value)
	case 'm':
		with = there && isKey(value)
	case 'a':
		with = x.Fixed == Modern && there && isNumber(value)
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

// valued is the kind of a letter's reading with a value.
var valued = lookup.Table[byte, getopt.Kind]{
	{'c', getopt.Arg}, {'R', getopt.List}, {'m', getopt.List}, {'a', getopt.Arg}, {'d', getopt.Arg}, {'C', getopt.Arg},
}

func isOption(word string, attached bool) bool { return !attached && strings.HasPrefix(word, "-") }

// isDelimiter is rule R1: one character that is neither letter, digit nor
// minus, or an escape. If there are several characters, attached to the option
// or a word of other signs, the first one counts, as in release 3. An empty
// word asks for natural widths.
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

// isKey is rule R3: a list of key names, which are the names of columns.
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

// exists reports whether there is a file or folder of that name, or a match if
// it is a pattern.
func exists(path string) bool {
	if _, err := os.Stat(path); err == nil {
		return true
	}
	m, err := filepath.Glob(path)
	return err == nil && len(m) > 0
}
