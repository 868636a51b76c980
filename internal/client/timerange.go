// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// A TimeRange is the range of -t.
type TimeRange struct {
	*ratime.Range // nil for none, or for one of release 2

	text    string
	classic *ratime.ClassicRange
	// bareHour says that the range is an hour without a date. The first record
	// settles whether that is an hour of today or of every day.
	bareHour bool
	now      time.Time // in the time zone of the output
	note     func(string)
}

// parse reads the text of a range. classic says that the grammar of release 2
// comes first, undecided that a bare hour may be one of every day.
func (t *TimeRange) parse(now time.Time, classic, undecided bool) error {
	t.now = now
	var err error
	if classic {
		if t.classic, err = ratime.ParseClassic(t.text, now); err == nil {
			return nil
		}
		if !errors.Is(err, ratime.ErrNotClassic) {
			return fmt.Errorf("-t: %w", err)
		}
	}
	if t.Range, err = ratime.Parse(t.text, now); err != nil {
		return fmt.Errorf("-t: %w", err)
	}
	t.bareHour = undecided && ratime.IsBareHour(t.text)
	return nil
}

// set reports whether there is a range.
func (t *TimeRange) set() bool { return t.Range != nil || t.classic != nil }

// plain reports whether the range is settled and compares times as they are, so
// that it can be tested before a record is prepared.
func (t *TimeRange) plain() bool { return t.Range != nil && t.classic == nil && !t.bareHour }

// outside reports whether the times of a record that is not prepared show that it
// is not in a plain range.
func (t *TimeRange) outside(r *record.Record) bool {
	if r.Type == record.TypeMAR || !r.Has(record.PartTime) {
		return false
	}
	return t.Range.Outside(r.Time.Start, r.Time.End)
}

// match reports whether a record is in the range.
func (t *TimeRange) match(r *record.Record, row *field.Row) bool {
	if t.classic == nil && !t.bareHour {
		return t.matchModern(r, row)
	}
	return t.matchClassic(r, row)
}

func (t *TimeRange) matchModern(r *record.Record, row *field.Row) bool {
	if t.Range == nil {
		return true
	}
	if r.Type == record.TypeMAR {
		return t.MatchManagement(r.Man.Now)
	}
	first, last := row.Span()
	return t.Match(first*1000, last*1000)
}

// matchClassic reports whether a record is in a range of release 2. What depends
// on the first flow record is settled then: the year, and the meaning of a bare
// hour.
func (t *TimeRange) matchClassic(r *record.Record, row *field.Row) bool {
	first, last := row.Span()
	if r.Type == record.TypeMAR {
		first, last = r.Man.Now/1000, r.Man.Now/1000
	}
	if t.bareHour && r.Type != record.TypeMAR {
		t.bareHour = false
		t.settleHour(first)
	}
	if t.classic == nil {
		return t.matchModern(r, row)
	}
	if t.classic.NeedsYear() {
		if r.Type == record.TypeMAR {
			return false
		}
		t.classic.SetYear(time.UnixMicro(first).In(t.now.Location()).Year())
	}
	return t.classic.Match(first*1000, last*1000)
}

// settleHour takes a bare hour as one of every day if the records are not from
// today, because otherwise nothing would match.
func (t *TimeRange) settleHour(first int64) {
	y, m, d := time.UnixMicro(first).In(t.now.Location()).Date()
	if ny, nm, nd := t.now.Date(); y == ny && m == nm && d == nd {
		return
	}
	r, err := ratime.ParseClassic(t.text, t.now)
	if err != nil {
		return // not reached: it was parsed before
	}
	t.classic = r
	t.note("note: -t " + t.text + " means that hour of every day, because the records are not from today")
}

// inRange reports whether a record is in the range of -t.
func (s *selector) inRange(r *record.Record, row *field.Row) bool {
	t := &s.config.Time
	if !t.set() {
		return true
	}
	in := t.match(r, row)
	s.hit = s.hit || in
	return in
}
