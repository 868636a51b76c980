// SPDX-License-Identifier: Apache-2.0

package racount

import (
	"cmp"
	"maps"
	"slices"

	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// A protocol is a key of the counts by protocol: the number of an IP protocol, or
// the type of a link-layer flow.
type protocol struct {
	link   bool
	number uint16
}

// Types of link-layer flows that carry no Ethernet type; they sort after those
// that do.
const (
	unknownType = 0xffff - iota
	wlanType
	lcpType
	isisType
)

// Ethernet types of address resolution.
const (
	arpType  = 0x0806
	rarpType = 0x8035
)

// protocols are the counts of each protocol.
type protocols map[protocol]*counts

// add counts one view of a flow.
func (p protocols) add(r *record.Record, src, dst *record.Counter) {
	if !r.Has(record.PartFlow) {
		return
	}
	key := protocolOf(&r.Flow)
	c := p[key]
	if c == nil {
		c = &counts{}
		p[key] = c
	}
	c.add(src, dst)
}

func protocolOf(f *record.Flow) protocol {
	switch f.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return protocol{number: uint16(f.Proto)}
	case record.AddrARP:
		return protocol{link: true, number: arpType}
	case record.AddrRARP:
		return protocol{link: true, number: rarpType}
	case record.AddrWLAN:
		return protocol{link: true, number: wlanType}
	case record.AddrLCP:
		return protocol{link: true, number: lcpType}
	case record.AddrISIS:
		return protocol{link: true, number: isisType}
	}
	if f.Addr != record.AddrEthernet || names.EtherType(f.EtherType) == "" {
		return protocol{link: true, number: unknownType}
	}
	return protocol{link: true, number: f.EtherType}
}

// name returns the name that is known for a protocol's number. It does not depend
// on what was recognised in the payload.
func (p protocol) name() string {
	if !p.link {
		return names.Protocol(uint8(p.number))
	}
	switch p.number {
	case unknownType:
		return "unknown"
	case wlanType:
		return "wlan"
	case lcpType:
		return "lcp"
	case isisType:
		return "isis"
	}
	return names.EtherType(p.number)
}

// ordered returns the protocols in the order that they print: by number, those of
// IP first.
func (p protocols) ordered() []protocol {
	return slices.SortedFunc(maps.Keys(p), func(a, b protocol) int {
		switch {
		case a.link == b.link:
			return cmp.Compare(a.number, b.number)
		case b.link:
			return -1
		}
		return 1
	})
}
