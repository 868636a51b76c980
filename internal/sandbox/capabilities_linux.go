// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"os"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// capabilities gives up all capabilities.
//
// There is one exception: a process of root may write to the folder of another
// user only with CAP_DAC_OVERRIDE. If an output is in such a folder, this capability
// is kept, because the output could not be created anew without it. Landlock
// restricts what it is good for.
func (r *Report) capabilities(p Policy) {
	const name = "giving up capabilities"
	keep := uint64(0)
	if os.Geteuid() == 0 && !accessible(p) {
		keep = 1 << unix.CAP_DAC_OVERRIDE
	}
	h, d := capabilitySet(keep, keep)
	if err := allThreads(unix.SYS_CAPSET, uintptr(unsafe.Pointer(&h)), uintptr(unsafe.Pointer(&d)), 0); err != nil {
		r.missing(name, err)
		return
	}
	if keep == 0 {
		r.applied("no capabilities")
	} else {
		r.applied("no capabilities but CAP_DAC_OVERRIDE, because an output is in a folder of another user")
	}
}

// capabilitySet returns the arguments of capset.
func capabilitySet(effective, permitted uint64) (unix.CapUserHeader, [2]unix.CapUserData) {
	return unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, [2]unix.CapUserData{
		{Effective: uint32(effective), Permitted: uint32(permitted)},
		{Effective: uint32(effective >> 32), Permitted: uint32(permitted >> 32)},
	}
}

// accessible reports whether all files of p can be accessed without capabilities.
// The calling thread has no effective capabilities afterwards.
func accessible(p Policy) bool {
	var have [2]unix.CapUserData
	h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	if unix.Capget(&h, &have[0]) != nil {
		return false
	}
	for i := range have {
		have[i].Effective = 0
	}
	if unix.Capset(&h, &have[0]) != nil {
		return false
	}
	write := slices.Clone(p.Folders)
	for _, path := range p.Outputs {
		write = append(append(write, places(path)...), path)
	}
	return all(write, unix.R_OK|unix.W_OK) && all(p.Read, unix.R_OK)
}

// all reports whether the calling thread may access all files and folders that
// exist.
func all(paths []string, mode uint32) bool {
	for _, path := range paths {
		switch unix.Faccessat2(unix.AT_FDCWD, path, mode, unix.AT_EACCESS) {
		case nil, unix.ENOENT:
		default: // also a kernel that cannot tell
			return false
		}
	}
	return true
}
