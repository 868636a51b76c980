// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"os"
	"strings"
	"testing"
)

// TestReasonsAreDocumented: a command line may differ only for a reason that
// is the first cell of a row of DIFFERENCES.md.
func TestReasonsAreDocumented(t *testing.T) {
	b, err := os.ReadFile("../../DIFFERENCES.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	check := func(reason, line string) {
		if !strings.Contains(text, "\n| "+reason+" |") {
			t.Errorf("ra %s: DIFFERENCES.md has no row %q", line, reason)
		}
	}
	check(Recoded, "-w")
	for _, l := range CommandLines {
		if l.Differs != "" {
			check(l.Differs, l.Args)
		}
	}
}

// TestLinesAreDistinct: no command line is run twice, and there are as many as
// are asked for.
func TestLinesAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range CommandLines {
		words := strings.Join(strings.Fields(l.Args), " ")
		if seen[words] {
			t.Errorf("twice: ra %s", words)
		}
		seen[words] = true
	}
	if len(seen) < 400 || len(LineCaptures) < 15 {
		t.Errorf("%d lines over %d captures, want 400 over 15", len(seen), len(LineCaptures))
	}
}

// TestWriteLines: what differs without a reason, a reason that nothing shows
// and too many differences are failures.
func TestWriteLines(t *testing.T) {
	plain, excused := &Line{Args: "-a"}, &Line{Args: "-b", Differs: "x"}
	many := func(n int, more ...LineResult) []LineResult {
		for range n {
			more = append(more, LineResult{Line: plain, Match: SameBytes})
		}
		return more
	}
	for _, tt := range []struct {
		name    string
		results []LineResult
		want    bool
	}{
		{"all equal", many(3), true},
		{"one of 21 excused", many(20, LineResult{Line: excused}), true},
		{"one of 19 excused", many(18, LineResult{Line: excused}), false},
		{"one of 19 written in other bytes", many(18, LineResult{Line: plain, Match: SameRecords}), false},
		{"unexplained", many(100, LineResult{Line: plain}), false},
		{"idle reason", many(100, LineResult{Line: excused, Match: SameBytes}), false},
	} {
		var b strings.Builder
		if got := WriteLines(&b, tt.results); got != tt.want {
			t.Errorf("%s: %v, want %v:\n%s", tt.name, got, tt.want, b.String())
		}
	}
}
