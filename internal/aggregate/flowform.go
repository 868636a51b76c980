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

// ipFlowOf returns the compact form of f; false if f has other fields as well.
func ipFlowOf(f *record.Flow) (x ipFlow, ok bool) {
	x = ipFlow{
		src: f.Src, dst: f.Dst, flowLabel: f.FlowLabel, fragID: f.FragID, spi: f.SPI,
		srcMask: f.SrcMask, dstMask: f.DstMask, srcPort: f.SrcPort, dstPort: f.DstPort,
		dnsID: f.DNSID, icmpID: f.ICMPID, icmpSeq: f.ICMPSeq, ipID: f.IPID,
		kind: f.Kind, addr: f.Addr, proto: f.Proto, tpProto: f.TPProto, icmpType: f.ICMPType, icmpCode: f.ICMPCode,
		reversed: f.Reversed, decided: f.Decided, fragment: f.Fragment, masked: f.HasMask,
	}
	var whole record.Flow
	x.fill(&whole)
	return x, whole == *f
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
	x, ok := ipFlowOf(f)
	switch {
	case ok && s.flow == 0:
		if s.ip == 0 {
			s.ip = p.ips.add(&p.arena)
		}
		*p.ips.at(s.ip) = x
		return
	case s.flow == 0:
		p.ips.remove(s.ip)
		s.ip, s.flow = 0, p.flows.add(&p.arena)
	}
	*p.flows.at(s.flow) = *f
}

// loadFlow sets f to the flow key of s, and returns false if there is none.
func (p *pool) loadFlow(s *State, f *record.Flow) bool {
	switch {
	case s.ip != 0:
		p.ips.at(s.ip).fill(f)
	case s.flow != 0:
		*f = *p.flows.at(s.flow)
	default:
		return false
	}
	return true
}

// sameFlow reports whether f is the flow key of s.
func (p *pool) sameFlow(s *State, f *record.Flow) bool {
	return p.loadFlow(s, &p.key) && p.key == *f
}
