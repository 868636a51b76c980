// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/internal/sourceid"
)

// A request is a command line that asks for a text, such as help.
type request struct{ text string }

func (request) Error() string { return "a text was requested" }

// A usageError is a mistake on the command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// A parser fills a Config from the command line and configuration files.
type parser struct {
	Config
	log *logger

	confs       []string // files of -f, which are read last
	system      bool     // reading a configuration file that no option named
	sourcesSet  bool     // a source was named by an option: later ones add sources
	outputsSet  bool     // the same for outputs
	fileSources bool     // the file being read named a source: later ones add sources
	fileOutputs bool     // the same for outputs
}

// parse reads the command line and the configuration files.
func parse(env Env, log *logger) (*Config, error) {
	p := &parser{Config: DefaultConfig(), log: log}
	items, words, err := scan(env.Args)
	if err != nil {
		return nil, err
	}
	if !skipsSystem(items) {
		if err := p.systemFiles(env); err != nil {
			return nil, err
		}
	}
	for _, it := range items {
		if it.Letter == 'h' && it.Arg() == "" && len(words) > 0 && words[0] != "-" {
			it.Args = words[:1]
		}
		if err := p.option(it); err != nil {
			return nil, err
		}
	}
	if len(words) > 0 && words[0] == "-" {
		words = words[1:]
	}
	if len(words) > 0 {
		p.Filter = strings.Join(words, " ")
	}
	for _, path := range p.confs {
		if err := p.file(path); err != nil {
			return nil, err
		}
	}
	return &p.Config, p.check()
}

func scan(args []string) (items []getopt.Item, words []string, err error) {
	s := getopt.New(args, scanned())
	for {
		it, ok, err := s.Next()
		if err != nil {
			return nil, nil, usageError{err}
		}
		if !ok {
			return items, s.Words(), nil
		}
		items = append(items, it)
	}
}

func scanned() []getopt.Option {
	table := make([]getopt.Option, len(options))
	for i, o := range options {
		table[i] = o.Option
	}
	return table
}

// skipsSystem reports whether the configuration files of the system are not read.
func skipsSystem(items []getopt.Item) bool {
	for _, it := range items {
		switch {
		case it.Letter == 'X', it.Long == "help", it.Long == "version", it.Long == "completion":
			return true
		}
	}
	return false
}

// option applies one option and names it in its error.
func (p *parser) option(it getopt.Item) error {
	switch it.Long {
	case "help":
		return textOf(help(it.Arg()))
	case "completion":
		return textOf(complete(it.Arg()))
	}
	if a := it.Arg(); len(a) > 1 && a[0] == '-' {
		return usageError{fmt.Errorf("%s needs a value, found %q (a file of that name is ./%s)", it.Name(), a, a)}
	}
	for _, o := range options {
		switch {
		case o.Letter != it.Letter || o.Long != it.Long:
		case o.set == nil:
			p.log.notef("%s has no effect", it.Name())
			return nil
		default:
			err := o.set(p, it)
			if err == nil || errors.As(err, new(request)) {
				return err
			}
			return usageError{fmt.Errorf("%s: %w", it.Name(), err)}
		}
	}
	return nil
}

// textOf turns a text into a request.
func textOf(text string, err error) error {
	if err != nil {
		return err
	}
	return request{text}
}

// reset restores the built-in settings (-X), except those of messages.
func (p *parser) reset() {
	debug := p.Debug
	p.Config = DefaultConfig()
	p.Debug = debug
	p.confs, p.sourcesSet, p.outputsSet = nil, false, false
}

// addServer adds a source with the filter that may follow its address. Sources of
// options replace those of configuration files, and those of a file replace
// earlier ones.
func (p *parser) addServer(text string, fromFile bool) error {
	address, filter := rarc.FileFilter(text)
	if address == "" {
		return errors.New("the address of the source is missing")
	}
	a, err := source.ParseAddress(address, 0)
	if err != nil {
		return err
	}
	p.replaceSources(fromFile)
	p.Servers = append(p.Servers, Server{Text: address, Address: a, Filter: filter})
	return nil
}

func (p *parser) addFiles(names []string) {
	p.replaceSources(false)
	p.Files = append(p.Files, names...)
}

func (p *parser) replaceSources(fromFile bool) {
	set := &p.sourcesSet
	if fromFile {
		set = &p.fileSources
	}
	if !*set {
		p.Servers, p.Files, *set = nil, nil, true
	}
}

// addOutput adds an output, as addServer adds a source.
func (p *parser) addOutput(o Output, fromFile bool) {
	set := &p.outputsSet
	if fromFile {
		set = &p.fileOutputs
	}
	if !*set {
		p.Outputs, *set = nil, true
	}
	p.Outputs = append(p.Outputs, o)
}

func (p *parser) setID(text string) (err error) {
	p.ID, _, err = sourceid.Parse(text)
	return err
}

func (p *parser) setDebug(text string) error {
	n, err := getopt.Number(text, 0, maxLevel)
	if err == nil {
		p.Debug, p.log.debug = n, n
	}
	return err
}

func (p *parser) setMARInterval(text string) error {
	d, err := getopt.Interval(text)
	switch {
	case err != nil:
		return err
	case d > maxMARInterval:
		return fmt.Errorf("%q is too long (want at most %d seconds)", text, int(maxMARInterval/time.Second))
	case d > 0 && d < time.Second:
		return fmt.Errorf("%q is too short (want 0 for none, or at least 1 second)", text)
	}
	p.MARInterval = d
	return nil
}

// setAdjust reads the threshold of -T: seconds, or a number with a unit.
func (p *parser) setAdjust(text string) error {
	unit, number := time.Second, text
	if text != "" {
		switch text[len(text)-1] {
		case 'm':
			unit, number = time.Minute, text[:len(text)-1]
		case 'h':
			unit, number = time.Hour, text[:len(text)-1]
		}
	}
	v, err := getopt.Decimal(strings.TrimSuffix(number, "s"))
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is not a time above 0 (want a number of seconds, or one followed by s, m or h)", text)
	}
	p.Adjust = getopt.Seconds(v * unit.Seconds())
	return nil
}

// check compiles the filters and looks for what is missing.
func (p *parser) check() error {
	if len(p.Servers)+len(p.Files) == 0 {
		return usageError{errors.New("no source: name a record server with -S, or a file with -r")}
	}
	if p.Archive != "" && p.Port == 0 {
		return usageError{errors.New("--archive needs -P, the port on which clients ask for files")}
	}
	var err error
	if p.filter, err = compile(p.Filter); err != nil {
		return usageError{fmt.Errorf("filter: %w", err)}
	}
	for i := range p.Servers {
		s := &p.Servers[i]
		if s.filter, err = compile(s.Filter); err != nil {
			return usageError{fmt.Errorf("-S %s: filter: %w", s.Text, err)}
		}
	}
	return nil
}

func compile(text string) (*match.Filter, error) {
	return match.Compile(text, match.Options{Precision: match.DefaultPrecision})
}
