// SPDX-License-Identifier: Apache-2.0

package rasort_test

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program/rasort"
)

// asProgram makes the test's binary rasort, with files of at most a million bytes.
const asProgram = "RASORT_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1e6, Max: 1e6}); err != nil {
		panic(err)
	}
	env := client.OS()
	env.SystemConf = ""
	os.Exit(client.Main([]client.Program{rasort.Program}, env))
}

// TestDiskFull: a temporary file that cannot grow ends the run with a message and
// status 1; nothing is written, and no temporary file is left.
func TestDiskFull(t *testing.T) {
	b, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, tmp := t.TempDir(), t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, bytes.Repeat(b, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-X", "-r", in, "-w", out, "--max-memory", "16M")
	cmd.Args[0] = "rasort"
	cmd.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+tmp)
	text, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(text), "temporary file: file too large") {
		t.Errorf("status %d, %q", cmd.ProcessState.ExitCode(), text)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
	if st, err := os.Stat(out); err == nil && st.Size() > 0 {
		t.Errorf("%d bytes were written", st.Size())
	}
}
