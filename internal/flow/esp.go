// SPDX-License-Identifier: Apache-2.0

package flow

import "github.com/argus-go/argus/packet"

// espFlow holds the sequence numbers of an ESP flow (flow model, section 8.9).
type espFlow struct {
	status, seq, lost uint32
	seen              bool
}

// ESP status bits.
const (
	espDropped    = 0x10
	espOutOfOrder = 0x10000
	espRollOver   = 0x1000
	espSeqFailure = 0x2000
)

const espMaxGap = 1 << 16

func (e *Engine) countESP(f *flow, p *packet.Packet) {
	x := e.table.extend(f)
	s := &x.esp
	if !s.seen {
		s.seen, s.seq = true, p.ESPSeq
		return
	}
	d := int32(p.ESPSeq - s.seq)
	switch {
	case d == 0 || d > espMaxGap || d < -espMaxGap:
		s.status |= espSeqFailure
	case d < 0:
		s.status |= espOutOfOrder
		if s.lost > 0 {
			s.lost--
		}
		return
	case d > 1:
		s.status |= espDropped
		s.lost += uint32(d - 1)
	}
	if p.ESPSeq < s.seq && d > 0 {
		s.status |= espRollOver
	}
	s.seq = p.ESPSeq
}
