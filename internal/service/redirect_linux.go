// SPDX-License-Identifier: Apache-2.0

package service

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// redirect makes the descriptor to refer to what from refers to.
func redirect(from, to int) error { return unix.Dup3(from, to, 0) }

// reloading returns what systemd wants to hear when a reload begins.
func reloading() string {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) // cannot fail for this clock
	return fmt.Sprintf("RELOADING=1\nMONOTONIC_USEC=%d", t.Nano()/1000)
}
