// SPDX-License-Identifier: Apache-2.0

package record

import (
	"math"
	"math/bits"
)

func float(b []byte) float32 { return math.Float32frombits(be.Uint32(b)) }

func floatLE(b []byte) float32 { return math.Float32frombits(le.Uint32(b)) }

// IP protocols whose keys have forms of their own.
const (
	protoICMP   = 1
	protoIGMP   = 2
	protoTCP    = 6
	protoUDP    = 17
	protoESP    = 50
	protoICMPv6 = 58
)

const (
	flowReverse  = 0x40 // subtype
	flowKindMask = 0x3f
	qualDecided  = 0x20
	qualMask     = 0x40
	qualFragment = 0x80
	qualAddrMask = 0x1f

	// addrForms has a bit for each address type that a key has a form for here.
	addrForms uint32 = 1<<AddrIPv4 | 1<<AddrIPv6 | 1<<AddrEthernet | 1<<AddrARP | 1<<AddrRARP |
		1<<AddrWLAN | 1<<AddrLCP | 1<<AddrISIS
)

// decodeFlow decodes a flow key (record format, section 6.2). The clients of
// release 3.0 leave reversed Ethernet keys as they are stored, so this does in
// streams of that generation (section 7.1).
func (r *Record) decodeFlow(b []byte, gen Generation) bool {
	v := &r.Flow
	q := b[2]
	if 1<<(q&qualAddrMask)&addrForms == 0 {
		r.Unknown = append(r.Unknown, b...)
		return true
	}
	*v = Flow{} // and no literal of fields, which would be made elsewhere and copied
	v.Kind, v.Addr, v.Reversed = FlowKind(b[1]&flowKindMask), AddrType(q&qualAddrMask), b[1]&flowReverse != 0
	v.Decided, v.Fragment, v.HasMask = q&qualDecided != 0, q&qualFragment != 0, q&qualMask != 0
	ok := false
	switch {
	case v.Addr == AddrIPv4:
		ok = v.decodeIPv4(b)
	case v.Addr == AddrIPv6:
		ok = v.decodeIPv6(b)
	case v.Addr == AddrEthernet && len(b) >= 20:
		copy(v.Dst[:6], b[4:])
		copy(v.Src[:6], b[10:])
		v.EtherType, v.DSAP, v.SSAP = be.Uint16(b[16:]), b[18], b[19]
		ok = true
	case v.Addr == AddrARP || v.Addr == AddrRARP:
		ok = v.decodeARP(b)
	case v.Addr == AddrWLAN && len(b) >= 54:
		copy(v.Dst[:6], b[4:])
		copy(v.Src[:6], b[10:])
		copy(v.BSSID[:], b[16:])
		copy(v.SSID[:], b[22:])
		ok = true
	case v.Addr == AddrISIS && len(b) >= 42:
		v.PDUType = uint8(be.Uint32(b[4:]))
		copy(v.Src[:6], b[8:])
		copy(v.Dst[:6], b[14:])
		v.Version = b[20]
		copy(v.Area[:], b[24:])
		v.Checksum = be.Uint16(b[40:])
		ok = true
	case v.Addr == AddrLCP && len(b) >= 20:
		copy(v.Dst[:6], b[4:])
		copy(v.Src[:6], b[10:])
		v.EtherType, v.ICMPType, v.ICMPCode = be.Uint16(b[16:]), b[18], b[19]
		ok = true
	}
	if !ok {
		return false
	}
	switch {
	case !v.Reversed, v.Addr == AddrARP, v.Addr == AddrRARP, v.Addr == AddrEthernet && gen == Gen3:
	default:
		v.swapEnds()
	}
	r.Parts |= PartFlow
	return true
}

// swapEnds exchanges addresses and ports.
//
// Compat: the halves of an IPv6 fragment's id too, which the originals take for
// ports. Pinned by TestFlow.
func (v *Flow) swapEnds() {
	v.Src, v.Dst = v.Dst, v.Src
	v.SrcPort, v.DstPort = v.DstPort, v.SrcPort
	if v.Fragment && v.Addr == AddrIPv6 {
		v.FragID = bits.RotateLeft32(v.FragID, 16)
	}
}

func (v *Flow) decodeIPv4(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	copy(v.Src[:4], b[4:])
	copy(v.Dst[:4], b[8:])
	v.SrcMask, v.DstMask = 32, 32
	if len(b) < 20 {
		return v.Kind != FlowFiveTuple
	}
	v.Proto, v.TPProto = b[12], b[13]
	masks := false
	switch {
	case v.Fragment:
		v.IPID = le.Uint16(b[18:])
		v.FragID = uint32(v.IPID)
	case v.Proto == protoICMP:
		v.ICMPType, v.ICMPCode, v.ICMPID, v.ICMPSeq = b[14], b[15], le.Uint16(b[16:]), le.Uint16(b[18:])
	case v.Proto == protoIGMP:
		v.ICMPType, v.ICMPCode, v.IPID = b[14], b[15], be.Uint16(b[18:])
	case v.Proto == protoESP:
		v.SPI = be.Uint32(b[16:])
	case v.Proto == protoUDP && !v.HasMask && (be.Uint16(b[14:]) == 53 || be.Uint16(b[16:]) == 53):
		v.DNSID = le.Uint16(b[18:])
		v.SrcPort, v.DstPort = be.Uint16(b[14:]), be.Uint16(b[16:])
	default:
		v.SrcPort, v.DstPort = be.Uint16(b[14:]), be.Uint16(b[16:])
		masks = v.HasMask
	}
	if masks {
		v.SrcMask, v.DstMask = uint16(b[18]), uint16(b[19])
	}
	return true
}

func (v *Flow) decodeIPv6(b []byte) bool {
	if len(b) < 36 {
		return false
	}
	copy(v.Src[:], b[4:])
	copy(v.Dst[:], b[20:])
	v.SrcMask, v.DstMask = 128, 128
	if len(b) < 44 {
		return v.Kind != FlowFiveTuple
	}
	v.Proto = b[36]
	v.FlowLabel = be.Uint32(b[36:]) & 0xffffff
	switch {
	case v.Fragment:
		v.FragID = le.Uint32(b[40:]) // in the place of the ports
	case v.Proto == protoICMPv6:
		v.ICMPType, v.ICMPCode, v.ICMPID = b[40], b[41], le.Uint16(b[42:])
	case v.Proto == protoESP:
		v.SPI = be.Uint32(b[40:])
	default:
		v.SrcPort, v.DstPort = be.Uint16(b[40:]), be.Uint16(b[42:])
	}
	if v.HasMask && len(b) >= 48 {
		v.SrcMask, v.DstMask = le.Uint16(b[44:]), le.Uint16(b[46:])
	}
	return true
}

// decodeARP decodes ARP and RARP keys. Sensors store them one word short, so the
// last bytes of the hardware address may be missing (section 6.2.4). Of the two
// addresses of RARP the target's comes first.
func (v *Flow) decodeARP(b []byte) bool {
	if v.Kind == FlowFiveTuple { // the old form
		if len(b) < 18 {
			return false
		}
		v.HType, v.PType, v.HLen, v.PLen, v.Op = 1, 0x0800, 6, 4, 1
		copy(v.Src[:4], b[4:])
		if v.Addr == AddrRARP {
			v.Op = 3
			copy(v.THA[:6], b[8:])
			copy(v.SHA[:6], b[14:])
			return true
		}
		copy(v.Dst[:4], b[8:])
		copy(v.SHA[:6], b[12:])
		return true
	}
	if len(b) < 16 {
		return false
	}
	v.HType, v.PType, v.HLen, v.PLen, v.Op = be.Uint16(b[4:]), be.Uint16(b[6:]), b[8], b[9], be.Uint16(b[10:])
	copy(v.Src[:4], b[12:])
	h := min(int(v.HLen), 16)
	if v.Addr == AddrRARP {
		rest := b[16:]
		copy(v.THA[:h], rest)
		if len(rest) > int(v.HLen) {
			copy(v.SHA[:h], rest[v.HLen:])
		}
		return true
	}
	if len(b) >= 20 {
		copy(v.Dst[:4], b[16:])
		copy(v.SHA[:h], b[20:])
	}
	return true
}

func isARPKey(b []byte) bool {
	a := AddrType(b[2] & qualAddrMask)
	return b[0] == dsrFlow && (a == AddrARP || a == AddrRARP)
}

func isShortARP(b []byte, n int) bool {
	return n == shortARP && b[0] == dsrFlow && b[1]&flowKindMask == uint8(FlowARP) && AddrType(b[2]&qualAddrMask) == AddrARP
}

// reversedARP reports whether the sides of a record are to be exchanged.
func (r *Record) reversedARP() bool {
	return r.Flow.Reversed && r.Parts&PartFlow != 0 && (r.Flow.Addr == AddrARP || r.Flow.Addr == AddrRARP)
}
