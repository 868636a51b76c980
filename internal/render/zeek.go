// SPDX-License-Identifier: Apache-2.0

package render

import (
	"slices"

	"github.com/argus-go/argus/field"
)

// ZeekColumns are the columns of Zeek's log without a field list.
var ZeekColumns = []string{
	"stime", "saddr", "sport", "daddr", "dport", "proto", "dur", "sappbytes", "dappbytes", "state",
	"sgap", "spkts", "sbytes", "dpkts", "dbytes", "svid", "smac", "dmac",
}

// zeekNames returns the columns that conn.log has names for, in its order. All
// others have argus. before the names of their columns.
func zeekNames() []mapped {
	return []mapped{
		{"ts", "number", "stime", "start of the record, seconds since 1970", zeekTime},
		{"uid", "string", "stime", "identity of the record: its sensor, flow, start and sequence number", zeekUID},
		{"id.orig_h", "string", "saddr", "address of the initiator", endAddress("saddr", false)},
		{"id.orig_p", "integer", "sport", "port of the initiator, or type of ICMP, else 0", zeekPort(false)},
		{"id.resp_h", "string", "daddr", "address of the responder", endAddress("daddr", false)},
		{"id.resp_p", "integer", "dport", "port of the responder, or code of ICMP, else 0", zeekPort(true)},
		{"proto", "string", "proto", "tcp, udp, icmp or unknown_transport", zeekProto},
		{"service", "string", "dport", "name of the responder's port, where names print; rtp and rtcp where the sensor recognised them", zeekService},
		{"duration", "number", "dur", "duration of the record, seconds", nil},
		{"orig_bytes", "integer", "sappbytes", "application bytes of the initiator, where the sensor counted them", nil},
		{"resp_bytes", "integer", "dappbytes", "application bytes of the responder, where the sensor counted them", nil},
		{"conn_state", "string", "state", "state of the connection", zeekState},
		{"missed_bytes", "integer", "sgap", "bytes of both sides that the sensor missed (TCP)", zeekMissed},
		{"orig_pkts", "integer", "spkts", "packets of the initiator", nil},
		{"orig_ip_bytes", "integer", "sbytes", "bytes of the initiator; unlike Zeek's, with link headers", nil},
		{"resp_pkts", "integer", "dpkts", "packets of the responder", nil},
		{"resp_ip_bytes", "integer", "dbytes", "bytes of the responder; unlike Zeek's, with link headers", nil},
		{"vlan", "integer", "svid", "VLAN id of the initiator", nil},
		{"orig_l2_addr", "string", "smac", "link address of the initiator", linkAddress("smac", ':', lowerDigits)},
		{"resp_l2_addr", "string", "dmac", "link address of the responder", linkAddress("dmac", ':', lowerDigits)},
	}
}

// zeekStats returns the columns of management records, with the names of stats.log.
func zeekStats() []mapped {
	return []mapped{
		{"ts", "number", "stime", "time when the record was written, seconds since 1970", zeekTime},
		{"peer", "string", "srcid", "id of the sensor", nil},
		{"mem", "integer", "bytes", "memory of the sensor, bytes", func(_ *values, dst []byte, row *field.Row) []byte { return uintOf(dst, uint64(row.Man.Memory)) }},
		{"pkts_proc", "integer", "pkts", "packets received", func(_ *values, dst []byte, row *field.Row) []byte { return uintOf(dst, row.Man.Packets) }},
		{"bytes_recv", "integer", "bytes", "bytes received", func(_ *values, dst []byte, row *field.Row) []byte { return uintOf(dst, row.Man.Bytes) }},
		{"pkts_dropped", "integer", "pkts", "packets lost", func(_ *values, dst []byte, row *field.Row) []byte { return uintOf(dst, uint64(row.Man.Dropped)) }},
	}
}

// Zeek writes one object for each row, a line each, with the names of Zeek's
// conn.log, and of its stats.log for management records.
type Zeek struct {
	values
	missing   Missing
	conn, man []item
}

// NewZeek returns an encoder of the columns.
func NewZeek(columns []Column, opt field.Options, missing Missing) *Zeek {
	opt.UnixTime = true
	e := &Zeek{values: newValues(opt), missing: missing}
	columns = once(columns)
	used := map[string]bool{}
	for _, m := range zeekNames() {
		i := slices.IndexFunc(columns, func(c Column) bool { return c.Name == m.from })
		if i < 0 {
			continue
		}
		used[m.from] = true
		e.conn = append(e.conn, item{`"` + m.name + `":`, columns[i], m.get})
	}
	for _, c := range columns {
		if !used[c.Name] {
			e.conn = append(e.conn, item{`"argus.` + c.Name + `":`, c, nil})
		}
	}
	for _, m := range zeekStats() {
		e.man = append(e.man, item{`"` + m.name + `":`, columnOf(m.from), m.get})
	}
	return e
}

// AppendStart appends nothing.
func (e *Zeek) AppendStart(dst []byte) []byte { return dst }

// AppendEnd appends nothing.
func (e *Zeek) AppendEnd(dst []byte) []byte { return dst }

// AppendRow appends the line of row.
func (e *Zeek) AppendRow(dst []byte, row *field.Row) []byte {
	items, sep := e.conn, byte('{')
	if !row.IsFlow() {
		dst = append(dst, `{"_path":"stats"`...)
		items, sep = e.man, ','
	}
	for i := range items {
		at := len(dst)
		if dst = e.member(dst, sep, &items[i], e.missing, row); len(dst) > at {
			sep = ','
		}
	}
	if sep == '{' {
		dst = append(dst, '{')
	}
	return append(dst, "}\n"...)
}

func zeekTime(_ *values, dst []byte, row *field.Row) []byte {
	if !hasSpan(row) {
		return dst
	}
	us, last := row.Span()
	if !row.IsFlow() {
		us = last
	}
	return appendEpoch(dst, us, 6)
}

func zeekPort(second bool) getter {
	return func(_ *values, dst []byte, row *field.Row) []byte {
		n, _ := row.PortNumber(second) // 0 where there are no ports
		return uintOf(dst, uint64(n))
	}
}

func zeekProto(_ *values, dst []byte, row *field.Row) []byte {
	switch name := transport(row); name {
	case "tcp", "udp", "icmp":
		return quoted(dst, name)
	case "ipv6-icmp":
		return quoted(dst, "icmp")
	}
	return quoted(dst, "unknown_transport")
}

func zeekService(e *values, dst []byte, row *field.Row) []byte {
	at := len(dst)
	if dst = ecsProtocol(e, dst, row); len(dst) > at {
		return dst
	}
	n, ok := row.PortNumber(true)
	if !ok || e.opt.Services == nil || e.opt.Names >= field.NamesProto {
		return dst
	}
	e.spare = e.spare[:0]
	if f := row.Key(); f.HasPorts() {
		e.spare = append(e.spare, e.opt.Services.Name(f.Proto, n)...)
	}
	return e.quote(dst)
}

func zeekMissed(_ *values, dst []byte, row *field.Row) []byte {
	if row.TCP() == nil {
		return dst
	}
	s, d := row.Gaps()
	return uintOf(dst, s+d)
}
