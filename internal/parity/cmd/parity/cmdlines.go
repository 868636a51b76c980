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

// runCmdlines runs every command line over the records of every capture with
// the original record printer and with ours.
func runCmdlines(c *config, w io.Writer) (bool, error) {
	peer := filepath.Join(c.peers.Dir, "ra")
	if _, err := exec.LookPath(peer); err != nil {
		fmt.Fprintf(w, "SKIPPED parity cmdlines: %v\n", err)
		return true, nil
	}
	sensor := c.Programs
	sensor.Argus = c.peers.Argus
	files := make([]string, len(parity.LineCaptures))
	for i, name := range parity.LineCaptures {
		files[i] = filepath.Join(c.Temp, fmt.Sprintf("%d.arg", i))
		if o := sensor.Sense(c.Data.Capture(name), files[i], parity.RichOptions); o.Err != nil {
			return false, fmt.Errorf("%s: %w", name, o.Err)
		}
	}
	inputs := make([]*parity.LineInput, len(files))
	for i, file := range files {
		dir := filepath.Join(c.Temp, fmt.Sprintf("in%d", i))
		in, err := sensor.NewLineInput(peer, dir, file, files[(i+1)%len(files)])
		if err != nil {
			return false, err
		}
		inputs[i] = in
	}
	lines := parity.CommandLines
	results := make([]parity.LineResult, len(files)*len(lines))
	parity.Each(len(results), c.Jobs, func(i int) {
		f, l := i/len(lines), &lines[i%len(lines)]
		dir := filepath.Join(c.Temp, fmt.Sprintf("run%d", i))
		r := parity.LineResult{Capture: parity.LineCaptures[f], Line: l}
		if err := os.Mkdir(dir, 0o777); err != nil {
			r.What = err.Error()
		} else {
			r.Match, r.What = c.RunLine(peer, dir, l, inputs[f])
		}
		os.RemoveAll(dir) // what is left goes with c.Temp
		results[i] = r
	})
	return parity.WriteLines(w, results), nil
}
