// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Access rights of Landlock that this package asks for (Linux
// Documentation/userspace-api/landlock.rst).
const (
	rightsRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	rightsFiles = rightsRead | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE |
		unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE
	rightsTree = rightsFiles | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR |
		unix.LANDLOCK_ACCESS_FS_REFER
	// rightsSingle are those that a rule for a file can have.
	rightsSingle = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	rightsTCP    = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
)

// Versions of Landlock's interface, and what they added.
const (
	abiRefer    = 2
	abiTruncate = 3
	abiTCP      = 4
	abiIoctl    = 5
)

// landlockRuleNetPort is the type of a rule for a TCP port.
const landlockRuleNetPort = 2

// usual are what programs read after their start: configuration, names of hosts and
// services, time zones, and what the kernel says about the process.
var usual = [...]string{
	"/etc", "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/run/systemd/resolve",
	"/proc/self", "/proc/sys/net/core/somaxconn", "/dev/urandom",
}

// rulesetAttr is struct landlock_ruleset_attr up to version 4.
type rulesetAttr struct{ fs, net uint64 }

// pathRule is struct landlock_path_beneath_attr, which the kernel packs to 12 bytes.
type pathRule struct {
	access uint64
	parent int32
}

// portRule is struct landlock_net_port_attr.
type portRule struct{ access, port uint64 }

// A ruleset is a set of rules that is being made.
type ruleset struct {
	fd int
	fs uint64 // rights that are denied without a rule
}

// landlock restricts files and TCP connections.
func (r *Report) landlock(p Policy) {
	const name = "restricting files (Landlock)"
	abi, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if e != 0 {
		r.missing(name, landlockReason(e))
		return
	}
	attr := handled(int(abi))
	fd, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if e != 0 {
		r.missing(name, e)
		return
	}
	set := ruleset{int(fd), attr.fs}
	defer unix.Close(set.fd)
	err := errors.Join(set.paths(p), set.ports(p, attr.net))
	if err == nil {
		err = allThreads(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0)
	}
	if err != nil {
		r.missing(name, err)
		return
	}
	r.applied(fmt.Sprintf("files (Landlock version %d)", abi))
	if attr.net == 0 {
		r.missing("restricting TCP connections (Landlock)", errors.New("needs Linux 6.7"))
	} else {
		r.applied("TCP connections")
	}
}

// landlockReason explains why there is no Landlock.
func landlockReason(e unix.Errno) error {
	switch e {
	case unix.ENOSYS:
		return errors.New("needs Linux 5.13")
	case unix.EOPNOTSUPP:
		return errors.New("switched off in this kernel (add landlock to the boot parameter lsm)")
	}
	return e
}

// handled returns the rights that a version of Landlock can deny. Versions are
// cumulative, so later ones are treated as the newest that this package knows.
func handled(abi int) rulesetAttr {
	a := rulesetAttr{fs: unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1}
	if abi >= abiRefer {
		a.fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= abiTruncate {
		a.fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if abi >= abiTCP {
		a.net = rightsTCP
	}
	if abi >= abiIoctl {
		a.fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	return a
}

// paths adds the rules for files.
func (s *ruleset) paths(p Policy) error {
	var errs []error
	add := func(path string, access uint64) {
		if err := s.path(path, access); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", path, err))
		}
	}
	add(os.DevNull, rightsSingle)
	for _, path := range usual {
		add(path, rightsRead)
	}
	for _, path := range p.Read {
		add(path, rightsRead)
		if st, err := os.Stat(path); err != nil || !st.IsDir() {
			add(filepath.Dir(path), rightsRead)
		}
	}
	for _, path := range p.Remove {
		add(filepath.Dir(path), unix.LANDLOCK_ACCESS_FS_REMOVE_FILE)
	}
	for _, path := range p.Folders {
		add(path, rightsTree)
	}
	for _, path := range p.Outputs {
		for _, at := range places(path) {
			add(at, rightsFiles)
		}
	}
	return errors.Join(errs...)
}

// places returns what must be accessible so that an output can be written and
// created anew: the folders of the file and of the link that may lead to it, or the
// file itself if it is not regular.
func places(path string) []string {
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return []string{path}
	}
	list := []string{filepath.Dir(path)}
	at := path
	for range 40 { // as many links as the kernel follows; the last may lead nowhere
		to, err := os.Readlink(at)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(at), to)
		}
		at = to
		list = append(list, filepath.Dir(at))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// path allows access to a file, or to a folder and all below it. What does not exist
// needs no rule.
func (s *ruleset) path(path string, access uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil // it cannot be opened later either, whatever the rules are
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		access &= rightsSingle
	}
	rule := pathRule{access & s.fs, int32(fd)}
	err = s.add(unix.LANDLOCK_RULE_PATH_BENEATH, unsafe.Pointer(&rule))
	if errors.Is(err, unix.EBADFD) {
		return nil // a pipe or socket, which is not restricted
	}
	return err
}

// ports adds the rules for TCP ports.
func (s *ruleset) ports(p Policy, net uint64) error {
	if net == 0 || !p.Dial {
		return nil
	}
	for _, port := range p.Ports {
		rule := portRule{unix.LANDLOCK_ACCESS_NET_CONNECT_TCP, uint64(port)}
		if err := s.add(landlockRuleNetPort, unsafe.Pointer(&rule)); err != nil {
			return fmt.Errorf("port %d: %w", port, err)
		}
	}
	return nil
}

func (s *ruleset) add(kind uintptr, rule unsafe.Pointer) error {
	_, _, e := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(s.fd), kind, uintptr(rule), 0, 0, 0)
	if e != 0 {
		return e
	}
	return nil
}
