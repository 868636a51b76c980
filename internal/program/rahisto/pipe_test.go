// SPDX-License-Identifier: Apache-2.0

package rahisto

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
)

// closedPipe is a pipe that nobody reads.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// TestClosedPipe: a pipe that its reader closed ends the program without a message,
// with the status of a program that SIGPIPE ended (128 + 13).
func TestClosedPipe(t *testing.T) {
	var stderr strings.Builder
	env := client.Env{
		Args:   []string{"rahisto", "-X", "-r", filepath.Join("..", "..", "..", "testdata", "demo.pcap"), "-H", "dur", "10"},
		Stdout: closedPipe{}, Stderr: &stderr, Now: time.Now,
		Getenv: func(string) string { return "" },
	}
	if status := client.Main([]client.Program{Program}, env); status != 141 || stderr.Len() > 0 {
		t.Errorf("status %d and %q, want 141 and no message", status, stderr.String())
	}
}
