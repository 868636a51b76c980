// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"net"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/argus-go/argus/record"
)

// veth makes two connected interfaces that are up, with nothing else on the wire.
func veth(t *testing.T, a, b string) {
	t.Helper()
	ip(t, "link", "add", a, "type", "veth", "peer", "name", b)
	for _, n := range []string{a, b} {
		ip(t, "link", "set", n, "arp", "off", "addrgenmode", "none")
		setUp(t, n, true)
	}
}

// inject sends frames through an interface.
func inject(t *testing.T, name string, frames ...string) {
	t.Helper()
	i, err := net.InterfaceByName(name)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	for _, f := range frames {
		if err := unix.Sendto(fd, []byte(f), 0, &unix.SockaddrLinklayer{Ifindex: i.Index}); err != nil {
			t.Fatal(err)
		}
	}
}

// frameOf returns a UDP packet of 12 bytes, from a source port to port 7, behind a
// type or tags.
func frameOf(tags string, from, to byte, sport, dport byte) string {
	return "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02" + tags + "\x08\x00" +
		"\x45\x00\x00\x20\x00\x01\x00\x00\x40\x11\x00\x00\x0a\x00\x00" + string([]byte{from}) + "\x0a\x00\x00" + string([]byte{to}) +
		"\x00" + string([]byte{sport}) + "\x00" + string([]byte{dport}) + "\x00\x0c\x00\x00abcd"
}

// TestLiveVLAN: tags that the kernel takes out are in the records, count as bytes, and
// can be filtered, as in a file.
func TestLiveVLAN(t *testing.T) {
	newNamespace(t)
	veth(t, "here", "there")
	const plain, tagged, priority, double = 46, 50, 50, 54 // bytes: 14+20+8+4, and 4 for each tag
	for _, tt := range []struct {
		device, filter string
		want           []uint64 // bytes of the flows, in the order of sending
	}{
		{"here", "ip or not ip", []uint64{plain, tagged, priority, double}},
		{"here", "udp", []uint64{plain}},
		{"here", "vlan", []uint64{tagged, priority, double}},
		{"here", "vlan 5", []uint64{tagged}},
		{"here", "vlan 100 and vlan 5", []uint64{double}},
		{"here", "vlan and udp src port 3", []uint64{priority}},
		{"there", "vlan 5", []uint64{tagged}}, // which sends: the tag is in the frame
	} {
		s := startLive(t, "-i", tt.device, "-", tt.filter)
		inject(t, "there", frameOf("", 1, 2, 1, 7), frameOf("\x81\x00\x20\x05", 1, 2, 2, 7),
			frameOf("\x81\x00\x00\x00", 1, 2, 3, 7), frameOf("\x88\xa8\x00\x64\x81\x00\x20\x05", 1, 2, 4, 7))
		var got []uint64
		list := s.stop()
		slices.SortStableFunc(list, func(a, b *record.Record) int { return int(a.Flow.SrcPort) - int(b.Flow.SrcPort) })
		for _, r := range list {
			if r.Type != record.TypeMAR {
				got = append(got, r.Metrics.Src.Bytes)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s, filter %q: flows of %d bytes, want %d", tt.device, tt.filter, got, tt.want)
		}
	}
}

// TestLiveBond: the two directions of a flow are on two interfaces. It has one record,
// whose source is the sender of the first packet.
func TestLiveBond(t *testing.T) {
	newNamespace(t)
	veth(t, "a0", "a1")
	veth(t, "b0", "b1")
	s := startLive(t, "-i", "bond:a1,b1")
	inject(t, "a0", frameOf("", 1, 2, 50, 7))
	time.Sleep(20 * time.Millisecond)
	inject(t, "b0", frameOf("", 2, 1, 7, 50))
	list := s.stop()
	if len(list) != 3 {
		t.Fatalf("%d records, want START, a flow and STOP", len(list))
	}
	if r := list[1]; r.Flow.SrcPort != 50 || r.Metrics.Src.Packets != 1 || r.Metrics.Dst.Packets != 1 {
		t.Errorf("source port %d, %d and %d packets; want 50, 1, 1", r.Flow.SrcPort, r.Metrics.Src.Packets, r.Metrics.Dst.Packets)
	}
}

// TestLiveAny: all interfaces are captured, also one that is made later.
func TestLiveAny(t *testing.T) {
	newNamespace(t)
	s := startLive(t, "-i", "any", "-", "udp")
	send(t, 5)
	veth(t, "here", "there")
	inject(t, "there", frameOf("", 1, 2, 1, 7))
	// The loopback packets once, the other one where it leaves and where it arrives.
	if flows, packets, _ := sum(s.stop()); flows != 7 || packets != 7 {
		t.Errorf("%d packets in flows, %d in management records; want 7", flows, packets)
	}
}
