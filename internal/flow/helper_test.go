// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

const ms = time.Millisecond

// A segment is one TCP segment between the client (port 1000) and the server
// (port 80). Segments of a script are 10 ms apart unless they say when.
type segment struct {
	server      bool // the server is the sender
	flags       uint8
	seq, ack, n uint32
	at          time.Duration // of segments with hasAt
	hasAt       bool
	window      uint16
	shut        bool // the window is 0
}

// Letters of TCP flags in scripts.
var flagLetters = map[rune]uint8{
	'S': packet.FlagSYN, 'A': packet.FlagACK, 'F': packet.FlagFIN, 'R': packet.FlagRST,
	'P': packet.FlagPSH, 'U': packet.FlagURG, 'E': packet.FlagECE, 'C': packet.FlagCWR,
}

func flags(s string) (f uint8) {
	for _, c := range s {
		f |= flagLetters[c]
	}
	return f
}

// client and server make segments: flags, sequence and acknowledgement number,
// bytes of data.
func client(fl string, seq, ack, n uint32) segment {
	return segment{flags: flags(fl), seq: seq, ack: ack, n: n}
}

func server(fl string, seq, ack, n uint32) segment {
	return segment{server: true, flags: flags(fl), seq: seq, ack: ack, n: n}
}

func (s segment) when(at time.Duration) segment {
	s.at, s.hasAt = at, true
	return s
}

func (s segment) closed() segment {
	s.shut = true
	return s
}

// connection is a whole connection of a client with the initial number c and a
// server with the number s: handshake, 10 bytes up, 20 down, and FINs of both.
func connection(c, s uint32) []segment {
	return []segment{
		client("S", c, 0, 0),
		server("SA", s, c+1, 0),
		client("A", c+1, s+1, 0),
		client("PA", c+1, s+1, 10),
		server("A", s+1, c+11, 0),
		server("PA", s+1, c+11, 20),
		client("A", c+11, s+21, 0),
		client("FA", c+11, s+21, 0),
		server("FA", s+21, c+12, 0),
		client("A", c+12, s+22, 0),
	}
}

// exchanged swaps the roles of all segments.
func exchanged(segs []segment) []segment {
	out := slices.Clone(segs)
	for i := range out {
		out[i].server = !out[i].server
	}
	return out
}

// A world is a form in which a script is played: IP version, tags, and whose
// address is the smaller.
type world struct {
	name         string
	v6, vlan     bool
	plain        bool
	clientBigger bool
}

var worlds = []world{
	{name: "IPv4"},
	{name: "IPv4 plain", plain: true},
	{name: "IPv4 plain, client bigger", plain: true, clientBigger: true},
	{name: "IPv4 with VLAN, client bigger", vlan: true, clientBigger: true},
	{name: "IPv6", v6: true},
	{name: "IPv6 with VLAN, client bigger", v6: true, vlan: true, clientBigger: true},
}

func v6(last byte) (a [16]byte) {
	a[0], a[1], a[15] = 0x20, 0x01, last
	return a
}

// packets plays a script.
func (w world) packets(segs []segment) []packet.Packet {
	var ps []packet.Packet
	a, b := byte(1), byte(2)
	if w.clientBigger {
		a, b = 2, 1
	}
	for i, s := range segs {
		from, to, sport, dport := a, b, uint16(1000), uint16(80)
		if s.server {
			from, to, sport, dport = b, a, 80, 1000
		}
		if !s.hasAt {
			s.at = time.Duration(i) * 10 * ms
		}
		p := tcp(s.at, 0x0a000000+uint32(from), 0x0a000000+uint32(to), sport, dport, s.flags, s.seq, s.ack, s.n)
		p.Plain, p.HasVLAN, p.VLAN = w.plain, w.vlan, 7
		switch {
		case s.shut:
			p.Window = 0
		case s.window != 0:
			p.Window = s.window
		}
		if w.v6 {
			p.Kind, p.Src6, p.Dst6 = packet.KindIPv6, v6(from), v6(to)
		}
		ps = append(ps, p)
	}
	return ps
}

var stateNames = []string{
	"closed", "listen", "syn sent", "syn received", "established", "close wait", "fin wait 1",
	"closing", "last ack", "fin wait 2", "time wait",
}

var statusNames = []struct {
	bit  uint32
	name string
}{
	{record.TCPSyn, "SYN"},
	{record.TCPSynAck, "SYNACK"},
	{record.TCPEstablished, "EST"},
	{record.TCPFin, "FIN"},
	{record.TCPFinAck, "FINACK"},
	{record.TCPPortReuse, "REUSE"},
	{record.TCPSrcRetrans, "srcRetrans"},
	{record.TCPDstRetrans, "dstRetrans"},
	{record.TCPSrcWinShut, "srcShut"},
	{record.TCPDstWinShut, "dstShut"},
	{record.TCPSrcReset, "srcReset"},
	{record.TCPDstReset, "dstReset"},
	{record.TCPSrcECN, "srcECN"},
	{record.TCPDstECN, "dstECN"},
	{record.TCPSrcOOO, "srcOOO"},
	{record.TCPDstOOO, "dstOOO"},
	{record.TCPSrcDup, "srcDup"},
	{record.TCPDstDup, "dstDup"},
}

func statusText(st uint32) string {
	var out []string
	for _, s := range statusNames {
		if st&s.bit != 0 {
			out = append(out, s.name)
			st &^= s.bit
		}
	}
	if st != 0 {
		out = append(out, fmt.Sprintf("%#x", st))
	}
	return strings.Join(out, " ")
}

var causeNames = map[record.Cause]string{
	record.CauseStart: "START", record.CauseStatus: "STATUS", record.CauseStop: "STOP",
	record.CauseTimeout: "TIMEOUT", record.CauseShutdown: "SHUTDOWN",
}

// row describes a TCP record: cause, source, packets and application bytes of
// both sides, retransmissions, start and end in milliseconds, state and status.
func row(r *record.Record) string {
	who := "client"
	if r.Flow.SrcPort != 1000 {
		who = "server"
	}
	c := &r.Net.TCP
	return fmt.Sprintf("%s %s %d/%d app %d/%d loss %d/%d time %d-%d %s: %s",
		causeNames[r.Cause], who, r.Metrics.Src.Packets, r.Metrics.Dst.Packets,
		r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes, c.Src.Retrans, c.Dst.Retrans,
		(r.Time.Start-t0)/1e6, (r.Time.End-t0)/1e6, stateNames[c.State], statusText(c.Status))
}

// appConfig is the default with application bytes.
func appConfig() flow.Config {
	cfg := flow.DefaultConfig()
	cfg.AppBytes = true
	return cfg
}

// play runs a script in all worlds and compares the rows of its records.
func play(t *testing.T, name string, segs []segment, want ...string) {
	t.Helper()
	for _, w := range worlds {
		var got []string
		for _, r := range run(appConfig(), w.packets(segs)) {
			got = append(got, row(&r))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s, %s:\ngot  %s\nwant %s", name, w.name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}

// recordData returns an emit function that adds the source's user data to out.
func recordData(out *string) func(*record.Record) {
	return func(r *record.Record) {
		if r.Has(record.PartSrcData) {
			*out += string(r.SrcData.Data)
		}
	}
}
