// SPDX-License-Identifier: Apache-2.0

package packet

// IS-IS PDU types that have a flow of their own (ISO 10589, section 9) and the
// lengths of their headers.
const (
	isisL1Hello = 15
	isisL2Hello = 16
	isisL1LSP   = 18
	isisL2LSP   = 20
	isisL1CSNP  = 24
	isisL2CSNP  = 25
	isisL1PSNP  = 26
	isisL2PSNP  = 27

	isisCommonLen = 8
	isisHelloLen  = 27
	isisLSPLen    = 27
	isisCSNPLen   = 33
	isisPSNPLen   = 17

	// typeISIS is the type in the key of a MAC flow of other IS-IS PDUs, as
	// the C sensors write it: the byte after the LLC header.
	typeISIS = nlpidISIS
)

// isisOrMAC decodes b, an LLC frame with an IS-IS PDU. PDUs that have no flow
// type of their own become MAC flows (flow model, section 4.7). Both count
// what follows the LLC header as application bytes.
func (p *Packet) isisOrMAC(b []byte) {
	if !p.isis(b[3:]) {
		p.mac(typeISIS, b[3:])
		p.Ether.DSAP, p.Ether.SSAP = b[0], b[1]
	}
	p.user(b[3:])
	p.AppBytes = p.TransportLen
}

// isis decodes the IS-IS PDU b.
func (p *Packet) isis(b []byte) bool {
	if len(b) < isisCommonLen || b[2] != 1 || b[5] != 1 || b[3] != 0 && b[3] != 6 {
		return false
	}
	s := &p.ISIS
	s.PDUType, s.Version = b[4], b[5]
	s.Area = [16]byte{}
	// A PDU that the snap length cut is read as if zeros followed.
	var h [isisCSNPLen]byte
	copy(h[:], b)
	switch {
	case (b[4] == isisL1Hello || b[4] == isisL2Hello) && b[1] == isisHelloLen:
		copy(s.Area[0:6], h[9:15])
		copy(s.Area[6:13], h[20:27])
		s.Area[13] = h[8]
		s.Checksum = isisChecksum(b, p.wireFrom(b))
	case (b[4] == isisL1LSP || b[4] == isisL2LSP) && b[1] == isisLSPLen:
		copy(s.Area[0:8], h[12:20])
		s.Area[8], s.Area[9], s.Area[10], s.Area[11] = h[23], h[22], h[21], h[20]
		s.Checksum = be16(h[24:26])
	case (b[4] == isisL1CSNP || b[4] == isisL2CSNP) && b[1] == isisCSNPLen,
		(b[4] == isisL1PSNP || b[4] == isisL2PSNP) && b[1] == isisPSNPLen:
		copy(s.Area[0:7], h[10:17])
		s.Checksum = isisChecksum(b, p.wireFrom(b))
	default:
		return false
	}
	p.Kind = KindISIS
	return true
}

// isisChecksum returns the number that the C sensors compute over a PDU
// without one of its own, so that a changed hello is another flow: the two
// sums of Fletcher's checksum over 16-bit big-endian words, from the last byte
// of the common header to the end of the frame, ORed together. An odd last
// byte does not count; bytes that were not captured count as zeros.
//
// Compat: pinned by TestISISChecksum, whose values were measured.
func isisChecksum(b []byte, wire uint32) uint16 {
	const mod = 65535
	b = b[isisCommonLen-1:]
	left := uint64(max(wire, isisCommonLen-1) - (isisCommonLen - 1))
	var s1, s2 uint32
	for ; len(b) >= 2 && left >= 2; left -= 2 {
		s1 = (s1 + uint32(be16(b[0:2]))) % mod
		s2 = (s2 + s1) % mod
		b = b[2:]
	}
	if len(b) == 1 && left >= 2 {
		s1 = (s1 + uint32(b[0])<<8) % mod
		s2 = (s2 + s1) % mod
		left -= 2
	}
	s2 = uint32((uint64(s2) + uint64(s1)*(left/2)) % mod)
	return uint16(s1 | s2)
}
