// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"testing"
)

// TestPage: each of the two commands keeps what the other one wrote.
func TestPage(t *testing.T) {
	page := WithLarge(Page("one\n", nil), "two\n", 5)
	page = Page("three\n", page)
	page = WithLarge(page, "four\n", 5)
	for text, want := range map[string]int{"```\none\n": 0, "```\ntwo\n": 0, "```\nthree\n": 1, "```\nfour\n": 1, largeHeading: 1} {
		if n := bytes.Count(page, []byte(text)); n != want {
			t.Errorf("%q is %d times in the page, want %d:\n%s", text, n, want, page)
		}
	}
}
