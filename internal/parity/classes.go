// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Counts maps a class of difference to how often it occurs in one capture.
type Counts map[string]int

// String lists the classes in alphabetical order, as "class=count".
func (c Counts) String() string {
	var words []string
	for _, class := range slices.Sorted(maps.Keys(c)) {
		words = append(words, fmt.Sprintf("%s=%d", class, c[class]))
	}
	return strings.Join(words, " ")
}

// parseCounts reads what String wrote.
func parseCounts(words []string) (Counts, error) {
	c := Counts{}
	for _, w := range words {
		class, n, ok := strings.Cut(w, "=")
		count, err := strconv.Atoi(n)
		if !ok || err != nil || count < 1 {
			return nil, fmt.Errorf("%q is not a class and its count (want CLASS=COUNT)", w)
		}
		c[class] = count
	}
	return c, nil
}

// Classes of rows that have no counterpart at all.
const (
	classExtra   = "extra"    // only we have the row
	classMissing = "missing"  // only the original has it
	classTurned  = "reversed" // the original has it with source and destination exchanged
)

// rowGroups names the groups of columns that a class of default rows consists
// of.
var rowGroups = [...]string{
	colTime: "time", colFlags: "flgs", colDir: "dir",
	colSrcPkts: "packets", colDstPkts: "packets", colSrcBytes: "bytes", colDstBytes: "bytes",
	colState: "state",
}

// rowKey are the columns that identify the flow of a default row; reversedKey
// are the same columns seen from the other side.
var (
	rowKey      = []int{colProto, colSrc, colSrcPort, colDst, colDstPort}
	reversedKey = []int{colProto, colDst, colDstPort, colSrc, colSrcPort}
)

func keyOf(row []string, columns []int) string {
	var b strings.Builder
	for _, c := range columns {
		if c < len(row) {
			b.WriteString(row[c])
		}
		b.WriteByte('\t')
	}
	return b.String()
}

// classify sorts the rows that only one side has into classes. A row of ours is
// paired with the most similar row of the same flow; the class names the groups
// of columns that differ in such a pair.
func classify(ours, theirs []string) Counts {
	left := map[string][][]string{}
	for _, r := range theirs {
		f := strings.Split(r, "\t")
		k := keyOf(f, rowKey)
		left[k] = append(left[k], f)
	}
	classes := Counts{}
	var alone [][]string
	for _, r := range ours {
		f := strings.Split(r, "\t")
		if g := take(left, keyOf(f, rowKey), f); g != nil {
			classes[rowClass(f, g)]++
		} else {
			alone = append(alone, f)
		}
	}
	for _, f := range alone {
		if take(left, keyOf(f, reversedKey), f) != nil {
			classes[classTurned]++
		} else {
			classes[classExtra]++
		}
	}
	for _, rows := range left {
		if len(rows) > 0 {
			classes[classMissing] += len(rows)
		}
	}
	return classes
}

// rowClass names the groups of columns in which two rows differ.
func rowClass(a, b []string) string {
	var groups []string
	for c, name := range rowGroups {
		if name == "" || c >= len(a) || c >= len(b) || a[c] == b[c] || slices.Contains(groups, name) {
			continue
		}
		groups = append(groups, name)
	}
	if len(groups) == 0 {
		return "format"
	}
	return strings.Join(groups, "+")
}

// checksum returns a short checksum of rows in any order.
func checksum(rows []string) string {
	sum := crc32.NewIEEE()
	for _, r := range slices.Sorted(slices.Values(rows)) {
		fmt.Fprintln(sum, r)
	}
	return fmt.Sprintf("%08x", sum.Sum32())
}
