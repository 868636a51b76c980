// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/argus-go/argus/internal/parity"
)

// runAll compares default rows, packet totals and metrics with the originals,
// and each capture's result with the accepted one.
func runAll(c *config, w io.Writer) (bool, error) {
	names, err := c.names()
	if err != nil {
		return false, err
	}
	def, err := c.Data.Default()
	if err != nil {
		return false, err
	}
	want, err := c.Data.Packets()
	if err != nil {
		return false, err
	}
	rs := c.Flows(def, names)
	bad, compared := c.Packets(rs, want)
	if c.verbose != "" {
		for _, r := range rs {
			r.WriteDiff(w)
		}
		parity.WritePackets(w, bad, compared)
		return true, nil
	}
	rich, err := c.Data.Rich()
	if err != nil {
		return false, err
	}
	s := parity.Summarize(rs)
	s.Write(w, rs, c.worst)
	unexplained := parity.WritePackets(w, bad, compared)
	sum, each := c.Rich(rich, names)
	sum.Write(w)
	held, err := c.ratchet(w, parity.ResultsOf(rs, each, bad))
	return held && 100*s.Near >= c.minRows && s.Crashed == 0 && unexplained == 0, err
}

// ratchet compares results with the accepted ones, or accepts them.
func (c *config) ratchet(w io.Writer, results []parity.CaptureResult) (bool, error) {
	if c.accept {
		if c.only != nil {
			return false, errors.New("-accept takes the results of all captures, and -only selects some")
		}
		return true, parity.WriteResults(c.results, results)
	}
	accepted, err := parity.ReadResults(c.results)
	if err != nil {
		return false, fmt.Errorf("accepted results: %w (make parity-accept writes them)", err)
	}
	return parity.CheckResults(w, accepted, results, c.only == nil) == 0, nil
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
	names, err := c.sampled(w)
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
	if c.peers.Argus != "" {
		failures += c.Recode(c.peers, names, c.nth).Write(w)
	}
	return failures == 0, nil
}

func runRecode(c *config, w io.Writer) (bool, error) {
	for _, p := range []string{c.peers.Argus, filepath.Join(c.peers.Dir, "ra")} {
		if _, err := os.Stat(p); err != nil {
			fmt.Fprintf(w, "SKIPPED parity recode: no original program at %s\n", p)
			return true, nil
		}
	}
	names, err := c.sampled(w)
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(c.peers.Cache, 0o755); err != nil {
		return false, err
	}
	return c.Recode(c.peers, names, c.nth).Write(w) == 0, nil
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
	// The processor time of one call is not known here, only that of a process, so
	// the limit has room for other work.
	failures += c.InProcess(names, 5*c.limit).Write(w, "captures whole and damaged, in one process")
	failures += c.Broken(names, rich.Fields, c.nth, c.limit).Write(w, "damaged captures, sampled, by the programs")
	return failures == 0, nil
}

func runFilters(c *config, w io.Writer) (bool, error) {
	tcpdump, err := exec.LookPath(c.tcpdump)
	if err != nil {
		fmt.Fprintf(w, "SKIPPED parity filters: %v\n", err)
		return true, nil
	}
	names, err := c.names()
	if err != nil {
		return false, err
	}
	if !c.Part.All() {
		fmt.Fprintf(w, "SKIPPED all pairs of filter and capture that are not in part %s\n", &c.Part)
	}
	r := c.Filters(tcpdump, names, c.nth)
	failures := r.Write(w)
	fmt.Fprintf(w, "%d expressions on %d captures of %d link types; tcpdump refuses %d pairs, selects %d packets in the others\n",
		r.Expressions, r.Captures, r.Links, r.Refused.Load(), r.Selected.Load())
	return failures == 0, nil
}
