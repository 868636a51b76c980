// SPDX-License-Identifier: Apache-2.0

// Package ragrep is the program ragrep: it searches the payload of flow records
// for regular expressions.
package ragrep

import (
	"errors"
	"strconv"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// Program is the entry of ragrep in the table of programs.
var Program = client.Program{
	Name: "ragrep", About: "prints the flow records whose payload matches a pattern",
	Examples: "  %[1]s -r flows.arg -e '^SSH-'             SSH on any port\n" +
		"  %[1]s -r flows.arg -e 'd:^HTTP.* 404'     only the payload that the destination sent\n" +
		"  %[1]s -c -i -f patterns.txt -r *.arg      count the matches in each file\n",
	New: newRun,
}

func newRun() *client.Run {
	s := &settings{}
	return &client.Run{
		Options:  s.options(),
		NoHeader: true,
		// Without a pattern the handler still has to see each record.
		Needs: func(*client.Config) record.Parts { return record.PartFlow },
		Start: s.start,
	}
}

func (s *settings) start(session *client.Session) (client.Handler, error) {
	c := session.Config
	switch {
	case (s.names || s.offsets) && !c.PrintsText():
		return nil, errors.New("-H and -b put text before rows, which -w, -M json and the other machine formats do not have: use the column offset instead of -b")
	case s.quiet && len(c.Write.Outputs) > 0:
		return nil, errors.New("-q ends at the first match, so -w cannot write the others: leave out one of them")
	}
	if s.invert {
		c.InvertPatterns()
	}
	if s.summarizes() {
		c.Print.Quiet = true
	}
	return &handler{session: session, settings: s}, nil
}

type handler struct {
	session  *client.Session
	settings *settings
	matches  uint64   // in all inputs
	counts   []uint64 // matches of each input
	prefix   []byte
}

// Record handles a record that matches the patterns.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	s := h.settings
	if s.quiet {
		h.session.Forgive()
		return source.ErrStop
	}
	h.matches++
	if err := h.count(); err != nil {
		return err
	}
	if err := h.session.EmitAfter(h.before(r), r); err != nil {
		return err
	}
	if h.matches == s.limit {
		return source.ErrStop
	}
	return nil
}

// count counts a match of the current input, and prints the input's name at its
// first match if -l asks for that.
func (h *handler) count() error {
	n := h.session.InputNumber()
	for len(h.counts) <= n {
		h.counts = append(h.counts, 0)
	}
	h.counts[n]++
	if h.settings.matching && h.counts[n] == 1 {
		return h.session.Print(h.session.Input() + "\n")
	}
	return nil
}

// before returns what is printed before the row of a record.
func (h *handler) before(r *record.Record) []byte {
	h.prefix = h.prefix[:0]
	if h.settings.names {
		h.prefix = append(append(h.prefix, h.session.Input()...), ':')
	}
	if h.settings.offsets {
		h.prefix = append(strconv.AppendInt(h.prefix, r.Offset, 10), ':')
	}
	return h.prefix
}

// Tick does nothing: matches are printed as they come.
func (h *handler) Tick(time.Time) error { return nil }

// Close prints the counts of the inputs, or the names of those without a match.
func (h *handler) Close() error {
	s := h.settings
	if s.quiet || s.matching {
		return nil
	}
	var text []byte
	h.session.InputsRead(func(input int, name string) {
		var n uint64
		if input < len(h.counts) {
			n = h.counts[input]
		}
		switch {
		case s.missing && n == 0:
			text = append(append(text, name...), '\n')
		case !s.missing && s.counts:
			text = append(append(text, name...), ':')
			text = append(strconv.AppendUint(text, n, 10), '\n')
		}
	})
	if s.missing {
		h.session.Found() // that no record matched is no failure
	}
	if len(text) == 0 {
		return nil
	}
	return h.session.Print(string(text))
}
