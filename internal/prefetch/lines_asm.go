// SPDX-License-Identifier: Apache-2.0

//go:build amd64 || arm64

package prefetch

// Lines asks the processor for the cache lines of n bytes from p on, and does
// not wait for them.
//
//go:noescape
func Lines(p *byte, n int)
