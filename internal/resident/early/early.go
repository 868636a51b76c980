// SPDX-License-Identifier: Apache-2.0

// Package early makes the memory resident that each run of a short-lived program
// uses, when the program is initialised: before most packages are, for it needs
// few of them itself.
package early

import "github.com/argus-go/argus/internal/resident"

// used is about what a client's heap comes to that reads a file.
const used = 1 << 20

func init() { resident.Heap(used) }
