// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/rarc"
)

// readDefaultRC reads the configuration files that apply without -F (clients:
// options, section 4).
func (c *Config) readDefaultRC(env Env) error {
	home, argus := env.Getenv("HOME"), env.Getenv("ARGUSHOME")
	files := []string{env.SystemConf}
	if argus != "" {
		files = append(files, filepath.Join(argus, "ra.conf"))
	}
	for _, f := range files {
		if err := c.readRC(f, false); err != nil {
			return err
		}
	}
	var dirs []string
	if path := env.Getenv("ARGUSPATH"); path != "" {
		dirs = strings.Split(path, ":")
	} else {
		for _, d := range []string{home, argus} {
			if d != "" {
				dirs = append(dirs, d)
			}
		}
	}
	for _, d := range dirs {
		f := filepath.Join(d, ".rarc")
		if _, err := os.Stat(f); err == nil {
			return c.readRC(f, false)
		}
	}
	return nil
}

// readRC reads a configuration file. A missing file is ignored unless it must
// exist.
func (c *Config) readRC(file string, must bool) error {
	if file == "" {
		return nil
	}
	vars, err := rarc.ReadFile(file)
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist) && !must:
		return nil
	case errors.As(err, &pe):
		return fmt.Errorf("%s: %w", file, pe.Err)
	case err != nil:
		return err
	}
	for _, v := range vars {
		if err := c.set(v); err != nil {
			return fmt.Errorf("%s: line %d: %s: %w", file, v.Line, v.Name, err)
		}
	}
	return nil
}

// A SetFunc is a [Setter] that is a function.
type SetFunc func(c *Config, value string) error

// Set calls f.
func (f SetFunc) Set(c *Config, value string) error { return f(c, value) }

// asOption is a [Setter] that does what an option does.
type asOption func(*Config, getopt.Item) error

// Set calls f with value as the argument of the option.
func (f asOption) Set(c *Config, value string) error {
	return f(c, getopt.Item{Args: []string{value}})
}

// flag is a [Setter] of a setting that is on or off.
type flag func(*Config) *bool

// Set switches the setting on if value is yes.
func (f flag) Set(c *Config, value string) error {
	*f(c) = rarc.Yes(value)
	return nil
}

// elsewhere is for variables of other programs and of features that do not
// affect how files are read.
func elsewhere(*Config, string) error { return nil }

// notYet is for variables whose feature this release lacks.
func notYet(*Config, string) error { return errors.New("not available in this release") }

// off is for variables whose feature this release lacks: only no is accepted.
func off(_ *Config, value string) error {
	switch strings.ToLower(value) {
	case "no", "none", "0":
		return nil
	}
	return fmt.Errorf("%q is not available in this release", value)
}

// set applies one assignment. An empty value leaves the setting alone.
func (c *Config) set(v rarc.Var) error {
	list := c.tables.variables
	i := slices.IndexFunc(list, func(x Variable) bool { return x.Name == v.Name })
	switch {
	case i < 0:
		names := make([]string, len(list))
		for i := range list {
			names[i] = list[i].Name
		}
		return fmt.Errorf("unknown variable%s (see --help variables)", hint(v.Name, names))
	case v.Value == "":
		return nil
	}
	return list[i].Set.Set(c, v.Value)
}

// setRCColumns reads a list of columns, which the first column of -s without a
// sign replaces.
func setRCColumns(c *Config, value string) error {
	p := &c.Print
	return p.Columns.Configure(func() error { return p.setColumns([]string{value}) })
}

// escapes are the escapes of RA_FIELD_DELIMITER.
var escapes = lookup.Table[byte, byte]{{'a', '\a'}, {'b', '\b'}, {'t', '\t'}, {'n', '\n'}, {'v', '\v'}, {'f', '\f'}, {'r', '\r'}, {'\\', '\\'}}

func setRCDelimiter(c *Config, value string) error {
	text := strings.Trim(value, "'")
	switch {
	case text == "":
		return nil
	case len(text) == 2 && text[0] == '\\' && escapes.Of(text[1]) != 0:
		c.Print.delimiter = escapes.Of(text[1])
	case len(text) == 1:
		c.Print.delimiter = text[0]
	default:
		return fmt.Errorf("%s is not a delimiter (want one character in single quotes)", value)
	}
	return nil
}

// A choice is a word of a variable and what it sets.
type choice[T any] struct {
	word  string
	value T
}

// choose sets what a value's word stands for.
func choose[T any](to *T, value string, choices ...choice[T]) error {
	words := make([]string, len(choices))
	for i, x := range choices {
		if words[i] = x.word; strings.EqualFold(value, x.word) {
			*to = x.value
			return nil
		}
	}
	last := len(words) - 1
	return fmt.Errorf("%q is unknown (want %s or %s)", value, strings.Join(words[:last], ", "), words[last])
}

func setASNForm(c *Config, value string) error {
	return choose(&c.Print.Options.ASN, value,
		choice[field.ASNForm]{"asplain", field.ASPlain}, choice[field.ASNForm]{"asdot", field.ASDot}, choice[field.ASNForm]{"asdot+", field.ASDotPlus})
}

func setMasks(c *Config, value string) error {
	return choose(&c.Print.Options.Masks, value,
		choice[field.Masks]{"no", field.MasksNone}, choice[field.Masks]{"yes", field.MasksPart}, choice[field.Masks]{"strict", field.MasksStrict})
}

func setFieldWidth(c *Config, value string) error {
	return choose(&c.Print.variable, value, choice[bool]{"fixed", false}, choice[bool]{"variable", true})
}

func setQuote(c *Config, value string) error {
	return choose(&c.Print.quote, value, choice[byte]{"double", '"'}, choice[byte]{"single", '\''})
}

func setNames(c *Config, value string) error {
	level, ok := map[string]int{
		"all": field.NamesAll, "port": field.NamesPorts, "proto": field.NamesProto, "none": field.NamesNone,
	}[strings.ToLower(value)]
	if ok {
		c.Print.nameLevel, c.Dialect.nameLevel = level, level
		return nil
	}
	// Compat: the words of release 2, which published configurations hold, do not
	// affect modern rows.
	switch strings.ToLower(value) {
	case "yes", "1":
		c.Dialect.nameLevel = field.NamesAll
	case "no", "0":
		c.Dialect.nameLevel = field.NamesProto
	case "2", "3":
	default:
		return fmt.Errorf("%q is unknown (want all, port, proto or none)", value)
	}
	return nil
}

func setTCPStates(c *Config, value string) error {
	if rarc.Yes(value) {
		c.Print.Options.State = field.StateLetters
	}
	return nil
}

func setInputFile(c *Config, value string) error {
	return c.addInputs([]string{value}, true)
}

func setOutputFile(c *Config, value string) error {
	file, filter := rarc.FileFilter(value)
	c.Write.Outputs = append(c.Write.Outputs, Output{File: file, Filter: filter})
	return nil
}

// setRCDialect is RA_DIALECT.
func setRCDialect(c *Config, value string) (err error) {
	c.Dialect.rc, err = dialect.Parse(value)
	return err
}
