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
		if l.Differs != "" && l.Open != "" {
			t.Errorf("%s: a difference with a reason is not open", l.String())
		}
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
	if n := len(LineCaptures(sets)); len(seen) < 1500 || n < 15 {
		t.Errorf("%d lines over %d captures, want at least 1500 over 15", len(seen), n)
	}
}

func TestParseLines(t *testing.T) {
	set, err := parseLines("x", "# text\n\nra -r {F}\nracluster -m saddr -r {F} {G2}\n\tdiffers: a reason\ncaptures: a b\ncaptures: c\neach: 2\n")
	if err != nil {
		t.Fatal(err)
	}
	want := LineSet{"x", []string{"a", "b", "c"}, 2, []Line{
		{Program: "ra", Args: "-r {F}"},
		{Program: "racluster", Args: "-m saddr -r {F} {G2}", Differs: "a reason"},
	}}
	if diff := cmp.Diff(want, set); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"ra", "  ra -r {F}", "\tdiffers: x", "ra -r {F}\n\tdiffers:", "differ: x", "each: 0"} {
		if _, err := parseLines("x", bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// TestLineWords: the places of a command line become files and times.
func TestLineWords(t *testing.T) {
	in := &LineInput{File: "f", Others: []string{"g", "h"}, Zipped: "z", Dir: "d", Begin: time.Unix(1000, 0).UTC()}
	got, err := in.words("-t {at:u:5} -R {D}/b {F} {G} {G2} {Z} -w {W} a_b c{_}d", "", "s")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"-t", "1005", "-R", "d/b", "f", "g", "h", "z", "-w", "s.W", "a b", "c_d"}
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
		{"open", many(100, LineResult{Line: &Line{Program: "rasort", Open: "x"}}), false, true},
		{"open, but equal", many(100, LineResult{Line: &Line{Program: "rasort", Open: "x"}, Match: SameBytes}), false, false},
		{"other clients in other bytes", []LineResult{{Line: &Line{Program: "rasort"}, Match: SameRecords}}, false, true},
		{"another client's differences are not diluted by ra", many(100, LineResult{Line: &Line{Program: "rasort", Differs: "x"}}), false, false},
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

// TestOver: each line is run over some captures, and all captures are run.
func TestOver(t *testing.T) {
	s := LineSet{Captures: strings.Fields("a b c d e"), Each: 2}
	var got []string
	for i := range 5 {
		got = append(got, strings.Join(s.Over(i), ""))
	}
	if diff := cmp.Diff([]string{"ac", "bd", "ce", "da", "eb"}, got); diff != "" {
		t.Error(diff)
	}
	s.Each = 0
	if n := len(s.Over(1)); n != 5 {
		t.Errorf("without each: %d captures, want all 5", n)
	}
}

// TestSameRows: a row may end earlier in the original, and only with commas.
func TestSameRows(t *testing.T) {
	const head = "StartTime,LastTime,Dur,Proto\n"
	for _, tt := range []struct {
		name, ours, theirs string
		want               Match
	}{
		{"equal", head + "1,5,4,tcp\n", head + "1,5,4,tcp\n", SameBytes},
		{"the original ends earlier", head + "1,5,4,tcp\n", head + "1,3,2,tcp\n", SameButEnds},
		{"ours ends earlier", head + "1,3,2,tcp\n", head + "1,5,4,tcp\n", Differs},
		{"another column differs too", head + "1,5,4,tcp\n", head + "1,3,2,udp\n", Differs},
		{"only the duration differs", head + "1,5,4,tcp\n", head + "1,5,2,tcp\n", Differs},
		{"no end in the table", "StartTime,Dur\n1,4\n", "StartTime,Dur\n1,2\n", Differs},
		{"rows are missing", head + "1,5,4,tcp\n", head, Differs},
	} {
		if got, what := sameRows([]byte(tt.ours), []byte(tt.theirs)); got != tt.want {
			t.Errorf("%s: %v (%s), want %v", tt.name, got, what, tt.want)
		}
	}
}
