// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/argus-go/argus/record"
)

// benchStream is a stream of n records of the kinds that a network has most:
// TCP connections, DNS queries, pings and packets with tags; or the record
// file that ARGUS_BENCH_RECORDS names.
func benchStream(tb testing.TB, n int) (wire []byte, records int) {
	tb.Helper()
	if file := os.Getenv("ARGUS_BENCH_RECORDS"); file != "" {
		wire, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		rd := record.NewReader(bytes.NewReader(wire))
		for {
			if _, err := rd.Next(); err != nil {
				return wire, records
			}
			records++
		}
	}
	kinds := [][]byte{unhex(tb, wireTCP), unhex(tb, wireUDP3), unhex(tb, wireEcho), unhex(tb, wireTCP), unhex(tb, wireUDP3), unhex(tb, wireVLAN)}
	wire = unhex(tb, wireMAR3)
	for i := range n - 1 {
		wire = append(wire, kinds[i%len(kinds)]...)
	}
	return wire, n
}

func BenchmarkReader(b *testing.B) {
	wire, n := benchStream(b, 50000)
	b.SetBytes(int64(len(wire)))
	b.ReportAllocs()
	src := bytes.NewReader(nil)
	for b.Loop() {
		src.Reset(wire)
		rd := record.NewReader(src)
		for {
			if _, err := rd.Next(); err != nil {
				break
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
}

func BenchmarkCopy(b *testing.B) {
	for name, d := range map[string]record.Dialect{"V3Common": record.V3Common, "V5": record.V5} {
		b.Run(name, func(b *testing.B) {
			wire, n := benchStream(b, 50000)
			b.SetBytes(int64(len(wire)))
			b.ReportAllocs()
			src := bytes.NewReader(nil)
			for b.Loop() {
				src.Reset(wire)
				rd, w := record.NewReader(src), record.NewWriter(io.Discard, d)
				for {
					r, err := rd.Next()
					if err != nil {
						break
					}
					if err := w.Write(r); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
		})
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	for _, k := range []struct{ name, wire string }{{"TCP", wireTCP}, {"UDP", wireUDP3}, {"all options", wireVLAN}} {
		b.Run(k.name, func(b *testing.B) {
			w := unhex(b, k.wire)
			var r record.Record
			b.ReportAllocs()
			for b.Loop() {
				if err := r.Unmarshal(w, record.Gen3); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, k := range []struct{ name, wire string }{{"TCP", wireTCP}, {"UDP", wireUDP3}, {"all options", wireVLAN}} {
		b.Run(k.name, func(b *testing.B) {
			var r record.Record
			if err := r.Unmarshal(unhex(b, k.wire), record.Gen3); err != nil {
				b.Fatal(err)
			}
			buf := make([]byte, 0, 8192)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Append(buf, record.V3Common); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Reading and writing records allocates nothing.
func TestAllocations(t *testing.T) {
	wire, n := benchStream(t, 3000)
	rd, w := record.NewReader(bytes.NewReader(wire)), record.NewWriter(io.Discard, record.V3Common)
	if _, err := rd.Next(); err != nil {
		t.Fatal(err)
	}
	if a := testing.AllocsPerRun(min(n, 3000)-2, func() {
		r, err := rd.Next()
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}); a != 0 {
		t.Errorf("%v allocations a record", a)
	}
}
