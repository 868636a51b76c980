// SPDX-License-Identifier: Apache-2.0

// Command gen writes a capture that the documentation uses: demo, the
// demonstration capture, or week.
package main

import (
	"encoding/binary"
	"fmt"
	"os"

	"github.com/argus-go/argus/internal/pkttest"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: gen demo|week FILE")
	}
	c, err := pkttest.Captures(os.Args[1])
	if err != nil {
		fail("gen: " + err.Error())
	}
	if err := os.WriteFile(os.Args[2], c.Pcap(binary.LittleEndian, false), 0o644); err != nil {
		fail("gen: " + err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
