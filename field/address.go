// SPDX-License-Identifier: Apache-2.0

package field

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"github.com/argus-go/argus/record"
)

const hexDigits = "0123456789abcdef"

func appendIPv4(dst []byte, a []byte) []byte {
	_ = a[3]
	dst = append(appendByte(dst, a[0]), '.')
	dst = append(appendByte(dst, a[1]), '.')
	dst = append(appendByte(dst, a[2]), '.')
	return appendByte(dst, a[3])
}

// pairs holds the numbers from 00 to 99.
const pairs = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

func appendByte(dst []byte, v byte) []byte {
	switch {
	case v < 10:
		return append(dst, '0'+v)
	case v < 100:
		return append(dst, pairs[2*v], pairs[2*v+1])
	}
	h := v / 100
	r := 2 * (v - 100*h)
	return append(dst, '0'+h, pairs[r], pairs[r+1])
}

// appendUint appends a number. Counters and ports are small.
func appendUint(dst []byte, v uint64) []byte {
	switch {
	case v < 256:
		return appendByte(dst, byte(v))
	case v < 1000:
		h := v / 100
		r := 2 * (v - 100*h)
		return append(dst, byte('0'+h), pairs[r], pairs[r+1])
	case v < 10000:
		h, r := v/100*2, v%100*2
		return append(dst, pairs[h], pairs[h+1], pairs[r], pairs[r+1])
	case v < 100000:
		m, h, r := v/10000, v/100%100*2, v%100*2
		return append(dst, byte('0'+m), pairs[h], pairs[h+1], pairs[r], pairs[r+1])
	}
	return strconv.AppendUint(dst, v, 10)
}

func appendMAC(dst []byte, a []byte) []byte {
	for i := range 6 {
		if i > 0 {
			dst = append(dst, ':')
		}
		dst = append(dst, hexDigits[a[i]>>4], hexDigits[a[i]&15])
	}
	return dst
}

// appendHex appends 0x and v in at least width digits.
func appendHex(dst []byte, v uint64, width int) []byte {
	dst = append(dst, '0', 'x')
	for i := 15; i >= 0; i-- {
		if d := v >> (4 * i); d != 0 || i < width {
			dst = append(dst, hexDigits[d&15])
		}
	}
	return dst
}

// appendIPv6 appends an address as inet_ntop does, which writes IPv4-mapped
// and -compatible addresses with a dotted tail.
func appendIPv6(dst []byte, a [16]byte) []byte {
	compat := true
	for _, b := range a[:12] {
		compat = compat && b == 0
	}
	if compat && (a[12] != 0 || a[13] != 0) {
		return appendIPv4(append(dst, "::"...), a[12:])
	}
	return netip.AddrFrom16(a).AppendTo(dst)
}

// An address is a column of an end's address. Management records print a counter
// there, which is not a value of the column.
type address struct{ of side }

func (c address) value(_ *Options, row *Row) Value {
	if !isFlow(row) || !row.Has(record.PartFlow) {
		return Value{}
	}
	f := &row.Flow
	a := &f.Src
	if c.of == destination {
		a = &f.Dst
	}
	switch f.Addr {
	case record.AddrIPv4, record.AddrARP:
		return addrValue(a[:4])
	case record.AddrIPv6:
		return addrValue(a[:])
	case record.AddrISIS:
		return isisAddress(f, c.of)
	case record.AddrRARP:
		if a = &f.SHA; c.of == destination {
			a = &f.THA
		}
	}
	return addrValue(a[:linkLen])
}

func (c address) text(dst []byte, o *Options, row *Row) []byte {
	switch {
	case !isFlow(row) && c.of == destination:
		return appendUint(dst, uint64(row.Man.Bufs))
	case !isFlow(row):
		return appendUint(dst, uint64(row.Man.Queue))
	}
	v := c.value(o, row)
	f := row.Key()
	switch {
	case v.kind == Absent && f.Addr == record.AddrISIS && o.Delimited:
		return append(dst, "(null)"...) // Compat: as the originals print it
	case v.kind != Addr:
		return v.append(dst, o, row)
	case v.size == linkLen:
		if o.Broadcast && o.Names < NamesNone && f.Addr != record.AddrRARP && isBroadcast(v.short[:linkLen]) {
			return append(dst, broadcast...)
		}
		return appendMAC(dst, v.short[:linkLen])
	}
	return appendMask(v.appendHost(dst, o), o, f, c.of)
}

// appendHost appends the name of an address, or the address if it has none.
func (v *Value) appendHost(dst []byte, o *Options) []byte {
	if o.HostName != nil {
		if name := o.HostName(v.Addr()); name != "" {
			return append(dst, name...)
		}
	}
	return appendAddr(dst, v.short[:v.size])
}

// appendMask appends the length of an address's mask, where it is asked for.
//
// Compat: those of ARP have no length.
func appendMask(dst []byte, o *Options, f *record.Flow, of side) []byte {
	if o.Masks == MasksNone {
		return dst
	}
	full := uint16(0)
	switch f.Addr {
	case record.AddrIPv4:
		full = 32
	case record.AddrIPv6:
		full = 128
	}
	n := full
	if f.HasMask {
		if n = f.SrcMask; of == destination {
			n = f.DstMask
		}
	}
	if o.Masks == MasksPart && (n == full || n == 0) {
		return dst
	}
	return appendUint(append(dst, '/'), uint64(n))
}

const broadcast = "Broadcast"

func isBroadcast(a []byte) bool {
	for _, b := range a {
		if b != 0xff {
			return false
		}
	}
	return true
}

// isisAddress returns the system ids of IS-IS flows: source and LAN of hellos,
// id and sequence number of LSPs, source of SNPs (record format, 6.2.7).
func isisAddress(f *record.Flow, of side) Value {
	id := func(b []byte) Value {
		v := Value{kind: Text}
		v.size = uint8(len(isisID(v.short[:0], b)))
		return v
	}
	a := f.Area[:]
	switch f.PDUType {
	case 15, 16, 17:
		if of == source {
			return id(a[:6])
		}
		return id(a[6:13])
	case 18, 20:
		if of == source {
			return id(a[:8])
		}
		return hexValue(uint64(binary.BigEndian.Uint32(a[8:])), 8)
	}
	if of == source {
		return id(a[:7])
	}
	return Value{}
}

func isisID(dst []byte, a []byte) []byte {
	for i, b := range a {
		switch i {
		case 2, 4, 6:
			dst = append(dst, '.')
		case 7:
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return dst
}

// A network is a column of an address without its host part.
type network struct{ of side }

func (c network) value(o *Options, row *Row) Value {
	if row.Key().Addr == record.AddrRARP {
		c.of = destination // Compat
	}
	v := address(c).value(o, row)
	if v.kind != Addr || v.size != 4 {
		return v
	}
	if row.Flow.Addr == record.AddrARP { // Compat: ARP addresses have no class
		return addrValue(make([]byte, 4))
	}
	n := binary.BigEndian.Uint32(v.short[:])
	switch a := v.short[0]; {
	case a < 128:
		n &= 0xff000000
	case a < 192:
		n &= 0xffff0000
	case a < 224:
		n &= 0xffffff00
	case a >= 240:
		n = 0
	}
	binary.BigEndian.PutUint32(v.short[:], n)
	return v
}

func (c network) text(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return append(dst, '0')
	}
	switch v := c.value(o, row); {
	case v.kind == Addr && v.size == 4:
		return appendIPv4(dst, v.short[:4])
	case row.Key().Addr == record.AddrRARP:
		return v.append(dst, o, row)
	}
	return address(c).text(dst, o, row)
}

// A linkAddr is a column of a link-layer address.
type linkAddr struct{ of side }

func (c linkAddr) value(_ *Options, row *Row) Value {
	switch {
	case !isFlow(row) || !row.Has(record.PartMAC):
		return Value{}
	case c.of == destination:
		return addrValue(row.MAC.Dst[:])
	}
	return addrValue(row.MAC.Src[:])
}

func (c linkAddr) text(dst []byte, o *Options, row *Row) []byte {
	v := c.value(o, row)
	if v.kind != Absent && o.Names < NamesNone && isBroadcast(v.short[:linkLen]) {
		return append(dst, broadcast...)
	}
	return v.append(dst, o, row)
}

// inode is the router that reported an ICMP error.
func inode(_ *Options, row *Row) Value {
	if !isFlow(row) || !row.Has(record.PartICMPMap) {
		return Value{}
	}
	return addrValue(binary.BigEndian.AppendUint32(make([]byte, 0, 4), row.ICMPMap.OuterSrc))
}

// response is the link-layer address that answered an ARP request.
func response(_ *Options, row *Row) Value {
	if !isFlow(row) || row.Key().Addr != record.AddrARP || row.network().Kind != record.NetARP {
		return Value{}
	}
	return addrValue(row.Net.ARP[:])
}

func isWLAN(row *Row) bool { return isFlow(row) && row.Key().Addr == record.AddrWLAN }

func bssid(_ *Options, row *Row) Value {
	if !isWLAN(row) {
		return Value{}
	}
	return addrValue(row.Flow.BSSID[:])
}

func ssid(dst []byte, _ *Options, row *Row) []byte {
	if !isWLAN(row) {
		return dst
	}
	for _, c := range untilNUL(row.Flow.SSID[:]) {
		if c < ' ' || c > '~' {
			c = '.'
		}
		dst = append(dst, c)
	}
	return dst
}

// SourceOf returns the id of the sensor that made a row, nil if it has none.
func SourceOf(row *Row) *record.SourceID {
	switch {
	case !isFlow(row):
		return &row.Man.Src
	case row.Has(record.PartTransport):
		return &row.Transport.Src
	}
	return nil
}

// sourceID appends the id of the sensor, as it may be shown on a terminal.
func sourceID(dst []byte, o *Options, row *Row) []byte {
	if s := SourceOf(row); s != nil && s.Kind == record.IDString {
		return AppendClean(dst, s.ID[:])
	}
	v := sensor(o, row)
	return v.append(dst, o, row)
}

// sensor is the id of the sensor: a number, an address, a UUID or any text.
func sensor(_ *Options, row *Row) Value {
	s := SourceOf(row)
	if s == nil {
		return Value{}
	}
	var buf [shortLen]byte
	text := buf[:0]
	switch s.Kind {
	case record.IDInt:
		text = appendUint(text, uint64(binary.BigEndian.Uint32(s.ID[:])))
	case record.IDString:
		return borrowedText(untilNUL(s.ID[:]))
	case record.IDIPv6:
		text = appendIPv6(text, s.ID)
	case record.IDUUID:
		for i, b := range s.ID {
			if i == 4 || i == 6 || i == 8 || i == 10 {
				text = append(text, '-')
			}
			text = append(text, hexDigits[b>>4], hexDigits[b&15])
		}
	default:
		text = appendIPv4(text, s.ID[:])
	}
	return composed(text)
}

// untilNUL returns what stands before the first byte that is zero.
func untilNUL[T string | []byte](b T) T {
	for i := range len(b) {
		if b[i] == 0 {
			return b[:i]
		}
	}
	return b
}

func ssidValue(o *Options, row *Row) Value {
	var buf [shortLen]byte
	return composed(ssid(buf[:0], o, row))
}
