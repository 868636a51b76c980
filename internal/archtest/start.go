// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// CheckStart runs this test's own program again without any test, and returns
// what packages of the module allocated before main: nothing should be made at
// each start that a run may not need. Tables of constants (package lookup, or
// literals without calls and maps) are laid out by the linker; what has to be
// computed is, where it is first used.
func CheckStart() (bad []string, err error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		var pkg string
		var at, clock float64
		var bytes, allocs int
		if n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %d bytes, %d allocs", &pkg, &at, &clock, &bytes, &allocs); n != 5 {
			continue
		}
		seen++
		name, own := unit(pkg)
		if own && allocs > 0 && !slices.Contains(Tools, name) {
			bad = append(bad, fmt.Sprintf("%s makes %d allocations of %d bytes before main", pkg, allocs, bytes))
		}
	}
	if seen == 0 {
		return nil, fmt.Errorf("the runtime reported no initialisers: %s", out)
	}
	return bad, nil
}
