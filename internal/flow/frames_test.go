// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A frame is an Ethernet frame and when it was captured, after t0.
type frame struct {
	at   time.Duration
	data []byte
}

// after returns the frames at distances of 10 ms from at on.
func after(at time.Duration, data ...[]byte) []frame {
	var fs []frame
	for i, d := range data {
		fs = append(fs, frame{at + time.Duration(i)*10*time.Millisecond, d})
	}
	return fs
}

// together joins lists of frames in the order of time; frames of one time stay
// in the order of the lists.
func together(lists ...[]frame) []frame {
	fs := slices.Concat(lists...)
	slices.SortStableFunc(fs, func(a, b frame) int { return cmp.Compare(a.at, b.at) })
	return fs
}

// decoded decodes frames and runs them through an engine. It returns a row for
// each record: "proto source sport destination dport packets/packets
// bytes/bytes", where bytes are those of the application.
func decoded(t *testing.T, cfg flow.Config, o packet.Options, fs []frame) []string {
	t.Helper()
	cfg.AppBytes = true
	var rows []string
	e := flow.New(cfg, func(r *record.Record) { rows = append(rows, rowOf(r)) })
	defer e.Close()
	d := packet.NewDecoder(o)
	packets := uint64(0)
	for _, f := range fs {
		p := packet.Packet{Time: t0 + int64(f.at), Data: f.data, WireLen: uint32(len(f.data)), Link: packet.LinkEthernet}
		d.Decode(&p)
		e.Packet(&p)
		packets++
	}
	e.Flush()
	slices.Sort(rows)
	return rows
}

func rowOf(r *record.Record) string {
	f, m := &r.Flow, &r.Metrics
	end := func(a [16]byte) string {
		switch f.Addr {
		case record.AddrIPv4:
			return netip.AddrFrom4([4]byte(a[:4])).String()
		case record.AddrIPv6:
			return netip.AddrFrom16(a).String()
		}
		return fmt.Sprintf("%x", a[:6])
	}
	src, dst := fmt.Sprint(f.SrcPort), fmt.Sprint(f.DstPort)
	if f.Proto == packet.ProtoICMPv6 || f.Proto == packet.ProtoICMP {
		src, dst = fmt.Sprintf("type%d", f.ICMPType), fmt.Sprintf("code%d", f.ICMPCode)
	}
	return fmt.Sprintf("%d %s %s %s %s %d/%d %d/%d", f.Proto, end(f.Src), src, end(f.Dst), dst,
		m.Src.Packets, m.Dst.Packets, m.Src.AppBytes, m.Dst.AppBytes)
}

// expect compares rows, in any order.
func expect(t *testing.T, name string, got []string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// A net is the way that frames take: the version of IP and what is between it
// and Ethernet.
type network struct {
	name     string
	src, dst netip.Addr
	wrap     func(typ uint16, b []byte) []byte // to an Ethernet frame; nil for none
}

var (
	host4 = [2]netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("198.51.100.2")}
	host6 = [2]netip.Addr{netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")}

	macA, macB = pkttest.MAC{2, 0, 0, 0, 0, 1}, pkttest.MAC{2, 0, 0, 0, 0, 2}
)

func tagged(types ...uint16) func(uint16, []byte) []byte {
	return func(typ uint16, b []byte) []byte {
		for i, tag := range types {
			b = pkttest.VLAN(uint16(100+i), typ, b)
			typ = tag
		}
		return pkttest.Ethernet(macB, macA, typ, b)
	}
}

// vlans is tagged for the ids ids, the outer one first.
func vlans(ids ...uint16) func(uint16, []byte) []byte {
	return func(typ uint16, b []byte) []byte {
		for _, id := range slices.Backward(ids) {
			b = pkttest.VLAN(id, typ, b)
			typ = pkttest.TypeVLAN
		}
		return pkttest.Ethernet(macB, macA, typ, b)
	}
}

// labels puts MPLS labels around IP, the outer one first.
func labels(ids ...uint32) func(uint16, []byte) []byte {
	return func(_ uint16, b []byte) []byte {
		var stack []byte
		for i, id := range ids {
			entry := id<<12 | 64
			if i == len(ids)-1 {
				entry |= 1 << 8
			}
			stack = binary.BigEndian.AppendUint32(stack, entry)
		}
		return pkttest.Ethernet(macB, macA, 0x8847, append(stack, b...))
	}
}

var networks = []network{
	{"IPv4", host4[0], host4[1], vlans()},
	{"IPv6", host6[0], host6[1], vlans()},
	{"IPv4, VLAN", host4[0], host4[1], vlans(5)},
	{"IPv6, two VLANs", host6[0], host6[1], vlans(5, 6)},
	{"IPv4, MPLS", host4[0], host4[1], labels(16, 17)},
	{"IPv6, MPLS", host6[0], host6[1], labels(16)},
	{"IPv4, 802.1ad", host4[0], host4[1], tagged(pkttest.TypeVLAN, 0x88a8)},
}

func (n network) back() network { n.src, n.dst = n.dst, n.src; return n }

func (n network) with(wrap func(uint16, []byte) []byte) network { n.wrap = wrap; return n }

// frame puts the payload of an IP packet into a frame.
func (n network) frame(proto uint8, payload []byte) []byte {
	ip := pkttest.IP{Src: n.src, Dst: n.dst, Proto: proto}
	return n.wrap(ip.Type(), ip.Packet(payload))
}

// fragments cuts the payload of an IP packet into fragments of size bytes.
func (n network) fragments(id uint16, proto uint8, payload []byte, size int) [][]byte {
	var out [][]byte
	for at := 0; at < len(payload); at += size {
		part := payload[at:min(at+size, len(payload))]
		more := at+size < len(payload)
		ip := pkttest.IP{Src: n.src, Dst: n.dst, Proto: proto, ID: id, Offset: at, More: more}
		if n.src.Is6() {
			word := uint16(at)
			if more {
				word |= 1
			}
			head := binary.BigEndian.AppendUint16([]byte{proto, 0}, word)
			part = append(binary.BigEndian.AppendUint32(head, 0x12340000|uint32(id)), part...)
			ip.Proto = pkttest.ProtoFrag6
		}
		out = append(out, n.wrap(ip.Type(), ip.Packet(part)))
	}
	return out
}

// udp returns the three fragments of a datagram with 3000 bytes of fill.
func (n network) udp(id uint16, sport, dport uint16, fill byte) [][]byte {
	data := []byte(strings.Repeat(string(fill), 3000))
	d := pkttest.UDP(netip.AddrPortFrom(n.src, sport), netip.AddrPortFrom(n.dst, dport), data)
	return n.fragments(id, packet.ProtoUDP, d, 1448)
}

// row is the row of packets of a flow, all from its source.
func (n network) row(proto int, sport, dport uint16, packets, app int) string {
	return fmt.Sprintf("%d %v %d %v %d %d/0 %d/0", proto, n.src, sport, n.dst, dport, packets, app)
}

func reversed(fs [][]byte) [][]byte {
	fs = slices.Clone(fs)
	slices.Reverse(fs)
	return fs
}

func addrPort(a netip.Addr, port uint16) netip.AddrPort { return netip.AddrPortFrom(a, port) }
