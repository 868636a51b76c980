// SPDX-License-Identifier: Apache-2.0

//go:build !poison

package program_test

import (
	"os/exec"
	"testing"
)

// TestPoison runs the tests of all programs once more, with nonsense in the parts
// that a record does not have or that were not decoded (package record). Whoever
// reads such a part prints nonsense or panics there. make poison does so for the
// tests of all packages.
func TestPoison(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the programs once more")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command to build the tests with")
	}
	cmd := exec.Command(tool, "test", "-short", "-tags", "poison", "./...", "../client/...")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", cmd.Args, err, out)
	}
}
