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

// Services is a service database: names of TCP and UDP ports.
type Services struct {
	once     sync.Once
	read     func(*Services) // fills the database when it is first asked
	tcp, udp ports
}

// ServicesFile is the system's service database.
const ServicesFile = "/etc/services"

var system = Services{read: readSystem}

// SystemServices returns the system's service database; it is read once, when
// it is first asked, and empty where the system has none.
func SystemServices() *Services { return &system }

func readSystem(s *Services) {
	f, err := os.Open(ServicesFile)
	if err != nil {
		return
	}
	defer f.Close()
	s.fill(f)
}

// ReadServices reads a database in the form of /etc/services. The first entry
// of a port and protocol counts.
func ReadServices(r io.Reader) *Services {
	s := &Services{read: func(*Services) {}}
	s.fill(r)
	return s
}

func (s *Services) fill(r io.Reader) {
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
		switch string(proto) {
		case "tcp":
			s.tcp.add(uint16(n), name)
		case "udp":
			s.udp.add(uint16(n), name)
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
	return s.tcp.name(port)
}

// UDP returns the name of a UDP port, "" if it has none.
func (s *Services) UDP(port uint16) string {
	s.once.Do(s.load)
	return s.udp.name(port)
}

func (s *Services) load() { s.read(s) }

// ports are the names of the ports of a protocol. A port is looked for in slots,
// a power of two of them, from its hash on up to an empty one. A map does the same
// with more memory, and each page that is new to a process costs time.
type ports struct {
	names []string
	slots []slot
}

type slot struct {
	port uint16
	at   uint32 // 1 + the index of its name, 0 if the slot is empty
}

// hash spreads ports over slots, a power of two of them.
func hash(port uint16, slots int) int {
	return int(uint32(port)*0x9e3779b1>>16) & (slots - 1)
}

func (p *ports) name(port uint16) string {
	if len(p.slots) == 0 {
		return ""
	}
	for i := hash(port, len(p.slots)); ; i = (i + 1) & (len(p.slots) - 1) {
		switch s := p.slots[i]; {
		case s.at == 0:
			return ""
		case s.port == port:
			return p.names[s.at-1]
		}
	}
}

// add gives a port its name, unless it has one.
func (p *ports) add(port uint16, name []byte) {
	if p.name(port) != "" {
		return
	}
	if 2*(len(p.names)+1) > len(p.slots) {
		p.grow()
	}
	p.names = append(p.names, Printable(string(name)))
	p.put(slot{port, uint32(len(p.names))})
}

func (p *ports) put(s slot) {
	i := hash(s.port, len(p.slots))
	for p.slots[i].at != 0 {
		i = (i + 1) & (len(p.slots) - 1)
	}
	p.slots[i] = s
}

func (p *ports) grow() {
	old := p.slots
	p.slots = make([]slot, max(512, 2*len(old)))
	for _, s := range old {
		if s.at != 0 {
			p.put(s)
		}
	}
}
