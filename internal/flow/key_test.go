// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

func ip4(n uint32) (a [16]byte) {
	binary.BigEndian.PutUint32(a[:], n)
	return a
}

func mac16(m packet.MAC) (a [16]byte) {
	copy(a[:], m[:])
	return a
}

// A flowCase is two packets, and how many packets of source and destination
// their records have.
type flowCase struct {
	name string
	a, b packet.Packet
	want [][2]uint64
}

var oneWay, apart, answered = [][2]uint64{{2, 0}}, [][2]uint64{{1, 0}, {1, 0}}, [][2]uint64{{1, 1}}

func checkFlows(t *testing.T, cases []flowCase) {
	t.Helper()
	for _, tt := range cases {
		var got [][2]uint64
		for _, r := range run(flow.DefaultConfig(), []packet.Packet{tt.a, tt.b}) {
			got = append(got, [2]uint64{r.Metrics.Src.Packets, r.Metrics.Dst.Packets})
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// back returns a packet of the other direction.
func back(p packet.Packet) packet.Packet {
	p.Src4, p.Dst4, p.Src6, p.Dst6 = p.Dst4, p.Src4, p.Dst6, p.Src6
	p.SrcPort, p.DstPort = p.DstPort, p.SrcPort
	p.Ether.Src, p.Ether.Dst = p.Ether.Dst, p.Ether.Src
	p.Ether.SSAP, p.Ether.DSAP = p.Ether.DSAP, p.Ether.SSAP
	return p
}

// with returns a packet with a change.
func with(p packet.Packet, f func(*packet.Packet)) packet.Packet {
	f(&p)
	return p
}

// icmp returns an ICMP message without captured bytes.
func icmp(typ, code uint8) packet.Packet {
	return with(up(0), func(p *packet.Packet) {
		p.Proto, p.HasPorts, p.ICMPType, p.ICMPCode = packet.ProtoICMP, false, typ, code
	})
}

// TestFlowsIP: which packets of TCP, UDP and other IP are of one flow.
func TestFlowsIP(t *testing.T) {
	dns := with(udp(0, hostA, hostB, 4000, 53), func(p *packet.Packet) { p.Payload = []byte{1, 2, 3} })
	six := with(up(0), func(p *packet.Packet) { p.Kind, p.Src6, p.Dst6 = packet.KindIPv6, v6(1), v6(2) })
	self := udp(0, hostA, hostA, 1000, 2000)
	plainDNS := with(dns, func(p *packet.Packet) { p.Plain = true })
	checkFlows(t, []flowCase{
		{"the same", up(0), up(1), oneWay},
		{"the answer", up(0), down(1), answered},
		{"the answer of the smaller address", down(0), up(1), answered},
		{"another port", up(0), udp(1, hostA, hostB, 1111, 2223), apart},
		{"another host", up(0), udp(1, hostA, hostB+1, 1111, 2222), apart},
		{"another protocol", up(0), with(up(1), func(p *packet.Packet) { p.Proto = packet.ProtoTCP }), apart},
		{"another version", up(0), six, apart},
		{"a protocol without ports", with(up(0), func(p *packet.Packet) { p.Proto, p.HasPorts = 47, false }), with(down(0), func(p *packet.Packet) { p.Proto, p.HasPorts, p.SrcPort = 47, false, 9 }), answered},
		{"cut before the ports", with(up(0), func(p *packet.Packet) { p.HasPorts = false }), with(up(0), func(p *packet.Packet) { p.HasPorts, p.SrcPort = false, 9 }), oneWay},
		{"a host to itself", self, back(self), answered},
		{"a plain packet and one that is not", with(up(0), func(p *packet.Packet) { p.Plain = true }), down(1), answered},
		{"a plain packet of the bigger address", with(down(0), func(p *packet.Packet) { p.Plain = true }), up(1), answered},
		{"a plain host to itself", with(self, func(p *packet.Packet) { p.Plain = true }), back(self), answered},
		{"one DNS transaction", dns, back(dns), answered},
		{"two DNS transactions", dns, with(back(dns), func(p *packet.Packet) { p.Payload = []byte{1, 3} }), apart},
		{"two plain DNS transactions", plainDNS, with(back(plainDNS), func(p *packet.Packet) { p.Payload = []byte{1, 3} }), apart},
		{"plain DNS and not", plainDNS, back(dns), answered},
		{"DNS of one byte", with(dns, func(p *packet.Packet) { p.Payload = []byte{1} }), with(back(dns), func(p *packet.Packet) { p.Payload = nil }), answered},
		{"DNS over TCP", with(dns, func(p *packet.Packet) { p.Proto = packet.ProtoTCP }), with(back(dns), func(p *packet.Packet) { p.Proto, p.Payload = packet.ProtoTCP, []byte{9, 9} }), answered},
		{"IPv6 answer", six, back(six), answered},
		{"IPv6, the bigger address first", back(six), six, answered},
		{"IPv6, another host", six, with(six, func(p *packet.Packet) { p.Dst6[7] = 1 }), apart},
		{"IPv6, another lower half", six, with(six, func(p *packet.Packet) { p.Dst6[14] = 1 }), apart},
		{"IPv6 to itself", with(six, func(p *packet.Packet) { p.Dst6 = p.Src6 }), back(with(six, func(p *packet.Packet) { p.Dst6 = p.Src6 })), answered},
		{"IPv6, the upper half decides", with(six, func(p *packet.Packet) { p.Src6[0] = 0x30 }), back(with(six, func(p *packet.Packet) { p.Src6[0] = 0x30 })), answered},
	})
}

// TestFlowsICMP: which messages of ICMP and IGMP are of one flow.
func TestFlowsICMP(t *testing.T) {
	igmp := with(up(0), func(p *packet.Packet) {
		p.Proto, p.HasPorts, p.ICMPType, p.Group, p.IPID = packet.ProtoIGMP, false, 0x16, 0xe0000005, 7
	})
	checkFlows(t, []flowCase{
		{"echo and its reply", icmp(8, 0), back(icmp(0, 0)), answered},
		{"echo replied by the smaller address", back(icmp(8, 0)), icmp(0, 0), answered},
		{"another echo", icmp(8, 0), with(icmp(8, 0), func(p *packet.Packet) { p.ICMPSeq = 1 }), apart},
		{"another echo id", icmp(8, 0), with(icmp(8, 0), func(p *packet.Packet) { p.ICMPID = 1 }), apart},
		{"echo in both directions", icmp(8, 0), back(icmp(8, 0)), apart},
		{"timestamp and its reply", icmp(13, 0), with(back(icmp(14, 0)), func(p *packet.Packet) { p.ICMPSeq = 5 }), answered},
		{"information and its reply", icmp(15, 0), back(icmp(16, 0)), answered},
		{"mask and its reply", icmp(17, 0), back(icmp(18, 0)), answered},
		{"type 19 has no reply", icmp(19, 0), back(icmp(20, 0)), apart},
		{"another code", icmp(10, 0), icmp(10, 1), apart},
		{"the same router solicitation", icmp(10, 0), icmp(10, 0), oneWay},
		{"IGMP report", igmp, igmp, oneWay},
		{"another IP id", igmp, with(igmp, func(p *packet.Packet) { p.IPID = 8 }), apart},
		{"another IGMP type", igmp, with(igmp, func(p *packet.Packet) { p.ICMPType = 0x17 }), apart},
		{"another IGMP code", igmp, with(igmp, func(p *packet.Packet) { p.ICMPCode = 1 }), apart},
		{"another group", igmp, with(igmp, func(p *packet.Packet) { p.Group++ }), apart},
		{"the same group at another destination", igmp, with(igmp, func(p *packet.Packet) { p.Dst4++ }), oneWay},
		{"general queries of two destinations", with(igmp, func(p *packet.Packet) { p.ICMPType, p.Group = 0x11, 0 }), with(igmp, func(p *packet.Packet) { p.ICMPType, p.Group, p.Dst4 = 0x11, 0, p.Dst4+1 }), apart},
		{"other messages of group 0", with(igmp, func(p *packet.Packet) { p.Group = 0 }), with(igmp, func(p *packet.Packet) { p.Group, p.Dst4 = 0, p.Dst4+1 }), oneWay},
	})
}

// TestFlowsLink: which frames without IP are of one flow.
func TestFlowsLink(t *testing.T) {
	link := with(ethernet(up(0), 1, 2), func(p *packet.Packet) {
		p.Kind, p.Ether.KeyType, p.Ether.DSAP, p.Ether.SSAP = packet.KindMAC, 0x88cc, 4, 6
	})
	checkFlows(t, []flowCase{
		{"frames", link, link, oneWay},
		{"frames both ways", link, back(link), answered},
		{"frames, the bigger address first", back(link), link, answered},
		{"another type of frames", link, with(link, func(p *packet.Packet) { p.Ether.KeyType = 0x88cd }), apart},
		{"another DSAP", link, with(link, func(p *packet.Packet) { p.Ether.DSAP = 5 }), apart},
		{"another SSAP", link, with(link, func(p *packet.Packet) { p.Ether.SSAP = 5 }), apart},
		{"LCP", with(up(0), func(p *packet.Packet) { p.Kind, p.ICMPType = packet.KindLCP, 1 }), with(up(0), func(p *packet.Packet) { p.Kind, p.ICMPType = packet.KindLCP, 1 }), oneWay},
		{"another LCP code", with(up(0), func(p *packet.Packet) { p.Kind, p.ICMPType = packet.KindLCP, 1 }), with(up(0), func(p *packet.Packet) { p.Kind, p.ICMPType = packet.KindLCP, 2 }), apart},
		{"another LCP id", with(up(0), func(p *packet.Packet) { p.Kind, p.ICMPCode = packet.KindLCP, 1 }), with(up(0), func(p *packet.Packet) { p.Kind, p.ICMPCode = packet.KindLCP, 2 }), apart},
		{"ARP that is none, with other lengths", with(link, func(p *packet.Packet) { p.Ether.KeyType, p.Payload = 0x806, []byte{0, 1, 8, 0, 6, 4} }), with(link, func(p *packet.Packet) { p.Ether.KeyType, p.Payload = 0x806, []byte{0, 1, 8, 0, 6, 5} }), apart},
		{"ARP that is none, cut off", with(link, func(p *packet.Packet) { p.Ether.KeyType, p.Payload = 0x806, []byte{0, 1, 8, 0, 6} }), with(link, func(p *packet.Packet) { p.Ether.KeyType, p.Payload = 0x806, nil }), oneWay},
	})
}

// TestKeys: what the key in a record says.
func TestKeys(t *testing.T) {
	set := func(f func(*packet.Packet)) packet.Packet { return with(up(0), f) }
	a4, b4 := ip4(hostA), ip4(hostB)
	m1, m2 := packet.MAC{2, 0, 0, 0, 0, 1}, packet.MAC{2, 0, 0, 0, 0, 2}
	sha, tha := [16]byte{1, 2, 3, 4, 5, 6, 0, 0, 10, 15: 11}, [16]byte{7, 8, 9, 8: 12, 15: 13}
	arp := packet.ARP{HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 1, SPA: hostA, TPA: hostB, SHA: sha, THA: tha}
	reply := arp
	reply.Op, reply.SPA, reply.TPA, reply.SHA, reply.THA = 2, hostB, hostA, tha, sha
	isis := packet.ISIS{PDUType: 15, Version: 1, Area: [16]byte{4, 9}, Checksum: 0xabcd}
	wlan := packet.WLAN{Src: m1, Dst: m2, BSSID: packet.MAC{3, 4, 5, 6, 7, 8}, SSID: [32]byte{'n', 'e', 't'}}
	unreach := func(code uint8, quoted ...byte) packet.Packet {
		return set(func(p *packet.Packet) {
			p.Proto, p.HasPorts, p.ICMPType, p.ICMPCode = packet.ProtoICMP, false, 3, code
			p.Transport = append([]byte{3, code, 0, 0, 0, 0, 0, 0}, quoted...)
		})
	}
	// A quoted header: TOS 9, protocol UDP, to 192.0.2.5; then ports 7 and 0x1234.
	quoted := []byte{0x45, 9, 0, 40, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 192, 0, 2, 5, 0, 7, 0x12, 0x34}
	long := append(append([]byte{0x46}, quoted[1:20]...), 1, 1, 1, 1, 0, 7, 0x43, 0x21)
	bad := append([]byte{0x44}, quoted[1:]...)
	redirect := func(code uint8) packet.Packet {
		p := unreach(code, quoted...)
		p.ICMPType = 5
		return p
	}
	icmpKey := func(typ, code, tp uint8, id, seq uint16) record.Flow {
		return record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: a4, Dst: b4, Proto: 1, TPProto: tp, ICMPType: typ, ICMPCode: code, ICMPID: id, ICMPSeq: seq}
	}
	for _, tt := range []struct {
		name string
		p    packet.Packet
		want record.Flow
	}{
		{"UDP", up(0), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: a4, Dst: b4, Proto: 17, SrcPort: 1111, DstPort: 2222}},
		{"UDP from the bigger address", down(0), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: b4, Dst: a4, Proto: 17, SrcPort: 2222, DstPort: 1111}},
		{"DNS", set(func(p *packet.Packet) { p.DstPort, p.Payload = 53, []byte{0xab, 0xcd} }), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: a4, Dst: b4, Proto: 17, SrcPort: 1111, DstPort: 53, DNSID: 0xabcd}},
		{"IPv6", set(func(p *packet.Packet) { p.Kind, p.Src6, p.Dst6 = packet.KindIPv6, v6(9), v6(2) }), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Src: v6(9), Dst: v6(2), Proto: 17, SrcPort: 1111, DstPort: 2222}},
		{"IGMP", set(func(p *packet.Packet) {
			p.Proto, p.HasPorts, p.ICMPType, p.ICMPCode, p.Group, p.IPID = packet.ProtoIGMP, false, 0x16, 3, 0xe0000005, 7
		}), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Src: a4, Dst: ip4(0xe0000005), Proto: 2, ICMPType: 0x16, ICMPCode: 3, IPID: 7}},
		{"echo", set(func(p *packet.Packet) {
			p.Proto, p.HasPorts, p.ICMPType, p.ICMPID, p.ICMPSeq = packet.ProtoICMP, false, 8, 5, 6
		}), icmpKey(8, 0, 0, 5, 6)},
		{"host unreachable", unreach(1, quoted...), icmpKey(3, 1, 0, 0x00c0, 0x0502)},
		{"protocol unreachable", unreach(2, quoted...), icmpKey(3, 2, 0, 17, 0)},
		{"port unreachable", unreach(3, quoted...), icmpKey(3, 3, 17, 0x1234, 0)},
		{"port unreachable, options quoted", unreach(3, long...), icmpKey(3, 3, 17, 0x4321, 0)},
		{"port unreachable, short header quoted", unreach(3, bad...), icmpKey(3, 3, 17, 0, 0)},
		{"port unreachable, ports cut off", unreach(3, quoted[:23]...), icmpKey(3, 3, 17, 0, 0)},
		{"another unreachable", unreach(13, quoted...), icmpKey(3, 13, 0, 0, 0)},
		{"unreachable, header cut off", unreach(1, quoted[:19]...), icmpKey(3, 1, 0, 0, 0)},
		{"unreachable, whole header", unreach(1, quoted[:20]...), icmpKey(3, 1, 0, 0x00c0, 0x0502)},
		{"unreachable, version 6 quoted", unreach(1, append([]byte{0x65}, quoted[1:]...)...), icmpKey(3, 1, 0, 0, 0)},
		{"redirect of a net", redirect(0), icmpKey(5, 0, 0, 0x00c0, 0x0502)},
		{"redirect of a host", redirect(1), icmpKey(5, 1, 0, 0x00c0, 0x0502)},
		{"redirect of a TOS and net", redirect(2), icmpKey(5, 2, 9, 0, 0)},
		{"redirect of a TOS and host", redirect(3), icmpKey(5, 3, 9, 0, 0)},
		{"frame", func() packet.Packet {
			p := ethernet(up(0), 2, 1)
			p.Kind, p.Ether.KeyType, p.Ether.DSAP, p.Ether.SSAP = packet.KindMAC, 0x88cc, 4, 6
			return p
		}(), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrEthernet, Src: mac16(m2), Dst: mac16(m1), EtherType: 0x88cc, DSAP: 4, SSAP: 6}},
		{"LCP", set(func(p *packet.Packet) { p.Kind, p.ICMPType, p.ICMPCode = packet.KindLCP, 9, 3 }), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrLCP, ICMPType: 9, ICMPCode: 3}},
		{"ARP", set(func(p *packet.Packet) { p.Kind, p.ARP = packet.KindARP, arp }), record.Flow{Kind: record.FlowARP, Addr: record.AddrARP, Src: a4, Dst: b4, HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 1, SHA: sha}},
		{"ARP reply", set(func(p *packet.Packet) { p.Kind, p.ARP = packet.KindARP, reply }), record.Flow{Kind: record.FlowARP, Addr: record.AddrARP, Src: a4, Dst: b4, HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 1, SHA: sha, Decided: true}},
		{"RARP", set(func(p *packet.Packet) { p.Kind, p.ARP = packet.KindRARP, arp; p.ARP.Op = 3 }), record.Flow{Kind: record.FlowARP, Addr: record.AddrRARP, Src: b4, HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 3, SHA: sha, THA: tha}},
		{"IS-IS", func() packet.Packet {
			p := ethernet(up(0), 2, 1)
			p.Kind, p.ISIS = packet.KindISIS, isis
			return p
		}(), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrISIS, Src: mac16(m2), Dst: mac16(m1), PDUType: 15, Version: 1, Area: isis.Area, Checksum: 0xabcd}},
		{"802.11", set(func(p *packet.Packet) { p.Kind, p.WLAN = packet.KindWLAN, wlan }), record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrWLAN, Src: mac16(m1), Dst: mac16(m2), BSSID: wlan.BSSID, SSID: wlan.SSID}},
	} {
		if got := only(t, flow.DefaultConfig(), tt.p).Flow; got != tt.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", tt.name, got, tt.want)
		}
	}
}

// TestLinkFlows: what keeps flows of ARP, RARP, IS-IS and 802.11 apart.
func TestLinkFlows(t *testing.T) {
	base := ethernet(up(0), 1, 2)
	base.ARP = packet.ARP{HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 1, SPA: hostA, TPA: hostB, SHA: [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}}
	for _, tt := range []struct {
		name   string
		kind   packet.Kind
		op     uint16
		change func(*packet.Packet)
		flows  int
	}{
		{"ARP again", packet.KindARP, 1, func(*packet.Packet) {}, 1},
		{"asker", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.SPA++ }, 2},
		{"wanted", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.TPA++ }, 2},
		{"asker's address", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.SHA[0]++ }, 2},
		{"asker's address, ninth byte", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.SHA[8]++ }, 2},
		{"wanted's address", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.THA[0]++ }, 1},
		{"hardware type", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.HType++ }, 2},
		{"protocol type", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.PType++ }, 2},
		{"hardware length", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.HLen++ }, 2},
		{"protocol length", packet.KindARP, 1, func(p *packet.Packet) { p.ARP.PLen++ }, 2},
		{"RARP again", packet.KindRARP, 3, func(p *packet.Packet) { p.ARP.SPA++ }, 1},
		{"RARP target", packet.KindRARP, 3, func(p *packet.Packet) { p.ARP.THA[0]++ }, 2},
		{"RARP target, ninth byte", packet.KindRARP, 3, func(p *packet.Packet) { p.ARP.THA[8]++ }, 2},
		{"IS-IS again", packet.KindISIS, 0, func(*packet.Packet) {}, 1},
		{"IS-IS type", packet.KindISIS, 0, func(p *packet.Packet) { p.ISIS.PDUType++ }, 2},
		{"IS-IS version", packet.KindISIS, 0, func(p *packet.Packet) { p.ISIS.Version++ }, 2},
		{"IS-IS checksum", packet.KindISIS, 0, func(p *packet.Packet) { p.ISIS.Checksum++ }, 2},
		{"IS-IS area", packet.KindISIS, 0, func(p *packet.Packet) { p.ISIS.Area[0]++ }, 2},
		{"IS-IS area, last byte", packet.KindISIS, 0, func(p *packet.Packet) { p.ISIS.Area[15]++ }, 2},
		{"IS-IS source", packet.KindISIS, 0, func(p *packet.Packet) { p.Ether.Src[0]++ }, 2},
		{"IS-IS destination", packet.KindISIS, 0, func(p *packet.Packet) { p.Ether.Dst[5]++ }, 2},
		{"802.11 again", packet.KindWLAN, 0, func(*packet.Packet) {}, 1},
		{"802.11 source", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.Src[0]++ }, 2},
		{"802.11 destination", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.Dst[5]++ }, 2},
		{"802.11 BSSID, first byte", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.BSSID[0]++ }, 2},
		{"802.11 BSSID, third byte", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.BSSID[2]++ }, 2},
		{"802.11 BSSID, last byte", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.BSSID[5]++ }, 2},
		{"802.11 SSID", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.SSID[0]++ }, 2},
		{"802.11 SSID, last byte", packet.KindWLAN, 0, func(p *packet.Packet) { p.WLAN.SSID[31]++ }, 2},
	} {
		a := base
		a.Kind, a.ARP.Op = tt.kind, tt.op
		b := a
		tt.change(&b)
		if got := len(run(flow.DefaultConfig(), []packet.Packet{a, b})); got != tt.flows {
			t.Errorf("%s: %d flows, want %d", tt.name, got, tt.flows)
		}
	}
}

// TestARPReply: an answer belongs to the request, whoever comes first, and
// gives the answering address. MAC addresses are those from asker to answerer.
func TestARPReply(t *testing.T) {
	req, rep := ethernet(up(0), 1, 9), ethernet(up(1), 2, 1)
	req.Kind, rep.Kind = packet.KindARP, packet.KindARP
	req.ARP = packet.ARP{HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 1, SPA: hostA, TPA: hostB, SHA: [16]byte{1}}
	rep.ARP = packet.ARP{HType: 1, PType: 0x800, HLen: 6, PLen: 4, Op: 2, SPA: hostB, TPA: hostA, SHA: [16]byte{2, 3, 4, 5, 6, 7}, THA: [16]byte{1}}
	cfg := flow.DefaultConfig()
	cfg.MAC = true
	for _, tt := range []struct {
		name     string
		ps       []packet.Packet
		src, dst uint64
		decided  bool
		srcMAC   byte
	}{
		{"request, reply", []packet.Packet{req, rep}, 1, 1, false, 1},
		{"reply, request", []packet.Packet{rep, req}, 1, 1, true, 1},
		{"reply only", []packet.Packet{rep}, 0, 1, true, 1},
	} {
		r := only(t, cfg, tt.ps...)
		if r.Metrics.Src.Packets != tt.src || r.Metrics.Dst.Packets != tt.dst || r.Flow.Decided != tt.decided || r.Net.Kind != record.NetARP || r.Net.ARP != [6]byte{2, 3, 4, 5, 6, 7} || r.MAC.Src[5] != tt.srcMAC {
			t.Errorf("%s: %d/%d, decided %t, kind %#x, responder %x, source %x", tt.name, r.Metrics.Src.Packets, r.Metrics.Dst.Packets, r.Flow.Decided, r.Net.Kind, r.Net.ARP, r.MAC.Src)
		}
	}
	if r := only(t, cfg, req); r.Net.Kind != record.NetNone {
		t.Errorf("request only: kind %#x", r.Net.Kind)
	}
	req.Kind, rep.Kind, req.ARP.Op, rep.ARP.Op = packet.KindRARP, packet.KindRARP, 3, 4
	req.ARP.THA, rep.ARP.THA = [16]byte{1}, [16]byte{1}
	if r := only(t, cfg, req, rep); r.Metrics.Src.Packets != 1 || r.Metrics.Dst.Packets != 1 {
		t.Errorf("RARP: %d/%d, want 1/1", r.Metrics.Src.Packets, r.Metrics.Dst.Packets)
	}
	empty := rep
	empty.Kind, empty.ARP = packet.KindARP, packet.ARP{Op: 2}
	if r := only(t, cfg, empty); r.Metrics.Src.Packets != 1 || r.Flow.Decided {
		t.Errorf("a reply without addresses: %d source packets, decided %t; want 1, false", r.Metrics.Src.Packets, r.Flow.Decided)
	}
}

// TestConfiguredKeys: what ARGUS_FLOW_KEY adds to keys, or leaves of them.
func TestConfiguredKeys(t *testing.T) {
	tagged := func(id uint16) func(*packet.Packet) {
		return func(p *packet.Packet) { p.HasVLAN, p.VLAN = true, id }
	}
	stack := func(labels ...uint32) func(*packet.Packet) {
		return func(p *packet.Packet) {
			p.HasMPLS, p.MPLS, p.MPLSStack = true, labels[0]<<12, nil
			for _, l := range labels {
				p.MPLSStack = binary.BigEndian.AppendUint32(p.MPLSStack, l<<12)
			}
		}
	}
	macs := func(src, dst byte) func(*packet.Packet) {
		return func(p *packet.Packet) { *p = ethernet(*p, src, dst) }
	}
	none := func(*packet.Packet) {}
	for _, tt := range []struct {
		name  string
		key   flow.Key
		a, b  func(*packet.Packet)
		flows int
	}{
		{"VLAN, the same", flow.KeyVLAN, tagged(1), tagged(1), 1},
		{"VLAN, another", flow.KeyVLAN, tagged(1), tagged(2), 2},
		{"VLAN, bit 11", flow.KeyVLAN, tagged(1), tagged(0x801), 2},
		{"VLAN, another priority", flow.KeyVLAN, tagged(1), tagged(0x2001), 1},
		{"VLAN 0 and none", flow.KeyVLAN, tagged(0), none, 2},
		{"VLAN, not in the key", flow.KeyLayer2, tagged(1), tagged(2), 1},
		{"label, the same", flow.KeyLocalMPLS, stack(5, 6), stack(5, 7), 1},
		{"label, another", flow.KeyLocalMPLS, stack(5), stack(6), 2},
		{"label 0 and none", flow.KeyLocalMPLS, stack(0), none, 2},
		{"stack, the same", flow.KeyCompleteMPLS, stack(5, 6), stack(5, 6), 1},
		{"stack, another inner label", flow.KeyCompleteMPLS, stack(5, 6), stack(5, 7), 2},
		{"stack, longer", flow.KeyCompleteMPLS, stack(5), stack(5, 6), 2},
		{"label, not in the key", flow.KeyVLAN, stack(5), stack(6), 1},
		{"addresses, not in the key", flow.KeyVLAN, macs(1, 2), macs(3, 2), 1},
		{"matrix of hosts, a later fragment", flow.KeyLayer3Matrix, none, func(p *packet.Packet) { p.HasFrag, p.HasPorts, p.FragOff, p.FragID = true, false, 80, 7 }, 2},
		{"addresses, the same", flow.KeyLayer2, macs(1, 2), macs(1, 2), 1},
		{"addresses, another source", flow.KeyLayer2, macs(1, 2), macs(3, 2), 2},
		{"addresses, another destination", flow.KeyLayer2, macs(1, 2), macs(1, 3), 2},
		{"addresses, other ports", flow.KeyLayer2, macs(1, 2), func(p *packet.Packet) { macs(1, 2)(p); p.SrcPort = 9 }, 2},
		{"matrix of addresses, other hosts", flow.KeyLayer2Matrix, macs(1, 2), func(p *packet.Packet) { macs(1, 2)(p); p.Src4 = 9 }, 1},
		{"matrix of addresses, other addresses", flow.KeyLayer2Matrix, macs(1, 2), macs(1, 3), 2},
		{"matrix of addresses, the way back", flow.KeyLayer2Matrix, macs(1, 2), macs(2, 1), 1},
		{"matrix of addresses, without", flow.KeyLayer2Matrix, none, func(p *packet.Packet) { p.SrcPort = 9 }, 2},
		{"matrix of hosts, other ports", flow.KeyLayer3Matrix, none, func(p *packet.Packet) { p.SrcPort, p.Proto = 9, packet.ProtoTCP }, 1},
		{"matrix of hosts, the way back", flow.KeyLayer3Matrix, none, func(p *packet.Packet) { p.Src4, p.Dst4 = p.Dst4, p.Src4 }, 1},
		{"matrix of hosts, other hosts", flow.KeyLayer3Matrix, none, func(p *packet.Packet) { p.Src4 = 9 }, 2},
		{"matrix of hosts, IPv6", flow.KeyLayer3Matrix, func(p *packet.Packet) { p.Kind = packet.KindIPv6 }, func(p *packet.Packet) { p.Kind, p.SrcPort, p.Proto = packet.KindIPv6, 9, packet.ProtoTCP }, 1},
	} {
		cfg := flow.DefaultConfig()
		cfg.FlowKey = tt.key
		a, b := up(0), up(1)
		tt.a(&a)
		tt.b(&b)
		if got := len(run(cfg, []packet.Packet{a, b})); got != tt.flows {
			t.Errorf("%s: %d flows, want %d", tt.name, got, tt.flows)
		}
	}
	// Both directions are one flow with link addresses in the key, too.
	cfg := flow.DefaultConfig()
	cfg.FlowKey = flow.KeyLayer2
	if r := only(t, cfg, ethernet(up(0), 2, 1), ethernet(down(1), 1, 2)); r.Metrics.Src.Packets != 1 || r.Metrics.Dst.Packets != 1 {
		t.Errorf("link addresses, both ways: %d/%d", r.Metrics.Src.Packets, r.Metrics.Dst.Packets)
	}
	cfg.FlowKey = flow.KeyLayer2Matrix
	r := only(t, cfg, ethernet(down(0), 2, 1), ethernet(up(1), 1, 2))
	if r.Metrics.Src.Packets != 1 || r.Metrics.Dst.Packets != 1 {
		t.Errorf("matrix, both ways: %d/%d", r.Metrics.Src.Packets, r.Metrics.Dst.Packets)
	}
	cfg.Unidirectional = true
	if got := len(run(cfg, []packet.Packet{ethernet(up(0), 1, 2), ethernet(down(1), 2, 1)})); got != 2 {
		t.Errorf("matrix, unidirectional: %d flows, want 2", got)
	}
}

// TestKindsInTurn: packets of two kinds in turn are two flows: no key has
// anything of the key before.
func TestKindsInTurn(t *testing.T) {
	for _, a := range kinds {
		for _, b := range kinds {
			ps := make([]packet.Packet, 4)
			for i := range ps {
				ps[i] = ethernet(up(time.Duration(i)), 1, 2)
				ps[i].WLAN = packet.WLAN{Src: packet.MAC{5}, SSID: [32]byte{31: 7}}
				ps[i].ARP.THA[15] = 9
				if i%2 == 0 {
					a.change(&ps[i])
				} else {
					b.change(&ps[i])
				}
			}
			want := 2
			if a.name == b.name || strings.HasPrefix(a.name, "UDP") && strings.HasPrefix(b.name, "UDP") && strings.Contains(a.name, "IPv6") == strings.Contains(b.name, "IPv6") {
				want = 1
			}
			if got := len(run(flow.DefaultConfig(), ps)); got != want {
				t.Errorf("%s and %s in turn: %d flows, want %d", a.name, b.name, got, want)
			}
		}
	}
}

// TestUnidirectional: each direction is a flow of its own.
func TestUnidirectional(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.Unidirectional = true
	for _, k := range kinds {
		switch k.name {
		case "UDP", "UDP over IPv6", "UDP with VLAN", "TCP", "other IP", "Ethernet":
		default:
			continue
		}
		a, b := ethernet(up(0), 1, 2), ethernet(down(1), 2, 1)
		k.change(&a)
		k.change(&b)
		rs := run(cfg, []packet.Packet{b, a, a})
		if len(rs) != 2 || rs[0].Metrics.Src.Packets != 1 || rs[1].Metrics.Src.Packets != 2 || rs[0].Metrics.Dst.Packets+rs[1].Metrics.Dst.Packets != 0 {
			t.Errorf("%s: %d records; want 1 and 2 source packets", k.name, len(rs))
		}
		if len(rs) == 2 && rs[0].Flow.Src != rs[1].Flow.Dst {
			t.Errorf("%s: from %x, and to %x", k.name, rs[0].Flow.Src, rs[1].Flow.Dst)
		}
	}
}
