// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"bytes"
	"cmp"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// tcpKind reports whether a form of the network part is one of TCP.
func tcpKind(k record.NetKind) bool {
	return k == record.NetTCPInit || k == record.NetTCPStatus || k == record.NetTCPPerf
}

// hasNet reports whether a record has network state. A flow that was taken for
// RTP with too few packets to be sure has none.
func hasNet(row *field.Row) bool {
	if !decoded(row.Record, record.PartNet) {
		return false
	}
	return row.RTP || row.Net.Kind != record.NetRTP && row.Net.Kind != record.NetRTCP
}

func (s *State) beginNet(p *pool, row *field.Row) {
	n := &row.Net
	if tcpKind(n.Kind) {
		s.tcp, s.tcpKind, s.firstOnly = p.addTCP(&n.TCP), n.Kind, n.Kind == record.NetTCPInit
		return
	}
	if s.noNet = n.Kind == record.NetNone; s.noNet {
		return
	}
	c := *n
	c.Raw = bytes.Clone(n.Raw)
	s.net = p.nets.add(&c)
}

// mergeNet merges network and transport state. Different forms leave none. same tells
// that the record has the flow key of the group.
func (s *State) mergeNet(p *pool, row *field.Row, same bool) {
	r := row.Record
	if !hasNet(row) {
		return
	}
	if s.parts&record.PartNet == 0 {
		s.parts |= record.PartNet
		s.beginNet(p, row)
		return
	}
	n := &r.Net
	switch {
	case s.tcp != 0 && tcpKind(n.Kind):
		s.mergeTCP(p, row, same)
		return
	case s.noNet && n.Kind == record.NetNone:
		return
	case s.net != 0 && p.nets.at(s.net).Kind == n.Kind:
		mergeKind(p.nets.at(s.net), n)
		return
	}
	s.parts &^= record.PartNet
	p.nets.remove(s.net)
	p.tcps.remove(s.tcp)
	s.net, s.tcp, s.noNet = 0, 0, false
}

func mergeKind(a, b *record.Net) {
	switch a.Kind {
	case record.NetRTP, record.NetRTCP:
		mergeRTP(&a.RTPSrc, &b.RTPSrc)
		mergeRTP(&a.RTPDst, &b.RTPDst)
	case record.NetESP:
		a.ESP.Seq = b.ESP.Seq
		a.ESP.Lost += b.ESP.Lost
		a.ESP.Status |= b.ESP.Status
		same(&a.ESP.SPI, b.ESP.SPI)
	case record.NetFrag:
		a.Frag.Status |= b.Frag.Status
		a.Frag.Fragments += b.Frag.Fragments
		a.Frag.Bytes += b.Frag.Bytes
	}
}

func mergeRTP(a, b *record.RTPSide) {
	lost := a.Lost + b.Lost
	if b.Header != [12]byte{} {
		*a = *b
	}
	a.Lost = lost
}

// mergeTCP merges the state of a later record of TCP.
//
// Compat: where records of several connections meet, the state is that of the
// originals, in which a group that began with the form for a first packet takes
// the state of each later record of another form as it is. Pinned by
// TestMergeTCP.
func (s *State) mergeTCP(p *pool, row *field.Row, same bool) {
	n := &row.Net
	first := n.Kind == record.NetTCPInit
	if s.firstOnly && !first && !same {
		*p.tcps.at(s.tcp), s.tcpKind = n.TCP, n.Kind
		return
	}
	a, b := p.tcps.at(s.tcp), &n.TCP
	if same {
		if s.firstOnly && !first {
			complete(a, &s.metrics)
		}
		s.firstOnly = s.firstOnly && first
	}
	if !first {
		s.tcpKind = record.NetTCPPerf
	}
	a.Status |= b.Status
	a.State |= b.State
	a.Options = b.Options // they add up over the records of a connection
	if b.SynAck != 0 || !same {
		a.SynAck = b.SynAck
	}
	if b.AckDat != 0 || !same {
		a.AckDat = b.AckDat
	}
	if row.Metrics.Src.Packets > 0 {
		mergeSequence(&a.Src, &b.Src, same)
	}
	switch {
	case row.Metrics.Dst.Packets == 0:
	case same:
		mergeSequence(&a.Dst, &b.Dst, same)
	default:
		mergeAnswers(&a.Dst, &b.Dst)
	}
	if same { // they are in the first packet of each side
		a.Src.WScale, a.Dst.WScale = cmp.Or(a.Src.WScale, b.Src.WScale), cmp.Or(a.Dst.WScale, b.Dst.WScale)
	}
	mergeTCPSide(&a.Src, &b.Src)
	mergeTCPSide(&a.Dst, &b.Dst)
}

// complete gives the state of a first packet what its form leaves out, so that the
// state of later packets can follow. m are the counters of that packet. The form has
// no count of payload bytes, and its sequence number is in the place of the source
// even if the destination sent the packet.
func complete(t *record.TCP, m *record.Metrics) {
	if m.Src.Packets == 0 {
		t.Src.SeqBase, t.Src.Seq = 0, 0
	}
	t.Src.Bytes = uint32(m.Src.AppBytes)
}

// nearBases is how far apart two first sequence numbers may be to be of one
// connection whose packets came out of order.
const nearBases = 65536

// mergeSequence merges sequence numbers and acknowledgements. Those of one
// connection follow each other in serial arithmetic (RFC 1982).
//
// Compat: those of several connections are compared as plain numbers, and a
// lower first number far away makes it 0 (roll-over).
func mergeSequence(a, b *record.TCPSide, same bool) {
	a.Ack, a.AckBytes, a.WindowBytes = b.Ack, b.AckBytes, b.WindowBytes
	switch {
	case a.SeqBase|a.Seq == 0:
		a.SeqBase, a.Seq = b.SeqBase, b.Seq
	case same && int32(a.SeqBase-b.SeqBase) <= 0, !same && a.SeqBase <= b.SeqBase:
		a.Seq = b.Seq
	case a.SeqBase-b.SeqBase < nearBases:
		a.SeqBase = b.SeqBase
	case !same:
		a.SeqBase = 0
	}
}

// mergeAnswers is mergeSequence for the destinations of several connections.
//
// Compat: the first base stays.
func mergeAnswers(a, b *record.TCPSide) {
	a.Ack, a.AckBytes, a.WindowBytes = b.Ack, b.AckBytes, b.WindowBytes
	switch {
	case a.SeqBase|a.Seq == 0:
		a.SeqBase, a.Seq = b.SeqBase, b.Seq
	default:
		a.Seq = b.Seq
	}
}

func mergeTCPSide(a, b *record.TCPSide) {
	a.Status |= b.Status
	a.Flags |= b.Flags
	a.WinsAcked += b.WinsAcked
	a.Bytes += b.Bytes
	a.Retrans += b.Retrans
	a.Window = b.Window
	if a.MSS == 0 {
		a.MSS = b.MSS
	}
	a.Last = max(a.Last, b.Last)
}
