// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"encoding/binary"

	"github.com/argus-go/argus/filter"
)

// primitive compiles a test of something against a value.
func (g *gen) primitive(p *filter.Primitive) *cond {
	if _, ok := fieldTests.Find(p.Qual.Sel); ok {
		return g.field(p)
	}
	switch p.Val.Kind {
	case filter.ValName:
		return g.named(p)
	case filter.ValNumber:
		return g.numbered(p, p.Val.Num, 32)
	case filter.ValIPv4:
		return g.dotted(p)
	case filter.ValIPv6:
		return g.ipv6(p)
	case filter.ValEther:
		a, ok := filter.ParseEther(p.Val.Text)
		if !ok || p.Qual.Proto != "ether" || !isHost(p.Qual.Sel) {
			return g.fail(p.Val.At, "a hardware address needs `ether host`, `ether src` or `ether dst`")
		}
		return g.etherHost(p.Val.At, a[:], p.Qual.Dir)
	case filter.ValARCnet:
		return g.arcnetHost(p)
	}
	return g.fail(p.Val.At, "this kind of value cannot be used here")
}

func isHost(sel string) bool { return sel == "" || sel == "host" }

// named compiles a primitive whose value is a name.
func (g *gen) named(p *filter.Primitive) *cond {
	name, at := p.Val.Text, p.Val.At
	switch p.Qual.Sel {
	case "", "host":
		return g.hostName(p)
	case "net":
		n, ok := g.opts.Resolver.Net(name)
		if !ok || n == 0 {
			return g.failf(at, "unknown network %q", name)
		}
		n, mask := promote(n)
		return g.host4(p, n, mask)
	case "port":
		return g.portName(p)
	case "portrange":
		return g.portRangeName(p)
	case "gateway":
		return g.gateway(p)
	}
	n, ok := g.protocolNumber(name, p.Qual.Proto)
	if !ok {
		return g.failf(at, "unknown protocol %q", name)
	}
	return g.numbered(p, n, 32)
}

// promote shifts a network number to the left until its first byte is not 0,
// and returns the mask that fits it.
func promote(n uint32) (net, mask uint32) {
	mask = 1<<32 - 1
	for n != 0 && n>>24 == 0 {
		n, mask = n<<8, mask<<8
	}
	return n, mask
}

// numbered compiles a primitive whose value is a number of so many bits.
func (g *gen) numbered(p *filter.Primitive, n uint32, bits int) *cond {
	at := p.Val.At
	switch p.Qual.Sel {
	case "", "host", "net":
		switch p.Qual.Proto {
		case "decnet":
			return g.decnetHost(p, n)
		case "ether":
			return g.fail(at, "want a link-layer address such as 0:1:2:3:4:5")
		}
		if p.Qual.Sel == "net" && p.Val.Kind == filter.ValNumber {
			n, mask := promote(n)
			return g.host4(p, n, mask)
		}
		return g.host4(p, n<<(32-bits), ^uint32(0)<<(32-bits))
	case "port", "portrange":
		if n > 65535 {
			return g.failf(at, "port number %d is above 65535", n)
		}
		return g.ports(p, n, n, "")
	case "gateway":
		return g.fail(at, "`gateway` needs the name of a host")
	case "proto":
		if p.Qual.Dir != filter.DirNone {
			return g.fail(p.At, "`proto` has no direction")
		}
		return g.protoNumber(p.At, n, p.Qual.Proto)
	case "protochain":
		return g.protochain(p.At, n, p.Qual.Proto)
	}
	return g.fail(at, "this kind of value cannot be used here")
}

// dotted compiles a primitive whose value is a network number or an IPv4 or
// DECnet address.
func (g *gen) dotted(p *filter.Primitive) *cond {
	v := &p.Val
	if v.Bits < 0 && v.Mask == "" {
		if p.Qual.Proto == "decnet" && isHostOrNet(p.Qual.Sel) {
			n, ok := parseDECnet(v.Text)
			if !ok {
				return g.failf(v.At, "malformed DECnet address %q, want area.node", v.Text)
			}
			return g.decnetHost(p, n)
		}
		n, bits, ok := filter.ParseDotted(v.Text)
		if !ok {
			return g.failf(v.At, "invalid IPv4 address %q", v.Text)
		}
		if !isHostOrNet(p.Qual.Sel) {
			return g.failf(v.At, "an IPv4 address does not go with `%s`", p.Qual.Sel)
		}
		return g.numbered(p, n, bits)
	}
	n, bits, ok := filter.ParseDotted(v.Text)
	if !ok {
		return g.failf(v.At, "invalid IPv4 address %q", v.Text)
	}
	n <<= 32 - bits
	var mask uint32
	if v.Mask == "" {
		mask = ^uint32(0) << (32 - v.Bits)
	} else {
		m, bits, ok := filter.ParseDotted(v.Mask)
		if !ok {
			return g.failf(v.At, "invalid network mask %q", v.Mask)
		}
		mask = m << (32 - bits)
	}
	switch {
	case n&^mask != 0:
		return g.failf(v.At, "%q has bits set outside its mask", v.Text)
	case p.Qual.Sel != "net":
		return g.fail(v.At, "a mask needs `net`")
	}
	return g.host4(p, n, mask)
}

func isHostOrNet(sel string) bool { return isHost(sel) || sel == "net" }

// ipv6 compiles a primitive whose value is an IPv6 address or network.
func (g *gen) ipv6(p *filter.Primitive) *cond {
	v := &p.Val
	var mask [16]byte
	bits := v.Bits
	if bits < 0 {
		bits = 128
	}
	for i := range bits {
		mask[i/8] |= 0x80 >> (i % 8)
	}
	addr := v.Addr.As16()
	for i := range addr {
		if addr[i]&^mask[i] != 0 {
			return g.failf(v.At, "%q has bits set outside its mask", v.Addr)
		}
	}
	switch {
	case isHost(p.Qual.Sel) && bits != 128:
		return g.fail(v.At, "a prefix length needs `net`")
	case !isHostOrNet(p.Qual.Sel):
		return g.failf(v.At, "an IPv6 address does not go with `%s`", p.Qual.Sel)
	}
	return g.host6(p, addr, mask)
}

// host4 tests for an IPv4 address or network, in ARP packets, too, where the
// text does not choose.
func (g *gen) host4(p *filter.Primitive, addr, mask uint32) *cond {
	of := func(proto uint32, src, dst uint32) *cond {
		return g.sides(p, func(off uint32) *cond {
			return and(g.proto(p.At, proto), g.masked(g.netHdr(), off, 4, addr, mask))
		}, src, dst)
	}
	switch p.Qual.Proto {
	case "":
		c := of(etherIP, 12, 16)
		if g.labels == 0 {
			arp := of(etherARP, 14, 24)
			c = or(c, arp, of(etherRARP, 14, 24))
		}
		return c
	case "ip":
		return of(etherIP, 12, 16)
	case "arp":
		return of(etherARP, 14, 24)
	case "rarp":
		return of(etherRARP, 14, 24)
	case "ether":
		return g.fail(p.Val.At, "want a link-layer address such as 0:1:2:3:4:5")
	}
	return g.failf(p.At, "`%s` does not go with an IPv4 host or net", p.Qual.Proto)
}

// host6 tests for an IPv6 address or network.
func (g *gen) host6(p *filter.Primitive, addr, mask [16]byte) *cond {
	switch p.Qual.Proto {
	case "", "ip6":
		return g.sides(p, func(off uint32) *cond {
			c := g.proto(p.At, etherIPv6)
			for i := 0; i < 16; i += 4 {
				a, m := binary.BigEndian.Uint32(addr[i:]), binary.BigEndian.Uint32(mask[i:])
				c = and(c, g.masked(g.netHdr(), off+uint32(i), 4, a, m))
			}
			return c
		}, 8, 24)
	case "ether":
		return g.fail(p.Val.At, "want a link-layer address such as 0:1:2:3:4:5")
	}
	return g.failf(p.At, "`%s` does not go with an IPv6 host or net", p.Qual.Proto)
}

// sides tests what the direction of p says with a test that is given the
// offset of the source or of the destination.
func (g *gen) sides(p *filter.Primitive, at func(off uint32) *cond, src, dst uint32) *cond {
	switch p.Qual.Dir {
	case filter.DirSrc:
		return at(src)
	case filter.DirDst:
		return at(dst)
	case filter.DirAnd:
		s := at(src)
		return and(s, at(dst))
	case filter.DirNone, filter.DirOr:
		s := at(src)
		return or(s, at(dst))
	}
	return g.failf(p.At, "`%s` is for 802.11 addresses only", p.Qual.Dir)
}

// hostName tests for all addresses of a host.
func (g *gen) hostName(p *filter.Primitive) *cond {
	name, at := p.Val.Text, p.Val.At
	switch p.Qual.Proto {
	case "ether":
		a, ok := g.opts.Resolver.Ether(name)
		if !ok {
			return g.failf(at, "unknown hardware address of host %q", name)
		}
		return g.etherHost(at, a[:], p.Qual.Dir)
	case "decnet":
		return g.failf(at, "DECnet host %q: only addresses, as 10.123, are known", name)
	}
	addrs, ok := g.opts.Resolver.Host(name)
	if !ok {
		return g.failf(at, "unknown host %q", name)
	}
	var c *cond
	for _, a := range addrs {
		if !g.spend(at, 1) {
			return condFalse
		}
		var one *cond
		q := *p
		switch {
		case a.Is4() && p.Qual.Proto != "ip6":
			if q.Qual.Proto == "" && g.linkType.k == unset {
				q.Qual.Proto = "ip"
			}
			b := a.As4()
			one = g.host4(&q, binary.BigEndian.Uint32(b[:]), 1<<32-1)
		case a.Is6() && p.Qual.Proto != "ip":
			one = g.host6(&q, a.As16(), allOnes)
		default:
			continue
		}
		if c == nil {
			c = one
		} else {
			c = or(c, one)
		}
	}
	if c == nil {
		return g.failf(at, "host %q has no address for `%s`", name, p.Qual.Proto)
	}
	return c
}

var allOnes = [16]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}

// gateway tests for the hardware address of a host without its address.
func (g *gen) gateway(p *filter.Primitive) *cond {
	name, at := p.Val.Text, p.Val.At
	switch p.Qual.Proto {
	case "", "ip", "arp", "rarp":
	default:
		return g.failf(p.At, "`%s` does not go with `gateway`", p.Qual.Proto)
	}
	mac, ok := g.opts.Resolver.Ether(name)
	if !ok {
		return g.failf(at, "unknown hardware address of host %q", name)
	}
	host := *p
	host.Qual.Sel = "host"
	link := g.etherHost(at, mac[:], filter.DirOr)
	return and(link, not(g.hostName(&host)))
}
