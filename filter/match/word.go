// SPDX-License-Identifier: Apache-2.0

package match

import (
	"encoding/binary"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// word compiles a keyword that is a test.
func (c *compiler) word(e *filter.Word) test {
	switch {
	case e.Name == "broadcast" || e.Name == "multicast":
		return c.cast(e)
	case len(e.Args) > 0:
		return c.fail(e.At, "%s takes no argument", e.Name)
	}
	if t := protocolTest(e.Name); t != nil {
		return t
	}
	if t := flagTest(e); t != nil {
		return t
	}
	if t, ok := stateTest(e.Name); ok {
		return t
	}
	if bits, ok := tcpOptionBits.Find(e.Name); ok {
		return tcpOption(bits)
	}
	return c.fail(e.At, "%s cannot be tested: records do not carry this information", e.Name)
}

// cast compiles broadcast and multicast.
func (c *compiler) cast(e *filter.Word) test {
	if e.Name == "broadcast" {
		switch e.Proto {
		case "ether":
			all := [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
			return or(macTest(all, src), macTest(all, dst))
		case "ip", "ipv4":
			p := newPrefix4(0xffffffff, 0xffffffff)
			return or(p.of(record.AddrIPv4, src), p.of(record.AddrIPv4, dst))
		}
		return c.fail(e.At, "write `ip broadcast` or `ether broadcast`")
	}
	switch e.Proto {
	case "", "ip", "ipv4":
		// Compat: 240.0.0.0/4 and the broadcast address belong to it.
		return func(x *candidate) bool {
			return isIPv4(x) && (binary.BigEndian.Uint32(x.Flow.Src[:]) >= 0xe0000000 || binary.BigEndian.Uint32(x.Flow.Dst[:]) >= 0xe0000000)
		}
	case "ipv6":
		return func(x *candidate) bool {
			return x.Has(record.PartFlow) && x.Flow.Addr == record.AddrIPv6 && (x.Flow.Src[0] == 0xff || x.Flow.Dst[0] == 0xff)
		}
	case "ether":
		return func(x *candidate) bool {
			return x.Has(record.PartMAC) && (x.MAC.Src[0]|x.MAC.Dst[0])&1 != 0
		}
	}
	// Compat: with any other protocol it is true of every record.
	return always
}

// status compiles a test of a side's bit in the TCP status.
//
// Compat: it is true of TCP flows without state.
func status(d filter.Dir, fromSrc, fromDst uint32) test {
	return sides(d, or, func(s side) test {
		bit := fromSrc
		if s == dst {
			bit = fromDst
		}
		return tcpStatus(bit)
	})
}

func tcpStatus(bit uint32) test {
	return func(x *candidate) bool {
		if !isTCP(x) {
			return false
		}
		return !hasState(x) || isTCPState(x) && x.Net.TCP.Status&bit != 0
	}
}

// tcpFlagBits are the flags of TCP headers.
var tcpFlagBits = lookup.Table[string, uint8]{
	{"fin", 0x01}, {"syn", 0x02}, {"rst", 0x04}, {"push", 0x08}, {"ack", 0x10}, {"urg", 0x20}, {"ece", 0x40}, {"cwr", 0x80},
}

func tcpFlag(d filter.Dir, bit uint8) test {
	return sides(d, or, func(s side) test {
		return func(x *candidate) bool {
			if !isTCP(x) {
				return false
			}
			return !hasState(x) || isTCPState(x) && tcpSide(x, s).Flags&bit != 0
		}
	})
}

// flagTest compiles the words that look at a direction, nil if e is none.
func flagTest(e *filter.Word) test {
	if bit, ok := tcpFlagBits.Find(e.Name); ok {
		return tcpFlag(e.Dir, bit)
	}
	switch e.Name {
	case "outoforder":
		return status(e.Dir, record.TCPSrcOOO, record.TCPDstOOO)
	case "winshut":
		return status(e.Dir, record.TCPSrcWinShut, record.TCPDstWinShut)
	case "ecn":
		return status(e.Dir, record.TCPSrcECN, record.TCPDstECN)
	case "retrans":
		return or(status(e.Dir, record.TCPSrcRetrans, record.TCPDstRetrans), espLoss(e.Dir))
	case "frag":
		return and(isIPv4, sides(e.Dir, or, fragments))
	case "fragonly":
		return func(x *candidate) bool { return x.Has(record.PartFlow) && x.Flow.Fragment }
	case "multipath":
		return sides(e.Dir, or, multipath)
	case "hello":
		return pduTest(15, 16)
	case "lsp":
		return pduTest(18, 20)
	case "csnp":
		return pduTest(24, 25)
	case "psnp":
		return pduTest(26, 27)
	}
	return nil
}

func espLoss(d filter.Dir) test {
	return sides(d, or, func(s side) test {
		bit := uint32(0x10) << s
		return func(x *candidate) bool {
			return isESP(x) && (!hasState(x) || x.Net.Kind == record.NetESP && x.Net.ESP.Status&bit != 0)
		}
	})
}

// Compat: without IP attributes every flow counts as fragmented.
func fragments(s side) test {
	return func(x *candidate) bool {
		if !x.Has(record.PartIPAttr) {
			return true
		}
		if s == src {
			return x.IPAttr.Src.Fragments
		}
		return x.IPAttr.Dst.Fragments
	}
}

// Compat: without link addresses every record counts as multipath.
func multipath(s side) test {
	return func(x *candidate) bool {
		switch {
		case !x.Has(record.PartMAC):
			return true
		case s == src:
			return x.MAC.SrcChanged
		}
		return x.MAC.DstChanged
	}
}

func pduTest(a, b uint8) test {
	return func(x *candidate) bool {
		return x.Has(record.PartFlow) && x.Flow.Addr == record.AddrISIS && (x.Flow.PDUType == a || x.Flow.PDUType == b)
	}
}

// causeBits compiles a test of bits of the cause: start is true of stop too,
// and so on.
func causeBits(bits record.Cause) test {
	return func(x *candidate) bool { return x.Cause&bits == bits }
}

func icmpType(x *candidate) (uint8, bool) {
	if !isProto(x, protoICMP) || !x.Has(record.PartNet) || x.Net.Kind != record.NetICMP {
		return 0, false
	}
	return x.Net.ICMP.Type, true
}

// icmpError compiles a test of a kind of mapped ICMP error, or of ICMP flows of
// a type.
func icmpError(mapped, kind uint8) test {
	return func(x *candidate) bool {
		if x.Has(record.PartICMPMap) && x.ICMPMap.Map == mapped {
			return true
		}
		t, ok := icmpType(x)
		return ok && t == kind
	}
}

func igmpType(x *candidate) (uint8, bool) { return x.Flow.ICMPType, isProto(x, protoIGMP) }

// stateTest returns the test of a state word (section 5).
func stateTest(name string) (s test, ok bool) {
	switch name {
	case "man":
		return func(x *candidate) bool { return x.Type&0x80 != 0 }, true
	case "far":
		return func(x *candidate) bool { return x.Type&0x10 != 0 }, true
	case "event":
		return func(x *candidate) bool { return x.Type&0x40 != 0 }, true
	case "index":
		return func(x *candidate) bool { return x.Type&0x20 != 0 }, true
	case "start":
		return causeBits(0x10), true
	case "stop":
		return causeBits(0x30), true
	case "status":
		return causeBits(0x20), true
	case "shut":
		return causeBits(0x60), true
	case "timeout":
		return causeBits(0x40), true
	// Compat: true of every record.
	case "error", "anon":
		return always, true
	case "est", "con":
		return established, true
	case "synack":
		return tcpStatus(record.TCPSynAck), true
	case "finack":
		return tcpStatus(record.TCPFinAck), true
	case "normal":
		return tcpStatus(record.TCPNormalClose), true
	case "wait":
		return tcpStatus(record.TCPCloseWait), true
	case "reuse":
		return tcpStatus(record.TCPPortReuse), true
	case "gre":
		return func(x *candidate) bool {
			return x.Has(record.PartGRE) || x.Has(record.PartEncaps) && (x.Encaps.Src|x.Encaps.Dst)&encapsGRE != 0
		}, true
	case "vxlan":
		return func(x *candidate) bool { return x.Has(record.PartVXLAN) }, true
	case "geneve":
		return func(x *candidate) bool { return x.Has(record.PartGeneve) }, true
	// Compat: true where the part is absent.
	case "icmpmap":
		return func(x *candidate) bool { return !x.Has(record.PartICMPMap) || x.ICMPMap.Map&7 != 0 }, true
	case "cocode":
		return func(x *candidate) bool { return !x.Has(record.PartCountry) || x.Country.Src != [2]byte{} }, true
	case "echo":
		return func(x *candidate) bool {
			t, ok := icmpType(x)
			return ok && (t == 8 || t == 0)
		}, true
	case "unreach":
		return icmpError(1, 3), true
	case "redirect":
		return icmpError(2, 5), true
	case "timexed":
		return icmpError(4, 11), true
	case "rtr":
		return func(x *candidate) bool {
			t, ok := igmpType(x)
			return ok && t == 0x11
		}, true
	case "mbr":
		return func(x *candidate) bool {
			t, ok := igmpType(x)
			return ok && t != 0x11
		}, true
	case "lvg":
		return func(x *candidate) bool {
			t, ok := igmpType(x)
			return ok && t == 0x17
		}, true
	}
	return s, false
}

func established(x *candidate) bool {
	if x.Has(record.PartMetrics) && x.Metrics.Src.Packets > 0 && x.Metrics.Dst.Packets > 0 && isIPv4(x) {
		return true
	}
	return isTCP(x) && (!hasState(x) || isTCPState(x) && x.Net.TCP.Status&record.TCPEstablished != 0)
}

// tcpOptionBits are the words for TCP options.
var tcpOptionBits = lookup.Table[string, uint32]{
	{"tcpopt", 0xfff00000},
	{"mss", record.TCPOptMSS},
	{"wscale", record.TCPOptWScale},
	{"selackok", record.TCPOptSackOK},
	{"selack", record.TCPOptSack},
	{"tcpecho", record.TCPOptEcho},
	{"tcpechoreply", record.TCPOptEchoReply},
	{"tcptimestamp", record.TCPOptTimestamp},
	{"tcpcc", record.TCPOptCC},
	{"tcpccnew", record.TCPOptCCNew},
	{"tcpccecho", record.TCPOptCCEcho},
	{"secn", record.TCPOptSrcECN},
	{"decn", record.TCPOptDstECN},
}

// Compat: IPv4 flows without state of any kind have all options, and tcpopt
// wants all of them.
func tcpOption(bits uint32) test {
	return func(x *candidate) bool {
		if !isIPv4(x) {
			return false
		}
		return !hasState(x) || isTCPState(x) && x.Net.TCP.Options&bits == bits
	}
}

// encapsNames are the encapsulations, low bit first.
var encapsNames = []string{
	"mpls", "eth", "802q", "llc", "pppoe", "isl", "gre", "ah", "ipnip", "ipnip6", "hdlc", "chdlc", "atm", "sll", "fddi",
	"slip", "arc", "wlan", "prism", "avs", "lrh", "grh", "teredo", "udt", "ipsec", "juniper", "erspan",
}

// encapsGRE is the bit of gre in that list.
const encapsGRE = 1 << 6

// Compat: without an encapsulation part every record has all of them.
func (c *compiler) encapsulation(e *filter.Primitive) test {
	v := &e.Val
	bit := uint32(0)
	if v.Kind == filter.ValName {
		for i, n := range encapsNames {
			if strings.HasPrefix(n, v.Text) {
				bit = 1 << i
				break
			}
		}
	}
	if bit == 0 {
		return c.fail(v.At, "want an encapsulation: %s", strings.Join(encapsNames, " "))
	}
	return sides(e.Qual.Dir, or, func(s side) test {
		return func(x *candidate) bool {
			switch {
			case !x.Has(record.PartEncaps):
				return true
			case s == src:
				return x.Encaps.Src&bit != 0
			}
			return x.Encaps.Dst&bit != 0
		}
	})
}

func (c *compiler) country(e *filter.Primitive) test {
	v := &e.Val
	if v.Kind != filter.ValName || len(v.Text) != 2 {
		return c.fail(v.At, "want a country code of two letters")
	}
	code := [2]byte{v.Text[0], v.Text[1]}
	return sides(e.Qual.Dir, or, func(s side) test {
		return func(x *candidate) bool {
			if s == src {
				return x.Has(record.PartCountry) && x.Country.Src == code
			}
			return x.Has(record.PartCountry) && x.Country.Dst == code
		}
	})
}
