// SPDX-License-Identifier: Apache-2.0

// Command gen writes a capture that the documentation uses, such as demo, the
// demonstration capture.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"github.com/argus-go/argus/internal/pkttest"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: gen " + strings.Join(pkttest.Names(), "|") + " FILE")
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
