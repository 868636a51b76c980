// SPDX-License-Identifier: Apache-2.0

// Command gen writes the schemas of machine output into the folder it is
// given.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/argus-go/argus/internal/render"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FOLDER")
		os.Exit(1)
	}
	for _, s := range render.SchemaFiles {
		text, _ := render.Schema(s.Name)
		if err := os.WriteFile(filepath.Join(os.Args[1], s.File), []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}
