// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
)

// runSchemas checks machine output with its schemas and the columns' text.
func runSchemas(c *config, w io.Writer) (bool, error) {
	names, err := c.sampled(w)
	if err != nil {
		return false, err
	}
	if _, err := os.Stat(c.peers.Argus); err != nil {
		fmt.Fprintf(w, "SKIPPED machine output of the original sensor's records: it is not at %s\n", c.peers.Argus)
		c.peers.Argus = ""
	} else if err := os.MkdirAll(c.peers.Cache, 0o755); err != nil {
		return false, err
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		xmllint = ""
	}
	r, err := c.Machine(c.peers, names, xmllint)
	if err != nil {
		return false, err
	}
	return r.Write(w) == 0, nil
}
