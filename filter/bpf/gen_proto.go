// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

// OSI protocol identifiers and IS-IS PDU types.
const (
	osiCLNP = 0x81
	osiESIS = 0x82
	osiISIS = 0x83

	isisL1IIH  = 15
	isisL2IIH  = 16
	isisPPIIH  = 17
	isisL1LSP  = 18
	isisL2LSP  = 20
	isisL1CSNP = 24
	isisL2CSNP = 25
	isisL1PSNP = 26
	isisL2PSNP = 27
)

// linkProtos are the link-layer protocols by name.
var linkProtos = lookup.Table[string, uint32]{
	{"ip", etherIP},
	{"ip6", etherIPv6},
	{"arp", etherARP},
	{"rarp", etherRARP},
	{"atalk", etherAtalk},
	{"aarp", etherAARP},
	{"decnet", etherDECnet},
	{"sca", etherSCA},
	{"lat", etherLAT},
	{"mopdl", etherMOPDL},
	{"moprc", etherMOPRC},
	{"iso", sapISO},
	{"stp", sapSTP},
	{"ipx", sapIPX},
	{"netbeui", sapNetBEUI},
}

// An innerProto is a protocol inside another, in IPv4 and IPv6 where over is "".
type innerProto struct {
	over   string
	number uint32
}

// innerProtos are the words for protocols inside others.
var innerProtos = lookup.Table[string, innerProto]{
	{"tcp", innerProto{"", ipTCP}},
	{"udp", innerProto{"", ipUDP}},
	{"sctp", innerProto{"", ipSCTP}},
	{"pim", innerProto{"", ipPIM}},
	{"ah", innerProto{"", ipAH}},
	{"esp", innerProto{"", ipESP}},
	{"icmp", innerProto{"ip", ipICMP}},
	{"igmp", innerProto{"ip", ipIGMP}},
	{"igrp", innerProto{"ip", ipIGRP}},
	{"vrrp", innerProto{"ip", ipVRRP}},
	{"carp", innerProto{"ip", ipVRRP}},
	{"icmp6", innerProto{"ip6", ipICMPv6}},
	{"esis", innerProto{"iso", osiESIS}},
	{"isis", innerProto{"iso", osiISIS}},
	{"clnp", innerProto{"iso", osiCLNP}},
}

// isisWords are the abbreviations for IS-IS PDU types, the last ones tested
// first.
var isisWords = lookup.Table[string, []uint32]{
	{"l1", []uint32{isisPPIIH, isisL1IIH, isisL1LSP, isisL1CSNP, isisL1PSNP}},
	{"l2", []uint32{isisPPIIH, isisL2IIH, isisL2LSP, isisL2CSNP, isisL2PSNP}},
	{"iih", []uint32{isisL1IIH, isisL2IIH, isisPPIIH}},
	{"lsp", []uint32{isisL1LSP, isisL2LSP}},
	{"snp", []uint32{isisL1CSNP, isisL2CSNP, isisL1PSNP, isisL2PSNP}},
	{"csnp", []uint32{isisL1CSNP, isisL2CSNP}},
	{"psnp", []uint32{isisL1PSNP, isisL2PSNP}},
}

// protocol compiles a protocol's name that stands alone.
func (g *gen) protocol(at int, name string) *cond {
	if p, ok := linkProtos.Find(name); ok {
		return g.proto(at, p)
	}
	if p, ok := innerProtos.Find(name); ok {
		return g.protoNumber(at, p.number, p.over)
	}
	if types := isisWords.Of(name); types != nil {
		c := g.protoNumber(at, types[0], "isis")
		for _, t := range types[1:] {
			c = or(g.protoNumber(at, t, "isis"), c)
		}
		return c
	}
	if name == "ether" {
		return g.fail(at, "the link layer alone is not a test: want `host`, `proto`, `[` or similar after it")
	}
	return g.failf(at, "`%s` is not a test by itself", name)
}

// protoNumber tests for a protocol inside another.
func (g *gen) protoNumber(at int, n uint32, over string) *cond {
	switch over {
	case "":
		four := g.protoNumber(at, n, "ip")
		return or(four, g.protoNumber(at, n, "ip6"))
	case "ether":
		return g.proto(at, n)
	case "ip":
		return and(g.proto(at, etherIP), g.eq(g.netHdr(), 9, 1, n))
	case "ip6":
		h := g.netHdr()
		return and(g.proto(at, etherIPv6),
			or(g.eq(h, 6, 1, n), and(g.eq(h, 6, 1, ipFragment), g.eq(h, 40, 1, n))))
	case "iso":
		switch g.link {
		case packet.LinkFRelay:
			return g.eq(g.linkHdr, 2, 2, 0x03<<8|n)
		case packet.LinkCHDLC, linkHDLC:
			// A byte of padding comes first.
			return and(g.proto(at, sapISO), g.eq(g.netNoSNAP(), 1, 1, n))
		}
		return and(g.proto(at, sapISO), g.eq(g.netNoSNAP(), 0, 1, n))
	case "isis":
		return and(g.protoNumber(at, osiISIS, "iso"), g.eq(g.netNoSNAP(), 4, 1, n))
	}
	return g.failf(at, "`%s` does not say what is inside it", over)
}

// protocolNumber looks up a protocol's name under another protocol.
func (g *gen) protocolNumber(name, over string) (uint32, bool) {
	switch over {
	case "", "ip", "ip6":
		n, ok := g.opts.Resolver.Protocol(name)
		return uint32(n), ok
	case "ether":
		if name == "loopback" {
			return etherLoopback, true
		}
		n, ok := linkProtos.Find(name)
		return n, ok
	case "iso":
		p, ok := innerProtos.Find(name)
		return p.number, ok && p.over == "iso"
	}
	return 0, false
}

// maxChain is the number of extension headers that protochain passes. Sockets
// run no loops, so that the chain is followed in copies of the same code.
const maxChain = 20

// protochain tests for a protocol in the chain of headers of an IP packet.
func (g *gen) protochain(at int, n uint32, over string) *cond {
	if over == "" {
		four := g.protochain(at, n, "ip")
		return or(four, g.protochain(at, n, "ip6"))
	}
	if over != "ip" && over != "ip6" {
		return g.failf(at, "`%s` does not go with `protochain`, want ip or ip6", over)
	}
	if g.linkPL.base != nil {
		return g.fail(at, "`protochain` needs a link type with headers of fixed length")
	}
	if !g.spend(at, chainCost) {
		return condFalse
	}
	h := g.netHdr()
	if over == "ip" {
		// The chain starts after an IPv4 header of the length it gives.
		t := g.transport4()
		return and(g.proto(at, etherIP), g.chain(at, n, g.at(h, 9, 1), t, false))
	}
	return and(g.proto(at, etherIPv6), g.chain(at, n, g.at(h, 6, 1), g.transport6(), true))
}

// chain follows headers from the one at o, whose type is next.
func (g *gen) chain(at int, n uint32, next *value, o offset, ip6 bool) *cond {
	if g.chainSlot == 0 {
		var room bool
		if g.chainSlot, room = g.scratch(at, 2); !room {
			return condFalse
		}
	}
	// Each copy of the code sets the variables of the next one, so that the
	// variables are made from the start and the code from the end.
	type header struct{ next, off *value }
	headers := []header{{next, o.base}}
	if o.base == nil {
		headers[0].off = g.num(0)
	}
	for range maxChain {
		headers = append(headers, header{g.variable(g.chainSlot), g.variable(g.chainSlot + 1)})
	}
	is := func(h header, p uint32) *cond { return test(h.next, jEq, g.num(p)) }
	c := is(headers[maxChain], n)
	for i := maxChain - 1; i >= 0; i-- {
		h, after := headers[i], headers[i+1]
		pass := func(unit, plus uint32) *cond {
			words := g.binary(vAdd, g.load(1, h.off, o.k+1), g.num(plus))
			length := g.binary(vMul, words, g.num(unit))
			return and(g.set(after.next, g.load(1, h.off, o.k)), g.set(after.off, g.binary(vAdd, length, h.off)))
		}
		pass1 := and(is(h, ipAH), pass(4, 2))
		if ip6 {
			ext := or(is(h, ipHopByHop), is(h, ipDstOpts), is(h, ipRouting), is(h, ipFragment))
			pass1 = or(and(ext, pass(8, 1)), pass1)
		}
		c = or(is(h, n), and(not(is(h, ipNoNext)), pass1, c))
	}
	return c
}
