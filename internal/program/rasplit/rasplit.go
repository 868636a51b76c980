// SPDX-License-Identifier: Apache-2.0

// Package rasplit is the program rasplit: it divides records into files.
package rasplit

import (
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/splitting"
)

// Program is the entry of rasplit in the table of programs.
var Program = client.Program{
	Name: "rasplit", About: "divides records into files",
	Examples: "  %[1]s -r flows.arg -M time 1h -w 'archive/%%Y/%%m/%%d/%%H.arg'\n" +
		"  %[1]s -r flows.arg -M time 1d -w 'by-host/.%%Y-%%m-%%d'\n" +
		"  %[1]s -r flows.arg -M count 10k -w part.\n",
	New: func() *client.Run { return splitting.NewRun(false) },
}
