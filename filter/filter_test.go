// SPDX-License-Identifier: Apache-2.0

package filter_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/filter"
)

// Each text and how it prints: with the inherited qualifiers filled in, as
// pcap-filter(7) and the clients' filter language (section 2) say.
var packetTests = []struct{ text, want string }{
	{"", ""},
	{"tcp", "tcp"},
	{"tcp port 80 or 443", "tcp port 80 or tcp port 443"},
	{"tcp dst port ftp or ftp-data or domain", "tcp dst port ftp or tcp dst port ftp-data or tcp dst port domain"},
	{"not host vs and ace", "not host vs and host ace"},
	{"not (host vs or ace)", "not (host vs or host ace)"},
	{"host helios and (hot or ace)", "host helios and (host hot or host ace)"},
	{"a or b", "error"},
	{"src or dst port 5 && !icmp", "src or dst port 5 and not icmp"},
	{"dst and src host 1.2.3.4", "src and dst host 1.2.3.4"},
	{"ip proto \\tcp", "ip proto \\tcp"},
	{"ip proto tcp", "error"},
	{"port (80 or 443)", "port 80 or port 443"},
	{"tcp or udp and icmp", "tcp or udp and icmp"},
	{"tcp or (udp and icmp)", "tcp or (udp and icmp)"},
	{"(port 80) or 443", "error"},
	{"net 10.1/16 or net 10.0.0.0 mask 255.0.0.0", "net 10.1/16 or net 10.0.0.0 mask 255.0.0.0"},
	{"net fe80::/10", "net fe80::/10"},
	{"tcp[tcpflags] & (tcp-syn|tcp-ack) != 0", "tcp[13] & (2 | 16) != 0"},
	{
		"tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
		"tcp port 80 and ip[2:2] - ((ip[0] & 15) << 2) - ((tcp[12] & 240) >> 2) != 0",
	},
	{"ip[0] * 3 % 5 + 1 = 1", "ip[0] * (3 % 5 + 1) = 1"},
	{"2 + ip[0] ^ 3 & 5 = -len", "2 + (ip[0] ^ 3 & 5) = - len"},
	{"ip[0:3] = 1", "error"},
	{"wlan type mgt subtype beacon", "ether type mgt subtype beacon"},
	{"wlan addr2 0:2:3:4:5:6", "ether addr2 0:2:3:4:5:6"},
	{"vlan 100 && vlan 200", "vlan 100 and vlan 200"},
	{"vlan 10 and 20", "error"},
	{"vpi > 3 and vci (4 or 5)", "vpi > 3 and (vci 4 or vci 5)"},
	{"llc rnr and byte 3 & 4", "llc \\rnr and byte 3 & 4"},
	{"on em0 and reason match", "on em0 and reason match"},
	{"len-1 = 3", "error"},
	{"1.2.3.4", "error"},
	{"$5", "error"},
	{"host $5", "host $5"},
	{"5000000000 = len", "error"},
	{"port 0x50", "port 80"},
	{"gateway snup and (port ftp or ftp-data)", "gateway snup and (port ftp or port ftp-data)"},
}

var recordTests = []struct{ text, want string }{
	{"", ""},
	{"port 80 or 443", "port 80 or port 443"},
	{"src ack and fin", "src ack and src fin"},
	{"fin and src ack", "fin and src ack"},
	{"dst port (80 or 443)", "dst port 80 or dst port 443"},
	{"dst port > 1024", "dst port gt 1024"},
	{"bytes > 300", "bytes gt 300"},
	{"bytes>300", "bytes gt 300"},
	{"src bytes>=300", "src bytes gte 300"},
	{"bytes<300 or >10k", "bytes lt 300 or bytes gt 10k"},
	{"pkts = 1 or == 2 or 3", "pkts 1 or pkts 2 or pkts 3"},
	{"pkts!=1", "pkts neq 1"},
	{"pkts (> 1 and < 5)", "pkts gt 1 and pkts lt 5"},
	{"bytes =< 5", "error"},
	{"bytes > ", "error"},
	{"host = 192.0.2.1", "error"},
	{"dur gt 1s", "dur gt 1s"},
	{"dur>1.5s", "dur gt 1.5s"},
	{"dur < .5s", "dur lt .5s"},
	{"delstime > -5ms", "delstime gt -5ms"},
	{"tcprtt 20µs", "tcprtt 20µs"},
	{"dur gt 1x", "error"},
	{"dur gt 1k", "error"},
	{"dur gt 200000d", "error"},
	{"bytes -5k", "bytes -5k"},
	{"bytes gt 10s", "error"},
	{"port 10k", "port 10k"},
	{"vlan", "vlan"},
	{"vlan 505", "vlan 505"},
	{"vlan id 505", "vlan 505"},
	{"src vlan > 100", "src vlan gt 100"},
	{"dst vlan id 7 or 8", "dst vlan 7 or dst vlan 8"},
	{"vlan (10 or 20)", "vlan 10 or vlan 20"},
	{"vlan 1 and mpls label 3", "vlan 1 and mpls 3"},
	{"vlan x5", "error"},
	{"src vlan", "error"},
	{"vlan and tcp", "vlan and tcp"},
	{"synack", "synack"},
	{"synack gt 1ms", "synack gt 1ms"},
	{"not synack and synack < 5ms", "not synack and synack lt 5ms"},
	{"icmp6", "icmp6"},
	{"icmpv6 or ipv6-icmp", "icmp6 or icmp6"},
	{"icmp6 host fe80::1", "icmp6 host fe80::1"},
	{"proto ipv6-icmp", "proto \\ipv6-icmp"},
	{"host idle", "host \\idle"},
	{"encaps 802q", "encaps 802q"},
	{"dst port >= 1024", "dst port gte 1024"},
	{"bytes gt 10k", "bytes gt 10k"},
	{"bytes gt 1.2345k or 5g or 5000000000", "bytes gt 1.2345k or bytes 5g or bytes 5000000000"},
	{"bytes \\10k", "bytes \\10k"},
	{"net 192.168", "error"},
	{"net 192.168/16", "error"},
	{"net fe80::/10", "net fe80::/10"},
	{"proto udp", "proto \\udp"},
	{"proto \\udp", "proto \\udp"},
	{"pcr -1.0", "pcr -1.0"},
	{"abr lt -1", "pcr lt -1"},
	{"len > 10", "len > 10"},
	{"srcid \"ab d\"", "srcid \"ab d\""},
	{"esp", "error"},
	{"ether", "error"},
	{"192.168.5.16", "error"},
	{"a", "error"},
	{"src net 192.168.5.0/24 and not dst net 192.168.5.0/24", "src net 192.168.5.0/24 and not dst net 192.168.5.0/24"},
	{"pkts gte 2 and pkts lte 5", "pkts gte 2 and pkts lte 5"},
	{"ether dst 01:00:5e:00:00:fc", "ether dst 01:00:5e:00:00:fc"},
	{"tcp && not synack", "tcp and not synack"},
	{"net 0::", "net 0::"},
	{"net ::", "error"},
	{"port 80-443", "port 80-443"},
	{"udp multicast", "udp multicast"},
}

func TestParse(t *testing.T) {
	for _, tt := range packetTests {
		checkParse(t, filter.Packet, tt.text, tt.want)
	}
	for _, tt := range recordTests {
		checkParse(t, filter.Record, tt.text, tt.want)
	}
}

func checkParse(t *testing.T, d filter.Dialect, text, want string) {
	t.Helper()
	e, err := filter.Parse(text, d)
	got := "error"
	switch {
	case err == nil && e == nil:
		got = ""
	case err == nil:
		got = e.String()
	default:
		var se *filter.SyntaxError
		if !errors.As(err, &se) || se.Column < 1 || se.Column > len(text)+1 {
			t.Errorf("%q: error %v is no SyntaxError with a column in the text", text, err)
		}
	}
	if got != want {
		t.Errorf("%q: got %q (%v), want %q", text, got, err, want)
		return
	}
	if e != nil {
		checkAgain(t, d, e)
	}
}

// checkAgain parses the printed form of e and compares.
func checkAgain(t *testing.T, d filter.Dialect, e filter.Expr) {
	t.Helper()
	text := e.String()
	again, err := filter.Parse(text, d)
	if err != nil {
		t.Fatalf("%q, printed, does not parse: %v", text, err)
	}
	if again.String() != text || !filter.Equal(e, again) {
		t.Fatalf("%q, printed and parsed again, gives %q", text, again)
	}
}

func TestLimits(t *testing.T) {
	deep := strings.Repeat("(", 100_000) + "tcp" + strings.Repeat(")", 100_000)
	for _, text := range []string{
		deep, strings.Repeat("not ", 100_000) + "tcp", strings.Repeat("- ", 100_000) + "1 = 1",
		strings.Repeat("1 ^ ", 100_000) + "1 = 1", strings.Repeat("x", 2<<20),
	} {
		for _, d := range []filter.Dialect{filter.Packet, filter.Record} {
			if _, err := filter.Parse(text, d); err == nil {
				t.Errorf("%.20q... of %d bytes is accepted", text, len(text))
			}
		}
	}
}

func TestErrorPosition(t *testing.T) {
	_, err := filter.Parse("tcp and port", filter.Packet)
	want := "filter: column 13: found end of filter, want a name, a number or an address"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = filter.Parse("tcp udp", filter.Record)
	want = "filter: column 5: found \"udp\", want `and`, `or` or the end"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func fuzzParse(f *testing.F, d filter.Dialect) {
	f.Fuzz(func(t *testing.T, text string) {
		e, err := filter.Parse(text, d)
		if err != nil || e == nil {
			return
		}
		checkAgain(t, d, e)
	})
}

func FuzzParsePacket(f *testing.F) {
	for _, tt := range packetTests {
		f.Add(tt.text)
	}
	fuzzParse(f, filter.Packet)
}

func FuzzParseRecord(f *testing.F) {
	for _, tt := range recordTests {
		f.Add(tt.text)
	}
	fuzzParse(f, filter.Record)
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := filter.Parse("tcp and (port 80 or 443) and not net 10.0.0.0/8", filter.Packet); err != nil {
			b.Fatal(err)
		}
	}
}

// Filters that are nested as deep as is allowed print to filters that are read
// again.
func TestDeepest(t *testing.T) {
	for _, tt := range []struct{ before, middle, after string }{
		{"(", "tcp", ")"},
		{"not ", "tcp", ""},
		{"not (ip and ", "tcp", ")"},
		{"1 ^ ", "len = 1", ""},
		{"1 * 2 % ", "len = 1", ""},
		{"- ", "len = 1", ""},
		{"- 1 % ", "len = 1", ""},
		{"ip[", "0", "]"},
		{"1 + (", "len", ")"},
		{"1 - (2 * ", "3 + len", ")"},
		{"ip or (", "vpi (1 or 2)", ")"},
		{"ip or (", "port (1 or 2)", ")"},
		{"not ", "port (1 or 2)", ""},
	} {
		checkDeepest(t, tt.before, tt.middle, tt.after)
	}
	ids := func(n int) string {
		return "port " + strings.Repeat("(1 or ", n) + "2" + strings.Repeat(")", n)
	}
	for n := 500; n > 0; n-- {
		if e, err := filter.Parse(ids(n), filter.Packet); err == nil {
			checkAgain(t, filter.Packet, e)
			break
		}
	}
}

func checkDeepest(t *testing.T, before, middle, after string) {
	t.Helper()
	for n := 600; n > 0; n-- {
		text := strings.Repeat(before, n) + middle + strings.Repeat(after, n)
		if before == "ip[" || strings.HasSuffix(middle, "len") {
			text += " = 1"
		}
		e, err := filter.Parse(text, filter.Packet)
		if err == nil {
			checkAgain(t, filter.Packet, e)
			return
		}
	}
	t.Errorf("%q is accepted in no depth", before)
}

// TestWords: no spelling is that of two keywords.
func TestWords(t *testing.T) {
	for _, d := range []filter.Dialect{filter.Packet, filter.Record} {
		words := filter.Words(d)
		for i := 1; i < len(words); i++ {
			if words[i] <= words[i-1] {
				t.Errorf("dialect %d: %q comes after %q", d, words[i], words[i-1])
			}
		}
		for _, w := range []string{"and", "host", "tcp", "gateway"} {
			if !slices.Contains(words, w) {
				t.Errorf("dialect %d has no %q", d, w)
			}
		}
	}
}
