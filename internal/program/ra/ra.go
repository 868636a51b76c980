// SPDX-License-Identifier: Apache-2.0

// Package ra is the program ra: it prints the records that it reads, or writes
// them to files.
package ra

import (
	"fmt"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/record"
)

// Program is the entry of ra in the table of programs.
var Program = client.Program{
	Name:  "ra",
	About: "prints, selects and rewrites flow records",
	Emits: true,
	New:   func(s *client.Session) (client.Handler, error) { return &handler{s: s}, nil },
}

type handler struct {
	s           *client.Session
	pkts, bytes uint64
}

// Record counts a record for -A and prints it or writes it.
func (h *handler) Record(r *record.Record) error {
	if h.s.Config.Summary && r.Has(record.PartMetrics) {
		h.pkts += r.Metrics.Src.Packets + r.Metrics.Dst.Packets
		h.bytes += r.Metrics.Src.Bytes + r.Metrics.Dst.Bytes
	}
	return h.s.Emit(r)
}

// Close prints the totals line of -A.
//
// Compat: as in 3.0.8, the first record of each input counts twice among the
// management records and once more among all, and the first two numbers of
// records are counted before and after the filter.
func (h *handler) Close() error {
	if err := h.s.PrintTotals(); err != nil || !h.s.Config.Summary {
		return err
	}
	n := h.s.Stats()
	return h.s.Print(fmt.Sprintf(" Totalrecords %-8d  TotalManRecords %-8d  TotalFarRecords %-8d TotalPkts %-8d TotalBytes %-8d\n",
		1+n.Inputs+n.Passed, n.Management+n.Inputs, n.Flows, h.pkts, h.bytes))
}
