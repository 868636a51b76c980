// SPDX-License-Identifier: Apache-2.0

package field

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/argus-go/argus/record"
)

// extra holds the columns that are seldom asked for: statistics, networks,
// histograms, and those of data that no sensor of this release makes.
var extra = []column{
	{"rtime", "RelTime", 12, false, Float, "start of the record, from that of the first record printed", plain(relativeTime)},
	{"idle", "IdleTime", 10, false, Float, "time since the end of the record", plain(idleTime)},
	{"mean", "Mean", 10, false, Float, "mean of the aggregated metric (duration)", aggregate{func(a *record.AggStats) float32 { return a.Mean }, func(r *Row) float32 { return r.whole }}},
	{"min", "Min", 10, false, Float, "smallest value of the aggregated metric", aggregate{func(a *record.AggStats) float32 { return a.Min }, func(r *Row) float32 { return r.whole }}},
	{"max", "Max", 10, false, Float, "largest value of the aggregated metric", aggregate{func(a *record.AggStats) float32 { return a.Max }, func(r *Row) float32 { return r.whole }}},
	{"stddev", "StdDev", 10, false, Float, "standard deviation of the aggregated metric", aggregate{func(a *record.AggStats) float32 { return a.StdDev }, func(*Row) float32 { return 0 }}},
	{"sum", "Sum", 10, false, Float, "sum of the aggregated metric", aggregate{aggSum, func(r *Row) float32 { return r.whole }}},
	{"runtime", "RunTime", 10, false, Float, "sum of the aggregated metric", aggregate{aggSum, func(r *Row) float32 { return r.whole }}},
	{"snet", "SrcNet", 18, false, Addr, "class A, B or C network of the source", network{false}},
	{"dnet", "DstNet", 18, false, Addr, "class A, B or C network of the destination", network{true}},
	{"laddr", "LocalAddr", 18, false, Addr, "local address: always blank", plain(empty)},
	{"raddr", "RemoteAddr", 18, false, Addr, "remote address: always blank", plain(empty)},
	{"lnet", "LocalNet", 18, false, Addr, "local network: always blank", plain(empty)},
	{"rnet", "RemoteNet", 18, false, Addr, "remote network: always blank", plain(empty)},
	{"soui", "SrcOui", 9, false, Text, "vendor of the source's link address: always blank", plain(empty)},
	{"doui", "DstOui", 9, false, Text, "vendor of the destination's link address: always blank", plain(empty)},
	{"resp", "Response", 12, false, Text, "link address that answered an ARP request", plain(response)},
	{"bssid", "Bssid", 18, false, Text, "access point of a wireless flow", plain(bssid)},
	{"ssid", "Ssid", 9, false, Text, "network name of a wireless flow", plain(ssid)},
	{"abr", "ABRatio", 10, false, Float, "the same as pcr", floatBlank(pcr)},
	{"tf", "TF", 12, false, Float, "application bytes in relation to bytes", floatBlank(func(r *Row) float64 { return share(r, 3) })},
	{"stf", "STF", 12, false, Float, "application bytes in relation to bytes, of the source", floatBlank(func(r *Row) float64 { return share(r, 1) })},
	{"dtf", "DTF", 12, false, Float, "application bytes in relation to bytes, of the destination", floatBlank(func(r *Row) float64 { return share(r, 2) })},
	{"spktsz", "sPktSz", 12, false, Text, "histogram of the source's packet sizes, 8 hexadecimal digits", sizeHistogram{false}},
	{"dpktsz", "dPktSz", 12, false, Text, "histogram of the destination's packet sizes, 8 hexadecimal digits", sizeHistogram{true}},
	{"sintpktactmax", "SIPActMax", 12, false, Float, "longest active time between the source's packets", interval{false, false, jitMax}},
	{"sintpktactmin", "SIPActMin", 12, false, Float, "shortest active time between the source's packets", interval{false, false, jitMin}},
	{"dintpktactmax", "DIPActMax", 12, false, Float, "longest active time between the destination's packets", interval{true, false, jitMax}},
	{"dintpktactmin", "DIPActMin", 12, false, Float, "shortest active time between the destination's packets", interval{true, false, jitMin}},
	{"sintpktidlmax", "SIPIdlMax", 12, false, Float, "longest idle time between the source's packets", interval{false, true, jitMax}},
	{"sintpktidlmin", "SIPIdlMin", 12, false, Float, "shortest idle time between the source's packets", interval{false, true, jitMin}},
	{"dintpktidlmax", "DIPIdlMax", 12, false, Float, "longest idle time between the destination's packets", interval{true, true, jitMax}},
	{"dintpktidlmin", "DIPIdlMin", 12, false, Float, "shortest idle time between the destination's packets", interval{true, true, jitMin}},
	{"sintdist", "SIntDist", 8, false, Text, "histogram of the times between the source's packets", timeHistogram{false, 3}},
	{"dintdist", "DIntDist", 8, false, Text, "histogram of the times between the destination's packets", timeHistogram{true, 3}},
	{"sintdistact", "SIntActDist", 11, false, Text, "histogram of the active times between the source's packets", timeHistogram{false, 1}},
	{"dintdistact", "DIntActDist", 11, false, Text, "histogram of the active times between the destination's packets", timeHistogram{true, 1}},
	{"sintdistidl", "SIntIdlDist", 11, false, Text, "histogram of the idle times between the source's packets", timeHistogram{false, 2}},
	{"dintdistidl", "DIntIdlDist", 11, false, Text, "histogram of the idle times between the destination's packets", timeHistogram{true, 2}},
	{"stcpmax", "STcpMax", 10, false, Float, "throughput that the destination's window allows the source", tcpMax{false}},
	{"dtcpmax", "DTcpMax", 10, false, Float, "throughput that the source's window allows the destination", tcpMax{true}},
	{"sdsb", "sDSb", 5, false, Text, "differentiated services of the source", dsColumn{false}},
	{"ddsb", "dDSb", 5, false, Text, "differentiated services of the destination", dsColumn{true}},
	{"svpri", "sVpri", 6, false, Int, "VLAN priority of the source: always blank, as in earlier releases", plain(empty)},
	{"dvpri", "dVpri", 6, false, Int, "VLAN priority of the destination: always blank, as in earlier releases", plain(empty)},
	{"ico", "iCo", 3, false, Text, "country of the intermediate node: always blank", plain(empty)},
	{"autoid", "AutoId", 6, false, Int, "number of a database row: always 0", plain(zero)},
	{"retrans", "Retrans", 7, false, Int, "UDT packets sent again: always 0", plain(zero)},
	{"sretrans", "SrcRetrans", 8, false, Int, "UDT packets sent again of the source: always 0", plain(zero)},
	{"dretrans", "DstRetrans", 8, false, Int, "UDT packets sent again of the destination: always 0", plain(zero)},
	{"pretrans", "pRetrans", 7, false, Float, "UDT packets sent again, percent: always 0", plain(zeroFloat)},
	{"spretrans", "pSrcRetrans", 8, false, Float, "UDT packets sent again of the source, percent: always 0", plain(zeroFloat)},
	{"dpretrans", "pDstRetrans", 8, false, Float, "UDT packets sent again of the destination, percent: always 0", plain(zeroFloat)},
	{"nacks", "Nacks", 7, false, Int, "UDT negative acknowledgements: always 0", plain(zero)},
	{"snacks", "SrcNacks", 8, false, Int, "UDT negative acknowledgements of the source: always 0", plain(zero)},
	{"dnacks", "DstNacks", 8, false, Int, "UDT negative acknowledgements of the destination: always 0", plain(zero)},
	{"pnacks", "pNacks", 7, false, Float, "UDT negative acknowledgements, percent: always 0", plain(zeroFloat)},
	{"spnacks", "pSrcNacks", 8, false, Float, "UDT negative acknowledgements of the source, percent: always 0", plain(zeroFloat)},
	{"dpnacks", "pDstNacks", 8, false, Float, "UDT negative acknowledgements of the destination, percent: always 0", plain(zeroFloat)},
	{"solo", "Solo", 7, false, Int, "UDT solo packets: always 0", plain(zero)},
	{"ssolo", "SrcSolo", 8, false, Int, "UDT solo packets of the source: always 0", plain(zero)},
	{"dsolo", "DstSolo", 8, false, Int, "UDT solo packets of the destination: always 0", plain(zero)},
	{"psolo", "pSolo", 7, false, Float, "UDT solo packets, percent: always 0", plain(zeroFloat)},
	{"spsolo", "pSrcSolo", 8, false, Float, "UDT solo packets of the source, percent: always 0", plain(zeroFloat)},
	{"dpsolo", "pDstSolo", 8, false, Float, "UDT solo packets of the destination, percent: always 0", plain(zeroFloat)},
	{"first", "First", 7, false, Int, "UDT first packets: always 0", plain(zero)},
	{"sfirst", "SrcFirst", 8, false, Int, "UDT first packets of the source: always 0", plain(zero)},
	{"dfirst", "DstFirst", 8, false, Int, "UDT first packets of the destination: always 0", plain(zero)},
	{"pfirst", "pFirst", 7, false, Float, "UDT first packets, percent: always 0", plain(zeroFloat)},
	{"spfirst", "pSrcFirst", 8, false, Float, "UDT first packets of the source, percent: always 0", plain(zeroFloat)},
	{"dpfirst", "pDstFirst", 8, false, Float, "UDT first packets of the destination, percent: always 0", plain(zeroFloat)},
	{"bins", "Bins", 6, false, Int, "number of bins: blank outside of binning programs", plain(empty)},
	{"binnum", "Bin", 6, false, Int, "number of the bin: blank outside of binning programs", plain(empty)},
	{"srng", "SRange", 6, false, Text, "start of the range: always blank", plain(empty)},
	{"erng", "ERange", 6, false, Text, "end of the range: always blank", plain(empty)},
	{"jdelay", "JDelay", 12, false, Float, "join delay: always blank", plain(empty)},
	{"ldelay", "LDelay", 12, false, Float, "leave delay: always blank", plain(empty)},
}

func empty(dst []byte, _ *Options, _ *Row) []byte { return dst }

func zero(dst []byte, _ *Options, _ *Row) []byte { return append(dst, '0') }

func zeroFloat(dst []byte, o *Options, _ *Row) []byte { return fixed(dst, o, 0) }

// relativeTime appends a time from the start of the first record printed.
func relativeTime(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return appendTime(dst, o, row, row.last)
	}
	t := row.first - o.Begin
	if t < 0 {
		dst, t = append(dst, '-'), -t
	}
	dst = strconv.AppendInt(dst, t/1e6, 10)
	if o.Precision > 0 {
		dst = appendMicros(append(dst, '.'), t%1e6, o.Precision)
	}
	return dst
}

func idleTime(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return dst
	}
	return fixed64(dst, o.Precision, float64(o.Now-row.last)/1e6)
}

// An aggregate is a column of a statistic over merged records. A record that
// stands for itself has the values of one.
type aggregate struct {
	get    func(*record.AggStats) float32
	single func(*Row) float32
}

func (c aggregate) column() appendFunc {
	get, single := c.get, c.single
	return func(dst []byte, o *Options, row *Row) []byte {
		switch {
		case !isFlow(row):
			return dst
		case row.Has(record.PartAgg):
			return fixed(dst, o, get(&row.Agg.Active))
		}
		return fixed(dst, o, single(row))
	}
}

func aggSum(a *record.AggStats) float32 { return a.Mean * float32(a.N) }

// A network is a column of an address without its host part.
type network struct{ second bool }

func (c network) column() appendFunc {
	second := c.second
	return func(dst []byte, o *Options, row *Row) []byte {
		switch {
		case !isFlow(row):
			return append(dst, '0')
		case !row.Has(record.PartFlow):
			return address(dst, o, row, second)
		case row.Flow.Addr == record.AddrARP: // Compat: ARP addresses have no class
			return append(dst, "0.0.0.0"...)
		case row.Flow.Addr != record.AddrIPv4:
			return address(dst, o, row, second)
		}
		a := row.Flow.Src
		if second {
			a = row.Flow.Dst
		}
		n := binary.BigEndian.Uint32(a[:])
		switch {
		case a[0] < 128:
			n &= 0xff000000
		case a[0] < 192:
			n &= 0xffff0000
		case a[0] < 224:
			n &= 0xffffff00
		case a[0] >= 240:
			n = 0
		}
		binary.BigEndian.PutUint32(a[:], n)
		return appendIPv4(dst, a[:])
	}
}

func response(dst []byte, _ *Options, row *Row) []byte {
	if !isFlow(row) || row.Flow.Addr != record.AddrARP || !row.Has(record.PartNet|record.PartFlow) || row.Net.Kind != record.NetARP {
		return dst
	}
	return appendMAC(dst, row.Net.ARP[:])
}

func isWLAN(row *Row) bool {
	return isFlow(row) && row.Has(record.PartFlow) && row.Flow.Addr == record.AddrWLAN
}

func bssid(dst []byte, _ *Options, row *Row) []byte {
	if !isWLAN(row) {
		return dst
	}
	return appendMAC(dst, row.Flow.BSSID[:])
}

func ssid(dst []byte, _ *Options, row *Row) []byte {
	if !isWLAN(row) {
		return dst
	}
	for _, c := range row.Flow.SSID {
		if c == 0 {
			break
		}
		if c < ' ' || c > '~' {
			c = '.'
		}
		dst = append(dst, c)
	}
	return dst
}

// share is the part of the bytes that are application bytes: -0 without bytes.
func share(row *Row, which int) float64 {
	var app, all uint64
	if which&1 != 0 {
		app, all = app+row.Metrics.Src.AppBytes, all+row.Metrics.Src.Bytes
	}
	if which&2 != 0 {
		app, all = app+row.Metrics.Dst.AppBytes, all+row.Metrics.Dst.Bytes
	}
	if all == 0 {
		return math.Copysign(0, -1)
	}
	return float64(float32(float64(app) / float64(all)))
}

// histogram appends one hexadecimal digit for each bucket, the largest being f.
func histogram(dst []byte, h *[8]uint8) []byte {
	top := 0
	for _, v := range h {
		top = max(top, int(v))
	}
	for _, v := range h {
		d := int(v)
		if top > 15 {
			d = (d*15 + top - 1) / top
		}
		dst = append(dst, hexDigits[d])
	}
	return dst
}

type sizeHistogram struct{ dstSide bool }

func (c sizeHistogram) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, _ *Options, row *Row) []byte {
		z := &row.Sizes
		switch {
		case !isFlow(row) || !row.Has(record.PartSizes) || !z.HasHist:
			return dst
		case dstSide && z.HasDst:
			return histogram(dst, &z.DstHist)
		case !dstSide && z.HasSrc:
			return histogram(dst, &z.SrcHist)
		}
		return dst
	}
}

// A timeHistogram is a column of inter-packet times: active (1), idle (2) or
// both.
type timeHistogram struct {
	dstSide bool
	which   int
}

func (c timeHistogram) column() appendFunc {
	dstSide, which := c.dstSide, c.which
	return func(dst []byte, _ *Options, row *Row) []byte {
		active, idle := jitterOf(row, dstSide)
		if active == nil {
			return dst
		}
		var h [8]uint8
		n := 0
		for i := range h {
			v := 0
			if which&1 != 0 {
				v += int(active.Hist[i])
			}
			if which&2 != 0 {
				v += int(idle.Hist[i])
			}
			n += v
			h[i] = uint8(min(v, 255))
		}
		if n == 0 {
			return dst
		}
		return histogram(dst, &h)
	}
}

// tcpMax is the throughput that the other side's window and the round trip
// time of the handshake allow.
type tcpMax struct{ dstSide bool }

func (c tcpMax) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		c := tcpOf(row)
		if c == nil || row.Net.Kind != record.NetTCPPerf {
			return fixed(dst, o, 0)
		}
		other, packets := &c.Dst, row.Metrics.Dst.Packets
		if dstSide {
			other, packets = &c.Src, row.Metrics.Src.Packets
		}
		rtt := c.SynAck + c.AckDat
		switch {
		case c.AckDat < 100:
			rtt = c.SynAck
		case c.SynAck < 100:
			rtt = c.AckDat
		}
		if packets == 0 || rtt == 0 {
			return fixed(dst, o, 0)
		}
		v := 8 * float64(uint64(other.Window)<<(other.WScale&31)) / (float64(rtt) / 1e6)
		if !dstSide { // Compat: the units of the two columns differ
			v /= 1000
		}
		return fixed64(dst, o.Precision, v)
	}
}

// dsNames are the names of differentiated services code points.
var dsNames = [64]string{
	0: "cs0", 8: "cs1", 16: "cs2", 24: "cs3", 32: "cs4", 40: "cs5", 48: "cs6", 56: "cs7",
	10: "af11", 12: "af12", 14: "af13", 18: "af21", 20: "af22", 22: "af23",
	26: "af31", 28: "af32", 30: "af33", 34: "af41", 36: "af42", 38: "af43", 46: "ef",
}

// A dsColumn is a column of a code point's name, or its number at the level of
// numbers.
type dsColumn struct{ dstSide bool }

func (c dsColumn) column() appendFunc {
	dstSide := c.dstSide
	name := ipAttr{dstSide, func(dst []byte, a *record.IPSide) []byte {
		if s := dsNames[a.TOS>>2]; s != "" {
			return append(dst, s...)
		}
		return dsNumber(dst, a)
	}}.column()
	disa := ipAttr{dstSide, func(dst []byte, a *record.IPSide) []byte {
		if s := disaNames[a.TOS>>2]; s != "" {
			return append(dst, s...)
		}
		return dsNumber(dst, a)
	}}.column()
	number := ipAttr{dstSide, dsNumber}.column()
	return func(dst []byte, o *Options, row *Row) []byte {
		if o.Names >= NamesNone {
			return number(dst, o, row)
		}
		if o.DISA {
			return disa(dst, o, row)
		}
		return name(dst, o, row)
	}
}

// disaNames are the names of release 3.0.8 for the networks of DISA.
var disaNames = [64]string{
	0: "BE", 9: "HPHTD", 10: "SHTD", 12: "SHTD", 14: "SHTD", 16: "OAM", 17: "HPLLD", 18: "SHLLD", 20: "SHLLD", 22: "SHLLD",
	25: "HPMMS", 26: "SMMS", 28: "SMMS", 30: "SMMS", 32: "SM", 38: "Video", 40: "US", 46: "Voice", 48: "NC",
}

// DISAWidth is the width of columns of them.
const DISAWidth = 8

func dsNumber(dst []byte, a *record.IPSide) []byte {
	n := a.TOS >> 2
	if n < 10 {
		dst = append(dst, ' ')
	}
	return appendByte(dst, n)
}
