// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"sync"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/progress"
)

// messages are lines for standard error from goroutines that read live inputs.
// The session's goroutine writes them between two batches.
type messages struct {
	mu      sync.Mutex
	lines   []string
	damaged bool // some input had damaged records
}

func (m *messages) add(text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lines = append(m.lines, text)
}

func (m *messages) damage(int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.damaged = true
}

// take returns the lines that were added since the last call, and whether
// records were damaged so far.
func (m *messages) take() (lines []string, damaged bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	lines, m.lines = m.lines, nil
	return lines, m.damaged
}

// Note writes a line to standard error, after the rows so far.
func (s *Session) Note(text string) {
	s.out.flush()
	s.meter.Hide()
	fmt.Fprintf(s.env.Stderr, "%s: %s\n", s.program.Name, field.Line(text))
}

// noteMessages writes what the inputs reported, and takes damage into the exit
// status.
func (s *Session) noteMessages() {
	lines, damaged := s.pending.take()
	for _, text := range lines {
		s.Note(text)
	}
	if damaged {
		s.status = max(s.status, statusFailed)
	}
}

// debug reports what the program does if -D asks for that much.
func (s *Session) debug(level int, format string, args ...any) {
	if s.Config.Debug >= level {
		s.Note("debug: " + fmt.Sprintf(format, args...))
	}
}

// describe reports how the command line was understood.
func (s *Session) describe() {
	c := s.Config
	if c.Debug == 0 {
		return
	}
	s.debug(1, "the dialect is %s", c.Dialect.Dialect)
	if text := c.Select.filter.Explain(); text != "" {
		s.debug(1, "the filter is %s", text)
	}
	if r := c.Select.Time.Range; r != nil {
		at := func(ns int64) string {
			return time.Unix(0, ns).In(c.Print.Options.Location).Format("2006/01/02 15:04:05")
		}
		s.debug(1, "the time range is %s to %s", at(r.Start), at(r.End))
	}
	for _, o := range c.Write.Outputs {
		s.debug(1, "writing %s %s", o.File, o.Filter)
	}
	for _, col := range c.Print.Columns.List() {
		s.debug(2, "column %s of width %d", col.Name, col.Width)
	}
}

// noteDialect says on a terminal which option switched to the rows of release 2.
func (c *Config) noteDialect(env Env) {
	if c.Dialect.Dialect == dialect.Classic && c.Dialect.Word != "" && c.classicRows() && progress.Terminal(env.Stderr) {
		c.note(fmt.Sprintf("note: %s switches to the rows of release 2; --modern keeps those of later releases", c.Dialect.Word))
	}
}
