// SPDX-License-Identifier: Apache-2.0

// Package ratimerange is the program ratimerange: it prints when the first flow
// of its input began and when the last one ended.
package ratimerange

import (
	"encoding/json"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/record"
)

// Program is the entry of ratimerange in the table of programs.
var Program = client.Program{
	Name: "ratimerange", About: "prints the time range that flow records cover",
	Examples: "  %[1]s -r flows.arg                 when the first flow began and the last one ended\n" +
		"  %[1]s -u -p 0 -r flows.arg         the same in seconds since 1970\n" +
		"  %[1]s -r flows.arg - udp port 53   of name lookups\n",
	New: newRun,
}

func newRun() *client.Run {
	return &client.Run{
		Quiet: true,
		Needs: func(*client.Config) record.Parts { return record.PartTime },
		Start: func(s *client.Session) (client.Handler, error) {
			json, err := s.Summary()
			return &handler{session: s, json: json}, err
		},
	}
}

type handler struct {
	session     *client.Session
	json        bool
	flows       uint64 // that have times
	first, last int64  // µs since 1970
}

// Record extends the range to the times of a flow.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR || !r.Has(record.PartTime) {
		return nil
	}
	first, last := h.session.Row().Span()
	if h.flows == 0 {
		h.first, h.last = first, last
	}
	h.flows++
	h.first, h.last = min(h.first, first), max(h.last, last)
	return nil
}

// Tick does nothing: the range is printed at the end.
func (h *handler) Tick(time.Time) error { return nil }

// Close prints the range.
func (h *handler) Close() error {
	o := &h.session.Config.Print.Options
	switch {
	case h.flows == 0:
		h.session.Fail("no flow records, so there is no time range")
		return nil
	case h.json:
		return h.printJSON(o)
	}
	line := append(field.AppendTime(nil, o, h.first), " - "...)
	line = append(field.AppendTime(line, o, h.last), '\n')
	if err := h.session.Print(string(line)); err != nil {
		return err
	}
	return h.session.PrintTotals()
}

// printJSON prints the range as an object.
func (h *handler) printJSON(o *field.Options) error {
	line, err := json.Marshal(struct {
		Type  string          `json:"type"`
		First json.RawMessage `json:"stime"`
		Last  json.RawMessage `json:"ltime"`
		Flows uint64          `json:"flows"`
	}{"timerange", jsonTime(o, h.first), jsonTime(o, h.last), h.flows})
	if err != nil {
		return err
	}
	return h.session.Print(string(line) + "\n")
}

// jsonTime returns a time as JSON: a number with -u, a text in the user's format,
// or as RFC 3339 says.
func jsonTime(o *field.Options, us int64) json.RawMessage {
	var stamp field.Stamp
	switch {
	case o.UnixTime:
		return field.AppendTime(nil, o, us)
	case o.Format != "":
		text, _ := json.Marshal(string(field.AppendTime(nil, o, us))) // a string has a form in JSON
		return text
	}
	return append(stamp.Append([]byte{'"'}, o.Location, us, o.Precision), '"')
}
