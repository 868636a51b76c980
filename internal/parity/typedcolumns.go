// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"net/netip"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// typedColumns are the columns whose values records give without arithmetic
// worth the name; what the others make of them is compared with their text.
var typedColumns = []typedColumn{
	{"stime", "event.start", "ts", func(row *field.Row) typed {
		first, last := row.Span()
		if !row.IsFlow() {
			return micros(last)
		}
		return micros(first)
	}},
	{"ltime", "event.end", "argus.ltime", func(row *field.Row) typed {
		first, last := row.Span()
		if !row.IsFlow() {
			return micros(first)
		}
		return micros(last)
	}},
	{"sstime", "argus.sstime", "argus.sstime", sideTime(false, func(row *field.Row) int64 { return row.SrcStart })},
	{"sltime", "argus.sltime", "argus.sltime", sideTime(true, func(row *field.Row) int64 { return row.SrcEnd })},
	{"dstime", "argus.dstime", "argus.dstime", sideTime(false, func(row *field.Row) int64 { return row.DstStart })},
	{"dltime", "argus.dltime", "argus.dltime", sideTime(true, func(row *field.Row) int64 { return row.DstEnd })},
	{"", "event.duration", "", flows(func(row *field.Row) typed { first, last := row.Span(); return uint64(last-first) * 1000 })},
	{"dur", "", "duration", timed(func(row *field.Row) float32 { return row.Dur })},
	{"sdur", "argus.sdur", "argus.sdur", timed(func(row *field.Row) float32 { return row.SrcDur })},
	{"ddur", "argus.ddur", "argus.ddur", timed(func(row *field.Row) float32 { return row.DstDur })},
	{"srate", "argus.srate", "argus.srate", ratio(func(row *field.Row) float32 { return row.SrcRate })},
	{"drate", "argus.drate", "argus.drate", ratio(func(row *field.Row) float32 { return row.DstRate })},
	{"sload", "argus.sload", "argus.sload", ratio(func(row *field.Row) float32 { return row.SrcLoad })},
	{"dload", "argus.dload", "argus.dload", ratio(func(row *field.Row) float32 { return row.DstLoad })},
	{"saddr", "source.address", "id.orig_h", endpoint(false)},
	{"daddr", "destination.address", "id.resp_h", endpoint(true)},
	{"sport", "source.port", "id.orig_p", transportPort(false)},
	{"dport", "destination.port", "id.resp_p", transportPort(true)},
	{"seq", "event.sequence", "argus.seq", func(row *field.Row) typed {
		if !row.IsFlow() {
			return uint64(row.Man.NextSeq)
		}
		return when(row.Has(record.PartTransport) && row.Transport.HasSeq, uint64(row.Transport.Seq))
	}},
	{"pkts", "network.packets", "argus.pkts", counted(func(m *record.Metrics) uint64 { return m.Src.Packets + m.Dst.Packets }, func(m *record.Management) uint64 { return m.Packets })},
	{"spkts", "source.packets", "orig_pkts", counted(func(m *record.Metrics) uint64 { return m.Src.Packets }, func(m *record.Management) uint64 { return m.Packets })},
	{"dpkts", "destination.packets", "resp_pkts", counted(func(m *record.Metrics) uint64 { return m.Dst.Packets }, func(m *record.Management) uint64 { return uint64(m.Records) })},
	{"bytes", "network.bytes", "argus.bytes", counted(func(m *record.Metrics) uint64 { return m.Src.Bytes + m.Dst.Bytes }, func(m *record.Management) uint64 { return uint64(m.Memory) })},
	{"sbytes", "source.bytes", "orig_ip_bytes", counted(func(m *record.Metrics) uint64 { return m.Src.Bytes }, func(m *record.Management) uint64 { return m.Bytes })},
	{"dbytes", "destination.bytes", "resp_ip_bytes", counted(func(m *record.Metrics) uint64 { return m.Dst.Bytes }, func(m *record.Management) uint64 { return uint64(m.Dropped) })},
	{"appbytes", "argus.appbytes", "argus.appbytes", application(func(m *record.Metrics) uint64 { return m.Src.AppBytes + m.Dst.AppBytes }, func(m *record.Management) uint64 { return uint64(m.Memory) })},
	{"sappbytes", "argus.sappbytes", "", application(func(m *record.Metrics) uint64 { return m.Src.AppBytes }, func(m *record.Management) uint64 { return uint64(m.Bufs) })},
	{"dappbytes", "argus.dappbytes", "", application(func(m *record.Metrics) uint64 { return m.Dst.AppBytes }, func(m *record.Management) uint64 { return uint64(m.Queue) })},
	{"", "", "orig_bytes", part(record.PartMetrics, func(row *field.Row) typed { return when(row.Metrics.HasApp, row.Metrics.Src.AppBytes) })},
	{"", "", "resp_bytes", part(record.PartMetrics, func(row *field.Row) typed { return when(row.Metrics.HasApp, row.Metrics.Dst.AppBytes) })},
	{"trans", "argus.trans", "argus.trans", flows(func(row *field.Row) typed {
		if row.Has(record.PartAgg) {
			return uint64(row.Agg.Count)
		}
		return uint64(1)
	})},
	{"offset", "argus.offset", "argus.offset", func(row *field.Row) typed { return uint64(row.Offset) }},
	{"rank", "argus.rank", "argus.rank", func(row *field.Row) typed {
		if row.Rank == 0 {
			return nil
		}
		return row.Rank
	}},
	{"smaxsz", "argus.smaxsz", "argus.smaxsz", part(record.PartSizes, func(row *field.Row) typed {
		return when(row.Sizes.HasSrc && row.Sizes.SrcMax != 0, uint64(row.Sizes.SrcMax))
	})},
	{"sminsz", "argus.sminsz", "argus.sminsz", part(record.PartSizes, func(row *field.Row) typed {
		return when(row.Sizes.HasSrc && row.Sizes.SrcMin != 0, uint64(row.Sizes.SrcMin))
	})},
	{"dmaxsz", "argus.dmaxsz", "argus.dmaxsz", part(record.PartSizes, func(row *field.Row) typed {
		return when(row.Sizes.HasDst && row.Sizes.DstMax != 0, uint64(row.Sizes.DstMax))
	})},
	{"dminsz", "argus.dminsz", "argus.dminsz", part(record.PartSizes, func(row *field.Row) typed {
		return when(row.Sizes.HasDst && row.Sizes.DstMin != 0, uint64(row.Sizes.DstMin))
	})},
	{"sintpktact", "argus.sintpktact", "argus.sintpktact", jitter(1, func(j *record.Jitter) float32 { return j.SrcActive.Mean })},
	{"sintpktidl", "argus.sintpktidl", "argus.sintpktidl", jitter(2, func(j *record.Jitter) float32 { return j.SrcIdle.Mean })},
	{"dintpktact", "argus.dintpktact", "argus.dintpktact", jitter(4, func(j *record.Jitter) float32 { return j.DstActive.Mean })},
	{"dintpktidl", "argus.dintpktidl", "argus.dintpktidl", jitter(8, func(j *record.Jitter) float32 { return j.DstIdle.Mean })},
	{"sintpktactmax", "argus.sintpktactmax", "argus.sintpktactmax", jitter(1, func(j *record.Jitter) float32 { return j.SrcActive.Max })},
	{"dintpktidlmin", "argus.dintpktidlmin", "argus.dintpktidlmin", jitter(8, func(j *record.Jitter) float32 { return j.DstIdle.Min })},
	{"stcpb", "argus.stcpb", "argus.stcpb", tcpOf(func(c *record.TCP, _ *field.Row) typed { return when(c.Src.SeqBase != 0, uint64(c.Src.SeqBase)) })},
	{"dtcpb", "argus.dtcpb", "argus.dtcpb", tcpOf(func(c *record.TCP, _ *field.Row) typed {
		return when(c.Dst.SeqBase != 0, uint64(c.Dst.SeqBase))
	})},
	{"swin", "argus.swin", "argus.swin", tcpOf(func(c *record.TCP, row *field.Row) typed {
		return when(row.Metrics.Src.Packets > 0, uint64(c.Src.Window)<<(c.Src.WScale&31))
	})},
	{"dwin", "argus.dwin", "argus.dwin", tcpOf(func(c *record.TCP, row *field.Row) typed {
		return when(row.Metrics.Src.Packets > 0 && row.Metrics.Dst.Packets > 0, uint64(c.Dst.Window)<<(c.Dst.WScale&31))
	})},
	{"tcprtt", "argus.tcprtt", "argus.tcprtt", setUp(func(c *record.TCP) uint32 { return c.SynAck + c.AckDat })},
	{"synack", "argus.synack", "argus.synack", setUp(func(c *record.TCP) uint32 { return c.SynAck })},
	{"ackdat", "argus.ackdat", "argus.ackdat", setUp(func(c *record.TCP) uint32 { return c.AckDat })},
	{"sttl", "argus.sttl", "argus.sttl", part(record.PartIPAttr, func(row *field.Row) typed { return when(row.IPAttr.Src.Has, uint64(row.IPAttr.Src.TTL)) })},
	{"dttl", "argus.dttl", "argus.dttl", part(record.PartIPAttr, func(row *field.Row) typed { return when(row.IPAttr.Dst.Has, uint64(row.IPAttr.Dst.TTL)) })},
	{"stos", "argus.stos", "argus.stos", part(record.PartIPAttr, func(row *field.Row) typed { return when(row.IPAttr.Src.Has, uint64(row.IPAttr.Src.TOS)) })},
	{"dtos", "argus.dtos", "argus.dtos", part(record.PartIPAttr, func(row *field.Row) typed { return when(row.IPAttr.Dst.Has, uint64(row.IPAttr.Dst.TOS)) })},
	{"smac", "source.mac", "orig_l2_addr", link(func(row *field.Row) [6]byte { return row.MAC.Src })},
	{"dmac", "destination.mac", "resp_l2_addr", link(func(row *field.Row) [6]byte { return row.MAC.Dst })},
	{"svid", "", "vlan", part(record.PartVLAN, func(row *field.Row) typed { return when(row.VLAN.HasSrc, uint64(row.VLAN.Src&0xfff)) })},
	{"dvid", "argus.dvid", "argus.dvid", part(record.PartVLAN, func(row *field.Row) typed { return when(row.VLAN.HasDst, uint64(row.VLAN.Dst&0xfff)) })},
	{"smpls", "argus.smpls", "argus.smpls", part(record.PartMPLS, func(row *field.Row) typed { return when(row.MPLS.HasSrc, uint64(row.MPLS.Src>>12)) })},
	{"dmpls", "argus.dmpls", "argus.dmpls", part(record.PartMPLS, func(row *field.Row) typed { return when(row.MPLS.HasDst, uint64(row.MPLS.Dst>>12)) })},
	{"nstroke", "argus.nstroke", "argus.nstroke", part(record.PartBehavior, func(row *field.Row) typed { return uint64(row.Behavior.Src) + uint64(row.Behavior.Dst) })},
	{"inode", "argus.inode", "argus.inode", part(record.PartICMPMap, func(row *field.Row) typed {
		a := row.ICMPMap.OuterSrc
		return netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
	})},
	{"sas", "source.as.number", "argus.sas", part(record.PartASN, func(row *field.Row) typed { return when(row.ASN.Src != 0, uint64(row.ASN.Src)) })},
	{"das", "destination.as.number", "argus.das", part(record.PartASN, func(row *field.Row) typed { return when(row.ASN.Dst != 0, uint64(row.ASN.Dst)) })},
	{"sco", "source.geo.country_iso_code", "argus.sco", part(record.PartCountry, func(row *field.Row) typed { return untilNUL(row.Country.Src[:]) })},
	{"dco", "destination.geo.country_iso_code", "argus.dco", part(record.PartCountry, func(row *field.Row) typed { return untilNUL(row.Country.Dst[:]) })},
	{"srcid", "observer.name", "argus.srcid", func(row *field.Row) typed {
		id := field.SourceOf(row)
		if id == nil {
			return nil
		}
		switch id.Kind {
		case record.IDString:
			return untilNUL(id.ID[:])
		case record.IDIPv6:
			return netip.AddrFrom16(id.ID)
		case record.IDIPv4, record.IDNone:
			return netip.AddrFrom4([4]byte(id.ID[:4]))
		}
		return unknown
	}},
	{"label", "argus.label", "argus.label", func(row *field.Row) typed {
		if !row.Has(record.PartLabel) {
			return nil
		}
		return untilNUL(row.Label)
	}},
	{"suser", "argus.suser", "argus.suser", payload(func(row *field.Row) *record.UserData { return &row.SrcData }, record.PartSrcData)},
	{"duser", "argus.duser", "argus.duser", payload(func(row *field.Row) *record.UserData { return &row.DstData }, record.PartDstData)},
}

// typedManagement are the values of management records that the formats with
// others' names have under names of their own.
var typedManagement = []typedColumn{
	{"", "event.start", "", func(row *field.Row) typed { return micros(row.Man.Start / 1000) }},
	{"", "@timestamp", "ts", func(row *field.Row) typed { return micros(row.Man.Now / 1000) }},
	{"", "event.sequence", "", func(row *field.Row) typed { return uint64(row.Man.NextSeq) }},
	{"", "observer.name", "peer", func(row *field.Row) typed {
		if row.Man.Src.Kind != record.IDString {
			return unknown
		}
		return untilNUL(row.Man.Src.ID[:])
	}},
	{"", "argus.spkts", "pkts_proc", func(row *field.Row) typed { return row.Man.Packets }},
	{"", "argus.sbytes", "bytes_recv", func(row *field.Row) typed { return row.Man.Bytes }},
	{"", "argus.dbytes", "pkts_dropped", func(row *field.Row) typed { return uint64(row.Man.Dropped) }},
	{"", "argus.bytes", "mem", func(row *field.Row) typed { return uint64(row.Man.Memory) }},
}
