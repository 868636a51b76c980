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
	refused bool // the attempt to connect was answered by a RST
	_       [2]byte
	srcOpen uint32 // sequence number of the source's SYN, if src.bits has tcpHasOpen

	dst            tcpSide
	synAck         uint32 // microseconds
	ackDat         uint32
	srcMSS, dstMSS uint16
	dstOpen        uint32 // as srcOpen, of the destination
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
	bits    uint16
}

// Bits of a tcpSide.
const (
	tcpHasBase    uint16 = 1 << iota // base and seq hold values
	tcpHasAck                        // ack holds a value
	tcpHasIPID                       // ipid holds a value
	tcpHasOpen                       // srcOpen or dstOpen of the flow holds a value
	tcpSentSyn                       // the side sent a SYN without ACK
	tcpSentSynAck                    // the side sent a SYN with ACK
	tcpShut                          // the last window that the side announced was 0
	tcpProbing                       // a zero-window probe of the side is not acknowledged yet
	tcpOneByte                       // the side's last data segment held one byte
)

const tcpStateFlags = packet.FlagSYN | packet.FlagACK | packet.FlagRST | packet.FlagFIN

// opens reports whether a segment with these flags opens a connection: it has
// SYN and neither ACK nor RST, whatever else it has (RFC 9293, section
// 3.10.7.2).
func opens(flags uint8) bool {
	return flags&(packet.FlagSYN|packet.FlagACK|packet.FlagRST) == packet.FlagSYN
}

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
// distance to the packet before counts as active for inter-packet times, and
// how many bytes of the payload are those of a probe, which are no data.
func (e *Engine) countTCP(f *flow, p *packet.Packet, fromSrc bool) (active bool, probe int) {
	c := &f.tcp
	first := f.bits&flowTCP == 0
	if first {
		*c = tcpFlow{}
		if f.bits&flowReuse != 0 {
			c.status = record.TCPPortReuse
		}
		f.bits |= flowTCP
	}
	this, peer := &c.src, &c.dst
	if !fromSrc {
		this, peer = peer, this
	}
	n := max(p.AppBytes, p.SegLen) // captures may have lost the original lengths of frames
	switch {
	case first:
		c.begin(this, peer, p, n)
		active = n > 0
	case opens(p.TCPFlags) && f.openedBefore(p.Seq, fromSrc): // a late copy of the SYN of the connection before
		active = true
	default:
		if n == 1 && !e.cfg.Compat && c.isProbe(this, peer, p) {
			n, probe = 0, 1
			e.subtractApp(f, fromSrc, p.AppBytes)
		}
		var taken bool
		active, taken = c.sequence(this, peer, p, n, e.cfg.TrackDuplicates)
		if taken {
			e.addApp(f, !fromSrc)
		}
		if c.state != tcpEstablished || p.TCPFlags&(packet.FlagSYN|packet.FlagRST|packet.FlagFIN|packet.FlagECE) != 0 {
			c.advance(this, peer, p, n)
		}
	}
	c.noteOpen(this, peer, p)
	this.note(p, n)
	if p.TCPFlags&packet.FlagSYN != 0 {
		this.wscale = p.WScale
		c.setMSS(p.MSS, fromSrc)
	}
	c.options |= p.TCPOpts
	if e.cfg.Keystroke.Mode != KeystrokeOff && n > 0 {
		e.countKeystroke(f, p, n, fromSrc)
	}
	return active, probe
}

// note keeps what a side's next packet is compared with.
func (s *tcpSide) note(p *packet.Packet, n uint32) {
	s.flags |= p.TCPFlags
	s.last = p.Time
	if p.TCPFlags&(packet.FlagRST|packet.FlagFIN) == 0 {
		s.bits &^= tcpShut
		if p.Window == 0 {
			s.bits |= tcpShut
		}
	}
	switch n {
	case 0:
	case 1:
		s.bits |= tcpOneByte
	default:
		s.bits &^= tcpOneByte
	}
}

// begin sets the state of a flow from its first packet (flow model, section
// 6.2). Sides take no status from it, as in release 3.0.8.
func (c *tcpFlow) begin(this, peer *tcpSide, p *packet.Packet, n uint32) {
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
	case opens(fl):
		c.state = tcpSynSent
		c.status |= record.TCPSyn
		this.base, this.seq = p.Seq, p.Seq
		this.bits |= tcpSentSyn
		if fl&(packet.FlagECE|packet.FlagCWR) == packet.FlagECE|packet.FlagCWR {
			c.options |= record.TCPOptSrcECN
		}
	case fl&(packet.FlagSYN|packet.FlagACK|packet.FlagFIN) == packet.FlagSYN|packet.FlagACK:
		c.state = tcpSynRcvd
		c.status |= record.TCPSynAck
		this.base, this.seq = p.Seq, p.Seq
		this.bits |= tcpSentSynAck
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
	switch {
	case fl&packet.FlagRST != 0:
		c.reset(this, peer, p)
		return
	case opens(fl):
		c.sentSyn(this)
		return
	}
	again := fl&packet.FlagSYN != 0 && this.bits&tcpSentSynAck != 0
	if fl&packet.FlagSYN != 0 {
		this.bits |= tcpSentSynAck
	}
	switch c.state {
	case tcpListen, tcpSynSent:
		c.fromSynSent(this, peer, p, fl)
	case tcpSynRcvd:
		c.fromSynRcvd(this, peer, p, fl, again)
	case tcpEstablished:
		if fl&packet.FlagFIN != 0 {
			c.state = tcpFinWait1
			c.set(this, record.TCPFin)
		}
		if again {
			this.retransmitted()
		}
		if fl&packet.FlagSYN != 0 {
			c.set(this, record.TCPSynAck)
		}
	case tcpCloseWait, tcpFinWait1, tcpLastAck, tcpFinWait2:
		if fl&packet.FlagFIN != 0 {
			if fl&packet.FlagACK != 0 {
				c.set(this, record.TCPFin)
			} else if acked {
				this.retransmitted()
			}
		}
		if n == 0 && peer.status&record.TCPFin != 0 && acked {
			c.state = tcpFinWait2
			c.set(peer, record.TCPFinAck)
		}
	case tcpClosing, tcpTimeWait:
		if acked && this.seq == peer.ack {
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
		c.refused = true
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

// sentSyn notes a SYN without ACK. Only a second one of the same side is a
// retransmission: both sides send one where they open at the same time (RFC
// 9293, section 3.5), and a first one may come late.
func (c *tcpFlow) sentSyn(this *tcpSide) {
	if this.bits&tcpSentSyn != 0 {
		this.retransmitted()
	}
	this.bits |= tcpSentSyn
	c.status |= record.TCPSyn
	if c.state == tcpSynRcvd {
		this.status |= record.TCPSyn
	}
}

func (c *tcpFlow) fromSynSent(this, peer *tcpSide, p *packet.Packet, fl uint8) {
	switch {
	case fl == packet.FlagSYN|packet.FlagACK:
		c.state = tcpSynRcvd
		c.set(this, record.TCPSynAck)
		if peer.acknowledgedSyn(this) {
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

// acknowledgedSyn reports whether peer acknowledged the SYN of s and data that
// it carried (RFC 7413), but nothing more.
func (s *tcpSide) acknowledgedSyn(peer *tcpSide) bool {
	return s.bits&tcpHasBase != 0 && peer.bits&tcpHasAck != 0 && peer.ack-s.seq <= s.bytes
}

func (c *tcpFlow) fromSynRcvd(this, peer *tcpSide, p *packet.Packet, fl uint8, again bool) {
	switch {
	case fl&packet.FlagFIN != 0:
		c.state = tcpFinWait1
		c.set(this, record.TCPFin)
	case again:
		this.retransmitted()
	case fl&packet.FlagSYN != 0: // both sides opened
	case fl&packet.FlagACK != 0:
		c.state = tcpEstablished
		c.set(this, record.TCPEstablished)
		if this.acknowledgedSyn(peer) {
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
