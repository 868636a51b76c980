// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

// Link-layer protocols: Ethernet types, and LLC service access points below
// 256.
const (
	etherIP       = 0x0800
	etherARP      = 0x0806
	etherSCA      = 0x6007
	etherLAT      = 0x6004
	etherDECnet   = 0x6003
	etherMOPRC    = 0x6002
	etherMOPDL    = 0x6001
	etherRARP     = 0x8035
	etherAtalk    = 0x809b
	etherAARP     = 0x80f3
	etherVLAN     = 0x8100
	etherIPX      = 0x8137
	etherIPv6     = 0x86dd
	etherMPLS     = 0x8847
	etherPPPoED   = 0x8863
	etherPPPoES   = 0x8864
	etherVLANad   = 0x88a8
	etherLoopback = 0x9000
	etherVLANqinq = 0x9100

	sapIP      = 0x06
	sapSTP     = 0x42
	sapIPX     = 0xe0
	sapNetBEUI = 0xf0
	sapISO     = 0xfe

	etherMTU = 1500
)

// pppTypes are the PPP protocols that carry what the Ethernet type or service
// access point names.
var pppTypes = lookup.Table[uint32, uint32]{
	{etherIP, 0x0021},
	{etherIPv6, 0x0057},
	{etherDECnet, 0x0027},
	{etherAtalk, 0x0029},
	{etherIPX, 0x002b},
	{sapISO, 0x0023},
	{sapSTP, 0x0031},
	{sapIPX, 0x002b},
}

// proto tests for a link-layer protocol (an Ethernet type or service access
// point).
func (g *gen) proto(pos int, p uint32) *cond {
	if g.labels > 0 {
		return g.protoMPLS(pos, p)
	}
	switch g.link {
	case packet.LinkEthernet, linkNetAnalyzer, linkNetAnalyzerT:
		return g.protoEthernet(p)
	case packet.LinkCHDLC, linkHDLC:
		if p == sapISO {
			p = sapISO<<8 | sapISO
		}
		return g.eq(g.linkType, 0, 2, p)
	case packet.LinkIEEE80211, packet.LinkRadiotap, packet.LinkAVS, packet.LinkPrism, packet.LinkPPI:
		return and(g.dataFrame(), g.protoLLC(p))
	case packet.LinkFDDI, packet.LinkTokenRing, linkATMRFC1483, linkATMCLIP, linkIPoverFC:
		return g.protoLLC(p)
	case linkSunATM:
		return g.protoSunATM(pos, p)
	case packet.LinkSLL:
		return g.protoCooked(p)
	case packet.LinkSLIP, linkSLIPBSDOS, packet.LinkRaw:
		// The version is looked for in the first byte of the packet.
		switch p {
		case etherIP:
			return g.masked(offset{}, 0, 1, 0x40, 0xf0)
		case etherIPv6:
			return g.masked(offset{}, 0, 1, 0x60, 0xf0)
		}
		return condFalse
	case packet.LinkPPP, packet.LinkPPPSerial, packet.LinkPPPEther, linkPPPPPPD:
		if t, ok := pppTypes.Find(p); ok {
			p = t
		}
		return g.eq(g.linkType, 0, 2, p)
	case linkPPPBSDOS:
		if p == etherIP {
			// Plain and with compressed TCP headers (VJC, VJNC).
			return or(g.eq(g.linkType, 0, 2, 0x21), g.eq(g.linkType, 0, 2, 0x2d), g.eq(g.linkType, 0, 2, 0x2f))
		}
		if t, ok := pppTypes.Find(p); ok {
			p = t
		}
		return g.eq(g.linkType, 0, 2, p)
	}
	return g.protoOther(pos, p)
}

// protoOther is proto for link types that distinguish only a few protocols.
func (g *gen) protoOther(pos int, p uint32) *cond {
	if juniperLinks.Of(g.link) {
		return g.masked(g.linkHdr, 0, 4, 0x4d474300, 0xffffff00)
	}
	switch g.link {
	case packet.LinkIPv4:
		return truth(p == etherIP)
	case packet.LinkIPv6:
		return truth(p == etherIPv6)
	case linkLocalTalk:
		return truth(p == etherAtalk)
	case packet.LinkNull, packet.LinkENC:
		return g.protoFamily(g.linkHdr, 4, p, 24)
	case packet.LinkLoop:
		return g.protoFamily(g.linkHdr, 4, p, 0)
	case packet.LinkPFLog:
		switch p {
		case etherIP:
			return g.eq(g.linkHdr, 1, 1, 2)
		case etherIPv6:
			return g.eq(g.linkHdr, 1, 1, 10)
		}
		return condFalse
	case linkIPNet:
		switch p {
		case etherIP:
			return g.eq(g.linkType, 0, 1, 2)
		case etherIPv6:
			return g.eq(g.linkType, 0, 1, 26)
		}
		return condFalse
	case packet.LinkARCNET, linkARCNETLinux:
		return g.protoARCNET(p)
	case packet.LinkFRelay:
		return g.protoFrameRelay(p)
	case linkBACnet:
		return g.masked(g.linkHdr, 0, 4, 0x55ff0000, 0xffff0000)
	}
	if g.linkType.k == unset || wordless.Of(g.link) {
		return g.fail(pos, "packets of this link type do not name their protocol")
	}
	return g.eq(g.linkType, 0, 2, p)
}

// wordless are the link types that have a type field and no filter for it.
var wordless = lookup.Table[packet.LinkType, bool]{{linkMTP2, true}, {linkMTP2PHDR, true}, {linkERF, true}}

func truth(b bool) *cond {
	if b {
		return condTrue
	}
	return condFalse
}

// protoFamily tests an address family in a field of size bytes. With swap 24
// the field is in the byte order of the capturing host, which is taken to be
// little-endian.
func (g *gen) protoFamily(o offset, size uint8, p uint32, swap uint32) *cond {
	switch p {
	case etherIP:
		return g.eq(o, 0, size, 2<<swap)
	case etherIPv6:
		// The numbers of Darwin, of NetBSD and OpenBSD, and of FreeBSD.
		return or(g.eq(o, 0, size, 30<<swap), g.eq(o, 0, size, 24<<swap), g.eq(o, 0, size, 28<<swap))
	}
	return condFalse
}

// protoEthernet distinguishes Ethernet II frames from 802.3 frames with LLC.
func (g *gen) protoEthernet(p uint32) *cond {
	length := func() *cond { return not(g.above(g.linkType, 0, 2, etherMTU)) }
	switch p {
	case sapISO, sapIP, sapNetBEUI:
		return and(length(), g.eq(g.llcHdr(), 0, 2, p<<8|p))
	case sapIPX:
		return or(g.eq(g.linkType, 0, 2, etherIPX),
			and(length(), or(g.snap(0, etherIPX), g.eq(g.llcHdr(), 0, 1, sapIPX), g.eq(g.llcHdr(), 0, 2, 0xffff))))
	case etherAtalk:
		return or(g.eq(g.linkType, 0, 2, p), and(length(), g.snap(0x080007, p)))
	case etherAARP:
		return or(g.eq(g.linkType, 0, 2, p), and(length(), g.snap(0, p)))
	}
	if p <= etherMTU {
		return and(length(), g.eq(g.llcHdr(), 0, 1, p))
	}
	return g.eq(g.linkType, 0, 2, p)
}

// snap tests for a SNAP header.
func (g *gen) snap(org, p uint32) *cond {
	return g.bytes(g.llcHdr(), 0, []byte{
		0xaa, 0xaa, 0x03, byte(org >> 16), byte(org >> 8), byte(org), byte(p >> 8), byte(p),
	})
}

// protoLLC is proto for frames with an LLC header.
func (g *gen) protoLLC(p uint32) *cond {
	switch p {
	case sapIP, sapISO, sapNetBEUI:
		return g.eq(g.llcHdr(), 0, 2, p<<8|p)
	case sapIPX:
		return g.eq(g.llcHdr(), 0, 1, p)
	case etherAtalk:
		return g.snap(0x080007, p)
	}
	if p <= etherMTU {
		return g.eq(g.llcHdr(), 0, 1, p)
	}
	return g.eq(g.llcHdr(), 6, 2, p)
}

// Types of Linux cooked captures that are no Ethernet types.
const (
	cooked8023 = 1
	cooked8022 = 4
)

// protoCooked is proto for Linux cooked captures.
func (g *gen) protoCooked(p uint32) *cond {
	llc := func() *cond { return g.eq(g.linkType, 0, 2, cooked8022) }
	switch p {
	case sapISO, sapIP, sapNetBEUI:
		return and(llc(), g.eq(g.llcHdr(), 0, 2, p<<8|p))
	case sapIPX:
		return or(g.eq(g.linkType, 0, 2, etherIPX),
			or(g.eq(g.linkType, 0, 2, cooked8023), and(llc(), or(g.snap(0, etherIPX), g.eq(g.llcHdr(), 0, 1, sapIPX)))))
	case etherAtalk:
		return or(g.eq(g.linkType, 0, 2, p), and(llc(), g.snap(0x080007, p)))
	case etherAARP:
		return or(g.eq(g.linkType, 0, 2, p), and(llc(), g.snap(0, p)))
	}
	if p <= etherMTU {
		return and(llc(), g.eq(g.llcHdr(), 0, 1, p))
	}
	return g.eq(g.linkType, 0, 2, p)
}

// protoARCNET tests the one-byte types of ARCNET.
func (g *gen) protoARCNET(p uint32) *cond {
	types := map[uint32][]uint32{
		etherIPv6: {0xc4}, etherIP: {0xd4, 0xf0}, etherARP: {0xd5, 0xf1}, etherRARP: {0xd6}, etherAtalk: {0xdd},
	}[p]
	if types == nil {
		return condFalse
	}
	c := g.eq(g.linkType, 0, 1, types[0])
	for _, t := range types[1:] {
		c = or(c, g.eq(g.linkType, 0, 1, t))
	}
	return c
}

// protoFrameRelay tests control field and NLPID after a 2-byte address.
func (g *gen) protoFrameRelay(p uint32) *cond {
	switch p {
	case etherIP:
		return g.eq(g.linkHdr, 2, 2, 0x03cc)
	case etherIPv6:
		return g.eq(g.linkHdr, 2, 2, 0x038e)
	case sapISO:
		return or(g.eq(g.linkHdr, 2, 2, 0x0381), g.eq(g.linkHdr, 2, 2, 0x0382), g.eq(g.linkHdr, 2, 2, 0x0383))
	}
	return condFalse
}

// protoMPLS guesses the protocol after the last label by its version number.
func (g *gen) protoMPLS(pos int, p uint32) *cond {
	bottom := g.masked(g.label(), 2, 1, 1, 1)
	switch p {
	case etherIP:
		return and(bottom, g.masked(g.netHdr(), 0, 1, 0x40, 0xf0))
	case etherIPv6:
		return and(bottom, g.masked(g.netHdr(), 0, 1, 0x60, 0xf0))
	}
	return g.fail(pos, "unsupported protocol over mpls")
}
