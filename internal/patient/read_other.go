// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package patient

// Read returns what is there. On this system it waits for it without looking
// at the stop flag, and calls Idle before each read, which may wait.
func (r *Reader) Read(b []byte) (int, error) {
	if r.Stop.Load() {
		return 0, r.End
	}
	r.Idle()
	return r.File.Read(b)
}
