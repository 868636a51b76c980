// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"encoding/binary"

	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// rtpFlow follows an RTP or RTCP flow (RFC 3550; flow model, section 8.8).
type rtpFlow struct {
	rtcp     bool
	src, dst rtpSide
}

type rtpSide struct {
	header  [12]byte
	seq     uint16
	lost    uint16
	seen    bool
	silence bool
	// reordered: a packet came late within the interval.
	reordered bool
}

const (
	rtpHeaderLen    = 12
	rtpMinPort      = 1024
	rtpNoFirstPort  = 7000
	rtpNoLastPort   = 7010
	rtcpSender      = 200
	rtcpReceiver    = 201
	rtpVersion2     = 2
	rtcpHeaderWords = 1

	// Bits of the record's state (record format, section 6.6).
	rtpSrcReordered = 0x10000
	rtpDstReordered = 0x20000
)

// rtpCandidate reports whether the first packet of a UDP flow looks like RTP
// or RTCP.
func rtpCandidate(p *packet.Packet) bool {
	b := p.Payload
	if len(b) < rtpHeaderLen || b[0]>>6 != rtpVersion2 {
		return false
	}
	if p.SrcPort < rtpMinPort || p.DstPort < rtpMinPort {
		return false
	}
	s, d := p.SrcPort, p.DstPort
	return !(s >= rtpNoFirstPort && s <= rtpNoLastPort) && !(d >= rtpNoFirstPort && d <= rtpNoLastPort)
}

// isRTCP reports whether a packet of the chain in b is a sender or receiver
// report.
func isRTCP(b []byte) bool {
	for len(b) >= 8 && b[0]>>6 == rtpVersion2 {
		if b[1] == rtcpSender || b[1] == rtcpReceiver {
			return true
		}
		n := (int(binary.BigEndian.Uint16(b[2:])) + rtcpHeaderWords) * 4
		if n > len(b) {
			return false
		}
		b = b[n:]
	}
	return false
}

// countRTP follows the RTP state of a UDP flow. It returns how many bytes of
// the payload are a header that application bytes and user data leave out.
func (e *Engine) countRTP(f *flow, p *packet.Packet, fromSrc bool) int {
	if f.bits&flowRTPTested == 0 {
		f.bits |= flowRTPTested
		if !p.HasPorts || !rtpCandidate(p) {
			return 0
		}
		e.table.extend(f).rtp = &rtpFlow{rtcp: isRTCP(p.Payload)}
	}
	r := f.ext.rtp
	s := &r.src
	if !fromSrc {
		s = &r.dst
	}
	b := p.Payload
	if r.rtcp {
		if len(b) >= 8 {
			copy(s.header[:8], b)
		}
		return 0
	}
	if len(b) < rtpHeaderLen || b[0]>>6 != rtpVersion2 {
		return 0 // another protocol's packet between
	}
	ssrc := binary.BigEndian.Uint32(b[8:])
	seq := binary.BigEndian.Uint16(b[2:])
	if s.seen {
		moved := binary.BigEndian.Uint32(b[4:]) != binary.BigEndian.Uint32(s.header[4:])
		if ssrc != binary.BigEndian.Uint32(s.header[8:]) || seq == s.seq && moved {
			f.ext.rtp = nil // it was none
			return 0
		}
	}
	header := 0
	if s.seen {
		if seq != s.seq {
			header = rtpHeaderLen
		}
		switch d := int16(seq - s.seq); {
		case d > 1:
			s.lost += uint16(d - 1)
		case d < 0:
			s.reordered = true
			if s.lost > 0 {
				s.lost--
			}
		}
	}
	s.seq, s.seen = seq, true
	copy(s.header[:], b)
	return header
}

func (r *rtpFlow) fill(n *record.Net) {
	n.Kind = record.NetRTP
	if r.rtcp {
		n.Kind = record.NetRTCP
	}
	n.RTPState = 0
	if r.src.reordered {
		n.RTPState |= rtpSrcReordered
	}
	if r.dst.reordered {
		n.RTPState |= rtpDstReordered
	}
	n.RTPSrc = record.RTPSide{Header: r.src.header, Lost: r.src.lost, Silence: r.src.silence}
	n.RTPDst = record.RTPSide{Header: r.dst.header, Lost: r.dst.lost, Silence: r.dst.silence}
}
