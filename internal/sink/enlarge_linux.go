// SPDX-License-Identifier: Apache-2.0

package sink

import "golang.org/x/sys/unix"

// enlarge makes the buffer of a pipe 1 MiB large, if that is allowed: a reader that
// was slow then gets more at a time.
func enlarge(fd int) { _, _ = unix.FcntlInt(uintptr(fd), unix.F_SETPIPE_SZ, 1<<20) }
