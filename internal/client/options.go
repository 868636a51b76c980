// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
)

// decided is the setter of an option that was dealt with when the whole line was
// scanned.
func decided(*Config, getopt.Item) error { return nil }

// configure reads configuration files and options.
func configure(r *Run, env Env, args []string) (*Config, error) {
	c, err := parse(r, env, args)
	if err != nil || c.task.help || c.task.version || c.task.shell != "" {
		return c, err
	}
	return c, c.finish(env)
}

// parse reads configuration files and options.
func parse(r *Run, env Env, args []string) (*Config, error) {
	c := Default()
	c.tables = newTables(r)
	c.Print.Options.Location = localZone(env)
	l, err := c.decide(env, args)
	if err != nil {
		return nil, err
	}
	for _, it := range arrange(l.Items) {
		set := c.tables.row(it).Set
		if set == nil {
			return nil, fmt.Errorf("option %s is not available in this release", it.Name())
		}
		if err := set(c, it); err != nil {
			return nil, fmt.Errorf("%s: %w", it.Name(), err)
		}
	}
	words := l.Words
	if c.task.help {
		c.task.setTopic(words)
		return c, nil
	}
	if f, local := filterText(words); f != "" {
		c.Select.Filter, c.Select.local = f, local
	}
	return c, nil
}

// decide reads the configuration files that apply without -F and scans the
// command line in the dialect that fits it.
func (c *Config) decide(env Env, args []string) (*dialect.Line, error) {
	x := dialect.Reader{Table: c.tables.scanned(), Own: c.tables.own, Mode: c.tables.laterMode, Takes: c.tables.takes}
	// This first look is for -X and -F; its errors are found again below.
	first, _ := x.Scan(args)
	reset := false
	for _, it := range first.Items {
		reset = reset || it.Letter == 'X'
	}
	if !reset {
		if err := c.readDefaultRC(env); err != nil {
			return nil, err
		}
	}
	named, err := dialect.Environment(env.Getenv)
	if err != nil {
		return nil, err
	}
	rc := c.Dialect.rc
	for _, it := range first.Items {
		if it.Letter == 'F' {
			rc = dialect.OfFile(it.Arg(), rc)
		}
	}
	command := ""
	if len(env.Args) > 0 {
		command = filepath.Base(env.Args[0])
	}
	x.Fixed = dialect.Fixed(args, named, rc, command)
	l, choice, err := x.Decide(args)
	if err != nil {
		return nil, fmt.Errorf("%w (see --help)", err)
	}
	c.Dialect.Choice = choice
	if choice.Warning != "" {
		c.note(choice.Warning)
	}
	return l, nil
}

// filterText joins the words of the filter. Its first word may say that the filter
// is not sent to a record server (local), or that it is, as it is without that word
// (remote). The filter is always applied here too.
func filterText(words []string) (text string, local bool) {
	if len(words) > 0 && words[0] == "-" {
		words = words[1:]
	}
	text = strings.Join(words, " ")
	if rest, ok := strings.CutPrefix(text, "local "); ok {
		return rest, true
	}
	return strings.TrimPrefix(text, "remote "), false
}

// Compat: only the first byte of the -c argument counts, and \t is the one
// escape. An empty argument means natural widths with blanks.
func setDelimiter(c *Config, it getopt.Item) error {
	a, p := it.Arg(), &c.Print
	p.delimiterWord = it.Name()
	switch {
	case a == "":
		p.delimiter, p.variable = 0, true
	case strings.HasPrefix(a, `\t`):
		p.delimiter = '\t'
	default:
		p.delimiter = a[0]
	}
	return nil
}

// setHeader is -L.
//
// Compat: of negative numbers only -1 means never; the others mean 0.
func setHeader(c *Config, it getopt.Item) error {
	n, err := strconv.Atoi(it.Arg())
	if err != nil {
		return fmt.Errorf("%q is not a number (want a number of lines, 0 or -1)", it.Arg())
	}
	if n < -1 {
		n = 0
	}
	c.Print.header, c.Print.headerSet = n, true
	return nil
}

// maxPrecision is the longest fraction that numbers print with.
const maxPrecision = 30

// setPrecision is -p.
//
// Compat: a negative number counts as 0.
func setPrecision(c *Config, it getopt.Item) error {
	n, err := strconv.Atoi(it.Arg())
	if err != nil || n > maxPrecision {
		return fmt.Errorf("%q is not a number of digits (want 0 to %d)", it.Arg(), maxPrecision)
	}
	c.Print.Options.Precision, c.Print.precisionSet = max(n, 0), true
	return nil
}

// setNumbers is -n (classic mode, section 9, rule R11).
func setNumbers(c *Config, _ getopt.Item) error {
	c.Print.numbers++
	c.Print.nameLevel = (c.Print.nameLevel + 1) % 4
	return nil
}

func setResolve(c *Config, _ getopt.Item) error {
	c.Print.nameLevel, c.Dialect.nameLevel, c.Print.numbers = field.NamesAll, field.NamesAll, 0
	return nil
}

func setStates(c *Config, _ getopt.Item) error {
	c.Print.Options.State = field.StateLetters
	return nil
}

func setFlagsForm(c *Config, it getopt.Item) error {
	form, ok := map[string]int{
		"s": field.StateFlagsSrc, "d": field.StateFlagsDst, "b": field.StateFlagsBoth,
	}[it.Arg()]
	switch {
	case !ok:
		return fmt.Errorf("%q is not a form of flags (want s, d or b)", it.Arg())
	case c.Print.Options.State != field.StateLetters:
		// Compat: -z has precedence wherever it stands.
		c.Print.Options.State = form
	}
	return nil
}

func setTotals(c *Config, _ getopt.Item) error {
	c.Print.Totals = true
	return nil
}

// setSummary is -A (classic mode, section 9, rule R5).
func setSummary(c *Config, _ getopt.Item) error {
	if c.Dialect.Fixed == dialect.Classic {
		c.Dialect.Switches.AppBytes = true
	} else {
		c.Print.Summary = true
	}
	return nil
}

func setCount(c *Config, it getopt.Item) (err error) {
	c.Select.count, err = parseCount(it.Arg())
	return err
}

func addOutput(c *Config, it getopt.Item) error {
	o := Output{File: it.Arg()}
	if len(it.Args) > 1 {
		o.Filter = it.Args[1]
	}
	c.Write.Outputs = append(c.Write.Outputs, o)
	return nil
}

const maxDebug = 8

func setDebug(c *Config, it getopt.Item) error {
	n, err := strconv.ParseUint(it.Arg(), 10, 8)
	if err != nil || n > maxDebug {
		return fmt.Errorf("%q is not a level (want 0 to %d)", it.Arg(), maxDebug)
	}
	c.Debug = int(n)
	return nil
}

func setRunTime(c *Config, it getopt.Item) error {
	n, err := strconv.ParseUint(it.Arg(), 10, 31)
	if err != nil {
		return fmt.Errorf("%q is not a number of seconds", it.Arg())
	}
	c.Input.RunTime = time.Duration(n) * time.Second
	return nil
}

// maxLag is the longest time that --lag accepts.
const maxLag = time.Hour

func setLag(c *Config, it getopt.Item) error {
	text := it.Arg()
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > maxLag {
		return fmt.Errorf("%q is not a time (want a number of seconds, or one with ms, s or m, above 0 and at most an hour)", it.Arg())
	}
	c.Input.Lag = d
	return nil
}

// setVariable is -o: one line of a configuration file.
func setVariable(c *Config, it getopt.Item) error {
	vars, err := rarc.Parse(it.Arg() + "\n")
	if err != nil || len(vars) != 1 {
		return fmt.Errorf("%q is not an assignment (want NAME=value)", it.Arg())
	}
	if vars[0].Name == "RA_DIALECT" {
		return errors.New("RA_DIALECT comes too late here: use --classic or --modern")
	}
	if err := c.set(vars[0]); err != nil {
		return fmt.Errorf("%s: %w", vars[0].Name, err)
	}
	return nil
}

// setPort is -P (classic mode, section 9, rule R6).
func setPort(c *Config, it getopt.Item) error {
	n, err := strconv.ParseUint(it.Arg(), 10, 16)
	if err != nil || n == 0 {
		return fmt.Errorf("%q is not a port (want 1 to 65535)", it.Arg())
	}
	c.Input.port = int(n)
	return nil
}

func rejectDaemon(*Config, getopt.Item) error {
	return errors.New("running as a daemon is not available in this release")
}

// rejectOther is for options of clients that merge or sort records.
func rejectOther(*Config, getopt.Item) error {
	return errors.New("only clients that merge or sort records have this option, such as racluster, rabins and rasort")
}

// ignore is for letters that other programs of the family use.
func ignore(c *Config, it getopt.Item) error {
	c.note(fmt.Sprintf("note: option %s has no effect here and is ignored", it.Name()))
	return nil
}

// arrange returns items in the order in which they are applied. Options with long
// names, which the originals do not have, come after the last -X, so that -X does not
// reset them. Of these, --preset comes before the options that change what it sets.
func arrange(items []getopt.Item) []getopt.Item {
	last := -1
	for i, it := range items {
		if it.Letter == 'X' {
			last = i
		}
	}
	var first, rest []getopt.Item
	for i, it := range items {
		if i <= last && it.Letter != 0 {
			first = append(first, it)
		} else {
			rest = append(rest, it)
		}
	}
	slices.SortStableFunc(rest, func(a, b getopt.Item) int {
		if (a.Long == "preset") == (b.Long == "preset") {
			return 0
		}
		if a.Long == "preset" {
			return -1
		}
		return 1
	})
	return append(first, rest...)
}
