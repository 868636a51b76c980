// SPDX-License-Identifier: Apache-2.0

package splitting

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/record"
)

// A splitter puts each record into its file.
type splitter struct {
	session  *client.Session
	settings *Settings
	files    *set
	finisher *finisher
	cutter   aggregate.Cutter
	clock    grouping.Clock
	series   map[string]*series // of numbered files, by their name without suffix
	pending  map[string]int64   // files that are not complete: the end of their bin, µs
	next     int64              // the first of these ends
	bin      cachedBin
	name     []byte
	encoded  []byte
	began    bool
}

// A series are files whose names differ in their suffix.
type series struct {
	number  int
	records int64
	name    string // of the file at hand
}

// A cachedBin is the bin of the latest record, and its name if that is the same for
// all records of it.
type cachedBin struct {
	start, end int64
	name       string
}

func (s *Settings) start(session *client.Session) (client.Handler, error) {
	if err := s.finish(session); err != nil {
		return nil, err
	}
	command, err := parseCommand(s.command)
	if err != nil {
		return nil, fmt.Errorf("-f: %w", err)
	}
	h := &splitter{session: session, settings: s, series: map[string]*series{}, pending: map[string]int64{}}
	if s.name != "-" {
		if err := s.repair(session.Note); err != nil {
			return nil, err
		}
	}
	h.finisher = newFinisher(s, command)
	h.files = newSet(session, s.open, func(name string) {
		if h.finisher.wait(name) {
			h.files.forget(name)
		}
	})
	h.cutter.Bin = s.width.Bin
	return h, nil
}

// Record puts a record into its file. After an error all files are closed.
func (h *splitter) Record(r *record.Record) error {
	if err := h.record(r); err != nil {
		return errors.Join(err, h.files.closeAll(), h.finisher.close())
	}
	return nil
}

func (h *splitter) record(r *record.Record) error {
	first := !h.began
	h.began = true
	if n := h.session.Stats(); first && r.Type == record.TypeMAR && r.Cause == record.CauseStart && n.Flows+n.Management == 1 {
		return nil // files begin with it
	}
	row := h.session.Row()
	if h.settings.by != byTime {
		return h.number(r, row)
	}
	switch first, last := row.Span(); {
	case r.Type == record.TypeMAR:
		return h.time(r, row, last) // when it was made
	case h.settings.whole:
		return h.time(r, row, first)
	}
	return h.cutter.Cut(row, func(piece *record.Record) error {
		return h.time(piece, row, piece.Time.Start/1000)
	})
}

// time puts a record into the file of a time, in microseconds since 1970.
func (h *splitter) time(r *record.Record, row *field.Row, at int64) error {
	if at < h.bin.start || at >= h.bin.end || h.bin.name == "" {
		h.bin.start, h.bin.end = h.settings.width.Bin(at)
		h.bin.name = ""
	}
	name := h.bin.name
	if name == "" {
		name = h.expand(row, h.bin.start)
		if !h.settings.template.fields {
			h.bin.name = name
		}
	}
	if r.Type != record.TypeMAR {
		h.clock.Seen(row, h.session.Now())
	}
	if err := h.put(name, r); err != nil {
		return err
	}
	end := h.bin.end
	if now, ok := h.clock.At(h.session.Now()); ok && h.settings.held && now >= end+h.settings.hold.Microseconds() {
		end = now // it is late, and others may be too
	}
	if old, ok := h.pending[name]; !ok || end > old {
		h.pending[name] = end
		if h.next == 0 || end < h.next {
			h.next = end
		}
	}
	return h.complete()
}

// expand returns the name for a row and a time.
func (h *splitter) expand(row *field.Row, at int64) string {
	o := &h.session.Config.Print.Options
	t := time.UnixMicro(at).In(o.Location)
	h.name = h.settings.template.appendName(h.name[:0], o, row, t)
	return string(h.name)
}

// put writes a record to a file.
func (h *splitter) put(name string, r *record.Record) error {
	f, err := h.files.get(name)
	if err != nil {
		return err
	}
	return f.Write(r)
}

// number puts a record into the file of its series.
func (h *splitter) number(r *record.Record, row *field.Row) error {
	at, _ := row.Span()
	base := h.settings.name
	if t := h.settings.template; t.fields || t.times {
		base = h.expand(row, at)
	}
	if h.settings.by == byDefault { // a file for each value
		h.pending[base] = 0
		return h.put(base, r)
	}
	s := h.series[base]
	if s == nil {
		s = &series{}
		if h.settings.by == byCount {
			// Compat: the management record that the input begins with counts.
			s.records = 1
		}
		h.series[base] = s
	}
	if err := h.advance(s, base, r); err != nil {
		return err
	}
	s.records++
	if h.settings.by == bySize {
		return h.sized(s, base, r)
	}
	return h.put(s.name, r)
}

// advance makes a series go on to its next file if a record belongs there.
func (h *splitter) advance(s *series, base string, r *record.Record) error {
	next := false
	switch h.settings.by {
	case byCount:
		next = s.records >= h.settings.number
	case byFlow:
		next = s.records > 0 && h.settings.filter.Match(r)
	case byPattern:
		next = s.records > 0 && h.matches(r)
	}
	if next {
		return h.step(s, base)
	}
	if s.name == "" {
		h.rename(s, base)
	}
	return nil
}

func (h *splitter) matches(r *record.Record) bool {
	return r.Has(record.PartSrcData) && h.settings.pattern.Match(r.SrcData.Data) ||
		r.Has(record.PartDstData) && h.settings.pattern.Match(r.DstData.Data)
}

// step ends the file of a series and begins the next one.
func (h *splitter) step(s *series, base string) error {
	if s.name != "" {
		if err := h.end(s.name); err != nil {
			return err
		}
	}
	s.number++
	s.records = 0
	h.rename(s, base)
	return nil
}

func (h *splitter) rename(s *series, base string) {
	if s.name = base; base != "-" {
		s.name += letters(s.number, h.settings.suffix)
	}
	h.pending[s.name] = 0
}

// startSize is the size of the management record that a file begins with.
const startSize = 128

// sized puts a record into a file of bounded size. Only a record that is longer
// than that makes a file longer.
func (h *splitter) sized(s *series, base string, r *record.Record) error {
	for {
		f, err := h.files.get(s.name)
		if err != nil {
			return err
		}
		if h.encoded, err = f.Append(h.encoded[:0], r); err != nil {
			return err
		}
		if f.Size() <= startSize || f.Size()+int64(len(h.encoded)) <= h.settings.number {
			return f.WriteEncoded(h.encoded)
		}
		if err := h.step(s, base); err != nil {
			return err
		}
	}
}

// complete ends the files whose bins have been over for the time of -B.
func (h *splitter) complete() error {
	if !h.settings.held || h.next == 0 {
		return nil
	}
	now, ok := h.clock.At(h.session.Now())
	if !ok || now < h.next+h.settings.hold.Microseconds() {
		return nil
	}
	var over []string
	h.next = 0
	for name, end := range h.pending {
		switch {
		case now >= end+h.settings.hold.Microseconds():
			over = append(over, name)
		case h.next == 0 || end < h.next:
			h.next = end
		}
	}
	slices.SortFunc(over, func(a, b string) int { return h.earlier(a, b) })
	for _, name := range over {
		if err := h.end(name); err != nil {
			return err
		}
	}
	return nil
}

// earlier compares the bins of two files, and then their names.
func (h *splitter) earlier(a, b string) int {
	if x, y := h.pending[a], h.pending[b]; x != y {
		return int(min(max(x-y, -1), 1))
	}
	if a < b {
		return -1
	}
	return 1
}

// end closes a file that is complete and hands it on.
func (h *splitter) end(name string) error {
	delete(h.pending, name)
	if err := h.files.close(name); err != nil {
		return err
	}
	if name != "-" {
		h.finisher.add(name)
	}
	return nil
}

// Tick writes what was gathered, and ends files while no record comes.
func (h *splitter) Tick(time.Time) error {
	err := h.files.flush()
	if err == nil {
		err = h.complete()
	}
	if err != nil {
		return errors.Join(err, h.files.closeAll(), h.finisher.close())
	}
	return nil
}

// Close ends all files.
func (h *splitter) Close() error {
	var names []string
	for name := range h.pending {
		names = append(names, name)
	}
	slices.SortFunc(names, h.earlier)
	var err error
	for _, name := range names {
		err = errors.Join(err, h.end(name))
	}
	return errors.Join(err, h.files.closeAll(), h.finisher.close())
}
