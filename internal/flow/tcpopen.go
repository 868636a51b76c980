// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// This file tells connections between the same ports apart, by the sequence
// numbers with which they were opened.

// open handles a segment that opens a connection, of a flow that is known
// (flow model, sections 5.2 and 5.3; RFC 9293, section 3.6.1). A new connection
// between the same ports ends the old one: its record says STOP and the flow
// object begins again, with the sender as the source. It returns the packet's
// role.
func (e *Engine) open(f *flow, p *packet.Packet, r role) role {
	c := &f.tcp
	fromSrc := r.fromSrc(f)
	if f.openedBefore(p.Seq, fromSrc) {
		return r
	}
	switch {
	case c.hasOpen(p.Seq, fromSrc):
		// A copy of the SYN of this connection, or the SYN itself that comes late.
		if c.state != tcpSynRcvd && c.status&(record.TCPSynAck|record.TCPEstablished|record.TCPFin) == 0 {
			c.state = tcpSynSent
		}
	case c.state == tcpSynSent && !c.refused, c.state == tcpSynRcvd:
	case c.state == tcpEstablished:
		if c.status&record.TCPSyn == 0 {
			c.restartNumbers()
		}
	default:
		e.stop(f, p)
		e.restart(f, p, r)
		return r
	}
	if c.status&record.TCPSyn == 0 && !fromSrc && f.bits&flowOneWay == 0 {
		e.exchange(f)
	}
	return r
}

// accept handles a SYN with ACK where no SYN was seen: who sends it was asked,
// and is the destination.
//
// Compat: release 3.0.8 takes the sender of the first packet for the source, and
// its clients exchange the sides of IPv4 flows.
func (e *Engine) accept(f *flow, p *packet.Packet, r role) {
	const synAck = packet.FlagSYN | packet.FlagACK
	if e.cfg.Compat || p.TCPFlags&(synAck|packet.FlagRST|packet.FlagFIN) != synAck || f.bits&flowOneWay != 0 || !r.fromSrc(f) {
		return
	}
	if f.bits&flowTCP != 0 && (f.tcp.status&record.TCPSyn != 0 || f.tcp.dst.bits&tcpSentSynAck != 0) {
		return
	}
	e.exchange(f)
}

// accepted reports whether the SYN was not seen, but a SYN with ACK says which
// side is the destination.
func (f *flow) accepted() bool {
	return f.bits&flowTCP != 0 && f.tcp.status&(record.TCPSyn|record.TCPSynAck) == record.TCPSynAck && f.tcp.dst.bits&tcpSentSynAck != 0
}

// stop writes the last record of a connection that the SYN p follows.
//
// Compat: release 3.0.8 lets it end at the time of the SYN.
func (e *Engine) stop(f *flow, p *packet.Packet) {
	if e.cfg.Compat {
		if f.src.packets > 0 {
			f.src.last = max(f.src.last, p.Time)
		} else {
			f.dst.last = max(f.dst.last, p.Time)
		}
	}
	e.write(f, record.CauseStop)
}

// restartNumbers makes c begin with the next segment, which is a SYN: what was
// counted before belongs to a connection whose SYN was not seen.
func (c *tcpFlow) restartNumbers() {
	c.state = tcpSynSent
	for _, s := range [2]*tcpSide{&c.src, &c.dst} {
		s.bits &^= tcpHasBase | tcpHasAck | tcpHasIPID | tcpHasOpen | tcpSentSynAck | tcpProbing | tcpOneByte
		s.base, s.seq, s.ack, s.flight = 0, 0, 0, 0
	}
}

// hasOpen reports whether a side's SYN had the sequence number seq, as far as
// that is known.
func (c *tcpFlow) hasOpen(seq uint32, fromSrc bool) bool {
	if fromSrc {
		return c.src.bits&tcpHasOpen != 0 && c.srcOpen == seq
	}
	return c.dst.bits&tcpHasOpen != 0 && c.dstOpen == seq
}

// noteOpen keeps the sequence numbers of the SYNs of both sides. They are those
// of a SYN, else what the peer's SYN-ACK acknowledges, else the number before
// the lowest that was seen.
func (c *tcpFlow) noteOpen(this, peer *tcpSide, p *packet.Packet) {
	switch fl := p.TCPFlags; {
	case fl&packet.FlagRST != 0:
	case fl&packet.FlagSYN != 0:
		c.setOpen(this, p.Seq)
		if fl&packet.FlagACK != 0 && peer.bits&(tcpSentSyn|tcpSentSynAck) == 0 {
			c.setOpen(peer, p.Ack-1)
		}
	case (this.bits|peer.bits&^tcpSentSyn)&(tcpSentSyn|tcpSentSynAck) != 0:
	case this.bits&tcpHasOpen == 0 || lessSeq(p.Seq-1, *c.openOf(this)):
		c.setOpen(this, p.Seq-1)
	}
}

func (c *tcpFlow) openOf(s *tcpSide) *uint32 {
	if s == &c.src {
		return &c.srcOpen
	}
	return &c.dstOpen
}

func (c *tcpFlow) setOpen(s *tcpSide, seq uint32) {
	*c.openOf(s) = seq
	s.bits |= tcpHasOpen
}

// endpoint returns which end of f's key a side is: 0 for the first.
func (f *flow) endpoint(src bool) int {
	if src == (f.bits&flowReversed == 0) {
		return 0
	}
	return 1
}

// keepOpen remembers with which sequence numbers the connection of f, which
// ends, was opened.
func (f *flow) keepOpen() {
	f.bits &^= flowOpenFirst | flowOpenSecond
	for _, src := range [2]bool{true, false} {
		s, open := &f.tcp.src, f.tcp.srcOpen
		if !src {
			s, open = &f.tcp.dst, f.tcp.dstOpen
		}
		if s.bits&tcpHasOpen != 0 {
			i := f.endpoint(src)
			f.opened[i] = open
			f.bits |= flowOpenFirst << i
		}
	}
}

// openedBefore reports whether the connection before the one that f holds was
// opened by this side with the sequence number seq.
func (f *flow) openedBefore(seq uint32, fromSrc bool) bool {
	i := f.endpoint(fromSrc)
	return f.bits&(flowOpenFirst<<i) != 0 && f.opened[i] == seq && !f.tcp.hasOpen(seq, fromSrc)
}

// exchange makes the destination of f its source.
func (e *Engine) exchange(f *flow) {
	f.bits ^= flowReversed
	f.src, f.dst = f.dst, f.src
	c := &f.tcp
	c.src, c.dst = c.dst, c.src
	c.srcOpen, c.dstOpen = c.dstOpen, c.srcOpen
	c.srcMSS, c.dstMSS = c.dstMSS, c.srcMSS
	if x := f.ext; x != nil {
		if m := x.measures; m != nil {
			m.sizes[0], m.sizes[1] = m.sizes[1], m.sizes[0]
			m.jitter[0], m.jitter[1] = m.jitter[1], m.jitter[0]
		}
		x.data[0], x.data[1] = x.data[1], x.data[0]
		x.srcVNI, x.dstVNI = x.dstVNI, x.srcVNI
		x.hasSrcVNI, x.hasDVNI = x.hasDVNI, x.hasSrcVNI
		x.ether.Src, x.ether.Dst = x.ether.Dst, x.ether.Src
	}
}

// restart begins f anew with packet p.
func (e *Engine) restart(f *flow, p *packet.Packet, r role) {
	if f.ext != nil {
		if f.ext.kids != nil {
			e.dropFragments(f)
		}
		f.ext.reset()
		e.describe(f, p)
	}
	f.keepOpen()
	f.src, f.dst = side{}, side{}
	f.bits = f.bits&(flowActive|flowOneWay|flowOpenFirst|flowOpenSecond) | flowReuse
	if r&roleSecond != 0 && f.bits&flowOneWay == 0 {
		f.bits |= flowReversed
	}
	f.number = 0
	e.take(f)
	e.status.push(f, p.Time)
	f.bits |= flowActive
	e.stats.Flows++
}
