// SPDX-License-Identifier: Apache-2.0

// Package packet decodes captured frames in place: link, tunnel, network and
// transport headers.
//
// A [Decoder] fills one [Packet] per frame and never fails: what cannot be
// parsed at one layer is described at the layer below, so that every frame is
// accounted for. Nothing outside the captured bytes is read, nothing is
// allocated, and every slice of a Packet points into the frame that the
// capture lent; it is valid until the next frame.
//
// The work for a frame is bounded by its captured length, because every tag,
// label, option, extension header and information element consumes bytes.
// Headers that make a decoder call itself (tunnels, ISL, Ethernet in MPLS, link
// types that name another) are opened up to eight deep.
package packet

// A LinkType is a pcap link-layer header type (LINKTYPE_ value, or DLT_ value
// where the two agree).
type LinkType uint16

// Link types with a decoder. Others yield flows of kind [KindMAC] with zero
// addresses.
const (
	LinkNull       LinkType = 0
	LinkEthernet   LinkType = 1
	LinkTokenRing  LinkType = 6
	LinkARCNET     LinkType = 7
	LinkSLIP       LinkType = 8
	LinkPPP        LinkType = 9
	LinkFDDI       LinkType = 10
	LinkATMRFC1483 LinkType = 11
	LinkRawBSD     LinkType = 12 // raw IP, DLT value
	LinkRawOpenBSD LinkType = 14 // raw IP, OpenBSD's DLT value
	LinkPPPSerial  LinkType = 50
	LinkPPPEther   LinkType = 51
	LinkRaw        LinkType = 101
	LinkCHDLC      LinkType = 104
	LinkIEEE80211  LinkType = 105
	LinkFRelay     LinkType = 107
	LinkLoop       LinkType = 108
	LinkENC        LinkType = 109
	LinkSLL        LinkType = 113
	LinkPFLog      LinkType = 117
	LinkPrism      LinkType = 119
	LinkRadiotap   LinkType = 127
	LinkAVS        LinkType = 163
	LinkJuniperEth LinkType = 178
	LinkPPI        LinkType = 192
	LinkIPNet      LinkType = 226
	LinkIPv4       LinkType = 228
	LinkIPv6       LinkType = 229
	LinkNFLog      LinkType = 239
	LinkIPoIB      LinkType = 242
	LinkPKTAP      LinkType = 258
	LinkSLL2       LinkType = 276

	LinkATMRFC1483File LinkType = 100 // ATM RFC 1483 as files have it
	LinkATMCLIP        LinkType = 106
	LinkSunATM         LinkType = 123
	LinkARCNETLinux    LinkType = 129
	LinkPPPDir         LinkType = 204 // PPP after a direction byte
	LinkCHDLCDir       LinkType = 205 // Cisco HDLC after a direction byte
	LinkFRelayDir      LinkType = 206 // frame relay after a direction byte
	LinkBroadcomTag    LinkType = 281 // Ethernet with a Broadcom switch tag
	LinkBroadcomPrefix LinkType = 282 // Broadcom switch tag, then Ethernet
	LinkDSA            LinkType = 284 // Ethernet with a DSA tag
	LinkEDSA           LinkType = 285 // Ethernet with an Ethertype DSA tag
)

// A Kind says which flow model a packet belongs to, and with it which fields
// of the [Packet] hold values.
type Kind uint8

// Kinds of packets.
const (
	KindMAC  Kind = iota // Ether
	KindIPv4             // Src4, Dst4 and the IP fields
	KindIPv6             // Src6, Dst6 and the IP fields
	KindARP              // ARP
	KindRARP             // ARP
	KindISIS             // ISIS
	KindWLAN             // WLAN
	KindLCP              // Ether (zero addresses), ICMPType/ICMPCode hold LCP code and id
)

// Encapsulation bits, as the encapsulation DSR of a record holds them
// (record format, section 6.15).
const (
	EncapMPLS     uint32 = 0x1
	EncapEthernet uint32 = 0x2
	EncapVLAN     uint32 = 0x4
	EncapLLC      uint32 = 0x8
	EncapPPP      uint32 = 0x10
	EncapISL      uint32 = 0x20
	EncapGRE      uint32 = 0x40
	EncapAH       uint32 = 0x80
	EncapIPIP     uint32 = 0x100
	EncapIPv6     uint32 = 0x200
	EncapHDLC     uint32 = 0x400
	EncapCHDLC    uint32 = 0x800
	EncapATM      uint32 = 0x1000
	EncapSLL      uint32 = 0x2000
	EncapFDDI     uint32 = 0x4000
	EncapSLIP     uint32 = 0x8000
	EncapARCNET   uint32 = 0x10000
	EncapWLAN     uint32 = 0x20000
	EncapPrism    uint32 = 0x40000
	EncapAVS      uint32 = 0x80000
	EncapTeredo   uint32 = 0x400000
	EncapUDT      uint32 = 0x800000
	EncapJuniper  uint32 = 0x2000000
	EncapERSPAN   uint32 = 0x4000000 // ERSPAN II in 3.x records, VXLAN in 5.x ones
	EncapVXLAN    uint32 = 0x4000000
	EncapL2TP     uint32 = 0x8000000
	EncapGeneve   uint32 = 0x10000000
)

// IP protocol numbers the decoder and the flow model treat by themselves.
const (
	ProtoICMP    = 1
	ProtoIGMP    = 2
	ProtoIPv4    = 4
	ProtoTCP     = 6
	ProtoUDP     = 17
	ProtoIPv6    = 41
	ProtoDCCP    = 33
	ProtoGRE     = 47
	ProtoESP     = 50
	ProtoAH      = 51
	ProtoICMPv6  = 58
	ProtoSCTP    = 132
	ProtoUDPLite = 136
)

// TCP header flags.
const (
	FlagFIN uint8 = 0x01
	FlagSYN uint8 = 0x02
	FlagRST uint8 = 0x04
	FlagPSH uint8 = 0x08
	FlagACK uint8 = 0x10
	FlagURG uint8 = 0x20
	FlagECE uint8 = 0x40
	FlagCWR uint8 = 0x80
)

// A MAC is a 48-bit link address.
type MAC [6]byte

// An Ether holds what identifies a frame at the link layer.
type Ether struct {
	Dst, Src MAC
	// Type is the Ethernet type of the frame's first header (0x8100 when it
	// is tagged), the 802.3 length when there is no type, or the protocol
	// number of another link type.
	Type uint16
	// KeyType is the type that the key of a MAC flow holds: the innermost
	// Ethernet type, 0 for LLC frames.
	KeyType    uint16
	DSAP, SSAP uint8
}

// An ARP holds an ARP or RARP packet.
type ARP struct {
	HType, PType uint16
	HLen, PLen   uint8
	Op           uint16
	SPA, TPA     uint32   // protocol addresses; 0 where absent
	SHA, THA     [16]byte // hardware addresses, zero filled; first HLen (at most 16) bytes
}

// An ISIS holds the parts of an IS-IS PDU that identify its flow (record
// format, section 6.2.7).
type ISIS struct {
	PDUType  uint8
	Version  uint8
	Area     [16]byte // as in the record: hello, LSP (sequence little-endian) or SNP form
	Checksum uint16
}

// A WLAN holds what identifies an 802.11 flow; Ether holds no value.
type WLAN struct {
	Dst, Src, BSSID MAC // zero where the frame has no such address
	SSID            [32]byte
}

// TimeEnd is the first time that a record cannot hold: a record's seconds since
// 1970 have 32 bits, which end in February 2106. Times are in nanoseconds.
const TimeEnd int64 = 1 << 32 * 1_000_000_000

// TimeFits reports whether a record can hold the packet's time.
func (p *Packet) TimeFits() bool { return uint64(p.Time) < uint64(TimeEnd) }

// A Packet is one frame, first as captured and then as decoded.
//
// The capture fills Time, Data, WireLen and Link. [Decoder.Decode] fills the
// rest. Fields that do not belong to the Kind and the protocol, or whose Has flag
// is false, keep values of earlier packets.
type Packet struct {
	Time    int64    // nanoseconds since 1970-01-01 UTC
	Data    []byte   // captured bytes; borrowed from the capture
	WireLen uint32   // length on the wire; damaged files may say less than len(Data)
	Link    LinkType // how Data begins

	Bytes  uint32 // bytes this packet counts in its flow (flow model, section 3.2)
	Kind   Kind
	Encaps uint32 // Encap bits of all layers seen

	// Plain is true for the most common frames, so that callers need not test
	// the Has flags: Ethernet, then IPv4 without options and not fragmented, then
	// a whole TCP or UDP header, with nothing between them. It may be false for
	// such a frame too.
	Plain bool

	HasEther  bool // Ether.Dst and Ether.Src are real link addresses
	HasVLAN   bool
	HasMPLS   bool
	HasVNI    bool
	HasFrag   bool // the packet is a fragment of an IP datagram: FragID, FragOff, MoreFrags
	HasIPOpts bool // the IPv4 header was longer than 20 bytes
	HasTCP    bool // the TCP fields hold values: the fixed header is there, or in a tiny fragment its flags
	HasPorts  bool // SrcPort and DstPort hold values (both 0 otherwise); TCP, UDP, SCTP, UDP-Lite and DCCP have ports

	VLAN  uint16 // tag control information of the last (inner) tag
	VLANs uint64 // the ids of the last five tags, 12 bits each, the inner one lowest
	MPLS  uint32 // first (outer) label stack entry
	VNI   uint32 // VXLAN or Geneve network identifier
	Ether Ether

	// MPLSStack holds the whole label stack, 4 bytes an entry, outer first.
	MPLSStack []byte

	// IP. For tunnels that were opened these are the innermost header's.
	Src4, Dst4 uint32 // IPv4 addresses as numbers
	Src6, Dst6 [16]byte
	Proto      uint8 // final protocol, after extension headers
	TTL, TOS   uint8 // hop limit and traffic class for IPv6
	IPID       uint16
	IPOpts     uint8  // record format, section 6.10: option bits
	FlowLabel  uint32 // IPv6 flow label (RFC 6437)

	MoreFrags bool
	FragProto uint8  // protocol in the header that makes it a fragment, the same in all fragments of a datagram
	FragOff   uint32 // offset of this fragment's payload, bytes
	FragLen   uint32 // length of this fragment's payload, bytes: Transport and what extension headers precede it
	FragID    uint32

	// Transport holds the captured bytes from the transport header on (for a
	// later fragment: its payload), cut to the IP length.
	Transport []byte
	// TransportLen is the length of the same on the wire: by the IP header, but
	// never more than the frame held.
	TransportLen uint32
	// claimed is TransportLen as the IP header has it.
	claimed uint32

	SrcPort, DstPort uint16

	// TCP
	Seq, Ack uint32
	SegLen   uint32 // payload bytes by the IP header; AppBytes is less where the frame had no room for them
	Window   uint16
	TCPFlags uint8
	WScale   uint8  // window scale option, 0 if absent
	MSS      uint16 // maximum segment size option, 0 if absent
	TCPOpts  uint32 // option bits of the record format, section 6.6

	// ICMP, ICMPv6, IGMP, ESP
	ICMPType, ICMPCode uint8
	ICMPID, ICMPSeq    uint16
	ICMPWord           uint32 // second word of the header (gateway, MTU, id and sequence)
	Group              uint32 // IGMP group address
	SPI, ESPSeq        uint32

	// AppBytes counts application bytes (flow model, section 8.1).
	AppBytes uint32
	// Payload holds the captured bytes that user data starts with (flow
	// model, section 8.2).
	Payload []byte

	ARP  ARP
	ISIS ISIS
	WLAN WLAN
}

// Options choose how deep a [Decoder] looks.
type Options struct {
	// TunnelDiscovery opens Teredo, VXLAN, Geneve, L2TP, ERSPAN types I and
	// III, and IP inside IP (ARGUS_TUNNEL_DISCOVERY). Without it only GRE,
	// ERSPAN type II and IPv4 inside IPv6 are opened.
	TunnelDiscovery bool
}
