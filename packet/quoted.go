// SPDX-License-Identifier: Apache-2.0

package packet

// Quoted decodes the datagram that p, an ICMP or ICMPv6 error, quotes. It
// reports whether there is one, with at least its IP header captured. It fills
// q, which is the caller's and may hold anything before, as [Decoder.Decode]
// would, but opens no tunnels; q.Bytes is the quoted length on the wire and
// q.Link is [LinkRaw].
func (p *Packet) Quoted(q *Packet) bool {
	t := p.Transport
	if p.HasFrag && p.FragOff != 0 || len(t) <= icmpHdrLen {
		return false
	}
	v4 := p.Kind == KindIPv4 && p.Proto == ProtoICMP && icmpQuotes(p.ICMPType)
	v6 := p.Kind == KindIPv6 && p.Proto == ProtoICMPv6 &&
		p.ICMPType >= icmp6Unreachable && p.ICMPType <= icmp6Parameter
	if !v4 && !v6 {
		return false
	}
	q.Time = p.Time
	q.Data = t[icmpHdrLen:]
	q.WireLen = p.TransportLen - icmpHdrLen
	q.Link = LinkRaw
	q.reset()
	q.noTransport()
	q.FragOff, q.MoreFrags, q.FragID = 0, false, 0
	q.Bytes = q.WireLen
	d := Decoder{tunnels: maxTunnels}
	if v4 {
		return q.Data[0]>>4 == 4 && d.ipv4(q, q.Data)
	}
	return q.Data[0]>>4 == 6 && d.ipv6(q, q.Data)
}
