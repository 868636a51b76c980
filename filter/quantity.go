// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/lookup"
)

// multiples are the factors of the letters that may follow a number.
var multiples = lookup.Table[string, float64]{
	{"k", 1e3}, {"K", 1e3}, {"m", 1e6}, {"M", 1e6}, {"g", 1e9}, {"G", 1e9}, {"t", 1e12}, {"T", 1e12},
}

// durations are the units that may follow the number of a duration.
var durations = lookup.Table[string, time.Duration]{
	{"ns", time.Nanosecond},
	{"us", time.Microsecond},
	{"µs", time.Microsecond},
	{"ms", time.Millisecond},
	{"s", time.Second},
	{"m", time.Minute},
	{"min", time.Minute},
	{"h", time.Hour},
	{"d", 24 * time.Hour},
}

// What an error says that it wants where a number is missing or invalid.
const (
	wantNumber   = "a number"
	wantMultiple = "a number, which may end in k, M, G or T"
	wantDuration = "a number, which may end in ns, us, ms, s, m (or min), h or d"
)

// splitQuantity cuts text into a number and the unit after it. Both are empty
// unless text is a number and letters.
func splitQuantity(text string) (number, unit string) {
	n := sign(text)
	n += run(text[n:], len(text), func(c byte) bool { return isDigit(c) || c == '.' })
	number, unit = text[:n], text[n:]
	if strings.Trim(number, "+-.") == "" || unit == "" || strings.ContainsFunc(unit, notUnit) {
		return "", ""
	}
	return number, unit
}

func notUnit(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != 'µ'
}

// matchQuantity matches a number and a unit.
func matchQuantity(s string) int {
	n := sign(s)
	n += run(s[n:], len(s), func(c byte) bool { return isDigit(c) || c == '.' })
	for _, r := range s[n:] {
		if notUnit(r) {
			break
		}
		n += len(string(r))
	}
	if number, _ := splitQuantity(s[:n]); number == "" {
		return 0
	}
	return n
}

// A numberKind is what a selector's numbers may look like.
type numberKind uint8

const (
	notNumeric   numberKind = iota // the selector's values are not numbers
	wholeNumber                    // no unit: ports
	multipleKind                   // units of multiples
	durationKind                   // units of time
)

// numberKindOf returns the kind of the numbers of a selector of the record
// dialect.
func numberKindOf(sel string) numberKind {
	switch sel {
	case "port", "vlan", "mpls":
		return wholeNumber
	case "synack":
		return durationKind
	}
	switch recordLexicon.words.classOf(sel) {
	case cInt, cFloat:
		return multipleKind
	case cTime:
		return durationKind
	}
	return notNumeric
}

// want says which numbers a selector of the kind accepts, for an error about
// text. Units are listed if text is a number with an unknown one.
func (k numberKind) want(text string) string {
	number, _ := splitQuantity(text)
	switch {
	case number != "" && k == multipleKind:
		return wantMultiple
	case number != "" && k == durationKind:
		return wantDuration
	case k == durationKind:
		return wantNumber + " or a duration such as 10ms"
	}
	return wantNumber
}

// quantity reads a number with a unit, such as 10k, 1.5M or 20ms, into v.
func (k numberKind) quantity(text string, v *Value) bool {
	number, unit := splitQuantity(text)
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	switch k {
	case multipleKind:
		factor := multiples.Of(unit)
		n *= factor
		if factor == 0 || math.Abs(n) >= 1<<63 {
			return false
		}
		*v = Value{Kind: ValNumber, Text: text, Num: uint32(int64(n)), Neg: n < 0, Float: n, Bits: -1, At: v.At}
		return true
	case durationKind:
		factor := durations.Of(unit)
		n = math.RoundToEven(n * float64(factor))
		if factor == 0 || math.Abs(n) >= 1<<63 {
			return false
		}
		*v = Value{Kind: ValDuration, Text: text, Duration: time.Duration(n), Bits: -1, At: v.At}
		return true
	}
	return false
}

// wideNumber reads an integer that is too large for 32 bits into v.
func wideNumber(text string, v *Value) bool {
	n, err := strconv.ParseUint(text, 0, 63)
	if err != nil || n <= math.MaxUint32 {
		return false
	}
	*v = Value{Kind: ValNumber, Text: text, Num: uint32(n), Float: float64(n), Bits: -1, At: v.At}
	return true
}
