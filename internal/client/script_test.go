// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
	"github.com/rogpeppe/go-internal/testscript"
)

// systemConf names the file that stands for the system's configuration.
const systemConf = "RA_TEST_SYSTEM_CONF"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"ra": func() {
			env := client.OS()
			env.SystemConf = os.Getenv(systemConf)
			os.Exit(client.Main(program.All, env))
		},
	})
}

// TestScripts runs the scripts with the demonstration capture demo.pcap and its
// records demo.arg, which the sensor of release 3.0.8.2 made with -X -J -R -Z
// -A -U 64 -m. What the scripts compare with, the clients of that release
// printed, unless a script says otherwise.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			for _, f := range []string{"testdata/demo.arg", "../../testdata/demo.pcap"} {
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"cut": cutFile,
		},
	})
}

// cutFile is the command cut FILE N: it leaves the first N bytes of a file.
func cutFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut FILE N")
	}
	n := 0
	for _, c := range args[1] {
		n = 10*n + int(c-'0')
	}
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(n)))
}
