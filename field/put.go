// SPDX-License-Identifier: Apache-2.0

package field

import (
	"encoding/binary"
	"sync"

	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// A Putter puts a column's text into line[begin:end], which holds blanks: on its
// right, or on its left if the column is left-justified. It returns false where
// [Field.Append] has to do it; the blanks are still there then.
type Putter func(line []byte, begin, end int, o *Options, row *Row) bool

// A putter is a [Putter] and the least width that it puts texts into.
type putter struct {
	width int
	put   Putter
}

// putters are the columns that have one.
var putters = lookup.Table[string, putter]{
	{"flgs", putter{9, putFlags}},
	{"proto", putter{6, putProto}},
	{"dir", putter{5, putDir}},
	{"state", putter{5, putState}},
	{"stime", putter{15, func(line []byte, _, end int, o *Options, row *Row) bool {
		return putTime(line, end, o, row, row.first)
	}}},
	{"ltime", putter{15, func(line []byte, _, end int, o *Options, row *Row) bool {
		return putTime(line, end, o, row, row.last)
	}}},
	{"saddr", putter{18, func(line []byte, _, end int, o *Options, row *Row) bool {
		return putAddress(line, end, o, row, &row.Flow.Src)
	}}},
	{"daddr", putter{18, func(line []byte, _, end int, o *Options, row *Row) bool {
		return putAddress(line, end, o, row, &row.Flow.Dst)
	}}},
	{"sport", putter{5, func(line []byte, begin, _ int, o *Options, row *Row) bool {
		return putPort(line, begin, o, row, row.Flow.SrcPort)
	}}},
	{"dport", putter{5, func(line []byte, begin, _ int, o *Options, row *Row) bool {
		return putPort(line, begin, o, row, row.Flow.DstPort)
	}}},
	{"pkts", putter{8, func(line []byte, _, end int, _ *Options, row *Row) bool {
		return putCounter(line, end, row, row.Metrics.Src.Packets+row.Metrics.Dst.Packets)
	}}},
	{"bytes", putter{8, func(line []byte, _, end int, _ *Options, row *Row) bool {
		return putCounter(line, end, row, row.Metrics.Src.Bytes+row.Metrics.Dst.Bytes)
	}}},
	{"spkts", putter{8, func(line []byte, _, end int, _ *Options, row *Row) bool {
		return putCounter(line, end, row, row.Metrics.Src.Packets)
	}}},
	{"dpkts", putter{8, func(line []byte, _, end int, _ *Options, row *Row) bool {
		return putCounter(line, end, row, row.Metrics.Dst.Packets)
	}}},
	{"sbytes", putter{8, func(line []byte, _, end int, _ *Options, row *Row) bool {
		return putCounter(line, end, row, row.Metrics.Src.Bytes)
	}}},
	{"dbytes", putter{8, func(line []byte, _, end int, _ *Options, row *Row) bool {
		return putCounter(line, end, row, row.Metrics.Dst.Bytes)
	}}},
}

// Putter returns a short way to the column's text in rows of flows, nil if there
// is none at this width. It puts what Append appends.
func (f *Field) Putter(width int) Putter {
	p := putters.Of(f.Name)
	if p.put == nil || width < p.width {
		return nil
	}
	fillOctets.Do(func() {
		for i := range octets {
			b := append([]byte("    ."), appendByte(nil, byte(i))...)
			octets[i].n = uint8(len(b) - 4)
			octets[i].text = binary.LittleEndian.Uint32(b[len(b)-4:])
		}
	})
	return p.put
}

// putTime puts hh:mm:ss.ffffff.
func putTime(line []byte, end int, o *Options, row *Row, us int64) bool {
	const n = 15
	us = known(us)
	if o.Precision != 6 || o.UnixTime || o.Format != "" || us < 0 {
		return false
	}
	s := us / 1e6
	b := line[end-n : end : end]
	_ = b[n-1]
	*(*[8]byte)(b) = *row.clock.at(o.Location, s)
	f := uint32(us - s*1e6)
	x, y, z := f/10000*2, f/100%100*2, f%100*2
	b[8] = '.'
	b[9], b[10] = pairs[x], pairs[x+1]
	b[11], b[12] = pairs[y], pairs[y+1]
	b[13], b[14] = pairs[z], pairs[z+1]
	return true
}

func putFlags(line []byte, _, end int, o *Options, row *Row) bool {
	if o.Delimited {
		return false
	}
	b := (*[9]byte)(line[end-9 : end])
	linkFlags(b, row)
	stateFlags(b, row)
	ipFlags(b, row)
	return true
}

// putWord puts a text, most often of 3 characters.
func putWord(line []byte, end int, s string) bool {
	n := len(s)
	b := line[end-n : end : end]
	switch n {
	case 3:
		b[0], b[1], b[2] = s[0], s[1], s[2]
	default:
		copy(b, s)
	}
	return true
}

func putProto(line []byte, begin, end int, o *Options, row *Row) bool {
	if row.Type == record.TypeEvent || !row.Has(record.PartFlow) || o.Names >= NamesNone {
		return false
	}
	switch f := &row.Flow; {
	case f.Addr != record.AddrIPv4 && f.Addr != record.AddrIPv6:
	case f.Proto == 6:
		return putWord(line, end, "tcp")
	case f.Proto == 17 && !row.RTP && !(row.Has(record.PartNet) && row.Net.Kind == record.NetUDT):
		return putWord(line, end, "udp")
	case f.Proto != 17:
		if s := names.Protocol(f.Proto); len(s) <= end-begin {
			return putWord(line, end, s)
		}
	}
	return false
}

// octets holds the numbers of an octet with a point before them, on the right
// of four characters that are blanks else, and how many characters they take.
// They are made for the first column of addresses.
var (
	octets [256]struct {
		text uint32
		n    uint8
	}
	fillOctets sync.Once
)

func putAddress(line []byte, end int, o *Options, row *Row, a *[16]byte) bool {
	if !row.Has(record.PartFlow) || row.Flow.Addr != record.AddrIPv4 && row.Flow.Addr != record.AddrARP || o.HostName != nil || o.Masks != MasksNone {
		return false
	}
	const room = 18
	b := line[end-room : end : end]
	at := room
	for i := 3; i >= 0; i-- {
		t := &octets[a[i]]
		binary.LittleEndian.PutUint32(b[at-4:at], t.text)
		at -= int(t.n)
	}
	b[at] = ' ' // the first point
	return true
}

func putPort(line []byte, begin int, o *Options, row *Row, n uint16) bool {
	f := &row.Flow
	if !row.Has(record.PartFlow) || n == 0 || o.Names < NamesProto || !f.HasPorts() {
		return false
	}
	v := uint32(n)
	digits := 1
	switch {
	case v >= 10000:
		digits = 5
	case v >= 1000:
		digits = 4
	case v >= 100:
		digits = 3
	case v >= 10:
		digits = 2
	}
	b := line[begin : begin+digits : begin+digits]
	for i := digits - 1; i >= 0; i-- {
		b[i] = byte('0' + v%10)
		v /= 10
	}
	return true
}

func putDir(line []byte, _, end int, o *Options, row *Row) bool {
	if a := row.Key().Addr; !row.Has(record.PartMetrics) || a == record.AddrARP || a == record.AddrRARP {
		return false
	}
	b := line[end-3 : end : end]
	_ = b[2]
	mid := byte('-')
	if c := tcpOf(row); c != nil {
		if c.Status&(record.TCPSyn|record.TCPSynAck) != 0 {
			b[1], b[2] = '-', '>'
			return true
		}
		mid = '?'
	}
	s, d := row.Metrics.Src.Packets > 0, row.Metrics.Dst.Packets > 0
	if d {
		b[0] = '<'
	}
	if s {
		b[2] = '>'
	}
	if s || d {
		b[1] = mid
	}
	return true
}

func putCounter(line []byte, end int, row *Row, v uint64) bool {
	if !row.Has(record.PartMetrics) || v >= 1e8 {
		return false
	}
	b := line[end-8 : end : end]
	at := 8
	u := uint32(v)
	for u >= 100 {
		r := u % 100 * 2
		u /= 100
		at -= 2
		b[at], b[at+1] = pairs[r], pairs[r+1]
	}
	if u >= 10 {
		at -= 2
		b[at], b[at+1] = pairs[2*u], pairs[2*u+1]
	} else {
		at--
		b[at] = byte('0' + u)
	}
	return true
}

func putState(line []byte, _, end int, o *Options, row *Row) bool {
	if row.Cause == record.CauseError || !row.Has(record.PartFlow|record.PartMetrics) {
		return false
	}
	f := &row.Flow
	if f.Addr != record.AddrIPv4 && f.Addr != record.AddrIPv6 {
		return false
	}
	switch f.Proto {
	case 6:
		if f.Fragment || o.State != StateNormal || tcpOf(row) == nil {
			return false
		}
		return putWord(line, end, tcpStateName(row))
	case 17:
		return putWord(line, end, plainState(row, false, o.Rmon))
	}
	return false
}
