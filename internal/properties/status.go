// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// mergedColumns are the columns that merged status records have in common with the
// record that the sensor writes without them (clients: the family, measured, section
// 2.2). The others cannot be equal: those that count records, identifications of
// packets, the last window, and times between packets, of which those from one
// record to the next are not known.
var mergedColumns = strings.Fields("stime ltime dur dir state flgs spkts dpkts sbytes dbytes sappbytes dappbytes " +
	"smaxsz sminsz smeansz dmaxsz dminsz dmeansz tcprtt synack ackdat " +
	"stcpb dtcpb sgap dgap tcpopt smac dmac inode suser duser")

// CheckStatus checks that status records, merged, are the record that the sensor
// writes without them. whole and status are the files of one capture.
func (c *Checker) CheckStatus(whole, status string) []string {
	c.faults = nil
	c.begin("merged status records")
	all := c.records("ra", "-M", "nocorrect", "-r", status)
	records, either := byKey(all, defaultKey.of), byKey(all, eitherKey)
	merged := byKey(c.records("racluster", "-M", "nocorrect", "-r", status), defaultKey.of)
	for k, list := range byKey(c.records("ra", "-M", "nocorrect", "-r", whole), defaultKey.of) {
		switch {
		case len(list) > 1, forgotten(either[eitherKey(list[0])]):
			continue // the flow was over, and began again
		case list[0].Key().Proto == 1 && packets(records[k]) != packets(list):
			continue // a later packet of ICMP is in a record with its own type
		}
		if len(merged[k]) != 1 {
			c.fault("%s: %d groups, want 1", k, len(merged[k]))
			continue
		}
		if list[0].Has(record.PartICMPMap) && !merged[k][0].Has(record.PartICMPMap) {
			continue // an ICMP error after the last status record is in none
		}
		c.Flows++
		c.compareMerged(k, merged[k][0], list[0])
		c.compareRules(k, merged[k][0], records[k])
	}
	return c.faults
}

// packets adds up the packets of flows.
func packets(rows []*field.Row) (n uint64) {
	for _, row := range rows {
		m := row.Counters()
		n += m.Src.Packets + m.Dst.Packets
	}
	return n
}

// eitherKey returns what the flows between two ends have in common, whichever of them
// is the source.
func eitherKey(row *field.Row) string {
	a, b := columns("saddr", "sport")(row), columns("daddr", "dport")(row)
	return min(a, b) + max(a, b) + columns("proto")(row)
}

// byKey returns flows by a key.
func byKey(rows []*field.Row, key func(*field.Row) string) map[string][]*field.Row {
	m := map[string][]*field.Row{}
	for _, row := range rows {
		k := key(row)
		m[k] = append(m[k], row)
	}
	return m
}

// forgotten reports whether the sensor may have forgotten the flow of some records
// between two of them, because no packet came for too long (flow model, section 1.2).
func forgotten(records []*field.Row) bool {
	for i := 1; i < len(records); i++ {
		_, last := records[i-1].Span()
		first, _ := records[i].Span()
		timeout := int64(5e6)
		if p := records[i].Key().Proto; records[i].IsIP() && p != 1 && p != 58 {
			timeout = 30e6
		}
		if first-last >= timeout {
			return true
		}
	}
	return false
}

// lasting returns flags without the second letter, which tells whether packets of one
// record had several link addresses or encapsulations, the fourth, which tells of lost
// and late packets that the sensor recognised in the time of one record, and the
// eighth, of IP options, which have a rule of their own.
func lasting(flags string) string {
	b := []byte(flags)
	b[1], b[3], b[7] = ' ', ' ', ' '
	return string(b)
}

// compareMerged compares the columns that must be equal.
func (c *Checker) compareMerged(k string, got, want *field.Row) {
	for _, name := range mergedColumns {
		if want.Has(record.PartICMPMap) && (name == "ltime" || name == "dur") {
			continue // an ICMP error after the last status record is in none
		}
		g, w := text(got, name), text(want, name)
		if name == "flgs" {
			g, w = lasting(g), lasting(w)
		}
		if g != w {
			c.fault("%s of %s is %q, want %q", name, k, g, w)
		}
	}
}

// compareRules checks the columns whose value comes from those of the status records
// by a rule (clients: aggregation, section 2): the least time to live, the type of
// service if all records have the same, the options that an odd number of records have
// (Compat: as in the originals), the sum of losses, and all that was seen of a
// connection of TCP. The sensor reports the
// first or last of the packets of one record, and the losses that it saw in its time.
func (c *Checker) compareRules(k string, got *field.Row, records []*field.Row) {
	var want attributes
	for _, r := range records {
		src, dst := r.Lost()
		want.lost[0] += src
		want.lost[1] += dst
		if r.Has(record.PartNet) {
			want.status |= r.Net.TCP.Status
		}
		if r.Has(record.PartIPAttr) {
			want.add(0, &r.IPAttr.Src)
			want.add(1, &r.IPAttr.Dst)
		}
	}
	src, dst := got.Lost()
	have := attributes{lost: [2]uint64{src, dst}}
	if got.Has(record.PartNet) {
		have.status = got.Net.TCP.Status
	}
	if a := &got.IPAttr; got.Has(record.PartIPAttr) {
		have.seen = [2]bool{a.Src.Has, a.Dst.Has}
		have.ttl, have.tos = [2]uint8{a.Src.TTL, a.Dst.TTL}, [2]uint8{a.Src.TOS, a.Dst.TOS}
		have.options = [2]uint32{a.Src.Options, a.Dst.Options}
	}
	if have != want {
		c.fault("attributes of %s are %+v, want %+v", k, have, want)
	}
}

// attributes are values of both sides of a flow.
type attributes struct {
	status   uint32 // of TCP: what was seen
	lost     [2]uint64
	seen     [2]bool
	ttl, tos [2]uint8
	options  [2]uint32
}

// add adds the attributes of one record.
func (a *attributes) add(side int, s *record.IPSide) {
	switch {
	case !s.Has:
		return
	case !a.seen[side]:
		a.seen[side], a.ttl[side], a.tos[side], a.options[side] = true, s.TTL, s.TOS, s.Options
		return
	}
	a.options[side] ^= s.Options
	if a.tos[side] != s.TOS {
		a.tos[side] = 0
	}
	if s.TTL != 0 && (a.ttl[side] == 0 || s.TTL < a.ttl[side]) {
		a.ttl[side] = s.TTL
	}
}
