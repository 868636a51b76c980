// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// timesOf returns the packet times of a capture and the warnings about it.
func timesOf(t *testing.T, file []byte) (times []int64, fits []bool, warnings []string) {
	t.Helper()
	r, err := capture.NewReader(bytes.NewReader(file), "test", capture.Options{Warn: func(s string) { warnings = append(warnings, s) }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		var p packet.Packet
		if err := r.Next(&p); err == io.EOF {
			return times, fits, warnings
		} else if err != nil {
			t.Fatal(err)
		}
		times, fits = append(times, p.Time), append(fits, p.TimeFits())
	}
}

// TestTimesOfRecords: a record's seconds have 32 bits. Times that they cannot
// hold are given as they are, and one message says so.
func TestTimesOfRecords(t *testing.T) {
	const second = 1_000_000_000
	last := uint64(1<<32 - 1)
	for _, order := range []*builder{little(), big()} {
		offset := func(s int64) string {
			return string(order.order.(binary.AppendByteOrder).AppendUint64(nil, uint64(s)))
		}
		for name, tt := range map[string]struct {
			offset int64
			stamps []uint64 // microseconds
			times  []int64
			fits   []bool
			tells  string // the time in the message
		}{
			"inside":           {0, []uint64{0, last*1e6 + 999999}, []int64{0, int64(last)*second + 999999000}, []bool{true, true}, ""},
			"across 2106":      {0, []uint64{last * 1e6, (last + 1) * 1e6}, []int64{int64(last) * second, int64(last+1) * second}, []bool{true, false}, "2106-02-07 06:28:16"},
			"the year 2200":    {0, []uint64{7258118400e6, 7258118401e6}, []int64{7258118400 * second, 7258118401 * second}, []bool{false, false}, "2200-01-01 00:00:00"},
			"across 1970":      {-10, []uint64{9e6, 11e6}, []int64{-second, second}, []bool{false, true}, "1969-12-31 23:59:59"},
			"just before 1970": {-10, []uint64{10e6 - 1}, []int64{-1000}, []bool{false}, "1969-12-31 23:59:59"},
			"beyond 2262":      {0, []uint64{1 << 63}, []int64{1<<63 - 1}, []bool{false}, "2262-04-11 23:47:16"},
		} {
			w := ngSection(&builder{order: order.order}).iface(1, 0, 14, offset(tt.offset))
			for _, s := range tt.stamps {
				w.enhanced(0, s, 3, "abc")
			}
			times, fits, warnings := timesOf(t, w.b)
			if !slices.Equal(times, tt.times) || !slices.Equal(fits, tt.fits) {
				t.Errorf("%s: times %d, in records %v; want %d, %v", name, times, fits, tt.times, tt.fits)
			}
			if tt.tells == "" && len(warnings) > 0 || tt.tells != "" && (len(warnings) != 1 || !strings.HasPrefix(warnings[0], "test: a packet's time, "+tt.tells+", ")) {
				t.Errorf("%s: warnings %q, want one with %q", name, warnings, tt.tells)
			}
		}
	}
}

// TestTimesOfOthers: the other formats have unsigned seconds of 32 bits, and a
// fraction beyond the second is the last moment of its second.
func TestTimesOfOthers(t *testing.T) {
	const last = 1<<32 - 1
	for name, tt := range map[string]struct {
		file []byte
		want int64
	}{
		"snoop":                     {snoopHeader(2, 4).u32(3, 3, 28, 0, last, 7).str("abc\x00").b, last*1e9 + 7000},
		"snoop, negative fraction":  {snoopHeader(2, 4).u32(3, 3, 28, 0, 0, 0xffffffff).str("abc\x00").b, 999999000},
		"snoop, fraction too great": {snoopHeader(2, 4).u32(3, 3, 28, 0, last, 2e6).str("abc\x00").b, last*1e9 + 999999000},
	} {
		times, fits, warnings := timesOf(t, tt.file)
		if !slices.Equal(times, []int64{tt.want}) || !fits[0] || len(warnings) > 0 {
			t.Errorf("%s: times %d, in a record %v, warnings %q; want %d", name, times, fits, warnings, tt.want)
		}
	}
}
