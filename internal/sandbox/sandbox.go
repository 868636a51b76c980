// SPDX-License-Identifier: Apache-2.0

// Package sandbox takes away from a running program what it does not need any
// more, so that an attacker who takes over a sensor or a collector can do little
// with it. [Apply] is called once, after the program has opened its interfaces and
// listeners and changed its user.
//
// On Linux it uses four things that the kernel offers, without cgo and for all
// threads of the process:
//
//   - no_new_privs: a program that is executed gains no privileges;
//   - Landlock (Linux 5.13 and later): files may be written only in the folders of
//     outputs, read only in listed folders, and not executed; since Linux 6.7, TCP
//     connections may be made only to listed ports;
//   - capabilities are given up;
//   - a seccomp filter refuses the system calls that start programs and processes,
//     change users, mount, load modules, trace other processes, make sockets, and
//     others that are useless to us (syscalls_linux.go).
//
// What an older kernel lacks is left out and listed in the [Report]. Other systems
// have none of it.
//
// Descriptors that are open stay usable. A packet socket can therefore be bound to
// an interface that was removed and created again.
package sandbox

// A Policy says what a program may still do. The zero value lets it work with what
// it has open, and read the system's configuration.
type Policy struct {
	// AnyFile lets the program open all files that its user may open: there is no
	// Landlock, and capabilities are kept. Only the seccomp filter remains, which
	// takes one system call to set up.
	AnyFile bool
	// Outputs are files that may be read, written, removed and created anew. This
	// holds for all files in their folders, because a file that does not exist yet
	// has no other handle. A device or a named pipe stands for itself alone.
	Outputs []string
	// Folders may be changed in any way, with all that they contain.
	Folders []string
	// Remove are files that may be removed. This holds for all files in their
	// folders.
	Remove []string
	// Read are files and folders that may be read, in addition to those that
	// programs usually read after their start: /etc, the time zones, and what /proc
	// says about the process. A file stands for all files in its folder, because
	// editors replace a file by a new one.
	Read []string
	// Dial lets the program make IPv4 and IPv6 sockets. TCP connections are
	// restricted to Ports, on kernels that can.
	Dial bool
	// Ports are the TCP ports that connections may go to, on any host. Look-ups of
	// names need port 53.
	Ports []uint16
	// Local lets the program make Unix sockets, for syslog and systemd.
	Local bool
}

// A Report says what [Apply] did.
type Report struct {
	// Applied lists what is in force, in a few words each.
	Applied []string
	// Missing lists what could not be applied, and why, in a line each.
	Missing []string
}

func (r *Report) applied(what string) { r.Applied = append(r.Applied, what) }

// missing notes that something is not in force.
func (r *Report) missing(what string, err error) {
	r.Missing = append(r.Missing, what+": "+err.Error())
}
