// SPDX-License-Identifier: Apache-2.0

package filter

import "github.com/argus-go/argus/internal/lookup"

// recordLexicon is the lexer of the flow clients' language (clients' filter
// language, section 1).
var recordLexicon = lexicon{
	rules: []rule{
		{kEther, matchEtherColon},
		{kDotted, matchDotted4},
		{kFloat, matchFloat},
		{kNumber, matchSigned},
		{kIPv6, matchIPv6Group},
		{kName, matchName2},
		{kEscaped, matchEscaped},
		{kString, matchString},
		{kQuantity, matchQuantity},
	},
	words: words{
		// Section 3.
		single: []group{
			{cAnd, []string{"and"}},
			{cOr, []string{"or"}},
			{cNot, []string{"not"}},
			{cMask, []string{"mask"}},
			{cLen, []string{"len"}},
			{cDir, []string{"src", "dst"}},
			{cProto, []string{
				"ip", "ipv4", "ipv6", "arp", "rarp", "tcp", "udp", "icmp", "igmp", "rtp", "rtcp",
				"udt", "mpls", "vlan", "isis", "sctp", "udplite", "dccp",
			}},
			{cAddr, []string{"net", "inode", "proto", "gateway", "encaps", "co", "inf"}},
			{cCast, []string{"broadcast", "multicast"}},
			{cAlone, []string{"inbound", "outbound"}},
			{cInt, []string{
				"port", "ipid", "ttl", "tos", "vid", "vpri", "mid", "seq", "spi", "loss", "gap", "loc",
			}},
			{cFloat, []string{"rate", "load", "ploss", "lat", "lon"}},
			{cTime, []string{
				"dur", "avgdur", "tcprtt", "ackdat", "intpktact", "intpktidle", "jitact", "jitidle", "deldur", "delstime",
				"mean", "min", "max", "stddev", "idle",
			}},
			{cFlag, []string{
				"winshut", "syn", "fin", "ack", "push", "urg", "cwr", "ece", "frag", "fragonly", "ecn",
				"hello", "lsp", "csnp", "psnp",
			}},
			{cState, []string{
				"start", "stop", "status", "shut", "error", "far", "event", "index", "svc", "normal",
				"wait", "synack", "finack", "est", "cor", "timeout", "icmpmap", "echo", "unreach", "redirect",
				"timexed", "rtr", "mbr", "lvg", "cocode", "anon",
				"tcpopt", "mss", "wscale", "selackok", "selack", "tcpecho", "tcpechoreply", "tcptimestamp",
				"tcpcc", "tcpccnew", "tcpccecho", "secn", "decn", "reuse", "gre", "vxlan", "geneve",
			}},
		},
		spelled: []group{
			{cLink, []string{"ether", "link", "fddi", "ppp", "slip"}},
			{cProto, []string{"icmp6", "icmpv6", "ipv6-icmp"}},
			{cAddr, []string{"host", "addr"}},
			{cAddr, []string{"srcid", "sid"}},
			{cInt, []string{"trans", "count"}},
			{cInt, []string{"masklen", "mlen"}},
			{cInt, []string{"dsb", "dsbyte"}},
			{cInt, []string{"pkts", "pkt"}},
			{cInt, []string{"bytes", "byte"}},
			{cInt, []string{"appbytes", "appbyte", "data"}},
			{cInt, []string{"base", "tcpb"}},
			{cInt, []string{"nstroke", "nstrokes"}},
			{cTime, []string{"delltime", "deltime"}},
			{cTime, []string{"sum", "runtime"}},
			{cTime, []string{"intpkt", "inter"}},
			{cTime, []string{"jit", "jitter"}},
			{cFloat, []string{"pcr", "abr", "abratio", "pcratio"}},
			{cFloat, []string{"as", "asn"}},
			{cFlag, []string{"outoforder", "ooo"}},
			{cFlag, []string{"retrans", "drop"}},
			{cFlag, []string{"rst", "reset"}},
			{cFlag, []string{"multipath", "mpath"}},
			{cState, []string{"man", "mar"}},
			{cState, []string{"con", "avail"}},
		},
		numbers: lookup.Table[string, uint32]{
			{"gt", uint32(RelGt)},
			{"greater", uint32(RelGt)},
			{"gte", uint32(RelGe)},
			{"lt", uint32(RelLt)},
			{"less", uint32(RelLt)},
			{"lte", uint32(RelLe)},
			{"eq", uint32(RelEq)},
			{"equal", uint32(RelEq)},
			{"neq", uint32(RelNe)},
			{"notequal", uint32(RelNe)},
		},
		class: cRel,
	},
	ops: []string{
		"<<", ">>", "<=", ">=", "!=", "==", "&&", "||",
		"(", ")", "[", "]", "<", ">", "=", "!", "&", "|", "+", "-", "*", "/", ":",
	},
	wrap: true,
}

// laterWords are keywords, as written, that release 3 does not have. Where it
// accepts a name they are names.
var laterWords = lookup.Table[string, bool]{
	{"inf", true},
	{"sid", true},
	{"loc", true},
	{"count", true},
	{"masklen", true},
	{"mlen", true},
	{"lat", true},
	{"lon", true},
	{"reuse", true},
	{"gre", true},
	{"vxlan", true},
	{"geneve", true},
	{"addr", true},
	{"neq", true},
	{"notequal", true},
	{"icmp6", true},
	{"icmpv6", true},
	{"ipv6-icmp", true},
	{"ackdat", true},
	{"mean", true},
	{"min", true},
	{"max", true},
	{"stddev", true},
	{"idle", true},
	{"sum", true},
	{"runtime", true},
}

// namedBy are the selectors whose values may be names.
var namedBy = lookup.Table[string, bool]{{"", true}, {"host", true}, {"net", true}, {"port", true}, {"proto", true}, {"gateway", true}, {"encaps", true}, {"inf", true}}
