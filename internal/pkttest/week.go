// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"net/netip"
	"slices"
	"time"
)

// The hosts of the week, beside those of the demonstration.
var (
	weekStart  = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC) // a Monday
	weekDesks  = []Host{weekDesk(10), weekDesk(11), weekDesk(12)}
	weekFiles  = Host{MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x1e}, netip.MustParseAddr("192.0.2.30"), 64}
	weekBackup = Host{demoRouter, netip.MustParseAddr("198.51.100.200"), 55}
)

func weekDesk(n byte) Host {
	return Host{MAC{0x00, 0x00, 0x5e, 0x00, 0x53, n}, netip.AddrFrom4([4]byte{192, 0, 2, n}), 64}
}

// Week returns five days of a small office: web pages in working hours, a backup
// every night that lasts 75 minutes, one large download, a desk that keeps asking
// for a service that is not there, and a stranger who tries one port of a desk
// every 53 minutes.
func Week() *Capture {
	c := &Capture{Link: 1}
	for day := range 5 {
		midnight := weekStart.AddDate(0, 0, day)
		weekNight(c, midnight.Add(time.Hour))
		for hour := 8; hour < 17; hour++ {
			for i, desk := range weekDesks {
				t := midnight.Add(time.Duration(hour)*time.Hour + time.Duration(7+13*i)*time.Minute)
				weekPage(c, t, desk, uint16(20000+1000*i+hour*10+day), 8000+3000*i)
			}
		}
		for i := range 4 {
			t := midnight.Add(9*time.Hour + time.Duration(i)*2*time.Hour)
			NewConn(c, t, weekDesks[2], uint16(30000+10*day+i), weekFiles, 445).Refuse(time.Millisecond)
		}
	}
	weekPage(c, weekStart.Add(62*time.Hour+5*time.Minute), weekDesks[1], 40000, 2_000_000) // Wednesday, 14:05
	weekScan(c)
	slices.SortStableFunc(c.Frames, func(a, b Frame) int { return a.Time.Compare(b.Time) })
	return c
}

// weekPage: a desk looks a name up and fetches a page of so many bytes.
func weekPage(c *Capture, t time.Time, desk Host, port uint16, bytes int) {
	udp(c, t, desk, port, demoDNS, 53, dns(port, "www.example.net", 0))
	udp(c, t.Add(2*time.Millisecond), demoDNS, 53, desk, port, dns(port, "www.example.net", 1))
	rtt := 24 * time.Millisecond
	k := NewConn(c, t.Add(5*time.Millisecond), desk, port, demoWeb, 443)
	k.Open(rtt)
	k.Write(Client, rtt, page(517))
	for bytes > 0 {
		n := min(bytes, 8*1460)
		k.Write(Server, rtt, page(n))
		bytes -= n
	}
	k.Close(Client, rtt)
}

// weekNight: the file server sends a copy of its files away, a piece every 30
// seconds for 75 minutes.
func weekNight(c *Capture, t time.Time) {
	rtt := 18 * time.Millisecond
	k := NewConn(c, t, weekFiles, uint16(45000+t.Day()), weekBackup, 22)
	k.Open(rtt)
	for range 150 {
		k.Write(Client, rtt, page(4000))
		k.Wait(30 * time.Second)
	}
	k.Close(Client, rtt)
}

// weekScan: a stranger tries the ports from 1 on, one every 53 minutes.
func weekScan(c *Capture) {
	for i := range 5 * 24 * 60 / 53 {
		t := weekStart.Add(time.Duration(i)*53*time.Minute + 11*time.Second)
		k := NewConn(c, t, demoScan, uint16(61000+i), weekDesks[0], uint16(1+i))
		if i%5 == 0 {
			k.Refuse(time.Millisecond)
		} else {
			k.Send(Client, SYN, synOptions[:4], nil)
		}
	}
}
