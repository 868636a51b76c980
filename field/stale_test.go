// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// poison fills a value with what no test expects: each number is odd and large,
// each flag is set, each slice holds bytes.
func poison(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			poison(v.Index(i))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte("POISON=1"))
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(99)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(77)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(5555)
	}
}

// partFields are the parts of a record and the names of their fields.
var partFields = []struct {
	part record.Parts
	name string
}{
	{record.PartTransport, "Transport"},
	{record.PartFlow, "Flow"},
	{record.PartTime, "Time"},
	{record.PartMetrics, "Metrics"},
	{record.PartAgg, "Agg"},
	{record.PartNet, "Net"},
	{record.PartVLAN, "VLAN"},
	{record.PartMPLS, "MPLS"},
	{record.PartJitter, "Jitter"},
	{record.PartIPAttr, "IPAttr"},
	{record.PartSizes, "Sizes"},
	{record.PartSrcData, "SrcData"},
	{record.PartDstData, "DstData"},
	{record.PartMAC, "MAC"},
	{record.PartICMPMap, "ICMPMap"},
	{record.PartEncaps, "Encaps"},
	{record.PartBehavior, "Behavior"},
	{record.PartCountry, "Country"},
	{record.PartLabel, "Label"},
	{record.PartASN, "ASN"},
}

// spoil fills the parts that a record does not have with poison. flow chooses
// what the poisoned flow key and network state look like, so that every
// protocol's code is tempted.
func spoil(r *record.Record, flow record.Flow, net record.NetKind) {
	for _, p := range partFields {
		if r.Parts&p.part == 0 {
			poison(reflect.ValueOf(r).Elem().FieldByName(p.name))
		}
	}
	if r.Parts&record.PartFlow == 0 {
		r.Flow.Addr, r.Flow.Proto, r.Flow.Kind = flow.Addr, flow.Proto, record.FlowFiveTuple
	}
	if r.Parts&record.PartNet == 0 {
		r.Net.Kind = net
	}
	if r.Type != record.TypeMAR {
		poison(reflect.ValueOf(&r.Man).Elem())
	}
}

// temptations are flow keys and network states that columns look at.
var temptations = []struct {
	flow record.Flow
	net  record.NetKind
}{
	{record.Flow{Addr: record.AddrIPv4, Proto: 6}, record.NetTCPPerf},
	{record.Flow{Addr: record.AddrIPv6, Proto: 6}, record.NetTCPInit},
	{record.Flow{Addr: record.AddrIPv4, Proto: 17}, record.NetRTP},
	{record.Flow{Addr: record.AddrIPv4, Proto: 17}, record.NetRTCP},
	{record.Flow{Addr: record.AddrIPv4, Proto: 17}, record.NetUDT},
	{record.Flow{Addr: record.AddrIPv4, Proto: 1}, record.NetICMP},
	{record.Flow{Addr: record.AddrIPv6, Proto: 58}, record.NetICMP},
	{record.Flow{Addr: record.AddrIPv4, Proto: 50}, record.NetESP},
	{record.Flow{Addr: record.AddrIPv4, Proto: 17}, record.NetFrag},
	{record.Flow{Addr: record.AddrARP}, record.NetARP},
	{record.Flow{Addr: record.AddrRARP}, record.NetNone},
	{record.Flow{Addr: record.AddrEthernet}, record.NetNone},
	{record.Flow{Addr: record.AddrISIS}, record.NetNone},
	{record.Flow{Addr: record.AddrWLAN}, record.NetNone},
}

// everything returns all that is made of a record: texts and values of all
// columns, the short way to their texts, what -H and -% print, the columns of
// release 2, and what a Row tells.
func everything(r *record.Record) map[string]string {
	var row field.Row
	prep := field.Preparer{Correct: true, KnownTCP: func(uint16) bool { return true }}
	prep.Prepare(r, &row)
	o := options()
	o.Now, o.Begin = 1_800_000_000_000_000, 1_600_000_000_000_000
	sums := field.Sums{Src: record.Counter{Packets: 10, Bytes: 10, AppBytes: 10}, Dst: record.Counter{Packets: 10, Bytes: 10, AppBytes: 10}, Trans: 9}
	all := map[string]string{}
	for _, f := range field.All() {
		v := f.Value(o, &row)
		all[f.Name+" text"] = string(f.Append(nil, o, &row))
		all[f.Name+" value"] = described(&v)
		all[f.Name+" abbreviated"] = string(f.Abbreviated()(nil, o, &row))
		_, share := f.Share(&sums)
		all[f.Name+" share"] = string(share(nil, o, &row))
		if put := f.Putter(20); put != nil && row.IsFlow() {
			line := []byte("                    ")
			done := put(line, 0, 20, o, &row)
			all[f.Name+" put"] = fmt.Sprint(done, string(line))
		}
	}
	for second := range 2 {
		s := second == 1
		key := fmt.Sprint("classic ", s)
		all[key+" host"] = string(field.AppendClassicHost(nil, o, &row, s))
		all[key+" port"] = string(field.AppendClassicPort(nil, o, &row, s))
		all[key+" mac"] = string(field.AppendClassicMAC(nil, &row, s))
		all[key+" data"] = string(field.AppendClassicData(nil, o, &row, s, 20))
		all[key+" dump"] = string(field.AppendUserDump(nil, &row, s, 20))
		n, ok := row.PortNumber(s)
		all[key+" number"] = fmt.Sprint(n, ok)
	}
	for i := range 4 {
		all[fmt.Sprint("classic count ", i)] = string(field.AppendClassicCount(nil, &row, i, false)) + string(field.AppendClassicCount(nil, &row, i, true))
	}
	all["classic"] = fmt.Sprintf("%s|%s|%s|%s|%s|%s", field.AppendClassicFlags(nil, o, &row), field.AppendClassicDuration(nil, o, &row),
		field.AppendClassicProto(nil, o, &row), field.AppendClassicDir(nil, &row), field.AppendClassicState(nil, o, &row), field.AppendClassicResponse(nil, o, &row))
	sums.Add(r)
	a, b := row.Lost()
	c, d := row.Gaps()
	all["row"] = fmt.Sprint(row.IsIP(), row.WholePort(), row.TCP() != nil, a, b, c, d, sums, row.Dur, row.SrcRate, row.DstLoad, row.RTP)
	return all
}

// TestNoStaleValues: what a record's absent parts hold does not show anywhere. A
// record that is read into again holds the values of an earlier record there.
func TestNoStaleValues(t *testing.T) {
	for _, s := range samples() {
		for _, x := range temptations {
			clean := s.make()
			for _, p := range partFields {
				if clean.Parts&p.part == 0 {
					reflect.ValueOf(clean).Elem().FieldByName(p.name).SetZero()
				}
			}
			spoilt := clean.Clone()
			spoil(spoilt, x.flow, x.net)
			want := everything(clean)
			for key, got := range everything(spoilt) {
				if got != want[key] {
					t.Errorf("%s with stale parts like those of %v, %v: %s: got %q, want %q", s.name, x.flow.Addr, x.net, key, got, want[key])
				}
			}
		}
	}
}

// TestNoPartNoValue: a flow record without any part has a value only in columns
// that come from its header. Where the text is not blank it is the one
// documented for missing values.
func TestNoPartNoValue(t *testing.T) {
	r := bare()
	spoil(r, record.Flow{Addr: record.AddrIPv4, Proto: 6}, record.NetTCPPerf)
	row := prepared(r)
	header := map[string]string{"cause": "text Status", "offset": "int 40"}
	for _, f := range field.All() {
		want := header[f.Name]
		if want == "" {
			want = "-"
		}
		if got := valueOf(t, f.Name, options(), row); got != want {
			t.Errorf("%s: got %s, want %s", f.Name, got, want)
		}
	}
}

// TestOnePartOnly: with one part alone, a column that depends on other parts as
// well shows nothing of what those hold.
func TestOnePartOnly(t *testing.T) {
	for _, p := range partFields {
		for _, x := range temptations {
			clean := rich()
			clean.Parts = p.part
			for _, q := range partFields {
				if q.part != p.part {
					reflect.ValueOf(clean).Elem().FieldByName(q.name).SetZero()
				}
			}
			spoilt := clean.Clone()
			spoil(spoilt, x.flow, x.net)
			want := everything(clean)
			for key, got := range everything(spoilt) {
				if got != want[key] {
					t.Errorf("only %s, stale parts like those of %v, %v: %s: got %q, want %q", p.name, x.flow.Addr, x.net, key, got, want[key])
				}
			}
		}
	}
}
