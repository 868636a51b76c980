// SPDX-License-Identifier: Apache-2.0

package client

import (
	"strings"
	"time"

	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// joinRanges makes one word of a time range that was written in several: after
// -t, the words A - B, A- B and A -B are A-B if that is a range. A minus sign
// that no time follows begins the filter.
func joinRanges(args []string) []string {
	for i := 0; i+2 < len(args); i++ {
		w := args[i]
		if len(w) < 2 || w[0] != '-' || w[1] == '-' || !strings.HasSuffix(w, "t") || strings.Trim(w[1:], "AabcGgIijlmnqRuXzt") != "" {
			continue
		}
		for _, n := range []int{3, 2} {
			if i+n >= len(args) {
				continue
			}
			text := strings.Join(args[i+1:i+1+n], "")
			if !joined(args[i+1:i+1+n]) || !isRange(text) {
				continue
			}
			out := append(append(args[:i+1:i+1], text), args[i+1+n:]...)
			return out
		}
	}
	return args
}

// joined reports whether the words have one minus sign between two of them.
func joined(words []string) bool {
	if len(words) == 3 {
		return words[1] == "-"
	}
	return len(words) == 2 && len(words[0]) > 1 && len(words[1]) > 1 &&
		(strings.HasSuffix(words[0], "-") || words[1] != "-3" && words[1][0] == '-' && words[1][1] >= '0' && words[1][1] <= '9')
}

func isRange(text string) bool {
	_, err := ratime.Parse(text, time.Unix(0, 0))
	return err == nil || ratime.IsClassic(text)
}

// inRange reports whether a record is in the range of -t.
func (s *Session) inRange(r *record.Record) bool {
	if s.Config.classicRange != nil || s.Config.bareHour {
		return s.inClassicRange(r)
	}
	return s.inModernRange(r)
}

func (s *Session) inModernRange(r *record.Record) bool {
	t := s.Config.Range
	if t == nil {
		return true
	}
	if r.Type == record.TypeMAR {
		return t.MatchManagement(r.Man.Now)
	}
	first, last := s.row.Span()
	return t.Match(first*1000, last*1000)
}

// inClassicRange reports whether a record is in a range of release 2. What
// depends on the first flow record is settled then: the year, or, where no
// dialect was chosen, whether a bare hour is one of today or of every day.
func (s *Session) inClassicRange(r *record.Record) bool {
	c := s.Config
	first, last := s.row.Span()
	if r.Type == record.TypeMAR {
		first, last = r.Man.Now/1000, r.Man.Now/1000
	}
	if c.bareHour && r.Type != record.TypeMAR {
		c.bareHour = false
		s.settleHour(first)
	}
	t := c.classicRange
	if t == nil {
		return s.inModernRange(r)
	}
	if t.NeedsYear() {
		if r.Type == record.TypeMAR {
			return false
		}
		t.SetYear(time.UnixMicro(first).In(c.Options.Location).Year())
	}
	return t.Match(first*1000, last*1000)
}

// settleHour takes a bare hour as one of every day if the records are not of
// today, since there would be none.
func (s *Session) settleHour(first int64) {
	c := s.Config
	loc := c.Options.Location
	y, m, d := time.UnixMicro(first).In(loc).Date()
	now := time.UnixMicro(c.Options.Now).In(loc)
	if ny, nm, nd := now.Date(); y == ny && m == nm && d == nd {
		return
	}
	t, err := ratime.ParseClassic(c.rangeText, now)
	if err != nil {
		return // it was read before
	}
	c.classicRange = t
	s.tell("note: -t " + c.rangeText + " is that hour of every day, since the records are not from today")
}
