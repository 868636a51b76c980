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
		if len(w) < 2 || w[0] != '-' || w[1] == '-' || !strings.HasSuffix(w, "t") || strings.Trim(w[1:], "AbinquXzt") != "" {
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
		(strings.HasSuffix(words[0], "-") || words[1][0] == '-' && words[1][1] >= '0' && words[1][1] <= '9')
}

func isRange(text string) bool {
	_, err := ratime.Parse(text, time.Unix(0, 0))
	return err == nil
}

// inRange reports whether a record is in the range of -t.
func (s *Session) inRange(r *record.Record) bool {
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
