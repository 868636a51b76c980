// SPDX-License-Identifier: Apache-2.0

package names_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/names"
)

// TestReadServices: the first entry of a port counts; comments, other protocols
// and what is no entry are passed over; no name has a character that a terminal
// obeys.
func TestReadServices(t *testing.T) {
	s := names.ReadServices(strings.NewReader("# comment\nssh 22/tcp # Secure Shell\nother 22/tcp\ndomain\t53/udp\n" +
		"sctp 9/sctp\ndccp 5001/dccp\nbad x/tcp\nbig 65536/tcp\nalone\n\x1b[2J\x9b\u00e9 7/tcp\n"))
	for port, want := range map[uint16]string{22: "ssh", 53: "", 9: "", 7: ".[2J..."} {
		if got := s.TCP(port); got != want {
			t.Errorf("TCP port %d: got %q, want %q", port, got, want)
		}
	}
	for _, tt := range []struct {
		proto uint8
		port  uint16
		want  string
	}{{6, 22, "ssh"}, {17, 53, "domain"}, {136, 53, "domain"}, {132, 9, "sctp"}, {33, 5001, "dccp"}, {132, 22, ""}, {47, 22, ""}} {
		if got := s.Name(tt.proto, tt.port); got != tt.want {
			t.Errorf("protocol %d, port %d: got %q, want %q", tt.proto, tt.port, got, tt.want)
		}
	}
	if got := s.UDP(53); got != "domain" {
		t.Errorf("UDP port 53: got %q, want domain", got)
	}
}

// TestManyServices: a database of every port keeps all names apart.
func TestManyServices(t *testing.T) {
	var b strings.Builder
	for n := range 1 << 16 {
		fmt.Fprintf(&b, "n%d\v%d/tcp\n", n, n)
	}
	s := names.ReadServices(strings.NewReader(b.String()))
	for n := range 1 << 16 {
		if got, want := s.TCP(uint16(n)), fmt.Sprintf("n%d", n); got != want {
			t.Fatalf("TCP port %d: got %q, want %q", n, got, want)
		}
	}
	if got := s.UDP(80); got != "" {
		t.Errorf("UDP port 80: got %q, want none", got)
	}
}
