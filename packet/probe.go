// SPDX-License-Identifier: Apache-2.0

package packet

// Probes find out what bytes look like if no header says so, and whether an
// inner header can be trusted before the outer one is given up. They read and
// change nothing else.

// ipv4Sound reports whether b begins with an IPv4 header that can be: version
// 4, and a header length that is possible and fits into the total length.
func ipv4Sound(b []byte) bool {
	if len(b) < ipv4HdrLen || b[0]>>4 != 4 {
		return false
	}
	hl, total := uint(b[0]&0xf)*4, uint(be16(b[2:4]))
	return hl >= ipv4HdrLen && (total == 0 || total >= hl)
}

// ipv4Whole reports whether b, of wire bytes, is a whole IPv4 datagram, perhaps
// followed by the padding of a short Ethernet frame.
func ipv4Whole(b []byte, wire uint32) bool {
	if !ipv4Sound(b) {
		return false
	}
	n := uint32(be16(b[2:4]))
	return n != 0 && fills(n, wire)
}

// ipv4Checked reports whether b begins with a sound IPv4 header whose checksum
// is right (RFC 1071).
func ipv4Checked(b []byte) bool {
	if !ipv4Sound(b) {
		return false
	}
	hl := int(b[0]&0xf) * 4
	if hl > len(b) {
		return false
	}
	sum := uint32(0)
	for i := 0; i < hl; i += 2 {
		sum += uint32(be16(b[i : i+2]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return sum == 0xffff
}

// ipv6Whole reports whether b, of wire bytes, is a whole IPv6 datagram, perhaps
// followed by the padding of a short Ethernet frame.
func ipv6Whole(b []byte, wire uint32) bool {
	if len(b) < ipv6HdrLen || b[0]>>4 != 6 {
		return false
	}
	n := uint32(be16(b[4:6]))
	return n != 0 && fills(n+ipv6HdrLen, wire)
}

// etherMinPayload is how many bytes the shortest Ethernet frame carries; less
// is padded.
const etherMinPayload = 46

// fills reports whether a datagram of n bytes accounts for the wire bytes that
// are there for it.
func fills(n, wire uint32) bool {
	return n == wire || n < wire && wire <= etherMinPayload
}

// innerType returns the type of the Ethernet frame b after its VLAN tags, and
// what the type names. It reports false where the frame is cut before it.
func innerType(b []byte) (uint16, []byte, bool) {
	if len(b) < etherHdrLen {
		return 0, nil, false
	}
	t, b := be16(b[12:14]), b[etherHdrLen:]
	for isVLAN(t) {
		if len(b) < vlanTagLen {
			return 0, nil, false
		}
		t, b = be16(b[2:4]), b[vlanTagLen:]
	}
	return t, b, true
}

// badInside reports whether the Ethernet frame b, of wire bytes, says that it
// carries IP, and the IP header cannot be.
func badInside(b []byte, wire uint32) bool {
	t, u, ok := innerType(b)
	return ok && badIP(t, u, wire-uint32(len(b)-len(u)))
}

// badIP reports whether b, of wire bytes, is not an IP datagram although t is a
// type of one, and enough was captured to be sure.
func badIP(t uint16, b []byte, wire uint32) bool {
	if t != typeIPv4 && t != typeIPv6 || len(b) == 0 {
		return false
	}
	switch v := b[0] >> 4; {
	case v == 4 && t == typeIPv4:
		return len(b) >= ipv4HdrLen && !ipv4Sound(b)
	case v == 6 && t == typeIPv6:
		return false
	case v == 4 || v == 6: // the other version, which must be whole
		return (len(b) >= ipv6HdrLen || uint32(len(b)) >= wire) && !ipv4Whole(b, wire) && !ipv6Whole(b, wire)
	}
	return true
}

// How well bytes pass for an Ethernet frame.
const (
	frameNot   = iota
	frameKnown // of a known type, or an 802.3 frame whose length fits
	frameSound // what the type names holds together
)

// frameLevel rates how much b looks like an Ethernet frame of wire bytes.
func frameLevel(b []byte, wire uint32) int {
	t, u, ok := innerType(b)
	if !ok {
		return frameNot
	}
	left := wire - uint32(len(b)-len(u))
	sound := false
	switch t {
	case typeIPv4, typeIPv6:
		if badIP(t, u, left) {
			return frameNot
		}
		sound = ipv4Checked(u) || ipv4Whole(u, left) || ipv6Whole(u, left)
	case typeARP, typeRARP: // of IPv4 and Ethernet
		sound = len(u) >= arpEtherLen && be32(u[0:4]) == 1<<16|typeIPv4 && u[4] == 6 && u[5] == arpProtoLen
	case typePPPoED, typePPPoE:
		sound = len(u) >= pppoeHdrLen && u[0] == pppoeVersion
	default:
		if t > maxLLCLen && !knownType(t) || t <= maxLLCLen && (t == 0 || uint32(t) > left) {
			return frameNot
		}
	}
	if sound {
		return frameSound
	}
	return frameKnown
}

// knownType reports whether t is an Ethernet type in common use (IEEE
// registration authority), whether or not the decoder opens it.
func knownType(t uint16) bool {
	switch t {
	case typeMPLS, typeMPLSmc, typePPP,
		0x8137, 0x809b, 0x80f3, 0x6003, // IPX, AppleTalk and its ARP, DECnet
		0x8809, 0x888e, 0x88cc, 0x88e5, // slow protocols, EAPOL, LLDP, MACsec
		0x88e7, 0x8902, 0x88f7, 0x9000, // provider backbone bridging, CFM, PTP, loopback
		0x8906, 0x8914, 0x88ca, 0x22f3, // FCoE and its FIP, TIPC, TRILL
		0x8892, 0x88a4, 0x88b8, 0x88ba, // PROFINET, EtherCAT, GOOSE, sampled values
		0x88f5, 0x88f6, 0x892f, 0x894f: // MVRP, MMRP, HSR, NSH
		return true
	}
	return false
}
