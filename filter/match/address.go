// SPDX-License-Identifier: Apache-2.0

package match

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// addrTest compiles a test that a flow key has a type of addresses.
func addrTest(types ...record.AddrType) test {
	return func(x *candidate) bool {
		if !x.Has(record.PartFlow) {
			return false
		}
		for _, t := range types {
			if x.Flow.Addr == t {
				return true
			}
		}
		return false
	}
}

// A prefix4 and a prefix6 are networks.
type prefix4 struct{ addr, mask uint32 }

type prefix6 struct {
	hi, lo         uint64
	hiMask, loMask uint64
}

func (p prefix4) of(t record.AddrType, s side) test {
	return func(x *candidate) bool {
		if x.Flow.Addr != t || !x.Has(record.PartFlow) {
			return false
		}
		a := &x.Flow.Src
		if s == dst {
			a = &x.Flow.Dst
		}
		return binary.BigEndian.Uint32(a[:])&p.mask == p.addr
	}
}

func (p prefix6) of(s side) test {
	return func(x *candidate) bool {
		if x.Flow.Addr != record.AddrIPv6 || !x.Has(record.PartFlow) {
			return false
		}
		a := &x.Flow.Src
		if s == dst {
			a = &x.Flow.Dst
		}
		return binary.BigEndian.Uint64(a[:])&p.hiMask == p.hi && binary.BigEndian.Uint64(a[8:])&p.loMask == p.lo
	}
}

func newPrefix4(addr, mask uint32) prefix4 { return prefix4{addr & mask, mask} }

func newPrefix6(a netip.Addr, bits int) prefix6 {
	b := a.As16()
	var p prefix6
	if bits > 64 {
		p.hiMask, p.loMask = ^uint64(0), ^uint64(0)<<(128-bits)
	} else {
		p.hiMask = ^uint64(0) << (64 - bits)
	}
	p.hi, p.lo = binary.BigEndian.Uint64(b[:])&p.hiMask, binary.BigEndian.Uint64(b[8:])&p.loMask
	return p
}

func mask4(bits int) uint32 {
	if bits == 0 {
		return 0
	}
	return ^uint32(0) << (32 - bits)
}

// address compiles host and net, and values without a selector.
func (c *compiler) address(e *filter.Primitive) test {
	v := &e.Val
	if e.Rel != filter.RelEq {
		return c.fail(v.At, "want an address without a relation")
	}
	if e.Qual.Proto == "ether" {
		return c.ether(e)
	}
	switch e.Qual.Proto {
	case "", "ip", "ipv4", "ipv6", "arp", "icmp":
	case "icmp6":
		over := *e
		over.Qual.Proto = "ipv6"
		return and(isICMPv6, c.address(&over))
	default:
		return c.fail(e.At, "%s has no addresses of its own: use `%s and host ...`", e.Qual.Proto, e.Qual.Proto)
	}
	isNet := e.Qual.Sel == "net"
	switch v.Kind {
	case filter.ValIPv4:
		return c.ipv4(e, isNet)
	case filter.ValIPv6:
		bits := 128
		switch {
		case v.Bits >= 0 && !isNet:
			return c.fail(v.At, "a prefix length needs `net`")
		case v.Bits >= 0:
			bits = v.Bits
		}
		return c.prefixes(e, nil, []prefix6{newPrefix6(v.Addr, bits)})
	case filter.ValName:
		if isNet {
			return c.network(e)
		}
		return c.host(e)
	case filter.ValEther:
		return c.ether(e)
	}
	return c.fail(v.At, "want an address or a name")
}

func (c *compiler) ipv4(e *filter.Primitive, isNet bool) test {
	v := &e.Val
	if (v.Bits >= 0 || v.Mask != "") && !isNet {
		return c.fail(v.At, "a prefix length or mask needs `net`")
	}
	p, wrong := ipv4Net(v)
	if wrong != "" {
		return c.fail(v.At, "%s", wrong)
	}
	return c.prefixes(e, []prefix4{p}, nil)
}

// ipv4Net returns the network that a value names, of one address without a
// prefix length or a mask, or what is wrong with it.
func ipv4Net(v *filter.Value) (p prefix4, wrong string) {
	addr, _, ok := filter.ParseDotted(v.Text)
	if !ok {
		return p, v.Text + " is not an IPv4 address"
	}
	mask := ^uint32(0)
	switch {
	case v.Mask != "":
		if mask, _, ok = filter.ParseDotted(v.Mask); !ok {
			return p, v.Mask + " is not a network mask"
		}
	case v.Bits >= 0:
		mask = mask4(v.Bits)
	}
	return newPrefix4(addr, mask), ""
}

func (c *compiler) host(e *filter.Primitive) test {
	addrs, ok := c.Resolver.Host(e.Val.Text)
	if !ok {
		return c.fail(e.Val.At, "host %s is unknown", e.Val.Text)
	}
	var p4 []prefix4
	var p6 []prefix6
	for _, a := range addrs {
		if a.Is4() {
			b := a.As4()
			p4 = append(p4, newPrefix4(binary.BigEndian.Uint32(b[:]), ^uint32(0)))
		} else {
			p6 = append(p6, newPrefix6(a, 128))
		}
	}
	return c.prefixes(e, p4, p6)
}

func (c *compiler) network(e *filter.Primitive) test {
	n, ok := c.Resolver.Net(e.Val.Text)
	if !ok {
		return c.fail(e.Val.At, "network %s is unknown", e.Val.Text)
	}
	mask := ^uint32(0)
	for n != 0 && n>>24 == 0 { // network numbers leave out their last zeros
		n <<= 8
		mask <<= 8
	}
	return c.prefixes(e, []prefix4{newPrefix4(n, mask)}, nil)
}

// prefixes compiles tests of IP and ARP addresses: a flow matches if any of
// the networks holds it.
func (c *compiler) prefixes(e *filter.Primitive, p4 []prefix4, p6 []prefix6) test {
	var ts []test
	for _, p := range p4 {
		switch e.Qual.Proto {
		case "", "arp":
			ts = append(ts, sides(e.Qual.Dir, or, func(s side) test { return p.of(record.AddrARP, s) }))
		}
		switch e.Qual.Proto {
		case "", "ip", "ipv4", "icmp":
			ts = append(ts, sides(e.Qual.Dir, or, func(s side) test { return p.of(record.AddrIPv4, s) }))
		}
	}
	for _, p := range p6 {
		switch e.Qual.Proto {
		case "", "ip", "ipv6":
			ts = append(ts, sides(e.Qual.Dir, or, p.of))
		}
	}
	if len(ts) == 0 {
		return never
	}
	return fold(ts, or)
}

func (c *compiler) ether(e *filter.Primitive) test {
	v := &e.Val
	var a [6]byte
	ok := false
	switch {
	case e.Qual.Sel == "net" && v.Bits < 0:
	case v.Kind == filter.ValEther:
		a, ok = filter.ParseEther(v.Text)
	case v.Kind == filter.ValName:
		a, ok = c.Resolver.Ether(v.Text)
	}
	if !ok {
		return c.fail(v.At, "want a hardware address, or a name that /etc/ethers lists")
	}
	if v.Bits >= 0 {
		return sides(e.Qual.Dir, or, func(s side) test { return macPrefix(a, v.Bits, s) })
	}
	return sides(e.Qual.Dir, or, func(s side) test { return macTest(a, s) })
}

// macPrefix compiles a test of the first bits of a link address.
func macPrefix(a [6]byte, bits int, s side) test {
	const all = 48
	number := func(a *[6]byte) uint64 {
		return uint64(binary.BigEndian.Uint16(a[:2]))<<32 | uint64(binary.BigEndian.Uint32(a[2:]))
	}
	want := number(&a) >> (all - bits)
	return func(x *candidate) bool {
		m := &x.MAC.Src
		if s == dst {
			m = &x.MAC.Dst
		}
		return x.Has(record.PartMAC) && number(m)>>(all-bits) == want
	}
}

func macTest(a [6]byte, s side) test {
	if s == src {
		return func(x *candidate) bool { return x.Has(record.PartMAC) && x.MAC.Src == a }
	}
	return func(x *candidate) bool { return x.Has(record.PartMAC) && x.MAC.Dst == a }
}

// gateway compiles a test that the hardware address of a name was seen without
// its IP addresses.
func (c *compiler) gateway(e *filter.Primitive) test {
	a, ok := c.Resolver.Ether(e.Val.Text)
	if e.Val.Kind != filter.ValName || !ok {
		return c.fail(e.Val.At, "%s has no known hardware address", e.Val.Text)
	}
	host := *e
	host.Qual.Proto = ""
	mac := sides(e.Qual.Dir, or, func(s side) test { return macTest(a, s) })
	return and(mac, not(c.host(&host)))
}

// sourceID compiles a test of the sensor's id of flow and event records.
func (c *compiler) sourceID(e *filter.Primitive) test {
	var id [4]byte
	switch v := &e.Val; v.Kind {
	case filter.ValIPv4:
		n, _, ok := filter.ParseDotted(v.Text)
		if !ok {
			return c.fail(v.At, "%s is not an IPv4 address", v.Text)
		}
		binary.BigEndian.PutUint32(id[:], n)
	case filter.ValNumber:
		binary.BigEndian.PutUint32(id[:], v.Num)
	case filter.ValString:
		if len(v.Text) > len(id) {
			return c.fail(v.At, "a source id has at most %d characters", len(id))
		}
		copy(id[:], v.Text)
	case filter.ValName:
		if uuid, ok := parseUUID(v.Text); ok && e.Rel == filter.RelEq {
			return func(x *candidate) bool {
				return x.Has(record.PartTransport) && x.Transport.HasSrc && x.Transport.Src.ID == uuid
			}
		}
		return c.fail(v.At, "want an address, a number, a UUID or text in double quotes")
	default:
		return c.fail(v.At, "want an address, a number, a UUID or text in double quotes")
	}
	if e.Rel != filter.RelEq {
		return c.fail(e.Val.At, "want a source id without a relation")
	}
	return func(x *candidate) bool {
		return x.Has(record.PartTransport) && x.Transport.HasSrc && [4]byte(x.Transport.Src.ID[:4]) == id
	}
}

// parseUUID reads 8-4-4-4-12 hexadecimal digits.
func parseUUID(text string) (id [16]byte, ok bool) {
	const form = "00000000-0000-0000-0000-000000000000"
	if len(text) != len(form) {
		return id, false
	}
	for i := range form {
		if (form[i] == '-') != (text[i] == '-') {
			return id, false
		}
	}
	_, err := hex.Decode(id[:], []byte(strings.ReplaceAll(text, "-", "")))
	return id, err == nil
}

// inf compiles a test of the sensor's interface.
func (c *compiler) inf(e *filter.Primitive) test {
	v := &e.Val
	var name [4]byte
	if v.Kind != filter.ValName && v.Kind != filter.ValString || len(v.Text) > len(name) {
		return c.fail(v.At, "want the name of an interface, at most %d characters", len(name))
	}
	if e.Rel != filter.RelEq {
		return c.fail(v.At, "want the name of an interface without a relation")
	}
	copy(name[:], v.Text)
	return func(x *candidate) bool {
		return x.Has(record.PartTransport) && x.Transport.HasSrc && x.Transport.Src.Inf == name
	}
}

func (c *compiler) inode(e *filter.Primitive) test {
	n, _, ok := filter.ParseDotted(e.Val.Text)
	if e.Val.Kind != filter.ValIPv4 || !ok {
		return c.fail(e.Val.At, "want an IPv4 address")
	}
	return func(x *candidate) bool { return x.Has(record.PartICMPMap) && x.ICMPMap.OuterSrc == n }
}
