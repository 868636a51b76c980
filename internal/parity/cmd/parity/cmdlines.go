// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/argus-go/argus/internal/parity"
)

// maxOthers is how many further record files a command line can name.
const maxOthers = 9

// runCmdlines runs every command line over the records of every capture of its
// list, with the original client and with ours.
func runCmdlines(c *config, w io.Writer) (bool, error) {
	peer := filepath.Join(c.peers.Dir, "ra")
	if _, err := exec.LookPath(peer); err != nil {
		fmt.Fprintf(w, "SKIPPED parity cmdlines: %v\n", err)
		return true, nil
	}
	sets, err := parity.LineSets()
	if err != nil {
		return false, err
	}
	inputs, err := c.lineInputs(peer, parity.LineCaptures(sets))
	if err != nil {
		return false, err
	}
	var results []parity.LineResult
	cases := 0
	for i := range sets {
		for j := range sets[i].Lines {
			for k, capture := range sets[i].Over(j) {
				cases++
				l := &sets[i].Lines[j]
				if c.Part.Takes(k+j) && (c.lines == nil || c.lines.MatchString(l.String())) {
					results = append(results, parity.LineResult{Capture: capture, Line: l})
				}
			}
		}
	}
	part := len(results) < cases
	if part {
		fmt.Fprintf(w, "SKIPPED all command lines that -part and -lines leave out: %d of %d are run\n", len(results), cases)
	}
	parity.Each(len(results), c.Jobs, func(i int) {
		r := &results[i]
		dir := filepath.Join(c.Temp, fmt.Sprintf("run%d", i))
		if err := os.Mkdir(dir, 0o777); err != nil {
			r.What = err.Error()
		} else {
			r.Match, r.What = c.RunLine(c.peers.Dir, dir, r.Line, inputs[r.Capture])
		}
		os.RemoveAll(dir) // what is left goes with c.Temp
	})
	return parity.WriteLines(w, results, part), nil
}

// lineInputs makes the record files of captures with the original sensor.
func (c *config) lineInputs(peer string, captures []string) (map[string]*parity.LineInput, error) {
	sensor := c.Programs
	sensor.Argus = c.peers.Argus
	files := make([]string, len(captures))
	errs := make([]error, len(captures))
	parity.Each(len(captures), len(captures), func(i int) { // it sleeps more than it works
		files[i] = filepath.Join(c.Temp, fmt.Sprintf("%d.arg", i))
		errs[i] = sensor.Sense(c.Data.Capture(captures[i]), files[i], parity.RichOptions).Err
	})
	inputs := map[string]*parity.LineInput{}
	for i, name := range captures {
		if errs[i] != nil {
			return nil, fmt.Errorf("%s: %w", name, errs[i])
		}
		var others []string
		for k := 1; k <= min(maxOthers, len(files)-1); k++ {
			others = append(others, files[(i+k)%len(files)])
		}
		in, err := sensor.NewLineInput(peer, filepath.Join(c.Temp, fmt.Sprintf("in%d", i)), files[i], others)
		if err != nil {
			return nil, err
		}
		inputs[name] = in
	}
	return inputs, nil
}
