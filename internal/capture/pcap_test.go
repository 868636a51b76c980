// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"strings"
	"testing"
)

var (
	data60 = strings.Repeat("0123456789", 6)
	data46 = data60[:46]
)

func pcapHeader(w *builder, magic uint32, major, minor uint16, snaplen, link uint32) *builder {
	return w.u32(magic).u16(major, minor).u32(0, 0, snaplen, link)
}

// pcapTwo is a file with two packets of which time and lengths are known. extra
// is what a packet's header has after the 16 bytes of all.
func pcapTwo(w *builder, magic uint32, extra string) []byte {
	pcapHeader(w, magic, 2, 4, 65535, 1)
	w.u32(1700000000, 123456, 60, 1514).str(extra).str(data60)
	w.u32(1700000001, 7, 46, 46).str(extra).str(data46)
	return w.b
}

var (
	wantMicro = []read{
		{1700000000_123456000, data60, 1514, 1},
		{1700000001_000007000, data46, 46, 1},
	}
	wantNano = []read{
		{1700000000_000123456, data60, 1514, 1},
		{1700000001_000000007, data46, 46, 1},
	}
)

// What libpcap 1.10.3 makes of the odd ones was seen with tcpdump 4.99.3.
var pcapTests = []captureTest{
	{"pcap, microseconds, little-endian", pcapTwo(little(), 0xa1b2c3d4, ""), wantMicro, ""},
	{"pcap, microseconds, big-endian", pcapTwo(big(), 0xa1b2c3d4, ""), wantMicro, ""},
	{"pcap, nanoseconds, little-endian", pcapTwo(little(), 0xa1b23c4d, ""), wantNano, ""},
	{"pcap, nanoseconds, big-endian", pcapTwo(big(), 0xa1b23c4d, ""), wantNano, ""},
	{"pcap, Kuznetsov's, little-endian", pcapTwo(little(), 0xa1b2cd34, "ifixprt\x00"), wantMicro, ""},
	{"pcap, Kuznetsov's, big-endian", pcapTwo(big(), 0xa1b2cd34, "ifixprt\x00"), wantMicro, ""},
	{"pcap, netsniff-ng's, little-endian", pcapTwo(little(), 0xa1e2cb12, "tsifprht"), wantNano, ""},
	{"pcap, netsniff-ng's, big-endian", pcapTwo(big(), 0xa1e2cb12, "tsifprht"), wantNano, ""},
	{"pcap, Ixia's software stamps", pcapHeader(little(), 0x1c0001ab, 2, 4, 65535, 1).u32(76).
		u32(5, 6, 60, 60).str(data60).b, []read{{5_000006000, data60, 60, 1}}, ""},
	{"pcap, Ixia's hardware stamps", pcapHeader(big(), 0x1c0001ac, 2, 4, 65535, 1).u32(76).
		u32(5, 6, 60, 60).str(data60).b, []read{{5_000000006, data60, 60, 1}}, ""},
	{"pcap without packets", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 65535, 1).b, nil, ""},
	{
		// Until version 2.2 the length on the wire came first.
		"pcap 2.2", pcapHeader(big(), 0xa1b2c3d4, 2, 2, 65535, 1).
			u32(1, 2, 1514, 60).str(data60).b, []read{{1_000002000, data60, 1514, 1}}, "",
	},
	{
		"pcap 2.3, either order", pcapHeader(little(), 0xa1b2c3d4, 2, 3, 65535, 1).
			u32(1, 2, 1514, 60).str(data60).u32(1, 3, 60, 1514).str(data60).b,
		[]read{{1_000002000, data60, 1514, 1}, {1_000003000, data60, 1514, 1}},
		"",
	},
	{
		"pcap 543.0", pcapHeader(little(), 0xa1b2c3d4, 543, 0, 65535, 1).
			u32(1, 2, 1514, 60).str(data60).b, []read{{1_000002000, data60, 1514, 1}}, "",
	},
	{
		"pcap 1.0", pcapHeader(little(), 0xa1b2c3d4, 1, 0, 65535, 1).b, nil,
		"test: pcap version 1.0 is not supported, only 2.0 to 2.4 and 543.0",
	},
	{
		"pcap 2.5", pcapHeader(little(), 0xa1b2c3d4, 2, 5, 65535, 1).b, nil,
		"test: pcap version 2.5 is not supported, only 2.0 to 2.4 and 543.0",
	},
	{
		// A frame check sequence of 4 bytes (2 units of 16 bits) is said to
		// be there; the link type is in the lower half.
		"pcap, check sequence in the link type", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 65535, 0x24000071).
			u32(1, 2, 60, 60).str(data60).b, []read{{1_000002000, data60, 60, 113}}, "",
	},
	{
		"pcap, second's part out of range", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 65535, 1).
			u32(5, 3000000, 1, 1).str("a").u32(5, 0xffffffff, 1, 1).str("b").b,
		[]read{{5_999999000, "a", 1, 1}, {5_999999000, "b", 1, 1}},
		"",
	},
	{
		"pcap, times after 2038", pcapHeader(big(), 0xa1b23c4d, 2, 4, 65535, 1).
			u32(0xffffffff, 999999999, 1, 1).str("a").b, []read{{4294967295_999999999, "a", 1, 1}}, "",
	},
	{
		"pcap, captured more than sent", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 65535, 1).
			u32(1, 2, 60, 20).str(data60).b, []read{{1_000002000, data60, 20, 1}}, "",
	},
	{
		"pcap, nothing captured", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 65535, 1).
			u32(1, 2, 0, 60).u32(1, 3, 1, 1).str("a").b,
		[]read{{1_000002000, "", 60, 1}, {1_000003000, "a", 1, 1}},
		"",
	},
	{
		"pcap, captured more than the snapshot length", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 4, 1).
			u32(1, 2, 60, 60).str(data60).u32(1, 3, 60, 60).str(data60).b,
		[]read{{1_000002000, "0123", 60, 1}, {1_000003000, "0123", 60, 1}},
		"",
	},
	{
		"pcap, snapshot length 0", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 0, 1).
			u32(1, 2, 60, 60).str(data60).b, []read{{1_000002000, data60, 60, 1}}, "",
	},
	{
		"pcap, snapshot length above 2^31", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 0x80000000, 1).
			u32(1, 2, 60, 60).str(data60).b, []read{{1_000002000, data60, 60, 1}}, "",
	},
	{
		"pcap, greatest captured length", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 262144, 1).
			u32(1, 2, 262144, 262144).str(strings.Repeat("x", 262144)).b,
		[]read{{1_000002000, strings.Repeat("x", 262144), 262144, 1}},
		"",
	},
	{
		"pcap, captured length too great", pcapHeader(little(), 0xa1b2c3d4, 2, 4, 0, 1).
			u32(1, 2, 60, 60).str(data60).u32(1, 2, 262145, 262145).str(data60).b,
		[]read{{1_000002000, data60, 60, 1}},
		"test: corrupt at byte 100: captured length 262145 is above 262144",
	},
	{
		"pcap, cut in a packet", pcapTwo(little(), 0xa1b2c3d4, "")[:24+76+16+45],
		wantMicro[:1], "test: truncated at byte 100: packet needs 62 bytes, 61 are left",
	},
	{
		"pcap, cut in a packet's header", pcapTwo(little(), 0xa1b2c3d4, "")[:24+76+9],
		wantMicro[:1], "test: truncated at byte 100: packet header needs 16 bytes, 9 are left",
	},
	{
		"pcap, cut in the file's header", pcapTwo(little(), 0xa1b2c3d4, "")[:23],
		nil, "test: truncated at byte 0: pcap file header needs 24 bytes, 23 are left",
	},
	{
		"pcap, cut before the version", pcapTwo(little(), 0xa1b2c3d4, "")[:4],
		nil, "test: truncated at byte 0: pcap file header needs 24 bytes, 4 are left",
	},
}

func TestPcap(t *testing.T) { testTable(t, pcapTests) }
