// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"testing"

	"github.com/argus-go/argus/filter/match"
)

// wrongFilters are filters that a user may get wrong, and what is told: the
// column from 1, what stands there and what was expected.
var wrongFilters = []struct{ filter, want string }{
	{"tcp or", "filter: column 7: found end of filter, want a primitive: protocol, direction, selector or test"},
	{"and tcp", "filter: column 1: found \"and\", want a primitive: protocol, direction, selector or test"},
	{"not", "filter: column 4: found end of filter, want a primitive: protocol, direction, selector or test"},
	{"( tcp", "filter: column 6: found end of filter, want `)`"},
	{"tcp )", "filter: column 5: found \")\", want `and`, `or` or the end"},
	{"port", "filter: column 5: found end of filter, want a port, a range of ports, or gt, gte, lt, lte, eq or neq and a port"},
	{"host", "filter: column 5: found end of filter, want an address or a name"},
	{"port 99999", "filter: column 6: a port is at most 65535"},
	{"port nosuchservice", "filter: column 6: port nosuchservice is unknown"},
	{"port 80-", "filter: column 8: found \"-\", want `and`, `or` or the end"},
	{"port 80 and and 443", "filter: column 13: found \"and\", want a primitive: protocol, direction, selector or test"},
	{"pkts", "filter: column 5: found end of filter, want a number, or gt, gte, lt, lte, eq or neq and a number"},
	{"pkts gt", "filter: column 8: found end of filter, want a number"},
	{"pkts foo", "filter: column 6: want a number"},
	{"pkts gt foo", "filter: column 9: found \"foo\", want a number"},
	{"bytes gt 10q", "filter: column 10: found \"10q\", want a number"},
	{"bytes gt 1.2.3.4", "filter: column 10: found \"1.2.3.4\", want a number"},
	{"bytes > 1024", "filter: column 7: found \">\", want a number, or gt, gte, lt, lte, eq or neq and a number"},
	{"dst port > 1024", "filter: column 10: found \">\", want a port, a range of ports, or gt, gte, lt, lte, eq or neq and a port"},
	{"dst port = 53", "filter: column 10: found \"=\", want a port, a range of ports, or gt, gte, lt, lte, eq or neq and a port"},
	{"net 300.1.1.1/8", "filter: column 5: 300.1.1.1 is no IPv4 address"},
	{"net 10.0.0.0/33", "filter: column 14: the prefix length must be <= 32"},
	{"net 10.0.0.0 mask foo", "filter: column 19: found \"foo\", want a network mask"},
	{"net 10.0.0.0 mask 255.0.255.300", "filter: column 5: 255.0.255.300 is no mask"},
	{"net 192.168", "filter: column 5: found \"192.168\", want a network such as 192.0.2.0/24"},
	{"net fe80::/129", "filter: column 12: the prefix length must be <= 128"},
	{"host 1.2.3.4.5", "filter: column 6: host 1.2.3.4.5 is unknown"},
	{"host 192.0.2.0/24", "filter: column 6: a prefix length or mask needs `net`"},
	{"tcp host 192.0.2.1", "filter: column 1: tcp has no addresses of its own: use `tcp and host ...`"},
	{"192.168.5.16", "filter: column 1: found \"192.168.5.16\", want a primitive: protocol, direction, selector or test"},
	{"broadcast", "filter: column 1: write `ip broadcast` or `ether broadcast`"},
	{"ether", "filter: column 6: found end of filter, want a direction or a selector"},
	{"ether port 80", "filter: column 1: ether has no ports"},
	{"ether host 00:11:22:33:44", "filter: column 14: found \":\", want `and`, `or` or the end"},
	{"ether host 00:11:22:33:44:55/49", "filter: column 30: the prefix length must be <= 48"},
	{"encaps nosuch", "filter: column 8: want an encapsulation: mpls eth 802q llc pppoe isl gre ah ipnip ipnip6 hdlc chdlc atm sll fddi slip arc wlan prism avs lrh grh teredo udt ipsec juniper erspan"},
	{"encaps 4", "filter: column 8: want an encapsulation: mpls eth 802q llc pppoe isl gre ah ipnip ipnip6 hdlc chdlc atm sll fddi slip arc wlan prism avs lrh grh teredo udt ipsec juniper erspan"},
	{"svc", "filter: column 1: svc cannot be tested"},
	{"cor", "filter: column 1: cor cannot be tested"},
	{"proto nosuch", "filter: column 7: protocol nosuch is unknown"},
	{"proto 256", "filter: column 7: an IP protocol is at most 255"},
	{"esp", "filter: column 1: found \"esp\", want a primitive: protocol, direction, selector or test"},
	{"foo", "filter: column 1: found \"foo\", want a primitive: protocol, direction, selector or test"},
	{"&&", "filter: column 1: found \"&&\", want a primitive: protocol, direction, selector or test"},
	{"tcp tcp", "filter: column 5: found \"tcp\", want `and`, `or` or the end"},
	{"src", "filter: column 4: found end of filter, want an address or a name"},
	{"src and", "filter: column 5: found \"and\", want an address or a name"},
	{"dur gt", "filter: column 7: found end of filter, want a number"},
	{"dur gt abc", "filter: column 8: found \"abc\", want a number"},
	{"ttl gt 1.5", "filter: column 8: want a number"},
	{"co USA", "filter: column 4: want a country code of two letters"},
	{`srcid "five5"`, "filter: column 7: a source id has at most 4 characters"},
	{"srcid gt 5", "filter: column 10: source ids are not compared"},
	{"inf toolong", "filter: column 5: want the name of an interface, 4 characters at most"},
	{"dsb nosuch", "filter: column 5: want a number or a code point such as ef or af11"},
	{"tcp[0", "filter: column 6: found end of filter, want `]`"},
	{"len", "filter: column 4: found end of filter, want a comparison: > < >= <= = !="},
	{"len >", "filter: column 6: found end of filter, want a number, `len` or a protocol"},
	{"stime gt 0", "filter: column 1: found \"stime\", want a primitive: protocol, direction, selector or test"},
	{`"text"`, "filter: column 1: found \"\\\"text\\\"\", want a primitive: protocol, direction, selector or test"},
	{"port 80 or 443 or", "filter: column 18: found end of filter, want a port, a range of ports, or gt, gte, lt, lte, eq or neq and a port"},
	{"tcp and (port 80 or", "filter: column 20: found end of filter, want a port, a range of ports, or gt, gte, lt, lte, eq or neq and a port"},
	{"established", "filter: column 1: found \"established\", want a primitive: protocol, direction, selector or test"},
	{"established and tcp", "filter: column 1: found \"established\", want a primitive: protocol, direction, selector or test"},
	{"$", "filter: column 1: illegal character \"$\""},
	{"tcp;udp", "filter: column 4: illegal character \";\""},
	{"#", "filter: column 1: illegal character \"#\""},
}

func TestMessages(t *testing.T) {
	for _, tt := range wrongFilters {
		_, err := match.CompileText(tt.filter, match.Options{Precision: 6, Resolver: noNames{}})
		switch {
		case err == nil:
			t.Errorf("%s: no error, want %q", tt.filter, tt.want)
		case err.Error() != tt.want:
			t.Errorf("%s:\n got %q\nwant %q", tt.filter, err, tt.want)
		}
	}
}
