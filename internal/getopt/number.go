// SPDX-License-Identifier: Apache-2.0

package getopt

import (
	"math"
	"strconv"
	"strings"
)

// Quantity reads a whole number above 0 that may end in one of k, M, G and T, in
// either case, which multiply it by a power of base: 1000, or 1024 for sizes. It reports
// false if text is something else, or the result does not fit.
func Quantity(text string, base int64) (n int64, ok bool) {
	factor := int64(1)
	digits := strings.TrimRight(text, "kKmMgGtT")
	switch suffix := text[len(digits):]; len(suffix) {
	case 0:
	case 1:
		for range 1 + strings.Index("KMGT", strings.ToUpper(suffix)) {
			factor *= base
		}
	default:
		return 0, false
	}
	u, err := strconv.ParseUint(digits, 10, 63)
	if n = int64(u); err != nil || n == 0 || n > math.MaxInt64/factor {
		return 0, false
	}
	return n * factor, true
}
