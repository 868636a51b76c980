// SPDX-License-Identifier: Apache-2.0

//go:build unix

package sensor

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// dropPrivileges changes the root directory, the group and the user, in this
// order, if the configuration asks for it. It opens all inputs first.
func (s *sensor) dropPrivileges() error {
	c := s.cfg
	if c.Chroot == "" && c.User == "" && c.Group == "" {
		return nil
	}
	uid, gid, err := identity(c.User, c.Group)
	if err != nil {
		return err
	}
	kept := s.inputs[:0]
	for _, in := range s.inputs {
		if err := in.open(s.env.Stdin); err != nil {
			s.fail(err)
			continue
		}
		kept = append(kept, in)
	}
	s.inputs = kept
	if c.Chroot != "" {
		if err := syscall.Chroot(c.Chroot); err != nil {
			return privilegeError("change root directory to "+c.Chroot, err)
		}
		if err := os.Chdir("/"); err != nil {
			return err
		}
	}
	if gid >= 0 {
		if err := errors.Join(syscall.Setgroups([]int{gid}), syscall.Setgid(gid)); err != nil {
			return privilegeError("set group "+strconv.Itoa(gid), err)
		}
	}
	if uid >= 0 {
		if err := syscall.Setuid(uid); err != nil {
			return privilegeError("set user "+strconv.Itoa(uid), err)
		}
	}
	return nil
}

func privilegeError(what string, err error) error {
	if errors.Is(err, syscall.EPERM) {
		return fmt.Errorf("cannot %s: this needs root", what)
	}
	return fmt.Errorf("cannot %s: %w", what, err)
}

// identity finds a user and a group by name or number; -1 means no change. The
// default group is the primary group of the user.
func identity(name, group string) (uid, gid int, err error) {
	uid, gid = -1, -1
	if name != "" {
		u, err := user.Lookup(name)
		if err != nil {
			u, err = user.LookupId(name)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("unknown user %q", name)
		}
		if uid, err = strconv.Atoi(u.Uid); err != nil {
			return 0, 0, fmt.Errorf("user %q: %w", name, err)
		}
		if group == "" {
			group = u.Gid
		}
	}
	if group != "" {
		g, err := user.LookupGroup(group)
		if err != nil {
			g, err = user.LookupGroupId(group)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("unknown group %q", group)
		}
		if gid, err = strconv.Atoi(g.Gid); err != nil {
			return 0, 0, fmt.Errorf("group %q: %w", group, err)
		}
	}
	return uid, gid, nil
}
