// SPDX-License-Identifier: Apache-2.0

// Package sensor is the sensor program: it reads captures, models their flows
// and writes the records.
//
// One goroutine reads, decodes, counts, encodes and writes; captures are read
// strictly one after the other, each with a flow table of its own. All times in
// records, management records included, are packet times, so the same captures
// and options give the same bytes.
package sensor

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/interrupt"
	"github.com/argus-go/argus/record"
)

// SystemConf is the configuration file that is read first.
const SystemConf = "/etc/argus.conf"

// An Env is what the program sees of the world.
type Env struct {
	Args       []string // without the program's name
	Stdin      *os.File
	Stdout     io.Writer
	Stderr     io.Writer
	Getenv     func(string) string
	SystemConf string // "" for none
	// Listen calls a function at the first signal to end from then on; nil if
	// there are none.
	Listen func(func())
}

// OS is the process's own world.
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
	// A reader that closes a pipe is a write error, not a signal that ends
	// the process before other outputs are complete.
	signal.Ignore(syscall.SIGPIPE)
	c, err := parse(env.Args, env.SystemConf, log)
	var asked request
	switch {
	case errors.As(err, &asked):
		return printText(env.Stdout, asked.text)
	case err == nil:
		err = c.environment(env.Getenv)
	}
	if err == nil {
		err = c.run(env, log)
	}
	return exitStatus(err, log)
}

func printText(w io.Writer, s string) int {
	if _, err := io.WriteString(w, s); err != nil {
		return 1
	}
	return 0
}

// errReported is an error whose message was written already.
var errReported = errors.New("reported")

func exitStatus(err error, log *logger) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errReported):
	case errors.As(err, &usage):
		log.errorf("%v (argus --help explains)", err)
	default:
		log.errorf("%v", err)
	}
	return 1
}

// environment follows the variables of the environment and settles what
// depends on more than one setting.
func (c *Config) environment(getenv func(string) string) error {
	switch v := getenv("ARGUS_OUTPUT_VERSION"); v {
	case "", "3":
	case "5":
		c.Dialect = record.V5
	default:
		return fmt.Errorf("environment variable ARGUS_OUTPUT_VERSION: have %q, want 3 or 5", v)
	}
	switch v := getenv("ARGUS_COMPAT"); v {
	case "":
	case "3.0.8":
		c.Flow.Compat = true
	default:
		return fmt.Errorf("environment variable ARGUS_COMPAT: have %q, want 3.0.8", v)
	}
	c.MARStatus = c.MARStatus || c.Scale > 0 || c.Follow
	if c.Flow.Compat {
		// 3.0 counts management intervals by the wall clock, which reading
		// files does not reach.
		c.MARStatus = false
		c.Flow.Unidirectional = c.Flow.Unidirectional || c.Flow.FlowKey != 0 && !c.TypeSet
	}
	c.Flow.Source = c.Source
	c.Flow.Tunnels = c.Tunnels && c.Dialect == record.V5
	if c.MaxMemory > 0 {
		byMemory := int(max(1, min(c.MaxMemory/c.flowMemory(), maxFlows)))
		if c.Flow.MaxFlows == 0 || byMemory < c.Flow.MaxFlows {
			c.Flow.MaxFlows = byMemory
		}
	}
	return nil
}

// flowMemory is about what one flow costs in bytes with the settings of c.
func (c *Config) flowMemory() int64 {
	f := &c.Flow
	n := int64(flow.FlowMemory + 2*f.UserData)
	if f.UserData > 0 || f.Jitter || f.MAC || f.Sizes || f.FullControlData || f.Tunnels {
		n += flow.ExtensionMemory
	}
	return n
}

// run does what the configuration says.
func (c *Config) run(env Env, log *logger) error {
	if c.ListLinks {
		return listLinks(env.Stdout)
	}
	// Flow tables are not the collector's and the rest is little, so
	// collecting seldom costs hardly any memory.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	s, err := newSensor(c, env, log)
	if err != nil {
		return err
	}
	if c.DumpCode {
		return s.dumpCode()
	}
	return s.run()
}

// listLinks prints the names of the network interfaces.
func listLinks(w io.Writer) error {
	links, err := net.Interfaces()
	if err != nil {
		return fmt.Errorf("network interfaces: %w", err)
	}
	for i, l := range links {
		if _, err := fmt.Fprintf(w, "%d. %s\n", i+1, l.Name); err != nil {
			return err
		}
	}
	return nil
}
