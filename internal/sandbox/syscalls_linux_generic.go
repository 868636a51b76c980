// SPDX-License-Identifier: Apache-2.0

//go:build linux && (arm64 || riscv64 || loong64)

package sandbox

import "golang.org/x/sys/unix"

const (
	foreign    = 0
	socketcall = 0
)

var refusedHere = [...]uint32{unix.SYS_KEXEC_FILE_LOAD}

// protecting lists the system calls whose third argument is a protection of memory.
var protecting = [...]uint32{unix.SYS_MMAP, unix.SYS_MPROTECT, unix.SYS_PKEY_MPROTECT}
