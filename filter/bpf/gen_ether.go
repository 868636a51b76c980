// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"strconv"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

// A hardwarePlace is where in the link header hardware addresses are.
type hardwarePlace struct{ src, dst uint32 }

// hardwareAddrs are where the link types other than 802.11 have hardware
// addresses.
var hardwareAddrs = lookup.Table[packet.LinkType, hardwarePlace]{
	{packet.LinkEthernet, hardwarePlace{6, 0}},
	{linkNetAnalyzer, hardwarePlace{6, 0}},
	{linkNetAnalyzerT, hardwarePlace{6, 0}},
	{packet.LinkFDDI, hardwarePlace{7, 1}},
	{packet.LinkTokenRing, hardwarePlace{8, 2}},
	{linkIPoverFC, hardwarePlace{10, 2}},
}

// Frame control bits of 802.11.
const (
	fcTypeControl = 0x04 // bit of the type: control frame
	fcTypeData    = 0x08 // bit of the type: data frame
	fcTypeMask    = 0x0c
	fcSubtypeMask = 0xf0
	fcCTS         = 0xc0
	fcACK         = 0xd0
	fcToDS        = 0x01
	fcFromDS      = 0x02
)

// etherHost tests for a hardware address.
func (g *gen) etherHost(at int, addr []byte, dir filter.Dir) *cond {
	if wireless(g.link) {
		if !g.spend(at, wlanCost) {
			return condFalse
		}
		return g.wlanHost(addr, dir)
	}
	o, ok := hardwareAddrs.Find(g.link)
	if !ok {
		return g.fail(at, "this link type has no hardware addresses")
	}
	src := func() *cond { return g.bytes(g.linkHdr, o.src, addr) }
	dst := func() *cond { return g.bytes(g.linkHdr, o.dst, addr) }
	c := g.haveLink()
	switch dir {
	case filter.DirSrc:
		return and(c, src())
	case filter.DirDst:
		return and(c, dst())
	case filter.DirAnd:
		return and(c, and(src(), dst()))
	case filter.DirNone, filter.DirOr:
		return and(c, or(src(), dst()))
	}
	return g.failf(at, "`%s` is for 802.11 only", dir)
}

// haveLink returns the condition that there is an Ethernet frame where the
// layout has one, nil if there always is.
func (g *gen) haveLink() *cond {
	switch {
	case g.geneve:
		return not(test(g.linkPL.base, jEq, g.linkHdr.base))
	case g.lane != nil:
		return not(g.eq(*g.lane, 4, 2, 0xff00))
	}
	return nil
}

// bit tests a bit of the byte at off of the link-layer header.
func (g *gen) bit(off uint32, mask uint32) *cond {
	return test(g.at(g.linkHdr, off, 1), jSet, g.num(mask))
}

// dataFrame is true for 802.11 data frames.
func (g *gen) dataFrame() *cond {
	return and(not(g.bit(0, fcTypeControl)), g.bit(0, fcTypeData))
}

// wlanHost tests the addresses of an 802.11 frame. Where they stand depends on
// the type of the frame and on its way.
func (g *gen) wlanHost(addr []byte, dir filter.Dir) *cond {
	is := func(off uint32) *cond { return g.bytes(g.linkHdr, off, addr) }
	switch dir {
	case filter.DirSrc:
		return g.wlanSrc(is)
	case filter.DirDst:
		return g.wlanDst(is)
	case filter.DirAnd:
		return and(g.wlanSrc(is), g.wlanDst(is))
	case filter.DirRA:
		return and(g.bit(0, fcTypeData), is(4))
	case filter.DirTA:
		type0 := g.masked(g.linkHdr, 0, 1, fcTypeControl, fcTypeMask)
		cts := g.masked(g.linkHdr, 0, 1, fcCTS, fcSubtypeMask)
		ack := g.masked(g.linkHdr, 0, 1, fcACK, fcSubtypeMask)
		return and(g.bit(0, fcTypeData), or(not(type0), and(not(cts), not(ack))), is(10))
	case filter.DirAddr1:
		return is(4)
	case filter.DirAddr2:
		return is(10)
	case filter.DirAddr3:
		return is(16)
	case filter.DirAddr4:
		return is(24)
	}
	return or(g.wlanSrc(is), g.wlanDst(is))
}

// wlanSrc tests the source address of management and data frames.
func (g *gen) wlanSrc(is func(off uint32) *cond) *cond {
	fromDS := or(and(not(g.bit(1, fcToDS)), is(16)), and(g.bit(1, fcToDS), is(24)))
	data := or(and(not(g.bit(1, fcFromDS)), is(10)), and(g.bit(1, fcFromDS), fromDS))
	return g.wlanFrame(is(10), data)
}

// wlanDst tests the destination address of management and data frames.
func (g *gen) wlanDst(is func(off uint32) *cond) *cond {
	data := or(and(not(g.bit(1, fcToDS)), is(4)), and(g.bit(1, fcToDS), is(16)))
	return g.wlanFrame(is(4), data)
}

// wlanFrame applies a test to management frames and one to data frames.
func (g *gen) wlanFrame(management, data *cond) *cond {
	return and(not(g.bit(0, fcTypeControl)),
		or(and(not(g.bit(0, fcTypeData)), management), and(g.bit(0, fcTypeData), data)))
}

// arcnetHost tests for an ARCnet address.
func (g *gen) arcnetHost(p *filter.Primitive) *cond {
	switch {
	case g.link != packet.LinkARCNET && g.link != linkARCNETLinux:
		return g.fail(p.Val.At, "this link type has no ARCnet addresses")
	case p.Qual.Proto != "ether" || !isHost(p.Qual.Sel):
		return g.fail(p.Val.At, "an ARCnet address needs `link host`, `link src` or `link dst`")
	}
	return g.sides(p, func(off uint32) *cond { return g.eq(g.linkHdr, off, 1, p.Val.Num) }, 0, 1)
}

// parseDECnet reads area.node.
func parseDECnet(s string) (uint32, bool) {
	a, n, ok := strings.Cut(s, ".")
	area, err1 := strconv.ParseUint(a, 10, 16)
	node, err2 := strconv.ParseUint(n, 10, 16)
	if !ok || err1 != nil || err2 != nil {
		return 0, false
	}
	return uint32(area<<10&0xfc00 | node&0x3ff), true
}

// Offsets of the addresses in a long DECnet header.
const (
	decnetLongDst = 7
	decnetLongSrc = 15
)

// decnetHost tests for a DECnet address, which is little-endian, after a short
// or a long header, each with or without a byte of padding.
func (g *gen) decnetHost(p *filter.Primitive, addr uint32) *cond {
	swapped := addr<<8&0xff00 | addr>>8&0xff
	n := g.netHdr()
	return g.sides(p, func(off uint32) *cond {
		long, short := off, uint32(1)
		if long == decnetLongSrc {
			short = 3
		}
		return and(g.proto(p.At, etherDECnet), or(
			and(g.masked(n, 2, 1, 0x02, 0x07), g.eq(n, 2+short, 2, swapped)),
			or(and(g.masked(n, 2, 2, 0x8102, 0xff07), g.eq(n, 3+short, 2, swapped)),
				or(and(g.masked(n, 2, 1, 0x06, 0x07), g.eq(n, 2+long, 2, swapped)),
					and(g.masked(n, 2, 2, 0x8106, 0xff07), g.eq(n, 3+long, 2, swapped))))))
	}, decnetLongSrc, decnetLongDst)
}

// cast tests for broadcast and multicast.
func (g *gen) cast(w *filter.Word) *cond {
	broadcast := w.Name == "broadcast"
	switch w.Proto {
	case "", "ether":
		return g.linkCast(w.At, broadcast)
	case "ip":
		c := g.proto(w.At, etherIP)
		if !broadcast {
			return and(c, test(g.at(g.netHdr(), 16, 1), jGe, g.num(224)))
		}
		host := ^g.opts.Netmask
		return and(c, or(g.masked(g.netHdr(), 16, 4, 0, host), g.masked(g.netHdr(), 16, 4, host, host)))
	case "ip6":
		if !broadcast {
			return and(g.proto(w.At, etherIPv6), g.eq(g.netHdr(), 24, 1, 255))
		}
	}
	return g.failf(w.At, "`%s` does not go with `%s`", w.Proto, w.Name)
}

// linkCast tests the link-layer destination.
func (g *gen) linkCast(at int, broadcast bool) *cond {
	if g.link == packet.LinkARCNET || g.link == linkARCNETLinux {
		return g.eq(g.linkHdr, 1, 1, 0)
	}
	if broadcast {
		if _, ok := hardwareAddrs.Find(g.link); !ok && !wireless(g.link) {
			return g.fail(at, "this link type has no broadcast")
		}
		return g.etherHost(at, []byte{255, 255, 255, 255, 255, 255}, filter.DirDst)
	}
	if wireless(g.link) {
		return g.wlanDst(func(off uint32) *cond { return g.bit(off, 1) })
	}
	o, ok := hardwareAddrs.Find(g.link)
	if !ok {
		return g.fail(at, "this link type has no multicast")
	}
	return and(g.haveLink(), g.bit(o.dst, 1))
}
