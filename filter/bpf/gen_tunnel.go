// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/packet"
)

// The words of this file move the layout: what comes after them in the text
// looks at what is inside the tag, label or tunnel.

// vlan tests for an 802.1Q tag.
func (g *gen) vlan(w *filter.Word) *cond {
	switch {
	case g.labels > 0:
		return g.fail(w.At, "vlan cannot follow mpls")
	case g.link == packet.LinkEthernet, g.link == linkNetAnalyzer, g.link == linkNetAnalyzerT,
		wireless(g.link) && g.link != packet.LinkPPI:
	default:
		return g.fail(w.At, "this link type has no vlan")
	}
	c := or(g.proto(w.At, etherVLAN), g.proto(w.At, etherVLANad), g.proto(w.At, etherVLANqinq))
	if id, ok := g.optional(w, 0x0fff); ok {
		c = and(c, g.masked(g.linkPL, 0, 2, id, 0x0fff))
	}
	g.linkPL.k += 4
	g.linkType.k += 4
	return c
}

// pppMPLS is the PPP protocol of MPLS unicast packets.
const pppMPLS = 0x0281

// mpls tests for a label.
func (g *gen) mpls(w *filter.Word) *cond {
	var c *cond
	switch {
	case g.labels > 0:
		// Another label follows where the last one is not the bottom.
		c = g.masked(g.label(), 2, 1, 0, 1)
	case g.link == packet.LinkCHDLC, g.link == linkHDLC, g.link == packet.LinkEthernet,
		g.link == linkNetAnalyzer, g.link == linkNetAnalyzerT:
		c = g.proto(w.At, etherMPLS)
	case g.link == packet.LinkPPP:
		c = g.proto(w.At, pppMPLS)
	default:
		return g.fail(w.At, "this link type has no mpls")
	}
	if label, ok := g.optional(w, 0xfffff); ok {
		c = and(c, g.masked(g.netHdr(), 0, 4, label<<12, 0xfffff000))
	}
	g.net += 4
	g.netLLC += 4
	g.labels++
	return c
}

// pppoes tests for a PPPoE session packet; PPP follows.
func (g *gen) pppoes(w *filter.Word) *cond {
	c := g.proto(w.At, etherPPPoES)
	if id, ok := g.optional(w, 0xffff); ok {
		c = and(c, g.masked(g.netHdr(), 0, 4, id, 0xffff))
	}
	hdr := g.netHdr().plus(6)
	labels := g.labels
	g.layout = layout{link: packet.LinkPPP, linkHdr: hdr, linkType: hdr, linkPL: hdr.plus(2), labels: labels}
	return c
}

// genevePort is the UDP port of Geneve (RFC 8926).
const genevePort = 6081

// geneveTunnel tests for a Geneve packet. What it carries is an Ethernet frame
// or something that the Ethernet type in the Geneve header names.
func (g *gen) geneveTunnel(w *filter.Word) *cond {
	vni, ok := g.optional(w, 0xffffff)
	udp := &filter.Primitive{At: w.At, Qual: filter.Qual{Proto: "udp", Dir: filter.DirDst, Sel: "port"}}
	transports := []uint32{ipUDP}
	slot, room := g.scratch(w.At, 3)
	if !room {
		return condFalse
	}
	g.unset = append(g.unset, slot, slot+1, slot+2)
	typ, hdr, payload := g.variable(slot), g.variable(slot+1), g.variable(slot+2)
	check := func(proto uint32, off uint32, tr offset) *cond {
		c := and(g.proto(w.At, proto), g.eachTransport(udp, transports, genevePort, genevePort, g.netHdr(), off, tr))
		c = and(c, g.masked(tr, 8, 1, 0, 0xc0)) // the version
		if ok {
			c = and(c, g.masked(tr, 12, 4, vni<<8, 0xffffff00))
		}
		return and(c, g.geneveHeader(tr.plus(8), typ, hdr, payload))
	}
	four := check(etherIP, 9, g.transport4())
	c := or(four, check(etherIPv6, 6, g.transport6()))
	g.layout = layout{
		link: packet.LinkEthernet, linkHdr: offset{base: hdr}, linkType: offset{base: typ},
		linkPL: offset{base: payload}, labels: g.labels, netLLC: 3, geneve: true,
	}
	return c
}

// etherBridge is the Ethernet type of Ethernet frames in Geneve.
const etherBridge = 0x6558

// geneveHeader computes where the type, the link-layer header and the payload
// after a Geneve header at o are.
func (g *gen) geneveHeader(o offset, typ, hdr, payload *value) *cond {
	base := g.num(o.k)
	if o.base != nil {
		base = g.binary(vAdd, o.base, g.num(o.k))
	}
	options := g.binary(vMul, g.binary(vAnd, g.at(o, 0, 1), g.num(0x3f)), g.num(4))
	end := g.binary(vAdd, g.binary(vAdd, options, g.num(8)), base)
	return and(g.set(hdr, end), or(
		and(g.eq(o, 2, 2, etherBridge),
			g.set(typ, g.binary(vAdd, hdr, g.num(12))), g.set(payload, g.binary(vAdd, hdr, g.num(14)))),
		and(g.set(typ, g.binary(vAdd, base, g.num(2))), g.set(payload, hdr))))
}
