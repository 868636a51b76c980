// SPDX-License-Identifier: Apache-2.0

package packet

import "testing"

const (
	end4   = "0a000001 0a000002 "
	gotIP4 = "ip 17 10.0.0.1 > 10.0.0.2 "
	gotIP6 = "2001:db8::1 > 2001:db8::2 "
)

func TestIPv4(t *testing.T) {
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"total length 0: the frame tells", "4500 0000 1234 0000 40 11 0000" + end4 + udp10, gotUDP4 + "38"},
		{"total length below 20", "4500 0013 1234 0000 40 11 0000" + end4 + udp10, noMAC + "0800 app 38 data 38 of 38"},
		{
			"total length cuts the data", "4500 001e 1234 0000 40 11 0000" + end4 + udp10,
			"ip 17 10.0.0.1 100 > 10.0.0.2 200 len 10 app 2 data 2 of 38",
		},
		{
			"total length cuts the UDP header", "4500 001b 1234 0000 40 11 0000" + end4 + udp10,
			gotIP4 + "len 7 app 0 data 0 of 38",
		},
		{
			"total length beyond the frame", "4500 0126 1234 0000 40 11 0000" + end4 + udp10,
			"ip 17 10.0.0.1 100 > 10.0.0.2 200 len 18 app 10 data 10 of 38",
		},
		{
			"header beyond the captured bytes", "4f00 0066 1234 0000 40 11 0000" + end4 + udp10,
			gotIP4 + "options 00 len 0 app 0 data 0 of 38",
		},
		{
			"protocol 254", "4500 0018 1234 0000 40 fe 0000" + end4 + "01020304",
			"ip 254 10.0.0.1 > 10.0.0.2 len 4 app 4 data 4 of 24",
		},
	})
	runCases(t, LinkEthernet, Options{}, []decodeCase{
		{"version 6", macs + "0800" + ip6UDP, gotUDP6 + "72" + inEther + " +ether"},
		{"version 4 under IPv6's type", macs + "86dd" + ip4UDP + "0000", gotUDP4 + "54" + inEther + " +ether"},
	})
}

// TestIPFields covers what is copied from the headers as it is.
func TestIPFields(t *testing.T) {
	d := NewDecoder(Options{})
	var p Packet
	b := unhex(t, "45b8 0026 1234 4000 3f 11 0000"+end4+udp10)
	decodeInto(d, &p, LinkRaw, b, len(b))
	if p.TOS != 0xb8 || p.TTL != 63 || p.IPID != 0x1234 || p.HasFrag {
		t.Errorf("IPv4: TOS %x, TTL %d, id %x, fragment %v", p.TOS, p.TTL, p.IPID, p.HasFrag)
	}
	b = unhex(t, ip6UDP) // 6 b8 abcde: version, class, label
	decodeInto(d, &p, LinkRaw, b, len(b))
	if p.TOS != 0xb8 || p.FlowLabel != 0xabcde || p.TTL != 64 || p.IPID != 0 {
		t.Errorf("IPv6: class %x, label %x, hop limit %d, id %x", p.TOS, p.FlowLabel, p.TTL, p.IPID)
	}
}

func TestIPv4Options(t *testing.T) {
	for _, tt := range []struct {
		options string
		want    uint8
	}{
		{"01010101", 0},
		{"07030400", 0x01},                 // record route
		{"44040500", 0x02},                 // timestamp
		{"820b0000 00000000 000000 00", 4}, // security
		{"83030400", 0x08},                 // loose source route
		{"88041234", 0x10},                 // stream id
		{"89030400", 0x20},                 // strict source route
		{"94040000", 0x40},                 // router alert
		{"01940400 00070304", 0x41},
		{"00940400", 0},    // after the end of the list
		{"94000000", 0x40}, // length 0
		{"94ff0000", 0x40}, // length beyond the header
		{"01010194", 0x40}, // length not there
	} {
		o := unhex(t, tt.options)
		if got := ipv4Options(o); got != tt.want {
			t.Errorf("options %s: got %02x, want %02x", tt.options, got, tt.want)
		}
	}
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{
			"router alert", "4600 0020 1234 0000 01 02 0000" + end4 + "94040000 1664 0000 e0000009",
			"ip 2 10.0.0.1 > 10.0.0.2 options 40 igmp 16/64 group e0000009 len 8 app 8 data 8 of 32",
		},
	})
}

func TestIPv4Fragments(t *testing.T) {
	const first = "4500 0026 1234 2000 40 11 0000" + end4 + udp10
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"first", first, "ip 17 10.0.0.1 100 > 10.0.0.2 200 frag 1234 at 0 more true len 18 app 10 data 10 of 38"},
		{
			"middle: 2*8 bytes", "4500 0026 1234 2002 40 11 0000" + end4 + udp10,
			gotIP4 + "frag 1234 at 16 more true len 18 app 18 data 18 of 38",
		},
		{
			"last: 0x1fff*8 bytes", "4500 0026 1234 1fff 40 06 0000" + end4 + udp10,
			"ip 6 10.0.0.1 > 10.0.0.2 frag 1234 at 65528 more false len 18 app 18 data 18 of 38",
		},
		{"the reserved bit is none", "4500 0026 1234 8000 40 11 0000" + end4 + udp10, gotUDP4 + "38"},
	})
}

func TestIPv6(t *testing.T) {
	ip6 := func(n, next string) string { return "60000000" + n + next + "40" + ip6Hosts }
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"payload length 0: the frame tells", ip6("0000", "11") + udp10, gotUDP6 + "58"},
		{
			"payload length cuts the data", ip6("000a", "11") + udp10,
			"ip 17 2001:db8::1 100 > 2001:db8::2 200 len 10 app 2 data 2 of 58",
		},
		{
			"payload length beyond the frame", ip6("0112", "11") + udp10,
			"ip 17 2001:db8::1 100 > 2001:db8::2 200 len 18 app 10 data 10 of 58",
		},
		{"no next header", ip6("0000", "3b"), "ip 59 " + gotIP6 + "len 0 app 0 data 0 of 40"},
		{"mobility header", ip6("0008", "87") + "3b000500 00000000", "ip 135 " + gotIP6 + "len 8 app 8 data 8 of 48"},
		{"hop by hop", ip6("001a", "00") + "1100 010401020304" + udp10, gotUDP6 + "66"},
		{"destination options", ip6("001a", "3c") + "1100 010401020304" + udp10, gotUDP6 + "66"},
		{"routing, 24 bytes", ip6("002a", "2b") + "11020001 00000000" + ip6Hosts[:33] + udp10, gotUDP6 + "82"},
		{
			"authentication, 24 bytes", ip6("002a", "33") + "11040000 11223344 00000001 000000000000000000000000" + udp10,
			gotUDP6 + "82 +ah",
		},
		{"three headers", ip6("002a", "00") + "3c00 010401020304 2b00 010401020304 1100000000000000" + udp10, gotUDP6 + "82"},
		{
			"ESP", ip6("0010", "32") + "11223344 00000007 0102030405060708",
			"ip 50 " + gotIP6 + "esp 11223344 seq 7 len 16 app 16 data 16 of 56",
		},
		{
			"header longer than the packet", ip6("001a", "2b") + "11ff0001 00000000" + udp10,
			"ip 17 " + gotIP6 + "len 0 app 0 data 0 of 66",
		},
		{"header of 1 byte", ip6("0001", "00") + "11", "ip 17 " + gotIP6 + "len 0 app 0 data 0 of 41"},
		{"IPv6 in IPv6", ip6("003a", "29") + ip6UDP, "ip 41 " + gotIP6 + "len 58 app 58 data 58 of 98"},
		{"UDP of 2 bytes captured", ip6("0012", "11") + "0064", "ip 17 2001:db8::1 100 > 2001:db8::2 0 len 2 app 2 data 2 of 42"},
	})
}

func TestIPv6Fragments(t *testing.T) {
	frag := func(word, rest string) string {
		return "60000000 001a 2c 40" + ip6Hosts + "1100" + word + "00abcdef" + rest
	}
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{
			"first", frag("0001", udp10),
			"ip 17 2001:db8::1 100 > 2001:db8::2 200 frag abcdef at 0 more true len 18 app 10 data 10 of 66",
		},
		{"middle: 16 bytes", frag("0011", udp10), "ip 17 " + gotIP6 + "frag abcdef at 16 more true len 18 app 18 data 18 of 66"},
		{"last", frag("0010", udp10), "ip 17 " + gotIP6 + "frag abcdef at 16 more false len 18 app 18 data 18 of 66"},
		{"atomic: no fragment", frag("0000", udp10), gotUDP6 + "66"},
		{"reserved bits do not count", frag("0006", udp10), gotUDP6 + "66"},
		{"cut", "60000000 001a 2c 40" + ip6Hosts + "11000010", "ip 17 " + gotIP6 + "len 0 app 0 data 0 of 44"},
	})
}

func TestAH(t *testing.T) {
	const ah24 = "1104 0000 11223344 00000001 000000000000000000000000 "
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"IPv4", "4500 003e 1234 0000 40 33 0000" + end4 + ah24 + udp10, gotUDP4 + "62 +ah"},
		{"IPv4, twice", "4500 004a 1234 0000 40 33 0000" + end4 + "3301 0000 11223344 00000001" + ah24 + udp10, gotUDP4 + "74 +ah"},
		{
			"IPv4, TCP", "4500 004a 1234 0000 40 33 0000" + end4 + "06" + ah24[2:] + tcp10,
			"ip 6 10.0.0.1 100 > 10.0.0.2 200 tcp 18 1000/2000 win 4096 len 30 app 10 data 10 of 74 +ah",
		},
		{
			"IPv4, cut", "4500 003e 1234 0000 40 33 0000" + end4 + "1104 0000 11223344 00000001",
			"ip 51 10.0.0.1 > 10.0.0.2 len 12 app 12 data 12 of 32 +ah",
		},
	})
}
