// SPDX-License-Identifier: Apache-2.0

package sensor

import "strings"

// fileInterface returns the interface name in release 5 records of a capture
// file: the first letter of its path, without / or ./ in front, and the last
// three.
func fileInterface(path string) (inf [4]byte) {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "."), "/")
	if len(path) <= len(inf) {
		copy(inf[:], path)
		return inf
	}
	inf[0] = path[0]
	copy(inf[1:], path[len(path)-3:])
	return inf
}
