// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

// Link types that only a filter needs to know, beside those of package packet.
const (
	linkPFSync        packet.LinkType = 18
	linkSymantec      packet.LinkType = 99
	linkATMRFC1483    packet.LinkType = 100
	linkSLIPBSDOS     packet.LinkType = 102
	linkPPPBSDOS      packet.LinkType = 103
	linkATMCLIP       packet.LinkType = 106
	linkHDLC          packet.LinkType = 112
	linkLocalTalk     packet.LinkType = 114
	linkIPoverFC      packet.LinkType = 122
	linkSunATM        packet.LinkType = 123
	linkARCNETLinux   packet.LinkType = 129
	linkJuniperMLPPP  packet.LinkType = 130
	linkJuniperMLFR   packet.LinkType = 131
	linkJuniperES     packet.LinkType = 132
	linkJuniperGGSN   packet.LinkType = 133
	linkJuniperMFR    packet.LinkType = 134
	linkJuniperATM2   packet.LinkType = 135
	linkJuniperServ   packet.LinkType = 136
	linkJuniperATM1   packet.LinkType = 137
	linkAppleIEEE1394 packet.LinkType = 138
	linkMTP2PHDR      packet.LinkType = 139
	linkMTP2          packet.LinkType = 140
	linkJuniperMon    packet.LinkType = 164
	linkBACnet        packet.LinkType = 165
	linkPPPPPPD       packet.LinkType = 166
	linkJuniperPPPoE  packet.LinkType = 167
	linkJuniperPPPATM packet.LinkType = 168
	linkJuniperPeer   packet.LinkType = 174
	linkJuniperPPP    packet.LinkType = 179
	linkJuniperFRelay packet.LinkType = 180
	linkJuniperCHDLC  packet.LinkType = 181
	linkMFR           packet.LinkType = 182
	linkJuniperVP     packet.LinkType = 183
	linkJuniperISM    packet.LinkType = 194
	linkERF           packet.LinkType = 197
	linkJuniperST     packet.LinkType = 200
	linkIPNet         packet.LinkType = 226
	linkJuniperVS     packet.LinkType = 232
	linkJuniperSRX    packet.LinkType = 233
	linkJuniperFC     packet.LinkType = 234
	linkJuniperCEMIC  packet.LinkType = 238
	linkNetAnalyzer   packet.LinkType = 240
	linkNetAnalyzerT  packet.LinkType = 241
)

// Link types from first named to last have filters for single bytes of the
// link layer at least.
const (
	linkFirstNamed packet.LinkType = 104
	linkLastNamed  packet.LinkType = 289
)

// unset is the offset of something that a link type does not have. It wraps
// around when something is added, as in the original.
const unset = 1<<32 - 1

// An offset is a place in the packet: a constant, after a variable part unless
// that is nil.
type offset struct {
	base *value
	k    uint32
}

func (o offset) plus(k uint32) offset { return offset{o.base, o.k + k} }

// A layout says where in a packet the headers are. The keywords `vlan`,
// `mpls`, `pppoes` and `geneve` change it for what follows them.
type layout struct {
	link     packet.LinkType
	linkHdr  offset  // link-layer header
	linkType offset  // the type in it
	linkPL   offset  // link-layer payload
	net      uint32  // network header after linkPL, with LLC and SNAP headers
	netLLC   uint32  // the same without a SNAP header
	labels   int     // MPLS labels passed
	geneve   bool    // linkHdr and linkPL are equal unless there is a frame
	lane     *offset // of the ATM header before an emulated Ethernet frame
}

// A plainLayout is the layout of a link type with constant offsets.
type plainLayout struct{ linkType, linkPL, net, netLLC uint32 }

// plainLayouts holds the link types with constant offsets.
var plainLayouts = lookup.Table[packet.LinkType, plainLayout]{
	{packet.LinkNull, plainLayout{0, 4, 0, 0}},
	{packet.LinkLoop, plainLayout{0, 4, 0, 0}},
	{packet.LinkENC, plainLayout{0, 12, 0, 0}},
	{packet.LinkEthernet, plainLayout{12, 14, 0, 3}},
	{packet.LinkTokenRing, plainLayout{14, 14, 8, 3}},
	{packet.LinkARCNET, plainLayout{2, 6, 0, 0}},
	{linkARCNETLinux, plainLayout{4, 8, 0, 0}},
	{packet.LinkSLIP, plainLayout{unset, 16, 0, 0}},
	{linkSLIPBSDOS, plainLayout{unset, 24, 0, 0}},
	{packet.LinkPPP, plainLayout{2, 4, 0, 0}},
	{packet.LinkPPPSerial, plainLayout{2, 4, 0, 0}},
	{linkPPPPPPD, plainLayout{2, 4, 0, 0}},
	{packet.LinkCHDLC, plainLayout{2, 4, 0, 0}},
	{linkHDLC, plainLayout{2, 4, 0, 0}},
	{packet.LinkPPPEther, plainLayout{6, 8, 0, 0}},
	{linkPPPBSDOS, plainLayout{5, 24, 0, 0}},
	{packet.LinkFDDI, plainLayout{13, 13, 8, 3}},
	{linkATMRFC1483, plainLayout{0, 0, 8, 3}},
	{linkATMCLIP, plainLayout{0, 0, 8, 3}},
	{linkSunATM, plainLayout{4, 4, 8, 3}},
	{packet.LinkRaw, plainLayout{unset, 0, 0, 0}},
	{packet.LinkIPv4, plainLayout{unset, 0, 0, 0}},
	{packet.LinkIPv6, plainLayout{unset, 0, 0, 0}},
	{packet.LinkSLL, plainLayout{14, 16, 0, 0}},
	{packet.LinkSLL2, plainLayout{0, 20, 0, 0}},
	{linkLocalTalk, plainLayout{unset, 0, 0, 0}},
	{linkIPoverFC, plainLayout{16, 16, 8, 3}},
	{packet.LinkFRelay, plainLayout{unset, 0, 0, 0}},
	{linkAppleIEEE1394, plainLayout{16, 18, 0, 0}},
	{linkSymantec, plainLayout{6, 44, 0, 0}},
	{linkPFSync, plainLayout{unset, 4, 0, 0}},
	{linkIPNet, plainLayout{1, 24, 0, unset}},
	{linkNetAnalyzer, plainLayout{16, 18, 0, 3}},
	{linkNetAnalyzerT, plainLayout{24, 26, 0, 3}},
	{linkJuniperMFR, plainLayout{4, 4, 0, unset}},
	{linkJuniperMLFR, plainLayout{4, 4, 0, unset}},
	{linkJuniperMLPPP, plainLayout{4, 4, 0, unset}},
	{linkJuniperPPP, plainLayout{4, 4, 0, unset}},
	{linkJuniperCHDLC, plainLayout{4, 4, 0, unset}},
	{linkJuniperFRelay, plainLayout{4, 4, 0, unset}},
	{linkJuniperATM1, plainLayout{4, 4, 0, 10}},
	{linkJuniperATM2, plainLayout{8, 8, 0, 10}},
	{linkJuniperPPPoE, plainLayout{16, 14, 18, 21}},
	{packet.LinkJuniperEth, plainLayout{16, 14, 18, 21}},
	{linkJuniperPPPATM, plainLayout{4, 6, 0, unset}},
	{linkJuniperGGSN, plainLayout{6, 12, 0, unset}},
	{linkJuniperMon, plainLayout{6, 12, 0, unset}},
	{linkJuniperES, plainLayout{6, unset, unset, unset}},
	{linkJuniperServ, plainLayout{12, unset, unset, unset}},
}

// juniperLinks are the link types whose header starts with Juniper's magic
// number. Only that number identifies the protocol.
var juniperLinks = lookup.Table[packet.LinkType, bool]{
	{linkJuniperMFR, true},
	{linkJuniperMLFR, true},
	{linkJuniperMLPPP, true},
	{linkJuniperPPP, true},
	{linkJuniperCHDLC, true},
	{linkJuniperFRelay, true},
	{linkJuniperATM1, true},
	{linkJuniperATM2, true},
	{linkJuniperPPPoE, true},
	{packet.LinkJuniperEth, true},
	{linkJuniperPPPATM, true},
	{linkJuniperGGSN, true},
	{linkJuniperMon, true},
	{linkJuniperES, true},
	{linkJuniperServ, true},
	{linkJuniperVP, true},
	{linkJuniperST, true},
	{linkJuniperISM, true},
	{linkJuniperVS, true},
	{linkJuniperSRX, true},
	{linkJuniperFC, true},
	{linkJuniperCEMIC, true},
}

// normal returns the one number of link types that have several.
func normal(l packet.LinkType) packet.LinkType {
	switch l {
	case packet.LinkRawBSD, packet.LinkRawOpenBSD:
		return packet.LinkRaw
	case packet.LinkATMRFC1483:
		return linkATMRFC1483
	case 205: // Cisco HDLC with a direction byte: known by number only
		return l
	}
	return l
}

// wireless reports whether frames of l are 802.11 frames, after some header.
func wireless(l packet.LinkType) bool {
	switch l {
	case packet.LinkIEEE80211, packet.LinkRadiotap, packet.LinkAVS, packet.LinkPrism, packet.LinkPPI:
		return true
	}
	return false
}

// Slots of the two variables of link types with headers of variable length.
const (
	slotLinkHdr = iota
	slotLinkPL
	slotsFixed
)

// setLink sets the offsets of a link type. It reports whether the link type is
// known.
func (g *gen) setLink(l packet.LinkType) bool {
	l = normal(l)
	g.layout = layout{link: l}
	if p, ok := plainLayouts.Find(l); ok {
		g.linkType.k, g.linkPL.k, g.net, g.netLLC = p.linkType, p.linkPL, p.net, p.netLLC
		if l == linkNetAnalyzer || l == linkNetAnalyzerT {
			g.linkHdr.k = p.linkType - 12 // the Ethernet frame
		}
		return true
	}
	switch {
	case wireless(l):
		g.linkType.k = 24
		if l != packet.LinkIEEE80211 {
			g.linkHdr.base = g.variable(slotLinkHdr)
		}
		g.linkPL.base = g.variable(slotLinkPL)
		g.net, g.netLLC = 8, 3
		return true
	case l == packet.LinkPFLog:
		g.linkPL.base = g.variable(slotLinkPL)
		return true
	}
	g.linkType.k, g.linkPL.k, g.net, g.netLLC = unset, unset, unset, unset
	return l >= linkFirstNamed && l <= linkLastNamed || l == 51 || l == 50
}

// prologue returns what the filter has to compute before anything else: the
// lengths of the headers that the variables of setLink stand for, as far as
// they are used.
func (g *gen) prologue() *cond {
	var hdr, pl *cond
	needPL := g.usesVar[slotLinkPL]
	if g.usesVar[slotLinkHdr] || needPL && g.first.linkHdr.base != nil {
		hdr = g.linkHdrLen()
	}
	if needPL {
		if g.outer == packet.LinkPFLog {
			// The length, rounded up to words.
			n := g.binary(vAdd, g.load(1, nil, 0), g.num(3))
			pl = g.set(g.first.linkPL.base, g.binary(vAnd, n, g.num(0xfffffffc)))
		} else {
			pl = g.frameBody()
		}
	}
	var ppi *cond
	if g.outer == packet.LinkPPI {
		// Only frames with an 802.11 header: link type 105, little-endian.
		ppi = test(g.load(4, nil, 4), jEq, g.num(0x69000000))
	}
	return and(ppi, hdr, pl)
}

func (g *gen) set(v, to *value) *cond { return &cond{op: cSet, a: v, b: to} }

// linkHdrLen computes where the 802.11 header starts.
func (g *gen) linkHdrLen() *cond {
	v := g.first.linkHdr.base
	little := g.binary(vOr, g.binary(vShl, g.load(1, nil, 3), g.num(8)), g.load(1, nil, 2))
	switch g.outer {
	case packet.LinkRadiotap, packet.LinkPPI:
		return g.set(v, little)
	case packet.LinkAVS:
		return g.set(v, g.load(4, nil, 4))
	}
	// Prism: the header is 144 bytes long, unless it is an AVS header.
	magic := test(g.binary(vAnd, g.load(4, nil, 0), g.num(0xfffff000)), jEq, g.num(0x80211000))
	return or(and(magic, g.set(v, g.load(4, nil, 4))), g.set(v, g.num(144)))
}

// frameBody computes where the body of an 802.11 data frame starts: after 24
// bytes, 2 more for QoS frames, and padding if a radiotap header announces it.
func (g *gen) frameBody() *cond {
	v := g.first.linkPL.base
	var start *value
	if hdr := g.first.linkHdr.base; hdr != nil {
		start = hdr
	} else {
		start = g.num(0)
	}
	fc := g.load(1, start, 0)
	data := and(test(fc, jSet, g.num(8)), not(test(fc, jSet, g.num(4))))
	qos := test(fc, jSet, g.num(0x80))
	short := g.set(v, g.binary(vAdd, start, g.num(24)))
	with2 := g.binary(vAdd, start, g.num(26))
	if g.outer != packet.LinkRadiotap {
		return or(and(data, qos, g.set(v, with2)), short)
	}
	// The present word of the header (little-endian): flags are at byte 8
	// without a timestamp, at byte 16 with one; bit 0x20 means padding. A
	// header without flags or with more present words is not looked into.
	present := g.load(4, nil, 4)
	flag := func(off uint32) *cond { return test(g.load(1, nil, off), jSet, g.num(0x20)) }
	padded := and(test(present, jSet, g.num(0x02000000)), not(test(present, jSet, g.num(0x80))),
		or(and(test(present, jSet, g.num(0x01000000)), flag(16)),
			and(not(test(present, jSet, g.num(0x01000000))), flag(8))))
	round := func(n *value) *value {
		return g.binary(vAnd, g.binary(vAdd, n, g.num(3)), g.num(0xfffffffc))
	}
	plain24 := g.binary(vAdd, start, g.num(24))
	return or(
		and(data, or(
			and(qos, or(and(padded, g.set(v, round(with2))), g.set(v, with2))),
			or(and(padded, g.set(v, round(plain24))), g.set(v, plain24)))),
		short)
}
