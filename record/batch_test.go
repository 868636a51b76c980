// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// described is what a record and its place come to, for comparison.
func described(r *record.Record, raw []byte) string {
	return fmt.Sprintf("%d %#x %x %x", r.Offset, uint8(r.Type), uint64(r.Parts), raw)
}

// byReader reads a stream with a Reader, and returns its records and its end.
func byReader(rd *record.Reader) (list []string, damaged int64, end error) {
	for {
		r, err := rd.Next()
		if err != nil {
			return list, rd.Damaged(), err
		}
		list = append(list, described(r, rd.Raw()))
	}
}

// byBatches cuts the whole stream into batches, all of which it keeps, before it
// decodes the first.
func byBatches(t *testing.T, f *record.Framer) (list []string, damaged int64, end error) {
	t.Helper()
	var batches []*record.Batch
	next := int64(0)
	for {
		b := new(record.Batch)
		if end = f.Next(b); end != nil {
			if len(b.Bytes) > 0 {
				t.Errorf("%d bytes with the error %v", len(b.Bytes), end)
			}
			break
		}
		if len(b.Bytes) == 0 || len(b.Bytes) > 256<<10 || b.Generation != f.Generation() {
			t.Fatalf("a batch of %d bytes, generation %d in a stream of generation %d", len(b.Bytes), b.Generation, f.Generation())
		}
		if b.Offset != next {
			t.Fatalf("a batch at offset %d, want %d", b.Offset, next)
		}
		next = b.Offset + int64(len(b.Bytes))
		b.Bytes = bytes.Clone(b.Bytes) // which leaves nothing behind the records
		batches = append(batches, b)
	}
	var d record.Decoder
	for _, b := range batches {
		d.Reset(b)
		for r := d.Next(); r != nil; r = d.Next() {
			list = append(list, described(r, d.Raw()))
		}
	}
	return list, d.Damaged(), end
}

// TestFramer: batches hold the records that a reader returns, whatever the pieces
// that a stream comes in, and end for the same reason.
func TestFramer(t *testing.T) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	damaged := append(bytes.Clone(demo[:128]), 0, 0, 0, 0) // a word of length 0
	damaged = append(damaged, demo[128:]...)
	large, _ := benchStream(t, 5000)
	for name, wire := range map[string][]byte{"demo": demo, "cut": demo[:len(demo)-3], "cut header": demo[:130], "damaged": damaged, "large": large} {
		want, dw, endW := byReader(record.NewReader(bytes.NewReader(wire)))
		if len(want) == 0 {
			t.Fatalf("%s: no records, %v", name, endW)
		}
		for _, size := range []int{100, 4000, 1 << 30} {
			got, dg, endG := byBatches(t, record.NewFramer(&pieces{wire, size}))
			if len(got) != len(want) || dg != dw || endG.Error() != endW.Error() {
				t.Fatalf("%s in pieces of %d: %d records, %d damaged, %v; want %d, %d, %v", name, size, len(got), dg, endG, len(want), dw, endW)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("%s in pieces of %d, record %d:\ngot  %s\nwant %s", name, size, i, got[i], want[i])
				}
			}
		}
	}
}

// TestFramerLive: a batch comes as soon as its records have arrived, although the
// stream stays open, and does not change when the next one is made.
func TestFramerLive(t *testing.T) {
	wire, n := benchStream(t, 20)
	in, out := io.Pipe()
	defer out.Close()
	f := record.NewFramer(in)
	offsets := []int{0}
	for at := 0; at < len(wire); {
		at += 4 * int(uint16(wire[at+2])<<8|uint16(wire[at+3]))
		offsets = append(offsets, at)
	}
	if len(offsets) != n+1 {
		t.Fatalf("%d records, want %d", len(offsets)-1, n)
	}
	var kept []*record.Batch
	for i := range n {
		end := offsets[i+1]
		if i < n-1 {
			end += 2 // a part of the next record does not matter
		}
		begin := offsets[i]
		if i > 0 {
			begin += 2
		}
		written := make(chan error, 1)
		go func() {
			_, err := out.Write(wire[begin:end])
			written <- err
		}()
		b := new(record.Batch)
		if err := f.Next(b); err != nil {
			t.Fatal(err)
		}
		if err := <-written; err != nil {
			t.Fatal(err)
		}
		kept = append(kept, b)
	}
	for i, b := range kept {
		if want := wire[offsets[i]:offsets[i+1]]; !bytes.Equal(b.Bytes, want) {
			t.Errorf("batch %d: got %x, want %x", i, b.Bytes, want)
		}
	}
}

// TestDecoderForeign: bytes that are no whole records, which no framer leaves in a
// batch, count as damage once, and end the batch.
func TestDecoderForeign(t *testing.T) {
	one := unhex(t, wireUDP3)
	for _, tt := range []struct {
		name    string
		bytes   []byte
		records int
		damaged int64
	}{
		{"nothing", nil, 0, 0},
		{"a record", one, 1, 0},
		{"two bytes more", append(bytes.Clone(one), 1, 2), 1, 1},
		{"a record that is cut", append(bytes.Clone(one), one[:len(one)-4]...), 1, 1},
		{"two words of length 0", append([]byte{0, 0, 0, 0, 1, 1, 0, 0}, one...), 1, 2},
	} {
		for _, sel := range []record.Selection{{Parts: record.AllParts}, {Parts: record.PartFlow}, {Skip: func(*record.Record) bool { return false }}} {
			var d record.Decoder
			d.Select(lazy.Key{}, sel)
			for range 2 { // the second time layouts are known
				before := d.Damaged()
				d.Reset(&record.Batch{Bytes: tt.bytes, Generation: record.Gen3, Offset: 1000})
				n := 0
				for r := d.Next(); r != nil; r = d.Next() {
					n++
				}
				if n != tt.records || d.Damaged()-before != tt.damaged || d.Next() != nil {
					t.Errorf("%s: %d records, %d damaged; want %d, %d", tt.name, n, d.Damaged()-before, tt.records, tt.damaged)
				}
			}
		}
	}
}

// TestDecoderGenerations: a decoder whose batches change their generation decodes
// each by its own, whatever layouts it knows of the other. In release 3 a source id
// of 12 bytes has a sequence number, in release 5 only if its subtype says so.
func TestDecoderGenerations(t *testing.T) {
	wire := []byte{0x13, 0x20, 0, 4, 1, 1, 1, 3, 10, 0, 0, 1, 0, 0, 0, 7}
	var d record.Decoder
	d.Select(lazy.Key{}, record.Selection{Parts: record.PartTransport})
	for i := range 6 {
		gen := []record.Generation{record.Gen3, record.Gen5}[i/2%2]
		d.Reset(&record.Batch{Bytes: wire, Generation: gen})
		r := d.Next()
		if r == nil || !r.Has(record.PartTransport) || r.Transport.HasSeq != (gen == record.Gen3) {
			t.Fatalf("generation %d: got %+v", gen, r)
		}
	}
}

// FuzzFramer: batches hold the records that a reader returns, of any bytes.
func FuzzFramer(f *testing.F) {
	wire, _ := benchStream(f, 7)
	f.Add(wire, uint16(50), uint16(0), uint16(0))
	f.Add(append(bytes.Clone(wire[:200]), make([]byte, 40)...), uint16(7), uint16(128), uint16(300))
	f.Fuzz(func(t *testing.T, wire []byte, size, start, stop uint16) {
		rd, fr := record.NewReader(bytes.NewReader(wire)), record.NewFramer(&pieces{wire, int(size) + 1})
		rd.SetRange(int64(start), int64(stop))
		fr.SetRange(int64(start), int64(stop))
		want, dw, endW := byReader(rd)
		var got []string
		var d record.Decoder
		var b record.Batch
		var endG error
		for endG = fr.Next(&b); endG == nil; endG = fr.Next(&b) {
			d.Reset(&b)
			for r := d.Next(); r != nil; r = d.Next() {
				got = append(got, described(r, d.Raw()))
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || d.Damaged() != dw || endG.Error() != endW.Error() {
			t.Fatalf("%d records, %d damaged, %v; want %d, %d, %v", len(got), d.Damaged(), endG, len(want), dw, endW)
		}
	})
}
