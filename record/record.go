// SPDX-License-Identifier: Apache-2.0

// Package record holds the Argus flow record: its form in memory and its
// binary encoding in files and on the wire.
//
// A record is a fixed header followed by data set records (DSRs). Numbers are
// big-endian, except for a few that the original sensors leave in host order
// (read and written little-endian here), and every part is a whole number of
// four-byte words, so a decoder can skip a DSR it does not know.
//
// A stream begins with a START management record, whose cookie gives its
// [Generation], 3.x or 5.x; both are read. A [Writer] writes one of two
// dialects: [V3Common], which the clients of all releases read alike, or [V5],
// which keeps nanoseconds and long source ids.
//
// A [Reader] lends records: the one it returns is valid until the next call.
// Use [Record.Clone] to keep one. It takes any bytes: what is damaged is
// counted and skipped, memory is bounded by [MaxLen], and reading and
// writing records allocates nothing.
//
// A part of a record holds values only if [Record.Parts] names it; a part that
// the record does not have is zero, never a leftover of an earlier record.
// Everything is in the view of the flow: Src is its initiator. Times are
// nanoseconds since 1970; the fields say the units of other values.
//
// # Several sources
//
// A Reader is a [Framer], which cuts a stream into batches of whole records, and a
// [Decoder], which lends the records of batches. A program that reads several
// sources at once uses the two apart: each source has a goroutine with a Framer,
// which fills a [Batch] and sends it on; the memory of a batch is its owner's.
// The goroutine that handles records has one Decoder for each source, gives it
// batches with [Decoder.Reset], and takes the record that is next in time; the
// record of each Decoder stays valid until that Decoder's next call. When
// [Decoder.Next] returns nil, the batch may go back to its source to be filled
// again. [Framer.Next] returns what has arrived, so live records do not wait.
//
// # Parts that a run does not need
//
// A reader decodes every part of every record. Packages of this module can tell it
// what they need (see package internal/lazy): with [Decoder.Select] it decodes only
// those parts and skips records that a test rejects. Other parts count as absent
// until [Record.Complete] decodes them; [Record.Carries] says whether they are
// there. Whoever selects parts collects the needs of the whole run: of the program,
// its columns, filters, and keys to sort or aggregate by.
//
// Tests that are built with the tag poison (make poison) find nonsense in absent and
// undecoded parts instead of zero, and [Record.Has] panics there if a program asks
// about a part that it did not declare.
package record

import "fmt"

// A Type is the kind of a record: the high nibble of its first byte.
type Type uint8

// Record types.
const (
	TypeMAR     Type = 0x80 // management record
	TypeFAR     Type = 0x10 // flow record
	TypeIndex   Type = 0x20
	TypeNetFlow Type = 0x30 // flow record converted from NetFlow or sFlow
	TypeEvent   Type = 0x40 // host event
	TypeAFlow   Type = 0x50 // flow imported from a text log
)

// A Cause says why a record was written: the high nibble of its second byte.
type Cause uint8

// Record causes.
const (
	CauseStart    Cause = 0x10
	CauseStatus   Cause = 0x20
	CauseStop     Cause = 0x30
	CauseTimeout  Cause = 0x40
	CauseFlush    Cause = 0x50
	CauseShutdown Cause = 0x60
	CauseClosed   Cause = 0x70
	CauseError    Cause = 0x80
)

// Parts is a set of record parts (DSRs) that are present.
type Parts uint64

// Record parts, in writing order (record format, section 5).
const (
	PartTransport Parts = 1 << iota
	PartFlow
	PartTime
	PartMetrics
	PartAgg
	PartNet
	PartVLAN
	PartMPLS
	PartJitter
	PartIPAttr
	PartSizes
	PartSrcData
	PartDstData
	PartMAC
	PartICMPMap
	PartEncaps
	PartBehavior
	PartCorrelation
	PartCountry
	PartLabel
	PartASN
	PartGeo
	PartLocality
	PartHash
	PartVXLAN
	PartGRE
	PartGeneve
	PartScore
)

// A Record is a flow, event or management record in memory, in the source's
// view: Src is the flow's initiator. A part holds values only if Parts names
// it, and is zero otherwise; Man does so in management records alone. A Record
// from a [Reader] borrows its slices from the reader.
type Record struct {
	Type    Type
	Version uint8 // low nibble of the first byte: 3 or 5, 7 seen
	Cause   Cause
	Option  uint8
	Parts   Parts

	// Offset is the byte offset of the record in its (uncompressed) input.
	Offset int64

	Man       Management // Type TypeMAR only
	Transport Transport
	Flow      Flow
	Time      Time
	Metrics   Metrics
	Agg       Agg
	Net       Net
	VLAN      VLAN
	MPLS      MPLS
	Jitter    Jitter
	IPAttr    IPAttr
	Sizes     Sizes
	SrcData   UserData
	DstData   UserData
	MAC       MAC
	ICMPMap   ICMP
	Encaps    Encaps
	Behavior  Behavior
	Cor       []Correlation
	Country   Country
	Label     []byte // key=value pairs, no padding
	ASN       ASN
	Geo       Geo
	Locality  Locality
	Hash      Hash
	VXLAN     VXLAN
	GRE       Tunnel
	Geneve    Tunnel
	Score     [8]byte

	// Unknown holds whole DSRs of types this package has no form for, header
	// included, one after the other. They are written back unchanged.
	Unknown []byte

	// undecoded names the parts that are in wire and were not decoded ([Selection]).
	undecoded Parts
	filled    Parts  // the parts that may hold values, of this record or an earlier one
	wire      []byte // the DSRs
	gen       Generation
	layout    *layout // that the record has, until the next one is read; nil if it is not known
}

// Has reports whether every part of p is present and decoded.
func (r *Record) Has(p Parts) bool {
	if poison && r.undecoded&p != 0 {
		panic(fmt.Sprintf("record: parts %#x are used, but the run did not declare that it needs them", uint64(r.undecoded&p)))
	}
	return r.Parts&p == p
}

// Carries reports whether the record has every part of p, decoded or not.
func (r *Record) Carries(p Parts) bool { return (r.Parts|r.undecoded)&p == p }

// A SourceID names the sensor that made a record.
type SourceID struct {
	Kind IDKind
	// ID holds IPv4 and integer ids in the first 4 bytes (big-endian),
	// strings NUL filled, IPv6 addresses and UUIDs in all 16.
	ID [16]byte
	// Inf is the interface name of 5.x records, NUL filled; all zero if none.
	Inf [4]byte
}

// An IDKind is the form of a source id: the transport DSR's qualifier without
// the interface bit.
type IDKind uint8

// Source id kinds.
const (
	IDNone   IDKind = 0x00
	IDIPv4   IDKind = 0x01
	IDIPv6   IDKind = 0x02
	IDEther  IDKind = 0x03
	IDInt    IDKind = 0x20
	IDString IDKind = 0x21
	IDUUID   IDKind = 0x22
)

// A Transport names the sensor and numbers the record (section 6.1).
type Transport struct {
	Src    SourceID
	Seq    uint32
	HasSrc bool
	HasSeq bool
}

// A FlowKind is the kind of a flow key: the low 6 bits of its subtype.
type FlowKind uint8

// Flow key kinds.
const (
	FlowFiveTuple FlowKind = 0x01
	FlowL2Matrix  FlowKind = 0x02
	FlowL3Matrix  FlowKind = 0x03
	FlowMPLS      FlowKind = 0x04
	FlowVLAN      FlowKind = 0x05
	FlowARP       FlowKind = 0x06
	FlowL2        FlowKind = 0x07
)

// An AddrType is the address type of a flow key: the low 5 bits of its
// qualifier.
type AddrType uint8

// Address types of flow keys.
const (
	AddrIPv4     AddrType = 1
	AddrIPv6     AddrType = 2
	AddrEthernet AddrType = 3
	AddrARP      AddrType = 4
	AddrRARP     AddrType = 5
	AddrMPLS     AddrType = 6
	AddrVLAN     AddrType = 7
	AddrWLAN     AddrType = 8
	AddrLCP      AddrType = 9
	AddrISIS     AddrType = 0xA
	AddrUDT      AddrType = 0xD
)

// A Flow is the flow key (section 6.2), source = initiator. Which fields hold
// values depends on Addr.
type Flow struct {
	Kind FlowKind
	Addr AddrType

	// Reversed says that the key was stored with REVERSE (reading: Src and
	// Dst have been put right already; writing: ignored, keys are written
	// un-reversed).
	Reversed bool
	// Decided is qualifier bit 0x20: the direction is final.
	Decided bool
	// Fragment is qualifier bit 0x80: a flow of later fragments only.
	Fragment bool
	// HasMask is qualifier bit 0x40: SrcMask and DstMask hold values.
	HasMask          bool
	SrcMask, DstMask uint16 // prefix lengths

	// Src and Dst: IPv4 addresses in the first 4 bytes, IPv6 in all 16,
	// hardware addresses (Ethernet, WLAN, RARP, IS-IS, LCP) in the first 6. ARP: the
	// asker's and the wanted IPv4 address.
	Src, Dst [16]byte

	Proto     uint8  // IP protocol
	TPProto   uint8  // byte 13 of an IPv4 key: quoted protocol or TOS of ICMP errors
	FlowLabel uint32 // IPv6
	// SrcPort and DstPort: TCP, UDP. A reader sets them for IPv6 fragment flows
	// too, to the halves of the stored id, since that is what the originals show.
	SrcPort, DstPort uint16

	// DNSID is the DNS transaction id of UDP port 53 keys (IPv4, sensors).
	DNSID uint16

	ICMPType, ICMPCode uint8  // ICMP, ICMPv6, IGMP
	ICMPID, ICMPSeq    uint16 // ICMP (two halves of an address for some errors, see 6.2.1)
	IPID               uint16 // IGMP and IPv4 fragment flows
	FragID             uint32 // IPv6 fragment flows
	SPI                uint32 // ESP

	EtherType  uint16 // Ethernet keys
	DSAP, SSAP uint8

	// ARP and RARP. ARP: SHA is the asker's hardware address; RARP: SHA and
	// THA are the source and target hardware addresses and Src the IPv4
	// address.
	HType, PType uint16
	HLen, PLen   uint8
	Op           uint16
	SHA, THA     [16]byte

	BSSID [6]byte // WLAN
	SSID  [32]byte

	PDUType  uint8    // IS-IS
	Version  uint8    // IS-IS
	Area     [16]byte // IS-IS, section 6.2.7
	Checksum uint16   // IS-IS
}

// TimeParts says which of the four times of a record are known.
type TimeParts uint8

// The bits of a time DSR's subtype.
const (
	TimeSrcStart TimeParts = 0x08
	TimeSrcEnd   TimeParts = 0x10
	TimeDstStart TimeParts = 0x20
	TimeDstEnd   TimeParts = 0x40
)

// A Time holds a record's times in nanoseconds since 1970-01-01 UTC (section
// 6.3). Either Sides is 0 and Start and End cover both directions, or Sides
// names the times of the two directions that are known; then the reader also
// fills Start and End (earliest and latest of those present).
type Time struct {
	Start, End       int64
	Single           bool // Sides is 0 and only one time was (or is to be) stored
	Sides            TimeParts
	SrcStart, SrcEnd int64
	DstStart, DstEnd int64
	Adjusted         bool // radium adjusted the times
	Nano             bool // stored with nanoseconds
}

// A Counter is one direction's counters (section 6.4).
type Counter struct {
	Packets, Bytes, AppBytes uint64
}

// Metrics holds the counters of both directions.
type Metrics struct {
	Src, Dst Counter
	HasApp   bool // application bytes were stored
}

// An AggStats is a statistic over merged records, metric in seconds.
type AggStats struct {
	N                      int32
	Min, Mean, StdDev, Max float32
	Dist                   [8]byte
}

// An Agg is the aggregation DSR (section 6.5).
type Agg struct {
	Metric       uint8 // subtype; 4 is duration
	Count        uint32
	LastStart    [2]uint32 // seconds and fraction as stored
	Last         [2]uint32
	Active, Idle AggStats
}

// A Management is a management record (section 3).
type Management struct {
	Status       uint32
	Cookie       uint32 // START: generation
	Src          SourceID
	LocalNet     uint32
	NetMask      uint32
	NextSeq      uint32
	Start, Now   int64 // ns since 1970
	Major, Minor uint8
	LinkType     uint8
	LinkStatus   uint8
	FlowInterval uint16 // seconds
	MARInterval  uint16 // seconds
	Packets      uint64 // counters are since the previous management record
	Bytes        uint64
	Drift        int64
	Interfaces   uint32 // 5.x sensors, instead of Drift
	Records      uint32
	Flows        uint32
	Dropped      uint32
	Queue        uint32
	Output       uint32
	Clients      uint32
	Bufs         uint32
	Memory       uint32
	SrcDataLen   uint16
	DstDataLen   uint16
	Short        bool // a 4-byte ERROR record: only header fields hold values
}

// Cookies of the START management record.
const (
	Cookie2 uint32 = 0xE5617ACB
	Cookie3 uint32 = 0xE5712DCB
	Cookie5 uint32 = 0xE57150CB
)
