// SPDX-License-Identifier: Apache-2.0

package getopt

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
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

// Decimal reads a decimal number. Unlike strconv.ParseFloat it does not accept
// infinity, NaN, hexadecimal numbers and underscores.
func Decimal(s string) (float64, error) {
	s = strings.TrimSpace(s)
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, errors.New("not a decimal number")
	}
	return strconv.ParseFloat(s, 64)
}

// MaxSeconds is the largest number of seconds in a time.Duration.
const MaxSeconds = float64(math.MaxInt64 / int64(time.Second))

// Seconds converts a number of seconds, rounded to nanoseconds.
func Seconds(v float64) time.Duration {
	return time.Duration(math.Round(min(v, MaxSeconds) * float64(time.Second)))
}

// Interval reads a number of seconds, 0 or more, optionally followed by s.
func Interval(s string) (time.Duration, error) {
	v, err := Decimal(strings.TrimSuffix(strings.TrimSpace(s), "s"))
	if err != nil || v < 0 {
		return 0, fmt.Errorf("%q is not a number of seconds", s)
	}
	return Seconds(v), nil
}

// Number reads a whole number from low to high.
func Number(s string, low, high int) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("%q is not a number from %d to %d", s, low, high)
	}
	return n, nil
}

// Size reads a number of bytes, optionally followed by K, M, G or T, which are
// powers of 1000.
func Size(s string) (int64, error) {
	n, ok := Quantity(strings.TrimSpace(s), 1000)
	if !ok {
		return 0, fmt.Errorf("%q is not a number of bytes (want one such as 500M)", s)
	}
	return n, nil
}

// SplitList splits a list at commas and blanks.
func SplitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}
