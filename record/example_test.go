// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net/netip"

	"github.com/argus-go/argus/record"
)

// A stream is written and read: two flows go in, counts come out. A program
// would open a file, or a connection, instead of the buffer.
func Example() {
	var file bytes.Buffer
	write(&file)

	rd := record.NewReader(&file)
	var flows int
	var sum record.Counter
	for {
		r, err := rd.Next() // r is lent until the next call
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		if r.Type == record.TypeMAR {
			continue // tells of the sensor, not of traffic
		}
		flows++
		sum.Packets += r.Metrics.Src.Packets + r.Metrics.Dst.Packets
		sum.Bytes += r.Metrics.Src.Bytes + r.Metrics.Dst.Bytes
		if r.Has(record.PartFlow) && r.Flow.Addr == record.AddrIPv4 {
			src, _ := netip.AddrFromSlice(r.Flow.Src[:4])
			dst, _ := netip.AddrFromSlice(r.Flow.Dst[:4])
			fmt.Printf("%v:%d -> %v:%d\n", src, r.Flow.SrcPort, dst, r.Flow.DstPort)
		}
	}
	fmt.Println(flows, "flows,", sum.Packets, "packets,", sum.Bytes, "bytes")
	// Output:
	// 10.0.0.1:40000 -> 10.0.0.2:443
	// 10.0.0.1:40001 -> 10.0.0.2:443
	// 2 flows, 10 packets, 1800 bytes
}

// write makes a stream of a START management record and two flow records.
func write(dst io.Writer) {
	w := record.NewWriter(dst, record.V3Common)
	const start = 1700000000_000000000 // nanoseconds
	if err := w.Write(&record.Record{
		Type: record.TypeMAR, Cause: record.CauseStart,
		Man: record.Management{Start: start, Now: start, FlowInterval: 5, MARInterval: 60},
	}); err != nil {
		log.Fatal(err)
	}
	for i := range 2 {
		r := record.Record{
			Type: record.TypeFAR, Cause: record.CauseStart,
			Parts:     record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics,
			Transport: record.Transport{Seq: uint32(i + 1), HasSeq: true},
			Time:      record.Time{Start: start, End: start + 250_000_000},
			Metrics: record.Metrics{
				Src: record.Counter{Packets: 3, Bytes: 400}, Dst: record.Counter{Packets: 2, Bytes: 500},
			},
			Flow: record.Flow{
				Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 6,
				Src: [16]byte{10, 0, 0, 1}, Dst: [16]byte{10, 0, 0, 2}, SrcPort: 40000 + uint16(i), DstPort: 443,
			},
		}
		if err := w.Write(&r); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
}

// A record that came from another stream is written in another dialect:
// nanoseconds become microseconds, and the record is encoded anew.
func ExampleRecord_Append() {
	r := record.Record{
		Type: record.TypeFAR, Cause: record.CauseStatus, Parts: record.PartTime,
		Time: record.Time{Start: 1_000000789, End: 2_000000789},
	}
	for _, d := range []record.Dialect{record.V3Common, record.V5} {
		b, err := r.Append(nil, d)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%x\n", b)
	}
	// Output:
	// 132000060302180500000001000000000000000200000000
	// 152000060302190500000001000003150000000200000315
}
