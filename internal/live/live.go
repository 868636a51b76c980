// SPDX-License-Identifier: Apache-2.0

// Package live reads packets from network interfaces. On Linux it uses packet
// sockets with rings that the kernel and this process share; on other systems
// [Open] returns an error.
//
// A [Source] reads one or more interfaces in the order of time and lends packets
// that are still in the ring: they are valid until the next call. Frames are as on
// the wire, with the VLAN tags that the kernel took out put back.
//
// An interface may be missing, go down, or be removed and created again while a
// Source runs. The Source reports it and goes on with the socket that it has, so
// it needs no privileges after [Open].
package live

import (
	"time"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

// Any is the name that stands for all interfaces at once, through one socket.
const Any = "any"

// DefaultBuffer is the size of a ring in bytes, if Options do not say.
const DefaultBuffer = 64 << 20

// Options say how to capture. The zero value captures whole packets.
type Options struct {
	// SnapLen is how many bytes of each packet are captured; 0 means all.
	SnapLen int
	// Buffer is the size in bytes of the ring of each interface; 0 means
	// [DefaultBuffer].
	Buffer int64
	// Promiscuous asks for packets to other hosts too.
	Promiscuous bool
	// Scan is the time between two looks at the state of the interfaces; 0 means
	// half a second.
	Scan time.Duration
	// Filter, if set, returns the packet filter for a link type.
	Filter func(packet.LinkType) (*bpf.Program, error)
	// Done, when closed, ends the capture: packets that arrived before are still
	// read, then Drained is called once.
	Done    <-chan struct{}
	Drained func()
	// Log, if set, is called with a line about each interface whose state changed,
	// and when drops begin.
	Log func(text string)
}

// retire is the longest time that a packet waits in a block of the ring that is not
// full.
const retire = 100 * time.Millisecond

// settle is the time after which no older packet can come out of a ring: retire,
// and what the kernel's timer may be late.
const settle = 250 * time.Millisecond

// stepBack is by how much the clock has to be set back to be noticed.
const stepBack = time.Second

// tick is how often [Source.Next] returns [modeler.ErrTimeout] at least.
const tick = 100 * time.Millisecond

// Hardware types of interfaces (ARPHRD_ in Linux).
const (
	hwEther       = 1
	hwRawIP       = 519
	hwLoopback    = 772
	hwIEEE80211   = 801
	hwPrism       = 802
	hwRadiotap    = 803
	hwNone        = 0xfffe
	typeOutgoing  = 4 // of packets: sent by this host
	protoIPv4     = 0x0800
	protoIPv6     = 0x86dd
	unknownLink   = packet.LinkType(0xffff) // no decoder knows it
	tagLen        = 4                       // bytes of a VLAN tag
	macLen        = 12                      // the two addresses before a VLAN tag
	wholePacket   = 262144                  // the usual snap length for all of a packet
	maxKernelCode = 4096                    // instructions of a filter that the kernel accepts
)

// linkType returns the link type of an interface. Interfaces without one have
// packets of [unknownLink], of which those of IP are read from the network header.
func linkType(hw uint16) packet.LinkType {
	switch hw {
	case hwEther, hwLoopback:
		return packet.LinkEthernet
	case hwNone, hwRawIP:
		return packet.LinkRaw
	case hwIEEE80211:
		return packet.LinkIEEE80211
	case hwPrism:
		return packet.LinkPrism
	case hwRadiotap:
		return packet.LinkRadiotap
	}
	return unknownLink
}
