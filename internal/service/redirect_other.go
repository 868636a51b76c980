// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package service

import "errors"

// redirect makes the descriptor to refer to what from refers to.
func redirect(int, int) error { return errors.New("only possible on Linux") }

// reloading returns what systemd, which runs on Linux only, wants to hear.
func reloading() string { return "RELOADING=1" }
