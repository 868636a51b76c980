// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"slices"
	"strings"
	"testing"
)

// The pairs are values that our printer and the original's gave for the same
// record. A difference is known only if it is exactly the one that the defect
// makes.
func TestKnownDifferences(t *testing.T) {
	cols := strings.Fields("stime ltime proto saddr sport daddr dport sload dload tcprtt")
	for _, tt := range []struct {
		name, capture, ours, theirs string
		unknown                     int
	}{
		{"late, whole seconds", "", "2147483648.000000 2147483648.000000 udp", "2147483648.000000 0.000000 udp", 0},
		{"late, fraction", "", "4294934285.999999 4294934285.999999 llc", "4294934286.429496 0.000000 llc", 0},
		{"late, fraction of an end", "", "2147483648.000000 2147483648.000001 udp", "2147483648.000000 2147483649.429396 udp", 0},
		{"late, but not a start of 0", "", "2147483648.000000 2147483648.000000 udp", "0.000000 0.000000 udp", 1},
		{"late, another time", "", "4294934285.999999 4294934285.999999 llc", "4294934286.429497 4294934285.999999 llc", 1},
		{"not late", "", "1700000000.000000 1700000000.000000 udp", "1700000000.000000 0.000000 udp", 1},
		{"SPI", "", "1.0 1.0 esp 2a01:e34:ef6f:4340:94be:5dac:c20a:d2a0 - :: 0x2c582fba", "1.0 1.0 esp 2a01:e34:ef6f:4340:94be:5dac:c20a:d2a0 - :: 0xa0d20ac2", 0},
		{"another SPI", "", "1.0 1.0 esp 2a01:e34:ef6f:4340:94be:5dac:c20a:d2a0 - :: 0x2c582fba", "1.0 1.0 esp 2a01:e34:ef6f:4340:94be:5dac:c20a:d2a0 - :: 0xa0d20ac3", 1},
		{"SPI of IPv4", "", "1.0 1.0 esp 192.0.2.1 - 192.0.2.2 0x2020cdef", "1.0 1.0 esp 192.0.2.1 - 192.0.2.2 0x20200000", 1},
		{"short ARP key", "", "1.0 1.0 arp 0.0.0.0 - 0.0.0.0", "1.0 1.0 arp 0.0.0.0 - 3.24.1.3", 0},
		{"ARP key", "", "1.0 1.0 arp 0.0.0.0 - 0.0.0.0", "1.0 1.0 arp 0.0.0.0 - 3.24.1.4", 1},
		{"loads", "", "1.0 1.0 tcp a 1 b 2 5.0 6.0", "1.0 1.0 tcp a 1 b 2 6.0 5.0", 0},
		{"another load", "", "1.0 1.0 tcp a 1 b 2 5.0 6.0", "1.0 1.0 tcp a 1 b 2 6.0 5.1", 2},
		{"state of fragments", "ndpi/fuzz-2006-09-29-28586.pcap", "1.0 1.0 tcp a 0 b 0 0 0 0.000000", "1.0 1.0 tcp a 0 b 0 0 0 0.043898", 0},
		{"of another flow", "ndpi/fuzz-2006-09-29-28586.pcap", "1.0 1.0 tcp a 1 b 0 0 0 0.000000", "1.0 1.0 tcp a 1 b 0 0 0 0.043898", 1},
		{"of another capture", "ndpi/dns.pcap", "1.0 1.0 tcp a 0 b 0 0 0 0.000000", "1.0 1.0 tcp a 0 b 0 0 0 0.043898", 1},
		{"IPv6 fragments", "ndpi/dns_fragmented.pcap", "1.0 1.0 udp 2001:db8::1 0 2001:db8::2 0", "1.0 1.0 udp 2001:db8::1 16424 2001:db8::2 2876", 0},
		{"IPv4 fragments", "ndpi/dns_fragmented.pcap", "1.0 1.0 udp 192.0.2.1 0 192.0.2.2 0", "1.0 1.0 udp 192.0.2.1 16424 192.0.2.2 2876", 2},
		{"fraction", "tcpdump/timestamp_invalid_nano.pcap", "1.0 1.9 tcp", "1.0 0.8 tcp", 0},
		{"port", "", "1.0 1.0 udp a 1 b 2", "1.0 1.0 udp a 1 b 3", 1},
	} {
		p := rowPair{tt.capture, cols, strings.Fields(tt.ours), strings.Fields(tt.theirs)}
		reasons, unknown := p.compare()
		if len(unknown) != tt.unknown || tt.unknown == 0 && len(reasons) == 0 {
			t.Errorf("%s: known %q, unknown %q; want %d unknown", tt.name, reasons, unknown, tt.unknown)
		}
	}
}

// TestTurned: nDPI's tls_2_reasms.pcapng as release 5.0.3 prints it, and as it
// looks after the correction of its direction.
func TestTurned(t *testing.T) {
	const rest = "tcp 25.137.80.32 38134 -> 192.91.186.174 443 3 11 2488 4419 CLO"
	ours := strings.Fields("1.0 * " + rest)
	for theirs, want := range map[string]bool{
		"1.0 * tcp 192.91.186.174 443 -> 25.137.80.32 38134 11 3 4419 2488 CON": true,
		"1.0 * tcp 192.91.186.174 443 -> 25.137.80.32 38134 3 11 4419 2488 CON": false,
		"1.0 * " + rest: false,
	} {
		p := rowPair{"", DefaultFields, ours, strings.Fields(theirs)}
		if p.turned() != want {
			t.Errorf("%s: %v, want %v", theirs, !want, want)
		}
	}
}

// TestInBins: records of 1970, 2014 and 1975 as rabins counted them: it begins
// with the first that it can place, and does not go back.
func TestInBins(t *testing.T) {
	x := &exchange{cols: []string{"stime", "proto"}}
	for _, tt := range []struct {
		rows string
		want int
	}{
		{"", 0},
		{"1398318605.999999 168325184.999999", 1},
		{"168636954.131862 4026531839.000000 1178686547.000070 4294901760.000128", 2},
		{"4026531839.000000 1545335295.999999", 1},
	} {
		rows := strings.Fields(tt.rows)
		for i := range rows {
			rows[i] += "\tudp"
		}
		if got := x.inBins(rows); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.rows, got, tt.want)
		}
	}
}

// TestNearer: the originals' own copy serves where ours has its values.
func TestNearer(t *testing.T) {
	x := &exchange{cols: []string{"a", "b", "c"}}
	if got, want := x.nearer("1\t2\t3", "1\t4\t5", "9\t2\t8"), "1\t2\t5"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestKnownColumns: the columns of the table exist.
func TestKnownColumns(t *testing.T) {
	have := slices.Concat(DefaultFields, strings.Fields("ltime srate sload dload sgap dgap swin dwin stcpb dtcpb tcprtt synack ackdat tcpopt"))
	for _, k := range knownDifferences {
		for c := range strings.FieldsSeq(k.columns) {
			if !slices.Contains(have, c) {
				t.Errorf("%s: column %q is not compared", k.reason, c)
			}
		}
	}
}
