// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

func snoopHeader(version, datalink uint32) *builder {
	return big().str("snoop\x00\x00\x00").u32(version, datalink)
}

// snoopTwo has records with padding: 46 bytes of data are padded to 48, and the
// first record has a word more.
func snoopTwo(datalink uint32) []byte {
	return snoopHeader(2, datalink).
		u32(1514, 60, 24+60+4, 0, 1700000000, 123456).str(data60).str("more").
		u32(46, 46, 24+48, 3, 1700000001, 7).str(data46).str("\x00\x00").
		b
}

func wantSnoop(l packet.LinkType) []read {
	return []read{{1700000000_123456000, data60, 1514, l}, {1700000001_000007000, data46, 46, l}}
}

var snoopTests = []captureTest{
	{"snoop, 802.3", snoopTwo(0), wantSnoop(1), ""},
	{"snoop, token bus", snoopTwo(1), wantSnoop(capture.LinkUnknown), ""},
	{"snoop, token ring", snoopTwo(2), wantSnoop(6), ""},
	{"snoop, Ethernet", snoopTwo(4), wantSnoop(1), ""},
	{"snoop, HDLC", snoopTwo(5), wantSnoop(50), ""},
	{"snoop, FDDI", snoopTwo(8), wantSnoop(10), ""},
	{"snoop, other", snoopTwo(9), wantSnoop(capture.LinkUnknown), ""},
	{"snoop, other metropolitan", snoopTwo(3), nil, "test: snoop datalink type 3 is not known"},
	{"snoop, unheard-of", snoopTwo(0x10000004), nil, "test: snoop datalink type 268435460 is not known"},
	{"snoop, version 3", snoopHeader(3, 4).b, nil, "test: snoop version 3 is not supported, only 2"},
	{"snoop without packets", snoopHeader(2, 4).b, nil, ""},
	{
		"snoop, record shorter than its data", snoopHeader(2, 4).u32(60, 60, 83, 0, 0, 0).str(data60).b, nil,
		"test: corrupt at byte 16: record of 83 bytes with 60 captured bytes",
	},
	{
		"snoop, captured length too great", snoopHeader(2, 4).u32(60, 262145, 0xffffffff, 0, 0, 0).str(data60).b, nil,
		"test: corrupt at byte 16: captured length 262145 is above 262144",
	},
	{
		"snoop, padding missing at the end", snoopTwo(4)[:16+88+24+46], wantSnoop(1), "",
	},
	{
		"snoop, cut in a record's padding", snoopTwo(4)[:16+24+60+3], wantSnoop(1)[:1],
		"test: truncated at byte 100: padding needs 4 bytes, 3 are left",
	},
	{
		"snoop, cut in the data", snoopTwo(4)[:16+88+24+45], wantSnoop(1)[:1],
		"test: truncated at byte 104: packet needs 70 bytes, 69 are left",
	},
	{
		"snoop, cut in a record's header", snoopTwo(4)[:16+88+23], wantSnoop(1)[:1],
		"test: truncated at byte 104: packet header needs 24 bytes, 23 are left",
	},
	{
		"snoop, cut in the file's header", snoopTwo(4)[:15], nil,
		"test: truncated at byte 0: snoop file header needs 16 bytes, 15 are left",
	},
	{
		"snoop, record that claims 4 GB", snoopHeader(2, 4).u32(1, 1, 0xffffffff, 0, 0, 0).str("abcd").b,
		[]read{{0, "a", 1, 1}},
		"test: truncated at byte 41: padding needs 4294967270 bytes, 3 are left",
	},
}

func TestSnoop(t *testing.T) { testTable(t, snoopTests) }

// The drops of a record are those since the start; they may start anew.
func TestSnoopDrops(t *testing.T) {
	w := snoopHeader(2, 4)
	for _, drops := range []uint32{2, 2, 5, 1, 4} {
		w.u32(0, 0, 24, drops, 0, 0)
	}
	r, err := capture.NewReader(bytes.NewReader(w.b), "test", capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []uint64
	var p packet.Packet
	for r.Next(&p) == nil {
		got = append(got, r.Drops())
	}
	// 2, +0, +3, less than before, +3
	if want := []uint64{2, 2, 5, 5, 8}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSnoopWarning(t *testing.T) {
	var warned []string
	_, err := readAll(bytes.NewReader(snoopTwo(1)), capture.Options{Warn: func(s string) { warned = append(warned, s) }})
	if want := []string{"test: snoop datalink type 1 has no decoder"}; err != nil || !slices.Equal(warned, want) {
		t.Errorf("got %q, %v, want %q", warned, err, want)
	}
}
