// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"encoding/json"
	"math"
	"net/netip"
	"testing"
)

// TestCompareTyped: what counts as the same value, and what does not.
func TestCompareTyped(t *testing.T) {
	for _, tt := range []struct {
		got  any
		want typed
		same bool
	}{
		{json.Number("18446744073709551615"), uint64(math.MaxUint64), true},
		{json.Number("18446744073709551614"), uint64(math.MaxUint64), false},
		{json.Number("18446744073709551616"), uint64(math.MaxUint64), false},
		{"5", uint64(5), false},
		{nil, uint64(0), false},
		{json.Number("0"), nil, false},
		{nil, nil, true},
		{json.Number("0.333333"), 1.0 / 3, true},
		{json.Number("0.333334"), 1.0 / 3, false},
		{nil, math.NaN(), true},
		{json.Number("0"), math.Inf(1), false},
		{json.Number("1700000000.000001"), micros(1700000000_000001), true},
		{json.Number("1700000000.00000"), micros(1700000000_000001), false},
		{"2023-11-15T03:43:20.000001+05:30", micros(1700000000_000001), true},
		{"2023-11-15T03:43:20.000001Z", micros(1700000000_000001), false},
		{"1.2.3.4", netip.MustParseAddr("1.2.3.4"), true},
		{"::1.2.3.4", netip.MustParseAddr("1.2.3.4"), false},
		{"::102:304", netip.MustParseAddr("::1.2.3.4"), true},
		{"00-00-5E-00-53-0A", mac{0, 0, 0x5e, 0, 0x53, 10}, true},
		{"00:00:5e:00:53:0b", mac{0, 0, 0x5e, 0, 0x53, 10}, false},
		{"Broadcast", mac{255, 255, 255, 255, 255, 255}, true},
		{"a\uf71b\uf7ff\uf7ef\uf79c\uf780\u00e9", []byte("a\x1b\xff\uf700\u00e9"), true},
		{"a.b", []byte("a\x1bb"), false},
		{"AP8b", captured("\x00\xff\x1b"), true},
		{"AP8a", captured("\x00\xff\x1b"), false},
		{"...", captured("\x00\xff\x1b"), false},
	} {
		if bad := compareTyped("x", tt.got, tt.want); (bad == "") != tt.same {
			t.Errorf("%v and %v: %q, want the same: %v", tt.got, tt.want, bad, tt.same)
		}
	}
}
