// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// pieces gives a stream at most so many bytes at a time, so that records end at
// all places of the reader's buffer.
type pieces struct {
	rest []byte
	size int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.rest[:min(len(p.rest), p.size)])
	p.rest = p.rest[n:]
	return n, nil
}

// TestSelect: what is decoded late is what is decoded at once.
func TestSelect(t *testing.T) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	// What 3.0.8.2 makes of testdata/demo.pcap by default.
	plain, err := os.ReadFile("testdata/plain.arg")
	if err != nil {
		t.Fatal(err)
	}
	plain = append(plain, plain[128:]...) // the second time its layouts are known
	mixed, _ := benchStream(t, 30)
	damaged := bytes.Clone(demo)
	for i := 200; i < len(damaged); i += 97 {
		damaged[i] ^= 0x41
	}
	// Behind an ARP key without addresses the header of the times is byte-reversed.
	arp := wrap(record.Gen3, unhex(t, "02060404 00010825 00040001 250029da 03180103 4b9c1be2 000847d2 10010602 0001003c"))
	turned := slices.Concat(stream(t), arp, arp)
	for name, wire := range map[string][]byte{"demo": demo, "plain": plain, "mixed": mixed, "damaged": damaged, "turned": turned} {
		for _, want := range []record.Parts{0, record.PartTime, record.PartFlow | record.PartNet, record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet, record.PartJitter | record.PartMAC, record.AllParts} {
			same := checkSelect(t, name, wire, want)
			if name == "plain" && want != record.AllParts && same < 30 {
				t.Errorf("%s, %x: only %d records are written as they were read", name, want, same)
			}
		}
	}
}

// TestAsRead: records are written as they were read only if that is how they are
// written. Of records whose layouts are known one byte after the other is changed.
func TestAsRead(t *testing.T) {
	plain, err := os.ReadFile("testdata/plain.arg")
	if err != nil {
		t.Fatal(err)
	}
	plain = append(plain, appBytes(t, plain)...)
	var starts []int
	for at := 128; at < len(plain); at += 4 * int(binary.BigEndian.Uint16(plain[at+2:])) {
		starts = append(starts, at)
	}
	for at := 4; at < 200; at++ {
		for _, flip := range []byte{1, 3, 0x80, 0x41} {
			again := bytes.Clone(plain)
			for _, start := range starts {
				if start+at < len(again) {
					again[start+at] ^= flip
				}
			}
			name := fmt.Sprintf("byte %d ^ %#x", at, flip)
			// The layout is that of a record before it, or one that the change makes.
			checkSelect(t, name, append(plain[:len(plain):len(plain)], again[128:]...), record.PartFlow|record.PartMetrics)
			checkSelect(t, name, append(again[:len(again):len(again)], again[128:]...), record.PartFlow|record.PartMetrics)
		}
	}
}

// appBytes returns the flows of a stream with bytes of applications.
func appBytes(t *testing.T, wire []byte) (out []byte) {
	rd := record.NewReader(bytes.NewReader(wire))
	for i := uint64(0); ; i++ {
		r, err := rd.Next()
		if err != nil {
			return out
		}
		if r.Type == record.TypeMAR {
			continue
		}
		r.Metrics.Src.AppBytes = 1 + i%3*300
		if out, err = r.Append(out, record.V3Common); err != nil {
			t.Fatal(err)
		}
	}
}

// checkSelect checks a stream that is read with the parts want alone against one
// that is read whole. It returns how many records are written as they were read.
func checkSelect(t *testing.T, name string, wire []byte, want record.Parts) (same int) {
	full, some := record.NewReader(bytes.NewReader(wire)), record.NewReader(&pieces{wire, 100})
	some.Select(lazy.Key{}, record.Selection{Parts: want})
	for {
		a, errA := full.Next()
		b, errB := some.Next()
		if errA != nil || errB != nil {
			if (errA == nil) != (errB == nil) || errA.Error() != errB.Error() {
				t.Errorf("%s, %x: got the end %v, want %v", name, want, errB, errA)
			}
			break
		}
		if a.Parts != carried(b) || b.Parts&^a.Parts != 0 || a.Offset != b.Offset || !bytes.Equal(full.Raw(), some.Raw()) {
			t.Errorf("%s, %x, offset %d: got parts %x, want %x", name, want, a.Offset, carried(b), a.Parts)
		}
		if want&record.PartNet != 0 && a.Has(record.PartNet) && a.Net.Kind != b.Net.Kind {
			t.Errorf("%s, %x, offset %d: got state of kind %d, want %d", name, want, a.Offset, b.Net.Kind, a.Net.Kind)
		}
		if a.Offset%16 != 0 {
			b.Complete(lazy.Key{}, record.PartFlow|record.PartMetrics|record.PartNet)
		}
		if asRead, ok := b.AppendAsRead(lazy.Key{}, []byte("x")); ok {
			x, _ := a.Append([]byte("x"), record.V3Common)
			if !bytes.Equal(asRead, x) {
				t.Errorf("%s, %x, offset %d, as read:\ngot  %x\nwant %x", name, want, a.Offset, asRead, x)
			}
			same++
		}
		if a.Offset%3 == 0 {
			a.Swap()
			b.Swap()
		}
		dialect := record.V3Common
		if a.Offset%2 == 0 && a.Offset%3 == 1 {
			dialect = record.V5
		}
		x, _ := a.Append(nil, dialect)
		y, _ := b.Append(nil, dialect)
		if !bytes.Equal(x, y) {
			t.Errorf("%s, %x, offset %d:\ngot  %x\nwant %x", name, want, a.Offset, y, x)
		}
	}
	if full.Damaged() != some.Damaged() {
		t.Errorf("%s, %x: got %d damaged records, want %d", name, want, some.Damaged(), full.Damaged())
	}
	return same
}

// carried returns the parts that a record has, decoded or not.
func carried(r *record.Record) (p record.Parts) {
	for part := record.Parts(1); part&record.AllParts != 0; part <<= 1 {
		if r.Carries(part) {
			p |= part
		}
	}
	return p
}

// TestSkip: only records that the test is true of are skipped, nearly
// all of them, and the others come as they would without it.
func TestSkip(t *testing.T) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	mixed, _ := benchStream(t, 300)
	damaged := bytes.Clone(demo)
	for i := 200; i < len(damaged); i += 397 {
		damaged[i] ^= 0x41
	}
	long := mixed[:128] // the last one is cut, and more of it is there than layouts look at
	for range 4 {
		long = append(long[:len(long):len(long)], lengthy(t)...)
	}
	long = long[:len(long)-50]
	for name, wire := range map[string][]byte{"demo": demo, "mixed": mixed, "labelled": labelled(t, mixed), "damaged": damaged, "long": long} {
		for i, c := range skips {
			over, passed := checkSkip(t, name, wire, c.want, c.over, c.must)
			if (name == "mixed" || name == "labelled") && passed < over*3/4 {
				t.Errorf("%s, %d: only %d of %d records were skipped", name, i, passed, over)
			}
		}
	}
}

// lengthy returns a flow with 700 bytes of user data from each side.
func lengthy(t *testing.T) []byte {
	data := record.UserData{Data: make([]byte, 700)}
	r := record.Record{Type: record.TypeFAR, Parts: record.PartFlow | record.PartSrcData | record.PartDstData, SrcData: data, DstData: data}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 6}
	wire, err := r.Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	return wire
}

// labelled returns a stream whose flows have labels, which are always decoded, of
// some lengths.
func labelled(t *testing.T, wire []byte) (out []byte) {
	rd := record.NewReader(bytes.NewReader(wire))
	for i := 0; ; i++ {
		r, err := rd.Next()
		if err != nil {
			return out
		}
		if r.Type != record.TypeMAR {
			r.Label, r.Parts = []byte("net=inside")[:4+i%3*3], r.Parts|record.PartLabel
		}
		if out, err = r.Append(out, record.V3Common); err != nil {
			t.Fatal(err)
		}
	}
}

// skips are tests of what is skipped, the parts that they look at, and clauses
// that hold of all other records.
var skips = []struct {
	want record.Parts
	over func(*record.Record) bool
	must []lazy.Clause
}{
	{record.PartFlow, func(r *record.Record) bool { return r.Has(record.PartFlow) && r.Flow.Proto == 6 }, nil},
	{record.PartTime | record.PartMAC, func(r *record.Record) bool { return r.Has(record.PartTime) && r.Time.End > r.Time.Start }, nil},
	{0, func(*record.Record) bool { return true }, nil},
	{0, func(*record.Record) bool { return true }, []lazy.Clause{{}}},
	{record.PartFlow, func(r *record.Record) bool {
		f := &r.Flow
		return !r.Has(record.PartFlow) || f.Proto != 6 && f.Proto != 17 || f.SrcPort != 443 && f.DstPort != 443
	}, []lazy.Clause{
		{term(lazy.NumProto, 6, 6), term(lazy.NumProto, 17, 17)},
		{term(lazy.NumSrcPort, 443, 443), term(lazy.NumDstPort, 443, 443)},
	}},
	{record.PartFlow, func(r *record.Record) bool {
		return !r.Has(record.PartFlow) || r.Flow.Addr != record.AddrIPv4 || r.Flow.Src[0]&0xf0 != 192 && r.Flow.Dst[0]&0xf0 != 192
	}, []lazy.Clause{{
		{Number: lazy.NumSrcAddr, Mask: 0xf0000000, Lo: 0xc0000000, Hi: 0xc0000000},
		{Number: lazy.NumDstAddr, Mask: 0xf0000000, Lo: 0xc0000000, Hi: 0xc0000000},
	}}},
	{record.PartMetrics, func(r *record.Record) bool {
		return !r.Has(record.PartMetrics) || r.Metrics.Src.Bytes <= 100 && r.Metrics.Dst.Bytes <= 100 || r.Metrics.Dst.Packets > 2
	}, []lazy.Clause{
		{term(lazy.NumSrcBytes, 101, math.MaxUint64), term(lazy.NumDstBytes, 101, math.MaxUint64)},
		{term(lazy.NumDstPackets, 0, 2)},
	}},
	{record.PartMetrics, func(r *record.Record) bool {
		return !r.Has(record.PartMetrics) || r.Metrics.Src.AppBytes == 0 || r.Metrics.Dst.AppBytes > 5
	}, []lazy.Clause{{term(lazy.NumSrcAppBytes, 1, math.MaxUint64)}, {term(lazy.NumDstAppBytes, 0, 5)}}},
	{record.PartTime, func(r *record.Record) bool {
		return !r.Has(record.PartTime) || r.Time.Start < 1500000000123456789 || r.Time.End > 1700000000123456789
	}, []lazy.Clause{{term(lazy.NumStart, 1500000000123456789, math.MaxUint64)}, {term(lazy.NumEnd, 0, 1700000000123456789)}}},
}

func term(n lazy.Number, lo, hi uint64) lazy.Term {
	return lazy.Term{Number: n, Mask: math.MaxUint64, Lo: lo, Hi: hi}
}

// checkSkip checks a stream of which records are skipped against one that
// is read whole. It returns how many records the test is true of, and how many
// were skipped.
func checkSkip(t *testing.T, name string, wire []byte, want record.Parts, test func(*record.Record) bool, must []lazy.Clause) (over, passed int64) {
	full, some := record.NewReader(bytes.NewReader(wire)), record.NewReader(&pieces{wire, 3000})
	some.Select(lazy.Key{}, record.Selection{Parts: want, Skip: test, Clauses: must})
	b, errB := some.Next()
	for {
		a, errA := full.Next()
		if errA != nil {
			if errB == nil || errA.Error() != errB.Error() {
				t.Errorf("%s, %x: got the end %v, want %v", name, want, errB, errA)
			}
			break
		}
		mine := a.Type != record.TypeMAR && test(a)
		if mine {
			over++
		}
		if errB != nil || b.Offset != a.Offset {
			if passed++; !mine {
				t.Fatalf("%s, %x: the record at offset %d was skipped", name, want, a.Offset)
			}
			continue
		}
		x, _ := a.Append(nil, record.V3Common)
		y, _ := b.Append(nil, record.V3Common)
		if !bytes.Equal(x, y) || a.Parts != carried(b) || !bytes.Equal(full.Raw(), some.Raw()) {
			t.Errorf("%s, %x, offset %d:\ngot  %x\nwant %x", name, want, a.Offset, y, x)
		}
		b, errB = some.Next()
	}
	if some.Skipped(lazy.Key{}) != passed || full.Damaged() != some.Damaged() {
		t.Errorf("%s, %x: got %d skipped, %d damaged; want %d, %d", name, want, some.Skipped(lazy.Key{}), some.Damaged(), passed, full.Damaged())
	}
	return over, passed
}

// FuzzSelect: whatever a stream holds, what is decoded late is what is decoded at
// once, and nothing is skipped that should not be. The record at at comes
// once more with a byte changed, so that one of a layout that was learned may not
// fit it.
func FuzzSelect(f *testing.F) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(demo[:2000], uint32(record.PartFlow), uint16(200), byte(1))
	mixed, _ := benchStream(f, 7)
	f.Add(mixed, uint32(record.PartTime), uint16(140), byte(0x40))
	f.Fuzz(func(t *testing.T, wire []byte, want uint32, at uint16, flip byte) {
		if len(wire) > 128 {
			again := bytes.Clone(wire[128:])
			if int(at) < len(again) {
				again[at] ^= flip
			}
			wire = append(bytes.Clone(wire), again...)
		}
		checkSelect(t, "fuzz", wire, record.Parts(want))
		for _, c := range skips {
			checkSkip(t, "fuzz", wire, c.want, c.over, c.must)
		}
	})
}

// A record with two keys has the last one, whether its sides are exchanged (a
// reversed ARP key), whether keys are decoded late, and whether its layout is known.
func TestTwoKeys(t *testing.T) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	const (
		reversed = "02410505 7f000001 7f000001 0600270e b3180000" // ARP, the old form
		ipv4     = "02410105 41414141 41414141 06000050 ef090000"
		after    = "03011803 51c24831 00075059 30030005 00000004 9cc1e675 04000000 00001800"
	)
	for _, keys := range []string{reversed + ipv4, ipv4 + reversed, reversed + reversed, ipv4 + ipv4} {
		one, err := hex.DecodeString(strings.ReplaceAll("13100013"+keys+after, " ", ""))
		if err != nil || len(one) != 19*4 {
			t.Fatal(err, len(one))
		}
		wire := append(bytes.Clone(demo[:128]), bytes.Repeat(one, 3)...)
		for _, want := range []record.Parts{0, record.PartTime, record.PartFlow, record.PartNet} {
			checkSelect(t, keys, wire, want)
			for _, skip := range []bool{false, true} {
				checkSkip(t, keys, wire, want, func(*record.Record) bool { return skip }, nil)
			}
		}
	}
}
