// SPDX-License-Identifier: Apache-2.0

package packet

import "testing"

// Headers of 802.11 frames: duration, three addresses ending in 1, 2 and 3,
// sequence control; a fourth address where a case wants one.
const (
	wlanHead = "3a01 0a0000000001 0a0000000002 0a0000000003 1230 "
	wlanLLC  = "aaaa03 000000 0800 "
	gotWLAN  = "wlan 0a0000000002 > 0a0000000001 bss 0a0000000003 "
)

func TestLinkWLANData(t *testing.T) {
	runCases(t, LinkIEEE80211, Options{}, []decodeCase{ // 24 and 8 bytes of headers count
		{"to the distribution system", "0801" + wlanHead + wlanLLC + ip4UDP, gotUDP4 + "70 +llc +wlan"},
		{"from it", "0802" + wlanHead + wlanLLC + ip4UDP, gotUDP4 + "70 +llc +wlan"},
		{"four addresses", "0803" + wlanHead + "0a0000000004" + wlanLLC + ip4UDP, gotUDP4 + "76 +llc +wlan"},
		{"QoS", "8801" + wlanHead + "0000" + wlanLLC + ip4UDP, gotUDP4 + "72 +llc +wlan"},
		{"QoS and HT control", "8881" + wlanHead + "0000 11223344" + wlanLLC + ip4UDP, gotUDP4 + "76 +llc +wlan"},
		{
			"aggregate: its first frame", "8801" + wlanHead + "8000 0a0000000001 0a0000000002 002e" + wlanLLC + ip4UDP,
			gotUDP4 + "86 +llc +wlan",
		},
		{"IPv6", "0801" + wlanHead + "aaaa03 000000 86dd" + ip6UDP, gotUDP6 + "90 +llc +wlan"},
		{"protected", "0841" + wlanHead + wlanLLC + ip4UDP, gotWLAN + "app 70 data 70 of 70 +wlan"},
		{"null", "4801" + wlanHead, gotWLAN + "app 24 data 24 of 24 +wlan"},
		{"EAPOL", "0801" + wlanHead + "aaaa03 000000 888e 0203", gotWLAN + "app 34 data 34 of 34 +wlan"},
		{"PPP, LCP", "0801" + wlanHead + "aaaa03 000000 880b c021 0905", gotWLAN + "app 36 data 36 of 36 +wlan"},
		{"spanning tree", "0802" + wlanHead + "424203 0000000000", gotWLAN + "app 32 data 32 of 32 +wlan"},
	})
}

func TestLinkWLANManagement(t *testing.T) {
	const elements = "0005 68656c6c6f 010182" // SSID hello, rates
	runCases(t, LinkIEEE80211, Options{}, []decodeCase{
		{"beacon", "8000" + wlanHead + "000000000000000000000000" + elements, gotWLAN + "ssid hello app 46 data 46 of 46 +wlan"},
		{"probe request", "4000" + wlanHead + elements, gotWLAN + "ssid hello app 34 data 34 of 34 +wlan"},
		{"probe request, rates first", "4000" + wlanHead + "010182 0005 68656c6c6f", gotWLAN + "ssid hello app 34 data 34 of 34 +wlan"},
		{"probe response", "5000" + wlanHead + "000000000000000000000000" + elements, gotWLAN + "ssid hello app 46 data 46 of 46 +wlan"},
		{"association request", "0000" + wlanHead + "00000000" + elements, gotWLAN + "ssid hello app 38 data 38 of 38 +wlan"},
		{"reassociation request", "2000" + wlanHead + "00000000000000000000" + elements, gotWLAN + "ssid hello app 44 data 44 of 44 +wlan"},
		{"authentication", "b000" + wlanHead + "000000000000", gotWLAN + "app 30 data 30 of 30 +wlan"},
		{"SSID longer than the frame", "4000" + wlanHead + "0009 68656c6c6f", gotWLAN + "app 31 data 31 of 31 +wlan"},
		{
			"SSID of 40 bytes: 32 count", "4000" + wlanHead + "0028 " +
				"6161616161616161616161616161616161616161616161616161616161616161 6262626262626262",
			gotWLAN + "ssid aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa app 66 data 66 of 66 +wlan",
		},
		{"cut", "8000 3a01 0a00", "wlan 000000000000 > 000000000000 bss 000000000000 app 6 data 6 of 6 +wlan"},
		{"empty", "", "wlan 000000000000 > 000000000000 bss 000000000000 app 0 data 0 of 0 +wlan"},
	})
}

func TestLinkWLANControl(t *testing.T) {
	const two = "3a01 0a0000000001 0a0000000002 "
	runCases(t, LinkIEEE80211, Options{}, []decodeCase{
		{"request to send", "b400" + two, "wlan 0a0000000002 > 0a0000000001 bss 000000000000 app 16 data 16 of 16 +wlan"},
		{
			"clear to send, check sequence", "c400 3a01 0a0000000001 deadbeef deadbeef",
			"wlan 000000000000 > 0a0000000001 bss 000000000000 app 18 data 18 of 18 +wlan",
		},
		{"acknowledgement", "d400 3a01 0a0000000001 deadbeef", "wlan 000000000000 > 0a0000000001 bss 000000000000 app 14 data 14 of 14 +wlan"},
		{
			"block acknowledgement", "9400" + two + "0500 1000 0000000000000000",
			"wlan 0a0000000002 > 0a0000000001 bss 000000000000 app 28 data 28 of 28 +wlan",
		},
	})
}

// TestLinkWLANHeaders covers what other link types put before 802.11 frames.
func TestLinkWLANHeaders(t *testing.T) {
	const frame = "0801" + wlanHead + wlanLLC + ip4UDP // 70 bytes
	runCases(t, LinkRadiotap, Options{}, []decodeCase{ // the header does not count
		{"no fields", "0000 0800 00000000" + frame, gotUDP4 + "70 +llc +wlan"},
		{"check sequence", "0000 0900 02000000 10" + frame + "deadbeef", gotUDP4 + "74 +llc +wlan"},
		// A QoS header of 26 bytes is padded to 28.
		{"padded", "0000 0900 02000000 20 8801" + wlanHead + "0000 0000" + wlanLLC + ip4UDP, gotUDP4 + "74 +llc +wlan"},
		{"padded, time and more words", "0000 1900 03000080 00000000 00000000 0000000000000000 20 8801" +
			wlanHead + "0000 0000" + wlanLLC + ip4UDP, gotUDP4 + "74 +llc +wlan"},
		{"more words than the header has", "0000 0900 020000a0 00" + frame, gotUDP4 + "70 +llc +wlan"},
		{
			"header longer than the frame", "0000 ff00 00000000" + frame,
			"wlan 000000000000 > 000000000000 bss 000000000000 app 78 data 78 of 78 +wlan",
		},
		{"nothing behind", "0000 0800 00000000", "wlan 000000000000 > 000000000000 bss 000000000000 app 0 data 0 of 0 +wlan"},
	})
	var pad string
	for range 136 {
		pad += "00"
	}
	avs := "80211001 00000040" + pad[:2*56]
	runCases(t, LinkPrism, Options{}, []decodeCase{ // 144 and 64 bytes count
		{"big endian", "00000044 00000090" + pad + frame, gotUDP4 + "214 +llc +wlan"},
		{"little endian", "44000000 90000000" + pad + frame, gotUDP4 + "214 +llc +wlan"},
		{"AVS", avs + frame, gotUDP4 + "134 +llc +wlan"},
		{"header longer than the frame", "00000044 0000ffff" + frame, noMAC + "0077 app 78 data 78 of 78"},
	})
	runCases(t, LinkAVS, Options{}, []decodeCase{
		{"AVS", avs + frame, gotUDP4 + "134 +llc +wlan"},
		{"cut", "80211001", noMAC + "00a3 app 4 data 4 of 4"},
	})
}
