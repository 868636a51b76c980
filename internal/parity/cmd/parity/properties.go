// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/argus-go/argus/internal/parity"
	"github.com/argus-go/argus/internal/properties"
)

// everyOther is how many captures there are for one whose records are checked without
// metrics, too. Those with metrics have all parts that the others have.
const everyOther = 4

// runProperties checks what must hold for merging, binning, sorting and splitting, on
// the records of all captures.
func runProperties(c *config, w io.Writer) (bool, error) {
	names, err := c.sampled(w)
	if err != nil {
		return false, err
	}
	var (
		mu     sync.Mutex
		faults []string
		total  properties.Checker
	)
	parity.Each(len(names), c.Jobs, func(i int) {
		dir := filepath.Join(c.Temp, fmt.Sprint(i))
		if err := os.Mkdir(dir, 0o700); err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		check := &properties.Checker{Dir: dir}
		found := c.checkProperties(check, names[i], i%everyOther == 0)
		mu.Lock()
		defer mu.Unlock()
		faults = append(faults, found...)
		total.Runs += check.Runs
		total.Flows += check.Flows
	})
	fmt.Fprintf(w, "properties of merging, binning, sorting and splitting: %d captures, %d flow records, %d runs; %d faults\n",
		len(names), total.Flows, total.Runs, len(faults))
	for _, f := range faults {
		fmt.Fprintf(w, "  FAULT %s\n", f)
	}
	return len(faults) == 0, nil
}

// checkProperties checks the records of one capture.
func (c *config) checkProperties(check *properties.Checker, name string, plain bool) (faults []string) {
	programs := c.Programs
	programs.Env = nil // not the sensor of release 3.0.8
	sense := func(to string, options []string, more ...string) string {
		file := filepath.Join(check.Dir, to)
		programs.Sense(c.Data.Capture(name), file, append(append([]string{}, options...), more...))
		return file
	}
	note := func(what string, found []string) {
		for _, f := range found {
			faults = append(faults, name+", "+what+": "+strings.ReplaceAll(f, check.Dir+"/", ""))
		}
	}
	note("with metrics", check.Check(sense("rich", parity.RichOptions)))
	if plain {
		note("without metrics", check.Check(sense("plain", parity.DefaultOptions)))
	}
	whole := sense("whole", parity.RichOptions, "-S", "1000000")
	note("-S 1", check.CheckStatus(whole, sense("status", parity.RichOptions, "-S", "1")))
	return faults
}
