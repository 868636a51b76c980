// SPDX-License-Identifier: Apache-2.0

package names

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"strconv"
	"sync"
	"unicode"
)

// Services is a service database: names of ports of TCP, UDP, SCTP and DCCP.
type Services struct {
	once                 sync.Once
	read                 func(*Services) // fills the database when it is first asked
	tcp, udp, sctp, dccp map[uint16]string
}

// ServicesFile is the system's service database.
const ServicesFile = "/etc/services"

var system = Services{read: readSystem}

// SystemServices returns the system's service database. It is read at the first call;
// without a file it is empty.
func SystemServices() *Services { return &system }

func readSystem(s *Services) {
	f, err := os.Open(ServicesFile)
	if err != nil {
		return
	}
	defer f.Close()
	s.fill(f)
}

// ReadServices reads a database in the format of /etc/services. Of several entries for
// a port and protocol, the first counts.
func ReadServices(r io.Reader) *Services {
	s := &Services{read: func(*Services) {}}
	s.fill(r)
	return s
}

func (s *Services) fill(r io.Reader) {
	s.tcp, s.udp = map[uint16]string{}, map[uint16]string{}
	s.sctp, s.dccp = map[uint16]string{}, map[uint16]string{}
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		line, _, _ := bytes.Cut(sc.Bytes(), []byte{'#'})
		name, line := word(line)
		at, _ := word(line)
		port, proto, _ := bytes.Cut(at, []byte{'/'})
		n, err := strconv.ParseUint(string(port), 10, 16)
		if err != nil {
			continue
		}
		m := s.tcp
		switch string(proto) {
		case "tcp":
		case "udp":
			m = s.udp
		case "sctp":
			m = s.sctp
		case "dccp":
			m = s.dccp
		default:
			continue
		}
		if _, ok := m[uint16(n)]; !ok {
			m[uint16(n)] = Printable(string(name))
		}
	}
}

// word returns the first word of a line and what follows it.
func word(line []byte) (w, rest []byte) {
	line = bytes.TrimSpace(line)
	if i := bytes.IndexFunc(line, unicode.IsSpace); i >= 0 {
		return line[:i], line[i:]
	}
	return line, nil
}

// TCP returns the name of a TCP port, "" if it has none.
func (s *Services) TCP(port uint16) string {
	s.once.Do(s.load)
	return s.tcp[port]
}

// UDP returns the name of a UDP port, "" if it has none.
func (s *Services) UDP(port uint16) string {
	s.once.Do(s.load)
	return s.udp[port]
}

// Name returns the name of a port of an IP protocol, "" if it has none. UDP-Lite
// has the ports of UDP (RFC 3828, section 2).
func (s *Services) Name(proto uint8, port uint16) string {
	s.once.Do(s.load)
	switch proto {
	case 6:
		return s.tcp[port]
	case 17, 136:
		return s.udp[port]
	case 132:
		return s.sctp[port]
	case 33:
		return s.dccp[port]
	}
	return ""
}

func (s *Services) load() { s.read(s) }
