// SPDX-License-Identifier: Apache-2.0

// Package rabins is the program rabins: it cuts records at the edges of bins and
// merges those of each bin.
package rabins

import (
	"time"

	"github.com/argus-go/argus/internal/client"
)

// Program is the entry of rabins in the table of programs.
var Program = client.Program{
	Name: "rabins", About: "merges the records of each time bin",
	Examples: "  %[1]s -r flows.arg -M time 1m -m proto -s stime proto pkts bytes\n" +
		"  %[1]s -r flows.arg -M hard zero time 1h -m srcid -s stime bytes   traffic by the hour\n" +
		"  %[1]s -S host -M time 5m -B 10s -m saddr --top 3 bytes            live, the top three of each bin\n",
	New: newRun,
}

func newRun() *client.Run {
	s := &settings{}
	s.Hide = true // Compat: fields that are no key are empty
	return &client.Run{
		Options: s.options(),
		Modes:   s.modes(),
		Word:    widthAlone,
		Needs:   s.Needs,
		Tick:    time.Second,
		Start:   func(session *client.Session) (client.Handler, error) { return s.start(session) },
	}
}
