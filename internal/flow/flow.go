// SPDX-License-Identifier: Apache-2.0

// Package flow is the modeler: it turns decoded packets into flow records.
//
// An [Engine] owns the flow table of one packet source. Its clock is the time
// of the packets it is given, never the wall clock, so the same packets give
// the same records. Each flow is reported when a packet of any flow shows that
// its status interval is over, and forgotten when it stayed idle for its
// timeout. The rules are those of the flow model (sections 1 to 9).
//
// An Engine is used by one goroutine. The records that it emits are lent:
// they are valid until the call returns.
package flow

import (
	"time"

	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// Key bits choose what besides the classic five-tuple keeps flows apart
// (ARGUS_FLOW_KEY).
type Key uint8

// Flow key parts.
const (
	KeyVLAN         Key = 1 << iota // the VLAN id of the last tag
	KeyLocalMPLS                    // the first MPLS label
	KeyCompleteMPLS                 // the whole label stack
	KeyLayer2                       // the link addresses, besides the five-tuple
	KeyLayer2Matrix                 // only the link addresses
	KeyLayer3Matrix                 // only the network addresses
)

// Timeouts say how long a reported flow is remembered without traffic.
type Timeouts struct {
	IP, TCP, ICMP, IGMP, Frag, ARP, Other time.Duration
}

// A Config holds the settings of an [Engine].
type Config struct {
	// StatusInterval is the longest time that one record covers. 0 makes a
	// record of every packet; negative reports flows only at the end.
	StatusInterval time.Duration
	Timeouts       Timeouts

	AppBytes     bool // count application bytes (-A)
	Jitter       bool // inter-packet times (-J)
	MAC          bool // link addresses in records (-m)
	Sizes        bool // smallest and largest packet (-Z)
	SizeHist     bool // packet size histogram, with Sizes
	BidirTimes   bool // first and last time of each direction
	StartRecords bool // a record after the first packet of each flow
	HashMetrics  bool // the flow hash DSR
	Tunnels      bool // VXLAN network identifiers in records

	// UserData is the number of payload bytes kept per direction and record
	// (-U), at most 65535.
	UserData int
	// FullControlData keeps up to 65535 bytes for ARP, IS-IS, LCP and the
	// ControlPorts (-C).
	FullControlData bool
	ControlPorts    []ControlPort

	TrackDuplicates bool // find duplicated TCP packets by IP id
	Unidirectional  bool // never merge the two directions
	FlowKey         Key
	Keystroke       Keystroke

	// MaxFlows bounds the flow table. When it is full the flow that was idle
	// longest is reported early and forgotten. 0 means [DefaultMaxFlows].
	MaxFlows int

	// Source names the sensor in each record.
	Source record.SourceID

	// Compat follows release 3.0.8 where its rules for timers, numbers, times and
	// probes differ from the rules above (flow model, sections 1.1, 2.2 and 6.3).
	Compat bool
}

// A ControlPort names a control protocol for Config.FullControlData.
type ControlPort struct {
	Proto uint8 // IP protocol, 0 for any
	Port  uint16
}

// DefaultMaxFlows is the bound of the flow table where Config.MaxFlows is 0.
const DefaultMaxFlows = 4 << 20

// FlowMemory is about what one tracked flow costs in bytes, TCP state and its
// share of the table included. Sensors divide a memory bound by it.
const FlowMemory = 640

// ExtensionMemory is what each flow costs besides where the settings ask for
// more than counters: times between packets, packet sizes, link addresses or
// payload, whose bytes come on top.
const ExtensionMemory = 768

// DefaultConfig returns the built-in settings of the sensor.
func DefaultConfig() Config {
	return Config{
		StatusInterval: 5 * time.Second,
		Timeouts: Timeouts{
			IP: 30 * time.Second, TCP: 60 * time.Second, ICMP: 5 * time.Second, IGMP: 30 * time.Second,
			Frag: 5 * time.Second, ARP: 5 * time.Second, Other: 30 * time.Second,
		},
		Keystroke: DefaultKeystroke(),
	}
}

// Stats are counters of an [Engine] since it was made.
type Stats struct {
	Packets uint64 // packets counted
	Bytes   uint64
	Records uint64 // records emitted
	Flows   uint64 // flow objects made
	Early   uint64 // flows reported early because the table was full
	Active  int    // flow objects in the table now
}

const (
	maxUserData = 65535
)

// side is what a flow keeps of one direction.
type side struct {
	first, last int64 // times of the interval's packets
	packets     uint64
	bytes       uint64
	app         uint64
	encaps      uint32
	mpls        uint32
	vlan        uint16
	ipid        uint16
	ttl, tos    uint8
	ipopts      uint8
	bits        uint8 // side bits
}

// Side bits.
const (
	sideIP       uint8 = 1 << iota // ttl, tos and ipid hold values
	sideIPOpts                     // an IPv4 header with options was seen
	sideVLAN                       // vlan holds a value
	sideMPLS                       // mpls holds a value
	sideEncapChg                   // encaps changed within the interval
	sideFrag                       // fragments were counted
	sideMACChg                     // another link address was seen
	sideMPLSChg                    // another label was seen
)

// Flow bits.
const (
	flowReversed   uint16 = 1 << iota // the initiator is the key's second endpoint
	flowReported                      // a record was written
	flowDecided                       // an ICMP or ARP reply made the flow
	flowFragment                      // a flow of later fragments
	flowOneWay                        // directions are not merged
	flowMany                          // more than one packet in its life
	flowActive                        // in the status queue
	flowForget                        // delete as soon as it is reported
	flowUnnumbered                    // release 3.0.8 has no such flow
	flowRTPTested                     // the first packet was tested for RTP
	flowTCP                           // tcp holds values
	flowReuse                         // another connection had the same ports before
	flowOpenFirst                     // opened[0] holds a value
	flowOpenSecond                    // opened[1] holds a value
)

// flow is one tracked transaction. Its parts fill whole cache lines, of which a
// packet needs the first, that of its side and, if it is TCP, the last two.
type flow struct {
	next   *flow // link of the queue it is in, or of deleted flows
	queued int64 // time it entered the queue
	ext    *extension
	hash   uint32
	bits   uint16
	kind   packet.Kind
	proto  uint8
	slot   uint32 // its place in the slabs, from 1
	queue  uint8  // number of the queue it is in, 0 for none

	key key // its first three words end the first line

	prev   *flow  // link of the queue; not that of its first flow
	number uint32 // order of its first record, from 1
	// opened holds the sequence numbers that opened the TCP connection before
	// this one, by the ends of the key.
	opened [2]uint32
	answer uint8 // type of the ICMPv6 message that made the flow, if it is an answer and no request came since
	_      [3]byte

	src side
	_   [8]byte
	dst side
	_   [8]byte

	tcp tcpFlow // holds values if bits has flowTCP
}
