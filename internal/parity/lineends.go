// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"slices"
	"strings"
)

// endTitles are the headings of columns that follow from the end of a record.
var endTitles = strings.Fields("LastTime Dur RunTime SRunTime DRunTime Rate SrcRate DstRate Load SrcLoad DstLoad SLoad DLoad SRate DRate")

// sameRows compares what two programs printed. The original sometimes ends a
// group of records with the start of its last record, so a row of a table with
// commas is compared without the end and what follows from it where the
// original's end is the earlier one.
func sameRows(ours, theirs []byte) (Match, string) {
	if bytes.Equal(ours, theirs) {
		return SameBytes, ""
	}
	a, b := Lines(ours), Lines(theirs)
	if len(a) != len(b) || len(a) == 0 {
		return Differs, unequal(ours, theirs)
	}
	titles := strings.Split(a[0], ",")
	end := slices.Index(titles, "LastTime")
	for i := range a {
		if a[i] != b[i] && (end < 0 || !sameButEnd(titles, end, strings.Split(a[i], ","), strings.Split(b[i], ","))) {
			return Differs, unequal(ours, theirs)
		}
	}
	return SameButEnds, ""
}

// sameButEnd reports whether two rows differ only because theirs ends earlier.
func sameButEnd(titles []string, end int, ours, theirs []string) bool {
	if len(ours) != len(titles) || len(theirs) != len(titles) || theirs[end] >= ours[end] {
		return false
	}
	for c := range titles {
		if ours[c] != theirs[c] && !slices.Contains(endTitles, titles[c]) {
			return false
		}
	}
	return true
}
