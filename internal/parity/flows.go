// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/oracle"
)

// Suite is one measurement: the programs, the data and how to run.
type Suite struct {
	Programs
	Data oracle.Dir
	Jobs int    // captures worked on at a time
	Temp string // folder for record files
	Part Part   // the share of the cases that long measurements take
}

// FlowResult compares the default rows of one capture with the originals'.
type FlowResult struct {
	Capture string
	Rows    []string
	Orig    *oracle.Flows
	Sensor  *Outcome
	Client  *Outcome

	Near   Score // against the nearer original, each in its client's form
	Exact  Score // the same, byte for byte
	Either Score // row by row against both
	Nearer int   // 3 or 5
	Order  bool  // equal to one of the originals in the same order
}

// Packets is the sum of both packet columns.
func (r *FlowResult) Packets() (n int64) {
	for _, row := range r.Rows {
		f := strings.Split(row, "\t")
		if len(f) != len(DefaultFields) {
			continue
		}
		for _, c := range []int{colSrcPkts, colDstPkts} {
			v, _ := strconv.ParseInt(f[c], 10, 64) // blank: no packets
			n += v
		}
	}
	return n
}

// Flows runs sensor and client over each capture and compares the default
// rows. Captures that are not in the table are left out.
func (s *Suite) Flows(t *oracle.Table, names []string) []*FlowResult {
	byName := t.ByCapture()
	out := make([]*FlowResult, len(names))
	Each(len(names), s.Jobs, func(i int) {
		if o := byName[names[i]]; o != nil {
			out[i] = s.flow(o, i)
		}
	})
	return compact(out)
}

func compact[T any](in []*T) []*T {
	out := in[:0]
	for _, p := range in {
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

func (s *Suite) flow(o *oracle.Flows, i int) *FlowResult {
	file := filepath.Join(s.Temp, fmt.Sprintf("flow%d.arg", i))
	defer os.Remove(file)
	r := &FlowResult{Capture: o.Capture, Orig: o}
	r.Sensor = s.Sense(s.Data.Capture(o.Capture), file, DefaultOptions)
	r.Client = &Outcome{}
	if _, err := os.Stat(file); err == nil {
		r.Rows, r.Client = s.Print(file, DefaultFields)
	}
	r.judge()
	return r
}

// judge fills in the scores.
func (r *FlowResult) judge() {
	ours5 := Map(r.Rows, As5)
	var orig5 []string
	r.Near.Of, r.Exact.Of = -1, -1
	if o := r.Orig.Argus3; o != nil {
		r.Exact = Compare(r.Rows, o)
		r.Near, r.Nearer = r.Exact, 3
	}
	if o := r.Orig.Argus5; o != nil {
		orig5 = Map(o, TrimDir)
		if x := Compare(r.Rows, o); r.Exact.Of < 0 || x.Share() > r.Exact.Share() {
			r.Exact = x
		}
		if n := Compare(ours5, orig5); r.Near.Of < 0 || n.Share() > r.Near.Share() {
			r.Order = r.Near.Order
			r.Near, r.Nearer = n, 5
		}
	}
	r.Order = r.Order || r.Near.Order
	r.Either = CompareEither(ours5, Map(r.Orig.Argus3, As5), orig5)
}

// Judged reports whether an original made a record that ours can be compared
// with. If both made none, they crashed, refused the file or lost its packets;
// then only the packet totals show whether our records are right.
func (r *FlowResult) Judged() bool { return len(r.Orig.Argus3)+len(r.Orig.Argus5) > 0 }

// FlowSummary is the outcome over all captures.
type FlowSummary struct {
	Captures, Skipped         int
	SkippedRows               int // of ours, in skipped captures
	Full, FullExact, Order    int
	Crashed                   int
	Rows                      int
	Near, Exact, Either       float64 // mean shares over the captures
	SensorTime, ClientTime    time.Duration
	SlowestSensor, SlowestRun string
}

// Summarize computes means and counts.
func Summarize(rs []*FlowResult) FlowSummary {
	var s FlowSummary
	for _, r := range rs {
		s.SensorTime += r.Sensor.Took
		s.ClientTime += r.Client.Took
		s.Rows += len(r.Rows)
		if r.Sensor.Crashed() || r.Client.Crashed() {
			s.Crashed++
		}
		if !r.Judged() {
			s.Skipped++
			s.SkippedRows += len(r.Rows)
			continue
		}
		s.Captures++
		s.Near += r.Near.Share()
		s.Exact += r.Exact.Share()
		s.Either += r.Either.Share()
		s.Full += b2i(r.Near.Full())
		s.FullExact += b2i(r.Exact.Full())
		s.Order += b2i(r.Order)
	}
	n := float64(max(s.Captures, 1))
	s.Near, s.Exact, s.Either = s.Near/n, s.Exact/n, s.Either/n
	return s
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Write prints the summary and the worst captures.
func (s FlowSummary) Write(w io.Writer, rs []*FlowResult, worst int) {
	pct := func(n int) string {
		return fmt.Sprintf("%d of %d (%.2f %%)", n, s.Captures, 100*float64(n)/float64(max(s.Captures, 1)))
	}
	fmt.Fprintf(w, "captures compared       %d, %d rows\n", s.Captures, s.Rows-s.SkippedRows)
	fmt.Fprintf(w, "captures left out       %d, of which neither original has a record; ours have %d\n", s.Skipped, s.SkippedRows)
	fmt.Fprintf(w, "rows equal, mean        %.3f %% (nearer original; byte for byte %.3f %%; row by row to either %.3f %%)\n",
		100*s.Near, 100*s.Exact, 100*s.Either)
	fmt.Fprintf(w, "captures equal in full  %s\n", pct(s.Full))
	fmt.Fprintf(w, "  byte for byte         %s\n", pct(s.FullExact))
	fmt.Fprintf(w, "  in the same order     %s\n", pct(s.Order))
	fmt.Fprintf(w, "crashes and hangs       %d\n", s.Crashed)
	fmt.Fprintf(w, "time in sensor, client  %.1f s, %.1f s\n", s.SensorTime.Seconds(), s.ClientTime.Seconds())
	for _, r := range rs {
		if o := r.failed(); o != nil {
			fmt.Fprintf(w, "FAILED %s: %v: %s\n", r.Capture, o.Err, firstLine(o.Stderr))
		}
	}
	bad := make([]*FlowResult, 0, len(rs))
	for _, r := range rs {
		if r.Judged() && !r.Near.Full() {
			bad = append(bad, r)
		}
	}
	sort.SliceStable(bad, func(i, j int) bool { return bad[i].Near.Share() < bad[j].Near.Share() })
	for i, r := range bad {
		if i == worst {
			fmt.Fprintf(w, "... and %d captures more that are not equal in full\n", len(bad)-i)
			break
		}
		r.writeFirst(w)
	}
}

func (r *FlowResult) failed() *Outcome {
	for _, o := range []*Outcome{r.Sensor, r.Client} {
		if o.Crashed() || o.Err != nil && len(r.Orig.Argus3)+len(r.Orig.Argus5) > 0 {
			return o
		}
	}
	return nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// sides returns our rows and the nearer original's in comparable form.
func (r *FlowResult) sides() (ours, orig []string) {
	if r.Nearer == 5 {
		return Map(r.Rows, As5), Map(r.Orig.Argus5, TrimDir)
	}
	return r.Rows, r.Orig.Argus3
}

// writeFirst prints a capture's score and its first differing rows.
func (r *FlowResult) writeFirst(w io.Writer) {
	fmt.Fprintf(w, "%6.2f %%  %s  (%d of %d rows, release %d)\n",
		100*r.Near.Share(), r.Capture, r.Near.Equal, r.Near.Of, r.Nearer)
	ours, orig := Unmatched(r.sides())
	for _, side := range []struct {
		mark string
		rows []string
	}{{"ours", ours}, {"orig", orig}} {
		if len(side.rows) > 0 {
			fmt.Fprintf(w, "          %s %s\n", side.mark, shown(side.rows[0]))
		}
	}
}

// shown makes a row readable: tabs become bars.
func shown(row string) string { return strings.ReplaceAll(row, "\t", "|") }

// WriteDiff prints, for each original, the rows that only one side has, in the
// order of time.
func (r *FlowResult) WriteDiff(w io.Writer) {
	fmt.Fprintf(w, "%s: %d rows; %v\n%s", r.Capture, len(r.Rows), r.Sensor.Err, r.Sensor.Stderr)
	for _, v := range []struct {
		name       string
		ours, orig []string
		ran        bool
	}{
		{"release 3.0.8.2", r.Rows, r.Orig.Argus3, r.Orig.Argus3 != nil},
		{"release 5.0.3", Map(r.Rows, As5), Map(r.Orig.Argus5, TrimDir), r.Orig.Argus5 != nil},
	} {
		if !v.ran {
			fmt.Fprintf(w, "%s wrote nothing\n", v.name)
			continue
		}
		s := Compare(v.ours, v.orig)
		fmt.Fprintf(w, "%s: %d rows, %d of %d equal, same order: %v (- original, + ours)\n",
			v.name, len(v.orig), s.Equal, s.Of, s.Order)
		writeSides(w, v.ours, v.orig)
	}
}

func writeSides(w io.Writer, ours, orig []string) {
	plus, minus := Unmatched(ours, orig)
	lines := append(mark("+ ", plus), mark("- ", minus)...)
	sort.SliceStable(lines, func(i, j int) bool {
		a, b := lines[i], lines[j]
		if a[2:] != b[2:] {
			return a[2:] < b[2:]
		}
		return a < b
	})
	for _, l := range lines {
		fmt.Fprintf(w, "  %s\n", shown(l))
	}
}

func mark(m string, rows []string) []string {
	return Map(rows, func(r string) string { return m + r })
}
