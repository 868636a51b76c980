// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"net/netip"
	"testing"
)

func TestHosts(t *testing.T) {
	asked := 0
	h := newHosts()
	h.lookup = func(_ context.Context, addr string) ([]string, error) {
		asked++
		if addr == "192.0.2.1" {
			return []string{"one.example.", "other.example."}, nil
		}
		if addr == "192.0.2.3" {
			return []string{"\x1b[2J.example."}, nil
		}
		return nil, errors.New("no such name")
	}
	for _, tt := range []struct{ addr, want string }{
		{"192.0.2.1", "one.example"},
		{"192.0.2.2", ""},
		{"192.0.2.1", "one.example"},
		{"192.0.2.2", ""},
		{"192.0.2.3", ".[2J.example"},
	} {
		if got := h.name(netip.MustParseAddr(tt.addr)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.addr, got, tt.want)
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times, want once for each of 3 addresses", asked)
	}
}
