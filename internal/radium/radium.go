// SPDX-License-Identifier: Apache-2.0

// Package radium is the collector program: it reads records from record servers,
// datagrams and files, and serves and writes them as one stream.
//
// Each source is read by a goroutine of a [source.Merge]. One goroutine receives
// the batches of all of them. It selects the records, corrects their times if that
// was asked for, writes them to the outputs and gives them to the record server,
// which never waits for a client. It also makes the management records of the
// collector itself. Records keep the source ids and sequence numbers of their
// sensors; only the START records of the sources are left out.
package radium

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/argus-go/argus/internal/interrupt"
	"github.com/argus-go/argus/record"
)

// Version is the version of this release of the collector.
const Version = "0.1.0"

// SystemConf is the configuration file that is read first.
const SystemConf = "/etc/radium.conf"

// An Env is the environment that the program runs in.
type Env struct {
	Args       []string // without the program's name
	Stdin      *os.File
	Stdout     io.Writer
	Stderr     io.Writer
	Getenv     func(string) string
	SystemConf string // "" for none
	// Listen arranges for a function to be called at the first signal that ends
	// the program. nil means that there are no signals.
	Listen func(func())
}

// OS returns the environment of the process.
func OS() Env {
	return Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, SystemConf: SystemConf,
		Listen: func(f func()) { interrupt.Listen(f, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) },
	}
}

// Main runs the program and returns its exit status.
func Main(env Env) int {
	log := &logger{w: env.Stderr, priority: defaultPriority}
	// A pipe whose reader has gone is an error of one output. The signal would
	// end the process.
	signal.Ignore(syscall.SIGPIPE)
	c, err := parse(env, log)
	var asked request
	switch {
	case errors.As(err, &asked):
		if _, err := io.WriteString(env.Stdout, asked.text); err != nil {
			return 1
		}
		return 0
	case err == nil:
		err = c.environment(env.Getenv)
	}
	if err == nil {
		err = run(c, env, log)
	}
	return exitStatus(err, log)
}

// errReported is an error that was reported before.
var errReported = errors.New("reported")

func exitStatus(err error, log *logger) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errReported):
	case errors.As(err, &usage):
		log.errorf("%v (see radium --help)", err)
	default:
		log.errorf("%v", err)
	}
	return 1
}

// environment applies the environment variables.
func (c *Config) environment(getenv func(string) string) error {
	switch v := getenv("ARGUS_OUTPUT_VERSION"); v {
	case "", "3":
	case "5":
		c.Dialect = record.V5
	default:
		return fmt.Errorf("environment variable ARGUS_OUTPUT_VERSION: unknown version %q (want 3 or 5)", v)
	}
	return nil
}
