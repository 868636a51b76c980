// SPDX-License-Identifier: Apache-2.0

// Package sensor is the sensor program: it reads captures, models their flows
// and writes the records.
//
// A packet passes through the stages of a run in one goroutine: the capture
// reader, then playback (-T), packet filter and selection (-N) if they are asked
// for, each a [modeler.Source] around the one before; then the driver of package
// modeler, which makes the records, and the outputs. Captures are read one after
// the other. All times in records are packet times, so the same captures and
// options give the same bytes.
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
	"github.com/argus-go/argus/internal/sandbox"
	"github.com/argus-go/argus/internal/service"
	"github.com/argus-go/argus/record"
)

// SystemConf is the configuration file that is read first.
const SystemConf = "/etc/argus.conf"

// An Env is the environment that the program runs in.
type Env struct {
	Args       []string // without the program's name
	Stdin      *os.File
	Stdout     io.Writer
	Stderr     io.Writer
	Getenv     func(string) string
	SystemConf string // "" for none
	// Sandbox restricts the process for good, as [sandbox.Apply] does. nil leaves it
	// as it is.
	Sandbox func(sandbox.Policy) sandbox.Report
	// Listen arranges for functions to be called when signals come. nil means
	// that there are no signals.
	Listen func(service.Handlers)
	// Detach starts the program again in the background, waits until it is ready,
	// and returns the exit status. nil means that this is impossible.
	Detach func() (status int, err error)
}

// OS returns the environment of the process.
func OS() Env {
	return Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, SystemConf: SystemConf,
		Sandbox: sandbox.Apply,
		Listen:  service.Listen, Detach: detach,
	}
}

func detach() (status int, err error) {
	exe, err := os.Executable()
	if err != nil {
		return 1, err
	}
	return service.Detach(exe, os.Args, os.Stderr)
}

// Main runs the program and returns its exit status.
func Main(env Env) int {
	log := &logger{out: service.NewLog("argus", env.Stderr, env.Getenv), priority: defaultPriority}
	// A pipe whose reader has gone is an error of one output. The signal would
	// end the process before the other outputs are complete.
	signal.Ignore(syscall.SIGPIPE)
	c, err := parse(env.Args, env.SystemConf, log)
	var asked request
	switch {
	case errors.As(err, &asked):
		return printText(env.Stdout, asked.text)
	case err == nil:
		err = c.environment(env.Getenv)
	}
	if err == nil && c.detaches() && env.Detach != nil && !service.Detached() {
		status, err := env.Detach()
		return max(status, exitStatus(err, log))
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

// errReported is an error that was reported before.
var errReported = errors.New("reported")

func exitStatus(err error, log *logger) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errReported):
	case errors.As(err, &usage):
		log.errorf("%v (see argus --help)", err)
	default:
		log.errorf("%v", err)
	}
	return 1
}

// environment applies the environment variables, and the settings that depend on
// several others.
func (c *Config) environment(getenv func(string) string) error {
	switch v := getenv("ARGUS_OUTPUT_VERSION"); v {
	case "", "3":
	case "5":
		c.Dialect = record.V5
	default:
		return fmt.Errorf("environment variable ARGUS_OUTPUT_VERSION: unknown version %q (want 3 or 5)", v)
	}
	switch v := getenv("ARGUS_COMPAT"); v {
	case "":
	case "3.0.8":
		c.Flow.Compat = true
	default:
		return fmt.Errorf("environment variable ARGUS_COMPAT: unknown release %q (want 3.0.8)", v)
	}
	c.MARStatus = c.MARStatus || c.Scale > 0 || c.Follow || c.live()
	if c.Flow.Compat {
		// Release 3.0.8 measures this interval by the wall clock, and reading a
		// file ends too soon.
		c.MARStatus = c.live()
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

// flowMemory returns the approximate size of one flow in bytes.
func (c *Config) flowMemory() int64 {
	f := &c.Flow
	n := int64(flow.FlowMemory + 2*f.UserData)
	if f.UserData > 0 || f.Jitter || f.MAC || f.Sizes || f.FullControlData || f.Tunnels {
		n += flow.ExtensionMemory
	}
	return n
}

// run does what the configuration asks for.
func (c *Config) run(env Env, log *logger) error {
	if c.ListLinks {
		return listLinks(env.Stdout)
	}
	// Flow tables are not managed by the garbage collector, and the rest is
	// small, so collecting less often costs little memory.
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
