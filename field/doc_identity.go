// SPDX-License-Identifier: Apache-2.0

package field

// Columns about times, the two ends and the outcome of a flow (clients: fields,
// sections 4, 6, 8, 9 and 10).
var docIdentity = []docGroup{
	{"Times", []docEntry{
		{"stime", "time", "the earlier of sstime and dstime", "", TimeZero, "when it was written", nil},
		{"ltime", "time", "the later of sltime and dltime", "", TimeZero, "the start time in it", nil},
		{
			"sstime dstime", "time", "first packet of the {side}; stime if the record has only one pair of times for both sides", "ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS for the times of each side", TimeZero, "the start time in it", nil,
		},
		{
			"sltime dltime", "time", "last packet of the {side}; ltime if the record has only one pair of times for both sides", "ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS for the times of each side", TimeZero, "when it was written", nil,
		},
		{"rtime", "seconds", "stime - stime of the first record printed", "", "stime of the first record, negative", "when it was written, seconds since 1970", nil},
		{"idle", "seconds", "now - ltime", "", "now, seconds since 1970", Blank, nil},
		{"dur", "seconds", "ltime - stime", "", Zero, "when it was written - the start time in it", nil},
		{"sdur ddur", "seconds", "{x}ltime - {x}stime", "", Zero, "dur", nil},
	}},
	{"Ends of the flow", []docEntry{
		{
			"proto", "text", "IP protocol, or the protocol of frames that do not carry IP; UDP that was recognised as RTP shows rtp. With -nn the number", "", Blank, "man",
			[]Meaning{
				{"tcp udp icmp ipv6-icmp ...", "IP protocols"},
				{"rtp rtcp", "UDP whose payload was seen to be RTP or RTCP, with at least 5 packets of one side for rtp"},
				{"arp rarp isis wlan lcp", "other protocols with flows of their own"},
				{"llc, lldp, ...", "name of the Ethernet type; its number or unknown if it has no name"},
			},
		},
		{
			"saddr daddr", "address", "address of the {side}: IPv4 or IPv6; for ARP the protocol address; for IS-IS the system id; for other protocols the link address", "", Blank, "a counter of the sensor: records waiting for output (saddr), buffers (daddr)", nil,
		},
		{
			"sport", "port", "port of TCP or UDP, as the service's name unless -n is given; ICMP: 256*code+type in hexadecimal; ICMPv6: the type; Ethernet: the source's LLC SAP", "", Blank, "packets dropped", nil,
		},
		{
			"dport", "port", "port of TCP or UDP, as the service's name unless -n is given; ICMP: the identifier; ICMPv6: the code; ESP: the SPI; Ethernet: the destination's LLC SAP; IS-IS: the checksum", "", Blank, "clients connected", nil,
		},
		{
			"dir", "text", "which sides sent packets; for TCP whose handshake was seen, which side began the connection", "", Blank, Blank,
			[]Meaning{
				{"->", "the source sent packets; TCP: the source began the connection"},
				{"<-", "only the destination did"},
				{"<->", "both did"},
				{"?>  <?  <?>", "the same for TCP where neither SYN nor SYN-ACK was seen: which side began is a guess"},
				{"who", "ARP and RARP"},
			},
		},
		{
			"snet dnet", "address", "{x}addr without its host part: the first 8, 16 or 24 bits of IPv4 addresses whose first byte is at most 127, 191 or 223; other addresses are shown whole", "", Blank, Zero, nil,
		},
		{"inode", "address", "the router that sent an ICMP error about this flow", "", Blank, Blank, nil},
		{"icmpid", "number", "identifier of ICMP", "", Blank, Blank, nil},
		{"srcid", "text", "id of the sensor that made the record: an address, a number or a text", "argus -e", Blank, "the same", nil},
		{"seq", "number", "sequence number of the record; the sensor counts from 1", "", Blank, "number of the next record", nil},
		{"offset", "bytes", "byte offset of the record in its (uncompressed) file", "", Zero, "the same", nil},
		{"rank", "number", "number of flows printed so far, including this one", "", Blank, "of the flow before", nil},
	}},
	{"State and merged records", []docEntry{
		{
			"flgs", "text", "nine positions, each blank or a letter; where letters stand for source, destination or both, they are listed in this order",
			"argus -m for position 2", "nine blanks", "nine blanks",
			[]Meaning{
				{"1: N T", "NetFlow; time was adjusted"},
				{"2: e v m M", "link address, VLAN tag or MPLS label in the record; several pairs of link addresses"},
				{"2: letters of senc", "encapsulation; * several"},
				{"3: U R T I", "ICMP error about this flow: unreachable, redirect, time exceeded, other"},
				{"4: s d *", "packets lost or sent again by source, destination, both"},
				{"4: g", "the sensor missed bytes of a TCP connection"},
				{"4: i r &", "packets out of order from source, destination, both"},
				{"5: S D @", "TCP window closed by source, destination, both; d: silence in RTP"},
				{"6: x t E", "congestion signalled (ECN) to source, destination, both"},
				{"7: F f V", "fragments seen; only fragments seen; fragments overlap"},
				{"8: A T R + L S D O U", "IP option: router alert, timestamp, record route, security, loose and strict source route, stream id, several, unknown"},
			},
		},
		{
			"state", "text", "how far the flow got, depending on the protocol; for TCP the first state in the list below that applies, unless -z or -Z is given", "", Blank, "STA CON STP SHT: start, status, stop, shutdown; ERR ADN MAX: errors",
			stateValues,
		},
		{
			"cause", "text", "why the record was written", "", "never missing", "the same",
			[]Meaning{
				{"Start", "the flow began (ARGUS_GENERATE_START_RECORDS)"},
				{"Status", "the status interval ended (argus -S)"},
				{"Stop", "the flow ended"},
				{"Timeout", "the flow was idle for too long"},
				{"Shutdown", "the sensor ended"},
				{"Error", "the counters are not plausible"},
			},
		},
		{"trans", "number", "records merged into this one", "programs that merge records", Zero, Blank, nil},
		{"mean", "unit of the metric", "mean of the merged records' metric, which is dur unless chosen otherwise; dur of a single record", "programs that merge records", Zero, Blank, nil},
		{"min", "unit of the metric", "smallest value of the merged records' metric; dur of a single record", "programs that merge records", Zero, Blank, nil},
		{"max", "unit of the metric", "largest value of the merged records' metric; dur of a single record", "programs that merge records", Zero, Blank, nil},
		{"stddev", "unit of the metric", "standard deviation of the merged records' metric; 0 of a single record", "programs that merge records", Zero, Blank, nil},
		{"sum runtime", "unit of the metric", "mean * number of values; dur of a single record", "programs that merge records", Zero, Blank, nil},
	}},
}

// stateValues are the states of flows.
var stateValues = []Meaning{
	{"RST FIN CLO TIM CON ACC REQ", "TCP: reset; FIN seen; closed; timed out; established; SYN-ACK seen; SYN seen"},
	{"CON INT REQ RSP", "UDP and others: packets both ways; only from the source, in the first record of the flow; only from the source, later; only from the destination"},
	{"ECO ECR UR SRC RED", "ICMP: echo request and reply, unreachable, source quench, redirect"},
	{"AHA RTA RTS TXD PAR", "alternate host, router advertisement and solicitation, time exceeded, parameter problem"},
	{"TST TSR IRQ IRR MAS MSR", "timestamp, information and mask: request and reply"},
	{"SEC ROB TRC DCE MHR WAY IAH", "security, robustness test, traceroute, conversion error, mobile host redirect, where are you, I am here"},
	{"MRQ MRP DNQ DNP SKP PHO", "mobile registration and domain name: request and reply; SKIP, Photuris"},
	{"URN URH URO URP URF URS", "ICMP unreachable: net, host, protocol, port, fragmentation needed, source route failed"},
	{"URNU URHU URISO URNPRO URHPRO", "net unknown, host unknown, host isolated, net and host prohibited"},
	{"URNTOS URHTOS URFIL URPRE URCUT", "not for this type of service, filtered, precedence"},
	{"URNR URAD URBS URAR URP URSF URRR URES", "ICMPv6 unreachable: no route, prohibited, beyond scope, address, port, source policy, route rejected, source route"},
	{"PTB TXT TXR PPH PPNH PPO", "packet too big; time exceeded in transit, in reassembly; parameter problem: header, next header, option"},
	{"NRS NRA NNS NNA", "router solicitation and advertisement; neighbor solicitation and advertisement"},
	{"L1-IIH L2-LSP L1-CSNP L2-PSNP ...", "IS-IS: level and kind of PDU"},
	{"ERR", "counters that are not plausible"},
	{"UNK", "ICMP of an unknown type"},
	{"-z: s S E f F C R", "TCP: SYN, SYN-ACK, established, FIN, FIN-ACK, closed, reset"},
	{"-Z: F S R P A U E C", "TCP flags: FIN SYN RST PUSH ACK URG ECE CWR"},
}
