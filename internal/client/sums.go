// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"

	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// sumUp reads all inputs for the sums that the shares of -% are of: those of
// the flows that filter, patterns and time range take. What is wrong with an
// input is told when it is read for its rows.
func (s *Session) sumUp(inputs []string) error {
	cfg := source.Config{Flow: s.Config.Flow, Stop: s.env.Stop, Warn: func(string) {}}
	for _, name := range inputs {
		if name == "-" {
			return errors.New("-%: reads its input twice, and standard input can be read once: name files with -r")
		}
		_, _ = source.Read(name, cfg, func(r *record.Record) error {
			s.prepare(r)
			if r.Type != record.TypeMAR && (s.filter == nil || s.filter(r)) && s.matches(r) && s.inRange(r) {
				s.Config.Options.Sums.Add(r)
			}
			return nil
		})
	}
	return nil
}
