// SPDX-License-Identifier: Apache-2.0

package getopt_test

import (
	"testing"

	"github.com/argus-go/argus/internal/getopt"
)

// TestQuantity: whole numbers with units; 8 * 1024^6 = 2^63 is one too many.
func TestQuantity(t *testing.T) {
	for text, want := range map[string][2]int64{
		"1": {1, 1}, "20k": {20_000, 20_480}, "500M": {500_000_000, 524_288_000}, "2g": {2_000_000_000, 2_147_483_648},
		"3T": {3_000_000_000_000, 3_298_534_883_328}, "9223372036854775807": {1<<63 - 1, 1<<63 - 1}, "8388607T": {8388607e12, 8388607 << 40},
		"8388608T": {8388608e12, 0},
		"":         {}, "0": {}, "0M": {}, "k": {}, "1kk": {}, "1 k": {}, "-1": {}, "+1": {}, "1.5G": {}, "1x": {}, "0x10": {}, "9223372036854775808": {}, "99999999T": {},
	} {
		for i, base := range []int64{1000, 1024} {
			got, ok := getopt.Quantity(text, base)
			if got != want[i] || ok != (want[i] > 0) {
				t.Errorf("%q, base %d: %d, %v, want %d", text, base, got, ok, want[i])
			}
		}
	}
}
