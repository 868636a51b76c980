// SPDX-License-Identifier: Apache-2.0

// Package nearest suggests the word that was meant by a misspelt one.
package nearest

// maxLength is the length of the longest word that is compared.
const maxLength = 48

// Word returns the word of a list that was probably meant by an unknown word: the
// one that takes the fewest changes of letters. It returns "" if every word
// takes more than one change, or more than two for an unknown word of six
// letters or more. The first letter of a short word must be right.
func Word(unknown string, words []string) string {
	if len(unknown) < 2 || len(unknown) > maxLength {
		return ""
	}
	limit := 1
	if len(unknown) >= 6 {
		limit = 2
	}
	best, least := "", 2*limit+2
	for _, w := range words {
		if len(w) < 2 || len(w) > maxLength || len(unknown) < 5 && w[0] != unknown[0] {
			continue
		}
		n := 2 * distance(unknown, w)
		// Of equally near words, prefer one with a letter typed twice, as it is
		// before the typo (tcpp), and then one of the same length.
		switch {
		case doubled(unknown, w):
			n--
		case len(w) != len(unknown):
			n++
		}
		if n < least {
			best, least = w, n
		}
	}
	return best
}

// doubled reports whether a is b with its last letter typed twice.
func doubled(a, b string) bool {
	return len(a) == len(b)+1 && a[:len(b)] == b && a[len(b)] == b[len(b)-1]
}

// distance returns the number of changes that turn a into b. A change inserts,
// deletes or replaces a letter, or exchanges two neighbours (the optimal string
// alignment distance).
func distance(a, b string) int {
	var rows [3][maxLength + 1]int
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
