// SPDX-License-Identifier: Apache-2.0

package recsort_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// A flow is what a test sorts.
type flow struct {
	v6           bool
	src          [16]byte
	proto        uint8
	sport        uint16
	bytes, start uint64
	ttl          uint8 // 0 is a flow without IP attributes
}

func (f flow) row(t *testing.T) *field.Row {
	t.Helper()
	r := &record.Record{Type: record.TypeFAR, Version: 3, Parts: record.PartFlow | record.PartTime | record.PartMetrics}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: f.src, Proto: f.proto, SrcPort: f.sport}
	if f.v6 {
		r.Flow.Addr = record.AddrIPv6
	}
	r.Metrics.Src = record.Counter{Packets: 2, Bytes: f.bytes}
	r.Time.Start = int64(f.start+1_600_000_000) * 1e9
	r.Time.End = r.Time.Start + 1e9
	if f.ttl > 0 {
		r.Parts |= record.PartIPAttr
		r.IPAttr.Src = record.IPSide{Has: true, TTL: f.ttl}
	}
	row := new(field.Row)
	new(field.Preparer).Prepare(r, row)
	return row
}

func ipv4(a, b, c, d byte) (x [16]byte) {
	x[0], x[1], x[2], x[3] = a, b, c, d
	return x
}

// TestOrder: rows come in the order of the numbers at their end; equal ones keep
// their order, and a value that is absent comes last, whatever the direction.
func TestOrder(t *testing.T) {
	for _, tt := range []struct {
		keys  string
		flows []flow // in the order in which they must come out
	}{
		{"bytes", []flow{{bytes: 70000}, {bytes: 256}, {bytes: 255}, {bytes: 255, start: 9}, {bytes: 1}}},
		{"bytes:asc", []flow{{bytes: 1}, {bytes: 255}, {bytes: 256}, {bytes: 70000}}},
		{"stime", []flow{{start: 1}, {start: 2}, {start: 300}}},
		{"stime:desc", []flow{{start: 300}, {start: 2}, {start: 1}}},
		{"saddr", []flow{
			{src: ipv4(10, 0, 0, 2)},
			{src: ipv4(10, 0, 0, 10)},
			{src: ipv4(192, 0, 2, 1)},
			{v6: true, src: [16]byte{0x20, 1}},
			{v6: true, src: [16]byte{0xfe, 0x80}},
			{v6: true, src: [16]byte{0xfe, 0x80, 15: 1}},
		}},
		{"saddr/24 bytes", []flow{
			{src: ipv4(10, 0, 0, 2), bytes: 9},
			{src: ipv4(10, 0, 0, 1), bytes: 8},
			{src: ipv4(10, 0, 1, 1), bytes: 10},
		}},
		{"proto sport", []flow{{proto: 17, sport: 53}, {proto: 17, sport: 1900}, {proto: 6, sport: 80}, {proto: 1, sport: 0}}},
		{"sttl", []flow{{ttl: 1}, {ttl: 64}, {ttl: 255}, {}}},
		{"sttl:desc", []flow{{ttl: 255}, {ttl: 64}, {ttl: 1}, {}}},
		{"srcaddr,packets", []flow{{src: ipv4(10, 0, 0, 2)}, {src: ipv4(10, 0, 0, 10)}}},
	} {
		keys, err := recsort.ParseKeys([]string{tt.keys})
		if err != nil {
			t.Errorf("%s: %v", tt.keys, err)
			continue
		}
		s := recsort.New(keys, 0, "")
		// Added from the last to the first, but for equal ones, which the third
		// column of the first case has.
		order := make([]int, 0, len(tt.flows))
		for i := len(tt.flows) - 1; i >= 0; i-- {
			order = append(order, i)
		}
		if tt.keys == "bytes" {
			order = []int{4, 2, 3, 1, 0}
		}
		for _, i := range order {
			if err := s.Add(tt.flows[i].row(t), []byte{byte(i)}); err != nil {
				t.Fatal(err)
			}
		}
		var got []byte
		if err := s.Each(func(b []byte) error { got = append(got, b...); return nil }); err != nil {
			t.Fatal(err)
		}
		want := make([]byte, len(tt.flows))
		for i := range want {
			want[i] = byte(i)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: order %v, want %v", tt.keys, got, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// before sorts two records of a section each by keys, and reports whether the first
// comes first although it was added last.
func before(t *testing.T, keys []recsort.Key, first, second *field.Row, sections [2]int64) bool {
	t.Helper()
	s := recsort.New(keys, 0, "")
	defer s.Close()
	if err := errors.Join(s.AddTo(sections[1], second, []byte{2}), s.AddTo(sections[0], first, []byte{1})); err != nil {
		t.Fatal(err)
	}
	var got []byte
	if err := s.Each(func(b []byte) error { got = append(got, b...); return nil }); err != nil || len(got) != 2 || s.Len() != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	return got[0] == 1
}

// TestKinds: values of every kind compare as they are, in both directions, and keys of
// texts are whole.
func TestKinds(t *testing.T) {
	row := func(change func(r *record.Record)) *field.Row {
		r := flow{bytes: 100, proto: 6}.row(t).Record.Clone()
		change(r)
		row := new(field.Row)
		new(field.Preparer).Prepare(r, row)
		return row
	}
	lasting := func(d int64) *field.Row {
		return row(func(r *record.Record) { r.Time.End = r.Time.Start + d })
	}
	label := func(text string) *field.Row {
		return row(func(r *record.Record) { r.Parts |= record.PartLabel; r.Label = []byte(text) })
	}
	system := func(name byte, pdu uint8) *field.Row {
		return row(func(r *record.Record) {
			r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrISIS, PDUType: pdu}
			r.Flow.Area[0] = name
		})
	}
	card := func(last byte) *field.Row {
		return row(func(r *record.Record) {
			r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrEthernet}
			r.Flow.Src[5] = last
			r.Parts |= record.PartMAC
			r.MAC.Src[5] = last
		})
	}
	icmp := func(kind, code uint8) *field.Row {
		return row(func(r *record.Record) {
			r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Proto: 58, ICMPType: kind, ICMPCode: code}
		})
	}
	answered := func(us uint32) *field.Row {
		return row(func(r *record.Record) {
			r.Parts |= record.PartNet
			r.Net.Kind, r.Net.TCP.SynAck = record.NetTCPPerf, us
		})
	}
	udp := flow{proto: 17, sport: 9}.row(t)
	for _, tt := range []struct {
		key           string
		first, second *field.Row
	}{
		{"dur", lasting(1e9), lasting(3e9)},
		{"rate", lasting(1e9), lasting(3e9)}, // one gap in one and in three seconds
		{"load", lasting(1e9), lasting(0)},
		{"label", label("a"), label("ab")},
		{"label", label("ab"), label("b")},
		{"saddr", flow{src: ipv4(255, 0, 0, 1)}.row(t), card(1)},
		{"saddr", card(1), card(2)},
		{"saddr", system(1, 18), system(2, 18)},
		{"smac", card(1), card(2)},
		{"sport", card(1), udp}, // no port is port 0
		{"sport", icmp(1, 0), icmp(128, 0)},
		{"dport", icmp(1, 0), icmp(1, 4)},
		{"tcprtt", answered(9), answered(7)},
		{"tcprtt", answered(9), udp}, // printed as 0
		{"proto", udp, card(1)},
	} {
		keys, err := recsort.ParseKeys([]string{tt.key})
		if err != nil {
			t.Fatal(err)
		}
		if !before(t, keys, tt.first, tt.second, [2]int64{}) || before(t, keys, tt.second, tt.first, [2]int64{}) {
			t.Errorf("%s: wrong order", tt.key)
		}
		recsort.Reverse(keys)
		if before(t, keys, tt.first, tt.second, [2]int64{}) || !before(t, keys, tt.second, tt.first, [2]int64{}) {
			t.Errorf("%s, reversed: wrong order", tt.key)
		}
		// Sections count first.
		if !before(t, keys, tt.first, tt.second, [2]int64{-1, 0}) || before(t, keys, tt.first, tt.second, [2]int64{1, 0}) {
			t.Errorf("%s: wrong order of sections", tt.key)
		}
	}
	long := func(a, b uint8) (*field.Row, *field.Row) { return system(1, a), system(1, b) }
	keys, err := recsort.ParseKeys([]string{"saddr", "bytes"})
	if err != nil {
		t.Fatal(err)
	}
	if want := record.PartFlow | record.PartMetrics; recsort.Needs(keys)&want != want {
		t.Errorf("needs %v", recsort.Needs(keys))
	}
	// 0100.0000.0000.00-00 and 0100.0000.0000.00 are not equal, although their first
	// sixteen characters are.
	if a, b := long(20, 17); before(t, keys[:1], a, b, [2]int64{}) == before(t, keys[:1], b, a, [2]int64{}) {
		var o field.Options
		f, _ := field.Lookup("saddr")
		t.Errorf("%q and %q are equal", f.Append(nil, &o, a), f.Append(nil, &o, b))
	}
}

func TestUnknownKeys(t *testing.T) {
	for _, word := range []string{"nosuch", "bytes/24", "saddr/0", "saddr/x", "bytes:up"} {
		if _, err := recsort.ParseKeys([]string{word}); err == nil {
			t.Errorf("%q is accepted", word)
		}
	}
	_, err := recsort.ParseKeys([]string{"byts"})
	var unknown *recsort.UnknownKeyError
	if !errors.As(err, &unknown) || unknown.Word != "byts" || !strings.Contains(err.Error(), "did you mean bytes?") {
		t.Errorf("error %v, want one of an unknown key", err)
	}
	if _, err := recsort.ParseKeys([]string{"zzzzzzzz"}); err == nil || !strings.Contains(err.Error(), "--help fields") {
		t.Errorf("error %v, want one that says where the keys are listed", err)
	}
}
