// SPDX-License-Identifier: Apache-2.0

// Package bench measures the processor time and the memory that this project's
// programs and the originals need for the same jobs. Both sides take turns in one
// run, because the speed of a machine changes from minute to minute.
package bench

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/parity"
)

// A Bench names the programs of both sides and where to work.
type Bench struct {
	Ours, Theirs parity.Programs
	Data         oracle.Dir
	Temp         string // folder for record files
}

// Contest is one job that both sides do.
type Contest struct {
	Name         string
	Ours, Theirs []string // command and arguments
	Remove       string   // file to remove before each run
	Per          int64    // packets or records worked on
	Unit         string
	// Most is the largest accepted ratio of our processor time to the original's,
	// 0 for none.
	Most         float64
	ours, theirs []Cost
}

// Run does the job once for each side, so that rounds alternate.
func (c *Contest) Run() error {
	for _, side := range []struct {
		args []string
		to   *[]Cost
	}{{c.Ours, &c.ours}, {c.Theirs, &c.theirs}} {
		if c.Remove != "" {
			os.Remove(c.Remove)
		}
		cost, err := Measure(side.args)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		*side.to = append(*side.to, cost)
	}
	return nil
}

// median returns the cost whose processor time is in the middle, with the
// largest resident set of all.
func median(cs []Cost) Cost {
	s := slices.Clone(cs)
	slices.SortFunc(s, func(a, b Cost) int { return cmp.Compare(a.CPU, b.CPU) })
	m := s[len(s)/2]
	for _, c := range s {
		m.RSS = max(m.RSS, c.RSS)
	}
	return m
}

// WriteContests prints the medians of both sides and their ratios. It returns
// the contests whose ratio is above the accepted one.
func WriteContests(w io.Writer, cs []*Contest) (slow []string) {
	fmt.Fprintf(w, "%-38s %9s %9s %6s  %9s %9s %6s  %s\n",
		"job", "ours", "original", "ratio", "ours", "original", "ratio", "ours, each")
	fmt.Fprintf(w, "%-38s %9s %9s %6s  %9s %9s %6s\n", "", "CPU s", "CPU s", "", "RSS MiB", "RSS MiB", "")
	for _, c := range cs {
		a, b := median(c.ours), median(c.theirs)
		fmt.Fprintf(w, "%-38s %9.3f %9.3f %6.2f  %9.1f %9.1f %6.2f  %.0f ns a %s\n", c.Name,
			a.CPU.Seconds(), b.CPU.Seconds(), a.CPU.Seconds()/b.CPU.Seconds(),
			mib(a.RSS), mib(b.RSS), float64(a.RSS)/float64(max(b.RSS, 1)),
			float64(a.CPU.Nanoseconds())/float64(max(c.Per, 1)), c.Unit)
		if ratio := a.CPU.Seconds() / b.CPU.Seconds(); c.Most > 0 && ratio > c.Most {
			slow = append(slow, fmt.Sprintf("%s: ratio %.2f, at most %.2f is accepted", c.Name, ratio, c.Most))
		}
	}
	return slow
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

// Capture makes the benchmark capture of so many copies in dir, unless it is
// there, and returns its path. It needs python3.
func (b *Bench) Capture(dir string, copies int) (string, error) {
	out, err := filepath.Abs(filepath.Join(dir, fmt.Sprintf("bench%d.pcap", copies)))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(out); err == nil {
		return out, nil
	}
	part := out + ".part"
	cmd := exec.Command("python3", b.Data.Path("tools", "mkbench.py"), part, fmt.Sprint(copies))
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("benchmark capture: %w", err)
	}
	return out, os.Rename(part, out)
}

// The largest accepted ratios. They hold for large captures and records with all
// metrics: small ones measure how fast a program starts.
const (
	mostSensor = 0.20
	mostPrint  = 0.10
	mostFilter = 0.40
)

// SensorContests lists the jobs of the sensors on one benchmark capture.
func (b *Bench) SensorContests(capture string, packets int64) []*Contest {
	out := filepath.Join(b.Temp, "bench.arg")
	sensor := func(argus string, options []string) []string {
		return append(append([]string{argus}, options...), "-r", capture, "-w", out)
	}
	return []*Contest{
		{
			Name: "argus, default", Ours: sensor(b.Ours.Argus, parity.DefaultOptions), Theirs: sensor(b.Theirs.Argus, parity.DefaultOptions),
			Remove: out, Per: packets, Unit: "packet", Most: mostSensor,
		},
		{
			Name: "argus, all metrics", Ours: sensor(b.Ours.Argus, parity.RichOptions), Theirs: sensor(b.Theirs.Argus, parity.RichOptions),
			Remove: out, Per: packets, Unit: "packet", Most: mostSensor,
		},
	}
}

// ClientContests lists the jobs of the clients on a file of records that the
// original sensor made, as most people type them, and some without configuration
// files and names. mark ends their names.
func (b *Bench) ClientContests(theirs, mark string, records int64) []*Contest {
	out := filepath.Join(b.Temp, "bench.arg")
	client := func(ra string, bare bool, args ...string) []string {
		words := []string{ra}
		if bare { // before the file, which -X takes back
			words = append(words, "-X", "-n")
		}
		return append(append(words, "-r", theirs), args...)
	}
	var cs []*Contest
	scan := []string{"-q", "-t", "2023/11/14.22:15-2023/11/14.22:20"} // of 22:13 to 22:28, UTC
	few := []string{"tcp", "and", "dst", "port", "443", "and", "src", "pkts", "gt", "100"}
	web := []string{"tcp", "and", "port", "443"}
	large := []string{"src", "net", "10.0.0.0/8", "and", "bytes", "gt", "1000"}
	type job struct {
		name         string
		ours, theirs []string
		most         float64
	}
	add := func(bare bool, jobs []job) {
		for _, j := range jobs {
			cs = append(cs, &Contest{
				Name: j.name + mark, Ours: client(b.Ours.RA, bare, j.ours...), Theirs: client(b.Theirs.RA, bare, j.theirs...),
				Remove: out, Per: records, Unit: "record", Most: j.most,
			})
		}
	}
	add(false, []job{
		{"ra, default columns", nil, nil, mostPrint},
		{"ra, 13 columns, tabs", tabs(), tabs(), 0},
		// 3.0.8.2 writes no JSON: beside its default columns.
		{"ra, JSON of the default columns", []string{"-M", "json"}, nil, 0},
		{"ra, filter that few pass", filter(few), filter(few), 0},
		{"ra, filter to a file", filter(web, "-w", out), filter(web, "-w", out), mostFilter},
		{"ra, another filter to a file", filter(large, "-w", out), filter(large, "-w", out), mostFilter},
		{"ra, records rewritten", []string{"-w", out}, []string{"-w", out}, 0},
		{"ra, scan (-q)", []string{"-q"}, []string{"-q"}, 0},
		{"ra, scan of five minutes (-q -t)", scan, scan, 0},
	})
	add(true, []job{
		{"ra -X -n, default columns", nil, nil, mostPrint},
		{"ra -X -n, filter to a file", filter(web, "-w", out), filter(web, "-w", out), mostFilter},
		{"ra -X -n, another filter to a file", filter(large, "-w", out), filter(large, "-w", out), mostFilter},
		{"ra -X -n, scan (-q)", []string{"-q"}, []string{"-q"}, 0},
		{"ra -X -n, scan of five minutes", scan, scan, 0},
	})
	return cs
}

// tabs prints the thirteen columns that are compared everywhere.
func tabs() []string {
	return append([]string{"-u", "-c", "\t", "-L", "-1", "-s"}, parity.DefaultFields...)
}

// filter puts a filter after options.
func filter(words []string, options ...string) []string {
	return append(append(options, "-"), words...)
}

// SumPackets adds the numbers of rows that hold nothing but packet columns.
func SumPackets(rows []string) (n int64) {
	for _, r := range rows {
		for f := range strings.FieldsSeq(r) {
			v, _ := strconv.ParseInt(f, 10, 64) // not a number: no packets
			n += v
		}
	}
	return n
}
