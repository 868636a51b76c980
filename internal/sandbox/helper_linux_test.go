// SPDX-License-Identifier: Apache-2.0

package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/argus-go/argus/internal/sandbox"
)

// A world is what the helper has before it enters the sandbox.
type world struct {
	job
	listener net.Listener
	parent   int
	packets  int // packet socket, -1 without the privilege
}

// helper applies the policy and tries everything, each in a thread that existed
// before and in one that is new: both must have the same result.
func helper(text string) {
	w := world{packets: -1}
	if err := json.Unmarshal([]byte(text), &w.job); err != nil {
		panic(err)
	}
	w.parent = os.Getppid()
	var err error
	if w.listener, err = net.Listen("tcp4", "127.0.0.1:0"); err != nil {
		panic(err)
	}
	for range 2 { // for serve
		if _, err := net.Dial("tcp4", w.listener.Addr().String()); err != nil {
			panic(err)
		}
	}
	if fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0); err == nil {
		w.packets = fd
	}
	if err := os.WriteFile(w.Output, []byte("old"), 0o600); err != nil {
		panic(err)
	}
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	r := result{Errors: map[string]string{}}
	if w.Policy != nil {
		r.Report = sandbox.Apply(*w.Policy)
	}
	for _, table := range []map[string]func(*world) error{attempts, duties} {
		for name, f := range table {
			r.Errors[name] = both(work, func() error { return f(&w) })
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		panic(err)
	}
}

// both runs f in an old and in a new thread.
func both(work chan func(), f func() error) string {
	errs := make(chan error)
	work <- func() { e := f(); go func() { errs <- e }() }
	old := <-errs
	go func() {
		runtime.LockOSThread() // it is used by nobody else, and ends
		errs <- f()
	}()
	fresh := <-errs
	switch {
	case fmt.Sprint(old) != fmt.Sprint(fresh):
		return fmt.Sprintf("%v in an old thread, %v in a new one", old, fresh)
	case old != nil:
		return old.Error()
	}
	return ""
}

// attempts are what the sandbox of a sensor refuses. Those that begin with "file: "
// are refused by Landlock, all others by seccomp. Each can be done twice.
var attempts = map[string]func(*world) error{
	"file: write":         func(w *world) error { return open(w.outside("file"), os.O_WRONLY|os.O_APPEND) },
	"file: create":        func(w *world) error { return open(w.outside("new"), os.O_WRONLY|os.O_CREATE) },
	"file: truncate":      func(w *world) error { return os.Truncate(w.outside("file"), 2) },
	"file: read":          func(w *world) error { return open(w.outside("file"), os.O_RDONLY) },
	"file: remove":        func(w *world) error { return again(w.outside("victim"), os.Remove) },
	"file: make a folder": func(w *world) error { return again(w.outside("folder"), mkdir) },
	"file: make a link":   func(w *world) error { return again(w.outside("link"), symlink) },
	"file: write a device": func(*world) error {
		return open("/dev/zero", os.O_WRONLY)
	},

	"change the mode of a file": func(w *world) error { return os.Chmod(w.outside("mode"), 0o4755) },
	"run a program":             func(*world) error { return exec.Command("/bin/true").Run() },
	"replace the program": func(*world) error { // of a program that does not exist, so that it would return
		return expect(unix.Exec("/nonexistent", []string{"x"}, nil), unix.ENOENT)
	},
	"make a process": func(*world) error {
		pid, _, e := unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
		if e == 0 && pid == 0 {
			unix.RawSyscall(unix.SYS_EXIT, 0, 0, 0)
		}
		return number(e)
	},
	"clone3": func(*world) error { // without arguments
		_, _, e := unix.Syscall(unix.SYS_CLONE3, 0, 0, 0)
		return expect(number(e), unix.EINVAL)
	},
	"connect over TCP": func(w *world) error { return dial("tcp4", w.TCP) },
	"send over UDP":    func(w *world) error { return dial("udp4", w.UDP) },
	"connect to a Unix socket": func(w *world) error {
		return dial("unix", w.Unix)
	},
	"make a packet socket": func(*world) error { return socket(unix.AF_PACKET, unix.SOCK_RAW, 0) },
	"make a raw socket":    func(*world) error { return socket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP) },
	"make a netlink socket of another protocol": func(*world) error {
		return socket(unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_GENERIC)
	},
	"signal another process": func(w *world) error { return unix.Kill(w.parent, 0) },
	"read another process": func(w *world) error {
		var b [1]byte
		local := []unix.Iovec{{Base: &b[0], Len: 1}}
		_, err := unix.ProcessVMReadv(w.parent, local, []unix.RemoteIovec{{Base: 0, Len: 1}}, 0)
		return expect(err, unix.EFAULT)
	},
	"become root": func(*world) error { _, _, e := unix.RawSyscall(unix.SYS_SETUID, 0, 0, 0); return number(e) },
	"change the group": func(*world) error {
		_, _, e := unix.RawSyscall(unix.SYS_SETGID, uintptr(os.Getgid()), 0, 0)
		return number(e)
	},
	"set capabilities": func(*world) error {
		h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var d [2]unix.CapUserData
		if err := unix.Capget(&h, &d[0]); err != nil {
			return err
		}
		return unix.Capset(&h, &d[0])
	},
	"mount": func(w *world) error {
		return expect(unix.Mount("none", w.outside("nonexistent"), "tmpfs", 0, ""), unix.ENOENT)
	},
	"leave a namespace": func(*world) error {
		err := make(chan error)
		go func() {
			runtime.LockOSThread() // it ends with its namespace
			err <- unix.Unshare(unix.CLONE_NEWNET)
		}()
		return <-err
	},
	"load a module": func(*world) error {
		return expect(expect(unix.FinitModule(-1, "", 0), unix.EBADF), unix.ENOSYS) // no modules at all
	},
	"load a BPF program": func(*world) error {
		_, _, e := unix.Syscall(unix.SYS_BPF, ^uintptr(0), 0, 0)
		return expect(number(e), unix.EINVAL)
	},
	"use keys": func(*world) error { _, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, true); return err },
	"use io_uring": func(*world) error {
		_, _, e := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, 0, 0)
		return expect(number(e), unix.EFAULT)
	},
	"trace itself": func(*world) error {
		_, _, e := unix.Syscall(unix.SYS_PTRACE, unix.PTRACE_PEEKDATA, uintptr(os.Getpid()), 0)
		return expect(number(e), unix.ESRCH)
	},
	"make memory executable": func(*world) error {
		b, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err == nil {
			err = unix.Munmap(b)
		}
		return err
	},
	"change the clock": func(*world) error { return expect(unix.ClockSettime(-1, &unix.Timespec{}), unix.EINVAL) },
}

// duties are what a sensor does after its start.
var duties = map[string]func(*world) error{
	"create an output anew": func(w *world) error {
		if err := os.Rename(w.Output, w.Output+".1"); err != nil {
			return err
		}
		if err := open(w.Output, os.O_WRONLY|os.O_APPEND|os.O_CREATE); err != nil {
			return err
		}
		if err := os.Truncate(w.Output, 0); err != nil {
			return err
		}
		return os.Remove(w.Output + ".1")
	},
	"read the configuration": func(*world) error { return open("/etc/passwd", os.O_RDONLY) },
	"write to /dev/null":     func(*world) error { return open(os.DevNull, os.O_WRONLY) },
	"list the interfaces":    func(*world) error { _, err := net.Interfaces(); return err },
	"look at itself":         func(*world) error { return open("/proc/self/stat", os.O_RDONLY) },
	"serve a client":         serve,
	"bind a packet socket again": func(w *world) error {
		if w.packets < 0 {
			return nil
		}
		const loopback = 1 // its index in each namespace
		m := unix.PacketMreq{Ifindex: loopback, Type: unix.PACKET_MR_PROMISC}
		return errors.Join(
			unix.Bind(w.packets, &unix.SockaddrLinklayer{Ifindex: loopback}),
			unix.SetsockoptPacketMreq(w.packets, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m))
	},
	"start threads": func(*world) error {
		done := make(chan bool)
		for range 20 {
			go func() { runtime.LockOSThread(); time.Sleep(time.Millisecond); done <- true }()
		}
		for range 20 {
			<-done
		}
		runtime.GC()
		return nil
	},
	"signal itself": func(*world) error { return syscall.Kill(os.Getpid(), 0) },
}

func (w *world) outside(name string) string { return filepath.Join(w.Outside, name) }

func open(path string, flag int) error {
	f, err := os.OpenFile(path, flag, 0o600)
	if err == nil {
		err = f.Close()
	}
	return err
}

// again removes, makes or links a file, and restores what was before.
func again(path string, do func(string) error) error {
	data, errRead := os.ReadFile(path)
	err := do(path)
	if err != nil {
		return err
	}
	os.Remove(path)
	if errRead == nil {
		return os.WriteFile(path, data, 0o600)
	}
	return nil
}

func mkdir(path string) error   { return os.Mkdir(path, 0o700) }
func symlink(path string) error { return os.Symlink("/nonexistent", path) }

// expect turns the error that a system call returns for its bad arguments, once the
// kernel lets it run, into success.
func expect(err error, want syscall.Errno) error {
	if errors.Is(err, want) {
		return nil
	}
	return err
}

func number(e syscall.Errno) error {
	if e != 0 {
		return e
	}
	return nil
}

func socket(domain, kind, proto int) error {
	fd, err := unix.Socket(domain, kind, proto)
	if err == nil {
		err = unix.Close(fd)
	}
	return err
}

func dial(network, address string) error {
	c, err := net.Dial(network, address)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte("x"))
	return err
}

// serve accepts a connection that waits, and sends something to it.
func serve(w *world) error {
	c, err := w.listener.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte("x"))
	return err
}
