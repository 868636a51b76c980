// SPDX-License-Identifier: Apache-2.0

package filter

// maxNear is the length of the longest word for which a similar keyword is
// searched.
const maxNear = 24

// nearest returns the keyword of dialect d that was probably meant by an unknown
// word: the one that fewest changes of letters turn into it. It returns "" if
// every keyword needs more than one change, or more than two for words of six
// letters and more. The first letter of a short word must be right.
func nearest(word string, d Dialect) string {
	if len(word) < 2 || len(word) > maxNear {
		return ""
	}
	limit := 1
	if len(word) >= 6 {
		limit = 2
	}
	best, least := "", 2*limit+2
	for _, w := range Words(d) {
		if len(w) < 2 || len(w) > maxNear || len(word) < 5 && w[0] != word[0] {
			continue
		}
		n := 2 * distance(word, w)
		if len(w) != len(word) {
			n++ // of equally near keywords, prefer one of the same length
		}
		if n < least {
			best, least = w, n
		}
	}
	return best
}

// distance returns the number of changes that turn a into b: a letter more, a
// letter less, another letter, or two neighbours exchanged.
func distance(a, b string) int {
	var rows [3][maxNear + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			changed := 1
			if a[i-1] == b[j-1] {
				changed = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+changed)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
