// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/argus-go/argus/internal/oracle"
)

// Peers are the originals' programs, to exchange record files with.
type Peers struct {
	Argus string // path of the original sensor; "" leaves its files out
	Dir   string // folder of the original clients
	Cache string // folder that keeps the files of the original sensor, which sleeps a second each run
}

// Tally counts the outcomes of one kind of check.
type Tally struct {
	OK, Of   int
	Excused  int      // failed, and the original fails alike on its own file
	Examples []string // of failures
}

// PeerResult counts every kind of check by name.
type PeerResult struct {
	mu     sync.Mutex
	Checks map[string]*Tally
}

// maxExamples is how many failures of a kind are kept for printing.
const maxExamples = 12

// note counts one check; problem is empty when it went well.
func (p *PeerResult) note(check, where, problem string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.tally(check)
	t.Of++
	if problem == "" {
		t.OK++
		return
	}
	if len(t.Examples) < maxExamples {
		t.Examples = append(t.Examples, where+": "+problem)
	}
}

func (p *PeerResult) tally(check string) *Tally {
	if p.Checks == nil {
		p.Checks = make(map[string]*Tally)
	}
	t := p.Checks[check]
	if t == nil {
		t = new(Tally)
		p.Checks[check] = t
	}
	return t
}

func (p *PeerResult) excuse(check string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.tally(check)
	t.Of++
	t.OK++
	t.Excused++
}

// Write prints all counts and returns the number of failures.
func (p *PeerResult) Write(w io.Writer) (failures int) {
	names := make([]string, 0, len(p.Checks))
	for n := range p.Checks {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		t := p.Checks[n]
		failures += t.Of - t.OK
		fmt.Fprintf(w, "%-62s %5d of %5d", n, t.OK, t.Of)
		if t.Excused > 0 {
			fmt.Fprintf(w, " (%d fail on the original's own file alike)", t.Excused)
		}
		fmt.Fprintln(w)
		for _, e := range t.Examples {
			fmt.Fprintf(w, "    %s\n", e)
		}
	}
	return failures
}

// exchange is the check of one capture.
type exchange struct {
	*Suite
	*PeerResult
	Peers
	their Programs // the originals
	name  string
	rich  bool
	cols  []string
}

// Exchange lets each side read the other's files for every capture.
func (s *Suite) Exchange(p Peers, def, rich *oracle.Table, names []string) *PeerResult {
	r := new(PeerResult)
	their := s.Programs
	their.Argus, their.RA, their.Env = p.Argus, filepath.Join(p.Dir, "ra"), nil
	flows := [2]map[string]*oracle.Flows{def.ByCapture(), rich.ByCapture()}
	fields := [2][]string{def.Fields, rich.Fields}
	of := func(i int) *exchange {
		return &exchange{
			Suite: s, PeerResult: r, Peers: p, their: their,
			name: names[i/2], rich: i%2 == 1, cols: fields[i%2],
		}
	}
	Each(2*len(names), sleepers, func(i int) { of(i).theirFile() })
	Each(2*len(names), s.Jobs, func(i int) { of(i).run(i, flows[i%2][names[i/2]]) })
	return r
}

// sleepers is how many of the original sensors run at a time: each sleeps for
// a second and works for some milliseconds.
const sleepers = 24

func (x *exchange) kind() string {
	if x.rich {
		return "rich"
	}
	return "default"
}

func (x *exchange) options() []string {
	if x.rich {
		return RichOptions
	}
	return DefaultOptions
}

// flat is the capture's name as part of a file name.
func (x *exchange) flat() string { return strings.ReplaceAll(x.name, "/", "_") }

func (x *exchange) run(i int, o *oracle.Flows) {
	tmp := filepath.Join(x.Temp, fmt.Sprintf("peer%d", i))
	ours := tmp + ".arg"
	defer os.Remove(ours)
	x.Sense(x.Data.Capture(x.name), ours, x.options())
	if _, err := os.Stat(ours); err == nil {
		x.readOurs(ours)
	}
	if theirs := x.theirFile(); theirs != "" && o.Argus3 != nil {
		x.readTheirs(theirs, tmp+".copy", "3.0.8.2", o.Argus3, slices.Clone[[]string])
	}
	five := x.Data.Path("oracle", "argus5-files", x.flat()+"."+x.kind()+".arg")
	if _, err := os.Stat(five); err == nil && o.Argus5 != nil {
		x.readTheirs(five, tmp+".copy", "5.0.3", o.Argus5, x.form5)
	}
}

// readOurs lets the original clients read a file of our sensor.
func (x *exchange) readOurs(file string) {
	rows, out := x.Print(file, x.cols)
	x.note("ours read by our ra, "+x.kind(), x.name, problem(out))
	theirs, out := x.their.Print(file, x.cols)
	bad := problem(out)
	if bad == "" {
		bad = firstDifference(rows, theirs)
	}
	x.note("ours read by the original ra gives our rows, "+x.kind(), x.name, bad)
	x.clients(file, rows)
}

// clients runs the originals' counting, sorting and merging programs.
func (x *exchange) clients(file string, rows []string) {
	for _, c := range []struct {
		name string
		args []string
		want func(out []string) string
	}{
		{"racount", nil, func(out []string) string { return x.wantCount(out, rows) }},
		{"rasort", []string{"-m", "saddr", "-c", ",", "-L", "-1", "-s", "stime"}, func(out []string) string {
			return wantNumber("rows", len(out), len(rows))
		}},
		{"racluster", []string{"-c", ",", "-L", "-1", "-s", "trans"}, func(out []string) string {
			return wantNumber("records merged", total(out), len(rows))
		}},
		{"rabins", []string{"-M", "time", "30d", "nomodify", "-c", ",", "-L", "-1", "-s", "trans"}, func(out []string) string {
			return wantNumber("records in bins", total(out), len(rows))
		}},
	} {
		check := "ours read by the original " + c.name + ", " + x.kind()
		args := append([]string{"-X", "-r", file}, append(c.args, "-", "not", "man")...)
		out := x.their.Exec(filepath.Join(x.Dir, c.name), args...)
		bad := clientProblem(out, len(rows))
		if bad == "" {
			bad = c.want(Lines(out.Stdout))
		}
		if bad != "" && x.failsAlike(c.name, args, c.want, len(rows)) {
			x.excuse(check)
			continue
		}
		x.note(check, x.name, bad)
	}
}

// failsAlike reports whether the original client fails as well on the original
// sensor's file of the same capture. A wrong number does not count as failing
// there, since that file may hold other records.
func (x *exchange) failsAlike(client string, args []string, want func([]string) string, n int) bool {
	file := x.theirFile()
	if file == "" {
		return false
	}
	args = slices.Clone(args)
	args[2] = file
	rows, _ := x.their.Print(file, x.cols)
	out := x.their.Exec(filepath.Join(x.Dir, client), args...)
	return clientProblem(out, len(rows)) != "" || len(rows) == n && want(Lines(out.Stdout)) != ""
}

// clientProblem tells what went wrong with a run of a client. A client that
// found no record ends with status 1.
func clientProblem(o *Outcome, rows int) string {
	if rows == 0 && !o.Crashed() && o.Stderr == "" {
		return ""
	}
	return problem(o)
}

func problem(o *Outcome) string {
	switch {
	case o.Err != nil:
		return fmt.Sprintf("%v %s", o.Err, firstLine(o.Stderr))
	case o.Stderr != "":
		return firstLine(o.Stderr)
	}
	return ""
}

// total adds the whole numbers of a one-column output.
func total(out []string) (n int) {
	for _, l := range out {
		v, _ := strconv.Atoi(strings.TrimSpace(l)) // a blank line is no record
		n += v
	}
	return n
}

func wantNumber(what string, have, want int) string {
	if have == want {
		return ""
	}
	return fmt.Sprintf("%d %s, want %d", have, what, want)
}

// wantCount checks racount's sums. The original counts the initial management
// record with the flows, whatever the filter.
func (x *exchange) wantCount(out, rows []string) string {
	if len(out) == 0 {
		return "no output"
	}
	f := strings.Fields(out[len(out)-1])
	if len(f) < 3 {
		return fmt.Sprintf("last line %q", out[len(out)-1])
	}
	if n, _ := strconv.Atoi(f[1]); n != len(rows)+1 {
		return wantNumber("records", n, len(rows)+1)
	}
	n, _ := strconv.Atoi(f[2])
	return wantNumber("packets", n, sumColumns(rows, x.cols, "spkts", "dpkts"))
}

func sumColumns(rows, cols []string, names ...string) (n int) {
	for _, r := range rows {
		f := strings.Split(r, "\t")
		for _, name := range names {
			if c := slices.Index(cols, name); c < len(f) {
				v, _ := strconv.Atoi(f[c]) // blank: none
				n += v
			}
		}
	}
	return n
}

// readTheirs lets our printer read and rewrite a file of an original.
func (x *exchange) readTheirs(file, again, release string, want []string, form func([]string) []string) {
	rows, out := x.Print(file, x.cols)
	bad := problem(out)
	if bad == "" {
		bad = firstDifference(form(rows), form5If(release, want, x))
	}
	x.note(release+"'s read by our ra gives the measured rows, "+x.kind(), x.name, bad)
	if len(rows) == 0 {
		return
	}
	defer os.Remove(again)
	os.Remove(again)
	out = x.Exec(x.RA, "-X", "-r", file, "-w", again)
	// The original printer that is at hand does not read release 5's records,
	// which stay as they are when they are rewritten.
	reader, by := x.their, "the original"
	if release == "5.0.3" {
		reader, by = x.Programs, "our"
	}
	back, _ := reader.Print(again, x.cols)
	if bad = problem(out); bad == "" {
		bad = firstDifference(rows, back)
	}
	x.note(release+"'s rewritten by our ra, read by "+by+" ra, "+x.kind(), x.name, bad)
}

// form5If brings the measured rows of release 5 into comparable form.
func form5If(release string, want []string, x *exchange) []string {
	if release != "5.0.3" {
		return want
	}
	return Map(want, func(r string) string { return TrimDir(x.first13(r)) })
}

// form5 brings our rows into release 5's form, 13 columns of each.
func (x *exchange) form5(rows []string) []string {
	return Map(rows, func(r string) string { return As5(x.first13(r)) })
}

// first13 picks the 13 default columns out of a row: the forms of the others
// differ between the releases' clients.
func (x *exchange) first13(row string) string {
	f := strings.Split(row, "\t")
	out := make([]string, len(DefaultFields))
	for i, name := range DefaultFields {
		if c := slices.Index(x.cols, name); c >= 0 && c < len(f) {
			out[i] = f[c]
		}
	}
	return strings.Join(out, "\t")
}

// firstDifference describes the first place where two lists of rows differ.
func firstDifference(ours, want []string) string {
	for i := range min(len(ours), len(want)) {
		if diff := diffColumns(ours[i], want[i]); diff != "" {
			return fmt.Sprintf("row %d: %s", i+1, diff)
		}
	}
	return wantNumber("rows", len(ours), len(want))
}

// diffColumns shows the columns in which two rows differ, "" if in none.
func diffColumns(a, b string) string {
	if a == b {
		return ""
	}
	f, g := strings.Split(a, "\t"), strings.Split(b, "\t")
	if len(f) != len(g) {
		return fmt.Sprintf("%s / %s", shown(a), shown(b))
	}
	var out []string
	for c := range f {
		if f[c] != g[c] {
			out = append(out, fmt.Sprintf("column %d %q / %q", c+1, f[c], g[c]))
		}
	}
	return strings.Join(out, ", ")
}

// theirFile returns the original sensor's file of the capture, made on first
// use, or "".
func (x *exchange) theirFile() string {
	if x.their.Argus == "" {
		return ""
	}
	file := filepath.Join(x.Cache, x.flat()+"."+x.kind()+".arg")
	if _, err := os.Stat(file); err == nil {
		return file
	}
	part := file + ".part"
	if o := x.their.Sense(x.Data.Capture(x.name), part, x.options()); o.Crashed() {
		os.Remove(part)
	}
	if os.Rename(part, file) != nil {
		return ""
	}
	return file
}
