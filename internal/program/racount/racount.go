// SPDX-License-Identifier: Apache-2.0

// Package racount is the program racount: it counts records, packets and bytes,
// also by protocol, and the distinct addresses of each kind.
package racount

import (
	"errors"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/record"
)

// Program is the entry of racount in the table of programs.
var Program = client.Program{
	Name: "racount", About: "counts records, packets, bytes, protocols and addresses",
	Examples: "  %[1]s -r flows.arg                  records, packets and bytes\n" +
		"  %[1]s -r flows.arg -M proto addr    the same by protocol, and the addresses\n" +
		"  %[1]s -r flows.arg -M json - tcp    of TCP, as JSON\n",
	New: newRun,
}

// settings are what the options of racount say.
type settings struct {
	protocols, addresses bool
	memory               client.Memory
}

func newRun() *client.Run {
	set := &settings{}
	return &client.Run{
		Quiet:   true,
		Options: []client.Option{client.MemoryOption(&set.memory)},
		Modes: []client.Mode{
			{
				Name: "proto", About: "count by protocol too", More: "IP protocols come first, in the order of their numbers, and then the types of link-layer flows.",
				Set: client.SetFunc(func(*client.Config, string) error { set.protocols = true; return nil }),
			},
			{
				Name: "addr", About: "count the distinct source and destination addresses of each kind too",
				Set: client.SetFunc(func(*client.Config, string) error { set.addresses = true; return nil }),
			},
		},
		Needs: func(*client.Config) record.Parts {
			if set.protocols || set.addresses {
				return record.PartMetrics | record.PartFlow
			}
			return record.PartMetrics
		},
		Start: func(s *client.Session) (client.Handler, error) { return set.start(s) },
	}
}

func (set *settings) start(s *client.Session) (client.Handler, error) {
	json, err := s.Summary()
	if err != nil {
		return nil, err
	}
	h := &handler{session: s, settings: set, json: json, protocols: protocols{}}
	if set.addresses {
		h.addresses = newAddresses(set.memory.Limit(), set.memory.Dir())
	}
	return h, nil
}

type handler struct {
	session   *client.Session
	settings  *settings
	json      bool
	sum       counts
	protocols protocols
	addresses *addresses // nil unless they are counted
	buf       []byte
}

// counts are numbers of flow records, and of the packets and bytes in them.
type counts struct {
	records  uint64
	src, dst record.Counter
}

func (c *counts) add(src, dst *record.Counter) {
	c.records++
	c.src.Packets += src.Packets
	c.src.Bytes += src.Bytes
	c.dst.Packets += dst.Packets
	c.dst.Bytes += dst.Bytes
}

// Record counts a flow: once, from each side (-M rmon), or once for each
// direction that has packets (-M uni).
func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	var src, dst, none record.Counter
	if r.Has(record.PartMetrics) {
		src, dst = r.Metrics.Src, r.Metrics.Dst
	}
	p := &h.session.Config.Print
	switch {
	case p.Rmon:
		h.count(r, &src, &dst)
		h.count(r, &dst, &src)
	case p.Uni:
		if src.Packets > 0 {
			h.count(r, &src, &none)
		}
		if dst.Packets > 0 {
			h.count(r, &dst, &none)
		}
	default:
		h.count(r, &src, &dst)
	}
	if h.addresses != nil && r.Has(record.PartFlow) {
		return h.addresses.add(&r.Flow, p.Rmon)
	}
	return nil
}

// count adds one view of a flow to the sums.
func (h *handler) count(r *record.Record, src, dst *record.Counter) {
	h.sum.add(src, dst)
	if h.settings.protocols {
		h.protocols.add(r, src, dst)
	}
}

// Tick does nothing: the counts are printed at the end.
func (h *handler) Tick(time.Time) error { return nil }

// Close prints the counts.
func (h *handler) Close() error {
	var list []class
	if h.addresses != nil {
		var err error
		list, err = h.addresses.classes()
		if err = errors.Join(err, h.addresses.close()); err != nil {
			return err
		}
	}
	if h.json {
		h.appendJSON(list)
	} else {
		h.appendText(list)
	}
	if err := h.session.Print(string(h.buf)); err != nil {
		return err
	}
	return h.session.PrintTotals()
}
