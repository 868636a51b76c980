// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/progress"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A Session is one run of a client. Handlers use it to print and write.
type Session struct {
	Config *Config

	program    *Program
	env        Env
	handler    Handler
	filter     func(*record.Record) bool // nil takes all
	filterText string
	input      counter // -N at input
	outCount   counter // -N at output
	needs      needs
	prep       field.Preparer
	row        field.Row
	asRead     *record.Record // the record, if it is as it was read
	layout     render.Layout
	machine    render.Encoder // nil for text
	meter      *progress.Meter
	printer    printer
	preset     *preset.Printer // nil without --preset
	lateTold   bool
	buf        []byte // printed lines that are not written yet
	lines      uint64
	headed     bool // the labels were printed
	outs       []*output
	exceptions *output
	starts     []func(*record.Record) // told of the first record of each input
	opening    bool                   // the record at hand is the start record that opens files

	replay replay
	totals totals // of -a
	timeUp atomic.Bool

	initial bool // the next record is the first of its input
	piped   bool // the input is standard input or a part of a file
	passed  bool // some record passed the filter
	stats   Stats
	valid   bool // some input held records
	status  int
	cause   error // why nothing more can be printed
}

// Stats counts the records of a run.
type Stats struct {
	Inputs     uint64 // that held records
	Flows      uint64 // flow records, before the filter
	Management uint64 // management records, before the filter
	Passed     uint64 // that passed the filter, the first of each input apart
}

// Stats returns the counts so far.
func (s *Session) Stats() Stats { return s.stats }

// flushAt is how many bytes of text are gathered before they are written.
const flushAt = 64 << 10

func newSession(p *Program, env Env, c *Config) (*Session, error) {
	s := &Session{Config: c, program: p, env: env}
	s.input.countRange, s.outCount.countRange = c.Count, allRecords
	if c.Count.output {
		s.input.countRange, s.outCount.countRange = allRecords, c.Count
	}
	m, err := compileFilter(c.Filter, c.Options.Precision)
	switch {
	case err != nil && c.afterR != "":
		return nil, fmt.Errorf("-R: %s is no such directory, and not a filter (%w)", c.afterR, err)
	case err != nil:
		return nil, err
	}
	s.filter = m
	if s.filterText, err = match.Text(c.Filter); err != nil {
		return nil, err
	}
	if c.Pattern != nil {
		if c.Pattern.re, err = compilePattern(c.Pattern.text, c.FoldCase); err != nil {
			return nil, err
		}
	}
	s.prep = field.Preparer{Correct: !c.AsRead}
	if c.nameLevel == field.NamesAll && c.Options.Services != nil {
		s.prep.KnownTCP = func(port uint16) bool { return c.Options.Services.TCP(port) != "" }
	}
	if !c.Rmon {
		s.prep.Reverse = c.Direction.reverse(c.Local)
	}
	s.layout = render.Layout{
		Columns: c.Columns.List(), Options: c.Options, Delimiter: c.Delimiter,
		Variable: c.Variable, Quote: c.Quote, Guard: c.csvSafe, Summary: c.Summary, Apart: c.apart,
	}
	s.machine = s.newEncoder()
	s.printer = &s.layout
	if c.classicLayout() {
		s.printer = c.layout()
	}
	s.presetPrinter()
	s.describe()
	s.setNeeds()
	return s, s.prepareOutputs()
}

// A printer turns rows into lines.
type printer interface {
	AppendHeader(dst []byte) []byte
	AppendRow(dst []byte, row *field.Row) []byte
}

func compileFilter(text string, precision int) (func(*record.Record) bool, error) {
	if text == "" {
		return nil, nil
	}
	return match.CompileText(text, match.Options{Precision: precision})
}

// run reads all inputs and returns the failure that decides the exit status.
func (s *Session) run() error {
	signal.Ignore(syscall.SIGPIPE)
	s.listen()
	h, err := s.program.New(s)
	if err != nil {
		return err
	}
	s.handler = h
	inputs := s.Config.Inputs
	if len(inputs) == 0 {
		if s.terminal() {
			return fmt.Errorf("no input: name files with -r, or pipe records in (%s --help explains)", s.program.Name)
		}
		inputs = []string{"-"}
	}
	for _, name := range s.Config.Columns.Unknown {
		// Compat: the others are printed all the same.
		s.tell(fmt.Sprintf("warning: there is no column %q (%s --help fields lists them)", name, s.program.Name))
	}
	s.notePreset()
	if c := s.Config; c.Options.Sums != nil {
		if err := s.sumUp(inputs); err != nil {
			return err
		}
	}
	s.startMeter(len(inputs))
	defer s.meter.Hide()
	for _, name := range inputs {
		if s.env.Stop.Load() || s.cause != nil {
			break
		}
		if err := s.read(name); err != nil {
			return s.end(err)
		}
		if _, done := s.spent(); done {
			break
		}
	}
	if s.cause == nil {
		s.cause = ignoreStop(h.Close())
	}
	return s.end(nil)
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

// startMeter shows progress on standard error if that is a terminal where no
// rows appear.
func (s *Session) startMeter(inputs int) {
	silent := s.Config.Quiet || s.writes()
	if !silent && progress.Terminal(s.env.Stdout) {
		return
	}
	s.meter = progress.New(s.env.Stderr, s.program.Name, s.env.Now)
	s.meter.Inputs(inputs)
}

// spent reports whether the range of -N lets no further record pass.
func (s *Session) spent() (in, done bool) {
	return false, s.input.n >= s.input.last || s.outCount.n > s.outCount.last && !s.writes()
}

// read reads one input. The error is one that ends the program; what is wrong
// with the input itself is told and noted in the status.
func (s *Session) read(name string) error {
	if _, done := s.spent(); done {
		return nil
	}
	s.debug(1, "reading %s", name)
	s.limitTime(name)
	s.initial, s.piped = true, name == "-" || source.Ranged(name)
	cfg := source.Config{
		Stdin: s.env.Stdin, Flow: s.Config.Flow, Stop: s.env.Stop, Idle: s.idle,
		Written: s.written, Warn: func(text string) { s.tell(text) }, Meter: s.meter, Skip: ^s.needs.reading,
		Over: s.needs.over, Must: s.needs.must, Passed: s.passedOver,
	}
	valid, err := source.Read(name, cfg, s.record)
	s.valid = s.valid || valid
	if s.cause != nil {
		return nil
	}
	var open *source.OpenError
	switch {
	case err == nil || errors.Is(err, source.ErrStop):
	case s.env.Stop.Load() && !s.timeUp.Load(): // an interrupt, no fault of the input
	case errors.As(err, &open):
		s.status = max(s.status, statusOpen)
		s.tell(err.Error())
	default:
		s.status = max(s.status, statusFailed)
		s.tell(err.Error())
	}
	return nil
}

// tell writes a line to standard error, after what was printed before it.
func (s *Session) tell(text string) {
	s.flush()
	s.meter.Hide()
	fmt.Fprintf(s.env.Stderr, "%s: %s\n", s.program.Name, field.Line(text))
}

// record takes one record through preparation, filter and counting to the
// handler. The record may be changed by that.
func (s *Session) record(r *record.Record) error {
	if s.env.Stop.Load() {
		return source.ErrStop
	}
	c := s.Config
	s.asRead = nil
	unseen := s.needs.scan || s.needs.ranged && s.outOfRange(r)
	if !unseen {
		s.prepare(r)
		if s.program.Emits && !s.row.Changed() {
			s.asRead = r
		}
	}
	if r.Type == record.TypeMAR {
		s.stats.Management++
	} else {
		s.stats.Flows++
	}
	initial := s.initial
	s.initial = false
	if initial {
		s.begin(r)
		if s.piped && r.Type == record.TypeMAR {
			// Compat: the first record of standard input, or before a part of a
			// file, is not shown.
			s.stats.Management--
			s.opening = false
			if c.Totals && s.filter == nil {
				s.totals.add(r)
			}
			return nil
		}
	}
	if s.filter != nil && !s.filter(r) {
		return s.rejected(r)
	}
	if !s.matches(r) {
		return nil
	}
	done := false
	if !initial {
		s.stats.Passed++
	}
	s.passed = true
	in := true
	switch {
	case !initial:
		in, done = s.input.take()
	case s.stats.Inputs > 1:
		// Compat: the first record of an input counts, but it does not end the
		// reading; the first one of all counts nothing.
		in, _ = s.input.take()
	default:
		// Compat: -N with a first and a last number leaves it out.
		in = !c.Count.between || c.Count.output
	}
	if !in && !(initial && s.writes()) {
		return stopIf(done)
	}
	if !unseen && s.inRange(r) {
		s.wait(r)
		if c.Totals {
			s.totals.add(r)
		}
		if err := s.handler.Record(r); err != nil {
			return err
		}
	}
	return stopIf(done)
}

// writes reports whether records go into files and are not printed.
func (s *Session) writes() bool { return len(s.outs) > 0 || s.exceptions != nil }

// passedOver counts n flow records of which nothing is wanted but their number.
func (s *Session) passedOver(n int64) {
	s.stats.Flows += uint64(n)
	if s.needs.early != nil { // the filter does not take them
		s.opening = false
		return
	}
	s.stats.Passed += uint64(n)
	s.passed = true
}

// prepare takes off what is not wanted and fills the row.
func (s *Session) prepare(r *record.Record) {
	if s.Config.Drop != 0 && r.Type != record.TypeMAR {
		r.Remove(s.Config.Drop)
	}
	r.Complete(s.needs.preparing)
	s.prep.Prepare(r, &s.row)
}

// matches reports whether -e and -M label= take a record.
func (s *Session) matches(r *record.Record) bool {
	c := s.Config
	return (c.Pattern == nil || c.Pattern.match(r)) && (c.Label == nil || r.Has(record.PartLabel) && c.Label.Match(r.Label))
}

func stopIf(done bool) error {
	if done {
		return source.ErrStop
	}
	return nil
}

// idle runs when an input has nothing to read at the moment.
func (s *Session) idle() {
	s.flush()
	s.flushOutputs()
}

// listen makes the first SIGINT or SIGTERM end the reading.
func (s *Session) listen() {
	if s.env.Listen != nil {
		stop := s.env.Stop // alone, so that the listener does not keep the session
		s.env.Listen(func() { stop.Store(true) })
	}
}

// end writes what was gathered and settles the exit status.
func (s *Session) end(err error) error {
	s.endMachine()
	s.endRows()
	s.flush()
	s.debug(1, "%d flow and %d management records in %d inputs, %d lines", s.stats.Flows, s.stats.Management, s.stats.Inputs, s.lines)
	if e := s.closeOutputs(); err == nil && s.cause == nil {
		err = e
	}
	switch {
	case err != nil:
		return err
	case errors.Is(s.cause, syscall.EPIPE):
		return &failure{status: statusBroken}
	case s.cause != nil:
		return s.cause
	case s.env.Stop.Load() && !s.timeUp.Load():
		return &failure{status: statusSignal}
	case s.status != statusOK:
		return &failure{status: s.status}
	case (s.filter != nil || s.Config.Pattern != nil) && !s.passed, s.filter == nil && !s.valid:
		return &failure{status: statusFailed}
	}
	return nil
}

// flush writes the gathered text.
func (s *Session) flush() {
	if len(s.buf) == 0 || s.cause != nil {
		return
	}
	_, err := s.env.Stdout.Write(s.buf)
	s.buf = s.buf[:0]
	if err != nil {
		s.cause = fmt.Errorf("standard output: %w", bare(err))
	}
}

// bare drops the operation and file name of an error that says them.
func bare(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Print prints text that is no record.
func (s *Session) Print(text string) error {
	s.endRows()
	s.flush()
	_, err := io.WriteString(s.env.Stdout, text)
	return err
}
