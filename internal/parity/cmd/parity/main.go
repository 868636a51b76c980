// SPDX-License-Identifier: Apache-2.0

// Command parity compares the project's programs with the originals over the
// public captures. Its first argument says what to measure; see usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"

	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/parity"
)

const usage = `usage: parity COMMAND [FLAGS]
  all      default rows, packet totals and the 72 columns against both originals,
           and each capture's result against the accepted one
  corpus   every capture, whole and damaged: no crash, no hang, none slow
  filters  the sensor's packet filter beside tcpdump's
  cmdlines command lines of the clients beside the originals'
  peers    the originals' clients read our files, ours read theirs
  properties  merging, binning, sorting and splitting lose and invent nothing
  schemas  JSON, ECS, Zeek and XML output: valid, and the values of the columns
Flags:
`

// commands are the measurements; each returns whether its bounds were kept.
var commands = map[string]func(*config, io.Writer) (bool, error){
	"cmdlines":   runCmdlines,
	"filters":    runFilters,
	"all":        runAll,
	"corpus":     runCorpus,
	"peers":      runPeers,
	"properties": runProperties,
	"recode":     runRecode,
	"schemas":    runSchemas,
}

// config is what the command line says.
type config struct {
	parity.Suite
	limit   time.Duration
	tcpdump string
	nth     int
	peers   parity.Peers
	verbose string
	report  bool
	only    *regexp.Regexp
	lines   *regexp.Regexp
	worst   int
	minRows float64
	results string
	accept  bool
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
	case !ok && c.report:
		fmt.Fprintf(stdout, "SKIPPED holding parity %s to its bounds: it is out of them, and -report asks for figures alone\n", args[0])
		return 0
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
	f.BoolVar(&c.report, "report", false, "print figures, and end well whatever they are")
	f.StringVar(&c.verbose, "v", "", "print all differing rows of one `capture` and nothing else")
	f.Func("only", "take only captures whose name matches the `pattern`", func(s string) (err error) {
		c.only, err = regexp.Compile(s)
		return err
	})
	f.Func("lines", "take only command lines that match the `pattern`", func(s string) (err error) {
		c.lines, err = regexp.Compile(s)
		return err
	})
	f.StringVar(&c.peers.Argus, "peer-argus", "/usr/sbin/argus", "`path` of the original sensor")
	f.StringVar(&c.peers.Dir, "peer-dir", "/usr/bin", "`folder` of the original clients")
	f.StringVar(&c.peers.Cache, "cache", "bin/cache", "`folder` that keeps the original sensor's files")
	f.DurationVar(&c.limit, "limit", time.Second, "longest run over one capture")
	f.IntVar(&c.nth, "nth", 8, "take only every `n`th capture for damaged copies, files written anew and packet filters")
	f.StringVar(&c.tcpdump, "tcpdump", "tcpdump", "`path` of tcpdump")
	f.IntVar(&c.worst, "worst", 40, "how many of the worst captures to list")
	f.Var(&c.Part, "part", "take only one `share` of the cases of cmdlines, filters, peers, properties and schemas: 0/10 to 9/10")
	f.Float64Var(&c.minRows, "min-rows", 97.5, "least mean share of equal rows, in `percent`")
	f.StringVar(&c.results, "results", "internal/parity/testdata/results.txt", "`file` of the accepted result of each capture")
	f.BoolVar(&c.accept, "accept", false, "write the file of accepted results instead of comparing with it")
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

// sampled lists the captures that are in the chosen part.
func (c *config) sampled(w io.Writer) ([]string, error) {
	all, err := c.names()
	if err != nil || c.Part.All() {
		return all, err
	}
	var names []string
	for i, n := range all {
		if c.Part.Takes(i) {
			names = append(names, n)
		}
	}
	fmt.Fprintf(w, "SKIPPED all captures that are not in part %s: %d of %d are compared\n", &c.Part, len(names), len(all))
	return names, nil
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
