// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/record"
)

// TestKeys: two records are one group if they agree in the fields of the key.
func TestKeys(t *testing.T) {
	attr := func(change func(s *record.IPSide)) *record.Record {
		return part(0, record.PartIPAttr, func(r *record.Record) {
			s := record.IPSide{Has: true, TTL: 64, TOS: 0xb8, ID: 7}
			change(&s)
			r.IPAttr.Src, r.IPAttr.Dst = s, s
		})
	}
	none := func(*record.IPSide) {}
	tag := func(vlan uint16, label uint32) *record.Record {
		return part(0, record.PartVLAN|record.PartMPLS, func(r *record.Record) {
			r.VLAN = record.VLAN{HasSrc: true, Src: vlan, HasDst: true, Dst: vlan}
			r.MPLS = record.MPLS{HasSrc: true, Src: label, HasDst: true, Dst: label}
		})
	}
	where := func(country string, as uint32) *record.Record {
		return part(0, record.PartCountry|record.PartASN|record.PartICMPMap, func(r *record.Record) {
			copy(r.Country.Src[:], country)
			copy(r.Country.Dst[:], country)
			r.ASN = record.ASN{Src: as, Dst: as, Inode: as, HasInode: true}
			r.ICMPMap = record.ICMP{Map: 1, Gateway: as}
		})
	}
	card := func(first, last byte) *record.Record {
		return part(0, record.PartMAC, func(r *record.Record) {
			r.MAC.Src, r.MAC.Dst = [6]byte{first, 5: last}, [6]byte{first, 5: last}
		})
	}
	icmp6 := func(kind, code uint8) *record.Record {
		r := between("[::1]:0", "[::2]:0", 58)
		r.Flow.ICMPType, r.Flow.ICMPCode = kind, code
		return r
	}
	sequence := func(base uint32) *record.Record {
		return tcp(1, record.NetTCPPerf, func(t *record.TCP) { t.Src.SeqBase, t.Dst.SeqBase = base, base })
	}
	for _, tt := range []struct {
		words string // each is tried by itself
		a, b  *record.Record
		same  bool
	}{
		{"saddr daddr proto srcid", udp(0), between("192.0.2.1:7", "192.0.2.53:9", 17), true},
		{"sport dport", udp(0), between("192.0.2.1:7", "192.0.2.53:9", 17), false},
		{"proto sport dport", udp(0), between("192.0.2.1:5000", "192.0.2.53:53", 6), false},
		{"snet dnet saddr/24 daddr/255.255.255.0 saddr/class", udp(0), between("192.0.2.9:5000", "192.0.2.9:53", 17), true},
		{"saddr saddr/25 saddr/33", udp(0), between("192.0.2.200:5000", "192.0.2.53:53", 17), false},
		{"saddr/64 saddr/ffff:: saddr/16", between("[fe80::1]:1", "[::1]:2", 17), between("[fe80::2]:1", "[::1]:2", 17), true},
		{"saddr saddr/127", between("[fe80::1]:1", "[::1]:2", 17), between("[fe80::2]:1", "[::1]:2", 17), false},
		{"sttl dttl", attr(none), attr(func(s *record.IPSide) { s.TTL = 63 }), false},
		{"stos dtos", attr(none), attr(func(s *record.IPSide) { s.TOS++ }), false},
		{"sdsb ddsb", attr(none), attr(func(s *record.IPSide) { s.TOS++ }), true}, // its upper six bits
		{"sipid dipid", attr(none), attr(func(s *record.IPSide) { s.ID++ }), false},
		{"sttl stos sdsb sipid", udp(0), attr(func(s *record.IPSide) { *s = record.IPSide{} }), true}, // absent is 0
		{"svlan dvlan svid dvid", tag(5, 0), tag(6, 0), false},
		{"svpri dvpri", tag(5, 0), tag(6, 0), true},
		{"svpri dvpri", tag(5, 0), tag(5|1<<13, 0), false},
		{"smpls dmpls", tag(0, 1<<12), tag(0, 2<<12), false},
		{"smpls dmpls", tag(0, 1<<12), tag(0, 1<<12|64), true}, // the label, without time to live
		{"sco dco sas das ias inode", where("DE", 1), where("FR", 2), false},
		{"smac dmac soui doui", card(1, 1), card(2, 1), false},
		{"smac dmac", card(1, 1), card(1, 2), false},
		{"soui doui", card(1, 1), card(1, 2), true},
		{"smac soui smpls svlan sco sas inode", udp(0), udp(1), true},
		{"stcpb dtcpb", sequence(1), sequence(2), false},
		{"sport", icmp6(161, 0), icmp6(161, 2), false},
		{"dport", icmp6(161, 0), icmp6(161, 2), true},
		{"none", udp(0), udp(0), false},
	} {
		for _, word := range splitWords(tt.words) {
			got := merged(t, aggregate.Rule{Key: key(t, word)}, tt.a, tt.b)
			if same := len(got) == 1; same != tt.same {
				t.Errorf("-m %s: %d groups of %v and %v", word, len(got), ends(tt.a), ends(tt.b))
			}
		}
	}
}

func splitWords(text string) (words []string) {
	for len(text) > 0 {
		i := 0
		for i < len(text) && text[i] != ' ' {
			i++
		}
		words = append(words, text[:i])
		text = text[min(i+1, len(text)):]
	}
	return words
}

// TestKeyKinds: what stands in the place of ports makes groups of flows without
// ports.
func TestKeyKinds(t *testing.T) {
	kind := func(change func(f *record.Flow)) *record.Record {
		r := udp(0)
		r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4}
		change(&r.Flow)
		return r
	}
	for _, tt := range []struct {
		name   string
		change func(f *record.Flow, n uint8)
		same   bool
	}{
		{"ICMP type", func(f *record.Flow, n uint8) { f.Proto, f.ICMPType = 1, n }, false},
		{"ICMP id", func(f *record.Flow, n uint8) { f.Proto, f.ICMPID = 1, uint16(n) }, false},
		{"IGMP type", func(f *record.Flow, n uint8) { f.Proto, f.ICMPType = 2, n }, false},
		{"ESP", func(f *record.Flow, n uint8) { f.Proto, f.SPI = 50, uint32(n) }, false},
		{"fragments", func(f *record.Flow, n uint8) { f.Proto, f.Fragment, f.FragID = 17, true, uint32(n) }, false},
		{"ARP sender", func(f *record.Flow, n uint8) { f.Addr, f.Src[3] = record.AddrARP, n }, false},
		{"ARP link address", func(f *record.Flow, n uint8) { f.Addr, f.SHA[3] = record.AddrARP, n }, true},
		{"RARP link address", func(f *record.Flow, n uint8) { f.Addr, f.SHA[3] = record.AddrRARP, n }, false},
		{"RARP target", func(f *record.Flow, n uint8) { f.Addr, f.THA[3] = record.AddrRARP, n }, false},
		{"frame type", func(f *record.Flow, n uint8) { f.Addr, f.EtherType = record.AddrEthernet, uint16(n) }, false},
		{"frame service", func(f *record.Flow, n uint8) { f.Addr, f.SSAP = record.AddrEthernet, n }, false},
		{"IS-IS system", func(f *record.Flow, n uint8) { f.Addr, f.Area[3] = record.AddrISIS, n }, false},
		{"IS-IS target", func(f *record.Flow, n uint8) { f.Addr, f.Area[12] = record.AddrISIS, n }, false},
		{"IS-IS checksum", func(f *record.Flow, n uint8) { f.Addr, f.Checksum = record.AddrISIS, uint16(n) }, false},
	} {
		a := kind(func(f *record.Flow) { tt.change(f, 1) })
		b := kind(func(f *record.Flow) { tt.change(f, 2) })
		if got := merged(t, aggregate.Rule{Key: aggregate.DefaultKey()}, a, b); len(got) == 1 != tt.same {
			t.Errorf("%s: %d groups", tt.name, len(got))
		}
	}
}

// TestKeyWords: words, and what is wrong with them.
func TestKeyWords(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want []string // fields; nil is an error
	}{
		{[]string{"saddr", "daddr"}, []string{"saddr", "daddr"}},
		{[]string{"SADDR,daddr proto"}, []string{"saddr", "daddr", "proto"}},
		{[]string{"saddr/24", "saddr/16"}, []string{"saddr"}},
		{[]string{"saddr", "none", "sttl"}, []string{"sttl"}},
		{[]string{"matrix"}, []string{"saddr", "daddr"}},
		{[]string{"addr", "mac", "port"}, []string{"saddr", "smac", "sport"}},
		{[]string{"saddr/0"}, []string{"saddr"}},
		{[]string{"sadr"}, nil},
		{[]string{"saddr/129"}, nil},
		{[]string{"saddr/-1"}, nil},
		{[]string{"saddr/x"}, nil},
		{[]string{"saddr/255.0.255.0"}, nil},
		{[]string{"proto/8"}, nil},
		{[]string{"none/8"}, nil},
	} {
		k, err := aggregate.ParseKey(tt.args)
		if tt.want == nil {
			if err == nil || err.Error() == "" {
				t.Errorf("%q: no error", tt.args)
			}
			continue
		}
		if err != nil || !slices.Equal(k.Words(), tt.want) {
			t.Errorf("%q: %q, %v; want %q", tt.args, k.Words(), err, tt.want)
		}
	}
	var unknown *aggregate.UnknownKeyError
	if _, err := aggregate.ParseKey([]string{"sadr"}); !errors.As(err, &unknown) || unknown.Word != "sadr" {
		t.Errorf("error %v", err)
	}
	saddr, smac := key(t, "saddr"), key(t, "smac")
	if saddr.Needs() != record.PartFlow || smac.Needs() != record.PartMAC {
		t.Error("needs other parts than the flow key and link addresses")
	}
	if none := aggregate.NoKey(); !none.None() {
		t.Error("NoKey has fields")
	}
	single := aggregate.SingleKey()
	if got := merged(t, aggregate.Rule{Key: single}, udp(0), between("[::1]:1", "[::2]:2", 6)); len(got) != 1 {
		t.Errorf("SingleKey: %d groups", len(got))
	}
}

// TestVisible: with Hide, fields that are no key are empty (clients: the family,
// measured, section 2.2); a prefix of the key is all that remains of an address.
func TestVisible(t *testing.T) {
	rarp := udp(0)
	rarp.Flow = record.Flow{Kind: record.FlowARP, Addr: record.AddrRARP}
	rarp.Flow.SHA[5], rarp.Flow.THA[5] = 1, 2
	for _, tt := range []struct {
		words string
		r     *record.Record
		want  any
	}{
		{"saddr", udp(0), "0 192.0.2.1/32 0 0.0.0.0/0 0"},
		{"daddr", udp(0), "0 0.0.0.0/0 0 192.0.2.53/32 0"},
		{"saddr/16", udp(0), "0 192.0.0.0/16 0 0.0.0.0/0 0"},
		{"snet dnet", udp(0), "0 192.0.2.0/24 0 192.0.2.0/24 0"},
		{"proto", udp(0), "17 0.0.0.0/0 0 0.0.0.0/0 0"},
		{"dport", udp(0), "17 0.0.0.0/0 0 0.0.0.0/0 53"},
		{"saddr/33", between("[2001:db8:8000::1]:1", "[::1]:2", 6), "0 2001:db8:8000::/33 0 ::/0 0"},
		{"", udp(0), "17 192.0.2.1/32 5000 192.0.2.53/32 53"},
		{"none", udp(0), "17 192.0.2.1/32 5000 192.0.2.53/32 53"},
	} {
		got := merged(t, aggregate.Rule{Key: key(t, tt.words), Hide: true}, tt.r)
		if text := ends(got[0]); text != tt.want {
			t.Errorf("-m %s: %v, want %v", tt.words, text, tt.want)
		}
	}
	for words, want := range map[string][2]byte{"saddr": {1, 0}, "daddr": {0, 2}, "proto": {0, 0}} {
		f := merged(t, aggregate.Rule{Key: key(t, words), Hide: true}, rarp)[0].Flow
		if got := [2]byte{f.SHA[5], f.THA[5]}; got != want {
			t.Errorf("RARP, -m %s: %v, want %v", words, got, want)
		}
	}
}
