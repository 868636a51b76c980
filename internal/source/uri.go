// SPDX-License-Identifier: Apache-2.0

package source

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// DefaultPort is the port of record streams if nothing else is said.
const DefaultPort = 561

// An Address says where records come from over the network
// ([scheme://]host[:port][/file], clients: options, section 10).
type Address struct {
	UDP  bool   // records arrive in datagrams; otherwise a server is connected to
	Host string // "" listens on all addresses, with UDP
	Port int
	File string // a file that a radium server is asked for, with its leading slash
}

// String returns the address with its port, for messages.
func (a Address) String() string {
	host := a.Host
	if host == "" {
		host = "any"
	}
	s := net.JoinHostPort(host, strconv.Itoa(a.Port)) + a.File
	if a.UDP {
		s = "argus-udp://" + s
	}
	return s
}

// ParseAddress reads an address. port is the default port; 0 is [DefaultPort].
func ParseAddress(text string, port int) (Address, error) {
	a := Address{Port: port}
	if port == 0 {
		a.Port = DefaultPort
	}
	rest := text
	if scheme, after, found := strings.Cut(text, "://"); found {
		rest = after
		switch scheme {
		case "argus", "argus-tcp":
		case "argus-udp":
			a.UDP = true
		case "cisco", "jflow", "sflow", "ipfix", "ipfix-tcp", "ipfix-udp", "ipfix-sctp":
			return a, fmt.Errorf("%s: the scheme %s is not available in this release (available: argus, argus-tcp, argus-udp)", text, scheme)
		default:
			return a, fmt.Errorf("%s: %q is not a scheme (want argus, argus-tcp or argus-udp)", text, scheme)
		}
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		rest, a.File = rest[:i], rest[i:]
	}
	if strings.Contains(rest, "@") {
		return a, fmt.Errorf("%s: logins are not available in this release", text)
	}
	if err := a.setHost(rest); err != nil {
		return a, fmt.Errorf("%s: %w", text, err)
	}
	if a.UDP && a.File != "" {
		return a, fmt.Errorf("%s: /FILE needs the scheme argus (TCP)", text)
	}
	return a, nil
}

// setHost reads host, host:port, [address]:port, or an IPv6 address alone.
func (a *Address) setHost(s string) error {
	host, port := s, ""
	switch {
	case strings.HasPrefix(s, "["):
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return errors.New("the bracket after the address is missing")
		}
		host, port = s[1:end], s[end+1:]
		if port != "" && port[0] != ':' {
			return fmt.Errorf("%q follows the bracket (want : and a port)", port)
		}
		port = strings.TrimPrefix(port, ":")
	case strings.Count(s, ":") == 1:
		host, port, _ = strings.Cut(s, ":")
		if port == "" {
			return errors.New("the port after the colon is missing")
		}
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("%q is not a port (want 1 to 65535)", port)
		}
		a.Port = int(n)
	}
	if host == "" && !a.UDP || host != "" && strings.ContainsAny(host, " \t\r\n") {
		return errors.New("the name or address of the host is missing")
	}
	if host == "any" {
		if !a.UDP {
			return errors.New("the host any needs the scheme argus-udp")
		}
		host = ""
	}
	a.Host = host
	return nil
}
