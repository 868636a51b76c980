// SPDX-License-Identifier: Apache-2.0

package preset_test

import (
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/record"
)

// TestNoAllocation: a row costs no allocation once the window is full. Of a set
// that sorts, lines are kept for the next rows once they were printed.
func TestNoAllocation(t *testing.T) {
	r := &record.Record{
		Type: record.TypeFAR, Parts: record.PartFlow | record.PartTime | record.PartMetrics,
		Flow: record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17, SrcPort: 1, DstPort: 53},
		Time: record.Time{Start: 1e18, End: 1e18 + 1e9},
	}
	r.Metrics.Src, r.Metrics.Dst = record.Counter{Packets: 2, Bytes: 120}, record.Counter{Packets: 1, Bytes: 60}
	var prep field.Preparer
	var row field.Row
	for _, name := range []string{"bot-iot", "unsw-nb15", "ctu13"} {
		p, _, err := preset.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		set := p.New(false)
		out := set.NewPrinter(&render.Layout{
			Columns: set.Columns(), Delimiter: ',',
			Options: field.Options{Precision: 6, UnixTime: true, Names: field.NamesProto, Location: time.UTC, Delimited: true},
		}, -1)
		buf := make([]byte, 0, 1<<20)
		print := func() {
			prep.Prepare(r, &row)
			buf = out.AppendEnd(out.AppendRow(buf[:0], &row))
		}
		for range 2 * preset.Window {
			print()
		}
		if n := testing.AllocsPerRun(100, print); n > 0 {
			t.Errorf("%s: %v allocations for a row", name, n)
		}
		if len(buf) == 0 {
			t.Errorf("%s: nothing printed", name)
		}
	}
}
