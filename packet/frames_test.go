// SPDX-License-Identifier: Apache-2.0

package packet

import (
	"encoding/hex"
	"strings"
	"testing"
)

// Frames that several tests use: headers by hand from the RFCs, blanks between
// headers. Hosts are 10.0.0.1 and 10.0.0.2, 2001:db8::1 and 2001:db8::2.
const (
	eth4 = "020000000002 020000000001 0800 "
	eth6 = "020000000002 020000000001 86dd "

	// UDP 100 -> 200, 10 bytes of data, IP id 0x1234, TTL 64.
	udpData  = "30313233343536373839"
	udp10    = "0064 00c8 0012 0000 " + udpData
	ip4UDP   = "4500 0026 1234 0000 40 11 0000 0a000001 0a000002 " + udp10
	ip6Hosts = "20010db8000000000000000000000001 20010db8000000000000000000000002 "
	ip6UDP   = "6b8abcde 0012 11 40 " + ip6Hosts + udp10

	// TCP 100 -> 200, seq 1000, ack 2000, PSH ACK, window 4096, a timestamp
	// option, 10 bytes of data.
	tcpTS10 = "0064 00c8 000003e8 000007d0 80 18 1000 0000 0000 0101080a0000000100000002 " + udpData

	// The same without options.
	tcp10 = "0064 00c8 000003e8 000007d0 50 18 1000 0000 0000 " + udpData

	frameUDP4     = eth4 + ip4UDP
	frameTCP4     = eth4 + "4500 003e 1234 4000 40 06 0000 0a000001 0a000002 " + tcpTS10
	frameTCP4Bare = eth4 + "4500 0032 1234 4000 40 06 0000 0a000001 0a000002 " + tcp10
	frameUDP6     = eth6 + ip6UDP
	frameTCP6     = eth6 + "60000000 002a 06 40 " + ip6Hosts + tcpTS10
	frameICMP4    = eth4 + "4500 0026 1234 0000 40 01 0000 0a000001 0a000002 0800 0000 1234 0001 " + udpData
	arpRequest4   = "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002"
	frameARP      = "ffffffffffff 020000000001 0806 " + arpRequest4
	frameVLAN     = "020000000002 020000000001 8100 2064 0800 " + ip4UDP
	frameGRE      = eth4 + "4500 003e 1234 0000 c8 2f 0000 c0000001 c0000002 0000 0800 " + ip4UDP
)

// unhex returns the bytes of s, in which blanks do not count.
func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
