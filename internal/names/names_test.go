// SPDX-License-Identifier: Apache-2.0

package names_test

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/names"
)

// TestReadServices: the first entry of a port counts; comments, other protocols
// and what is no entry are passed over; no name has a character that a terminal
// obeys.
func TestReadServices(t *testing.T) {
	s := names.ReadServices(strings.NewReader("# comment\nssh 22/tcp # Secure Shell\nother 22/tcp\ndomain\t53/udp\n" +
		"sctp 9/sctp\nbad x/tcp\nbig 65536/tcp\nalone\n\x1b[2J\x9b\u00e9 7/tcp\n"))
	for port, want := range map[uint16]string{22: "ssh", 53: "", 9: "", 7: ".[2J..."} {
		if got := s.TCP(port); got != want {
			t.Errorf("TCP port %d: got %q, want %q", port, got, want)
		}
	}
	if got := s.UDP(53); got != "domain" {
		t.Errorf("UDP port 53: got %q, want domain", got)
	}
}
