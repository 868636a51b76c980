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

// options are the options of all clients (clients: options, section 3; classic
// mode, section 3). A letter with several readings has a row for each; a
// [chooser] picks among them.
var options = []option{
	{getopt.Option{Letter: 'a', Kind: getopt.Flag}, setTotals},
	{getopt.Option{Letter: 'a', Kind: getopt.Arg}, setTotals},
	{getopt.Option{Letter: 'A', Kind: getopt.Flag}, setSummary},
	{getopt.Option{Letter: 'b', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.DumpFilter = true; return nil }},
	{getopt.Option{Letter: 'c', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.Counts = true; return nil }},
	{getopt.Option{Letter: 'c', Kind: getopt.Arg}, setDelimiter},
	{getopt.Option{Long: "delimiter", Kind: getopt.Arg}, setDelimiter},
	{getopt.Option{Letter: 'C', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Cisco = true; return nil }},
	{getopt.Option{Letter: 'C', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { c.Cisco, c.Collector = true, it.Arg(); return nil }},
	{getopt.Option{Letter: 'd', Kind: getopt.Flag}, setDaemon},
	{getopt.Option{Letter: 'd', Kind: getopt.Arg}, setDataLength},
	{getopt.Option{Letter: 'D', Kind: getopt.Arg}, setDebug},
	{getopt.Option{Letter: 'e', Kind: getopt.Arg}, setPattern},
	{getopt.Option{Letter: 'E', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { c.Exceptions = it.Arg(); return nil }},
	{getopt.Option{Letter: 'F', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { return c.readRC(it.Arg(), true) }},
	{getopt.Option{Letter: 'g', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.Duration = true; return nil }},
	{getopt.Option{Letter: 'G', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.LastTime = true; return nil }},
	{getopt.Option{Letter: 'h', Long: "help", Kind: getopt.Optional}, func(c *Config, it getopt.Item) error { t := it.Arg(); c.topic = &t; return nil }},
	{getopt.Option{Letter: 'i', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.FoldCase = true; return nil }},
	{getopt.Option{Letter: 'I', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.Flags = true; return nil }},
	{getopt.Option{Letter: 'j', Kind: getopt.Flag}, passOver},
	{getopt.Option{Letter: 'J', Kind: getopt.Flag}, passOver},
	{getopt.Option{Letter: 'l', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.Probe = true; return nil }},
	{getopt.Option{Letter: 'L', Kind: getopt.Arg}, setHeader},
	{getopt.Option{Letter: 'm', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.MAC = true; return nil }},
	{getopt.Option{Letter: 'm', Kind: getopt.List}, refuseKeys},
	{getopt.Option{Letter: 'M', Kind: getopt.List}, setModes},
	{getopt.Option{Letter: 'n', Kind: getopt.Flag}, setNumbers},
	{getopt.Option{Letter: 'N', Kind: getopt.Arg}, setCount},
	{getopt.Option{Letter: 'o', Kind: getopt.Arg}, setVariable},
	{getopt.Option{Letter: 'O', Kind: getopt.Flag}, passOver},
	{getopt.Option{Letter: 'p', Kind: getopt.Arg}, setPrecision},
	{getopt.Option{Letter: 'P', Kind: getopt.Arg}, setPort},
	{getopt.Option{Letter: 'P', Kind: getopt.List}, refuseKeys},
	{getopt.Option{Letter: 'q', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Quiet = true; return nil }},
	{getopt.Option{Letter: 'Q', Kind: getopt.Arg}, passOver},
	{getopt.Option{Letter: 'r', Kind: getopt.List}, func(c *Config, it getopt.Item) error { return c.addInputs(it.Args) }},
	{getopt.Option{Letter: 'R', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Classic.Response = true; return nil }},
	{getopt.Option{Letter: 'R', Kind: getopt.List}, func(c *Config, it getopt.Item) error { return c.addDirs(it.Args) }},
	{getopt.Option{Letter: 's', Kind: getopt.List}, func(c *Config, it getopt.Item) error { return c.setColumns(it.Args) }},
	{getopt.Option{Letter: 'S', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { c.Servers = append(c.Servers, it.Arg()); return nil }},
	{getopt.Option{Letter: 't', Kind: getopt.Arg}, func(c *Config, it getopt.Item) error { c.rangeText = it.Arg(); return nil }},
	{getopt.Option{Letter: 'T', Kind: getopt.Arg}, setRunTime},
	{getopt.Option{Letter: 'u', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Options.UnixTime = true; return nil }},
	{getopt.Option{Letter: 'U', Kind: getopt.Arg}, passOver},
	{getopt.Option{Letter: 'v', Kind: getopt.Flag}, passOver},
	{getopt.Option{Letter: 'V', Kind: getopt.Flag}, passOver},
	{getopt.Option{Letter: 'w', Kind: getopt.Pair}, addOutput},
	{getopt.Option{Letter: 'X', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.restart(); return nil }},
	{getopt.Option{Letter: 'z', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Options.State = field.StateLetters; return nil }},
	{getopt.Option{Letter: 'Z', Kind: getopt.Arg}, setFlagsForm},
	{getopt.Option{Long: "csv-safe", Kind: getopt.Flag}, setCSVSafe},
	{getopt.Option{Letter: '3', Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.Release3 = true; return nil }},
	{getopt.Option{Long: "classic", Kind: getopt.Flag}, decided},
	{getopt.Option{Long: "modern", Kind: getopt.Flag}, decided},
	{getopt.Option{Long: "version", Kind: getopt.Flag}, func(c *Config, _ getopt.Item) error { c.version = true; return nil }},
}

// decided is an option that a look at the whole line has dealt with.
func decided(*Config, getopt.Item) error { return nil }

// absent are the letters whose meaning this release does not have. They are
// refused by name rather than as unknown.
const absent = "BfH%"

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
	c, err := parse(p, env, args)
	if err != nil || c.topic != nil || c.version {
		return c, err
	}
	return c, c.finish(env)
}

// parse reads configuration files and options without looking at the world
// that they speak of.
func parse(p *Program, env Env, args []string) (*Config, error) {
	c := Default()
	l, err := c.decide(p, env, args)
	if err != nil {
		return nil, err
	}
	for _, it := range l.items {
		if err := apply(c, it); err != nil {
			return nil, fmt.Errorf("%s: %w", it.Name(), err)
		}
	}
	words := l.words
	if c.topic != nil && *c.topic == "" && len(words) > 0 {
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
	s := getopt.New(joined, optionTable())
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
		case it.Letter != 0 && strings.IndexByte(absent, it.Letter) >= 0:
			return l, fmt.Errorf("option %s is not available in this release", it.Name())
		}
		l.items = append(l.items, it)
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
	c.Header, c.headerSet = max(n, -1), true
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
