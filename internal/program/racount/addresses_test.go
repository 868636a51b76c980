// SPDX-License-Identifier: Apache-2.0

package racount

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/argus-go/argus/record"
)

// TestClassify: kinds of addresses by IANA's registries and RFC 4291. Those of
// networks that the registry had not assigned in 2006 are reserved for racount of
// release 3.0.8.2; today they are unicast.
func TestClassify(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0": "IPv4 Unicast This Network", "8.8.8.8": "IPv4 Unicast", "1.1.1.1": "IPv4 Unicast",
		"10.1.2.3": "IPv4 Unicast Private", "172.16.0.1": "IPv4 Unicast Private", "172.31.255.1": "IPv4 Unicast Private",
		"172.32.0.1": "IPv4 Unicast", "192.168.1.1": "IPv4 Unicast Private", "192.169.1.1": "IPv4 Unicast",
		"100.64.0.1": "IPv4 Unicast Private", "100.128.0.1": "IPv4 Unicast", "127.0.0.1": "IPv4 Unicast LoopBack",
		"169.254.1.1": "IPv4 Unicast LinkLocal", "192.0.2.1": "IPv4 Unicast Reserved", "198.19.1.1": "IPv4 Unicast Reserved",
		"198.20.1.1": "IPv4 Unicast", "240.0.0.1": "IPv4 Unicast Reserved", "255.255.255.255": "IPv4 Unicast Reserved",
		"224.0.0.251": "IPv4 Multicast Local", "224.0.1.1": "IPv4 Multicast Internet", "224.0.2.1": "IPv4 Multicast AdHoc",
		"224.1.0.1": "IPv4 Multicast Reserved", "224.2.0.1": "IPv4 Multicast SdpSap", "232.1.1.1": "IPv4 Multicast Src Spec",
		"233.1.1.1": "IPv4 Multicast GLOP Blk", "239.192.0.1": "IPv4 Multicast OrgLocal", "239.195.1.1": "IPv4 Multicast OrgLocal",
		"239.255.255.250": "IPv4 Multicast SiteLocal", "239.1.2.3": "IPv4 Multicast Reserved",
		"::": "IPv6 Unspecified", "::1": "IPv6 Loopback", "::2": "IPv6 Unicast", "2001:db8::1": "IPv6 Unicast",
		"fe80::1": "IPv6 LinkLocal", "febf::1": "IPv6 LinkLocal", "fec0::1": "IPv6 SiteLocal", "fd00::1": "IPv6 Unique Local",
		"ff01::1": "IPv6 Multicast Node Local", "ff12::1": "IPv6 Multicast Link Local", "ff05::1": "IPv6 Multicast Site Local",
		"ff08::1": "IPv6 Multicast Org  Local", "ff0e::1": "IPv6 Multicast Global", "ff03::1": "IPv6 Multicast Reserved",
	} {
		if got := classNames[classify(netip.MustParseAddr(addr))]; got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}

// TestSpill: the numbers of distinct addresses are the same when they wait in
// temporary files: n sources, each three times, to one destination.
func TestSpill(t *testing.T) {
	const n = 5000
	for _, limit := range []int64{1 << 30, 1} {
		a := newAddresses(limit, t.TempDir())
		for i := range 3 * n {
			f := &record.Flow{Addr: record.AddrIPv4, Dst: [16]byte{10, 0, 0, 1}}
			binary.BigEndian.PutUint32(f.Src[:], 8<<24+uint32(i%n))
			if err := a.add(f, false); err != nil {
				t.Fatal(err)
			}
		}
		if spilled := a.spill != nil; spilled != (limit == 1) {
			t.Fatalf("limit %d: files written: %v", limit, spilled)
		}
		got, err := a.classes()
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0] != (class{unicast4, n, 0}) || got[1] != (class{private, 0, 1}) {
			t.Errorf("limit %d: have %v", limit, got)
		}
		if err := a.close(); err != nil {
			t.Error(err)
		}
	}
}
