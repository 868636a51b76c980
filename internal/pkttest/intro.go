// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"net/netip"
	"slices"
	"time"
)

// introHost returns a host of the introduction of 2002.
func introHost(last byte, addr string) Host {
	return Host{MAC: MAC{0x00, 0xd0, 0x58, 0xfb, 0x81, last}, Addr: netip.MustParseAddr(addr)}
}

// introEcho adds an echo request in a frame of size bytes and, if answered, its
// reply a millisecond later.
func introEcho(c *Capture, t time.Time, a, b Host, size int, id uint16, seq uint16, answered bool) {
	word, body := uint32(id)<<16|uint32(seq), make([]byte, size-14-20-8)
	c.Add(t, a.Frame(b, ProtoICMP, ICMP(8, 0, word, body)))
	if answered {
		c.Add(t.Add(time.Millisecond), b.Frame(a, ProtoICMP, ICMP(0, 0, word, body)))
	}
}

// introDatagram adds a UDP datagram in a frame of size bytes.
func introDatagram(c *Capture, t time.Time, a Host, ap uint16, b Host, bp uint16, size int) {
	udp(c, t, a, ap, b, bp, make([]byte, size-14-20-8))
}

// Intro returns the traffic of the three rows of ra in the introduction of 2002
// (spec: classic 2.x, section 12): an echo and its reply of 98 bytes each, a DNS
// query of 66 bytes and its answer of 121, and four exchanges of NTP of 90 bytes
// each.
func Intro() *Capture {
	c := &Capture{Link: 1}
	host, server, clock := introHost(0x08, "192.168.3.75"), introHost(0x09, "192.168.2.99"), introHost(0x0a, "192.168.3.33")
	day := time.Date(2002, 2, 14, 13, 0, 0, 0, time.UTC)
	introEcho(c, day.Add(33*time.Minute+39*time.Second), host, clock, 98, 0x1234, 0, true)
	t := day.Add(44*time.Minute + 32*time.Second)
	introDatagram(c, t, host, 1493, server, 53, 66)
	introDatagram(c, t.Add(20*time.Millisecond), server, 53, host, 1493, 121)
	t = day.Add(50*time.Minute + 46*time.Second)
	for range 4 {
		introDatagram(c, t, host, 123, clock, 123, 90)
		introDatagram(c, t.Add(10*time.Millisecond), clock, 123, host, 123, 90)
		t = t.Add(200 * time.Millisecond)
	}
	return c
}

// IntroNight returns the traffic of the two rows of ragator in the introduction
// of 2002 (spec: classic 2.x, section 12): one host sends 85 echo requests of 66
// bytes that nobody answers, spread over 13 hours, and another one sends 352 of 98
// bytes that are answered, in 14 hours. Every request has an identifier and a
// number of its own, as if each were sent by a new ping.
func IntroNight() *Capture {
	c := &Capture{Link: 1}
	day := time.Date(2002, 2, 13, 0, 0, 0, 0, time.UTC)
	clock := func(days, h, m, s int) time.Time {
		return day.AddDate(0, 0, days).Add(time.Duration(h*3600+m*60+s) * time.Second)
	}
	for _, f := range []struct {
		src, dst    string
		first, last time.Time
		n, size     int
		answered    bool
	}{
		{"192.168.0.11", "172.16.3.33", clock(0, 20, 1, 41), clock(1, 9, 27, 27), 85, 66, false},
		{"192.168.22.68", "172.16.3.25", clock(0, 18, 47, 47), clock(1, 9, 22, 57), 352, 98, true},
	} {
		step := f.last.Sub(f.first) / time.Duration(f.n-1)
		for i := range f.n {
			t := f.first.Add(time.Duration(i) * step)
			if i == f.n-1 {
				t = f.last
			}
			introEcho(c, t, introHost(1, f.src), introHost(2, f.dst), f.size, uint16(1000+i), uint16(i), f.answered)
		}
	}
	slices.SortStableFunc(c.Frames, func(a, b Frame) int { return a.Time.Compare(b.Time) })
	return c
}
