// SPDX-License-Identifier: Apache-2.0

// Package racluster is the program racluster: it merges the records that have
// the same key.
package racluster

import (
	"fmt"
	"math"
	"time"

	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/record"
)

// Program is the entry of racluster in the table of programs.
var Program = client.Program{
	Name: "racluster", About: "merges records that have the same key",
	Examples: "  %[1]s -r flows.arg -m saddr --top 10 bytes    who sent and got most\n" +
		"  %[1]s -r flows.arg -m proto dport -s proto dport trans bytes\n" +
		"  %[1]s -r flows.arg -w merged.arg             one record for each flow\n",
	New: newRun,
}

// settings are what the options of racluster say.
type settings struct {
	grouping.Settings
	each bool // -M ind: each input by itself
}

func newRun() *client.Run {
	s := &settings{}
	return &client.Run{
		Options: append(s.Settings.Options(), grouping.RuleFile(&s.File)),
		Modes: append(s.Settings.Modes(), client.Mode{
			Name: "ind", About: "merge each input by itself",
			Set: client.SetFunc(func(*client.Config, string) error { s.each = true; return nil }),
		}),
		Needs: s.Needs,
		Brief: s.Brief,
		Tick:  time.Second,
		Start: func(session *client.Session) (client.Handler, error) { return s.start(session) },
	}
}

func (s *settings) start(session *client.Session) (client.Handler, error) {
	rules, err := s.Rules(session)
	if err != nil {
		return nil, err
	}
	out, err := grouping.NewOutput(session, &s.Settings)
	if err != nil {
		return nil, err
	}
	h := &handler{session: session, settings: s, out: out}
	h.table = aggregate.New(rules, s.Memory(), out.Emit)
	return h, nil
}

type handler struct {
	session  *client.Session
	settings *settings
	table    *aggregate.Aggregator
	out      *grouping.Output
	clock    grouping.Clock
	inputs   uint64 // that had a record
}

// Record merges a flow. Management records have no flow to merge.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	if n := h.session.Stats().Inputs; n != h.inputs {
		if h.settings.each && h.inputs > 0 {
			if err := h.flush(); err != nil {
				return err
			}
		}
		h.inputs = n
	}
	row := h.session.Row()
	if h.settings.Timed() {
		h.clock.Seen(row, h.session.Now())
	}
	return h.table.Add(row)
}

// Tick emits the groups whose time is over while no record comes.
func (h *handler) Tick(now time.Time) error {
	if at, ok := h.clock.At(now); ok {
		return h.table.Advance(at)
	}
	return nil
}

// flush emits the groups of the inputs read so far.
func (h *handler) flush() error {
	return h.out.Flush(h.table, math.MaxInt64)
}

// Close emits what is left.
func (h *handler) Close() error {
	err := h.flush()
	for _, f := range []func() error{h.table.Close, h.out.Close} {
		if e := f(); err == nil && e != nil {
			err = fmt.Errorf("merging: %w", e)
		}
	}
	return err
}
