// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package source

import (
	"io"
	"os"
	"sync/atomic"
)

func newPatient(f *os.File, _ *atomic.Bool, _ func()) io.Reader { return f }
