// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"time"

	"github.com/argus-go/argus/packet"
)

// A KeystrokeMode says which flows are watched for keystrokes.
type KeystrokeMode uint8

// Keystroke modes (ARGUS_KEYSTROKE).
const (
	KeystrokeOff KeystrokeMode = iota
	KeystrokeTCP               // every TCP flow
	KeystrokeSSH               // flows whose payloads have the lengths of encrypted blocks
)

// Keystroke holds the settings of the keystroke detection (flow model, section
// 8.11; ARGUS_KEYSTROKE_CONF).
type Keystroke struct {
	Mode           KeystrokeMode
	MinPackets     uint64        // packets of a flow before it is watched
	ClientMin      uint32        // DC_MIN, bytes
	ClientMax      uint32        // DC_MAX
	ServerMin      uint32        // DS_MIN
	ServerMax      uint32        // DS_MAX
	ServerGap      uint64        // GS_MAX, packets between stroke and echo
	ClientInterval time.Duration // IC_MIN between two strokes
	Lifetime       time.Duration // LCS_MAX
	ClientGap      uint64        // GPC_MAX, packets between two strokes
	RatioMin       float64       // ICR_MIN, client interval by server interval
	RatioMax       float64       // ICR_MAX
}

// DefaultKeystroke returns the settings that ARGUS_KEYSTROKE starts from,
// switched off.
func DefaultKeystroke() Keystroke {
	return Keystroke{
		MinPackets: 23, ClientMin: 48, ClientMax: 128, ServerMin: 24, ServerMax: 256, ServerGap: 3,
		ClientInterval: 50 * time.Millisecond, Lifetime: 0, ClientGap: 3, RatioMin: 0.892, RatioMax: 1.122,
	}
}

// keystrokes is the detection state of one flow.
type keystrokes struct {
	packets    uint64
	off        bool
	reached    bool // packet MinPackets came
	strokes    uint32
	table      [8]stroke
	lastClient int64 // time of the last client packet in the table
	lastServer int64 // time of the last accepted echo
	lastPacket uint64
	any        bool
}

type stroke struct {
	used, tentative bool
	time            int64
	interval        int64
	ack             uint32
	packet          uint64
}

const sshBlock = 4

// countKeystroke looks for keystrokes in a TCP packet with n bytes of payload.
func (e *Engine) countKeystroke(f *flow, p *packet.Packet, n uint32, fromSrc bool) {
	c := &e.cfg.Keystroke
	x := e.table.extend(f)
	if x.keys == nil {
		x.keys = new(keystrokes)
	}
	k := x.keys
	k.packets++
	if k.off || k.packets < c.MinPackets {
		return
	}
	if c.Mode == KeystrokeSSH && n%sshBlock != 0 {
		k.off = true
		return
	}
	k.reached = true
	if fromSrc {
		if n >= c.ClientMin && n <= c.ClientMax {
			k.client(p.Time, p.Seq+n)
		}
	} else if n >= c.ServerMin && n <= c.ServerMax {
		k.server(c, p.Time, p.Ack)
	}
}

// client stores a client packet; the oldest that is not tentative makes room.
func (k *keystrokes) client(now int64, ack uint32) {
	at := -1
	for i := range k.table {
		s := &k.table[i]
		if !s.used {
			at = i
			break
		}
		if !s.tentative && (at < 0 || s.time < k.table[at].time) {
			at = i
		}
	}
	if at < 0 {
		at = 0
	}
	k.table[at] = stroke{used: true, time: now, interval: now - k.lastClient, ack: ack, packet: k.packets}
	k.lastClient = now
}

// server matches an echo with a stored client packet.
func (k *keystrokes) server(c *Keystroke, now int64, ack uint32) {
	for i := range k.table {
		s := &k.table[i]
		if !s.used || s.ack != ack {
			continue
		}
		between := now - k.lastServer
		k.lastServer = now
		ratio := 0.0
		if between > 0 {
			ratio = float64(s.interval) / float64(between)
		}
		if k.packets-s.packet > c.ServerGap || s.interval < int64(c.ClientInterval) || ratio < c.RatioMin || ratio > c.RatioMax {
			s.used = false
			k.clearTentative()
			return
		}
		near := k.any && s.packet-k.lastPacket <= c.ClientGap
		k.lastPacket, k.any = s.packet, true
		if near {
			s.used = false
			k.strokes += 1 + k.clearTentative()
		} else {
			s.tentative = true
		}
		return
	}
}

// clearTentative removes the tentative entries and returns how many they were.
func (k *keystrokes) clearTentative() (n uint32) {
	for i := range k.table {
		if k.table[i].used && k.table[i].tentative {
			k.table[i] = stroke{}
			n++
		}
	}
	return n
}
