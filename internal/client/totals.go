// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/record"
)

// totals are what -a prints: records, and counters of each group of protocols
// (classic mode, section 4.4).
type totals struct {
	management, flows uint64
	groups            [6]group
}

type group struct {
	records  uint64
	src, dst record.Counter
}

// groupNames are the groups in the order that they print.
var groupNames = [6]string{"tcp", "udp", "icmp", "ip", "arp", "non-ip"}

// add counts a record.
func (t *totals) add(r *record.Record) {
	if r.Type == record.TypeMAR {
		t.management++
		return
	}
	t.flows++
	g := &t.groups[groupOf(r)]
	g.records++
	if !r.Has(record.PartMetrics) {
		return
	}
	m := &r.Metrics
	g.src.Packets += m.Src.Packets
	g.src.Bytes += m.Src.Bytes
	g.dst.Packets += m.Dst.Packets
	g.dst.Bytes += m.Dst.Bytes
}

func groupOf(r *record.Record) int {
	if !r.Has(record.PartFlow) {
		return 5
	}
	switch r.Flow.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		switch r.Flow.Proto {
		case 6:
			return 0
		case 17:
			return 1
		case 1, 58:
			return 2
		}
		return 3
	case record.AddrARP, record.AddrRARP:
		return 4
	}
	return 5
}

func (t *totals) String() string {
	var b strings.Builder
	line := func(text string) { b.WriteString(strings.TrimRight(text, " ") + "\n") }
	line(fmt.Sprintf(" Totalrecords %-8d  TotalManRecords %-8d  TotalFarRecords %-8d", t.management+t.flows, t.management, t.flows))
	for i := range t.groups {
		if g := &t.groups[i]; g.records > 0 {
			line(fmt.Sprintf(" %-5s SrcPkts %-8d  DstPkts %-8d  SrcBytes %-8d  DstBytes %-8d",
				groupNames[i], g.src.Packets, g.dst.Packets, g.src.Bytes, g.dst.Bytes))
		}
	}
	return b.String()
}

// PrintTotals prints what -a asks for. A program calls it in Close, after its
// last row.
func (s *Session) PrintTotals() error {
	if p, ok := s.out.(*printer); ok && s.Config.classicRows() {
		p.emptyHeader()
	}
	if !s.Config.Print.Totals {
		return nil
	}
	return s.Print(s.totals.String())
}
