// SPDX-License-Identifier: Apache-2.0

package render

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// Flags of TCP.
const (
	tcpFin = 1
	tcpRst = 4
)

// zeekState is the state of a connection in Zeek's words.
//
// TCP, by what the sensor saw of SYN and SYN-ACK, and of the FIN and RST flags
// of the two sides. The first line that fits counts; the order of two resets is
// not in the record, so the initiator's counts.
//
//	neither SYN nor SYN-ACK            OTH
//	SYN alone      RST of responder    REJ
//	               RST of initiator    RSTOS0
//	               FIN of initiator    SH
//	               else                S0
//	SYN-ACK alone  RST of responder    RSTRH
//	               FIN of responder    SHR
//	               else                OTH
//	both           RST of initiator    RSTO
//	               RST of responder    RSTR
//	               FIN of both         SF
//	               FIN of initiator    S2
//	               FIN of responder    S3
//	               else                S1
//
// UDP: SF if both sides sent packets, S0 if only the initiator did, SHR if only
// the responder did. Everything else: OTH.
func zeekState(_ *values, dst []byte, row *field.Row) []byte {
	return quoted(dst, connState(row))
}

func connState(row *field.Row) string {
	if c := row.TCP(); c != nil {
		return tcpConnState(c)
	}
	m := row.Counters()
	s, d := m.Src.Packets > 0, m.Dst.Packets > 0
	switch {
	case !row.IsIP() || row.Key().Proto != 17:
		return "OTH"
	case s && d:
		return "SF"
	case s:
		return "S0"
	case d:
		return "SHR"
	}
	return "OTH"
}

func tcpConnState(c *record.TCP) string {
	srcFin, dstFin := c.Src.Flags&tcpFin != 0, c.Dst.Flags&tcpFin != 0
	srcRst := c.Src.Flags&tcpRst != 0 || c.Status&record.TCPSrcReset != 0
	dstRst := c.Dst.Flags&tcpRst != 0 || c.Status&record.TCPDstReset != 0
	syn, synAck := c.Status&record.TCPSyn != 0, c.Status&record.TCPSynAck != 0
	switch {
	case !syn && !synAck:
		return "OTH"
	case !synAck:
		return firstOf("S0", state{dstRst, "REJ"}, state{srcRst, "RSTOS0"}, state{srcFin, "SH"})
	case !syn:
		return firstOf("OTH", state{dstRst, "RSTRH"}, state{dstFin, "SHR"})
	}
	return firstOf("S1", state{srcRst, "RSTO"}, state{dstRst, "RSTR"}, state{srcFin && dstFin, "SF"},
		state{srcFin, "S2"}, state{dstFin, "S3"})
}

// A state is a word with its condition.
type state struct {
	holds bool
	word  string
}

func firstOf(none string, states ...state) string {
	for _, s := range states {
		if s.holds {
			return s.word
		}
	}
	return none
}

// zeekUID makes an identity in the form of Zeek's, C and 17 letters and digits,
// of the sensor, the flow, its start and its sequence number.
func zeekUID(_ *values, dst []byte, row *field.Row) []byte {
	h := newHash()
	if s := field.SourceOf(row); s != nil {
		h.address(&s.ID)
	}
	first, last := row.Span()
	h.number(uint64(first))
	h.number(uint64(last))
	if row.Has(record.PartTransport) {
		h.number(uint64(row.Transport.Seq))
	}
	if row.Has(record.PartFlow) {
		h.flow(&row.Flow)
	}
	dst = append(dst, '"', 'C')
	a, b := h.a, h.b
	for i := range 17 {
		v := &a
		if i >= 9 {
			v = &b
		}
		dst = append(dst, letters[*v%62])
		*v /= 62
	}
	return append(dst, '"')
}

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// A hash is a running mix of words, twice, from two beginnings. Its values are
// the same at each run, as identities must be.
type hash struct{ a, b uint64 }

func newHash() hash { return hash{14695981039346656037, 0x9e3779b97f4a7c15} }

// address mixes in 16 bytes.
func (h *hash) address(p *[16]byte) {
	h.number(le.Uint64(p[:]))
	h.number(le.Uint64(p[8:]))
}

// mix is the finisher of SplitMix64: each bit of v changes half of the result's.
func mix(v uint64) uint64 {
	v ^= v >> 30
	v *= 0xbf58476d1ce4e5b9
	v ^= v >> 27
	v *= 0x94d049bb133111eb
	return v ^ v>>31
}

func (h *hash) number(v uint64) {
	h.a = mix(h.a ^ v)
	h.b = mix(h.b ^ v)
}

func (h *hash) flow(f *record.Flow) {
	h.address(&f.Src)
	h.address(&f.Dst)
	h.number(uint64(f.SrcPort)<<48 | uint64(f.DstPort)<<32 | uint64(f.Proto)<<24 | uint64(f.Addr)<<16 | uint64(f.ICMPType)<<8 | uint64(f.ICMPCode))
	h.number(uint64(f.ICMPID)<<32 | uint64(f.SPI))
}
