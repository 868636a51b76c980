// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

// word compiles a test that a keyword makes.
func (g *gen) word(w *filter.Word) *cond {
	switch w.Name {
	case "broadcast", "multicast":
		return g.cast(w)
	case "type", "subtype", "dir":
		return g.wlanWord(w)
	}
	if c, ok := g.atmWord(w); ok {
		return c
	}
	switch w.Name {
	case "less":
		return not(test(g.length(), jGt, g.num(w.Args[0].Num)))
	case "greater":
		return test(g.length(), jGe, g.num(w.Args[0].Num))
	case "byte":
		return g.byteTest(w)
	case "inbound":
		return g.direction(w, false)
	case "outbound":
		return g.direction(w, true)
	case "llc":
		return g.llc(w)
	case "vlan":
		return g.vlan(w)
	case "mpls":
		return g.mpls(w)
	case "pppoed":
		return g.proto(w.At, etherPPPoED)
	case "pppoes":
		return g.pppoes(w)
	case "geneve":
		return g.geneveTunnel(w)
	case "on", "rnr", "reason", "rset", "srnr", "action":
		return g.pf(w)
	case "ifindex":
		if g.link != packet.LinkSLL2 {
			return g.fail(w.At, "only Linux cooked captures v2 have an interface index")
		}
		return g.eq(g.linkHdr, 4, 4, w.Args[0].Num)
	}
	return g.protocol(w.At, w.Name)
}

// optional returns the number after w, if there is one. It is refused above
// most.
func (g *gen) optional(w *filter.Word, most uint32) (n uint32, ok bool) {
	if len(w.Args) == 0 {
		return 0, false
	}
	if n = w.Args[0].Num; n > most {
		g.failf(w.Args[0].At, "number %d is above %d, the highest for `%s`", n, most, w.Name)
	}
	return n, true
}

// byteTest tests a byte of the link-layer header.
func (g *gen) byteTest(w *filter.Word) *cond {
	v, k := g.at(g.linkHdr, w.Args[0].Num, 1), g.num(w.Args[2].Num)
	switch w.Args[1].Text {
	case "<":
		return not(test(v, jGe, k))
	case ">":
		return test(v, jGt, k)
	case "&":
		return test(v, jSet, k)
	case "|":
		return not(test(g.binary(vOr, v, k), jEq, g.num(0)))
	}
	return test(v, jEq, k)
}

// direction tests which way a packet went, where the link type says so.
func (g *gen) direction(w *filter.Word, out bool) *cond {
	pick := func(in, o uint32) uint32 {
		if out {
			return o
		}
		return in
	}
	negate := func(c *cond) *cond {
		if out {
			return c
		}
		return not(c)
	}
	if juniperLinks.Of(g.link) {
		return g.masked(g.linkHdr, 3, 1, pick(1, 0), 1)
	}
	switch g.link {
	case packet.LinkSLIP:
		c := g.eq(g.linkHdr, 0, 1, 0)
		if out {
			return not(c)
		}
		return c
	case linkIPNet:
		return g.eq(g.linkHdr, 2, 2, pick(2, 1))
	case packet.LinkSLL:
		return negate(g.eq(g.linkHdr, 0, 2, 4))
	case packet.LinkSLL2:
		return negate(g.eq(g.linkHdr, 10, 1, 4))
	case packet.LinkPFLog:
		return g.eq(g.linkHdr, 60, 1, pick(1, 2))
	case linkPPPPPPD:
		return g.eq(g.linkHdr, 0, 1, pick(0, 1))
	}
	return g.failf(w.At, "packets of this link type do not tell `%s`", w.Name)
}

// An llcType is how the control byte of a frame, masked, looks.
type llcType struct{ want, mask uint32 }

// llcTypes are the types of LLC frames.
var llcTypes = lookup.Table[string, llcType]{
	{"i", llcType{0, 1}},
	{"s", llcType{1, 3}},
	{"u", llcType{3, 3}},
	{"rr", llcType{0x01, 0x0f}},
	{"rnr", llcType{0x05, 0x0f}},
	{"rej", llcType{0x09, 0x0f}},
	{"ui", llcType{0x03, 0xef}},
	{"ua", llcType{0x63, 0xef}},
	{"disc", llcType{0x43, 0xef}},
	{"sabme", llcType{0x6f, 0xef}},
	{"test", llcType{0xe3, 0xef}},
	{"xid", llcType{0xaf, 0xef}},
	{"frmr", llcType{0x87, 0xef}},
}

// llc tests for an LLC header and for its type.
func (g *gen) llc(w *filter.Word) *cond {
	var c *cond
	switch {
	case g.link == packet.LinkEthernet:
		// A length, and not Novell's frames without LLC.
		c = and(not(g.above(g.linkType, 0, 2, etherMTU)), not(g.eq(g.llcHdr(), 0, 2, 0xffff)))
	case g.link == linkSunATM:
		c = g.atmType(atmLLC)
	case g.link == packet.LinkTokenRing, g.link == packet.LinkFDDI, g.link == linkATMRFC1483:
		c = condTrue
	case wireless(g.link):
		c = g.dataFrame()
	default:
		return g.fail(w.At, "this link type has no LLC headers")
	}
	if len(w.Args) == 0 {
		return c
	}
	t, ok := llcTypes.Find(w.Args[0].Text)
	if !ok {
		return g.failf(w.Args[0].At, "unknown LLC type %q", w.Args[0].Text)
	}
	return and(c, g.masked(g.llcHdr(), 2, 1, t.want, t.mask))
}

// Offsets in the header of a packet filter log.
const (
	pfAction  = 2
	pfReason  = 3
	pfIfName  = 4
	pfRuleset = 20
	pfRule    = 36
	pfSubrule = 40
	pfNameLen = 16
)

var pfActions = lookup.Table[string, uint32]{
	{"pass", 0},
	{"accept", 0},
	{"drop", 1},
	{"block", 1},
	{"scrub", 2},
	{"noscrub", 3},
	{"nat", 4},
	{"nonat", 5},
	{"binat", 6},
	{"nobinat", 7},
	{"rdr", 8},
	{"nordr", 9},
	{"synproxy-drop", 10},
}

var pfReasons = lookup.Table[string, uint32]{
	{"match", 0},
	{"bad-offset", 1},
	{"fragment", 2},
	{"short", 3},
	{"normalize", 4},
	{"memory", 5},
	{"bad-timestamp", 6},
	{"congestion", 7},
	{"ip-option", 8},
	{"proto-cksum", 9},
	{"state-mismatch", 10},
	{"state-insert", 11},
	{"state-limit", 12},
	{"src-limit", 13},
	{"synproxy", 14},
}

// pf tests a field of a packet filter log.
func (g *gen) pf(w *filter.Word) *cond {
	if g.link != packet.LinkPFLog {
		return g.failf(w.At, "`%s` is for packet filter logs only", w.Name)
	}
	v := &w.Args[0]
	switch w.Name {
	case "rnr":
		return g.eq(g.linkHdr, pfRule, 4, v.Num)
	case "srnr":
		return g.eq(g.linkHdr, pfSubrule, 4, v.Num)
	case "on", "rset":
		off := uint32(pfIfName)
		if w.Name == "rset" {
			off = pfRuleset
		}
		if v.Kind != filter.ValName || len(v.Text) >= pfNameLen {
			return g.failf(v.At, "a name of at most %d characters is wanted", pfNameLen-1)
		}
		return g.bytes(g.linkHdr, off, []byte(v.Text))
	}
	off, names := uint32(pfAction), pfActions
	if w.Name == "reason" {
		off, names = pfReason, pfReasons
	}
	if v.Kind == filter.ValNumber {
		return g.eq(g.linkHdr, off, 1, v.Num)
	}
	n, ok := names.Find(v.Text)
	if !ok {
		return g.failf(v.At, "unknown %s %q", w.Name, v.Text)
	}
	return g.eq(g.linkHdr, off, 1, n)
}
