// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A coverage is the span of time of the records that were read, for the message
// about a time range that matches nothing.
type coverage struct {
	first, last int64 // microseconds since 1970
	any         bool
	hit         bool // some record was in the range, whatever the filter says
}

// add takes a prepared record.
func (c *coverage) add(t *TimeRange, r *record.Record, row *field.Row) {
	if r.Type == record.TypeMAR {
		return
	}
	first, last := row.Span()
	if !c.any {
		c.first, c.last, c.any = first, last, true
	}
	c.first, c.last = min(c.first, first), max(c.last, last)
	c.hit = c.hit || t.match(r, row)
}

// noteMissedRange says what the input covers if no record was in the range of
// -t. Files are read again for that: records out of range are skipped without
// being decoded.
func (s *Session) noteMissedRange() {
	t := &s.Config.Select.Time
	if !t.set() || s.selector.hit || s.ctx.Err() != nil || s.status != statusOK {
		return
	}
	for _, name := range s.Config.Input.Files {
		src := source.Open(s.ctx, name, source.Config{Stdin: s.env.Stdin, Flow: s.Config.Input.Flow, Warn: func(string) {}})
		if name != "-" && !src.Live() {
			s.cover(src)
		}
		src.Close()
	}
	if c := &s.coverage; c.any && !c.hit {
		at := func(us int64) string {
			return time.UnixMicro(us).In(s.Config.Print.Options.Location).Format("2006/01/02 15:04:05")
		}
		text := fmt.Sprintf("note: no records in range; the input covers %s to %s", at(c.first), at(c.last))
		if t.classic == nil && ratime.IsBareHour(t.text) {
			hour := strings.Repeat("0", max(2-len(t.text), 0)) + t.text
			text += fmt.Sprintf("; -t %s is that hour of today, and -t '****/**/**.%s' that hour of every day", t.text, hour)
		}
		s.Note(text)
	}
}

// cover reads an input for the times of its records.
func (s *Session) cover(src source.Source) {
	var err error
	for err == nil && !s.coverage.hit {
		err = src.Read(func(r *record.Record) error {
			s.preparer.prepare(r)
			s.coverage.add(&s.Config.Select.Time, r, &s.preparer.row)
			return nil
		}, nil)
	}
}
