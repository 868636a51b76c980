// SPDX-License-Identifier: Apache-2.0

// Command large merges and sorts a file of many records with and without a limit of
// memory. It ends with status 1 if the results differ or if the limited run takes
// too much memory.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/argus-go/argus/internal/bench"
)

const (
	limit = "256M"
	// mostMemory is the largest accepted resident set under it, in bytes.
	mostMemory = 400e6
	// noLimit is more than the programs need.
	noLimit = "1T"
)

func main() {
	records := flag.Int("records", 20_000_000, "`number` of records")
	bin := flag.String("bin", "bin", "`folder` of the programs")
	page := flag.String("doc", "", "put the table into this `file` of Markdown")
	flag.Parse()
	var table bytes.Buffer
	err := run(io.MultiWriter(os.Stdout, &table), *bin, *records)
	if err == nil && *page != "" {
		err = document(*page, table.String(), *records)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "large: %v\n", err)
		os.Exit(1)
	}
}

func run(w io.Writer, bin string, records int) (err error) {
	dir, err := os.MkdirTemp("", "large")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "large.arg")
	size, err := write(file, records)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d records, %.0f MB\n\n%-36s %8s %8s %8s\n", records, float64(size)/1e6, "command", "CPU s", "time s", "RSS MB")
	var errs error
	for _, words := range [][]string{{"racluster"}, {"rasort", "-m", "bytes"}} {
		var sums [2]string
		for i, memory := range []string{limit, noLimit} {
			args := append([]string{filepath.Join(bin, words[0])}, words[1:]...)
			args = append(args, "--max-memory", memory, "-X", "-r", file, "-w", "-")
			cost, sum, err := bench.MeasureOutput(args)
			if err != nil {
				return err
			}
			sums[i] = sum
			name := strings.Join(words, " ") + " --max-memory " + memory
			fmt.Fprintf(w, "%-36s %8.1f %8.1f %8.0f\n", name, cost.CPU.Seconds(), cost.Wall.Seconds(), float64(cost.RSS)/1e6)
			if memory == limit && cost.RSS >= mostMemory {
				errs = errors.Join(errs, fmt.Errorf("%s: a resident set of %d bytes, want less than %.0f", name, cost.RSS, mostMemory))
			}
		}
		if sums[0] != sums[1] {
			errs = errors.Join(errs, fmt.Errorf("%s: the results with and without a limit differ", words[0]))
		}
	}
	return errs
}

// document puts a table into the page of benchmarks.
func document(page, table string, records int) error {
	before, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	return os.WriteFile(page, bench.WithLarge(before, table, records), 0o644)
}

// write writes the records and returns the size of the file.
func write(name string, records int) (int64, error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	err = bench.WriteLarge(f, records)
	st, e := f.Stat()
	if err := errors.Join(err, e, f.Close()); err != nil {
		return 0, err
	}
	return st.Size(), nil
}
