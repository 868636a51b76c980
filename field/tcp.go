// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/record"

// tcpOf returns the TCP state of a TCP flow, nil for others.
func tcpOf(row *Row) *record.TCP {
	if !isFlow(row) || row.Parts&record.PartNet == 0 || row.Key().Proto != 6 {
		return nil
	}
	switch row.Net.Kind {
	case record.NetTCPInit, record.NetTCPPerf, record.NetTCPStatus:
		return &row.Net.TCP
	}
	return nil
}

// TCP returns the TCP state of a TCP flow, nil for others.
func (row *Row) TCP() *record.TCP { return tcpOf(row) }

// sideOf returns the TCP state of one side.
func sideOf(c *record.TCP, of side) *record.TCPSide {
	if of == destination {
		return &c.Dst
	}
	return &c.Src
}

// gap returns how many bytes of a side the sensor missed (clients: fields,
// section 7).
func gap(row *Row, s *record.TCPSide) uint64 {
	if row.network().Kind != record.NetTCPPerf || s.Retrans != 0 {
		return 0
	}
	span := s.Seq - s.SeqBase
	if s.Seq == 0 || span <= s.Bytes { // no number was seen, or no more than the bytes
		return 0
	}
	d := span - s.Bytes
	if d == s.Bytes || d == s.Bytes-s.WindowBytes {
		return 0
	}
	return uint64(d - 1)
}

// Gaps returns the bytes of each side of a TCP flow that the sensor missed.
func (row *Row) Gaps() (src, dst uint64) {
	c := tcpOf(row)
	if c == nil {
		return 0, 0
	}
	return gap(row, &c.Src), gap(row, &c.Dst)
}

// A gapColumn is a column of the bytes that the sensor missed.
type gapColumn struct{ of side }

func (c gapColumn) value(_ *Options, row *Row) Value {
	t := tcpOf(row)
	if t == nil {
		return Value{}
	}
	return UintValue(gap(row, sideOf(t, c.of)))
}

// A tcpTime is a column of a time of the handshake, in microseconds.
type tcpTime func(*record.TCP) uint64

func (get tcpTime) value(_ *Options, row *Row) Value {
	c := tcpOf(row)
	if c == nil || row.Net.Kind != record.NetTCPPerf {
		return Value{}
	}
	return DurationValue(int64(get(c)))
}

// scaled returns a side's window in bytes.
func scaled(s *record.TCPSide) uint64 { return uint64(s.Window) << (s.WScale & 31) }

// A window is a column of the last window.
type window struct{ of side }

func (c window) value(_ *Options, row *Row) Value {
	t, m := tcpOf(row), row.Counters()
	if t == nil || m.Src.Packets == 0 || c.of == destination && m.Dst.Packets == 0 {
		return Value{}
	}
	return UintValue(scaled(sideOf(t, c.of)))
}

// A tcpBase is a column of the first sequence number; 0 is missing.
type tcpBase struct{ of side }

func (c tcpBase) value(_ *Options, row *Row) Value {
	t := tcpOf(row)
	if t == nil || sideOf(t, c.of).SeqBase == 0 {
		return Value{}
	}
	return UintValue(uint64(sideOf(t, c.of).SeqBase))
}

func (c tcpBase) text(dst []byte, o *Options, row *Row) []byte {
	v := c.value(o, row)
	if v.kind == Absent && c.of == destination && tcpOf(row) != nil && row.Key().Addr == record.AddrIPv6 {
		return append(dst, '0') // Compat
	}
	return v.append(dst, o, row)
}

// A tcpMax is a column of the throughput that the other side's window and the
// round-trip time of the handshake allow.
type tcpMax struct{ of side }

func (c tcpMax) value(_ *Options, row *Row) Value {
	t, m := tcpOf(row), row.Counters()
	if t == nil || row.Net.Kind != record.NetTCPPerf {
		return Value{}
	}
	other, packets := &t.Dst, m.Dst.Packets
	if c.of == destination {
		other, packets = &t.Src, m.Src.Packets
	}
	rtt := t.SynAck + t.AckDat
	switch {
	case t.AckDat < 100:
		rtt = t.SynAck
	case t.SynAck < 100:
		rtt = t.AckDat
	}
	if packets == 0 || rtt == 0 {
		return Value{}
	}
	v := 8 * float64(scaled(other)) / (float64(rtt) / 1e6)
	if c.of == source { // Compat: the units of the two columns differ
		v /= 1000
	}
	return FloatValue(v)
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

func optionsValue(o *Options, row *Row) Value {
	var buf [shortLen]byte
	return composed(tcpOptions(buf[:0], o, row))
}
