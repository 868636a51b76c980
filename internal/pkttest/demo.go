// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

//go:generate go run ./gen demo ../../testdata/demo.pcap

// Addresses of the demonstration network, all from the ranges set apart for
// documentation (RFC 5737, RFC 3849, RFC 7042).
var (
	demoStart  = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	demoRouter = MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x01}
	demoDesk   = Host{MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x10}, netip.MustParseAddr("192.0.2.10"), 64}
	demoDesk6  = Host{demoDesk.MAC, netip.MustParseAddr("2001:db8:2::10"), 64}
	demoGate   = Host{demoRouter, netip.MustParseAddr("192.0.2.1"), 64}
	demoGate6  = Host{demoRouter, netip.MustParseAddr("fe80::1"), 255}
	demoDNS    = Host{MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x53}, netip.MustParseAddr("192.0.2.53"), 64}
	demoPrint  = Host{MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x20}, netip.MustParseAddr("192.0.2.20"), 64}
	demoPhone  = Host{MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x60}, netip.MustParseAddr("192.0.2.60"), 64}
	demoWeb    = Host{demoRouter, netip.MustParseAddr("198.51.100.80"), 52}
	demoShell6 = Host{demoRouter, netip.MustParseAddr("2001:db8:99::22"), 57}
	demoPeer   = Host{demoRouter, netip.MustParseAddr("198.51.100.160"), 115}
	demoScan   = Host{demoRouter, netip.MustParseAddr("203.0.113.66"), 47}
)

// Demo returns the demonstration capture: ten minutes of a small office, seen
// between its switch and its router, with a slow port scan running through it.
func Demo() *Capture {
	c := &Capture{Link: 1}
	for _, part := range []func(*Capture){
		demoResolve, demoFetch, demoPing, demoTrace, demoRefused, demoNeighbours, demoShell,
		demoTagged, demoCall, demoFragments, demoLoss, demoMulticast, demoSlowScan,
	} {
		part(c)
	}
	slices.SortStableFunc(c.Frames, func(a, b Frame) int { return a.Time.Compare(b.Time) })
	return c
}

// at is a time in the demonstration, in milliseconds after its start.
func at(ms int) time.Time { return demoStart.Add(time.Duration(ms) * time.Millisecond) }

// udp appends one datagram.
func udp(c *Capture, t time.Time, from Host, fport uint16, to Host, tport uint16, data []byte) {
	d := UDP(netip.AddrPortFrom(from.Addr, fport), netip.AddrPortFrom(to.Addr, tport), data)
	c.Add(t, from.Frame(to, ProtoUDP, d))
}

// dns returns a query, or an answer with n address records, for name.
func dns(id uint16, name string, answers int) []byte {
	b := binary.BigEndian.AppendUint16(nil, id)
	flags := uint16(0x0100)
	if answers > 0 {
		flags = 0x8180
	}
	for _, w := range []uint16{flags, 1, uint16(answers), 0, 0} {
		b = binary.BigEndian.AppendUint16(b, w)
	}
	for label := range strings.SplitSeq(name, ".") {
		b = append(append(b, byte(len(label))), label...)
	}
	b = append(b, 0, 0, 1, 0, 1)
	for i := range answers {
		b = append(b, 0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 0x2c, 0, 4, 198, 51, 100, byte(80+i))
	}
	return b
}

// demoResolve: ARP for the router, two look-ups, and one that no one answers.
func demoResolve(c *Capture) {
	c.Add(at(0), Ethernet(Broadcast, demoDesk.MAC, TypeARP,
		ARP(1, demoDesk.MAC, demoDesk.Addr, MAC{}, demoGate.Addr)))
	c.Add(at(1), Ethernet(demoDesk.MAC, demoRouter, TypeARP,
		ARP(2, demoRouter, demoGate.Addr, demoDesk.MAC, demoDesk.Addr)))
	c.Add(at(90_000), Ethernet(Broadcast, demoPrint.MAC, TypeARP,
		ARP(1, demoPrint.MAC, demoPrint.Addr, MAC{}, netip.MustParseAddr("192.0.2.99"))))
	for i, name := range []string{"www.example.net", "static.example.net"} {
		id := uint16(0x1d00 + i)
		udp(c, at(10+i*4), demoDesk, 40053, demoDNS, 53, dns(id, name, 0))
		udp(c, at(12+i*4), demoDNS, 53, demoDesk, 40053, dns(id, name, 2))
	}
	for i := range 3 {
		udp(c, at(200_000+i*2000), demoDesk, 40777, demoDNS, 53, dns(0x4242, "gone.example.org", 0))
	}
}

// page is a deterministic text of n bytes.
func page(n int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "<li>line %d of the page</li>\n", i)
	}
	return []byte(b.String()[:n])
}

// demoFetch: a web page of 24 kB over one connection, closed by the server.
func demoFetch(c *Capture) {
	rtt := 24 * time.Millisecond
	k := NewConn(c, at(20), demoDesk, 51000, demoWeb, 80)
	k.Open(rtt)
	k.Wait(time.Millisecond)
	k.Write(Client, rtt, []byte("GET / HTTP/1.1\r\nHost: www.example.net\r\nUser-Agent: demo\r\n\r\n"))
	k.Wait(8 * time.Millisecond)
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", 24_000)
	body := append([]byte(head), page(24_000)...)
	for len(body) > 0 {
		n := min(len(body), 4*1460)
		k.Write(Server, rtt, body[:n])
		body = body[n:]
	}
	k.Wait(300 * time.Millisecond)
	k.Close(Server, rtt)
}

// demoPing: four echo requests, the third one lost.
func demoPing(c *Capture) {
	for i := range 4 {
		word := 0x2b67<<16 | uint32(i+1)
		t := at(1000 + 1000*i)
		c.Add(t, demoDesk.Frame(demoWeb, ProtoICMP, ICMP(8, 0, word, page(56))))
		if i != 2 {
			c.Add(t.Add(24*time.Millisecond), demoWeb.Frame(demoDesk, ProtoICMP, ICMP(0, 0, word, page(56))))
		}
	}
}

// demoTrace: three probes to unused UDP ports: the router tells that the time
// to live ran out, the host twice that the port is unreachable.
func demoTrace(c *Capture) {
	for i := range 3 {
		probe := demoDesk
		probe.TTL = uint8(1 + 11*i)
		src := netip.AddrPortFrom(probe.Addr, 45000)
		dst := netip.AddrPortFrom(demoWeb.Addr, uint16(33434+i))
		frame := probe.Frame(demoWeb, ProtoUDP, UDP(src, dst, page(32)))
		t := at(6000 + 50*i)
		c.Add(t, frame)
		typ, code, teller := uint8(3), uint8(3), demoWeb
		if i == 0 {
			typ, code, teller = 11, 0, demoGate
		}
		c.Add(t.Add(9*time.Millisecond), teller.Frame(demoDesk, ProtoICMP, ICMP(typ, code, 0, frame[14:14+28])))
	}
}

// demoRefused: two ports that refuse, one that does not answer at all.
func demoRefused(c *Capture) {
	for i, port := range []uint16{8443, 8080} {
		NewConn(c, at(8000+500*i), demoDesk, uint16(51010+i), demoWeb, port).Refuse(24 * time.Millisecond)
	}
	k := NewConn(c, at(9000), demoDesk, 51020, demoWeb, 2525)
	for range 3 {
		k.Send(Client, SYN, synOptions, nil)
		k.ends[Client].next--
		k.Wait(time.Second)
	}
}

// demoNeighbours: IPv6 router and neighbour discovery, then a ping.
func demoNeighbours(c *Capture) {
	own := netip.MustParseAddr("fe80::200:5eff:fe00:5310")
	routers, nodes := netip.MustParseAddr("ff02::2"), netip.MustParseAddr("ff02::1")
	send := func(ms int, from, to MAC, src, dst netip.Addr, typ uint8, word uint32, body []byte) {
		ip := IP{Src: src, Dst: dst, Proto: ProtoICMPv6, TTL: 255}
		c.Add(at(ms), Ethernet(to, from, TypeIPv6, ip.Packet(ICMPv6(src, dst, typ, 0, word, body))))
	}
	source := append([]byte{1, 1}, demoDesk.MAC[:]...)
	target := append([]byte{2, 1}, demoRouter[:]...)
	send(12_000, demoDesk.MAC, Multicast6(routers), own, routers, 133, 0, source)
	send(12_020, demoRouter, Multicast6(nodes), demoGate6.Addr, nodes, 134, 64<<24|1800, make([]byte, 8))
	asked := netip.MustParseAddr("ff02::1:ff00:1")
	gate := demoGate6.Addr.As16()
	send(12_100, demoDesk.MAC, Multicast6(asked), own, asked, 135, 0, append(gate[:], source...))
	send(12_101, demoRouter, demoDesk.MAC, demoGate6.Addr, own, 136, 0xe0000000, append(gate[:], target...))
	for i := range 3 {
		word := 0x0b0b<<16 | uint32(i+1)
		send(12_200+1000*i, demoDesk.MAC, demoRouter, demoDesk6.Addr, demoShell6.Addr, 128, word, page(56))
		send(12_231+1000*i, demoRouter, demoDesk.MAC, demoShell6.Addr, demoDesk6.Addr, 129, word, page(56))
	}
}

// demoShell: a secure shell over IPv6 in which someone types, twenty seconds
// long, so that it spans several status intervals.
func demoShell(c *Capture) {
	rtt := 31 * time.Millisecond
	k := NewConn(c, at(16_000), demoDesk6, 52022, demoShell6, 22)
	k.Open(rtt)
	k.Write(Server, rtt, []byte("SSH-2.0-demo_1.0\r\n"))
	k.Write(Client, rtt, []byte("SSH-2.0-demo_1.0\r\n"))
	k.Write(Client, rtt, page(1200))
	k.Write(Server, rtt, page(1100))
	for i := range 40 {
		k.Wait(time.Duration(250+i*13%220) * time.Millisecond)
		k.Send(Client, ACK|PSH, nil, page(36))
		k.Wait(rtt)
		k.Send(Server, ACK|PSH, nil, page(36))
		k.Wait(time.Millisecond)
		k.Send(Client, ACK, nil, nil)
	}
	k.Close(Client, rtt)
}

// demoTagged: a print job and log messages on VLAN 30.
func demoTagged(c *Capture) {
	k := NewConn(c, at(40_000), demoDesk, 51100, demoPrint, 9100)
	k.VLAN = 30
	k.Open(time.Millisecond)
	k.Write(Client, time.Millisecond, page(9000))
	k.Wait(700 * time.Millisecond)
	k.Close(Client, time.Millisecond)
	for i := range 4 {
		src := netip.AddrPortFrom(demoPrint.Addr, 514)
		dst := netip.AddrPortFrom(demoDesk.Addr, 514)
		ip := IP{Src: src.Addr(), Dst: dst.Addr(), Proto: ProtoUDP, ID: uint16(900 + i)}
		text := fmt.Appendf(nil, "<14>printer: page %d of 4", i+1)
		c.Add(at(40_500+700*i), Ethernet(demoDesk.MAC, demoPrint.MAC, TypeVLAN,
			VLAN(30, TypeIPv4, ip.Packet(UDP(src, dst, text)))))
	}
}

// demoCall: one second of a telephone call, RTP both ways with two packets
// lost on the way in, and the RTCP reports beside it.
func demoCall(c *Capture) {
	rtp := func(i int, ssrc uint32) []byte {
		b := []byte{0x80, 0}
		b = binary.BigEndian.AppendUint16(b, uint16(4000+i))
		b = binary.BigEndian.AppendUint32(b, uint32(160*i))
		return append(binary.BigEndian.AppendUint32(b, ssrc), page(160)...)
	}
	for i := range 50 {
		t := at(50_000 + 20*i)
		udp(c, t, demoPhone, 16384, demoPeer, 20000, rtp(i, 0x11111111))
		if i != 20 && i != 21 {
			udp(c, t.Add(7*time.Millisecond), demoPeer, 20000, demoPhone, 16384, rtp(i, 0x22222222))
		}
	}
	for i := range 2 {
		report := []byte{0x80, 200, 0, 6}
		report = append(binary.BigEndian.AppendUint32(report, 0x11111111), make([]byte, 20)...)
		udp(c, at(50_500+500*i), demoPhone, 16385, demoPeer, 20001, report)
		udp(c, at(50_530+500*i), demoPeer, 20001, demoPhone, 16385, report)
	}
}

// demoFragments: a DNS answer of 3 kB in three fragments, the last two out of
// order; and a second fragment whose first never came.
func demoFragments(c *Capture) {
	udp(c, at(60_000), demoDesk, 40900, demoDNS, 53, dns(0x7171, "keys.example.net", 0))
	src, dst := netip.AddrPortFrom(demoDNS.Addr, 53), netip.AddrPortFrom(demoDesk.Addr, 40900)
	whole := UDP(src, dst, append(dns(0x7171, "keys.example.net", 2), page(3000)...))
	for i, part := range []int{0, 2, 1} {
		from := 1480 * part
		to := min(from+1480, len(whole))
		ip := IP{Src: src.Addr(), Dst: dst.Addr(), Proto: ProtoUDP, ID: 0x5150, Offset: from, More: to < len(whole)}
		c.Add(at(60_003+i), Ethernet(demoDesk.MAC, demoDNS.MAC, TypeIPv4, ip.Packet(whole[from:to])))
	}
	lone := IP{Src: demoPeer.Addr, Dst: demoPhone.Addr, Proto: ProtoUDP, ID: 0x0bad, Offset: 1480, TTL: 115}
	c.Add(at(61_000), Ethernet(demoPhone.MAC, demoRouter, TypeIPv4, lone.Packet(page(400))))
}

// demoLoss: an upload with two segments sent again and a reset at the end.
func demoLoss(c *Capture) {
	rtt := 40 * time.Millisecond
	k := NewConn(c, at(70_000), demoDesk, 51200, demoWeb, 443)
	k.Open(rtt)
	for i := range 6 {
		k.Send(Client, ACK|PSH, nil, page(1460))
		k.Wait(2 * time.Millisecond)
		if i == 2 || i == 4 {
			k.Wait(210 * time.Millisecond)
			k.ends[Client].next -= 1460
			k.Send(Client, ACK|PSH, nil, page(1460))
		}
		k.Wait(rtt)
		k.Send(Server, ACK, nil, nil)
	}
	k.Wait(3 * time.Second)
	k.Send(Server, RST|ACK, nil, nil)
}

// demoMulticast: service discovery, time and group membership.
func demoMulticast(c *Capture) {
	mdns := netip.MustParseAddr("224.0.0.251")
	group := Host{MAC: MAC{0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb}, Addr: mdns}
	for i := range 3 {
		udp(c, at(100_000+1000*i), demoPrint, 5353, group, 5353, dns(0, "_ipp._tcp.local", 0))
	}
	ntp := append([]byte{0x23, 0, 6, 0xec}, make([]byte, 44)...)
	for i := range 2 {
		udp(c, at(120_000+64_000*i), demoDesk, 123, demoGate, 123, ntp)
		udp(c, at(120_002+64_000*i), demoGate, 123, demoDesk, 123, ntp)
	}
	join := []byte{0x16, 0, 0, 0}
	join = append(join, mdns.AsSlice()...)
	binary.BigEndian.PutUint16(join[2:], ^fold(sum(0, join)))
	ip := IP{Src: demoPrint.Addr, Dst: mdns, Proto: 2, TTL: 1, Options: []byte{0x94, 4, 0, 0}}
	c.Add(at(99_000), Ethernet(group.MAC, demoPrint.MAC, TypeIPv4, ip.Packet(join)))
}

// demoSlowScan: one stranger tries one port of the desk each twenty seconds
// for ten minutes. Most are refused, some fall into silence, one answers.
func demoSlowScan(c *Capture) {
	ports := []uint16{
		21, 22, 23, 25, 53, 80, 81, 88, 110, 111, 135, 139, 143, 389, 443,
		445, 465, 587, 631, 993, 995, 1433, 1723, 3306, 3389, 5432, 5900, 8000, 8080, 8888,
	}
	for i, port := range ports {
		k := NewConn(c, at(3500+20_000*i), demoScan, uint16(61000+i), demoDesk, port)
		switch {
		case port == 22:
			k.Send(Client, SYN, synOptions[:4], nil)
			k.Wait(400 * time.Microsecond)
			k.Send(Server, SYN|ACK, synOptions, nil)
			k.Wait(80 * time.Millisecond)
			k.Send(Client, RST, nil, nil)
		case i%7 == 4:
			k.Send(Client, SYN, synOptions[:4], nil)
		default:
			k.Refuse(time.Millisecond)
		}
	}
}
