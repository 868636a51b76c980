// SPDX-License-Identifier: Apache-2.0

package record

import "math/bits"

// appendUndecoded is Append for a record with undecoded parts, which it copies with
// few changes. It appends nothing and reports false if Append would write anything
// else.
func (r *Record) appendUndecoded(dst []byte) ([]byte, bool) {
	if r.gen != Gen3 || len(r.Unknown) > 0 || r.Type == TypeAFlow {
		return dst, false
	}
	start := len(dst)
	dst = append(dst, uint8(r.Type)|uint8(Gen3), uint8(r.Cause)|r.Option&15, 0, 0)
	var done Parts
	for b := r.wire; len(b) >= 4; {
		n := partLen(b)
		part := partOf(b)
		// The parts are numbered in the order that they are written in.
		if n < 4 || n > len(b) || part&(r.Parts|r.undecoded) == 0 || part <= done {
			return dst[:start], false
		}
		ok := true
		switch {
		case part&r.undecoded != 0:
			dst, ok = appendStored(dst, b[:n:n], part)
		case part == PartFlow:
			dst = r.Flow.append(dst)
		case part == PartTime:
			dst = r.Time.append(dst, V3Common)
		case part == PartMetrics:
			dst = r.Metrics.append(dst)
		case part == PartNet:
			dst = r.Net.append(dst, V3Common)
		case part == PartIPAttr:
			dst = r.IPAttr.append(dst)
		default:
			ok = false
		}
		if !ok {
			return dst[:start], false
		}
		done |= part
		b = b[n:]
	}
	if n := len(dst) - start; done == r.Parts|r.undecoded && n <= MaxLen {
		be.PutUint16(dst[start+2:], uint16(n/4))
		return dst, true
	}
	return dst[:start], false
}

// appendStored appends a DSR of release 3 in the form of [V3Common], if the two
// forms hardly differ.
func appendStored(dst, b []byte, part Parts) ([]byte, bool) {
	at, sub, q := len(dst), b[1], b[2]
	switch part {
	case PartTransport:
		kind, ok := writtenID(le.Uint32(b))
		dst = append(dst, b...)
		dst[at+1], dst[at+2] = 3, uint8(kind)
		return dst, ok
	case PartIPAttr, PartEncaps, PartMAC, PartVLAN:
		return append(dst, b...), dsr{head: le.Uint32(b), part: part}.stays()
	case PartSizes:
		sides := sizedSides(q)
		if sub&4 != 0 || sides == 0 || len(b) != 4+4*bits.OnesCount8(sides) {
			return dst, false
		}
		dst = append(dst, b...)
		dst[at+1] = sides
		return dst, true
	case PartSrcData, PartDstData:
		return append(dst, b...), storedData(b)
	case PartJitter:
		return appendJitter(dst, b)
	}
	return dst, false
}

// sizedSides returns whose packet sizes a DSR with this qualifier has: 1 is the
// source, 2 the destination, 3 both; 0 if the qualifier is unknown.
func sizedSides(q uint8) uint8 {
	switch q {
	case 2:
		return 3
	case 6:
		return 1
	case 10:
		return 2
	}
	return 0
}

// storedData reports whether a DSR of user data would be written unchanged.
func storedData(b []byte) bool {
	if len(b) < 8 || b[1]&^8 != 0x90 && b[1]&^8 != 0xa0 {
		return false
	}
	n := 8 + int(be.Uint16(b[6:]))
	if n > len(b) || len(b)-n > 3 {
		return false
	}
	for _, c := range b[n:] {
		if c != 0 {
			return false
		}
	}
	return true
}

// appendJitter appends a jitter DSR whose sides have five words, and gives each an
// empty histogram as the sixth.
func appendJitter(dst, b []byte) ([]byte, bool) {
	const side = 20
	q := b[2]
	n := bits.OnesCount8(q)
	if b[1] != 0 || q&0xf0 != 0 || n == 0 || len(b) != 4+side*n {
		return dst, false
	}
	dst = append(dst, dsrJitter, 1, q, uint8(1+6*n))
	for v := b[4:]; len(v) >= side; v = v[side:] {
		for i := 4; i < side; i += 4 {
			const exponent = 0x7f800000
			if be.Uint32(v[i:])&exponent == exponent {
				return dst, false // arithmetic may change the bits of a NaN
			}
		}
		dst = append(append(dst, v[:side]...), 0, 0, 0, 0)
	}
	return dst, true
}
