// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package patient

import "os"

// Open opens a file for reading.
func Open(path string) (*os.File, error) { return os.Open(path) }

// Read returns what is there. On this system a read that waits cannot be
// stopped; Idle is called before each read.
func (r *Reader) Read(b []byte) (int, error) {
	if r.ended() {
		return 0, r.End
	}
	r.Idle()
	return r.File.Read(b)
}
