// SPDX-License-Identifier: Apache-2.0

package filter

import "github.com/argus-go/argus/internal/lookup"

// builtinProtocols are IP protocols known without the system's file, by their
// IANA names in lower case.
var builtinProtocols = lookup.Table[string, uint8]{
	{"ip", 0}, {"hopopt", 0}, {"icmp", 1}, {"igmp", 2}, {"ggp", 3}, {"ipencap", 4}, {"st", 5}, {"tcp", 6}, {"egp", 8}, {"igp", 9},
	{"pup", 12}, {"udp", 17}, {"hmp", 20}, {"xns-idp", 22}, {"rdp", 27}, {"iso-tp4", 29}, {"dccp", 33}, {"xtp", 36}, {"ddp", 37},
	{"idpr-cmtp", 38}, {"ipv6", 41}, {"ipv6-route", 43}, {"ipv6-frag", 44}, {"idrp", 45}, {"rsvp", 46}, {"gre", 47},
	{"esp", 50}, {"ipsec-esp", 50}, {"ah", 51}, {"ipsec-ah", 51}, {"skip", 57}, {"ipv6-icmp", 58}, {"icmp6", 58}, {"ipv6-nonxt", 59},
	{"ipv6-opts", 60}, {"rspf", 73}, {"vmtp", 81}, {"eigrp", 88}, {"ospf", 89}, {"ospfigp", 89}, {"ax.25", 93}, {"ipip", 94},
	{"etherip", 97}, {"encap", 98}, {"pim", 103}, {"ipcomp", 108}, {"vrrp", 112}, {"l2tp", 115}, {"isis", 124}, {"sctp", 132},
	{"fc", 133}, {"mobility-header", 135}, {"udplite", 136}, {"mpls-in-ip", 137}, {"manet", 138}, {"hip", 139}, {"shim6", 140},
	{"wesp", 141}, {"rohc", 142}, {"ethernet", 143},
}

// A service is a port known without the system's file.
type service struct {
	port     uint16
	tcp, udp bool
}

var builtinServices = lookup.Table[string, service]{
	{"echo", service{7, true, true}}, {"discard", service{9, true, true}}, {"daytime", service{13, true, true}}, {"chargen", service{19, true, true}},
	{"ftp-data", service{20, true, false}}, {"ftp", service{21, true, false}}, {"ssh", service{22, true, false}}, {"telnet", service{23, true, false}},
	{"smtp", service{25, true, false}}, {"time", service{37, true, true}}, {"whois", service{43, true, false}}, {"tacacs", service{49, true, true}},
	{"domain", service{53, true, true}}, {"bootps", service{67, false, true}}, {"bootpc", service{68, false, true}}, {"tftp", service{69, false, true}},
	{"gopher", service{70, true, false}}, {"finger", service{79, true, false}}, {"http", service{80, true, false}}, {"www", service{80, true, false}},
	{"kerberos", service{88, true, true}}, {"pop3", service{110, true, false}}, {"sunrpc", service{111, true, true}}, {"auth", service{113, true, false}},
	{"nntp", service{119, true, false}}, {"ntp", service{123, false, true}}, {"epmap", service{135, true, false}}, {"netbios-ns", service{137, false, true}},
	{"netbios-dgm", service{138, false, true}}, {"netbios-ssn", service{139, true, false}}, {"imap2", service{143, true, false}},
	{"imap", service{143, true, false}}, {"snmp", service{161, true, true}}, {"snmp-trap", service{162, true, true}}, {"bgp", service{179, true, false}},
	{"ldap", service{389, true, true}}, {"https", service{443, true, true}}, {"microsoft-ds", service{445, true, true}}, {"isakmp", service{500, false, true}},
	{"exec", service{512, true, false}}, {"login", service{513, true, false}}, {"shell", service{514, true, false}}, {"syslog", service{514, false, true}},
	{"route", service{520, false, true}}, {"nfs", service{2049, true, true}}, {"ldaps", service{636, true, true}}, {"imaps", service{993, true, false}},
	{"pop3s", service{995, true, false}}, {"mysql", service{3306, true, false}}, {"postgresql", service{5432, true, false}}, {"mdns", service{5353, false, true}},
	{"x11", service{6000, true, false}}, {"http-alt", service{8080, true, false}},
}

func builtinPort(name, proto string) (uint16, bool) {
	s, ok := builtinServices.Find(name)
	if !ok || proto == "tcp" && !s.tcp || proto == "udp" && !s.udp || proto == "sctp" {
		return 0, false
	}
	return s.port, true
}
