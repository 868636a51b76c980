// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A sample is a record that tests of several columns use.
type sample struct {
	name string
	make func() *record.Record
}

// rich is [flow] with every part that a TCP flow may have.
func rich() *record.Record {
	r := whole()[0]
	r.Metrics.HasApp, r.ASN.HasInode = true, true
	r.Parts |= record.PartAgg
	r.Agg.Count = 3
	r.Agg.Metric = 4
	r.Agg.Active = record.AggStats{N: 3, Mean: 2, Min: 1, Max: 4, StdDev: 0.5}
	return r
}

// ipv6 returns a flow of a protocol between 2001:db8::1 and 2001:db8:0:1::ff.
func ipv6(proto uint8) *record.Record {
	r := flow()
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv6, Proto: proto, SrcPort: 40000, DstPort: 443}
	r.Flow.Src = [16]byte{0x20, 1, 0x0d, 0xb8, 15: 1}
	r.Flow.Dst = [16]byte{0x20, 1, 0x0d, 0xb8, 7: 1, 15: 0xff}
	return r
}

// other returns a flow of an IPv4 protocol without a state of its own.
func other(proto uint8, src, dst uint64) *record.Record {
	r := flow()
	r.Parts &^= record.PartNet
	r.Net = record.Net{}
	r.Flow.Proto = proto
	r.Metrics.Src.Packets, r.Metrics.Dst.Packets = src, dst
	switch {
	case dst == 0:
		r.Metrics.Dst = record.Counter{}
		r.Time.Sides &^= record.TimeDstStart | record.TimeDstEnd
		r.Time.DstStart, r.Time.DstEnd = 0, 0
	case src == 0:
		r.Metrics.Src = record.Counter{}
		r.Time.Sides &^= record.TimeSrcStart | record.TimeSrcEnd
		r.Time.SrcStart, r.Time.SrcEnd = 0, 0
	}
	return r
}

// linkFlow returns a flow of another address type than IP.
func linkFlow(f record.Flow) *record.Record {
	r := flow()
	r.Parts &^= record.PartNet | record.PartIPAttr
	r.Net, r.IPAttr = record.Net{}, record.IPAttr{}
	r.Flow = f
	return r
}

// icmp returns an ICMP flow of a type and a code.
func icmp(typ, code uint8) *record.Record {
	r := other(1, 1, 0)
	r.Flow.SrcPort, r.Flow.DstPort = 0, 0
	r.Flow.ICMPType, r.Flow.ICMPCode, r.Flow.ICMPID = typ, code, 0x1234
	return r
}

// icmpv6 returns an ICMPv6 flow of a type and a code.
func icmpv6(typ, code uint8) *record.Record {
	r := ipv6(58)
	r.Parts &^= record.PartNet
	r.Net = record.Net{}
	r.Flow.SrcPort, r.Flow.DstPort = 0, 0
	r.Flow.ICMPType, r.Flow.ICMPCode = typ, code
	return r
}

func ethernet(etherType uint16, ssap, dsap uint8) *record.Record {
	return linkFlow(record.Flow{
		Kind: record.FlowFiveTuple, Addr: record.AddrEthernet, EtherType: etherType, SSAP: ssap, DSAP: dsap,
		Src: [16]byte{0, 0, 0x5e, 0, 0x53, 1}, Dst: [16]byte{255, 255, 255, 255, 255, 255},
	})
}

func arp() *record.Record {
	r := linkFlow(record.Flow{Kind: record.FlowARP, Addr: record.AddrARP, Src: [16]byte{192, 0, 2, 1}, Dst: [16]byte{192, 0, 2, 9}, Op: 1, HLen: 6, PLen: 4})
	r.Parts |= record.PartNet
	r.Net = record.Net{Kind: record.NetARP, ARP: [6]byte{0, 0, 0x5e, 0, 0x53, 7}}
	return r
}

func rarp() *record.Record {
	return linkFlow(record.Flow{
		Kind: record.FlowARP, Addr: record.AddrRARP, Src: [16]byte{192, 0, 2, 1}, HLen: 6, PLen: 4, Op: 3,
		SHA: [16]byte{0, 0, 0x5e, 0, 0x53, 1}, THA: [16]byte{0, 0, 0x5e, 0, 0x53, 2},
	})
}

func isis(pdu uint8) *record.Record {
	return linkFlow(record.Flow{
		Kind: record.FlowFiveTuple, Addr: record.AddrISIS, PDUType: pdu, Version: 1, Checksum: 0xcd9,
		Src: [16]byte{0, 0, 0x5e, 0, 0x53, 1}, Dst: [16]byte{1, 0x80, 0xc2, 0, 0, 0x14},
		Area: [16]byte{0x19, 0x21, 0x68, 0, 0x10, 1, 0x19, 0x21, 0x68, 0, 0x10, 2, 3},
	})
}

func wlan() *record.Record {
	r := linkFlow(record.Flow{
		Kind: record.FlowFiveTuple, Addr: record.AddrWLAN, BSSID: [6]byte{0, 0, 0x5e, 0, 0x53, 8},
		Src: [16]byte{0, 0, 0x5e, 0, 0x53, 1}, Dst: [16]byte{0, 0, 0x5e, 0, 0x53, 2},
	})
	copy(r.Flow.SSID[:], "cafe 1")
	return r
}

func esp() *record.Record {
	r := flow()
	r.Flow.Proto, r.Flow.SPI, r.Flow.SrcPort, r.Flow.DstPort = 50, 0xabcdef, 0, 0
	r.Net = record.Net{Kind: record.NetESP, ESP: record.ESP{Lost: 7}}
	return r
}

// rtp returns a flow of UDP that was recognised as RTP or RTCP.
func rtp(kind record.NetKind, src, dst uint64) *record.Record {
	r := other(17, src, dst)
	r.Parts |= record.PartNet
	r.Net = record.Net{Kind: kind, RTPSrc: record.RTPSide{Lost: 3}, RTPDst: record.RTPSide{Lost: 4}}
	return r
}

// man is a management record of a status.
func man() *record.Record {
	return &record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStatus, Offset: 40, Man: record.Management{
		Start: start, Now: start + 2_500_000_000, NextSeq: 11, Packets: 3, Bytes: 400, Records: 5, Dropped: 6, Queue: 7,
		Bufs: 8, Memory: 9000, Clients: 10, Src: record.SourceID{Kind: record.IDIPv4, ID: [16]byte{192, 0, 2, 254}},
	}}
}

// bare is a flow record without any part.
func bare() *record.Record {
	return &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus, Offset: 40}
}

// samples returns records of every kind.
func samples() []sample {
	plain := func(r func() *record.Record) func() *record.Record { return r }
	list := []sample{
		{"TCP", plain(flow)},
		{"TCP with all parts", plain(rich)},
		{"TCP over IPv6", func() *record.Record { return ipv6(6) }},
		{"UDP both ways", func() *record.Record { return other(17, 3, 2) }},
		{"UDP of the source", func() *record.Record { return other(17, 3, 0) }},
		{"UDP of the destination", func() *record.Record { return other(17, 0, 2) }},
		{"IGMP", func() *record.Record { return other(2, 1, 0) }},
		{"protocol 200", func() *record.Record { return other(200, 1, 0) }},
		{"ICMP", func() *record.Record { return icmp(8, 0) }},
		{"ICMPv6", func() *record.Record { return icmpv6(128, 0) }},
		{"Ethernet", func() *record.Record { return ethernet(0x88cc, 0, 0) }},
		{"LLC", func() *record.Record { return ethernet(0, 0xaa, 0x43) }},
		{"ARP", plain(arp)},
		{"RARP", plain(rarp)},
		{"IS-IS hello", func() *record.Record { return isis(15) }},
		{"IS-IS LSP", func() *record.Record { return isis(20) }},
		{"IS-IS CSNP", func() *record.Record { return isis(24) }},
		{"802.11", plain(wlan)},
		{"ESP", plain(esp)},
		{"RTP", func() *record.Record { return rtp(record.NetRTP, 7, 7) }},
		{"RTCP", func() *record.Record { return rtp(record.NetRTCP, 1, 1) }},
		{"without parts", plain(bare)},
		{"management", plain(man)},
	}
	for i, r := range whole() {
		list = append(list, sample{"whole " + string(rune('a'+i)), func() *record.Record { return r.Clone() }})
	}
	return list
}

// prepared returns a row of a record.
func prepared(r *record.Record) *field.Row {
	row := new(field.Row)
	new(field.Preparer).Prepare(r, row)
	return row
}
