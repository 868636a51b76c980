// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

// A decodeCase is a frame and what is to become of it, in the form that
// describe prints. The frames are written in hexadecimal from the
// specifications of their headers, so that the numbers in want can be counted
// by hand: udp10 is 18 bytes, 10 of them data; ip4UDP 38; ip6UDP 58.
type decodeCase struct {
	name  string
	frame string
	want  string
}

// runCases decodes the frames of link type l and compares.
func runCases(t *testing.T, l LinkType, o Options, cases []decodeCase) {
	t.Helper()
	d := NewDecoder(o)
	for _, tt := range cases {
		b := unhex(t, tt.frame)
		var p Packet
		decodeInto(d, &p, l, b, len(b))
		if got := describe(&p); got != tt.want {
			t.Errorf("%s: link type %d, frame %s\n got %s\nwant %s", tt.name, l, tt.frame, got, tt.want)
		}
		checkCuts(t, d, l, b)
	}
}

// decodeInto decodes frame b of wire bytes into p, which may hold anything.
func decodeInto(d *Decoder, p *Packet, l LinkType, b []byte, wire int) {
	p.Data, p.WireLen, p.Link = b[:len(b):len(b)], uint32(wire), l
	d.Decode(p)
}

// checkCuts decodes what a snap length would leave of b, for each length, in a
// slice that ends there: reading beyond it would panic.
func checkCuts(t *testing.T, d *Decoder, l LinkType, b []byte) {
	t.Helper()
	for n := range len(b) + 1 {
		if err := decodeTwice(d, l, b[:n], len(b)); err != "" {
			t.Errorf("link type %d, first %d bytes of % x: %s", l, n, b, err)
		}
	}
}

// decodeTwice decodes b and returns what is wrong with the outcome, if
// anything: it must not depend on what the packet held before, nor on the way
// that it was decoded.
func decodeTwice(d *Decoder, l LinkType, b []byte, wire int) string {
	var p Packet
	decodeInto(d, &p, l, b, wire)
	if s := broken(&p); s != "" {
		return s
	}
	q := dirty()
	decodeInto(d, &q, l, b, wire)
	if got, want := describe(&q), describe(&p); got != want {
		return fmt.Sprintf("the packet before shows:\n got %s\nwant %s", got, want)
	}
	if s := decodeSlowly(d, &q); s != "" {
		return s
	}
	if p.Quoted(&q) {
		return broken(&q)
	}
	return ""
}

// decodeSlowly decodes the frame of p, which was dirty before, once more as
// frames that are not plain are, and tells a difference.
func decodeSlowly(d *Decoder, p *Packet) string {
	q := dirty()
	q.Data, q.WireLen, q.Link, q.Bytes = p.Data, p.WireLen, p.Link, p.WireLen
	d.any(&q)
	if q.Plain {
		return "plain, but not decoded as such"
	}
	q.Plain = p.Plain
	if !reflect.DeepEqual(*p, q) {
		return fmt.Sprintf("plain %v:\n got %+v\nwant %+v", p.Plain, *p, q)
	}
	return ""
}

// dirty is a packet whose fields all hold the values of another.
func dirty() Packet {
	return Packet{
		Kind: KindLCP, Encaps: 0xffffffff, Plain: true, HasEther: true, HasVLAN: true, HasMPLS: true, HasVNI: true, HasFrag: true,
		HasTCP: true, HasPorts: true, VLAN: 0xffff, MPLS: 0xffffffff, VNI: 0xffffff,
		Ether: Ether{Dst: MAC{1}, Src: MAC{2}, Type: 3, KeyType: 4, DSAP: 5, SSAP: 6},
		Proto: 99, IPOpts: 0xff, HasIPOpts: true, MoreFrags: true, FragOff: 8, FragID: 9, SrcPort: 10, DstPort: 11,
		WScale: 1, MSS: 2, TCPOpts: 3, TCPFlags: 4, ICMPType: 1, ICMPCode: 2, ICMPID: 3, ICMPSeq: 4, ICMPWord: 5,
		Group: 6, SPI: 7, ESPSeq: 8, AppBytes: 9, TransportLen: 10,
		ARP: ARP{Op: 9, HLen: 16, SHA: [16]byte{1}}, ISIS: ISIS{PDUType: 1}, WLAN: WLAN{SSID: [32]byte{1}},
	}
}

// broken returns what is wrong with a decoded packet, whatever its frame was.
func broken(p *Packet) string {
	switch {
	case !within(p.Transport, p.Data):
		return "Transport is not part of the frame"
	case !within(p.Payload, p.Data):
		return "Payload is not part of the frame"
	case p.HasMPLS && (!within(p.MPLSStack, p.Data) || len(p.MPLSStack)%4 != 0 || len(p.MPLSStack) == 0):
		return "MPLSStack is not part of the frame"
	case len(p.Transport) > int(p.TransportLen):
		return fmt.Sprintf("%d transport bytes, %d on the wire", len(p.Transport), p.TransportLen)
	case p.Bytes > max(p.WireLen, uint32(len(p.Data))):
		return fmt.Sprintf("counts %d bytes of %d", p.Bytes, p.WireLen)
	case p.Kind > KindLCP:
		return fmt.Sprintf("kind %d", p.Kind)
	}
	if p.Kind != KindIPv4 && p.Kind != KindIPv6 {
		if p.HasTCP || p.HasPorts {
			return "ports of a packet without IP"
		}
		return ""
	}
	switch {
	case len(p.Payload) > len(p.Transport):
		return fmt.Sprintf("%d payload bytes in %d transport bytes", len(p.Payload), len(p.Transport))
	case p.HasTCP && (len(p.Transport) < 14 || p.Proto != ProtoTCP):
		return "a TCP header that is not there"
	case p.HasTCP && !p.HasPorts && len(p.Transport) >= 20:
		return "a TCP header without ports"
	case p.HasPorts && (!hasPorts[p.Proto] || len(p.Transport) < 2):
		return "ports that are not there"
	case !p.HasPorts && (p.SrcPort != 0 || p.DstPort != 0):
		return "ports without HasPorts"
	case p.HasFrag && p.FragOff != 0 && (p.HasPorts || p.HasTCP):
		return "ports in a later fragment"
	case p.HasIPOpts && p.Kind == KindIPv6:
		return "IPv4 options in IPv6"
	}
	return ""
}

// hasPorts names the protocols whose headers begin with ports.
var hasPorts = map[uint8]bool{ProtoTCP: true, ProtoUDP: true, ProtoSCTP: true, ProtoUDPLite: true, ProtoDCCP: true}

// within reports whether s points into b.
func within(s, b []byte) bool {
	if len(s) == 0 {
		return true
	}
	for i := range b {
		if &b[i] == &s[0] {
			return i+len(s) <= len(b)
		}
	}
	return false
}

var encapNames = []struct {
	bit  uint32
	name string
}{
	{EncapEthernet, "ether"},
	{EncapSLL, "cooked"},
	{EncapVLAN, "vlan"},
	{EncapLLC, "llc"},
	{EncapMPLS, "mpls"},
	{EncapPPP, "ppp"},
	{EncapISL, "isl"},
	{EncapGRE, "gre"},
	{EncapAH, "ah"},
	{EncapIPIP, "ipip"},
	{EncapIPv6, "ip6"},
	{EncapCHDLC, "chdlc"},
	{EncapATM, "atm"},
	{EncapFDDI, "fddi"},
	{EncapSLIP, "slip"},
	{EncapARCNET, "arcnet"},
	{EncapWLAN, "wlan"},
	{EncapTeredo, "teredo"},
	{EncapJuniper, "juniper"},
	{EncapVXLAN, "vxlan"},
	{EncapL2TP, "l2tp"},
	{EncapGeneve, "geneve"},
}

// describe prints the fields of p that hold values.
func describe(p *Packet) string {
	var s []string
	add := func(format string, a ...any) { s = append(s, fmt.Sprintf(format, a...)) }
	switch p.Kind {
	case KindIPv4, KindIPv6:
		describeIP(p, add)
	case KindARP, KindRARP:
		a := &p.ARP
		add("%s op %d %x/%x > %x/%x", [...]string{"arp", "rarp"}[p.Kind-KindARP], a.Op,
			a.SHA[:a.HLen], a.SPA, a.THA[:a.HLen], a.TPA)
	case KindMAC:
		add("mac %x > %x type %04x", p.Ether.Src, p.Ether.Dst, p.Ether.KeyType)
		if p.Ether.DSAP != 0 || p.Ether.SSAP != 0 {
			add("sap %02x > %02x", p.Ether.SSAP, p.Ether.DSAP)
		}
	case KindLCP:
		add("lcp %d/%d", p.ICMPType, p.ICMPCode)
	case KindISIS:
		add("isis %d area %x sum %04x", p.ISIS.PDUType, p.ISIS.Area, p.ISIS.Checksum)
	case KindWLAN:
		add("wlan %x > %x bss %x", p.WLAN.Src, p.WLAN.Dst, p.WLAN.BSSID)
		if ssid := strings.TrimRight(string(p.WLAN.SSID[:]), "\x00"); ssid != "" {
			add("ssid %s", ssid)
		}
	}
	add("app %d data %d of %d", p.AppBytes, len(p.Payload), p.Bytes)
	if p.HasEther && p.Kind != KindMAC {
		add("ether %x > %x", p.Ether.Src, p.Ether.Dst)
	}
	if p.HasVLAN {
		add("vlan %04x", p.VLAN)
	}
	if p.HasMPLS {
		add("mpls %08x*%d", p.MPLS, len(p.MPLSStack)/4)
	}
	if p.HasVNI {
		add("vni %x", p.VNI)
	}
	for _, e := range encapNames {
		if p.Encaps&e.bit != 0 {
			add("+%s", e.name)
		}
	}
	return strings.Join(s, " ")
}

// describeIP is describe for the fields of IP and above.
func describeIP(p *Packet, add func(string, ...any)) {
	src, dst := netip.AddrFrom16(p.Src6), netip.AddrFrom16(p.Dst6)
	if p.Kind == KindIPv4 {
		src, dst = addr4(p.Src4), addr4(p.Dst4)
	}
	switch {
	case p.HasPorts:
		add("ip %d %v %d > %v %d", p.Proto, src, p.SrcPort, dst, p.DstPort)
	default:
		add("ip %d %v > %v", p.Proto, src, dst)
	}
	if p.HasIPOpts {
		add("options %02x", p.IPOpts)
	}
	if p.HasFrag {
		add("frag %x at %d more %v", p.FragID, p.FragOff, p.MoreFrags)
	}
	if p.HasTCP {
		add("tcp %02x %d/%d win %d", p.TCPFlags, p.Seq, p.Ack, p.Window)
		if p.TCPOpts != 0 {
			add("tcpopt %08x mss %d scale %d", p.TCPOpts, p.MSS, p.WScale)
		}
	}
	switch later := p.HasFrag && p.FragOff != 0; {
	case later:
	case p.Proto == ProtoICMP && p.Kind == KindIPv4, p.Proto == ProtoICMPv6 && p.Kind == KindIPv6:
		add("icmp %d/%d word %08x", p.ICMPType, p.ICMPCode, p.ICMPWord)
	case p.Proto == ProtoIGMP:
		add("igmp %x/%x group %08x", p.ICMPType, p.ICMPCode, p.Group)
	case p.Proto == ProtoESP:
		add("esp %08x seq %d", p.SPI, p.ESPSeq)
	}
	add("len %d", p.TransportLen)
}

func addr4(a uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
}
