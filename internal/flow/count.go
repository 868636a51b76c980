// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"time"

	"github.com/argus-go/argus/packet"
)

// count adds packet p to flow f.
func (e *Engine) count(f *flow, p *packet.Packet, r role) {
	if p.HasTCP && p.TCPFlags&packet.FlagSYN != 0 {
		if f.bits&flowTCP != 0 && opens(p.TCPFlags) {
			r = e.open(f, p, r)
		}
		e.accept(f, p, r)
	}
	if f.answer != 0 {
		e.ask(f, p, r)
	}
	if f.bits&flowFragment != 0 {
		e.countFragment(f, p)
		return
	}
	fromSrc := r.fromSrc(f)
	s := &f.src
	if !fromSrc {
		s = &f.dst
	}
	e.tally(f, s, p)
	active, header := true, 0
	switch f.kind {
	case packet.KindIPv4, packet.KindIPv6:
		e.ipAttributes(f, s, p)
		switch p.Proto {
		case packet.ProtoTCP:
			if p.HasTCP {
				active, header = e.countTCP(f, p, fromSrc)
			}
		case packet.ProtoUDP:
			if f.bits&flowRTPTested == 0 || f.ext != nil && f.ext.rtp != nil {
				if header = e.countRTP(f, p, fromSrc); header > 0 && e.cfg.AppBytes {
					s.app -= uint64(header)
				}
			}
		case packet.ProtoICMP, packet.ProtoICMPv6:
			e.countICMP(f, p)
		case packet.ProtoESP:
			e.countESP(f, p)
		}
		if !p.Plain && p.HasFrag {
			s.bits |= sideFrag
			e.firstFragment(f, p, fromSrc)
		}
	case packet.KindARP, packet.KindRARP:
		if r&roleReply != 0 {
			x := e.table.extend(f)
			copy(x.responder[:], p.ARP.SHA[:6])
			x.hasResponder = true
		}
	}
	if f.ext != nil {
		e.countExtra(f, s, p, header, fromSrc, active)
	}
	f.bits |= flowMany
	if e.cfg.StartRecords && f.bits&flowReported == 0 {
		e.write(f, e.cause(f))
	}
}

// tally adds what every flow counts.
func (e *Engine) tally(f *flow, s *side, p *packet.Packet) {
	if s.packets == 0 {
		s.encaps = p.Encaps
	} else if s.encaps != p.Encaps {
		s.encaps |= p.Encaps
		s.bits |= sideEncapChg
	}
	e.tallyTime(s, p.Time)
	s.packets++
	s.bytes += uint64(p.Bytes)
	if e.extra || !p.Plain {
		e.tallyExtra(s, p)
	}
}

// tallyTime keeps the earliest and the latest time of the interval's packets.
//
// Compat: release 3.0.8 keeps those of the first and the last packet in the
// order of the file, and takes 0 for no time. An ICMP error may have set the
// first one.
func (e *Engine) tallyTime(s *side, now int64) {
	switch {
	case e.cfg.Compat:
		if s.packets == 0 && s.first == 0 || s.first/int64(time.Second) == 0 {
			s.first = now
		}
		s.last = now
	case s.packets == 0:
		s.first, s.last = now, now
	default:
		s.first, s.last = min(s.first, now), max(s.last, now)
	}
}

// tallyExtra adds what the settings ask for and what plain packets do not have.
func (e *Engine) tallyExtra(s *side, p *packet.Packet) {
	if e.cfg.AppBytes {
		s.app += uint64(p.AppBytes)
	}
	if p.HasVLAN {
		s.vlan = p.VLAN
		s.bits |= sideVLAN
	}
	if p.HasMPLS {
		if s.bits&sideMPLS != 0 && (s.mpls^p.MPLS)>>12 != 0 {
			s.bits |= sideMPLSChg
		}
		s.mpls = p.MPLS
		s.bits |= sideMPLS
	}
}

func (e *Engine) ipAttributes(f *flow, s *side, p *packet.Packet) {
	s.ttl, s.tos, s.ipid = p.TTL, p.TOS, p.IPID
	s.bits |= sideIP
	if p.Plain {
		return
	}
	if e.cfg.Compat && f.kind == packet.KindIPv6 {
		s.tos = uint8(p.FlowLabel >> 4) // where release 3.0.8 looks for it
	}
	if p.HasIPOpts {
		s.ipopts |= p.IPOpts
		s.bits |= sideIPOpts
	}
}

// countExtra adds what only flows with an extension count. active tells
// whether the packet's distance from the one before counts as active; header
// bytes of the payload are no user data.
func (e *Engine) countExtra(f *flow, s *side, p *packet.Packet, header int, fromSrc, active bool) {
	x := f.ext
	i := 0
	if !fromSrc {
		i = 1
	}
	if e.cfg.MAC && f.bits&flowMany != 0 && e.macChanged(x, p, fromSrc) {
		s.bits |= sideMACChg
	}
	if e.cfg.Sizes {
		x.measures.sizes[i].add(p.Bytes)
	}
	if e.cfg.Jitter {
		x.measures.jitter[i].add(p.Time, 2*e.interval, e.jitterUnit, active)
	}
	if e.cfg.Tunnels && p.HasVNI {
		if fromSrc {
			x.srcVNI, x.hasSrcVNI = p.VNI, true
		} else {
			x.dstVNI, x.hasDVNI = p.VNI, true
		}
	}
	if n := e.dataLimit(f, p); n > 0 {
		b := p.Payload[min(header, len(p.Payload)):]
		icmp := f.proto == packet.ProtoICMP && p.Kind == packet.KindIPv4
		if icmp {
			b = b[:min(len(b), int(p.AppBytes))] // what an error quotes beyond is left out
		}
		x.keepData(i, b, n, icmp && p.ICMPType == 8)
	}
}

// macChanged reports whether p has other link addresses than the first packet
// of its flow. Release 3.0.8 compares frame types and lengths too, and takes
// the addresses of other link types for changing zeros.
func (e *Engine) macChanged(x *extension, p *packet.Packet, fromSrc bool) bool {
	if !p.HasEther {
		return e.cfg.Compat
	}
	a, b := &x.ether.Src, &x.ether.Dst
	if !fromSrc {
		a, b = b, a
	}
	return *a != p.Ether.Src || *b != p.Ether.Dst || e.cfg.Compat && x.ether.Type != p.Ether.Type
}

// dataLimit returns how many bytes of user data are kept of a packet of f.
func (e *Engine) dataLimit(f *flow, p *packet.Packet) int {
	if !e.cfg.FullControlData {
		return e.cfg.UserData
	}
	switch f.kind {
	case packet.KindARP, packet.KindRARP, packet.KindISIS, packet.KindLCP:
		return maxUserData
	case packet.KindIPv4, packet.KindIPv6:
		for _, c := range e.cfg.ControlPorts {
			if (c.Proto == 0 || c.Proto == p.Proto) && p.HasPorts && (c.Port == p.SrcPort || c.Port == p.DstPort) {
				return maxUserData
			}
		}
	}
	return e.cfg.UserData
}

// keepData appends payload to the user data of direction i, up to limit bytes
// in all. restart begins anew (echo requests, flow model section 8.2).
func (x *extension) keepData(i int, payload []byte, limit int, restart bool) {
	d := x.data[i]
	if restart {
		d = d[:0]
	}
	if n := min(limit-len(d), len(payload)); n > 0 {
		d = append(d, payload[:n]...)
	}
	x.data[i] = d
}

// sizeStats holds packet sizes of one direction (flow model, section 8.3).
type sizeStats struct {
	min, max uint16
	seen     bool
	hist     [8]uint32
}

func (z *sizeStats) add(n uint32) {
	v := uint16(min(n, 0xffff))
	if !z.seen {
		z.seen = true
		z.min, z.max = v, v
	}
	z.min, z.max = min(z.min, v), max(z.max, v)
	z.hist[sizeBin(n)]++
}

// sizeBin returns the histogram bin of a packet of n bytes: floor(log2(n-40))
// - 4, within 0..7.
func sizeBin(n uint32) int {
	b := -4
	for v := int64(n) - 40; v > 1; v >>= 1 {
		b++
	}
	return min(max(b, 0), 7)
}

// scaled returns the histogram with the fullest bin at 15.
func (z *sizeStats) scaled() (h [8]uint8) {
	var most uint64
	for _, v := range z.hist {
		most = max(most, uint64(v))
	}
	if most == 0 {
		return h
	}
	for i, v := range z.hist {
		h[i] = uint8((uint64(v)*15 + most/2) / most)
	}
	return h
}
