// SPDX-License-Identifier: Apache-2.0

// Package parity measures how closely this project's programs follow the
// originals: it runs sensor and client over the public captures and compares
// what they print with the measured rows of both releases.
//
// It judges programs, not packages: whatever is named in [Programs] is run as
// a user would run it, so the originals themselves can be put in our place to
// validate the measure.
package parity

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// DefaultFields are the 13 columns of the measured default rows.
var DefaultFields = strings.Fields("stime flgs proto saddr sport dir daddr dport spkts dpkts sbytes dbytes state")

// Option sets of the two measured runs of the sensor.
var (
	DefaultOptions = []string{"-X"}
	RichOptions    = []string{"-X", "-J", "-R", "-Z", "-A", "-U", "64", "-m", "-S", "5"}
)

// Programs are the two programs under test.
type Programs struct {
	Argus   string        // path of the sensor
	RA      string        // path of the record printer
	Env     []string      // added to the environment of both
	Timeout time.Duration // after which a program counts as hanging
}

// Outcome is one run of one program.
type Outcome struct {
	Stdout []byte
	Stderr string
	// Took is the processor time, which other work on the machine does not
	// make longer; for a program that was stopped, the time until then.
	Took time.Duration
	Err  error // exit status, signal or time out
}

// Crashed reports whether the run ended in a signal, a Go panic or a time out,
// as opposed to an exit status that reports bad input.
func (o *Outcome) Crashed() bool {
	if o.Err == nil {
		return false
	}
	var exit *exec.ExitError
	if !errors.As(o.Err, &exit) || !exit.Exited() {
		return true
	}
	return exit.ExitCode() == 2 && strings.Contains(o.Stderr, "goroutine ")
}

// Exec runs one program with the given arguments.
func (p *Programs) Exec(name string, args ...string) *Outcome {
	ctx, cancel := context.WithTimeout(context.Background(), p.Timeout)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), append([]string{"TZ=UTC"}, p.Env...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if ctx.Err() != nil {
		err = fmt.Errorf("no end after %v", p.Timeout)
	} else if st := cmd.ProcessState; st != nil {
		took = st.UserTime() + st.SystemTime()
	}
	return &Outcome{stdout.Bytes(), stderr.String(), took, err}
}

// Sense runs the sensor over a capture into a new record file.
func (p *Programs) Sense(capture, out string, options []string) *Outcome {
	if err := os.Remove(out); err != nil && !os.IsNotExist(err) {
		return &Outcome{Err: err}
	}
	args := append(append([]string{}, options...), "-r", capture, "-w", out)
	return p.Exec(p.Argus, args...)
}

// Print runs the record printer over a record file and returns its rows,
// fields joined by tabs, without management records. The outcome says what
// failed. A client that prints no record and no error exits with status 1; that
// is not a failure.
func (p *Programs) Print(file string, fields []string) ([]string, *Outcome) {
	o := p.Exec(p.RA, printArgs(file, fields)...)
	var exit *exec.ExitError
	if errors.As(o.Err, &exit) && exit.ExitCode() == 1 && o.Stderr == "" {
		o.Err = nil
	}
	return Lines(o.Stdout), o
}

func printArgs(file string, fields []string) []string {
	args := []string{"-X", "-n", "-u", "-c", "\t", "-L", "-1", "-s"}
	for _, f := range fields {
		if f == "suser" || f == "duser" {
			f += ":64"
		}
		args = append(args, f)
	}
	return append(args, "-r", file, "-", "not", "man")
}

// Lines splits output into lines without their ends. The slice is not nil.
func Lines(b []byte) []string {
	lines := make([]string, 0, bytes.Count(b, []byte{'\n'}))
	for line := range strings.Lines(string(b)) {
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	return lines
}

// Each calls fn for every index below n, in up to jobs goroutines, and returns
// when all calls have.
func Each(n, jobs int, fn func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(jobs, 1) {
		wg.Go(func() {
			for i := range next {
				fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
