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
// the first (flow model, section 6.3). It reports whether the packet counts as
// active for inter-packet times.
func (c *tcpFlow) sequence(this, peer *tcpSide, p *packet.Packet, n uint32, duplicates bool) bool {
	fl := p.TCPFlags & tcpStateFlags
	if fl == packet.FlagSYN {
		if this.bits&tcpHasBase == 0 {
			this.base, this.seq = p.Seq, p.Seq
			this.bits |= tcpHasBase
		}
		this.setWindow(p)
		return true
	}
	if p.Window == 0 && fl&(packet.FlagFIN|packet.FlagRST) == 0 {
		this.setWindow(p)
	} else if fl&(packet.FlagFIN|packet.FlagRST) == 0 {
		this.window = p.Window
	}
	active := false
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
	c.acknowledge(this, peer, p)
	return active
}

// position moves this side's sequence position. It reports whether the packet
// was a retransmission.
func (c *tcpFlow) position(this, peer *tcpSide, p *packet.Packet, n uint32, duplicates bool) bool {
	end := p.Seq + n
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

// acknowledge follows the acknowledgement number.
func (c *tcpFlow) acknowledge(this, peer *tcpSide, p *packet.Packet) {
	if p.TCPFlags&packet.FlagACK == 0 || p.Ack == 0 {
		return
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
		return
	}
	if !lessSeq(this.ack, ack) {
		this.ack = ack
		return
	}
	if !lessSeq(ack, peer.seq-1) {
		peer.flight = 0
	} else {
		peer.flight -= min(peer.flight, ack-this.ack)
	}
	peer.winsAck++
	this.ack = ack
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
