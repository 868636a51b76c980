// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/capture"
)

// block appends a pcapng block of a type with the bytes of body, padded.
func (w *builder) block(typ uint32, body *builder) *builder {
	n := 12 + (uint32(len(body.b))+3)&^3
	w.u32(typ, n).str(string(body.b))
	w.str("\x00\x00\x00"[:(4-len(body.b)&3)&3])
	return w.u32(n)
}

func (w *builder) like() *builder { return &builder{order: w.order} }

// ngSection appends a section header block of version 1.0.
func ngSection(w *builder) *builder {
	return w.block(0x0a0d0d0a, w.like().u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff))
}

// iface appends an interface description block; opts are pairs of code and value.
func (w *builder) iface(link uint16, snaplen uint32, opts ...any) *builder {
	b := w.like().u16(link, 0).u32(snaplen)
	for i := 0; i < len(opts); i += 2 {
		v := opts[i+1].(string)
		b.u16(uint16(opts[i].(int)), uint16(len(v))).str(v).str("\x00\x00\x00"[:(4-len(v)&3)&3])
	}
	if len(opts) > 0 {
		b.u16(0, 0)
	}
	return w.block(1, b)
}

// enhanced appends an enhanced packet block.
func (w *builder) enhanced(id uint32, stamp uint64, wireLen uint32, data string) *builder {
	return w.block(6, w.like().u32(id, uint32(stamp>>32), uint32(stamp), uint32(len(data)), wireLen).str(data))
}

// micro is 1700000000.123456 s in microseconds; more than 32 bits.
const micro = 1700000000_123456

// ngMixed has sections of both byte orders, each with its own interfaces, and
// blocks of every kind.
func ngMixed() []byte {
	w := ngSection(little()).
		iface(1, 262144, 2, "eth0", 9, "\x06").
		block(4, little().u16(0, 0)). // names
		iface(101, 0, 9, "\x09").
		enhanced(0, micro, 1514, data60).
		enhanced(1, 1700000000_123456789, 46, data46).
		block(5, little().u32(0, 0, 0)). // statistics
		block(0xbad, little().u32(1234).str("custom")).
		block(2, little().u16(1, 0xffff).u32(1700000000_123456789>>32, 1700000000_123456789&0xffffffff, 3, 9).str("old"))
	b := &builder{order: big().order, b: w.b}
	return ngSection(b).
		iface(113, 0).
		enhanced(0, micro+1, 60, data60).
		block(3, big().u32(5).str("plain")).b
}

func ngOne(link uint16, snaplen uint32, opts ...any) *builder {
	return ngSection(little()).iface(link, snaplen, opts...)
}

// What libpcap 1.10.3 makes of the odd ones was seen with tcpdump 4.99.3; it
// refuses interfaces of different kinds and captured lengths above an
// interface's snapshot length, which are taken here.
var pcapngTests = []captureTest{
	{"pcapng, all blocks", ngMixed(), []read{
		{micro * 1000, data60, 1514, 1},
		{1700000000_123456789, data46, 46, 101},
		{1700000000_123456789, "old", 9, 101},
		{micro*1000 + 1000, data60, 60, 113},
		{micro*1000 + 1000, "plain", 5, 113},
	}, ""},
	{"pcapng without packets", ngSection(big()).b, nil, ""},
	{
		"pcapng, newer minor version",
		little().block(0x0a0d0d0a, little().u32(0x1a2b3c4d).u16(1, 2).u32(0, 0)).iface(1, 0).enhanced(0, 7, 3, "abc").b,
		[]read{{7000, "abc", 3, 1}},
		"",
	},
	{
		"pcapng, other major version",
		little().block(0x0a0d0d0a, little().u32(0x1a2b3c4d).u16(2, 0).u32(0, 0)).b, nil,
		"test: pcapng version 2.0 is not supported, only 1.x",
	},
	{"pcapng, captured more than sent", ngOne(1, 0).enhanced(0, 7, 1, "abc").b, []read{{7000, "abc", 1, 1}}, ""},
	{"pcapng, nothing captured", ngOne(1, 0).enhanced(0, 7, 60, "").b, []read{{7000, "", 60, 1}}, ""},
	{
		"pcapng, captured more than the snapshot length",
		ngOne(1, 2).enhanced(0, 7, 60, "abc").b,
		[]read{{7000, "abc", 60, 1}},
		"",
	},
	{
		"pcapng, simple packets cut at the snapshot length",
		ngOne(1, 4).block(3, little().u32(60).str("abcd")).block(3, little().u32(2).str("ab")).b,
		[]read{{0, "abcd", 60, 1}, {0, "ab", 2, 1}},
		"",
	},
	{
		"pcapng, simple packet with too few bytes",
		ngOne(1, 0).block(3, little().u32(60).str("abcd")).b, nil,
		"test: corrupt at byte 48: captured length 60 in a block of 20 bytes",
	},
	{
		"pcapng, packet before the interface", ngSection(little()).enhanced(0, 7, 3, "abc").b, nil,
		"test: corrupt at byte 28: packet of interface 0, the section has 0 interfaces",
	},
	{
		"pcapng, simple packet before the interface", ngSection(little()).block(3, little().u32(0)).b, nil,
		"test: corrupt at byte 28: packet of interface 0, the section has no interface",
	},
	{
		"pcapng, interfaces end with their section",
		ngSection(ngOne(1, 0).enhanced(0, 7, 3, "abc")).enhanced(0, 8, 3, "abc").b,
		[]read{{7000, "abc", 3, 1}},
		"test: corrupt at byte 112: packet of interface 0, the section has 0 interfaces",
	},
	{
		"pcapng, captured length beyond the block",
		ngOne(1, 0).block(6, little().u32(0, 0, 7, 4, 60).str("abc")).
			block(6, little().u32(0, 0, 7, 5, 60).str("abc")).b,
		[]read{{7000, "abc\x00", 60, 1}},
		"test: corrupt at byte 84: captured length 5 in a block of 36 bytes",
	},
	{
		"pcapng, captured length too great",
		ngOne(1, 0).enhanced(0, 7, 3, strings.Repeat("x", 262148)).b, nil,
		"test: corrupt at byte 48: captured length 262148 is above 262144",
	},
	{
		"pcapng, lengths at both ends of a block differ",
		ngOne(1, 0).enhanced(0, 7, 3, "abc").u32(6, 36, 0, 0, 7, 3, 3, 0, 40).b,
		[]read{{7000, "abc", 3, 1}},
		"test: corrupt at byte 84: block has the length 36 at its start and 40 at its end",
	},
	{
		"pcapng, lengths at both ends of an unknown block differ",
		ngOne(1, 0).u32(77, 12, 16).b, nil,
		"test: corrupt at byte 56: block has the length 12 at its start and 16 at its end",
	},
	{
		"pcapng, length not a multiple of 4", ngOne(1, 0).u32(77, 13, 0, 0).b, nil,
		"test: corrupt at byte 48: block of type 77 has length 13, not a multiple of 4",
	},
	{
		"pcapng, block shorter than its frame", ngOne(1, 0).u32(77, 8, 0).b, nil,
		"test: corrupt at byte 48: block of type 77 has length 8, less than 12",
	},
	{
		"pcapng, packet block too short", ngOne(1, 0).u32(6, 28, 0, 0, 0, 0, 28).b, nil,
		"test: corrupt at byte 48: block of type 6 has length 28, less than 32",
	},
	{
		"pcapng, interface block too long", ngSection(little()).u32(1, 0x80000000, 0).b, nil,
		"test: corrupt at byte 28: block of type 1 has length 2147483648, more than 16777216",
	},
	{
		"pcapng, byte order lost", ngOne(1, 0).u32(0x0a0d0d0a, 28, 0x1a2b3c4e).b, nil,
		"test: corrupt at byte 48: section header has the byte-order magic 4e 3c 2b 1a",
	},
	{
		"pcapng, cut in a packet", ngOne(1, 0).enhanced(0, 7, 3, "abc").enhanced(0, 7, 3, "abc").b[:48+36+35],
		[]read{{7000, "abc", 3, 1}},
		"test: truncated at byte 84: block needs 36 bytes, 35 are left",
	},
	{
		"pcapng, cut in an unknown block", ngOne(1, 0).u32(77, 100, 1, 2).b,
		nil, "test: truncated at byte 48: block needs 96 bytes, 16 are left",
	},
	{
		"pcapng, cut in the last word of an unknown block", ngOne(1, 0).u32(77, 20, 1, 2).b,
		nil, "test: truncated at byte 48: block needs 20 bytes, 16 are left",
	},
	{
		"pcapng, large unknown block",
		ngOne(1, 0).block(77, little().str(strings.Repeat("x", 1<<20))).enhanced(0, 7, 3, "abc").b,
		[]read{{7000, "abc", 3, 1}},
		"",
	},
}

func TestPcapng(t *testing.T) { testTable(t, pcapngTests) }

// Times are stamp / units per second + offset. The values are those of the
// exact quotient, cut to nanoseconds, worked out with a big-number calculator.
func TestTimeStamps(t *testing.T) {
	for _, tt := range []struct {
		name  string
		opts  []any
		stamp uint64
		want  int64
	}{
		{"default", nil, micro, micro * 1000},
		{"seconds", []any{9, "\x00"}, 1700000000, 1700000000_000000000},
		{"milliseconds", []any{9, "\x03"}, 1700000000123, 1700000000_123000000},
		{"nanoseconds", []any{9, "\x09"}, 1700000000_123456789, 1700000000_123456789},
		{"picoseconds", []any{9, "\x0c"}, 1700000_123456789012, 1700000_123456789},
		{"10^-19", []any{9, "\x13"}, math.MaxUint64, 1_844674407},
		{"10^-28", []any{9, "\x1c"}, math.MaxUint64, 1},
		{"10^-29", []any{9, "\x1d"}, math.MaxUint64, 0},
		{"10^-127", []any{9, "\x7f"}, math.MaxUint64, 0},
		{"2^0", []any{9, "\x80"}, 1700000000, 1700000000_000000000},
		{"2^-10", []any{9, "\x8a"}, 1700000000<<10 + 1, 1700000000_000976562},
		{"2^-20", []any{9, "\x94"}, 1700000000<<20 + 1<<19, 1700000000_500000000},
		{"2^-32", []any{9, "\xa0"}, 1700000000<<32 + 1<<31, 1700000000_500000000},
		{"2^-63", []any{9, "\xbf"}, math.MaxUint64, 1_999999999},
		{"2^-64", []any{9, "\xc0"}, math.MaxUint64, 999999999},
		{"2^-93", []any{9, "\xdd"}, math.MaxUint64, 1},
		{"2^-127", []any{9, "\xff"}, math.MaxUint64, 0},
		{"too late", nil, math.MaxUint64, math.MaxInt64},
		{"too late, seconds", []any{9, "\x00"}, math.MaxInt64/1_000_000_000 + 1, math.MaxInt64},
		{"last", []any{9, "\x09"}, math.MaxInt64, math.MaxInt64},
		{"offset", []any{14, "\x0a\x00\x00\x00\x00\x00\x00\x00"}, 1, 10_000001000},
		{"negative offset", []any{14, "\xfd\xff\xff\xff\xff\xff\xff\xff"}, 5000001, 2_000001000},
		{"before 1970", []any{14, "\xfd\xff\xff\xff\xff\xff\xff\xff"}, 1, -2_999999000},
		{"offset and resolution", []any{9, "\x09", 14, "\x0a\x00\x00\x00\x00\x00\x00\x00"}, 1, 10_000000001},
		{"offset too late", []any{14, "\xff\xff\xff\xff\xff\xff\xff\x7f"}, 1, math.MaxInt64},
		{"offset too early", []any{14, "\x00\x00\x00\x00\x00\x00\x00\x80"}, 0, math.MinInt64},
		{"last one counts", []any{9, "\x00", 9, "\x09"}, 7, 7},
	} {
		wire := ngOne(1, 0, tt.opts...).enhanced(0, tt.stamp, 1, "a").b
		got, err := readAll(bytes.NewReader(wire), capture.Options{})
		if want := []read{{tt.want, "a", 1, 1}}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%s, stamp %d: got %v, %v; want %v", tt.name, tt.stamp, got, err, want)
		}
	}
}

func TestPcapngWarnings(t *testing.T) {
	for _, tt := range []struct {
		wire []byte
		want []string
	}{
		{ngOne(1, 0, 9, "\x09").enhanced(0, 7, 1, "a").b, nil},
		{
			ngOne(1, 0, 9, "\x09\x00").enhanced(0, 7, 1, "a").b,
			[]string{"test: option 9 of interface 0 has length 2, ignored"},
		},
		{
			ngSection(little()).block(1, little().u16(1, 0).u32(0).u16(9, 400)).enhanced(0, 7, 1, "a").b,
			[]string{"test: option 9 of interface 0 is longer than its block"},
		},
	} {
		var warned []string
		got, err := readAll(bytes.NewReader(tt.wire), capture.Options{Warn: func(s string) { warned = append(warned, s) }})
		if err != nil || len(got) != 1 || !slices.Equal(warned, tt.want) {
			t.Errorf("% x: got %v, %v, warnings %q, want %q", tt.wire, got, err, warned, tt.want)
		}
	}
}
