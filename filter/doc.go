// SPDX-License-Identifier: Apache-2.0

package filter

// A Doc documents words of the record dialect. In its texts, and in those of a
// [DocGroup], words of the language are in backquotes.
type Doc struct {
	Words []string // in order, described together
	Also  []string // other spellings
	Args  string   // what follows, "" if nothing needs to
	Text  string   // sentences
}

// A DocGroup documents primitives of one kind.
type DocGroup struct {
	Name string
	Text string // sentences about all of them, "" for none
	Docs []Doc
}

// RecordDocs returns the documentation of the record dialect. Every keyword is
// in at least one entry.
func RecordDocs() []DocGroup {
	return []DocGroup{docJoin, docProtocols, docDirections, docAddresses, docPorts, docRelations, docNumbers, docDurations, docFlags, docStates}
}

var docJoin = DocGroup{
	Name: "Expressions",
	Text: "These words join primitives. `and` and `or` have the same precedence and are read from left to right; `not` applies to the next primitive only; parentheses group.",
	Docs: []Doc{
		{Words: []string{"and"}, Also: []string{"&&"}, Text: "Both sides are true."},
		{Words: []string{"or"}, Also: []string{"||"}, Text: "One side or both are true."},
		{Words: []string{"not"}, Also: []string{"!"}, Text: "The next primitive is not true."},
	},
}

var docProtocols = DocGroup{
	Name: "Protocols",
	Text: "A protocol before a kind restricts it; on its own it is a test. Use `proto` for other protocols.",
	Docs: []Doc{
		{Words: []string{"ip", "ipv4", "ipv6"}, Text: "IP of either version; IPv4; IPv6."},
		{Words: []string{"tcp", "udp", "sctp", "udplite", "dccp", "icmp", "igmp"}, Text: "The IP protocol, over either version of IP. `icmp` is ICMP for IPv4."},
		{Words: []string{"icmp6"}, Also: []string{"icmpv6", "ipv6-icmp"}, Text: "ICMP for IPv6."},
		{Words: []string{"rtp", "rtcp", "udt"}, Text: "UDP flows whose payload was recognised as RTP, RTCP or UDT."},
		{Words: []string{"arp", "rarp"}, Text: "ARP. As in earlier releases, `rarp` selects ARP."},
		{Words: []string{"isis"}, Text: "IS-IS."},
		{Words: []string{"vlan", "mpls"}, Text: "Flows with a VLAN tag; flows with an MPLS label."},
		{Words: []string{"vlan"}, Args: "number", Text: "Flows in this VLAN, as in `vlan 505`, `vlan id 505` or `src vlan > 100`. A side without a tag never matches."},
		{Words: []string{"mpls"}, Args: "number", Text: "Flows with this MPLS label, as in `mpls 100` or `mpls label 100`. A side without a label never matches."},
		{Words: []string{"ether"}, Also: []string{"link", "fddi", "ppp", "slip"}, Text: "Link addresses; only before a kind."},
	},
}

var docDirections = DocGroup{
	Name: "Directions",
	Text: "A number without a direction is compared with each side, never with the sum of both.",
	Docs: []Doc{
		{Words: []string{"src", "dst"}, Text: "The source, which is the flow's initiator; the destination."},
		{Words: []string{"src or dst"}, Text: "Either side; the default."},
		{Words: []string{"src and dst"}, Text: "Both sides."},
	},
}

var docAddresses = DocGroup{
	Name: "Addresses",
	Text: "After a direction the kind can be omitted: `src 192.0.2.10`.",
	Docs: []Doc{
		{Words: []string{"host"}, Also: []string{"addr"}, Args: "address", Text: "An IPv4 or IPv6 address, or a name, which stands for all its addresses. ARP flows match by the protocol addresses in the request."},
		{Words: []string{"net"}, Args: "address/length", Text: "A network. Addresses are written in full: `net 192.0.2.0/24`."},
		{Words: []string{"net"}, Args: "address mask address", Text: "The same, with a mask."},
		{Words: []string{"ether host"}, Args: "address", Text: "A link address, if the records have them (`argus -m`). A length such as /24 compares the first bits only, for example those of a vendor."},
		{Words: []string{"gateway"}, Args: "name", Text: "Flows sent through a router: the link address of the name (from /etc/ethers) was seen, but not its IP address."},
		{Words: []string{"inode"}, Args: "address", Text: "The router that sent an ICMP error about the flow."},
		{Words: []string{"srcid"}, Also: []string{"sid"}, Args: "id", Text: "The sensor: an address, a number, a UUID, or up to four characters in double quotes."},
		{Words: []string{"inf"}, Args: "name", Text: "The interface of the sensor, which records of release 5 have."},
		{Words: []string{"masklen"}, Also: []string{"mlen"}, Args: "number", Text: "Length of the prefix to which a program that merges records has shortened an address."},
		{Words: []string{"multicast"}, Text: "IPv4 flows with an address of 224.0.0.0 or above; `ipv6 multicast` and `ether multicast` test IPv6 and link addresses."},
		{Words: []string{"ip broadcast", "ether broadcast"}, Text: "The address with all bits set. `broadcast` on its own is an error."},
	},
}

var docPorts = DocGroup{
	Name: "Ports and protocol numbers",
	Docs: []Doc{
		{Words: []string{"port"}, Args: "port", Text: "A number, a service's name, or a range a-b, of TCP or UDP. Without a direction each end of a range is compared with both ports; write `dst port 80-443`."},
		{Words: []string{"proto"}, Args: "protocol", Text: "An IP protocol, by name or number. After `ether` it is the Ethernet type of frames that are not IP."},
	},
}

var docRelations = DocGroup{
	Name: "Relations",
	Text: "A relation may stand before a number; the default is `eq`. Spaces are optional with signs, and a filter with < or > must be quoted for the shell: 'bytes>300'.",
	Docs: []Doc{
		{Words: []string{"eq"}, Also: []string{"=", "==", "equal"}, Text: "Equal to."},
		{Words: []string{"neq"}, Also: []string{"!=", "notequal"}, Text: "Not equal to."},
		{Words: []string{"gt"}, Also: []string{">", "greater"}, Text: "Greater than."},
		{Words: []string{"gte"}, Also: []string{">="}, Text: "Greater than or equal to."},
		{Words: []string{"lt"}, Also: []string{"<", "less"}, Text: "Less than."},
		{Words: []string{"lte"}, Also: []string{"<="}, Text: "Less than or equal to."},
	},
}

var docNumbers = DocGroup{
	Name: "Numbers",
	Text: "Numbers are decimal, octal (after 0) or hexadecimal (after 0x). The suffixes k, M, G and T multiply by a thousand, a million and so on: `bytes > 10k`.",
	Docs: []Doc{
		{Words: []string{"pkts"}, Also: []string{"pkt"}, Args: "number", Text: "Packets."},
		{Words: []string{"bytes"}, Also: []string{"byte"}, Args: "number", Text: "Bytes on the wire."},
		{Words: []string{"appbytes"}, Also: []string{"appbyte", "data"}, Args: "number", Text: "Payload bytes (`argus -A`)."},
		{Words: []string{"rate", "load"}, Args: "number", Text: "Packets per second; bits per second: `load > 1.5M`."},
		{Words: []string{"loss", "ploss"}, Args: "number", Text: "Packets lost; percentage of packets lost."},
		{Words: []string{"gap"}, Args: "bytes", Text: "Bytes of a TCP stream that the sensor missed."},
		{Words: []string{"pcr"}, Also: []string{"pcratio", "abr", "abratio"}, Args: "ratio", Text: "Producer consumer ratio, from -1.0 (the source only receives) to 1.0 (it only sends)."},
		{Words: []string{"ttl", "tos"}, Args: "number", Text: "Time to live and type of service of IPv4."},
		{Words: []string{"dsb"}, Also: []string{"dsbyte"}, Args: "code", Text: "Name or number of the differentiated services code point of IPv4; equality only."},
		{Words: []string{"ipid"}, Args: "number", Text: "IP identification of TCP flows, as the columns sipid and dipid print it."},
		{Words: []string{"base"}, Also: []string{"tcpb"}, Args: "number", Text: "First TCP sequence number."},
		{Words: []string{"spi"}, Args: "number", Text: "Security parameters index of ESP."},
		{Words: []string{"vid", "vpri", "mid"}, Args: "number", Text: "VLAN id, VLAN priority, MPLS label; equality only. A side without a tag counts as 0; `vlan` and `mpls` with a number are stricter."},
		{Words: []string{"trans", "seq"}, Also: []string{"count"}, Args: "number", Text: "Number of records merged into this one; sequence number of the record."},
		{Words: []string{"nstroke"}, Also: []string{"nstrokes"}, Args: "number", Text: "Keystrokes."},
		{Words: []string{"as"}, Also: []string{"asn"}, Args: "number", Text: "Number of the autonomous system, as a number or high.low."},
		{Words: []string{"co"}, Args: "XX", Text: "Country, two letters."},
		{Words: []string{"lat", "lon"}, Args: "degrees", Text: "Position, if a program that labels records has added it."},
		{Words: []string{"loc"}, Args: "number", Text: "Locality of the address, if a program that labels records has added it."},
		{Words: []string{"encaps"}, Args: "name", Text: "Encapsulation: `eth`, `802q`, `llc`, `pppoe`, `isl`, `gre`, `ah`, `ipnip`, `ipnip6`, `hdlc`, `chdlc`, `atm`, `sll`, `arc`, `wlan`, `prism`, `avs`, `lrh`, `grh`, `teredo`, `ipsec`, `juniper`, `erspan`, and with the backslash of keywords `\\mpls`, `\\fddi`, `\\slip`, `\\udt`. A prefix of a name is enough."},
	},
}

var docDurations = DocGroup{
	Name: "Durations",
	Text: "A duration is best written with a unit: ns, us, ms, s, m (or min), h or d, as in `dur > 1.5s` or `tcprtt > 20ms`. Without a unit the number is in the unit that is named here.",
	Docs: []Doc{
		{Words: []string{"dur", "avgdur"}, Args: "seconds", Text: "Duration of the record."},
		{Words: []string{"mean", "min", "max", "sum", "stddev"}, Also: []string{"runtime"}, Args: "seconds", Text: "Statistics of the durations of merged records: mean, smallest, largest, sum and standard deviation. A record that was not merged counts as one."},
		{Words: []string{"idle"}, Args: "seconds", Text: "Time since the end of the record."},
		{Words: []string{"tcprtt", "synack", "ackdat"}, Args: "microseconds", Text: "TCP handshake: all of it; from SYN to SYN-ACK; from SYN-ACK to ACK."},
		{Words: []string{"intpkt", "intpktact", "intpktidle"}, Also: []string{"inter"}, Args: "milliseconds", Text: "Mean time between packets: active ones (the first two words) and idle ones. Without a direction both sides must match; but an integer without a unit, such as 10, is compared with the source only. Write 10ms or 10.0."},
		{Words: []string{"jit", "jitact", "jitidle"}, Also: []string{"jitter"}, Args: "milliseconds", Text: "Standard deviation of these times, with the same rules."},
		{Words: []string{"deldur", "delstime", "delltime"}, Also: []string{"deltime"}, Args: "milliseconds", Text: "Difference to a correlated record in duration, first time and last time."},
	},
}

var docFlags = DocGroup{
	Name: "Flags",
	Text: "A flag is tested for the direction before it, or for either side.",
	Docs: []Doc{
		{Words: []string{"syn", "fin", "rst", "push", "ack", "urg", "ece", "cwr"}, Also: []string{"reset"}, Text: "The TCP flag was seen."},
		{Words: []string{"retrans"}, Also: []string{"drop"}, Text: "TCP packets were sent again, or ESP packets were lost."},
		{Words: []string{"outoforder"}, Also: []string{"ooo"}, Text: "TCP packets arrived out of order."},
		{Words: []string{"winshut"}, Text: "The TCP window was closed."},
		{Words: []string{"ecn"}, Text: "A congestion notification was seen."},
		{Words: []string{"frag", "fragonly"}, Text: "IPv4 fragments were seen; only fragments after the first were seen."},
		{Words: []string{"multipath"}, Also: []string{"mpath"}, Text: "More than one pair of link addresses was seen."},
		{Words: []string{"hello", "lsp", "csnp", "psnp"}, Text: "Types of IS-IS packets."},
	},
}

var docStates = DocGroup{
	Name: "States",
	Docs: []Doc{
		{Words: []string{"est"}, Also: []string{"con", "avail"}, Text: "TCP was established, or IPv4 packets were seen in both directions."},
		{Words: []string{"synack", "finack", "normal", "wait"}, Text: "TCP: the SYN was answered; the FIN was answered; closed normally; waiting for the other side to close. `synack` before a number or a relation is a duration."},
		{Words: []string{"tcpopt", "mss", "wscale", "selackok", "selack", "tcpecho", "tcpechoreply", "tcptimestamp", "tcpcc", "tcpccnew", "tcpccecho", "secn", "decn"}, Text: "The TCP option was seen; `tcpopt`: all of them."},
		{Words: []string{"reuse"}, Text: "TCP: the same ports were used by an earlier connection."},
		{Words: []string{"gre", "vxlan", "geneve"}, Text: "The flow was seen inside a tunnel of this kind."},
		{Words: []string{"echo", "unreach", "redirect", "timexed"}, Text: "ICMP messages of this type, or a flow that such an error refers to."},
		{Words: []string{"icmpmap"}, Text: "Flows that an ICMP error refers to; also true of records without ICMP data."},
		{Words: []string{"rtr", "mbr", "lvg"}, Text: "IGMP: queries; everything else; leaves."},
		{Words: []string{"start", "status", "stop", "timeout", "shut"}, Text: "Why the record was written. The causes share bits: `start` is also true of stop, `status` of stop and shutdown, `timeout` of shutdown."},
		{Words: []string{"man", "far", "event", "index"}, Also: []string{"mar"}, Text: "Type of the record: management, flow, event, index. ra prints management records only with -M man."},
		{Words: []string{"cocode"}, Text: "Has country codes; also true of records without them."},
		{Words: []string{"error", "anon"}, Text: "Always true."},
		{Words: []string{"svc", "cor", "inbound", "outbound"}, Text: "Recognised but rejected, because records do not carry this information."},
		{Words: []string{"len"}, Text: "Packet lengths and bytes, as in `tcp[13] & 2 != 0`, are accepted as in earlier releases. But records contain no packets: a comparison of bytes is never true, one of `len` is always true."},
	},
}
