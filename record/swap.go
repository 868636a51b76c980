// SPDX-License-Identifier: Apache-2.0

package record

import (
	"bytes"
	"slices"
)

// Clone returns a copy of r that shares nothing with it.
func (r *Record) Clone() *Record {
	r.complete(r.undecoded)
	c := *r
	c.wire, c.layout, c.filled = nil, nil, 0
	c.SrcData.Data = bytes.Clone(r.SrcData.Data)
	c.DstData.Data = bytes.Clone(r.DstData.Data)
	c.Label = bytes.Clone(r.Label)
	c.Net.Raw = bytes.Clone(r.Net.Raw)
	c.Unknown = bytes.Clone(r.Unknown)
	c.Cor = slices.Clone(r.Cor)
	return &c
}

// Swap exchanges source and destination of a flow record (clients: fields,
// section 1).
//
// Compat: as in the originals the side bits of a TCP status word, the
// encapsulations and the keystroke counts stay as they are, and in a label the
// first letter of each key that begins with s or d is exchanged for the other.
// Pinned by TestSwap.
func (r *Record) Swap() {
	r.complete(r.undecoded)
	if f := &r.Flow; r.Parts&PartFlow != 0 {
		f.swapEnds()
		f.SrcMask, f.DstMask = f.DstMask, f.SrcMask
		f.Reversed = !f.Reversed
	}
	r.swapSides()
	if r.Parts&PartLabel != 0 {
		r.Label = swapLabel(r.Label)
	}
}

// swapLabel returns the label with the ends of its keys exchanged. The label
// may be borrowed, so it is copied where it changes.
func swapLabel(label []byte) []byte {
	label = bytes.Clone(label)
	for i, b := range label {
		switch {
		case i > 0 && label[i-1] != ':':
		case b == 's':
			label[i] = 'd'
		case b == 'd':
			label[i] = 's'
		}
	}
	return label
}

// swapSides exchanges all that was measured, but not the key.
func (r *Record) swapSides() {
	t := &r.Time
	t.SrcStart, t.DstStart = t.DstStart, t.SrcStart
	t.SrcEnd, t.DstEnd = t.DstEnd, t.SrcEnd
	t.Sides = t.Sides&(TimeSrcStart|TimeSrcEnd)<<2 | t.Sides&(TimeDstStart|TimeDstEnd)>>2
	r.Metrics.Src, r.Metrics.Dst = r.Metrics.Dst, r.Metrics.Src
	r.IPAttr.Src, r.IPAttr.Dst = r.IPAttr.Dst, r.IPAttr.Src
	r.SrcData, r.DstData = r.DstData, r.SrcData
	r.Parts = swapBits(r.Parts, PartSrcData, PartDstData)
	v := &r.VLAN
	v.HasSrc, v.HasDst, v.Src, v.Dst = v.HasDst, v.HasSrc, v.Dst, v.Src
	p := &r.MPLS
	p.HasSrc, p.HasDst, p.Src, p.Dst = p.HasDst, p.HasSrc, p.Dst, p.Src
	p.SrcChanged, p.DstChanged = p.DstChanged, p.SrcChanged
	j := &r.Jitter
	j.SrcActive, j.DstActive, j.SrcIdle, j.DstIdle = j.DstActive, j.SrcActive, j.DstIdle, j.SrcIdle
	j.Has = j.Has&3<<2 | j.Has>>2&3
	z := &r.Sizes
	z.HasSrc, z.HasDst = z.HasDst, z.HasSrc
	z.SrcMin, z.SrcMax, z.DstMin, z.DstMax = z.DstMin, z.DstMax, z.SrcMin, z.SrcMax
	z.SrcHist, z.DstHist = z.DstHist, z.SrcHist
	m := &r.MAC
	m.Src, m.Dst, m.SrcChanged, m.DstChanged = m.Dst, m.Src, m.DstChanged, m.SrcChanged
	r.Net.swap()
	r.Country.Src, r.Country.Dst = r.Country.Dst, r.Country.Src
	r.ASN.Src, r.ASN.Dst = r.ASN.Dst, r.ASN.Src
	r.Geo.Src, r.Geo.Dst = r.Geo.Dst, r.Geo.Src
	l := &r.Locality
	l.Src, l.Dst, l.SrcOrg, l.DstOrg = l.Dst, l.Src, l.DstOrg, l.SrcOrg
	x := &r.VXLAN
	x.HasSrc, x.HasDst, x.Src, x.Dst = x.HasDst, x.HasSrc, x.Dst, x.Src
	if poison {
		r.settle() // absent parts were exchanged as well, which changes nothing in zeros
	}
}

func swapBits(p, a, b Parts) Parts {
	if hasA, hasB := p&a != 0, p&b != 0; hasA != hasB {
		return p ^ a ^ b
	}
	return p
}

// swap exchanges the sides of the network state. The form for a first packet
// has but a source: it becomes the full one.
func (n *Net) swap() {
	switch n.Kind {
	case NetTCPInit, NetTCPStatus, NetTCPPerf:
		if n.Kind == NetTCPInit {
			n.Kind = NetTCPPerf
		}
		n.TCP.Src, n.TCP.Dst = n.TCP.Dst, n.TCP.Src
	case NetRTP, NetRTCP:
		n.RTPSrc, n.RTPDst = n.RTPDst, n.RTPSrc
	}
}
