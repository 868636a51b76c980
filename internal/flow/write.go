// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"encoding/binary"
	"time"

	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// write emits the record of f's interval, if it counted a packet, and begins a
// new interval.
func (e *Engine) write(f *flow, cause record.Cause) {
	if f.ext != nil && f.ext.kids != nil {
		e.mergeFragments(f)
	}
	if f.src.packets+f.dst.packets == 0 {
		return
	}
	if f.number == 0 {
		if f.bits&flowUnnumbered == 0 {
			e.numbered++
		}
		f.number = max(e.numbered, 1)
	}
	e.records++
	e.stats.Records++
	r := &e.rec
	r.Cause = cause
	r.Parts = record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet | record.PartEncaps
	seq := e.records
	if e.cfg.Compat {
		seq = f.number
	}
	r.Transport = record.Transport{Src: e.cfg.Source, HasSrc: true, Seq: seq, HasSeq: true}
	fillKey(r, f, e.cfg.Compat)
	e.fillTime(r, f)
	s, d := &f.src, &f.dst
	m := &r.Metrics
	m.HasApp = e.cfg.AppBytes
	m.Src.Packets, m.Src.Bytes, m.Src.AppBytes = s.packets, s.bytes, s.app
	m.Dst.Packets, m.Dst.Bytes, m.Dst.AppBytes = d.packets, d.bytes, d.app
	fillLink(r, s, d)
	e.fillNet(r, f)
	if f.kind == packet.KindIPv4 || f.kind == packet.KindIPv6 {
		r.Parts |= record.PartIPAttr
		ipSide(&r.IPAttr.Src, s)
		ipSide(&r.IPAttr.Dst, d)
	}
	if f.ext != nil {
		e.fillExtra(r, f)
	}
	r.ClearAbsent()
	e.emit(r)
	f.bits |= flowReported
	f.startInterval()
}

// startInterval resets what counts per record (flow model, section 2.1).
func (f *flow) startInterval() {
	for _, s := range [2]*side{&f.src, &f.dst} {
		*s = side{ipid: s.ipid, ttl: s.ttl, tos: s.tos, bits: s.bits & (sideMACChg | sideIP)}
	}
	if f.bits&flowTCP != 0 {
		f.tcp.rebase()
	}
	x := f.ext
	if x == nil {
		return
	}
	x.hasMap, x.hasICMP = false, false
	x.hasSrcVNI, x.hasDVNI = false, false
	x.esp.lost, x.esp.status = 0, 0
	if x.rtp != nil {
		x.rtp.src.lost, x.rtp.dst.lost = 0, 0
		x.rtp.src.reordered, x.rtp.dst.reordered = false, false
	}
	for i := range 2 {
		if m := x.measures; m != nil {
			m.sizes[i] = sizeStats{}
			m.jitter[i].reset()
		}
		x.data[i] = x.data[i][:0]
	}
}

// fillTime sets the record's times.
func (e *Engine) fillTime(r *record.Record, f *flow) {
	s, d := &f.src, &f.dst
	t := &r.Time
	*t = record.Time{}
	switch {
	case e.cfg.Compat:
		t.Start, t.End = compatTimes(s, d)
	case d.packets == 0:
		t.Start, t.End = s.first, s.last
	case s.packets == 0:
		t.Start, t.End = d.first, d.last
	default:
		t.Start, t.End = min(s.first, d.first), max(s.last, d.last)
	}
	t.Single = t.Start == t.End
	// Readers take a common time of second 0 for no time, as the originals write
	// it (record format, section 6.3). Those of the directions say which are there.
	secondZero := !e.cfg.Compat && t.Start/int64(time.Second) == 0
	if !e.cfg.BidirTimes && !secondZero {
		return
	}
	if s.packets > 0 {
		t.SrcStart, t.SrcEnd, t.Sides = s.first, s.last, t.Sides|record.TimeSrcStart
	}
	if s.last != s.first {
		t.Sides |= record.TimeSrcEnd
	}
	if d.packets > 0 {
		t.DstStart, t.DstEnd, t.Sides = d.first, d.last, t.Sides|record.TimeDstStart
	}
	if d.last != d.first {
		t.Sides |= record.TimeDstEnd
	}
}

// noTime is the start that release 3.0.8 writes where it has no time.
const noTime = 0xefffffff * int64(time.Second)

// compatTimes follows release 3.0.8: it takes times of second 0 for absent,
// compares the others by whole seconds and keeps the earlier one in the list
// source first, source last, destination first, destination last (flow model,
// section 2.2; record format, section 6.3).
func compatTimes(s, d *side) (start, end int64) {
	const second = int64(time.Second)
	for _, t := range [4]int64{s.first, s.last, d.first, d.last} {
		if uint32(t/second) == 0 {
			continue
		}
		if start == 0 || t/second < start/second {
			start = t
		}
		end = max(end, t)
	}
	if start == 0 {
		start = noTime
	}
	return start, end
}

// fillLink sets encapsulation, VLAN and MPLS parts.
func fillLink(r *record.Record, s, d *side) {
	r.Encaps = record.Encaps{
		Src: s.encaps, Dst: d.encaps,
		SrcChanged: s.bits&sideEncapChg != 0, DstChanged: d.bits&sideEncapChg != 0,
	}
	if (s.bits|d.bits)&sideVLAN != 0 {
		r.Parts |= record.PartVLAN
		r.VLAN = record.VLAN{HasSrc: s.bits&sideVLAN != 0, HasDst: d.bits&sideVLAN != 0, Src: s.vlan, Dst: d.vlan}
	}
	if (s.bits|d.bits)&sideMPLS != 0 {
		r.Parts |= record.PartMPLS
		r.MPLS = record.MPLS{
			HasSrc: s.bits&sideMPLS != 0, HasDst: d.bits&sideMPLS != 0, Src: s.mpls, Dst: d.mpls,
			SrcChanged: s.bits&sideMPLSChg != 0, DstChanged: d.bits&sideMPLSChg != 0,
		}
	}
}

func ipSide(a *record.IPSide, s *side) {
	a.Has, a.HasOptions, a.Fragments = s.bits&sideIP != 0, s.bits&sideIPOpts != 0, s.bits&sideFrag != 0
	a.TTL, a.TOS, a.ID, a.Options = s.ttl, s.tos, s.ipid, uint32(s.ipopts)
}

// fillNet sets the state of the flow's protocol.
func (e *Engine) fillNet(r *record.Record, f *flow) {
	n := &r.Net
	*n = record.Net{}
	x := f.ext
	switch {
	case f.bits&flowTCP != 0:
		f.fillTCP(n, e.cfg.Compat)
	case x == nil:
	case x.hasResponder:
		n.Kind, n.ARP = record.NetARP, x.responder
	case x.rtp != nil:
		x.rtp.fill(n)
	case x.hasICMP:
		n.Kind, n.ICMP = record.NetICMP, x.icmp
	case x.esp.seen:
		n.Kind = record.NetESP
		n.ESP = record.ESP{Status: x.esp.status, SPI: uint32(f.key[2]), Seq: x.esp.seq, Lost: x.esp.lost}
	case f.bits&flowFragment != 0 && x.frag != nil:
		g := x.frag
		n.Kind = record.NetFrag
		n.Frag = record.Frag{
			Status: g.status | 1, Fragments: g.count, Bytes: g.seen, Total: g.total,
			TotalLen: uint16(min(g.total, 0xffff)), CurrentLen: uint16(min(g.seen, 0xffff)), MaxFragLen: g.largest,
		}
	}
}

func (f *flow) fillTCP(n *record.Net, compat bool) {
	c := &f.tcp
	n.Kind = record.NetTCPPerf
	t := &n.TCP
	t.Status, t.State, t.Options = c.recordStatus(), uint32(c.state), c.options
	t.SynAck, t.AckDat = c.synAck, c.ackDat
	c.src.fill(&t.Src)
	c.dst.fill(&t.Dst)
	t.Src.MSS, t.Dst.MSS = c.srcMSS, c.dstMSS
	if f.bits&flowReported == 0 && f.src.packets+f.dst.packets == 1 {
		n.Kind = record.NetTCPInit
		if compat {
			n.TCP.Src.Window, n.TCP.Dst.Window = 0, 0 // undefined in release 3.0.8, mostly 0
		}
		if f.src.packets == 0 {
			n.TCP.Src = n.TCP.Dst
		}
	}
}

func (s *tcpSide) fill(t *record.TCPSide) {
	t.Last, t.Status = s.last, s.status
	t.SeqBase, t.Seq, t.Ack, t.WinsAcked = s.base, s.seq, s.ack, s.winsAck
	t.Bytes, t.Retrans, t.AckBytes, t.WindowBytes = s.bytes, s.retrans, 0, s.flight
	t.Window, t.Flags, t.WScale = s.window, s.flags, s.wscale
}

// fillExtra sets the parts that an extension holds.
func (e *Engine) fillExtra(r *record.Record, f *flow) {
	x := f.ext
	if e.cfg.Jitter {
		e.fillJitter(r, x)
	}
	if m := x.measures; e.cfg.Sizes && (m.sizes[0].seen || m.sizes[1].seen) {
		a, b := &m.sizes[0], &m.sizes[1]
		r.Parts |= record.PartSizes
		r.Sizes = record.Sizes{HasSrc: a.seen, HasDst: b.seen, SrcMin: a.min, SrcMax: a.max, DstMin: b.min, DstMax: b.max}
		if e.cfg.SizeHist {
			r.Sizes.HasHist, r.Sizes.SrcHist, r.Sizes.DstHist = true, a.scaled(), b.scaled()
		}
	}
	for i, d := range x.data {
		if len(d) == 0 {
			continue
		}
		u := record.UserData{Size: uint16(max(e.cfg.UserData, len(d))), Data: d}
		if i == 0 {
			r.Parts, r.SrcData = r.Parts|record.PartSrcData, u
		} else {
			r.Parts, r.DstData = r.Parts|record.PartDstData, u
		}
	}
	if e.cfg.MAC && x.hasEther {
		r.Parts |= record.PartMAC
		r.MAC = record.MAC{
			Src: x.ether.Src, Dst: x.ether.Dst, EtherType: x.ether.Type, DSAP: x.ether.DSAP, SSAP: x.ether.SSAP,
			SrcChanged: f.src.bits&sideMACChg != 0, DstChanged: f.dst.bits&sideMACChg != 0,
		}
		if f.bits&flowDecided != 0 {
			r.MAC.Src, r.MAC.Dst = r.MAC.Dst, r.MAC.Src
		}
	}
	if x.hasMap {
		r.Parts, r.ICMPMap = r.Parts|record.PartICMPMap, x.mapped
	}
	if x.keys != nil && x.keys.reached {
		r.Parts |= record.PartBehavior
		r.Behavior = record.Behavior{Kind: uint8(e.cfg.Keystroke.Mode), Src: x.keys.strokes}
	}
	if x.hasSrcVNI || x.hasDVNI {
		r.Parts |= record.PartVXLAN
		r.VXLAN = record.VXLAN{HasSrc: x.hasSrcVNI, HasDst: x.hasDVNI, Src: x.srcVNI, Dst: x.dstVNI}
	}
}

func (e *Engine) fillJitter(r *record.Record, x *extension) {
	var has uint8
	r.Jitter = record.Jitter{}
	j, m := &r.Jitter, x.measures
	perMicro := float64(time.Microsecond) / float64(e.jitterUnit)
	for i, s := range [4]*spread{&m.jitter[0].active, &m.jitter[0].idle, &m.jitter[1].active, &m.jitter[1].idle} {
		if s.n > 0 {
			has |= 1 << i
			*[4]*record.JitterStats{&j.SrcActive, &j.SrcIdle, &j.DstActive, &j.DstIdle}[i] = s.stats(perMicro)
		}
	}
	j.Has = has
	if has != 0 {
		r.Parts |= record.PartJitter
	}
}

// fillKey sets the flow key, initiator first; compat leaves link addresses in
// the order of the key, as release 3.0.8 and its clients do.
func fillKey(r *record.Record, f *flow, compat bool) {
	k := &f.key
	v := &r.Flow
	*v = record.Flow{Kind: record.FlowFiveTuple, Proto: uint8(k[1] >> 48), Decided: f.bits&flowDecided != 0 || !compat && f.accepted()}
	a, b := k[0]>>32, k[0]&0xffffffff
	v.SrcPort, v.DstPort = uint16(k[1]>>16), uint16(k[1])
	if f.bits&flowFragment != 0 {
		v.Proto = f.proto // keys of IPv6 fragments have none
	}
	switch f.kind {
	case packet.KindIPv4:
		v.Addr = record.AddrIPv4
		v.TPProto = uint8(k[1] >> 32)
		binary.BigEndian.PutUint32(v.Src[:], uint32(a))
		binary.BigEndian.PutUint32(v.Dst[:], uint32(b))
		fillKeyIP(v, f, compat)
	case packet.KindIPv6:
		v.Addr = record.AddrIPv6
		binary.BigEndian.PutUint64(v.Src[:], k[3])
		binary.BigEndian.PutUint64(v.Src[8:], k[4])
		binary.BigEndian.PutUint64(v.Dst[:], k[5])
		binary.BigEndian.PutUint64(v.Dst[8:], k[6])
		fillKeyIP(v, f, compat)
	default:
		fillKeyLink(v, f)
	}
	if f.bits&flowReversed != 0 && !(compat && v.Addr == record.AddrEthernet) {
		v.Src, v.Dst = v.Dst, v.Src
		v.SrcPort, v.DstPort = v.DstPort, v.SrcPort
		v.DSAP, v.SSAP = v.SSAP, v.DSAP
	}
}

// Mask lengths of hosts. ESP keys carry them, else the original clients write
// them over half of the SPI (record format, section 6.2.2); release 3.0.8 does
// not write them.
const (
	hostMask  = 32
	hostMask6 = 128
)

func fillKeyIP(v *record.Flow, f *flow, compat bool) {
	w := f.key[2]
	switch {
	case f.bits&flowFragment != 0:
		v.Fragment, v.FragID, v.IPID = true, uint32(w), uint16(w)
	case v.Proto == packet.ProtoESP:
		v.SPI = uint32(w)
		v.HasMask, v.SrcMask, v.DstMask = !compat, hostMask, hostMask
		if f.kind == packet.KindIPv6 {
			v.SrcMask, v.DstMask = hostMask6, hostMask6
		}
	case v.Proto == packet.ProtoIGMP && f.kind == packet.KindIPv4:
		v.ICMPType, v.ICMPCode, v.IPID = uint8(w>>56), uint8(w>>48), uint16(w)
	case v.Proto == packet.ProtoICMP, v.Proto == packet.ProtoICMPv6:
		v.ICMPType, v.ICMPCode = uint8(w>>56), uint8(w>>48)
		v.ICMPID, v.ICMPSeq = uint16(w>>16), uint16(w)
		if f.answer != 0 {
			v.ICMPType = f.answer
		}
	case v.Proto == packet.ProtoUDP:
		v.DNSID = uint16(w)
	}
}

func putMAC(dst []byte, v uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], v<<16)
	copy(dst, b[:6])
}

func fillKeyLink(v *record.Flow, f *flow) {
	k, x := &f.key, f.ext
	v.Proto = 0
	v.SrcPort, v.DstPort = 0, 0
	switch f.kind {
	case packet.KindARP, packet.KindRARP:
		a := &x.link.arp
		v.Kind, v.Addr = record.FlowARP, record.AddrARP
		v.HType, v.PType, v.HLen, v.PLen, v.Op = a.HType, a.PType, a.HLen, a.PLen, 1
		binary.BigEndian.PutUint64(v.SHA[:], k[3])
		binary.BigEndian.PutUint64(v.SHA[8:], k[4])
		binary.BigEndian.PutUint32(v.Src[:], uint32(k[0]>>32))
		binary.BigEndian.PutUint32(v.Dst[:], uint32(k[0]))
		if f.kind == packet.KindRARP {
			v.Addr, v.Op = record.AddrRARP, 3
			binary.BigEndian.PutUint64(v.THA[:], k[5])
			binary.BigEndian.PutUint64(v.THA[8:], k[6])
			binary.BigEndian.PutUint32(v.Src[:], a.TPA)
		}
	case packet.KindISIS:
		v.Addr = record.AddrISIS
		putMAC(v.Src[:], k[3])
		putMAC(v.Dst[:], k[4])
		i := &x.link.isis
		v.PDUType, v.Version, v.Area, v.Checksum = i.PDUType, i.Version, i.Area, i.Checksum
	case packet.KindWLAN:
		v.Addr = record.AddrWLAN
		w := &x.link.wlan
		copy(v.Src[:], w.Src[:])
		copy(v.Dst[:], w.Dst[:])
		v.BSSID, v.SSID = w.BSSID, w.SSID
	default:
		v.Addr = record.AddrEthernet
		if f.kind == packet.KindLCP {
			v.Addr = record.AddrLCP
			v.ICMPType, v.ICMPCode = uint8(k[2]>>8), uint8(k[2])
		}
		putMAC(v.Src[:], k[3])
		putMAC(v.Dst[:], k[4])
		v.EtherType, v.DSAP, v.SSAP = uint16(k[1]), uint8(k[1]>>48), uint8(k[1]>>32)
	}
}
