// SPDX-License-Identifier: Apache-2.0

// Command ra is every record client in one binary: the name it is called by
// picks the program.
package main

import (
	"os"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

func main() { os.Exit(client.Main(program.All, client.OS())) }
