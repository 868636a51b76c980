// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/ratime"
)

// modes are the words of -M (clients: options, section 6) in the order that
// help has them.
var modes = []Mode{
	{Name: "json", About: "records as JSON, one object per line", More: "Every column has its own type; see \"Machine output\" in ra(1).", Set: setFormat(formatJSON)},
	{Name: "ecs", About: "records as JSON in the Elastic Common Schema", Set: setFormat(formatECS)},
	{Name: "zeek", About: "records as JSON in the form of Zeek's conn.log", Set: setFormat(formatZeek)},
	{Name: "xml", About: "records as XML", Set: setFormat(formatXML)},
	{Name: "omit", About: "in JSON, leave out values that a record does not have (default)", Set: setMissing("omit")},
	{Name: "null", About: "in JSON, print missing values as null", Set: setMissing("null")},
	{Name: "empty", About: "in JSON, print missing values as empty strings", Set: setMissing("empty")},
	{Name: "man", About: "also print management records", Set: SetFunc(func(c *Config, _ string) error { c.Print.Man = true; return nil })},
	{Name: "noman", About: "do not print management records", Set: SetFunc(func(c *Config, _ string) error { c.Print.Man = false; return nil })},
	{Name: "poll", About: "attach to the servers of -S, print their START records, and exit", More: "The exit status is 0 if all of them answered.", Set: SetFunc(func(c *Config, _ string) error { c.Input.Poll, c.Print.Man = true, true; return nil })},
	{Name: "rmon", About: "print each flow twice, once from each side", Set: SetFunc(func(c *Config, _ string) error { c.Print.Rmon = true; return nil })},
	{Name: "uni", About: "print each direction that has packets as a separate flow", Set: SetFunc(func(c *Config, _ string) error { c.Print.Uni = true; return nil })},
	{Name: "printer", Args: "FORM", About: "payload as text, text without passwords, or encoded", Words: []getopt.Word{
		{Word: "ascii", About: "printable characters, dots for all others"},
		{Word: "obfuscate", About: "the same without passwords"},
		{Word: "hex", About: "a hexadecimal dump after each record"},
		{Word: "encode32", About: "hexadecimal"},
		{Word: "encode64", About: "base 64"},
	}, Set: SetFunc((*Config).setPrinter)},
	{Name: "rtime", About: "print records at the pace at which they were recorded", More: "`realtime` is the same. A factor may follow a colon: `rtime:10` is ten times as fast.", Set: SetFunc(func(c *Config, _ string) error { return c.setSpeed("1") })},
	{Name: "disa", About: "use DISA names for differentiated services (sdsb, ddsb)", Set: SetFunc(func(c *Config, _ string) error { c.Print.Options.DISA = true; return nil })},
	{Name: "nocorrect", About: "keep the directions that the sensor recorded", More: "By default, the direction of TCP flows whose start was not seen is inferred from the rest of the record.", Set: SetFunc(func(c *Config, _ string) error { c.Prepare.AsRead = true; return nil })},
	{Name: "correct", About: "correct directions (default)", Set: SetFunc(func(c *Config, _ string) error { c.Prepare.AsRead = false; return nil })},
	{Name: "TZ", Args: "ZONE", About: "print times in a time zone, such as Europe/Berlin", Set: SetFunc((*Config).setZone)},
	{Name: "label", Args: "REGEX", About: "select records whose label matches", Set: SetFunc((*Config).setLabel)},
	{Name: "dsrs", Args: "LIST", About: "keep only these parts of records", More: "Separate parts with commas. If the first one has a minus sign, the list removes parts: `dsrs=-suser,duser`.", Set: SetFunc((*Config).setParts)},
}

// setModes applies the words of -M.
func setModes(c *Config, it getopt.Item) error {
	var words []string
	for _, w := range it.Args {
		words = append(words, strings.Fields(w)...)
	}
	for len(words) > 0 {
		rest, err := c.setMode(words[0], words[1:])
		if err != nil {
			return err
		}
		words = rest
	}
	return nil
}

// setMode applies one word of -M and returns the words after it and its value.
func (c *Config) setMode(word string, next []string) (rest []string, err error) {
	name, value, valued := strings.Cut(word, "=")
	for i := range c.tables.modes {
		m := &c.tables.modes[i]
		switch {
		case !strings.EqualFold(m.Name, name):
		case m.Next && !valued && len(next) > 0:
			return next[1:], m.Set.Set(c, next[0])
		case valued && m.Args == "":
			return nil, fmt.Errorf("the mode %s takes no value", m.Name)
		case !valued && m.Args != "":
			if c.tables.word != nil {
				if ok, err := c.tables.word(c, word); ok || err != nil {
					return next, err
				}
			}
			return nil, fmt.Errorf("the mode %s needs a value: %s=%s", m.Name, m.Name, m.Args)
		default:
			return next, m.Set.Set(c, value)
		}
	}
	if factor, ok := speedFactor(word); ok {
		return next, c.setSpeed(factor)
	}
	if c.tables.word != nil {
		if ok, err := c.tables.word(c, word); ok || err != nil {
			return next, err
		}
	}
	names := make([]string, len(c.tables.modes))
	for i, m := range c.tables.modes {
		names[i] = m.Name
	}
	return nil, fmt.Errorf("unknown mode %q%s (see --help modes)", word, hint(name, names))
}

func (c *Config) setLabel(value string) (err error) {
	c.Select.Label, err = compilePattern(value, c.Select.foldCase)
	return err
}

// setPrinter chooses the form of captured payload.
func (c *Config) setPrinter(name string) error {
	switch strings.ToLower(name) {
	case "ascii":
		c.Print.Options.UserData = field.UserASCII
	case "obfuscate":
		c.Print.Options.UserData = field.UserObfuscate
	case "encode32":
		c.Print.Options.UserData = field.UserHex
	case "encode64":
		c.Print.Options.UserData = field.UserBase64
	case "hex":
		c.Print.Options.UserData = field.UserDump
	default:
		return fmt.Errorf("printer: %q is not a form of payload (want ascii, obfuscate, hex, encode32 or encode64)", name)
	}
	return nil
}

// localZone is the time zone of the machine. The Go runtime reads zone names from
// TZ, but not the POSIX form (CET-1CEST).
func localZone(env Env) *time.Location {
	name := env.Getenv("TZ")
	if name == "" || strings.HasPrefix(name, "/") {
		return time.Local
	}
	if _, err := time.LoadLocation(strings.TrimPrefix(name, ":")); err == nil {
		return time.Local
	}
	if loc, err := ratime.Zone(name); err == nil {
		return loc
	}
	return time.Local
}

func (c *Config) setZone(name string) error {
	loc, err := ratime.Zone(name)
	if err != nil {
		return fmt.Errorf("time zone: %w", err)
	}
	c.Print.Options.Location = loc
	return nil
}
