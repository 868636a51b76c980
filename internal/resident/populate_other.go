// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package resident

// populate leaves the pages to page faults.
func populate([]byte) {}
