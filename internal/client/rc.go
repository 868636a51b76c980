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

// readRC reads a configuration file. One that is not there is passed over
// unless it must exist.
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

// A setter is what a name of a configuration file, or a word of -M, does with its
// value. Its kinds are types, for which the linker lays the tables out.
type setter interface {
	set(c *Config, value string) error
}

// A setFunc does it by itself.
type setFunc func(c *Config, value string) error

func (f setFunc) set(c *Config, value string) error { return f(c, value) }

// An asOption does what an option does.
type asOption func(*Config, getopt.Item) error

func (f asOption) set(c *Config, value string) error {
	return f(c, getopt.Item{Args: []string{value}})
}

// A flag is a setting that is on or off.
type flag func(*Config) *bool

func (f flag) set(c *Config, value string) error {
	*f(c) = rarc.Yes(value)
	return nil
}

// elsewhere is a variable of programs and features that have no say in what
// this release's clients do with files.
func elsewhere(*Config, string) error { return nil }

// notYet is a variable whose feature this release does not have.
func notYet(*Config, string) error { return errors.New("not available in this release") }

// off is notYet for values other than no.
func off(_ *Config, value string) error {
	switch strings.ToLower(value) {
	case "no", "none", "0":
		return nil
	}
	return fmt.Errorf("%q is not available in this release", value)
}

// set applies one assignment. An empty value leaves the setting alone.
func (c *Config) set(v rarc.Var) error {
	i := slices.IndexFunc(variables, func(x Variable) bool { return x.Name == v.Name })
	switch {
	case i < 0:
		return errors.New("no variable of a client")
	case v.Value == "":
		return nil
	}
	return variables[i].set.set(c, v.Value)
}

// setRCColumns reads a field list, which the first one without sign of -s
// replaces.
func setRCColumns(c *Config, value string) error {
	return c.Columns.Configure(func() error { return c.setColumns([]string{value}) })
}

// escapes are the escapes of RA_FIELD_DELIMITER.
var escapes = lookup.Table[byte, byte]{{'a', '\a'}, {'b', '\b'}, {'t', '\t'}, {'n', '\n'}, {'v', '\v'}, {'f', '\f'}, {'r', '\r'}, {'\\', '\\'}}

func setRCDelimiter(c *Config, value string) error {
	text := strings.Trim(value, "'")
	switch {
	case text == "":
		return nil
	case len(text) == 2 && text[0] == '\\' && escapes.Of(text[1]) != 0:
		c.Delimiter = escapes.Of(text[1])
	case len(text) == 1:
		c.Delimiter = text[0]
	default:
		return fmt.Errorf("have %s, want one character in single quotes", value)
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
	return fmt.Errorf("have %q, want %s or %s", value, strings.Join(words[:last], ", "), words[last])
}

func setASNForm(c *Config, value string) error {
	return choose(&c.Options.ASN, value,
		choice[field.ASNForm]{"asplain", field.ASPlain}, choice[field.ASNForm]{"asdot", field.ASDot}, choice[field.ASNForm]{"asdot+", field.ASDotPlus})
}

func setMasks(c *Config, value string) error {
	return choose(&c.Options.Masks, value,
		choice[field.Masks]{"no", field.MasksNone}, choice[field.Masks]{"yes", field.MasksPart}, choice[field.Masks]{"strict", field.MasksStrict})
}

func setFieldWidth(c *Config, value string) error {
	return choose(&c.Variable, value, choice[bool]{"fixed", false}, choice[bool]{"variable", true})
}

func setQuote(c *Config, value string) error {
	return choose(&c.Quote, value, choice[byte]{"double", '"'}, choice[byte]{"single", '\''})
}

func setNames(c *Config, value string) error {
	level, ok := map[string]int{
		"all": field.NamesAll, "port": field.NamesPorts, "proto": field.NamesProto, "none": field.NamesNone,
	}[strings.ToLower(value)]
	if ok {
		c.nameLevel, c.names = level, level
		return nil
	}
	// Compat: the words of release 2 leave later ones as they were; published
	// configurations hold them.
	switch strings.ToLower(value) {
	case "yes", "1":
		c.names = field.NamesAll
	case "no", "0":
		c.names = field.NamesProto
	case "2", "3":
	default:
		return fmt.Errorf("have %q, want all, port, proto or none", value)
	}
	return nil
}

func setTCPStates(c *Config, value string) error {
	if rarc.Yes(value) {
		c.Options.State = field.StateLetters
	}
	return nil
}

func setInputFile(c *Config, value string) error {
	own := len(c.Inputs) == 0 || c.inputsFromFile
	err := c.addInputs([]string{value})
	c.inputsFromFile = own
	return err
}

func setOutputFile(c *Config, value string) error {
	file, filter := rarc.FileFilter(value)
	c.Outputs = append(c.Outputs, Output{file, filter})
	return nil
}
