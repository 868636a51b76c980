// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strconv"
	"time"

	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// The values of this file are those that release 2 printed (classic mode,
// sections 4.4 to 4.6).

// classicFormat is %d %b %y %T.
const classicFormat = "02 Jan 06 15:04:05"

// AppendClassicTime appends a time in microseconds since 1970.
func AppendClassicTime(dst []byte, o *Options, us int64) []byte {
	s, f := us/1e6, us%1e6
	if f < 0 {
		s, f = s-1, f+1e6
	}
	if o.Format != "" && !o.UnixTime {
		return appendFormatted(dst, o, s, f)
	}
	if o.UnixTime {
		dst = strconv.AppendInt(dst, s, 10)
	} else {
		loc := o.Location
		if loc == nil {
			loc = time.Local
		}
		dst = time.Unix(s, 0).In(loc).AppendFormat(dst, classicFormat)
	}
	if o.Precision > 0 {
		dst = appendMicros(append(dst, '.'), f, o.Precision)
	}
	return dst
}

// AppendClassicDuration appends the time from start to last, rounded down.
func AppendClassicDuration(dst []byte, o *Options, row *Row) []byte {
	us := max(row.last-row.first, 0)
	dst = strconv.AppendInt(dst, us/1e6, 10)
	if o.Precision > 0 {
		dst = appendMicros(append(dst, '.'), us%1e6, o.Precision)
	}
	return dst
}

// classicProtoLen is how much of a protocol's name prints.
const classicProtoLen = 5

// AppendClassicProto appends the protocol: its name, or the number of a frame
// type without one.
func AppendClassicProto(dst []byte, o *Options, row *Row) []byte {
	at := len(dst)
	f := row.Key()
	switch {
	case isFlow(row) && f.Addr == record.AddrEthernet && f.EtherType != 0 &&
		(o.Names >= NamesNone || names.EtherType(f.EtherType) == ""):
		return appendUint(dst, uint64(f.EtherType))
	case row.IsIP() && o.Names < NamesNone:
		dst = append(dst, names.Protocol(f.Proto)...)
	default:
		v := proto(o, row)
		dst = v.append(dst, o, row)
	}
	return dst[:min(len(dst), at+classicProtoLen)]
}

// AppendClassicHost appends the address of a side; management records have that
// of the probe.
func AppendClassicHost(dst []byte, o *Options, row *Row, second bool) []byte {
	switch {
	case !isFlow(row) && second:
		return dst
	case !isFlow(row):
		return sourceID(dst, o, row)
	case !row.Has(record.PartFlow):
		return dst
	}
	switch f := &row.Flow; f.Addr {
	case record.AddrIPv4, record.AddrIPv6, record.AddrARP, record.AddrISIS:
		return address{end(second)}.text(dst, o, row)
	case record.AddrRARP:
		if second {
			return appendShortMAC(dst, f.THA[:])
		}
		return appendShortMAC(dst, f.SHA[:])
	default:
		if second {
			return appendShortMAC(dst, f.Dst[:])
		}
		return appendShortMAC(dst, f.Src[:])
	}
}

// AppendClassicPort appends a port of TCP and UDP; others have none.
func AppendClassicPort(dst []byte, o *Options, row *Row, second bool) []byte {
	f := row.Key()
	if !row.IsIP() || f.Proto != 6 && f.Proto != 17 || f.Fragment {
		return dst
	}
	v := transportPort(o, f, end(second))
	return v.append(dst, o, row)
}

// end returns the source, or the destination if second is set.
func end(second bool) side {
	if second {
		return destination
	}
	return source
}

func isIP(f *record.Flow) bool { return f.Addr == record.AddrIPv4 || f.Addr == record.AddrIPv6 }

// AppendClassicMAC appends a link address, its bytes without leading zeros.
func AppendClassicMAC(dst []byte, row *Row, second bool) []byte {
	switch {
	case !isFlow(row) || !row.Has(record.PartMAC):
		return dst
	case second:
		return appendShortMAC(dst, row.MAC.Dst[:])
	}
	return appendShortMAC(dst, row.MAC.Src[:])
}

func appendShortMAC(dst []byte, a []byte) []byte {
	for i := range 6 {
		if i > 0 {
			dst = append(dst, ':')
		}
		if a[i] > 15 {
			dst = append(dst, hexDigits[a[i]>>4])
		}
		dst = append(dst, hexDigits[a[i]&15])
	}
	return dst
}

// AppendClassicFlags appends the eight letters of the flags column.
func AppendClassicFlags(dst []byte, o *Options, row *Row) []byte {
	at := len(dst)
	dst = appendFlags(dst, o, row)
	if dst[at+1] == ' ' {
		dst[at+1] = dst[at] // of NetFlow and adjusted times
	}
	const letters = 8
	copy(dst[at:], dst[at+1:at+1+letters])
	return dst[:at+letters]
}

// AppendSourceID appends the probe that made a record.
func AppendSourceID(dst []byte, o *Options, row *Row) []byte { return sourceID(dst, o, row) }

// AppendClassicDir appends the direction.
//
// The head of a reset shows who sent it; release 2 printed <| for one of the
// destination and ?> for one of the source of a connection whose begin was not
// seen.
func AppendClassicDir(dst []byte, row *Row) []byte {
	if !isFlow(row) {
		return dst
	}
	switch row.Key().Addr {
	case record.AddrARP:
		return append(dst, "who-has"...)
	case record.AddrRARP:
		return append(dst, "tell"...)
	}
	m := row.Counters()
	src, dest := m.Src.Packets > 0, m.Dst.Packets > 0
	mid := byte('-')
	if c := tcpOf(row); c != nil {
		opened := c.Status&(record.TCPSyn|record.TCPSynAck) != 0
		reset := c.Status&(record.TCPSrcReset|record.TCPDstReset) != 0
		switch {
		case !opened:
			mid = '?'
		case reset:
			mid = '|'
		case classicTCP(row, c) == "TIM":
			mid = 'o'
		}
		switch {
		case reset:
			src, dest = c.Status&record.TCPSrcReset != 0, c.Status&record.TCPDstReset != 0
		case opened:
			src, dest = true, false
		}
	}
	b := [3]byte{' ', mid, ' '}
	if dest {
		b[0] = '<'
	}
	if src {
		b[2] = '>'
	}
	return append(dst, b[:]...)
}

// AppendClassicState appends the state.
func AppendClassicState(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) || row.Cause == record.CauseError || !row.Has(record.PartFlow) {
		return appendState(dst, o, row)
	}
	f := &row.Flow
	if c := tcpOf(row); c != nil && isIP(f) && !f.Fragment {
		if o.State != StateNormal {
			return tcpState(dst, o, row)
		}
		return append(dst, classicTCP(row, c)...)
	}
	switch {
	case f.Addr == record.AddrIPv4 && f.Proto == 1:
		return classicICMP(dst, row)
	case f.Addr == record.AddrIPv6 && f.Proto == 58, f.Addr == record.AddrISIS:
		return appendState(dst, o, row)
	}
	m := row.Counters()
	s, d := m.Src.Packets, m.Dst.Packets
	arp := f.Addr == record.AddrARP || f.Addr == record.AddrRARP
	switch {
	case s == 0 || d == 0:
		return append(dst, "INT"...)
	case s == 1 && d == 1 && !arp:
		return append(dst, "ACC"...)
	}
	return append(dst, "CON"...)
}

// classicTCP is the first state that holds.
func classicTCP(row *Row, c *record.TCP) string {
	st := c.Status
	switch {
	case st&(record.TCPSrcReset|record.TCPDstReset) != 0:
		return "RST"
	case bothClosed(row, c):
		return "CLO"
	case st&(record.TCPFin|record.TCPFinAck) != 0:
		return "FIN"
	case row.Cause == record.CauseTimeout:
		return "TIM"
	case st&(record.TCPSyn|record.TCPSynAck) == 0:
		if m := row.Counters(); m.Src.Packets > 0 && m.Dst.Packets > 0 {
			return "EST"
		}
		return "INT"
	case st&record.TCPEstablished != 0:
		return "EST"
	case st&record.TCPSynAck != 0:
		return "ACC"
	}
	return "REQ"
}

// bothClosed reports whether either side sent its FIN and had it acknowledged.
func bothClosed(row *Row, c *record.TCP) bool {
	switch row.Net.Kind {
	case record.NetTCPPerf:
		return finAcked(&c.Src, &c.Dst) && finAcked(&c.Dst, &c.Src)
	case record.NetTCPStatus:
		return c.Status&record.TCPFinAck != 0 && c.Src.Flags&c.Dst.Flags&flagFIN != 0
	}
	return false
}

const flagFIN = 1

// finAcked reports whether the peer acknowledged a side's FIN. The sensors note
// it where payload came before it; else the acknowledgement number, which they
// keep minus one, is past the SYN.
func finAcked(side, peer *record.TCPSide) bool {
	if side.Status&record.TCPFinAck != 0 {
		return true
	}
	sent := int32(side.Seq - side.SeqBase)
	return side.Flags&flagFIN != 0 && int32(peer.Ack-side.SeqBase) >= max(sent, 1)
}

// classicICMP is the state of ICMP; an answered request has that of the
// request.
func classicICMP(dst []byte, row *Row) []byte {
	at := len(dst)
	if m := row.Counters(); m.Src.Packets > 0 && m.Dst.Packets > 0 && !row.Has(record.PartICMPMap) {
		if t := row.Flow.ICMPType; t == 0 {
			return append(dst, "ECO"...)
		}
	}
	if dst = icmpState(dst, row); string(dst[at:]) == "   " {
		dst = append(dst[:at], "UNK"...)
	}
	return dst
}

// AppendClassicResponse appends what an ICMP error or redirect reports: the
// net, host, protocol or port that cannot be reached, or the gateway to use.
func AppendClassicResponse(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return dst
	}
	var m *record.ICMP
	mapped := row.Has(record.PartICMPMap)
	switch {
	case mapped:
		m = &row.ICMPMap
	case row.Has(record.PartNet) && row.Net.Kind == record.NetICMP:
		m = &row.Net.ICMP
	default:
		return dst
	}
	switch m.Type {
	case 3:
		return appendUnreachable(dst, o, row, m, mapped)
	case 4, 11, 12:
		return appendWord32(append(dst, "host "...), m.InnerDst)
	case 5:
		return appendWord32(append(dst, "gw "...), m.Gateway)
	}
	return dst
}

func appendUnreachable(dst []byte, o *Options, row *Row, m *record.ICMP, mapped bool) []byte {
	f := row.Key()
	switch m.Code {
	case 0, 6, 9, 11:
		return appendWord32(append(dst, "net "...), m.InnerDst)
	case 2:
		n := f.Proto
		if !mapped {
			n = uint8(f.ICMPID)
		}
		dst = append(dst, "proto "...)
		if o.Names >= NamesNone {
			return appendByte(dst, n)
		}
		return append(dst, names.Protocol(n)...)
	case 3:
		n := f.DstPort
		if !mapped {
			n = f.ICMPID
		}
		return appendUint(append(dst, "port "...), uint64(n))
	}
	return appendWord32(append(dst, "host "...), m.InnerDst)
}

func appendWord32(dst []byte, a uint32) []byte {
	return appendIPv4(dst, []byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
}

// AppendClassicCount appends one of the counters of a row: packets of source
// and destination, bytes of source and destination, which are those of payload
// if app is set. Management records have what the sensor saw.
func AppendClassicCount(dst []byte, row *Row, i int, app bool) []byte {
	if !isFlow(row) {
		return appendUint(dst, [4]uint64{row.Man.Packets, 0, row.Man.Bytes, 0}[i&3])
	}
	s, d := &row.Counters().Src, &row.Counters().Dst
	if app {
		return appendUint(dst, [4]uint64{s.Packets, d.Packets, s.AppBytes, d.AppBytes}[i&3])
	}
	return appendUint(dst, [4]uint64{s.Packets, d.Packets, s.Bytes, d.Bytes}[i&3])
}

// AppendClassicData appends up to limit bytes of a side's payload: s[n]="...".
func AppendClassicData(dst []byte, o *Options, row *Row, second bool, limit int) []byte {
	at := len(dst)
	dst = AppendUserData(dst, o, row, second, limit)
	for i := at; i < len(dst); i++ {
		if dst[i] == '=' {
			dst = append(dst, 0, '"')
			copy(dst[i+2:], dst[i+1:len(dst)-2])
			dst[i+1] = '"'
			dst[len(dst)-1] = '"'
			break
		}
	}
	return dst
}
