// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"
	"maps"
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
	Examples []string        // of failures
	Known    map[string]Seen // values that differ for a known reason, by reason
}

// Seen is where a known reason occurred.
type Seen struct {
	Values   int
	Captures []string // the first few
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

// know counts a value that differs for a known reason.
func (p *PeerResult) know(check, reason, where string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.tally(check)
	if t.Known == nil {
		t.Known = make(map[string]Seen)
	}
	k := t.Known[reason]
	k.Values++
	if len(k.Captures) < maxExamples && !slices.Contains(k.Captures, where) {
		k.Captures = append(k.Captures, where)
	}
	t.Known[reason] = k
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
		fmt.Fprintf(w, "%-62s %5d of %5d\n", n, t.OK, t.Of)
		for _, reason := range slices.Sorted(maps.Keys(t.Known)) {
			k := t.Known[reason]
			fmt.Fprintf(w, "    %d known: %s (%s)\n", k.Values, reason, strings.Join(k.Captures, ", "))
		}
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
		x.read3(theirs, tmp, o.Argus3)
	}
	five := x.Data.Path("oracle", "argus5-files", x.flat()+"."+x.kind()+".arg")
	if _, err := os.Stat(five); err == nil && o.Argus5 != nil {
		x.read5(five, tmp+".copy", o.Argus5)
	}
}

// readOurs lets the original clients read a file of our sensor.
func (x *exchange) readOurs(file string) {
	rows, out := x.Print(file, x.cols)
	x.note("ours read by our ra, "+x.kind(), x.name, problem(out))
	theirs, out := x.their.Print(file, x.cols)
	bad := problem(out)
	check := "ours read by the original ra gives our rows, " + x.kind()
	if bad == "" {
		bad = x.difference(check, rows, theirs)
	}
	x.note(check, x.name, bad)
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
			return wantNumber("records in bins", total(out), x.inBins(rows))
		}},
	} {
		check := "ours read by the original " + c.name + ", " + x.kind()
		args := append([]string{"-X", "-r", file}, append(c.args, "-", "not", "man")...)
		out := x.their.Exec(filepath.Join(x.Dir, c.name), args...)
		bad := clientProblem(out, len(rows))
		if bad == "" {
			bad = c.want(Lines(out.Stdout))
		}
		x.note(check, x.name, bad)
	}
}

// clientProblem describes what went wrong with a run of a client. A client that
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
