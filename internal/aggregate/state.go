// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A State is what the records of one group add up to. The zero State holds no
// record. It takes a fraction of the memory of a [record.Record], and has no
// pointers: parts that not all records have are in the pool of its table.
type State struct {
	kind    record.Type
	version uint8
	cause   record.Cause
	option  uint8
	tcpKind record.NetKind
	// firstOnly tells that the first record had the form for a first packet.
	firstOnly bool
	nano      bool
	merged    bool // of more than one record
	noNet     bool // the network part has the form without values
	measured  bool // value is a sample
	parts     record.Parts

	times   times
	metrics record.Metrics
	value   float64 // of the metric, if stats is 0
	attr    record.IPAttr
	encaps  record.Encaps
	seq     uint32 // of the transport part

	// Numbers of what is in the pool, 0 for none.
	source uint32 // transport part
	ip     uint32
	flow   uint32 // instead of ip for other flow keys
	net    uint32
	tcp    uint32 // instead of net for the forms of TCP
	more   uint32
	stats  uint32 // unless there is one record, which was not merged before
}

// more holds the parts that only some sensors write.
type more struct {
	vlan     record.VLAN
	mpls     record.MPLS
	jitter   *record.Jitter
	sizes    *record.Sizes
	src, dst record.UserData
	mac      *record.MAC
	icmp     *record.ICMP
	label    []byte
	behavior record.Behavior
	country  record.Country
	asn      record.ASN
	rare     *rare
}

// rare holds the parts that are copied from the first record that has them.
type rare struct {
	cor      []record.Correlation
	geo      record.Geo
	locality record.Locality
	hash     record.Hash
	vxlan    record.VXLAN
	gre      record.Tunnel
	geneve   record.Tunnel
	score    [8]byte
	unknown  []byte
}

const (
	moreParts = record.PartVLAN | record.PartMPLS | record.PartJitter | record.PartSizes | record.PartSrcData |
		record.PartDstData | record.PartMAC | record.PartICMPMap | record.PartLabel | record.PartBehavior |
		record.PartCountry | record.PartASN | rareParts
	rareParts = record.PartCorrelation | record.PartGeo | record.PartLocality | record.PartHash |
		record.PartVXLAN | record.PartGRE | record.PartGeneve | record.PartScore
)

// Empty reports whether s holds no record.
func (s *State) Empty() bool { return s.kind == 0 }

// Span returns the earliest start and the latest end of the merged records, in
// microseconds since 1970.
func (s *State) Span() (first, last int64) { return s.times.span() }

// begin makes s the state of one record. The record is borrowed.
func (s *State) begin(p *pool, row *field.Row, metric Metric) {
	r := row.Record
	*s = State{
		kind: r.Type, version: r.Version, cause: r.Cause, option: r.Option, nano: r.Time.Nano,
		parts: r.Parts &^ record.PartAgg, metrics: r.Metrics,
	}
	if decoded(r, record.PartTransport) {
		s.source, s.seq = p.source(&r.Transport), r.Transport.Seq
	}
	s.times.set(row)
	s.beginStats(p, row, metric)
	if decoded(r, record.PartIPAttr) {
		s.attr = r.IPAttr
	}
	if decoded(r, record.PartEncaps) {
		s.encaps = r.Encaps
	}
	if decoded(r, record.PartFlow) {
		p.setFlow(s, &r.Flow)
	}
	if hasNet(row) {
		s.beginNet(p, row)
	} else {
		s.parts &^= record.PartNet
	}
	if r.Parts&moreParts != 0 || len(r.Unknown) > 0 {
		s.more = p.mores.add(moreOf(r))
	}
}

func moreOf(r *record.Record) *more {
	m := &more{}
	m.take(r, r.Parts)
	if r.Parts&rareParts != 0 || len(r.Unknown) > 0 {
		m.rare = &rare{
			cor: append([]record.Correlation(nil), r.Cor...), geo: r.Geo, locality: r.Locality, hash: r.Hash,
			vxlan: r.VXLAN, gre: r.GRE, geneve: r.Geneve, score: r.Score, unknown: append([]byte(nil), r.Unknown...),
		}
	}
	return m
}

// take copies the parts p of r that are merged by rules of their own.
func (m *more) take(r *record.Record, p record.Parts) {
	if p&record.PartVLAN != 0 {
		m.vlan = r.VLAN
	}
	if p&record.PartMPLS != 0 {
		m.mpls = r.MPLS
	}
	if p&record.PartJitter != 0 {
		j := r.Jitter
		m.jitter = &j
	}
	if p&record.PartSizes != 0 {
		z := r.Sizes
		m.sizes = &z
	}
	if p&record.PartSrcData != 0 {
		m.src = cloneData(&r.SrcData)
	}
	if p&record.PartDstData != 0 {
		m.dst = cloneData(&r.DstData)
	}
	if p&record.PartMAC != 0 {
		a := r.MAC
		m.mac = &a
	}
	if p&record.PartICMPMap != 0 {
		i := r.ICMPMap
		m.icmp = &i
	}
	if p&record.PartLabel != 0 {
		m.label = append([]byte(nil), r.Label...)
	}
	if p&record.PartBehavior != 0 {
		m.behavior = r.Behavior
	}
	if p&record.PartCountry != 0 {
		m.country = r.Country
	}
	if p&record.PartASN != 0 {
		m.asn = r.ASN
	}
}

func cloneData(d *record.UserData) record.UserData {
	c := *d
	c.Data = append([]byte(nil), d.Data...)
	return c
}

// fill makes r the record of the group. Its slices belong to the pool.
func (s *State) fill(p *pool, r *record.Record) {
	r.Reset()
	r.Type, r.Version, r.Cause, r.Option = s.kind, s.version, s.cause, s.option
	r.Parts = s.parts | record.PartAgg
	if s.source != 0 {
		x := &p.sources[s.source-1]
		r.Transport = record.Transport{Src: x.id, Seq: s.seq, HasSrc: x.hasSrc, HasSeq: x.hasSeq}
	}
	r.Metrics, r.IPAttr, r.Encaps = s.metrics, s.attr, s.encaps
	s.times.fill(&r.Time)
	r.Time.Nano = s.nano
	x := s.statistics(p)
	x.fill(&r.Agg)
	p.loadFlow(s, &r.Flow)
	switch {
	case s.tcp != 0:
		r.Net.Kind, r.Net.TCP = s.tcpKind, *p.tcps.at(s.tcp)
	case s.net != 0:
		r.Net = *p.nets.at(s.net)
	}
	if m := p.mores.at(s.more); m != nil {
		m.fill(r)
	}
}

func (m *more) fill(r *record.Record) {
	r.VLAN, r.MPLS = m.vlan, m.mpls
	r.SrcData, r.DstData, r.Label = m.src, m.dst, m.label
	r.Behavior, r.Country, r.ASN = m.behavior, m.country, m.asn
	if m.jitter != nil {
		r.Jitter = *m.jitter
	}
	if m.sizes != nil {
		r.Sizes = *m.sizes
	}
	if m.mac != nil {
		r.MAC = *m.mac
	}
	if m.icmp != nil {
		r.ICMPMap = *m.icmp
	}
	if x := m.rare; x != nil {
		r.Cor, r.Geo, r.Locality, r.Hash = x.cor, x.geo, x.locality, x.hash
		r.VXLAN, r.GRE, r.Geneve, r.Score, r.Unknown = x.vxlan, x.gre, x.geneve, x.score, x.unknown
	}
}
