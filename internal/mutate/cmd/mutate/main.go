// SPDX-License-Identifier: Apache-2.0

// Command mutate measures whether the tests of the core packages notice small
// mistakes in them. It ends with status 1 if they notice too few, or if a
// mutant survives that the list of survivors does not explain.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/archtest"
	"github.com/argus-go/argus/internal/mutate"
	"github.com/argus-go/argus/internal/oracle"
)

// config is what the command line says.
type config struct {
	packages  string
	count     int
	seed      uint64
	jobs      int
	min       float64
	survivors string
	gocmd     string
	verbose   bool
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	var c config
	f := flag.NewFlagSet("mutate", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&c.packages, "packages", "internal/flow,packet,record,filter/match,field", "`folders` of the packages, separated by commas")
	f.IntVar(&c.count, "n", 24, "mutants of each package")
	f.Uint64Var(&c.seed, "seed", 1, "selects the mutants")
	f.IntVar(&c.jobs, "jobs", 2, "mutants tried at a time")
	f.Float64Var(&c.min, "min", 90, "least share of killed mutants, in `percent`")
	f.StringVar(&c.survivors, "survivors", "internal/mutate/survivors.txt", "`file` that explains survivors")
	f.StringVar(&c.gocmd, "go", "go", "the go `command`")
	f.BoolVar(&c.verbose, "v", false, "print killed mutants too")
	if f.Parse(args) != nil {
		return 1
	}
	ok, err := c.run(stdout)
	if err != nil {
		fmt.Fprintf(stderr, "mutate: %v\n", err)
		return 1
	}
	if !ok {
		return 1
	}
	return 0
}

func (c *config) run(w io.Writer) (bool, error) {
	root, err := oracle.Root()
	if err != nil {
		return false, err
	}
	text, err := os.ReadFile(filepath.Join(root, c.survivors))
	if err != nil {
		return false, err
	}
	reasons, err := mutate.ParseReasons(string(text))
	if err != nil {
		return false, err
	}
	temp, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(temp)
	limitMemory()
	r := &mutate.Runner{Go: c.gocmd, Root: root, Module: archtest.Module, Temp: temp, Jobs: c.jobs, Timeout: 20 * time.Second}
	var sum score
	for pkg := range strings.SplitSeq(c.packages, ",") {
		began := time.Now()
		results, err := r.Run(pkg, c.count, c.seed)
		if err != nil {
			return false, err
		}
		s := c.report(w, results, reasons)
		fmt.Fprintf(w, "%-14s %s, %d s\n", pkg, s, int(time.Since(began).Seconds()))
		sum.killed += s.killed
		sum.survived += s.survived
		sum.explained += s.explained
	}
	fmt.Fprintf(w, "%-14s %s; at least %.0f %% must be killed, and each survivor needs its line in %s\n", "all", sum, c.min, c.survivors)
	return sum.share() >= c.min && sum.explained == sum.survived, nil
}

// A score counts the mutants of a package.
type score struct {
	killed, survived int
	explained        int // of those that survived
}

func (s score) share() float64 { return 100 * float64(s.killed) / float64(max(s.killed+s.survived, 1)) }

func (s score) String() string {
	return fmt.Sprintf("%d mutants, %d killed (%.1f %%), %d survived, %d of them explained",
		s.killed+s.survived, s.killed, s.share(), s.survived, s.explained)
}

func (c *config) report(w io.Writer, results []mutate.Result, reasons []mutate.Reason) (s score) {
	for i := range results {
		m := &results[i]
		switch m.Outcome {
		case mutate.Killed:
			s.killed++
			if c.verbose {
				fmt.Fprintf(w, "killed    %s\n", m)
			}
		case mutate.Survived:
			s.survived++
			if why := mutate.Find(reasons, &m.Mutant); why != nil {
				s.explained++
				fmt.Fprintf(w, "explained %s: %s\n", m, why.Why)
			} else {
				fmt.Fprintf(w, "SURVIVED  %s\n", m)
			}
		}
	}
	return s
}
