// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/progress"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A Session is one run of a client: the stages that a record passes through, and
// what a handler may use.
type Session struct {
	Config *Config

	program *Program
	spec    *Run
	env     Env
	ctx     context.Context // done at an interrupt or when the time of -T is up
	handler Handler
	needs   needs

	arrival  arrival  // counts what is read
	preparer preparer // fills the row
	selector selector // decides which records the handler gets
	replay   replay   // paces them
	totals   totals   // of -a
	out      output   // prints them or writes them

	current  item      // the record at hand
	own      field.Row // of a record that the program made
	kept     record.Record
	input    int            // that the record at hand is of
	start    *record.Record // that began this input
	faults   int            // inputs that could not be read to their end
	covers   bool           // the coverage is noted while inputs are read
	coverage coverage
	meter    *progress.Meter
	pending  messages           // of the reader, not yet printed
	cancel   context.CancelFunc // of ctx
	timeUp   atomic.Bool        // the time of -T is up
	status   int
	valid    bool // some input held records
}

// Stats returns the counts so far.
func (s *Session) Stats() Stats { return s.arrival.Stats }

// Row returns the row of the record that the handler was called with. It is
// valid as long as the record.
func (s *Session) Row() *field.Row { return &s.preparer.row }

// MatchOptions returns the options that filters are compiled with.
func (s *Session) MatchOptions() match.Options {
	return match.Options{Precision: s.Config.Print.Options.Precision}
}

// Input returns the name of the input that the latest record is of.
func (s *Session) Input() string {
	return s.inputName(s.input)
}

// inputName returns the name of an input: files first, then record servers. Standard
// input is "-".
func (s *Session) inputName(input int) string {
	in := &s.Config.Input
	if input < len(in.Files) {
		return in.Files[input]
	}
	if i := input - len(in.Files); i < len(in.Servers) {
		return in.Servers[i].String()
	}
	return "-"
}

// InputNumber returns the number of the input that the latest record is of, from
// 0 in the order of reading.
func (s *Session) InputNumber() int { return s.input }

// InputsRead calls fn with the number and the name of each input that held
// records.
func (s *Session) InputsRead(fn func(number int, name string)) {
	for i := range s.arrival.inputs {
		if s.arrival.inputs[i].begun {
			fn(i, s.inputName(i))
		}
	}
}

// InputStart returns the management record that began this input.
func (s *Session) InputStart() *record.Record { return s.start }

// Faults returns how many inputs so far could not be read to their end.
func (s *Session) Faults() int { return s.faults }

// Context returns the context of the run. It is done at an interrupt.
func (s *Session) Context() context.Context { return s.ctx }

// Now returns the current time.
func (s *Session) Now() time.Time { return s.env.Now() }

func newSession(p *Program, r *Run, env Env, c *Config) (*Session, error) {
	s := &Session{Config: c, program: p, spec: r, env: env}
	c.Print.Quiet = c.Print.Quiet || r.Quiet
	if r.NoHeader && c.Print.dataset == nil {
		c.Print.header = -1
	}
	if err := s.selector.configure(c); err != nil {
		return nil, err
	}
	s.selector.stats = &s.arrival.Stats
	s.selector.keepFirst = len(c.Write.Outputs) > 0 || c.Write.Exceptions != ""
	c.Select.Time.note = s.Note
	s.preparer.configure(c)
	s.out = s.newOutput()
	s.describe()
	s.setNeeds()
	return s, nil
}

// newOutput returns the output that the options ask for.
func (s *Session) newOutput() output {
	if w := &s.Config.Write; len(w.Outputs) > 0 || w.Exceptions != "" {
		return newWriter(s)
	}
	return newPrinter(s)
}

// run reads all inputs and returns the failure that decides the exit status.
func (s *Session) run() error {
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(s.env.Context)
	defer cancel()
	s.ctx, s.cancel = ctx, cancel
	if s.env.Listen != nil {
		s.env.Listen(cancel)
	}
	h, err := s.spec.Start(s)
	if err != nil {
		return err
	}
	s.handler = h
	inputs := s.Config.Input.Files
	if len(inputs) == 0 && len(s.Config.Input.Servers) == 0 {
		if s.terminal() {
			return fmt.Errorf("no input: name files with -r, or pipe records in (see %s --help)", s.program.Name)
		}
		inputs = []string{"-"}
	}
	for _, name := range s.Config.Print.Columns.Unknown {
		s.Note(fmt.Sprintf("warning: %v", unknownColumn(name)))
	}
	if d := s.Config.Print.dataset; d != nil && !s.Config.Silent() && d.Note() != "" {
		s.Note(d.Note())
	}
	if s.Config.Print.Options.Sums != nil {
		if len(s.Config.Input.Servers) > 0 {
			return errors.New("-% reads its input twice, which a record server does not allow: name files with -r")
		}
		if err := s.sumUp(inputs); err != nil {
			return err
		}
	}
	s.startMeter(len(inputs))
	defer s.meter.Hide()
	err = s.readAll(inputs)
	s.noteMessages()
	var fatal *handlerError
	switch {
	case errors.As(err, &fatal):
		return s.end(fatal.err)
	case s.out.failed() != nil:
		return s.end(nil)
	}
	return s.end(ignoreStop(h.Close()))
}

func ignoreStop(err error) error {
	if errors.Is(err, source.ErrStop) {
		return nil
	}
	return err
}

// terminal reports whether standard input is a terminal.
func (s *Session) terminal() bool {
	return s.env.Stdin == nil || progress.Terminal(s.env.Stdin)
}

// startMeter shows progress on standard error if that is a terminal on which no
// rows appear.
func (s *Session) startMeter(inputs int) {
	if !s.Config.Silent() && progress.Terminal(s.env.Stdout) {
		return
	}
	s.meter = progress.New(s.env.Stderr, s.program.Name, s.env.Now)
	s.meter.Inputs(inputs)
}

// Silent reports whether no rows are printed.
func (c *Config) Silent() bool {
	return c.Print.Quiet || len(c.Write.Outputs) > 0 || c.Write.Exceptions != ""
}

// end puts out what was gathered and settles the exit status.
func (s *Session) end(err error) error {
	s.out.finish()
	if err == nil {
		s.noteMissedRange()
	}
	s.debug(1, "%d flow and %d management records in %d inputs", s.arrival.Flows, s.arrival.Management, s.arrival.Inputs)
	c, failed := s.Config, s.out.failed()
	if e := s.out.close(); err == nil && failed == nil {
		err = e
	}
	switch {
	case err != nil:
		return err
	case errors.Is(failed, syscall.EPIPE):
		return &failure{status: statusBroken}
	case failed != nil:
		return failed
	case s.ctx.Err() != nil && !s.timeUp.Load():
		return &failure{status: statusSignal}
	case s.status != statusOK:
		return &failure{status: s.status}
	case s.selector.selects() && !s.selector.passed, c.Select.filter == nil && !s.valid:
		return &failure{status: statusFailed}
	}
	return nil
}

// bare drops the operation and file name from an error that has them.
func bare(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Print prints text that is not a record, after the rows so far.
func (s *Session) Print(text string) error {
	s.out.finish()
	s.out.flush()
	_, err := io.WriteString(s.env.Stdout, text)
	if errors.Is(err, syscall.EPIPE) {
		return &failure{status: statusBroken} // as for rows: no message
	}
	return err
}
