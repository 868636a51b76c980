// SPDX-License-Identifier: Apache-2.0

package filter

// A Doc tells what words of the record dialect are. In its texts, and in those
// of a [DocGroup], words of the language stand between backquotes.
type Doc struct {
	Words []string // in order; those of one entry are told together
	Also  []string // other spellings
	Args  string   // what follows, "" if nothing has to
	Text  string   // sentences
}

// A DocGroup is primitives of one kind.
type DocGroup struct {
	Name string
	Text string // sentences on all of them, "" for none
	Docs []Doc
}

// RecordDocs returns what the record dialect knows: every keyword is in one
// entry at least.
func RecordDocs() []DocGroup {
	return []DocGroup{docJoin, docProtocols, docDirections, docAddresses, docPorts, docRelations, docNumbers, docFlags, docStates}
}

var docJoin = DocGroup{
	Name: "Expressions",
	Text: "Primitives are joined by these words. `and` and `or` bind alike, from left to right; `not` binds to the next primitive alone; parentheses group.",
	Docs: []Doc{
		{Words: []string{"and"}, Also: []string{"&&"}, Text: "Both are true."},
		{Words: []string{"or"}, Also: []string{"||"}, Text: "One or both are true."},
		{Words: []string{"not"}, Also: []string{"!"}, Text: "The next primitive is not true."},
	},
}

var docProtocols = DocGroup{
	Name: "Protocols",
	Text: "Before a kind a protocol restricts it; alone it is a test. Other protocols are told by `proto`.",
	Docs: []Doc{
		{Words: []string{"ip", "ipv4", "ipv6"}, Text: "IP of either version, or of one."},
		{Words: []string{"tcp", "udp", "icmp", "igmp"}, Text: "The IP protocol, over either version of IP."},
		{Words: []string{"rtp", "rtcp", "udt"}, Text: "UDP whose payload was recognised."},
		{Words: []string{"arp", "rarp"}, Text: "ARP. As in earlier releases, `rarp` selects ARP."},
		{Words: []string{"isis"}, Text: "IS-IS."},
		{Words: []string{"vlan", "mpls"}, Text: "Flows in a VLAN; flows with an MPLS label."},
		{Words: []string{"ether"}, Also: []string{"link", "fddi", "ppp", "slip"}, Text: "Only before a kind: link addresses."},
	},
}

var docDirections = DocGroup{
	Name: "Directions",
	Text: "A number without a direction is that of either side, never the sum of both.",
	Docs: []Doc{
		{Words: []string{"src", "dst"}, Text: "The source's, or the destination's."},
		{Words: []string{"src or dst"}, Text: "Either; this is meant if there is no direction."},
		{Words: []string{"src and dst"}, Text: "Both."},
	},
}

var docAddresses = DocGroup{
	Name: "Addresses",
	Text: "The kind may be left out after a direction: `src 192.0.2.10`.",
	Docs: []Doc{
		{Words: []string{"host"}, Also: []string{"addr"}, Args: "address", Text: "An IPv4 or IPv6 address, or a name, of which all addresses are meant. ARP is selected by the addresses that it asks about."},
		{Words: []string{"net"}, Args: "address/length", Text: "A network. Addresses are written in full: `net 192.0.2.0/24`."},
		{Words: []string{"net"}, Args: "address mask address", Text: "The same, with a mask."},
		{Words: []string{"ether host"}, Args: "address", Text: "A link address, if records have them (`argus -m`); with /24 and so on its first bits, such as those of a vendor."},
		{Words: []string{"gateway"}, Args: "name", Text: "The link address of name, from /etc/ethers, without its IP address: what was sent through it."},
		{Words: []string{"inode"}, Args: "address", Text: "The router that sent an ICMP error about the flow."},
		{Words: []string{"srcid"}, Also: []string{"sid"}, Args: "id", Text: "The sensor: an address, a number, a UUID, or up to four characters in double quotes."},
		{Words: []string{"inf"}, Args: "name", Text: "The interface of the sensor, in records of release 5."},
		{Words: []string{"masklen"}, Also: []string{"mlen"}, Args: "number", Text: "Length of the network that an address was made to by a program that merges records."},
		{Words: []string{"multicast"}, Text: "IPv4 with an address of 224.0.0.0 or above; `ipv6 multicast` and `ether multicast` are what they say."},
		{Words: []string{"ip broadcast", "ether broadcast"}, Text: "The address of all ones. `broadcast` alone is refused."},
	},
}

var docPorts = DocGroup{
	Name: "Ports and protocol numbers",
	Docs: []Doc{
		{Words: []string{"port"}, Args: "port", Text: "A number, a service's name, or a range a-b, of TCP or UDP. A range's ends are compared with either side."},
		{Words: []string{"proto"}, Args: "protocol", Text: "An IP protocol, by name or number. With `ether` it is the type of frames that are not IP."},
	},
}

var docRelations = DocGroup{
	Name: "Relations",
	Text: "A number may have a relation before it; `eq` is meant if there is none. Other signs than >= and <= are not accepted.",
	Docs: []Doc{
		{Words: []string{"eq"}, Also: []string{"equal"}, Text: "Equal."},
		{Words: []string{"neq"}, Also: []string{"notequal"}, Text: "Not equal."},
		{Words: []string{"gt"}, Also: []string{"greater"}, Text: "Greater."},
		{Words: []string{"gte"}, Also: []string{">="}, Text: "Greater or equal."},
		{Words: []string{"lt"}, Also: []string{"less"}, Text: "Less."},
		{Words: []string{"lte"}, Also: []string{"<="}, Text: "Less or equal."},
	},
}

var docNumbers = DocGroup{
	Name: "Numbers",
	Text: "Numbers are decimal, octal after 0 or hexadecimal after 0x; k, M, G and T after a number are a thousand and so on.",
	Docs: []Doc{
		{Words: []string{"pkts"}, Also: []string{"pkt"}, Args: "number", Text: "Packets."},
		{Words: []string{"bytes"}, Also: []string{"byte"}, Args: "number", Text: "Bytes on the wire."},
		{Words: []string{"appbytes"}, Also: []string{"appbyte", "data"}, Args: "number", Text: "Payload bytes (`argus -A`)."},
		{Words: []string{"dur", "avgdur"}, Args: "seconds", Text: "Duration of the record."},
		{Words: []string{"rate", "load"}, Args: "number", Text: "Packets and bits a second."},
		{Words: []string{"loss", "ploss"}, Args: "number", Text: "Packets lost, and their percentage."},
		{Words: []string{"gap"}, Args: "bytes", Text: "Bytes of TCP that the sensor missed."},
		{Words: []string{"tcprtt"}, Args: "microseconds", Text: "Time that the TCP handshake took."},
		{Words: []string{"pcr"}, Also: []string{"pcratio", "abr", "abratio"}, Args: "ratio", Text: "Producer consumer ratio, -1.0 to 1.0: whether a side's application sends or receives."},
		{Words: []string{"intpkt", "intpktact", "intpktidle"}, Also: []string{"inter"}, Args: "milliseconds", Text: "Mean time between packets: of active ones (the first two) and idle ones. Without a direction it holds of both sides, but an integer, as in 10, is compared with the source; write 10.0."},
		{Words: []string{"jit", "jitact", "jitidle"}, Also: []string{"jitter"}, Args: "milliseconds", Text: "Standard deviation of these times, in the same way."},
		{Words: []string{"ttl", "tos"}, Args: "number", Text: "Time to live and type of service of IPv4."},
		{Words: []string{"dsb"}, Also: []string{"dsbyte"}, Args: "code", Text: "Name or number of the differentiated services code point of IPv4; equality only."},
		{Words: []string{"ipid"}, Args: "number", Text: "IP identification of TCP over IPv4 or IPv6, as the columns sipid and dipid print it."},
		{Words: []string{"base"}, Also: []string{"tcpb"}, Args: "number", Text: "First TCP sequence number."},
		{Words: []string{"spi"}, Args: "number", Text: "Security parameters index of ESP."},
		{Words: []string{"vid", "vpri", "mid"}, Args: "number", Text: "VLAN id, VLAN priority, MPLS label; equality only."},
		{Words: []string{"trans", "seq"}, Also: []string{"count"}, Args: "number", Text: "Records merged into this one; sequence number of the record."},
		{Words: []string{"nstroke"}, Also: []string{"nstrokes"}, Args: "number", Text: "Keystrokes."},
		{Words: []string{"as"}, Also: []string{"asn"}, Args: "number", Text: "Number of the autonomous system, as a number or high.low."},
		{Words: []string{"co"}, Args: "XX", Text: "Country, two letters."},
		{Words: []string{"lat", "lon"}, Args: "degrees", Text: "Position, if a program that labels records put it there."},
		{Words: []string{"loc"}, Args: "number", Text: "Locality of the address, likewise."},
		{Words: []string{"deldur", "delstime", "delltime"}, Also: []string{"deltime"}, Args: "number", Text: "Differences to a correlated record in duration, first and last time, in milliseconds."},
		{Words: []string{"encaps"}, Args: "name", Text: "Encapsulation: `eth`, `802q`, `llc`, `pppoe`, `isl`, `gre`, `ah`, `ipnip`, `ipnip6`, `hdlc`, `chdlc`, `atm`, `sll`, `arc`, `wlan`, `prism`, `avs`, `lrh`, `grh`, `teredo`, `ipsec`, `juniper`, `erspan`, and with the backslash of keywords `\\mpls`, `\\fddi`, `\\slip`, `\\udt`. The beginning of a name is enough."},
	},
}

var docFlags = DocGroup{
	Name: "Flags",
	Text: "These are of the direction that stands before, or of either side.",
	Docs: []Doc{
		{Words: []string{"syn", "fin", "rst", "push", "ack", "urg", "ece", "cwr"}, Also: []string{"reset"}, Text: "The TCP flag was seen; `reset` is `rst`."},
		{Words: []string{"retrans"}, Also: []string{"drop"}, Text: "TCP sent packets again, or ESP lost some."},
		{Words: []string{"outoforder"}, Also: []string{"ooo"}, Text: "TCP packets came out of order."},
		{Words: []string{"winshut"}, Text: "The TCP window was closed."},
		{Words: []string{"ecn"}, Text: "Congestion was told."},
		{Words: []string{"frag", "fragonly"}, Text: "Fragments of IPv4 were seen; nothing but later fragments was seen."},
		{Words: []string{"multipath"}, Also: []string{"mpath"}, Text: "Several pairs of link addresses were seen."},
		{Words: []string{"hello", "lsp", "csnp", "psnp"}, Text: "Kinds of IS-IS."},
	},
}

var docStates = DocGroup{
	Name: "States",
	Docs: []Doc{
		{Words: []string{"est"}, Also: []string{"con", "avail"}, Text: "TCP was established, or IPv4 packets were seen in both directions."},
		{Words: []string{"synack", "finack", "normal", "wait"}, Text: "TCP: SYN was answered; FIN was answered; closed as it should; waiting for the other side to close."},
		{Words: []string{"tcpopt", "mss", "wscale", "selackok", "selack", "tcpecho", "tcpechoreply", "tcptimestamp", "tcpcc", "tcpccnew", "tcpccecho", "secn", "decn"}, Text: "The TCP option was seen; `tcpopt` is all of them."},
		{Words: []string{"reuse"}, Text: "TCP: the ports were used before."},
		{Words: []string{"gre", "vxlan", "geneve"}, Text: "What the record is of came through such a tunnel."},
		{Words: []string{"echo", "unreach", "redirect", "timexed"}, Text: "ICMP of the kind, or a flow that such an error tells of."},
		{Words: []string{"icmpmap"}, Text: "A flow that an ICMP error tells of; what lacks the part is selected too."},
		{Words: []string{"rtr", "mbr", "lvg"}, Text: "IGMP: queries, all others, leaves."},
		{Words: []string{"start", "status", "stop", "timeout", "shut"}, Text: "Why the record was written. The sensor's causes share bits: `start` is true of stop too, `status` of stop and shutdown, `timeout` of shutdown."},
		{Words: []string{"man", "far", "event", "index"}, Also: []string{"mar"}, Text: "Type of the record: management, flow, event, index. `mar` is `man`. ra prints management records with -M man only."},
		{Words: []string{"cocode"}, Text: "Has country codes; what lacks the part is selected too."},
		{Words: []string{"error", "anon"}, Text: "True of every record."},
		{Words: []string{"svc", "cor", "inbound", "outbound"}, Text: "Known and refused: records do not tell."},
		{Words: []string{"len"}, Text: "Packet lengths and bytes, as in `tcp[13] & 2 != 0`: accepted, as in earlier releases. Records have no packets: comparisons of bytes are true of no record, those of `len` of every one."},
	},
}
