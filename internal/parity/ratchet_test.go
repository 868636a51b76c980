// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/argus-go/argus/internal/oracle"
)

// TestClassify: the class names the groups of columns that differ, and tells
// rows of one side from rows with the roles exchanged.
func TestClassify(t *testing.T) {
	row := func(s string) string { return strings.ReplaceAll(s, " ", "\t") }
	const flow = "1.0 e tcp a 1 -> b 2 3 4 50 60 CON"
	for _, tt := range []struct{ name, ours, theirs, want string }{
		{"state", flow, "1.0 e tcp a 1 -> b 2 3 4 50 60 FIN", "state=1"},
		{"counts", flow, "1.0 e tcp a 1 -> b 2 3 5 50 61 CON", "packets+bytes=1"},
		{"time", flow, "2.0 e tcp a 1 -> b 2 3 4 50 60 CON", "time=1"},
		{"reversed", flow, "1.0 e tcp b 2 <- a 1 4 3 60 50 CON", "reversed=1"},
		{"another flow", flow, "1.0 e tcp a 1 -> b 9 3 4 50 60 CON", "extra=1 missing=1"},
		{"only ours", flow, "", "extra=1"},
		{"only theirs", "", flow, "missing=1"},
	} {
		list := func(s string) []string {
			if s == "" {
				return nil
			}
			return []string{row(s)}
		}
		if got := classify(list(tt.ours), list(tt.theirs)).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestResultsOf(t *testing.T) {
	row := strings.ReplaceAll("1.0 e tcp a 1 -> b 2 3 4 50 60 CON", " ", "\t")
	other := strings.Replace(row, "CON", "FIN", 1)
	f := &FlowResult{Capture: "x", Rows: []string{row, row}, Orig: &oracle.Flows{Argus3: []string{row, other}}}
	f.judge()
	rich := map[string]*RichResult{"x": {
		Rows: 2, Matched: 2, Differing: []string{"key\tswin\t5"},
		Fields: []FieldScore{{Name: "stime", Equal: 2, Of: 2}, {Name: "swin", Equal: 1, Of: 2}},
	}}
	got := ResultsOf([]*FlowResult{f}, rich, []PacketResult{{Capture: "x", Have: 5, Want: 7}})
	want := "x rows 1/2 state=1 metrics 2/2 swin=1 packets -2 sum " + checksum([]string{"key\tswin\t5", row})
	if len(got) != 1 || got[0].String() != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestResultsFile: the file gives back what was written, whatever the order.
func TestResultsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results")
	results := []CaptureResult{
		{Capture: "b", Equal: 1, Rows: 3, Classes: Counts{"state": 2}, Matched: 1, RichRows: 1, Columns: Counts{"swin": 1}, Packets: -4, Sum: "0a"},
		{Capture: "a", Equal: 2, Rows: 2, Classes: Counts{}, Columns: Counts{}},
	}
	if err := WriteResults(file, results); err != nil {
		t.Fatal(err)
	}
	m, err := ReadResults(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]CaptureResult{"a": results[1], "b": results[0]}, m); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"a", "a rows 1/2", "a rows x metrics 1/1", "a rows 1/1 state metrics 1/1", "a rows 1/1 metrics 1/1 swin=x"} {
		if err := os.WriteFile(file, []byte(bad), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadResults(file); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestCheckResults: any count that gets worse fails, and so do a class that is
// new, other rows with the same counts, and captures without their counterpart.
func TestCheckResults(t *testing.T) {
	const accepted = "x rows 8/10 state=2 metrics 9/10 swin=3 sum 0a"
	for _, tt := range []struct {
		name, now, word string
		failures        int
	}{
		{"the same", accepted, "0 worse, 0 better", 0},
		{"fewer rows equal", "x rows 7/10 state=2 metrics 9/10 swin=3 sum 0b", "7 of 10 rows equal", 1},
		{"a row more", "x rows 8/11 state=2 metrics 9/10 swin=3 sum 0b", "8 of 11 rows equal", 1},
		{"a row more of a class", "x rows 8/10 state=3 metrics 9/10 swin=3 sum 0b", "3 rows differ in state", 1},
		{"another class", "x rows 8/10 flgs=1 state=1 metrics 9/10 swin=3 sum 0b", "1 rows differ in flgs, accepted 0", 1},
		{"fewer matched", "x rows 8/10 state=2 metrics 8/10 swin=3 sum 0b", "8 of 10 rows with metrics", 1},
		{"a value more", "x rows 8/10 state=2 metrics 9/10 swin=4 sum 0b", "4 values differ in swin", 1},
		{"another column", "x rows 8/10 state=2 metrics 9/10 dwin=1 swin=2 sum 0b", "differ in dwin", 1},
		{"packets lost", "x rows 8/10 state=2 metrics 9/10 swin=3 packets -1 sum 0a", "packets differ by -1", 1},
		{"other rows", "x rows 8/10 state=2 metrics 9/10 swin=3 sum 0b", "have changed", 1},
		{"better", "x rows 9/10 state=1 metrics 9/10 swin=3 sum 0b", "0 worse, 1 better", 0},
		{"better values", "x rows 8/10 state=2 metrics 10/10 sum 0b", "0 worse, 1 better", 0},
		{"unknown", "y rows 1/1 metrics 1/1", "no result was accepted", 2},
	} {
		was, now := mustResult(t, accepted), mustResult(t, tt.now)
		var out bytes.Buffer
		n := CheckResults(&out, map[string]CaptureResult{"x": was}, []CaptureResult{now}, true)
		if n != tt.failures || !strings.Contains(out.String(), tt.word) {
			t.Errorf("%s: %d failures, want %d and %q:\n%s", tt.name, n, tt.failures, tt.word, &out)
		}
	}
	if n := CheckResults(&bytes.Buffer{}, map[string]CaptureResult{"x": {}}, nil, false); n != 0 {
		t.Errorf("%d failures where only some captures are compared, want none", n)
	}
}

func mustResult(t *testing.T, line string) CaptureResult {
	t.Helper()
	r, err := parseResult(line)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
