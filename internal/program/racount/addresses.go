// SPDX-License-Identifier: Apache-2.0

package racount

import (
	"errors"
	"net/netip"

	"github.com/argus-go/argus/internal/extsort"
	"github.com/argus-go/argus/record"
)

// classNames are the kinds of addresses in the order that they print. A kind that
// the originals do not have is marked in its comment.
var classNames = [...]string{
	unicast4:     "IPv4 Unicast",
	thisNetwork:  "IPv4 Unicast This Network",
	private:      "IPv4 Unicast Private",
	loopback4:    "IPv4 Unicast LoopBack",
	linkLocal4:   "IPv4 Unicast LinkLocal",
	reserved4:    "IPv4 Unicast Reserved",
	local4:       "IPv4 Multicast Local",
	internet4:    "IPv4 Multicast Internet",
	adHoc4:       "IPv4 Multicast AdHoc",
	multicast4:   "IPv4 Multicast Reserved",
	sdpSap4:      "IPv4 Multicast SdpSap",
	source4:      "IPv4 Multicast Src Spec",
	glop4:        "IPv4 Multicast GLOP Blk",
	orgLocal4:    "IPv4 Multicast OrgLocal",
	siteLocal4:   "IPv4 Multicast SiteLocal",
	unicast6:     "IPv6 Unicast",
	unspecified6: "IPv6 Unspecified",
	loopback6:    "IPv6 Loopback",
	linkLocal6:   "IPv6 LinkLocal",
	siteLocal6:   "IPv6 SiteLocal",
	unique6:      "IPv6 Unique Local",
	nodeCast6:    "IPv6 Multicast Node Local",
	linkCast6:    "IPv6 Multicast Link Local",
	siteCast6:    "IPv6 Multicast Site Local",
	orgCast6:     "IPv6 Multicast Org  Local",
	globalCast6:  "IPv6 Multicast Global",
	multicast6:   "IPv6 Multicast Reserved",
}

// Kinds of addresses.
const (
	unicast4 uint8 = iota
	thisNetwork
	private
	loopback4
	linkLocal4 // not in the originals
	reserved4
	local4
	internet4
	adHoc4
	multicast4
	sdpSap4
	source4
	glop4
	orgLocal4
	siteLocal4
	unicast6 // not in the originals
	unspecified6
	loopback6
	linkLocal6
	siteLocal6
	unique6 // not in the originals
	nodeCast6
	linkCast6
	siteCast6
	orgCast6
	globalCast6
	multicast6 // not in the originals
)

// classify returns the kind of an address.
func classify(a netip.Addr) uint8 {
	if a.Is4() {
		return classify4(a.As4())
	}
	return classify6(a.As16())
}

// blocks4 are the IPv4 addresses of each kind (IANA's registry of special-purpose
// addresses); the first that holds an address counts. All others are unicast.
var blocks4 = [...]struct {
	net, mask uint32
	class     uint8
}{
	{0x00000000, 0xff000000, thisNetwork},
	{0x0a000000, 0xff000000, private},
	{0xac100000, 0xfff00000, private},
	{0xc0a80000, 0xffff0000, private},
	{0x64400000, 0xffc00000, private}, // 100.64/10, shared behind address translation
	{0x7f000000, 0xff000000, loopback4},
	{0xa9fe0000, 0xffff0000, linkLocal4},
	{0xc0000000, 0xffffff00, reserved4}, // 192.0.0/24
	{0xc0000200, 0xffffff00, reserved4}, // 192.0.2/24
	{0xc6120000, 0xfffe0000, reserved4}, // 198.18/15
	{0xc6336400, 0xffffff00, reserved4}, // 198.51.100/24
	{0xcb007100, 0xffffff00, reserved4}, // 203.0.113/24
	{0xf0000000, 0xf0000000, reserved4}, // 240/4
	{0xe0000000, 0xffffff00, local4},
	{0xe0000100, 0xffffff00, internet4},
	{0xe0000000, 0xffff0000, adHoc4},
	{0xe0020000, 0xffff0000, sdpSap4},
	{0xe8000000, 0xff000000, source4},
	{0xe9000000, 0xff000000, glop4},
	{0xefc00000, 0xfffc0000, orgLocal4},
	{0xefff0000, 0xffff0000, siteLocal4},
	{0xe0000000, 0xf0000000, multicast4},
}

func classify4(b [4]byte) uint8 {
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	for i := range blocks4 {
		if n&blocks4[i].mask == blocks4[i].net {
			return blocks4[i].class
		}
	}
	return unicast4
}

func classify6(b [16]byte) uint8 {
	switch {
	case b == [16]byte{}:
		return unspecified6
	case b == [16]byte{15: 1}:
		return loopback6
	case b[0] == 0xfe && b[1]&0xc0 == 0x80:
		return linkLocal6
	case b[0] == 0xfe && b[1]&0xc0 == 0xc0:
		return siteLocal6
	case b[0]&0xfe == 0xfc:
		return unique6
	case b[0] != 0xff:
		return unicast6
	}
	switch b[1] & 0x0f { // the scope (RFC 4291, section 2.7)
	case 1:
		return nodeCast6
	case 2:
		return linkCast6
	case 5:
		return siteCast6
	case 8:
		return orgCast6
	case 14:
		return globalCast6
	}
	return multicast6
}

// A class is a kind of address and how many there are of it.
type class struct {
	kind     uint8
	src, dst uint64
}

// A place is an address in one column. Both columns are one with -M rmon.
type place struct {
	addr netip.Addr
	dst  bool
}

// placeSize is about how many bytes a place takes in a map.
const placeSize = 96

// addresses gathers distinct addresses. More than fit in memory are written to
// temporary files.
type addresses struct {
	seen   map[place]struct{}
	most   int             // addresses to hold in memory
	spill  *extsort.Sorter // nil until there are more
	limit  int64
	dir    string
	joined bool // sources and destinations are counted as one
	key    []byte
}

// newAddresses returns an empty set that takes about limit bytes of memory.
func newAddresses(limit int64, dir string) *addresses {
	return &addresses{seen: map[place]struct{}{}, most: int(max(limit/4/placeSize, 1)), limit: limit / 4, dir: dir}
}

// add notes the addresses of a flow that has IP addresses.
func (a *addresses) add(f *record.Flow, joined bool) error {
	a.joined = joined
	var src, dst netip.Addr
	switch f.Addr {
	case record.AddrIPv4:
		src, dst = netip.AddrFrom4([4]byte(f.Src[:])), netip.AddrFrom4([4]byte(f.Dst[:]))
	case record.AddrIPv6:
		src, dst = netip.AddrFrom16(f.Src), netip.AddrFrom16(f.Dst)
	default:
		return nil
	}
	a.seen[place{addr: src}] = struct{}{}
	a.seen[place{addr: dst, dst: !joined}] = struct{}{}
	if len(a.seen) < a.most {
		return nil
	}
	return a.write()
}

// write moves what is in memory to the sorter.
func (a *addresses) write() error {
	if a.spill == nil {
		a.spill = extsort.New(a.limit, a.dir)
	}
	for p := range a.seen {
		a.key = a.key[:0]
		a.key = append(a.key, 0)
		if p.dst {
			a.key[0] = 1
		}
		a.key = append(a.key, p.addr.AsSlice()...)
		if err := a.spill.Add(a.key, a.key); err != nil {
			return err
		}
	}
	clear(a.seen)
	return nil
}

// classes returns the kinds of addresses that there are, in order.
func (a *addresses) classes() ([]class, error) {
	var all [len(classNames)]class
	count := func(addr netip.Addr, dst bool) {
		c := &all[classify(addr)]
		if dst {
			c.dst++
		} else {
			c.src++
		}
	}
	if a.spill == nil {
		for p := range a.seen {
			count(p.addr, p.dst)
		}
	} else if err := a.merge(count); err != nil {
		return nil, err
	}
	var list []class
	for i, c := range all {
		if c.src+c.dst > 0 {
			c.kind = uint8(i)
			list = append(list, c)
		}
	}
	return list, nil
}

// merge calls count for each distinct address of the temporary files.
func (a *addresses) merge(count func(addr netip.Addr, dst bool)) error {
	if err := a.write(); err != nil {
		return err
	}
	last := ""
	return a.spill.Each(func(key []byte) error {
		if string(key) == last {
			return nil
		}
		last = string(key)
		addr, ok := netip.AddrFromSlice(key[1:])
		if !ok {
			return errors.New("a temporary file of addresses is damaged")
		}
		count(addr, key[0] == 1)
		return nil
	})
}

// close gives back memory and temporary files.
func (a *addresses) close() error {
	if a.spill == nil {
		return nil
	}
	return a.spill.Close()
}
