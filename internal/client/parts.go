// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"slices"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// A part is a word of -M dsrs=.
type part struct {
	name  string
	bit   record.Parts
	about string
}

// parts are the words of -M dsrs= and the parts of records that they mean.
var parts = []part{
	{"trans", record.PartTransport, "sensor and sequence number"},
	{"flow", record.PartFlow, "protocol, addresses and ports"},
	{"time", record.PartTime, "first and last times"},
	{"metric", record.PartMetrics, "packets and bytes"},
	{"agr", record.PartAgg, "merged records"},
	{"net", record.PartNet, "state and losses of the protocol"},
	{"vlan", record.PartVLAN, "VLAN tags"},
	{"mpls", record.PartMPLS, "MPLS labels"},
	{"jitter", record.PartJitter, "times between packets"},
	{"ipattr", record.PartIPAttr, "TTL, type of service, IP id and options"},
	{"psize", record.PartSizes, "sizes of packets"},
	{"suser", record.PartSrcData, "payload of the source"},
	{"duser", record.PartDstData, "payload of the destination"},
	{"mac", record.PartMAC, "link addresses"},
	{"icmp", record.PartICMPMap, "ICMP messages about the flow"},
	{"encaps", record.PartEncaps, "encapsulation"},
	{"behavior", record.PartBehavior, "keystrokes"},
	{"cor", record.PartCorrelation, "correlated records"},
	{"cocode", record.PartCountry, "countries"},
	{"label", record.PartLabel, "labels"},
	{"asn", record.PartASN, "autonomous systems"},
	{"tadj", 0, "time adjustments; never present"},
}

// PartNamed returns the part of records that a word of -M dsrs= means. It is 0 for
// a part that records of this release never have.
func PartNamed(word string) (bits record.Parts, ok bool) {
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == word })
	if i < 0 {
		return 0, false
	}
	return parts[i].bit, true
}

// PartWords returns the names of parts and what they hold.
func PartWords() []getopt.Word {
	list := make([]getopt.Word, len(parts))
	for i, p := range parts {
		list[i] = getopt.Word{Word: p.name, About: p.about}
	}
	return list
}

// setParts reads a list of record parts to keep: a first word with a sign
// starts from all of them.
func (c *Config) setParts(list string) error {
	var all, keep record.Parts
	for _, p := range parts {
		all |= p.bit
	}
	for i, w := range strings.Split(list, ",") {
		sign := byte('+')
		if w != "" && (w[0] == '+' || w[0] == '-') {
			sign, w = w[0], w[1:]
			if i == 0 {
				keep = all
			}
		}
		bits, ok := PartNamed(w)
		switch {
		case !ok:
			names := make([]string, len(parts))
			for i, p := range parts {
				names[i] = p.name
			}
			return fmt.Errorf("dsrs: %q is not a part of a record%s", w, hint(w, names))
		case sign == '-':
			keep &^= bits
		default:
			keep |= bits
		}
	}
	c.Prepare.Drop = all &^ keep
	return nil
}
