// SPDX-License-Identifier: Apache-2.0

// Package rahisto is the program rahisto: it prints how often the values of a
// metric occur.
package rahisto

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// Program is the entry of rahisto in the table of programs.
var Program = client.Program{
	Name: "rahisto", About: "prints the distribution of a metric",
	Examples: "  %[1]s -r flows.arg -H dur 10               durations in ten classes\n" +
		"  %[1]s -r flows.arg -H bytes 5:0-10K - tcp  up to 10,000 bytes\n" +
		"  %[1]s -r flows.arg -H tcprtt 6L:1m-1s      logarithmic classes\n",
	New: newRun,
}

const groupHistogram = "Histogram"

// settings are what the options of rahisto say.
type settings struct {
	spec               *spec // nil without -H
	interval           bool
	hideEmpty, outside bool
	memory             client.Memory
}

func newRun() *client.Run {
	set := &settings{}
	return &client.Run{
		Quiet: true, Options: set.options(), Modes: set.modes(),
		Needs: func(c *client.Config) record.Parts {
			if set.spec == nil || len(c.Write.Outputs) > 0 {
				return record.AllParts
			}
			return set.spec.parts()
		},
		Start: func(s *client.Session) (client.Handler, error) { return set.start(s) },
	}
}

func (set *settings) options() []client.Option {
	return []client.Option{
		{
			Option: getopt.Option{Letter: 'H', Kind: getopt.List},
			Set: func(_ *client.Config, it getopt.Item) (err error) {
				set.spec, err = parse(it.Args)
				return err
			},
			Doc: getopt.Doc{
				Group: groupHistogram, Args: "METRIC BINS[L][:RANGE]", About: "count the values of METRIC in BINS classes",
				More: "METRIC is a numeric column of ra, such as dur, bytes or tcprtt; after `abs` its sign is ignored. " +
					"RANGE is FROM-TO or the width of a class; without it the range is chosen from the values. " +
					"With `L` the classes are equally wide in logarithms; FROM is 1 then if it is 0. " +
					"Values have the units u, m, s, M (minutes), H and D for times, and u, m, K, M (millions) and G otherwise; FROM without a unit has that of TO. " +
					"A class holds the values from its start up to the next one. FROM itself is outside of the range, so that `0-10` leaves out zeros.",
			},
		},
		client.MemoryOption(&set.memory),
	}
}

func (set *settings) modes() []client.Mode {
	mode := func(name string, to *bool, about, more string) client.Mode {
		return client.Mode{Name: name, About: about, More: more, Set: client.SetFunc(func(*client.Config, string) error { *to = true; return nil })}
	}
	return []client.Mode{
		mode("nozero", &set.hideEmpty, "leave out classes without values", ""),
		mode("outlayer", &set.outside, "count the values outside of the range too",
			"Those below it form a class before the first one, which is not shown if the range begins with 0; those above form a class after the last one."),
		mode("interval", &set.interval, "print the start and the end of each class", ""),
	}
}

func (set *settings) start(s *client.Session) (client.Handler, error) {
	c := s.Config
	h := &handler{session: s, settings: set, least: math.Inf(1), leastPositive: math.Inf(1), most: math.Inf(-1)}
	writes := len(c.Write.Outputs) > 0
	switch {
	case set.spec == nil:
		return nil, errors.New("-H is missing: want a metric and a number of classes, such as -H bytes 10:0-1500")
	case c.Print.Rmon || c.Print.Uni:
		return nil, errors.New("-M rmon and uni are for records, but rahisto counts each flow once")
	case writes && !set.spec.ranged:
		return nil, errors.New("-w needs a range, such as -H bytes 10:0-1500")
	case writes && c.Print.FormatName() == "":
		h.merged = newMerged(h)
	default:
		var err error
		if h.json, err = s.Summary(); err != nil {
			return nil, err
		}
	}
	own := *set.spec
	h.spec = &own
	if h.merged == nil {
		h.values = newValues(set.memory.Limit(), set.memory.Dir())
	}
	return h, nil
}

type handler struct {
	session  *client.Session
	settings *settings
	spec     *spec
	json     bool
	values   *values // those to count; nil with -w
	merged   *merged // nil without -w

	below, above               int64 // values outside of the range
	zeros                      int64 // values up to 0, if the range is not known yet
	least, leastPositive, most float64
	buf                        []byte
}

// Record counts the value of a flow.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	row := h.session.Row()
	v, ok := h.spec.value(row)
	if !ok {
		return nil
	}
	if h.merged != nil {
		h.merged.add(v)
		return nil
	}
	if h.spec.ranged {
		return h.addRanged(v)
	}
	h.least, h.most = min(h.least, v), max(h.most, v)
	if v > 0 {
		h.leastPositive = min(h.leastPositive, v)
	} else {
		h.zeros++
	}
	return h.values.add(v)
}

// addRanged counts a value if the range is known, and keeps it unless it is outside
// of the range and those values do not count.
func (h *handler) addRanged(v float64) error {
	outside := true
	switch h.spec.class(v) {
	case -1:
		h.below++
	case h.spec.bins:
		h.above++
	default:
		outside = false
	}
	if outside && !h.settings.outside {
		return nil
	}
	return h.values.add(v)
}

// Tick does nothing: the histogram is printed at the end.
func (h *handler) Tick(time.Time) error { return nil }

// Close prints the histogram, or writes the records of its classes.
func (h *handler) Close() error {
	if h.merged != nil {
		return h.merged.close()
	}
	if err := h.report(); err != nil {
		h.values.close() // what failed first is reported
		return err
	}
	return h.values.close()
}

// report prints the histogram of the values that were kept.
func (h *handler) report() error {
	outside := h.settings.outside
	t := &table{counts: make([]int64, h.spec.bins)}
	t.total.total = h.values.count
	if !h.spec.ranged {
		if h.values.count == 0 || h.spec.log && h.most <= 0 {
			h.session.Fail(h.nothing())
			return nil
		}
		h.spec.fit(h.least, h.leastPositive, h.most)
		if h.spec.from >= 0 {
			h.below = h.zeros
		}
		if !outside {
			t.total.total -= h.below
		}
	}
	err := h.values.each(func(v float64) {
		i := h.spec.class(v)
		if i >= 0 && i < h.spec.bins {
			t.counts[i]++
		} else if !outside {
			return
		}
		t.total.add(v)
	})
	switch {
	case err != nil:
		return err
	case t.total.n == 0:
		h.session.Fail(h.nothing())
		return nil
	}
	return h.print(t)
}

// nothing says that there are no values.
func (h *handler) nothing() string {
	if h.below+h.above > 0 {
		return fmt.Sprintf("no value of %s is inside the range: %d are below it and %d above", h.spec.column.Name, h.below, h.above)
	}
	return fmt.Sprintf("no flow has a value of %s that counts", h.spec.column.Name)
}
