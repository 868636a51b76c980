// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/argus-go/argus/record"
)

// A partTest is one DSR: what it decodes to, and its bytes when written anew in
// both dialects. "=" stands for the bytes as they were, "" for no DSR at all.
type partTest struct {
	name   string
	gen    record.Generation
	wire   string
	part   record.Parts
	get    func(*record.Record) any
	want   any
	v3, v5 string
}

func ip4(a, b, c, d byte) [16]byte { return [16]byte{a, b, c, d} }

func transport(r *record.Record) any { return r.Transport }

// Examples of the record format, section 6.1.
var transportTests = []partTest{
	{
		"no id", record.Gen3, "01030003 00000000 00000001", record.PartTransport, transport,
		record.Transport{Seq: 1, HasSrc: true, HasSeq: true},
		"01030103 00000000 00000001", "01030103 00000000 00000001",
	},
	{
		"IPv4", record.Gen3, "01030103 0a090807 00000001", record.PartTransport, transport,
		record.Transport{Src: record.SourceID{Kind: record.IDIPv4, ID: ip4(10, 9, 8, 7)}, Seq: 1, HasSrc: true, HasSeq: true},
		"=", "=",
	},
	{
		"integer", record.Gen3, "01032003 00000983 00000001", record.PartTransport, transport,
		record.Transport{Src: record.SourceID{Kind: record.IDInt, ID: ip4(0, 0, 9, 0x83)}, Seq: 1, HasSrc: true, HasSeq: true},
		"=", "=",
	},
	{
		"string", record.Gen3, "01032103 656e3000 00000001", record.PartTransport, transport,
		record.Transport{Src: record.SourceID{Kind: record.IDString, ID: ip4('e', 'n', '0', 0)}, Seq: 1, HasSrc: true, HasSeq: true},
		"=", "=",
	},
	{ // 3.0 ignores the subtype where there are three words
		"subtype 0", record.Gen3, "01000103 0a090807 00000005", record.PartTransport, transport,
		record.Transport{Src: record.SourceID{Kind: record.IDIPv4, ID: ip4(10, 9, 8, 7)}, Seq: 5, HasSrc: true, HasSeq: true},
		"01030103 0a090807 00000005", "01030103 0a090807 00000005",
	},
	{
		"IPv4 and interface", record.Gen5, "01031104 0a090807 6c6f0000 00000001", record.PartTransport, transport,
		record.Transport{
			Src: record.SourceID{Kind: record.IDIPv4, ID: ip4(10, 9, 8, 7), Inf: [4]byte{'l', 'o'}},
			Seq: 1, HasSrc: true, HasSeq: true,
		},
		"01030103 0a090807 00000001", "=",
	},
	{ // folded: 5e487ede^b3115e80^b69f967e^5e6c7a9f = 05aaccbf
		"UUID and interface", record.Gen5, "01133207 5e487ede b3115e80 b69f967e 5e6c7a9f 70636170 00000001", record.PartTransport, transport,
		record.Transport{
			Src: record.SourceID{
				Kind: record.IDUUID,
				ID:   [16]byte{0x5e, 0x48, 0x7e, 0xde, 0xb3, 0x11, 0x5e, 0x80, 0xb6, 0x9f, 0x96, 0x7e, 0x5e, 0x6c, 0x7a, 0x9f},
				Inf:  [4]byte{'p', 'c', 'a', 'p'},
			},
			Seq: 1, HasSrc: true, HasSeq: true,
		},
		"01032003 05aaccbf 00000001", "01033207 5e487ede b3115e80 b69f967e 5e6c7a9f 70636170 00000001",
	},
	{
		"sequence number alone", record.Gen5, "01020002 00000007", record.PartTransport, transport,
		record.Transport{Seq: 7, HasSeq: true},
		"01030103 00000000 00000007", "01030103 00000000 00000007",
	},
}

func metrics(r *record.Record) any { return r.Metrics }

// Record format, section 6.4: width and sides, and the choice of the width.
var metricsTests = []partTest{
	{
		"1 byte", record.Gen3, "10010102 02780136", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 2, Bytes: 120}, Dst: record.Counter{Packets: 1, Bytes: 54}},
		"=", "=",
	},
	{
		"2 bytes", record.Gen3, "10010203 00100459 000902b5", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 16, Bytes: 1113}, Dst: record.Counter{Packets: 9, Bytes: 693}},
		"=", "=",
	},
	{ // the widest value does not fit 2 bytes: 65536
		"4 bytes", record.Gen3, "10010305 00000010 00010000 00000001 00000036", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 16, Bytes: 65536}, Dst: record.Counter{Packets: 1, Bytes: 54}},
		"=", "=",
	},
	{
		"8 bytes", record.Gen3, "10010409 00000000 00000010 00000001 00000000 00000000 00000001 00000000 00000036", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 16, Bytes: 1 << 32}, Dst: record.Counter{Packets: 1, Bytes: 54}},
		"=", "=",
	},
	{ // padding is not defined: cleared
		"source with application bytes", record.Gen3, "10040603 0001002a 00081c36", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 1, Bytes: 42, AppBytes: 8}, HasApp: true},
		"10040603 0001002a 00080000", "10040603 0001002a 00080000",
	},
	{
		"destination", record.Gen3, "10010a02 0001002a", record.PartMetrics, metrics,
		record.Metrics{Dst: record.Counter{Packets: 1, Bytes: 42}},
		"=", "=",
	},
	{
		"destination, 4 bytes", record.Gen3, "10010b03 00000001 0001002a", record.PartMetrics, metrics,
		record.Metrics{Dst: record.Counter{Packets: 1, Bytes: 65578}},
		"=", "=",
	},
	{
		"source, 8 bytes", record.Gen3, "10010805 00000000 00000001 00000001 00000000", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 1, Bytes: 1 << 32}},
		"=", "=",
	},
	{ // one byte for a single side is never written
		"source, 1 byte", record.Gen3, "10010502 022a0000", record.PartMetrics, metrics,
		record.Metrics{Src: record.Counter{Packets: 2, Bytes: 42}},
		"10010602 0002002a", "10010602 0002002a",
	},
	{
		"both with application bytes", record.Gen3, "10040103 020a0101 05000000", record.PartMetrics, metrics,
		record.Metrics{
			Src:    record.Counter{Packets: 2, Bytes: 10, AppBytes: 1},
			Dst:    record.Counter{Packets: 1, Bytes: 5},
			HasApp: true,
		},
		"=", "=",
	},
	{
		"nothing", record.Gen3, "10010602 00000000", record.PartMetrics, metrics, record.Metrics{}, "=", "=",
	},
}

// Record format, sections 6.5 and 6.7 to 6.20.
var clientTests = []partTest{
	{ // active: 3 values, 1.0 2.0 0.5 4.0; idle: none
		"aggregation", record.Gen3, `60040114 00000003 00000001 00000002 00000003 00000004
			03000000 0000803f 00000040 0000003f 00008040 01020304 05060708
			00000000 00000000 00000000 00000000 00000000 00000000 00000000`,
		record.PartAgg, func(r *record.Record) any { return r.Agg },
		record.Agg{
			Metric: 4, Count: 3, LastStart: [2]uint32{1, 2}, Last: [2]uint32{3, 4},
			Active: record.AggStats{N: 3, Min: 1, Mean: 2, StdDev: 0.5, Max: 4, Dist: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}},
		},
		"=", "=",
	},
	{
		"VLAN", record.Gen3, "40000102 0d470000", record.PartVLAN, func(r *record.Record) any { return r.VLAN },
		record.VLAN{HasSrc: true, Src: 0x0d47},
		"=", "=",
	},
	{
		"MPLS source", record.Gen3, "44011002 000fe03c", record.PartMPLS, func(r *record.Record) any { return r.MPLS },
		record.MPLS{HasSrc: true, Src: 254<<12 | 60},
		"=", "=",
	},
	{
		"MPLS both, changed", record.Gen3, "44331103 000fe03c 0010013c", record.PartMPLS, func(r *record.Record) any { return r.MPLS },
		record.MPLS{
			HasSrc: true, HasDst: true, SrcChanged: true, DstChanged: true,
			Src: 254<<12 | 60, Dst: 256<<12 | 1<<8 | 60,
		},
		"=", "=",
	},
	{ // a lone destination label is misread by the originals: both are written
		"MPLS destination", record.Gen3, "44020102 000fe03c", record.PartMPLS, func(r *record.Record) any { return r.MPLS },
		record.MPLS{HasDst: true, Dst: 254<<12 | 60},
		"44021103 00000000 000fe03c", "44021103 00000000 000fe03c",
	},
	{ // 5 words an object, as 3.0 writes; 6 when written anew. 2.0 1.0 4.0 in microseconds
		"jitter, 5 words", record.Gen3, "4600040600000003 3f800000 40000000 3f000000 40800000", record.PartJitter,
		func(r *record.Record) any { return r.Jitter },
		record.Jitter{Has: 4, DstActive: record.JitterStats{N: 3, Min: 1, Mean: 2, StdDev: 0.5, Max: 4}},
		"46010407 00000003 3f800000 40000000 3f000000 40800000 00000000",
		"46010407 00000003 3f800000 40000000 3f000000 40800000 00000000",
	},
	{ // 7 words an object, as 5.0 writes, in nanoseconds: 0x447a0000 = 1000, 0x44fa0000 = 2000
		"jitter, 7 words", record.Gen5, `4600010800000003 447a0000 44fa0000 447a0000 44fa0000 00000000 00000000`, record.PartJitter,
		func(r *record.Record) any { return r.Jitter },
		record.Jitter{Has: 1, SrcActive: record.JitterStats{N: 3, Min: 1, Mean: 2, StdDev: 1, Max: 2}},
		"46010107 00000003 3f800000 40000000 3f800000 40000000 00000000",
		"46010107 00000003 3f800000 40000000 3f800000 40000000 00000000",
	},
	{ // bins 0 and 1 are the nibbles of the last byte
		"jitter, histogram", record.Gen3, "46010207 00000003 3f800000 40000000 3f000000 40800000 78563412", record.PartJitter,
		func(r *record.Record) any { return r.Jitter },
		record.Jitter{Has: 2, SrcIdle: record.JitterStats{
			N: 3, Min: 1, Mean: 2, StdDev: 0.5, Max: 4,
			Hist: [8]uint8{1, 2, 3, 4, 5, 6, 7, 8},
		}},
		"=", "=",
	},
	{ // IP ids are little-endian
		"IP attributes", record.Gen3, "48000303 400030b8 40000a87", record.PartIPAttr, func(r *record.Record) any { return r.IPAttr },
		record.IPAttr{Src: record.IPSide{Has: true, TTL: 64, ID: 0xb830}, Dst: record.IPSide{Has: true, TTL: 64, ID: 0x870a}},
		"=", "=",
	},
	{
		"IP attributes with options", record.Gen3, "48001d04 40c00100 00000040 80000200", record.PartIPAttr,
		func(r *record.Record) any { return r.IPAttr },
		record.IPAttr{
			Src: record.IPSide{Has: true, HasOptions: true, Fragments: true, TTL: 64, TOS: 0xc0, ID: 1, Options: 0x40},
			Dst: record.IPSide{HasOptions: true, Options: 0x80000200},
		},
		"=", "=",
	},
	{
		"sizes of the source", record.Gen3, "12000602 002a002b", record.PartSizes, func(r *record.Record) any { return r.Sizes },
		record.Sizes{HasSrc: true, SrcMin: 42, SrcMax: 43},
		"12010602 002a002b", "12010602 002a002b",
	},
	{
		"sizes of the destination", record.Gen3, "12020a02 002a002b", record.PartSizes, func(r *record.Record) any { return r.Sizes },
		record.Sizes{HasDst: true, DstMin: 42, DstMax: 43},
		"=", "=",
	},
	{
		"sizes of both, histograms", record.Gen3, "12070205 002a002b 002c002d f0000001 12345678", record.PartSizes,
		func(r *record.Record) any { return r.Sizes },
		record.Sizes{
			HasSrc: true, HasDst: true, SrcMin: 42, SrcMax: 43, DstMin: 44, DstMax: 45, HasHist: true,
			SrcHist: [8]uint8{15, 0, 0, 0, 0, 0, 0, 1}, DstHist: [8]uint8{1, 2, 3, 4, 5, 6, 7, 8},
		},
		"=", "=",
	},
	{
		"source data", record.Gen3, "50900004 00400006 0800a2ea 5515ffff", record.PartSrcData, func(r *record.Record) any { return r.SrcData },
		record.UserData{Size: 64, Data: []byte{8, 0, 0xa2, 0xea, 0x55, 0x15}},
		"50900004 00400006 0800a2ea 55150000", "50900004 00400006 0800a2ea 55150000",
	},
	{
		"destination data, none", record.Gen3, "50a00002 00400000", record.PartDstData, func(r *record.Record) any { return r.DstData },
		record.UserData{Size: 64, Data: []byte{}},
		"=", "=",
	},
	{ // the count is larger than what is there
		"data, count too large", record.Gen3, "50900003 00400040 41424344", record.PartSrcData, func(r *record.Record) any { return r.SrcData },
		record.UserData{Size: 64, Data: []byte("ABCD")},
		"50900003 00400004 41424344", "50900003 00400004 41424344",
	},
	{
		"compressed data", record.Gen5, "50980003 00400004 41424344", record.PartSrcData, func(r *record.Record) any { return r.SrcData },
		record.UserData{Size: 64, Data: []byte("ABCD"), Compressed: true},
		"=", "=",
	},
	{
		"MAC", record.Gen3, "42000105 22222222 22221111 11111111 00080102", record.PartMAC, func(r *record.Record) any { return r.MAC },
		record.MAC{
			Dst: [6]byte{0x22, 0x22, 0x22, 0x22, 0x22, 0x22}, Src: [6]byte{0x11, 0x11, 0x11, 0x11, 0x11, 0x11},
			EtherType: 0x0800, DSAP: 1, SSAP: 2, SrcChanged: true,
		},
		"=", "=",
	},
	{
		"mapped ICMP", record.Gen3, "34000108 030105dc 0a000001 0a000002 0a000003 0a000004 0a000005 00000000", record.PartICMPMap,
		func(r *record.Record) any { return r.ICMPMap },
		record.ICMP{
			Map: 1, Type: 3, Code: 1, Seq: 1500, OuterSrc: 0x0a000001, OuterDst: 0x0a000002,
			InnerSrc: 0x0a000003, InnerDst: 0x0a000004, Gateway: 0x0a000005,
		},
		"=", "=",
	},
	{
		"mapped ICMP, 7 words", record.Gen3, "34000407 0b000000 0a000001 0a000002 0a000003 0a000004 00000000", record.PartICMPMap,
		func(r *record.Record) any { return r.ICMPMap },
		record.ICMP{Map: 4, Type: 11, OuterSrc: 0x0a000001, OuterDst: 0x0a000002, InnerSrc: 0x0a000003, InnerDst: 0x0a000004},
		"34000408 0b000000 0a000001 0a000002 0a000003 0a000004 00000000 00000000",
		"34000408 0b000000 0a000001 0a000002 0a000003 0a000004 00000000 00000000",
	},
	{
		"encapsulation", record.Gen3, "20000403 00000007 00000002", record.PartEncaps, func(r *record.Record) any { return r.Encaps },
		record.Encaps{Src: 7, Dst: 2, SrcChanged: true},
		"=", "=",
	},
	{ // captured headers are opaque and never written
		"encapsulation capture", record.Gen5, "20003005 00000046 00000042 00040000 01020304", record.PartEncaps,
		func(r *record.Record) any { return r.Encaps },
		record.Encaps{Src: 0x46, Dst: 0x42, SrcInfChanged: true, DstInfChanged: true},
		"20003003 00000046 00000042", "20003003 00000046 00000042",
	},
	{
		"keystrokes", record.Gen3, "54020003 00000005 00000007", record.PartBehavior, func(r *record.Record) any { return r.Behavior },
		record.Behavior{Kind: 2, Src: 5, Dst: 7},
		"=", "=",
	},
	{
		"country codes", record.Gen3, "64000002 44455553", record.PartCountry, func(r *record.Record) any { return r.Country },
		record.Country{Src: [2]byte{'D', 'E'}, Dst: [2]byte{'U', 'S'}},
		"=", "=",
	},
	{
		"label", record.Gen3, "66000005" + hex.EncodeToString([]byte("flow=proto=udp")) + "0000", record.PartLabel,
		func(r *record.Record) any { return string(r.Label) }, "flow=proto=udp", "=", "=",
	},
	{
		"AS numbers", record.Gen3, "32000003 0000fde8 00000d1c", record.PartASN, func(r *record.Record) any { return r.ASN },
		record.ASN{Src: 65000, Dst: 3356},
		"=", "=",
	},
	{
		"AS numbers with a node", record.Gen3, "32000004 0000fde8 00000d1c 00000003", record.PartASN, func(r *record.Record) any { return r.ASN },
		record.ASN{Src: 65000, Dst: 3356, Inode: 3, HasInode: true},
		"=", "=",
	},
}

// Record format, sections 6.17 and 6.21 to 6.27.
var rareTests = []partTest{
	{
		"correlation, 3.x", record.Gen3, "62000107 0a090807 ffffffff 00000002 00000003 00000004 00000005", record.PartCorrelation,
		func(r *record.Record) any { return r.Cor },
		[]record.Correlation{{
			ID:  record.SourceID{Kind: record.IDIPv4, ID: ip4(10, 9, 8, 7)},
			Dur: -1, Start: 2, Last: 3, SrcPackets: 4, DstPkts: 5,
		}},
		"=", "6200010b 0a090807 00000000 00000000 00000000 00000000 ffffffff 00000002 00000003 00000004 00000005",
	},
	{ // 48.5 north, -122.25 west
		"positions", record.Gen5, "68000205 42420000 c2f48000 00000000 00000000", record.PartGeo, func(r *record.Record) any { return r.Geo },
		record.Geo{Dst: record.Place{Has: true, Lat: 48.5, Lon: -122.25}},
		"68000203 42420000 c2f48000", "68000203 42420000 c2f48000",
	},
	{ // organisations are little-endian
		"locality", record.Gen5, "6a000003 0102ff05 01000200", record.PartLocality, func(r *record.Record) any { return r.Locality },
		record.Locality{Status: 0x0102, Src: -1, Dst: 5, SrcOrg: 1, DstOrg: 2},
		"=", "=",
	},
	{
		"hash", record.Gen5, "07000003 deadbeef 00000011", record.PartHash, func(r *record.Record) any { return r.Hash },
		record.Hash{Value: 0xdeadbeef, Bucket: 17},
		"=", "=",
	},
	{
		"VXLAN", record.Gen5, "43000303 0000007b 0000007c", record.PartVXLAN, func(r *record.Record) any { return r.VXLAN },
		record.VXLAN{HasSrc: true, HasDst: true, Src: 123, Dst: 124},
		"=", "=",
	},
	{ // of a stream of release 5.0: the outer packet went from 109.105.228.253 to 10.177.98.84
		"GRE", record.Gen5, "41000007 3081880b 02410105 5462b10a fde4696d 2f000000 00000000", record.PartGRE,
		func(r *record.Record) any { return r.GRE },
		record.Tunnel{
			Flags: 0x3081, Proto: 0x880b, HasFlow: true, FlowProto: 47,
			Src: ip4(109, 105, 228, 253), Dst: ip4(10, 177, 98, 84),
		},
		"41000007 3081880b 02010105 fde4696d 5462b10a 2f000000 00000000",
		"41000007 3081880b 02010105 fde4696d 5462b10a 2f000000 00000000",
	},
	{ // ports 6081 and 5000, little-endian; addresses in network order
		"Geneve over IPv6", record.Gen5, `4500000e 00006558 00000000 0201020b 20010db8 00000000 00000000 00000001
			20010db8 00000000 00000000 00000002 11000000 c1178813`, record.PartGeneve,
		func(r *record.Record) any { return r.Geneve },
		record.Tunnel{
			Proto: 0x6558, HasFlow: true, FlowIsV6: true, FlowProto: 17, SrcPort: 6081, DstPort: 5000,
			Src: [16]byte{0x20, 1, 0xd, 0xb8, 15: 1}, Dst: [16]byte{0x20, 1, 0xd, 0xb8, 15: 2},
		},
		"=", "=",
	},
	{
		"score", record.Gen5, "55000003 01020304 05060708", record.PartScore, func(r *record.Record) any { return r.Score },
		[8]byte{1, 2, 3, 4, 5, 6, 7, 8},
		"=", "=",
	},
	{
		"unknown", record.Gen3, "3a000202 01020304", 0, func(r *record.Record) any { return hex.EncodeToString(r.Unknown) },
		"3a00020201020304", "=", "=",
	},
	{
		"immediate: one word", record.Gen3, "87010203", 0, func(r *record.Record) any { return len(r.Unknown) }, 0, "", "",
	},
	{
		"placeholder", record.Gen5, "00000001", 0, func(r *record.Record) any { return len(r.Unknown) }, 0, "", "",
	},
}

// wrap makes a flow record of generation gen that holds the given DSRs.
func wrap(gen record.Generation, parts []byte) []byte {
	n := 4 + len(parts)
	return append([]byte{byte(record.TypeFAR) | byte(gen), byte(record.CauseStart), byte(n / 4 >> 8), byte(n / 4)}, parts...)
}

func checkParts(t *testing.T, tests []partTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wire := unhex(t, tt.wire)
			var r record.Record
			if err := r.Unmarshal(wrap(tt.gen, wire), tt.gen); err != nil {
				t.Fatalf("decode %x: %v", wire, err)
			}
			if r.Parts != tt.part {
				t.Errorf("decode %x: parts %#x, want %#x", wire, r.Parts, tt.part)
			}
			if got := tt.get(&r); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("decode %x:\ngot  %+v\nwant %+v", wire, got, tt.want)
			}
			for d, s := range map[record.Dialect]string{record.V3Common: tt.v3, record.V5: tt.v5} {
				want := wire
				if s != "=" {
					want = unhex(t, s)
				}
				got, err := r.Append(nil, d)
				if want = wrap(d.Generation(), want); err != nil || !bytes.Equal(got, want) {
					t.Errorf("encode in dialect %d: %v\ngot  %x\nwant %x", d, err, got, want)
				}
			}
		})
	}
}

func TestParts(t *testing.T) {
	checkParts(t, transportTests)
	checkParts(t, metricsTests)
	checkParts(t, clientTests)
	checkParts(t, rareTests)
}

// A jitter of release 5.0 may hold values that are no numbers.
func TestJitterNaN(t *testing.T) {
	var r record.Record
	wire := wrap(record.Gen5, unhex(t, "46000108 00000001 4cc1c578 4cc1c578 ffc00000 4cc1c578 00000000 00000000"))
	if err := r.Unmarshal(wire, record.Gen5); err != nil {
		t.Fatal(err)
	}
	// 0x4cc1c578 = 12692372 * 8 = 101592000 ns
	if s := r.Jitter.SrcActive; s.Mean != 101592 || !math.IsNaN(float64(s.StdDev)) {
		t.Errorf("got %+v, want a mean of 101592 us and no deviation", s)
	}
}

// Record format, section 4: what does not fit ends the record; what came
// before it stays.
func TestDamagedParts(t *testing.T) {
	const key = "02010105 c0a80105 c0a80101 11003039 00350000"
	for _, tt := range []struct {
		name, wire string
		parts      record.Parts
		unknown    string
	}{
		{"size 0", key + "10010100 02780136", record.PartFlow, ""},
		{"longer than the record", key + "10010103 02780136", record.PartFlow, ""},
		{"user data of size 0", key + "50900000 00400000", record.PartFlow, ""},
		{"user data longer than the record", key + "50900100 00400000", record.PartFlow, ""},
	} {
		var r record.Record
		err := r.Unmarshal(wrap(record.Gen3, unhex(t, tt.wire)), record.Gen3)
		if err != record.ErrDamaged || r.Parts != tt.parts || r.Flow.SrcPort != 12345 {
			t.Errorf("%s: error %v, parts %#x, key %+v; want %v, parts %#x", tt.name, err, r.Parts, r.Flow, record.ErrDamaged, tt.parts)
		}
	}
	// A DSR too short for its form is dropped; the record goes on.
	for _, short := range []string{
		"01030302 0a090807", "03021802 5892c0d0", "10010402 00000001", "30050004 00000007 00000004 04700000",
		"30030002 00000007", "44011001", "46000102 00000001", "48000301", "12000201",
	} {
		var r record.Record
		err := r.Unmarshal(wrap(record.Gen3, unhex(t, short+key)), record.Gen3)
		if err != record.ErrDamaged || r.Parts != record.PartFlow || len(r.Unknown) != 0 {
			t.Errorf("%s: error %v, parts %#x, unknown %x; want only the key", short, err, r.Parts, r.Unknown)
		}
	}
	var r record.Record
	err := r.Unmarshal(wrap(record.Gen3, unhex(t, key+"02010102 c0a80105")), record.Gen3)
	if err != record.ErrDamaged || r.Parts != 0 {
		t.Errorf("a short second key: error %v, parts %#x; want none", err, r.Parts)
	}
	// Others are kept as they are, as are keys of types without a form.
	for _, short := range []string{
		"42000002 22222222", "40000001", "20000002 00000002", "02010d05 00000000 00000000 00000000 00000000",
		"34000102 03010000", "60040101", "54010001", "62000102 00000000", "64000001", "32000001", "68000101", "6a000001", "07000001",
		"43000001", "41000001", "45000001", "55000001", "50900001",
	} {
		var r record.Record
		part := unhex(t, short)
		wire := wrap(record.Gen3, append(bytes.Clone(part), unhex(t, key)...))
		if err := r.Unmarshal(wire, record.Gen3); err != nil || r.Parts != record.PartFlow || !bytes.Equal(r.Unknown, part) {
			t.Errorf("%s: error %v, parts %#x, unknown %x; want the key and the short DSR", short, err, r.Parts, r.Unknown)
		}
	}
}

func sprintf(format string, a ...any) string { return fmt.Sprintf(format, a...) }
