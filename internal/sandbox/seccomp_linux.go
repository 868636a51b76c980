// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"encoding/binary"
	"errors"
	"os"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Offsets in struct seccomp_data. Arguments have 8 bytes each.
const (
	dataCall = 0
	dataArch = 4
	dataArgs = 16
)

// seccomp installs the filter of system calls, in all threads. before is the error
// of what it depends on.
func (r *Report) seccomp(p Policy, before error) {
	const name = "refusing system calls (seccomp)"
	err := before
	if err == nil {
		err = install(program(p))
	}
	if err != nil {
		r.missing(name, err)
		return
	}
	r.applied("system calls (seccomp)")
}

// install gives the filter to the kernel.
func install(code []bpf.Instruction) error {
	if code == nil {
		return errors.New("not available for this kind of processor")
	}
	raw, err := bpf.Assemble(code)
	if err != nil {
		return err
	}
	list := make([]unix.SockFilter, len(raw))
	for i, c := range raw {
		list[i] = unix.SockFilter{Code: c.Op, Jt: c.Jt, Jf: c.Jf, K: c.K}
	}
	prog := unix.SockFprog{Len: uint16(len(list)), Filter: &list[0]}
	other, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog)))
	switch {
	case e == unix.ENOSYS || e == unix.EINVAL:
		return errors.New("this kernel has no seccomp filters (Linux 3.17 and later have them)")
	case e != 0:
		return e
	case other != 0:
		return errors.New("another thread has a filter of its own")
	}
	return nil
}

// program returns the filter, or nil if there is none for this kind of processor.
//
// It lists what is refused, and allows everything else. A list of what is allowed
// would be tighter on the day on which it is made. But the Go runtime and the
// standard library choose their system calls by the kernel that they run on and
// change them with each release, and a sensor that runs for years would end, or hang,
// at the first call that nobody thought of. What an attacker wants (programs,
// privileges, other processes, the network, the kernel's rarely used interfaces) is
// in the list.
//
// Refused calls return EPERM instead of killing the process: a library that tries
// one and can do without it goes on.
func program(p Policy) []bpf.Instruction {
	if arch == 0 {
		return nil
	}
	b := builder{}
	// The calls of other architectures, which the kernel may run too, have other
	// numbers. All are refused.
	b.load(dataArch)
	b.unless(bpf.JumpEqual, arch, bpf.RetConstant{Val: refuse})
	b.load(dataCall)
	if foreign != 0 {
		b.when(bpf.JumpGreaterOrEqual, foreign, bpf.RetConstant{Val: refuse})
	}
	for _, call := range refused {
		b.when(bpf.JumpEqual, call, bpf.RetConstant{Val: refuse})
	}
	for _, call := range refusedHere {
		b.when(bpf.JumpEqual, call, bpf.RetConstant{Val: refuse})
	}
	// glibc makes threads with clone if there is no clone3, whose arguments a filter
	// cannot see.
	b.when(bpf.JumpEqual, unix.SYS_CLONE3, bpf.RetConstant{Val: absent})
	b.processes()
	b.signals()
	b.memory()
	b.sockets(p)
	return append(b.code, bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
}

const (
	refuse = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	absent = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
)

// A builder makes the filter. Between its methods the accumulator holds the number
// of the system call.
type builder struct{ code []bpf.Instruction }

func (b *builder) load(off uint32) {
	b.code = append(b.code, bpf.LoadAbsolute{Off: off, Size: 4})
}

// when adds code for the case that the accumulator passes a test. The code has to
// end with a return, or leave the accumulator as it is.
func (b *builder) when(cond bpf.JumpTest, val uint32, code ...bpf.Instruction) {
	b.code = append(b.code, bpf.JumpIf{Cond: cond, Val: val, SkipFalse: uint8(len(code))})
	b.code = append(b.code, code...)
}

// unless adds code for the case that the accumulator does not pass a test.
func (b *builder) unless(cond bpf.JumpTest, val uint32, code ...bpf.Instruction) {
	b.code = append(b.code, bpf.JumpIf{Cond: cond, Val: val, SkipTrue: uint8(len(code))})
	b.code = append(b.code, code...)
}

// arg loads the low half of argument n of the system call.
func arg(n uint32) bpf.Instruction {
	off := dataArgs + 8*n
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 { // big-endian
		off += 4
	}
	return bpf.LoadAbsolute{Off: off, Size: 4}
}

// test returns code that refuses the system call, unless argument n is one of the
// allowed values.
func only(n uint32, allowed ...uint32) []bpf.Instruction {
	code := []bpf.Instruction{arg(n)}
	for i, v := range allowed {
		code = append(code, bpf.JumpIf{Cond: bpf.JumpEqual, Val: v, SkipTrue: uint8(len(allowed) - i)})
	}
	return append(code,
		bpf.RetConstant{Val: refuse},
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
}

// processes lets the program make threads, and no processes or namespaces.
func (b *builder) processes() {
	const namespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
		unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET
	b.when(bpf.JumpEqual, unix.SYS_CLONE,
		arg(0),
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: namespaces, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.CLONE_THREAD, SkipTrue: 1},
		bpf.RetConstant{Val: refuse},
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
}

// signals lets the program send signals to itself alone. The Go runtime does so to
// interrupt its threads.
func (b *builder) signals() {
	self := uint32(os.Getpid())
	b.when(bpf.JumpEqual, unix.SYS_KILL, only(0, self)...)
	b.when(bpf.JumpEqual, unix.SYS_TGKILL, only(0, self)...)
}

// memory refuses memory that can be executed.
func (b *builder) memory() {
	for _, call := range protecting {
		b.when(bpf.JumpEqual, call,
			arg(2),
			bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.PROT_EXEC, SkipFalse: 1},
			bpf.RetConstant{Val: refuse},
			bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
	}
}

// sockets restricts which sockets can be made. Interfaces are listed with a socket
// of the route protocol, which can always be made: it cannot change anything without
// capabilities.
func (b *builder) sockets(p Policy) {
	var domains []uint32
	if p.Dial {
		domains = append(domains, unix.AF_INET, unix.AF_INET6)
	}
	if p.Local {
		domains = append(domains, unix.AF_UNIX)
	}
	b.socketCall(p)
	code := []bpf.Instruction{
		arg(0),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.AF_NETLINK, SkipFalse: 4},
		arg(2),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.NETLINK_ROUTE, SkipTrue: 1},
		bpf.RetConstant{Val: refuse},
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW},
	}
	b.when(bpf.JumpEqual, unix.SYS_SOCKET, append(code, only(0, domains...)...)...)
	if len(domains) == 0 {
		// Sockets that exist stay connected to what they are connected to.
		b.when(bpf.JumpEqual, unix.SYS_CONNECT, bpf.RetConstant{Val: refuse})
	}
}

// Calls of the system call socketcall, which is how 386 makes sockets.
const (
	socketcallSocket  = 1
	socketcallConnect = 3
)

// socketCall restricts socketcall. Its arguments are in memory, where a filter
// cannot see them: sockets are allowed altogether, or not at all.
func (b *builder) socketCall(p Policy) {
	if socketcall == 0 || p.Dial || p.Local {
		return
	}
	b.when(bpf.JumpEqual, socketcall,
		arg(0),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: socketcallSocket, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: socketcallConnect, SkipFalse: 1},
		bpf.RetConstant{Val: refuse},
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
}
