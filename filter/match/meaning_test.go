// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"net/netip"
	"testing"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// meanings are filters and what they mean (clients' filter language, sections
// 2, 4 and 5): each kind of primitive, each that means more or other than it
// says.
var meanings = []struct{ text, want string }{
	{"", ""},
	{"tcp", "tcp"},
	{"port 80", "src or dst port 80 and (tcp or udp)"},
	{"dst port 53", "dst port 53 and (tcp or udp)"},
	{"tcp port 80 or 443", "tcp src or dst port 80 or tcp src or dst port 443"},
	{"udp dst port gt 1024", "udp dst port gt 1024"},
	{"port 80-443", "src or dst port 80-443 and (tcp or udp)"},
	{"port domain", "src or dst port domain and (tcp or udp)"},
	{"not port 22", "not (src or dst port 22 and (tcp or udp))"},
	{"host 192.0.2.1", "src or dst host 192.0.2.1"},
	{"src 192.0.2.1", "src host 192.0.2.1"},
	{"src and dst host 192.0.2.1", "src and dst host 192.0.2.1"},
	{"arp host 192.0.2.1", "arp src or dst host 192.0.2.1"},
	{"ipv6 host fe80::1", "ipv6 src or dst host fe80::1"},
	{"host 192.0.2.1 or 192.0.2.2", "src or dst host 192.0.2.1 or src or dst host 192.0.2.2"},
	{"net 192.0.2.0/24", "src or dst net 192.0.2.0/24"},
	{"net 192.0.2.0 mask 255.255.255.0", "src or dst net 192.0.2.0 mask 255.255.255.0"},
	{"dst net ff00::/8", "dst net ff00::/8"},
	{"ether host 00:00:5e:00:53:01", "ether src or dst host 00:00:5e:00:53:01"},
	{"ether dst 00:00:5e:00:53:01", "ether dst host 00:00:5e:00:53:01"},
	{"ether host 00:00:5e:00:53:01/24", "ether src or dst host 00:00:5e:00:53:01/24"},
	{"proto udp", `proto \udp`},
	{`ip proto \tcp`, `ip proto \tcp`},
	{"ether proto 0x806", "ether proto 2054"},
	{"multicast", "ipv4 multicast"},
	{"udp multicast", "udp multicast"},
	{"ether multicast", "ether multicast"},
	{"ip broadcast", "ipv4 broadcast"},
	{"ether broadcast", "ether broadcast"},
	{"pkts gt 10", "src or dst pkts gt 10"},
	{"udp pkts gt 10", "src or dst pkts gt 10"},
	{"src and dst bytes gt 10k", "src and dst bytes gt 10k"},
	{"appbytes 0", "src or dst appbytes 0"},
	{"data lt 100", "src or dst appbytes lt 100"},
	{"dur gt 1", "dur gt 1"},
	{"udp dur gt 1", "dur gt 1"},
	{"rate gt 10.0", "src or dst rate gt 10.0"},
	{"src load lt 5.5", "src load lt 5.5"},
	{"pcr lt -0.5", "pcr lt -0.5"},
	{"abr 1.0", "pcr 1.0"},
	{"ploss gt 1.0", "src or dst ploss gt 1.0"},
	{"loss gt 0", "src or dst loss gt 0"},
	{"gap gt 0", "src or dst gap gt 0"},
	{"tcprtt gt 1000", "tcprtt gt 1000"},
	{"intpkt gt 10.0", "src and dst intpkt gt 10.0"},
	{"intpkt gt 10", "src intpkt gt 10"},
	{"src jitter lt 5.0", "src jit lt 5.0"},
	{"ttl 64", "ipv4 and src or dst ttl 64"},
	{"src ttl gt 64", "ipv4 and src ttl gt 64"},
	{"not tos 0", "not (ipv4 and src or dst tos 0)"},
	{"dsb ef", "ipv4 and src or dst dsb ef"},
	{"dsb gt 10", "ipv4 and src or dst dsb 10"},
	{"ipid 0x10", "tcp and src or dst ipid 16"},
	{"vid gt 10", "src or dst vid 10"},
	{"vpri gt 0", "src or dst vpri 0"},
	{"mid 3", "src or dst mid 3"},
	{"seq lt 10", "seq lt 10"},
	{"trans 1", "trans 1"},
	{"count gt 1", "trans gt 1"},
	{"spi 1", "spi 1"},
	{"base gt 0", "src or dst base gt 0"},
	{"nstroke gt 2", "src or dst nstroke gt 2"},
	{"as 65000", "as 65000"},
	{"co US", "src or dst co US"},
	{"srcid 192.0.2.9", "srcid 192.0.2.9"},
	{"inf eth0", "inf eth0"},
	{"encaps gre", `src or dst encaps \gre`},
	{"src encaps 802q", "src encaps 802q"},
	{"inode 192.0.2.7", "inode 192.0.2.7"},
	{"masklen 24", "src or dst masklen 24"},
	{"lat gt 10.5", "src or dst lat gt 10.5"},
	{"syn", "tcp and src or dst syn"},
	{"src syn and fin", "tcp and src syn and (tcp and src fin)"},
	{"fin and src ack", "tcp and src or dst fin and (tcp and src ack)"},
	{"udp and not syn", "udp and not (tcp and src or dst syn)"},
	{"retrans", "src or dst retrans"},
	{"dst drop", "dst retrans"},
	{"ooo", "tcp and src or dst outoforder"},
	{"frag", "ipv4 and src or dst frag"},
	{"fragonly", "fragonly"},
	{"mpath", "src or dst multipath"},
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
	{"tcp[13] & 2 != 0", "tcp[13] & 2 != 0"},
	{"len > 10", "len > 10"},
	{"tcp and (port 80 or udp)", "tcp and (src or dst port 80 and (tcp or udp) or udp)"},
	{"tcp or udp and icmp", "tcp or udp and icmp"},
}

func TestMeaning(t *testing.T) {
	for _, tt := range meanings {
		got, err := match.Text(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("%s: got %s (%v), want %s", tt.text, got, err, tt.want)
		}
	}
}

// TestMeaningIsEqual: what a filter means selects what the filter does. TestCounts
// looks at more.
func TestMeaningIsEqual(t *testing.T) {
	r := flow()
	for _, tt := range flowTests {
		text := meaningOf(t, tt.filter)
		if got := count([]*record.Record{r}, text); (got == "1") != tt.want {
			t.Errorf("%s means %s: %s", tt.filter, text, got)
		}
	}
}

// meaningOf returns what a filter means. It means the same.
func meaningOf(t *testing.T, text string) string {
	t.Helper()
	m, err := match.Text(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := match.Text(m)
	if err != nil {
		t.Fatalf("%s means %s: %v", text, m, err)
	}
	x, _ := filter.Parse(m, filter.Record)
	if x != nil && x.String() != m {
		t.Errorf("%s: %s prints as %s", text, m, x)
	}
	if len(again) < len(m) {
		t.Errorf("%s means %s, which means %s", text, m, again)
	}
	return m
}

// asked counts what a resolver is asked.
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

// TestNamesAreResolvedOnce: names are looked up when a filter is compiled, not
// for each record.
func TestNamesAreResolvedOnce(t *testing.T) {
	n := 0
	f, err := match.CompileText("host server and port domain or src host server", match.Options{Precision: 6, Resolver: asked{n: &n}})
	if err != nil {
		t.Fatal(err)
	}
	before := n
	r := flow()
	for range 10 {
		if !f(r) {
			t.Fatal("the address of the name is not selected")
		}
	}
	if before == 0 || n != before {
		t.Errorf("asked %d times for compiling, %d times in all", before, n)
	}
}
