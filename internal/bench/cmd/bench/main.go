// SPDX-License-Identifier: Apache-2.0

// Command bench measures processor time and memory of this project's programs
// beside the originals'. It ends with status 1 if a ratio is above the accepted
// one.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/bench"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/parity"
)

// config is what the command line says.
type config struct {
	bench.Bench
	cache  string
	rounds int
	copies string
	page   string
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == bench.CostCommand {
		if err := bench.RunCost(stdout, args[1:]); err != nil {
			fmt.Fprintf(stderr, "bench: %v\n", err)
			return 1
		}
		return 0
	}
	c := new(config)
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&c.Ours.Argus, "argus", "bin/argus", "`path` of the sensor under test")
	f.StringVar(&c.Ours.RA, "ra", "bin/ra", "`path` of the record printer under test")
	f.StringVar(&c.Theirs.Argus, "peer-argus", "/usr/sbin/argus", "`path` of the original sensor")
	f.StringVar(&c.Theirs.RA, "peer-ra", "/usr/bin/ra", "`path` of the original record printer")
	f.StringVar(&c.cache, "cache", "bin/cache", "`folder` that keeps the benchmark captures")
	f.IntVar(&c.rounds, "rounds", 9, "rounds, with both sides by turns")
	f.StringVar(&c.copies, "copies", "8,40", "sizes of the benchmark capture, a `list`; ratios are checked on the last")
	f.StringVar(&c.page, "doc", "", "write the results to this `file` too, as Markdown")
	if f.Parse(args) != nil {
		return 1
	}
	slow, err := c.measure(stdout)
	switch {
	case errors.Is(err, oracle.ErrAbsent):
		fmt.Fprintf(stdout, "SKIPPED bench: %v\n", err)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 1
	case len(slow) > 0:
		fmt.Fprintf(stderr, "bench: too slow: %s\n", strings.Join(slow, "; "))
		return 1
	}
	return 0
}

// measure runs all contests and returns those that are too slow.
func (c *config) measure(w io.Writer) (slow []string, err error) {
	if c.Data, err = oracle.Find(); err != nil {
		return nil, err
	}
	for _, p := range []string{c.Theirs.Argus, c.Theirs.RA} {
		if _, err := os.Stat(p); err != nil {
			fmt.Fprintf(w, "SKIPPED bench: no original program at %s\n", p)
			return nil, nil
		}
	}
	if c.Temp, err = os.MkdirTemp("", "bench"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(c.Temp)
	if err := os.MkdirAll(c.cache, 0o755); err != nil {
		return nil, err
	}
	c.Theirs.Timeout = 10 * time.Minute
	var table bytes.Buffer
	if floor, err := bench.Measure([]string{"true"}); err == nil {
		fmt.Fprintf(&table, "%d rounds; the least resident set that can be measured is %.1f MiB\n", c.rounds, float64(floor.RSS)/(1<<20))
	}
	for n := range strings.SplitSeq(c.copies, ",") {
		copies, err := strconv.Atoi(n)
		if err != nil {
			return nil, fmt.Errorf("-copies: %w", err)
		}
		if slow, err = c.contests(&table, copies); err != nil {
			return nil, err
		}
	}
	if _, err := w.Write(table.Bytes()); err != nil || c.page == "" {
		return slow, err
	}
	before, err := os.ReadFile(c.page)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return slow, err
	}
	return slow, os.WriteFile(c.page, bench.Page(table.String(), before), 0o644)
}

// contests runs all contests on one benchmark capture.
func (c *config) contests(w io.Writer, copies int) (slow []string, err error) {
	capture, err := c.Capture(c.cache, copies)
	if err != nil {
		return nil, err
	}
	var contests []*bench.Contest
	files := []string{capture, c.Ours.Argus, c.Ours.RA, c.Theirs.Argus, c.Theirs.RA}
	for _, of := range []struct {
		name, mark string
		options    []string
	}{{"theirs.arg", "", parity.RichOptions}, {"default.arg", " *", parity.DefaultOptions}} {
		file := filepath.Join(c.Temp, of.name)
		if o := c.Theirs.Sense(capture, file, of.options); o.Err != nil {
			return nil, fmt.Errorf("original sensor: %w", o.Err)
		}
		rows, _ := c.Theirs.Print(file, []string{"spkts", "dpkts"})
		if contests == nil {
			packets := bench.SumPackets(rows)
			fmt.Fprintf(w, "\n%d copies: %d packets, %d records\n", copies, packets, len(rows))
			contests = c.SensorContests(capture, packets)
		}
		records := int64(len(rows))
		list := append(c.ClientContests(file, of.mark, records), c.FamilyContests(file, of.mark, records)...)
		if of.mark != "" {
			for _, k := range list {
				k.Most = 0 // the accepted ratios are for records with all metrics
			}
		}
		contests = append(contests, list...)
		files = append(files, file)
	}
	for _, f := range files {
		if err := bench.FromDisk(f); err != nil {
			return nil, err
		}
	}
	for range c.rounds {
		for _, k := range contests {
			if err := k.Run(); err != nil {
				return nil, err
			}
		}
	}
	return bench.WriteContests(w, contests), nil
}
