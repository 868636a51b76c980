// SPDX-License-Identifier: Apache-2.0

package packet

import "encoding/binary"

const icmpHeaderLen = 8

// Quoted decodes the datagram that an ICMP or ICMPv6 error in p quotes into q,
// with the meaning that the fields have for a packet of its own (RFC 792, RFC
// 4443). It reports whether there is one. q is scratch space of the caller.
func (p *Packet) Quoted(q *Packet) bool {
	b := p.Transport
	if len(b) < icmpHeaderLen+1 {
		return false
	}
	b = b[icmpHeaderLen:]
	q.Time, q.HasEther, q.HasVLAN, q.HasMPLS, q.HasVNI = p.Time, false, false, false, false
	q.HasFrag, q.HasTCP, q.HasPorts, q.FragOff, q.FragID, q.MoreFrags = false, false, false, 0, 0, false
	q.SrcPort, q.DstPort, q.Payload, q.Group = 0, 0, nil, 0
	q.ICMPType, q.ICMPCode, q.ICMPID, q.ICMPSeq, q.ICMPWord, q.SPI = 0, 0, 0, 0, 0, 0
	switch b[0] >> 4 {
	case 4:
		n := int(b[0]&15) * 4
		if n < 20 || len(b) < n {
			return false
		}
		q.Kind = KindIPv4
		q.TOS, q.TTL, q.Proto = b[1], b[8], b[9]
		q.IPID = binary.BigEndian.Uint16(b[4:])
		q.Src4, q.Dst4 = binary.BigEndian.Uint32(b[12:]), binary.BigEndian.Uint32(b[16:])
		off := binary.BigEndian.Uint16(b[6:])
		q.FragOff, q.MoreFrags, q.FragID = uint32(off&0x1fff)*8, off&0x2000 != 0, uint32(q.IPID)
		q.HasFrag = q.FragOff > 0 || q.MoreFrags
		q.Transport = b[n:]
	case 6:
		if len(b) < 40 {
			return false
		}
		q.Kind = KindIPv6
		q.Proto, q.TTL = b[6], b[7]
		q.TOS = b[0]<<4 | b[1]>>4
		q.IPID = 0
		copy(q.Src6[:], b[8:24])
		copy(q.Dst6[:], b[24:40])
		q.Transport = b[40:]
	default:
		return false
	}
	if q.FragOff == 0 {
		q.quotedTransport()
	}
	return true
}

// quotedTransport reads as much of the transport header as was quoted.
func (q *Packet) quotedTransport() {
	b := q.Transport
	if len(b) < 4 {
		return
	}
	switch q.Proto {
	case ProtoTCP, ProtoUDP:
		q.HasPorts = true
		q.SrcPort, q.DstPort = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
		if q.Proto == ProtoUDP && len(b) > 8 {
			q.Payload = b[8:]
		}
	case ProtoICMP, ProtoICMPv6:
		q.ICMPType, q.ICMPCode = b[0], b[1]
		if len(b) >= 8 {
			q.ICMPWord = binary.BigEndian.Uint32(b[4:])
			q.ICMPID, q.ICMPSeq = uint16(q.ICMPWord>>16), uint16(q.ICMPWord)
		}
	case ProtoESP:
		q.SPI = binary.BigEndian.Uint32(b)
	}
}
