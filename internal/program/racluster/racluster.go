// SPDX-License-Identifier: Apache-2.0

// Package racluster is the program racluster: it merges the records that have
// the same key.
package racluster

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/internal/inplace"
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
	each    bool // -M ind: each input by itself
	replace bool // -M replace
}

func newRun() *client.Run {
	s := &settings{}
	return &client.Run{
		Options: append(s.Settings.Options(), grouping.RuleFile(&s.File)),
		Modes: append(s.Settings.Modes(), client.Mode{
			Name: "ind", About: "merge the records of each input separately",
			Set: client.SetFunc(func(*client.Config, string) error { s.each = true; return nil }),
		}, inplace.Mode(&s.replace, "replace each input file with its merged records",
			"Each file is merged separately, and replaced when its new version is complete. Only the first of its management records is kept.")),
		Needs: s.needs,
		Brief: s.Brief,
		Tick:  time.Second,
		Start: func(session *client.Session) (client.Handler, error) { return s.start(session) },
	}
}

// needs are the parts that merging looks at; files hold all of them.
func (s *settings) needs(c *client.Config) record.Parts {
	if s.replace {
		return record.AllParts
	}
	return s.Needs(c)
}

func (s *settings) start(session *client.Session) (client.Handler, error) {
	if err := s.check(session.Config); err != nil {
		return nil, err
	}
	rules, err := s.Rules(session)
	if err != nil {
		return nil, err
	}
	out, err := grouping.NewOutput(session, &s.Settings)
	if err != nil {
		return nil, err
	}
	h := &handler{session: session, settings: s, rules: rules, out: out}
	h.table = h.newTable()
	if s.replace {
		h.files = inplace.New(session, inplace.Hooks{Complete: h.complete, Drop: h.drop})
	}
	return h, nil
}

// check reports options that exclude each other.
func (s *settings) check(c *client.Config) error {
	switch {
	case !s.replace:
		return nil
	case s.Top > 0:
		return errors.New("-M replace would lose the records that are not among the first: leave out --top, or write with -w")
	}
	return inplace.Check(c)
}

type handler struct {
	session  *client.Session
	settings *settings
	rules    []aggregate.Rule
	table    *aggregate.Aggregator
	out      *grouping.Output
	files    *inplace.Files // nil without -M replace
	clock    grouping.Clock
	inputs   uint64 // that had a record
}

func (h *handler) newTable() *aggregate.Aggregator {
	return aggregate.New(h.rules, h.settings.Memory(), h.out.Emit)
}

// Record merges a flow. Management records have no flow to merge.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	if h.files == nil {
		return h.add()
	}
	file, err := h.files.Enter()
	if err != nil {
		return err
	}
	h.out.WriteTo(file)
	if err := h.add(); err != nil {
		return h.files.Fail(err)
	}
	return nil
}

// add merges the record at hand.
func (h *handler) add() error {
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

// complete writes the groups of an input to its new form.
func (h *handler) complete(*client.RecordFile) error { return h.flush() }

// drop forgets the groups of an input that stays as it is.
func (h *handler) drop() error {
	err := errors.Join(h.table.Close(), h.out.Close())
	h.table = h.newTable()
	return err
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
	var err error
	if h.files != nil {
		err = h.files.Close()
	} else {
		err = h.flush()
	}
	for _, f := range []func() error{h.table.Close, h.out.Close} {
		if e := f(); err == nil && e != nil {
			err = fmt.Errorf("merging: %w", e)
		}
	}
	return err
}
