// SPDX-License-Identifier: Apache-2.0

// Command gen makes the generated parts of the manual pages anew, below the
// folder it is given.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/argus-go/argus/internal/manual"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("have %d arguments, want the root of the sources", len(args))
	}
	for _, name := range manual.Pages {
		file := filepath.Join(args[0], "man", name)
		page, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if page, err = manual.Fill(page); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := os.WriteFile(file, page, 0o644); err != nil {
			return err
		}
	}
	return nil
}
