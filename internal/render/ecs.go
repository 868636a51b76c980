// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// ECSVersion is the release of the Elastic Common Schema whose names are used.
const ECSVersion = "8.11.0"

// ECSColumns are the columns of ECS without a field list.
var ECSColumns = []string{
	"stime", "ltime", "dur", "flgs", "proto", "saddr", "sport", "dir", "daddr", "dport",
	"spkts", "dpkts", "pkts", "sbytes", "dbytes", "bytes", "smac", "dmac", "svid", "state", "cause", "seq", "srcid", "label",
}

// ecsNames returns the columns that have names in the Elastic Common Schema. All
// others are members of the object argus, under their own names.
func ecsNames() []mapped {
	return []mapped{
		{"event.start", "time", "stime", "start of the record", instant(false)},
		{"event.end", "time", "ltime", "end of the record", instant(true)},
		{"event.duration", "integer", "dur", "duration of the record, nanoseconds", duration},
		{"event.sequence", "integer", "seq", "sequence number", nil},
		{"event.reason", "string", "cause", "why the record was written", nil},
		{"network.transport", "string", "proto", "protocol above IP", ecsTransport},
		{"network.type", "string", "proto", "ipv4, ipv6 or arp", ecsType},
		{"network.iana_number", "string", "proto", "number of the protocol above IP", ecsNumber},
		{"network.protocol", "string", "proto", "rtp or rtcp, where the sensor recognised it", ecsProtocol},
		{"network.packets", "integer", "pkts", "packets of both sides", nil},
		{"network.bytes", "integer", "bytes", "bytes of both sides, link header included", nil},
		{"network.vlan.id", "string", "svid", "VLAN id of the source", asString("svid")},
		{"source.address", "string", "saddr", "address of the initiator, or its name", nil},
		{"source.ip", "string", "saddr", "IP address of the initiator", endAddress("saddr", true)},
		{"source.port", "integer", "sport", "TCP or UDP port of the initiator", portNumber(false)},
		{"source.packets", "integer", "spkts", "packets of the initiator", nil},
		{"source.bytes", "integer", "sbytes", "bytes of the initiator", nil},
		{"source.mac", "string", "smac", "link address of the initiator", linkAddress("smac", '-', upperDigits)},
		{"source.as.number", "integer", "sas", "AS number of the initiator", nil},
		{"source.geo.country_iso_code", "string", "sco", "country of the initiator", nil},
		{"destination.address", "string", "daddr", "address of the responder, or its name", nil},
		{"destination.ip", "string", "daddr", "IP address of the responder", endAddress("daddr", true)},
		{"destination.port", "integer", "dport", "TCP or UDP port of the responder", portNumber(true)},
		{"destination.packets", "integer", "dpkts", "packets of the responder", nil},
		{"destination.bytes", "integer", "dbytes", "bytes of the responder", nil},
		{"destination.mac", "string", "dmac", "link address of the responder", linkAddress("dmac", '-', upperDigits)},
		{"destination.as.number", "integer", "das", "AS number of the responder", nil},
		{"destination.geo.country_iso_code", "string", "dco", "country of the responder", nil},
		{"observer.name", "string", "srcid", "id of the sensor", nil},
	}
}

// ecsAlso are columns that are also members of argus, because their field in ECS
// does not hold all of their value.
var ecsAlso = lookup.Table[string, bool]{{"proto", true}, {"sport", true}, {"dport", true}}

// ECS writes one object per row and line, with the names of the Elastic Common
// Schema. Management records are metrics of the sensor; their counters are members
// of argus, so that sums over flows do not include them.
type ECS struct {
	values
	missing   Missing
	flow, man []nested
	columns   []Column
}

// A nested item has a path of objects. The items of one object stand together.
type nested struct {
	path []string // the keys of the objects around it
	item
}

// NewECS returns an encoder of the columns.
func NewECS(columns []Column, opt field.Options, missing Missing) *ECS {
	opt.UnixTime, opt.Format = false, "" // a key has one type
	e := &ECS{values: newValues(opt), missing: missing, columns: once(columns)}
	names := ecsNames()
	var named, own, man []nested
	for _, m := range names {
		for _, c := range e.columns {
			if c.Name != m.from {
				continue
			}
			it := nestedItem(m.name, c)
			it.get = m.get
			named = append(named, it)
			if m.from == "stime" || m.from == "ltime" || m.from == "dur" || m.from == "seq" || m.from == "srcid" {
				man = append(man, it)
			}
		}
	}
	for _, c := range e.columns {
		it := nestedItem("argus."+c.Name, c)
		mappedTo := false
		for _, m := range names {
			mappedTo = mappedTo || m.from == c.Name
		}
		if !mappedTo || ecsAlso.Of(c.Name) {
			own = append(own, it)
		}
		switch c.Name {
		case "stime", "ltime", "dur", "seq", "srcid", "proto":
		default:
			man = append(man, it)
		}
	}
	e.flow, e.man = append(named, own...), man
	return e
}

func nestedItem(name string, c Column) nested {
	parts := strings.Split(name, ".")
	last := len(parts) - 1
	return nested{parts[:last], item{key: `"` + parts[last] + `":`, column: c}}
}

// AppendStart appends nothing.
func (e *ECS) AppendStart(dst []byte) []byte { return dst }

// AppendEnd appends nothing.
func (e *ECS) AppendEnd(dst []byte) []byte { return dst }

// AppendRow appends the line of row.
func (e *ECS) AppendRow(dst []byte, row *field.Row) []byte {
	first, _ := row.Span()
	items := e.flow
	if !row.IsFlow() {
		_, first = row.Span() // when it was written
		items = e.man
	}
	dst = append(dst, `{"@timestamp":`...)
	dst = append(e.stamp.Append(append(dst, '"'), e.opt.Location, first, 6), '"')
	dst = append(dst, `,"ecs":{"version":"`+ECSVersion+`"},"observer":{"type":"sensor","vendor":"Argus","product":"argus"`...)
	// The object of the observer is open for the name.
	for i := range items {
		if it := &items[i]; it.path[0] == "observer" {
			dst = e.member(dst, ',', &it.item, e.missing, row)
		}
	}
	dst = append(dst, `},"event":{"module":"argus",`...)
	dst = append(dst, eventOf(row)...)
	open := eventPath
	for i := range items {
		it := &items[i]
		if it.path[0] == "observer" {
			continue
		}
		at, was := len(dst), open
		var comma byte
		dst, comma = enter(dst, open, it.path)
		from := len(dst)
		if dst = e.member(dst, comma, &it.item, e.missing, row); len(dst) == from {
			dst, open = dst[:at], was
			continue
		}
		open = it.path
	}
	for range open {
		dst = append(dst, '}')
	}
	return append(dst, "}\n"...)
}

var eventPath = []string{"event"}

// enter closes the objects of from that are not in to, and opens those of to
// that are not in from. It returns what stands before the next member: a comma
// if its object has members.
func enter(dst []byte, from, to []string) ([]byte, byte) {
	n := 0
	for n < len(from) && n < len(to) && from[n] == to[n] {
		n++
	}
	for range from[n:] {
		dst = append(dst, '}')
	}
	if n == len(to) {
		return dst, ','
	}
	for i, name := range to[n:] {
		if i == 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), name...), `":{`...)
	}
	return dst, 0
}

// eventOf returns the members of event that describe the kind of a record.
func eventOf(row *field.Row) string {
	switch {
	case row.Type == record.TypeMAR:
		return `"kind":"metric","dataset":"argus.man","category":["network"],"type":["info"]`
	case row.Type == record.TypeEvent:
		return `"kind":"event","dataset":"argus.event","category":["host"],"type":["info"]`
	case row.Cause == record.CauseStart:
		return `"kind":"event","dataset":"argus.flow","category":["network"],"type":["connection","start"]`
	case row.Cause == record.CauseStop:
		return `"kind":"event","dataset":"argus.flow","category":["network"],"type":["connection","end"]`
	}
	return `"kind":"event","dataset":"argus.flow","category":["network"],"type":["connection"]`
}

func duration(_ *values, dst []byte, row *field.Row) []byte {
	if !hasSpan(row) {
		return dst
	}
	first, last := row.Span()
	return strconv.AppendInt(dst, max(last-first, 0)*1000, 10)
}

func ecsTransport(_ *values, dst []byte, row *field.Row) []byte { return quoted(dst, transport(row)) }

func ecsType(_ *values, dst []byte, row *field.Row) []byte {
	if !row.IsFlow() {
		return dst
	}
	switch row.Key().Addr {
	case record.AddrIPv4:
		return quoted(dst, "ipv4")
	case record.AddrIPv6:
		return quoted(dst, "ipv6")
	case record.AddrARP:
		return quoted(dst, "arp")
	}
	return dst
}

func ecsNumber(_ *values, dst []byte, row *field.Row) []byte {
	if !row.IsIP() {
		return dst
	}
	return append(uintOf(append(dst, '"'), uint64(row.Key().Proto)), '"')
}

func ecsProtocol(_ *values, dst []byte, row *field.Row) []byte {
	if !row.IsFlow() || !row.RTP || row.Key().Proto != 17 {
		return dst
	}
	switch row.Net.Kind {
	case record.NetRTP:
		return quoted(dst, "rtp")
	case record.NetRTCP:
		return quoted(dst, "rtcp")
	}
	return dst
}

// asString makes a getter of a column of numbers whose ECS type is a word.
func asString(name string) getter {
	c := columnOf(name)
	return func(e *values, dst []byte, row *field.Row) []byte {
		e.spare, _ = e.raw(e.spare[:0], &c, row)
		return e.quote(dst)
	}
}

const (
	lowerDigits = "0123456789abcdef"
	upperDigits = "0123456789ABCDEF"
)

// linkAddress makes a getter of a link address, in the way that a vocabulary
// writes it.
func linkAddress(name string, separator byte, digits string) getter {
	c := columnOf(name)
	return func(e *values, dst []byte, row *field.Row) []byte {
		v := c.Value(&e.opt, row)
		a, ok := v.Link()
		if !ok {
			return dst
		}
		sep := byte('"')
		for _, b := range a {
			dst = append(dst, sep, digits[b>>4], digits[b&15])
			sep = separator
		}
		return append(dst, '"')
	}
}
