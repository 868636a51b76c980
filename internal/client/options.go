// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
)

// An option is one letter: its scanning rule and what it does. An option whose
// set is nil belongs to a part that this release does not have.
type option struct {
	getopt.Option
	set func(c *Config, it getopt.Item) error
}

// options are the options of all clients (clients: options, section 3).
var options = []option{
	{getopt.Option{Letter: 'A', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Summary = true; return nil }},
	{getopt.Option{Letter: 'b', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.DumpFilter = true; return nil }},
	{getopt.Option{Letter: 'c', Kind: getopt.Arg}, setDelimiter},
	{getopt.Option{Letter: 'e', Kind: getopt.Arg}, setPattern},
	{getopt.Option{Letter: 'E', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { c.Exceptions = it.Arg(); return nil }},
	{getopt.Option{Letter: 'F', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { return c.readRC(it.Arg(), true) }},
	{getopt.Option{Letter: 'h', Long: "help", Kind: getopt.Optional}, func(c *Config, it getopt.Item) error { t := it.Arg(); c.topic = &t; return nil }},
	{getopt.Option{Letter: 'i', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.FoldCase = true; return nil }},
	{getopt.Option{Letter: 'L', Kind: getopt.Arg}, setHeader},
	{getopt.Option{Letter: 'M', Kind: getopt.List}, setModes},
	{getopt.Option{Letter: 'n', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.nameLevel = (c.nameLevel + 1) % 4; return nil }},
	{getopt.Option{Letter: 'N', Kind: getopt.Arg}, setCount},
	{getopt.Option{Letter: 'p', Kind: getopt.Arg}, setPrecision},
	{getopt.Option{Letter: 'q', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Quiet = true; return nil }},
	{getopt.Option{Letter: 'r', Kind: getopt.List}, func(c *Config, it getopt.Item) error { return c.addInputs(it.Args) }},
	{getopt.Option{Letter: 'R', Kind: getopt.List}, func(c *Config, it getopt.Item) error { return c.addDirs(it.Args) }},
	{getopt.Option{Letter: 's', Kind: getopt.List}, func(c *Config, it getopt.Item) error { return c.setColumns(it.Args) }},
	{getopt.Option{Letter: 't', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { c.rangeText = it.Arg(); return nil }},
	{getopt.Option{Letter: 'u', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Options.UnixTime = true; return nil }},
	{getopt.Option{Letter: 'w', Kind: getopt.Pair}, addOutput},
	{getopt.Option{Letter: 'X', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { *c = *Default(); return nil }},
	{getopt.Option{Letter: 'z', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Options.State = field.StateLetters; return nil }},
	{getopt.Option{Letter: 'Z', Kind: getopt.Arg}, setFlagsForm},
	{getopt.Option{Long: "csv-safe", Kind: getopt.Flag}, setCSVSafe},
	{getopt.Option{Long: "version", Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.version = true; return nil }},
}

// absent are the letters whose meaning this release does not have. They are
// refused by name rather than as unknown.
const absent = "aBCdDfgGHIjJlmoOPQSTUvV3%"

func optionTable() []getopt.Option {
	t := make([]getopt.Option, 0, len(options))
	for _, o := range options {
		t = append(t, o.Option)
	}
	for i := range len(absent) {
		t = append(t, getopt.Option{Letter: absent[i]})
	}
	return t
}

// configure reads configuration files and options.
func configure(p *Program, env Env, args []string) (*Config, error) {
	items, words, err := scan(args)
	if err != nil {
		return nil, fmt.Errorf("%w (%s --help explains)", err, p.Name)
	}
	c := Default()
	reset := false
	for _, it := range items {
		reset = reset || it.Letter == 'X'
	}
	if !reset {
		if err := c.readDefaultRC(env); err != nil {
			return nil, err
		}
	}
	for _, it := range items {
		if err := apply(c, it); err != nil {
			return nil, fmt.Errorf("%s: %w", it.Name(), err)
		}
	}
	if c.topic != nil && *c.topic == "" && len(words) > 0 {
		c.topic = &words[0]
		words = nil
	}
	if f := filterText(words); f != "" {
		c.Filter = f
	}
	return c, c.finish(env)
}

func scan(args []string) (items []getopt.Item, words []string, err error) {
	s := getopt.New(joinRanges(args), optionTable())
	for {
		it, ok, err := s.Next()
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			return items, s.Words(), nil
		}
		if it.Letter != 0 && strings.IndexByte(absent, it.Letter) >= 0 {
			return nil, nil, fmt.Errorf("option %s is not available in this release", it.Name())
		}
		items = append(items, it)
	}
}

func apply(c *Config, it getopt.Item) error {
	for _, o := range options {
		if o.Option == it.Option {
			return o.set(c, it)
		}
	}
	return nil
}

// filterText joins the words of the filter; a first word that says which end
// applies it makes no difference to files.
func filterText(words []string) string {
	if len(words) > 0 && words[0] == "-" {
		words = words[1:]
	}
	if len(words) > 1 && (words[0] == "local" || words[0] == "remote") {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// Compat: only the first byte of the -c argument counts, and \t is the one
// escape. An empty argument means natural widths with blanks.
func setDelimiter(c *Config, it getopt.Item) error {
	a := it.Arg()
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
	c.Header = max(n, -1)
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
	c.Options.Precision = max(n, 0)
	return nil
}

func setFlagsForm(c *Config, it getopt.Item) error {
	switch it.Arg() {
	case "s":
		c.Options.State = field.StateFlagsSrc
	case "d":
		c.Options.State = field.StateFlagsDst
	case "b":
		c.Options.State = field.StateFlagsBoth
	default:
		return fmt.Errorf("have %q, want s, d or b", it.Arg())
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
