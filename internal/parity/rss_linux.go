// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"os"
	"syscall"
)

// maxRSS is the largest resident set of an ended process, in bytes. Linux
// counts the resident set of the process that started it as well, up to the
// exec, so a few megabytes are the least it can be.
func maxRSS(st *os.ProcessState) int64 {
	if u, ok := st.SysUsage().(*syscall.Rusage); ok {
		return int64(u.Maxrss) * 1024
	}
	return 0
}
