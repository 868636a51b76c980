// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"net/netip"
	"time"
)

// A Host is one end of a conversation on a link.
type Host struct {
	MAC  MAC
	Addr netip.Addr
	TTL  uint8 // of the packets it sends; 64 if zero
}

// Frame returns a frame from h to peer that carries an IP packet.
func (h Host) Frame(peer Host, proto uint8, payload []byte) []byte {
	ip := IP{Src: h.Addr, Dst: peer.Addr, Proto: proto, TTL: h.TTL}
	return Ethernet(peer.MAC, h.MAC, ip.Type(), ip.Packet(payload))
}

// An end is one side of a TCP connection.
type end struct {
	host Host
	port uint16
	next uint32 // sequence number of the next byte
	got  uint32 // acknowledgement number
	id   uint16 // IP identification of the next packet
	win  uint16
}

// A Conn is a TCP connection in a capture. Its methods append segments with
// correct sequence and acknowledgement numbers; only Wait advances the time.
type Conn struct {
	Now     time.Time
	VLAN    uint16 // tag the frames with this id unless it is 0
	capture *Capture
	ends    [2]end
}

// Side chooses who sends.
type Side int

// The two ends of a connection.
const (
	Client Side = iota
	Server
)

// NewConn returns a connection that has sent nothing yet.
func NewConn(c *Capture, at time.Time, client Host, cport uint16, server Host, sport uint16) *Conn {
	return &Conn{Now: at, capture: c, ends: [2]end{
		{host: client, port: cport, next: 1_000_000_000 + uint32(cport), id: cport, win: 64240},
		{host: server, port: sport, next: 3_000_000_000 + uint32(cport), id: 7 * cport, win: 65160},
	}}
}

// Wait advances the time.
func (c *Conn) Wait(d time.Duration) { c.Now = c.Now.Add(d) }

// Send appends one segment as given, whatever was sent before.
func (c *Conn) Send(from Side, flags uint8, options, data []byte) {
	me, peer := &c.ends[from], &c.ends[1-from]
	s := Segment{Seq: me.next, Flags: flags, Window: me.win, Options: options, Data: data}
	if flags&ACK != 0 {
		s.Ack = me.got
	}
	src := netip.AddrPortFrom(me.host.Addr, me.port)
	dst := netip.AddrPortFrom(peer.host.Addr, peer.port)
	ip := IP{Src: src.Addr(), Dst: dst.Addr(), Proto: ProtoTCP, TTL: me.host.TTL, ID: me.id}
	me.id++
	typ, p := ip.Type(), ip.Packet(TCP(src, dst, s))
	if c.VLAN != 0 {
		typ, p = TypeVLAN, VLAN(c.VLAN, ip.Type(), p)
	}
	c.capture.Add(c.Now, Ethernet(peer.host.MAC, me.host.MAC, typ, p))
	me.next += uint32(len(data))
	if flags&(SYN|FIN) != 0 {
		me.next++
	}
	peer.got = me.next
}

// synOptions are maximum segment size 1460, SACK permitted, window scale 7.
var synOptions = []byte{2, 4, 0x05, 0xb4, 4, 2, 1, 3, 3, 7, 0, 0}

// Open appends the three segments of the handshake, half a round trip apart.
func (c *Conn) Open(rtt time.Duration) {
	c.Send(Client, SYN, synOptions, nil)
	c.Wait(rtt / 2)
	c.Send(Server, SYN|ACK, synOptions, nil)
	c.Wait(rtt / 2)
	c.Send(Client, ACK, nil, nil)
}

// Write appends data in segments of at most 1460 bytes, then the peer's
// acknowledgement half a round trip later.
func (c *Conn) Write(from Side, rtt time.Duration, data []byte) {
	for len(data) > 0 {
		n := min(len(data), 1460)
		flags := uint8(ACK)
		if n == len(data) {
			flags |= PSH
		}
		c.Send(from, flags, nil, data[:n])
		c.Wait(200 * time.Microsecond)
		data = data[n:]
	}
	c.Wait(rtt / 2)
	c.Send(1-from, ACK, nil, nil)
}

// Close appends FIN, the peer's FIN and the last acknowledgement.
func (c *Conn) Close(from Side, rtt time.Duration) {
	c.Send(from, FIN|ACK, nil, nil)
	c.Wait(rtt / 2)
	c.Send(1-from, FIN|ACK, nil, nil)
	c.Wait(rtt / 2)
	c.Send(from, ACK, nil, nil)
}

// Refuse appends a SYN and the reset that answers it.
func (c *Conn) Refuse(rtt time.Duration) {
	c.Send(Client, SYN, synOptions, nil)
	c.Wait(rtt / 2)
	me := &c.ends[Server]
	me.next, me.win = 0, 0
	c.Send(Server, RST|ACK, nil, nil)
}
