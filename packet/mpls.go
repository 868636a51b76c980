// SPDX-License-Identifier: Apache-2.0

package packet

// mpls pops the label stack at the start of b and decodes what is below it.
// There is no protocol field: the first nibble tells IPv4 and IPv6, and what
// is neither is taken as Ethernet (RFC 4928, section 3; no control words).
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
	b = b[n:]
	if len(b) == 0 {
		return false
	}
	switch b[0] >> 4 {
	case 4:
		if d.ipv4(p, b) {
			return true
		}
	case 6:
		if d.ipv6(p, b) {
			return true
		}
	}
	if len(b) < etherHdrLen || !d.enter() {
		return false
	}
	d.ethernet(p, b)
	return true
}
