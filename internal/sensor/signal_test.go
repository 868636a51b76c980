// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"os"
	"syscall"
)

var signals = map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}
