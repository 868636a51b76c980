// SPDX-License-Identifier: Apache-2.0

package recsort_test

import (
	"bytes"
	"errors"
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

func TestUnknownKeys(t *testing.T) {
	for _, word := range []string{"nosuch", "bytes/24", "saddr/0", "saddr/x", "bytes:up"} {
		if _, err := recsort.ParseKeys([]string{word}); err == nil {
			t.Errorf("%q is accepted", word)
		}
	}
	_, err := recsort.ParseKeys([]string{"byts"})
	var unknown *recsort.UnknownKeyError
	if !errors.As(err, &unknown) || unknown.Word != "byts" {
		t.Errorf("error %v, want one of an unknown key", err)
	}
}
