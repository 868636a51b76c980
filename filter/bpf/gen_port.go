// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"strconv"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
)

// Protocol numbers in IP headers.
const (
	ipHopByHop = 0
	ipICMP     = 1
	ipIGMP     = 2
	ipTCP      = 6
	ipIGRP     = 9
	ipUDP      = 17
	ipRouting  = 43
	ipFragment = 44
	ipESP      = 50
	ipAH       = 51
	ipICMPv6   = 58
	ipNoNext   = 59
	ipDstOpts  = 60
	ipPIM      = 103
	ipVRRP     = 112 // and CARP
	ipSCTP     = 132
)

// transports are the protocols with ports.
var transports = lookup.Table[string, uint32]{{"tcp", ipTCP}, {"udp", ipUDP}, {"sctp", ipSCTP}}

// portName tests for the port of a service.
func (g *gen) portName(p *filter.Primitive) *cond {
	port, proto, ok := lookupPort(g.opts.Resolver, p.Val.Text)
	if !ok {
		return g.failf(p.Val.At, "unknown port %q", p.Val.Text)
	}
	return g.ports(p, port, port, proto)
}

// portRangeName tests for the ports from one number or service to another.
func (g *gen) portRangeName(p *filter.Primitive) *cond {
	first, last, ok := strings.Cut(p.Val.Text, "-")
	if !ok {
		return g.failf(p.Val.At, "unknown port range %q, want first-last", p.Val.Text)
	}
	lo, proto, ok1 := lookupPort(g.opts.Resolver, first)
	hi, other, ok2 := lookupPort(g.opts.Resolver, last)
	if !ok1 || !ok2 {
		return g.failf(p.Val.At, "unknown port in range %q", p.Val.Text)
	}
	if proto != other {
		proto = ""
	}
	return g.ports(p, min(lo, hi), max(lo, hi), proto)
}

// lookupPort reads a port number or looks up a service.
func lookupPort(r filter.Resolver, name string) (port uint32, proto string, ok bool) {
	if n, err := strconv.ParseUint(name, 10, 16); err == nil {
		return uint32(n), "", true
	}
	n, proto, ok := filter.LookupPort(r, name)
	return uint32(n), proto, ok
}

// ports tests for ports lo to hi. The service is bound to a transport
// protocol unless bound is "".
func (g *gen) ports(p *filter.Primitive, lo, hi uint32, bound string) *cond {
	if p.Qual.Proto != "" {
		switch {
		case transports.Of(p.Qual.Proto) == 0:
			return g.failf(p.At, "`%s` has no ports, want tcp, udp or sctp", p.Qual.Proto)
		case bound != "" && bound != p.Qual.Proto:
			return g.failf(p.Val.At, "port %q is for %s", p.Val.Text, bound)
		}
		bound = p.Qual.Proto
	}
	protos := []uint32{transports.Of(bound)}
	if bound == "" {
		protos = []uint32{ipSCTP, ipTCP, ipUDP}
	}
	six := and(g.proto(p.At, etherIPv6), g.eachTransport(p, protos, lo, hi, g.netHdr(), 6, g.transport6()))
	four := and(g.proto(p.At, etherIP), g.eachTransport(p, protos, lo, hi, g.netHdr(), 9, g.transport4()))
	return or(six, four)
}

// eachTransport tests for the ports under each of protos, whose number stands
// at off of the network header n.
func (g *gen) eachTransport(p *filter.Primitive, protos []uint32, lo, hi uint32, n offset, off uint32, ports offset) *cond {
	var c *cond
	for _, proto := range protos {
		one := g.eq(n, off, 1, proto)
		if off == 9 {
			one = and(one, g.notFragment())
		}
		one = and(one, g.sides(p, func(off uint32) *cond { return g.between(ports, off, lo, hi) }, 0, 2))
		if c == nil {
			c = one
		} else {
			c = or(c, one)
		}
	}
	return c
}

// between tests a port.
func (g *gen) between(o offset, off uint32, lo, hi uint32) *cond {
	v := g.at(o, off, 2)
	if lo == hi {
		return test(v, jEq, g.num(lo))
	}
	return and(test(v, jGe, g.num(lo)), not(test(v, jGt, g.num(hi))))
}

// notFragment is true for IPv4 packets that have a transport header.
func (g *gen) notFragment() *cond {
	return not(test(g.at(g.netHdr(), 6, 2), jSet, g.num(0x1fff)))
}
