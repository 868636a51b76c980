// SPDX-License-Identifier: Apache-2.0

package source

import (
	"strings"
	"testing"
)

// TestParseAddress: the forms of clients: options, section 10, and of live and
// servers, section 4.3.
func TestParseAddress(t *testing.T) {
	for _, tt := range []struct {
		text string
		port int
		want Address
		err  string
	}{
		{"h", 0, Address{Host: "h", Port: 561}, ""},
		{"h", 9000, Address{Host: "h", Port: 9000}, ""},
		{"h:562", 9000, Address{Host: "h", Port: 562}, ""},
		{"argus://192.0.2.1", 0, Address{Host: "192.0.2.1", Port: 561}, ""},
		{"argus-tcp://192.0.2.1:99", 0, Address{Host: "192.0.2.1", Port: 99}, ""},
		{"::1", 0, Address{Host: "::1", Port: 561}, ""},
		{"[::1]", 0, Address{Host: "::1", Port: 561}, ""},
		{"[::1]:562", 0, Address{Host: "::1", Port: 562}, ""},
		{"argus://h:562/var/log/argus.out", 0, Address{Host: "h", Port: 562, File: "/var/log/argus.out"}, ""},
		{"argus-udp://any", 0, Address{UDP: true, Port: 561}, ""},
		{"argus-udp://224.0.20.21:562", 0, Address{UDP: true, Host: "224.0.20.21", Port: 562}, ""},
		{"foo://h", 0, Address{}, `"foo" is not a scheme`},
		{"cisco://h", 0, Address{}, "the scheme cisco is not available in this release"},
		{"argus://user:secret@h", 0, Address{}, "logins are not available in this release"},
		{"", 0, Address{}, "the name or address of the host is missing"},
		{"argus://any:562", 0, Address{}, "the host any needs the scheme argus-udp"},
		{"h:", 0, Address{}, "the port after the colon is missing"},
		{"h:x", 0, Address{}, `"x" is not a port`},
		{"h:0", 0, Address{}, `"0" is not a port`},
		{"h:65536", 0, Address{}, `"65536" is not a port`},
		{"[::1", 0, Address{}, "the bracket after the address is missing"},
		{"[::1]562", 0, Address{}, `"562" follows the bracket`},
		{"argus-udp://any:562/f", 0, Address{}, "/FILE needs the scheme argus (TCP)"},
	} {
		a, err := ParseAddress(tt.text, tt.port)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q: got %v, want %q", tt.text, err, tt.err)
			}
			continue
		}
		if err != nil || a != tt.want {
			t.Errorf("%q: got %+v, %v; want %+v", tt.text, a, err, tt.want)
		}
	}
}
