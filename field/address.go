// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math/bits"
	"net/netip"
	"strconv"

	"github.com/argus-go/argus/internal/names"
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

func srcAddr(dst []byte, o *Options, row *Row) []byte { return address(dst, o, row, false) }
func dstAddr(dst []byte, o *Options, row *Row) []byte { return address(dst, o, row, true) }

func address(dst []byte, o *Options, row *Row, second bool) []byte {
	if !isFlow(row) {
		if second {
			return strconv.AppendUint(dst, uint64(row.Man.Bufs), 10)
		}
		return strconv.AppendUint(dst, uint64(row.Man.Queue), 10)
	}
	if !row.Has(record.PartFlow) {
		return dst
	}
	f := &row.Flow
	a := &f.Src
	if second {
		a = &f.Dst
	}
	switch f.Addr {
	case record.AddrIPv4, record.AddrARP:
		if o.HostName != nil {
			dst = appendHost(dst, o, netip.AddrFrom4([4]byte(a[:4])))
		} else {
			dst = appendIPv4(dst, a[:])
		}
		return appendMask(dst, o, f, second)
	case record.AddrIPv6:
		if o.HostName != nil {
			dst = appendHost(dst, o, netip.AddrFrom16(*a))
		} else {
			dst = appendIPv6(dst, *a)
		}
		return appendMask(dst, o, f, second)
	case record.AddrISIS:
		return isisAddress(dst, o, f, second)
	case record.AddrRARP:
		if second {
			return appendMAC(dst, f.THA[:])
		}
		return appendMAC(dst, f.SHA[:])
	}
	if o.Broadcast && isBroadcast(a[:6]) {
		return append(dst, broadcast...)
	}
	return appendMAC(dst, a[:])
}

// appendMask appends the length of an address's mask, where it is asked for.
//
// Compat: those of ARP have no length.
func appendMask(dst []byte, o *Options, f *record.Flow, second bool) []byte {
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
		if n = f.SrcMask; second {
			n = f.DstMask
		}
	}
	if o.Masks == MasksPart && (n == full || n == 0) {
		return dst
	}
	return appendUint(append(dst, '/'), uint64(n))
}

// appendHost appends the name of an address, or the address if it has none.
func appendHost(dst []byte, o *Options, a netip.Addr) []byte {
	if name := o.HostName(a); name != "" {
		return append(dst, name...)
	}
	if a.Is4() {
		b := a.As4()
		return appendIPv4(dst, b[:])
	}
	return appendIPv6(dst, a.As16())
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

// isisAddress appends the system ids of IS-IS flows: source and LAN of hellos,
// id and sequence number of LSPs, source of SNPs (record format, 6.2.7).
func isisAddress(dst []byte, o *Options, f *record.Flow, second bool) []byte {
	a := f.Area[:]
	switch f.PDUType {
	case 15, 16, 17:
		if !second {
			return isisID(dst, a[:6])
		}
		return isisID(dst, a[6:13])
	case 18, 20:
		if !second {
			return isisID(dst, a[:8])
		}
		return appendHex(dst, uint64(a[8])<<24|uint64(a[9])<<16|uint64(a[10])<<8|uint64(a[11]), 8)
	}
	switch {
	case !second:
		return isisID(dst, a[:7])
	case o.Delimited: // there is none; so the originals say
		return append(dst, "(null)"...)
	}
	return dst
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

func proto(dst []byte, o *Options, row *Row) []byte {
	switch row.Type {
	case record.TypeMAR:
		return append(dst, "man"...)
	case record.TypeEvent:
		return append(dst, "evt"...)
	}
	if !row.Has(record.PartFlow) {
		return dst
	}
	f := &row.Flow
	numeric := o.Names >= NamesNone
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		switch {
		case numeric:
			return appendByte(dst, f.Proto)
		case f.Proto == 17 && row.RTP && row.Net.Kind == record.NetRTP:
			return append(dst, "rtp"...)
		case f.Proto == 17 && row.RTP:
			return append(dst, "rtcp"...)
		case f.Proto == 17 && row.Has(record.PartNet) && row.Net.Kind == record.NetUDT:
			return append(dst, "udt"...)
		}
		return append(dst, names.Protocol(f.Proto)...)
	case record.AddrARP:
		return nameOr(dst, "arp", 2054, numeric)
	case record.AddrRARP:
		return nameOr(dst, "rarp", 32821, numeric)
	case record.AddrISIS:
		return append(dst, "isis"...)
	case record.AddrWLAN:
		return append(dst, "wlan"...)
	case record.AddrEthernet:
		n := names.EtherType(f.EtherType)
		if n == "" && o.Names < NamesProto {
			return append(dst, "unknown"...)
		}
		if n == "" || numeric {
			return strconv.AppendUint(dst, uint64(f.EtherType), 10)
		}
		return append(dst, n...)
	case record.AddrLCP:
		return append(dst, "lcp"...)
	}
	return append(dst, "ether"...)
}

func nameOr(dst []byte, name string, number uint64, numeric bool) []byte {
	if numeric {
		return strconv.AppendUint(dst, number, 10)
	}
	return append(dst, name...)
}

func srcPort(dst []byte, o *Options, row *Row) []byte { return port(dst, o, row, false) }
func dstPort(dst []byte, o *Options, row *Row) []byte { return port(dst, o, row, true) }

func port(dst []byte, o *Options, row *Row, second bool) []byte {
	if !isFlow(row) {
		if second {
			return strconv.AppendUint(dst, uint64(row.Man.Clients), 10)
		}
		return strconv.AppendUint(dst, uint64(row.Man.Dropped), 10)
	}
	if !row.Has(record.PartFlow) {
		return dst
	}
	f := &row.Flow
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return ipPort(dst, o, row, second)
	case record.AddrEthernet:
		sap := f.SSAP
		if second {
			sap = f.DSAP
		}
		if n := names.SAP(sap); n != "" && o.Names < NamesProto {
			return append(dst, n...)
		}
		if o.Names >= NamesProto {
			return appendByte(dst, sap)
		}
		if sap == 0 {
			return dst
		}
		return appendHex(dst, uint64(sap), 2)
	case record.AddrISIS:
		if second {
			return appendHex(dst, uint64(f.Checksum), 1)
		}
	}
	return dst
}

// WholePort reports whether the ports of a row are numbers of TCP, UDP, ICMP or LLC.
func (row *Row) WholePort() bool {
	if !row.Has(record.PartFlow) {
		return false
	}
	switch row.Flow.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return row.Flow.Proto == 6 || row.Flow.Proto == 17 || row.Flow.Proto == 1 || row.Flow.Proto == 58
	case record.AddrEthernet:
		return true
	}
	return false
}

func ipPort(dst []byte, o *Options, row *Row, second bool) []byte {
	f := &row.Flow
	v6 := f.Addr == record.AddrIPv6
	switch {
	case f.Proto == 6 || f.Proto == 17:
		n := f.SrcPort
		if second {
			n = f.DstPort
		}
		if n == 0 {
			if o.Names < NamesProto {
				return dst
			}
			return append(dst, '0')
		}
		if o.Names < NamesProto && o.Services != nil {
			s := o.Services.UDP(n)
			if f.Proto == 6 {
				s = o.Services.TCP(n)
			}
			if s != "" {
				return append(dst, s...)
			}
		}
		return appendUint(dst, uint64(n))
	case f.Proto == 1 && !v6:
		if second {
			return appendHex(dst, uint64(bits.ReverseBytes16(f.ICMPID)), 4) // in network order
		}
		return appendHex(dst, uint64(f.ICMPCode)<<8|uint64(f.ICMPType), 4)
	case f.Proto == 58 && v6:
		n := f.ICMPType
		if second {
			n = f.ICMPCode
		}
		if o.Names >= NamesProto {
			return appendByte(dst, n)
		}
		return appendHex(dst, uint64(n), 4)
	case f.Proto == 50 && second:
		spi := f.SPI
		if !v6 && !f.HasMask && !f.Fragment && row.Version == uint8(record.Gen3) {
			spi = 0x20<<24 | 0x20<<16 | spi&0xffff // the clients of 3.0.8 put mask lengths over it
		}
		return appendHex(dst, uint64(spi), 1)
	}
	return dst
}

type macColumn struct{ dstSide bool }

func (c macColumn) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		if !isFlow(row) || !row.Has(record.PartMAC) {
			return dst
		}
		a := &row.MAC.Src
		if dstSide {
			a = &row.MAC.Dst
		}
		if *a == [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff} {
			return append(dst, broadcast...)
		}
		return appendMAC(dst, a[:])
	}
}

func sourceID(dst []byte, o *Options, row *Row) []byte {
	s := SourceOf(row)
	if s == nil {
		return dst
	}
	switch s.Kind {
	case record.IDInt:
		return strconv.AppendUint(dst, uint64(s.ID[0])<<24|uint64(s.ID[1])<<16|uint64(s.ID[2])<<8|uint64(s.ID[3]), 10)
	case record.IDString:
		return AppendClean(dst, s.ID[:])
	case record.IDIPv6:
		return appendIPv6(dst, s.ID)
	case record.IDUUID:
		for i, b := range s.ID {
			if i == 4 || i == 6 || i == 8 || i == 10 {
				dst = append(dst, '-')
			}
			dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
		}
		return dst
	}
	return appendIPv4(dst, s.ID[:])
}
