// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
)

// ported is the start of the header of a protocol with ports, and 28 bytes more.
func ported(sport, dport uint16) []byte {
	b := binary.BigEndian.AppendUint16(nil, sport)
	return slices.Concat(binary.BigEndian.AppendUint16(b, dport), make([]byte, 28))
}

// TestOtherPorts: the ports of SCTP, UDP-Lite and DCCP tell their flows apart
// (RFC 9260, RFC 3828, RFC 4340).
func TestOtherPorts(t *testing.T) {
	for _, n := range networks {
		for _, proto := range []uint8{packet.ProtoSCTP, packet.ProtoUDPLite, packet.ProtoDCCP} {
			name := fmt.Sprintf("%s, protocol %d", n.name, proto)
			ask, answer := n.frame(proto, ported(6001, 2905)), n.back().frame(proto, ported(2905, 6001))
			other := n.frame(proto, ported(6002, 2905))
			both := fmt.Sprintf("%d %v 6001 %v 2905 1/1 32/32", proto, n.src, n.dst)
			expect(t, name, decoded(t, oneRecord(), packet.Options{}, after(0, ask, other, answer)), both, n.row(int(proto), 6002, 2905, 1, 32))
			turned := fmt.Sprintf("%d %v 2905 %v 6001 1/1 32/32", proto, n.dst, n.src)
			expect(t, name+", answer first", decoded(t, oneRecord(), packet.Options{}, after(0, answer, ask)), turned)
			expect(t, name+", 3 bytes", decoded(t, oneRecord(), packet.Options{}, after(0, n.frame(proto, ported(6001, 2905)[:3]))), n.row(int(proto), 0, 0, 1, 3))
		}
	}
	// Release 3.0.8 knows no ports of these.
	cfg := oneRecord()
	cfg.Compat = true
	expect(t, "3.0.8", decoded(t, cfg, packet.Options{}, after(0, networks[0].frame(packet.ProtoSCTP, ported(6001, 2905)), networks[0].frame(packet.ProtoSCTP, ported(6002, 2905)))),
		networks[0].row(int(packet.ProtoSCTP), 0, 0, 2, 64))
	// An error that quotes the first eight bytes is about the flow with the ports.
	n := networks[0]
	quoted := pkttest.IP{Src: n.src, Dst: n.dst, Proto: packet.ProtoSCTP}.Packet(ported(6001, 2905))[:28]
	e := n.back().frame(packet.ProtoICMP, pkttest.ICMP(3, 2, 0, quoted))
	ask := n.frame(packet.ProtoSCTP, ported(6001, 2905))
	expect(t, "quoted", decoded(t, oneRecord(), packet.Options{}, after(0, ask, e)),
		n.row(int(packet.ProtoSCTP), 6001, 2905, 1, 32), fmt.Sprintf("1 %v type3 %v code2 1/0 36/0", n.dst, n.src))
}

// TestICMPErrorBytes: an error counts the bytes of its own message, and the flow
// that it is about keeps its own.
func TestICMPErrorBytes(t *testing.T) {
	for _, n := range []network{networks[0], networks[2], networks[6]} {
		d := pkttest.UDP(addrPort(n.src, 5000), addrPort(n.dst, 553), make([]byte, 1472))
		datagram := pkttest.IP{Src: n.src, Dst: n.dst, Proto: packet.ProtoUDP}.Packet(d)
		for _, typ := range []uint8{3, 4, 5, 11, 12} {
			for _, quote := range []int{28, 48, 128} {
				e := n.back().frame(packet.ProtoICMP, pkttest.ICMP(typ, 0, 0, datagram[:quote]))
				got := decoded(t, oneRecord(), packet.Options{}, after(0, n.frame(packet.ProtoUDP, d), e))
				expect(t, fmt.Sprintf("%s, type %d, %d bytes quoted", n.name, typ, quote), got,
					n.row(17, 5000, 553, 1, 1472), fmt.Sprintf("1 %v type%d %v code0 1/0 %d/0", n.dst, typ, n.src, 8+quote))
			}
		}
	}
}

// TestTunnelled: a connection inside a tunnel is the flow that counts, both ways.
func TestTunnelled(t *testing.T) {
	gre := func(typ uint16, b []byte) []byte { return append([]byte{0, 0, byte(typ >> 8), byte(typ)}, b...) }
	for _, in := range networks {
		inner := func(n network, sport, dport uint16) []byte {
			d := pkttest.UDP(addrPort(n.src, sport), addrPort(n.dst, dport), make([]byte, 20))
			return n.frame(packet.ProtoUDP, d)
		}
		ip := func(frame []byte) []byte { return frame[14:] } // of an untagged frame
		want := fmt.Sprintf("17 %v 1111 %v 2222 1/1 20/20", in.src, in.dst)
		on := packet.Options{TunnelDiscovery: true}
		for _, out := range networks {
			name := in.name + " in " + out.name
			there, back := inner(in, 1111, 2222), inner(in.back(), 2222, 1111)
			expect(t, "ERSPAN I: "+name, decoded(t, oneRecord(), on, after(0,
				out.frame(packet.ProtoGRE, gre(0x88be, there)), out.back().frame(packet.ProtoGRE, gre(0x88be, back)))), want)
			erspan3 := make([]byte, 12)
			expect(t, "ERSPAN III: "+name, decoded(t, oneRecord(), on, after(0,
				out.frame(packet.ProtoGRE, gre(0x22eb, append(slices.Clone(erspan3), there...))),
				out.back().frame(packet.ProtoGRE, gre(0x22eb, append(slices.Clone(erspan3), back...))))), want)
			if in.name != "IPv4" && in.name != "IPv6" {
				continue
			}
			proto := uint8(packet.ProtoIPv4)
			if in.src.Is6() {
				proto = packet.ProtoIPv6
			}
			frames := after(0, out.frame(proto, ip(there)), out.back().frame(proto, ip(back)))
			expect(t, "IP: "+name, decoded(t, oneRecord(), on, frames), want)
			if proto == packet.ProtoIPv4 && out.src.Is6() {
				continue // opened without being asked for
			}
			outer := fmt.Sprintf("%d %v 0 %v 0 1/1 %d/%d", proto, out.src, out.dst, len(ip(there)), len(ip(back)))
			if in.name == "IPv4" { // padded to the shortest frame
				outer = fmt.Sprintf("%d %v 0 %v 0 1/1 48/48", proto, out.src, out.dst)
				frames = after(0, out.frame(proto, ip(there)[:48]), out.back().frame(proto, ip(back)[:48]))
			}
			expect(t, "not asked for: "+name, decoded(t, oneRecord(), packet.Options{}, frames), outer)
		}
	}
}
