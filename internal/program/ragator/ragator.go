// SPDX-License-Identifier: Apache-2.0

// Package ragator is the program ragator of release 2: it merges records by the
// models of a flow file.
package ragator

import (
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// Program is the entry of ragator in the table of programs.
var Program = client.Program{
	Name: "ragator", About: "merges records by the models of a flow file",
	Examples: "  %[1]s -r flows.arg                    one row for each flow\n" +
		"  %[1]s -f flowfile -r flows.arg -w merged.arg\n",
	New: newRun,
}

// defaultFile is what ragator does without -f (spec: classic 2.x, section 7.3).
const defaultFile = `Flow  100 * * * * *  200 0
Model 200 255.255.255.255 255.255.255.255 yes yes yes
`

type settings struct {
	grouping.Settings
	name   string
	getenv func(string) string
}

func newRun() *client.Run {
	s := &settings{getenv: os.Getenv}
	return &client.Run{
		Options: []client.Option{{
			Option: getopt.Option{Letter: 'f', Kind: getopt.Arg},
			Set:    func(_ *client.Config, it getopt.Item) error { s.name = it.Arg(); return nil },
			Doc: getopt.Doc{
				Group: "Merging", Args: "FILE", About: "flow file: which flows are merged by which models",
				More:  "A file of rules of racluster.conf(5) is accepted too.",
				Value: getopt.Files,
			},
		}, s.TopOption(), s.MemoryOption()},
		Tick:  time.Second,
		Start: func(session *client.Session) (client.Handler, error) { return s.start(session) },
	}
}

type handler struct {
	session *client.Session
	table   *aggregate.Aggregator
	out     *grouping.Output
	clock   grouping.Clock
	flows   []*match.Filter
	timed   bool
	correct bool // flows may match with their ends exchanged
	all     bool // the rules take every flow: they are those of a racluster.conf
}

func (s *settings) start(session *client.Session) (client.Handler, error) {
	h := &handler{session: session}
	rules, err := s.rules(session, h)
	if err != nil {
		return nil, err
	}
	if len(s.Sort) == 0 {
		if s.Sort, err = recsort.ParseKeys([]string{"stime"}); err != nil {
			return nil, err
		}
	}
	if h.out, err = grouping.NewOutput(session, &s.Settings); err != nil {
		return nil, err
	}
	h.table = aggregate.New(rules, s.Memory(), h.out.Emit)
	return h, nil
}

// rules returns the rules of the file of -f, or of the default one.
func (s *settings) rules(session *client.Session, h *handler) ([]aggregate.Rule, error) {
	text, name := []byte(defaultFile), "flow file"
	if s.name != "" {
		name = s.name
		var err error
		if text, err = os.ReadFile(s.name); err != nil {
			var pe *os.PathError
			if errors.As(err, &pe) {
				err = pe.Err
			}
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if isRuleFile(string(text)) {
		s.File, h.all = s.name, true
		rules, err := s.Rules(session)
		h.timed = s.Timed()
		return rules, err
	}
	file, err := parseFlowFile(string(text), s.getenv, func(service string) bool {
		_, err := match.Compile("port "+service, session.MatchOptions())
		return err == nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	if len(file.flows) == 0 {
		return nil, fmt.Errorf("%s: there is no Flow line, so nothing would be merged", name)
	}
	for _, w := range file.warnings {
		session.Note(fmt.Sprintf("%s:%s", name, w))
	}
	h.correct = file.correct
	return h.rules(file, name)
}

// rules returns a rule for each model of each Flow line. All but the last one of a
// line leave the record to the next.
func (h *handler) rules(file *flowFile, name string) ([]aggregate.Rule, error) {
	var rules []aggregate.Rule
	for _, f := range file.flows {
		selects, err := match.Compile(f.filter, h.session.MatchOptions())
		if err != nil {
			// The column is one of the filter that was made of the line.
			if at := (*match.Error)(nil); errors.As(err, &at) {
				err = errors.New(at.What)
			}
			return nil, fmt.Errorf("%s:%d: %w", name, f.line, err)
		}
		h.flows = append(h.flows, selects)
		h.timed = h.timed || f.status > 0 || f.idle > 0
		for i, id := range f.models {
			rules = append(rules, aggregate.Rule{
				Match: selects.Match, Key: file.models[id], Continue: i < len(f.models)-1,
				Status: f.status, Idle: f.idle, Hide: !file.preserve, NoStats: !file.report,
			})
		}
	}
	return rules, nil
}

// matches reports whether a rule takes a record.
func (h *handler) matches(r *record.Record) bool {
	if h.all {
		return true
	}
	for _, f := range h.flows {
		if f.Match(r) {
			return true
		}
	}
	return false
}

// Record merges a flow, or puts it out as it is if no Flow line takes it.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	row := h.session.Row()
	if h.timed {
		h.clock.Seen(row, h.session.Now())
	}
	if !h.matches(r) && !h.turn(row) {
		return h.session.Emit(r)
	}
	r.Flow.ICMPID, r.Flow.ICMPSeq = 0, 0 // they tell no ICMP flows apart
	return h.table.Add(row)
}

// turn exchanges the ends of a record if a Flow line takes it then.
func (h *handler) turn(row *field.Row) bool {
	if !h.correct {
		return false
	}
	row.Turn()
	if h.matches(row.Record) {
		return true
	}
	row.Turn()
	return false
}

// Tick emits the groups whose time is over while no record comes.
func (h *handler) Tick(now time.Time) error {
	if at, ok := h.clock.At(now); ok {
		return h.table.Advance(at)
	}
	return nil
}

// Close emits what is left, in the order of its start.
func (h *handler) Close() error {
	return errors.Join(h.out.Flush(h.table, math.MaxInt64), h.table.Close(), h.out.Close())
}
