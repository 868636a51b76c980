// SPDX-License-Identifier: Apache-2.0

package rabins

import (
	"errors"
	"math"
	"slices"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/record"
)

// A handler merges records by bin. Bins of time are part of the key of groups, so
// that all of them are open until they are put out; bins of numbers or bytes come
// one after the other.
type handler struct {
	session  *client.Session
	settings *settings
	table    *aggregate.Aggregator
	out      *grouping.Output
	bins     *grouping.Bins
	cutter   *aggregate.Cutter // nil: records are not cut
	row      field.Row         // of a piece
	prep     field.Preparer

	hold  int64 // µs, -1 for all bins to the end
	clock grouping.Clock
	open  []int64 // ends of the bins that are open, in order

	records, bytes uint64 // of the bin at hand
	wire           []byte
}

func (s *settings) start(session *client.Session) (client.Handler, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	rules, err := s.Rules(session)
	if err != nil {
		return nil, err
	}
	for i := range rules {
		rules[i].Hide = true
	}
	bin, err := s.bin(session.Config.Print.Options.Location)
	if err != nil {
		return nil, err
	}
	h := &handler{session: session, settings: s, bins: &grouping.Bins{Bin: bin, Hard: s.hard && !s.whole, Zero: s.zero}}
	if h.hold, err = s.holdTime(); err != nil {
		return nil, err
	}
	if h.out, err = grouping.NewBinOutput(session, &s.Settings, h.bins); err != nil {
		return nil, err
	}
	h.table = aggregate.New(rules, s.Memory(), h.out.Emit)
	if bin != nil {
		h.table.Bins(bin)
		if !s.whole {
			h.cutter = &aggregate.Cutter{Bin: bin}
		}
	}
	return h, nil
}

// Record adds a flow to its bin, or its pieces to theirs.
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	row := h.session.Row()
	if h.bins.Bin == nil {
		return h.count(row)
	}
	if h.hold >= 0 {
		h.clock.Seen(row, h.session.Now())
	}
	err := h.cut(row)
	if err == nil && h.hold >= 0 {
		err = h.Tick(h.session.Now())
	}
	return err
}

// cut adds the pieces of a record.
func (h *handler) cut(row *field.Row) error {
	if h.cutter == nil {
		return h.add(row)
	}
	return h.cutter.Cut(row, func(piece *record.Record) error {
		if piece == row.Record {
			return h.add(row)
		}
		h.prep.Prepare(piece, &h.row)
		return h.add(&h.row)
	})
}

func (h *handler) add(row *field.Row) error {
	if h.hold >= 0 {
		first, _ := row.Span()
		_, end := h.bins.Bin(first)
		if i, found := slices.BinarySearch(h.open, end); !found {
			h.open = slices.Insert(h.open, i, end)
		}
	}
	return h.table.Add(row)
}

// count adds a record to a bin of records or bytes, and puts the bin out once it
// is full.
func (h *handler) count(row *field.Row) error {
	s := h.settings
	if s.size > 0 {
		var err error
		if h.wire, err = row.Record.Append(h.wire[:0], record.V3Common); err != nil {
			return err
		}
		h.bytes += uint64(len(h.wire))
	}
	h.records++
	if err := h.table.Add(row); err != nil {
		return err
	}
	if (s.count == 0 || h.records < s.count) && (s.size == 0 || h.bytes < s.size) {
		return nil
	}
	h.records, h.bytes = 0, 0
	if err := h.flush(math.MaxInt64); err != nil {
		return err
	}
	h.bins.Next()
	return nil
}

// Tick puts out the bins that ended as long ago as -B says.
func (h *handler) Tick(now time.Time) error {
	if h.hold < 0 || len(h.open) == 0 {
		return nil
	}
	at, ok := h.clock.At(now)
	if !ok || h.open[0]+h.hold > at {
		return nil
	}
	n := 0
	for n < len(h.open) && h.open[n]+h.hold <= at {
		n++
	}
	end := h.open[n-1]
	h.open = slices.Delete(h.open, 0, n)
	return h.flush(end)
}

// flush puts out the groups that began before a time.
func (h *handler) flush(before int64) error {
	return h.out.Flush(h.table, before)
}

// Close puts out what is left.
func (h *handler) Close() error {
	return errors.Join(h.flush(math.MaxInt64), h.table.Close(), h.out.Close())
}
