// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"

	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// sumUp reads all inputs for the sums that the percentages of -% refer to: those
// of the flows that filter, patterns and time range select. What is wrong with an
// input is reported when it is read for its rows.
func (s *Session) sumUp(inputs []string) error {
	cfg := source.Config{Flow: s.Config.Input.Flow, Warn: func(string) {}}
	for _, name := range inputs {
		if name == "-" {
			return errors.New("-% reads its input twice, which standard input does not allow: name files with -r")
		}
		_, _ = source.Each(s.ctx, name, cfg, func(r *record.Record) error {
			s.preparer.prepare(r)
			x := &s.selector
			if r.Type != record.TypeMAR && s.Config.Select.filter.Match(r) && x.matches(r) && x.inRange(r, &s.preparer.row) {
				s.Config.Print.Options.Sums.Add(r)
			}
			return nil
		})
	}
	return nil
}
