// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"reflect"
	"testing"

	"github.com/argus-go/argus/record"
)

func flow(r *record.Record) any { return r.Flow }

func net(r *record.Record) any { return r.Net }

var (
	mac1 = [16]byte{0x11, 0x11, 0x11, 0x11, 0x11, 0x11}
	mac2 = [16]byte{0x22, 0x22, 0x22, 0x22, 0x22, 0x22}
	ip6a = [16]byte{0x20, 1, 0xd, 0xb8, 15: 1}
	ip6b = [16]byte{0x20, 1, 0xd, 0xb8, 15: 2}
)

const (
	hex6a = "20010db8 00000000 00000000 00000001"
	hex6b = "20010db8 00000000 00000000 00000002"
)

// Record format, section 6.2.
var flowTests = []partTest{
	{ // stored 9998, 45848; the second endpoint is the initiator
		"TCP, reversed", record.Gen3, "02410105 7f000001 7f000002 0600270e b3180000", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Reversed: true, Src: ip4(127, 0, 0, 2), Dst: ip4(127, 0, 0, 1),
			Proto: 6, SrcPort: 45848, DstPort: 9998, SrcMask: 32, DstMask: 32,
		},
		"02010105 7f000002 7f000001 0600b318 270e0000", "02010105 7f000002 7f000001 0600b318 270e0000",
	},
	{ // un-reversed by radium, with masks
		"UDP, masks", record.Gen5, "02014105 7f000001 7f000001 11008c3d 270f1820", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, HasMask: true, Src: ip4(127, 0, 0, 1), Dst: ip4(127, 0, 0, 1),
			Proto: 17, SrcPort: 35901, DstPort: 9999, SrcMask: 24, DstMask: 32,
		},
		"=", "=",
	},
	{ // DNS id 0x0dd2 little-endian = 53773
		"DNS", record.Gen5, "02410105 04020204 c0a82b5b 11000035 8c7e0dd2", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Reversed: true, Src: ip4(192, 168, 43, 91), Dst: ip4(4, 2, 2, 4),
			Proto: 17, SrcPort: 35966, DstPort: 53, DNSID: 53773, SrcMask: 32, DstMask: 32,
		},
		"02010105 c0a82b5b 04020204 11008c7e 00350dd2", "02010105 c0a82b5b 04020204 11008c7e 00350dd2",
	},
	{ // type 8, id 0x5515, sequence number 1, decided
		"ICMP echo", record.Gen3, "02012105 c0a80105 c0a80101 01000800 15550100", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Decided: true, Src: ip4(192, 168, 1, 5), Dst: ip4(192, 168, 1, 1),
			Proto: 1, ICMPType: 8, ICMPID: 0x5515, ICMPSeq: 1, SrcMask: 32, DstMask: 32,
		},
		"=", "=",
	},
	{ // a port unreachable: byte 13 is the quoted protocol
		"ICMP error", record.Gen3, "02010105 c0a80105 c0a80101 01110303 35000000", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: ip4(192, 168, 1, 5), Dst: ip4(192, 168, 1, 1),
			Proto: 1, TPProto: 17, ICMPType: 3, ICMPCode: 3, ICMPID: 53, SrcMask: 32, DstMask: 32,
		},
		"=", "=",
	},
	{
		"IGMP", record.Gen3, "02010105 c0a80105 e0000001 02001164 00001234", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: ip4(192, 168, 1, 5), Dst: ip4(224, 0, 0, 1),
			Proto: 2, ICMPType: 0x11, ICMPCode: 100, IPID: 0x1234, SrcMask: 32, DstMask: 32,
		},
		"=", "=",
	},
	{
		"ESP", record.Gen3, "02010105 c0a80105 c0a80101 32000000 abcdef01", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: ip4(192, 168, 1, 5), Dst: ip4(192, 168, 1, 1),
			Proto: 50, SPI: 0xabcdef01, SrcMask: 32, DstMask: 32,
		},
		"=", "=",
	},
	{ // IP id little-endian
		"IPv4 fragments", record.Gen3, "02018105 c0a80105 c0a80101 11000000 00003412", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Fragment: true, Src: ip4(192, 168, 1, 5), Dst: ip4(192, 168, 1, 1),
			Proto: 17, IPID: 0x1234, FragID: 0x1234, SrcMask: 32, DstMask: 32,
		},
		"=", "=",
	},
	{
		"IPv4 matrix", record.Gen3, "02030103 c0a80105 c0a80101", record.PartFlow, flow,
		record.Flow{Kind: record.FlowL3Matrix, Addr: record.AddrIPv4, Src: ip4(192, 168, 1, 5), Dst: ip4(192, 168, 1, 1), SrcMask: 32, DstMask: 32},
		"02030105 c0a80105 c0a80101 00000000 00000000", "02030105 c0a80105 c0a80101 00000000 00000000",
	},
	{ // stored 53, 41624
		"IPv6 UDP, reversed", record.Gen3, "0241020b" + hex6a + hex6b + "11000000 0035a298", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Reversed: true, Src: ip6b, Dst: ip6a,
			Proto: 17, SrcPort: 41624, DstPort: 53, SrcMask: 128, DstMask: 128,
		},
		"0201020b" + hex6b + hex6a + "11000000 a2980035", "0201020b" + hex6b + hex6a + "11000000 a2980035",
	},
	{ // masks are little-endian
		"IPv6 TCP, masks", record.Gen3, "0201420c" + hex6a + hex6b + "06012345 00500051 40008000", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, HasMask: true, Src: ip6a, Dst: ip6b, FlowLabel: 0x12345,
			Proto: 6, SrcPort: 80, DstPort: 81, SrcMask: 64, DstMask: 128,
		},
		"=", "=",
	},
	{
		"ICMPv6", record.Gen3, "0201020b" + hex6a + hex6b + "3a000000 80003412", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Src: ip6a, Dst: ip6b,
			Proto: 58, ICMPType: 128, ICMPID: 0x1234, SrcMask: 128, DstMask: 128,
		},
		"=", "=",
	},
	{
		"IPv6 ESP", record.Gen3, "0201020b" + hex6a + hex6b + "32000000 abcdef01", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Src: ip6a, Dst: ip6b,
			Proto: 50, SPI: 0xabcdef01, SrcMask: 128, DstMask: 128,
		},
		"=", "=",
	},
	{ // of a stream of release 3.0, whose clients exchange the halves of the id
		"IPv6 fragments, reversed", record.Gen3, "0241820b" + hex6a + hex6b + "11000000 0b3c4028", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Reversed: true, Fragment: true, Src: ip6b, Dst: ip6a,
			Proto: 17, FragID: 0x3c0b2840, SrcMask: 128, DstMask: 128,
		},
		"0201820b" + hex6b + hex6a + "11000000 40280b3c", "0201820b" + hex6b + hex6a + "11000000 40280b3c",
	},
	{
		"Ethernet", record.Gen3, "02010305 22222222 22221111 11111111 88cc0102", record.PartFlow, flow,
		record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrEthernet, Src: mac1, Dst: mac2, EtherType: 0x88cc, DSAP: 1, SSAP: 2},
		"=", "=",
	},
	{
		"Ethernet, reversed", record.Gen5, "02410305 11111111 11112222 22222222 88cc0000", record.PartFlow, flow,
		record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrEthernet, Reversed: true, Src: mac1, Dst: mac2, EtherType: 0x88cc},
		"02010305 22222222 22221111 11111111 88cc0000", "02010305 22222222 22221111 11111111 88cc0000",
	},
	{ // which clients of 3.0 do not undo
		"Ethernet, reversed, release 3", record.Gen3, "02410305 11111111 11112222 22222222 88cc0000", record.PartFlow, flow,
		record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrEthernet, Reversed: true, Src: mac2, Dst: mac1, EtherType: 0x88cc},
		"02010305 11111111 11112222 22222222 88cc0000", "02010305 11111111 11112222 22222222 88cc0000",
	},
	{ // one word short: only 4 bytes of the hardware address
		"ARP", record.Gen5, "02060406 00010800 06040001 ac102ad8 ac102a01 78f882d3", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowARP, Addr: record.AddrARP, HType: 1, PType: 0x0800, HLen: 6, PLen: 4, Op: 1,
			Src: ip4(172, 16, 42, 216), Dst: ip4(172, 16, 42, 1), SHA: ip4(0x78, 0xf8, 0x82, 0xd3),
		},
		"02060407 00010800 06040001 ac102ad8 ac102a01 78f882d3 00000000",
		"02060407 00010800 06040001 ac102ad8 ac102a01 78f882d3 00000000",
	},
	{
		"ARP, whole", record.Gen3, "02060407 00010800 06040001 ac102ad8 ac102a01 11111111 11110000", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowARP, Addr: record.AddrARP, HType: 1, PType: 0x0800, HLen: 6, PLen: 4, Op: 1,
			Src: ip4(172, 16, 42, 216), Dst: ip4(172, 16, 42, 1), SHA: mac1,
		},
		"=", "=",
	},
	{ // a client's old form under kind 1: wanted address, asker's MAC
		"ARP under kind 1", record.Gen3, "02010406 ac102ad8 ac102a01 11111111 11110000 00000000", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrARP, HType: 1, PType: 0x0800, HLen: 6, PLen: 4, Op: 1,
			Src: ip4(172, 16, 42, 216), Dst: ip4(172, 16, 42, 1), SHA: mac1,
		},
		"02060407 00010800 06040001 ac102ad8 ac102a01 11111111 11110000",
		"02060407 00010800 06040001 ac102ad8 ac102a01 11111111 11110000",
	},
	{ // of tcpdump's arp-oobr.pcap with other addresses: the target's comes first
		"RARP", record.Gen3, "02060507 00010800 06040003 00000000 11111111 11112222 22222222", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowARP, Addr: record.AddrRARP, HType: 1, PType: 0x0800, HLen: 6, PLen: 4, Op: 3, SHA: mac2, THA: mac1,
		},
		"=", "=",
	},
	{
		"802.11", record.Gen3, `0201080e 22222222 22221111 11111111 33333333 33336162 63000000 00000000
			00000000 00000000 00000000 00000000 00000000 00000000`, record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrWLAN, Src: mac1, Dst: mac2,
			BSSID: [6]byte{0x33, 0x33, 0x33, 0x33, 0x33, 0x33}, SSID: [32]byte{'a', 'b', 'c'},
		},
		"=", "=",
	},
	{
		"IS-IS", record.Gen3, `02010a0b 00000012 11111111 11112222 22222222 01000000 01020304 05060708
			09000000 00000000 cd9a0000`, record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrISIS, PDUType: 0x12, Src: mac1, Dst: mac2, Version: 1,
			Area: [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, Checksum: 0xcd9a,
		},
		"=", "=",
	},
	{
		"LCP", record.Gen3, "02010905 22222222 22221111 11111111 88640107", record.PartFlow, flow,
		record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrLCP, Src: mac1, Dst: mac2, EtherType: 0x8864,
			ICMPType: 1, ICMPCode: 7,
		},
		"=", "=",
	},
}

// The TCP example of the record format, section 13.2, in both dialects.
const (
	perf3 = `3005001e 00000007 00000004 04700000 0000000e 0000000d
		6b03ffd2 00037317 00000004 b12d0cd6 b12d0d08 4b30cedf 00000007 00000031 00000001 00000002 00000003 00401a0a
		6b03ffd2 0003730f 00000002 4b30ce84 4b30cee0 b12d0d07 00000007 0000005b 00000004 00000005 00000006 00401b0b`
	// 226071 us = 0d7991d8 ns, 226063 us = 0d797298 ns
	perf5 = `30050220 00000007 00000004 04700000 0000000e 0000000d
		6b03ffd2 0d7991d8 00000004 b12d0cd6 b12d0d08 4b30cedf 00000007 00000031 00000001 00000002 00000003 00401a0a %s
		6b03ffd2 0d797298 00000002 4b30ce84 4b30cee0 b12d0d07 00000007 0000005b 00000004 00000005 00000006 00401b0b %s`
	fragTail = "00000000 00000000 00000000 00000000 00000000 00000000"
)

func perf(mss1, mss2 uint16) record.Net {
	const last = 1795424210_000000000
	return record.Net{Kind: record.NetTCPPerf, TCP: record.TCP{
		Status: 7, State: 4, Options: record.TCPOptMSS | record.TCPOptWScale | record.TCPOptSackOK | record.TCPOptTimestamp,
		SynAck: 14, AckDat: 13,
		Src: record.TCPSide{
			Last: last + 226071_000, Status: 4, SeqBase: 0xb12d0cd6, Seq: 0xb12d0d08, Ack: 0x4b30cedf, WinsAcked: 7, Bytes: 49,
			Retrans: 1, AckBytes: 2, WindowBytes: 3, Window: 64, Flags: 0x1a, WScale: 10, MSS: mss1,
		},
		Dst: record.TCPSide{
			Last: last + 226063_000, Status: 2, SeqBase: 0x4b30ce84, Seq: 0x4b30cee0, Ack: 0xb12d0d07, WinsAcked: 7, Bytes: 91,
			Retrans: 4, AckBytes: 5, WindowBytes: 6, Window: 64, Flags: 0x1b, WScale: 11, MSS: mss2,
		},
	}}
}

// Record format, section 6.6.
var netTests = []partTest{
	{"nothing", record.Gen3, "30000001", record.PartNet, net, record.Net{}, "=", "="},
	{
		"TCP, first packet", record.Gen3, "30030005 00000004 9cc1e675 04000000 12341807", record.PartNet, net,
		record.Net{Kind: record.NetTCPInit, TCP: record.TCP{
			Status: 4, Options: record.TCPOptTimestamp,
			Src: record.TCPSide{SeqBase: 0x9cc1e675, Window: 0x1234, Flags: 0x18, WScale: 7},
		}},
		"=", "30030206 00000004 9cc1e675 04000000 12341807 00000000",
	},
	{
		"TCP, first packet, 5.x", record.Gen5, "30030206 00000001 9cc1e675 00100000 00000200 05b40000", record.PartNet, net,
		record.Net{Kind: record.NetTCPInit, TCP: record.TCP{
			Status: 1, Options: record.TCPOptMSS,
			Src: record.TCPSide{SeqBase: 0x9cc1e675, Flags: 2, MSS: 1460},
		}},
		"30030005 00000001 9cc1e675 00100000 00000200", "=",
	},
	{ // 3.0 writes a length of 30
		"TCP status", record.Gen3, "3004001e 00000007 1b130000", record.PartNet, net,
		record.Net{Kind: record.NetTCPStatus, TCP: record.TCP{
			Status: 7, Src: record.TCPSide{Flags: 0x1b},
			Dst: record.TCPSide{Flags: 0x13},
		}},
		"30040003 00000007 1b130000", "30040003 00000007 1b130000",
	},
	{"TCP", record.Gen3, perf3, record.PartNet, net, perf(0, 0), "=", sprintf(perf5, "00000000", "00000000")},
	{"TCP, 5.x", record.Gen5, sprintf(perf5, "05b40000", "05a00000"), record.PartNet, net, perf(1460, 1440), perf3, "="},
	{
		"RTP", record.Gen3, "300a020a 00000001 80600001 00000002 00000003 80600004 00000005 00000006 00070008 0009000a",
		record.PartNet, net,
		record.Net{
			Kind: record.NetRTP, RTPState: 1,
			RTPSrc: record.RTPSide{Header: [12]byte{0x80, 0x60, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3}, Lost: 7, Deviation: 9},
			RTPDst: record.RTPSide{Header: [12]byte{0x80, 0x60, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6}, Lost: 8, Deviation: 10, Silence: true},
		},
		"=", "=",
	},
	{
		"RTCP", record.Gen3, "30090006 81c80600 04030201 81c90700 08070605 00010002", record.PartNet, net,
		record.Net{
			Kind:   record.NetRTCP,
			RTPSrc: record.RTPSide{Header: [12]byte{0x81, 0xc8, 6, 0, 4, 3, 2, 1}, Lost: 1},
			RTPDst: record.RTPSide{Header: [12]byte{0x81, 0xc9, 7, 0, 8, 7, 6, 5}, Lost: 2},
		},
		"=", "=",
	},
	{
		"ARP response", record.Gen5, "30100003 00c0ca91 a3ef0000", record.PartNet, net,
		record.Net{Kind: record.NetARP, ARP: [6]byte{0, 0xc0, 0xca, 0x91, 0xa3, 0xef}},
		"=", "=",
	},
	{ // all little-endian
		"ICMP", record.Gen3, "30340007 0301dc05 0100000a 0200000a 0300000a 0400000a 0500000a", record.PartNet, net,
		record.Net{Kind: record.NetICMP, ICMP: record.ICMP{
			Type: 3, Code: 1, Seq: 1500, OuterSrc: 0x0a000001, OuterDst: 0x0a000002, InnerSrc: 0x0a000003, InnerDst: 0x0a000004,
			Gateway: 0x0a000005,
		}},
		"=", "=",
	},
	{
		"ESP", record.Gen3, "30380005 00001000 abcdef01 00000010 00000002", record.PartNet, net,
		record.Net{Kind: record.NetESP, ESP: record.ESP{Status: 0x1000, SPI: 0xabcdef01, Seq: 16, Lost: 2}},
		"=", "=",
	},
	{ // all little-endian; what the sensor leaves behind is cleared
		"fragments", record.Gen3, "3045000e 02000000 01020304 00000000 d8070000 d8070000 d807d805 d805ffff" + fragTail, record.PartNet, net,
		record.Net{Kind: record.NetFrag, Frag: record.Frag{
			Fragments: 2, Bytes: 2008, Total: 2008, TotalLen: 2008, CurrentLen: 1496,
			MaxFragLen: 1496,
		}},
		"3045000e 02000000 00000000 00000000 d8070000 d8070000 d807d805 d8050000" + fragTail,
		"3045000e 02000000 00000000 00000000 d8070000 d8070000 d807d805 d8050000" + fragTail,
	},
	{
		"a form without fields", record.Gen3, "300d0003 01020304 05060708", record.PartNet, net,
		record.Net{Kind: record.NetUDT, Raw: []byte{0x30, 0x0d, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8}},
		"=", "=",
	},
}

func TestFlow(t *testing.T) { checkParts(t, flowTests) }

func TestNet(t *testing.T) { checkParts(t, netTests) }

// An ARP response as 3.0 writes it: 44 words, of which 2 mean something.
func TestLongARP(t *testing.T) {
	wire := append(unhex(t, "3010002c b83861f3 05acffff"), make([]byte, 164)...)
	var r record.Record
	if err := r.Unmarshal(wrap(record.Gen3, wire), record.Gen3); err != nil {
		t.Fatal(err)
	}
	if want := [6]byte{0xb8, 0x38, 0x61, 0xf3, 5, 0xac}; r.Net.ARP != want {
		t.Errorf("got %x, want %x", r.Net.ARP, want)
	}
}

// An unsolicited ARP reply is keyed asker to answerer and reversed: the key
// stays, what was measured is exchanged (record format, section 6.2.4), but
// for the encapsulations, as the originals' clients show it.
func TestUnsolicitedARP(t *testing.T) {
	wire := unhex(t, `0246040d 00010800 06040001 c0a80a0a c0a80a0b ffffffff ffff0000 00000000 00000000
		00000000 00000000 00000000 00000000 03091803 54c70490 000bac0f 10010602 0001003c 12010602 003c003c
		50900003 00400004 41424344 42000005 22222222 22221111 11111111 06080000 20000003 00000002 00000000`)
	var r record.Record
	if err := r.Unmarshal(wrap(record.Gen3, wire), record.Gen3); err != nil {
		t.Fatal(err)
	}
	if r.Flow.Src != ip4(192, 168, 10, 10) || r.Flow.Dst != ip4(192, 168, 10, 11) {
		t.Errorf("addresses %v %v, want those of the key", r.Flow.Src, r.Flow.Dst)
	}
	if want := (record.Metrics{Dst: record.Counter{Packets: 1, Bytes: 60}}); r.Metrics != want {
		t.Errorf("metrics %+v, want %+v", r.Metrics, want)
	}
	if r.Time.Sides != record.TimeDstStart || r.Time.DstStart == 0 || r.Time.SrcStart != 0 {
		t.Errorf("times %+v, want those of the destination", r.Time)
	}
	if r.Has(record.PartSrcData) || string(r.DstData.Data) != "ABCD" {
		t.Errorf("user data %q %q, want it with the destination", r.SrcData.Data, r.DstData.Data)
	}
	if want := (record.Sizes{HasDst: true, DstMin: 60, DstMax: 60}); r.Sizes != want {
		t.Errorf("sizes %+v, want %+v", r.Sizes, want)
	}
	if r.MAC.Src != [6]byte(mac2[:6]) || r.Encaps.Src != 2 {
		t.Errorf("MACs %+v, want exchanged; encapsulation %+v, want not", r.MAC, r.Encaps)
	}
}

// Behind an ARP key without addresses the header of the times is
// byte-reversed; of a stream of release 3.0.
func TestTurnedTime(t *testing.T) {
	for _, wire := range []string{
		"02060404 00010825 00040001 250029da 03180103 4b9c1be2 000847d2 10010602 0001003c",
		"02060404 00010825 00040001 250029da 05180203 4b9c1be2 000847d2 4b9c1be3 000847d2 10010602 0001003c",
	} {
		var r record.Record
		if err := r.Unmarshal(wrap(record.Gen3, unhex(t, wire)), record.Gen3); err != nil {
			t.Fatal(err)
		}
		const want = 1268521954_542674_000
		if r.Time.Start != want || !r.Has(record.PartFlow|record.PartTime|record.PartMetrics) || len(r.Unknown) > 0 {
			t.Errorf("%s: start %d, want %d; parts %#x, unknown %x", wire, r.Time.Start, int64(want), r.Parts, r.Unknown)
		}
	}
	// The same bytes elsewhere are a time DSR of a wrong length.
	var r record.Record
	err := r.Unmarshal(wrap(record.Gen3, unhex(t, "03180103 4b9c1be2 000847d2")), record.Gen3)
	if err != record.ErrDamaged || r.Parts != 0 {
		t.Errorf("elsewhere: %v, parts %#x, want %v and none", err, r.Parts, record.ErrDamaged)
	}
}

// The form for a first packet has no room for a destination.
func TestSwapFirstPacket(t *testing.T) {
	r := decode(t, "13100006 30030005 00000002 00000001 00100000 00071200", record.Gen3)
	r.Swap()
	b, err := r.Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	var again record.Record
	if err := again.Unmarshal(b, record.Gen3); err != nil {
		t.Fatal(err)
	}
	c := again.Net.TCP
	if c.Status != record.TCPSynAck || c.Options != record.TCPOptMSS || c.Src != (record.TCPSide{}) || c.Dst != (record.TCPSide{SeqBase: 1, Window: 7, Flags: 0x12}) {
		t.Errorf("%+v, want all with the destination", again.Net)
	}
}

// Swap exchanges the sides as the originals do: see its comment.
func TestSwap(t *testing.T) {
	r := record.Record{
		Type: record.TypeFAR, Parts: record.PartFlow | record.PartMetrics | record.PartNet | record.PartLabel | record.PartSrcData,
		Flow:     record.Flow{Src: ip4(1, 1, 1, 1), Dst: ip4(2, 2, 2, 2), SrcPort: 1, DstPort: 2, SrcMask: 24, DstMask: 16},
		Metrics:  record.Metrics{Src: record.Counter{Packets: 1}, Dst: record.Counter{Packets: 2}},
		Encaps:   record.Encaps{Src: 2, Dst: 4},
		Behavior: record.Behavior{Src: 5, Dst: 7},
		Label:    []byte("state=1:dns=2:xs=3:s=4"),
		SrcData:  record.UserData{Data: []byte("x")},
	}
	r.Net = record.Net{Kind: record.NetTCPPerf, TCP: record.TCP{
		Status: record.TCPSrcRetrans | record.TCPDstReset,
		Src:    record.TCPSide{Seq: 1}, Dst: record.TCPSide{Seq: 2},
	}}
	lent := r.Label
	r.Swap()
	want := record.Record{
		Type: record.TypeFAR, Parts: record.PartFlow | record.PartMetrics | record.PartNet | record.PartLabel | record.PartDstData,
		Flow:     record.Flow{Src: ip4(2, 2, 2, 2), Dst: ip4(1, 1, 1, 1), SrcPort: 2, DstPort: 1, SrcMask: 16, DstMask: 24, Reversed: true},
		Metrics:  record.Metrics{Src: record.Counter{Packets: 2}, Dst: record.Counter{Packets: 1}},
		Encaps:   record.Encaps{Src: 2, Dst: 4},
		Behavior: record.Behavior{Src: 5, Dst: 7},
		Label:    []byte("dtate=1:sns=2:xs=3:d=4"),
		DstData:  record.UserData{Data: []byte("x")},
	}
	want.Net = record.Net{Kind: record.NetTCPPerf, TCP: record.TCP{
		Status: record.TCPSrcRetrans | record.TCPDstReset,
		Src:    record.TCPSide{Seq: 2}, Dst: record.TCPSide{Seq: 1},
	}}
	r.ClearAbsent()
	want.ClearAbsent()
	if !reflect.DeepEqual(r, want) {
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
	if string(lent) != "state=1:dns=2:xs=3:s=4" {
		t.Errorf("the label lent by a reader became %q", lent)
	}
}
