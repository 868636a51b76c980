// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/packet"
)

var wlanTypes = lookup.Table[string, uint32]{
	{"mgt", 0}, {"management", 0}, {"ctl", fcTypeControl}, {"control", fcTypeControl}, {"data", fcTypeData},
}

// wlanSubtypes are the subtypes of each type.
var wlanSubtypes = lookup.Table[uint32, lookup.Table[string, uint32]]{
	{0, lookup.Table[string, uint32]{
		{"assocreq", 0x00},
		{"assoc-req", 0x00},
		{"assocresp", 0x10},
		{"assoc-resp", 0x10},
		{"reassocreq", 0x20},
		{"reassoc-req", 0x20},
		{"reassocresp", 0x30},
		{"reassoc-resp", 0x30},
		{"probereq", 0x40},
		{"probe-req", 0x40},
		{"proberesp", 0x50},
		{"probe-resp", 0x50},
		{"beacon", 0x80},
		{"atim", 0x90},
		{"disassoc", 0xa0},
		{"disassociation", 0xa0},
		{"auth", 0xb0},
		{"authentication", 0xb0},
		{"deauth", 0xc0},
		{"deauthentication", 0xc0},
	}},
	{fcTypeControl, lookup.Table[string, uint32]{
		{"ps-poll", 0xa0}, {"pspoll", 0xa0}, {"rts", 0xb0}, {"cts", 0xc0}, {"ack", 0xd0}, {"cf-end", 0xe0}, {"cf-end-ack", 0xf0},
	}},
	{fcTypeData, lookup.Table[string, uint32]{
		{"data", 0x00},
		{"data-cf-ack", 0x10},
		{"data-cf-poll", 0x20},
		{"data-cf-ack-poll", 0x30},
		{"null", 0x40},
		{"cf-ack", 0x50},
		{"cf-poll", 0x60},
		{"cf-ack-poll", 0x70},
		{"qos-data", 0x80},
		{"qos-data-cf-ack", 0x90},
		{"qos-data-cf-poll", 0xa0},
		{"qos-data-cf-ack-poll", 0xb0},
		{"qos", 0xc0},
		{"qos-cf-poll", 0xe0},
		{"qos-cf-ack-poll", 0xf0},
	}},
}

var wlanDirs = lookup.Table[string, uint32]{{"nods", 0}, {"tods", fcToDS}, {"fromds", fcFromDS}, {"dstods", fcToDS | fcFromDS}}

// wlanWord tests type, subtype or direction of an 802.11 frame.
func (g *gen) wlanWord(w *filter.Word) *cond {
	switch {
	case !wireless(g.link) || g.link == packet.LinkPPI:
		return g.failf(w.At, "`%s` is for 802.11 only", w.Name)
	case w.Proto != "" && w.Proto != "ether":
		return g.failf(w.At, "`%s` does not go with `%s`, want wlan", w.Proto, w.Name)
	}
	switch w.Name {
	case "dir":
		n := g.code(&w.Args[0], wlanDirs, fcToDS|fcFromDS, "802.11 direction")
		return g.masked(g.linkHdr, 1, 1, n, fcToDS|fcFromDS)
	case "subtype":
		n := g.anySubtype(&w.Args[0])
		return g.masked(g.linkHdr, 0, 1, n, fcTypeMask|fcSubtypeMask)
	}
	t := g.code(&w.Args[0], wlanTypes, fcTypeMask, "802.11 type")
	mask := uint32(fcTypeMask)
	if len(w.Args) > 1 {
		t |= g.code(&w.Args[1], wlanSubtypes.Of(t), fcSubtypeMask, "802.11 subtype")
		mask |= fcSubtypeMask
	}
	return g.masked(g.linkHdr, 0, 1, t, mask)
}

// code returns the value of a name or number, which must fit the mask.
func (g *gen) code(v *filter.Value, names lookup.Table[string, uint32], mask uint32, what string) uint32 {
	n, ok := v.Num, v.Num&^mask == 0
	text := any(v.Num)
	if v.Kind == filter.ValName {
		n, ok = names.Find(v.Text)
		text = v.Text
	}
	if !ok {
		g.failf(v.At, "unknown %s %v", what, text)
	}
	return n
}

// anySubtype returns type and subtype for a subtype's name alone.
func (g *gen) anySubtype(v *filter.Value) uint32 {
	if v.Kind == filter.ValName {
		for _, t := range []uint32{0, fcTypeControl, fcTypeData} {
			if n, ok := wlanSubtypes.Of(t).Find(v.Text); ok {
				return t | n
			}
		}
	}
	return g.code(v, nil, fcTypeMask|fcSubtypeMask, "802.11 subtype")
}
