// SPDX-License-Identifier: Apache-2.0

// Package rasort is the program rasort: it puts records in the order of columns.
package rasort

import (
	"errors"
	"fmt"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/inplace"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// Program is the entry of rasort in the table of programs.
var Program = client.Program{
	Name: "rasort", About: "puts records in order",
	Examples: "  %[1]s -r flows.arg --top 10 bytes           the ten largest\n" +
		"  %[1]s -r flows.arg -m saddr stime -s stime saddr daddr bytes\n" +
		"  %[1]s -r flows.arg -m dur:desc -w sorted.arg\n",
	New: newRun,
}

func newRun() *client.Run {
	s := &settings{}
	return &client.Run{
		Options: s.options(), Modes: s.modes(), Word: s.word,
		Needs: func(*client.Config) record.Parts { return recsort.Needs(s.order()) },
		Start: func(session *client.Session) (client.Handler, error) {
			if err := s.check(session.Config); err != nil {
				return nil, err
			}
			h := &handler{session: session, settings: s, keys: s.order(), limit: s.memory.Limit() * 3 / 4}
			if s.replace {
				h.files = inplace.New(session, inplace.Hooks{Complete: h.complete, Drop: h.restart})
			}
			h.sorter = h.newSorter()
			return h, nil
		},
	}
}

type handler struct {
	session  *client.Session
	settings *settings
	keys     []recsort.Key
	limit    int64
	sorter   *recsort.Sorter
	kept     []byte
	files    *inplace.Files // nil without -M replace
}

func (h *handler) newSorter() *recsort.Sorter {
	return recsort.New(h.keys, h.limit, h.settings.memory.Dir())
}

// Record keeps a flow. Management records have no place in an order.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	if h.files == nil {
		return h.keep(r)
	}
	if _, err := h.files.Enter(); err != nil {
		return err
	}
	if err := h.keep(r); err != nil {
		return h.files.Fail(err)
	}
	return nil
}

// keep gives a record to the sorter.
func (h *handler) keep(r *record.Record) error {
	// The row is taken before the bytes: keeping a record may complete it.
	key := h.session.Row()
	var err error
	if h.kept, err = h.session.Keep(h.kept[:0], r); err != nil {
		return err
	}
	return h.sorter.Add(key, h.kept)
}

// Tick does nothing: the order is known when the last input ended.
func (h *handler) Tick(time.Time) error { return nil }

var errEnough = errors.New("enough records")

// each calls fn with the records to put out, in order.
func (h *handler) each(fn func(kept []byte) error) error {
	n := 0
	err := h.sorter.Each(func(kept []byte) error {
		if top := h.settings.top; top > 0 && n == top {
			return errEnough
		}
		n++
		return fn(kept)
	})
	if err == errEnough {
		return nil
	}
	return err
}

// complete writes the sorted records of an input to its new form.
func (h *handler) complete(out *client.RecordFile) error {
	if err := h.each(out.WriteKept); err != nil {
		return err
	}
	return h.restart()
}

// restart forgets the records so far.
func (h *handler) restart() error {
	err := h.sorter.Close()
	h.sorter = h.newSorter()
	return err
}

// Close puts the records out.
func (h *handler) Close() error {
	var err error
	if h.files != nil {
		err = h.files.Close()
	} else {
		err = h.each(h.session.EmitKept)
	}
	if e := h.sorter.Close(); err == nil && e != nil {
		err = fmt.Errorf("sorting: %w", e)
	}
	return err
}
