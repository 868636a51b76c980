// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math/bits"
	"strconv"

	"github.com/argus-go/argus/record"
)

// table holds every column (clients: fields, sections 4 to 11).
var table = [...][]column{common, extra}

// common are the columns that are asked for most.
var common = []column{
	{"stime", "StartTime", 12, false, Time, "start of the record: the earliest packet", plain(startTime)},
	{"ltime", "LastTime", 12, false, Time, "end of the record: the latest packet", plain(lastTime)},
	{"sstime", "SrcStartTime", 12, false, Time, "first packet of the source", sideTime{func(r *Row) int64 { return r.SrcStart }, func(r *Row) int64 { return r.first }}},
	{"sltime", "SrcLastTime", 12, false, Time, "last packet of the source", sideTime{func(r *Row) int64 { return r.SrcEnd }, func(r *Row) int64 { return r.last }}},
	{"dstime", "DstStartTime", 12, false, Time, "first packet of the destination", sideTime{func(r *Row) int64 { return r.DstStart }, func(r *Row) int64 { return r.first }}},
	{"dltime", "DstLastTime", 12, false, Time, "last packet of the destination", sideTime{func(r *Row) int64 { return r.DstEnd }, func(r *Row) int64 { return r.last }}},
	{"flgs", "Flgs", 9, false, Text, "flags: encapsulation, mapped ICMP, loss, window, fragments, IP options", plain(appendFlags)},
	{"proto", "Proto", 6, false, Text, "protocol", plain(proto)},
	{"saddr", "SrcAddr", 18, false, Addr, "address of the initiator", plain(srcAddr)},
	{"sport", "Sport", 6, true, Text, "port of the initiator", plain(srcPort)},
	{"dir", "Dir", 5, false, Text, "direction: who sent packets; ? where a TCP handshake was not seen", plain(appendDir)},
	{"daddr", "DstAddr", 18, false, Addr, "address of the responder", plain(dstAddr)},
	{"dport", "Dport", 6, true, Text, "port of the responder", plain(dstPort)},
	{"state", "State", 5, false, Text, "state of the transaction", plain(appendState)},
	{"cause", "Cause", 7, false, Text, "why the record was written", plain(cause)},
	{"srcid", "SrcId", 18, false, Text, "id of the sensor", plain(sourceID)},
	{"seq", "Seq", 12, false, Int, "sequence number", plain(seq)},
	{"dur", "Dur", 10, false, Float, "duration of the record", measure(func(r *Row) float32 { return r.Dur })},
	{"sdur", "SrcDur", 10, false, Float, "duration of the source's part", measure(func(r *Row) float32 { return r.SrcDur })},
	{"ddur", "DstDur", 10, false, Float, "duration of the destination's part", measure(func(r *Row) float32 { return r.DstDur })},

	{"pkts", "TotPkts", 8, false, Int, "packets of both sides", counter{func(m *record.Metrics) uint64 { return m.Src.Packets + m.Dst.Packets }, manPackets}},
	{"spkts", "SrcPkts", 8, false, Int, "packets of the source", counter{srcPkts, manPackets}},
	{"dpkts", "DstPkts", 8, false, Int, "packets of the destination", counter{dstPkts, manRecords}},
	{"bytes", "TotBytes", 10, false, Int, "bytes of both sides, link header included", counter{func(m *record.Metrics) uint64 { return m.Src.Bytes + m.Dst.Bytes }, manMemory}},
	{"sbytes", "SrcBytes", 12, false, Int, "bytes of the source", counter{func(m *record.Metrics) uint64 { return m.Src.Bytes }, manBytes}},
	{"dbytes", "DstBytes", 12, false, Int, "bytes of the destination", counter{func(m *record.Metrics) uint64 { return m.Dst.Bytes }, manDropped}},
	{"appbytes", "TotAppByte", 10, false, Int, "application bytes of both sides", counter{func(m *record.Metrics) uint64 { return m.Src.AppBytes + m.Dst.AppBytes }, manMemory}},
	{"sappbytes", "SAppBytes", 12, false, Int, "application bytes of the source", counter{func(m *record.Metrics) uint64 { return m.Src.AppBytes }, manBufs}},
	{"dappbytes", "DAppBytes", 12, false, Int, "application bytes of the destination", counter{func(m *record.Metrics) uint64 { return m.Dst.AppBytes }, manQueue}},
	{"rate", "Rate", 12, false, Float, "packets per second: (packets-1)/duration", float(totalRate)},
	{"srate", "SrcRate", 12, false, Float, "packets per second of the source", float(func(r *Row) float32 { return r.SrcRate })},
	{"drate", "DstRate", 12, false, Float, "packets per second of the destination", float(func(r *Row) float32 { return r.DstRate })},
	{"load", "Load", 8, false, Float, "bits per second", float(totalLoad)},
	{"sload", "SrcLoad", 8, false, Float, "bits per second of the source", float(func(r *Row) float32 { return r.SrcLoad })},
	{"dload", "DstLoad", 8, false, Float, "bits per second of the destination", float(func(r *Row) float32 { return r.DstLoad })},
	{"loss", "Loss", 10, false, Int, "packets retransmitted or dropped", lossColumn{3}},
	{"sloss", "SrcLoss", 10, false, Int, "packets of the source retransmitted or dropped", lossColumn{1}},
	{"dloss", "DstLoss", 10, false, Int, "packets of the destination retransmitted or dropped", lossColumn{2}},
	{"ploss", "pLoss", 8, false, Float, "percent of packets lost", lossShare{3}},
	{"sploss", "pSrcLoss", 10, false, Float, "percent of the source's packets lost", lossShare{1}},
	{"dploss", "pDstLoss", 10, false, Float, "percent of the destination's packets lost", lossShare{2}},
	{"pcr", "PCRatio", 10, false, Float, "producer consumer ratio of application bytes, -1 to 1", floatBlank(pcr)},
	{"smeansz", "sMeanPktSz", 12, false, Float, "mean packet size of the source", float(func(r *Row) float32 { return meanSize(&r.Metrics.Src) })},
	{"dmeansz", "dMeanPktSz", 12, false, Float, "mean packet size of the destination", float(func(r *Row) float32 { return meanSize(&r.Metrics.Dst) })},
	{"smaxsz", "sMaxPktSz", 12, false, Int, "largest packet of the source", size{false, func(z *record.Sizes) uint16 { return z.SrcMax }}},
	{"sminsz", "sMinPktSz", 12, false, Int, "smallest packet of the source", size{false, func(z *record.Sizes) uint16 { return z.SrcMin }}},
	{"dmaxsz", "dMaxPktSz", 12, false, Int, "largest packet of the destination", size{true, func(z *record.Sizes) uint16 { return z.DstMax }}},
	{"dminsz", "dMinPktSz", 12, false, Int, "smallest packet of the destination", size{true, func(z *record.Sizes) uint16 { return z.DstMin }}},

	{"sintpkt", "SIntPkt", 12, false, Float, "mean time between the source's packets", meanInterval{false}},
	{"dintpkt", "DIntPkt", 12, false, Float, "mean time between the destination's packets", meanInterval{true}},
	{"sintpktact", "SIntPktAct", 12, false, Float, "mean time between the source's packets, active ones", interval{false, false, jitMean}},
	{"dintpktact", "DIntPktAct", 12, false, Float, "mean time between the destination's packets, active ones", interval{true, false, jitMean}},
	{"sintpktidl", "SIntPktIdl", 12, false, Float, "mean time between the source's packets, idle ones", interval{false, true, jitMean}},
	{"dintpktidl", "DIntPktIdl", 12, false, Float, "mean time between the destination's packets, idle ones", interval{true, true, jitMean}},
	{"sintpktmax", "SIntPktMax", 12, false, Float, "longest time between the source's packets", largest{false, jitMax}},
	{"sintpktmin", "SIntPktMin", 12, false, Float, "the larger of the source's shortest active and idle time", largest{false, jitMin}},
	{"dintpktmax", "DIntPktMax", 12, false, Float, "longest active time between the destination's packets", largest{true, jitMax}},
	{"dintpktmin", "DIntPktMin", 12, false, Float, "shortest active time between the destination's packets", largest{true, jitMin}},
	{"sjit", "SrcJitter", 12, false, Float, "standard deviation of the source's packet times", deviation{false}},
	{"djit", "DstJitter", 12, false, Float, "standard deviation of the destination's packet times", deviation{true}},
	{"sjitact", "SrcJitAct", 12, false, Float, "standard deviation of the source's packet times, active ones", classDeviation{false, false}},
	{"djitact", "DstJitAct", 12, false, Float, "standard deviation of the destination's packet times, active ones", classDeviation{true, false}},
	{"sjitidl", "SrcJitIdl", 12, false, Float, "standard deviation of the source's packet times, idle ones", classDeviation{false, true}},
	{"djitidl", "DstJitIdl", 12, false, Float, "standard deviation of the destination's packet times, idle ones", classDeviation{true, true}},

	{"swin", "SrcWin", 6, false, Int, "last TCP window of the source, scaled", window{false}},
	{"dwin", "DstWin", 6, false, Int, "last TCP window of the destination, scaled", window{true}},
	{"stcpb", "SrcTCPBase", 12, false, Int, "first TCP sequence number of the source", tcpBase{false}},
	{"dtcpb", "DstTCPBase", 12, false, Int, "first TCP sequence number of the destination", tcpBase{true}},
	{"tcprtt", "TcpRtt", 12, false, Float, "TCP connection set-up time: synack + ackdat", tcpTime(func(c *record.TCP) uint64 { return uint64(c.SynAck) + uint64(c.AckDat) })},
	{"synack", "SynAck", 12, false, Float, "time from SYN to SYN-ACK", tcpTime(func(c *record.TCP) uint64 { return uint64(c.SynAck) })},
	{"ackdat", "AckDat", 12, false, Float, "time from SYN-ACK to ACK", tcpTime(func(c *record.TCP) uint64 { return uint64(c.AckDat) })},
	{"tcpopt", "TcpOpt", 12, false, Text, "TCP options seen: M mss, w scale, s sack permitted, S sack, T timestamp, S D ecn ...", plain(tcpOptions)},
	{"sgap", "SrcGap", 8, false, Int, "bytes of the source that the sensor missed", gapColumn{false}},
	{"dgap", "DstGap", 8, false, Int, "bytes of the destination that the sensor missed", gapColumn{true}},

	{"sttl", "sTtl", 4, false, Int, "last TTL of the source", ipAttr{false, func(dst []byte, a *record.IPSide) []byte { return appendByte(dst, a.TTL) }}},
	{"dttl", "dTtl", 4, false, Int, "last TTL of the destination", ipAttr{true, func(dst []byte, a *record.IPSide) []byte { return appendByte(dst, a.TTL) }}},
	{"shops", "sHops", 5, false, Int, "estimated hops from the source", ipAttr{false, hops}},
	{"dhops", "dHops", 5, false, Int, "estimated hops from the destination", ipAttr{true, hops}},
	{"stos", "sTos", 5, false, Int, "last TOS byte of the source", ipAttr{false, func(dst []byte, a *record.IPSide) []byte { return appendByte(dst, a.TOS) }}},
	{"dtos", "dTos", 5, false, Int, "last TOS byte of the destination", ipAttr{true, func(dst []byte, a *record.IPSide) []byte { return appendByte(dst, a.TOS) }}},
	{"sipid", "sIpId", 7, false, Text, "last IP identification of the source", ipAttr{false, func(dst []byte, a *record.IPSide) []byte { return appendHex(dst, uint64(bits.ReverseBytes16(a.ID)), 4) }}},
	{"dipid", "dIpId", 7, false, Text, "last IP identification of the destination", ipAttr{true, func(dst []byte, a *record.IPSide) []byte { return appendHex(dst, uint64(bits.ReverseBytes16(a.ID)), 4) }}},

	{"smac", "SrcMac", 18, false, Text, "link address of the source", macColumn{false}},
	{"dmac", "DstMac", 18, false, Text, "link address of the destination", macColumn{true}},
	{"svlan", "sVlan", 8, false, Text, "VLAN tag of the source", vlan{false, func(dst []byte, v uint16) []byte { return appendHex(dst, uint64(v), 4) }}},
	{"dvlan", "dVlan", 8, false, Text, "VLAN tag of the destination", vlan{true, func(dst []byte, v uint16) []byte { return appendHex(dst, uint64(v), 4) }}},
	{"svid", "sVid", 6, false, Int, "VLAN id of the source", vlan{false, func(dst []byte, v uint16) []byte { return appendUint(dst, uint64(v&0xfff)) }}},
	{"dvid", "dVid", 6, false, Int, "VLAN id of the destination", vlan{true, func(dst []byte, v uint16) []byte { return appendUint(dst, uint64(v&0xfff)) }}},
	{"smpls", "sMpls", 8, false, Int, "MPLS label of the source", mpls{false}},
	{"dmpls", "dMpls", 8, false, Int, "MPLS label of the destination", mpls{true}},
	{"senc", "sEnc", 12, false, Text, "encapsulations of the source", encaps(func(e *record.Encaps) uint32 { return e.Src })},
	{"denc", "dEnc", 12, false, Text, "encapsulations of the destination", encaps(func(e *record.Encaps) uint32 { return e.Dst })},
	{"icmpid", "IcmpId", 6, false, Text, "ICMP identifier", plain(icmpID)},
	{"inode", "Inode", 18, false, Addr, "router that reported an ICMP error", plain(inode)},
	{"nstroke", "NStrok", 9, false, Int, "keystrokes of both sides", strokes{3}},
	{"snstroke", "sNStrok", 9, false, Int, "keystrokes of the source", strokes{1}},
	{"dnstroke", "dNStrok", 9, false, Int, "keystrokes of the destination", strokes{2}},
	{"suser", "srcUdata", 16, true, Text, "payload of the source", nil},
	{"duser", "dstUdata", 16, true, Text, "payload of the destination", nil},
	{"label", "Label", 5, false, Text, "what was added to the record: name=value:name=value", plain(label)},
	{"sas", "sAS", 6, false, Int, "AS number of the source", asn(func(a *record.ASN) uint32 { return a.Src })},
	{"das", "dAS", 6, false, Int, "AS number of the destination", asn(func(a *record.ASN) uint32 { return a.Dst })},
	{"ias", "iAS", 5, false, Int, "AS number of the intermediate node", asn(func(a *record.ASN) uint32 { return a.Inode })},
	{"sco", "sCo", 3, false, Text, "country of the source", country(func(c *record.Country) [2]byte { return c.Src })},
	{"dco", "dCo", 3, false, Text, "country of the destination", country(func(c *record.Country) [2]byte { return c.Dst })},
	{"offset", "Offset", 12, false, Int, "byte offset of the record in its input", plain(func(dst []byte, _ *Options, row *Row) []byte { return strconv.AppendInt(dst, row.Offset, 10) })},
	{"rank", "Rank", 6, false, Int, "output counter", plain(rank)},
	{"trans", "Trans", 6, false, Int, "records merged into this one", plain(trans)},
}

func manPackets(m *record.Management) uint64 { return m.Packets }

// Compat: the bytes columns of both sides hold the memory of the sensor.
func manMemory(m *record.Management) uint64  { return uint64(m.Memory) }
func manRecords(m *record.Management) uint64 { return uint64(m.Records) }
func manBytes(m *record.Management) uint64   { return m.Bytes }
func manDropped(m *record.Management) uint64 { return uint64(m.Dropped) }
func manBufs(m *record.Management) uint64    { return uint64(m.Bufs) }
func manQueue(m *record.Management) uint64   { return uint64(m.Queue) }

func cause(dst []byte, _ *Options, row *Row) []byte {
	s := "Unknown"
	switch row.Cause {
	case record.CauseStart:
		s = "Start"
	case record.CauseStatus:
		s = "Status"
	case record.CauseStop:
		s = "Stop"
	case record.CauseTimeout:
		s = "Timeout"
	case record.CauseShutdown:
		s = "Shutdown"
	case record.CauseError:
		s = "Error"
	}
	return append(dst, s...)
}

func seq(dst []byte, _ *Options, row *Row) []byte {
	switch {
	case !isFlow(row):
		return appendUint(dst, uint64(row.Man.NextSeq))
	case !row.Has(record.PartTransport) || !row.Transport.HasSeq:
		return dst
	}
	return appendUint(dst, uint64(row.Transport.Seq))
}

func rank(dst []byte, _ *Options, row *Row) []byte {
	if row.Rank == 0 {
		return dst
	}
	return appendUint(dst, row.Rank)
}

func trans(dst []byte, _ *Options, row *Row) []byte {
	switch {
	case !isFlow(row):
		return dst
	case row.Has(record.PartAgg):
		return appendUint(dst, uint64(row.Agg.Count))
	case row.Metrics.Src.Packets+row.Metrics.Dst.Packets == 0:
		return append(dst, '0')
	}
	return append(dst, '1')
}

// optionLetters are the TCP options, low bit (0x00100000) first.
const optionLetters = "MwsSeETcNOSD"

func tcpOptions(dst []byte, _ *Options, row *Row) []byte {
	c := tcpOf(row)
	if c == nil {
		return dst
	}
	for i := range len(optionLetters) {
		if c.Options&(record.TCPOptMSS<<i) != 0 {
			dst = append(dst, optionLetters[i])
		} else {
			dst = append(dst, ' ')
		}
	}
	return dst
}

// An ipAttr is a column of IP attributes.
type ipAttr struct {
	second bool
	f      func([]byte, *record.IPSide) []byte
}

func (c ipAttr) column() appendFunc {
	second, f := c.second, c.f
	return func(dst []byte, _ *Options, row *Row) []byte {
		if !isFlow(row) || !row.Has(record.PartIPAttr) {
			return dst
		}
		a := &row.IPAttr.Src
		if second {
			a = &row.IPAttr.Dst
		}
		if !a.Has {
			return dst
		}
		return f(dst, a)
	}
}

// hops is the distance of the TTL from the next power of two.
func hops(dst []byte, a *record.IPSide) []byte {
	n := 1
	for n < int(a.TTL) {
		n <<= 1
	}
	return strconv.AppendInt(dst, int64(n-int(a.TTL)), 10)
}

type vlan struct {
	second bool
	f      func([]byte, uint16) []byte
}

func (c vlan) column() appendFunc {
	second, f := c.second, c.f
	return func(dst []byte, _ *Options, row *Row) []byte {
		v := &row.VLAN
		switch {
		case !isFlow(row) || !row.Has(record.PartVLAN):
		case !second && v.HasSrc:
			return f(dst, v.Src)
		case second && v.HasDst:
			return f(dst, v.Dst)
		}
		return dst
	}
}

type mpls struct{ second bool }

func (c mpls) column() appendFunc {
	second := c.second
	return func(dst []byte, _ *Options, row *Row) []byte {
		m := &row.MPLS
		switch {
		case !isFlow(row) || !row.Has(record.PartMPLS):
		case !second && m.HasSrc:
			return appendUint(dst, uint64(m.Src>>12))
		case second && m.HasDst:
			return appendUint(dst, uint64(m.Dst>>12))
		}
		return dst
	}
}

type encaps func(*record.Encaps) uint32

func (get encaps) column() appendFunc {
	return func(dst []byte, _ *Options, row *Row) []byte {
		if !isFlow(row) || !row.Has(record.PartEncaps) {
			return dst
		}
		return appendEncaps(dst, get(&row.Encaps))
	}
}

func icmpID(dst []byte, _ *Options, row *Row) []byte {
	switch {
	case !isFlow(row) || !row.Has(record.PartFlow):
		return dst
	case row.Flow.Addr == record.AddrIPv6 && row.Flow.Proto == 58:
		return append(dst, '0') // Compat: not told for ICMPv6
	case row.Flow.Addr != record.AddrIPv4 || row.Flow.Proto != 1:
		return dst
	}
	return appendUint(dst, uint64(bits.ReverseBytes16(row.Flow.ICMPID)))
}

func inode(dst []byte, _ *Options, row *Row) []byte {
	if !isFlow(row) || !row.Has(record.PartICMPMap) {
		return dst
	}
	a := row.ICMPMap.OuterSrc
	return appendIPv4(dst, []byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
}

type strokes struct{ which int }

func (c strokes) column() appendFunc {
	which := c.which
	return func(dst []byte, _ *Options, row *Row) []byte {
		if !isFlow(row) || !row.Has(record.PartBehavior) {
			return dst
		}
		var n uint64
		if which&1 != 0 {
			n += uint64(row.Behavior.Src)
		}
		if which&2 != 0 {
			n += uint64(row.Behavior.Dst)
		}
		return appendUint(dst, n)
	}
}

func label(dst []byte, _ *Options, row *Row) []byte {
	if !row.Has(record.PartLabel) {
		return dst
	}
	return AppendClean(dst, row.Label)
}

type asn func(*record.ASN) uint32

func (get asn) column() appendFunc {
	return func(dst []byte, o *Options, row *Row) []byte {
		if !row.Has(record.PartASN) || get(&row.ASN) == 0 {
			return dst
		}
		n := uint64(get(&row.ASN))
		if o.ASN == ASDotPlus || o.ASN == ASDot && n > 0xffff {
			return appendUint(append(appendUint(dst, n>>16), '.'), n&0xffff)
		}
		return appendUint(dst, n)
	}
}

type country func(*record.Country) [2]byte

func (get country) column() appendFunc {
	return func(dst []byte, _ *Options, row *Row) []byte {
		if !row.Has(record.PartCountry) {
			return dst
		}
		c := get(&row.Country)
		return AppendClean(dst, c[:])
	}
}
