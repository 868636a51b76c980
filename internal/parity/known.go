// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// unset is why two runs of the original sensor differ.
const unset = "its sensor wrote memory that was never set"

// rowPair is a row of ours beside the original's for the same record.
type rowPair struct {
	capture      string
	cols         []string
	ours, theirs []string
}

// A known difference is a defect of an original that is not imitated. Each has
// its line in DIFFERENCES.md.
type known struct {
	reason   string
	columns  string                               // in which it shows, with blanks around each
	captures []string                             // in which it occurs; nil where match decides
	match    func(p *rowPair, column string) bool // of a value; nil takes all
}

var knownDifferences = []known{
	{
		reason:  "times from 2038 on are negative to the original, which prints fractions of them wrongly and no end",
		columns: " stime ltime ",
		match:   late,
	},
	{
		reason:  "the original takes the end of the IPv6 address for the SPI of ESP",
		columns: " dport ",
		match:   espOfAddress,
	},
	{
		reason:  "the original reads the wanted address of an ARP key without room for it from the header that follows",
		columns: " daddr ",
		match: func(p *rowPair, column string) bool {
			theirs := p.in(p.theirs, column)
			return p.value("proto") == "arp" && (theirs == "3.24.1.3" || theirs == "3.24.1.5")
		},
	},
	{
		reason:   "the original shows the halves of a datagram's id as the ports of IPv6 fragments whose first one is missing",
		columns:  " sport dport ",
		captures: []string{"ndpi/dns_fragmented.pcap"},
		match: func(p *rowPair, column string) bool {
			return p.value(column) == "0" && strings.Contains(p.value("saddr"), ":")
		},
	},
	{
		reason:  "a flow whose direction is corrected while it is read keeps the loads of the old direction until it is written",
		columns: " sload dload ",
		match: func(p *rowPair, _ string) bool {
			return p.value("proto") == "tcp" &&
				p.value("sload") == p.in(p.theirs, "dload") && p.value("dload") == p.in(p.theirs, "sload")
		},
	},
	{
		reason:   "a fraction of a second of 2^31 and more is negative to the original, whose record ends before it starts",
		columns:  " ltime srate sload ",
		captures: []string{"tcpdump/timestamp_invalid_micro.pcap", "tcpdump/timestamp_invalid_nano.pcap"},
	},
	{
		reason:   "the original takes the state of a reassembly, addresses of its memory included, for that of a TCP connection",
		columns:  " flgs sgap dgap swin dwin stcpb dtcpb tcprtt synack ackdat tcpopt ",
		captures: []string{"ndpi/fuzz-2006-06-26-2594.pcap", "ndpi/fuzz-2006-09-29-28586.pcap"},
		match: func(p *rowPair, _ string) bool {
			return p.value("proto") == "tcp" && p.value("sport") == "0" && p.value("dport") == "0"
		},
	},
}

// value returns our value of a column.
func (p *rowPair) value(name string) string { return p.in(p.ours, name) }

func (p *rowPair) in(row []string, name string) string {
	if c := slices.Index(p.cols, name); c >= 0 && c < len(row) {
		return row[c]
	}
	return ""
}

// compare returns the known reasons why values differ, one for each such value,
// and describes the values that differ without.
func (p *rowPair) compare() (reasons, unknown []string) {
	if p.turned() {
		return []string{"release 5 leaves the direction of a flow whose SYN was not seen (DIFFERENCES.md, part 2)"}, nil
	}
	for c := range p.ours {
		a, b := p.ours[c], p.theirs[c]
		if a == b {
			continue
		}
		name := p.cols[min(c, len(p.cols)-1)]
		if reason := p.reason(name); reason != "" {
			reasons = append(reasons, reason)
			continue
		}
		unknown = append(unknown, fmt.Sprintf("%s %q / %q", name, a, b))
	}
	return reasons, unknown
}

// reason returns why a column differs, "" if that is not known.
func (p *rowPair) reason(column string) string {
	for i := range knownDifferences {
		k := &knownDifferences[i]
		if strings.Contains(k.columns, " "+column+" ") &&
			(k.captures == nil || slices.Contains(k.captures, p.capture)) &&
			(k.match == nil || k.match(p, column)) {
			return k.reason
		}
	}
	return ""
}

// late reports whether theirs is what the original prints for our time of 2^31
// seconds or more: as a signed number it is cut towards zero, and the first six
// digits of the negative fraction are printed as those of an unsigned one. Where
// such a time is not above 0, the value that it begins with, it ends at 0.
func late(p *rowPair, column string) bool {
	theirs := p.in(p.theirs, column)
	sec, frac, _ := strings.Cut(p.value(column), ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	us, err2 := strconv.ParseInt(frac, 10, 64)
	if err != nil || err2 != nil || len(frac) != 6 || s < 1<<31 {
		return false
	}
	if column == "ltime" && theirs == "0.000000" {
		return true
	}
	t := (s-1<<32)*1e6 + us // negative
	digits := fmt.Sprintf("%06d", uint32(t%1e6))[:6]
	return theirs == fmt.Sprintf("%d.%s", uint32(t/1e6), digits)
}

// espOfAddress reports whether theirs is the last word of the source address, in
// the byte order of a small machine.
func espOfAddress(p *rowPair, column string) bool {
	a, err := netip.ParseAddr(p.value("saddr"))
	if err != nil || !a.Is6() || p.value("proto") != "esp" {
		return false
	}
	b := a.As16()
	return p.in(p.theirs, column) == fmt.Sprintf("0x%x", uint32(b[15])<<24|uint32(b[14])<<16|uint32(b[13])<<8|uint32(b[12]))
}

// turned reports whether a row of release 5 is ours seen from the other side,
// which is how a TCP flow looks that was corrected when it was read.
func (p *rowPair) turned() bool {
	if len(p.cols) != len(DefaultFields) || p.value("proto") != "tcp" {
		return false
	}
	other := map[string]string{
		"saddr": "daddr", "daddr": "saddr", "sport": "dport", "dport": "sport",
		"spkts": "dpkts", "dpkts": "spkts", "sbytes": "dbytes", "dbytes": "sbytes",
	}
	for c, name := range p.cols {
		mirror := name
		if m := other[name]; m != "" {
			mirror = m
		}
		// A correction sets the bit of a normal close.
		if p.ours[c] != p.in(p.theirs, mirror) && !(name == "state" && p.ours[c] == "CLO") {
			return false
		}
	}
	return p.value("saddr") != p.in(p.theirs, "saddr")
}

// inBins returns how many records rabins counts with bins of 30 days: it drops
// those that lie before the first one's bin and those of 2038 and later.
func (x *exchange) inBins(rows []string) (n int) {
	const bin = 30 * 24 * 3600
	c := slices.Index(x.cols, "stime")
	begin := int64(-1)
	for _, r := range rows {
		sec, _, _ := strings.Cut(x.split(r)[c], ".")
		s, err := strconv.ParseInt(sec, 10, 64)
		if err != nil || s >= 1<<31 || s < begin {
			continue
		}
		if begin < 0 {
			begin = s - s%bin
		}
		n++
	}
	return n
}
