// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"io"
	"os"
	"testing"

	"github.com/argus-go/argus/internal/service"
	"github.com/google/go-cmp/cmp"
)

// TestInterfaces: the forms of -i (sensor options, section 3).
func TestInterfaces(t *testing.T) {
	for _, tt := range []struct {
		words []string
		names []string
		id    string // first 4 bytes
		inf   string
	}{
		{[]string{"eth0"}, []string{"eth0"}, "\x00\x00\x00\x00", ""},
		{[]string{"eth0", "eth1"}, []string{"eth0", "eth1"}, "\x00\x00\x00\x00", ""},
		{[]string{"eth0,eth1", "eth0"}, []string{"eth0", "eth1"}, "\x00\x00\x00\x00", ""},
		{[]string{"eth0 eth1"}, []string{"eth0", "eth1"}, "\x00\x00\x00\x00", ""},
		{[]string{"bond:a,b/1.2.3.4"}, []string{"a", "b"}, "\x01\x02\x03\x04", ""},
		{[]string{"dup:[a,b]"}, []string{"a", "b"}, "\x00\x00\x00\x00", ""},
		{[]string{"ind:a"}, []string{"a"}, "\x00\x00\x00\x00", ""},
		{[]string{"a/1.1.1.1", "b/1.1.1.1"}, []string{"a", "b"}, "\x01\x01\x01\x01", ""},
		{[]string{"eth0//e0"}, []string{"eth0"}, "\x00\x00\x00\x00", "e0"},
		{[]string{"eth0/ipv4:/9.8.7.6/e0"}, []string{"eth0"}, "\x09\x08\x07\x06", "e0"},
		{[]string{"all"}, []string{"any"}, "\x00\x00\x00\x00", ""},
	} {
		p := &parser{Config: DefaultConfig(), log: &logger{out: service.NewLog("argus", io.Discard, os.Getenv)}}
		p.Live.Interfaces = tt.words
		if err := p.resolveInterfaces(); err != nil {
			t.Errorf("%q: %v", tt.words, err)
			continue
		}
		if d := cmp.Diff(tt.names, p.Live.Names); d != "" {
			t.Errorf("%q: names (-want +got):\n%s", tt.words, d)
		}
		if id := string(p.Source.ID[:4]); id != tt.id || p.Interface != tt.inf {
			t.Errorf("%q: source id %q and interface %q, want %q and %q", tt.words, id, p.Interface, tt.id, tt.inf)
		}
	}
}
