// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// Parts that several primitives read together.
const (
	keyParts   = record.PartFlow
	rateParts  = record.PartTime | record.PartMetrics | record.PartICMPMap // field.Row.Measure
	stateParts = record.PartNet | record.PartMetrics                       // hasState
	tcpParts   = keyParts | stateParts
	icmpParts  = keyParts | record.PartNet
	mapParts   = icmpParts | record.PartICMPMap
)

// wordParts are the parts of a record that the words read. TestParts checks
// every word.
var wordParts = lookup.Table[string, record.Parts]{
	// Protocols.
	{"ip", keyParts},
	{"ipv4", keyParts},
	{"ipv6", keyParts},
	{"arp", keyParts},
	{"rarp", keyParts},
	{"isis", keyParts},
	{"tcp", keyParts},
	{"udp", keyParts},
	{"sctp", keyParts},
	{"udplite", keyParts},
	{"dccp", keyParts},
	{"icmp", keyParts},
	{"icmp6", keyParts},
	{"igmp", keyParts},
	{"rtp", tcpParts},
	{"rtcp", keyParts | record.PartNet},
	{"udt", record.PartNet},
	{"mpls", record.PartMPLS},
	{"vlan", record.PartVLAN},
	{"broadcast", keyParts | record.PartMAC},
	{"multicast", keyParts | record.PartMAC},
	// Flags.
	{"syn", tcpParts},
	{"fin", tcpParts},
	{"rst", tcpParts},
	{"push", tcpParts},
	{"ack", tcpParts},
	{"urg", tcpParts},
	{"ece", tcpParts},
	{"cwr", tcpParts},
	{"outoforder", tcpParts},
	{"winshut", tcpParts},
	{"ecn", tcpParts},
	{"retrans", tcpParts},
	{"frag", keyParts | record.PartIPAttr},
	{"fragonly", keyParts},
	{"multipath", record.PartMAC},
	{"hello", keyParts},
	{"lsp", keyParts},
	{"csnp", keyParts},
	{"psnp", keyParts},
	// States.
	{"man", 0},
	{"far", 0},
	{"event", 0},
	{"index", 0},
	{"start", 0},
	{"stop", 0},
	{"status", 0},
	{"shut", 0},
	{"timeout", 0},
	{"error", 0},
	{"anon", 0},
	{"est", tcpParts},
	{"con", tcpParts},
	{"synack", tcpParts},
	{"finack", tcpParts},
	{"normal", tcpParts},
	{"wait", tcpParts},
	{"reuse", tcpParts},
	{"gre", record.PartGRE | record.PartEncaps},
	{"vxlan", record.PartVXLAN},
	{"geneve", record.PartGeneve},
	{"icmpmap", record.PartICMPMap},
	{"cocode", record.PartCountry},
	{"echo", icmpParts},
	{"unreach", mapParts},
	{"redirect", mapParts},
	{"timexed", mapParts},
	{"rtr", keyParts},
	{"mbr", keyParts},
	{"lvg", keyParts},
	// TCP options.
	{"tcpopt", tcpParts},
	{"mss", tcpParts},
	{"wscale", tcpParts},
	{"selackok", tcpParts},
	{"selack", tcpParts},
	{"tcpecho", tcpParts},
	{"tcpechoreply", tcpParts},
	{"tcptimestamp", tcpParts},
	{"tcpcc", tcpParts},
	{"tcpccnew", tcpParts},
	{"tcpccecho", tcpParts},
	{"secn", tcpParts},
	{"decn", tcpParts},
}

// selectorParts are the parts of a record that the selectors read. TestParts
// checks every selector.
var selectorParts = lookup.Table[string, record.Parts]{
	{"", keyParts | record.PartMAC},
	{"host", keyParts | record.PartMAC},
	{"net", keyParts | record.PartMAC},
	{"gateway", keyParts | record.PartMAC},
	{"inode", record.PartICMPMap},
	{"srcid", record.PartTransport},
	{"inf", record.PartTransport},
	{"proto", keyParts},
	{"port", keyParts},
	{"encaps", record.PartEncaps},
	{"co", record.PartCountry},
	{"as", record.PartASN},
	{"pkts", record.PartMetrics},
	{"bytes", record.PartMetrics},
	{"appbytes", record.PartMetrics},
	{"ttl", keyParts | record.PartIPAttr},
	{"tos", keyParts | record.PartIPAttr},
	{"dsb", keyParts | record.PartIPAttr},
	{"ipid", keyParts | record.PartIPAttr},
	{"vid", record.PartVLAN},
	{"vpri", record.PartVLAN},
	{"vlan", record.PartVLAN},
	{"mid", record.PartMPLS},
	{"mpls", record.PartMPLS},
	{"nstroke", record.PartBehavior},
	{"base", record.PartNet},
	{"masklen", keyParts},
	{"loc", record.PartLocality},
	{"loss", tcpParts | rateParts},
	{"ploss", tcpParts | rateParts},
	{"gap", tcpParts | rateParts},
	{"tcprtt", record.PartNet},
	{"synack", record.PartNet},
	{"ackdat", record.PartNet},
	{"trans", record.PartAgg | record.PartMetrics},
	{"seq", record.PartTransport},
	{"spi", keyParts},
	{"deldur", record.PartCorrelation},
	{"delstime", record.PartCorrelation},
	{"delltime", record.PartCorrelation},
	{"dur", rateParts},
	{"avgdur", rateParts},
	{"rate", rateParts},
	{"load", rateParts},
	{"idle", rateParts},
	{"mean", rateParts | record.PartAgg},
	{"min", rateParts | record.PartAgg},
	{"max", rateParts | record.PartAgg},
	{"sum", rateParts | record.PartAgg},
	{"stddev", record.PartAgg},
	{"pcr", record.PartMetrics},
	{"lat", record.PartGeo},
	{"lon", record.PartGeo},
	{"intpkt", record.PartJitter},
	{"intpktact", record.PartJitter},
	{"intpktidle", record.PartJitter},
	{"jit", record.PartJitter},
	{"jitact", record.PartJitter},
	{"jitidle", record.PartJitter},
}

// partsOf returns the parts of a record that an expression reads.
func partsOf(e filter.Expr) record.Parts {
	var p record.Parts
	ok := false
	switch e := e.(type) {
	case *filter.And:
		return partsOf(e.X) | partsOf(e.Y)
	case *filter.Or:
		return partsOf(e.X) | partsOf(e.Y)
	case *filter.Not:
		return partsOf(e.X)
	case *filter.Compare:
		return 0
	case *filter.Word:
		p, ok = wordParts.Find(e.Name)
	case *filter.Primitive:
		p, ok = selectorParts.Find(e.Qual.Sel)
		if e.Qual.Sel == "port" {
			p |= wordParts.Of(e.Qual.Proto) // such as `rtp port`
		}
		if ok && e.Qual.Sel != "gateway" && e.Qual.Proto != "ether" && e.Val.Kind != filter.ValEther {
			p &^= linkParts(e.Qual.Sel)
		}
	}
	if !ok {
		return record.AllParts
	}
	return p
}

// linkParts are the parts that an address is looked up in only if it is a
// hardware address.
func linkParts(sel string) record.Parts {
	switch sel {
	case "", "host", "net":
		return record.PartMAC
	}
	return 0
}
