// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package bench

import "os"

// maxRSS returns 0: other systems do not agree on the unit.
func maxRSS(*os.ProcessState) int64 { return 0 }

// FromDisk does nothing: how other systems keep files in memory is not known.
func FromDisk(string) error { return nil }
