// SPDX-License-Identifier: Apache-2.0

// Package ra is the program ra: it prints the records that it reads, or writes
// them to files.
package ra

import (
	"fmt"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/record"
)

// Program is the entry of ra in the table of programs.
var Program = client.Program{Name: "ra", About: "prints, selects and rewrites flow records", New: newRun}

func newRun() *client.Run {
	return &client.Run{
		Needs: func(c *client.Config) record.Parts {
			if c.Print.Summary {
				return record.PartMetrics
			}
			return 0
		},
		Start: func(s *client.Session) (client.Handler, error) { return &handler{s: s}, nil },
	}
}

type handler struct {
	s           *client.Session
	pkts, bytes uint64
}

// Record counts a record for -A and prints it or writes it.
func (h *handler) Record(r *record.Record) error {
	if h.s.Config.Print.Summary && r.Type != record.TypeMAR && r.Has(record.PartMetrics) {
		h.pkts += r.Metrics.Src.Packets + r.Metrics.Dst.Packets
		h.bytes += r.Metrics.Src.Bytes + r.Metrics.Dst.Bytes
	}
	return h.s.Emit(r)
}

// Tick does nothing: ra prints each record when it comes.
func (h *handler) Tick(time.Time) error { return nil }

// Close prints the totals of -a and -A.
//
// Compat: as in 3.0.8, -A counts the first record of each input twice among the
// management records and once more among all, and the first two numbers of
// records are counted before and after the filter.
func (h *handler) Close() error {
	if err := h.s.PrintTotals(); err != nil || !h.s.Config.Print.Summary {
		return err
	}
	n := h.s.Stats()
	return h.s.Print(fmt.Sprintf(" Totalrecords %-8d  TotalManRecords %-8d  TotalFarRecords %-8d TotalPkts %-8d TotalBytes %-8d\n",
		1+n.Inputs+n.Passed, n.Management+n.Inputs, n.Flows, h.pkts, h.bytes))
}
