// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/record"
)

// flows makes n records of a small network, TCP and UDP, each way, with every
// part that sensors write.
func flows(n int) []record.Record {
	rng := rand.New(rand.NewPCG(7, 7))
	list := make([]record.Record, n)
	at := int64(1_700_000_000_000_000) // µs
	for i := range list {
		at += int64(rng.IntN(500_000))
		list[i] = flowRecord(rng, at, uint32(i+1))
	}
	return list
}

func flowRecord(rng *rand.Rand, at int64, seq uint32) record.Record {
	r := record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics | record.PartIPAttr
	r.Transport = record.Transport{HasSrc: true, HasSeq: true, Seq: seq, Src: record.SourceID{Kind: record.IDIPv4}}
	f := &r.Flow
	f.Kind, f.Addr, f.Proto = record.FlowFiveTuple, record.AddrIPv4, 17
	copy(f.Src[:], []byte{192, 0, 2, byte(rng.IntN(6))})
	copy(f.Dst[:], []byte{198, 51, 100, byte(rng.IntN(6))})
	f.SrcMask, f.DstMask = 32, 32
	f.SrcPort, f.DstPort = 40000+uint16(rng.IntN(50)), 80+uint16(rng.IntN(3))
	m := &r.Metrics
	m.HasApp = true
	m.Src = record.Counter{Packets: uint64(1 + rng.IntN(9)), Bytes: uint64(1000 + rng.IntN(900)), AppBytes: uint64(rng.IntN(900))}
	if rng.IntN(3) > 0 {
		m.Dst = record.Counter{Packets: uint64(1 + rng.IntN(9)), Bytes: uint64(1000 + rng.IntN(900)), AppBytes: uint64(rng.IntN(900))}
	}
	r.Time.Start, r.Time.End = at*1000, (at+int64(rng.IntN(4_000_000)))*1000
	r.IPAttr.Src = record.IPSide{Has: true, TTL: 64, TOS: byte(rng.IntN(2)), ID: uint16(seq)}
	if rng.IntN(2) == 0 {
		f.Proto = 6
		r.Parts |= record.PartNet
		r.Net.Kind = record.NetTCPPerf
		c := &r.Net.TCP
		c.Status = record.TCPSynAck | record.TCPEstablished
		if rng.IntN(2) == 0 {
			c.Status |= record.TCPSyn
		}
		c.Src = record.TCPSide{SeqBase: seq * 1000, Seq: seq*1000 + 500, Bytes: 499, Retrans: uint32(rng.IntN(2)), Window: 512, Flags: 0x12}
		c.Dst = record.TCPSide{SeqBase: seq * 2000, Seq: seq*2000 + 500, Bytes: 499, Window: 512, Flags: 0x12}
	}
	if rng.IntN(4) == 0 { // seen from the other side
		r.Swap()
		f.Reversed = false
	}
	return r
}

// groups aggregates records and returns the encoded groups in their order.
func groups(t *testing.T, list []record.Record, rules []aggregate.Rule, memory aggregate.Memory) (out [][]byte) {
	t.Helper()
	a := aggregate.New(rules, memory, func(g *aggregate.Group) error {
		b, err := g.Record.Append(nil, record.V5)
		out = append(out, b)
		return err
	})
	var (
		prep field.Preparer
		row  field.Row
	)
	for i := range list {
		prep.Prepare(list[i].Clone(), &row)
		if err := a.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

func key(t *testing.T, words string) aggregate.Key {
	t.Helper()
	if words == "" {
		return aggregate.DefaultKey()
	}
	k, err := aggregate.ParseKey(strings.Fields(words))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestSpill: with little memory the groups and their order are the same.
func TestSpill(t *testing.T) {
	list := flows(3000)
	for _, words := range []string{"", "saddr sport", "none", "matrix sport", "addr", "correct"} {
		rule := aggregate.Rule{}
		if words == "correct" {
			rule.Key, rule.Correct = aggregate.DefaultKey(), true
		} else {
			rule.Key = key(t, words)
		}
		rules := []aggregate.Rule{rule}
		want := groups(t, list, rules, aggregate.Memory{})
		dir := t.TempDir()
		for _, limit := range []int64{40 << 10, 300 << 10} {
			got := groups(t, list, rules, aggregate.Memory{Limit: limit, Dir: dir})
			if len(got) != len(want) {
				t.Errorf("%q in %d bytes: %d groups, want %d", words, limit, len(got), len(want))
				continue
			}
			for i := range want {
				if !bytes.Equal(got[i], want[i]) {
					t.Errorf("%q in %d bytes: group %d differs", words, limit, i)
					break
				}
			}
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%q: %d files are left", words, len(left))
		}
	}
}

// TestConserved: packets and bytes of all groups are those of all records.
func TestConserved(t *testing.T) {
	list := flows(3000)
	var want record.Counter
	count := func(c *record.Counter, m *record.Metrics) {
		for _, s := range []*record.Counter{&m.Src, &m.Dst} {
			c.Packets += s.Packets
			c.Bytes += s.Bytes
			c.AppBytes += s.AppBytes
		}
	}
	for i := range list {
		count(&want, &list[i].Metrics)
	}
	for _, words := range aggregate.KeyNames() {
		k := key(t, words)
		var got record.Counter
		for _, b := range groups(t, list, []aggregate.Rule{{Key: k}}, aggregate.Memory{}) {
			var r record.Record
			if err := r.Unmarshal(b, record.Gen5); err != nil {
				t.Fatal(err)
			}
			count(&got, &r.Metrics)
		}
		if k.EachEnd { // each record counts once from each end
			got.Packets, got.Bytes, got.AppBytes = got.Packets/2, got.Bytes/2, got.AppBytes/2
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", words, got, want)
		}
	}
}
