// SPDX-License-Identifier: Apache-2.0

package parity

import "testing"

// TestPart: the parts of a measurement take each case exactly once.
func TestPart(t *testing.T) {
	taken := make([]int, 25)
	for _, s := range []string{"0/3", "1/3", "2/3"} {
		var p Part
		if err := p.Set(s); err != nil || p.String() != s || p.All() {
			t.Fatalf("Set(%q): %v, %v", s, p, err)
		}
		for i := range taken {
			taken[i] += b2i(p.Takes(i))
		}
	}
	var all Part
	for i, n := range taken {
		if n != 1 || !all.Takes(i) {
			t.Errorf("case %d is taken by %d of 3 parts; by the whole: %v", i, n, all.Takes(i))
		}
	}
	for _, s := range []string{"", "3", "3/3", "-1/3", "x/3", "1/x", "0/0"} {
		if err := new(Part).Set(s); err == nil {
			t.Errorf("Set(%q) was accepted", s)
		}
	}
}
