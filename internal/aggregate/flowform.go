// SPDX-License-Identifier: Apache-2.0

package aggregate

import "github.com/argus-go/argus/record"

// An ipFlow is a flow key of IP without the fields that only other keys have. It
// takes less than half of the memory of a [record.Flow].
type ipFlow struct {
	src, dst                            [16]byte
	flowLabel, fragID, spi              uint32
	srcMask, dstMask                    uint16
	srcPort, dstPort                    uint16
	dnsID, icmpID, icmpSeq, ipID        uint16
	kind                                record.FlowKind
	addr                                record.AddrType
	proto, tpProto, icmpType, icmpCode  uint8
	reversed, decided, fragment, masked bool
}

func isIP(f *record.Flow) bool {
	return f.Addr == record.AddrIPv4 || f.Addr == record.AddrIPv6
}

// set makes x the compact form of f, which is a key of IP.
func (x *ipFlow) set(f *record.Flow) {
	*x = ipFlow{
		src: f.Src, dst: f.Dst, flowLabel: f.FlowLabel, fragID: f.FragID, spi: f.SPI,
		srcMask: f.SrcMask, dstMask: f.DstMask, srcPort: f.SrcPort, dstPort: f.DstPort,
		dnsID: f.DNSID, icmpID: f.ICMPID, icmpSeq: f.ICMPSeq, ipID: f.IPID,
		kind: f.Kind, addr: f.Addr, proto: f.Proto, tpProto: f.TPProto, icmpType: f.ICMPType, icmpCode: f.ICMPCode,
		reversed: f.Reversed, decided: f.Decided, fragment: f.Fragment, masked: f.HasMask,
	}
}

// is reports whether x is the compact form of f. What differs most often is
// compared first.
func (x *ipFlow) is(f *record.Flow) bool {
	return x.srcPort == f.SrcPort && x.dstPort == f.DstPort && x.dst == f.Dst && x.src == f.Src &&
		x.proto == f.Proto && x.addr == f.Addr && x.kind == f.Kind && x.tpProto == f.TPProto &&
		x.srcMask == f.SrcMask && x.dstMask == f.DstMask && x.masked == f.HasMask &&
		x.icmpType == f.ICMPType && x.icmpCode == f.ICMPCode && x.icmpID == f.ICMPID && x.icmpSeq == f.ICMPSeq &&
		x.dnsID == f.DNSID && x.ipID == f.IPID && x.flowLabel == f.FlowLabel && x.fragID == f.FragID && x.spi == f.SPI &&
		x.reversed == f.Reversed && x.decided == f.Decided && x.fragment == f.Fragment
}

// fill makes f the flow key of x.
func (x *ipFlow) fill(f *record.Flow) {
	*f = record.Flow{
		Src: x.src, Dst: x.dst, FlowLabel: x.flowLabel, FragID: x.fragID, SPI: x.spi,
		SrcMask: x.srcMask, DstMask: x.dstMask, SrcPort: x.srcPort, DstPort: x.dstPort,
		DNSID: x.dnsID, ICMPID: x.icmpID, ICMPSeq: x.icmpSeq, IPID: x.ipID,
		Kind: x.kind, Addr: x.addr, Proto: x.proto, TPProto: x.tpProto, ICMPType: x.icmpType, ICMPCode: x.icmpCode,
		Reversed: x.reversed, Decided: x.decided, Fragment: x.fragment, HasMask: x.masked,
	}
}

// setFlow makes f the flow key of s.
func (p *pool) setFlow(s *State, f *record.Flow) {
	if isIP(f) {
		if s.ip == 0 {
			s.ip = p.ips.add(&p.arena)
		}
		p.ips.at(s.ip).set(f)
		return
	}
	if s.flow == 0 {
		s.flow = p.flows.add(&p.arena)
	}
	*p.flows.at(s.flow) = *f
}

// loadFlow sets f to the flow key of s, if it has one.
func (p *pool) loadFlow(s *State, f *record.Flow) {
	switch {
	case s.ip != 0:
		p.ips.at(s.ip).fill(f)
	case s.flow != 0:
		*f = *p.flows.at(s.flow)
	}
}

// sameFlow reports whether the flow key of r is that of s.
func (p *pool) sameFlow(s *State, r *record.Record) bool {
	switch {
	case !decoded(r, record.PartFlow):
		return false
	case s.ip != 0:
		return p.ips.at(s.ip).is(&r.Flow)
	case s.flow != 0:
		return *p.flows.at(s.flow) == r.Flow
	}
	return false
}
