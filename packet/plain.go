// SPDX-License-Identifier: Apache-2.0

package packet

// plainLen is how many bytes of an Ethernet frame hold its header and that of
// IPv4 without options.
const plainLen = etherHdrLen + ipv4HdrLen

// plain decodes the Ethernet frame in p if it is what most frames are
// ([Packet.Plain]), and reports whether it was. All that it decodes
// [Decoder.ethernet] decodes alike, but slower.
func (d *Decoder) plain(p *Packet) bool {
	b := p.Data
	if len(b) < plainLen {
		return false
	}
	h := (*[plainLen]byte)(b)
	if be32(h[12:16])>>8 != typeIPv4<<8|0x45 || be16(h[20:22])&(fragMore|fragOffMask) != 0 {
		return false
	}
	total, proto := uint(be16(h[16:18])), h[23]
	least := uint(ipv4HdrLen + tcpHdrLen)
	if proto == ProtoUDP && !d.o.TunnelDiscovery {
		least = ipv4HdrLen + udpHdrLen
	} else if proto != ProtoTCP {
		return false
	}
	if total < least || uint(len(b)) < etherHdrLen+least {
		return false
	}
	p.Kind = KindIPv4
	p.Encaps = EncapEthernet
	p.Plain, p.HasEther = true, true
	p.HasVLAN, p.HasMPLS, p.HasVNI, p.HasFrag, p.HasIPOpts = false, false, false, false, false
	p.IPOpts = 0
	p.Ether.Dst, p.Ether.Src, p.Ether.Type = MAC(h[0:6]), MAC(h[6:12]), typeIPv4
	p.TOS, p.TTL, p.Proto = h[15], h[22], proto
	p.IPID = be16(h[18:20])
	p.Src4, p.Dst4 = be32(h[26:30]), be32(h[30:34])

	p.transportBytes(b[plainLen:], total-ipv4HdrLen, uint(p.Bytes)-plainLen)
	if proto == ProtoTCP {
		p.tcp(p.Transport, p.TransportLen)
	} else {
		d.udp(p, p.Transport, p.TransportLen)
	}
	return true
}
