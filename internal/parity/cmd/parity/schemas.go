// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"os/exec"
)

// runSchemas holds machine output against its schemas and the columns.
func runSchemas(c *config, w io.Writer) (bool, error) {
	names, err := c.names()
	if err != nil {
		return false, err
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		xmllint = ""
	}
	r, err := c.Machine(names, xmllint)
	if err != nil {
		return false, err
	}
	return r.Write(w) == 0, nil
}
