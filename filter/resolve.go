// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"bufio"
	"context"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Resolver turns the names of a filter into numbers when a backend compiles
// it. The second result of each method reports whether the name is known.
type Resolver interface {
	// Host returns all addresses of a host.
	Host(name string) ([]netip.Addr, bool)
	// Ether returns the hardware address of a host.
	Ether(name string) ([6]byte, bool)
	// Net returns a network number, not shifted (10 for 10.0.0.0).
	Net(name string) (uint32, bool)
	// Port returns the port of a service with a transport protocol ("tcp",
	// "udp", "sctp").
	Port(name, proto string) (uint16, bool)
	// Protocol returns an IP protocol number.
	Protocol(name string) (uint8, bool)
}

// A System resolves names as the system's files and its resolver say, and the
// most common services and protocols without them. It reads each file once,
// when first asked. It is safe for concurrent use.
type System struct {
	// Dir holds services, protocols, networks and ethers; /etc if made by
	// NewSystem.
	Dir string
	// Timeout bounds the look-up of a host.
	Timeout time.Duration

	services  lazy[map[string]uint16] // "name/proto"
	protocols lazy[map[string]uint16]
	networks  lazy[map[string]uint32]
	ethers    lazy[map[string][6]byte]
}

// A lazy value is computed when first asked for.
type lazy[T any] struct {
	once sync.Once
	v    T
}

func (l *lazy[T]) get(f func() T) T {
	l.once.Do(func() { l.v = f() })
	return l.v
}

// NewSystem returns a System that reads /etc.
func NewSystem() *System { return &System{Dir: "/etc", Timeout: 5 * time.Second} }

// Host asks the system's resolver.
func (s *System) Host(name string) ([]netip.Addr, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), s.Timeout)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", name)
	if err != nil || len(addrs) == 0 {
		return nil, false
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap().WithZone("")
	}
	return addrs, true
}

// An Offline resolver is a [System] that does not resolve names of hosts, which
// could ask a name server, and notes that it was asked to.
type Offline struct {
	*System
	Asked bool
}

// NewOffline returns an Offline that reads /etc.
func NewOffline() *Offline { return &Offline{System: NewSystem()} }

// Host knows no host.
func (o *Offline) Host(string) ([]netip.Addr, bool) {
	o.Asked = true
	return nil, false
}

// Ether reads ethers.
func (s *System) Ether(name string) ([6]byte, bool) {
	m := s.ethers.get(func() map[string][6]byte {
		m := make(map[string][6]byte)
		s.lines("ethers", func(f []string) {
			if a, ok := ParseEther(f[0]); ok && len(f) > 1 {
				m[f[1]] = a
			}
		})
		return m
	})
	a, ok := m[name]
	return a, ok
}

// Net reads networks.
func (s *System) Net(name string) (uint32, bool) {
	m := s.networks.get(func() map[string]uint32 {
		m := make(map[string]uint32)
		s.lines("networks", func(f []string) {
			if len(f) < 2 {
				return
			}
			a, _, ok := ParseDotted(strings.TrimSuffix(f[1], ".0"))
			if !ok {
				return
			}
			for _, n := range append(f[2:], f[0]) {
				m[n] = a
			}
		})
		return m
	})
	a, ok := m[name]
	return a, ok
}

// Port reads services.
func (s *System) Port(name, proto string) (uint16, bool) {
	m := s.services.get(func() map[string]uint16 {
		m := make(map[string]uint16)
		s.lines("services", func(f []string) {
			if len(f) < 2 {
				return
			}
			num, proto, ok := strings.Cut(f[1], "/")
			n, err := strconv.ParseUint(num, 10, 16)
			if !ok || err != nil {
				return
			}
			for _, name := range append(f[2:], f[0]) {
				if _, ok := m[name+"/"+proto]; !ok {
					m[name+"/"+proto] = uint16(n)
				}
			}
		})
		return m
	})
	if n, ok := m[name+"/"+proto]; ok {
		return n, true
	}
	return builtinPort(name, proto)
}

// Protocol reads protocols.
func (s *System) Protocol(name string) (uint8, bool) {
	m := s.protocols.get(func() map[string]uint16 {
		m := make(map[string]uint16)
		s.lines("protocols", func(f []string) {
			if len(f) < 2 {
				return
			}
			n, err := strconv.ParseUint(f[1], 10, 8)
			if err != nil {
				return
			}
			for _, name := range append(f[2:], f[0]) {
				if _, ok := m[name]; !ok {
					m[name] = uint16(n)
				}
			}
		})
		return m
	})
	if n, ok := m[name]; ok {
		return uint8(n), true
	}
	n, ok := builtinProtocols.Find(name)
	return n, ok
}

// lines calls f with the words of each line of a file, comments removed. A
// file that cannot be read has no lines.
func (s *System) lines(file string, f func(words []string)) {
	r, err := os.Open(s.Dir + "/" + file)
	if err != nil {
		return
	}
	defer r.Close()
	for sc := bufio.NewScanner(r); sc.Scan(); {
		line, _, _ := strings.Cut(sc.Text(), "#")
		if words := strings.Fields(line); len(words) > 0 {
			f(words)
		}
	}
}

// LookupPort returns the port of a service and the transport protocol that it
// is bound to: "" if the service has the same port for TCP and UDP.
func LookupPort(r Resolver, name string) (port uint16, proto string, ok bool) {
	tcp, isTCP := r.Port(name, "tcp")
	udp, isUDP := r.Port(name, "udp")
	switch {
	case isTCP && isUDP && tcp == udp:
		return tcp, "", true
	case isTCP:
		return tcp, "tcp", true
	case isUDP:
		return udp, "udp", true
	}
	if n, ok := r.Port(name, "sctp"); ok {
		return n, "sctp", true
	}
	return 0, "", false
}

// ParseDotted reads 1 to 4 dotted decimal numbers and returns the number they
// make, unshifted, and how many bits it has.
func ParseDotted(s string) (addr uint32, bits int, ok bool) {
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || bits == 32 {
			return 0, 0, false
		}
		addr = addr<<8 | uint32(n)
		bits += 8
	}
	return addr, bits, true
}

// ParseEther reads a hardware address in any of the forms that the languages
// know.
func ParseEther(s string) (a [6]byte, ok bool) {
	if matchEther(s) != len(s) || s == "" {
		return a, false
	}
	i := 0
	if pairs := !strings.ContainsAny(s, ":-") && strings.Count(s, ".") != 5; pairs {
		s = strings.ReplaceAll(s, ".", "")
		for ; i < 6; i++ {
			n, _ := strconv.ParseUint(s[2*i:2*i+2], 16, 8)
			a[i] = byte(n)
		}
		return a, true
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ':' || r == '-' || r == '.' }) {
		n, _ := strconv.ParseUint(part, 16, 8)
		a[i] = byte(n)
		i++
	}
	return a, true
}
