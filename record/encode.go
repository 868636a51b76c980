// SPDX-License-Identifier: Apache-2.0

package record

import (
	"errors"
	"math"
	"slices"
)

// A Dialect is a form in which records are written.
type Dialect uint8

// Dialects (record format, section 11.2).
const (
	// V3Common is read alike by the clients of 3.0.8 and 5.x. Times are cut to
	// microseconds and source ids to 4 bytes.
	V3Common Dialect = iota
	// V5 keeps nanoseconds and source ids of 16 bytes.
	V5
)

// ErrTooLong says that a record's parts exceed [MaxLen].
var ErrTooLong = errors.New("record: longer than the format can tell")

// Generation returns the generation that a stream of dialect d belongs to.
func (d Dialect) Generation() Generation {
	if d == V5 {
		return Gen5
	}
	return Gen3
}

// roomy is more than every record without user data and unknown parts takes.
const roomy = 2048

// Append appends the encoding of r in dialect d to dst. Times are written as
// the original sensors do by default when Time.Sides is 0, else side by side.
func (r *Record) Append(dst []byte, d Dialect) ([]byte, error) {
	start := len(dst)
	version := uint8(d.Generation())
	if r.Type == TypeMAR {
		return r.Man.append(dst, d, r.Cause, r.Option), nil
	}
	if r.undecoded != 0 {
		if d == V3Common {
			var ok bool
			if dst, ok = r.appendUndecoded(slices.Grow(dst, roomy+len(r.wire))); ok {
				return dst, nil
			}
		}
		r.complete(r.undecoded)
	}
	dst = slices.Grow(dst, roomy+len(r.Unknown)+len(r.SrcData.Data)+len(r.DstData.Data)+len(r.Label)+24*len(r.Cor))
	kind := r.Type
	if kind == TypeAFlow && d != V5 {
		kind = TypeFAR // 3.0 ends a file at the other
	}
	dst = append(dst, uint8(kind)|version, uint8(r.Cause)|r.Option&15, 0, 0)
	p := r.Parts
	if p&PartTransport != 0 {
		dst = r.Transport.append(dst, d)
	}
	if p&PartFlow != 0 {
		dst = r.Flow.append(dst)
	}
	if p&PartTime != 0 {
		dst = r.Time.append(dst, d)
	}
	if p&PartMetrics != 0 {
		dst = r.Metrics.append(dst)
	}
	if p&PartAgg != 0 {
		dst = r.Agg.append(dst)
	}
	if p&PartNet != 0 {
		dst = r.Net.append(dst, d)
	}
	if p&(PartVLAN|PartMPLS|PartJitter) != 0 {
		dst = r.appendLink(dst)
	}
	if p&PartIPAttr != 0 {
		dst = r.IPAttr.append(dst)
	}
	if p&(PartSizes|PartSrcData|PartDstData|PartMAC|PartICMPMap) != 0 {
		dst = r.appendOptional(dst)
	}
	if p&PartEncaps != 0 {
		e := &r.Encaps
		q := bit(e.SrcChanged, 4) | bit(e.DstChanged, 8) | bit(e.SrcInfChanged, 0x10) | bit(e.DstInfChanged, 0x20)
		dst = append(dst, dsrEncaps, 0, q, 3)
		dst = be.AppendUint32(dst, e.Src)
		dst = be.AppendUint32(dst, e.Dst)
	}
	if p >= PartBehavior {
		dst = r.appendRare(dst, d)
	}
	dst = append(dst, r.Unknown...)
	n := len(dst) - start
	if n > MaxLen {
		return dst[:start], ErrTooLong
	}
	be.PutUint16(dst[start+2:], uint16(n/4))
	return dst, nil
}

func bit(on bool, b uint8) uint8 {
	if on {
		return b
	}
	return 0
}

// fold makes an id of 4 bytes of a longer one.
func (s *SourceID) fold() (id [4]byte) {
	for i, b := range s.ID {
		id[i%4] ^= b
	}
	return id
}

// append writes the transport DSR. In V3Common an id of 16 bytes is folded
// into an integer, since 3.0.8 misreads longer ones.
func (t *Transport) append(dst []byte, d Dialect) []byte {
	kind, id := t.Src.Kind, t.Src.ID[:4]
	var folded [4]byte
	switch {
	case kind == IDNone:
		kind = IDIPv4
	case kind != IDIPv6 && kind != IDUUID && kind != IDEther:
	case d == V5 && kind != IDEther:
		id = t.Src.ID[:]
	default:
		folded = t.Src.fold()
		kind, id = IDInt, folded[:]
	}
	q, inf := uint8(kind), d == V5 && t.Src.Inf != [4]byte{}
	words := 2 + len(id)/4
	if inf {
		q |= 0x10
		words++
	}
	dst = append(dst, dsrTransport, 3, q, uint8(words))
	dst = append(dst, id...)
	if inf {
		dst = append(dst, t.Src.Inf[:]...)
	}
	return be.AppendUint32(dst, t.Seq)
}

// append writes the flow key, initiator first.
func (v *Flow) append(dst []byte) []byte {
	q := uint8(v.Addr) | bit(v.Decided, qualDecided) | bit(v.Fragment, qualFragment) | bit(v.HasMask, qualMask)
	kind := uint8(v.Kind)
	switch v.Addr {
	case AddrIPv4:
		return v.appendIPv4(dst, kind, q)
	case AddrIPv6:
		return v.appendIPv6(dst, kind, q)
	case AddrARP, AddrRARP:
		return v.appendARP(dst, q)
	case AddrWLAN:
		dst = append(dst, dsrFlow, kind, q, 14)
		dst = append(dst, v.Dst[:6]...)
		dst = append(dst, v.Src[:6]...)
		dst = append(dst, v.BSSID[:]...)
		dst = append(dst, v.SSID[:]...)
		return append(dst, 0, 0)
	case AddrISIS:
		dst = append(dst, dsrFlow, kind, q, 11, 0, 0, 0, v.PDUType)
		dst = append(dst, v.Src[:6]...)
		dst = append(dst, v.Dst[:6]...)
		dst = append(dst, v.Version, 0, 0, 0)
		dst = append(dst, v.Area[:]...)
		dst = be.AppendUint16(dst, v.Checksum)
		return append(dst, 0, 0)
	}
	dst = append(dst, dsrFlow, kind, q, 5)
	dst = append(dst, v.Dst[:6]...)
	dst = append(dst, v.Src[:6]...)
	dst = be.AppendUint16(dst, v.EtherType)
	if v.Addr == AddrLCP {
		return append(dst, v.ICMPType, v.ICMPCode)
	}
	return append(dst, v.DSAP, v.SSAP)
}

func (v *Flow) appendIPv4(dst []byte, kind, q uint8) []byte {
	var b [20]byte
	b[0], b[1], b[2], b[3] = dsrFlow, kind, q, 5
	copy(b[4:], v.Src[:4])
	copy(b[8:], v.Dst[:4])
	b[12], b[13] = v.Proto, v.TPProto
	switch {
	case v.Fragment:
		le.PutUint16(b[18:], v.IPID)
	case v.Proto == protoICMP:
		b[14], b[15] = v.ICMPType, v.ICMPCode
		le.PutUint16(b[16:], v.ICMPID)
		le.PutUint16(b[18:], v.ICMPSeq)
	case v.Proto == protoIGMP:
		b[14], b[15] = v.ICMPType, v.ICMPCode
		be.PutUint16(b[18:], v.IPID)
	case v.Proto == protoESP:
		be.PutUint32(b[16:], v.SPI)
	default:
		be.PutUint16(b[14:], v.SrcPort)
		be.PutUint16(b[16:], v.DstPort)
		if v.HasMask {
			b[18], b[19] = uint8(v.SrcMask), uint8(v.DstMask)
		} else {
			le.PutUint16(b[18:], v.DNSID)
		}
	}
	return append(dst, b[:]...)
}

func (v *Flow) appendIPv6(dst []byte, kind, q uint8) []byte {
	var b [48]byte
	n := 44
	b[0], b[1], b[2] = dsrFlow, kind, q
	copy(b[4:], v.Src[:])
	copy(b[20:], v.Dst[:])
	be.PutUint32(b[36:], uint32(v.Proto)<<24|v.FlowLabel&0xffffff)
	switch {
	case v.Fragment:
		le.PutUint32(b[40:], v.FragID)
	case v.Proto == protoICMPv6:
		b[40], b[41] = v.ICMPType, v.ICMPCode
		le.PutUint16(b[42:], v.ICMPID)
	case v.Proto == protoESP:
		be.PutUint32(b[40:], v.SPI)
	default:
		be.PutUint16(b[40:], v.SrcPort)
		be.PutUint16(b[42:], v.DstPort)
	}
	if v.HasMask {
		n = 48
		le.PutUint16(b[44:], v.SrcMask)
		le.PutUint16(b[46:], v.DstMask)
	}
	b[3] = uint8(n / 4)
	return append(dst, b[:n]...)
}

func (v *Flow) appendARP(dst []byte, q uint8) []byte {
	at := len(dst)
	h := min(int(v.HLen), 16)
	dst = append(dst, dsrFlow, uint8(FlowARP), q, 0)
	dst = be.AppendUint16(dst, v.HType)
	dst = be.AppendUint16(dst, v.PType)
	dst = append(dst, uint8(h), v.PLen)
	dst = be.AppendUint16(dst, v.Op)
	dst = append(dst, v.Src[:4]...)
	if v.Addr == AddrRARP {
		dst = append(dst, v.THA[:h]...)
		dst = append(dst, v.SHA[:h]...)
	} else {
		dst = append(dst, v.Dst[:4]...)
		dst = append(dst, v.SHA[:h]...)
	}
	dst = pad(dst, at)
	dst[at+3] = uint8((len(dst) - at) / 4)
	return dst
}

// pad fills dst with zeros up to a whole number of words from at.
func pad(dst []byte, at int) []byte {
	for (len(dst)-at)%4 != 0 {
		dst = append(dst, 0)
	}
	return dst
}

// form returns how metrics are written, in the narrowest width that holds them
// (record format, section 6.4): the DSR's subtype and qualifier, the logarithm of
// the width of a value, how many values a side has, and which sides there are.
func (m *Metrics) form() (sub, q uint8, class, values, from, to int) {
	s, d := &m.Src, &m.Dst
	sub, values = 1, 2
	most := s.Packets | s.Bytes | d.Packets | d.Bytes // is as wide as the widest
	if app := s.AppBytes | d.AppBytes; app != 0 {
		sub, values = 4, 3
		most |= app
	}
	hasSrc, hasDst := s.Packets|s.Bytes|s.AppBytes != 0, d.Packets|d.Bytes|d.AppBytes != 0
	both := hasSrc && hasDst
	switch {
	case both && most <= math.MaxUint8:
	case most <= math.MaxUint16:
		class = 1
	case most <= math.MaxUint32:
		class = 2
	default:
		class = 3
	}
	q, to = uint8(class+1), 2
	if !both {
		if !hasDst {
			q, to = q+4, 1
		} else {
			q, from = q+8, 1
		}
	}
	return sub, q, class, values, from, to
}

func (m *Metrics) append(dst []byte) []byte {
	sub, q, class, values, from, to := m.form()
	at := len(dst)
	dst = append(dst, dsrMetrics, sub, q, 0)
	sides := [2]*Counter{&m.Src, &m.Dst}
	for _, c := range sides[from:to] {
		dst = appendCounter(dst, c.Packets, class)
		dst = appendCounter(dst, c.Bytes, class)
		if values == 3 {
			dst = appendCounter(dst, c.AppBytes, class)
		}
	}
	dst = pad(dst, at)
	dst[at+3] = uint8((len(dst) - at) / 4)
	return dst
}

// storedAs reports whether append writes the DSR b, which m was read from.
func (m *Metrics) storedAs(b []byte) bool {
	sub, q, class, values, from, to := m.form()
	n := 4 + values*(to-from)<<class
	if b[1] != sub || b[2] != q || len(b) != (n+3)&^3 {
		return false
	}
	for _, c := range b[n:] {
		if c != 0 {
			return false
		}
	}
	return true
}

func appendCounter(dst []byte, v uint64, class int) []byte {
	switch class {
	case 0:
		return append(dst, uint8(v))
	case 1:
		return be.AppendUint16(dst, uint16(v))
	case 2:
		return be.AppendUint32(dst, uint32(v))
	}
	return be.AppendUint64(dst, v)
}

func (a *IPAttr) append(dst []byte) []byte {
	at := len(dst)
	dst = append(dst, dsrIPAttr, 0, 0, 0)
	var q uint8
	for i, s := range [2]*IPSide{&a.Src, &a.Dst} {
		q |= bit(s.Fragments, 0x10<<i)
		if s.Has {
			q |= 1 << i
			dst = append(dst, s.TTL, s.TOS, uint8(s.ID), uint8(s.ID>>8))
		}
		if s.HasOptions {
			q |= 4 << i
			dst = be.AppendUint32(dst, s.Options)
		}
	}
	dst[at+2], dst[at+3] = q, uint8((len(dst)-at)/4)
	return dst
}

// appendStamp appends the seconds and fraction of a time.
func appendStamp(dst []byte, ns int64, d Dialect) []byte {
	s, f := ns/second, ns%second
	if f < 0 {
		s, f = s-1, f+second
	}
	if d != V5 {
		f /= 1000
	}
	return be.AppendUint32(be.AppendUint32(dst, uint32(s)), uint32(f))
}

func (t *Time) append(dst []byte, d Dialect) []byte {
	at := len(dst)
	q := uint8(0x18)
	if d == V5 {
		q = 0x19 | bit(t.Adjusted, timeAdjusted5)
	}
	form, set := uint8(2), t.Sides&sideTimes
	switch {
	case set == 0 && t.Single:
		dst = append(dst, dsrTime, 1, q, 3)
		return appendStamp(dst, t.Start, d)
	case set == 0:
		dst = append(dst, dsrTime, 2, q, 5)
		return appendStamp(appendStamp(dst, t.Start, d), t.End, d)
	case set == TimeSrcStart:
		form = 1
	}
	dst = append(dst, dsrTime, uint8(set)|form, q, 0)
	for k, v := range [4]int64{t.SrcStart, t.SrcEnd, t.DstStart, t.DstEnd} {
		if set&(TimeSrcStart<<k) != 0 {
			dst = appendStamp(dst, v, d)
		}
	}
	dst[at+3] = uint8((len(dst) - at) / 4)
	return dst
}
