// SPDX-License-Identifier: Apache-2.0

// Command parity holds the project's programs against the originals over the
// public captures. Its first argument says what to measure; see usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/parity"
)

const usage = `usage: parity COMMAND [FLAGS]
  all      flows, packets and rich in one run
  flows    default rows and packet totals against both originals
  rich     the 72 columns against both originals
  corpus   every capture, whole and damaged: no crash, no hang, none slow
  bench    processor time and memory beside the originals
  peers    the originals' clients read our files, ours read theirs
Flags:
`

// commands are the measurements; each returns whether its bounds were kept.
var commands = map[string]func(*config, io.Writer) (bool, error){
	"bench":  runBench,
	"all":    runAll,
	"corpus": runCorpus,
	"flows":  runFlows,
	"rich":   runRich,
	"peers":  runPeers,
}

// config is what the command line says.
type config struct {
	parity.Suite
	limit    time.Duration
	rounds   int
	copies   string
	nth      int
	peers    parity.Peers
	verbose  string
	only     *regexp.Regexp
	worst    int
	minRows  float64
	minFull  float64
	minField float64
	minMatch float64
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		newFlags(new(config), stderr).PrintDefaults()
		return 1
	}
	c := new(config)
	if err := newFlags(c, stderr).Parse(args[1:]); err != nil {
		return 1
	}
	ok, err := c.measure(args[0], stdout)
	switch {
	case errors.Is(err, oracle.ErrAbsent):
		fmt.Fprintf(stdout, "SKIPPED parity %s: %v\n", args[0], err)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "parity: %v\n", err)
		return 1
	case !ok:
		fmt.Fprintf(stderr, "parity: %s is out of its bounds\n", args[0])
		return 1
	}
	return 0
}

func newFlags(c *config, stderr io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("parity", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&c.Argus, "argus", "bin/argus", "`path` of the sensor under test")
	f.StringVar(&c.RA, "ra", "bin/ra", "`path` of the record printer under test")
	f.IntVar(&c.Jobs, "jobs", 2, "captures worked on at a time")
	f.DurationVar(&c.Timeout, "timeout", 20*time.Second, "when a program counts as hanging")
	f.StringVar(&c.verbose, "v", "", "print all differing rows of one `capture` and nothing else")
	f.Func("only", "take only captures whose name matches the `pattern`", func(s string) (err error) {
		c.only, err = regexp.Compile(s)
		return err
	})
	f.StringVar(&c.peers.Argus, "peer-argus", "/usr/sbin/argus", "`path` of the original sensor")
	f.StringVar(&c.peers.Dir, "peer-dir", "/usr/bin", "`folder` of the original clients")
	f.StringVar(&c.peers.Cache, "cache", "bin/cache", "`folder` that keeps the original sensor's files")
	f.DurationVar(&c.limit, "limit", time.Second, "longest run over one capture")
	f.IntVar(&c.nth, "nth", 8, "run the programs on damaged copies of every `n`th capture")
	f.IntVar(&c.rounds, "rounds", 5, "rounds of a benchmark, the sides by turns")
	f.StringVar(&c.copies, "copies", "8,40", "sizes of the benchmark capture, a `list`")
	f.IntVar(&c.worst, "worst", 40, "how many of the worst captures to list")
	f.Float64Var(&c.minRows, "min-rows", 98.5, "least mean share of equal rows, in `percent`")
	f.Float64Var(&c.minFull, "min-full", 93, "least share of captures equal in full, in `percent`")
	f.Float64Var(&c.minField, "min-field", 98, "least share of equal values of each column, in `percent`")
	f.Float64Var(&c.minMatch, "min-match", 95, "least share of rows matched by key and time, in `percent`")
	return f
}

func (c *config) measure(command string, w io.Writer) (bool, error) {
	var err error
	if c.Data, err = oracle.Find(); err != nil {
		return false, err
	}
	for _, p := range []string{c.Argus, c.RA} {
		if _, err := os.Stat(p); err != nil {
			return false, fmt.Errorf("program under test: %w (make build)", err)
		}
	}
	c.Env = []string{"ARGUS_COMPAT=3.0.8"}
	if c.Temp, err = os.MkdirTemp("", "parity"); err != nil {
		return false, err
	}
	defer os.RemoveAll(c.Temp)
	return commands[command](c, w)
}

// names lists the captures to take.
func (c *config) names() ([]string, error) {
	all, err := c.Data.Captures()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, n := range all {
		if (c.verbose == "" || n == c.verbose) && (c.only == nil || c.only.MatchString(n)) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return nil, errors.New("no capture of that name")
	}
	return names, nil
}

func runAll(c *config, w io.Writer) (bool, error) {
	flows, err := runFlows(c, w)
	if err != nil || c.verbose != "" {
		return flows, err
	}
	rich, err := runRich(c, w)
	return flows && rich, err
}

func runFlows(c *config, w io.Writer) (bool, error) {
	names, err := c.names()
	if err != nil {
		return false, err
	}
	t, err := c.Data.Default()
	if err != nil {
		return false, err
	}
	want, err := c.Data.Packets()
	if err != nil {
		return false, err
	}
	rs := c.Flows(t, names)
	bad, compared := c.Packets(rs, want)
	if c.verbose != "" {
		for _, r := range rs {
			r.WriteDiff(w)
		}
		parity.WritePackets(w, bad, compared)
		return true, nil
	}
	s := parity.Summarize(rs)
	s.Write(w, rs, c.worst)
	unexplained := parity.WritePackets(w, bad, compared)
	full := 100 * float64(s.Full) / float64(max(s.Captures, 1))
	return 100*s.Near >= c.minRows && full >= c.minFull && s.Crashed == 0 && unexplained == 0, nil
}

func runRich(c *config, w io.Writer) (bool, error) {
	names, err := c.names()
	if err != nil {
		return false, err
	}
	t, err := c.Data.Rich()
	if err != nil {
		return false, err
	}
	r := c.Rich(t, names)
	below := r.Write(w, c.minField/100)
	matched := 100 * parity.Score{Equal: r.Matched, Of: r.Rows}.Share()
	return below == 0 && matched >= c.minMatch, nil
}

func runPeers(c *config, w io.Writer) (bool, error) {
	if _, err := os.Stat(filepath.Join(c.peers.Dir, "ra")); err != nil {
		fmt.Fprintf(w, "SKIPPED parity peers: the original clients are not in %s\n", c.peers.Dir)
		return true, nil
	}
	if _, err := os.Stat(c.peers.Argus); err != nil {
		fmt.Fprintf(w, "SKIPPED reading the original sensor's files: it is not at %s\n", c.peers.Argus)
		c.peers.Argus = ""
	}
	names, err := c.names()
	if err != nil {
		return false, err
	}
	def, err := c.Data.Default()
	if err != nil {
		return false, err
	}
	rich, err := c.Data.Rich()
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(c.peers.Cache, 0o755); err != nil {
		return false, err
	}
	failures := c.Exchange(c.peers, def, rich, names).Write(w)
	return failures == 0, nil
}

func runCorpus(c *config, w io.Writer) (bool, error) {
	names, err := c.names()
	if err != nil {
		return false, err
	}
	rich, err := c.Data.Rich()
	if err != nil {
		return false, err
	}
	failures := c.Whole(names, rich.Fields, c.limit).Write(w, "captures as they are")
	failures += c.Broken(names, rich.Fields, c.nth, c.limit).Write(w, "damaged captures, sampled")
	return failures == 0, nil
}

func runBench(c *config, w io.Writer) (bool, error) {
	for _, p := range []string{c.peers.Argus, filepath.Join(c.peers.Dir, "ra")} {
		if _, err := os.Stat(p); err != nil {
			fmt.Fprintf(w, "SKIPPED parity bench: no original program at %s\n", p)
			return true, nil
		}
	}
	if err := os.MkdirAll(c.peers.Cache, 0o755); err != nil {
		return false, err
	}
	c.Timeout = 10 * time.Minute
	if floor, err := parity.Measure([]string{"true"}); err == nil {
		fmt.Fprintf(w, "%d rounds; the least resident set that can be measured is %.1f MiB\n", c.rounds, float64(floor.RSS)/(1<<20))
	}
	for n := range strings.SplitSeq(c.copies, ",") {
		copies, err := strconv.Atoi(n)
		if err != nil {
			return false, fmt.Errorf("-copies: %w", err)
		}
		if err := c.bench(w, copies); err != nil {
			return false, err
		}
	}
	return true, nil
}

// bench runs all contests on one benchmark capture.
func (c *config) bench(w io.Writer, copies int) error {
	capture, err := c.BenchCapture(c.peers.Cache, copies)
	if err != nil {
		return err
	}
	theirs := filepath.Join(c.Temp, "theirs.arg")
	their := c.Programs
	their.Argus, their.RA = c.peers.Argus, filepath.Join(c.peers.Dir, "ra")
	if o := their.Sense(capture, theirs, parity.RichOptions); o.Err != nil {
		return fmt.Errorf("original sensor: %w", o.Err)
	}
	rows, _ := their.Print(theirs, []string{"spkts", "dpkts"})
	packets := parity.SumPackets(rows)
	fmt.Fprintf(w, "\n%d copies: %d packets, %d records\n", copies, packets, len(rows))
	contests := c.Contests(c.peers, capture, theirs, packets, int64(len(rows)))
	for range c.rounds {
		for _, k := range contests {
			if err := k.Run(); err != nil {
				return err
			}
		}
	}
	parity.WriteContests(w, contests)
	return nil
}
