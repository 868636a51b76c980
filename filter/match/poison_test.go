// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// partFields are the parts of a record and the fields that hold their values.
var partFields = []struct {
	part record.Parts
	name string
}{
	{record.PartTransport, "Transport"},
	{record.PartFlow, "Flow"},
	{record.PartTime, "Time"},
	{record.PartMetrics, "Metrics"},
	{record.PartAgg, "Agg"},
	{record.PartNet, "Net"},
	{record.PartVLAN, "VLAN"},
	{record.PartMPLS, "MPLS"},
	{record.PartJitter, "Jitter"},
	{record.PartIPAttr, "IPAttr"},
	{record.PartSizes, "Sizes"},
	{record.PartSrcData, "SrcData"},
	{record.PartDstData, "DstData"},
	{record.PartMAC, "MAC"},
	{record.PartICMPMap, "ICMPMap"},
	{record.PartEncaps, "Encaps"},
	{record.PartBehavior, "Behavior"},
	{record.PartCorrelation, "Cor"},
	{record.PartCountry, "Country"},
	{record.PartLabel, "Label"},
	{record.PartASN, "ASN"},
	{record.PartGeo, "Geo"},
	{record.PartLocality, "Locality"},
	{record.PartHash, "Hash"},
	{record.PartVXLAN, "VXLAN"},
	{record.PartGRE, "GRE"},
	{record.PartGeneve, "Geneve"},
	{record.PartScore, "Score"},
}

// A filler sets the values of a part.
type filler func(v reflect.Value)

// set applies fill to every number, truth value and list in v.
func set(v reflect.Value, fill filler) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				set(v.Field(i), fill)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			set(v.Index(i), fill)
		}
	case reflect.Slice:
		s := reflect.MakeSlice(v.Type(), 1, 1)
		set(s.Index(0), fill)
		v.Set(s)
	default:
		fill(v)
	}
}

// sevens makes every number 7 and every truth value true.
func sevens(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.CanUint():
		v.SetUint(7)
	case v.CanFloat():
		v.SetFloat(7)
	}
}

// zeros makes every number 0 and every truth value false.
func zeros(v reflect.Value) { v.SetZero() }

// noise returns a filler of values that depend on seed. Small numbers are
// frequent, because they are codes of kinds and protocols.
func noise(seed uint64) filler {
	rnd := rand.New(rand.NewPCG(seed, 0))
	return func(v reflect.Value) {
		n := rnd.Uint64() >> []int{1, 32, 56, 61}[rnd.IntN(4)]
		switch {
		case v.Kind() == reflect.Bool:
			v.SetBool(n&1 != 0)
		case v.CanInt():
			v.SetInt(int64(n))
		case v.CanUint():
			v.SetUint(n)
		case v.CanFloat():
			v.SetFloat(float64(n >> 40))
		}
	}
}

// overwrite returns r with the values of parts overwritten.
func overwrite(r *record.Record, parts record.Parts, fill filler) *record.Record {
	c := *r
	v := reflect.ValueOf(&c).Elem()
	for _, f := range partFields {
		if parts&f.part != 0 {
			set(v.FieldByName(f.name), fill)
		}
	}
	return &c
}

// fullRecords are records of every kind that have all parts. Most of their
// numbers are 7.
func fullRecords() []*record.Record {
	var list []*record.Record
	add := func(change func(r *record.Record)) {
		r := overwrite(&record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus, Parts: record.AllParts}, record.AllParts, sevens)
		r.Time = record.Time{Start: 1e18, End: 1e18 + 7e9}
		r.VLAN.Src, r.VLAN.Dst = 0x7007, 0x7007
		r.MPLS.Src, r.MPLS.Dst = 7<<12, 7<<12
		r.IPAttr.Src.ID, r.IPAttr.Dst.ID = 0x0700, 0x0700 // 7 with its bytes swapped
		r.IPAttr.Src.TOS, r.IPAttr.Dst.TOS = 28, 28       // code point 7
		r.Country.Src, r.Country.Dst = [2]byte{'U', 'S'}, [2]byte{'U', 'S'}
		r.Jitter.Has = 15
		r.Cor[0].Dur, r.Cor[0].Start, r.Cor[0].Last = 7000, 7000, 7000
		r.Transport.Src.Inf = [4]byte{'e', 'n', '7'}
		r.Encaps.Src, r.Encaps.Dst = 0xffff, 0xffff
		change(r)
		list = append(list, r)
	}
	key := func(addr record.AddrType, proto uint8, net record.NetKind) {
		add(func(r *record.Record) {
			r.Flow.Kind, r.Flow.Addr, r.Flow.Proto, r.Net.Kind = record.FlowFiveTuple, addr, proto, net
			r.Net.TCP.Status, r.Net.TCP.Options, r.Net.ESP.Status = 0xffffffff, 0xffffffff, 0xffffffff
		})
	}
	for _, addr := range []record.AddrType{record.AddrIPv4, record.AddrIPv6} {
		key(addr, 6, record.NetTCPPerf)
		key(addr, 6, record.NetTCPInit)
		key(addr, 6, record.NetTCPStatus)
		key(addr, 6, record.NetNone)
		key(addr, 17, record.NetRTP)
		key(addr, 17, record.NetRTCP)
		key(addr, 17, record.NetUDT)
		key(addr, 1, record.NetICMP)
		key(addr, 58, record.NetICMP)
		key(addr, 2, record.NetNone)
		for _, proto := range []uint8{33, 132, 136} { // DCCP, SCTP, UDP-Lite
			key(addr, proto, record.NetNone)
		}
		key(addr, 50, record.NetESP)
		key(addr, 6, record.NetRTP) // damaged
	}
	for _, kind := range []uint8{0, 3, 5, 8, 11} {
		add(func(r *record.Record) {
			r.Flow.Kind, r.Flow.Addr, r.Flow.Proto, r.Net.Kind = record.FlowFiveTuple, record.AddrIPv4, 1, record.NetICMP
			r.Net.ICMP.Type, r.ICMPMap.Map = kind, 0
		})
	}
	for _, kind := range []uint8{0x11, 0x17} {
		add(func(r *record.Record) {
			r.Flow.Kind, r.Flow.Addr, r.Flow.Proto, r.Flow.ICMPType = record.FlowFiveTuple, record.AddrIPv4, 2, kind
		})
	}
	for _, addr := range []record.AddrType{record.AddrARP, record.AddrRARP, record.AddrEthernet} {
		add(func(r *record.Record) { r.Flow.Kind, r.Flow.Addr = record.FlowARP, addr })
	}
	for _, pdu := range []uint8{15, 18, 24, 26} {
		add(func(r *record.Record) { r.Flow.Kind, r.Flow.Addr, r.Flow.PDUType = record.FlowL2, record.AddrISIS, pdu })
	}
	for _, kind := range []uint8{1, 2, 4} {
		add(func(r *record.Record) { r.ICMPMap.Map = kind })
	}
	ones := func(r *record.Record, n byte) {
		for _, a := range [][]byte{r.Flow.Src[:], r.Flow.Dst[:], r.MAC.Src[:], r.MAC.Dst[:]} {
			for i := range a {
				a[i] = n
			}
		}
	}
	for _, addr := range []record.AddrType{record.AddrIPv4, record.AddrIPv6} {
		add(func(r *record.Record) { r.Flow.Addr = addr; ones(r, 0xff) })
	}
	addPartial(add)
	return list
}

// addPartial adds records whose counters or parts are missing.
func addPartial(add func(change func(r *record.Record))) {
	// One packet: whether an ICMP error refers to it decides about its duration.
	add(func(r *record.Record) {
		r.Flow.Addr, r.Metrics.Src.Packets, r.Metrics.Dst.Packets = record.AddrIPv4, 1, 0
	})
	// Lost and missing bytes.
	add(func(r *record.Record) {
		r.Flow.Addr, r.Flow.Proto, r.Net.Kind = record.AddrIPv4, 6, record.NetTCPPerf
		r.Net.TCP.Src.Retrans, r.Net.TCP.Src.Seq, r.Net.TCP.Src.SeqBase, r.Net.TCP.Src.Bytes = 0, 1015, 1000, 7
	})
	add(func(r *record.Record) { r.Parts &^= record.PartAgg })
	add(func(r *record.Record) { r.Parts &^= record.PartGRE })
	add(func(r *record.Record) { r.Parts &^= record.PartEncaps })
	// The times of a side that sent no packet do not count.
	add(func(r *record.Record) {
		r.Parts &^= record.PartAgg
		r.Time = record.Time{
			Sides:    record.TimeSrcStart | record.TimeSrcEnd | record.TimeDstStart | record.TimeDstEnd,
			SrcStart: 1e18, SrcEnd: 1e18 + 7e9, DstStart: 1e18 + 20e9, DstEnd: 1e18 + 30e9,
		}
		r.Metrics.Dst = record.Counter{}
	})
	add(func(r *record.Record) {
		r.Parts &^= record.PartAgg
		r.Metrics.Src.Packets, r.Metrics.Dst.Packets = 1, 0
	})
	add(func(r *record.Record) {
		r.Parts &^= record.PartAgg
		r.Metrics.Src, r.Metrics.Dst = record.Counter{}, record.Counter{}
	})
	add(func(r *record.Record) { r.Parts &^= record.PartICMPMap })
	add(func(r *record.Record) { r.Type = record.TypeMAR })
}

// valuesOf are values for the selectors that match fullRecords.
var valuesOf = map[string][]string{
	"host":    {"7.7.7.7", "707:707:707:707:707:707:707:707", "255.255.255.255"},
	"net":     {"7.0.0.0/8", "700::/8", "0.0.0.0/0"},
	"inode":   {"0.0.0.7"},
	"srcid":   {"7.7.7.7", "07070707-0707-0707-0707-070707070707"},
	"inf":     {"en7"},
	"proto":   {"6", "1", "7"},
	"encaps":  {"eth", "\\gre"},
	"co":      {"US"},
	"port":    {"7", "5-9", "gt 6", "neq 8"},
	"lat":     {"7", "lt 8.5"},
	"lon":     {"7", "lt 8.5"},
	"gateway": {"router"},
	"pcr":     {"0.0", "lt 0.0", "0.5"},
	"intpkt":  {"7us", "0.007", "gt 6us", "lt 8us", "lt 0.008"},
	"dsb":     {"7", "cs0"},
	"rate":    {"7", "gt 0.5"}, // (7 - 1) / 7
	"trans":   {"7", "1"},
}

// samplesOf returns filters of the keyword word in all forms, none if it is no
// primitive of its own.
func samplesOf(word string) (list []string) {
	dirs := []string{"", "src ", "dst ", "src and dst "}
	switch word {
	case "and", "or", "not", "mask", "len", "src", "dst", "ether", "link", "fddi", "ppp", "slip", "inbound", "outbound", "svc", "cor":
		return nil
	case "gt", "gte", "lt", "lte", "eq", "neq", "greater", "less", "equal", "notequal":
		return nil
	case "multicast":
		return []string{"multicast", "ipv6 multicast", "ether multicast", "udp multicast"}
	case "broadcast":
		return []string{"ip broadcast", "ether broadcast"}
	case "rtp", "rtcp", "udt":
		list = []string{word + " port 7"}
	case "host":
		for _, dir := range dirs {
			list = append(list, "ether "+dir+"host 7:7:7:7:7:7", "ether "+dir+"host 7:7:7:7:7:8/40", "arp "+dir+"host 7.7.7.7", "icmp6 "+dir+"host 707::7")
		}
	case "proto":
		list = []string{"ether proto 7", "ether proto 0x806", "ether proto 0x8035", "ether proto 0x800", "ether proto 0x86dd"}
	case "vlan", "mpls", "synack":
		for _, rel := range []string{"7", "gt 6", "lt 8", "neq 7"} {
			list = append(list, word+" "+rel)
		}
	}
	sel := word
	if e, err := filter.Parse(word+" 7", filter.Record); err == nil {
		if p, ok := e.(*filter.Primitive); ok {
			sel = p.Qual.Sel // of which word may be another spelling
		}
	}
	switch sel {
	case "intpktact", "intpktidle", "jit", "jitact", "jitidle":
		sel = "intpkt"
	}
	values, ok := valuesOf[sel]
	if !ok {
		values = []string{"7", "6", "gt 6", "gte 8", "lt 8", "lte 6", "neq 7"}
	}
	for _, dir := range dirs {
		for _, v := range append([]string{""}, values...) {
			list = append(list, strings.TrimSpace(dir+word+" "+v))
		}
	}
	return list
}

// allSamples returns filters of every primitive, by keyword.
func allSamples(t *testing.T) map[string][]string {
	t.Helper()
	samples := map[string][]string{}
	for _, word := range filter.Words(filter.Record) {
		list := slices.DeleteFunc(samplesOf(word), func(text string) bool {
			e, err := filter.Parse(text, filter.Record)
			p, ok := e.(*filter.Primitive)
			return err != nil || ok && p.Qual.Sel == "" // a host of that name
		})
		if list == nil {
			continue
		}
		if len(list) == 0 {
			t.Errorf("no filter of the keyword %s", word)
		}
		samples[word] = list
	}
	return samples
}

// A variant is a record without a part.
type variant struct {
	what    string
	part    record.Parts
	zeroed  *record.Record // nothing is left of the part
	stale   *record.Record // the values of the part are still there
	noisy   *record.Record // other values are there
	present *record.Record // the record has the part, but all its values are zero
}

func without(r *record.Record, what string, part record.Parts) variant {
	absent := *r
	absent.Parts &^= part
	return variant{
		what, part, overwrite(&absent, part, zeros), &absent,
		overwrite(&absent, part, noise(uint64(part))), overwrite(r, part, zeros),
	}
}

// variantsOf returns r without each of its parts and without any.
func variantsOf(r *record.Record) []variant {
	list := []variant{without(r, "all", record.AllParts)}
	for _, p := range partFields {
		if r.Has(p.part) {
			list = append(list, without(r, p.name, p.part))
		}
	}
	return list
}

// TestAbsentParts checks that no primitive reads a part that a record does not
// have: the result does not depend on the values that remain there.
func TestAbsentParts(t *testing.T) {
	var list [][]variant
	for _, r := range fullRecords() {
		list = append(list, variantsOf(r))
	}
	for _, texts := range allSamples(t) {
		for _, text := range texts {
			f := compile(t, text)
			for i, variants := range list {
				for _, v := range variants {
					want := f.Match(v.zeroed)
					if f.Match(v.stale) != want || f.Match(v.noisy) != want {
						t.Fatalf("%s, record %d: reads %s, which the record does not have", text, i, v.what)
					}
				}
			}
		}
	}
}

// TestParts checks that a filter reads no part but those that it declares, and
// that it declares none that it never reads.
func TestParts(t *testing.T) {
	samples := allSamples(t)
	declared, read := map[string]record.Parts{}, map[string]record.Parts{}
	for i, r := range fullRecords() {
		variants := variantsOf(r)[1:]
		others := map[record.Parts]variant{} // without what a filter does not declare
		for word, texts := range samples {
			for _, text := range texts {
				f := compile(t, text)
				parts := f.Parts()
				declared[word] |= parts
				v, ok := others[parts]
				if !ok {
					v = without(r, "", record.AllParts&^parts)
					others[parts] = v
				}
				want := f.Match(r)
				hidden := *v.noisy // as if the reader had not decoded the others
				hidden.Parts = r.Parts
				if f.Match(v.noisy) != want || f.Match(&hidden) != want {
					t.Fatalf("%s, record %d: reads a part that it does not declare (%s)", text, i, names(parts))
				}
				for _, v := range variants {
					if f.Match(v.zeroed) != want || f.Match(v.present) != want {
						read[word] |= v.part
					}
				}
			}
		}
	}
	for word := range samples {
		idle := record.Parts(0)
		switch word {
		case "rate", "load", "loss", "ploss", "gap", "idle": // field.Row.Measure asks for more
			idle = record.PartTime | record.PartMetrics | record.PartICMPMap
		}
		if extra := declared[word] &^ read[word]; extra&^idle != 0 {
			t.Errorf("%s: declares %s, reads %s", word, names(declared[word]), names(read[word]))
		}
	}
}

// TestSelect checks that a filter accepts the same records if a reader decodes
// only the parts that it declares. With the tag poison, a record panics if it is
// asked about another part.
func TestSelect(t *testing.T) {
	wire, err := os.ReadFile("../../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	for _, texts := range allSamples(t) {
		for _, text := range texts {
			f := compile(t, text)
			full, some := record.NewReader(bytes.NewReader(wire)), record.NewReader(bytes.NewReader(wire))
			some.Select(lazy.Key{}, record.Selection{Parts: f.Parts()})
			for {
				x, err := full.Next()
				y, _ := some.Next()
				if err != nil {
					break
				}
				if got, want := f.Match(y), f.Match(x); got != want {
					t.Fatalf("%s, offset %d: got %v, want %v", text, x.Offset, got, want)
				}
			}
		}
	}
}

// names returns the names of parts.
func names(parts record.Parts) string {
	var list []string
	for _, p := range partFields {
		if parts&p.part != 0 {
			list = append(list, p.name)
		}
	}
	return fmt.Sprint(list)
}
