// SPDX-License-Identifier: Apache-2.0

package parity

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// filterList holds expressions of the capture library's filter language, one a
// line. Each must select the same packets for the sensor as for tcpdump.
//
//go:embed filters.txt
var filterList string

// Captures to compare filters on: so many of each link type, Ethernet having
// the most, none larger than a few seconds' work.
const (
	filterCaptures    = 3
	filterEthernet    = 16
	filterCaptureSize = 1 << 20
)

// FilterResult counts the comparisons of packet filters.
type FilterResult struct {
	PeerResult
	Expressions int
	Captures    int
	Links       int          // link types of the captures
	Refused     atomic.Int64 // pairs of filter and capture that tcpdump does not take
	Selected    atomic.Int64 // packets that tcpdump selects, of all pairs
}

// A filterCapture is a capture in memory.
type filterCapture struct {
	name    string
	link    packet.LinkType
	packets []filterPacket
}

type filterPacket struct {
	data []byte
	wire uint32
}

// Filters compares packet filters with those of tcpdump. For every expression
// and every chosen capture the number of packets must be the same. For one pair
// in ten times nth the sensor itself is run: it must make the same records of
// what tcpdump selects as of the whole capture under the filter.
func (s *Suite) Filters(tcpdump string, names []string, nth int) *FilterResult {
	r := new(FilterResult)
	exprs := strings.Split(strings.TrimSpace(filterList), "\n")
	chosen := s.filterCaptures(names, r)
	r.Expressions = len(exprs)
	Each(len(chosen), s.Jobs, func(i int) {
		c := chosen[i]
		for j, expr := range exprs {
			if !s.Part.Takes(i + j) {
				continue
			}
			n, problem, refused := s.countFilter(tcpdump, c, expr)
			r.note("packet filter selects as many packets as tcpdump's", c.name+" "+expr, problem)
			r.Selected.Add(int64(n))
			if refused {
				r.Refused.Add(1)
				continue
			}
			if k := i*len(exprs) + j; k%(10*nth) == 0 {
				r.note("sensor's packet filter selects what tcpdump's does", c.name+" "+expr, s.filter(tcpdump, c.name, expr, k))
			}
		}
	})
	return r
}

// filterCaptures chooses captures of one link type each.
func (s *Suite) filterCaptures(names []string, r *FilterResult) []*filterCapture {
	var list []*filterCapture
	count := make(map[packet.LinkType]int)
	for _, name := range names {
		if st, err := os.Stat(s.Data.Capture(name)); err != nil || st.Size() > filterCaptureSize {
			continue
		}
		c := readFilterCapture(s.Data.Capture(name))
		if c == nil {
			continue
		}
		c.name = name
		most := filterCaptures
		if c.link == packet.LinkEthernet {
			most = filterEthernet
		}
		if count[c.link] < most {
			count[c.link]++
			list = append(list, c)
		}
	}
	r.Captures, r.Links = len(list), len(count)
	return list
}

// readFilterCapture returns nil for files that tcpdump cannot read to the end
// either: those that do not begin with a packet and those of several link types.
func readFilterCapture(path string) *filterCapture {
	in, err := capture.Open(path, capture.Options{})
	if err != nil {
		return nil
	}
	defer in.Close()
	c := new(filterCapture)
	var p packet.Packet
	for in.Next(&p) == nil {
		if len(c.packets) == 0 {
			c.link = p.Link
		}
		if p.Link != c.link {
			return nil
		}
		c.packets = append(c.packets, filterPacket{append([]byte(nil), p.Data...), p.WireLen})
	}
	if len(c.packets) == 0 {
		return nil
	}
	return c
}

// countFilter compares one pair by the number of packets. An expression that
// tcpdump refuses must be refused or select nothing.
func (s *Suite) countFilter(tcpdump string, c *filterCapture, expr string) (want int, problem string, refused bool) {
	dump := s.Exec(tcpdump, "--count", "-r", s.Data.Capture(c.name), "--", expr)
	refused = refuses(dump)
	if !refused {
		n, _, _ := strings.Cut(string(dump.Stdout), " ")
		var err error
		if want, err = strconv.Atoi(n); err != nil {
			return 0, "tcpdump counts " + firstLine(string(dump.Stdout)), false
		}
	}
	p, err := bpf.CompileString(expr, c.link, bpf.Options{})
	switch {
	case err != nil && refused:
		return 0, "", true
	case err != nil:
		return want, err.Error(), false
	}
	have := 0
	for _, f := range c.packets {
		if p.Match(f.data, f.wire) {
			have++
		}
	}
	switch {
	case refused && !strings.Contains(dump.Stderr, "rejects all packets"):
		return 0, "accepted, but tcpdump says " + lastLine(dump.Stderr), true
	case have != want:
		return want, fmt.Sprintf("%d packets, tcpdump selects %d", have, want), refused
	}
	return want, "", refused
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// filter compares one pair by the sensor's records.
func (s *Suite) filter(tcpdump, name, expr string, i int) string {
	base := filepath.Join(s.Temp, fmt.Sprintf("filter%d", i))
	chosen, want, have := base+".pcap", base+".want", base+".have"
	defer os.Remove(chosen)
	defer os.Remove(want)
	defer os.Remove(have)
	capture := s.Data.Capture(name)
	dump := s.Exec(tcpdump, "--time-stamp-precision=nano", "-r", capture, "-w", chosen, "--", expr)
	ours := s.Exec(s.Argus, "-X", "-r", capture, "-w", have, "-", expr)
	if ours.Crashed() {
		return problemOf("sensor", ours)
	}
	if refuses(dump) {
		return problemOf("tcpdump", dump)
	}
	if ours.Err != nil && !breaksOff(dump) { // of such a file both report the end
		return problemOf("sensor", ours)
	}
	if o := s.Sense(chosen, want, DefaultOptions); o.Err != nil {
		return problemOf("sensor over tcpdump's choice", o)
	}
	a, _ := s.Print(have, DefaultFields)
	b, _ := s.Print(want, DefaultFields)
	d := firstDifference(a, b)
	if d != "" && s.copyDiffers(tcpdump, capture, base) {
		return ""
	}
	return d
}

// copyDiffers reports whether tcpdump's copy of a whole capture does not make
// the same records, as when it changes impossible times.
func (s *Suite) copyDiffers(tcpdump, capture, base string) bool {
	whole, first, second := base+".all.pcap", base+".all", base+".copy"
	defer os.Remove(whole)
	defer os.Remove(first)
	defer os.Remove(second)
	s.Exec(tcpdump, "--time-stamp-precision=nano", "-r", capture, "-w", whole)
	s.Sense(capture, first, DefaultOptions)
	s.Sense(whole, second, DefaultOptions)
	a, _ := s.Print(first, DefaultFields)
	b, _ := s.Print(second, DefaultFields)
	return firstDifference(a, b) != ""
}

func problemOf(what string, o *Outcome) string {
	return fmt.Sprintf("%s: %v %s", what, o.Err, firstLine(o.Stderr))
}

// refuses reports whether tcpdump did not take the expression or the file. A
// file that breaks off is no refusal: its packets up to there are compared.
func refuses(o *Outcome) bool { return o.Err != nil && !breaksOff(o) }

// breaksOff reports whether tcpdump read a file that is cut or damaged.
func breaksOff(o *Outcome) bool { return strings.Contains(o.Stderr, "pcap_loop") }
