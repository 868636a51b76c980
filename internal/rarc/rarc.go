// SPDX-License-Identifier: Apache-2.0

// Package rarc reads the configuration files of the Argus programs: ra.conf
// and .rarc of the clients, argus.conf of the sensor.
//
// Such a file holds NAME=value lines. The caller decides what a name means, and
// whether an unknown name is an error.
package rarc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// MaxSize is the largest file that is read, in bytes.
const MaxSize = 1 << 20

// A Var is one assignment of a configuration file.
type Var struct {
	Name  string
	Value string // without quotes, comment and surrounding blanks
	Line  int    // the line it begins on, from 1
}

// A SyntaxError reports a line that is not an assignment.
type SyntaxError struct {
	File string // "" if unknown
	Line int
	Text string // the line
}

func (e *SyntaxError) Error() string {
	at := fmt.Sprintf("line %d", e.Line)
	if e.File != "" {
		at = e.File + ": " + at
	}
	return fmt.Sprintf("%s: %q is not of the form NAME=value", at, e.Text)
}

// ReadFile reads the configuration file path.
func ReadFile(path string) ([]Var, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := io.LimitedReader{R: f, N: MaxSize + 1}
	l := lines{r: bufio.NewReader(&r)}
	vars, err := l.parse()
	if err != nil && l.err == nil {
		_, l.err = io.Copy(io.Discard, &r)
	}
	switch {
	case l.err != nil:
		return nil, l.err
	case r.N == 0:
		return nil, fmt.Errorf("%s: larger than %d bytes", path, MaxSize)
	}
	if e, ok := err.(*SyntaxError); ok {
		e.File = path
	}
	return vars, err
}

// Parse reads the text of a configuration file. Empty lines and lines whose
// first character is # or ! are skipped; a backslash at the end of a line
// joins it with the next; lines may end in CR LF. With an error, Parse also returns
// the assignments before it.
func Parse(text string) ([]Var, error) {
	l := lines{r: bufio.NewReader(strings.NewReader(text))}
	return l.parse()
}

// lines reads a file line by line. Only one line is in memory, because files are
// mostly comments and are read at every start.
type lines struct {
	r    *bufio.Reader
	long []byte // a line that is longer than the reader's buffer
	at   int    // the number of the line read last
	last bool   // there is no other line
	err  error
}

// next returns a line without its end, valid until the next call. The text
// after the last line end is also a line, even if it is empty.
func (l *lines) next() []byte {
	l.at++
	line, err := l.r.ReadSlice('\n')
	for l.long = l.long[:0]; err == bufio.ErrBufferFull; {
		l.long = append(l.long, line...)
		line, err = l.r.ReadSlice('\n')
	}
	if len(l.long) > 0 {
		l.long = append(l.long, line...)
		line = l.long
	}
	if err != nil {
		l.last = true
		if err != io.EOF {
			l.err = err
		}
		return line
	}
	return line[:len(line)-1]
}

func (l *lines) parse() ([]Var, error) {
	var vars []Var
	for !l.last {
		s := bytes.TrimSpace(l.next())
		if len(s) == 0 || s[0] == '#' || s[0] == '!' {
			continue
		}
		at := l.at
		for bytes.HasSuffix(s, []byte{'\\'}) && !l.last {
			s = slices.Clone(s[:len(s)-1])
			s = append(s, bytes.TrimRight(l.next(), " \t\r")...)
		}
		name, value, ok := strings.Cut(string(s), "=")
		if !ok || !isName(name) {
			return vars, &SyntaxError{Line: at, Text: string(s)}
		}
		vars = append(vars, Var{Name: name, Value: clean(value), Line: at})
	}
	return vars, nil
}

func isName(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_':
		default:
			return false
		}
	}
	return s != ""
}

// clean removes quotes, comment and surrounding blanks from a value. A value
// that begins with a double quote ends at the next one.
func clean(s string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, `"`); ok {
		if i := strings.IndexByte(rest, '"'); i >= 0 {
			return rest[:i]
		}
		return rest
	}
	for _, mark := range []string{" //", "\t//"} {
		if i := strings.Index(s, mark); i >= 0 {
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}

// FileFilter splits a value that names an output file and may carry a filter
// after a blank; all three notations are read:
//
//	NAME="/file filter words"
//	NAME=/file filter words
//	NAME=/file "filter words"
func FileFilter(value string) (file, filter string) {
	value = strings.TrimSpace(value)
	i := strings.IndexAny(value, " \t")
	if i < 0 {
		return value, ""
	}
	filter = strings.TrimSpace(value[i:])
	filter = strings.TrimPrefix(filter, `"`)
	filter = strings.TrimSuffix(filter, `"`)
	return value[:i], filter
}

// Yes reports whether a flag's value means on: "yes" in any case.
func Yes(value string) bool { return strings.EqualFold(value, "yes") }
