// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math"
	"strconv"

	"github.com/argus-go/argus/record"
)

type appendFunc = func(dst []byte, o *Options, row *Row) []byte

// fixed appends v with o.Precision decimals, as printf's %.*f does for the
// single precision value v.
func fixed(dst []byte, o *Options, v float32) []byte {
	return fixed64(dst, o.Precision, float64(v))
}

// fixed64 is fixed for double precision. Values whose scaled form is exact
// enough take a short way; the others go through strconv.
func fixed64(dst []byte, prec int, v float64) []byte {
	if v == 0 {
		if math.Signbit(v) {
			dst = append(dst, '-')
		}
		if prec <= 0 {
			return append(dst, '0')
		}
		return append(dst, "0.00000000000000000000"[:min(2+prec, 22)]...)
	}
	if v-v != 0 { // Compat: as printf spells what is no number
		if math.Signbit(v) {
			dst = append(dst, '-')
		}
		if v != v {
			return append(dst, "nan"...)
		}
		return append(dst, "inf"...)
	}
	return strconv.AppendFloat(dst, v, 'f', max(prec, 0), 64)
}

func isFlow(row *Row) bool { return row.Type != record.TypeMAR }

// A counter is a column of a counter; man gives the value of management
// records, nil for none.
type counter struct {
	get func(*record.Metrics) uint64
	man func(*record.Management) uint64
}

func (c counter) column() appendFunc {
	get, man := c.get, c.man
	return func(dst []byte, o *Options, row *Row) []byte {
		if !isFlow(row) {
			if man == nil {
				return dst
			}
			return appendUint(dst, man(&row.Man))
		}
		if !row.Has(record.PartMetrics) {
			return dst
		}
		return appendUint(dst, get(&row.Metrics))
	}
}

// A float is a column of a float that is 0 where it is missing in a flow.
type float func(*Row) float32

func (get float) column() appendFunc {
	return func(dst []byte, o *Options, row *Row) []byte {
		if !isFlow(row) {
			return fixed(dst, o, 0)
		}
		return fixed(dst, o, get(row))
	}
}

// measure is float for columns that management records have values of.
type measure func(*Row) float32

func (get measure) column() appendFunc {
	return func(dst []byte, o *Options, row *Row) []byte { return fixed(dst, o, get(row)) }
}

// floatBlank is float for columns that are blank in management records.
type floatBlank func(*Row) float64

func (get floatBlank) column() appendFunc {
	return func(dst []byte, o *Options, row *Row) []byte {
		if !isFlow(row) {
			return dst
		}
		return fixed64(dst, o.Precision, get(row))
	}
}

func srcPkts(m *record.Metrics) uint64 { return m.Src.Packets }
func dstPkts(m *record.Metrics) uint64 { return m.Dst.Packets }

// meanSize is bytes by packets.
func meanSize(c *record.Counter) float32 {
	if c.Packets == 0 {
		return 0
	}
	return float32(float64(c.Bytes) / float64(c.Packets))
}

// pcr is the producer consumer ratio: -0 without application bytes.
func pcr(row *Row) float64 {
	s, d := float64(row.Metrics.Src.AppBytes), float64(row.Metrics.Dst.AppBytes)
	if s+d == 0 {
		return math.Copysign(0, -1)
	}
	return (s - d) / (s + d)
}

func totalRate(row *Row) float32 {
	n := row.Metrics.Src.Packets + row.Metrics.Dst.Packets
	if n < 2 || row.Dur <= 0 {
		return 0
	}
	return float32(n-1) / row.Dur
}

func totalLoad(row *Row) float32 {
	if row.Dur <= 0 {
		return 0
	}
	ts, td := row.SrcDur, row.DstDur
	if ts <= 0 {
		ts = row.Dur
	}
	if td <= 0 {
		td = row.Dur
	}
	return (row.SrcLoad*ts + row.DstLoad*td) / row.Dur
}

// lost returns the packets that each side lost.
func lost(row *Row) (src, dst uint64) {
	if !row.Has(record.PartNet) {
		return 0, 0
	}
	n := &row.Net
	switch n.Kind {
	case record.NetTCPPerf:
		if n.TCP.State == 0 || tcpOf(row) == nil {
			return 0, 0
		}
		if row.Metrics.Src.Packets > 0 {
			src = uint64(n.TCP.Src.Retrans)
		}
		if row.Metrics.Dst.Packets > 0 {
			dst = uint64(n.TCP.Dst.Retrans)
		}
	case record.NetRTP:
		if row.RTP {
			return uint64(n.RTPSrc.Lost), uint64(n.RTPDst.Lost)
		}
	case record.NetESP: // one counter, shown for each side that sent
		if row.Flow.Proto != 50 {
			return 0, 0
		}
		if row.Metrics.Src.Packets > 0 {
			src = uint64(n.ESP.Lost)
		}
		if row.Metrics.Dst.Packets > 0 {
			dst = uint64(n.ESP.Lost)
		}
	}
	return src, dst
}

// A lossColumn is a column of lost packets: which chooses source (1),
// destination (2) or both (3).
type lossColumn struct{ which int }

func (c lossColumn) column() appendFunc {
	which := c.which
	return func(dst []byte, o *Options, row *Row) []byte {
		if !isFlow(row) {
			if which != 3 {
				return append(dst, '0')
			}
			return appendUint(dst, uint64(row.Man.Dropped))
		}
		n, _ := lostOf(row, which)
		return appendUint(dst, n)
	}
}

func lostOf(row *Row, which int) (n, packets uint64) {
	s, d := lost(row)
	switch {
	case which != 3 || row.RTP:
	case row.Metrics.Src.Packets == 0:
		d = 0 // Compat: the sum needs packets of the source
	case row.Net.Kind == record.NetESP:
		d = 0
	}
	if which&1 != 0 {
		n += s
		packets += row.Metrics.Src.Packets
	}
	if which&2 != 0 {
		n += d
		packets += row.Metrics.Dst.Packets
	}
	return n, packets
}

type lossShare struct{ which int }

func (c lossShare) column() appendFunc {
	which := c.which
	return func(dst []byte, o *Options, row *Row) []byte {
		v := 0.0
		if isFlow(row) {
			if n, p := lostOf(row, which); n > 0 && p > 0 {
				v = 100 * float64(n) / float64(n+p)
			}
		}
		return fixed64(dst, o.Precision, v)
	}
}

// A size is a column of a packet size.
type size struct {
	dstSide bool
	get     func(*record.Sizes) uint16
}

func (c size) column() appendFunc {
	dstSide, get := c.dstSide, c.get
	return func(dst []byte, o *Options, row *Row) []byte {
		z := &row.Sizes
		if !isFlow(row) || !row.Has(record.PartSizes) || dstSide && !z.HasDst || !dstSide && !z.HasSrc {
			return dst
		}
		if n := get(z); n != 0 { // Compat: a size of 0 is none
			return appendUint(dst, uint64(n))
		}
		return dst
	}
}

// Gap (clients: fields, section 7).
func gap(row *Row, s *record.TCPSide) uint64 {
	if row.Net.Kind != record.NetTCPPerf || s.Retrans != 0 {
		return 0
	}
	d := int64(int32(s.Seq - s.SeqBase - s.Bytes))
	if d <= 0 || uint32(d) == s.Bytes || uint32(d) == s.Bytes-s.WindowBytes {
		return 0
	}
	return uint64(d - 1)
}

type gapColumn struct{ dstSide bool }

func (c gapColumn) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		c := tcpOf(row)
		if c == nil {
			return dst
		}
		s := &c.Src
		if dstSide {
			s = &c.Dst
		}
		return appendUint(dst, gap(row, s))
	}
}

// tcpOf returns the TCP state of a TCP flow, nil for others.
func tcpOf(row *Row) *record.TCP {
	if !isFlow(row) || !row.Has(record.PartNet) || row.Flow.Proto != 6 {
		return nil
	}
	switch row.Net.Kind {
	case record.NetTCPInit, record.NetTCPPerf, record.NetTCPStatus:
		return &row.Net.TCP
	}
	return nil
}

type tcpTime func(*record.TCP) uint64

func (get tcpTime) column() appendFunc {
	return func(dst []byte, o *Options, row *Row) []byte {
		var v uint64
		if c := tcpOf(row); c != nil && row.Net.Kind == record.NetTCPPerf {
			v = get(c)
		}
		return fixed64(dst, o.Precision, float64(v)/1e6)
	}
}

type window struct{ dstSide bool }

func (c window) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		c := tcpOf(row)
		if c == nil || row.Metrics.Src.Packets == 0 || dstSide && row.Metrics.Dst.Packets == 0 {
			return dst
		}
		s := &c.Src
		if dstSide {
			s = &c.Dst
		}
		return appendUint(dst, uint64(s.Window)<<(s.WScale&31))
	}
}

type tcpBase struct{ dstSide bool }

func (c tcpBase) column() appendFunc {
	dstSide := c.dstSide
	return func(dst []byte, o *Options, row *Row) []byte {
		c := tcpOf(row)
		if c == nil {
			return dst
		}
		v := c.Src.SeqBase
		if dstSide {
			v = c.Dst.SeqBase
			if v == 0 && row.Flow.Addr == record.AddrIPv6 {
				return append(dst, '0')
			}
		}
		if v == 0 {
			return dst
		}
		return appendUint(dst, uint64(v))
	}
}
