// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package resident

// populate and populateFrom leave the pages to page faults.
func populate([]byte)         {}
func populateFrom(*byte, int) {}
