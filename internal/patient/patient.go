// SPDX-License-Identifier: Apache-2.0

// Package patient reads pipes, terminals and devices that may have nothing to
// read for a long time, in a way that can be stopped at any moment.
package patient

import (
	"os"
	"sync/atomic"
)

// A Reader reads a file that may have nothing to read for a long time. It does
// not own the file. A Reader is for one goroutine.
type Reader struct {
	File *os.File
	Stop *atomic.Bool // once set, reading ends with End
	Idle func()       // called before each wait, so that outputs can be flushed
	End  error        // what Read returns after Stop, such as io.EOF
}
