// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"fmt"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// Apply restricts the process, for good, to what p allows. It never fails: what
// could not be applied is in the report.
func Apply(p Policy) Report {
	runtime.LockOSThread() // seccomp copies what is set for the calling thread
	defer runtime.UnlockOSThread()
	var r Report
	if p.AnyFile {
		r.seccomp(p, noNewPrivs(false))
		return r
	}
	err := noNewPrivs(true)
	if err == nil {
		r.applied("no new privileges")
	} else {
		r.missing("no new privileges", err)
	}
	r.landlock(p)
	r.capabilities(p)
	r.seccomp(p, nil)
	return r
}

// noNewPrivs makes sure that no program which is executed gains privileges. Seccomp
// and Landlock need it if the process is not privileged. all is false if it is
// enough to set it for the calling thread, because seccomp passes it on.
func noNewPrivs(all bool) error {
	if !all {
		return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	}
	err := allThreads(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0)
	if err != nil { // at least for the system calls of seccomp
		_ = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	}
	return err
}

// allThreads makes a system call in every thread of the process, because what it
// changes belongs to threads. It fails in a program with cgo, whose threads the Go
// runtime does not know.
//
//go:uintptrescapes
func allThreads(call, a, b, c uintptr) error {
	_, _, e := syscall.AllThreadsSyscall(call, a, b, c)
	switch e {
	case 0:
		return nil
	case syscall.ENOTSUP:
		return fmt.Errorf("not available in a program built with cgo; build with CGO_ENABLED=0")
	}
	return e
}
