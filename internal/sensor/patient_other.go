// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package sensor

import (
	"errors"
	"os"
	"sync/atomic"
)

// A patient reader reads a pipe or device; on this system it waits without
// looking at stop.
type patient struct {
	f    *os.File
	stop *atomic.Bool
	idle func()
}

// errStopped ends reading after a signal.
var errStopped = errors.New("stopped")

func (p *patient) Read(b []byte) (int, error) {
	if p.stop.Load() {
		return 0, errStopped
	}
	return p.f.Read(b)
}
