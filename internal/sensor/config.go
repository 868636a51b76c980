// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"math"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/live"
	"github.com/argus-go/argus/record"
)

// A Config holds the settings of the command line and the configuration files.
type Config struct {
	Inputs []string // capture files, in reading order; "-" is standard input
	TSH    bool     // inputs are NLANR TSH files
	Follow bool     // wait for more packets at the end of a file
	// Scale plays captures at Scale times their speed; with 0 they are read as
	// fast as possible.
	Scale float64

	Outputs []Output

	Filter    string // packet filter
	Optimize  bool   // of the packet filter
	DumpCode  bool   // print the code of the packet filter and exit
	ListLinks bool   // print the names of the interfaces and exit

	Skip uint64 // packets of each input to skip, counted after the packet filter
	Last uint64 // number of the last packet of each input, 0 for no limit

	MARInterval time.Duration // between management records, 0 for none
	// MARStatus asks for management records between the first and the last.
	// Without -M, only captures that are followed or played have them.
	MARStatus bool
	Source    record.SourceID
	// Interface is the interface name that goes with Source in release 5
	// records; "" derives one from the name of the input.
	Interface string
	Dialect   record.Dialect
	HashSize  uint32 // buckets of flow hashes
	Tunnels   bool   // decode the packets inside Teredo, VXLAN, Geneve and L2TP
	Flow      flow.Config

	TypeSet bool // the flow type was set explicitly

	MaxMemory int64 // of the flow table, in bytes; 0 leaves Flow.MaxFlows as the only limit

	PacketFile   string // capture file to copy the packets to
	PacketErrors bool   // only packets that could not be decoded in full
	PacketProtos []uint8

	Events []Event

	Chroot, User, Group string

	NoSandbox bool
	ConfFiles []string // configuration files that were read

	Debug    int // 1 and above: print notices
	Priority int // highest syslog priority that is printed

	Live Live
}

// A Live holds the settings of live capture and of the record server. They have
// no effect on reading files.
type Live struct {
	Interfaces   []string // as on the command line
	Names        []string // of Interfaces, without what surrounds them
	Promiscuous  bool
	SnapLen      int   // bytes; 0 derives it from what records keep
	BufferSize   int64 // bytes of the ring of each interface
	Dispatch     int
	TimestampTyp string
	Scan         time.Duration
	Daemon       bool
	SetPID       bool
	PIDPath      string
	Port         int
	Bind         []string
	MinSSF       int
	MaxSSF       int
}

// An Output is one -w: a target and its record filter.
type Output struct{ Target, Filter string }

// An Event is one host event to collect (ARGUS_EVENT_DATA).
type Event struct {
	Method   string // prog or file
	Path     string
	Interval time.Duration
	Compress bool
}

// Defaults of the sensor (sensor options, sections 1 and 6).
const (
	defaultMARInterval = 60 * time.Second
	defaultHashSize    = 1 << 24
	headerSnapLen      = 96    // bytes captured for headers
	controlSnapLen     = 65535 // bytes captured with -C
	defaultPriority    = 4     // warnings
	maxUserData        = 65535
	maxSnapLen         = math.MaxInt32
	maxLevel           = math.MaxInt32 // of messages about what is ignored
)

// DefaultConfig returns the built-in settings, which -X restores.
func DefaultConfig() Config {
	return Config{
		Optimize:    true,
		MARInterval: defaultMARInterval,
		HashSize:    defaultHashSize,
		Flow:        flow.DefaultConfig(),
		Priority:    defaultPriority,
		Live:        Live{Promiscuous: true, BufferSize: live.DefaultBuffer, Scan: time.Second / 2, Dispatch: 1, MaxSSF: 128, PIDPath: defaultPIDPath},
	}
}

// live reports whether packets come from interfaces. With -r, interfaces are
// ignored.
func (c *Config) live() bool { return len(c.Inputs) == 0 && len(c.Live.Interfaces) > 0 }

// snapLen returns the number of bytes to capture of each packet: enough for the
// headers, and for the payload that records keep.
func (c *Config) snapLen() int {
	switch {
	case c.Live.SnapLen > 0:
		return c.Live.SnapLen
	case c.Flow.FullControlData:
		return controlSnapLen
	}
	return headerSnapLen + c.Flow.UserData
}
