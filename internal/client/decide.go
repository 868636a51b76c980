// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
)

// decide reads the configuration files that apply without -F and scans the
// command line in the dialect that rules 1 to 6 of classic mode, section 5,
// choose.
func (c *Config) decide(p *Program, env Env, args []string) (*line, error) {
	x := chooser{exists: exists, options: optionTable()}
	// The first look is for -X and -F; what it gets wrong the next one tells.
	first, _ := scan(args, x)
	reset := false
	for _, it := range first.items {
		reset = reset || it.Letter == 'X'
	}
	if !reset {
		if err := c.readDefaultRC(env); err != nil {
			return nil, err
		}
	}
	named, err := environment(env)
	if err != nil {
		return nil, err
	}
	rc := c.rcDialect
	for _, it := range first.items {
		if it.Letter == 'F' {
			rc = fileDialect(it.Arg(), rc)
		}
	}
	name := ""
	if len(env.Args) > 0 {
		name = filepath.Base(env.Args[0])
	}
	x.fixed = fixedDialect(args, named, rc, name)
	l, err := scan(args, x)
	if err != nil {
		return nil, fmt.Errorf("%w (%s --help explains)", err, p.Name)
	}
	c.fixed = x.fixed
	if x.fixed != Undecided {
		c.Dialect = x.fixed
		c.classicTimes = x.fixed == Classic
		c.noteWord(l)
		return l, nil
	}
	return c.byWords(l, args, x)
}

// byWords applies rules 4 to 6.
func (c *Config) byWords(l *line, args []string, x chooser) (*line, error) {
	classic, modern := clues(l.items, l.joined)
	switch {
	case classic.word == "":
		c.Dialect = Modern
		c.undecided = modern.word == ""
	case modern.word == "":
		c.Dialect, c.classicTimes = Classic, true
		strict := x
		strict.fixed = Classic
		// The letters keep their reading; only where options end is another.
		if again, err := scan(args, strict); err == nil && len(again.items) < len(l.items) {
			l = again
		}
	default:
		c.Dialect, c.classicTimes = Modern, l.joined
		c.warn(fmt.Sprintf("warning: %s is a word of release 2 and %s one of later releases: rows are those of the later ones (--classic or --modern decides)",
			classic.word, modern.word))
	}
	c.noteWord(l)
	return l, nil
}

// noteWord keeps the word after a -R that was read as a switch: it may have
// been meant as a folder.
func (c *Config) noteWord(l *line) {
	for _, it := range l.items {
		if it.Letter != 'R' || it.Kind != getopt.Flag || len(l.words) == 0 || strings.HasPrefix(l.words[0], "-") {
			continue
		}
		if n := it.Pos + 1; n < len(l.args) && l.args[n] == l.words[0] {
			c.afterR = l.words[0]
		}
	}
}

func environment(env Env) (Dialect, error) {
	const name = "ARGUS_DIALECT"
	v := env.Getenv(name)
	d, ok := parseDialect(v)
	if !ok && v != "" {
		return d, fmt.Errorf("%s is %q, want classic or modern", name, v)
	}
	return d, nil
}

// fileDialect returns the dialect that a file of -F names, or else.
func fileDialect(file string, or Dialect) Dialect {
	if _, err := os.Stat(file); err != nil {
		return or // the option itself tells
	}
	vars, err := rarc.ReadFile(file)
	if err != nil {
		return or
	}
	for _, v := range vars {
		if d, ok := parseDialect(v.Value); ok && v.Name == "RA_DIALECT" {
			or = d
		}
	}
	return or
}

func setRCDialect(c *Config, value string) error {
	d, ok := parseDialect(value)
	if !ok {
		return fmt.Errorf("have %q, want classic or modern", value)
	}
	c.rcDialect = d
	return nil
}

// warn keeps a line for standard error.
func (c *Config) warn(text string) { c.warnings = append(c.warnings, text) }

// restart is -X: the built-in settings, in the dialect that was chosen.
//
// Compat: a delimiter, the modes that show more or other rows, the time zone
// and the pattern of -e stay. Pinned by parity cmdlines.
func (c *Config) restart() {
	d := Default()
	d.Dialect, d.fixed, d.undecided, d.classicTimes = c.Dialect, c.fixed, c.undecided, c.classicTimes
	d.afterR, d.warnings = c.afterR, c.warnings
	d.Man, d.Rmon, d.Uni, d.Options.Location, d.Pattern = c.Man, c.Rmon, c.Uni, c.Options.Location, c.Pattern
	if c.Preset == "" {
		d.Delimiter = c.Delimiter
	}
	*c = *d
}
