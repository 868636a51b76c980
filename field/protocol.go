// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math/bits"

	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// proto is the protocol: its name, or its number at the level of numbers and
// where it has no name.
func proto(o *Options, row *Row) Value {
	switch {
	case row.Type == record.TypeMAR:
		return TextValue("man")
	case row.Type == record.TypeEvent:
		return TextValue("evt")
	case !row.Has(record.PartFlow):
		return Value{}
	}
	f := &row.Flow
	numeric := o.Names >= NamesNone
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		if numeric {
			return UintValue(uint64(f.Proto))
		}
		return TextValue(ipProto(row, f))
	case record.AddrARP:
		return nameOr("arp", 2054, numeric)
	case record.AddrRARP:
		return TextValue("rarp") // Compat: at the level of numbers too
	case record.AddrISIS:
		return TextValue("isis")
	case record.AddrWLAN:
		return TextValue("wlan")
	case record.AddrLCP:
		return TextValue("lcp")
	case record.AddrEthernet:
		n := names.EtherType(f.EtherType)
		if n == "" && o.Names < NamesProto {
			n = "unknown"
		}
		return nameOr(n, uint64(f.EtherType), numeric)
	}
	return TextValue("ether")
}

// ipProto is the name of an IP protocol, or of what was recognised in UDP.
func ipProto(row *Row, f *record.Flow) string {
	if f.Proto == 17 {
		switch kind := row.network().Kind; {
		case row.RTP && kind == record.NetRTP:
			return "rtp"
		case row.RTP && kind == record.NetRTCP:
			return "rtcp"
		case kind == record.NetUDT:
			return "udt"
		}
	}
	return names.Protocol(f.Proto)
}

// nameOr is a name, or the number if there is none or numbers are wanted.
func nameOr(name string, number uint64, numeric bool) Value {
	if numeric || name == "" {
		return UintValue(number)
	}
	return TextValue(name)
}

// A port is a column of an end's port, or what other protocols have instead.
// Management records print a counter there, which is not a value of the column.
type port struct{ of side }

func (c port) value(o *Options, row *Row) Value {
	if !isFlow(row) || !row.Has(record.PartFlow) {
		return Value{}
	}
	f := &row.Flow
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return ipPort(o, row, f, c.of)
	case record.AddrEthernet:
		return sapOf(o, f, c.of)
	case record.AddrISIS:
		if c.of == destination {
			return hexValue(uint64(f.Checksum), 1)
		}
	}
	return Value{}
}

func (c port) text(dst []byte, o *Options, row *Row) []byte {
	switch {
	case !isFlow(row) && c.of == destination:
		return appendUint(dst, uint64(row.Man.Clients))
	case !isFlow(row):
		return appendUint(dst, uint64(row.Man.Dropped))
	}
	v := c.value(o, row)
	return v.append(dst, o, row)
}

// sapOf is the LLC service access point of one end.
func sapOf(o *Options, f *record.Flow, of side) Value {
	sap := f.SSAP
	if of == destination {
		sap = f.DSAP
	}
	if o.Names >= NamesProto {
		return UintValue(uint64(sap))
	}
	if n := names.SAP(sap); n != "" {
		return TextValue(n)
	}
	if sap == 0 {
		return Value{}
	}
	return hexValue(uint64(sap), 2)
}

func ipPort(o *Options, row *Row, f *record.Flow, of side) Value {
	v6 := f.Addr == record.AddrIPv6
	switch {
	case f.HasPorts():
		return transportPort(o, f, of)
	case f.Proto == 1 && !v6:
		if of == destination {
			return hexValue(uint64(bits.ReverseBytes16(f.ICMPID)), 4) // in network order
		}
		return hexValue(uint64(f.ICMPCode)<<8|uint64(f.ICMPType), 4)
	case f.Proto == 58 && v6:
		n := f.ICMPType
		if of == destination {
			n = f.ICMPCode
		}
		if o.Names >= NamesProto {
			return UintValue(uint64(n))
		}
		return hexValue(uint64(n), 4)
	case f.Proto == 50 && of == destination:
		spi := f.SPI
		if !v6 && !f.HasMask && !f.Fragment && row.Version == uint8(record.Gen3) {
			spi = 0x20<<24 | 0x20<<16 | spi&0xffff // Compat: the clients of 3.0.8 put mask lengths over it
		}
		return hexValue(uint64(spi), 1)
	}
	return Value{}
}

// transportPort is a port of a transport protocol. Where names are wanted, port 0 is
// absent.
func transportPort(o *Options, f *record.Flow, of side) Value {
	n := f.SrcPort
	if of == destination {
		n = f.DstPort
	}
	if o.Names < NamesProto {
		if n == 0 {
			return Value{}
		}
		if name := serviceOf(o, f.Proto, n); name != "" {
			return TextValue(name)
		}
	}
	return UintValue(uint64(n))
}

// serviceOf returns the name of a port of an IP protocol, "" if it is not known.
func serviceOf(o *Options, proto uint8, n uint16) string {
	if o.Services == nil {
		return ""
	}
	return o.Services.Name(proto, n)
}

// icmpID is the identifier of ICMP.
func icmpID(_ *Options, row *Row) Value {
	f := row.Key()
	if !isFlow(row) || f.Addr != record.AddrIPv4 || f.Proto != 1 {
		return Value{}
	}
	return UintValue(uint64(bits.ReverseBytes16(f.ICMPID)))
}

// icmpIDText prints 0 for ICMPv6.
//
// Compat: records do not hold its identifier.
func icmpIDText(dst []byte, o *Options, row *Row) []byte {
	if f := row.Key(); isFlow(row) && f.Addr == record.AddrIPv6 && f.Proto == 58 {
		return append(dst, '0')
	}
	v := icmpID(o, row)
	return v.append(dst, o, row)
}

// WholePort reports whether the ports of a row are those of a transport protocol,
// or numbers of ICMP or LLC.
func (row *Row) WholePort() bool {
	f := row.Key()
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return f.HasPorts() || f.Proto == 1 || f.Proto == 58
	case record.AddrEthernet:
		return true
	}
	return false
}

// PortNumber returns a side's port, or type and code of ICMP, whatever level of
// names is chosen.
func (row *Row) PortNumber(second bool) (port uint16, ok bool) {
	f := row.Key()
	switch {
	case !row.IsIP():
		return 0, false
	case f.HasPorts() && second:
		return f.DstPort, true
	case f.HasPorts():
		return f.SrcPort, true
	case (f.Proto == 1 || f.Proto == 58) && second:
		return uint16(f.ICMPCode), true
	case f.Proto == 1 || f.Proto == 58:
		return uint16(f.ICMPType), true
	}
	return 0, false
}

// IsIP reports whether a row is a flow between addresses of IPv4 or IPv6.
func (row *Row) IsIP() bool { return isFlow(row) && isIP(row.Key()) }
