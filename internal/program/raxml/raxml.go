// SPDX-License-Identifier: Apache-2.0

// Package raxml is the program raxml: it prints records as an XML document.
package raxml

import (
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/record"
)

// Program is the entry of raxml in the table of programs.
var Program = client.Program{
	Name: "raxml", About: "prints flow records as an XML document",
	Examples: "  %[1]s -r flows.arg > flows.xml\n" +
		"  %[1]s -n -d 64 -r flows.arg - port 80      with the first 64 bytes that each side sent\n" +
		"  %[1]s -r flows.arg -s stime saddr bytes    only these columns\n",
	New: newRun,
}

// columns are the attributes of a flow (classic mode, section 8).
var columns = []string{
	"stime", "ltime", "dur", "flgs", "proto", "saddr", "sport", "dir", "daddr", "dport",
	"spkts", "dpkts", "sbytes", "dbytes", "state",
}

func newRun() *client.Run {
	return &client.Run{
		XML: columns,
		// The session adds what the columns need.
		Needs: func(*client.Config) record.Parts { return 0 },
		Start: func(s *client.Session) (client.Handler, error) { return &handler{s}, nil },
	}
}

type handler struct{ session *client.Session }

// Record prints a record.
func (h *handler) Record(r *record.Record) error { return h.session.Emit(r) }

// Tick does nothing: records are printed as they come.
func (h *handler) Tick(time.Time) error { return nil }

// Close does nothing: the session ends the document.
func (h *handler) Close() error { return nil }
