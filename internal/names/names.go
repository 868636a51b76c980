// SPDX-License-Identifier: Apache-2.0

// Package names turns protocol, port, Ethernet type and service access point
// numbers into the names that the clients print.
package names

import (
	"bufio"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Protocol returns the name of IP protocol n (clients: fields, section 6).
func Protocol(n uint8) string {
	if int(n) < len(protocols) {
		return protocols[n]
	}
	if n == 253 {
		return "ib" // InfiniBand, as measured
	}
	return "unas"
}

// EtherType returns the name of an Ethernet type, "" if it has none.
func EtherType(n uint16) string {
	i := sort.Search(len(etherTypes), func(i int) bool { return etherTypes[i].last >= n })
	if i < len(etherTypes) && etherTypes[i].first <= n {
		return etherTypes[i].name
	}
	return ""
}

// SAP returns the name of an LLC service access point, "" if it has none.
func SAP(n uint8) string { return saps[n] }

// Services is a service database: names of TCP and UDP ports.
type Services struct {
	tcp, udp map[uint16]string
}

// ServicesFile is the system's service database.
const ServicesFile = "/etc/services"

var system = sync.OnceValue(func() *Services {
	f, err := os.Open(ServicesFile)
	if err != nil {
		return &Services{}
	}
	defer f.Close()
	return ReadServices(f)
})

// SystemServices returns the system's service database; it is read once, and
// empty where the system has none.
func SystemServices() *Services { return system() }

// ReadServices reads a database in the form of /etc/services. The first entry
// of a port and protocol counts.
func ReadServices(r io.Reader) *Services {
	s := &Services{tcp: map[uint16]string{}, udp: map[uint16]string{}}
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		line, _, _ := strings.Cut(sc.Text(), "#")
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		port, proto, _ := strings.Cut(f[1], "/")
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			continue
		}
		m := s.tcp
		switch proto {
		case "tcp":
		case "udp":
			m = s.udp
		default:
			continue
		}
		if _, ok := m[uint16(n)]; !ok {
			m[uint16(n)] = Printable(f[0])
		}
	}
	return s
}

// Printable returns a name from outside for eyes and terminals: what is no
// printable character of ASCII becomes a point for each of its bytes.
func Printable(name string) string {
	for i := range len(name) {
		if name[i] <= ' ' || name[i] > '~' {
			b := []byte(name)
			for j, c := range b {
				if c <= ' ' || c > '~' {
					b[j] = '.'
				}
			}
			return string(b)
		}
	}
	return name
}

// TCP returns the name of a TCP port, "" if it has none.
func (s *Services) TCP(port uint16) string { return s.tcp[port] }

// UDP returns the name of a UDP port, "" if it has none.
func (s *Services) UDP(port uint16) string { return s.udp[port] }
