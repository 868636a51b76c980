// SPDX-License-Identifier: Apache-2.0

package record

import (
	"encoding/binary"
	"errors"
)

// A Generation is the dialect of a stream, by its first management record
// (record format, section 1.1).
type Generation uint8

// Generations of streams.
const (
	Gen3 Generation = 3
	Gen5 Generation = 5
)

// Errors of decoding.
var (
	ErrHeader  = errors.New("record header: length is 0 or longer than the data")
	ErrDamaged = errors.New("record: a part does not fit its form or the record")
)

const (
	headerLen = 4
	marLen    = 128
	// MaxLen is the length of the longest record, by its 16-bit word count.
	MaxLen = 0xffff * 4
)

// DSR type numbers (record format, section 5).
const (
	dsrTransport = 0x01
	dsrFlow      = 0x02
	dsrTime      = 0x03
	dsrHash      = 0x07
	dsrMetrics   = 0x10
	dsrSizes     = 0x12
	dsrEncaps    = 0x20
	dsrNet       = 0x30
	dsrASN       = 0x32
	dsrICMPMap   = 0x34
	dsrVLAN      = 0x40
	dsrGRE       = 0x41
	dsrMAC       = 0x42
	dsrVXLAN     = 0x43
	dsrMPLS      = 0x44
	dsrGeneve    = 0x45
	dsrJitter    = 0x46
	dsrIPAttr    = 0x48
	dsrData      = 0x50
	dsrBehavior  = 0x54
	dsrScore     = 0x55
	dsrAgg       = 0x60
	dsrCor       = 0x62
	dsrCountry   = 0x64
	dsrLabel     = 0x66
	dsrGeo       = 0x68
	dsrLocality  = 0x6A
)

var be, le = binary.BigEndian, binary.LittleEndian

// Reset makes r an empty record; slices keep their capacity.
func (r *Record) Reset() {
	cor, unknown := r.Cor[:0], r.Unknown[:0]
	*r = Record{} // and no literal of fields, which would be made elsewhere and copied
	r.Cor, r.Unknown = cor, unknown
}

// Unmarshal decodes the record at the start of wire, of a stream of generation
// gen, into r. r borrows wire. The error is [ErrDamaged] where a part does not
// fit its form, or the record: what else there is was decoded and may be used.
func (r *Record) Unmarshal(wire []byte, gen Generation) error {
	return r.unmarshal(wire, gen, nil)
}

// unmarshal is Unmarshal with a selection of parts; nil decodes all.
func (r *Record) unmarshal(wire []byte, gen Generation, sel *selection) error {
	if len(wire) < headerLen {
		r.forget()
		r.settle()
		return ErrHeader
	}
	n := int(be.Uint16(wire[2:])) * 4
	if n < headerLen || n > len(wire) {
		r.forget()
		r.settle()
		return ErrHeader
	}
	wire = wire[:n]
	r.begin(wire)
	if r.Type == TypeMAR {
		r.settle()
		return r.Man.unmarshal(wire, gen, r.Cause, be)
	}
	var err error
	if sel == nil {
		r.wire, r.gen = wire[headerLen:], gen
		err = r.decodeParts(wire[headerLen:], gen)
	} else {
		err = r.decodeSelected(wire, gen, sel)
	}
	r.settle()
	if r.reversedARP() {
		r.complete(r.undecoded)
		r.swapSides()
	}
	return err
}

// begin decodes the header of a record.
func (r *Record) begin(wire []byte) {
	r.forget()
	r.Version, r.Cause, r.Option = wire[0]&0x0f, Cause(wire[1]&0xf0), wire[1]&0x0f
	if r.Type = Type(wire[0] & 0xf0); r.Type&0x80 != 0 {
		r.Type = TypeMAR
		return
	}
	r.Unknown = r.Unknown[:0]
}

// decodeParts decodes the DSRs in b (record format, section 4).
func (r *Record) decodeParts(b []byte, gen Generation) (err error) {
	for len(b) >= 4 {
		n, sound := r.decodeNext(b, gen)
		if n == 0 {
			return ErrDamaged
		}
		if !sound {
			err = ErrDamaged
		}
		b = b[n:]
	}
	return err
}

// decodeNext decodes the DSR that b begins with and returns its length, 0
// where that cannot be, and whether it is sound.
func (r *Record) decodeNext(b []byte, gen Generation) (n int, sound bool) {
	if b[0]&0x80 != 0 { // immediate: never written, and nobody could read it again
		return 4, true
	}
	if n = partLen(b); n < 4 || n > len(b) {
		return 0, false
	}
	sound = r.decodePart(b[:n:n], gen)
	if isShortARP(b, n) {
		n += r.decodeTurnedTime(b[n:], gen)
	}
	return n, sound
}

// partLen returns the length of the DSR that b begins with.
func partLen(b []byte) int {
	switch {
	case b[0] == dsrData && b[1]&0x80 != 0:
		return int(be.Uint16(b[2:])) * 4
	case b[0] == dsrNet && NetKind(b[1]) == NetTCPStatus:
		return 12 // 3.0 clients write a wrong length
	}
	return int(b[3]) * 4
}

// decodePart decodes one whole DSR and reports whether it is sound.
func (r *Record) decodePart(b []byte, gen Generation) bool {
	ok := true
	switch b[0] {
	case dsrTransport:
		ok = r.decodeTransport(b, gen)
	case dsrFlow:
		ok = r.decodeFlow(b, gen)
	case dsrTime:
		ok = r.decodeTime(b, gen)
	case dsrMetrics:
		ok = r.decodeMetrics(b)
	case dsrNet:
		ok = r.decodeNet(b, gen)
	case dsrIPAttr:
		ok = r.decodeIPAttr(b)
	case dsrEncaps:
		ok = r.decodeEncaps(b)
	case dsrJitter:
		ok = r.decodeJitter(b, gen)
	case dsrSizes:
		ok = r.decodeSizes(b)
	case dsrData:
		ok = r.decodeData(b)
	case dsrMAC:
		ok = r.decodeMAC(b)
	case dsrVLAN:
		if ok = len(b) >= 8; ok {
			r.VLAN = VLAN{b[2]&1 != 0, b[2]&2 != 0, be.Uint16(b[4:]), be.Uint16(b[6:])}
			r.Parts |= PartVLAN
		}
	case dsrMPLS:
		ok = r.decodeMPLS(b)
	case dsrICMPMap:
		ok = r.decodeICMPMap(b)
	case dsrAgg:
		ok = r.decodeAgg(b)
	case 0:
	default:
		ok = r.decodeRare(b, gen)
	}
	return ok || r.keep(b)
}

// keep puts a DSR of a type or length without a form here with the unknown
// ones. A damaged one of the types below, which nearly every record has, is
// dropped and takes an earlier one of its type along: keep reports false.
func (r *Record) keep(b []byte) bool {
	var part Parts
	switch b[0] {
	case dsrTransport:
		part = PartTransport
	case dsrFlow:
		part = PartFlow
	case dsrTime:
		part = PartTime
	case dsrMetrics:
		part = PartMetrics
	case dsrNet:
		part = PartNet
	case dsrIPAttr:
		part = PartIPAttr
	case dsrJitter:
		part = PartJitter
	case dsrSizes:
		part = PartSizes
	case dsrMPLS:
		part = PartMPLS
	default:
		r.Unknown = append(r.Unknown, b...)
		return true
	}
	r.Parts &^= part
	r.filled |= part // some of it may have been decoded
	return false
}

func (r *Record) decodeTransport(b []byte, gen Generation) bool {
	t := &r.Transport
	*t = Transport{}
	sub, q := b[1], b[2]
	if gen == Gen3 && len(b) == 12 {
		sub |= 3
	}
	v := b[4:]
	if sub&1 != 0 {
		n := 4
		t.Src.Kind = IDKind(q &^ 0x10)
		switch t.Src.Kind {
		case IDIPv6, IDUUID:
			n = 16
		case IDEther:
			n = 8
		}
		if len(v) < n {
			return false
		}
		copy(t.Src.ID[:], v[:n])
		t.HasSrc = true
		v = v[n:]
		if q&0x10 != 0 {
			if len(v) < 4 {
				return false
			}
			copy(t.Src.Inf[:], v)
			v = v[4:]
		}
	}
	if sub&2 != 0 && len(v) >= 4 {
		t.Seq, t.HasSeq = be.Uint32(v), true
	}
	r.Parts |= PartTransport
	return true
}

func (r *Record) decodeMetrics(b []byte) bool {
	m := &r.Metrics
	*m = Metrics{HasApp: b[1] == 4}
	values := 2
	if m.HasApp {
		values = 3
	}
	q := b[2]
	if q < 1 || q > 12 {
		return false
	}
	size := 1 << ((q - 1) & 3)
	v := b[4:]
	switch {
	case q <= 4:
		if len(v) < 2*size*values {
			return false
		}
		m.Src.unmarshal(v, size, m.HasApp)
		m.Dst.unmarshal(v[size*values:], size, m.HasApp)
	case len(v) < size*values:
		return false
	case q <= 8:
		m.Src.unmarshal(v, size, m.HasApp)
	default:
		m.Dst.unmarshal(v, size, m.HasApp)
	}
	r.Parts |= PartMetrics
	return true
}

func (c *Counter) unmarshal(v []byte, size int, app bool) {
	switch size {
	case 1:
		c.Packets, c.Bytes = uint64(v[0]), uint64(v[1])
	case 2:
		c.Packets, c.Bytes = uint64(be.Uint16(v)), uint64(be.Uint16(v[2:]))
	case 4:
		c.Packets, c.Bytes = uint64(be.Uint32(v)), uint64(be.Uint32(v[4:]))
	default:
		c.Packets, c.Bytes = be.Uint64(v), be.Uint64(v[8:])
	}
	if app {
		c.AppBytes = counter(v[2*size:], size)
	}
}

func counter(b []byte, size int) uint64 {
	switch size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(be.Uint16(b))
	case 4:
		return uint64(be.Uint32(b))
	}
	return be.Uint64(b)
}
