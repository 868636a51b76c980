// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/argus-go/argus/record"
)

// seeds adds every wire form of the tables, as records of its generation.
func seeds(f *testing.F) {
	for _, tests := range [][]partTest{transportTests, flowTests, timeTests, metricsTests, netTests, clientTests, rareTests} {
		for _, tt := range tests {
			f.Add(wrap(tt.gen, unhex(f, tt.wire)), tt.gen == record.Gen5)
		}
	}
	for _, w := range []string{wireTCP, wireEcho, wireVLAN, wireMAR3, manStop3, manError3} {
		f.Add(unhex(f, w), false)
	}
	for _, w := range []string{wireDNS5, manStart5, manStatus5} {
		f.Add(unhex(f, w), true)
	}
}

func generation(five bool) (record.Generation, record.Dialect) {
	if five {
		return record.Gen5, record.V5
	}
	return record.Gen3, record.V3Common
}

// FuzzUnmarshal decodes anything, into a new record and into one that held
// others: nothing of those may show in what is written.
func FuzzUnmarshal(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, wire []byte, five bool) {
		gen, _ := generation(five)
		var fresh, used record.Record
		for _, w := range []string{wireTCP, wireVLAN, wireEcho} {
			if err := used.Unmarshal(unhex(t, w), record.Gen3); err != nil {
				t.Fatal(err)
			}
		}
		errFresh, errUsed := fresh.Unmarshal(wire, gen), used.Unmarshal(wire, gen)
		if errFresh != errUsed || fresh.Parts != used.Parts {
			t.Fatalf("%x: %v and parts %#x, but %v and %#x in a used record", wire, errFresh, fresh.Parts, errUsed, used.Parts)
		}
		if errFresh == record.ErrHeader {
			return
		}
		for _, d := range []record.Dialect{record.V3Common, record.V5} {
			a, errA := fresh.Append(nil, d)
			b, errB := used.Append([]byte("before"), d)
			if errA != errB || !bytes.Equal(a, bytes.TrimPrefix(b, []byte("before"))) {
				t.Fatalf("%x, dialect %d:\nnew  %x, %v\nused %x, %v", wire, d, a, errA, b, errB)
			}
		}
		c := used.Clone()
		c.Swap()
		c.Swap()
		used.Reset()
		if used.Parts != 0 || used.Type != 0 {
			t.Fatalf("Reset left %+v", used)
		}
	})
}

// FuzzReader reads anything as a stream: every record lies where the reader
// says, and reading a part of the stream gives the same records.
func FuzzReader(f *testing.F) {
	for _, w := range []string{wireTCP, wireEcho, wireVLAN, manStop3} {
		f.Add(stream(f, w, wireDNS5), int64(0), int64(0))
		f.Add(stream(f, w, w), int64(128), int64(129))
	}
	f.Add(join(unhex(f, manStart5), unhex(f, wireDNS5), make([]byte, 8), unhex(f, manStatus5)), int64(128), int64(0))
	f.Fuzz(func(t *testing.T, wire []byte, start, stop int64) {
		rd := record.NewReader(bytes.NewReader(wire))
		next := int64(0)
		for {
			r, err := rd.Next()
			if err != nil {
				break
			}
			raw := rd.Raw()
			if r.Offset < next || r.Offset+int64(len(raw)) > int64(len(wire)) || !bytes.Equal(raw, wire[r.Offset:][:len(raw)]) {
				t.Fatalf("record at %d, %d bytes: not where it is in the stream", r.Offset, len(raw))
			}
			next = r.Offset + int64(len(raw))
		}
		start, stop = max(start, 0)%int64(len(wire)+8), max(stop, 0)
		rd = record.NewReader(bytes.NewReader(wire))
		rd.SetRange(start, stop)
		for i := 0; ; i++ {
			r, err := rd.Next()
			if err != nil {
				break
			}
			if i > 0 && (r.Offset < start || i > 1 && stop > 0 && r.Offset >= stop) {
				t.Fatalf("record %d at %d is out of %d to %d", i, r.Offset, start, stop)
			}
		}
	})
}

// FuzzRoundTrip decodes, encodes in the dialect of the same generation and
// decodes again: all is there, but for what the dialect is said to normalise.
func FuzzRoundTrip(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, wire []byte, five bool) {
		gen, d := generation(five)
		var r, again record.Record
		if r.Unmarshal(wire, gen) == record.ErrHeader {
			return
		}
		b, err := r.Append(nil, d)
		if err == record.ErrTooLong {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Unmarshal(b, gen); err != nil {
			t.Fatalf("%x\nbecame %x\nand that gives %v", wire, b, err)
		}
		normal(&r, d)
		clean(&r)
		clean(&again)
		same(t, wire, &again, &r)
		// The other dialect is the same in itself.
		_, d = generation(!five)
		b, err = r.Append(nil, d)
		if err != nil || again.Unmarshal(b, d.Generation()) != nil {
			return
		}
		b2, err := again.Append(nil, d)
		if err != nil || !bytes.Equal(b, b2) && len(r.Unknown) == 0 {
			t.Fatalf("%x, dialect %d:\nfirst %x\nagain %x, %v", wire, d, b, b2, err)
		}
	})
}

// same compares two records, of which parts may be not-a-number.
func same(t *testing.T, wire []byte, got, want *record.Record) {
	t.Helper()
	got, want = got.Clone(), want.Clone() // without what only their reader knows
	got.ClearAbsent()                     // changes nothing but poison
	want.ClearAbsent()
	if reflect.DeepEqual(got, want) {
		return
	}
	g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want)
	if g != w {
		t.Fatalf("%x\ngot  %s\nwant %s", wire, g, w)
	}
}

// normal changes a record to what is left of it when dialect d has written it.
func normal(r *record.Record, d record.Dialect) {
	r.Version = uint8(d.Generation())
	if r.Type == record.TypeMAR {
		normalMan(r, d)
		return
	}
	v3 := d == record.V3Common
	if v3 && r.Type == record.TypeAFlow {
		r.Type = record.TypeFAR
	}
	normalTransport(&r.Transport, v3)
	normalFlow(&r.Flow)
	normalTime(&r.Time, v3)
	normalNet(&r.Net, v3)
	r.Metrics.HasApp = r.Metrics.Src.AppBytes|r.Metrics.Dst.AppBytes != 0
	if m := &r.MPLS; m.HasDst {
		m.HasSrc = true
	}
	most := 25 // in a DSR
	if v3 {
		most = 42
	}
	r.Cor = r.Cor[:min(most, len(r.Cor))]
	for i := range r.Cor {
		r.Cor[i].ID.Kind = r.Cor[0].ID.Kind
	}
}

// clean clears what a record does not say it has, since normal changes absent parts
// as well.
func clean(r *record.Record) {
	for p, v := range map[record.Parts]any{
		record.PartTransport: &r.Transport, record.PartFlow: &r.Flow, record.PartTime: &r.Time, record.PartMetrics: &r.Metrics,
		record.PartNet: &r.Net, record.PartIPAttr: &r.IPAttr, record.PartJitter: &r.Jitter, record.PartSizes: &r.Sizes,
		record.PartMPLS: &r.MPLS, record.PartGeo: &r.Geo,
	} {
		if !r.Has(p) {
			reflect.ValueOf(v).Elem().SetZero()
		}
	}
	if len(r.Unknown) == 0 {
		r.Unknown = nil
	}
}

func normalMan(r *record.Record, d record.Dialect) {
	m := &r.Man
	if m.Short {
		return
	}
	m.Major = uint8(d.Generation())
	m.Status &^= 0x00e00000
	bits := map[record.IDKind]uint32{
		record.IDString: 0x200000, record.IDInt: 0x400000, record.IDIPv6: 0x600000, record.IDIPv4: 0x800000, record.IDUUID: 0xa00000,
	}
	if d == record.V5 {
		m.Cookie = record.Cookie5
	} else {
		m.Status &^= record.ManHasInf
		if r.Cause == record.CauseStart {
			m.Cookie = record.Cookie3
		}
		if m.Src.Kind == record.IDIPv6 || m.Src.Kind == record.IDUUID {
			m.Src.Kind = record.IDInt
		}
	}
	m.Status |= bits[m.Src.Kind]
}

func normalTransport(t *record.Transport, v3 bool) {
	t.HasSrc, t.HasSeq = true, true
	switch k := t.Src.Kind; {
	case k == record.IDNone:
		t.Src.Kind = record.IDIPv4
	case k == record.IDEther, v3 && (k == record.IDIPv6 || k == record.IDUUID):
		var id [16]byte
		for i, b := range t.Src.ID {
			id[i%4] ^= b
		}
		t.Src.Kind, t.Src.ID = record.IDInt, id
	}
	if v3 {
		t.Src.Inf = [4]byte{}
	}
}

func normalFlow(v *record.Flow) {
	v.Reversed = false
	switch {
	case v.Addr == record.AddrARP || v.Addr == record.AddrRARP:
		v.Kind = record.FlowARP
		v.HLen = min(v.HLen, 16)
	case v.Addr == record.AddrIPv6 && v.Fragment:
		v.SrcPort, v.DstPort = 0, 0 // the id is in their place
	}
}

func normalTime(t *record.Time, v3 bool) {
	t.Nano = !v3
	if v3 {
		t.Adjusted = false
		for _, p := range []*int64{&t.Start, &t.End, &t.SrcStart, &t.SrcEnd, &t.DstStart, &t.DstEnd} {
			*p -= *p % 1000
		}
	}
}

func normalNet(n *record.Net, v3 bool) {
	keep := record.Net{Kind: n.Kind, Raw: n.Raw}
	switch n.Kind {
	case record.NetTCPInit, record.NetTCPStatus, record.NetTCPPerf:
		keep.TCP = n.TCP
		if v3 {
			for _, s := range []*record.TCPSide{&keep.TCP.Src, &keep.TCP.Dst} {
				s.MSS = 0
				s.Last -= s.Last % 1000
			}
		}
	case record.NetRTP, record.NetRTCP:
		keep.RTPSrc, keep.RTPDst = n.RTPSrc, n.RTPDst
		if n.Kind == record.NetRTP {
			keep.RTPState = n.RTPState
		}
	case record.NetARP:
		keep.ARP = n.ARP
	case record.NetICMP:
		keep.ICMP = n.ICMP
	case record.NetESP:
		keep.ESP = n.ESP
	case record.NetFrag:
		keep.Frag = n.Frag
	}
	*n = keep
}

// What FuzzRoundTrip checks, over the tables, and that normal is not too
// forgiving: it leaves the examples' values alone.
func TestRoundTrip(t *testing.T) {
	for _, tests := range [][]partTest{transportTests, flowTests, timeTests, metricsTests, netTests, clientTests, rareTests} {
		for _, tt := range tests {
			_, d := generation(tt.gen == record.Gen5)
			var r, again record.Record
			if err := r.Unmarshal(wrap(tt.gen, unhex(t, tt.wire)), tt.gen); err != nil {
				t.Fatal(err)
			}
			b, err := r.Append(nil, d)
			if err != nil {
				t.Fatal(err)
			}
			if err := again.Unmarshal(b, tt.gen); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			before := r
			normal(&r, d)
			clean(&r)
			same(t, b, &again, &r)
			r.ClearAbsent()
			if tt.v3 == "=" && tt.v5 == "=" && tt.gen == record.Gen3 && !reflect.DeepEqual(before, r) {
				t.Errorf("%s is written as it was, but normal changes it:\nfrom %+v\nto   %+v", tt.name, before, r)
			}
		}
	}
}
