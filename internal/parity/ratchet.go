// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// A CaptureResult is how near our output for one capture is to the originals',
// in the form that the file of accepted results records.
type CaptureResult struct {
	Capture string
	// Equal of Rows default rows equal those of the nearer original; both are 0
	// where neither original made a record.
	Equal, Rows int
	Classes     Counts // the other rows, by what differs
	// Matched of RichRows of our rows with all metrics have the key and the start
	// time of a row of an original.
	Matched, RichRows int
	Columns           Counts // the values that differ in these, by column
	Packets           int64  // packets in the records less packets in the file
	// Sum is the checksum of our rows and values that are not the original's, so
	// that a change is found even where the counts stay the same.
	Sum string
}

// ResultsOf combines the two measurements of each capture. wrong holds the
// captures whose packets do not add up.
func ResultsOf(flows []*FlowResult, rich map[string]*RichResult, wrong []PacketResult) []CaptureResult {
	packets := map[string]int64{}
	for _, p := range wrong {
		packets[p.Capture] = p.Have - p.Want
	}
	out := make([]CaptureResult, 0, len(flows))
	for _, f := range flows {
		r := CaptureResult{Capture: f.Capture, Packets: packets[f.Capture], Columns: Counts{}}
		ours, theirs := Unmatched(f.sides())
		r.Classes = classify(ours, theirs)
		if f.Judged() {
			r.Equal, r.Rows = f.Near.Equal, f.Near.Of
		}
		if x := rich[f.Capture]; x != nil {
			r.Matched, r.RichRows = x.Matched, x.Rows
			for _, c := range x.Fields {
				if n := c.Of - c.Equal; n > 0 {
					r.Columns[c.Name] = n
				}
			}
			ours = append(ours, x.Differing...)
		}
		if len(ours) > 0 {
			r.Sum = checksum(ours)
		}
		out = append(out, r)
	}
	return out
}

// String returns the line that records the result.
func (r CaptureResult) String() string {
	line := fmt.Sprintf("%s rows %d/%d %s", r.Capture, r.Equal, r.Rows, r.Classes)
	line = fmt.Sprintf("%s metrics %d/%d %s", strings.TrimSpace(line), r.Matched, r.RichRows, r.Columns)
	line = strings.TrimSpace(line)
	if r.Packets != 0 {
		line += fmt.Sprintf(" packets %+d", r.Packets)
	}
	if r.Sum != "" {
		line += " sum " + r.Sum
	}
	return line
}

// parseResult reads the line of one capture.
func parseResult(line string) (r CaptureResult, err error) {
	words := strings.Fields(line)
	section := func(name string) []string {
		i := slices.Index(words, name)
		if i < 0 || i+1 >= len(words) {
			return nil
		}
		rest := words[i+1:]
		end := slices.IndexFunc(rest, func(w string) bool { return w == "metrics" || w == "packets" || w == "sum" })
		if end >= 0 {
			rest = rest[:end]
		}
		return rest
	}
	rows, metrics := section("rows"), section("metrics")
	if len(rows) == 0 || len(metrics) == 0 || words[0] == "rows" {
		return r, fmt.Errorf("%q is not a result (want CAPTURE rows EQUAL/ALL ... metrics MATCHED/ALL ...)", line)
	}
	r.Capture = words[0]
	if _, err := fmt.Sscanf(rows[0], "%d/%d", &r.Equal, &r.Rows); err != nil {
		return r, fmt.Errorf("%s: rows %q: %w", r.Capture, rows[0], err)
	}
	if _, err := fmt.Sscanf(metrics[0], "%d/%d", &r.Matched, &r.RichRows); err != nil {
		return r, fmt.Errorf("%s: metrics %q: %w", r.Capture, metrics[0], err)
	}
	if r.Classes, err = parseCounts(rows[1:]); err != nil {
		return r, fmt.Errorf("%s: %w", r.Capture, err)
	}
	if r.Columns, err = parseCounts(metrics[1:]); err != nil {
		return r, fmt.Errorf("%s: %w", r.Capture, err)
	}
	if p := section("packets"); len(p) > 0 {
		if _, err := fmt.Sscanf(p[0], "%d", &r.Packets); err != nil {
			return r, fmt.Errorf("%s: packets %q: %w", r.Capture, p[0], err)
		}
	}
	if s := section("sum"); len(s) > 0 {
		r.Sum = s[0]
	}
	return r, nil
}

const resultsHead = `# How near the output for each public capture is to the originals'. make parity
# fails if a capture gets worse; make parity-accept writes this file anew, and
# the reviewer reads the difference.
#
#   rows EQUAL/ALL      default rows equal to the nearer original's, then the
#                       differing ones by the columns that differ
#   metrics MATCHED/ALL rows with all metrics that an original has too, then the
#                       differing values in them by column
#   packets +N or -N    packets in the records, compared with the file
#   sum CHECKSUM        of our rows and values that differ
`

// WriteResults writes the file of accepted results.
func WriteResults(path string, results []CaptureResult) error {
	var b bytes.Buffer
	b.WriteString(resultsHead)
	for _, r := range sortedResults(results) {
		fmt.Fprintln(&b, r)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func sortedResults(results []CaptureResult) []CaptureResult {
	return slices.SortedFunc(slices.Values(results), func(a, b CaptureResult) int {
		return strings.Compare(a.Capture, b.Capture)
	})
}

// ReadResults reads the file of accepted results.
func ReadResults(path string) (map[string]CaptureResult, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m := map[string]CaptureResult{}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		r, err := parseResult(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		m[r.Capture] = r
	}
	return m, nil
}

// worse lists what is worse in now than in r. better reports whether anything
// is better.
func (r CaptureResult) worse(now CaptureResult) (worse []string, better bool) {
	add := func(format string, args ...any) { worse = append(worse, fmt.Sprintf(format, args...)) }
	if now.Equal < r.Equal || now.Rows != r.Rows && now.Rows-now.Equal >= r.Rows-r.Equal {
		add("%d of %d rows equal, accepted %d of %d", now.Equal, now.Rows, r.Equal, r.Rows)
	}
	if now.Matched < r.Matched || now.RichRows-now.Matched > r.RichRows-r.Matched {
		add("%d of %d rows with metrics matched, accepted %d of %d", now.Matched, now.RichRows, r.Matched, r.RichRows)
	}
	for _, kind := range []struct {
		what     string
		was, now Counts
	}{{"rows differ in", r.Classes, now.Classes}, {"values differ in", r.Columns, now.Columns}} {
		for _, class := range slices.Sorted(maps.Keys(kind.now)) {
			if n, was := kind.now[class], kind.was[class]; n > was {
				add("%d %s %s, accepted %d", n, kind.what, class, was)
			}
		}
	}
	if now.Packets != r.Packets && now.Packets != 0 {
		add("packets differ by %+d, accepted %+d", now.Packets, r.Packets)
	}
	if len(worse) > 0 {
		return worse, false
	}
	before, after := r, now
	before.Sum, after.Sum = "", ""
	if before.String() == after.String() && r.Sum != now.Sum {
		return []string{"rows or values that differ from the original have changed"}, false
	}
	return nil, r.String() != now.String()
}

// CheckResults compares results with the accepted ones and prints what got
// worse. all says that every accepted capture must be among the results. It
// returns the number of captures that are worse.
func CheckResults(w io.Writer, accepted map[string]CaptureResult, results []CaptureResult, all bool) (failures int) {
	better := 0
	seen := map[string]bool{}
	for _, now := range sortedResults(results) {
		seen[now.Capture] = true
		was, ok := accepted[now.Capture]
		if !ok {
			failures++
			fmt.Fprintf(w, "WORSE %s: no result was accepted for this capture\n", now.Capture)
			continue
		}
		worse, improved := was.worse(now)
		if improved {
			better++
			fmt.Fprintf(w, "BETTER %s\n  accepted: %s\n  now:      %s\n", now.Capture, was, now)
		}
		if len(worse) > 0 {
			failures++
			fmt.Fprintf(w, "WORSE %s: %s\n", now.Capture, strings.Join(worse, "; "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(accepted)) {
		if all && !seen[name] {
			failures++
			fmt.Fprintf(w, "WORSE %s: there is an accepted result, but none now\n", name)
		}
	}
	fmt.Fprintf(w, "accepted results        %d captures compared, %d worse, %d better\n", len(results), failures, better)
	if failures > 0 {
		fmt.Fprintln(w, "make parity CAPTURE=NAME shows the rows; make parity-accept accepts them all: review the difference that it makes")
	} else if better > 0 {
		fmt.Fprintln(w, "make parity-accept records the better results, so that they cannot be lost again")
	}
	return failures
}
