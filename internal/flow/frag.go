// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"hash/maphash"
	"time"

	"github.com/argus-go/argus/packet"
)

// A fragment follows the fragments of one IP datagram. The first fragment
// carries the ports and belongs to its ordinary flow, the parent; the later
// ones count in a flow of their own, the child, and are added to the parent when
// the datagram is whole and whenever the parent is reported (flow model, section
// 7). A child without a parent, because no first fragment was seen, is an
// ordinary flow without ports.
//
// The child is found by addresses, id and the layers below (see keyFragment).
// An id is unique only while the datagram may be in flight (RFC 6864), so the
// child passes on to the next datagram with its id when this one is whole, or
// too old, or when another flow sends a first fragment.
type fragment struct {
	seen    uint32 // payload bytes of the datagram so far
	total   uint32 // payload bytes of the whole datagram, 0 until the last fragment came
	count   uint32
	largest uint16
	status  uint8
	fromSrc bool  // direction of the datagram in the parent
	begun   int64 // time of the fragment that came first; 0 if none did
	last    int64 // time of the last fragment
	end     uint32

	got    ranges
	prints [printWords]uint64 // fingerprints of the later fragments

	// copies counts fragments that came after the datagram was whole and have
	// the bytes of one of its fragments. They are not counted in the child until
	// it is known that they are not of the next datagram.
	copies    side
	copyAt    uint32 // offset of the last one
	backwards bool   // each had a smaller offset than the one before, from the end on
}

// Fragment status bits (record format, section 6.6).
const (
	fragFirst      = 0x10
	fragOutOfOrder = 0x20
	fragOverlap    = 0x02
	fragTCPOffset  = 0x40
)

const (
	// fragmentLinger is how long the child of a whole datagram stays with its
	// parent after its last fragment, to count copies.
	fragmentLinger = int64(2 * time.Second)

	// Fragments that are older than these do not belong to a datagram any more
	// (RFC 791, section 3.2; RFC 8200, section 4.5).
	deadline4 = int64(15 * time.Second)
	deadline6 = int64(60 * time.Second)
)

// whole reports whether all bytes of the datagram were seen.
func (g *fragment) whole() bool {
	return g.status&fragFirst != 0 && g.total != 0 && g.got.n == 1 && g.got.at[0].from == 0 && g.got.at[0].to >= g.total
}

// expired reports whether a fragment at time now is too late for the datagram of
// child c.
func (c *flow) expired(g *fragment, now int64) bool {
	d := deadline4
	if c.kind == packet.KindIPv6 {
		d = deadline6
	}
	return g.begun != 0 && now-g.begun > d
}

// fragmentBytes returns how many bytes of its datagram the fragment p holds.
func fragmentBytes(p *packet.Packet) uint32 { return max(p.FragLen, p.TransportLen) }

// firstFragment notes that f carries the first fragment p of a datagram: the
// later fragments are adopted.
func (e *Engine) firstFragment(f *flow, p *packet.Packet, fromSrc bool) {
	if p.FragOff > 0 || !p.MoreFrags {
		return
	}
	var k key
	e.keyFragment(p, &k)
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
	switch {
	case c.expired(g, p.Time):
		e.endDatagram(c)
	case g.status&fragFirst != 0 && (g.whole() || x.parent != f):
		e.endDatagram(c)
	}
	if g.begun == 0 {
		g.begun = p.Time
	}
	if g.count > 0 {
		g.status |= fragOutOfOrder
	}
	g.status |= fragFirst
	n := fragmentBytes(p)
	g.seen += n
	g.got.add(0, n)
	g.largest = max(g.largest, uint16(min(n, 0xffff)))
	g.last, g.fromSrc = p.Time, fromSrc
	if x.parent == nil {
		e.take(c)
		c.bits &^= flowActive
		e.adopt(f, c)
	}
	if g.whole() {
		e.merge(f, c)
	}
}

// countFragment adds the later fragment p to its flow c.
func (e *Engine) countFragment(c *flow, p *packet.Packet) {
	x := e.table.extend(c)
	if x.frag == nil {
		x.frag = new(fragment)
	}
	g := x.frag
	print := e.fingerprint(p)
	switch {
	case c.expired(g, p.Time):
		e.orphan(c, p)
	case g.whole() && !g.printed(print):
		e.orphan(c, p) // the next datagram came with its first fragment not first
	case g.whole():
		g.copied(p)
		return
	}
	if g.begun == 0 {
		g.begun = p.Time
	}
	g.print(print)
	e.tally(c, &c.src, p)
	e.ipAttributes(c, &c.src, p)
	n := fragmentBytes(p)
	g.count++
	g.last = p.Time
	g.largest = max(g.largest, uint16(min(n, 0xffff)))
	if p.FragOff < g.end {
		g.status |= fragOverlap
	}
	if p.FragProto == packet.ProtoTCP && p.FragOff == 8 {
		g.status |= fragTCPOffset
	}
	g.end = p.FragOff + n
	g.seen += n
	g.got.add(p.FragOff, g.end)
	if !p.MoreFrags {
		g.total = g.end
	}
	if x.parent == nil || e.extended {
		e.countExtra(c, &c.src, p, 0, true, true)
	}
	c.bits |= flowMany
	if x.parent != nil && g.whole() {
		e.merge(x.parent, c)
	}
}

// copied counts p, which is the same as a fragment of a datagram that is whole.
func (g *fragment) copied(p *packet.Packet) {
	s := &g.copies
	if s.packets == 0 {
		s.first = p.Time
		g.backwards = p.FragOff+fragmentBytes(p) == g.total
	} else if p.FragOff >= g.copyAt {
		g.backwards = false
	}
	g.copyAt = p.FragOff
	g.last = p.Time
	s.last = p.Time
	s.packets++
	s.bytes += uint64(p.Bytes)
	s.app += uint64(p.AppBytes)
	s.encaps |= p.Encaps
}

// addSide adds what s counted to t.
func (e *Engine) addSide(t, s *side) {
	if s.packets == 0 {
		return
	}
	if t.packets == 0 {
		t.first, t.last, t.encaps = s.first, s.last, s.encaps
	}
	t.packets += s.packets
	t.bytes += s.bytes
	if e.cfg.AppBytes {
		t.app += s.app
	}
	if !e.cfg.Compat {
		t.first = min(t.first, s.first)
	}
	t.last = max(t.last, s.last)
	t.encaps |= s.encaps
}

// endDatagram ends the datagram of child c, so that c can follow the next one
// with the same id. What it counted goes to its parent, or is written where it
// has none. Copies of two and more fragments that came backwards, the last one
// first, are taken for fragments of the next datagram.
func (e *Engine) endDatagram(c *flow) {
	x := c.ext
	g := x.frag
	old := *g
	moved := old.copies.packets > 1 && old.backwards
	if moved {
		g.copies = side{}
	}
	if f := x.parent; f != nil {
		e.merge(f, c)
		e.disown(f, c)
	} else {
		e.write(c, e.cause(c))
	}
	c.src, c.number = side{}, 0
	c.bits &^= flowReported | flowMany
	if x.measures != nil {
		*x.measures = measures{}
	}
	x.data = [2][]byte{x.data[0][:0], x.data[1][:0]}
	*g = fragment{}
	if moved {
		g.begun, g.last, g.count = old.copies.first, old.copies.last, uint32(old.copies.packets)
		g.total, g.end, g.prints = old.total, old.total, old.prints
		g.got.add(old.copyAt, old.total)
		e.addSide(&c.src, &old.copies)
	}
}

// orphan ends the datagram of child c and makes c the flow of the next one,
// whose first fragment was not seen yet: p is a later one.
func (e *Engine) orphan(c *flow, p *packet.Packet) {
	e.endDatagram(c)
	if e.extended {
		e.describe(c, p)
	}
	e.take(c)
	e.status.push(c, p.Time)
	c.bits |= flowActive
}

// adopt makes c a child of f.
func (e *Engine) adopt(f, c *flow) {
	x := e.table.extend(f)
	c.ext.parent, c.ext.sib, c.ext.prevSib = f, x.kids, nil
	if x.kids != nil {
		x.kids.ext.prevSib = c
	}
	x.kids = c
}

// disown ends that c is a child of f.
func (e *Engine) disown(f, c *flow) {
	x := c.ext
	if x.prevSib == nil {
		f.ext.kids = x.sib
	} else {
		x.prevSib.ext.sib = x.sib
	}
	if x.sib != nil {
		x.sib.ext.prevSib = x.prevSib
	}
	x.parent, x.sib, x.prevSib = nil, nil, nil
}

// merge adds what child c counted to its parent f.
func (e *Engine) merge(f, c *flow) {
	g := c.ext.frag
	e.addSide(&c.src, &g.copies)
	g.copies = side{}
	if c.src.packets == 0 {
		return
	}
	s := &f.src // packet sizes describe whole datagrams and first fragments only
	if !g.fromSrc {
		s = &f.dst
	}
	e.addSide(s, &c.src)
	s.bits |= sideFrag
	if m := c.ext.measures; m != nil {
		m.sizes[0] = sizeStats{}
	}
	c.src = side{}
}

// mergeFragments adds what the children of f counted before f is reported,
// and lets go of those whose datagram is long past.
func (e *Engine) mergeFragments(f *flow) {
	for c := f.ext.kids; c != nil; {
		next := c.ext.sib
		e.merge(f, c)
		g := c.ext.frag
		if g.whole() && e.now-g.last >= fragmentLinger || c.expired(g, e.now) {
			e.disown(f, c)
			e.table.remove(c)
		}
		c = next
	}
}

// dropFragments adds what the children of f counted to f and deletes them.
func (e *Engine) dropFragments(f *flow) {
	for c := f.ext.kids; c != nil; c = f.ext.kids {
		e.merge(f, c)
		e.disown(f, c)
		e.table.remove(c)
	}
}

// ranges are the parts of a datagram that were seen, in ascending order and
// with gaps between them. Where there are more gaps than room the parts beyond
// are left out, and the datagram is not found to be whole.
type ranges struct {
	n  int
	at [8]struct{ from, to uint32 }
}

// add adds the bytes from from up to to.
func (r *ranges) add(from, to uint32) {
	if from >= to {
		return
	}
	i := 0
	for i < r.n && r.at[i].to < from {
		i++
	}
	j := i // those from i up to j touch the new one
	for j < r.n && r.at[j].from <= to {
		from, to = min(from, r.at[j].from), max(to, r.at[j].to)
		j++
	}
	if i == j && r.n == len(r.at) {
		return
	}
	copy(r.at[i+1:], r.at[j:r.n])
	r.at[i].from, r.at[i].to = from, to
	r.n += i + 1 - j
}

// printWords is the size of the set of fingerprints. A datagram of 64 KiB in
// fragments of 1500 bytes has 45: then 3 of 100 others are taken for one of
// them.
const printWords = 8

// fingerprint returns a number that two fragments share if they hold the same
// bytes of a datagram.
func (e *Engine) fingerprint(p *packet.Packet) uint64 {
	return mix(maphash.Bytes(e.prints, p.Transport)^e.seed, uint64(p.FragOff)<<32|uint64(fragmentBytes(p))^mixA)
}

// places returns the two bits that stand for a fingerprint.
func places(print uint64) (a, b uint) {
	const bits = printWords * 64
	return uint(print % bits), uint(print / bits % bits)
}

// print adds a fingerprint to the set.
func (g *fragment) print(print uint64) {
	a, b := places(print)
	g.prints[a/64] |= 1 << (a % 64)
	g.prints[b/64] |= 1 << (b % 64)
}

// printed reports whether the fingerprint is in the set.
func (g *fragment) printed(print uint64) bool {
	a, b := places(print)
	return g.prints[a/64]>>(a%64)&1 != 0 && g.prints[b/64]>>(b%64)&1 != 0
}
