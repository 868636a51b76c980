// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"time"
)

// debug tells of the program's own work if -D asks for that much.
func (s *Session) debug(level int, format string, args ...any) {
	if s.Config.Debug >= level {
		s.tell("debug: " + fmt.Sprintf(format, args...))
	}
}

// describe tells how the command line was understood.
func (s *Session) describe() {
	c := s.Config
	if c.Debug == 0 {
		return
	}
	s.debug(1, "the dialect is %s", c.Dialect)
	if s.filterText != "" {
		s.debug(1, "the filter is %s", s.filterText)
	}
	if c.Range != nil {
		at := func(ns int64) string {
			return time.Unix(0, ns).In(c.Options.Location).Format("2006/01/02 15:04:05")
		}
		s.debug(1, "the time range is %s to %s", at(c.Range.Start), at(c.Range.End))
	}
	for _, o := range c.Outputs {
		s.debug(1, "writing %s %s", o.File, o.Filter)
	}
	for _, col := range c.Columns.List() {
		s.debug(2, "column %s of width %d", col.Name, col.Width)
	}
}

// limitTime starts the clock of -T where the input is a stream.
func (s *Session) limitTime(name string) {
	if s.Config.RunTime > 0 && name == "-" {
		time.AfterFunc(s.Config.RunTime, func() {
			s.timeUp.Store(true)
			s.env.Stop.Store(true)
		})
	}
}
