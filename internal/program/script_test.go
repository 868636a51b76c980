// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test's binary be each of the programs.
func TestMain(m *testing.M) {
	limitFiles()
	commands := map[string]func(){}
	for _, p := range program.All {
		commands[p.Name] = func() {
			env := client.OS()
			env.SystemConf = ""
			os.Exit(client.Main(program.All, env))
		}
	}
	testscript.Main(m, commands)
}

// TestScripts runs the scripts of the programs with the demonstration capture
// demo.pcap and its records demo.arg, which the sensor of release 3.0.8.2 made.
// What the scripts compare with, the programs of that release printed, unless a
// script says otherwise.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			for _, f := range []string{"../client/testdata/demo.arg", "../../testdata/demo.pcap"} {
				b, err := os.ReadFile(filepath.FromSlash(f))
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(e.WorkDir, filepath.Base(f)), b, 0o666); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
