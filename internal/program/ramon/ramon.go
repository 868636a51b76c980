// SPDX-License-Identifier: Apache-2.0

// Package ramon is the program ramon of release 2: it counts traffic by host, pair
// of hosts or service.
package ramon

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// Program is the entry of ramon in the table of programs.
var Program = client.Program{
	Name: "ramon", About: "counts traffic by host, pair of hosts or service",
	Examples: "  %[1]s -M TopN -r flows.arg             traffic of each address, the largest first\n" +
		"  %[1]s -M Matrix Net/24 -r flows.arg    of each pair of networks\n",
	New: newRun,
}

// A report is a word of -M that says what is counted.
type report struct {
	name, about string
	keys        []string // %s is the mask of addresses
	eachEnd     bool
	service     bool // the port is that of the service, seen from either end
}

var reports = []report{
	{"TopN", "traffic of each address (default)", []string{"saddr%s"}, true, false},
	{"Matrix", "traffic of each pair of addresses", []string{"matrix%s"}, false, false},
	{"HostProto", "traffic of each address by protocol", []string{"saddr%s", "proto"}, true, false},
	{"HostSvc", "traffic of each address by protocol and service port", []string{"saddr%s", "proto", "dport"}, true, true},
	{"Svc", "traffic of each protocol and service port", []string{"proto", "dport"}, false, true},
}

type settings struct {
	grouping.Settings
	report *report
	mask   string // "", or a slash and a length or "class"
	all    bool   // -a: both ends of the flows that the filter takes
}

func newRun() *client.Run {
	s := &settings{report: &reports[0]}
	return &client.Run{
		Options: s.options(), Modes: s.modes(), Word: s.word,
		Start: func(session *client.Session) (client.Handler, error) { return s.start(session) },
	}
}

func (s *settings) options() []client.Option {
	return append(s.OrderOptions(), client.Option{
		Option: getopt.Option{Letter: 'a'},
		Set:    func(*client.Config, getopt.Item) error { s.all = true; return nil },
		Doc: getopt.Doc{
			Group: "Merging", About: "count both ends of the flows that the filter matches",
			More: "By default an end counts only if the filter matches the flow with this end as its source, so that `src net 10.0.0.0/8` lists the hosts of that network alone.",
		},
	})
}

func (s *settings) modes() []client.Mode {
	var list []client.Mode
	for i := range reports {
		r := &reports[i]
		list = append(list, client.Mode{
			Name: r.name, About: r.about,
			Set: client.SetFunc(func(*client.Config, string) error { s.report = r; return nil }),
		})
	}
	return append(list, client.Mode{
		Name: "Net", About: "networks in place of addresses: those of class A, B and C, or with Net/24 of that length",
		Set: client.SetFunc(func(*client.Config, string) error { s.mask = "/class"; return nil }),
	})
}

// word reads Net/length.
func (s *settings) word(_ *client.Config, word string) (bool, error) {
	name, length, ok := strings.Cut(word, "/")
	if !ok || !strings.EqualFold(name, "Net") {
		return false, nil
	}
	if n, err := strconv.Atoi(length); err != nil || n < 1 || n > 128 {
		return true, fmt.Errorf("%s: %q is not a length (want 1 to 128)", word, length)
	}
	s.mask = "/" + length
	return true, nil
}

type handler struct {
	session *client.Session
	report  *report
	table   *aggregate.Aggregator
	out     *grouping.Output
	filter  *match.Filter // of ends; nil takes all
}

func (s *settings) start(session *client.Session) (client.Handler, error) {
	var words []string
	for _, k := range s.report.keys {
		words = append(words, strings.Replace(k, "%s", s.mask, 1))
	}
	key, err := aggregate.ParseKey(words)
	if err != nil {
		return nil, err
	}
	if len(s.Sort) == 0 {
		if s.Sort, err = recsort.ParseKeys([]string{"bytes"}); err != nil {
			return nil, err
		}
	}
	h := &handler{session: session, report: s.report}
	if h.out, err = grouping.NewOutput(session, &s.Settings); err != nil {
		return nil, err
	}
	if text := session.Config.Select.Filter; text != "" && !s.all {
		if h.filter, err = match.Compile(text, session.MatchOptions()); err != nil {
			return nil, err
		}
	}
	h.table = aggregate.New([]aggregate.Rule{{Key: key, Hide: true}}, s.Memory(), h.out.Emit)
	return h, nil
}

// Record counts a flow, once for each end where the report is about ends.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	row := h.session.Row()
	if !h.report.eachEnd {
		return h.table.Add(row)
	}
	// The other end is asked for before merging cuts addresses and ports.
	row.Turn()
	other := h.filter == nil || h.filter.Match(r)
	row.Turn()
	if h.report.service && hasPorts(&r.Flow) {
		r.Flow.SrcPort = r.Flow.DstPort
	}
	err := h.table.Add(row)
	if err != nil || !other {
		return err
	}
	row.Turn()
	return h.table.Add(row)
}

func hasPorts(f *record.Flow) bool {
	ip := f.Addr == record.AddrIPv4 || f.Addr == record.AddrIPv6
	return ip && (f.Proto == 6 || f.Proto == 17) && !f.Fragment
}

// Tick does nothing: the rows are known when the last input ended.
func (h *handler) Tick(time.Time) error { return nil }

// Close emits the rows.
func (h *handler) Close() error {
	return errors.Join(h.out.Flush(h.table, math.MaxInt64), h.table.Close(), h.out.Close())
}
