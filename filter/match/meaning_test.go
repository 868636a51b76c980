// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"net/netip"
	"testing"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// meanings are filters and their explanations (clients' filter language, sections
// 2, 4 and 5): every kind of primitive, and each that implies something.
var meanings = []struct{ text, want string }{
	{"", ""},
	{"tcp", "tcp"},
	{"port 80", "(src port 80 or dst port 80) and (tcp or udp or sctp or udplite or dccp)"},
	{"sctp port 2905", "sctp src port 2905 or sctp dst port 2905"},
	{"dst port 53", "dst port 53 and (tcp or udp or sctp or udplite or dccp)"},
	{"tcp port 80 or 443", "tcp src port 80 or tcp dst port 80 or tcp src port 443 or tcp dst port 443"},
	{"udp dst port gt 1024", "udp dst port gt 1024"},
	{"port 80-443", "(src port gte 80 or dst port gte 80) and (src port lte 443 or dst port lte 443) and (tcp or udp or sctp or udplite or dccp)"},
	{"port domain", "(src port domain or dst port domain) and (tcp or udp or sctp or udplite or dccp)"},
	{"not port 22", "not ((src port 22 or dst port 22) and (tcp or udp or sctp or udplite or dccp))"},
	{"host 192.0.2.1", "src host 192.0.2.1 or dst host 192.0.2.1"},
	{"src 192.0.2.1", "src host 192.0.2.1"},
	{"src and dst host 192.0.2.1", "src host 192.0.2.1 and dst host 192.0.2.1"},
	{"arp host 192.0.2.1", "arp src host 192.0.2.1 or arp dst host 192.0.2.1"},
	{"ipv6 host fe80::1", "ipv6 src host fe80::1 or ipv6 dst host fe80::1"},
	{"host 192.0.2.1 or 192.0.2.2", "src host 192.0.2.1 or dst host 192.0.2.1 or src host 192.0.2.2 or dst host 192.0.2.2"},
	{"net 192.0.2.0/24", "src net 192.0.2.0/24 or dst net 192.0.2.0/24"},
	{"net 192.0.2.0 mask 255.255.255.0", "src net 192.0.2.0 mask 255.255.255.0 or dst net 192.0.2.0 mask 255.255.255.0"},
	{"dst net ff00::/8", "dst net ff00::/8"},
	{"ether host 00:00:5e:00:53:01", "ether src host 00:00:5e:00:53:01 or ether dst host 00:00:5e:00:53:01"},
	{"ether dst 00:00:5e:00:53:01", "ether dst host 00:00:5e:00:53:01"},
	{"ether host 00:00:5e:00:53:01/24", "ether src host 00:00:5e:00:53:01/24 or ether dst host 00:00:5e:00:53:01/24"},
	{"proto udp", `proto \udp`},
	{`ip proto \tcp`, `ip proto \tcp`},
	{"ether proto 0x806", "ether proto 2054"},
	{"multicast", "ipv4 multicast"},
	{"udp multicast", "udp multicast"},
	{"ether multicast", "ether multicast"},
	{"ip broadcast", "ipv4 broadcast"},
	{"ether broadcast", "ether broadcast"},
	{"pkts gt 10", "src pkts gt 10 or dst pkts gt 10"},
	{"udp pkts gt 10", "src pkts gt 10 or dst pkts gt 10"},
	{"src and dst bytes gt 10k", "src bytes gt 10k and dst bytes gt 10k"},
	{"appbytes 0", "src appbytes 0 or dst appbytes 0"},
	{"data lt 100", "src appbytes lt 100 or dst appbytes lt 100"},
	{"dur gt 1", "dur gt 1"},
	{"udp dur gt 1", "dur gt 1"},
	{"rate gt 10.0", "src rate gt 10.0 or dst rate gt 10.0"},
	{"src load lt 5.5", "src load lt 5.5"},
	{"pcr lt -0.5", "pcr lt -0.5"},
	{"abr 1.0", "pcr 1.0"},
	{"ploss gt 1.0", "src ploss gt 1.0 or dst ploss gt 1.0"},
	{"loss gt 0", "src loss gt 0 or dst loss gt 0"},
	{"gap gt 0", "src gap gt 0 or dst gap gt 0"},
	{"tcprtt gt 1000", "tcprtt gt 1000"},
	{"intpkt gt 10.0", "src intpkt gt 10.0 and dst intpkt gt 10.0"},
	{"intpkt gt 10", "src intpkt gt 10"},
	{"src jitter lt 5.0", "src jit lt 5.0"},
	{"ttl 64", "ipv4 and (src ttl 64 or dst ttl 64)"},
	{"src ttl gt 64", "ipv4 and src ttl gt 64"},
	{"not tos 0", "not (ipv4 and (src tos 0 or dst tos 0))"},
	{"dsb ef", "ipv4 and (src dsb ef or dst dsb ef)"},
	{"dsb gt 10", "ipv4 and (src dsb 10 or dst dsb 10)"},
	{"ipid 0x10", "tcp and (src ipid 16 or dst ipid 16)"},
	{"vid gt 10", "src vid 10 or dst vid 10"},
	{"vpri gt 0", "src vpri 0 or dst vpri 0"},
	{"mid 3", "src mid 3 or dst mid 3"},
	{"seq lt 10", "seq lt 10"},
	{"trans 1", "trans 1"},
	{"count gt 1", "trans gt 1"},
	{"spi 1", "spi 1"},
	{"base gt 0", "src base gt 0 or dst base gt 0"},
	{"nstroke gt 2", "src nstroke gt 2 or dst nstroke gt 2"},
	{"as 65000", "src as 65000 or dst as 65000"},
	{"co US", "src co US or dst co US"},
	{"srcid 192.0.2.9", "srcid 192.0.2.9"},
	{"inf eth0", "inf eth0"},
	{"encaps gre", `src encaps \gre or dst encaps \gre`},
	{"src encaps 802q", "src encaps 802q"},
	{"inode 192.0.2.7", "inode 192.0.2.7"},
	{"masklen 24", "src masklen 24 or dst masklen 24"},
	{"lat gt 10.5", "src lat gt 10.5 or dst lat gt 10.5"},
	{"syn", "tcp and (src syn or dst syn)"},
	{"src syn and fin", "tcp and src syn and tcp and src fin"},
	{"fin and src ack", "tcp and (src fin or dst fin) and tcp and src ack"},
	{"udp and not syn", "udp and (not (tcp and (src syn or dst syn)))"},
	{"retrans", "src retrans or dst retrans"},
	{"dst drop", "dst retrans"},
	{"ooo", "tcp and (src outoforder or dst outoforder)"},
	{"frag", "ipv4 and (src frag or dst frag)"},
	{"fragonly", "fragonly"},
	{"mpath", "src multipath or dst multipath"},
	{"hello", "hello"},
	{"synack", "tcp and synack"},
	{"est", "est"},
	{"con", "con"},
	{"normal", "tcp and normal"},
	{"mss", "ipv4 and mss"},
	{"tcpopt", "ipv4 and tcpopt"},
	{"echo", "echo"},
	{"unreach", "unreach"},
	{"icmpmap", "icmpmap"},
	{"rtr", "rtr"},
	{"start", "start"},
	{"man", "man"},
	{"mar", "man"},
	{"far", "far"},
	{"cocode", "cocode"},
	{"error", "error"},
	{"reuse", "tcp and reuse"},
	{"gre", "gre"},
	{"vlan", "vlan"},
	{"rarp", "rarp"},
	{"tcp[13] & 2 != 0", "(tcp[13] & 2) != 0"},
	{"len > 10", "len > 10"},
	{"tcp and (port 80 or udp)", "tcp and (((src port 80 or dst port 80) and (tcp or udp or sctp or udplite or dccp)) or udp)"},
	{"tcp or udp and icmp", "(tcp or udp) and icmp"},
	{"not tcp and udp", "(not tcp) and udp"},
	{"not not tcp", "not (not tcp)"},
	{"tcp or (udp or icmp)", "tcp or udp or icmp"},
	{"tcp and udp or icmp and arp", "((tcp and udp) or icmp) and arp"},
	{"tcp and len > 10", "tcp and (len > 10)"},
	{"src and dst host server", "src and dst host server"},
	{"tcp and src and dst host server", "tcp and (src and dst host server)"},
	{"src host server", "src host server"},
	{"port 443-80", "(src port gte 80 or dst port gte 80) and (src port lte 443 or dst port lte 443) and (tcp or udp or sctp or udplite or dccp)"},
	{"udp dst port 5-6", "udp dst port gte 5 and udp dst port lte 6"},
	{"bytes>300", "src bytes gt 300 or dst bytes gt 300"},
	{"port != 80", "(src port neq 80 or dst port neq 80) and (tcp or udp or sctp or udplite or dccp)"},
	{"vlan 505", "src vlan 505 or dst vlan 505"},
	{"not vlan id 505 and tcp", "(not (src vlan 505 or dst vlan 505)) and tcp"},
	{"mpls 3", "src mpls 3 or dst mpls 3"},
	{"dur > 1.5s", "dur gt 1.5s"},
	{"intpkt > 10ms", "src intpkt gt 10ms and dst intpkt gt 10ms"},
	{"synack < 1ms", "synack lt 1ms"},
	{"src seq 5", "seq 5"},
	{"dst dur > 1s", "dur gt 1s"},
	{"icmp6 and host fe80::1", "icmp6 and (src host fe80::1 or dst host fe80::1)"},
	{"icmp6 src host fe80::1", "icmp6 and ipv6 src host fe80::1"},
	{"ipv6-icmp", "icmp6"},
	{"proto ipv6-icmp", `proto \ipv6-icmp`},
}

func TestExplain(t *testing.T) {
	for _, tt := range meanings {
		if got := explained(t, tt.text); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// TestExplainedIsEqual checks that an explained filter accepts what the filter
// accepts. TestCounts compares more.
func TestExplainedIsEqual(t *testing.T) {
	r := flow()
	for _, tt := range flowTests {
		text := explained(t, tt.filter)
		if got := count([]*record.Record{r}, text); (got == "1") != tt.want {
			t.Errorf("%s, explained as %s: %s", tt.filter, text, got)
		}
	}
}

// explained returns the explanation of a filter, which must be a filter that is
// not explained in fewer words.
func explained(t *testing.T, text string) string {
	t.Helper()
	m := compile(t, text).Explain()
	if again := compile(t, m).Explain(); len(again) < len(m) {
		t.Errorf("%s is explained as %s, which is explained as %s", text, m, again)
	}
	return m
}

// asked counts the questions to a resolver.
type asked struct {
	noNames
	n *int
}

func (a asked) Host(string) ([]netip.Addr, bool) {
	*a.n++
	return []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}, true
}

func (a asked) Port(name, proto string) (uint16, bool) {
	*a.n++
	return a.noNames.Port(name, proto)
}

// TestNamesAreResolvedOnce checks that names are looked up when a filter is
// compiled, not for each record.
func TestNamesAreResolvedOnce(t *testing.T) {
	n := 0
	f, err := match.Compile("host server and port domain or src host server", match.Options{Precision: 6, Resolver: asked{n: &n}})
	if err != nil {
		t.Fatal(err)
	}
	before := n
	r := flow()
	for range 10 {
		if !f.Match(r) {
			t.Fatal("the address of the name does not match")
		}
	}
	if before == 0 || n != before {
		t.Errorf("asked %d times for compiling, %d times in all", before, n)
	}
}
