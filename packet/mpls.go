// SPDX-License-Identifier: Apache-2.0

package packet

// controlWordLen is the length of a pseudowire control word (RFC 4385, section
// 3), whose first four bits are 0.
const controlWordLen = 4

// mpls pops the label stack at the start of b and decodes what is below it.
func (d *Decoder) mpls(p *Packet, b []byte) bool {
	n := 0
	for {
		if len(b) < n+4 {
			return false
		}
		n += 4
		if b[n-2]&1 != 0 { // bottom of stack
			break
		}
	}
	p.Encaps |= EncapMPLS
	p.HasMPLS = true
	p.MPLS = be32(b[:4])
	p.MPLSStack = b[:n:n]
	return d.labelled(p, b[n:])
}

// labelled decodes b, which a label stack precedes. Nothing says what b is: an
// IP datagram begins with its version, but so may the address of an Ethernet
// frame, and an Ethernet frame may follow a control word or begin at once (RFC
// 4928, section 3; RFC 8469, section 3). What makes most sense is taken: a frame
// around a header that holds together, then an IP header that does, then IP or a
// frame as the first bits and the type say. It reports false where nothing does.
func (d *Decoder) labelled(p *Packet, b []byte) bool {
	if len(b) == 0 {
		return false
	}
	wire := p.wireFrom(b)
	level, frame := frameLevel(b, wire), b
	word := b[len(b):] // what follows a control word, if it may be one
	if b[0]>>4 == 0 && len(b) > controlWordLen {
		word = b[controlWordLen:]
		if l := frameLevel(word, wire-controlWordLen); l > level {
			level, frame = l, word
		}
	}
	version := b[0] >> 4
	switch {
	case level == frameSound:
	case ipv4Checked(b), ipv6Whole(b, wire):
		return d.ip(p, b)
	case ipv4Checked(word), ipv6Whole(word, wire-controlWordLen):
		return d.ip(p, word)
	case version == 4 || version == 6:
		if d.ip(p, b) { // with a wrong checksum, or cut
			return true
		}
		if level < frameKnown {
			return false
		}
	}
	if level == frameNot || !d.enter() {
		return false
	}
	d.ethernet(p, frame)
	return true
}

// ip decodes the IP datagram at the start of b, of either version. b must not be
// empty.
func (d *Decoder) ip(p *Packet, b []byte) bool {
	if b[0]>>4 == 6 {
		return d.ipv6(p, b)
	}
	return d.ipv4(p, b)
}
