// SPDX-License-Identifier: Apache-2.0

package field

const (
	needsM = "argus -m"
	needsU = "argus -U"
)

// Columns of protocols and of the link (clients: fields, sections 6 and 7).
var docProtocols = []docGroup{
	{"TCP", []docEntry{
		{"swin", "bytes", "the source's last window << its window scale", "", Blank, Blank, nil},
		{"dwin", "bytes", "the destination's last window << its window scale", "", Blank, Blank, nil},
		{"stcpb dtcpb", "number", "first sequence number of the {side}", "", Blank, Blank, nil},
		{"tcprtt", "seconds", "synack + ackdat: a round trip from the sensor to both ends", "", Zero, Zero, nil},
		{"synack", "seconds", "from SYN to SYN-ACK: a round trip from the sensor to the destination", "", Zero, Zero, nil},
		{"ackdat", "seconds", "from SYN-ACK to ACK: a round trip from the sensor to the source", "", Zero, Zero, nil},
		{"stcpmax", "kbit/second", "8 * dwin / R / 1000, with R = synack + ackdat, leaving out one below 0.1 ms", "", Zero, Zero, nil},
		{"dtcpmax", "bit/second", "8 * swin / R, with R = synack + ackdat, leaving out one below 0.1 ms. The unit differs from that of stcpmax, as in earlier releases", "", Zero, Zero, nil},
		{
			"tcpopt", "text", "twelve positions, each blank or the letter of a TCP option that was seen", "", Blank, Blank,
			[]Meaning{
				{"M w s S", "maximum segment size, window scale, selective ACK permitted, selective ACK"},
				{"e E T", "echo, echo reply, timestamp"},
				{"c N O", "connection count: CC, CC.NEW, CC.ECHO"},
				{"S D", "ECN of source, destination"},
			},
		},
	}},
	{"IP", []docEntry{
		{"sttl dttl", "hops", "time to live, or hop limit, of the {side}'s last packet", "", Blank, Blank, nil},
		{"shops dhops", "hops", "the next power of two at or above {x}ttl, minus {x}ttl: an estimate", "", Blank, Blank, nil},
		{"stos dtos", "number", "type of service byte, or traffic class, of the {side}'s last packet", "", Blank, Blank, nil},
		{"sdsb ddsb", "text", "name of the code point {x}tos / 4: cs0 to cs7, af11 to af43, ef; its number if it has no name or with -nn", "", Blank, Blank, nil},
		{"sipid dipid", "hexadecimal", "identification of the {side}'s last packet, with its two bytes exchanged as in earlier releases", "", Blank, Blank, nil},
	}},
	{"Link, tags and tunnels", []docEntry{
		{"smac dmac", "address", "link address of the {side}; Broadcast is ff:ff:ff:ff:ff:ff", needsM, Blank, Blank, nil},
		{"svlan dvlan", "hexadecimal", "VLAN tag of the {side}: priority and id", "", Blank, Blank, nil},
		{"svid dvid", "number", "VLAN id of the {side}: {x}vlan & 0xfff", "", Blank, Blank, nil},
		{"smpls dmpls", "number", "outermost MPLS label of the {side}'s packets", "", Blank, Blank, nil},
		{
			"senc denc", "text", "one letter for each encapsulation around packets of the {side}", "", Blank, Blank,
			[]Meaning{
				{"e m v l p i", "Ethernet, MPLS, 802.1Q, LLC, PPP, ISL"},
				{"G a P 6", "GRE, authentication header, IP in IP, IPv6"},
				{"H C A S F s R", "HDLC, Cisco HDLC, ATM, Linux cooked, FDDI, SLIP, ARCNET"},
				{"w z a", "802.11, with Prism header, with AVS header"},
				{"T J E", "Teredo, Juniper, ERSPAN"},
			},
		},
		{"resp", "address", "link address that answered an ARP request", "", Blank, Blank, nil},
		{"bssid", "address", "access point of an 802.11 flow", "", Blank, Blank, nil},
		{"ssid", "text", "network name of an 802.11 flow", "", Blank, Blank, nil},
	}},
}
