// SPDX-License-Identifier: Apache-2.0

// Package client is what all record clients share: options and configuration
// files, inputs, the filter, counting, printing and writing.
//
// A program is a [Program] and its [Handler]; [Main] runs it. One goroutine
// reads, filters and calls the handler. A client reaches the world through its
// [Env] alone.
package client

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
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
	Name  string // the command
	About string // what it does: "prints ..."
	// Parts are the parts of records that its handler looks at by itself, without
	// -A; with 0 it gets records that are not even prepared where nothing is printed.
	Parts record.Parts
	// Emits tells that it emits the records that it gets, and changes none.
	Emits bool
	// New makes the program's handler. The session's configuration is
	// complete.
	New func(*Session) (Handler, error)
}

// A Handler is the part of a program that differs from its siblings. One
// goroutine calls it: Record for each record that passes the filter, Close once
// after the last input ends.
type Handler interface {
	// Record borrows r: it must not keep r or anything r points to.
	Record(r *record.Record) error
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
	// Nets returns the nets of the machine's interfaces; nil if there are none.
	Nets func() []netip.Prefix
	// Stop, when it is true, ends the reading as an interrupt does.
	Stop *atomic.Bool
	// Listen calls a function at the first interrupt from then on; nil if there
	// are none.
	Listen func(func())
}

// OS is the process's own world.
func OS() Env {
	return Env{
		Args: os.Args, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Now: time.Now, SystemConf: SystemConf, Stop: new(atomic.Bool), Nets: interfaceNets,
		Listen: func(f func()) { interrupt.Listen(f, os.Interrupt, syscall.SIGTERM) },
	}
}

// Exit states (clients: options, section 5).
const (
	statusOK     = 0
	statusFailed = 1 // fatal error, nothing matched, or no valid input
	statusOpen   = 2 // an input could not be opened
	statusBroken = 141
	statusSignal = 130
)

// A failure is an error with its exit status; it was told already if err is
// nil.
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
	c, err := configure(p, env, args)
	if err != nil {
		return err
	}
	switch {
	case c.topic != nil:
		return help(p, env.Stdout, *c.topic)
	case c.shell != "":
		_, err := io.WriteString(env.Stdout, complete(p, c.shell))
		return err
	case c.version:
		_, err := fmt.Fprintf(env.Stdout, "%s %s\n", p.Name, Version)
		return err
	}
	for _, text := range c.warnings {
		fmt.Fprintf(env.Stderr, "%s: %s\n", p.Name, field.Line(text))
	}
	s, err := newSession(p, env, c)
	if err != nil {
		return err
	}
	if c.DumpFilter && s.filterText != "" {
		return s.Print(s.filterText + "\n")
	}
	return s.run()
}
