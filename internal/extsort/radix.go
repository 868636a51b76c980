// SPDX-License-Identifier: Apache-2.0

package extsort

import (
	"cmp"
	"slices"
)

// fewItems are sorted by comparing.
const fewItems = 256

// sortByPrefix returns the items in the order of their prefixes; equal ones keep
// their order. The items given are overwritten.
//
// It is a radix sort, least significant byte first. Bytes in which all prefixes
// agree cost nothing, and those of numbers are most.
func sortByPrefix(items []item) []item {
	if len(items) < fewItems {
		slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.prefix, b.prefix) })
		return items
	}
	var counts [8][256]int
	for i := range items {
		p := items[i].prefix
		for b := range counts {
			counts[b][uint8(p>>(8*b))]++
		}
	}
	other := make([]item, len(items))
	for b := range counts {
		shift := 8 * b
		if counts[b][uint8(items[0].prefix>>shift)] == len(items) {
			continue
		}
		var at [256]int
		for i, sum := 0, 0; i < 256; i++ {
			at[i] = sum
			sum += counts[b][i]
		}
		for i := range items {
			d := uint8(items[i].prefix >> shift)
			other[at[d]] = items[i]
			at[d]++
		}
		items, other = other, items
	}
	return items
}
