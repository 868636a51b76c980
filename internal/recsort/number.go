// SPDX-License-Identifier: Apache-2.0

package recsort

import (
	"bytes"

	"github.com/argus-go/argus/field"
)

// Numeric reports whether the values of a column are numbers, times among them.
func Numeric(f *field.Field) bool {
	switch f.Kind {
	case field.Int, field.Uint, field.Float, field.Duration, field.Time:
		return true
	}
	return f.Name == "proto" || f.Name == "sport" || f.Name == "dport"
}

// Number returns the number that a row is sorted by in a numeric column: times in
// seconds since 1970, durations in seconds. It is 0 where a 0 is printed for a value
// that the record does not have; ok is false where nothing is printed, and for ports of
// protocols without ports.
func Number(f *field.Field, row *field.Row) (n float64, ok bool) {
	switch f.Name {
	case "proto":
		return float64(protocol(row)), true
	case "sport", "dport":
		return float64(port(row, f.Name == "dport")), hasPorts(row)
	}
	v := f.Value(&options, row)
	switch v.Kind() {
	case field.Absent:
		return 0, printsZero(f, row)
	case field.Time:
		return float64(v.Int()) / 1e6, true
	}
	return v.Float(), v.IsNumber()
}

// hasPorts reports whether a flow has TCP or UDP ports, or those of a protocol like
// them.
func hasPorts(row *field.Row) bool {
	switch protocol(row) {
	case 6, 17, 33, 132, 136:
		return true
	}
	return false
}

// printsZero reports whether a column prints a number that is 0 for a row.
func printsZero(f *field.Field, row *field.Row) bool {
	var b [32]byte
	text := bytes.TrimPrefix(f.Append(b[:0], &options, row), []byte("-"))
	return len(text) > 0 && text[0] == '0'
}
