// SPDX-License-Identifier: Apache-2.0

// Command gen writes the demonstration capture to the file it is given.
package main

import (
	"encoding/binary"
	"fmt"
	"os"

	"github.com/argus-go/argus/internal/pkttest"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FILE")
		os.Exit(1)
	}
	b := pkttest.Demo().Pcap(binary.LittleEndian, false)
	if err := os.WriteFile(os.Args[1], b, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
