// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package sandbox

import "runtime"

// Apply does nothing, and reports that this system has no sandbox.
func Apply(Policy) Report {
	return Report{Missing: []string{"sandbox: not available on " + runtime.GOOS + ", only on Linux"}}
}
