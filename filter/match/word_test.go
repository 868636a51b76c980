// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"strings"
	"testing"

	"github.com/argus-go/argus/record"
)

// tcpWords are the words that test bits of a TCP flow, and how to set the bit
// of a side. Words of the whole connection have one setter for both.
var tcpWords = []struct {
	word  string
	sides bool
	set   func(c *record.TCP, s int)
}{
	{"fin", true, flag(0x01)},
	{"syn", true, flag(0x02)},
	{"rst", true, flag(0x04)},
	{"reset", true, flag(0x04)},
	{"push", true, flag(0x08)},
	{"ack", true, flag(0x10)},
	{"urg", true, flag(0x20)},
	{"ece", true, flag(0x40)},
	{"cwr", true, flag(0x80)},
	{"retrans", true, statusBit(record.TCPSrcRetrans, record.TCPDstRetrans)},
	{"drop", true, statusBit(record.TCPSrcRetrans, record.TCPDstRetrans)},
	{"outoforder", true, statusBit(record.TCPSrcOOO, record.TCPDstOOO)},
	{"winshut", true, statusBit(record.TCPSrcWinShut, record.TCPDstWinShut)},
	{"ecn", true, statusBit(record.TCPSrcECN, record.TCPDstECN)},
	{"synack", false, statusBit(record.TCPSynAck, record.TCPSynAck)},
	{"finack", false, statusBit(record.TCPFinAck, record.TCPFinAck)},
	{"normal", false, statusBit(record.TCPNormalClose, record.TCPNormalClose)},
	{"wait", false, statusBit(record.TCPCloseWait, record.TCPCloseWait)},
	{"reuse", false, statusBit(record.TCPPortReuse, record.TCPPortReuse)},
}

func flag(bit uint8) func(*record.TCP, int) {
	return func(c *record.TCP, s int) { sideOf(s, &c.Src, &c.Dst).Flags |= bit }
}

func statusBit(src, dst uint32) func(*record.TCP, int) {
	return func(c *record.TCP, s int) { c.Status |= *sideOf(s, &src, &dst) }
}

// bare is a TCP flow over IPv4 whose state is empty.
func bare() *record.Record {
	r := whole(6)
	r.Net.TCP = record.TCP{}
	return r
}

// TestTCPWords checks the words for TCP in all directions: with the bit on
// neither side, on one and on both; without state; and of another protocol.
func TestTCPWords(t *testing.T) {
	for _, w := range tcpWords {
		dirs := []string{"", "src ", "dst ", "src and dst ", "src or dst "}
		if !w.sides {
			dirs = dirs[:1]
		}
		for _, dir := range dirs {
			f := compile(t, dir+w.word)
			for sides := range 4 {
				r := bare()
				for s := range 2 {
					if sides>>s&1 != 0 {
						w.set(&r.Net.TCP, s)
					}
				}
				want := sides != 0
				switch dir {
				case "src ":
					want = sides&1 != 0
				case "dst ":
					want = sides&2 != 0
				case "src and dst ":
					want = sides == 3
				}
				for _, kind := range []record.NetKind{record.NetTCPPerf, record.NetTCPStatus, record.NetTCPInit} {
					r.Net.Kind = kind
					if got := f.Match(r); got != want {
						t.Errorf("%s%s, sides %b, kind %#x: got %v, want %v", dir, w.word, sides, kind, got, want)
					}
				}
				r.Flow.Proto = 17
				if f.Match(r) {
					t.Errorf("%s%s matches UDP", dir, w.word)
				}
				r.Flow.Proto, r.Flow.Addr = 6, record.AddrARP
				if f.Match(r) {
					t.Errorf("%s%s matches ARP", dir, w.word)
				}
			}
			// Compat: true of TCP flows without state, false with that of another protocol.
			none, other := bare(), bare()
			none.Parts &^= record.PartNet
			other.Net.Kind = record.NetICMP
			if !f.Match(none) || f.Match(other) {
				t.Errorf("%s%s: without state %v, with that of ICMP %v; want true, false", dir, w.word, f.Match(none), f.Match(other))
			}
		}
	}
}

// TestTCPOptions checks that a word for a TCP option matches the flows with
// exactly that bit, and tcpopt those with all bits.
func TestTCPOptions(t *testing.T) {
	options := []string{
		"mss", "wscale", "selackok", "selack", "tcpecho", "tcpechoreply", "tcptimestamp", "tcpcc", "tcpccnew", "tcpccecho",
		"secn", "decn",
	}
	for i, word := range options {
		f := compile(t, word)
		for bit := range 32 {
			r := bare()
			r.Net.TCP.Options = 1 << bit
			if got := f.Match(r); got != (bit == 20+i) {
				t.Errorf("%s, bit %d: got %v", word, bit, got)
			}
			r.Flow.Addr = record.AddrIPv6
			if f.Match(r) {
				t.Errorf("%s matches IPv6", word)
			}
		}
	}
	f, r := compile(t, "tcpopt"), bare()
	for bits, want := range map[uint32]bool{0xfff00000: true, 0xffffffff: true, 0x7ff00000: false, 0xffe00000: false, 0: false} {
		if r.Net.TCP.Options = bits; f.Match(r) != want {
			t.Errorf("tcpopt, %#x: got %v", bits, !want)
		}
	}
	r.Parts &^= record.PartNet
	if !f.Match(r) {
		t.Error("tcpopt of an IPv4 flow without state: got false")
	}
}

// TestTypesAndCauses checks words for the two header bytes with all values.
func TestTypesAndCauses(t *testing.T) {
	for word, bits := range map[string]uint8{"man": 0x80, "mar": 0x80, "far": 0x10, "event": 0x40, "index": 0x20} {
		f := compile(t, word)
		for v := range 16 {
			r := whole(6)
			r.Type = record.Type(v << 4)
			if got := f.Match(r); got != (uint8(r.Type)&bits != 0) {
				t.Errorf("%s, type %#x: got %v", word, r.Type, got)
			}
		}
	}
	for word, bits := range map[string]uint8{"start": 0x10, "status": 0x20, "stop": 0x30, "timeout": 0x40, "shut": 0x60} {
		f := compile(t, word)
		for v := range 16 {
			r := whole(6)
			r.Cause = record.Cause(v << 4)
			if got := f.Match(r); got != (uint8(r.Cause)&bits == bits) {
				t.Errorf("%s, cause %#x: got %v", word, r.Cause, got)
			}
		}
	}
}

func change(changes ...func(r *record.Record)) func(*record.Record) {
	return func(r *record.Record) {
		for _, c := range changes {
			c(r)
		}
	}
}

func addr(a record.AddrType) func(*record.Record) {
	return func(r *record.Record) { r.Flow.Addr = a }
}

func proto(p uint8) func(*record.Record) { return func(r *record.Record) { r.Flow.Proto = p } }

func kind(k record.NetKind) func(*record.Record) { return func(r *record.Record) { r.Net.Kind = k } }

func lacks(p record.Parts) func(*record.Record) { return func(r *record.Record) { r.Parts &^= p } }

func packets(src, dst uint64) func(*record.Record) {
	return func(r *record.Record) { r.Metrics.Src.Packets, r.Metrics.Dst.Packets = src, dst }
}

func icmp(kind, mapped uint8) func(*record.Record) {
	return func(r *record.Record) {
		r.Flow.Proto, r.Net.Kind, r.Net.ICMP.Type, r.ICMPMap.Map = 1, record.NetICMP, kind, mapped
	}
}

func igmp(kind uint8) func(*record.Record) {
	return func(r *record.Record) { r.Flow.Proto, r.Flow.ICMPType = 2, kind }
}

func pdu(kind uint8) func(*record.Record) {
	return func(r *record.Record) { r.Flow.Addr, r.Flow.PDUType = record.AddrISIS, kind }
}

func same(*record.Record) {}

// wordTests are words, changes to a whole TCP flow over IPv4, and the result.
var wordTests = []struct {
	word   string
	change func(r *record.Record)
	want   bool
}{
	{"ip", same, true},
	{"ip", addr(record.AddrIPv6), true},
	{"ip", addr(record.AddrARP), false},
	{"ip", lacks(record.PartFlow), false},
	{"ipv4", same, true},
	{"ipv4", addr(record.AddrIPv6), false},
	{"ipv6", same, false},
	{"ipv6", addr(record.AddrIPv6), true},
	{"tcp", same, true},
	{"tcp", addr(record.AddrIPv6), true},
	{"tcp", proto(17), false},
	{"tcp", addr(record.AddrEthernet), false},
	{"udp", proto(17), true},
	{"udp", same, false},
	{"icmp", proto(1), true},
	{"icmp", proto(58), false},
	{"igmp", proto(2), true},
	{"igmp", proto(1), false},
	{"icmp6", change(addr(record.AddrIPv6), proto(58)), true},
	{"icmpv6", change(addr(record.AddrIPv6), proto(58)), true},
	{"ipv6-icmp", change(addr(record.AddrIPv6), proto(58)), true},
	{"icmp6", proto(58), false},
	{"icmp6", change(addr(record.AddrIPv6), proto(1)), false},
	{"icmp6", change(addr(record.AddrIPv6), proto(58), lacks(record.PartFlow)), false},
	{"not icmp6", same, true},
	{"proto icmp6", proto(58), true},
	{"proto ipv6-icmp", proto(58), true},
	{"proto icmpv6", proto(1), false},
	{"arp", func(r *record.Record) { r.Flow.Kind = record.FlowARP }, true},
	{"arp", func(r *record.Record) { r.Flow.Kind = record.FlowL2 }, true},
	{"arp", func(r *record.Record) { r.Flow.Kind = record.FlowMPLS }, false},
	{"arp", func(r *record.Record) { r.Flow.Kind = record.FlowL2Matrix }, false},
	{"arp", same, false},
	{"arp", func(r *record.Record) { r.Flow.Kind, r.Type = record.FlowARP, record.TypeMAR }, false},
	{"arp", func(r *record.Record) { r.Flow.Kind, r.Type = record.FlowARP, record.TypeEvent }, false},
	{"arp", func(r *record.Record) { r.Flow.Kind, r.Type = record.FlowARP, record.TypeNetFlow }, true},
	{"arp", lacks(record.PartFlow), true},
	{"rarp", addr(record.AddrARP), true},
	{"rarp", addr(record.AddrRARP), false},
	{"isis", addr(record.AddrISIS), true},
	{"isis", same, false},
	{"vlan", same, true},
	{"vlan", lacks(record.PartVLAN), false},
	{"mpls", same, true},
	{"mpls", lacks(record.PartMPLS), false},
	// RTP needs five packets of one side.
	{"rtp", change(proto(17), kind(record.NetRTP), packets(5, 0)), true},
	{"rtp", change(proto(17), kind(record.NetRTP), packets(0, 5)), true},
	{"rtp", change(proto(17), kind(record.NetRTP), packets(4, 4)), false},
	{"rtp", change(proto(17), kind(record.NetRTP), packets(5, 5), lacks(record.PartMetrics)), false},
	{"rtp", change(proto(17), kind(record.NetRTCP), packets(5, 5)), false},
	{"rtp", change(kind(record.NetRTP), packets(5, 5)), false},
	{"rtp", change(proto(17), kind(record.NetRTP), packets(5, 5), lacks(record.PartNet)), false},
	{"rtcp", change(proto(17), kind(record.NetRTCP)), true},
	{"rtcp", change(proto(17), kind(record.NetRTP)), false},
	{"udt", kind(record.NetUDT), true},
	{"udt", same, false},
	{"udt", change(kind(record.NetUDT), lacks(record.PartNet)), false},
	// Broadcast and multicast.
	{"ip broadcast", dstIP(255, 255, 255, 255), true},
	{"ip broadcast", srcIP(255, 255, 255, 255), true},
	{"ip broadcast", dstIP(255, 255, 255, 254), false},
	{"ip broadcast", change(dstIP(255, 255, 255, 255), addr(record.AddrIPv6)), false},
	{"ether broadcast", func(r *record.Record) { r.MAC.Dst = [6]byte{255, 255, 255, 255, 255, 255} }, true},
	{"ether broadcast", func(r *record.Record) { r.MAC.Src = [6]byte{255, 255, 255, 255, 255, 255} }, true},
	{"ether broadcast", func(r *record.Record) { r.MAC.Dst = [6]byte{255, 255, 255, 255, 255, 254} }, false},
	{"multicast", dstIP(224, 0, 0, 0), true},
	{"multicast", srcIP(224, 0, 0, 0), true},
	{"multicast", dstIP(223, 255, 255, 255), false},
	{"multicast", srcIP(223, 255, 255, 255), false},
	{"multicast", change(dstIP(224, 0, 0, 0), addr(record.AddrIPv6)), false},
	{"ipv6 multicast", change(dstIP(255), addr(record.AddrIPv6)), true},
	{"ipv6 multicast", change(srcIP(255), addr(record.AddrIPv6)), true},
	{"ipv6 multicast", change(srcIP(254), dstIP(254), addr(record.AddrIPv6)), false},
	{"ipv6 multicast", dstIP(255), false},
	{"ether multicast", func(r *record.Record) { r.MAC.Src[0], r.MAC.Dst[0] = 0xfe, 0x01 }, true},
	{"ether multicast", func(r *record.Record) { r.MAC.Src[0], r.MAC.Dst[0] = 0x01, 0xfe }, true},
	{"ether multicast", func(r *record.Record) { r.MAC.Src[0], r.MAC.Dst[0] = 0xfe, 0xfe }, false},
	{"ether multicast", lacks(record.PartMAC), false},
	{"arp multicast", same, true},
	// Established: TCP state, or IPv4 packets both ways.
	{"est", change(packets(1, 1), proto(17)), true},
	{"con", change(packets(1, 1), proto(17)), true},
	{"est", change(packets(1, 0), proto(17)), false},
	{"est", change(packets(0, 1), proto(17)), false},
	{"est", change(packets(1, 1), proto(17), addr(record.AddrIPv6)), false},
	{"est", change(packets(1, 1), proto(17), lacks(record.PartMetrics)), false},
	{"est", func(r *record.Record) {
		r.Flow.Addr, r.Net.TCP.Status = record.AddrIPv6, record.TCPEstablished
	}, true},
	{"est", func(r *record.Record) {
		r.Flow.Addr, r.Net.TCP.Status = record.AddrIPv6, ^record.TCPEstablished
	}, false},
	{"est", change(addr(record.AddrIPv6), lacks(record.PartNet)), true},
	{"est", change(addr(record.AddrIPv6), kind(record.NetICMP)), false},
	// ESP: one bit for each side.
	{"src retrans", esp(0x10), true},
	{"dst retrans", esp(0x10), false},
	{"src retrans", esp(0x20), false},
	{"dst retrans", esp(0x20), true},
	{"retrans", esp(0xffffffcf), false},
	{"retrans", change(esp(0x30), kind(record.NetICMP)), false},
	{"retrans", change(esp(0), lacks(record.PartNet)), true},
	{"retrans", change(esp(0x30), proto(17)), false},
	// Fragments.
	{"frag", func(r *record.Record) { r.IPAttr.Dst.Fragments = false }, true},
	{"src frag", func(r *record.Record) { r.IPAttr.Dst.Fragments = false }, true},
	{"dst frag", func(r *record.Record) { r.IPAttr.Dst.Fragments = false }, false},
	{"src frag", func(r *record.Record) { r.IPAttr.Src.Fragments = false }, false},
	{"frag", func(r *record.Record) { r.IPAttr.Src.Fragments, r.IPAttr.Dst.Fragments = false, false }, false},
	{"frag", lacks(record.PartIPAttr), true},
	{"frag", addr(record.AddrIPv6), false},
	{"fragonly", same, true},
	{"fragonly", func(r *record.Record) { r.Flow.Fragment = false }, false},
	{"fragonly", lacks(record.PartFlow), false},
	{"multipath", func(r *record.Record) { r.MAC.DstChanged = false }, true},
	{"src multipath", func(r *record.Record) { r.MAC.DstChanged = false }, true},
	{"dst multipath", func(r *record.Record) { r.MAC.DstChanged = false }, false},
	{"multipath", func(r *record.Record) { r.MAC.SrcChanged, r.MAC.DstChanged = false, false }, false},
	{"multipath", lacks(record.PartMAC), true},
	// IS-IS.
	{"hello", pdu(15), true},
	{"hello", pdu(16), true},
	{"hello", pdu(17), false},
	{"lsp", pdu(18), true},
	{"lsp", pdu(20), true},
	{"lsp", pdu(19), false},
	{"csnp", pdu(24), true},
	{"csnp", pdu(25), true},
	{"csnp", pdu(26), false},
	{"psnp", pdu(26), true},
	{"psnp", pdu(27), true},
	{"psnp", pdu(25), false},
	{"hello", change(pdu(15), addr(record.AddrIPv4)), false},
	{"hello", change(pdu(15), lacks(record.PartFlow)), false},
	// ICMP.
	{"echo", icmp(0, 0), true},
	{"echo", icmp(8, 0), true},
	{"echo", icmp(3, 0), false},
	{"echo", change(icmp(8, 0), proto(17)), false},
	{"echo", change(icmp(8, 0), kind(record.NetNone)), false},
	{"echo", change(icmp(8, 0), lacks(record.PartNet)), false},
	{"unreach", icmp(3, 0), true},
	{"unreach", icmp(5, 0), false},
	{"unreach", change(icmp(0, 1), proto(6)), true},
	{"unreach", change(icmp(0, 1), proto(6), lacks(record.PartICMPMap)), false},
	{"redirect", icmp(5, 0), true},
	{"redirect", icmp(0, 2), true},
	{"redirect", icmp(3, 1), false},
	{"timexed", icmp(11, 0), true},
	{"timexed", icmp(0, 4), true},
	{"timexed", icmp(5, 2), false},
	{"icmpmap", icmp(0, 1), true},
	{"icmpmap", icmp(0, 2), true},
	{"icmpmap", icmp(0, 4), true},
	{"icmpmap", icmp(0, 8), false},
	{"icmpmap", lacks(record.PartICMPMap), true},
	{"cocode", same, true},
	{"cocode", func(r *record.Record) { r.Country.Src = [2]byte{} }, false},
	{"cocode", lacks(record.PartCountry), true},
	{"rtr", igmp(0x11), true},
	{"rtr", igmp(0x17), false},
	{"mbr", igmp(0x16), true},
	{"mbr", igmp(0x11), false},
	{"lvg", igmp(0x17), true},
	{"lvg", igmp(0x11), false},
	{"mbr", change(igmp(0x16), proto(1)), false},
	// Tunnels.
	{"gre", lacks(record.PartEncaps), true},
	{"gre", change(lacks(record.PartGRE), encaps(0, 0)), false},
	{"gre", change(lacks(record.PartGRE), encaps(1<<6, 0)), true},
	{"gre", change(lacks(record.PartGRE), encaps(0, 1<<6)), true},
	{"gre", change(lacks(record.PartGRE), encaps(1<<7, 1<<5)), false},
	{"gre", change(lacks(record.PartGRE), encaps(1<<6, 1<<6), lacks(record.PartEncaps)), false},
	{"vxlan", same, true},
	{"vxlan", lacks(record.PartVXLAN), false},
	{"geneve", same, true},
	{"geneve", lacks(record.PartGeneve), false},
	{"error", same, true},
	{"anon", same, true},
	{"len > 5", same, true},
	{"5 < len + 3", same, true},
	{"tcp[13] & 2 != 0", same, false},
	{"len > - ip[0]", same, false},
	{"1 = tcp[0]", same, false},
	// Joins.
	{"tcp and ipv4", same, true},
	{"tcp and ipv6", same, false},
	{"udp or ipv4", same, true},
	{"udp or ipv6", same, false},
	{"not (udp or ipv6)", same, true},
	{"not tcp", same, false},
}

func srcIP(a ...byte) func(*record.Record) {
	return func(r *record.Record) { r.Flow.Src = [16]byte{}; copy(r.Flow.Src[:], a) }
}

func dstIP(a ...byte) func(*record.Record) {
	return func(r *record.Record) { r.Flow.Dst = [16]byte{}; copy(r.Flow.Dst[:], a) }
}

func esp(status uint32) func(*record.Record) {
	return func(r *record.Record) {
		r.Flow.Proto, r.Net.Kind, r.Net.ESP.Status = 50, record.NetESP, status
	}
}

func encaps(src, dst uint32) func(*record.Record) {
	return func(r *record.Record) { r.Encaps.Src, r.Encaps.Dst = src, dst }
}

func TestWords(t *testing.T) {
	for i, tt := range wordTests {
		r := whole(6)
		tt.change(r)
		if got := compile(t, tt.word).Match(r); got != tt.want {
			t.Errorf("test %d: %s: got %v, want %v", i, tt.word, got, tt.want)
		}
	}
}

// TestEncapsulations checks that each name matches its bit alone, on its side.
func TestEncapsulations(t *testing.T) {
	names := []string{
		"mpls", "eth", "802q", "llc", "pppoe", "isl", "gre", "ah", "ipnip", "ipnip6", "hdlc", "chdlc", "atm", "sll", "fddi",
		"slip", "arc", "wlan", "prism", "avs", "lrh", "grh", "teredo", "udt", "ipsec", "juniper", "erspan",
	}
	for i, name := range names {
		if strings.HasPrefix("ipnip6", name) && name != "ipnip" {
			continue // a prefix finds ipnip first
		}
		text := `encaps \` + name
		for bit := range names {
			r := whole(6)
			encaps(1<<bit, 0)(r)
			if got := compile(t, "src "+text).Match(r); got != (bit == i) {
				t.Errorf("src %s, bit %d: got %v", text, bit, got)
			}
			if compile(t, "dst "+text).Match(r) {
				t.Errorf("dst %s matches a bit of the source", text)
			}
			r.Parts &^= record.PartEncaps
			if !compile(t, text).Match(r) {
				t.Errorf("%s without encapsulations: got false", text)
			}
		}
	}
}
