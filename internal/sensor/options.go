// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/live"
	"github.com/argus-go/argus/internal/rarc"
)

// A request is a command line that asks for a text, such as help, instead of
// records.
type request struct{ text string }

func (request) Error() string { return "a text was requested" }

// textOf turns a text into a request.
func textOf(text string, err error) error {
	if err != nil {
		return err
	}
	return request{text}
}

// A usageError is a mistake on the command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// A parser fills a Config from the command line and configuration files.
type parser struct {
	Config
	log *logger

	outputsSet   bool     // a -w was seen: later ones add outputs
	devicesSet   bool     // the same for -i
	explicit     []string // options that only live captures use
	explicitVars []string // the same for variables
	system       bool     // reading the configuration file of the system
	fileOut      bool     // the file being read named an output: later ones add outputs
	fileDev      bool     // the same for interfaces
}

// parse reads args and the configuration files that they name. It reads
// systemConf first, unless args contain -X or -F.
func parse(args []string, systemConf string, log *logger) (*Config, error) {
	p := &parser{Config: DefaultConfig(), log: log}
	items, words, err := scan(args)
	if err != nil {
		return nil, err
	}
	if !has(items, "XF") && !asks(items) && systemConf != "" {
		if err := p.systemFile(systemConf); err != nil {
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
	return &p.Config, p.check()
}

func scan(args []string) (items []getopt.Item, words []string, err error) {
	table := make([]getopt.Option, len(options))
	for i, o := range options {
		table[i] = o.Option
	}
	s := getopt.New(args, table)
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

func has(items []getopt.Item, letters string) bool {
	for _, it := range items {
		if it.Letter != 0 && strings.IndexByte(letters, it.Letter) >= 0 {
			return true
		}
	}
	return false
}

// asks reports whether an option asks for a text.
func asks(items []getopt.Item) bool {
	for _, it := range items {
		switch it.Long {
		case "help", "version", "completion":
			return true
		}
	}
	return false
}

// option applies one option and names it in its error.
func (p *parser) option(it getopt.Item) error {
	if a := it.Arg(); looksLikeOption(a) {
		return usageError{fmt.Errorf("%s needs a value, found %q (a file of that name is ./%s)", it.Name(), a, a)}
	}
	switch it.Long {
	case "help":
		return textOf(help(it.Arg()))
	case "completion":
		return textOf(complete(it.Arg()))
	}
	err := p.follow(it)
	if err == nil || it.Letter == 'F' || errors.As(err, new(request)) {
		return err
	}
	return usageError{fmt.Errorf("%s: %w", it.Name(), err)}
}

// looksLikeOption reports whether an option's argument is an option itself, so
// that the value was probably left out. Negative numbers are values.
func looksLikeOption(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && (arg[1] < '0' || arg[1] > '9') && arg[1] != '.'
}

// reset restores the built-in settings (-X), except those of messages.
func (p *parser) reset() {
	debug, priority := p.Debug, p.Priority
	p.Config = DefaultConfig()
	p.Debug, p.Priority = debug, priority
	p.outputsSet, p.devicesSet, p.explicit, p.explicitVars = false, false, nil, nil
}

// check reports settings that this release does not support.
func (p *parser) check() error {
	switch {
	case p.ListLinks || p.DumpCode:
		return nil
	case len(p.Inputs) == 0 && (len(p.explicit) > 0 || len(p.Outputs) > 0 || len(p.Live.Interfaces) > 0):
		return p.checkLive()
	case len(p.Inputs) == 0:
		return usageError{errors.New("no input: name an interface with -i, or a capture file with -r")}
	}
	for _, v := range p.explicitVars {
		p.log.notef("configuration variable %s is ignored: it does not apply to capture files", v)
	}
	for _, o := range p.explicit {
		if (o == "-P" || o == "-B") && p.serves() {
			continue
		}
		p.log.notef("%s is ignored: it does not apply to capture files", o)
	}
	return nil
}

// checkLive checks the settings of a live capture.
func (p *parser) checkLive() error {
	if len(p.Live.Interfaces) == 0 {
		p.Live.Interfaces = []string{live.Any}
	}
	switch {
	case p.Live.Daemon && slices.ContainsFunc(p.Outputs, func(o Output) bool { return o.Target == "-" }):
		return usageError{errors.New("-w -: a daemon has no standard output; name a file")}
	case p.Follow || p.Scale > 0 || p.TSH:
		return usageError{errors.New("-f, -T and -t are for capture files, which -r names")}
	}
	if t := p.Live.TimestampTyp; t != "" && t != "default" && t != "host" {
		p.log.warnf("ARGUS_TIMESTAMP_TYPE=%s is ignored: packets have the time of the system's clock", t)
	}
	if len(p.Events) > 0 {
		p.log.warnf("ARGUS_EVENT_DATA is ignored: host events are not available in this release")
	}
	if p.Live.SetPID && !p.Live.Daemon {
		p.log.notef("ARGUS_SET_PID is ignored: only a sensor that runs in the background (-d) writes a process id file")
	}
	if err := p.resolveInterfaces(); err != nil {
		return usageError{err}
	}
	return nil
}

// systemFile reads the configuration file of the system if it exists.
func (p *parser) systemFile(path string) error {
	p.system = true
	defer func() { p.system = false }()
	err := p.file(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// file reads a configuration file (section 6).
func (p *parser) file(path string) error {
	vars, err := rarc.ReadFile(path)
	if err != nil {
		var e *fs.PathError
		if errors.As(err, &e) {
			return fmt.Errorf("configuration file %s: %w", path, e.Err)
		}
		return fmt.Errorf("configuration file %w", err)
	}
	p.ConfFiles = append(p.ConfFiles, path)
	p.fileOut, p.fileDev = false, false
	for _, v := range vars {
		if err := p.variable(v); err != nil {
			return fmt.Errorf("%s: line %d: %s: %w", path, v.Line, v.Name, err)
		}
	}
	return nil
}
