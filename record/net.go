// SPDX-License-Identifier: Apache-2.0

package record

// A NetKind is the form of the network DSR: its subtype.
type NetKind uint8

// Forms of the network DSR (section 6.6).
const (
	NetNone      NetKind = 0x00
	NetTCPInit   NetKind = 0x03
	NetTCPStatus NetKind = 0x04
	NetTCPPerf   NetKind = 0x05
	NetRTCP      NetKind = 0x09
	NetRTP       NetKind = 0x0A
	NetUDT       NetKind = 0x0D
	NetARP       NetKind = 0x10
	NetICMP      NetKind = 0x34
	NetESP       NetKind = 0x38
	NetFrag      NetKind = 0x45
)

// TCP status bits (section 6.6).
const (
	TCPSyn         uint32 = 0x01
	TCPSynAck      uint32 = 0x02
	TCPEstablished uint32 = 0x04
	TCPFin         uint32 = 0x08
	TCPFinAck      uint32 = 0x10
	TCPNormalClose uint32 = 0x20
	TCPCloseWait   uint32 = 0x40
	TCPPortReuse   uint32 = 0x80
	TCPSrcRetrans  uint32 = 0x100
	TCPDstRetrans  uint32 = 0x200
	TCPSrcWinShut  uint32 = 0x400
	TCPDstWinShut  uint32 = 0x800
	TCPSrcReset    uint32 = 0x1000
	TCPDstReset    uint32 = 0x2000
	TCPSrcECN      uint32 = 0x4000
	TCPDstECN      uint32 = 0x8000
	TCPSrcOOO      uint32 = 0x10000
	TCPDstOOO      uint32 = 0x20000
	TCPSrcDup      uint32 = 0x40000
	TCPDstDup      uint32 = 0x80000
	TCPSrcGap      uint32 = 0x400000
	TCPDstGap      uint32 = 0x800000
)

// TCP option bits (section 6.6).
const (
	TCPOptMSS       uint32 = 0x00100000
	TCPOptWScale    uint32 = 0x00200000
	TCPOptSackOK    uint32 = 0x00400000
	TCPOptSack      uint32 = 0x00800000
	TCPOptEcho      uint32 = 0x01000000
	TCPOptEchoReply uint32 = 0x02000000
	TCPOptTimestamp uint32 = 0x04000000
	TCPOptCC        uint32 = 0x08000000
	TCPOptCCNew     uint32 = 0x10000000
	TCPOptCCEcho    uint32 = 0x20000000
	TCPOptSrcECN    uint32 = 0x40000000
	TCPOptDstECN    uint32 = 0x80000000
)

// A TCPSide is one direction's TCP state.
type TCPSide struct {
	Last        int64 // time of the last packet, ns since 1970
	Status      uint32
	SeqBase     uint32
	Seq         uint32
	Ack         uint32
	WinsAcked   uint32
	Bytes       uint32 // payload bytes
	Retrans     uint32 // packets
	AckBytes    uint32
	WindowBytes uint32
	Window      uint16 // unscaled
	Flags       uint8  // union of TCP flags
	WScale      uint8
	MSS         uint16 // 5.x
}

// A TCP is the TCP form of the network DSR. For NetTCPInit only Status,
// Src.SeqBase, Options, Src.Window, Src.Flags, Src.WScale and Src.MSS hold
// values; for NetTCPStatus only Status and the two Flags.
type TCP struct {
	Status  uint32
	State   uint32
	Options uint32
	SynAck  uint32 // microseconds
	AckDat  uint32 // microseconds
	Src     TCPSide
	Dst     TCPSide
}

// An RTPSide is one direction of an RTP or RTCP flow.
type RTPSide struct {
	// Header holds the 12 raw bytes of the last RTP header, or for RTCP in
	// the first 8 bytes the last RTCP header as stored.
	Header    [12]byte
	Lost      uint16
	Deviation uint16
	Silence   bool // RTP: silence suppression seen
}

// An ICMP is the ICMP form of the network DSR and the mapped ICMP DSR.
type ICMP struct {
	Map                uint8 // mapped: 1 unreachable, 2 redirect, 4 time exceeded, 0 other
	Type, Code         uint8
	Seq                uint16
	OuterSrc, OuterDst uint32
	InnerSrc, InnerDst uint32
	Gateway            uint32
}

// An ESP is the ESP form of the network DSR.
type ESP struct {
	Status, SPI, Seq, Lost uint32
}

// A Frag is the fragment form of the network DSR.
type Frag struct {
	Status     uint8 // qualifier
	Fragments  uint32
	Bytes      uint32
	Total      uint32
	TotalLen   uint16
	CurrentLen uint16
	MaxFragLen uint16
}

// A Net is the network and transport state of a flow.
type Net struct {
	Kind     NetKind
	TCP      TCP     // NetTCPInit, NetTCPStatus, NetTCPPerf
	RTPState uint32  // NetRTP
	RTPSrc   RTPSide // NetRTP, NetRTCP
	RTPDst   RTPSide
	ARP      [6]byte // NetARP: the answering hardware address
	ICMP     ICMP    // NetICMP
	ESP      ESP     // NetESP
	Frag     Frag    // NetFrag
	// Raw holds the whole DSR of a form without fields above (UDT, ...).
	Raw []byte
}
