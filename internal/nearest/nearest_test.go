// SPDX-License-Identifier: Apache-2.0

package nearest

import (
	"strings"
	"testing"
)

func TestWord(t *testing.T) {
	words := []string{"help", "version", "max-flows", "max-memory", "x"}
	for _, tt := range []struct{ unknown, want string }{
		{"hepl", "help"},  // exchanged
		{"halp", "help"},  // replaced
		{"hel", "help"},   // inserted
		{"helpp", "help"}, // deleted
		{"hlpe", ""},      // two changes of a short word
		{"gelp", ""},      // another first letter of a short word
		{"max-flow", "max-flows"},
		{"max-floss", "max-flows"},
		{"mx-flws", "max-flows"}, // two changes of a long word
		{"mx-fls", ""},           // three
		{"y", ""},
		{"", ""},
		{strings.Repeat("a", 100), ""},
	} {
		if got := Word(tt.unknown, words); got != tt.want {
			t.Errorf("Word(%q) = %q, want %q", tt.unknown, got, tt.want)
		}
	}
	// Of equally near words the one whose last letter was typed twice is meant, or
	// else the one of the same length.
	if got := Word("tcpp", []string{"tcpb", "tcp"}); got != "tcp" {
		t.Errorf("Word(tcpp) = %q, want tcp", got)
	}
	if got := Word("abcd", []string{"abcde", "abcx"}); got != "abcx" {
		t.Errorf("Word(abcd) = %q, want abcx", got)
	}
}

// FuzzDistance: the distance is symmetric, 0 only of equal words, and never more
// than the length of the longer one.
func FuzzDistance(f *testing.F) {
	f.Add("kitten", "sitting")
	f.Add("", "abc")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > maxLength || len(b) > maxLength {
			return
		}
		n := distance(a, b)
		if n != distance(b, a) || n > max(len(a), len(b)) || (n == 0) != (a == b) {
			t.Errorf("distance(%q, %q) = %d, reversed %d", a, b, n, distance(b, a))
		}
	})
}
