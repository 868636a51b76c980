// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"math/bits"

	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// maxIPIDStep is how far an IP identification may be behind the one before it
// to tell a reordered packet from a wrapped counter.
const maxIPIDStep = 5000

// sequence follows the sequence and acknowledgement numbers of a packet after
// the first (flow model, section 6.3), with n bytes of data. It reports whether
// the packet counts as active for inter-packet times, and whether it
// acknowledges the byte of a probe of the peer.
func (c *tcpFlow) sequence(this, peer *tcpSide, p *packet.Packet, n uint32, duplicates bool) (active, taken bool) {
	fl := p.TCPFlags & tcpStateFlags
	if opens(fl) {
		if this.bits&tcpHasBase == 0 {
			this.base, this.seq = p.Seq, p.Seq
			this.bits |= tcpHasBase
		}
		this.setWindow(p)
		return true, false
	}
	if p.Window == 0 && fl&(packet.FlagFIN|packet.FlagRST) == 0 {
		this.setWindow(p)
	} else if fl&(packet.FlagFIN|packet.FlagRST) == 0 {
		this.window = p.Window
	}
	if n > 0 && peer.window != 0 {
		active = this.flight != 0
		this.bytes += n
		if this.status&record.TCPFin != 0 {
			if lessSeq(p.Seq, this.seq) {
				this.retransmitted()
			} else if fl&packet.FlagFIN == 0 {
				this.status |= pairOOO
			}
		}
		if fl&packet.FlagSYN == 0 {
			this.flight += n
		}
	}
	if c.position(this, peer, p, n, duplicates) {
		active = false
	}
	return active, c.acknowledge(this, peer, p)
}

// isProbe reports whether p, of one byte, is a keep-alive (RFC 9293, section
// 3.8.4) or a zero-window probe (section 3.8.6.1). The byte of the first is
// garbage. That of the second is data when the peer acknowledges it, or when it
// is sent again; neither is a retransmission.
//
// A keep-alive has the last number that the peer acknowledged, while nothing is
// outstanding. So has the retransmission of a segment of one byte whose
// acknowledgement was lost behind the sensor; that one has PSH.
//
// Compat: release 3.0.8 does not look for probes.
func (c *tcpFlow) isProbe(this, peer *tcpSide, p *packet.Packet) bool {
	if peer.bits&tcpHasAck == 0 || this.bits&tcpHasBase == 0 || p.TCPFlags&(packet.FlagSYN|packet.FlagFIN|packet.FlagRST) != 0 {
		return false
	}
	next := peer.ack + 1
	outstanding := lessSeq(next, this.seq)
	switch {
	case p.Seq == peer.ack && !outstanding:
		return this.bits&tcpOneByte == 0 || p.TCPFlags&packet.FlagPSH == 0
	case p.Seq == next && peer.bits&tcpShut != 0:
		if !outstanding {
			this.bits |= tcpProbing
		}
		return true
	}
	return false
}

// position moves this side's sequence position. It reports whether the packet
// was a retransmission.
func (c *tcpFlow) position(this, peer *tcpSide, p *packet.Packet, n uint32, duplicates bool) bool {
	end := p.Seq + n
	if n > 0 && !lessSeq(peer.ack+1, p.Seq) {
		this.bits &^= tcpProbing // the byte of the probe is sent again
	}
	id := bits.ReverseBytes16(p.IPID) // both releases compare it as it stands in memory
	switch {
	case this.bits&tcpHasBase == 0:
		this.base, this.seq = p.Seq, end
		this.bits |= tcpHasBase
		return false
	case n == 0 || peer.window == 0:
		return false
	}
	if duplicates && p.IPID != 0 && this.bits&tcpHasIPID != 0 && id == this.ipid {
		this.status |= pairDup
		return false
	}
	retrans := false
	if peer.bits&tcpHasAck != 0 && lessSeq(p.Seq, peer.ack) {
		if peer.ack-p.Seq < uint32(this.window)>>this.wscale || this.window == 0 {
			retrans = true
		}
	} else {
		most := this.seq
		if lessSeq(most, end) {
			most = end
		}
		if this.window != 0 {
			switch {
			case this.bits&tcpHasIPID != 0 && this.ipid-id-1 < maxIPIDStep-1:
				this.status |= pairOOO
			case peer.bits&tcpHasAck != 0 && int32(this.flight-(most-1-peer.ack)) > 0:
				retrans = true
			case lessSeq(end, this.seq):
				if p.Seq == peer.ack+1 {
					retrans = true
				} else {
					this.status |= pairOOO
				}
			}
		}
		this.seq = most
	}
	if retrans {
		this.retransmitted()
		this.flight -= min(n, this.flight)
	}
	this.ipid = id
	this.bits |= tcpHasIPID
	return retrans
}

// acknowledge follows the acknowledgement number. It reports whether the byte
// of a probe of the peer is acknowledged with it, which counts as data then.
func (c *tcpFlow) acknowledge(this, peer *tcpSide, p *packet.Packet) (taken bool) {
	if p.TCPFlags&packet.FlagACK == 0 || p.Ack == 0 {
		return false
	}
	ack := p.Ack - 1
	known := this.bits&tcpHasAck != 0
	if !known {
		this.ack = ack
		this.bits |= tcpHasAck
	}
	if ahead := peer.seq - 1 - this.ack; int32(ahead) >= 0 && peer.bits&tcpHasBase != 0 {
		peer.flight = ahead
	}
	if !known {
		if peer.bits&tcpHasBase != 0 && !lessSeq(ack, peer.seq-1) {
			peer.flight = 0
			if ack == peer.seq-1 {
				peer.winsAck++
			}
		}
		return false
	}
	if !lessSeq(this.ack, ack) {
		this.ack = ack
		return false
	}
	if peer.bits&tcpProbing != 0 {
		taken = true
		peer.bits &^= tcpProbing
		peer.bytes++
		peer.seq = this.ack + 2 // behind the byte
	}
	if !lessSeq(ack, peer.seq-1) {
		peer.flight = 0
	} else {
		peer.flight -= min(peer.flight, ack-this.ack)
	}
	peer.winsAck++
	this.ack = ack
	return taken
}

// subtractApp takes n application bytes from a side, those of a probe.
func (e *Engine) subtractApp(f *flow, fromSrc bool, n uint32) {
	if e.cfg.AppBytes {
		f.sideOf(fromSrc).app -= uint64(n)
	}
}

// addApp adds one application byte to a side, that of a probe that was taken.
func (e *Engine) addApp(f *flow, fromSrc bool) {
	if e.cfg.AppBytes {
		f.sideOf(fromSrc).app++
	}
}

func (f *flow) sideOf(src bool) *side {
	if src {
		return &f.src
	}
	return &f.dst
}

// rebase begins a new interval of c.
func (c *tcpFlow) rebase() {
	const passing = record.TCPPortReuse | record.TCPSrcRetrans | record.TCPDstRetrans |
		record.TCPSrcWinShut | record.TCPDstWinShut | record.TCPSrcReset | record.TCPDstReset |
		record.TCPSrcECN | record.TCPDstECN | record.TCPSrcOOO | record.TCPDstOOO |
		record.TCPSrcDup | record.TCPDstDup
	c.status &^= passing
	for _, s := range [2]*tcpSide{&c.src, &c.dst} {
		s.status &^= passing
		s.base = s.seq
		s.bytes, s.retrans, s.flight = 0, 0, 0
		s.flags = 0
		s.bits &^= tcpHasIPID
	}
}
