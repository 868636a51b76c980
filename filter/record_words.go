// SPDX-License-Identifier: Apache-2.0

package filter

// recordLexicon is the lexer of the flow clients' language (clients' filter
// language, section 1).
var recordLexicon = lexicon{
	rules: []rule{
		{kEther, matchEtherColon},
		{kDotted, matchDotted(4)},
		{kFloat, matchFloat},
		{kNumber, matchSigned},
		{kIPv6, matchIPv6Group},
		{kName, matchName(2)},
		{kEscaped, matchEscaped},
		{kString, matchString},
	},
	words: recordWords(),
	ops: []string{
		"<<", ">>", "<=", ">=", "!=", "==", "&&", "||",
		"(", ")", "[", "]", "<", ">", "=", "!", "&", "|", "+", "-", "*", "/", ":",
	},
	not:  map[string]string{"&&": "and", "||": "or", "!": "not"},
	wrap: true,
}

// recordWords returns the keywords of the record dialect by spelling (section
// 3).
func recordWords() words {
	m := make(words, 256)
	m.add(cAnd, "and")
	m.add(cOr, "or")
	m.add(cNot, "not")
	m.add(cMask, "mask")
	m.add(cLen, "len")
	m.add(cDir, "src", "dst")
	m.add(cProto, "ip", "ipv4", "ipv6", "arp", "rarp", "tcp", "udp", "icmp", "igmp", "rtp", "rtcp",
		"udt", "mpls", "vlan", "isis")
	m.alias(cLink, "ether", "link", "fddi", "ppp", "slip")
	m.alias(cAddr, "host", "addr")
	m.add(cAddr, "net", "inode", "proto", "gateway", "encaps", "co", "inf")
	m.alias(cAddr, "srcid", "sid")
	recordNumberWords(m)
	recordFlagWords(m)
	m.add(cCast, "broadcast", "multicast")
	m.add(cAlone, "inbound", "outbound")
	for n, r := range map[string]Rel{
		"gt": RelGt, "greater": RelGt, "gte": RelGe, "lt": RelLt, "less": RelLt, "lte": RelLe,
		"eq": RelEq, "equal": RelEq, "neq": RelNe, "notequal": RelNe,
	} {
		m[n] = word{name: n, class: cRel, num: uint32(r)}
	}
	return m
}

// recordNumberWords adds the selectors of integer and floating-point fields.
func recordNumberWords(m words) {
	m.add(cInt, "port", "ipid", "ttl", "tos", "vid", "vpri", "mid", "seq", "spi", "deldur",
		"delstime", "loss", "gap", "tcprtt", "loc")
	m.alias(cInt, "trans", "count")
	m.alias(cInt, "masklen", "mlen")
	m.alias(cInt, "dsb", "dsbyte")
	m.alias(cInt, "pkts", "pkt")
	m.alias(cInt, "bytes", "byte")
	m.alias(cInt, "appbytes", "appbyte", "data")
	m.alias(cInt, "base", "tcpb")
	m.alias(cInt, "nstroke", "nstrokes")
	m.alias(cInt, "delltime", "deltime")
	m.add(cFloat, "dur", "avgdur", "intpktact", "intpktidle", "jitact", "jitidle", "rate", "load", "ploss", "lat", "lon")
	m.alias(cFloat, "intpkt", "inter")
	m.alias(cFloat, "jit", "jitter")
	m.alias(cFloat, "pcr", "abr", "abratio", "pcratio")
	m.alias(cFloat, "as", "asn")
}

// recordFlagWords adds the words that are tests.
func recordFlagWords(m words) {
	m.alias(cFlag, "outoforder", "ooo")
	m.alias(cFlag, "retrans", "drop")
	m.alias(cFlag, "rst", "reset")
	m.alias(cFlag, "multipath", "mpath")
	m.add(cFlag, "winshut", "syn", "fin", "ack", "push", "urg", "cwr", "ece", "frag", "fragonly", "ecn",
		"hello", "lsp", "csnp", "psnp")
	m.alias(cState, "man", "mar")
	m.alias(cState, "con", "avail")
	m.add(cState, "start", "stop", "status", "shut", "error", "far", "event", "index", "svc", "normal",
		"wait", "synack", "finack", "est", "cor", "timeout", "icmpmap", "echo", "unreach", "redirect",
		"timexed", "rtr", "mbr", "lvg", "cocode", "anon",
		"tcpopt", "mss", "wscale", "selackok", "selack", "tcpecho", "tcpechoreply", "tcptimestamp",
		"tcpcc", "tcpccnew", "tcpccecho", "secn", "decn", "reuse", "gre", "vxlan", "geneve")
}

// laterWords are keywords that release 3 does not have: where it takes a name
// they are names.
var laterWords = map[string]bool{
	"inf": true, "sid": true, "loc": true, "count": true, "masklen": true, "mlen": true, "lat": true, "lon": true,
	"reuse": true, "gre": true, "vxlan": true, "geneve": true, "addr": true, "neq": true, "notequal": true,
}

// namedBy are the selectors whose values may be names.
var namedBy = map[string]bool{"": true, "host": true, "net": true, "port": true, "proto": true, "gateway": true, "encaps": true, "inf": true}
