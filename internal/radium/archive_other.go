// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package radium

// nonblock is 0 where opening a file does not wait.
const nonblock = 0
