// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

// SunATM headers: the type of the packet, virtual path and channel, and where
// the packet itself starts.
const (
	atmTypePos    = 0
	atmVPIPos     = 1
	atmVCIPos     = 2
	atmPayload    = 4
	atmMessagePos = atmPayload + 5

	atmLANE = 1
	atmLLC  = 2
)

// atmCircuits are the words for well-known channels of path 0.
var atmCircuits = lookup.Table[string, []uint32]{
	{"metac", []uint32{1}},
	{"bcc", []uint32{2}},
	{"oamf4sc", []uint32{3}},
	{"oamf4ec", []uint32{4}},
	{"sc", []uint32{5}},
	{"ilmic", []uint32{16}},
	{"oam", []uint32{3, 4}},
	{"oamf4", []uint32{3, 4}},
}

// atmMessages are the Q.2931 messages of connectmsg; metaconnect is without
// the connect acknowledgement.
var atmMessages = []uint32{0x05, 0x02, 0x07, 0x0f, 0x4d, 0x5a}

const atmConnectAck = 0x0f

// atmWord compiles the words for ATM and for SS7 signal units.
func (g *gen) atmWord(w *filter.Word) (*cond, bool) {
	if channels := atmCircuits.Of(w.Name); channels != nil {
		if !g.atm(w.At, w.Name) {
			return condFalse, true
		}
		return g.circuit(channels), true
	}
	switch w.Name {
	case "lane":
		if !g.atm(w.At, w.Name) {
			return condFalse, true
		}
		c := g.atmType(atmLANE)
		hdr := offset{k: atmPayload + 2}
		g.layout = layout{
			link: packet.LinkEthernet, linkHdr: hdr, linkType: hdr.plus(12), linkPL: hdr.plus(14), netLLC: 3,
			lane: &offset{},
		}
		return c, true
	case "connectmsg":
		return g.atmMessage(w, 5, true), true
	case "metaconnect":
		return g.atmMessage(w, 1, false), true
	case "fisu", "lssu", "msu", "hfisu", "hlssu", "hmsu":
		return g.signalUnit(w), true
	}
	return nil, false
}

// atm reports whether packets have a SunATM header, and fails if not.
func (g *gen) atm(at int, what string) bool {
	if g.outer != linkSunATM {
		g.failf(at, "`%s` is for SunATM captures only", what)
		return false
	}
	return true
}

func (g *gen) atmType(t uint32) *cond { return g.masked(offset{}, atmTypePos, 1, t, 0x0f) }

// circuit tests for one of several channels of path 0.
func (g *gen) circuit(channels []uint32) *cond {
	c := g.eq(offset{}, atmVCIPos, 2, channels[0])
	for _, n := range channels[1:] {
		c = or(c, g.eq(offset{}, atmVCIPos, 2, n))
	}
	return and(g.eq(offset{}, atmVPIPos, 1, 0), c)
}

// atmMessage tests for connection messages on a channel.
func (g *gen) atmMessage(w *filter.Word, channel uint32, ack bool) *cond {
	if !g.atm(w.At, w.Name) {
		return condFalse
	}
	var c *cond
	for _, m := range atmMessages {
		if m == atmConnectAck && !ack {
			continue
		}
		one := g.eq(offset{}, atmMessagePos, 1, m)
		if c == nil {
			c = one
		} else {
			c = or(c, one)
		}
	}
	return and(g.circuit([]uint32{channel}), c)
}

// protoSunATM is proto for frames with LLC in ATM.
func (g *gen) protoSunATM(_ int, p uint32) *cond {
	return and(g.atmType(atmLLC), g.protoLLC(p))
}

// ss7 are the offsets in the link types of SS7: of the length indicator, the
// fields after it, and the same for high-speed links.
var ss7 = lookup.Table[packet.LinkType, uint32]{{linkMTP2, 0}, {linkMTP2PHDR, 4}, {linkERF, 20}}

// ss7Header returns where MTP2 starts.
func (g *gen) ss7Header(at int, what string) (offset, bool) {
	k, ok := ss7.Find(g.outer)
	if !ok {
		g.failf(at, "`%s` is for SS7 captures only", what)
	}
	return offset{k: k}, ok
}

// signalUnit tests the length indicator, which gives the kind of an SS7 signal
// unit: 0 for fill-in, 1 and 2 for link status, more for messages.
func (g *gen) signalUnit(w *filter.Word) *cond {
	o, ok := g.ss7Header(w.At, w.Name)
	if !ok {
		return condFalse
	}
	off, size, mask, two := uint32(2), uint8(1), uint32(0x3f), uint32(2)
	name := w.Name
	if name[0] == 'h' {
		off, size, mask, two = 4, 2, 0xff80, 0x0100
		name = name[1:]
	}
	li := g.binary(vAnd, g.at(o, off, size), g.num(mask))
	switch name {
	case "fisu":
		return test(li, jEq, g.num(0))
	case "lssu":
		return and(not(test(li, jGt, g.num(two))), test(li, jGt, g.num(0)))
	}
	return test(li, jGt, g.num(two))
}

// A fieldTest gives the position of a field of ATM or SS7.
type fieldTest struct {
	off   uint32
	size  uint8
	mask  uint32
	most  uint32
	ss7   bool
	place func(n uint32) uint32 // how a number looks in the masked field
}

const all32 = 1<<32 - 1

var fieldTests = lookup.Table[string, fieldTest]{
	{"vpi", fieldTest{atmVPIPos, 1, all32, all32, false, plain}},
	{"vci", fieldTest{atmVCIPos, 2, all32, all32, false, plain}},
	{"sio", fieldTest{3, 1, all32, 255, true, plain}},
	{"opc", fieldTest{4, 4, 0x00c0ff0f, 16383, true, originCode}},
	{"dpc", fieldTest{4, 4, 0xff3f0000, 16383, true, destinationCode}},
	{"sls", fieldTest{7, 1, 0xf0, 15, true, func(n uint32) uint32 { return n << 4 }}},
	{"hsio", fieldTest{6, 1, all32, 255, true, plain}},
	{"hopc", fieldTest{7, 4, 0x00c0ff0f, 16383, true, originCode}},
	{"hdpc", fieldTest{7, 4, 0xff3f0000, 16383, true, destinationCode}},
	{"hsls", fieldTest{10, 1, 0xf0, 15, true, func(n uint32) uint32 { return n << 4 }}},
}

func plain(n uint32) uint32 { return n }

// originCode spreads a 14-bit point code over the bits that it takes in the
// routing label, which is little-endian.
func originCode(n uint32) uint32 { return n&0x3c00>>10 | n&0x03fc<<6 | n&0x3<<22 }

func destinationCode(n uint32) uint32 { return n&0xff<<24 | n&0x3f00<<8 }

// field compares a field of ATM or SS7 with a number.
func (g *gen) field(p *filter.Primitive) *cond {
	name := p.Qual.Sel
	f := fieldTests.Of(name)
	var o offset
	if f.ss7 {
		var ok bool
		if o, ok = g.ss7Header(p.At, name); !ok {
			return condFalse
		}
	} else if !g.atm(p.At, name) {
		return condFalse
	}
	if p.Val.Num > f.most {
		return g.failf(p.Val.At, "number %d is above %d, the highest for `%s`", p.Val.Num, f.most, name)
	}
	v, k := g.at(o, f.off, f.size), g.num(f.place(p.Val.Num))
	if f.mask != all32 {
		v = g.binary(vAnd, v, g.num(f.mask))
	}
	switch p.Rel {
	case filter.RelNe:
		return not(test(v, jEq, k))
	case filter.RelGt:
		return test(v, jGt, k)
	case filter.RelGe:
		return test(v, jGe, k)
	case filter.RelLt:
		return not(test(v, jGe, k))
	case filter.RelLe:
		return not(test(v, jGt, k))
	}
	return test(v, jEq, k)
}
