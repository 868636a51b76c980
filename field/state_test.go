// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// textOf returns a column's text.
func textOf(name string, o *field.Options, r *record.Record) string {
	f, _ := field.Lookup(name)
	return string(f.Append(nil, o, prepared(r)))
}

// TestTCPStates: the states of clients: fields, section 10, in the order in which
// they win.
func TestTCPStates(t *testing.T) {
	for _, tt := range []struct {
		status     uint32
		cause      record.Cause
		src, dst   uint64
		want, many string // the state, and its letters with -z
	}{
		{0, record.CauseStatus, 1, 1, "CON", ""},
		{0, record.CauseStatus, 1, 0, "INT", ""},
		{0, record.CauseStatus, 0, 1, "INT", ""},
		{record.TCPSyn, record.CauseStatus, 1, 0, "REQ", "s"},
		{record.TCPSyn | record.TCPSynAck, record.CauseStatus, 1, 1, "ACC", "sS"},
		{record.TCPSyn | record.TCPSynAck | record.TCPEstablished, record.CauseStatus, 1, 1, "CON", "sSE"},
		{record.TCPEstablished, record.CauseTimeout, 1, 1, "TIM", "E"},
		{record.TCPEstablished, record.CauseClosed, 1, 1, "TIM", "E"}, // 0x70 has the bit of a timeout
		{record.TCPNormalClose | record.TCPEstablished, record.CauseTimeout, 1, 1, "CLO", "EC"},
		{record.TCPFin | record.TCPNormalClose, record.CauseStop, 1, 1, "FIN", "fC"},
		{record.TCPFinAck, record.CauseStop, 1, 1, "FIN", "F"},
		{record.TCPSrcReset | record.TCPFin, record.CauseStop, 1, 1, "RST", "fR"},
		{record.TCPDstReset, record.CauseStop, 1, 1, "RST", "R"},
		{record.TCPCloseWait, record.CauseStop, 1, 1, "CON", ""},
	} {
		r := flow()
		r.Cause, r.Net.TCP.Status, r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.cause, tt.status, tt.src, tt.dst
		if got := textOf("state", options(), r); got != tt.want {
			t.Errorf("status %#x, cause %#x, %d and %d packets: got %q, want %q", tt.status, tt.cause, tt.src, tt.dst, got, tt.want)
		}
		if got := textOf("state", &field.Options{State: field.StateLetters}, r); got != tt.many {
			t.Errorf("-z, status %#x: got %q, want %q", tt.status, got, tt.many)
		}
	}
	r := flow()
	r.Net.TCP.Src.Flags, r.Net.TCP.Dst.Flags = 0xff, 0x12
	for state, want := range map[int]string{field.StateFlagsBoth: "FSRPAUEC_SA", field.StateFlagsSrc: "FSRPAUEC", field.StateFlagsDst: "SA"} {
		if got := textOf("state", &field.Options{State: state}, r); got != want {
			t.Errorf("-Z form %d: got %q, want %q", state, got, want)
		}
	}
	r.Flow.Fragment = true
	if got := textOf("state", options(), r); got != "CON" {
		t.Errorf("fragments: got %q, want CON", got)
	}
	r.Cause = record.CauseError
	if got := textOf("state", options(), r); got != "ERR" {
		t.Errorf("cause error: got %q, want ERR", got)
	}
}

// TestPlainStates: UDP and ARP by who sent packets (clients: fields, section 10).
func TestPlainStates(t *testing.T) {
	rmon := options()
	rmon.Rmon = true
	for _, tt := range []struct {
		src, dst       uint64
		cause          record.Cause
		udp, arp, rmon string
	}{
		{1, 1, record.CauseStatus, "CON", "CON", "CON"},
		{1, 0, record.CauseStatus, "REQ", "INT", "REQ"},
		{1, 0, record.CauseStart, "INT", "INT", "INT"},
		{1, 0, record.CauseStop, "INT", "INT", "INT"},
		{0, 1, record.CauseStatus, "RSP", "RSP", "REQ"},
		{0, 1, record.CauseStart, "RSP", "RSP", "INT"},
		{0, 0, record.CauseStatus, "INT", "INT", "INT"},
	} {
		u, a := other(17, tt.src, tt.dst), arp()
		a.Metrics.Src.Packets, a.Metrics.Dst.Packets = tt.src, tt.dst
		u.Cause, a.Cause = tt.cause, tt.cause
		got := fmt.Sprint(textOf("state", options(), u), textOf("state", options(), a), textOf("state", rmon, u))
		if want := fmt.Sprint(tt.udp, tt.arp, tt.rmon); got != want {
			t.Errorf("%d and %d packets, cause %#x: got %s, want %s", tt.src, tt.dst, tt.cause, got, want)
		}
	}
	if got := textOf("state", options(), bare()); got != "   " {
		t.Errorf("without parts: got %q, want 3 blanks", got)
	}
}

// TestICMPStates: types and codes (clients: fields, section 10).
func TestICMPStates(t *testing.T) {
	types := strings.Fields(`0 ECR 4 SRC 5 RED 6 AHA 8 ECO 9 RTA 10 RTS 11 TXD 12 PAR 13 TST 14 TSR 15 IRQ 16 IRR 17 MAS 18 MSR 19 SEC
		20 ROB 29 ROB 30 TRC 31 DCE 32 MHR 33 WAY 34 IAH 35 MRQ 36 MRP 37 DNQ 38 DNP 39 SKP 40 PHO 41 NRS 42 NRA 43 NNS 44 NNA 45 PTB 46 UNK 255 UNK`)
	for i := 0; i < len(types); i += 2 {
		var typ int
		fmt.Sscan(types[i], &typ)
		if got := textOf("state", options(), icmp(uint8(typ), 1)); got != types[i+1] {
			t.Errorf("ICMP type %d: got %q, want %q", typ, got, types[i+1])
		}
	}
	for _, typ := range []uint8{1, 2, 7} {
		if got := textOf("state", options(), icmp(typ, 0)); got != "   " {
			t.Errorf("ICMP type %d: got %q, want 3 blanks", typ, got)
		}
	}
	codes := strings.Fields("URN URH URO URP URF URS URNU URHU URISO URNPRO URHPRO URNTOS URHTOS URFIL URPRE URCUT UR")
	for code, want := range codes {
		if got := textOf("state", options(), icmp(3, uint8(code))); got != want {
			t.Errorf("unreachable, code %d: got %q, want %q", code, got, want)
		}
	}
	r := icmp(8, 0)
	r.Parts |= record.PartNet
	r.Net = record.Net{Kind: record.NetICMP, ICMP: record.ICMP{Type: 3, Code: 1}}
	if got := textOf("state", options(), r); got != "URH" {
		t.Errorf("type of the network state: got %q, want URH", got)
	}
	r.Parts |= record.PartICMPMap
	r.ICMPMap = record.ICMP{Type: 11}
	if got := textOf("state", options(), r); got != "TXD" {
		t.Errorf("type of the mapped error: got %q, want TXD", got)
	}
	for _, tt := range []struct {
		typ   uint8
		names string
	}{
		{1, "URNR URAD URBS URAR URP URSF URRR URES UNK"},
		{2, "PTB PTB"},
		{3, "TXT TXR UNK"},
		{4, "PPH PPNH PPO UNK"},
		{128, "ECO"},
		{129, "ECR"},
		{130, "MRQ"},
		{131, "MHR"},
		{132, "UNK"},
		{133, "NRS"},
		{134, "NRA"},
		{135, "NNS"},
		{136, "NNA"},
		{137, "RED"},
		{138, "UNK"},
		{143, "MHR"},
	} {
		for code, want := range strings.Fields(tt.names) {
			if got := textOf("state", options(), icmpv6(tt.typ, uint8(code))); got != want {
				t.Errorf("ICMPv6 type %d, code %d: got %q, want %q", tt.typ, code, got, want)
			}
		}
	}
}

// TestOtherStates: IS-IS PDUs and management records.
func TestOtherStates(t *testing.T) {
	for pdu, want := range map[uint8]string{15: "L1-IIH", 16: "L2-IIH", 18: "L1-LSP", 20: "L2-LSP", 24: "L1-CSNP", 25: "L2-CSNP", 26: "L1-PSNP", 27: "L2-PSNP", 17: ""} {
		if got := textOf("state", options(), isis(pdu)); got != want {
			t.Errorf("IS-IS PDU %d: got %q, want %q", pdu, got, want)
		}
	}
	for _, tt := range []struct {
		cause       record.Cause
		option      uint8
		state, text string
	}{
		{record.CauseStart, 0, "STA", "Start"},
		{record.CauseStatus, 0, "CON", "Status"},
		{record.CauseStop, 0, "STP", "Stop"},
		{record.CauseShutdown, 0, "SHT", "Shutdown"},
		{record.CauseError, 0, "ERR", "Error"},
		{record.CauseError, 1, "ADN", "Error"},
		{record.CauseError, 2, "MAX", "Error"},
		{record.CauseTimeout, 0, "", "Timeout"},
		{record.CauseFlush, 0, "", "Unknown"},
		{record.CauseClosed, 0, "", "Unknown"},
		{0, 0, "", "Unknown"},
		{0x90, 0, "", "Unknown"},
		{0x21, 0, "", "Unknown"},
	} {
		r := man()
		r.Cause, r.Option = tt.cause, tt.option
		if got := textOf("state", options(), r); got != tt.state {
			t.Errorf("management record, cause %#x, option %d: state %q, want %q", tt.cause, tt.option, got, tt.state)
		}
		if got := textOf("cause", options(), r); got != tt.text {
			t.Errorf("cause %#x: got %q, want %q", tt.cause, got, tt.text)
		}
	}
}

// TestDirections: clients: fields, section 9.
func TestDirections(t *testing.T) {
	for _, tt := range []struct {
		proto    uint8
		status   uint32
		src, dst uint64
		want     string
	}{
		{17, 0, 1, 0, "   ->"},
		{17, 0, 0, 1, "  <- "},
		{17, 0, 1, 1, "  <->"},
		{17, 0, 0, 0, "     "},
		{6, record.TCPSyn, 1, 1, "   ->"},
		{6, record.TCPSynAck, 0, 1, "   ->"},
		{6, record.TCPEstablished, 1, 0, "   ?>"},
		{6, record.TCPFin, 0, 1, "  <? "},
		{6, 0, 1, 1, "  <?>"},
		{6, 0, 0, 0, "     "},
	} {
		r := flow()
		r.Flow.Proto, r.Net.TCP.Status, r.Metrics.Src.Packets, r.Metrics.Dst.Packets = tt.proto, tt.status, tt.src, tt.dst
		if got := textOf("dir", options(), r); got != tt.want {
			t.Errorf("protocol %d, status %#x, %d and %d packets: got %q, want %q", tt.proto, tt.status, tt.src, tt.dst, got, tt.want)
		}
	}
}

// TestFlags: each letter of each position (clients: fields, section 8). The
// record without changes prints " e       ".
func TestFlags(t *testing.T) {
	status := func(bits uint32) func(r *record.Record) {
		return func(r *record.Record) { r.Net.TCP.Status |= bits }
	}
	parts := func(on, off record.Parts) func(r *record.Record) {
		return func(r *record.Record) { r.Parts = r.Parts&^off | on }
	}
	ipOptions := func(bits uint32, second bool) func(r *record.Record) {
		return func(r *record.Record) {
			side := &r.IPAttr.Src
			if second {
				side = &r.IPAttr.Dst
			}
			side.HasOptions, side.Options = true, bits
		}
	}
	espOrder := func(s uint32) func(r *record.Record) {
		return func(r *record.Record) {
			r.Flow.Proto = 50
			r.Net = record.Net{Kind: record.NetESP, ESP: record.ESP{Status: s}}
		}
	}
	tests := []struct {
		want   string
		change func(r *record.Record)
	}{
		{" e       ", func(*record.Record) {}},
		{"Ne       ", func(r *record.Record) { r.Type = record.TypeNetFlow }},
		{"Te       ", func(r *record.Record) { r.Time.Adjusted = true }},
		{"         ", parts(0, record.PartMAC)},
		{" m       ", parts(record.PartMPLS, record.PartMAC)},
		{" v       ", parts(record.PartMPLS|record.PartVLAN, 0)},
		{" M       ", func(r *record.Record) { r.MAC.SrcChanged = true }},
		{" M       ", func(r *record.Record) { r.MAC.DstChanged = true }},
		{"         ", parts(record.PartEncaps, 0)},
		{" *       ", func(r *record.Record) { r.Parts |= record.PartEncaps; r.Encaps = record.Encaps{Src: 1, Dst: 2} }},
		{" e s     ", status(record.TCPSrcRetrans)},
		{" e d     ", status(record.TCPDstRetrans)},
		{" e *     ", status(record.TCPSrcRetrans | record.TCPDstRetrans)},
		{" e i     ", status(record.TCPSrcOOO)},
		{" e r     ", status(record.TCPDstOOO)},
		{" e &     ", status(record.TCPSrcOOO | record.TCPDstOOO)},
		{" e s     ", status(record.TCPSrcRetrans | record.TCPDstOOO)},
		{" e  S    ", status(record.TCPSrcWinShut)},
		{" e  D    ", status(record.TCPDstWinShut)},
		{" e  @    ", status(record.TCPSrcWinShut | record.TCPDstWinShut)},
		{" e   x   ", status(record.TCPSrcECN)},
		{" e   t   ", status(record.TCPDstECN)},
		{" e   E   ", status(record.TCPSrcECN | record.TCPDstECN)},
		{" e g     ", func(r *record.Record) { r.Net.TCP.Src.Seq, r.Net.TCP.Src.Bytes = 2000, 50 }},
		{" e g     ", func(r *record.Record) { r.Net.TCP.Dst = record.TCPSide{SeqBase: 2000, Seq: 4000, Bytes: 100} }},
		{" e s     ", func(r *record.Record) { r.Net.TCP.Status |= record.TCPSrcRetrans; r.Net.TCP.Src.Seq = 2000 }},
		{" e       ", func(r *record.Record) {
			*r = *ipv6(6)
			r.Net.TCP.Status |= record.TCPSrcOOO | record.TCPSrcWinShut | record.TCPSrcECN
		}},
		{" e    F  ", func(r *record.Record) { r.IPAttr.Src.Fragments = true }},
		{" e    F  ", func(r *record.Record) { r.IPAttr.Dst.Fragments = true }},
		{" e    F  ", func(r *record.Record) { r.Flow.Fragment = true }},
		{" e    f  ", func(r *record.Record) { r.Net = record.Net{Kind: record.NetFrag} }},
		{" e    V  ", func(r *record.Record) { r.Net = record.Net{Kind: record.NetFrag, Frag: record.Frag{Status: 3}} }},
		{" e s     ", espOrder(0x10)},
		{" e d     ", espOrder(0x20)},
		{" e *     ", espOrder(0x30)},
		{" e i     ", espOrder(0x10030)},
		{" e r     ", espOrder(0x20000)},
		{" e &     ", espOrder(0x30010)},
		{" e     R ", ipOptions(0x01, false)},
		{" e     T ", ipOptions(0x02, true)},
		{" e     + ", ipOptions(0x04, false)},
		{" e     L ", ipOptions(0x08, false)},
		{" e     D ", ipOptions(0x10, true)},
		{" e     S ", ipOptions(0x20, false)},
		{" e     A ", ipOptions(0x40, false)},
		{" e     O ", ipOptions(0x41, false)},
		{" e     U ", ipOptions(0x80, false)},
		{" e       ", ipOptions(0, false)},
		{" e     O ", func(r *record.Record) { ipOptions(1, false)(r); ipOptions(2, true)(r) }},
	}
	for bit, c := range "mevlpiGaP6HCASFsRwza  T  JE" {
		tests = append(tests, struct {
			want   string
			change func(r *record.Record)
		}{" " + string(c) + "       ", func(r *record.Record) { r.Parts |= record.PartEncaps; r.Encaps.Src = 1 << bit }})
	}
	for kind, c := range map[uint8]byte{1: 'U', 2: 'R', 4: 'T', 0: 'I', 3: 'I'} {
		tests = append(tests, struct {
			want   string
			change func(r *record.Record)
		}{" e" + string(c) + "      ", func(r *record.Record) { r.Parts |= record.PartICMPMap; r.ICMPMap.Map = kind }})
	}
	for _, tt := range tests {
		r := flow()
		r.Net.TCP.Dst.Retrans = 1
		tt.change(r)
		if got := textOf("flgs", options(), r); got != tt.want {
			t.Errorf("got %q, want %q (parts %#x, status %#x)", got, tt.want, r.Parts, r.Net.TCP.Status)
		}
	}
	if got := textOf("flgs", &field.Options{Delimited: true}, flow()); got != " e        " {
		t.Errorf("with a delimiter: got %q, want 10 characters", got)
	}
}

// TestEncapsulations: letters of several encapsulations; bits without a letter
// print nothing.
func TestEncapsulations(t *testing.T) {
	r := flow()
	r.Parts |= record.PartEncaps
	r.Encaps = record.Encaps{Src: 1<<27 - 1, Dst: 1<<20 | 1<<3}
	if got := textOf("senc", options(), r); got != "mevlpiGaP6HCASFsRwzaTJE" {
		t.Errorf("senc of all bits: got %q", got)
	}
	if got := textOf("denc", options(), r); got != "l" {
		t.Errorf("denc: got %q, want l", got)
	}
}

// TestGaps: bytes that the sensor missed (clients: fields, section 7): the
// sequence numbers that a side went through, less its bytes and the SYN.
func TestGaps(t *testing.T) {
	for _, tt := range []struct {
		base, seq, bytes, window uint32
		retrans                  uint32
		want                     string
	}{
		{1000, 2000, 50, 0, 0, "949"}, // 2000-1000-50 = 950, less 1 for the SYN
		{1000, 1051, 50, 0, 0, "0"},   // 1: nothing but the SYN
		{1000, 1050, 50, 0, 0, "0"},
		{1000, 1000, 50, 0, 0, "0"},            // negative
		{1000, 1100, 50, 0, 0, "0"},            // as many as the bytes
		{1000, 1090, 50, 10, 0, "0"},           // as many as the bytes less the window's
		{1000, 1091, 50, 10, 0, "40"},          // one more than that
		{1000, 2000, 50, 0, 1, "0"},            // after a retransmission
		{0xffffff00, 0x100, 0x80, 0, 0, "383"}, // 512-128 = 384, less 1, across the wrap
		{5000, 0, 50, 0, 0, "0"},               // no number was seen
		// A span of more than half of the number space: the flags of 3.0.8.2 show a
		// gap then, as groups of several connections have it.
		{0, 0x80000000, 0, 0, 0, "2147483647"},
	} {
		r := flow()
		side := record.TCPSide{SeqBase: tt.base, Seq: tt.seq, Bytes: tt.bytes, WindowBytes: tt.window, Retrans: tt.retrans}
		r.Net.TCP.Src, r.Net.TCP.Dst = side, side
		for _, name := range []string{"sgap", "dgap"} {
			if got := textOf(name, options(), r); got != tt.want {
				t.Errorf("%s of %+v: got %s, want %s", name, side, got, tt.want)
			}
		}
		src, dst := prepared(r).Gaps()
		if got := fmt.Sprint(src, dst); got != tt.want+" "+tt.want {
			t.Errorf("Gaps of %+v: got %s, want twice %s", side, got, tt.want)
		}
	}
	r := flow()
	r.Net.Kind = record.NetTCPStatus
	r.Net.TCP.Src.Seq = 5000
	if got := textOf("sgap", options(), r); got != "0" {
		t.Errorf("short TCP state: got %s, want 0", got)
	}
}
