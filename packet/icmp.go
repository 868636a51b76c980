// SPDX-License-Identifier: Apache-2.0

package packet

// ICMP messages that quote a datagram (RFC 792).
const (
	icmpUnreachable  = 3
	icmpSourceQuench = 4
	icmpRedirect     = 5
	icmpTimeExceeded = 11
	icmpParameter    = 12

	icmpHdrLen = 8
)

// ICMPv6 errors are types 1 to 4 (RFC 4443); types below 128 are all errors,
// but only these are known to quote a datagram after 8 bytes.
const (
	icmp6Unreachable = 1
	icmp6Parameter   = 4
)

// icmp decodes an ICMP message. Of an error, only the payload of the quoted
// datagram is user data. Application bytes are those of the whole message, as
// they are of other ICMP messages: what the quoted header says of its datagram's
// length was not in this packet.
func (p *Packet) icmp() {
	p.icmpHeader()
	t := p.Transport
	if len(t) < icmpHdrLen+ipv4HdrLen || !icmpQuotes(p.ICMPType) {
		return
	}
	q := t[icmpHdrLen:]
	hl := int(q[0]&0xf) * 4
	n := max(int(be16(q[2:4])), hl)
	p.Payload = q[min(hl, len(q)):min(n, len(q))]
}

// icmpHeader reads the first 8 bytes of an ICMP or ICMPv6 message; what was
// not captured is 0.
func (p *Packet) icmpHeader() {
	t := p.Transport
	if len(t) < 2 {
		return
	}
	p.ICMPType, p.ICMPCode = t[0], t[1]
	if len(t) < icmpHdrLen {
		return
	}
	p.ICMPWord = be32(t[4:8])
	p.ICMPID = be16(t[4:6])
	p.ICMPSeq = be16(t[6:8])
}

func icmpQuotes(typ uint8) bool {
	switch typ {
	case icmpUnreachable, icmpSourceQuench, icmpRedirect, icmpTimeExceeded, icmpParameter:
		return true
	}
	return false
}

// igmp reads the fixed part of an IGMP message (RFC 2236); what is not there
// reads as zeros.
func (p *Packet) igmp() {
	var h [8]byte
	copy(h[:], p.Transport)
	p.ICMPType, p.ICMPCode = h[0], h[1]
	p.Group = be32(h[4:8])
}
