// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"encoding/binary"

	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// ICMP types and codes that the key depends on.
const (
	icmpEchoReply   = 0
	icmpUnreach     = 3
	icmpQuench      = 4
	icmpRedirect    = 5
	icmpEcho        = 8
	icmpTimeExc     = 11
	icmpParameter   = 12
	icmpTime        = 13
	icmpMaskReply   = 18
	icmpUnrProtocol = 2
	icmpUnrPort     = 3
)

// Forms of a mapped ICMP error (record format, section 6.14).
const (
	mapOther    = 0
	mapUnreach  = 1
	mapRedirect = 2
	mapExceeded = 4
)

// isError reports whether an ICMP message of type t quotes a datagram.
func isError(t uint8) bool {
	switch t {
	case icmpUnreach, icmpQuench, icmpRedirect, icmpTimeExc, icmpParameter:
		return true
	}
	return false
}

// isError6 is isError for ICMPv6.
func isError6(t uint8) bool { return t >= 1 && t <= 4 }

// icmpRequest returns the type of the request that t answers, and whether t is
// an answer.
func icmpRequest(t uint8) (uint8, bool) {
	switch t {
	case icmpEchoReply:
		return icmpEcho, true
	case 14, 16, icmpMaskReply:
		return t - 1, true
	}
	return t, false
}

// keyICMP makes the key of an ICMP message (flow model, section 4.2).
func keyICMP(p *packet.Packet, k *key) role {
	t, reply := icmpRequest(p.ICMPType)
	src, dst := p.Src4, p.Dst4
	if reply {
		src, dst = dst, src
	}
	var id, seq uint16
	var tp uint8
	if t == icmpEcho {
		id, seq = p.ICMPID, p.ICMPSeq
	} else if t == icmpUnreach || t == icmpRedirect {
		tp, id, seq = quotedKey(p)
	}
	k[0] = uint64(src)<<32 | uint64(dst)
	k[1] = word1(packet.KindIPv4, packet.ProtoICMP, tp, 0, 0)
	k[2] = uint64(t)<<56 | uint64(p.ICMPCode)<<48 | uint64(id)<<16 | uint64(seq)
	switch {
	case reply:
		return roleSecond | roleReply
	case t == icmpEcho || t >= icmpTime && t <= icmpMaskReply:
		return 0
	}
	return roleOneWay
}

// quotedKey returns the parts of the key of an unreachable or redirect message that come
// from the quoted datagram: byte 13, and the id and sequence halves as the record holds
// them (record format, section 6.2.1). Only the fixed part of
// the quoted header is read.
func quotedKey(p *packet.Packet) (tp uint8, id, seq uint16) {
	b := p.Transport
	if len(b) < 8+20 || b[8]>>4 != 4 {
		return 0, 0, 0
	}
	q := b[8:]
	switch {
	case p.ICMPType == icmpUnreach && p.ICMPCode == icmpUnrProtocol:
		return 0, uint16(q[9]), 0
	case p.ICMPType == icmpUnreach && p.ICMPCode == icmpUnrPort:
		h := int(q[0]&15) * 4
		if h < 20 || len(q) < h+4 {
			return q[9], 0, 0
		}
		return q[9], binary.BigEndian.Uint16(q[h+2:]), 0
	case p.ICMPType == icmpRedirect && p.ICMPCode >= 2:
		return q[1], 0, 0
	case p.ICMPType == icmpUnreach && p.ICMPCode > 1: // neither net nor host
		return 0, 0, 0
	}
	return 0, binary.LittleEndian.Uint16(q[16:]), binary.LittleEndian.Uint16(q[18:])
}

// answerType returns the type of p if p is an ICMPv6 answer, or a message that
// is sent unasked with the type of an answer (RFC 4443, RFC 4861, RFC 2710); else
// 0. Release 3.0.8 shows all of them as requests.
func (e *Engine) answerType(p *packet.Packet) uint8 {
	if p.Proto != packet.ProtoICMPv6 || p.Kind != packet.KindIPv6 || p.HasFrag && p.FragOff > 0 || e.cfg.Compat {
		return 0
	}
	if queryType6(p.ICMPType) == p.ICMPType {
		return 0
	}
	return p.ICMPType
}

// ask handles packet p of flow f, which began with an ICMPv6 answer. The sender of the
// answer is the source until a request comes; then the sender of the request is.
func (e *Engine) ask(f *flow, p *packet.Packet, r role) {
	if e.answerType(p) != 0 {
		return
	}
	f.answer = 0
	if !r.fromSrc(f) {
		e.exchange(f)
	}
}

// countICMP saves the content of an error for the record of its own flow, and maps the
// error to the flow that it reports on.
func (e *Engine) countICMP(f *flow, p *packet.Packet) {
	if p.HasFrag && p.FragOff > 0 {
		return
	}
	v6 := p.Kind == packet.KindIPv6
	if v6 != (p.Proto == packet.ProtoICMPv6) {
		return
	}
	if v6 && !isError6(p.ICMPType) || !v6 && !isError(p.ICMPType) {
		return
	}
	q := &e.quoted
	quoted := p.Quoted(q)
	m := record.ICMP{
		Type: p.ICMPType, Code: p.ICMPCode, Seq: p.ICMPSeq,
		OuterSrc: p.Src4, OuterDst: p.Dst4, Gateway: p.ICMPWord,
	}
	if v6 {
		m.OuterSrc, m.OuterDst = 0, 0
	}
	if quoted && q.Kind == packet.KindIPv4 {
		m.InnerSrc, m.InnerDst = q.Src4, q.Dst4
	}
	x := e.table.extend(f)
	x.icmp, x.hasICMP = m, true
	if quoted && !(v6 && e.cfg.Compat) { // release 3.0.8 maps no errors of ICMPv6
		m.Map = mapForm(p.ICMPType, v6)
		e.mapError(&m, p.Time)
	}
}

func mapForm(t uint8, v6 bool) uint8 {
	switch {
	case v6 && t == 1, !v6 && t == icmpUnreach:
		return mapUnreach
	case !v6 && t == icmpRedirect:
		return mapRedirect
	case v6 && t == 3, !v6 && t == icmpTimeExc:
		return mapExceeded
	}
	return mapOther
}

// mapError records error m in the flow of the datagram in e.quoted.
func (e *Engine) mapError(m *record.ICMP, now int64) {
	var k key
	e.makeKey(&e.quoted, &k)
	f, _ := e.lookup(&k)
	if f == nil {
		return
	}
	x := e.table.extend(f)
	x.mapped, x.hasMap = *m, true
	switch s := &f.src; {
	case e.cfg.Compat && s.packets == 0 && s.first == 0:
		s.first, s.last = now, now // release 3.0.8 counts it among the source's times
	case e.cfg.Compat || s.packets > 0:
		s.last = max(s.last, now)
	}
}
