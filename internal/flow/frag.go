// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A fragment follows the later fragments of one IP datagram. The first
// fragment carries the ports and belongs to its ordinary flow, the parent;
// the later ones count in a flow of their own, the child, and are added to the
// parent when the datagram is whole and whenever the parent is reported (flow
// model, section 7).
type fragment struct {
	seen    uint32 // payload bytes of the datagram so far
	total   uint32 // payload bytes of the whole datagram, 0 until the last fragment came
	count   uint32
	largest uint16
	status  uint8
	fromSrc bool  // direction of the datagram in the parent
	last    int64 // time of the last fragment
	end     uint32
}

// Fragment status bits (record format, section 6.6).
const (
	fragFirst      = 0x10
	fragOutOfOrder = 0x20
	fragOverlap    = 0x02
	fragTCPOffset  = 0x40
)

// fragmentLinger is how long a child stays with its parent after its last
// fragment.
const fragmentLinger = int64(2e9)

// firstFragment notes that f carries the first fragment p of a datagram: the
// later fragments are adopted.
func (e *Engine) firstFragment(f *flow, p *packet.Packet, fromSrc bool) {
	if p.FragOff > 0 || !p.MoreFrags {
		return
	}
	var k key
	if p.Kind == packet.KindIPv4 {
		keyFragment4(p, &k)
	} else {
		keyFragment6(p, &k)
	}
	c, h := e.lookup(&k)
	if c == nil {
		if e.table.used >= e.cfg.MaxFlows {
			return // no room to wait for the others: they make a flow of their own
		}
		c = e.table.insert(&k, h)
		c.kind, c.proto = p.Kind, p.Proto
		c.bits = flowFragment | flowOneWay
	}
	x := e.table.extend(c)
	if x.frag == nil {
		x.frag = new(fragment)
	}
	g := x.frag
	if g.total != 0 && g.seen >= g.total { // the id is used again
		*g = fragment{}
	}
	if g.count > 0 {
		g.status |= fragOutOfOrder
	}
	g.status |= fragFirst
	g.seen += p.TransportLen
	g.largest = max(g.largest, uint16(min(p.TransportLen, 0xffff)))
	g.last, g.fromSrc = p.Time, fromSrc
	if x.parent == nil {
		e.take(c)
		c.bits &^= flowActive
		e.adopt(f, c)
	}
	if x.parent == f && g.total != 0 && g.seen >= g.total {
		e.merge(f, c)
	}
}

// adopt makes c a child of f.
func (e *Engine) adopt(f, c *flow) {
	x := e.table.extend(f)
	c.ext.parent, c.ext.sib = f, x.kids
	x.kids = c
}

// countFragment adds the later fragment p to its flow c.
func (e *Engine) countFragment(c *flow, p *packet.Packet) {
	x := e.table.extend(c)
	if x.frag == nil {
		x.frag = new(fragment)
	}
	g := x.frag
	e.tally(c, &c.src, p)
	e.ipAttributes(c, &c.src, p)
	g.count++
	g.last = p.Time
	g.largest = max(g.largest, uint16(min(p.TransportLen, 0xffff)))
	if p.FragOff < g.end {
		g.status |= fragOverlap
	}
	if p.Proto == packet.ProtoTCP && p.FragOff == 8 {
		g.status |= fragTCPOffset
	}
	g.end = p.FragOff + p.TransportLen
	g.seen += p.TransportLen
	if !p.MoreFrags {
		g.total = g.end
	}
	if x.parent == nil || e.extended {
		e.countExtra(c, &c.src, p, 0, true, true)
	}
	c.bits |= flowMany
	if g.total != 0 && g.seen >= g.total {
		if x.parent != nil {
			e.merge(x.parent, c)
		} else {
			c.bits |= flowForget
		}
	}
}

// merge adds what child c counted to its parent f.
func (e *Engine) merge(f, c *flow) {
	if c.src.packets == 0 {
		return
	}
	g := c.ext.frag
	s := &f.src // packet sizes tell of whole datagrams and first fragments only
	if !g.fromSrc {
		s = &f.dst
	}
	if s.packets == 0 {
		s.first, s.last, s.encaps = c.src.first, c.src.last, c.src.encaps
	}
	s.packets += c.src.packets
	s.bytes += c.src.bytes
	s.app += c.src.app
	s.last = max(s.last, c.src.last)
	s.encaps |= c.src.encaps
	s.bits |= sideFrag
	if m := c.ext.measures; m != nil {
		m.sizes[0] = sizeStats{}
	}
	c.src = side{}
}

// mergeFragments adds what the children of f counted before f is reported,
// and lets go of those whose datagram is long past.
func (e *Engine) mergeFragments(f *flow) {
	link := &f.ext.kids
	for c := *link; c != nil; c = *link {
		e.merge(f, c)
		if e.now-c.ext.frag.last >= fragmentLinger {
			*link = c.ext.sib
			e.table.remove(c)
			continue
		}
		link = &c.ext.sib
	}
}

// dropFragments deletes the children of f. What they counted since f's last
// report is written with cause TIMEOUT.
func (e *Engine) dropFragments(f *flow) {
	for c := f.ext.kids; c != nil; c = f.ext.kids {
		f.ext.kids = c.ext.sib
		e.write(c, record.CauseTimeout)
		e.table.remove(c)
	}
}
