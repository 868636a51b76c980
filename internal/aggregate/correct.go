// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// reverse looks for the group of a record's other direction (clients:
// aggregation, section 1.2). It turns the record, or the group where the record
// shows who began, and returns the group's number, or 0. The key that it leaves
// is that of the record as it is then.
func (a *Aggregator) reverse(r *ruleTable, row *field.Row) uint32 {
	if !row.Has(record.PartFlow) || isESP(&row.Flow) {
		return 0
	}
	forward := append([]byte(nil), a.key...)
	row.Turn()
	a.key = r.Key.Append(a.key[:0], row.Record)
	n := r.table.Find(a.key)
	if n == 0 || row.Flow.Addr != record.AddrIPv4 && row.Flow.Addr != record.AddrIPv6 {
		row.Turn()
		a.key = append(a.key[:0], forward...)
		return 0
	}
	s := r.table.State(n)
	if s.tcp == nil || !tcpKind(row.Net.Kind) || !row.Has(record.PartNet) {
		return n
	}
	seen, status := s.tcp.Status, row.Net.TCP.Status
	const answered = record.TCPSynAck | record.TCPEstablished
	switch {
	case seen&status&record.TCPSyn != 0: // two connections
		row.Turn()
		a.key = append(a.key[:0], forward...)
		return 0
	case status&record.TCPSyn != 0, status&answered == answered:
		row.Turn()
		a.key = append(a.key[:0], forward...)
		r.table.Rekey(n, a.key, (*State).Turn)
	}
	return n
}

func isESP(f *record.Flow) bool {
	return (f.Addr == record.AddrIPv4 || f.Addr == record.AddrIPv6) && f.Proto == protoESP
}

// Turn exchanges the ends of a group.
func (s *State) Turn() {
	var r record.Record
	s.Fill(&r)
	r.Swap()
	t := s.times
	s.times = times{t.dstStart, t.dstEnd, t.srcStart, t.srcEnd}
	s.parts = r.Parts &^ record.PartAgg
	s.metrics, s.attr, s.encaps = r.Metrics, r.IPAttr, r.Encaps
	if s.flow != nil {
		*s.flow = r.Flow
	}
	switch {
	case s.tcp != nil:
		*s.tcp, s.tcpKind = r.Net.TCP, r.Net.Kind
	case s.net != nil:
		*s.net = r.Net
	}
	if m := s.more; m != nil {
		m.take(&r, r.Parts)
	}
}
