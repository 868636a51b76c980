// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"testing"

	"github.com/argus-go/argus/filter/match"
)

// wrongFilters are filters with mistakes that users make, and their errors: the
// column, what was found there and what was expected.
var wrongFilters = []struct{ filter, want string }{
	{"tcp or", "filter: column 7: found end of filter, want a primitive: protocol, direction, selector or test"},
	{"and tcp", "filter: column 1: found \"and\", want a primitive: protocol, direction, selector or test"},
	{"not", "filter: column 4: found end of filter, want a primitive: protocol, direction, selector or test"},
	{"( tcp", "filter: column 6: found end of filter, want `)`"},
	{"tcp )", "filter: column 5: found \")\", want `and`, `or` or the end"},
	{"port", "filter: column 5: found end of filter, want a port, a range of ports, or a relation (> >= < <= = !=) and a number"},
	{"host", "filter: column 5: found end of filter, want an address or a name"},
	{"port 99999", "filter: column 6: a port is at most 65535"},
	{"port nosuchservice", "filter: column 6: port nosuchservice is unknown"},
	{"port 80-", "filter: column 8: found \"-\", want `and`, `or` or the end"},
	{"port 80 and and 443", "filter: column 13: found \"and\", want a primitive: protocol, direction, selector or test"},
	{"pkts", "filter: column 5: found end of filter, want a number, or a relation (> >= < <= = !=) and a number"},
	{"pkts gt", "filter: column 8: found end of filter, want a number"},
	{"pkts foo", "filter: column 6: found \"foo\", want a number, or a relation (> >= < <= = !=) and a number"},
	{"pkts gt foo", "filter: column 9: found \"foo\", want a number"},
	{"bytes gt 10q", "filter: column 10: found \"10q\", want a number, which may end in k, M, G or T"},
	{"bytes gt 1.2.3.4", "filter: column 10: found \"1.2.3.4\", want a number"},
	{"net 300.1.1.1/8", "filter: column 5: 300.1.1.1 is not an IPv4 address"},
	{"net 10.0.0.0/33", "filter: column 14: the prefix length must be <= 32"},
	{"net 10.0.0.0 mask foo", "filter: column 19: found \"foo\", want a network mask"},
	{"net 10.0.0.0 mask 255.0.255.300", "filter: column 5: 255.0.255.300 is not a network mask"},
	{"net 192.168", "filter: column 5: found \"192.168\", want a network such as 192.0.2.0/24"},
	{"net fe80::/129", "filter: column 12: the prefix length must be <= 128"},
	{"host 1.2.3.4.5", "filter: column 6: host 1.2.3.4.5 is unknown"},
	{"host 192.0.2.0/24", "filter: column 6: a prefix length or mask needs `net`"},
	{"tcp host 192.0.2.1", "filter: column 1: tcp has no addresses of its own: use `tcp and host ...`"},
	{"192.168.5.16", "filter: column 1: found \"192.168.5.16\", want `host` or `net` before an address"},
	{"broadcast", "filter: column 1: write `ip broadcast` or `ether broadcast`"},
	{"ether", "filter: column 6: found end of filter, want a direction or a selector"},
	{"ether port 80", "filter: column 1: ether has no ports"},
	{"ether host 00:11:22:33:44", "filter: column 14: found \":\", want `and`, `or` or the end"},
	{"ether host 00:11:22:33:44:55/49", "filter: column 30: the prefix length must be <= 48"},
	{"encaps nosuch", "filter: column 8: want an encapsulation: mpls eth 802q llc pppoe isl gre ah ipnip ipnip6 hdlc chdlc atm sll fddi slip arc wlan prism avs lrh grh teredo udt ipsec juniper erspan"},
	{"encaps 4", "filter: column 8: want an encapsulation: mpls eth 802q llc pppoe isl gre ah ipnip ipnip6 hdlc chdlc atm sll fddi slip arc wlan prism avs lrh grh teredo udt ipsec juniper erspan"},
	{"svc", "filter: column 1: svc cannot be tested: records do not carry this information"},
	{"cor", "filter: column 1: cor cannot be tested: records do not carry this information"},
	{"proto nosuch", "filter: column 7: protocol nosuch is unknown"},
	{"proto 256", "filter: column 7: the number of an IP protocol is at most 255"},
	{"esp", "filter: column 1: unknown word \"esp\": did you mean \"proto esp\"?"},
	{"foo", "filter: column 1: found \"foo\", want a primitive: protocol, direction, selector or test"},
	{"&&", "filter: column 1: found \"&&\", want a primitive: protocol, direction, selector or test"},
	{"tcp tcp", "filter: column 5: found \"tcp\", want `and`, `or` or the end"},
	{"src", "filter: column 4: found end of filter, want an address or a name"},
	{"src and", "filter: column 5: found \"and\", want an address or a name"},
	{"dur gt", "filter: column 7: found end of filter, want a number or a duration such as 10ms"},
	{"dur gt abc", "filter: column 8: found \"abc\", want a number or a duration such as 10ms"},
	{"ttl gt 1.5", "filter: column 8: want a number"},
	{"co USA", "filter: column 4: want a country code of two letters"},
	{`srcid "five5"`, "filter: column 7: a source id has at most 4 characters"},
	{"srcid gt 5", "filter: column 10: want a source id without a relation"},
	{"inf toolong", "filter: column 5: want the name of an interface, at most 4 characters"},
	{"dsb nosuch", "filter: column 5: want a number or a code point such as ef or af11"},
	{"tcp[0", "filter: column 6: found end of filter, want `]`"},
	{"len", "filter: column 4: found end of filter, want a comparison: > < >= <= = !="},
	{"len >", "filter: column 6: found end of filter, want a number, `len` or a protocol"},
	{"stime gt 0", "filter: column 1: found \"stime\", want a primitive: protocol, direction, selector or test"},
	{`"text"`, "filter: column 1: found \"\\\"text\\\"\", want a primitive: protocol, direction, selector or test"},
	{"port 80 or 443 or", "filter: column 18: found end of filter, want a port, a range of ports, or a relation (> >= < <= = !=) and a number"},
	{"tcp and (port 80 or", "filter: column 20: found end of filter, want a port, a range of ports, or a relation (> >= < <= = !=) and a number"},
	{"established", "filter: column 1: found \"established\", want a primitive: protocol, direction, selector or test"},
	{"established and tcp", "filter: column 1: found \"established\", want a primitive: protocol, direction, selector or test"},
	{"bytes >", "filter: column 8: found end of filter, want a number"},
	{"bytes > 10s", "filter: column 9: found \"10s\", want a number, which may end in k, M, G or T"},
	{"bytes >> 5", "filter: column 7: found \">>\", want a number, or a relation (> >= < <= = !=) and a number"},
	{"dur gt 1x", "filter: column 8: found \"1x\", want a number, which may end in ns, us, ms, s, m (or min), h or d"},
	{"dur 1k", "filter: column 5: found \"1k\", want a number, which may end in ns, us, ms, s, m (or min), h or d"},
	{"tcprtt > 0.5", "filter: column 10: want a whole number of microseconds, or a number with a unit such as 1.5ms"},
	{"deldur > 0.5", "filter: column 10: want a whole number of milliseconds, or a number with a unit such as 1.5ms"},
	{"vlan 1.5", "filter: column 6: want a number"},
	{"vlan 10k", "filter: column 6: found \"10k\", want a number"},
	{"src vlan", "filter: column 9: found end of filter, want a number, or a relation (> >= < <= = !=) and a number"},
	{"host = 192.0.2.1", "filter: column 6: found \"=\", want an address or a name"},
	{"ether proto gt 5", "filter: column 16: want an Ethernet type without a relation"},
	{"tpc", "filter: column 1: unknown word \"tpc\": did you mean \"tcp\"?"},
	{"tcp adn udp", "filter: column 5: unknown word \"adn\": did you mean \"and\"?"},
	{"tcp and hots 192.0.2.1", "filter: column 9: unknown word \"hots\": did you mean \"host\"?"},
	{"bytse gt 5", "filter: column 1: unknown word \"bytse\": did you mean \"bytes\"?"},
	{"bytes gtt 5", "filter: column 7: unknown word \"gtt\": did you mean \"gt\"?"},
	{"retransmit", "filter: column 1: found \"retransmit\", want a primitive: protocol, direction, selector or test"},
	{"multicats", "filter: column 1: unknown word \"multicats\": did you mean \"multicast\"?"},
	{"ospf", "filter: column 1: unknown word \"ospf\": did you mean \"proto ospf\"?"},
	{"saddr 192.0.2.1", "filter: column 1: unknown word \"saddr\": did you mean \"src host\"?"},
	{"tcp and dport 80", "filter: column 9: unknown word \"dport\": did you mean \"dst port\"?"},
	{"dbytes gt 5", "filter: column 1: unknown word \"dbytes\": did you mean \"dst bytes\"?"},
	{"smac 0:0:5e:0:53:1", "filter: column 1: unknown word \"smac\": did you mean \"ether src\"?"},
	{"2001:db8::1", "filter: column 1: found \"2001:db8::1\", want `host` or `net` before an address"},
	{"0:1:2:3:4:5", "filter: column 1: found \"0:1:2:3:4:5\", want `ether host` before a hardware address"},
	{"$", "filter: column 1: illegal character \"$\""},
	{"tcp;udp", "filter: column 4: illegal character \";\""},
	{"#", "filter: column 1: illegal character \"#\""},
}

func TestMessages(t *testing.T) {
	for _, tt := range wrongFilters {
		_, err := match.Compile(tt.filter, match.Options{Precision: 6, Resolver: noNames{}})
		switch {
		case err == nil:
			t.Errorf("%s: no error, want %q", tt.filter, tt.want)
		case err.Error() != tt.want:
			t.Errorf("%s:\n got %q\nwant %q", tt.filter, err, tt.want)
		}
	}
}
