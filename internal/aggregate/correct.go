// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// reverse looks for the group of a record's other direction (clients:
// aggregation, section 1.2). It turns the record, or the group where the record
// shows who began, and returns the group's number, or 0; apart tells that there
// is one, but of another connection. The key that it leaves is that of the
// record as it is then.
func (a *Aggregator) reverse(r *ruleTable, row *field.Row) (n uint32, apart bool) {
	if !row.Has(record.PartFlow) || row.Flow.Addr != record.AddrIPv4 && row.Flow.Addr != record.AddrIPv6 || row.Flow.Proto == protoESP {
		return 0, false
	}
	forward := append([]byte(nil), a.key...)
	row.Turn()
	a.key = a.appendKey(a.key[:0], r, row)
	n = r.table.Find(a.key)
	restore := func() {
		row.Turn()
		a.key = append(a.key[:0], forward...)
	}
	if n == 0 {
		restore()
		return 0, false
	}
	s := r.table.State(n)
	if s.tcp == 0 || !row.Has(record.PartNet) || !tcpKind(row.Net.Kind) {
		return n, false
	}
	seen, status := r.table.pool.tcps.at(s.tcp).Status, row.Net.TCP.Status
	const answered = record.TCPSynAck | record.TCPEstablished
	switch {
	case seen&status&record.TCPSyn != 0: // two connections
		restore()
		return 0, true
	case status&record.TCPSyn != 0, status&answered == answered:
		restore()
		r.table.Rekey(n, a.key, (*State).turn)
	}
	return n, false
}

// turn exchanges the ends of a group.
func (s *State) turn(p *pool) {
	var r record.Record
	s.fill(p, &r)
	r.Swap()
	s.times.turn()
	s.parts = r.Parts &^ record.PartAgg
	s.metrics, s.attr, s.encaps = r.Metrics, r.IPAttr, r.Encaps
	if s.ip != 0 || s.flow != 0 {
		p.setFlow(s, &r.Flow)
	}
	switch {
	case s.tcp != 0:
		*p.tcps.at(s.tcp), s.tcpKind = r.Net.TCP, r.Net.Kind
	case s.net != 0:
		*p.nets.at(s.net) = r.Net
	}
	if m := p.mores.at(s.more); m != nil {
		m.take(&r, r.Parts)
	}
}
