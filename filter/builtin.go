// SPDX-License-Identifier: Apache-2.0

package filter

// builtinProtocols are IP protocols known without the system's file, by their
// IANA names in lower case.
var builtinProtocols = map[string]uint8{
	"ip": 0, "hopopt": 0, "icmp": 1, "igmp": 2, "ggp": 3, "ipencap": 4, "st": 5, "tcp": 6, "egp": 8, "igp": 9,
	"pup": 12, "udp": 17, "hmp": 20, "xns-idp": 22, "rdp": 27, "iso-tp4": 29, "dccp": 33, "xtp": 36, "ddp": 37,
	"idpr-cmtp": 38, "ipv6": 41, "ipv6-route": 43, "ipv6-frag": 44, "idrp": 45, "rsvp": 46, "gre": 47,
	"esp": 50, "ipsec-esp": 50, "ah": 51, "ipsec-ah": 51, "skip": 57, "ipv6-icmp": 58, "icmp6": 58, "ipv6-nonxt": 59,
	"ipv6-opts": 60, "rspf": 73, "vmtp": 81, "eigrp": 88, "ospf": 89, "ospfigp": 89, "ax.25": 93, "ipip": 94,
	"etherip": 97, "encap": 98, "pim": 103, "ipcomp": 108, "vrrp": 112, "l2tp": 115, "isis": 124, "sctp": 132,
	"fc": 133, "mobility-header": 135, "udplite": 136, "mpls-in-ip": 137, "manet": 138, "hip": 139, "shim6": 140,
	"wesp": 141, "rohc": 142, "ethernet": 143,
}

// A service is a port known without the system's file.
type service struct {
	port     uint16
	tcp, udp bool
}

var builtinServices = map[string]service{
	"echo": {7, true, true}, "discard": {9, true, true}, "daytime": {13, true, true}, "chargen": {19, true, true},
	"ftp-data": {20, true, false}, "ftp": {21, true, false}, "ssh": {22, true, false}, "telnet": {23, true, false},
	"smtp": {25, true, false}, "time": {37, true, true}, "whois": {43, true, false}, "tacacs": {49, true, true},
	"domain": {53, true, true}, "bootps": {67, false, true}, "bootpc": {68, false, true}, "tftp": {69, false, true},
	"gopher": {70, true, false}, "finger": {79, true, false}, "http": {80, true, false}, "www": {80, true, false},
	"kerberos": {88, true, true}, "pop3": {110, true, false}, "sunrpc": {111, true, true}, "auth": {113, true, false},
	"nntp": {119, true, false}, "ntp": {123, false, true}, "epmap": {135, true, false}, "netbios-ns": {137, false, true},
	"netbios-dgm": {138, false, true}, "netbios-ssn": {139, true, false}, "imap2": {143, true, false},
	"imap": {143, true, false}, "snmp": {161, true, true}, "snmp-trap": {162, true, true}, "bgp": {179, true, false},
	"ldap": {389, true, true}, "https": {443, true, true}, "microsoft-ds": {445, true, true}, "isakmp": {500, false, true},
	"exec": {512, true, false}, "login": {513, true, false}, "shell": {514, true, false}, "syslog": {514, false, true},
	"route": {520, false, true}, "nfs": {2049, true, true}, "ldaps": {636, true, true}, "imaps": {993, true, false},
	"pop3s": {995, true, false}, "mysql": {3306, true, false}, "postgresql": {5432, true, false}, "mdns": {5353, false, true},
	"x11": {6000, true, false}, "http-alt": {8080, true, false},
}

func builtinPort(name, proto string) (uint16, bool) {
	s, ok := builtinServices[name]
	if !ok || proto == "tcp" && !s.tcp || proto == "udp" && !s.udp || proto == "sctp" {
		return 0, false
	}
	return s.port, true
}
