// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"fmt"
	"testing"
)

// ip4 returns an IPv4 header for n payload bytes of a protocol.
func ip4(proto, n int) string {
	return fmt.Sprintf("4500 %04x 1234 0000 40 %02x 0000 0a000001 0a000002 ", 20+n, proto)
}

func TestTCP(t *testing.T) {
	const got = "ip 6 10.0.0.1 100 > 10.0.0.2 200 tcp 18 1000/2000 win 4096 "
	head := func(off string) string { return "0064 00c8 000003e8 000007d0 " + off + "18 1000 0000 0000 " }
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"no options", ip4(6, 30) + head("50") + udpData, got + "len 30 app 10 data 10 of 50"},
		{"timestamp", ip4(6, 42) + tcpTS10, got + "tcpopt 04000000 mss 0 scale 0 len 42 app 10 data 10 of 62"},
		{"offset below 5: data begins in the header", ip4(6, 30) + head("40") + udpData, got + "len 30 app 14 data 14 of 50"},
		{"offset beyond the segment", ip4(6, 30) + head("f0") + udpData, got + "len 30 app 0 data 0 of 50"},
		{"options cut by the snap length", ip4(6, 42) + head("80") + "0101080a", got + "len 24 app 0 data 0 of 44"},
		{
			"19 bytes captured", ip4(6, 30) + "0064 00c8 000003e8 000007d0 5018 1000 0000 00",
			"ip 6 10.0.0.1 100 > 10.0.0.2 200 len 19 app 19 data 19 of 39",
		},
		{"3 bytes captured", ip4(6, 30) + "0064 00", "ip 6 10.0.0.1 > 10.0.0.2 len 3 app 3 data 3 of 23"},
		{
			"19 bytes by the IP length: flags, but no ports", ip4(6, 19) + head("50"),
			"ip 6 10.0.0.1 > 10.0.0.2 tcp 18 1000/2000 win 4096 len 19 app 0 data 0 of 40",
		},
		{
			"14 bytes by the IP length", ip4(6, 14) + head("50"),
			"ip 6 10.0.0.1 > 10.0.0.2 tcp 18 1000/2000 win 0 len 14 app 0 data 0 of 40",
		},
		{"13 bytes by the IP length", ip4(6, 13) + head("50"), "ip 6 10.0.0.1 > 10.0.0.2 len 13 app 0 data 0 of 40"},
	})
}

func TestTCPOptions(t *testing.T) {
	for _, tt := range []struct {
		options string
		bits    uint32
		mss     uint16
		scale   uint8
	}{
		{"020405b4 0402 080a0000000100000000 01 030307", TCPOptMSS | TCPOptSACKOK | TCPOptTimestamp | TCPOptWScale, 1460, 7},
		{"0101050a 0000000100000002", TCPOptSACK, 0, 0},
		{"0101080a 0000000100000002", TCPOptTimestamp, 0, 0},
		{"0606 00000001 0706 00000002", TCPOptEcho | TCPOptEchoReply, 0, 0},
		{"0b06 00000001 0c06 00000002 0d06 00000003", TCPOptCC | TCPOptCCNew | TCPOptCCEcho, 0, 0},
		{"020405b4 00 030307", TCPOptMSS, 1460, 0}, // after the end of the list
		{"0203ff 030307 0000", TCPOptMSS | TCPOptWScale, 0, 7},
		{"0302 020405b4 0000", TCPOptWScale | TCPOptMSS, 1460, 0},
		{"0300 020405b4", 0, 0, 0}, // length 0
		{"02ff05b4", 0, 0, 0},      // length beyond the header
		{"01010102", 0, 0, 0},      // length not there
	} {
		o := unhex(t, tt.options)
		for len(o)%4 != 0 {
			o = append(o, 0)
		}
		seg := unhex(t, "0064 00c8 00000001 00000002 0010 1000 0000 0000")
		seg[12] = byte(20+len(o)) / 4 << 4
		seg = append(seg, o...)
		var p Packet
		p.tcp(seg, uint32(len(seg)))
		if p.TCPOpts != tt.bits || p.MSS != tt.mss || p.WScale != tt.scale {
			t.Errorf("options %s: got %08x, mss %d, scale %d; want %08x, %d, %d",
				tt.options, p.TCPOpts, p.MSS, p.WScale, tt.bits, tt.mss, tt.scale)
		}
		// The short cut for a lone timestamp must find what the loop finds.
		var q Packet
		q.tcpOptions(o)
		if q.TCPOpts != p.TCPOpts || q.MSS != p.MSS || q.WScale != p.WScale {
			t.Errorf("options %s: the loop finds %08x, mss %d, scale %d", tt.options, q.TCPOpts, q.MSS, q.WScale)
		}
	}
}

func TestUDP(t *testing.T) {
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"its length does not count", ip4(17, 18) + "0064 00c8 0000 0000" + udpData, gotUDP4 + "38"},
		{"no data", ip4(17, 8) + "0064 00c8 0008 0000", "ip 17 10.0.0.1 100 > 10.0.0.2 200 len 8 app 0 data 0 of 28"},
		{"5 bytes captured", ip4(17, 18) + "0064 00c8 00", "ip 17 10.0.0.1 100 > 10.0.0.2 200 len 5 app 5 data 5 of 25"},
		{"nothing captured", ip4(17, 18), "ip 17 10.0.0.1 > 10.0.0.2 len 0 app 0 data 0 of 20"},
	})
}

func TestICMP(t *testing.T) {
	const (
		got = "ip 1 10.0.0.1 > 10.0.0.2 "
		err = "ip 1 10.0.0.2 > 10.0.0.1 "
	)
	const back = "4500 0042 9999 0000 40 01 0000 0a000002 0a000001 " // 46 payload bytes
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{"echo", ip4(1, 18) + "0800 0000 1234 0001" + udpData, got + "icmp 8/0 word 12340001 len 18 app 18 data 18 of 38"},
		{"port unreachable", back + "0303 0000 00000000" + ip4UDP, err + "icmp 3/3 word 00000000 len 46 app 46 data 18 of 66"},
		{"redirect: the gateway", back + "0501 0000 0a0000fe" + ip4UDP, err + "icmp 5/1 word 0a0000fe len 46 app 46 data 18 of 66"},
		{"time exceeded", back + "0b00 0000 00000000" + ip4UDP, err + "icmp 11/0 word 00000000 len 46 app 46 data 18 of 66"},
		{"error without a quoted header", back + "0303 0000 00000000 45000026", err + "icmp 3/3 word 00000000 len 12 app 12 data 12 of 32"},
		{
			"quoted header longer than what is there", back + "0303 0000 00000000 4f00 0026 1234 0000 40 11 0000 0a000001 0a000002",
			err + "icmp 3/3 word 00000000 len 28 app 28 data 0 of 48",
		},
		{"2 bytes", ip4(1, 2) + "0800", got + "icmp 8/0 word 00000000 len 2 app 2 data 2 of 22"},
		{"1 byte", ip4(1, 1) + "08", got + "icmp 0/0 word 00000000 len 1 app 1 data 1 of 21"},
		{
			"a later fragment", "4500 0026 1234 0002 40 01 0000 0a000001 0a000002 0800 0000 1234 0001" + udpData,
			got + "frag 1234 at 16 more false len 18 app 18 data 18 of 38",
		},
	})
}

func TestICMPFields(t *testing.T) {
	b := unhex(t, ip4(1, 18)+"0800 0000 1234 0001"+udpData)
	var p Packet
	decodeInto(NewDecoder(Options{}), &p, LinkRaw, b, len(b))
	if p.ICMPID != 0x1234 || p.ICMPSeq != 1 {
		t.Errorf("id %x, sequence %d", p.ICMPID, p.ICMPSeq)
	}
}

func TestOtherProtocols(t *testing.T) {
	runCases(t, LinkRaw, Options{}, []decodeCase{
		{
			"ICMPv6", "60000000 0012 3a 40" + ip6Hosts + "8700 0000 00000000" + udpData,
			"ip 58 " + gotIP6 + "icmp 135/0 word 00000000 len 18 app 18 data 18 of 58",
		},
		{"IGMP", ip4(2, 8) + "1164 0000 00000000", "ip 2 10.0.0.1 > 10.0.0.2 igmp 11/64 group 00000000 len 8 app 8 data 8 of 28"},
		{"IGMP, 6 bytes", ip4(2, 6) + "1600 0000 e001", "ip 2 10.0.0.1 > 10.0.0.2 igmp 16/0 group e0010000 len 6 app 6 data 6 of 26"},
		{"ESP", ip4(50, 12) + "11223344 00000007 01020304", "ip 50 10.0.0.1 > 10.0.0.2 esp 11223344 seq 7 len 12 app 12 data 12 of 32"},
		{"ESP, 4 bytes", ip4(50, 4) + "11223344", "ip 50 10.0.0.1 > 10.0.0.2 esp 11223344 seq 0 len 4 app 4 data 4 of 24"},
		{"SCTP", ip4(132, 12) + "0064 00c8 00000000 00000000", "ip 132 10.0.0.1 100 > 10.0.0.2 200 len 12 app 12 data 12 of 32"},
		{"UDP-Lite", ip4(136, 8) + "0064 00c8 0000 0000", "ip 136 10.0.0.1 100 > 10.0.0.2 200 len 8 app 8 data 8 of 28"},
		{"DCCP", ip4(33, 12) + "0064 00c8 03000000 00000000", "ip 33 10.0.0.1 100 > 10.0.0.2 200 len 12 app 12 data 12 of 32"},
		{"SCTP, cut before the ports", ip4(132, 12) + "0064 00", "ip 132 10.0.0.1 > 10.0.0.2 len 3 app 3 data 3 of 23"},
		{"SCTP of 3 bytes", ip4(132, 3) + "0064 00c8", "ip 132 10.0.0.1 > 10.0.0.2 len 3 app 3 data 3 of 24"},
		{"SCTP over IPv6", "60000000 000c 84 40" + ip6Hosts + "0064 00c8 00000000 00000000", "ip 132 2001:db8::1 100 > 2001:db8::2 200 len 12 app 12 data 12 of 52"},
		{"SCTP, a later fragment", "4500 0020 1234 0002 40 84 0000" + end4 + "0064 00c8 00000000 00000000", "ip 132 10.0.0.1 > 10.0.0.2 frag 1234 at 16 more false len 12 app 12 data 12 of 32"},
		{"IPv6 in IPv4 stays closed", ip4(41, 58) + ip6UDP, "ip 41 10.0.0.1 > 10.0.0.2 len 58 app 58 data 58 of 78"},
		{"IPv4 in IPv4 stays closed", ip4(4, 38) + ip4UDP, "ip 4 10.0.0.1 > 10.0.0.2 len 38 app 38 data 38 of 58"},
		{"EtherIP stays closed", ip4(97, 54) + "3000" + frameUDP4, "ip 97 10.0.0.1 > 10.0.0.2 len 54 app 54 data 54 of 74"},
	})
}
