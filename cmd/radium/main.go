// SPDX-License-Identifier: Apache-2.0

// Command radium is the collector: it reads flow records from any number of
// sources, and serves and writes them as one stream.
package main

import (
	"os"

	"github.com/argus-go/argus/internal/radium"
)

func main() { os.Exit(radium.Main(radium.OS())) }
