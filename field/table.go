// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/record"

// table holds every column (clients: fields, sections 4 to 11).
var table = [...][]column{common, extra}

// Parts that several columns depend on.
const (
	partTransport = record.PartTransport
	partFlow      = record.PartFlow
	partTime      = record.PartTime
	partMetrics   = record.PartMetrics
	partAgg       = record.PartAgg
	partNet       = record.PartNet
	partSizes     = record.PartSizes
	partJitter    = record.PartJitter
	partIPAttr    = record.PartIPAttr
	partVLAN      = record.PartVLAN
	partMPLS      = record.PartMPLS
	partMAC       = record.PartMAC
	partICMPMap   = record.PartICMPMap
	partEncaps    = record.PartEncaps
	partBehavior  = record.PartBehavior
	partSrcData   = record.PartSrcData
	partDstData   = record.PartDstData
	partLabel     = record.PartLabel
	partASN       = record.PartASN
	partCountry   = record.PartCountry

	rateParts = partMetrics | partTime
	lossParts = partFlow | partNet | partMetrics
	tcpParts  = partNet | partFlow
)

// common are the columns that are asked for most.
var common = []column{
	{"stime", "StartTime", 12, false, Time, "start of the record: the earliest packet", partTime, epoch, plain(startTime)},
	{"ltime", "LastTime", 12, false, Time, "end of the record: the latest packet", partTime, epoch, split{lastTime, lastText}},
	{"sstime", "SrcStartTime", 12, false, Time, "first packet of the source", partTime | partMetrics, epoch, sideTime{source, false}},
	{"sltime", "SrcLastTime", 12, false, Time, "last packet of the source", partTime | partMetrics, epoch, sideTime{source, true}},
	{"dstime", "DstStartTime", 12, false, Time, "first packet of the destination", partTime | partMetrics, epoch, sideTime{destination, false}},
	{"dltime", "DstLastTime", 12, false, Time, "last packet of the destination", partTime | partMetrics, epoch, sideTime{destination, true}},
	{"flgs", "Flgs", 9, false, Text, "flags: encapsulation, mapped ICMP, loss, window, fragments, IP options", flagParts, blank, split{flagValue, appendFlags}},
	{"proto", "Proto", 6, false, Text, "protocol", partFlow | partNet | partMetrics, blank, plain(proto)},
	{"saddr", "SrcAddr", 18, false, Addr, "address of the initiator", partFlow, blank, address{source}},
	{"sport", "Sport", 6, true, Uint, "port of the initiator", partFlow, blank, port{source}},
	{"dir", "Dir", 5, false, Text, "direction: which sides sent packets; ? where no TCP handshake was seen", partFlow | partMetrics | partNet, blank, split{dirValue, appendDir}},
	{"daddr", "DstAddr", 18, false, Addr, "address of the responder", partFlow, blank, address{destination}},
	{"dport", "Dport", 6, true, Uint, "port of the responder", partFlow, blank, port{destination}},
	{"state", "State", 5, false, Text, "state of the transaction", partFlow | partMetrics | partNet | partICMPMap, blank, split{stateValue, appendState}},
	{"cause", "Cause", 7, false, Text, "why the record was written", 0, blank, plain(cause)},
	{"srcid", "SrcId", 18, false, Text, "id of the sensor", partTransport, blank, split{sensor, sourceID}},
	{"seq", "Seq", 12, false, Uint, "sequence number", partTransport, blank, plain(seq)},
	{"dur", "Dur", 10, false, Duration, "duration of the record", partTime, blank, span{bothSides}},
	{"sdur", "SrcDur", 10, false, Duration, "duration of the source's part", partTime | partMetrics, blank, span{source}},
	{"ddur", "DstDur", 10, false, Duration, "duration of the destination's part", partTime | partMetrics, blank, span{destination}},
	{"pkts", "TotPkts", 8, false, Uint, "packets of both sides", partMetrics, blank, counter{allPkts, manPackets}},
	{"spkts", "SrcPkts", 8, false, Uint, "packets of the source", partMetrics, blank, counter{srcPkts, manPackets}},
	{"dpkts", "DstPkts", 8, false, Uint, "packets of the destination", partMetrics, blank, counter{dstPkts, manRecords}},
	{"bytes", "TotBytes", 10, false, Uint, "bytes of both sides, link header included", partMetrics, blank, counter{allBytes, manMemory}},
	{"sbytes", "SrcBytes", 12, false, Uint, "bytes of the source", partMetrics, blank, counter{srcBytes, manBytes}},
	{"dbytes", "DstBytes", 12, false, Uint, "bytes of the destination", partMetrics, blank, counter{dstBytes, manDropped}},
	{"appbytes", "TotAppByte", 10, false, Uint, "application bytes of both sides", partMetrics, blank, appCounter{allApp, manMemory}},
	{"sappbytes", "SAppBytes", 12, false, Uint, "application bytes of the source", partMetrics, blank, appCounter{srcApp, manBufs}},
	{"dappbytes", "DAppBytes", 12, false, Uint, "application bytes of the destination", partMetrics, blank, appCounter{dstApp, manQueue}},
	{"rate", "Rate", 12, false, Float, "packets per second: (packets-1)/duration", rateParts, zero, float(totalRate)},
	{"srate", "SrcRate", 12, false, Float, "packets per second of the source", rateParts, zero, float(srcRate)},
	{"drate", "DstRate", 12, false, Float, "packets per second of the destination", rateParts, zero, float(dstRate)},
	{"load", "Load", 8, false, Float, "bits per second", rateParts, zero, float(totalLoad)},
	{"sload", "SrcLoad", 8, false, Float, "bits per second of the source", rateParts, zero, float(srcLoad)},
	{"dload", "DstLoad", 8, false, Float, "bits per second of the destination", rateParts, zero, float(dstLoad)},
	{"loss", "Loss", 10, false, Uint, "packets retransmitted or dropped", lossParts, zero, lossColumn{bothSides}},
	{"sloss", "SrcLoss", 10, false, Uint, "packets of the source retransmitted or dropped", lossParts, zero, lossColumn{source}},
	{"dloss", "DstLoss", 10, false, Uint, "packets of the destination retransmitted or dropped", lossParts, zero, lossColumn{destination}},
	{"ploss", "pLoss", 8, false, Float, "percent of packets lost", lossParts, zero, lossShare{bothSides}},
	{"sploss", "pSrcLoss", 10, false, Float, "percent of the source's packets lost", lossParts, zero, lossShare{source}},
	{"dploss", "pDstLoss", 10, false, Float, "percent of the destination's packets lost", lossParts, zero, lossShare{destination}},
	{"pcr", "PCRatio", 10, false, Float, "producer consumer ratio of application bytes, -1 to 1", partMetrics, blank, appRatio(pcr)},
	{"smeansz", "sMeanPktSz", 12, false, Float, "mean packet size of the source", partMetrics, zero, meanSize{source}},
	{"dmeansz", "dMeanPktSz", 12, false, Float, "mean packet size of the destination", partMetrics, zero, meanSize{destination}},
	{"smaxsz", "sMaxPktSz", 12, false, Uint, "largest packet of the source", partSizes, blank, size{source, func(z *record.Sizes) uint16 { return z.SrcMax }}},
	{"sminsz", "sMinPktSz", 12, false, Uint, "smallest packet of the source", partSizes, blank, size{source, func(z *record.Sizes) uint16 { return z.SrcMin }}},
	{"dmaxsz", "dMaxPktSz", 12, false, Uint, "largest packet of the destination", partSizes, blank, size{destination, func(z *record.Sizes) uint16 { return z.DstMax }}},
	{"dminsz", "dMinPktSz", 12, false, Uint, "smallest packet of the destination", partSizes, blank, size{destination, func(z *record.Sizes) uint16 { return z.DstMin }}},
	{"sintpkt", "SIntPkt", 12, false, Float, "mean time between the source's packets", partJitter, blank, meanInterval{source}},
	{"dintpkt", "DIntPkt", 12, false, Float, "mean time between the destination's packets", partJitter, blank, meanInterval{destination}},
	{"sintpktact", "SIntPktAct", 12, false, Float, "mean time before active packets of the source", partJitter, blank, interval{source, active, jitMean}},
	{"dintpktact", "DIntPktAct", 12, false, Float, "mean time before active packets of the destination", partJitter, blank, interval{destination, active, jitMean}},
	{"sintpktidl", "SIntPktIdl", 12, false, Float, "mean time before idle packets of the source", partJitter, blank, interval{source, idle, jitMean}},
	{"dintpktidl", "DIntPktIdl", 12, false, Float, "mean time before idle packets of the destination", partJitter, blank, interval{destination, idle, jitMean}},
	{"sintpktmax", "SIntPktMax", 12, false, Float, "longest time between the source's packets", partJitter, blank, interval{source, bothClasses, jitMax}},
	{"sintpktmin", "SIntPktMin", 12, false, Float, "the larger of the source's shortest active and idle time", partJitter, blank, interval{source, bothClasses, jitMin}},
	{"dintpktmax", "DIntPktMax", 12, false, Float, "longest active time between the destination's packets", partJitter, blank, interval{destination, active, jitMax}},
	{"dintpktmin", "DIntPktMin", 12, false, Float, "shortest active time between the destination's packets", partJitter, blank, interval{destination, active, jitMin}},
	{"sjit", "SrcJitter", 12, false, Float, "standard deviation of the source's packet times", partJitter, blank, deviation{source}},
	{"djit", "DstJitter", 12, false, Float, "standard deviation of the destination's packet times", partJitter, blank, deviation{destination}},
	{"sjitact", "SrcJitAct", 12, false, Float, "standard deviation of the times before active packets of the source", partJitter, blank, classDeviation{source, active}},
	{"djitact", "DstJitAct", 12, false, Float, "standard deviation of the times before active packets of the destination", partJitter, blank, classDeviation{destination, active}},
	{"sjitidl", "SrcJitIdl", 12, false, Float, "standard deviation of the times before idle packets of the source", partJitter, blank, classDeviation{source, idle}},
	{"djitidl", "DstJitIdl", 12, false, Float, "standard deviation of the times before idle packets of the destination", partJitter, blank, classDeviation{destination, idle}},
	{"swin", "SrcWin", 6, false, Uint, "last TCP window of the source, scaled", tcpParts | partMetrics, blank, window{source}},
	{"dwin", "DstWin", 6, false, Uint, "last TCP window of the destination, scaled", tcpParts | partMetrics, blank, window{destination}},
	{"stcpb", "SrcTCPBase", 12, false, Uint, "first TCP sequence number of the source", tcpParts, blank, tcpBase{source}},
	{"dtcpb", "DstTCPBase", 12, false, Uint, "first TCP sequence number of the destination", tcpParts, blank, tcpBase{destination}},
	{"tcprtt", "TcpRtt", 12, false, Duration, "TCP connection set-up time: synack + ackdat", tcpParts, zero, tcpTime(func(c *record.TCP) uint64 { return uint64(c.SynAck) + uint64(c.AckDat) })},
	{"synack", "SynAck", 12, false, Duration, "time from SYN to SYN-ACK", tcpParts, zero, tcpTime(func(c *record.TCP) uint64 { return uint64(c.SynAck) })},
	{"ackdat", "AckDat", 12, false, Duration, "time from SYN-ACK to ACK", tcpParts, zero, tcpTime(func(c *record.TCP) uint64 { return uint64(c.AckDat) })},
	{"tcpopt", "TcpOpt", 12, false, Text, "TCP options seen: M mss, w scale, s sack permitted, S sack, T timestamp, S D ecn ...", tcpParts, blank, split{optionsValue, tcpOptions}},
	{"sgap", "SrcGap", 8, false, Uint, "bytes of the source that the sensor missed", partNet | partFlow, blank, gapColumn{source}},
	{"dgap", "DstGap", 8, false, Uint, "bytes of the destination that the sensor missed", partNet | partFlow, blank, gapColumn{destination}},
	{"sttl", "sTtl", 4, false, Uint, "last TTL of the source", partIPAttr, blank, ipAttr{source, ttl}},
	{"dttl", "dTtl", 4, false, Uint, "last TTL of the destination", partIPAttr, blank, ipAttr{destination, ttl}},
	{"shops", "sHops", 5, false, Uint, "estimated hops from the source", partIPAttr, blank, ipAttr{source, hops}},
	{"dhops", "dHops", 5, false, Uint, "estimated hops from the destination", partIPAttr, blank, ipAttr{destination, hops}},
	{"stos", "sTos", 5, false, Uint, "last TOS byte of the source", partIPAttr, blank, ipAttr{source, tos}},
	{"dtos", "dTos", 5, false, Uint, "last TOS byte of the destination", partIPAttr, blank, ipAttr{destination, tos}},
	{"sipid", "sIpId", 7, false, Uint, "last IP identification of the source", partIPAttr, blank, ipAttr{source, ipID}},
	{"dipid", "dIpId", 7, false, Uint, "last IP identification of the destination", partIPAttr, blank, ipAttr{destination, ipID}},
	{"smac", "SrcMac", 18, false, Addr, "link address of the source", partMAC, blank, linkAddr{source}},
	{"dmac", "DstMac", 18, false, Addr, "link address of the destination", partMAC, blank, linkAddr{destination}},
	{"svlan", "sVlan", 8, false, Uint, "VLAN tag of the source", partVLAN, blank, vlanTag{source, wholeTag}},
	{"dvlan", "dVlan", 8, false, Uint, "VLAN tag of the destination", partVLAN, blank, vlanTag{destination, wholeTag}},
	{"svid", "sVid", 6, false, Uint, "VLAN id of the source", partVLAN, blank, vlanTag{source, vlanID}},
	{"dvid", "dVid", 6, false, Uint, "VLAN id of the destination", partVLAN, blank, vlanTag{destination, vlanID}},
	{"smpls", "sMpls", 8, false, Uint, "MPLS label of the source", partMPLS, blank, mplsLabel{source}},
	{"dmpls", "dMpls", 8, false, Uint, "MPLS label of the destination", partMPLS, blank, mplsLabel{destination}},
	{"senc", "sEnc", 12, false, Text, "encapsulations of the source", partEncaps, blank, split{srcEncapsValue, srcEncaps}},
	{"denc", "dEnc", 12, false, Text, "encapsulations of the destination", partEncaps, blank, split{dstEncapsValue, dstEncaps}},
	{"icmpid", "IcmpId", 6, false, Uint, "ICMP identifier", partFlow, blank, split{icmpID, icmpIDText}},
	{"inode", "Inode", 18, false, Addr, "router that reported an ICMP error", partICMPMap, blank, plain(inode)},
	{"nstroke", "NStrok", 9, false, Uint, "keystrokes of both sides", partBehavior, blank, strokes{bothSides}},
	{"snstroke", "sNStrok", 9, false, Uint, "keystrokes of the source", partBehavior, blank, strokes{source}},
	{"dnstroke", "dNStrok", 9, false, Uint, "keystrokes of the destination", partBehavior, blank, strokes{destination}},
	{"suser", "srcUdata", 16, true, Bytes, "payload of the source", partSrcData, blank, payloadColumn{source, 16}},
	{"duser", "dstUdata", 16, true, Bytes, "payload of the destination", partDstData, blank, payloadColumn{destination, 16}},
	{"label", "Label", 5, false, Text, "labels that were added to the record: name=value:name=value", partLabel, blank, split{label, labelText}},
	{"sas", "sAS", 6, false, Uint, "AS number of the source", partASN, blank, asn(func(a *record.ASN) uint32 { return a.Src })},
	{"das", "dAS", 6, false, Uint, "AS number of the destination", partASN, blank, asn(func(a *record.ASN) uint32 { return a.Dst })},
	{"ias", "iAS", 5, false, Uint, "AS number of the intermediate node", partASN, blank, asn(func(a *record.ASN) uint32 { return a.Inode })},
	{"sco", "sCo", 3, false, Text, "country of the source", partCountry, blank, country(func(c *record.Country) *[2]byte { return &c.Src })},
	{"dco", "dCo", 3, false, Text, "country of the destination", partCountry, blank, country(func(c *record.Country) *[2]byte { return &c.Dst })},
	{"offset", "Offset", 12, false, Int, "byte offset of the record in its input", 0, blank, plain(offset)},
	{"rank", "Rank", 6, false, Uint, "output counter", 0, blank, plain(rank)},
	{"trans", "Trans", 6, false, Uint, "records merged into this one", partAgg | partMetrics, flowZero, plain(trans)},
}

// Counters of flows and of management records.

func allPkts(m *record.Metrics) uint64  { return m.Src.Packets + m.Dst.Packets }
func srcPkts(m *record.Metrics) uint64  { return m.Src.Packets }
func dstPkts(m *record.Metrics) uint64  { return m.Dst.Packets }
func allBytes(m *record.Metrics) uint64 { return m.Src.Bytes + m.Dst.Bytes }
func srcBytes(m *record.Metrics) uint64 { return m.Src.Bytes }
func dstBytes(m *record.Metrics) uint64 { return m.Dst.Bytes }
func allApp(m *record.Metrics) uint64   { return m.Src.AppBytes + m.Dst.AppBytes }
func srcApp(m *record.Metrics) uint64   { return m.Src.AppBytes }
func dstApp(m *record.Metrics) uint64   { return m.Dst.AppBytes }

func manPackets(m *record.Management) uint64 { return m.Packets }

// manMemory is the memory of the sensor.
//
// Compat: the columns of the bytes of both sides show it.
func manMemory(m *record.Management) uint64  { return uint64(m.Memory) }
func manRecords(m *record.Management) uint64 { return uint64(m.Records) }
func manBytes(m *record.Management) uint64   { return m.Bytes }
func manDropped(m *record.Management) uint64 { return uint64(m.Dropped) }
func manBufs(m *record.Management) uint64    { return uint64(m.Bufs) }
func manQueue(m *record.Management) uint64   { return uint64(m.Queue) }

func srcRate(r *Row) float32 { return r.SrcRate }
func dstRate(r *Row) float32 { return r.DstRate }
func srcLoad(r *Row) float32 { return r.SrcLoad }
func dstLoad(r *Row) float32 { return r.DstLoad }
