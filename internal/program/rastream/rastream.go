// SPDX-License-Identifier: Apache-2.0

// Package rastream is the program rastream: it divides a stream of records into files and runs a program for each.
package rastream

import (
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/splitting"
)

// Program is the entry of rastream in the table of programs.
var Program = client.Program{
	Name: "rastream", About: "divides a stream of records into files and runs a program for each",
	Examples: "  ra -r - -w - | %[1]s -M time 5m -B 15 -f ./report.sh -w 'archive/%%Y/%%m/%%d/argus.%%H.%%M'\n" +
		"  %[1]s -r flows.arg -M time 1h --compress zstd --expire-age 30d -w 'archive/%%F.%%H'\n",
	New: func() *client.Run { return splitting.NewRun(true) },
}
