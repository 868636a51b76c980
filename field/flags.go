// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/record"

// encapLetters holds a letter for each encapsulation bit, low bit first; a
// blank has none (clients: fields, section 7).
const encapLetters = "mevlpiGaP6HCASFsRwza  T  JE"

// appendFlags appends the flags column (clients: fields, section 8).
func appendFlags(dst []byte, o *Options, row *Row) []byte {
	b := flagsOf(row)
	dst = append(dst, b[:]...)
	if o.Delimited {
		dst = append(dst, ' ')
	}
	return dst
}

const noFlags = "         "

// flagsOf returns the nine positions of the flags.
func flagsOf(row *Row) [9]byte {
	b := [9]byte([]byte(noFlags))
	if isFlow(row) {
		linkFlags(&b, row)
		stateFlags(&b, row)
		ipFlags(&b, row)
	}
	return b
}

// flagParts are the parts of a record that flags come from.
const flagParts = record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet | record.PartIPAttr |
	record.PartMAC | record.PartVLAN | record.PartMPLS | record.PartEncaps | record.PartICMPMap

// flagValue is all nine positions, since it is the position that gives a letter
// its meaning. It is absent where nothing is known that a flag could tell.
func flagValue(_ *Options, row *Row) Value {
	b := flagsOf(row)
	if !isFlow(row) || row.Parts&flagParts == 0 && string(b[:]) == noFlags {
		return Value{}
	}
	v := Value{kind: Text}
	v.size = uint8(copy(v.short[:], b[:]))
	return v
}

func linkFlags(b *[9]byte, row *Row) {
	switch {
	case row.Type == record.TypeNetFlow:
		b[0] = 'N'
	case row.Has(record.PartTime) && row.Time.Adjusted:
		b[0] = 'T'
	}
	if row.Has(record.PartEncaps) {
		switch e := row.Encaps.Src | row.Encaps.Dst; {
		case e == 0:
		case e&(e-1) != 0:
			b[1] = '*'
		default:
			b[1] = encapLetter(e)
		}
	} else {
		if row.Has(record.PartMPLS) {
			b[1] = 'm'
		}
		if row.Has(record.PartMAC) {
			b[1] = 'e'
		}
		if row.Has(record.PartVLAN) {
			b[1] = 'v'
		}
	}
	if row.Has(record.PartMAC) && (row.MAC.SrcChanged || row.MAC.DstChanged) {
		b[1] = 'M'
	}
	if row.Has(record.PartICMPMap) {
		switch row.ICMPMap.Map {
		case 1:
			b[2] = 'U'
		case 2:
			b[2] = 'R'
		case 4:
			b[2] = 'T'
		default:
			b[2] = 'I'
		}
	}
}

func encapLetter(bit uint32) byte {
	for i := range len(encapLetters) {
		if bit == 1<<i {
			return encapLetters[i]
		}
	}
	return ' '
}

// pick returns one of three letters for source, destination or both.
func pick(s, d bool, src, dst, both, none byte) byte {
	switch {
	case s && d:
		return both
	case s:
		return src
	case d:
		return dst
	}
	return none
}

func stateFlags(b *[9]byte, row *Row) {
	if !row.Has(record.PartNet) {
		return
	}
	n := &row.Net
	if c := tcpOf(row); c != nil {
		st := c.Status
		has := func(bits uint32) bool { return st&bits != 0 }
		b[3] = pick(has(record.TCPSrcRetrans), has(record.TCPDstRetrans), 's', 'd', '*', ' ')
		if row.Key().Addr == record.AddrIPv6 {
			return
		}
		if b[3] == ' ' && (gap(row, &c.Src) > 0 || gap(row, &c.Dst) > 0) {
			b[3] = 'g'
		}
		if b[3] == ' ' {
			b[3] = pick(has(record.TCPSrcOOO), has(record.TCPDstOOO), 'i', 'r', '&', ' ')
		}
		b[4] = pick(has(record.TCPSrcWinShut), has(record.TCPDstWinShut), 'S', 'D', '@', ' ')
		b[5] = pick(has(record.TCPSrcECN), has(record.TCPDstECN), 'x', 't', 'E', ' ')
		return
	}
	switch n.Kind {
	case record.NetRTP:
		if row.RTP {
			b[3] = pick(n.RTPSrc.Lost > 0, n.RTPDst.Lost > 0, 's', 'd', '*', ' ')
			if n.RTPDst.Silence { // Compat: the source's has no letter
				b[4] = 'd'
			}
		}
	case record.NetESP:
		const order = 0x30000
		b[3] = pick(n.ESP.Status&0x10 != 0, n.ESP.Status&0x20 != 0, 's', 'd', '*', ' ')
		if n.ESP.Status&order != 0 {
			b[3] = pick(n.ESP.Status&0x10000 != 0, n.ESP.Status&0x20000 != 0, 'i', 'r', '&', ' ')
		}
	}
}

func ipFlags(b *[9]byte, row *Row) {
	if row.Has(record.PartIPAttr) {
		a := &row.IPAttr
		if a.Src.Fragments || a.Dst.Fragments {
			b[6] = 'F'
		}
		var opts uint32
		if a.Src.HasOptions {
			opts |= a.Src.Options
		}
		if a.Dst.HasOptions {
			opts |= a.Dst.Options
		}
		if a.Src.HasOptions || a.Dst.HasOptions {
			b[7] = optionLetter(opts)
		}
	}
	if row.Has(record.PartFlow) && row.Flow.Fragment {
		b[6] = 'F'
	}
	if row.Has(record.PartNet) && row.Net.Kind == record.NetFrag {
		b[6] = 'f'
		if row.Net.Frag.Status&2 != 0 {
			b[6] = 'V'
		}
	}
}

func optionLetter(opts uint32) byte {
	switch opts {
	case 0:
		return ' '
	case 0x40:
		return 'A'
	case 0x02:
		return 'T'
	case 0x01:
		return 'R'
	case 0x04:
		return '+'
	case 0x08:
		return 'L'
	case 0x20:
		return 'S'
	case 0x10:
		return 'D'
	}
	if opts&(opts-1) != 0 {
		return 'O'
	}
	return 'U'
}

// appendEncaps appends one letter for each encapsulation bit.
func appendEncaps(dst []byte, e uint32) []byte {
	for i := range len(encapLetters) {
		if c := encapLetters[i]; e&(1<<i) != 0 && c != ' ' {
			dst = append(dst, c)
		}
	}
	return dst
}

// appendDir appends the direction (clients: fields, section 9).
func appendDir(dst []byte, _ *Options, row *Row) []byte {
	if !isFlow(row) || !row.Has(record.PartMetrics) {
		return dst
	}
	switch row.Key().Addr {
	case record.AddrARP, record.AddrRARP:
		return append(dst, "  who"...)
	}
	s, d := row.Metrics.Src.Packets > 0, row.Metrics.Dst.Packets > 0
	b := [5]byte{' ', ' ', ' ', '-', ' '}
	if c := tcpOf(row); c != nil {
		if c.Status&(record.TCPSyn|record.TCPSynAck) != 0 {
			return append(dst, "   ->"...)
		}
		b[3] = '?'
	}
	if d {
		b[2] = '<'
	}
	if s {
		b[4] = '>'
	}
	if !s && !d {
		b[3] = ' '
	}
	return append(dst, b[:]...)
}

func dirValue(o *Options, row *Row) Value {
	var buf [shortLen]byte
	return composed(appendDir(buf[:0], o, row))
}
