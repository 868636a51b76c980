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
func recordWords() map[string]word {
	m := make(map[string]word, 256)
	add := func(c class, names ...string) {
		for _, n := range names {
			m[n] = word{name: n, class: c}
		}
	}
	alias := func(c class, name string, others ...string) {
		add(c, name)
		for _, n := range others {
			m[n] = word{name: name, class: c}
		}
	}
	add(cAnd, "and")
	add(cOr, "or")
	add(cNot, "not")
	add(cMask, "mask")
	add(cLen, "len")
	add(cDir, "src", "dst")
	add(cProto, "ip", "ipv4", "ipv6", "arp", "rarp", "tcp", "udp", "icmp", "igmp", "rtp", "rtcp",
		"udt", "mpls", "vlan", "isis")
	alias(cLink, "ether", "link", "fddi", "ppp", "slip")
	alias(cAddr, "host", "addr")
	add(cAddr, "net", "srcid", "inode", "proto", "gateway", "encaps", "co")
	recordNumberWords(add, alias)
	recordFlagWords(add, alias)
	add(cCast, "broadcast", "multicast")
	add(cAlone, "inbound", "outbound")
	for n, r := range map[string]Rel{
		"gt": RelGt, "greater": RelGt, "gte": RelGe, "lt": RelLt, "less": RelLt, "lte": RelLe,
		"eq": RelEq, "equal": RelEq, "neq": RelNe, "notequal": RelNe,
	} {
		m[n] = word{name: n, class: cRel, num: uint32(r)}
	}
	return m
}

// recordNumberWords adds the selectors of integer and floating-point fields.
func recordNumberWords(add func(class, ...string), alias func(class, string, ...string)) {
	add(cInt, "port", "ipid", "ttl", "tos", "vid", "vpri", "mid", "trans", "seq", "spi", "deldur",
		"delstime", "loss", "gap", "tcprtt")
	alias(cInt, "dsb", "dsbyte")
	alias(cInt, "pkts", "pkt")
	alias(cInt, "bytes", "byte")
	alias(cInt, "appbytes", "appbyte", "data")
	alias(cInt, "base", "tcpb")
	alias(cInt, "nstroke", "nstrokes")
	alias(cInt, "delltime", "deltime")
	add(cFloat, "dur", "avgdur", "intpktact", "intpktidle", "jitact", "jitidle", "rate", "load", "ploss")
	alias(cFloat, "intpkt", "inter")
	alias(cFloat, "jit", "jitter")
	alias(cFloat, "pcr", "abr", "abratio", "pcratio")
	alias(cFloat, "as", "asn")
}

// recordFlagWords adds the words that are tests.
func recordFlagWords(add func(class, ...string), alias func(class, string, ...string)) {
	alias(cFlag, "outoforder", "ooo")
	alias(cFlag, "retrans", "drop")
	alias(cFlag, "rst", "reset")
	alias(cFlag, "multipath", "mpath")
	add(cFlag, "winshut", "syn", "fin", "ack", "push", "urg", "cwr", "ece", "frag", "fragonly", "ecn",
		"hello", "lsp", "csnp", "psnp")
	alias(cState, "man", "mar")
	alias(cState, "con", "avail")
	add(cState, "start", "stop", "status", "shut", "error", "far", "event", "index", "svc", "normal",
		"wait", "synack", "finack", "est", "cor", "timeout", "icmpmap", "echo", "unreach", "redirect",
		"timexed", "rtr", "mbr", "lvg", "cocode", "anon",
		"tcpopt", "mss", "wscale", "selackok", "selack", "tcpecho", "tcpechoreply", "tcptimestamp",
		"tcpcc", "tcpccnew", "tcpccecho", "secn", "decn")
}
