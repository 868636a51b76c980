// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/argus-go/argus/record"
)

// TestSelect: a reader that decodes some parts returns records that hold those
// of them that they have, and nothing else, at the same offsets.
func TestSelect(t *testing.T) {
	var wire []byte
	var err error
	start := record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStart}
	start.Man.Cookie = record.Cookie3
	if wire, err = start.Append(wire, record.V3Common); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		r := record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
		r.Parts = record.PartFlow | record.PartTime | record.PartMetrics | record.PartMAC | record.PartSrcData | record.PartDstData
		r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17, SrcPort: uint16(i), DstPort: 53}
		r.Time = record.Time{Start: 1e18, End: 1e18 + 1e9}
		r.Metrics.Src = record.Counter{Packets: 2, Bytes: 200}
		r.MAC.EtherType = 0x0800
		r.SrcData = record.UserData{Data: []byte("question"), Size: 8}
		r.DstData = record.UserData{Data: []byte("answer"), Size: 6}
		b, err := r.Append(nil, record.V3Common)
		if err != nil {
			t.Fatal(err)
		}
		b = append(b, 0x7e, 0, 0, 1) // a part of no known type
		b[2], b[3] = byte(len(b)/4>>8), byte(len(b)/4)
		wire = append(wire, b...)
	}
	all := record.PartFlow | record.PartTime | record.PartMetrics | record.PartMAC | record.PartSrcData | record.PartDstData
	for _, want := range []record.Parts{record.AllParts, record.PartFlow | record.PartTime, record.PartDstData, 0} {
		r := record.NewReader(bytes.NewReader(wire))
		r.Select(want)
		n, end := 0, int64(0)
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if rec.Offset != end {
				t.Errorf("record at %d, want %d", rec.Offset, end)
			}
			end = rec.Offset + int64(len(r.Raw()))
			if rec.Type == record.TypeMAR {
				continue
			}
			expect := want & all
			if want&record.PartDstData != 0 {
				expect |= record.PartSrcData // both directions go together
			}
			if rec.Parts != expect {
				t.Errorf("select %#x: parts %#x, want %#x", want, rec.Parts, expect)
			}
			if want&record.PartFlow != 0 && rec.Flow.SrcPort != uint16(n) {
				t.Errorf("port %d, want %d", rec.Flow.SrcPort, n)
			}
			if unknown := len(rec.Unknown) > 0; unknown != (want == record.AllParts) {
				t.Errorf("select %#x: a part of unknown type was kept: %v", want, unknown)
			}
			n++
		}
		if n != 3 || end != int64(len(wire)) || r.Damaged() != 0 {
			t.Errorf("select %#x: %d records to offset %d, %d damaged; want 3 to %d", want, n, end, r.Damaged(), len(wire))
		}
	}
}
