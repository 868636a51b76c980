// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
)

// Fragments of a datagram of 3000 bytes: 1440, 1448 and 112 bytes of data.
const app1, app2, app3 = 1440, 1448, 112

// TestFragmentIDReused: an id belongs to one datagram until it is whole, or too
// old, or another flow begins one with it (RFC 6864).
func TestFragmentIDReused(t *testing.T) {
	for _, n := range networks {
		a, b, c := n.udp(7, 5000, 533, 'F'), n.udp(7, 6000, 54, 'G'), n.udp(7, 7000, 55, 'H')
		same := n.udp(7, 6000, 54, 'F') // the data of a
		rowA, rowB, rowC := n.row(17, 5000, 533, 3, 3000), n.row(17, 6000, 54, 3, 3000), n.row(17, 7000, 55, 3, 3000)
		back := n.back().udp(7, 533, 5000, 'F')
		for name, tt := range map[string]struct {
			frames []frame
			want   []string
		}{
			"one after the other":            {after(0, slices.Concat(a, b)...), []string{rowA, rowB}},
			"three":                          {after(0, slices.Concat(a, b, c)...), []string{rowA, rowB, rowC}},
			"the same data":                  {after(0, slices.Concat(a, same)...), []string{rowA, rowB}},
			"minutes later":                  {together(after(0, a...), after(3*time.Minute, b...)), []string{rowA, rowB}},
			"minutes later, backwards":       {together(after(0, a...), after(3*time.Minute, reversed(b)...)), []string{rowA, rowB}},
			"second backwards":               {after(0, slices.Concat(a, reversed(b))...), []string{rowA, rowB}},
			"all backwards":                  {after(0, slices.Concat(reversed(a), reversed(b), reversed(c))...), []string{rowA, rowB, rowC}},
			"the same data, backwards":       {after(0, slices.Concat(a, reversed(same))...), []string{rowA, rowB}},
			"the same data, twice backwards": {after(0, slices.Concat(a, reversed(same), reversed(n.udp(7, 7000, 55, 'F')))...), []string{rowA, rowB, rowC}},
			"second in disorder":             {after(0, slices.Concat(a, [][]byte{b[1], b[0], b[2]})...), []string{rowA, rowB}},
			"third in disorder":              {after(0, slices.Concat(a, b, [][]byte{c[2], c[0], c[1]})...), []string{rowA, rowB, rowC}},
			"first incomplete":               {after(0, slices.Concat(a[:2], b)...), []string{n.row(17, 5000, 533, 2, app1+app2), rowB}},
			"first without its middle":       {after(0, slices.Concat([][]byte{a[0], a[2]}, b)...), []string{n.row(17, 5000, 533, 2, app1+app3), rowB}},
			"only first fragments":           {after(0, a[0], b[0], c[0]), []string{n.row(17, 5000, 533, 1, app1), n.row(17, 6000, 54, 1, app1), n.row(17, 7000, 55, 1, app1)}},
			"copy of the last":               {after(0, slices.Concat(a, a[2:], b)...), []string{n.row(17, 5000, 533, 4, 3000+app3), rowB}},
			"copy of the middle":             {after(0, slices.Concat(a, a[1:2], b)...), []string{n.row(17, 5000, 533, 4, 3000+app2), rowB}},
			"copies of the later ones":       {after(0, slices.Concat(a, a[1:], b)...), []string{n.row(17, 5000, 533, 5, 3000+app2+app3), rowB}},
			"every fragment twice": {
				after(0, a[0], a[0], a[1], a[1], a[2], a[2], b[0], b[0], b[1], b[1], b[2], b[2]),
				[]string{n.row(17, 5000, 533, 6, 6000), n.row(17, 6000, 54, 6, 6000)},
			},
			"sent again whole":          {after(0, slices.Concat(a, a, b)...), []string{n.row(17, 5000, 533, 6, 6000), rowB}},
			"the next of the same flow": {after(0, slices.Concat(a, n.udp(7, 5000, 533, 'Q'))...), []string{n.row(17, 5000, 533, 6, 6000)}},
			"both directions": {
				after(0, a[0], back[0], a[1], back[1], a[2], back[2]),
				[]string{fmt.Sprintf("17 %v 5000 %v 533 3/3 3000/3000", n.src, n.dst)},
			},
			"two ids, one backwards": {
				together(after(0, a...), after(ms, reversed(n.udp(8, 6000, 54, 'G'))...)), []string{rowA, rowB},
			},
			"overlapping": { // 1456 bytes from byte 1456 on besides those from byte 1448 on
				after(0, a[0], a[1], n.fragments(7, packet.ProtoUDP, make([]byte, 4000), 1456)[1], a[2]),
				[]string{n.row(17, 5000, 533, 4, 3000+1456)},
			},
			"no first fragment": {after(0, a[1:]...), []string{n.row(17, 0, 0, 2, app2+app3)}},
			"no first fragment, after a whole one": {
				after(0, slices.Concat(a, b[1:])...), []string{rowA, n.row(17, 0, 0, 2, app2+app3)},
			},
		} {
			expect(t, n.name+", "+name, decoded(t, oneRecord(), packet.Options{}, tt.frames), tt.want...)
		}
	}
}

// oneRecord are settings with one record for each flow, at its end.
func oneRecord() flow.Config {
	cfg := flow.DefaultConfig()
	cfg.StatusInterval = -1
	return cfg
}

// TestFragmentDeadline: fragments belong together for 15 s with IPv4 and for 60 s
// with IPv6 (RFC 791, section 3.2; RFC 8200, section 4.5).
func TestFragmentDeadline(t *testing.T) {
	for _, n := range networks {
		limit := 15 * time.Second
		if n.src.Is6() {
			limit = time.Minute
		}
		a := n.udp(7, 5000, 533, 'F')
		orphans := n.row(17, 0, 0, 2, app2+app3)
		whole := n.row(17, 5000, 533, 3, 3000)
		for name, tt := range map[string]struct {
			frames []frame
			want   []string
		}{
			"first fragment last, in time": {together(after(0, a[1:]...), after(limit-time.Second, a[0])), []string{whole}},
			"first fragment too late":      {together(after(0, a[1:]...), after(limit+time.Second, a[0])), []string{orphans, n.row(17, 5000, 533, 1, app1)}},
			"later ones in time":           {together(after(0, a[0]), after(limit-time.Second, a[1:]...)), []string{whole}},
			"later ones too late":          {together(after(0, a[0]), after(limit+time.Second, a[1:]...)), []string{orphans, n.row(17, 5000, 533, 1, app1)}},
			"orphans, then a datagram":     {together(after(0, n.udp(7, 9, 9, 'X')[1:]...), after(limit+time.Second, a...)), []string{orphans, whole}},
			"orphans, then orphans":        {together(after(0, n.udp(7, 9, 9, 'X')[1:]...), after(limit+time.Second, a[1:]...)), []string{orphans, orphans}},
			"orphans, then one backwards":  {together(after(0, n.udp(7, 9, 9, 'X')[1:]...), after(limit+time.Second, reversed(a)...)), []string{orphans, whole}},
		} {
			expect(t, n.name+", "+name, decoded(t, oneRecord(), packet.Options{}, tt.frames), tt.want...)
		}
	}
}

// TestFragmentScope: equal ids of other VLANs, labels and virtual networks are
// not mixed. A tag with id 0 has a priority only.
func TestFragmentScope(t *testing.T) {
	for _, hosts := range [][2]netip.Addr{host4, host6} {
		n := network{"", hosts[0], hosts[1], vlans()}
		ways := map[string]func(uint16, []byte) []byte{
			"untagged": vlans(), "VLAN 5": vlans(5), "VLAN 6": vlans(6), "VLANs 5, 6": vlans(5, 6), "VLANs 6, 5": vlans(6, 5),
			"VLANs 5, 5": vlans(5, 5), "label 16": labels(16), "label 17": labels(17), "labels 16, 17": labels(16, 17),
			"labels 17, 17": labels(17, 17),
		}
		for x, wrapX := range ways {
			for y, wrapY := range ways {
				a, b := n.with(wrapX).udp(7, 5000, 533, 'F'), n.with(wrapY).udp(7, 6000, 533, 'F')
				if x == y {
					continue
				}
				mixed := after(0, a[0], b[0], a[1], b[1], a[2], b[2])
				expect(t, x+" and "+y, decoded(t, oneRecord(), packet.Options{}, mixed), n.row(17, 5000, 533, 3, 3000), n.row(17, 6000, 533, 3, 3000))
			}
		}
		whole := n.row(17, 5000, 533, 3, 3000)
		a, tag0 := n.udp(7, 5000, 533, 'F'), n.with(vlans(0)).udp(7, 5000, 533, 'F')
		expect(t, "priority tag", decoded(t, oneRecord(), packet.Options{}, after(0, a[0], tag0[1], a[2])), whole)
		// 7 and the label after it only spread load (RFC 6790).
		e1, e2 := n.with(labels(16, 7, 1000)).udp(7, 5000, 533, 'F'), n.with(labels(16, 7, 2000)).udp(7, 5000, 533, 'F')
		expect(t, "entropy labels", decoded(t, oneRecord(), packet.Options{}, after(0, e1[0], e2[1], e2[2])), whole)
		// With VLANs in the flow key a datagram stays one.
		cfg := oneRecord()
		cfg.FlowKey = flow.KeyVLAN | flow.KeyLayer2 | flow.KeyCompleteMPLS
		v := n.with(vlans(5)).udp(7, 5000, 533, 'F')
		expect(t, "VLANs in the flow key", decoded(t, cfg, packet.Options{}, after(0, v...)), whole)
	}
}

// TestFragmentProtocols: in IPv4, equal ids of two protocols are two datagrams (RFC
// 791, section 3.2), and each protocol's fragments are found.
func TestFragmentProtocols(t *testing.T) {
	for _, n := range networks {
		a := n.udp(7, 5000, 533, 'F')
		segment := pkttest.TCP(netip.AddrPortFrom(n.src, 11), netip.AddrPortFrom(n.dst, 22),
			pkttest.Segment{Seq: 1, Flags: pkttest.ACK, Data: make([]byte, 3000)})
		b := n.fragments(7, packet.ProtoTCP, segment, 1448)
		mixed := after(0, a[0], b[0], a[1], b[1], a[2], b[2])
		if n.src.Is6() {
			mixed = slices.Concat(after(0, a...), after(90, b...)) // ids of IPv6 are of all protocols
		}
		expect(t, n.name, decoded(t, oneRecord(), packet.Options{}, mixed), n.row(17, 5000, 533, 3, 3000), n.row(6, 11, 22, 3, 3000))
		sctp := slices.Concat(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, 6001), 2905), make([]byte, 2996))
		c := n.fragments(9, packet.ProtoSCTP, sctp, 1448)
		expect(t, n.name+", SCTP", decoded(t, oneRecord(), packet.Options{}, after(0, reversed(c)...)), n.row(132, 6001, 2905, 3, 3000))
	}
	// Two echoes with one IP id are two flows of IPv4, told apart by sequence.
	n := networks[0]
	var fs [][]byte
	for seq := range uint32(2) {
		fs = append(fs, n.fragments(7, packet.ProtoICMP, pkttest.ICMP(8, 0, 0x12340000|seq, make([]byte, 2992)), 1448)...)
	}
	row := fmt.Sprintf("1 %v type8 %v code0 3/0 3000/0", n.src, n.dst)
	expect(t, "echoes", decoded(t, oneRecord(), packet.Options{}, after(0, fs...)), row, row)
}

// TestTinyFirstFragment: a TCP header that is spread over fragments gives the
// ports all the same, whichever fragment comes first. 20 bytes of header and 40
// of data are 60: the later fragments have what the first one leaves.
func TestTinyFirstFragment(t *testing.T) {
	for _, n := range networks {
		segment := pkttest.TCP(netip.AddrPortFrom(n.src, 11), netip.AddrPortFrom(n.dst, 22),
			pkttest.Segment{Seq: 1, Flags: pkttest.SYN, Data: make([]byte, 40)})
		for size, packets := range map[int]int{8: 8, 16: 4} {
			fs := n.fragments(7, packet.ProtoTCP, segment, size)
			want := n.row(6, 11, 22, packets, 60-size)
			name := fmt.Sprintf("%s, %d bytes", n.name, size)
			expect(t, name, decoded(t, oneRecord(), packet.Options{}, after(0, fs...)), want)
			expect(t, name+", backwards", decoded(t, oneRecord(), packet.Options{}, after(0, reversed(fs)...)), want)
			fs[0], fs[1] = fs[1], fs[0]
			expect(t, name+", first one second", decoded(t, oneRecord(), packet.Options{}, after(0, fs...)), want)
		}
	}
}

// TestIPv6FragmentHeaders: later fragments are found by addresses and id though
// their fragment header names an extension header, and whatever comes before
// it (RFC 8200, section 4.5).
func TestIPv6FragmentHeaders(t *testing.T) {
	n := networks[1]
	const options = 60
	for name, tt := range map[string]struct {
		proto uint8
		inner []byte
		upper []byte
		row   string
	}{
		"UDP":          {17, nil, pkttest.UDP(netip.AddrPortFrom(n.src, 5000), netip.AddrPortFrom(n.dst, 533), make([]byte, 3000)), n.row(17, 5000, 533, 3, 3000)},
		"UDP, 8":       {options, []byte{17, 0, 1, 4, 0, 0, 0, 0}, pkttest.UDP(netip.AddrPortFrom(n.src, 5000), netip.AddrPortFrom(n.dst, 533), make([]byte, 3000)), n.row(17, 5000, 533, 3, 3000)},
		"UDP, 64":      {options, append([]byte{17, 7, 1, 60}, make([]byte, 60)...), pkttest.UDP(netip.AddrPortFrom(n.src, 5000), netip.AddrPortFrom(n.dst, 533), make([]byte, 3000)), n.row(17, 5000, 533, 3, 3000)},
		"TCP, options": {options, []byte{6, 0, 1, 4, 0, 0, 0, 0}, pkttest.TCP(netip.AddrPortFrom(n.src, 11), netip.AddrPortFrom(n.dst, 22), pkttest.Segment{Flags: pkttest.ACK, Data: make([]byte, 3000)}), n.row(6, 11, 22, 3, 3000)},
	} {
		for way, wrap := range map[string]func(uint16, []byte) []byte{
			"plain": vlans(),
			"VLAN":  vlans(5),
			"options before": func(typ uint16, b []byte) []byte { // destination options, then the fragment header
				b = slices.Insert(slices.Clone(b), 40, pkttest.ProtoFrag6, 0, 1, 4, 0, 0, 0, 0)
				b[6] = options
				binary.BigEndian.PutUint16(b[4:], uint16(len(b)-40))
				return vlans()(typ, b)
			},
		} {
			fs := n.with(wrap).fragments(7, tt.proto, slices.Concat(tt.inner, tt.upper), 1448)
			expect(t, name+", "+way, decoded(t, oneRecord(), packet.Options{}, after(0, fs...)), tt.row)
			expect(t, name+", "+way+", backwards", decoded(t, oneRecord(), packet.Options{}, after(0, reversed(fs)...)), tt.row)
		}
	}
}

// TestIPv6FragmentNextHeaders: the first fragment alone says what the datagram
// carries; what the others name is ignored (RFC 8200, section 4.5).
func TestIPv6FragmentNextHeaders(t *testing.T) {
	n := networks[1]
	for _, other := range []uint8{6, 59, 60} {
		fs := n.udp(7, 5000, 533, 'F')
		for i := 1; i < len(fs); i++ {
			fs[i][14+40] = other // the fragment header follows those of Ethernet and IPv6
		}
		name := fmt.Sprintf("next header %d", other)
		expect(t, name, decoded(t, oneRecord(), packet.Options{}, after(0, fs...)), n.row(17, 5000, 533, 3, 3000))
		expect(t, name+", backwards", decoded(t, oneRecord(), packet.Options{}, after(0, reversed(fs)...)), n.row(17, 5000, 533, 3, 3000))
	}
}

// TestFragmentIntervals: fragments that come in later status intervals are in
// records of their flow, and packets are in one record each.
func TestFragmentIntervals(t *testing.T) {
	for _, n := range networks {
		a, b := n.udp(7, 5000, 533, 'F'), n.udp(7, 6000, 54, 'G')
		other := func(at time.Duration) []frame {
			d := pkttest.UDP(netip.AddrPortFrom(n.dst, 1), netip.AddrPortFrom(n.src, 2), []byte("x"))
			return after(at, n.back().frame(packet.ProtoUDP, d))
		}
		one, two := n.back().row(17, 1, 2, 1, 1), n.row(17, 5000, 533, 2, app2+app3)
		first := n.row(17, 5000, 533, 1, app1)
		for name, tt := range map[string]struct {
			frames []frame
			want   []string
		}{
			"later ones in the next interval": {together(after(0, a[0]), other(6*time.Second), after(7*time.Second, a[1:]...)), []string{first, one, two}},
			"the same, then long nothing": {
				together(after(0, a[0]), other(6*time.Second), after(7*time.Second, a[1:]...), other(90*time.Second), other(91*time.Second)),
				[]string{first, one, two, n.back().row(17, 1, 2, 2, 2)},
			},
			"one missing, then long nothing": {
				together(after(0, a[0]), other(6*time.Second), after(7*time.Second, a[1]), other(90*time.Second), other(91*time.Second)),
				[]string{first, one, n.row(17, 5000, 533, 1, app2), n.back().row(17, 1, 2, 2, 2)},
			},
			"id used again after a report": {together(after(0, a...), other(6*time.Second), after(7*time.Second, b...)), []string{n.row(17, 5000, 533, 3, 3000), one, n.row(17, 6000, 54, 3, 3000)}},
			"id used again, long after": {
				together(after(0, a...), other(6*time.Second), after(70*time.Second, reversed(b)...)),
				[]string{n.row(17, 5000, 533, 3, 3000), one, n.row(17, 6000, 54, 3, 3000)},
			},
		} {
			expect(t, n.name+", "+name, decoded(t, flow.DefaultConfig(), packet.Options{}, tt.frames), tt.want...)
		}
	}
}

// TestManyFragments: more gaps than are remembered lose no packet, and neither
// does a full table.
func TestManyFragments(t *testing.T) {
	n := networks[0]
	d := pkttest.UDP(netip.AddrPortFrom(n.src, 5000), netip.AddrPortFrom(n.dst, 533), make([]byte, 8000))
	fs := n.fragments(7, packet.ProtoUDP, d, 80)
	var even, odd [][]byte
	for i, f := range fs {
		if i%2 == 0 {
			even = append(even, f)
		} else {
			odd = append(odd, f)
		}
	}
	want := n.row(17, 5000, 533, len(fs), 8000)
	expect(t, "every other one first", decoded(t, oneRecord(), packet.Options{}, after(0, slices.Concat(even, odd)...)), want)
	expect(t, "backwards", decoded(t, oneRecord(), packet.Options{}, after(0, slices.Concat(reversed(odd), reversed(even))...)), want)
	cfg := oneRecord()
	cfg.MaxFlows = 4
	packets := 0
	var many [][]byte
	for id := range uint16(50) {
		many = append(many, n.udp(id, 5000+id, 533, 'F')...)
	}
	for _, r := range decoded(t, cfg, packet.Options{}, after(0, many...)) {
		var proto, k, app int
		var src, dst string
		var sport, dport, k2, app2 int
		if _, err := fmt.Sscanf(r, "%d %s %d %s %d %d/%d %d/%d", &proto, &src, &sport, &dst, &dport, &k, &k2, &app, &app2); err != nil {
			t.Fatal(r, err)
		}
		packets += k
	}
	if packets != len(many) {
		t.Errorf("full table: %d packets in records, want %d", packets, len(many))
	}
}
