// SPDX-License-Identifier: Apache-2.0

// Package client is what all record clients share: options and configuration
// files, inputs, selection, printing and writing.
//
// A program is a [Program] value and a [Handler]; [Main] runs it. A record
// passes through the stages of a [Session] in this order, each of which is one
// file: source (input.go), prepare (prepare.go), select (select.go), the
// program's handler, and output (print.go or write.go). One goroutine runs all
// stages; only live inputs are read by others (see package source). A client
// reaches the world through its [Env] alone.
package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/interrupt"
	"github.com/argus-go/argus/record"
)

// Version is the release of the clients.
const Version = "0.1.0"

// SystemConf is the configuration file that is read first.
const SystemConf = "/etc/ra.conf"

// A Program is one record client.
type Program struct {
	Name     string // the command
	About    string // what it does: "prints ..."
	Examples string // lines for the usage text, each with two blanks before it; %[1]s is the name
	// New returns what the program adds to the clients' tables, and its start.
	// It is called once for each run, so that setters of options may fill
	// variables that Start reads.
	New func() *Run
}

// A Run is one run of a program: the options, modes and variables that only this
// program has, what it needs, and its start. Help, completion and manual pages
// list its rows with those of all clients. A row with the letter or name of a
// shared one replaces that.
type Run struct {
	Options   []Option
	Modes     []Mode
	Variables []Variable
	// Needs returns the parts of records that the handler itself looks at, keys
	// of sorting and aggregation included. If it is nil, every part is decoded
	// and every row has its times and rates. What columns, filters and files need
	// is added by the session.
	Needs func(*Config) record.Parts
	// Brief, if it is set, reports whether the handler looks at the times of the
	// rows of the records that are read, but not at durations, rates and loads,
	// which are then left out.
	Brief func(*Config) bool
	// Word, if it is set, takes a word after -M that is not the name of a mode. It reports false if
	// the word means nothing to the program either.
	Word func(c *Config, word string) (bool, error)
	// SignedWord, if it is set, reports whether a word that begins with a minus
	// sign is one more word of -M instead of an option.
	SignedWord func(word string) bool
	// Quiet says that the program prints something else than records, as with -q.
	Quiet bool
	// XML, if it is not empty, are the default columns of a program that prints
	// records as XML, unless -M asks for another machine format. Payload is in
	// elements of its own.
	XML []string
	// NoHeader says that rows have no labels above them, except those of a preset.
	NoHeader bool
	// Tick is how often the handler's Tick is called while records are read; 0
	// for never.
	Tick time.Duration
	// Start makes the handler. The session's configuration is complete, and
	// nothing was read.
	Start func(*Session) (Handler, error)
}

// A Handler is the part of a program that differs from its siblings. One
// goroutine calls it.
type Handler interface {
	// Record is called for each selected record. It borrows r: it must not keep r
	// or anything r points to. It may change r, and then emit it with EmitOwn.
	Record(r *record.Record) error
	// Tick is called every [Run.Tick] of the clock, also while live inputs are
	// silent. Rows that it emits are printed at once.
	Tick(now time.Time) error
	// Close is called once, after the last input ended or the run was
	// interrupted.
	Close() error
}

// An Env is what a client sees of the world.
type Env struct {
	Args       []string // the command's name first
	Stdin      *os.File
	Stdout     io.Writer
	Stderr     io.Writer
	Getenv     func(string) string
	Now        func() time.Time
	SystemConf string // "" for none
	// Nets returns the networks of the machine's interfaces; nil if there are
	// none.
	Nets func() []netip.Prefix
	// Context ends the reading when it is done; nil stands for
	// context.Background. What was read until then is still handled.
	Context context.Context
	// Listen calls a function at the first interrupt from then on; nil if there
	// are none.
	Listen func(func())
	// Ticker returns a channel that delivers the time at an interval, and a
	// function that stops it; nil stands for time.NewTicker.
	Ticker func(time.Duration) (<-chan time.Time, func())
}

// OS returns the process's own world. The first SIGINT or SIGTERM ends the
// reading, the second one the process.
func OS() Env {
	return Env{
		Args: os.Args, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Now: time.Now, SystemConf: SystemConf, Nets: interfaceNets,
		Listen: func(f func()) { interrupt.Listen(f, os.Interrupt, syscall.SIGTERM) },
	}
}

// Exit statuses (clients: options, section 5).
const (
	statusOK     = 0
	statusFailed = 1 // fatal error, nothing matched, or no valid input
	statusOpen   = 2 // an input could not be opened
	statusBroken = 141
	statusSignal = 130
)

// A failure is an error with its exit status. If err is nil, it was reported
// already.
type failure struct {
	status int
	err    error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit status %d", f.status)
	}
	return f.err.Error()
}

// Main runs the program that the command's name picks and returns the exit
// status.
func Main(programs []Program, env Env) int {
	name := "ra"
	if len(env.Args) > 0 {
		name = filepath.Base(env.Args[0])
	}
	p := pick(programs, name)
	var args []string
	if len(env.Args) > 1 {
		args = env.Args[1:]
	}
	err := run(p, env, args)
	if err == nil {
		return statusOK
	}
	status := statusFailed
	var f *failure
	if errors.As(err, &f) {
		status = f.status
		err = f.err
	}
	if err != nil {
		fmt.Fprintf(env.Stderr, "%s: %s\n", p.Name, field.Line(err.Error()))
	}
	return status
}

// pick returns the program of a command: the one with that name, else the one
// whose name the command begins with, else the first.
func pick(programs []Program, name string) *Program {
	best := &programs[0]
	for i := range programs {
		p := &programs[i]
		switch {
		case p.Name == name:
			return p
		case strings.HasPrefix(name, p.Name) && len(p.Name) > len(best.Name):
			best = p
		}
	}
	return best
}

func run(p *Program, env Env, args []string) error {
	if env.Context == nil {
		env.Context = context.Background()
	}
	r := p.New()
	c, err := configure(r, env, args)
	if err != nil {
		return err
	}
	switch {
	case c.task.help:
		return help(p, c.tables, env.Stdout, c.task)
	case c.task.shell != "":
		_, err := io.WriteString(env.Stdout, complete(p, c.tables, c.task.shell))
		return err
	case c.task.version:
		_, err := fmt.Fprintf(env.Stdout, "%s %s\n", p.Name, Version)
		return err
	}
	c.noteDialect(env)
	for _, text := range c.notes {
		fmt.Fprintf(env.Stderr, "%s: %s\n", p.Name, field.Line(text))
	}
	s, err := newSession(p, r, env, c)
	if err != nil {
		return err
	}
	if text := c.Select.filter.Explain(); c.task.dumpFilter && text != "" {
		return s.Print(text + "\n")
	}
	return s.run()
}
