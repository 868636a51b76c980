// SPDX-License-Identifier: Apache-2.0

package match

import (
	"strconv"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

const (
	protoICMP    = 1
	protoIGMP    = 2
	protoTCP     = 6
	protoUDP     = 17
	protoDCCP    = 33
	protoSCTP    = 132
	protoUDPLite = 136
	protoESP     = 50
	protoICMPv6  = 58
)

func isIP(x *candidate) bool {
	return x.Has(record.PartFlow) && (x.Flow.Addr == record.AddrIPv4 || x.Flow.Addr == record.AddrIPv6)
}

func isProto(x *candidate, p uint8) bool { return isIP(x) && x.Flow.Proto == p }

// ipProto compiles a test of the IP protocol.
func ipProto(p uint8) test { return func(x *candidate) bool { return isProto(x, p) } }

// ipKeywords are the keywords of IP protocols.
var ipKeywords = lookup.Table[string, uint8]{
	{"tcp", protoTCP},
	{"udp", protoUDP},
	{"icmp", protoICMP},
	{"igmp", protoIGMP},
	{"sctp", protoSCTP},
	{"udplite", protoUDPLite},
	{"dccp", protoDCCP},
}

// protocolNames are names of protocols that a system may not list.
var protocolNames = lookup.Table[string, uint8]{{"icmp6", protoICMPv6}, {"icmpv6", protoICMPv6}, {"ipv6-icmp", protoICMPv6}}

// protocolTest is the test that a protocol's keyword makes, nil if it is none.
func protocolTest(name string) test {
	switch name {
	case "ip":
		return isIP
	case "ipv4":
		return addrTest(record.AddrIPv4)
	case "ipv6":
		return addrTest(record.AddrIPv6)
	case "arp":
		return isARP
	case "rarp":
		// Compat: rarp selects ARP flows, as in 3.0.8.
		return addrTest(record.AddrARP)
	case "rtp":
		return rtpTest(record.NetRTP)
	case "rtcp":
		return rtpTest(record.NetRTCP)
	case "udt":
		return func(x *candidate) bool { return x.Has(record.PartNet) && x.Net.Kind == record.NetUDT }
	case "mpls":
		return func(x *candidate) bool { return x.Has(record.PartMPLS) }
	case "vlan":
		return func(x *candidate) bool { return x.Has(record.PartVLAN) }
	case "isis":
		return addrTest(record.AddrISIS)
	case "icmp6":
		return isICMPv6
	}
	if p, ok := ipKeywords.Find(name); ok {
		return ipProto(p)
	}
	return nil
}

// isICMPv6 is true of ICMP over IPv6, as in pcap-filter(7).
func isICMPv6(x *candidate) bool {
	return isProto(x, protoICMPv6) && x.Flow.Addr == record.AddrIPv6
}

// isARP is true of flows whose key is of a link layer protocol.
//
// Compat: keys of other link protocols share the bits that are looked at.
func isARP(x *candidate) bool {
	return x.Type&record.TypeFAR != 0 && x.Type != record.TypeMAR && (!x.Has(record.PartFlow) || x.Flow.Kind&6 == 6)
}

// rtpTest accepts a flow as RTP only if one of its sides has 5 packets.
func rtpTest(kind record.NetKind) test {
	return func(x *candidate) bool {
		return isProto(x, protoUDP) && x.Has(record.PartNet) && x.Net.Kind == kind && hasState(x)
	}
}

// protocol compiles `proto`.
func (c *compiler) protocol(e *filter.Primitive) test {
	if e.Qual.Proto == "ether" {
		return c.etherProto(e)
	}
	p, wrong := c.protocolNumber(e)
	if wrong != "" {
		return c.fail(e.Val.At, "%s", wrong)
	}
	switch e.Qual.Proto {
	case "", "ip":
		return ipProto(p)
	case "ipv4":
		return and(addrTest(record.AddrIPv4), ipProto(p))
	case "ipv6":
		return and(addrTest(record.AddrIPv6), ipProto(p))
	}
	return c.fail(e.At, "`proto` does not go with %s: use ip, ipv4, ipv6 or ether", e.Qual.Proto)
}

// protocolNumber returns the number that `proto` is about, or what is wrong with it.
func (c *compiler) protocolNumber(e *filter.Primitive) (p uint8, wrong string) {
	v := &e.Val
	switch v.Kind {
	case filter.ValNumber:
		if v.Num > 255 {
			return 0, "the number of an IP protocol is at most 255"
		}
		p = uint8(v.Num)
	case filter.ValName:
		var ok bool
		if p, ok = protocolNames.Find(v.Text); ok {
			break
		}
		if p, ok = c.Resolver.Protocol(v.Text); !ok {
			return 0, "protocol " + v.Text + " is unknown"
		}
	default:
		return 0, "want a protocol's name or number"
	}
	if e.Rel != filter.RelEq {
		return 0, "want a protocol without a relation"
	}
	return p, ""
}

// etherNames are the names that `ether proto` knows.
var etherNames = lookup.Table[string, uint16]{{"ip", 0x800}, {"ipv4", 0x800}, {"arp", 0x806}, {"rarp", 0x8035}, {"ipv6", 0x86dd}}

func (c *compiler) etherProto(e *filter.Primitive) test {
	v := &e.Val
	n, ok := uint16(v.Num), v.Kind == filter.ValNumber && v.Num <= 0xffff
	if v.Kind == filter.ValName {
		n, ok = etherNames.Find(v.Text)
	}
	switch {
	case !ok:
		return c.fail(v.At, "want an Ethernet type")
	case e.Rel != filter.RelEq:
		return c.fail(v.At, "want an Ethernet type without a relation")
	case n == 0x800:
		return addrTest(record.AddrIPv4)
	case n == 0x86dd:
		return addrTest(record.AddrIPv6)
	case n == 0x806:
		return addrTest(record.AddrARP)
	case n == 0x8035:
		return addrTest(record.AddrRARP)
	}
	return func(x *candidate) bool {
		return x.Has(record.PartFlow) && x.Flow.Addr == record.AddrEthernet && x.Flow.EtherType == n
	}
}

// transport is the protocol whose ports are meant, anyTransport if all are.
type transport uint8

const anyTransport transport = 0

func (t transport) has(x *candidate) bool {
	return x.Has(record.PartFlow) && x.Flow.HasPorts() && (t == anyTransport || transport(x.Flow.Proto) == t)
}

// port compiles `port`: a number, a service's name or a range of either.
func (c *compiler) port(e *filter.Primitive) test {
	v := &e.Val
	t := anyTransport
	base := test(always)
	switch e.Qual.Proto {
	case "", "ip":
	case "tcp", "udp", "sctp", "udplite", "dccp":
		p, _ := ipKeywords.Find(e.Qual.Proto)
		t = transport(p)
	case "rtp", "rtcp", "udt":
		t = protoUDP
		base = protocolTest(e.Qual.Proto)
	case "ipv4", "ipv6":
		base = protocolTest(e.Qual.Proto)
	default:
		return c.fail(e.At, "%s has no ports", e.Qual.Proto)
	}
	var p test
	switch v.Kind {
	case filter.ValNumber:
		if v.Num > 0xffff || v.Neg {
			return c.fail(v.At, "a port is at most 65535")
		}
		p = portSides(e, t, e.Rel, uint16(v.Num))
	case filter.ValName:
		p = c.namedPort(e, t)
	default:
		return c.fail(v.At, "want a port or a service's name")
	}
	switch e.Qual.Proto {
	case "rtp", "rtcp", "udt", "ipv4", "ipv6":
		return and(base, p)
	}
	return p
}

func portSides(e *filter.Primitive, t transport, rel filter.Rel, n uint16) test {
	return sides(e.Qual.Dir, or, func(s side) test { return portTest(t, s, rel, n) })
}

func portTest(t transport, s side, rel filter.Rel, n uint16) test {
	if rel == filter.RelEq {
		if s == src {
			return func(x *candidate) bool { return x.Flow.SrcPort == n && t.has(x) }
		}
		return func(x *candidate) bool { return x.Flow.DstPort == n && t.has(x) }
	}
	return func(x *candidate) bool {
		p := x.Flow.SrcPort
		if s == dst {
			p = x.Flow.DstPort
		}
		return t.has(x) && related(rel, int64(p), true, int64(n))
	}
}

func (c *compiler) namedPort(e *filter.Primitive, t transport) test {
	v := &e.Val
	if n, bound, ok := c.service(v.Text); ok {
		if p, is := ipKeywords.Find(bound); is {
			if t != anyTransport && t != transport(p) {
				return c.fail(v.At, "%s is not a service of %s", v.Text, e.Qual.Proto)
			}
			t = transport(p)
		}
		return portSides(e, t, e.Rel, n)
	}
	low, high, ok := portRange(e)
	if !ok {
		return c.fail(v.At, "port %s is unknown", v.Text)
	}
	// Compat: without a direction, one end of the range is tested on either
	// side and the other end again: a port below and one above match too.
	return and(portSides(e, t, filter.RelLe, high), portSides(e, t, filter.RelGe, low))
}

// portRange returns the ends of a range of ports such as 80-443.
func portRange(e *filter.Primitive) (low, high uint16, ok bool) {
	if e.Val.Kind != filter.ValName || e.Rel != filter.RelEq {
		return 0, 0, false
	}
	first, last, isRange := strings.Cut(e.Val.Text, "-")
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	if !isRange || errA != nil || errB != nil {
		return 0, 0, false
	}
	return uint16(min(a, b)), uint16(max(a, b)), true
}

// service looks a name up. A service with different ports for TCP and UDP, or
// only one of them, is bound to its protocol.
func (c *compiler) service(name string) (port uint16, bound string, ok bool) {
	return filter.LookupPort(c.Resolver, name)
}
