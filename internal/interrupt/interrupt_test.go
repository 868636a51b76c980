// SPDX-License-Identifier: Apache-2.0

//go:build unix

package interrupt_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/interrupt"
)

// TestListen: the first signal is heard, the second one ends the process.
func TestListen(t *testing.T) {
	if os.Getenv("INTERRUPT_TWICE") != "" {
		heard := make(chan bool)
		interrupt.Listen(func() { close(heard) }, syscall.SIGTERM)
		self := os.Getpid()
		if err := syscall.Kill(self, syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-heard
		if err := syscall.Kill(self, syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		os.Exit(3)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestListen$")
	cmd.Env = append(os.Environ(), "INTERRUPT_TWICE=1")
	out, _ := cmd.CombinedOutput()
	st, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !st.Signaled() || st.Signal() != syscall.SIGTERM {
		t.Errorf("the process ended with %v, want by SIGTERM: %s", cmd.ProcessState, out)
	}
}
