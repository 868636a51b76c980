// SPDX-License-Identifier: Apache-2.0

package field

import (
	"github.com/argus-go/argus/record"
)

// appendState appends the state column (clients: fields, section 10).
func appendState(dst []byte, o *Options, row *Row) []byte {
	if !isFlow(row) {
		return append(dst, manState(row)...)
	}
	if row.Cause == record.CauseError {
		return append(dst, "ERR"...)
	}
	if !row.Has(record.PartFlow | record.PartMetrics) {
		return append(dst, "   "...)
	}
	f := &row.Flow
	ip := f.Addr == record.AddrIPv4 || f.Addr == record.AddrIPv6
	switch {
	case ip && f.Proto == 6 && !f.Fragment && tcpOf(row) != nil:
		return tcpState(dst, o, row)
	case f.Addr == record.AddrIPv4 && f.Proto == 1:
		return icmpState(dst, row)
	case f.Addr == record.AddrIPv6 && f.Proto == 58:
		return append(dst, icmp6State(f.ICMPType, f.ICMPCode)...)
	case f.Addr == record.AddrISIS:
		return append(dst, isisState(f.PDUType)...)
	}
	return append(dst, plainState(row, f.Addr == record.AddrARP || f.Addr == record.AddrRARP, o.Rmon)...)
}

func manState(row *Row) string {
	switch row.Cause {
	case record.CauseStart:
		return "STA"
	case record.CauseStatus:
		return "CON"
	case record.CauseStop:
		return "STP"
	case record.CauseShutdown:
		return "SHT"
	case record.CauseError:
		switch row.Option {
		case 1:
			return "ADN"
		case 2:
			return "MAX"
		}
		return "ERR"
	}
	return ""
}

// plainState is the state of flows without one of their own. In rmon mode it
// does not matter which side is silent.
func plainState(row *Row, arp, rmon bool) string {
	m := row.Counters()
	s, d := m.Src.Packets, m.Dst.Packets
	started := uint8(row.Cause)&uint8(record.CauseStart) != 0
	if rmon && s == 0 {
		s, d = d, s
	}
	switch {
	case s > 0 && d > 0:
		return "CON"
	case s > 0 && (started || arp):
		return "INT"
	case s > 0:
		return "REQ"
	case d > 0:
		return "RSP"
	}
	return "INT"
}

func tcpState(dst []byte, o *Options, row *Row) []byte {
	c := &row.Net.TCP
	st := c.Status
	switch o.State {
	case StateLetters:
		return tcpLetters(dst, st)
	case StateFlagsBoth:
		return tcpFlags(append(tcpFlags(dst, c.Src.Flags), '_'), c.Dst.Flags)
	case StateFlagsSrc:
		return tcpFlags(dst, c.Src.Flags)
	case StateFlagsDst:
		return tcpFlags(dst, c.Dst.Flags)
	}
	return append(dst, tcpStateName(row)...)
}

func tcpStateName(row *Row) string {
	st := row.Net.TCP.Status
	s := "CON"
	switch {
	case st == 0:
		if m := row.Counters(); m.Src.Packets == 0 || m.Dst.Packets == 0 {
			s = "INT"
		}
	case st&(record.TCPSrcReset|record.TCPDstReset) != 0:
		s = "RST"
	case st&(record.TCPFin|record.TCPFinAck) != 0:
		s = "FIN"
	case st&record.TCPNormalClose != 0:
		s = "CLO"
	case uint8(row.Cause)&uint8(record.CauseTimeout) != 0:
		s = "TIM"
	case st&record.TCPEstablished != 0:
		s = "CON"
	case st&record.TCPSynAck != 0:
		s = "ACC"
	case st&record.TCPSyn != 0:
		s = "REQ"
	}
	return s
}

func tcpLetters(dst []byte, st uint32) []byte {
	for _, x := range [...]struct {
		bits uint32
		c    byte
	}{
		{record.TCPSyn, 's'},
		{record.TCPSynAck, 'S'},
		{record.TCPEstablished, 'E'},
		{record.TCPFin, 'f'},
		{record.TCPFinAck, 'F'},
		{record.TCPNormalClose, 'C'},
		{record.TCPSrcReset | record.TCPDstReset, 'R'},
	} {
		if st&x.bits != 0 {
			dst = append(dst, x.c)
		}
	}
	return dst
}

func tcpFlags(dst []byte, f uint8) []byte {
	for i := range 8 {
		if f&(1<<i) != 0 {
			dst = append(dst, "FSRPAUEC"[i])
		}
	}
	return dst
}

// icmpNames holds the state of ICMP flows by type (RFC 792 and later).
var icmpNames = [...]string{
	"ECR", "   ", "   ", "UR", "SRC", "RED", "AHA", "   ", "ECO", "RTA", "RTS", "TXD", "PAR", "TST", "TSR", "IRQ", "IRR",
	"MAS", "MSR", "SEC", "ROB", "ROB", "ROB", "ROB", "ROB", "ROB", "ROB", "ROB", "ROB", "ROB", "TRC", "DCE", "MHR",
	"WAY", "IAH", "MRQ", "MRP", "DNQ", "DNP", "SKP", "PHO", "NRS", "NRA", "NNS", "NNA", "PTB",
}

// unreachNames holds what the code of an unreachable message appends.
var unreachNames = [...]string{
	"N", "H", "O", "P", "F", "S", "NU", "HU", "ISO", "NPRO", "HPRO", "NTOS", "HTOS", "FIL", "PRE", "CUT",
}

func icmpState(dst []byte, row *Row) []byte {
	t, code := row.Flow.ICMPType, row.Flow.ICMPCode
	switch {
	case row.Has(record.PartICMPMap):
		t, code = row.ICMPMap.Type, row.ICMPMap.Code
	case row.Has(record.PartNet) && row.Net.Kind == record.NetICMP:
		t, code = row.Net.ICMP.Type, row.Net.ICMP.Code
	}
	if int(t) >= len(icmpNames) {
		return append(dst, "UNK"...)
	}
	dst = append(dst, icmpNames[t]...)
	if t == 3 && int(code) < len(unreachNames) {
		dst = append(dst, unreachNames[code]...)
	}
	return dst
}

func icmp6State(t, code uint8) string {
	at := func(s ...string) string {
		if int(code) < len(s) {
			return s[code]
		}
		return "UNK"
	}
	switch t {
	case 1:
		return at("URNR", "URAD", "URBS", "URAR", "URP", "URSF", "URRR", "URES")
	case 2:
		return "PTB"
	case 3:
		return at("TXT", "TXR")
	case 4:
		return at("PPH", "PPNH", "PPO")
	case 128:
		return "ECO"
	case 129:
		return "ECR"
	case 130:
		return "MRQ"
	case 131, 143:
		return "MHR"
	case 133:
		return "NRS"
	case 134:
		return "NRA"
	case 135:
		return "NNS"
	case 136:
		return "NNA"
	case 137:
		return "RED"
	}
	return "UNK"
}

func isisState(t uint8) string {
	switch t {
	case 15:
		return "L1-IIH"
	case 16:
		return "L2-IIH"
	case 18:
		return "L1-LSP"
	case 20:
		return "L2-LSP"
	case 24:
		return "L1-CSNP"
	case 25:
		return "L2-CSNP"
	case 26:
		return "L1-PSNP"
	case 27:
		return "L2-PSNP"
	}
	return ""
}

func stateValue(o *Options, row *Row) Value {
	var buf [shortLen]byte
	return composed(appendState(buf[:0], o, row))
}
