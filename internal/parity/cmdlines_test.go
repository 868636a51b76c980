// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
	for _, l := range allLines(t) {
		if l.Differs != "" {
			check(l.Differs, l.String())
		}
	}
}

func allLines(t *testing.T) (all []Line) {
	t.Helper()
	sets, err := LineSets()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		all = append(all, s.Lines...)
	}
	return all
}

// TestLinesAreDistinct: no command line is run twice, and the lists are read in
// full.
func TestLinesAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range allLines(t) {
		words := strings.Join(strings.Fields(l.String()), " ")
		if seen[words] {
			t.Errorf("twice: %s", words)
		}
		seen[words] = true
	}
	sets, _ := LineSets()
	if n := len(LineCaptures(sets)); len(seen) < 900 || n < 15 {
		t.Errorf("%d lines over %d captures, want at least 900 over 15", len(seen), n)
	}
}

func TestParseLines(t *testing.T) {
	set, err := parseLines("x", "# text\n\nra -r {F}\nracluster -m saddr -r {F} {G2}\n\tdiffers: a reason\ncaptures: a b\ncaptures: c\n")
	if err != nil {
		t.Fatal(err)
	}
	want := LineSet{"x", []string{"a", "b", "c"}, []Line{
		{Program: "ra", Args: "-r {F}"},
		{Program: "racluster", Args: "-m saddr -r {F} {G2}", Differs: "a reason"},
	}}
	if diff := cmp.Diff(want, set); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"ra", "  ra -r {F}", "\tdiffers: x", "ra -r {F}\n\tdiffers:", "differ: x"} {
		if _, err := parseLines("x", bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// TestLineWords: the places of a command line become files and times.
func TestLineWords(t *testing.T) {
	in := &LineInput{File: "f", Others: []string{"g", "h"}, Zipped: "z", Dir: "d", Begin: time.Unix(1000, 0).UTC()}
	got, err := in.words("-t {at:u:5} -R {D}/b {F} {G} {G2} {Z} -w {W} a_b c{_}d", t.TempDir(), "w", "v")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"-t", "1005", "-R", "d/b", "f", "g", "h", "z", "-w", "w", "a b", "c_d"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
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
		part    bool
		want    bool
	}{
		{"all equal", many(3), false, true},
		{"one of 21 excused", many(20, LineResult{Line: excused}), false, true},
		{"one of 19 excused", many(18, LineResult{Line: excused}), false, false},
		{"one of 19 written in other bytes", many(18, LineResult{Line: plain, Match: SameRecords}), false, false},
		{"unexplained", many(100, LineResult{Line: plain}), false, false},
		{"idle reason", many(100, LineResult{Line: excused, Match: SameBytes}), false, false},
		{"part with an idle reason", many(100, LineResult{Line: excused, Match: SameBytes}), true, true},
		{"part with one of 19 excused", many(18, LineResult{Line: excused}), true, true},
		{"part with an unexplained one", many(100, LineResult{Line: plain}), true, false},
	} {
		var b strings.Builder
		if got := WriteLines(&b, tt.results, tt.part); got != tt.want {
			t.Errorf("%s: %v, want %v:\n%s", tt.name, got, tt.want, b.String())
		}
	}
}
