// SPDX-License-Identifier: Apache-2.0

package filter

import "github.com/argus-go/argus/internal/lookup"

// A class says what a keyword may be used for.
type class uint8

const (
	cAnd class = iota + 1
	cOr
	cNot
	cMask
	cLen
	cNumber // a named number
	cProto  // protocol: qualifier, abbreviation or with [ ]
	cDir    // direction
	cSel    // kind of value, may follow a direction
	cSelOne // kind of value, without direction
	cCast   // broadcast, multicast
	cAlone  // a test without arguments
	cOptNum // an optional number follows
	cNum    // a number follows
	cArg    // a name (or number) follows
	cByte   // `byte N op N`
	cType   // 802.11 frame type, optional subtype
	cLLC    // optional LLC type
	cField  // `vpi N`, `vpi > N`, `vpi (N or N)`

	// Record dialect only.
	cInt    // integer selector
	cFloat  // number selector
	cTime   // selector of a duration, whose value may have a unit
	cAddr   // selector with its own values
	cFlag   // flag word
	cState  // test alone
	cRel    // gt, lt, ...
	cLink   // protocol qualifier only
	cAsWord // protocol that is no keyword elsewhere
)

// A word is a keyword.
type word struct {
	name  string // canonical spelling
	class class
	num   uint32 // cNumber
}

// packetLexicon is the lexer of pcap-filter(7).
var packetLexicon = lexicon{
	rules: []rule{
		{kEther, matchEther},
		{kNumber, matchNumber},
		{kDotted, matchDotted2},
		{kIPv6, matchIPv6},
		{kName, matchName1},
		{kEscaped, matchEscaped},
		{kARCnet, matchARCnet},
	},
	words: words{
		single: []group{
			{cAnd, []string{"and"}},
			{cOr, []string{"or"}},
			{cNot, []string{"not"}},
			{cMask, []string{"mask"}},
			{cProto, []string{
				"ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp",
				"pim", "vrrp", "carp", "ah", "esp", "atalk", "aarp", "decnet", "lat", "sca", "moprc", "mopdl",
				"iso", "clnp", "stp", "ipx", "netbeui", "l1", "l2", "iih", "lsp", "snp", "csnp", "psnp", "radio",
			}},
			{cDir, []string{"src", "dst", "ra", "ta"}},
			{cSel, []string{"host", "net", "port", "portrange"}},
			{cSelOne, []string{"gateway", "proto", "protochain"}},
			{cCast, []string{"broadcast", "multicast"}},
			{cAlone, []string{
				"inbound", "outbound", "pppoed", "lane", "metac", "bcc", "oam", "oamf4", "oamf4ec",
				"oamf4sc", "sc", "ilmic", "connectmsg", "metaconnect", "fisu", "msu", "hfisu", "hlssu", "hmsu",
			}},
			{cOptNum, []string{"vlan", "mpls", "pppoes", "geneve"}},
			{cNum, []string{"less", "greater", "ifindex"}},
			{cArg, []string{"reason", "action", "subtype"}},
			{cByte, []string{"byte"}},
			{cType, []string{"type"}},
			{cLLC, []string{"llc"}},
			{cField, []string{"vpi", "vci", "sio", "opc", "dpc", "sls", "hsio", "hopc", "hdpc", "hsls"}},
		},
		spelled: []group{
			{cLen, []string{"len", "length"}},
			{cProto, []string{"ether", "link", "ppp", "slip", "fddi", "tr", "wlan"}},
			{cProto, []string{"esis", "es-is"}},
			{cProto, []string{"isis", "is-is"}},
			{cDir, []string{"addr1", "address1"}},
			{cDir, []string{"addr2", "address2"}},
			{cDir, []string{"addr3", "address3"}},
			{cDir, []string{"addr4", "address4"}},
			{cAlone, []string{"lssu", "lsu"}},
			{cNum, []string{"rnr", "rulenum"}},
			{cNum, []string{"srnr", "subrulenum"}},
			{cArg, []string{"on", "ifname"}},
			{cArg, []string{"rset", "ruleset"}},
			{cArg, []string{"dir", "direction"}},
		},
		numbers: packetNumbers,
		class:   cNumber,
	},
	ops: []string{
		"<<", ">>", "<=", ">=", "!=", "==", "&&", "||",
		"(", ")", "[", "]", "<", ">", "=", "!", "&", "|", "^", "%", "+", "-", "*", "/", ":",
	},
}

// packetNumbers are the names of offsets, types and flags.
var packetNumbers = lookup.Table[string, uint32]{
	{"tcpflags", 13},
	{"icmptype", 0},
	{"icmpcode", 1},
	{"icmp6type", 0},
	{"icmp6code", 1},

	{"tcp-fin", 1},
	{"tcp-syn", 2},
	{"tcp-rst", 4},
	{"tcp-push", 8},
	{"tcp-ack", 0x10},
	{"tcp-urg", 0x20},
	{"tcp-ece", 0x40},
	{"tcp-cwr", 0x80},

	{"icmp-echoreply", 0},
	{"icmp-unreach", 3},
	{"icmp-sourcequench", 4},
	{"icmp-redirect", 5},
	{"icmp-echo", 8},
	{"icmp-routeradvert", 9},
	{"icmp-routersolicit", 10},
	{"icmp-timxceed", 11},
	{"icmp-paramprob", 12},
	{"icmp-tstamp", 13},
	{"icmp-tstampreply", 14},
	{"icmp-ireq", 15},
	{"icmp-ireqreply", 16},
	{"icmp-maskreq", 17},
	{"icmp-maskreply", 18},

	{"icmp6-destinationunreach", 1},
	{"icmp6-packettoobig", 2},
	{"icmp6-timeexceeded", 3},
	{"icmp6-parameterproblem", 4},
	{"icmp6-echo", 128},
	{"icmp6-echoreply", 129},
	{"icmp6-multicastlistenerquery", 130},
	{"icmp6-multicastlistenerreportv1", 131},
	{"icmp6-multicastlistenerdone", 132},
	{"icmp6-routersolicit", 133},
	{"icmp6-routeradvert", 134},
	{"icmp6-neighborsolicit", 135},
	{"icmp6-neighboradvert", 136},
	{"icmp6-redirect", 137},
	{"icmp6-routerrenum", 138},
	{"icmp6-nodeinformationquery", 139},
	{"icmp6-nodeinformationresponse", 140},
	{"icmp6-ineighbordiscoverysolicit", 141},
	{"icmp6-ineighbordiscoveryadvert", 142},
	{"icmp6-multicastlistenerreportv2", 143},
	{"icmp6-homeagentdiscoveryrequest", 144},
	{"icmp6-homeagentdiscoveryreply", 145},
	{"icmp6-mobileprefixsolicit", 146},
	{"icmp6-mobileprefixadvert", 147},
	{"icmp6-certpathsolicit", 148},
	{"icmp6-certpathadvert", 149},
	{"icmp6-multicastrouteradvert", 151},
	{"icmp6-multicastroutersolicit", 152},
	{"icmp6-multicastrouterterm", 153},
}
