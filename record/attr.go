// SPDX-License-Identifier: Apache-2.0

package record

// A VLAN holds the tags of both directions (section 6.7).
type VLAN struct {
	HasSrc, HasDst bool
	Src, Dst       uint16 // tag control information
}

// An MPLS holds the label stack entries of both directions (section 6.8).
type MPLS struct {
	HasSrc, HasDst         bool
	SrcChanged, DstChanged bool
	Src, Dst               uint32
}

// A JitterStats describes inter-packet times in microseconds.
type JitterStats struct {
	N                      int32
	Min, Mean, StdDev, Max float32
	Hist                   [8]uint8
}

// Jitter holds inter-packet times (section 6.9); N is 0 where a class is absent.
type Jitter struct {
	SrcActive, SrcIdle, DstActive, DstIdle JitterStats
	// Has names the classes stored: 1 src active, 2 src idle, 4 dst active, 8 dst idle.
	Has uint8
}

// An IPSide is one direction's IP attributes.
type IPSide struct {
	Has        bool
	HasOptions bool
	Fragments  bool
	TTL, TOS   uint8
	ID         uint16
	Options    uint32
}

// IPAttr holds the IP attributes of both directions (section 6.10).
type IPAttr struct {
	Src, Dst IPSide
}

// Sizes holds the packet sizes of both directions (section 6.11).
type Sizes struct {
	HasSrc, HasDst                 bool
	SrcMin, SrcMax, DstMin, DstMax uint16
	HasHist                        bool
	SrcHist, DstHist               [8]uint8
}

// A UserData holds captured payload of one direction (section 6.12).
type UserData struct {
	Size       uint16 // configured size
	Data       []byte
	Compressed bool // zlib; EVENT records only
}

// A MAC holds the link addresses, oriented source to destination (6.13).
type MAC struct {
	Src, Dst               [6]byte
	EtherType              uint16
	DSAP, SSAP             uint8
	SrcChanged, DstChanged bool
}

// An Encaps holds the encapsulation bits of both directions (6.15).
type Encaps struct {
	Src, Dst                     uint32
	SrcChanged, DstChanged       bool
	SrcInfChanged, DstInfChanged bool
}

// A Behavior holds keystroke counts (6.16).
type Behavior struct {
	Kind     uint8 // 1 TCP, 2 SSH
	Src, Dst uint32
}

// A Correlation is what radium found when two sensors saw a flow (6.17);
// times in microseconds.
type Correlation struct {
	ID                  SourceID
	Dur, Start, Last    int32
	SrcPackets, DstPkts int32
}

// A Country holds ISO country codes, two letters each (6.18).
type Country struct{ Src, Dst [2]byte }

// An ASN holds autonomous system numbers (6.20).
type ASN struct {
	Src, Dst, Inode uint32
	HasInode        bool
}

// A Place is a position in degrees.
type Place struct {
	Has      bool
	Lat, Lon float32
}

// Geo holds the positions of the two ends and the intermediate node (6.21).
type Geo struct{ Src, Dst, Inode Place }

// A Locality is the locality DSR (6.22).
type Locality struct {
	Status         uint16
	Src, Dst       int8
	SrcOrg, DstOrg uint16
}

// A Hash is the flow hash DSR (6.23).
type Hash struct{ Value, Bucket uint32 }

// A VXLAN holds network identifiers (6.24).
type VXLAN struct {
	HasSrc, HasDst bool
	Src, Dst       uint32
}

// A Tunnel holds a GRE or Geneve DSR (6.25, 6.26).
type Tunnel struct {
	Flags     uint16 // GRE flags and version; Geneve: version and option length, flags
	Proto     uint16
	VNI       uint32
	HasFlow   bool
	FlowIsV6  bool
	Src, Dst  [16]byte
	FlowProto uint8
	SrcPort   uint16
	DstPort   uint16
}

func nibbles(h *[8]uint8, b []byte) {
	for i := range 4 {
		h[2*i], h[2*i+1] = b[i]>>4, b[i]&15
	}
}
