// SPDX-License-Identifier: Apache-2.0

package sandbox

import "golang.org/x/sys/unix"

const (
	arch       = unix.AUDIT_ARCH_I386
	foreign    = 0
	socketcall = unix.SYS_SOCKETCALL
)

var refusedHere = [...]uint32{
	unix.SYS_FORK, unix.SYS_VFORK, unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_MKNOD,
	unix.SYS_IOPL, unix.SYS_IOPERM, unix.SYS_MODIFY_LDT, unix.SYS_USELIB, unix.SYS_STIME,
	unix.SYS_SETUID32, unix.SYS_SETGID32, unix.SYS_SETREUID32, unix.SYS_SETREGID32, unix.SYS_SETRESUID32,
	unix.SYS_SETRESGID32, unix.SYS_SETFSUID32, unix.SYS_SETFSGID32, unix.SYS_SETGROUPS32,
	unix.SYS_CHOWN32, unix.SYS_LCHOWN32, unix.SYS_FCHOWN32, unix.SYS_UMOUNT,
	unix.SYS_CLOCK_SETTIME64, unix.SYS_CLOCK_ADJTIME64,
}

// protecting lists the system calls whose third argument is a protection of memory.
var protecting = [...]uint32{unix.SYS_MMAP2, unix.SYS_MPROTECT, unix.SYS_PKEY_MPROTECT}
