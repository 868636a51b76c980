// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// TestDocs: every column is explained, with every word that --help shows.
func TestDocs(t *testing.T) {
	groups := field.Groups()
	used := map[string]bool{}
	for _, f := range field.All() {
		d, ok := f.Doc()
		switch {
		case !ok:
			t.Errorf("%s: no documentation", f.Name)
			continue
		case d.Unit == "" || d.Formula == "" || d.Missing == "" || d.Man == "":
			t.Errorf("%s: incomplete: %+v", f.Name, d)
		case strings.ContainsAny(d.Formula, "{}"):
			t.Errorf("%s: a pattern is left in %q", f.Name, d.Formula)
		case !slices.Contains(groups, d.Group):
			t.Errorf("%s: no group %q", f.Name, d.Group)
		case strings.HasPrefix(f.About, "the same,") || strings.HasPrefix(f.About, "the same of"):
			t.Errorf("%s: %q says nothing by itself", f.Name, f.About)
		}
		used[d.Group] = true
	}
	for _, g := range groups {
		if !used[g] {
			t.Errorf("group %q: no column is in it", g)
		}
	}
}

// TestDocsNameColumns: what is told is told of columns, each once.
func TestDocsNameColumns(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range field.Documented() {
		if _, ok := field.Lookup(n); !ok {
			t.Errorf("%s: documented, but no column", n)
		}
		if seen[n] {
			t.Errorf("%s: documented twice", n)
		}
		seen[n] = true
	}
}

// shown is the text of a column at the level of ports as numbers.
func shown(f *field.Field, r *record.Record) string {
	var row field.Row
	p := field.Preparer{}
	p.Prepare(r, &row)
	return strings.TrimSpace(string(f.Append(nil, options(), &row)))
}

// both is the text and the kind of the value of a column.
func both(f *field.Field, r *record.Record) string {
	text := shown(f, r)
	var row field.Row
	new(field.Preparer).Prepare(r, &row)
	v := f.Value(options(), &row)
	return fmt.Sprint(text, v.Kind())
}

// whole returns records that have every part between them.
func whole() []*record.Record {
	const tags = record.PartVLAN | record.PartMPLS | record.PartEncaps | record.PartBehavior | record.PartCountry |
		record.PartLabel | record.PartASN | record.PartSizes | record.PartJitter | record.PartSrcData | record.PartDstData
	tcp := flow()
	tcp.Parts |= tags
	tcp.Transport.Src = record.SourceID{Kind: record.IDInt, ID: [16]byte{0, 0, 0, 9}}
	tcp.Transport.HasSrc = true
	tcp.VLAN = record.VLAN{HasSrc: true, Src: 0x6005, HasDst: true, Dst: 0x6006}
	tcp.MPLS = record.MPLS{HasSrc: true, Src: 77 << 12, HasDst: true, Dst: 78 << 12}
	tcp.Encaps = record.Encaps{Src: 3, Dst: 3}
	tcp.Behavior = record.Behavior{Src: 4, Dst: 5}
	tcp.Country = record.Country{Src: [2]byte{'D', 'E'}, Dst: [2]byte{'F', 'R'}}
	tcp.Label = []byte("x=y")
	tcp.ASN = record.ASN{Src: 64500, Dst: 64501, Inode: 64502}
	tcp.Sizes = record.Sizes{HasSrc: true, HasDst: true, SrcMin: 60, SrcMax: 90, DstMin: 61, DstMax: 900, HasHist: true, SrcHist: [8]uint8{3}, DstHist: [8]uint8{0, 4}}
	stats := func(n int32, m float32) record.JitterStats {
		return record.JitterStats{N: n, Mean: m, Min: m / 2, Max: 2 * m, StdDev: m / 3, Hist: [8]uint8{1, 2}}
	}
	tcp.Jitter = record.Jitter{Has: 15, SrcActive: stats(1, 1000), SrcIdle: stats(2, 3000), DstActive: stats(1, 5000), DstIdle: stats(3, 9000)}
	tcp.SrcData.Data, tcp.DstData.Data = []byte("GET /"), []byte("HTTP/1.1")
	tcp.IPAttr.Dst = record.IPSide{Has: true, TTL: 50, TOS: 0x28, ID: 0x55aa}
	tcp.Net.TCP.Options = record.TCPOptMSS
	tcp.Net.TCP.Src.Seq, tcp.Net.TCP.Src.Bytes = 1500, 50
	tcp.Net.TCP.Src.Retrans = 2

	gaps := flow()
	gaps.Net.TCP.Dst.Retrans = 0
	gaps.Net.TCP.Src.Seq, gaps.Net.TCP.Src.Bytes = 2000, 50
	gaps.Net.TCP.Dst.Seq, gaps.Net.TCP.Dst.Bytes = 4000, 100

	merged := flow()
	merged.Parts |= record.PartAgg
	merged.Agg.Count = 3
	merged.Agg.Active = record.AggStats{N: 3, Mean: 2, Min: 1, Max: 4, StdDev: 0.5}

	icmp := flow()
	icmp.Parts |= record.PartICMPMap
	icmp.Parts &^= record.PartMAC
	icmp.Flow.Proto, icmp.Flow.ICMPType, icmp.Flow.ICMPID = 1, 8, 0x1234
	icmp.Net = record.Net{Kind: record.NetICMP, ICMP: record.ICMP{Type: 0}}
	icmp.ICMPMap = record.ICMP{Map: 1, Type: 3, Code: 1, OuterSrc: 0xc0000201}

	rtp := flow()
	rtp.Flow.Proto = 17
	rtp.Metrics.Src.Packets = 9
	rtp.Net = record.Net{Kind: record.NetRTP, RTPSrc: record.RTPSide{Lost: 2}, RTPDst: record.RTPSide{Lost: 3}}

	arp := flow()
	arp.Flow = record.Flow{Kind: record.FlowARP, Addr: record.AddrARP, Src: tcp.Flow.Src, Dst: tcp.Flow.Dst}
	arp.Net = record.Net{Kind: record.NetARP, ARP: [6]byte{0, 0, 0x5e, 0, 0x53, 7}}

	wlan := flow()
	wlan.Flow = record.Flow{Addr: record.AddrWLAN, BSSID: [6]byte{0, 0, 0x5e, 0, 0x53, 8}}
	copy(wlan.Flow.SSID[:], "office")
	for _, r := range []*record.Record{merged, icmp, rtp, arp, wlan} {
		r.Parts &^= record.PartMAC // its letter would hide others in flgs
	}
	tagged := flow()
	tagged.Parts = tagged.Parts&^record.PartMAC | record.PartVLAN
	tagged.IPAttr.Src.Fragments = true
	tagged.Time.Adjusted = true
	labelled := flow()
	labelled.Parts = labelled.Parts&^record.PartMAC | record.PartMPLS

	// One pair of times for both sides, or for the one that sent packets.
	single := flow()
	single.Net.TCP.Status = record.TCPDstReset
	single.Time = record.Time{Start: start, End: start + 3_000_000_000}
	answer := flow()
	answer.Time = single.Time
	answer.Metrics.Src = record.Counter{}
	return []*record.Record{tcp, gaps, merged, icmp, rtp, arp, wlan, tagged, labelled, single, answer}
}

// without returns r less one part, values included.
func without(t *testing.T, r *record.Record, p record.Parts) *record.Record {
	t.Helper()
	c := *r
	c.Parts &^= p
	switch p {
	case record.PartTime:
		c.Time = record.Time{}
	case record.PartMetrics:
		c.Metrics = record.Metrics{}
	case record.PartNet:
		c.Net = record.Net{}
	case record.PartFlow:
		c.Flow = record.Flow{}
	}
	return &c
}

// TestDocsNameParts: a column's text or value changes without a part of the record
// if, and only if, its documentation names the part.
func TestDocsNameParts(t *testing.T) {
	for _, f := range field.All() {
		d, _ := f.Doc()
		var found record.Parts
		for _, r := range whole() {
			full := both(&f, without(t, r, 0))
			for p := record.PartTransport; p <= record.PartScore; p <<= 1 {
				if r.Parts&p != 0 && both(&f, without(t, r, p)) != full {
					found |= p
				}
			}
		}
		if found != d.Parts {
			t.Errorf("%s: depends on %v, the documentation names %v", f.Name, partNames(found), partNames(d.Parts))
		}
	}
}

func partNames(p record.Parts) string {
	d := field.Doc{Parts: p}
	return d.Source()
}

// TestDocsTellTheMissing: what prints of a flow without parts, and where a
// management record has nothing or nought, is what is told.
func TestDocsTellTheMissing(t *testing.T) {
	printed := map[string][]string{
		field.Blank: {""}, field.Zero: {"0", "0.000000"}, field.NegZero: {"-0.000000"}, field.TimeZero: {"00:00:00.000000"},
		"nine blanks": {""},
	}
	none := &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	man := &record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStatus, Man: record.Management{
		Start: start, Now: start + 2e9, Packets: 3, Bytes: 4, Records: 5, Dropped: 6, Queue: 7, Bufs: 8, Memory: 9, Clients: 10, NextSeq: 11,
	}}
	check := func(name, said, text string) {
		if want, ok := printed[said]; ok && !slices.Contains(want, text) {
			t.Errorf("%s: prints %q, documented is %q", name, text, said)
		}
		if said != field.Blank && said != "nine blanks" && text == "" {
			t.Errorf("%s: prints nothing, documented is %q", name, said)
		}
	}
	for _, f := range field.All() {
		d, _ := f.Doc()
		check(f.Name, d.Missing, shown(&f, none))
		if f.Name != "rank" { // it is counted where rows are printed
			check(f.Name+" of a management record", d.Man, shown(&f, man))
		}
	}
}

// TestDocsTellTheLetters: letters and words that columns print are explained.
func TestDocsTellTheLetters(t *testing.T) {
	for name, words := range field.Vocabulary() {
		f, _ := field.Lookup(name)
		d, _ := f.Doc()
		var told []string
		for _, v := range d.Values {
			told = append(told, strings.Fields(v.Value)...)
		}
		for _, w := range words {
			if !slices.Contains(told, w) {
				t.Errorf("%s: %q is not explained", name, w)
			}
		}
	}
}
