// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// add merges a prepared record into s. The record is borrowed. The first one
// makes s what it is; of the others each part is merged by its rule (clients:
// aggregation, section 2).
func (s *State) add(p *pool, row *field.Row, metric Metric) {
	if s.Empty() {
		s.begin(p, row, metric)
		return
	}
	s.merged = true
	r := row.Record
	var t times
	t.set(row)
	_, end := s.times.span()
	start, _ := t.span()
	s.mergeStats(p, row, metric, start-end)
	same := p.sameFlow(s, r)
	s.mergeNet(p, row, same)
	s.times.merge(&t)
	s.mergeMetrics(&r.Metrics)
	s.mergeTransport(p, r)
	if !same {
		s.mergeFlow(p, r)
	}
	s.mergeAttr(r)
	if decoded(r, record.PartEncaps) {
		s.mergeEncaps(&r.Encaps)
	}
	if s.more != 0 || r.Parts&moreParts != 0 {
		s.mergeMore(p, r)
	}
	s.parts |= r.Parts & (record.PartMetrics | record.PartTime)
	s.nano = s.nano && r.Time.Nano
}

func (s *State) mergeMetrics(m *record.Metrics) {
	addCounter(&s.metrics.Src, &m.Src)
	addCounter(&s.metrics.Dst, &m.Dst)
	s.metrics.HasApp = s.metrics.HasApp || m.HasApp
}

func addCounter(a, b *record.Counter) {
	a.Packets += b.Packets
	a.Bytes += b.Bytes
	a.AppBytes += b.AppBytes
}

// mergeTransport drops the part where records of several sensors meet. The
// sequence number is the first record's.
func (s *State) mergeTransport(p *pool, r *record.Record) {
	if s.source == 0 {
		return
	}
	x := &p.sources[s.source-1]
	if !decoded(r, record.PartTransport) || r.Transport.HasSrc != x.hasSrc || r.Transport.Src != x.id {
		s.parts &^= record.PartTransport
		s.source, s.seq = 0, 0
	}
}

func (s *State) mergeAttr(r *record.Record) {
	if !decoded(r, record.PartIPAttr) {
		return
	}
	if s.parts&record.PartIPAttr == 0 {
		s.parts |= record.PartIPAttr
		s.attr = r.IPAttr
		return
	}
	mergeSide(&s.attr.Src, &r.IPAttr.Src)
	mergeSide(&s.attr.Dst, &r.IPAttr.Dst)
}

// mergeSide merges the IP attributes of one direction: the type of service if
// it is the same, the smallest time to live, the id of the first.
func mergeSide(a, b *record.IPSide) {
	switch {
	case !b.Has:
		return
	case !a.Has:
		*a = *b
		return
	}
	if a.TOS != b.TOS {
		a.TOS = 0
	}
	if a.TTL == 0 || b.TTL != 0 && b.TTL < a.TTL {
		a.TTL = b.TTL
	}
	a.Options ^= b.Options
	a.HasOptions = a.HasOptions || b.HasOptions
	a.Fragments = a.Fragments || b.Fragments
}

// mergeEncaps joins the encapsulations and notes where they differ.
func (s *State) mergeEncaps(e *record.Encaps) {
	if s.parts&record.PartEncaps == 0 {
		s.parts |= record.PartEncaps
		s.encaps = *e
		return
	}
	a := &s.encaps
	a.SrcChanged = a.SrcChanged || e.SrcChanged || a.Src != e.Src
	a.DstChanged = a.DstChanged || e.DstChanged || a.Dst != e.Dst
	a.SrcInfChanged = a.SrcInfChanged || e.SrcInfChanged
	a.DstInfChanged = a.DstInfChanged || e.DstInfChanged
	a.Src |= e.Src
	a.Dst |= e.Dst
}

// mergeMore merges the parts that only some sensors write.
func (s *State) mergeMore(p *pool, r *record.Record) {
	if s.more == 0 {
		s.more = p.mores.add(moreOf(r))
		s.parts |= r.Parts & moreParts
		return
	}
	m := p.mores.at(s.more)
	both, fresh := s.parts&r.Parts, r.Parts&^s.parts&moreParts
	if both&record.PartSizes != 0 {
		mergeSizes(m.sizes, &r.Sizes)
	}
	if both&record.PartJitter != 0 {
		mergeJitter(m.jitter, &r.Jitter)
	}
	if both&record.PartSrcData != 0 {
		appendData(&m.src, &r.SrcData)
	}
	if both&record.PartDstData != 0 {
		appendData(&m.dst, &r.DstData)
	}
	if both&record.PartICMPMap != 0 {
		m.icmp.Gateway = commonPrefix32(m.icmp.Gateway, r.ICMPMap.Gateway)
	}
	if both&record.PartLabel != 0 {
		m.label = mergeLabels(m.label, r.Label)
	}
	if both&record.PartBehavior != 0 {
		m.behavior.Src += r.Behavior.Src
		m.behavior.Dst += r.Behavior.Dst
	}
	if both&record.PartCountry != 0 {
		mergeCountry(&m.country.Src, &r.Country.Src)
		mergeCountry(&m.country.Dst, &r.Country.Dst)
	}
	if fresh&rareParts != 0 && m.rare == nil {
		m.rare = moreOf(r).rare
		s.parts |= fresh & rareParts
	}
	m.take(r, fresh)
	s.parts |= fresh &^ rareParts
}

func mergeCountry(a, b *[2]byte) {
	if *a != *b {
		*a = [2]byte{}
	}
}

// appendData appends the payload of a later record as far as the first one
// asked for more than it had.
func appendData(a, b *record.UserData) {
	room := int(a.Size) - len(a.Data)
	if room <= 0 || a.Compressed || b.Compressed {
		return
	}
	a.Data = append(a.Data, b.Data[:min(room, len(b.Data))]...)
}
