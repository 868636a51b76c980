// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
)

// An option is one reading of a letter or a long name: its scanning rule, what
// it does, and what users are told. One whose set is nil belongs to a part that
// this release does not have.
type option struct {
	getopt.Option
	set func(c *Config, it getopt.Item) error
	getopt.Doc
}

// decided is an option that a look at the whole line has dealt with.
func decided(*Config, getopt.Item) error { return nil }

func optionTable() []getopt.Option {
	t := make([]getopt.Option, 0, len(mainOptions)+len(olderOptions))
	for _, list := range options {
		for i := range list {
			t = append(t, list[i].Option)
		}
	}
	return t
}

// row returns the row of an option that was found.
func row(it getopt.Item) *option {
	for _, list := range options {
		for i := range list {
			if list[i].Option == it.Option {
				return &list[i]
			}
		}
	}
	return nil
}

// configure reads configuration files and options.
func configure(p *Program, env Env, args []string) (*Config, error) {
	c, err := parse(p, env, args)
	if err != nil || c.topic != nil || c.version || c.shell != "" {
		return c, err
	}
	return c, c.finish(env)
}

// parse reads configuration files and options without looking at the world
// that they speak of.
func parse(p *Program, env Env, args []string) (*Config, error) {
	c := Default()
	c.Options.Location = localZone(env)
	l, err := c.decide(p, env, args)
	if err != nil {
		return nil, err
	}
	for _, it := range presetFirst(l.items) {
		if err := row(it).set(c, it); err != nil {
			return nil, fmt.Errorf("%s: %w", it.Name(), err)
		}
	}
	words := l.words
	if c.topic != nil && *c.topic == "" && len(words) > 0 && words[0] != "-" {
		c.topic = &words[0]
		words = nil
	}
	if f := filterText(words); f != "" {
		c.Filter = f
	}
	return c, nil
}

// A line is a scanned command line.
type line struct {
	args   []string // with a time range in one word
	items  []getopt.Item
	words  []string // the filter
	joined bool     // the time range was written in several words
}

func scan(args []string, x chooser) (*line, error) {
	joined := joinRanges(args)
	l := &line{args: joined, joined: len(joined) < len(args)}
	s := getopt.New(joined, x.options)
	s.Choose = x.choose
	s.Strict, s.FileLetters = x.fixed == Classic, "rwES"
	for {
		it, ok, err := s.Next()
		switch {
		case err != nil:
			return l, err
		case !ok:
			l.words = s.Words()
			return l, nil
		case row(it).set == nil:
			return l, fmt.Errorf("option %s is not available in this release", it.Name())
		}
		l.items = append(l.items, it)
	}
}

// filterText joins the words of the filter; a first word that says which end
// applies it makes no difference to files.
func filterText(words []string) string {
	if len(words) > 0 && words[0] == "-" {
		words = words[1:]
	}
	text := strings.Join(words, " ")
	for _, end := range []string{"local ", "remote "} {
		if rest, ok := strings.CutPrefix(text, end); ok {
			return rest
		}
	}
	return text
}

// Compat: only the first byte of the -c argument counts, and \t is the one
// escape. An empty argument means natural widths with blanks.
func setDelimiter(c *Config, it getopt.Item) error {
	a := it.Arg()
	c.delimiterWord = it.Name()
	switch {
	case a == "":
		c.Delimiter, c.Variable = 0, true
	case strings.HasPrefix(a, `\t`):
		c.Delimiter = '\t'
	default:
		c.Delimiter = a[0]
	}
	return nil
}

// Compat: what is not a number counts as 0.
func setHeader(c *Config, it getopt.Item) error {
	n, _ := strconv.Atoi(it.Arg())
	if n < -1 {
		n = 0 // Compat: only -1 means never
	}
	c.Header, c.headerSet = n, true
	return nil
}

// maxPrecision is the longest fraction that numbers print with.
const maxPrecision = 30

// Compat: what is not a number counts as 0, and so does what is negative.
func setPrecision(c *Config, it getopt.Item) error {
	n, _ := strconv.Atoi(it.Arg())
	if n > maxPrecision {
		return fmt.Errorf("have %d digits, want at most %d", n, maxPrecision)
	}
	c.Options.Precision, c.precisionSet = max(n, 0), true
	return nil
}

func setStates(c *Config, _ getopt.Item) error {
	c.Options.State = field.StateLetters
	return nil
}

func setFlagsForm(c *Config, it getopt.Item) error {
	form, ok := map[string]int{
		"s": field.StateFlagsSrc, "d": field.StateFlagsDst, "b": field.StateFlagsBoth,
	}[it.Arg()]
	switch {
	case !ok:
		return fmt.Errorf("have %q, want s, d or b", it.Arg())
	case c.Options.State != field.StateLetters:
		// Compat: -z has precedence wherever it stands.
		c.Options.State = form
	}
	return nil
}

func setCount(c *Config, it getopt.Item) (err error) {
	c.Count, err = parseCount(it.Arg())
	return err
}

func addOutput(c *Config, it getopt.Item) error {
	o := Output{File: it.Arg()}
	if len(it.Args) > 1 {
		o.Filter = it.Args[1]
	}
	c.Outputs = append(c.Outputs, o)
	return nil
}
