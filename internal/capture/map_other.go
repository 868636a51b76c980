// SPDX-License-Identifier: Apache-2.0

//go:build !unix || aix || solaris

package capture

import (
	"errors"
	"os"
	"time"
)

const canMap = false

func mapFile(*os.File, int64, int) ([]byte, error) { return nil, errors.ErrUnsupported }
func unmapFile([]byte)                             {}
func cpuTime() time.Duration                       { return 0 }
