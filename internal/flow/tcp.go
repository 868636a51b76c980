// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// TCP states, numbered as in the record (record format, section 6.6).
const (
	tcpClosed = iota
	tcpListen
	tcpSynSent
	tcpSynRcvd
	tcpEstablished
	tcpCloseWait
	tcpFinWait1
	tcpClosing
	tcpLastAck
	tcpFinWait2
	tcpTimeWait
)

// tcpFlow is the TCP state of a flow, two cache lines.
type tcpFlow struct {
	src     tcpSide
	status  uint32
	options uint32
	state   uint8
	_       [7]byte

	dst            tcpSide
	synAck         uint32 // microseconds
	ackDat         uint32
	srcMSS, dstMSS uint16
	_              [4]byte
}

// tcpSide is one direction of a TCP flow. Acknowledgement numbers are kept
// minus one, so that they compare with the other side's positions.
type tcpSide struct {
	last    int64 // time of the last packet
	status  uint32
	base    uint32
	seq     uint32
	ack     uint32
	winsAck uint32
	bytes   uint32
	retrans uint32
	flight  uint32
	window  uint16
	ipid    uint16
	flags   uint8
	wscale  uint8
	bits    uint8
}

const (
	tcpHasBase uint8 = 1 << iota
	tcpHasAck
	tcpHasIPID
)

const tcpStateFlags = packet.FlagSYN | packet.FlagACK | packet.FlagRST | packet.FlagFIN

// lessSeq reports whether a is before b in sequence space (RFC 1982).
func lessSeq(a, b uint32) bool { return int32(a-b) < 0 }

// Status bits that a side keeps for itself are pairs, source and destination:
// a side sets both, and each record takes from either side its own.
const (
	pairRetrans = record.TCPSrcRetrans | record.TCPDstRetrans
	pairWinShut = record.TCPSrcWinShut | record.TCPDstWinShut
	pairReset   = record.TCPSrcReset | record.TCPDstReset
	pairECN     = record.TCPSrcECN | record.TCPDstECN
	pairOOO     = record.TCPSrcOOO | record.TCPDstOOO
	pairDup     = record.TCPSrcDup | record.TCPDstDup

	srcBits = record.TCPSrcRetrans | record.TCPSrcWinShut | record.TCPSrcReset | record.TCPSrcECN |
		record.TCPSrcOOO | record.TCPSrcDup
	dstBits = srcBits << 1
)

// recordStatus returns the status word of a record.
func (c *tcpFlow) recordStatus() uint32 {
	return c.status | c.src.status&srcBits | c.dst.status&dstBits
}

// countTCP adds a packet with a whole TCP header to f. It reports whether the
// distance to the packet before counts as active for inter-packet times.
func (e *Engine) countTCP(f *flow, p *packet.Packet, fromSrc bool) bool {
	c := &f.tcp
	first := f.bits&flowTCP == 0
	if first {
		*c = tcpFlow{}
		f.bits |= flowTCP
	}
	this, peer := &c.src, &c.dst
	if !fromSrc {
		this, peer = peer, this
	}
	n := max(p.AppBytes, p.SegLen) // captures may have lost the original lengths of frames
	active := true
	if first {
		c.begin(this, p, n)
		active = n > 0
	} else {
		active = c.sequence(this, peer, p, n, e.cfg.TrackDuplicates)
		if c.state != tcpEstablished || p.TCPFlags&(packet.FlagSYN|packet.FlagRST|packet.FlagFIN|packet.FlagECE) != 0 {
			c.advance(this, peer, p, n)
		}
	}
	this.flags |= p.TCPFlags
	if p.TCPFlags&packet.FlagSYN != 0 {
		this.wscale = p.WScale
		c.setMSS(p.MSS, fromSrc)
	}
	c.options |= p.TCPOpts
	this.last = p.Time
	if e.cfg.Keystroke.Mode != KeystrokeOff && n > 0 {
		e.countKeystroke(f, p, n, fromSrc)
	}
	return active
}

// begin sets the state of a flow from its first packet (flow model, section
// 6.2). Sides take no status from it, as in release 3.0.8.
func (c *tcpFlow) begin(this *tcpSide, p *packet.Packet, n uint32) {
	fl := p.TCPFlags
	this.base, this.seq = p.Seq-1, p.Seq+n
	this.bits |= tcpHasBase
	this.bytes = n
	this.window = p.Window
	switch {
	case fl&packet.FlagRST != 0:
		c.state = tcpListen
		c.status |= pairReset
		if p.Seq == 0 {
			this.base = p.Ack - 1
		}
	case fl&(tcpStateFlags|packet.FlagPSH|packet.FlagURG) == packet.FlagSYN:
		c.state = tcpSynSent
		c.status |= record.TCPSyn
		this.base, this.seq = p.Seq, p.Seq
		if fl&(packet.FlagECE|packet.FlagCWR) == packet.FlagECE|packet.FlagCWR {
			c.options |= record.TCPOptSrcECN
		}
	case fl&(packet.FlagSYN|packet.FlagACK|packet.FlagFIN) == packet.FlagSYN|packet.FlagACK:
		c.state = tcpSynRcvd
		c.status |= record.TCPSynAck
		this.base, this.seq = p.Seq, p.Seq
		if fl&(packet.FlagECE|packet.FlagCWR) == packet.FlagECE {
			c.options |= record.TCPOptDstECN
		}
	case fl&packet.FlagFIN != 0 && fl&packet.FlagSYN == 0:
		c.state = tcpFinWait1
		c.status |= record.TCPFin
	default:
		c.state = tcpEstablished
		c.status |= record.TCPEstablished
	}
}

// setMSS keeps the segment size that a side announced.
func (c *tcpFlow) setMSS(n uint16, fromSrc bool) {
	switch {
	case n == 0:
	case fromSrc:
		c.srcMSS = n
	default:
		c.dstMSS = n
	}
}

func (s *tcpSide) setWindow(p *packet.Packet) {
	if p.TCPFlags&(packet.FlagRST|packet.FlagFIN) != 0 {
		return
	}
	if p.Window == 0 {
		s.status |= pairWinShut
		return
	}
	s.window = p.Window
}

func (s *tcpSide) retransmitted() {
	s.retrans++
	s.status |= pairRetrans
}

// set marks a status bit on a side and on the whole flow.
func (c *tcpFlow) set(this *tcpSide, bit uint32) {
	this.status |= bit
	c.status |= bit
}

// advance runs the state machine for a packet after the first (flow model,
// section 6.2). Packets of established connections without the flags that it
// looks for change nothing.
func (c *tcpFlow) advance(this, peer *tcpSide, p *packet.Packet, n uint32) {
	fl := p.TCPFlags & tcpStateFlags
	acked := fl&packet.FlagACK != 0 && peer.bits&tcpHasBase != 0 && this.ack == peer.seq
	if fl&packet.FlagACK != 0 && p.TCPFlags&packet.FlagECE != 0 {
		c.echo(this)
	}
	if fl&packet.FlagRST != 0 {
		c.reset(this, peer, p)
		return
	}
	switch c.state {
	case tcpListen, tcpSynSent:
		c.fromSynSent(this, peer, p, fl, acked)
	case tcpSynRcvd:
		c.fromSynRcvd(this, peer, p, fl)
	case tcpEstablished:
		if fl&packet.FlagFIN != 0 {
			c.state = tcpFinWait1
			c.set(this, record.TCPFin)
		}
		if fl&packet.FlagSYN != 0 {
			this.retransmitted()
			if fl&packet.FlagACK != 0 {
				c.set(this, record.TCPSynAck)
			}
		}
	case tcpCloseWait, tcpFinWait1, tcpLastAck, tcpFinWait2:
		if fl&packet.FlagFIN != 0 {
			if fl&packet.FlagACK != 0 {
				c.set(this, record.TCPFin)
			} else if acked {
				this.retransmitted()
			}
		}
		if fl&packet.FlagACK != 0 && n == 0 && peer.status&record.TCPFin != 0 && acked {
			c.state = tcpFinWait2
			c.set(peer, record.TCPFinAck)
		}
	case tcpClosing, tcpTimeWait:
		if fl&packet.FlagACK != 0 && acked && this.seq == peer.ack {
			c.state = tcpClosed
		}
	}
}

// echo handles the ECN echo flag (RFC 3168). Both releases take it for
// congestion as soon as the first packet announced ECN, the answer included.
func (c *tcpFlow) echo(this *tcpSide) {
	if c.options&(record.TCPOptSrcECN|record.TCPOptDstECN) != 0 {
		this.status |= pairECN
	}
}

// reset handles a RST.
//
// Compat: its number is held against what this side acknowledged, which counts
// the peer's bytes, so a connection is hardly ever closed. Printers of losses
// pass over connections that are. Pinned by TestResetState.
func (c *tcpFlow) reset(this, peer *tcpSide, p *packet.Packet) {
	this.status |= pairReset
	if c.state == tcpSynSent {
		if this.ack != peer.seq {
			c.state = tcpClosing
		}
		return
	}
	if p.Seq >= this.ack && p.Seq-this.ack < uint32(peer.window)>>peer.wscale {
		c.state = tcpClosed
	} else {
		c.state = tcpClosing
	}
}

func (c *tcpFlow) fromSynSent(this, peer *tcpSide, p *packet.Packet, fl uint8, acked bool) {
	switch {
	case fl == packet.FlagSYN:
		if this.bits&tcpHasBase != 0 {
			this.retransmitted()
		}
		c.status |= record.TCPSyn
	case fl == packet.FlagSYN|packet.FlagACK && this.status&record.TCPSyn == 0:
		c.state = tcpSynRcvd
		c.set(this, record.TCPSynAck)
		if acked {
			c.synAck = micros(peer.last, p.Time)
		}
	case fl&packet.FlagFIN != 0:
		c.state = tcpFinWait1
		c.set(this, record.TCPFin)
	case fl&packet.FlagACK != 0:
		c.state = tcpEstablished
		c.set(this, record.TCPEstablished)
	}
}

func (c *tcpFlow) fromSynRcvd(this, peer *tcpSide, p *packet.Packet, fl uint8) {
	switch {
	case fl&packet.FlagFIN != 0:
		c.state = tcpFinWait1
		c.set(this, record.TCPFin)
	case fl&packet.FlagSYN != 0:
		if this.bits&tcpHasBase != 0 {
			this.retransmitted()
		}
		if fl&packet.FlagACK == 0 {
			c.set(this, record.TCPSyn)
		}
	case fl&packet.FlagACK != 0:
		c.state = tcpEstablished
		c.set(this, record.TCPEstablished)
		if this.seq == peer.ack {
			c.ackDat = micros(peer.last, p.Time)
		}
	}
}

// micros returns the microseconds from one packet to another, whose times
// count in whole microseconds.
func micros(from, to int64) uint32 {
	us := to/1000 - from/1000
	if us < 0 || us > 0xffffffff {
		return 0
	}
	return uint32(us)
}

// reopen handles a SYN without ACK for a known connection (flow model,
// sections 5.2 and 5.3). A new connection between the same ports ends the old
// one: its record says STOP and the flow object begins again, with the sender
// as the source. It returns the packet's role.
func (e *Engine) reopen(f *flow, p *packet.Packet, r role) role {
	c := &f.tcp
	switch c.state {
	case tcpSynSent, tcpEstablished:
		return r
	case tcpSynRcvd:
		if c.status&record.TCPSyn == 0 && !r.fromSrc(f) && f.bits&flowOneWay == 0 {
			e.exchange(f)
		}
		return r
	}
	if f.src.packets > 0 {
		f.src.last = max(f.src.last, p.Time)
	} else {
		f.dst.last = max(f.dst.last, p.Time)
	}
	e.write(f, record.CauseStop)
	e.restart(f, p, r)
	return r
}

// exchange makes the destination of f its source.
func (e *Engine) exchange(f *flow) {
	f.bits ^= flowReversed
	f.src, f.dst = f.dst, f.src
	c := &f.tcp
	c.src, c.dst = c.dst, c.src
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
	f.src, f.dst = side{}, side{}
	f.bits &= flowActive | flowOneWay | flowTCP
	if r&roleSecond != 0 && f.bits&flowOneWay == 0 {
		f.bits |= flowReversed
	}
	f.number = 0
	f.tcp = tcpFlow{status: record.TCPPortReuse}
	e.take(f)
	e.status.push(f, p.Time)
	f.bits |= flowActive
	e.stats.Flows++
}
