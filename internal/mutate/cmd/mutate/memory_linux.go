// SPDX-License-Identifier: Apache-2.0

package main

import "golang.org/x/sys/unix"

// limitMemory bounds the address space of the programs that are started, since
// a mutant may allocate without end.
func limitMemory() {
	const most = 8 << 30
	// Without the limit the time-out still ends such a mutant.
	_ = unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: most, Max: most})
}
